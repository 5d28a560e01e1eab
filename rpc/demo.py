"""A believable shop for the demo: made by calling the methods, so that all of it is real.

The same data come out each time: chance is seeded, only the dates follow the day of the demo.
"""

import random
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from handlers.method import Context
from rpc import server
from rpc.dispatch import utc_now
from rpc.registry import methods
from schemas.fields import time_zone
from store import databases, entities, migrate
from store.database import Database

ZONE = "Europe/Rome"
INVOICES = 200
DAYS = 420

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
# Company (or none), first and last name, street, city, postal code, state or province, country.
PEOPLE = (
    ("Investigations Inc", "Sherlock", "Holmes", "221b Baker Street", "London", "NW1 6XE", "GB"),
    ("", "Amelia", "Hart", "4 Royal Mile", "Edinburgh", "EH1 2PB", "GB"),
    ("Green & Sons Ltd", "Oliver", "Green", "18 Deansgate", "Manchester", "M3 1AZ", "GB"),
    ("", "Harriet", "Lowe", "7 Quay Street", "Bristol", "BS1 4DJ", "GB"),
    ("", "Giulia", "Ferri", "Via Garibaldi 3", "Torino", "10122", "IT"),
    ("Trattoria Nonna Pia", "Pietro", "Conti", "Piazza Grande 9", "Modena", "41121", "IT"),
    ("", "Marco", "De Santis", "Corso Umberto 41", "Napoli", "80138", "IT"),
    ("Studio Lanzi", "Elena", "Lanzi", "Via Roma 77", "Padova", "35122", "IT"),
    ("", "Chiara", "Moretti", "Via del Corso 120", "Roma", "00186", "IT"),
    ("Werkhof GmbH", "Jonas", "Brandt", "Lange Reihe 14", "Hamburg", "20099", "DE"),
    ("", "Lena", "Vogel", "Marienplatz 2", "München", "80331", "DE"),
    ("", "Felix", "Krüger", "Kastanienallee 61", "Berlin", "10119", "DE"),
    ("Atelier Fontaine", "Camille", "Fontaine", "12 rue de Rivoli", "Paris", "75004", "FR"),
    ("", "Hugo", "Marchand", "3 quai Sarrail", "Lyon", "69006", "FR"),
    ("", "Inès", "Garnier", "8 cours Julien", "Marseille", "13006", "FR"),
    ("Lipa d.o.o.", "Nejc", "Kovač", "Trubarjeva 25", "Ljubljana", "1000", "SI"),
    ("", "Maja", "Zupan", "Glavni trg 5", "Maribor", "2000", "SI"),
    ("", "Tilen", "Novak", "Prešernova 11", "Celje", "3000", "SI"),
    ("Alpenblick KG", "Anna", "Gruber", "Getreidegasse 20", "Salzburg", "5020", "AT"),
    ("", "Lukas", "Wagner", "Mariahilfer Straße 88", "Wien", "1070", "AT"),
)
# SKU, name, price, weight in kg, tax class.
GOODS = (
    ("CUP-01", "Stoneware cup, sea green", "14.500", "0.320", "VAT"),
    ("CUP-06", "Stoneware cups, set of six", "79.000", "1.950", "VAT"),
    ("BWL-22", "Salad bowl, 22 cm", "38.900", "0.980", "VAT"),
    ("LMP-03", "Desk lamp in brushed brass", "126.400", "2.150", "VAT"),
    ("THR-10", "Merino throw, 130 by 180 cm", "98.330", "0.870", "VAT"),
    ("BRD-07", "Olive wood board", "27.750", "0.640", "VAT"),
    ("OIL-50", "Extra virgin olive oil, 0.5 l", "11.200", "0.920", "LOW"),
    ("COF-25", "Coffee beans, 250 g", "8.650", "0.270", "LOW"),
    ("HNY-40", "Chestnut honey, 400 g", "9.900", "0.560", "LOW"),
    ("BOK-12", "The Kitchen Garden, hardcover", "24.000", "1.100", "LOW"),
    ("GFT-00", "Gift voucher", "50.000", "0.000", "ZERO"),
    ("SVC-15", "Engraving, each quarter hour", "12.375", "0.000", "VAT"),
)


