"""Items that are parts of others, and what credit notes have left of invoices."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import peewee

from store import records
from store.database import bind
from store.models import Invoice, InvoiceBody, Item, ItemPart


class Part(NamedTuple):
    """An item that is a part of another, its quantity now, and whether it takes that."""

    item: int
    origin: int
    quantity: Decimal
    takes_quantity: bool


def insert(parts: Iterable[Mapping[str, Any]]) -> None:
    """Tell of which items these new ones are parts."""
    records.insert_many(ItemPart, [*parts])


def of(origins: Sequence[int]) -> list[Part]:
    """Return the parts of items."""
    rows = records.fetch(
        "parts of items",
        lambda: (
            records.select(
                ItemPart,
                ItemPart.item,
                ItemPart.origin,
                Item.quantity,
                ItemPart.takes_quantity,
                by_id=True,
            )
            .join(Item, on=(ItemPart.item == Item.id))
            .where(records.any_of(ItemPart.origin, "origins"))
            .order_by(ItemPart.item)
        ),
        origins=records.array(origins),
    )
    return [
        Part(item, origin, _decimal(Item.quantity, quantity), bool(takes))
        for item, origin, quantity, takes in rows
    ]


def credit_notes(invoice: int) -> list[bytes]:
    """Return the answers of an invoice's credit notes, in the order in which they were made."""
    rows = records.fetch(
        "credit notes of invoice",
        lambda: (
            records.select(Invoice, InvoiceBody.body, by_id=True)
            .join(InvoiceBody, on=(InvoiceBody.id == Invoice.id))
            .where((Invoice.reference == bind("invoice")) & (Invoice.type == "CreditNote"))
            .order_by(Invoice.id)
        ),
        invoice=invoice,
    )
    return [bytes(row[0]) for row in rows]


class Standing(NamedTuple):
    """An invoice that is not credited in whole."""

    id: int
    taxed_total: Decimal
    is_paid_for: bool


def standing(invoices: Sequence[int]) -> list[Standing]:
    """Return those of these invoices that are not credited in whole, in the order of their ids."""
    credited = records.fetch(
        "credited of invoices",
        lambda: (
            records.select(
                Invoice, Invoice.reference, peewee.fn.SUM(Invoice.taxed_total), by_id=True
            )
            .where(records.any_of(Invoice.reference, "ids") & (Invoice.type == "CreditNote"))
            .group_by(Invoice.reference)
        ),
        ids=records.array(invoices),
    )
    sums = {id_: abs(_amount(int(total))) for id_, total in credited}
    rows = records.fetch(
        "standing invoices",
        lambda: (
            records.select(
                Invoice, Invoice.id, Invoice.taxed_total, Invoice.is_paid_for, by_id=True
            )
            .where(records.any_of(Invoice.id, "ids"))
            .order_by(Invoice.id)
        ),
        ids=records.array(invoices),
    )
    found = (Standing(id_, _amount(total), bool(paid)) for id_, total, paid in rows)
    return [each for each in found if each.id not in sums or sums[each.id] < abs(each.taxed_total)]


def _amount(value: int) -> Decimal:
    return _decimal(Invoice.taxed_total, value)


def _decimal(column: Any, value: int) -> Decimal:
    decimal = column.python_value(value)
    assert isinstance(decimal, Decimal), "the column is never null"
    return decimal
