"""What has become of sample documents since they were made."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bench import shop
from handlers import paying
from handlers.method import Context
from handlers.rules import documents, lifecycle

DUE_DAYS = 30
PAID = 0.85
FAILED = 0.05

# How many of each there are: a shop makes few credit notes, and most of its documents are old.
TYPES = {"Invoice": 80, "ShippingInvoice": 10, "Proforma": 7, "CreditNote": 3}
INVOICES = {"Archived": 70, "Sent": 17, "Open": 9, "Disputed": 2, "Cancelled": 2}
ORDERS = {
    "Completed": 75,
    "Delivered": 5,
    "Shipped": 5,
    "Ready": 2,
    "Open": 5,
    "New": 4,
    "Draft": 1,
    "Cancelled": 3,
}
NOT_INVOICED = ("Draft", "New", "Open")

Document = dict[str, Any]


def one_of(chance: Random, weights: dict[str, int]) -> str:
    """Choose one, by how many of each there are."""
    return chance.choices(list(weights), list(weights.values()))[0]


def sold(document: Document, customer: int) -> Document:
    """Return a document as it would be for another customer."""
    email = shop.email(customer)
    address = document["billing_address"] | shop.name(customer) | {"email": email}
    told = {
        "customer": customer,
        "customer_name": documents.customer_name(address),
        "billing_address": address,
    }
    if "customer_email" in document:
        told["customer_email"] = email
    return {**document, **told}


def invoice(chance: Random, document: Document, moment: datetime) -> Document:
    """Return what has become of an invoice that was made at a moment."""
    document |= {
        "issue_date": moment.date(),
        "due_date": moment.date() + timedelta(DUE_DAYS),
        "shipping_time": document["shipping_time"] and moment,
        "status": one_of(chance, INVOICES),
    }
    _settle(document, moment, is_paid=chance.random() < PAID)
    return document


def order(chance: Random, document: Document, moment: datetime) -> Document:
    """Return what has become of an order that was made at a moment."""
    id_ = document["id"]
    status = one_of(chance, ORDERS)
    document |= {
        "status": status,
        "token": f"{chance.getrandbits(128):032x}",
        "ordered_time": moment,
        "source_order_number": shop.source_number(id_),
    }
    if document["source"] != "Manual":
        document["source_id"] = str(5_400_000_000_000 + id_)
    if status == "Cancelled":
        lifecycle.cancel(document, moment)
    elif status not in NOT_INVOICED:
        document |= {
            "processing_status": "Invoiced",
            "processed_time": moment + timedelta(hours=1),
            "is_invoiced": True,
        }
    elif chance.random() < FAILED:
        document |= {"processing_status": "Failed", "error": "No tax areas for country 'XX'"}
    lifecycle.follow(document, {"status": status}, moment)
    is_paid = status != "Cancelled" and chance.random() < PAID
    _settle(document, moment, is_paid=is_paid)
    return document


def _settle(document: Document, moment: datetime, *, is_paid: bool) -> None:
    context = Context(now=moment, zone=UTC, key="bench")
    paying.settle(document, paying.NOTHING, marked=is_paid, context=context)