def prepare(directory: Path) -> tuple[str, str]:
    """Make the demo's database and key, unless they are there; return its URL and the key."""
    directory.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{directory.absolute()}/orderly.db"
    key_file = directory / "key.txt"
    if not key_file.exists():
        key_file.touch(mode=0o600)
        key_file.write_text(f"demo-{secrets.token_hex(24)}\n")
    database = databases.connect(url)
    if migrate.is_empty(database):
        server.prepare(database, time_zone=ZONE)
    else:
        server.prepare(database)
    load(database)
    database.close()
    return url, key_file.read_text().strip()


def load(database: Database) -> None:
    """Fill the first entity, if it has nothing yet: all of it or nothing."""
    entity = entities.ids(database)[0]
    with database.transaction(entity):
        if not _call("commerce.customers.count", {})["count"]:
            _Shop().fill()


def _call(method: str, request: Any) -> Any:
    """Call a method in the transaction that is open."""
    declared = methods()[method]
    zone = ZoneInfo(ZONE)
    time_zone.set(zone)
    context = Context(now=utc_now(), zone=zone, key="demo")
    return declared.function(declared.request.load(request), context)


def _create(resource: str, name: str, value: Any) -> int:
    return int(_call(f"commerce.{resource}.create", {name: value})["id"])


