"""Payments: what can be found of them and by what, and what they come to for a document."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import peewee

from store import records
from store.database import bind
from store.finding import (
    Findable,
    after,
    any_of,
    at_least,
    at_most,
    equals,
    given,
    of_resource,
    one_of_few,
)
from store.models import Payment

PAYMENTS = Findable(
    model=Payment,
    conditions={
        "ids": any_of(Payment.id),
        "order": equals(Payment.order, is_narrow=True),
        "invoice": equals(Payment.invoice, is_narrow=True),
        "type": one_of_few(Payment.type),
        "status": one_of_few(Payment.status),
        "from_time": at_least(Payment.time),
        "to_time": at_most(Payment.time),
        "external_id": given(Payment.external_id, is_narrow=True),
        "after": after(Payment.id),
    },
    order={
        "id": Payment.id,
        "time": Payment.time,
        "amount": Payment.amount,
        "creationTime": Payment.creation_time,
        "updateTime": Payment.update_time,
    },
    queried={
        **of_resource(Payment),
        "order": Payment.order,
        "invoice": Payment.invoice,
        "type": Payment.type,
        "status": Payment.status,
        "amount": Payment.amount,
        "time": Payment.time,
        "method": Payment.method,
        "externalId": Payment.external_id,
    },
)

_UNIT = Decimal("0.001")


class Paid(NamedTuple):
    """What the complete payments of a document come to."""

    received: Decimal
    refunded: Decimal

    @property
    def total(self) -> Decimal:
        """Return what is left of the receipts."""
        return self.received - self.refunded


def paid(kind: str, document: int) -> Paid:
    """Return what was paid for a document, an "order" or an "invoice"."""
    owner = getattr(Payment, kind)
    rows = records.fetch(
        ("paid", kind),
        lambda: (
            records.select(Payment, Payment.type, peewee.fn.SUM(Payment.amount))
            .where((owner == bind("document")) & (Payment.status == "Complete"))
            .group_by(Payment.type)
        ),
        document=document,
    )
    sums = {type_: int(amount) for type_, amount in rows}
    amounts = {each: sums.get(each, 0) * _UNIT for each in ("Receipt", "Refund")}
    return Paid(amounts["Receipt"], amounts["Refund"])


def apart(order: int) -> Decimal:
    """Return what was paid for an order and is on none of its invoices, less what was refunded."""
    rows = records.fetch(
        "paid apart",
        lambda: (
            records.select(Payment, Payment.type, peewee.fn.SUM(Payment.amount))
            .where(
                (Payment.order == bind("order"))
                & Payment.invoice.is_null()
                & (Payment.status == "Complete")
            )
            .group_by(Payment.type)
        ),
        order=order,
    )
    sums = {type_: int(amount) for type_, amount in rows}
    return (sums.get("Receipt", 0) - sums.get("Refund", 0)) * _UNIT


def of(kind: str, document: int) -> list[tuple[int, bytes]]:
    """Return the ids and answers of a document's payments."""
    owner = getattr(Payment, kind)
    return records.fetch(
        ("payments of", kind),
        lambda: (
            records.select(Payment, Payment.id, Payment.body)
            .where(owner == bind("document"))
            .order_by(Payment.id)
        ),
        document=document,
    )


def documents(ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return id, order and invoice of those payments that exist."""
    return records.fetch(
        "documents of payments",
        lambda: (
            records.select(Payment, Payment.id, Payment.order, Payment.invoice)
            .where(records.any_of(Payment.id, "ids"))
            .order_by(Payment.id)
        ),
        ids=records.array(ids),
    )


def owner_of_external_id(external_id: str) -> int | None:
    """Return the id of the payment that has an external id, if any."""
    return records.owner_of(Payment, "external_id", external_id)
