"""Code lists that electronic invoices speak in: countries, units, and what VAT ids look like."""

import re

# ISO 3166-1.
_COUNTRIES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
    EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
    NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_COUNTRIES.split())

# The official lists do not know them: one was given up, of the other they have the old code.
UNKNOWN_CURRENCIES = frozenset({"BGN", "STN"})

# The numbers of VAT ids in the member states of the EU, and in the United Kingdom.
_VAT_NUMBERS = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-Z0-9]{2}\d{9}",
    "GB": r"\d{9}(\d{3})?|GD\d{3}|HA\d{3}",
    "GR": r"\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"\d{9}B\d{2}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
}
EU = frozenset(_VAT_NUMBERS) - {"GB"}
_NUMBERS = {country: re.compile(number, re.ASCII) for country, number in _VAT_NUMBERS.items()}
_ELSEWHERE = re.compile(r"(?=.*\d)[A-Z0-9]{2,18}", re.ASCII)
_SEPARATORS = re.compile(r"[\s./-]")


def vat_prefix(country: str) -> str:
    """Return what VAT ids of a country begin with: Greece's is not its ISO code."""
    return "EL" if country == "GR" else country


def vat_id(text: str, country: str, *, bare: bool) -> str:
    """Return the VAT id that a text is in a country, with its prefix, or nothing.

    A number without prefix is only taken for one where that is said, and in the EU: elsewhere it
    can not be told from other numbers.
    """
    number = _SEPARATORS.sub("", text).upper()
    prefix = vat_prefix(country)
    for each in {prefix, country, *(("XI",) if country == "GB" else ())}:
        shape = _NUMBERS.get(country, _ELSEWHERE)
        if number.startswith(each) and shape.fullmatch(number.removeprefix(each)):
            return (each if each == "XI" else prefix) + number.removeprefix(each)
    if bare and country in _NUMBERS and _NUMBERS[country].fullmatch(number):
        return prefix + number
    return ""


# UN/ECE Recommendation 20, by what people write into a text field; all else is "one".
ONE = "C62"
_UNIT_NAMES = {
    "H87": "pc pcs piece pieces pz pezzo pezzi stk stück stueck st kos kosov kom pce pièce pièces",
    "EA": "ea each",
    "SET": "set sets",
    "PR": "pair pairs paio paia paar paire par",
    "MIN": "min minute minutes minuto minuti minuten",
    "HUR": "h hr hrs hour hours ora ore std stunde stunden heure heures ura ure ur",
    "DAY": "d day days giorno giorni gg tag tage jour jours dan dni",
    "WEE": "week weeks settimana settimane woche wochen semaine semaines teden tedni",
    "MON": "month months mese mesi monat monate mois mesec meseci",
    "ANN": "year years yr anno anni jahr jahre an ans année années leto let",
    "MGM": "mg milligram milligrams",
    "GRM": "g gr gram grams grammo grammi gramm gramme grammes",
    "HGM": "hg hectogram etto etti",
    "KGM": "kg kilo kilogram kilograms chilo chili kilogramm kilogramme kilogrammes",
    "TNE": "t ton tons tonne tonnes tonnellata tonnellate tonnen",
    "LBR": "lb lbs pound pounds",
    "ONZ": "oz ounce ounces",
    "MLT": "ml millilitre millilitres milliliter milliliters",
    "CLT": "cl centilitre centiliter",
    "LTR": "l lt litre litres liter liters litro litri",
    "HLT": "hl hectolitre hectoliter ettolitro ettolitri",
    "MMT": "mm millimetre millimetres millimeter millimeters millimetro millimetri",
    "CMT": "cm centimetre centimetres centimeter centimeters centimetro centimetri",
    "MTR": "m metre metres meter meters metro metri mètre mètres",
    "KMT": "km kilometre kilometres kilometer kilometers chilometro chilometri",
    "INH": "in inch inches",
    "FOT": "ft foot feet",
    "MTK": "m2 m² qm mq sqm",
    "MTQ": "m3 m³ cbm mc",
    "KWH": "kwh",
    "XBX": "box boxes scatola scatole karton kartons boîte škatla",
    "XPK": "pack packs package packages pkg pacco pacchi paket pakete paquet paquets paket",
    "XBO": "bottle bottles bottiglia bottiglie flasche flaschen bouteille bouteilles",
    "XPX": "pallet pallets bancale bancali palette paletten palettes",
    "DZN": "dozen dozens dozzina dozzine dutzend douzaine",
    "LS": "lump flat forfait pauschal pauschale corpo",
}
_UNITS = {name: code for code, names in _UNIT_NAMES.items() for name in names.split()}
_CODES = frozenset(_UNIT_NAMES) | {ONE}


def unit(text: str) -> str:
    """Return the code of a unit: by its name, or by the code itself."""
    name = text.strip().rstrip(".")
    return name if name in _CODES else _UNITS.get(name.lower(), ONE)