class _Shop:
    """What the demo is made of."""

    def __init__(self) -> None:
        self.chance = random.Random(1882)  # noqa: S311 - demo data are no secret

    def fill(self) -> None:
        """Make all of it."""
        company = {"address": SELLER, "taxNumber": "IT01234567890"}
        terms = "Payment within 30 days. Goods remain ours until they are paid for."
        _call(
            "commerce.settings.update",
            {"settings": {"company": company, "terms": terms, "daysUntilDue": 30}},
        )
        self.classes = {
            "VAT": _create("tax-classes", "taxClass", {"code": "VAT", "name": "Standard"}),
            "LOW": _create("tax-classes", "taxClass", {"code": "LOW", "name": "Reduced"}),
            "ZERO": _create("tax-classes", "taxClass", {"code": "ZERO", "name": "Not taxed"}),
        }
        self._area("European Union", ["IT", "DE", "FR", "SI", "AT", "ES", "BE", "NL"], 22, 10)
        self._area("United Kingdom", ["GB", "IM"], 20, 5)
        self._make_methods()
        self.customers = [self._customer(i, person) for i, person in enumerate(PEOPLE, 1)]
        for moment in self._moments():
            self._invoice(moment)

    def _area(self, name: str, countries: list[str], standard: int, reduced: int) -> None:
        rates = {
            str(self.classes["VAT"]): Decimal(standard),
            str(self.classes["LOW"]): Decimal(reduced),
            str(self.classes["ZERO"]): Decimal(0),
        }
        _create("tax-areas", "taxArea", {"name": name, "countries": countries, "rates": rates})

    def _make_methods(self) -> None:
        vat = self.classes["VAT"]
        bands = [
            {"upToWeight": Decimal(limit), "cost": Decimal(cost)}
            for limit, cost in ((2, "5.900"), (10, "9.500"), (30, "18.000"))
        ]
        courier = {"name": "Courier", "isDefault": True, "taxClass": vat, "costBands": bands}
        express = {"name": "Express, next day", "taxClass": vat, "cost": Decimal("16.500")}
        pick_up = {"name": "Pick up in Bologna", "countries": ["IT"], "taxClass": vat}
        self.shipping = [
            _create("shipping-methods", "shippingMethod", {**courier, "freeFrom": Decimal(300)}),
            _create("shipping-methods", "shippingMethod", express),
            _create("shipping-methods", "shippingMethod", pick_up),
        ]
        transfer = {"name": "Bank transfer", "isDefault": True}
        card = {"name": "Credit card", "provider": "card", "costPercent": Decimal("1.40")}
        cash = {"name": "Cash on delivery", "isOnDelivery": True, "cost": Decimal("4.000")}
        self.payment = [
            _create("payment-methods", "paymentMethod", {**method, "taxClass": vat})
            for method in (transfer, card, {**cash, "maxTotal": Decimal(1000)})
        ]

    def _customer(self, number: int, person: tuple[str, ...]) -> tuple[int, dict[str, Any]]:
        company, first, last, street, city, code, country = person
        address = {
            "firstName": first,
            "lastName": last,
            "companyName": company,
            "street1": street,
            "city": city,
            "postalCode": code,
            "country": country,
            "email": f"{first}.{last}@example.com".lower().replace(" ", ""),
        }
        customer = {
            "code": f"C{number:04}",
            "type": "Company" if company else "Person",
            "firstName": first,
            "lastName": last,
            "companyName": company,
            "email": address["email"],
            "locale": {"GB": "en-GB", "AT": "de-AT", "SI": "sl-SI"}.get(
                country, f"{country.lower()}-{country}"
            ),
            "billingAddress": address,
        }
        return _create("customers", "customer", customer), customer

    def _moments(self) -> Iterator[datetime]:
        """Yield the moments of the invoices, the oldest first, within opening hours."""
        today = utc_now().astimezone(ZoneInfo(ZONE)).replace(minute=0, second=0)
        days = sorted(self.chance.randrange(1, DAYS) for _ in range(INVOICES))
        for day in reversed(days):
            hour, minute = self.chance.randrange(9, 18), self.chance.randrange(60)
            yield (today - timedelta(days=day)).replace(hour=hour, minute=minute)

    def _invoice(self, moment: datetime) -> None:
        chance = self.chance
        type_ = chance.choices(
            ("Invoice", "ShippingInvoice", "Proforma", "CreditNote"), (12, 4, 3, 1)
        )[0]
        id_, customer = chance.choice(self.customers)
        is_old = utc_now() - moment > timedelta(days=60)
        is_paid = chance.random() < (0.92 if is_old else 0.4)
        statuses = ("Archived", "Sent", "Disputed", "Cancelled") if is_old else ("Open", "Sent")
        weights = (14, 3, 1, 1) if is_old else (3, 2)
        invoice = {
            "type": type_,
            "creationTime": moment.strftime("%Y-%m-%d %H:%M:%S"),
            "customer": id_,
            "locale": customer["locale"],
            "status": chance.choices(statuses, weights)[0],
            "isPaidFor": is_paid,
            "items": [self._item(goods) for goods in chance.sample(GOODS, chance.randint(1, 5))],
            "billingAddress": customer["billingAddress"],
            "referenceType": "Order",
            "referenceNumber": str(90_000 + chance.randrange(9999)),
        }
        if type_ != "CreditNote":
            invoice["shippingMethod"] = chance.choice(self.shipping[:2])
            invoice["shippingCost"] = Decimal("7.900")
            invoice["paymentMethod"] = chance.choice(self.payment[:2])
        if chance.random() < 0.25:  # noqa: PLR2004 - every fourth has a discount
            invoice["discounts"] = [
                {"type": "PercentOff", "value": Decimal(chance.choice((5, 10)))}
            ]
        if type_ == "ShippingInvoice":
            invoice |= {
                "numberOfPackages": chance.randint(1, 4),
                "porto": chance.choice(("Franco", "Assegnato")),
                "goodsAppearance": "Cardboard boxes",
                "transportReason": "Sale",
            }
        _create("invoices", "invoice", invoice)

    def _item(self, goods: tuple[str, ...]) -> dict[str, Any]:
        sku, name, price, weight, tax_class = goods
        return {
            "sku": sku,
            "name": name,
            "price": Decimal(price),
            "weight": Decimal(weight),
            "quantity": Decimal(self.chance.choices((1, 2, 3, 6), (6, 3, 2, 1))[0]),
            "taxClass": self.classes[tax_class],
        }
