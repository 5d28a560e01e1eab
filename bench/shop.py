"""The shop that the invoices are of: what it sells, to whom, and since when."""

from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

START = datetime(2023, 1, 1, tzinfo=UTC)
DAYS = 1000
ITEMS = 3
COUNTRIES = ("AT", "DE", "FR", "GB", "IT", "SI")

COMPANY = {
    "address": {
        "companyName": "Bottega Aurora S.r.l.",
        "companyCode": "IT01234567890",
        "street1": "Via dei Mercanti 12",
        "city": "Bologna",
        "postalCode": "40124",
        "stateProv": "BO",
        "country": "IT",
        "email": "orders@bottega-aurora.example",
    }
}

# The ids that the first of each kind get in an empty database.
VAT, LOW = 1, 2
COURIER = 1
TRANSFER = 1

# SKU, name, price, weight in kg, tax class.
GOODS = (
    ("CUP-01", "Stoneware cup, sea green", "14.500", "0.320", VAT),
    ("BWL-22", "Salad bowl, 22 cm", "38.900", "0.980", VAT),
    ("LMP-03", "Desk lamp in brushed brass", "126.400", "2.150", VAT),
    ("THR-10", "Merino throw, 130 × 180 cm", "98.330", "0.870", VAT),  # noqa: RUF001 - its name
    ("OIL-50", "Extra virgin olive oil, 0.5 l", "11.200", "0.920", LOW),
    ("COF-25", "Coffee beans, 250 g", "8.650", "0.270", LOW),
    ("HNY-40", "Chestnut honey, 400 g", "9.900", "0.560", LOW),
)
FIRST_NAMES = ("Amelia", "Camille", "Elena", "Felix", "Giulia", "Inès", "Jonas", "Maja", "Tilen")
LAST_NAMES = ("Brandt", "Conti", "Ferri", "Fontaine", "Green", "Gruber", "Holmes", "Kovač", "Vogel")


def customers(invoices: int) -> int:
    """Return how many customers share so many invoices; their ids begin at 1."""
    return min(20_000, max(1, invoices // 5))


def name(customer: int) -> dict[str, str]:
    """Return the first and last name of a customer."""
    first = FIRST_NAMES[customer % len(FIRST_NAMES)]
    last = LAST_NAMES[customer // len(FIRST_NAMES) % len(LAST_NAMES)]
    return {"first_name": first, "last_name": f"{last} {customer}"}


def customer(number: int) -> dict[str, Any]:
    """Return a customer as a request of `create` has it."""
    names = name(number)
    return {
        "code": f"C{number:05}",
        "firstName": names["first_name"],
        "lastName": names["last_name"],
        "email": f"customer{number}@example.com",
    }


def invoice(chance: Random, number: int, **changes: Any) -> dict[str, Any]:
    """Return an invoice as a request of `create` has it."""
    names = name(number)
    return {
        "customer": number,
        "items": [_item(chance, goods) for goods in chance.sample(GOODS, ITEMS)],
        "shippingMethod": COURIER,
        "paymentMethod": TRANSFER,
        "discounts": [{"type": "PercentOff", "value": Decimal(chance.choice((5, 10)))}],
        "billingAddress": {
            "firstName": names["first_name"],
            "lastName": names["last_name"],
            "companyName": chance.choice(("", "", "Investigations Inc")),
            "street1": f"{chance.randint(1, 99)} Lange Reihe",
            "city": "Hamburg",
            "postalCode": str(chance.randint(20095, 22769)),
            "country": chance.choice(COUNTRIES),
            "phoneNumber": f"+49 40 {chance.randint(100000, 999999)}",
            "email": f"customer{number}@example.com",
        },
        "referenceType": "Order",
        "referenceNumber": str(chance.randint(10_000, 99_999)),
        **changes,
    }


def _item(chance: Random, goods: tuple[str, str, str, str, int]) -> dict[str, Any]:
    sku, title, price, weight, tax_class = goods
    return {
        "sku": sku,
        "name": title,
        "price": Decimal(price),
        "weight": Decimal(weight),
        "quantity": Decimal(chance.choice((1, 1, 2, 3))),
        "taxClass": tax_class,
    }
