"""What orders and invoices have in common: their fields, items, costs and taxes.

An item is the same object wherever it stands: in its document, and as a line item. It has the
fields of the invoice's item first, then those of line items. `tax` is the tax as its source
states it, for information; what is charged is `taxRate`.
"""

from decimal import Decimal
from functools import cache
from typing import Any

from babel.core import get_global
from babel.numbers import get_currency_precision, get_territory_currencies

from schemas import problems, requests
from schemas.addresses import SellerAddress, ShippingAddress
from schemas.fields import (
    MAX_ID,
    Boolean,
    Choice,
    DateTime,
    Formatted,
    Integer,
    List,
    Locale,
    Nested,
    Number,
    String,
    identifier,
    metadata,
    recipient,
)
from schemas.free import FreeList
from schemas.problems import Fault
from schemas.schema import Schema

ZERO = Decimal("0.00")
MAX_ITEMS = 1000
MAX_DISCOUNTS = 5
MAX_LABEL = 64
MAX_TEXT = 65535
MAX_TAX_ROWS = MAX_ITEMS + 2
MAX_PLACES = 3
MAX_RATES = 10
MAX_URL = 2048
MAX_SEQUENCE = 2**31 - 1
MAX_FREE_ELEMENTS = 100

REFERENCE_TYPES = (
    "Order",
    "Quote",
    "Invoice",
    "ShippingInvoice",
    "Proforma",
    "CreditNote",
    "Receipt",
    "PackingSlip",
)
MODES = ("Down", "HalfDown", "HalfEven", "HalfUp")
RULES = ("PerItem", "PerLine", "Total", "PerTaxClass")
DISCOUNT_TYPES = ("PercentOff", "AmountOff")
ITEM_KINDS = ("LineItem", "Shipping")


@cache
def minor_units(currency: str) -> int:
    """Return the decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD."""
    return get_currency_precision(currency)


@cache
def _currencies() -> frozenset[str]:
    """Return the currencies that are legal tender somewhere today."""
    territories = get_global("territory_currencies")
    tender = {code for territory in territories for code in get_territory_currencies(territory)}
    return frozenset(code for code in tender if minor_units(code) <= MAX_PLACES)


def currency(**options: Any) -> Formatted:
    """Declare an ISO 4217 code of a currency with at most three decimals."""
    right = "it must be an ISO 4217 code like 'EUR'"
    return Formatted(3, 3, lambda code: code in _currencies(), right, **options)


def amount(**options: Any) -> Number:
    """Declare `decimal[10,2]`; a currency with three decimals has one more."""
    return Amount(10, 2, **options)


def given_amount(**options: Any) -> Number:
    """Declare `decimal[10,2]` that a caller gives, with a third decimal where money has one."""
    field = Number(11, 3, **options)
    field.zero = ZERO
    return field


def sum_of_amounts() -> Number:
    """Declare what several amounts come to, which can be more than any of them."""
    return Amount(15, 2)


class Amount(Number):
    """Money as the server computed it: printed with two decimals, or three where it has them."""

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is Decimal and value.as_tuple().exponent == -MAX_PLACES:
            return value
        return super()._check(value, at, faults)


def labels(**options: Any) -> List:
    """Declare a set of labels."""
    inner = Integer(1, MAX_LABEL)
    return List(inner, most=MAX_LABEL, unique=problems.LABEL_REPEATED, **options)


class DocumentConditions(Schema):
    """The conditions that orders and invoices share."""

    ids = List(identifier(), most=requests.MAX_IDS)
    is_paid_for = Boolean()
    from_number = String(1, 32)
    to_number = String(1, 32)
    from_creation_time = DateTime()
    to_creation_time = DateTime()
    from_update_time = DateTime()
    to_update_time = DateTime()
    customer = identifier()
    address = String(1, 30)
    labels = labels()
    after = Integer(0, MAX_ID)


class Rounding(Schema):
    """How amounts are rounded."""

    mode = Choice(*MODES)
    rule = Choice(*RULES)


