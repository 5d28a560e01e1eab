"""The shop that orders and invoices are of: what it sells, to whom, and since when."""

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
INTEGRATIONS = {"Shopify": 1, "WooCommerce": 2}

# How many orders of each source there are.
SOURCES = {"Manual": 50, "Shopify": 30, "WooCommerce": 20}

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


# A prime and a step: multiples of the step, whose digits look like chance, do not repeat.
_NUMBERS, _STEP = 99_999_989, 48_271_003

# A word of the goods that about every third order has.
COMMON = "stoneware"


def customers(invoices: int) -> int:
    """Return how many customers share so many invoices, and orders; their ids begin at 1."""
    return min(20_000, max(1, invoices // 5))


def name(customer: int) -> dict[str, str]:
    """Return the first and last name of a customer."""
    first = FIRST_NAMES[customer % len(FIRST_NAMES)]
    last = LAST_NAMES[customer // len(FIRST_NAMES) % len(LAST_NAMES)]
    return {"first_name": first, "last_name": f"{last} {customer}"}


def email(customer: int) -> str:
    """Return the e-mail address of a customer."""
    return f"customer{customer}@example.com"


def source_number(order: int) -> str:
    """Return the number that an order has where it came from: no other has it."""
    return f"#{order * _STEP % _NUMBERS:08}"


def customer(number: int) -> dict[str, Any]:
    """Return a customer as a request of `create` has it."""
    names = name(number)
    return {
        "code": f"C{number:05}",
        "firstName": names["first_name"],
        "lastName": names["last_name"],
        "email": email(number),
    }


def invoice(chance: Random, number: int, **changes: Any) -> dict[str, Any]:
    """Return an invoice as a request of `create` has it."""
    return {
        "customer": number,
        "items": [_item(chance, goods) for goods in chance.sample(GOODS, ITEMS)],
        "shippingMethod": COURIER,
        "paymentMethod": TRANSFER,
        "discounts": [{"type": "PercentOff", "value": Decimal(chance.choice((5, 10)))}],
        "billingAddress": _address(chance, number),
        "referenceType": "Order",
        "referenceNumber": str(chance.randint(10_000, 99_999)),
        **changes,
    }


def order(chance: Random, number: int, source: str, items: int, **changes: Any) -> dict[str, Any]:
    """Return an order as a request of `create` has it; a web shop's is as it was charged."""
    made = {
        "customer": number,
        "items": [_item(chance, goods) for goods in chance.sample(GOODS, items)],
        "billingAddress": _address(chance, number),
        "notes": chance.choice(("", "", "Call before delivery", "Packed as a gift")),
        "metadata": {"channel": chance.choice(("Phone", "Fair", "Newsletter"))},
        **changes,
    }
    if source == "Manual":
        return {**made, "shippingMethod": COURIER, "paymentMethod": TRANSFER}
    for item in made["items"]:
        item["taxes"] = [{"rate": Decimal(22 if item.pop("taxClass") == VAT else 10)}]
    total = sum(round(item["price"] * item["quantity"], 2) for item in made["items"])
    charged = {"total": total, "taxedTotal": round(total * Decimal("1.22"), 2)}
    return {
        **made,
        "source": source,
        "orderIntegration": INTEGRATIONS[source],
        "charged": charged,
        "paymentMethodName": "Visa",
        "paymentGateway": "stripe",
        "customerData": {"phone": f"+49 40 {chance.randint(100000, 999999)}"},
        "rawData": {"browser": "Firefox", "referrer": "newsletter"},
    }


def _address(chance: Random, number: int) -> dict[str, Any]:
    names = name(number)
    return {
        "firstName": names["first_name"],
        "lastName": names["last_name"],
        "companyName": chance.choice(("", "", "Investigations Inc")),
        "street1": f"{chance.randint(1, 99)} Lange Reihe",
        "city": "Hamburg",
        "postalCode": str(chance.randint(20095, 22769)),
        "country": chance.choice(COUNTRIES),
        "phoneNumber": f"+49 40 {chance.randint(100000, 999999)}",
        "email": email(number),
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
