"""Requests and answers of commerce.orders.*.

An order without `charged` is computed as an invoice is. One with `charged` keeps what a shop has
charged: its totals, and those of its items, are as they were given. `billingAddress` is required
where the totals need it: not with `charged` or `taxPercent`, not if `customer` has one, and not
while the order is a draft. `paymentStatus` follows the payments from the first one on; until then
it is as declared, and `isPaidFor` is another way to declare Paid. `isPastDue` is brought up to
date when the order is written and, within moments of its day's beginning, by the server, which
also does what `processAfter` and `standingDate` announce.
"""

from typing import Any

from schemas import documents, problems, requests
from schemas.addresses import (
    BILLING_ADDRESS,
    SHIPPING_ADDRESS,
    AnyBillingAddress,
    AnyShippingAddress,
    SellerAddress,
    lacking,
)
from schemas.documents import (
    MAX_FREE_ELEMENTS,
    MAX_ITEMS,
    MAX_TAX_ROWS,
    MAX_TEXT,
    REFERENCE_TYPES,
    ChargedMethod,
    DocumentConditions,
    DocumentFields,
    Item,
    Rounding,
    TaxRow,
    amount,
    currency,
    discounts,
    given_amount,
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
    email,
    identifier,
    metadata,
)
from schemas.free import Free, FreeList
from schemas.order_integrations import SOURCES
from schemas.order_parts import (
    NEW_ITEM,
    STANDING_DATA,
    Attachment,
    ChangedOrderItem,
    Charged,
    CustomerData,
)
from schemas.problems import Fault
from schemas.schema import Schema

TYPES = ("Order", "Estimate", "Purchase")
STATUSES = ("Draft", "New", "Open", "Ready", "Shipped", "Delivered", "Completed", "Cancelled")
PROCESSING_STATUSES = ("Pending", "Invoiced", "Cancelled", "Failed")
PAYMENT_STATUSES = ("Unpaid", "PartiallyPaid", "Paid", "Refunded")
MAX_ATTACHMENTS = 50
MAX_DUE_PERIOD = 3650
MAX_INVOICES = 1000
MAX_ERROR = 1000

ORDER_KEYS = (
    "id",
    "number",
    "status",
    "creationTime",
    "updateTime",
    "total",
    "taxedTotal",
    "isPaidFor",
    "customerName",
)


class Conditions(DocumentConditions):
    """Which orders: all of these conditions hold; those in the trash only where asked for."""

    type = List(Choice(*TYPES), most=len(TYPES), or_single=True)
    status = List(Choice(*STATUSES), most=len(STATUSES), or_single=True)
    processing_status = List(
        Choice(*PROCESSING_STATUSES), most=len(PROCESSING_STATUSES), or_single=True
    )
    payment_status = List(Choice(*PAYMENT_STATUSES), most=len(PAYMENT_STATUSES), or_single=True)
    source = List(Choice(*SOURCES), most=len(SOURCES), or_single=True)
    source_id = String(1, 255)
    order_integration = identifier()
    external_id = String(1, 64)
    items = List(identifier(), most=requests.MAX_IDS)
    deleted = Boolean()