class Discount(Schema):
    """A discount on the running subtotal."""

    type = Choice(*DISCOUNT_TYPES, required=True)
    value = Number(8, 3, 0, required=True)

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse nothing off and more than all off."""
        value = read["value"]
        if not value or (read["type"] == "PercentOff" and value > 100):  # noqa: PLR2004 - percent
            faults.append(problems.DISCOUNT_VALUE(f"{at}/value", value=value, given=value))


def discounts(**options: Any) -> List:
    """Declare the discounts of a document, in the order in which they apply."""
    too_many = problems.TOO_MANY_DISCOUNTS
    return List(Nested(Discount()), most=MAX_DISCOUNTS, too_many=too_many, **options)


class Rate(Schema):
    """One of the taxes of an item, in percent."""

    rate = Number(5, 2, 0, 100, required=True)


def rates(**options: Any) -> List:
    """Declare the taxes of an item; their rates add up."""
    return List(Nested(Rate()), most=MAX_RATES, **options)


class NewItem(Schema):
    """An item to add; its tax class decides its tax code and rate."""

    sku = String(0, 32, default="")
    name = String(0, 255, default="")
    quantity = Number(8, 2, 0, default=Decimal("1.00"))
    price = Number(10, 3, default=Decimal("0.000"))
    weight = Number(8, 3, 0, default=Decimal("0.000"))
    tax_class = identifier(null=True, default=None)
    requests = String(0, 255, default="")
    discount = Number(10, 3, default=Decimal("0.000"))
    sequence = Integer(0, MAX_SEQUENCE, default=5)
    description = String(0, MAX_TEXT, default="")
    unit = String(0, 32, default="")
    tax = Number(10, 3, null=True, default=None)
    received_quantity = Number(8, 2, 0, null=True, default=None)
    status = String(0, 32, default="")
    note = String(0, MAX_TEXT, default="")
    code = String(0, 64, default="")
    bin_name = String(0, 64, default="")
    image = String(0, MAX_URL, default="")
    cost = Number(10, 3, null=True, default=None)
    markup = Number(8, 3, null=True, default=None)
    is_revenue = Boolean(null=True, default=None)
    order_tax = Boolean(null=True, default=None)
    external_id = String(0, 64, default="")
    external_value = String(0, 255, default="")
    metadata = metadata(default=dict)
    category = identifier(null=True, default=None)
    uom = identifier(null=True, default=None)
    item = identifier(null=True, default=None)
    store = identifier(null=True, default=None)
    prices = FreeList(most=MAX_FREE_ELEMENTS, default=list)
    modifier_groups = FreeList(most=MAX_FREE_ELEMENTS, default=list)


class Item(Schema):
    """An item as a document shows it."""

    id = identifier()
    sku = String(0, 40)
    name = String(0, 255)
    quantity = Number(8, 2, 0)
    price = Number(10, 3)
    total_price = amount()
    weight = Number(8, 3, 0)
    tax_class = identifier(null=True)
    tax_code = String(0, 32, searched=False)
    tax_rate = Number(5, 2, 0)
    tax_amount = amount()
    requests = String(0, 255)
    discount = Number(10, 3)
    kind = Choice(*ITEM_KINDS)
    source_id = String(0, 255)
    gross_price = Number(10, 3, null=True)
    taxed_total_price = amount()
    taxes = rates()
    sequence = Integer(0, MAX_SEQUENCE)
    description = String(0, MAX_TEXT)
    unit = String(0, 32)
    tax = Number(10, 3, null=True)
    received_quantity = Number(8, 2, 0, null=True)
    status = String(0, 32)
    note = String(0, MAX_TEXT)
    code = String(0, 64)
    bin_name = String(0, 64)
    image = String(0, MAX_URL, searched=False)
    cost = Number(10, 3, null=True)
    markup = Number(8, 3, null=True)
    is_revenue = Boolean(null=True)
    order_tax = Boolean(null=True)
    external_id = String(0, 64)
    external_value = String(0, 255)
    metadata = metadata()
    category = identifier(null=True)
    uom = identifier(null=True)
    item = identifier(null=True)
    store = identifier(null=True)
    prices = FreeList(most=MAX_FREE_ELEMENTS)
    modifier_groups = FreeList(most=MAX_FREE_ELEMENTS)


# What an item has that was not made from an order as it was charged.
NOT_CHARGED: dict[str, Any] = {
    "kind": "LineItem",
    "source_id": "",
    "gross_price": None,
    "taxes": [],
}


class DocumentFields(Schema):
    """What a caller may say of an order or invoice, new or stored."""

    number = String(0, 32)
    creation_time = DateTime()
    reference_type = Choice(*REFERENCE_TYPES, null=True)
    reference_number = String(0, 32)
    customer = Integer(0, 2**31 - 1, null=True)
    rounding = Nested(Rounding())
    locale = Locale()
    discounts = discounts()
    discounts_include_taxes = Boolean()
    shipping_method = identifier(null=True)
    shipping_cost = Number(8, 3, 0, null=True)
    payment_method = identifier(null=True)
    payment_cost = Number(8, 3, 0, null=True)
    is_paid_for = Boolean()
    invoice_recipient = recipient()
    shipping_address = Nested(ShippingAddress(), null=True)
    seller_address = Nested(SellerAddress())
    terms = String(0, MAX_TEXT)
    currency = currency()
    labels = labels()
    metadata = metadata()
    external_id = String(0, 64)


def cost_faults(new: dict[str, Any], at: str) -> list[Fault]:
    """Find a cost without its method, in a new document."""
    return [
        problem(f"{at}/{kind}Method")
        for kind, problem in (
            ("shipping", problems.SHIPPING_COST_WITHOUT_METHOD),
            ("payment", problems.PAYMENT_COST_WITHOUT_METHOD),
        )
        if new.get(f"{kind}_cost") is not None and new.get(f"{kind}_method") is None
    ]


def repetition_faults(changes: dict[str, Any], at: str) -> list[Fault]:
    """Find an item that is named twice."""
    ids = [item["id"] for item in changes.get("items", ()) if "id" in item]
    return [problems.ITEM_REPEATED(f"{at}/items")] if len(set(ids)) < len(ids) else []


class ChargedMethod(Schema):
    """The shipping or payment method of a document: a copy, with its cost and tax."""

    id = identifier(null=True)
    name = String(0, 80)
    cost = Number(8, 3, 0)
    tax_class = identifier(null=True)
    tax_code = String(0, 32, searched=False)
    tax_rate = Number(5, 2, 0)
    tax_amount = amount()


class TaxRow(Schema):
    """The tax of one code and rate."""

    code = String(0, 32, searched=False)
    name = String(0, 60, searched=False)
    rate = Number(5, 2, 0)
    taxable_total = amount()
    amount = amount()
