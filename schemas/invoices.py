"""Requests and answers of commerce.invoices.*: every field of an invoice, with its limits."""

from decimal import Decimal
from functools import cache
from typing import Any

from babel.core import get_global
from babel.numbers import get_currency_precision, get_territory_currencies

from schemas import problems, requests
from schemas.addresses import BillingAddress, SellerAddress, ShippingAddress
from schemas.fields import (
    Boolean,
    Choice,
    Date,
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
from schemas.problems import Fault
from schemas.schema import Schema

MAX_ITEMS = 1000
MAX_DISCOUNTS = 5
MAX_LABEL = 64
MAX_TERMS = 65535
MAX_TAX_ROWS = MAX_ITEMS + 2
MAX_PLACES = 3

TYPES = ("Proforma", "Invoice", "ShippingInvoice", "CreditNote")
STATUSES = ("Open", "Sent", "Disputed", "Archived", "Cancelled")
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
PORTOS = ("Franco", "Assegnato")
DISCOUNT_TYPES = ("PercentOff", "AmountOff")

ORDER_KEYS = (
    "id",
    "type",
    "number",
    "status",
    "creationTime",
    "updateTime",
    "issueDate",
    "dueDate",
    "total",
    "taxedTotal",
    "isPaidFor",
    "customerName",
)


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


class Conditions(Schema):
    """Which invoices: all of these conditions hold."""

    ids = List(identifier(), most=requests.MAX_IDS)
    type = List(Choice(*TYPES), most=len(TYPES), or_single=True)
    status = List(Choice(*STATUSES), most=len(STATUSES), or_single=True)
    is_paid_for = Boolean()
    from_number = String(1, 32)
    to_number = String(1, 32)
    from_creation_time = DateTime()
    to_creation_time = DateTime()
    from_update_time = DateTime()
    to_update_time = DateTime()
    from_issue_date = Date(with_time=True)
    to_issue_date = Date(with_time=True)
    from_due_date = Date(with_time=True)
    to_due_date = Date(with_time=True)
    customer = identifier()
    address = String(1, 30)
    labels = labels()
    after = Integer(0, 2**31 - 1)


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


class NewItem(Schema):
    """An item to add; its tax class decides its tax code and rate."""

    sku = String(0, 32, default="")
    name = String(0, 255, default="")
    quantity = Number(8, 2, 0, default=Decimal("1.00"))
    price = Number(10, 3, default=Decimal("0.000"))
    weight = Number(8, 3, 0, default=Decimal("0.000"))
    tax_class = identifier(null=True, default=None)
    requests = String(0, 255, default="")


NEW_ITEM = NewItem()


class ChangedItem(NewItem):
    """An item to keep and alter, named by its id, or one to add."""

    partial_update = True

    id = identifier()


class InvoiceFields(Schema):
    """What a caller may say of an invoice, new or stored."""

    number = String(0, 32)
    status = Choice(*STATUSES)
    creation_time = DateTime()
    issue_date = Date()
    due_date = Date(null=True)
    shipping_time = DateTime(null=True)
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
    number_of_packages = Integer(1, 100, null=True)
    porto = Choice(*PORTOS, null=True)
    goods_appearance = String(0, 255, null=True)
    tracking_number = String(0, 64, null=True)
    transport_reason = String(0, 255, null=True)
    terms = String(0, MAX_TERMS)
    currency = currency()
    labels = labels()
    metadata = metadata()
    external_id = String(0, 64)


class NewInvoice(InvoiceFields):
    """An invoice to create."""

    type = Choice(*TYPES, default="Invoice")
    series = identifier()
    items = List(Nested(NewItem()), most=MAX_ITEMS, default=list)
    billing_address = Nested(BillingAddress(), required=True)

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse a cost without its method."""
        for kind, problem in (
            ("shipping", problems.SHIPPING_COST_WITHOUT_METHOD),
            ("payment", problems.PAYMENT_COST_WITHOUT_METHOD),
        ):
            if read.get(f"{kind}_cost") is not None and read.get(f"{kind}_method") is None:
                faults.append(problem(f"{at}/{kind}Method"))


class InvoiceChanges(InvoiceFields):
    """Fields of an invoice to change; those left out stay as they are."""

    partial_update = True

    items = List(Nested(ChangedItem()), most=MAX_ITEMS)
    billing_address = Nested(BillingAddress())

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse an item that is named twice."""
        ids = [item["id"] for item in read.get("items", ()) if "id" in item]
        if len(set(ids)) < len(ids):
            faults.append(problems.ITEM_REPEATED(f"{at}/items"))


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
    tax_code = String(0, 32)
    tax_rate = Number(5, 2, 0)
    tax_amount = amount()
    requests = String(0, 255)


class ChargedMethod(Schema):
    """The shipping or payment method of a document: a copy, with its cost and tax."""

    id = identifier(null=True)
    name = String(0, 80)
    cost = Number(8, 3, 0)
    tax_class = identifier(null=True)
    tax_code = String(0, 32)
    tax_rate = Number(5, 2, 0)
    tax_amount = amount()


class TaxRow(Schema):
    """The tax of one code and rate."""

    code = String(0, 32)
    name = String(0, 60)
    rate = Number(5, 2, 0)
    taxable_total = amount()
    amount = amount()


class Invoice(Schema):
    """An invoice as it is answered, and as it is stored."""

    id = identifier()
    version = Integer(1)
    type = Choice(*TYPES)
    series = identifier()
    number = String(0, 32)
    status = Choice(*STATUSES)
    creation_time = DateTime()
    update_time = DateTime()
    issue_date = Date(null=True)
    due_date = Date(null=True)
    shipping_time = DateTime(null=True)
    reference_type = Choice(*REFERENCE_TYPES, null=True)
    reference_number = String(0, 32)
    customer = identifier(null=True)
    currency = currency()
    rounding = Nested(Rounding())
    locale = Locale()
    tax_area = identifier(null=True)
    items = List(Nested(Item()), most=MAX_ITEMS)
    prediscount_subtotal = amount()
    taxed_prediscount_subtotal = amount()
    discounts = discounts()
    discounts_include_taxes = Boolean()
    subtotal = amount()
    taxed_subtotal = amount()
    shipping_method = Nested(ChargedMethod(), null=True)
    payment_method = Nested(ChargedMethod(), null=True)
    taxes = List(Nested(TaxRow()), most=MAX_TAX_ROWS)
    tax_amount = amount()
    total = amount()
    taxed_total = amount()
    is_paid_for = Boolean()
    paid_total = amount()
    due_total = amount()
    quantity = Number(10, 2, 0)
    weight = Number(8, 3, 0)
    customer_name = String(0, 100)
    invoice_recipient = String(0, 256)
    billing_address = Nested(BillingAddress())
    shipping_address = Nested(ShippingAddress(), null=True)
    seller_address = Nested(SellerAddress())
    number_of_packages = Integer(1, 100, null=True)
    porto = Choice(*PORTOS, null=True)
    goods_appearance = String(0, 255, null=True)
    tracking_number = String(0, 64, null=True)
    transport_reason = String(0, 255, null=True)
    terms = String(0, MAX_TERMS)
    order = identifier(null=True)
    reference = identifier(null=True)
    is_closed = Boolean()
    close_time = DateTime(null=True)
    date_sent = DateTime(null=True)
    labels = labels()
    metadata = metadata()
    external_id = String(0, 64)


INVOICE = Invoice()

Find = requests.finding(Conditions, INVOICE, *ORDER_KEYS)
Found = requests.found("invoices", INVOICE)
Get = requests.getting(INVOICE)
Got = requests.got("invoice", INVOICE)
Count = requests.counting(Conditions, INVOICE)
Create = requests.creating("invoice", NewInvoice())
Update = requests.updating("invoice", InvoiceChanges())