class OrderFields(DocumentFields):
    """What a caller may say of an order, new or stored."""

    status = Choice(*STATUSES)
    requests = String(0, MAX_TEXT)
    source_order_number = String(0, 255)
    ordered_time = DateTime(null=True)
    raw_data = Free(null=True)
    customer_name = String(0, 100)
    customer_email = email(0)
    customer_data = Nested(CustomerData(), null=True)
    billing_address = Nested(AnyBillingAddress(), null=True)
    shipping_address = Nested(AnyShippingAddress(), null=True)
    charged = Nested(Charged(), null=True)
    process_after = DateTime(null=True)
    estimate = identifier(null=True)
    is_complete = Boolean()
    payment_status = Choice(*PAYMENT_STATUSES)
    paid_time = DateTime(null=True)
    override_total = given_amount(null=True)
    transactions = FreeList(most=MAX_FREE_ELEMENTS)
    payment_method_name = String(0, 80)
    payment_gateway = String(0, 64)
    is_fulfilled = Boolean()
    fulfilled_time = DateTime(null=True)
    is_in_collections = Boolean()
    is_written_off = Boolean()
    is_merged = Boolean()
    has_payment_failed = Boolean()
    is_viewed = Boolean()
    is_sent = Boolean()
    date_sent = DateTime(null=True)
    is_declined = Boolean()
    is_expired = Boolean()
    is_ready_for_delivery = Boolean()
    is_printed = Boolean()
    title = String(0, 255)
    notes = String(0, MAX_TEXT)
    po = String(0, 64)
    delivery_status = String(0, 64)
    service_type = String(0, 64)
    service_date = Date(null=True)
    due_period = Integer(0, MAX_DUE_PERIOD, null=True)
    due_date = Date(null=True)
    attachments = List(Nested(Attachment()), most=MAX_ATTACHMENTS)
    sync_date = DateTime(null=True)
    external_value = String(0, 255)
    old_hash = String(0, 128)
    standing = Boolean()
    standing_active = Boolean()
    standing_due = Integer(1, 31, null=True)
    standing_data = Nested(STANDING_DATA)
    standing_date = Date(null=True)
    tax_percent = Number(5, 2, 0, 100, null=True)

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse a payment status that `isPaidFor` contradicts."""
        is_paid, status = read.get("is_paid_for"), read.get("payment_status")
        if is_paid is not None and status is not None and is_paid != (status == "Paid"):
            faults.append(problems.PAYMENT_STATUS_CONTRADICTED(f"{at}/paymentStatus", value=status))


class NewOrder(OrderFields):
    """An order to create."""

    type = Choice(*TYPES, default="Order")
    series = identifier()
    source = Choice(*SOURCES, default="Manual")
    source_id = String(0, 255)
    source_event_id = String(0, 255)
    order_integration = identifier(null=True)
    items = List(Nested(NEW_ITEM), most=MAX_ITEMS, default=list)

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse a cost without its method, and an order that can not be priced."""
        super().combine(read, at, faults)
        faults += documents.cost_faults(read, at)
        faults += charged_faults(read, read.get("charged"), at)
        faults += address_faults(read, read.get("charged"), at)
        is_priced = any(
            read.get(name) is not None for name in ("billing_address", "charged", "tax_percent")
        )
        if not (is_priced or read.get("customer") or read.get("status") == "Draft"):
            faults.append(problems.REQUIRED(f"{at}/billingAddress"))


