"""Requests and answers of commerce.invoices.*: every field of an invoice, with its limits."""

from typing import Any

from schemas import documents, requests
from schemas.addresses import (
    AnyBillingAddress,
    AnyShippingAddress,
    BillingAddress,
    SellerAddress,
)
from schemas.documents import (
    MAX_ITEMS,
    MAX_TAX_ROWS,
    MAX_TEXT,
    REFERENCE_TYPES,
    ChargedMethod,
    DocumentConditions,
    DocumentFields,
    Item,
    NewItem,
    Rounding,
    TaxRow,
    amount,
    currency,
    discounts,
    labels,
    sum_of_amounts,
)
from schemas.fields import (
    Boolean,
    Choice,
    Date,
    DateTime,
    Integer,
    List,
    Locale,
    Nested,
    Number,
    String,
    identifier,
    metadata,
)
from schemas.problems import Fault
from schemas.schema import Schema

TYPES = ("Proforma", "Invoice", "ShippingInvoice", "CreditNote")
STATUSES = ("Open", "Sent", "Disputed", "Archived", "Cancelled")
PORTOS = ("Franco", "Assegnato")

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


class Conditions(DocumentConditions):
    """Which invoices: all of these conditions hold."""

    type = List(Choice(*TYPES), most=len(TYPES), or_single=True)
    status = List(Choice(*STATUSES), most=len(STATUSES), or_single=True)
    from_issue_date = Date(with_time=True)
    to_issue_date = Date(with_time=True)
    from_due_date = Date(with_time=True)
    to_due_date = Date(with_time=True)


NEW_ITEM = NewItem()


class ChangedItem(NewItem):
    """An item to keep and alter, named by its id, or one to add."""

    partial_update = True

    id = identifier()


class InvoiceFields(DocumentFields):
    """What a caller may say of an invoice, new or stored."""

    status = Choice(*STATUSES)
    issue_date = Date()
    due_date = Date(null=True)
    shipping_time = DateTime(null=True)
    number_of_packages = Integer(1, 100, null=True)
    porto = Choice(*PORTOS, null=True)
    goods_appearance = String(0, 255, null=True)
    tracking_number = String(0, 64, null=True)
    transport_reason = String(0, 255, null=True)


class NewInvoice(InvoiceFields):
    """An invoice to create."""

    type = Choice(*TYPES, default="Invoice")
    series = identifier()
    items = List(Nested(NewItem()), most=MAX_ITEMS, default=list)
    billing_address = Nested(BillingAddress(), required=True)

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse a cost without its method."""
        faults += documents.cost_faults(read, at)


class InvoiceChanges(InvoiceFields):
    """Fields of an invoice to change; those left out stay as they are."""

    partial_update = True

    items = List(Nested(ChangedItem()), most=MAX_ITEMS)
    billing_address = Nested(BillingAddress())

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse an item that is named twice."""
        faults += documents.repetition_faults(read, at)


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
    rounding_amount = sum_of_amounts()
    is_paid_for = Boolean()
    paid_total = sum_of_amounts()
    due_total = sum_of_amounts()
    quantity = Number(10, 2, 0)
    weight = Number(8, 3, 0)
    customer_name = String(0, 100)
    invoice_recipient = String(0, 256)
    billing_address = Nested(AnyBillingAddress(), null=True)
    shipping_address = Nested(AnyShippingAddress(), null=True)
    seller_address = Nested(SellerAddress(), searched=False)
    number_of_packages = Integer(1, 100, null=True)
    porto = Choice(*PORTOS, null=True)
    goods_appearance = String(0, 255, null=True)
    tracking_number = String(0, 64, null=True)
    transport_reason = String(0, 255, null=True)
    terms = String(0, MAX_TEXT, searched=False)
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
