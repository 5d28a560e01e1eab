"""Everything a caller can do wrong: each problem is a field, a type, a code and a sentence.

The rows of the source's Errors tables stand here word for word, with `<name>` spelled `{name}`.
Calling a problem makes a `Fault`, one violation found in one request; a `Refusal` carries them
all to the dispatcher. Codes are stable: clients may branch on them, sentences may improve.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

UNKNOWN_FIELD = "UnknownField"
ACCESS_DENIED = "AccessDenied"
MISSING = "Missing"
MISSING_COMBINATION = "MissingCombination"
MALFORMED = "Malformed"
INVALID_VALUE = "InvalidValue"
INVALID_COMBINATION = "InvalidCombination"
NOT_FOUND = "NotFound"
CONFLICT = "Conflict"

# The order in which faults of one stage are told, and thereby which one is `error`.
TYPES = (
    UNKNOWN_FIELD,
    MISSING,
    MALFORMED,
    INVALID_VALUE,
    MISSING_COMBINATION,
    INVALID_COMBINATION,
    ACCESS_DENIED,
    NOT_FOUND,
    CONFLICT,
)
_RANK = {type_: rank for rank, type_ in enumerate(TYPES)}

MAX_VALUE_LENGTH = 100
MAX_FAULTS = 100

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def human_name(field: str) -> str:
    """Spell a wire name as words: `creationTime` is "Creation time"."""
    words = _CAPITAL.sub(" ", field).lower()
    return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Fault:
    """One violation: where in the request, of which kind, and the sentence for a person."""

    field: str
    type: str
    code: str
    description: str
    path: str
    value: Any = None
    allowed: Any = None

    def as_wire(self) -> dict[str, Any]:
        """Return the element of `errors` that tells this fault."""
        wire = {
            "field": self.field,
            "type": self.type,
            "description": self.description,
            "path": self.path,
            "code": self.code,
        }
        if self.value is not None:
            wire["value"] = self.value
        if self.allowed is not None:
            wire["allowed"] = self.allowed
        return wire


@dataclass(frozen=True, slots=True)
class Problem:
    """One row of the catalogue; call it with the template's values to make a fault."""

    code: str
    field: str
    type: str
    template: str

    def __call__(
        self, path: str = "", *, value: Any = None, allowed: Any = None, **facts: Any
    ) -> Fault:
        """Make the fault that this problem is at `path`, a JSON pointer into the request."""
        field = self.field or path.rpartition("/")[2]
        description = self.template.format(name=human_name(field), **facts)
        return Fault(
            field, self.type, self.code, description, path or f"/{field}", short(value), allowed
        )


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """A request is refused for these faults; nothing that it did is kept."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.description for fault in faults))
        self.faults = sorted(faults, key=lambda fault: _RANK[fault.type])[:MAX_FAULTS]


def refuse(*faults: Fault) -> NoReturn:
    """Refuse the request."""
    raise Refusal(*faults)


def refuse_if_any(faults: Iterable[Fault]) -> None:
    """Refuse the request if there are faults; a later stage of checks runs only without."""
    found = tuple(faults)
    if found:
        raise Refusal(*found)


def short(value: Any) -> Any:
    """Return the value as an error may repeat it: scalars only, texts cut."""
    if isinstance(value, dict | list):
        return None
    if isinstance(value, str):
        return value[:MAX_VALUE_LENGTH]
    text = str(value)
    # A number that prints with an exponent is repeated as text: not every client can read it.
    is_plain = len(text) <= MAX_VALUE_LENGTH and "E" not in text
    return value if value is None or is_plain else text[:MAX_VALUE_LENGTH]


# What any field of any request may suffer. An empty field name is the leaf of the path.
UNKNOWN = Problem("UNKNOWN_FIELD", "unknown", UNKNOWN_FIELD, "Field '{key}' is unknown{hint}")
REQUIRED = Problem("REQUIRED", "", MISSING, "{name} is required")
NULL = Problem("NULL", "", MALFORMED, "{name} can not be null")
NOT_THE_TYPE = Problem(
    "NOT_THE_TYPE", "", MALFORMED, "{name} is not syntactically correct: it must be {type}"
)
TOO_SHORT = Problem(
    "TOO_SHORT", "", MALFORMED, "{name} is too short: it must have {least} characters or more"
)
TOO_LONG = Problem(
    "TOO_LONG", "", MALFORMED, "{name} is too long: it can have {most} characters at most"
)
CONTROL_CHARACTER = Problem(
    "CONTROL_CHARACTER",
    "",
    MALFORMED,
    "{name} has a control character: only tab, carriage return and line feed are allowed",
)
OUT_OF_RANGE = Problem(
    "OUT_OF_RANGE", "", MALFORMED, "{name} {given} is out of range: it must be {range}"
)
TOO_PRECISE = Problem(
    "TOO_PRECISE",
    "",
    MALFORMED,
    "{name} {given} has too many decimals: {places} are allowed, and nothing is rounded silently",
)
NUMBER_TOO_LARGE = Problem(
    "NUMBER_TOO_LARGE", "", MALFORMED, "{name} has a number that is too large to be kept exactly"
)
NOT_THE_FORMAT = Problem(
    "NOT_THE_FORMAT", "", MALFORMED, "{name} '{given}' is not syntactically correct: {right}"
)
TOO_MANY = Problem("TOO_MANY", "", MALFORMED, "{name} can have {most} elements at most")
TOO_FEW = Problem("TOO_FEW", "", MALFORMED, "{name} must have {least} elements or more")
REPEATED = Problem("REPEATED", "", MALFORMED, "{name} has '{given}' twice")
NOT_ALLOWED = Problem(
    "NOT_ALLOWED", "", INVALID_VALUE, "{name} '{given}' is not a valid value: {right}"
)

# Documents: the rows of the source's Errors tables. `{document}` is "Invoice" or "Order".
NO_TAX_AREA = Problem(
    "NO_TAX_AREA", "country", INVALID_VALUE, "No tax areas for country '{country}'"
)
SELLER_COUNTRY_MISSING = Problem(
    "SELLER_COUNTRY_MISSING",
    "country",
    MISSING_COMBINATION,
    "Country of seller address is required if 'stateProv' is provided",
)
CREATION_TIME_IN_FUTURE = Problem(
    "CREATION_TIME_IN_FUTURE",
    "creationTime",
    INVALID_VALUE,
    "Creation time '{creation_time}' is in the future",
)
CUSTOMER_NOT_FOUND = Problem(
    "CUSTOMER_NOT_FOUND", "customer", NOT_FOUND, "Customer {customer} does not exist"
)
AMOUNT_OFF_ZERO = Problem(
    "AMOUNT_OFF_ZERO",
    "discounts",
    INVALID_VALUE,
    "Amount off discount can not be applied to a zero subtotal",
)
TOO_MANY_DISCOUNTS = Problem(
    "TOO_MANY_DISCOUNTS", "discounts", MALFORMED, "There can be no more than {most} discounts"
)
DISCOUNT_VALUE = Problem(
    "DISCOUNT_VALUE",
    "value",
    INVALID_VALUE,
    "Value {given} is not a valid discount: it must be greater than zero, and at most 100 if it "
    "is a percentage",
)
INVOICE_NOT_FOUND = Problem("INVOICE_NOT_FOUND", "id", NOT_FOUND, "Invoice {id} does not exist")
INVOICE_RECIPIENT_MALFORMED = Problem(
    "INVOICE_RECIPIENT_MALFORMED",
    "invoiceRecipient",
    MALFORMED,
    "'{given}' is not a recipient code or email address",
)
ITEM_REPEATED = Problem("ITEM_REPEATED", "items", MALFORMED, "An item id is repeated")
ITEM_NOT_FOUND = Problem(
    "ITEM_NOT_FOUND", "items", NOT_FOUND, "{document} {id} does not have item {item}"
)
LOCALE_MALFORMED = Problem(
    "LOCALE_MALFORMED", "locale", MALFORMED, "'{given}' is not a valid locale code"
)
PAYMENT_COST_WITHOUT_METHOD = Problem(
    "PAYMENT_COST_WITHOUT_METHOD",
    "paymentMethod",
    INVALID_COMBINATION,
    "Payment method is required if payment cost is provided",
)
NO_PAYMENT_METHOD = Problem(
    "NO_PAYMENT_METHOD",
    "paymentCost",
    INVALID_VALUE,
    "{document} {id} has not a payment method",
)
PAYMENT_METHOD_TOTAL = Problem(
    "PAYMENT_METHOD_TOTAL",
    "paymentMethod",
    INVALID_VALUE,
    "No payment methods can be used if total is zero or negative",
)
PAYMENT_METHOD_COMBINATION = Problem(
    "PAYMENT_METHOD_COMBINATION",
    "paymentMethod",
    INVALID_VALUE,
    "Payment method {payment_method} can not be used in combination with shipping method "
    "{shipping_method}",
)
PAYMENT_METHOD_UNSUITABLE = Problem(
    "PAYMENT_METHOD_UNSUITABLE",
    "paymentMethod",
    INVALID_VALUE,
    "Payment method {payment_method} is not suitable for this {document}",
)
PAYMENT_METHOD_NOT_FOUND = Problem(
    "PAYMENT_METHOD_NOT_FOUND",
    "paymentMethod",
    NOT_FOUND,
    "Payment method {payment_method} does not exist",
)
SHIPPING_COST_WITHOUT_METHOD = Problem(
    "SHIPPING_COST_WITHOUT_METHOD",
    "shippingMethod",
    INVALID_COMBINATION,
    "Shipping method is required if shipping cost is provided",
)
NO_SHIPPING_METHOD = Problem(
    "NO_SHIPPING_METHOD",
    "shippingCost",
    INVALID_VALUE,
    "{document} {id} has not a shipping method",
)
SHIPPING_METHOD_UNSUITABLE = Problem(
    "SHIPPING_METHOD_UNSUITABLE",
    "shippingMethod",
    INVALID_VALUE,
    "Shipping method {shipping_method} is not suitable for this {document}",
)
SHIPPING_METHOD_REQUIRED = Problem(
    "SHIPPING_METHOD_REQUIRED",
    "shippingMethod",
    MISSING_COMBINATION,
    "Shipping method is required because the payment method is on delivery",
)
SHIPPING_METHOD_NOT_FOUND = Problem(
    "SHIPPING_METHOD_NOT_FOUND",
    "shippingMethod",
    NOT_FOUND,
    "Shipping method {shipping_method} does not exist",
)
TAX_CLASS_NOT_FOUND = Problem(
    "TAX_CLASS_NOT_FOUND", "taxClass", NOT_FOUND, "Tax class {tax_class} does not exist"
)
TAX_AREA_NOT_FOUND = Problem(
    "TAX_AREA_NOT_FOUND", "taxArea", NOT_FOUND, "Tax area {tax_area} does not exist"
)


def _shipping_only(field: str, documents: str, *, required: bool = True) -> dict[str, Problem]:
    """Make the two rows of a field that only shipping invoices have."""
    code = _CAPITAL.sub("_", field).upper()
    name = human_name(field)
    rows = {
        "only": Problem(
            f"{code}_ONLY_FOR_SHIPPING",
            field,
            INVALID_VALUE,
            f"{name} can be defined only for {documents}",
        )
    }
    if required:
        rows["required"] = Problem(
            f"{code}_REQUIRED_FOR_SHIPPING",
            field,
            INVALID_VALUE,
            f"{name} must be defined for {documents}",
        )
    return rows


SHIPPING_ONLY = {
    "goods_appearance": _shipping_only("goodsAppearance", "shipping invoices"),
    "number_of_packages": _shipping_only("numberOfPackages", "shipping invoices"),
    "porto": _shipping_only("porto", "shipping invoices", required=False),
    "shipping_time": _shipping_only("shippingTime", "shipping invoices"),
    "tracking_number": _shipping_only("trackingNumber", 'type "ShippingInvoice"'),
    "transport_reason": _shipping_only("transportReason", 'type "ShippingInvoice"'),
}

# Documents: what the contract adds to the source.
CLOSED = Problem("CLOSED", "id", INVALID_VALUE, "{document} {id} is closed")
VERSION_CONFLICT = Problem(
    "VERSION_CONFLICT",
    "version",
    CONFLICT,
    "Version {given} is stale: the current version is {current}; read it again and repeat",
)
NUMBER_IN_USE = Problem(
    "NUMBER_IN_USE", "number", INVALID_VALUE, "Number '{number}' is already in use"
)
NUMBER_VOIDED = Problem(
    "NUMBER_VOIDED",
    "number",
    INVALID_VALUE,
    "Number '{number}' was voided and is never given again",
)
NUMBER_GAPLESS = Problem(
    "NUMBER_GAPLESS",
    "",
    INVALID_VALUE,
    "Invoice {id} has number '{number}' in series '{series}', which is gapless: correct it by "
    "a credit note",
)
EXTERNAL_ID_IN_USE = Problem(
    "EXTERNAL_ID_IN_USE",
    "externalId",
    INVALID_VALUE,
    "External id '{external_id}' is already in use",
)
AMOUNT_TOO_LARGE = Problem(
    "AMOUNT_TOO_LARGE",
    "items",
    INVALID_VALUE,
    "The {amount} of these items is {given}, which is more than the {most} that can be stored",
)


# The other resources.
def _not_found(resource: str) -> Problem:
    code = f"{resource.upper().replace(' ', '_')}_NOT_FOUND"
    return Problem(code, "id", NOT_FOUND, f"{resource} {{id}} does not exist")


TAX_CLASS_ID_NOT_FOUND = _not_found("Tax class")
TAX_AREA_ID_NOT_FOUND = _not_found("Tax area")
SHIPPING_METHOD_ID_NOT_FOUND = _not_found("Shipping method")
PAYMENT_METHOD_ID_NOT_FOUND = _not_found("Payment method")
CUSTOMER_ID_NOT_FOUND = _not_found("Customer")
SERIES_ID_NOT_FOUND = _not_found("Series")
CODE_IN_USE = Problem("CODE_IN_USE", "code", INVALID_VALUE, "Code '{code}' is already in use")
IN_USE = Problem(
    "IN_USE", "ids", INVALID_VALUE, "{resource} {id} is in use by {user} and can not be deleted"
)
COUNTRY_IN_USE = Problem(
    "COUNTRY_IN_USE",
    "countries",
    INVALID_VALUE,
    "Country '{country}' is in the active tax area {tax_area} already",
)
# `ids` of the labels' own methods, `labels` elsewhere.
LABEL_REPEATED = Problem("LABEL_REPEATED", "", MALFORMED, "An identifier is repeated")
RESOURCE_REPEATED = Problem("RESOURCE_REPEATED", "resources", MALFORMED, "A resource is repeated")
TOO_MANY_RESOURCES = Problem(
    "TOO_MANY_RESOURCES",
    "resources",
    MALFORMED,
    "There cannot be more than {most} resources",
)
LABELLED_NOT_FOUND = Problem(
    "LABELLED_NOT_FOUND", "resources", NOT_FOUND, "{type} {id} does not exist"
)
BOUNDS_REVERSED = Problem(
    "BOUNDS_REVERSED", "", INVALID_COMBINATION, "{name} is greater than {most}"
)
BANDS_NOT_ASCENDING = Problem(
    "BANDS_NOT_ASCENDING",
    "upToWeight",
    INVALID_VALUE,
    "Up to weight {given} must be greater than the {before} of the band before it",
)
TIME_ZONE_FIXED = Problem(
    "TIME_ZONE_FIXED",
    "timeZone",
    INVALID_VALUE,
    "The time zone can not be changed once there are documents: their times are printed in it",
)
SERIES_DEFAULT = Problem(
    "SERIES_DEFAULT", "ids", INVALID_VALUE, "Series {id} is the default of its kind of document"
)
SERIES_NEEDS_DEFAULT = Problem(
    "SERIES_NEEDS_DEFAULT",
    "isDefault",
    INVALID_VALUE,
    "Series {id} is the default of its kind of document: make another one the default instead",
)
SERIES_NOT_FOUND = Problem(
    "SERIES_NOT_FOUND", "series", NOT_FOUND, "Series {series} does not exist"
)
SERIES_OTHER_KIND = Problem(
    "SERIES_OTHER_KIND",
    "series",
    INVALID_VALUE,
    "Series {series} is for documents of kind '{kind}'",
)
PATTERN_MALFORMED = Problem(
    "PATTERN_MALFORMED",
    "pattern",
    MALFORMED,
    "'{given}' is not a number pattern: it needs {{seq}} or {{seq:5}} once, may have {{year}} "
    "once, and its numbers must fit 32 characters",
)
ENTITY_REQUIRED = Problem(
    "ENTITY_REQUIRED", "X-Entity-Id", MISSING, "Header X-Entity-Id is required with this key"
)
# Envelopes: idempotency keys, batches and what their calls take from each other.
IDEMPOTENCY_KEY_MALFORMED = Problem(
    "IDEMPOTENCY_KEY_MALFORMED",
    "idempotencyKey",
    MALFORMED,
    "Idempotency key '{given}' is not syntactically correct: it must have 1 to {most} printable "
    "ASCII characters",
)
IDEMPOTENCY_KEY_REUSED = Problem(
    "IDEMPOTENCY_KEY_REUSED",
    "idempotencyKey",
    CONFLICT,
    "Idempotency key '{key}' was used with another request: use a new key for a new request",
)
REFERENCE_MALFORMED = Problem(
    "REFERENCE_MALFORMED",
    "$ref",
    MALFORMED,
    "'{given}' is not a reference: it must be like '0.id', the position of an earlier call and "
    "where the value stands in its answer",
)
REFERENCE_FAILED = Problem(
    "REFERENCE_FAILED", "$ref", INVALID_VALUE, "'{given}' refers to call {call}, which failed"
)
REFERENCE_NOT_FOUND = Problem(
    "REFERENCE_NOT_FOUND", "$ref", INVALID_VALUE, "There is no '{given}' in the answers so far"
)
REFERENCE_TOO_LARGE = Problem(
    "REFERENCE_TOO_LARGE",
    "$ref",
    INVALID_VALUE,
    "What the references up to '{given}' stand for is larger than {most} bytes",
)
REFERENCE_TOO_DEEP = Problem(
    "REFERENCE_TOO_DEEP",
    "$ref",
    INVALID_VALUE,
    "With what '{given}' stands for, the request is nested more than {most} levels deep",
)
NOT_ATOMIC = Problem(
    "NOT_ATOMIC",
    "method",
    INVALID_COMBINATION,
    "'{method}' can not be part of an atomic batch: call it after the batch",
)

# Filters that every `find` and `count` takes.
QUERY_FIELD = Problem(
    "QUERY_FIELD",
    "query",
    INVALID_VALUE,
    "'{given}' can not be queried: did you mean '{nearest}'?",
)
QUERY_OPERATOR = Problem(
    "QUERY_OPERATOR",
    "query",
    INVALID_VALUE,
    "'{given}' is not an operator for '{queried}': {right}",
)
CURSOR_MALFORMED = Problem(
    "CURSOR_MALFORMED",
    "cursor",
    MALFORMED,
    "The cursor is not one that an answer with this order gave",
)
CURSOR_AND_FIRST = Problem(
    "CURSOR_AND_FIRST",
    "first",
    INVALID_COMBINATION,
    "First is not allowed if cursor is provided",
)

# Orders, and where they come from.
ORDER_INTEGRATION_ID_NOT_FOUND = _not_found("Order integration")
ORDER_NOT_FOUND = _not_found("Order")
ORDER_DELETED = Problem(
    "ORDER_DELETED", "", INVALID_VALUE, "Order {id} is in the trash: restore it first"
)
ORDER_NOT_DELETED = Problem(
    "ORDER_NOT_DELETED", "ids", INVALID_VALUE, "Order {id} is not in the trash"
)
ORDER_INVOICED = Problem(
    "ORDER_INVOICED",
    "",
    INVALID_VALUE,
    "Order {id} is invoiced already, by invoice {invoice}",
)
ORDER_CANCELED = Problem("ORDER_CANCELED", "", INVALID_VALUE, "Order {id} is cancelled")
ORDER_UNCHANGED = Problem(
    "ORDER_UNCHANGED",
    "id",
    INVALID_VALUE,
    "Order {id} has not changed since it was invoiced: there is nothing to reissue",
)
ORDER_NOT_INVOICED = Problem(
    "ORDER_NOT_INVOICED", "id", INVALID_VALUE, "Order {id} has no invoice yet: process it first"
)
ESTIMATE_NOT_FOUND = Problem(
    "ESTIMATE_NOT_FOUND", "estimate", NOT_FOUND, "Estimate {estimate} does not exist"
)
ORDER_INTEGRATION_NOT_FOUND = Problem(
    "ORDER_INTEGRATION_NOT_FOUND",
    "orderIntegration",
    NOT_FOUND,
    "Order integration {order_integration} does not exist",
)
SOURCE_ID_IN_USE = Problem(
    "SOURCE_ID_IN_USE",
    "sourceId",
    INVALID_VALUE,
    "Order integration {order_integration} has an order with source id '{source_id}' already",
)
EXTERNAL_VALUE_IN_USE = Problem(
    "EXTERNAL_VALUE_IN_USE",
    "externalValue",
    INVALID_VALUE,
    "External value '{external_value}' is already in use",
)
OLD_HASH_IN_USE = Problem(
    "OLD_HASH_IN_USE", "oldHash", INVALID_VALUE, "Old hash '{old_hash}' is already in use"
)
CHARGED_MISSING = Problem(
    "CHARGED_MISSING",
    "charged",
    MISSING_COMBINATION,
    "Charged is required if {total} of an item is provided",
)
PAYMENT_STATUS_CONTRADICTED = Problem(
    "PAYMENT_STATUS_CONTRADICTED",
    "paymentStatus",
    INVALID_COMBINATION,
    "Payment status is not what is paid for says",
)
BILLING_ADDRESS_FOR_TAX = Problem(
    "BILLING_ADDRESS_FOR_TAX",
    "billingAddress",
    MISSING_COMBINATION,
    "Billing address is required if tax class is provided",
)
STANDING_DATE_MISSING = Problem(
    "STANDING_DATE_MISSING",
    "standingDate",
    MISSING_COMBINATION,
    "Standing date is required if the standing order is active",
)
CHARGED_ALONE = Problem(
    "CHARGED_ALONE", "", INVALID_COMBINATION, "{name} is not allowed if charged is provided"
)
PAID_BY_PAYMENTS = Problem(
    "PAID_BY_PAYMENTS",
    "isPaidFor",
    INVALID_VALUE,
    "{document} {id} is paid for by its payments: refund or delete them",
)

# Line items. What an item is of, and may be found by: an order, invoice, estimate or purchase.
LINE_ITEM_NOT_FOUND = _not_found("Line item")
LINE_ITEM_OF_NOTHING = Problem(
    "LINE_ITEM_OF_NOTHING", "", MISSING, "An order, invoice, estimate or purchase is required"
)
LINE_ITEM_OF_SEVERAL = Problem(
    "LINE_ITEM_OF_SEVERAL", "", INVALID_COMBINATION, "{name} is not allowed if {other} is provided"
)
LINE_ITEM_OWNER_NOT_FOUND = Problem(
    "LINE_ITEM_OWNER_NOT_FOUND", "", NOT_FOUND, "{name} {id} does not exist"
)
LINE_ITEM_MOVED = Problem(
    "LINE_ITEM_MOVED",
    "",
    INVALID_VALUE,
    "Line item {item} is of {document} {id} and can not be moved",
)
LINE_ITEM_OF_ORDERS = Problem(
    "LINE_ITEM_OF_ORDERS", "", INVALID_VALUE, "{name} can be defined only for items of orders"
)
TOO_MANY_ITEMS = Problem(
    "TOO_MANY_ITEMS",
    "items",
    INVALID_VALUE,
    "{document} {id} would have {given} items, and {most} are allowed",
)

# Payments.
PAYMENT_ON_BOTH = Problem(
    "PAYMENT_ON_BOTH",
    "invoice",
    INVALID_COMBINATION,
    "Invoice is not allowed if order is provided",
)
PAYMENT_ON_NOTHING = Problem(
    "PAYMENT_ON_NOTHING", "order", MISSING, "An order or an invoice is required"
)
PAYMENT_ORDER_NOT_FOUND = Problem(
    "PAYMENT_ORDER_NOT_FOUND", "order", NOT_FOUND, "Order {id} does not exist"
)
PAYMENT_INVOICE_NOT_FOUND = Problem(
    "PAYMENT_INVOICE_NOT_FOUND", "invoice", NOT_FOUND, "Invoice {id} does not exist"
)
OVERPAID = Problem(
    "OVERPAID",
    "amount",
    INVALID_VALUE,
    "Amount {given} is more than the {due} that is due; overpaying needs 'allowOverpayment'",
)
REFUND_TOO_LARGE = Problem(
    "REFUND_TOO_LARGE",
    "amount",
    INVALID_VALUE,
    "Amount {given} is more than the {paid} that was paid",
)
REFUND_UNCOVERED = Problem(
    "REFUND_UNCOVERED",
    "ids",
    INVALID_VALUE,
    "Payment {id} can not be deleted: what was refunded would be more than what was paid",
)
INVOICE_PAID = Problem(
    "INVOICE_PAID",
    "ids",
    INVALID_VALUE,
    "Invoice {id} has payments of its own and can not be deleted: delete them first",
)
INVOICE_REFERRED_TO = Problem(
    "INVOICE_REFERRED_TO",
    "ids",
    INVALID_VALUE,
    "Invoice {id} can not be deleted: document {other} refers to it",
)

# Exports.
TOO_LONG_TO_PRINT = Problem(
    "TOO_LONG_TO_PRINT",
    "id",
    INVALID_VALUE,
    "Invoice {id} is too long to be printed: its texts come to {given} characters, and at most "
    "{most} are printed",
)

# Documents that are parts of others: credit notes, and invoices of orders.
CREDIT_NOTE_FIXED = Problem(
    "CREDIT_NOTE_FIXED",
    "id",
    INVALID_VALUE,
    "Credit note {id} is a part of invoice {reference}, so its amounts can not be changed: delete "
    "it and credit again",
)
NON_STANDARD_REF_INVOICE = Problem(
    "NON_STANDARD_REF_INVOICE",
    "",
    INVALID_VALUE,
    "Document {id} is of type '{type}': it must be an Invoice or a ShippingInvoice",
)
REF_INVOICE_STILL_OPEN = Problem(
    "REF_INVOICE_STILL_OPEN", "", INVALID_VALUE, "Invoice {id} is still open: close it first"
)
FROM_ORDER_NOT_FOUND = Problem("ORDER_NOT_FOUND", "order", NOT_FOUND, "Order {id} does not exist")
REF_INVOICE_NOT_FOUND = Problem(
    "REF_INVOICE_NOT_FOUND", "reference", NOT_FOUND, "Order {order} has no invoice {id}"
)
REFERENCE_REQUIRED = Problem(
    "REFERENCE_REQUIRED",
    "reference",
    MISSING_COMBINATION,
    "Reference is required if type is '{type}'",
)
REFERENCE_ALONE = Problem(
    "REFERENCE_ALONE",
    "reference",
    INVALID_COMBINATION,
    "Reference is not allowed if type is '{type}'",
)
TYPE_NOT_SUPPORTED = Problem(
    "TYPE_NOT_SUPPORTED",
    "type",
    INVALID_VALUE,
    "Type '{given}' is not supported: it can be {right}",
)
ORDER_CLOSED = Problem(
    "ORDER_CLOSED", "", INVALID_VALUE, "Order {id} is closed: its status is Completed"
)
ORDER_IN_PARTS = Problem(
    "ORDER_IN_PARTS",
    "id",
    INVALID_VALUE,
    "Order {id} is invoiced in parts, by invoices {invoices}: credit what is wrong with them, and "
    "create the right ones from the order",
)
CREDITED_IN_WHOLE = Problem(
    "CREDITED_IN_WHOLE", "", INVALID_VALUE, "Invoice {id} is credited in whole"
)
CREDIT_TOO_LARGE = Problem(
    "CREDIT_TOO_LARGE",
    "amount",
    INVALID_VALUE,
    "Amount {given} is more than the {left} that is left of invoice {id}",
)
CREDIT_UNBALANCED = Problem(
    "CREDIT_UNBALANCED",
    "items",
    INVALID_VALUE,
    "These items come to more than is left of their taxes or of invoice {id}: credit the items "
    "that take something off them too",
)
QUANTITY_TOO_LARGE = Problem(
    "QUANTITY_TOO_LARGE",
    "quantity",
    INVALID_VALUE,
    "Quantity {given} of item {item} is more than the {left} that is left",
)
AMOUNT_ALONE = Problem(
    "AMOUNT_ALONE", "amount", INVALID_COMBINATION, "Amount is not allowed if items is provided"
)

# E-mail.
MAIL_NOT_CONFIGURED = Problem(
    "MAIL_NOT_CONFIGURED",
    "id",
    INVALID_VALUE,
    "Invoice {id} can not be sent: this server has no ORDERLY_SMTP_URL, the mail server to use",
)
SENDER_MISSING = Problem(
    "SENDER_MISSING",
    "id",
    INVALID_VALUE,
    "Invoice {id} can not be sent: neither its seller address nor that of the settings has an "
    "email address to send from, and this server has no ORDERLY_MAIL_FROM",
)
RECIPIENT_MISSING = Problem(
    "RECIPIENT_MISSING",
    "to",
    MISSING,
    "To is required: the billing address of invoice {id} has no email address",
)
RECIPIENT_UNREACHABLE = Problem(
    "RECIPIENT_UNREACHABLE",
    "to",
    INVALID_VALUE,
    "To is required: '{given}' of the billing address of invoice {id} is not an address that can "
    "be reached",
)

# Electronic invoices. Each is told under the name of what it is about; the path is `/id`.
EINVOICE_PROFORMA = Problem(
    "EINVOICE_PROFORMA",
    "format",
    INVALID_VALUE,
    "Invoice {id} is a proforma, which has no electronic form: create the invoice itself",
)
EINVOICE_MISSING = Problem(
    "EINVOICE_MISSING", "", MISSING_COMBINATION, "{what} is required in {format}: {remedy}"
)
EINVOICE_UNFIT = Problem(
    "EINVOICE_UNFIT", "", INVALID_VALUE, "{what} '{given}' does not fit {format}: {right}; {remedy}"
)
EINVOICE_ROUNDING = Problem(
    "EINVOICE_ROUNDING",
    "rounding",
    INVALID_VALUE,
    "The tax of {rate} % on {taxable} is {amount} by the rule '{rule}', too far from the {right} "
    "that {format} computes: issue it with the rule 'PerTaxClass', each rate in one tax class",
)
EINVOICE_NOT_ARCHIVABLE = Problem(
    "EINVOICE_NOT_ARCHIVABLE",
    "format",
    INVALID_VALUE,
    "The PDF of invoice {id} can not be a PDF/A-3, which FacturX needs: no font of the server can "
    "show some of its characters; install one, or export as Cii",
)