class OrderChanges(OrderFields):
    """Fields of an order to change; those left out stay as they are."""

    partial_update = True

    items = List(Nested(ChangedOrderItem()), most=MAX_ITEMS)

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse an item that is named twice."""
        super().combine(read, at, faults)
        faults += documents.repetition_faults(read, at)


def declared_paid(sent: dict[str, Any]) -> bool | None:
    """Return whether an order is declared to be paid for, or None if nothing is said of it."""
    if "is_paid_for" in sent:
        return bool(sent["is_paid_for"])
    if "payment_status" in sent:
        return bool(sent["payment_status"] == "Paid")
    return sent["paid_time"] is not None if "paid_time" in sent else None


def charged_faults(sent: dict[str, Any], charged: Any, at: str) -> list[Fault]:
    """Find totals of items without a charged whole, and what would change such a whole."""
    if charged is not None:
        alone = ("discounts", "shippingCost", "paymentCost")
        sent_beside = (sent.get(snake) for snake in ("discounts", "shipping_cost", "payment_cost"))
        return [
            problems.CHARGED_ALONE(f"{at}/{name}")
            for name, value in zip(alone, sent_beside, strict=True)
            if value
        ]
    return [
        problems.CHARGED_MISSING(f"{at}/charged", total=wire)
        for i, item in enumerate(sent.get("items", ()))
        for wire, name in (("totalPrice", "total_price"), ("taxedTotalPrice", "taxed_total_price"))
        if name in item
    ]


def address_faults(sent: dict[str, Any], charged: Any, at: str) -> list[Fault]:
    """Find what an address lacks: only an order as charged may have one that is not complete."""
    if charged is not None:
        return []
    return [
        problems.REQUIRED(f"{at}/{wire}/{lacked}")
        for wire, name, shape in (
            ("billingAddress", "billing_address", BILLING_ADDRESS),
            ("shippingAddress", "shipping_address", SHIPPING_ADDRESS),
        )
        if sent.get(name) is not None
        for lacked in lacking(sent[name], shape)
    ]


class Order(Schema):
    """An order as it is answered, and as it is stored."""

    id = identifier()
    version = Integer(1)
    type = Choice(*TYPES)
    series = identifier()
    number = String(0, 32)
    status = Choice(*STATUSES)
    token = String(32, 32, searched=False)
    creation_time = DateTime()
    update_time = DateTime()
    deleted_time = DateTime(null=True)
    source = Choice(*SOURCES)
    source_id = String(0, 255)
    source_order_number = String(0, 255)
    source_event_id = String(0, 255)
    order_integration = identifier(null=True)
    ordered_time = DateTime(null=True)
    processing_status = Choice(*PROCESSING_STATUSES)
    process_after = DateTime(null=True)
    processed_time = DateTime(null=True)
    invoice = identifier(null=True)
    invoices = List(identifier(), most=MAX_INVOICES)
    estimate = identifier(null=True)
    items_changed_after_processing = Boolean()
    error = String(0, MAX_ERROR, null=True)
    is_complete = Boolean()
    order = identifier(null=True)
    reference = identifier(null=True)
    reference_type = Choice(*REFERENCE_TYPES, null=True)
    reference_number = String(0, 32)
    customer = identifier(null=True)
    customer_name = String(0, 100)
    customer_email = email(0)
    customer_data = Nested(CustomerData(), null=True)
    currency = currency()
    rounding = Nested(Rounding())
    locale = Locale()
    tax_area = identifier(null=True)
    tax_percent = Number(5, 2, 0, 100, null=True)
    items = List(Nested(Item()), most=MAX_ITEMS)
    requests = String(0, MAX_TEXT)
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
    charged = Nested(Charged(), null=True)
    override_total = given_amount(null=True)
    invoice_total = amount(null=True)
    payment_status = Choice(*PAYMENT_STATUSES)
    is_paid_for = Boolean()
    paid_time = DateTime(null=True)
    paid_total = sum_of_amounts()
    due_total = sum_of_amounts()
    transactions = FreeList(most=MAX_FREE_ELEMENTS)
    payment_method_name = String(0, 80)
    payment_gateway = String(0, 64)
    quantity = Number(10, 2, 0)
    weight = Number(8, 3, 0)
    is_fulfilled = Boolean()
    fulfilled_time = DateTime(null=True)
    is_cancelled = Boolean()
    cancelled_time = DateTime(null=True)
    is_refunded = Boolean()
    refunded_time = DateTime(null=True)
    is_invoiced = Boolean()
    is_invoice_paid = Boolean()
    is_past_due = Boolean()
    is_in_collections = Boolean()
    is_written_off = Boolean()
    is_merged = Boolean()
    has_payment_failed = Boolean()
    is_viewed = Boolean()
    is_sent = Boolean()
    date_sent = DateTime(null=True)
    is_declined = Boolean()
    is_expired = Boolean()
    is_ready_for_delivery = Boolean()
    is_printed = Boolean()
    is_closed = Boolean()
    close_time = DateTime(null=True)
    title = String(0, 255)
    notes = String(0, MAX_TEXT)
    po = String(0, 64)
    delivery_status = String(0, 64)
    service_type = String(0, 64)
    service_date = Date(null=True)
    due_period = Integer(0, MAX_DUE_PERIOD, null=True)
    due_date = Date(null=True)
    attachments = List(Nested(Attachment()), most=MAX_ATTACHMENTS)
    sync_date = DateTime(null=True)
    standing = Boolean()
    standing_active = Boolean()
    standing_due = Integer(1, 31, null=True)
    standing_data = Nested(STANDING_DATA)
    standing_date = Date(null=True)
    invoice_recipient = String(0, 256)
    billing_address = Nested(AnyBillingAddress(), null=True)
    shipping_address = Nested(AnyShippingAddress(), null=True)
    seller_address = Nested(SellerAddress(), searched=False)
    terms = String(0, MAX_TEXT, searched=False)
    labels = labels()
    metadata = metadata()
    external_id = String(0, 64)
    external_value = String(0, 255)
    old_hash = String(0, 128)
    raw_data = Free(null=True)


ORDER = Order()


class Action(Schema):
    """Which order, and the version it had."""

    id = identifier(required=True)
    version = Integer(1)


class Processed(Schema):
    """The invoice that was made."""

    invoice = identifier(required=True)


class Reissued(Schema):
    """The credit note over the former invoice, and the new invoice."""

    credit_note = identifier(required=True, null=True)
    invoice = identifier(required=True)


Find = requests.finding(Conditions, ORDER, *ORDER_KEYS)
Found = requests.found("orders", ORDER)
Get = requests.getting(ORDER, deleted=Boolean(default=False))
Got = requests.got("order", ORDER)
Count = requests.counting(Conditions, ORDER)
Create = requests.creating("order", NewOrder())
Update = requests.updating("order", OrderChanges())
