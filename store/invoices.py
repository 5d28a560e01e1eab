"""Invoices: what can be found of them and by what, and how they are written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from store import records
from store.database import bind
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
from store.models import Invoice, InvoiceBody, Item
from store.texts import fold

INVOICES = Findable(
    model=Invoice,
    body=InvoiceBody,
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
    },
    folded={"customerName": Invoice.customer_name_key},
)


def insert(invoice: dict[str, Any], *, number_key: str) -> None:
    """Insert an invoice's rows, giving it and its items their ids; the body comes after."""
    invoice["id"] = records.insert(Invoice, columns(invoice, number_key))
    for position, item in enumerate(invoice["items"]):
        item["id"] = _insert_item(invoice["id"], position, item)


def update(invoice: dict[str, Any], *, number_key: str) -> None:
    """Update an invoice's rows; items that it no longer has are removed."""
    updated = records.update(Invoice, invoice["id"], columns(invoice, number_key))
    assert updated == 1, "the row was locked before"
    kept = {item["id"] for item in invoice["items"] if "id" in item}
    stored = records.fetch(
        "item ids",
        lambda: records.select(Item, Item.id).where(Item.invoice == bind("invoice")),
        invoice=invoice["id"],
    )
    gone = {row[0] for row in stored} - kept
    if gone:
        records.delete(Item, Item.id, gone)
    for position, item in enumerate(invoice["items"]):
        if "id" in item:
            records.update(Item, item["id"], _item_columns(invoice["id"], position, item))
        else:
            item["id"] = _insert_item(invoice["id"], position, item)


def insert_body(id_: int, body: bytes) -> None:
    """Store the canonical answer of a new invoice."""
    records.insert(InvoiceBody, {"id": id_, "body": body})


def update_body(id_: int, body: bytes) -> None:
    """Replace the canonical answer of an invoice."""
    records.update(InvoiceBody, id_, {"body": body})


def lock(ids: Sequence[int]) -> None:
    """Lock invoices, in the order of their ids, until the transaction ends."""
    records.fetch(
        "lock invoices",
        lambda: records.locked(
            records.select(Invoice, Invoice.id)
            .where(records.any_of(Invoice.id, "ids"))
            .order_by(Invoice.id)
        ),
        ids=records.array(ids),
    )


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


def has_number(series: int, number: str) -> bool:
    """Tell whether a number of a series is in use."""
    condition = (Invoice.series == bind("series")) & (Invoice.number == bind("number"))
    return bool(
        records.fetch(
            "has number",
            lambda: records.select(Invoice, Invoice.id).where(condition).limit(1),
            series=series,
            number=number,
        )
    )


def owner_of_external_id(external_id: str) -> int | None:
    """Return the id of the invoice that has an external id, if any."""
    # Spelled out, because only then PostgreSQL and SQLite use the partial index.
    condition = (Invoice.external_id == bind("external_id")) & (Invoice.external_id != "")
    row = records.fetch_one(
        "external id",
        lambda: records.select(Invoice, Invoice.id).where(condition),
        external_id=external_id,
    )
    return None if row is None else int(row[0])


def columns(invoice: Mapping[str, Any], number_key: str) -> dict[str, Any]:
    """Return what of an invoice is filtered, sorted, summed or joined."""
    shipping = invoice["shipping_method"]
    payment = invoice["payment_method"]
    return {
        **{name: invoice[name] for name in _COPIED},
        "number_key": number_key,
        "shipping_method": shipping and shipping["id"],
        "payment_method": payment and payment["id"],
        "customer_name_key": fold(invoice["customer_name"]),
        "address_key": _address_key(invoice),
    }


_COPIED = (
    "version",
    "creation_time",
    "update_time",
    "type",
    "series",
    "number",
    "status",
    "issue_date",
    "due_date",
    "customer",
    "tax_area",
    "currency",
    "tax_amount",
    "total",
    "taxed_total",
    "is_paid_for",
    "is_closed",
    "external_id",
)
_ITEM_COPIED = (
    "sku",
    "name",
    "quantity",
    "price",
    "weight",
    "total_price",
    "tax_class",
    "tax_code",
    "tax_name",
    "tax_rate",
    "tax_amount",
    "requests",
)


def _address_key(invoice: Mapping[str, Any]) -> str:
    addresses = (invoice["billing_address"], invoice["shipping_address"] or {})
    return fold(" ".join(part for address in addresses for part in address.values() if part))


def _insert_item(invoice: int, position: int, item: Mapping[str, Any]) -> int:
    return records.insert(Item, _item_columns(invoice, position, item))


def _item_columns(invoice: int, position: int, item: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: item[name] for name in _ITEM_COPIED}
    return {"invoice": invoice, "position": position, **row}
