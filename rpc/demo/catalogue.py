"""Who sells, who buys, what is sold, and what is said about it."""

from typing import NamedTuple


class Person(NamedTuple):
    """Somebody who buys, for a company or not."""

    company: str
    first_name: str
    last_name: str
    street: str
    city: str
    postal_code: str
    country: str

    @property
    def email(self) -> str:
        """Return an address that reaches nobody."""
        return f"{self.first_name}.{self.last_name}@example.com".lower().replace(" ", "")

    @property
    def locale(self) -> str:
        """Return the language of the country."""
        known = {"GB": "en-GB", "AT": "de-AT", "SI": "sl-SI", "ES": "es-ES", "BE": "fr-BE"}
        return known.get(self.country, f"{self.country.lower()}-{self.country}")


class Good(NamedTuple):
    """Something that is sold; the price is net, the weight in kg."""

    sku: str
    name: str
    price: str
    weight: str
    tax_class: str


SELLER = {
    "companyName": "Bottega Aurora S.r.l.",
    "companyCode": "IT01234567890",
    "street1": "Via dei Mercanti 12",
    "city": "Bologna",
    "postalCode": "40124",
    "stateProv": "BO",
    "country": "IT",
    "phoneNumber": "+39 051 555019",
    "email": "orders@bottega-aurora.example",
}
TERMS = "Payment within 30 days. Goods remain ours until they are paid for."

# Tax areas: their name, their countries, and their rates in percent.
AREAS = (
    (
        "European Union",
        ("IT", "DE", "FR", "SI", "AT", "ES", "BE", "NL"),
        {"VAT": 22, "LOW": 10, "ZERO": 0},
    ),
    ("United Kingdom", ("GB", "IM"), {"VAT": 20, "LOW": 5, "ZERO": 0}),
)

CUSTOMERS = (
    Person(
        "Investigations Inc", "Sherlock", "Holmes", "221b Baker Street", "London", "NW1 6XE", "GB"
    ),
    Person("", "Amelia", "Hart", "4 Royal Mile", "Edinburgh", "EH1 2PB", "GB"),
    Person("Green & Sons Ltd", "Oliver", "Green", "18 Deansgate", "Manchester", "M3 1AZ", "GB"),
    Person("", "Harriet", "Lowe", "7 Quay Street", "Bristol", "BS1 4DJ", "GB"),
    Person("", "Giulia", "Ferri", "Via Garibaldi 3", "Torino", "10122", "IT"),
    Person("Trattoria Nonna Pia", "Pietro", "Conti", "Piazza Grande 9", "Modena", "41121", "IT"),
    Person("", "Marco", "De Santis", "Corso Umberto 41", "Napoli", "80138", "IT"),
    Person("Studio Lanzi", "Elena", "Lanzi", "Via Roma 77", "Padova", "35122", "IT"),
    Person("", "Chiara", "Moretti", "Via del Corso 120", "Roma", "00186", "IT"),
    Person("Werkhof GmbH", "Jonas", "Brandt", "Lange Reihe 14", "Hamburg", "20099", "DE"),
    Person("", "Lena", "Vogel", "Marienplatz 2", "München", "80331", "DE"),
    Person("", "Felix", "Krüger", "Kastanienallee 61", "Berlin", "10119", "DE"),
    Person("Atelier Fontaine", "Camille", "Fontaine", "12 rue de Rivoli", "Paris", "75004", "FR"),
    Person("", "Hugo", "Marchand", "3 quai Sarrail", "Lyon", "69006", "FR"),
    Person("", "Inès", "Garnier", "8 cours Julien", "Marseille", "13006", "FR"),
    Person("Lipa d.o.o.", "Nejc", "Kovač", "Trubarjeva 25", "Ljubljana", "1000", "SI"),
    Person("", "Maja", "Zupan", "Glavni trg 5", "Maribor", "2000", "SI"),
    Person("", "Tilen", "Novak", "Prešernova 11", "Celje", "3000", "SI"),
    Person("Alpenblick KG", "Anna", "Gruber", "Getreidegasse 20", "Salzburg", "5020", "AT"),
    Person("", "Lukas", "Wagner", "Mariahilfer Straße 88", "Wien", "1070", "AT"),
)
# Those who found the shop on the web: they are customers from their first invoice on.
GUESTS = (
    Person("", "Nora", "Lindqvist", "Via Zamboni 33", "Bologna", "40126", "IT"),
    Person("", "Theo", "Peeters", "Meir 78", "Antwerpen", "2000", "BE"),
    Person("", "Sanne", "de Vries", "Prinsengracht 263", "Amsterdam", "1016 GV", "NL"),
    Person("Café Lumière", "Zoé", "Lambert", "27 rue de Namur", "Bruxelles", "1000", "BE"),
    Person("", "Pablo", "Serrano", "Calle Mayor 15", "Madrid", "28013", "ES"),
    Person("", "Lucía", "Ortega", "Carrer de Mallorca 401", "Barcelona", "08013", "ES"),
    Person("", "Emily", "Clarke", "9 Castle Street", "Cardiff", "CF10 1BS", "GB"),
    Person("Harbour Kitchen Ltd", "George", "Ashby", "2 Fore Street", "Falmouth", "TR11 3AU", "GB"),
    Person("", "Moritz", "Hartmann", "Bergstraße 5", "Dresden", "01069", "DE"),
    Person("", "Ida", "Sommer", "Eigelstein 41", "Köln", "50668", "DE"),
    Person("", "Paul", "Huber", "Herrengasse 9", "Graz", "8010", "AT"),
    Person("", "Ana", "Mlakar", "Slovenska cesta 54", "Ljubljana", "1000", "SI"),
    Person("", "Clément", "Roux", "14 place du Capitole", "Toulouse", "31000", "FR"),
    Person("", "Sara", "Bianchi", "Via Etnea 210", "Catania", "95124", "IT"),
)
SUPPLIERS = (
    Person("Ceramiche Faenza S.p.A.", "Luigi", "Zoli", "Via Granarolo 88", "Faenza", "48018", "IT"),
    Person(
        "Oleificio Sorrentino", "Carmela", "Russo", "Via degli Ulivi 6", "Sorrento", "80067", "IT"
    ),
    Person("Lichtwerk GmbH", "Karl", "Weiss", "Industriestraße 19", "Solingen", "42651", "DE"),
)

