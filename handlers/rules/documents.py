"""What each type of document requires or forbids."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from schemas.problems import SHIPPING_ONLY, Fault

# The kind of series that numbers a type of document.
SERIES_KINDS = {
    "Invoice": "Invoice",
    "ShippingInvoice": "Invoice",
    "Proforma": "Proforma",
    "CreditNote": "CreditNote",
    "Order": "Order",
    "Estimate": "Order",
    "Purchase": "Order",
}
# Whose numbers may repeat: a proforma and an order are no legal documents.
FREELY_NUMBERED = frozenset({"Proforma", "Order", "Estimate", "Purchase"})

# What can be referred to and credited once it is closed.
STANDARD = frozenset({"Invoice", "ShippingInvoice"})

# What may still change once a document is closed.
CHANGEABLE_WHEN_CLOSED = frozenset({"status", "is_paid_for", "labels", "metadata", "external_id"})

# What can not change of a credit note of an invoice: it would not be a part of that any more.
FIXED_OF_CREDITS = frozenset(
    {
        "items",
        "discounts",
        "discounts_include_taxes",
        "rounding",
        "currency",
        "shipping_method",
        "shipping_cost",
        "payment_method",
        "payment_cost",
    }
)

# What an item's amounts, and its taxes, follow from.
ITEM_PRICED_BY = frozenset(
    {"price", "quantity", "discount", "total_price", "taxed_total_price", "tax_rate", "taxes"}
)
ITEM_TAXED_BY = frozenset({"tax_class", "tax_rate", "taxes", "order_tax"})

# What an omitted field of a shipping invoice is; its shipping time is when it was made.
SHIPPING_DEFAULTS: Mapping[str, Any] = {
    "number_of_packages": 1,
    "porto": None,
    "goods_appearance": "",
    "tracking_number": "",
    "transport_reason": "",
}


def shipping_faults(type_: str, sent: Mapping[str, Any], at: str) -> list[Fault]:
    """Find the fields that this type of document can not have, or can not be without."""
    is_shipping = type_ == "ShippingInvoice"
    faults = []
    for name, rows in SHIPPING_ONLY.items():
        if name not in sent:
            continue
        has_value = sent[name] is not None
        row = rows.get("required") if is_shipping and not has_value else None
        if has_value and not is_shipping:
            row = rows["only"]
        if row is not None:
            faults.append(row(f"{at}/{row.field}", value=sent[name]))
    return faults


def due_date(issued: date, days: int | None) -> date | None:
    """Return the day on which a document is due; beyond the calendar it is never due."""
    if days is None or days > (date.max - issued).days:
        return None
    return issued + timedelta(days=days)


def customer_name(billing_address: Mapping[str, Any]) -> str:
    """Return the company's name, else last and first name."""
    person = f"{billing_address['last_name']} {billing_address['first_name']}"
    return str(billing_address["company_name"]) or person


def is_company(document: Mapping[str, Any]) -> bool:
    """Tell whether a company is billed: some areas do not tax companies."""
    address = document["billing_address"]
    return address is not None and bool(address["company_name"])


def destination(document: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
    """Return the address that decides on taxes and shipping, if any, with its name."""
    if document["shipping_address"] is not None:
        return "shippingAddress", document["shipping_address"]
    return "billingAddress", document["billing_address"]


def needs_tax_area(document: Mapping[str, Any]) -> bool:
    """Tell whether items are taxed by their country: not if their rates were all given."""
    if document.get("charged") is not None or document.get("tax_percent") is not None:
        return False
    items = document["items"]
    return not items or not all(item.get("taxes") for item in items)
