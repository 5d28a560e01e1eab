"""Invoices: what can be found of them and by what, and how they are written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from store import records
from store.database import bind
from store.documents import LEFT_OUT, Documents
from store.finding import (
    Findable,
    after,
    any_of,
    at_least,
    at_most,
    contains,
    equals,
    labelled,
    one_of_few,
)
from store.models import Invoice, InvoiceBody, InvoiceBrief

INVOICES = Findable(
    model=Invoice,
    body=InvoiceBody,
    brief=InvoiceBrief,
    left_out=LEFT_OUT,
    conditions={
        "ids": any_of(Invoice.id),
        "type": one_of_few(Invoice.type),
        "status": one_of_few(Invoice.status, "creationTime"),
        "is_paid_for": one_of_few(Invoice.is_paid_for),
        "from_number": at_least(Invoice.number_key),
        "to_number": at_most(Invoice.number_key, is_given=Invoice.number_key != ""),
        "from_creation_time": at_least(Invoice.creation_time),
        "to_creation_time": at_most(Invoice.creation_time),
        "from_update_time": at_least(Invoice.update_time),
        "to_update_time": at_most(Invoice.update_time),
        "from_issue_date": at_least(Invoice.issue_date),
        "to_issue_date": at_most(Invoice.issue_date),
        "from_due_date": at_least(Invoice.due_date),
        "to_due_date": at_most(Invoice.due_date),
        "customer": equals(Invoice.customer, is_narrow=True),
        "address": contains(Invoice.address_key),
        "labels": labelled(Invoice, "Invoice"),
        "after": after(Invoice.id),
    },
    order={
        "id": Invoice.id,
        "type": Invoice.type,
        "number": Invoice.number_key,
        "status": Invoice.status,
        "creationTime": Invoice.creation_time,
        "updateTime": Invoice.update_time,
        "issueDate": Invoice.issue_date,
        "dueDate": Invoice.due_date,
        "total": Invoice.total,
        "taxedTotal": Invoice.taxed_total,
        "isPaidFor": Invoice.is_paid_for,
        "customerName": Invoice.customer_name_key,
    },
    queried={
        "id": Invoice.id,
        "version": Invoice.version,
        "type": Invoice.type,
        "series": Invoice.series,
        "number": Invoice.number,
        "status": Invoice.status,
        "creationTime": Invoice.creation_time,
        "updateTime": Invoice.update_time,
        "issueDate": Invoice.issue_date,
        "dueDate": Invoice.due_date,
        "customer": Invoice.customer,
        "currency": Invoice.currency,
        "taxArea": Invoice.tax_area,
        "shippingMethod.id": Invoice.shipping_method,
        "paymentMethod.id": Invoice.payment_method,
        "taxAmount": Invoice.tax_amount,
        "total": Invoice.total,
        "taxedTotal": Invoice.taxed_total,
        "isPaidFor": Invoice.is_paid_for,
        "isClosed": Invoice.is_closed,
        "externalId": Invoice.external_id,
        "order": Invoice.order,
        "reference": Invoice.reference,
    },
    folded={"customerName": Invoice.customer_name_key},
    tallied={},
)


def _own(invoice: Mapping[str, Any]) -> dict[str, Any]:
    return {name: invoice[name] for name in _OWN}


_OWN = ("issue_date", "due_date", "is_closed", "order", "reference")
# Columns that the database lets change of a closed invoice.
CHANGEABLE = ("version", "update_time", "status", "is_paid_for", "external_id")

TABLE = Documents(Invoice, InvoiceBody, _own)


def numbered(ids: Sequence[int]) -> list[tuple[int, int, str, bool]]:
    """Return id, series, number and whether it is closed, of those that exist."""
    rows = records.fetch(
        "numbered",
        lambda: (
            records.select(Invoice, Invoice.id, Invoice.series, Invoice.number, Invoice.is_closed)
            .where(records.any_of(Invoice.id, "ids"))
            .order_by(Invoice.id)
        ),
        ids=records.array(ids),
    )
    return [(row[0], row[1], row[2], bool(row[3])) for row in rows]


def delete(ids: Iterable[int]) -> None:
    """Delete invoices with their items and bodies; unknown ids are ignored."""
    records.delete(Invoice, Invoice.id, ids)


def order_of(id_: int) -> int | None:
    """Return the order that an invoice came from, if any."""
    row = records.fetch_one(
        "order of invoice",
        lambda: records.select(Invoice, Invoice.order).where(Invoice.id == bind("id")),
        id=id_,
    )
    return None if row is None else row[0]


def orders_of(ids: Sequence[int]) -> list[int]:
    """Return the orders that these invoices came from."""
    rows = records.fetch(
        "orders of invoices",
        lambda: (
            records.select(Invoice, Invoice.order)
            .where(records.any_of(Invoice.id, "ids") & Invoice.order.is_null(False))
            .order_by(Invoice.order)
            .distinct()
        ),
        ids=records.array(ids),
    )
    return [row[0] for row in rows]


def referring(ids: Sequence[int]) -> list[tuple[int, int]]:
    """Return documents that refer to one of these and are none of them: (referred to, id)."""
    other = records.any_of(Invoice.id, "ids")
    return records.fetch(
        "referring",
        lambda: records.select(Invoice, Invoice.reference, Invoice.id).where(
            records.any_of(Invoice.reference, "ids") & ~other
        ),
        ids=records.array(ids),
    )