GOODS = (
    Good("CUP-01", "Stoneware cup, sea green", "14.500", "0.320", "VAT"),
    Good("CUP-06", "Stoneware cups, set of six", "79.000", "1.950", "VAT"),
    Good("BWL-22", "Salad bowl, 22 cm", "38.900", "0.980", "VAT"),
    Good("LMP-03", "Desk lamp in brushed brass", "126.400", "2.150", "VAT"),
    Good("THR-10", "Merino throw, 130 by 180 cm", "98.330", "0.870", "VAT"),
    Good("BRD-07", "Olive wood board", "27.750", "0.640", "VAT"),
    Good("OIL-50", "Extra virgin olive oil, 0.5 l", "11.200", "0.920", "LOW"),
    Good("COF-25", "Coffee beans, 250 g", "8.650", "0.270", "LOW"),
    Good("HNY-40", "Chestnut honey, 400 g", "9.900", "0.560", "LOW"),
    Good("BOK-12", "The Kitchen Garden, hardcover", "24.000", "1.100", "LOW"),
    Good("GFT-00", "Gift voucher", "50.000", "0.000", "ZERO"),
    Good("SVC-15", "Engraving, each quarter hour", "12.375", "0.000", "VAT"),
)
VOUCHER = GOODS[10]

TITLES = ("Wedding gifts", "New office", "Summer terrace", "Christmas hampers", "Restaurant refit")
NOTES = (
    "Asked for a call before delivery.",
    "Regular customer: add a sample of the new coffee.",
    "Pack the cups separately, the last parcel arrived with a crack.",
    "Will send a courier of their own if we are late.",
)
WISHES = (
    "Please wrap it as a gift, without the invoice.",
    "Leave it with the neighbours at number 5.",
    "Deliver after 17:00, the gate is closed before.",
    "Engrave: “For Nora, with love”.",
)


def rate(country: str, tax_class: str) -> int:
    """Return what a tax class is taxed with in a country, in percent."""
    [found] = (rates[tax_class] for _, countries, rates in AREAS if country in countries)
    return found


def billing_address(person: Person) -> dict[str, str]:
    """Return where a person is billed."""
    return {
        "firstName": person.first_name,
        "lastName": person.last_name,
        "companyName": person.company,
        "street1": person.street,
        "city": person.city,
        "postalCode": person.postal_code,
        "country": person.country,
        "email": person.email,
    }
