"""Orders: what can be found of them and by what, and how they are written."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import peewee

from store import records
from store.database import bind
from store.documents import LEFT_OUT, Documents
from store.finding import (
    Condition,
    Findable,
    after,
    any_of,
    at_least,
    at_most,
    contains,
    equals,
    given,
    labelled,
    one_of_few,
)
from store.models import Item, Order, OrderBody, OrderBrief
from store.texts import fold


def _deleted() -> Condition:
    """Test for the trash, by an index of its own, or for all but the trash, by none."""
    column = Order.deleted_time
    return Condition(
        lambda _, is_deleted, __: (
            column.is_null(False) if is_deleted else records.aside(column).is_null()
        ),
        shape=bool,
        selects=False,
        is_narrow=True,
    )


def _with_items() -> Condition:
    """Test for any of several articles among the items."""
    return Condition(
        lambda name, *_: Order.id.in_(
            records.select(Item, Item.order).where(
                Item.order.is_null(False) & records.any_of(Item.item, name)
            )
        ),
        records.array,
        is_narrow=True,
    )


ORDERS = Findable(
    model=Order,
    body=OrderBody,
    brief=OrderBrief,
    left_out=LEFT_OUT
    | {
        "invoices",
        "error",
        "customerData",
        "requests",
        "charged",
        "transactions",
        "notes",
        "attachments",
        "standingData",
        "rawData",
    },
    conditions={
        "ids": any_of(Order.id),
        "type": one_of_few(Order.type),
        "status": one_of_few(Order.status, "creationTime"),
        "processing_status": one_of_few(Order.processing_status, "creationTime"),
        "payment_status": one_of_few(Order.payment_status),
        "source": one_of_few(Order.source),
        "source_id": given(Order.source_id, is_narrow=True),
        "order_integration": one_of_few(Order.order_integration, "creationTime"),
        "external_id": given(Order.external_id, is_narrow=True),
        "items": _with_items(),
        "is_paid_for": one_of_few(Order.is_paid_for),
        "from_number": at_least(Order.number_key),
        "to_number": at_most(Order.number_key, is_given=Order.number_key != ""),
        "from_creation_time": at_least(Order.creation_time),
        "to_creation_time": at_most(Order.creation_time),
        "from_update_time": at_least(Order.update_time),
        "to_update_time": at_most(Order.update_time),
        "customer": equals(Order.customer, is_narrow=True),
        "address": contains(Order.address_key),
        "labels": labelled(Order, "Order"),
        "deleted": _deleted(),
        "after": after(Order.id),
    },
    order={
        "id": Order.id,
        "number": Order.number_key,
        "status": Order.status,
        "creationTime": Order.creation_time,
        "updateTime": Order.update_time,
        "total": Order.total,
        "taxedTotal": Order.taxed_total,
        "isPaidFor": Order.is_paid_for,
        "customerName": Order.customer_name_key,
    },
    queried={
        "id": Order.id,
        "version": Order.version,
        "type": Order.type,
        "series": Order.series,
        "number": Order.number,
        "status": Order.status,
        "creationTime": Order.creation_time,
        "updateTime": Order.update_time,
        "deletedTime": Order.deleted_time,
        "source": Order.source,
        "sourceId": Order.source_id,
        "orderIntegration": Order.order_integration,
        "customer": Order.customer,
        "currency": Order.currency,
        "taxArea": Order.tax_area,
        "shippingMethod.id": Order.shipping_method,
        "paymentMethod.id": Order.payment_method,
        "taxAmount": Order.tax_amount,
        "total": Order.total,
        "taxedTotal": Order.taxed_total,
        "isPaidFor": Order.is_paid_for,
        "paymentStatus": Order.payment_status,
        "processingStatus": Order.processing_status,
        "processAfter": Order.process_after,
        "invoice": Order.invoice,
        "externalId": Order.external_id,
        "externalValue": Order.external_value,
        "oldHash": Order.old_hash,
    },
    folded={"customerName": Order.customer_name_key, "customerEmail": Order.customer_email_key},
    tallied={"deleted": False},
)


def _own(order: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that only orders have, among them when something is due."""
    is_active = order["deleted_time"] is None and not order["is_cancelled"]
    is_standing = is_active and order["standing"] and order["standing_active"]
    may_be_past_due = is_active and not order["is_paid_for"] and not order["is_past_due"]
    return {
        **{name: order[name] for name in _OWN},
        "next_standing": order["standing_date"] if is_standing else None,
        "past_due_after": order["due_date"] if may_be_past_due else None,
        "customer_email_key": fold(order["customer_email"]),
    }


_OWN = (
    "deleted_time",
    "source",
    "source_id",
    "order_integration",
    "payment_status",
    "processing_status",
    "process_after",
    "invoice",
    "external_value",
    "old_hash",
)

TABLE = Documents(Order, OrderBody, _own)


def take(id_: int) -> bool:
    """Lock an order until the transaction ends, unless somebody else has it or it is gone."""
    return bool(
        records.fetch(
            "take order",
            lambda: records.taken(records.select(Order, Order.id).where(Order.id == bind("id"))),
            id=id_,
        )
    )


def types(ids: Sequence[int]) -> dict[int, str]:
    """Return the types of those orders that exist, in the trash or not."""
    rows = records.fetch(
        "types of orders",
        lambda: records.select(Order, Order.id, Order.type, by_id=True).where(
            records.any_of(Order.id, "ids")
        ),
        ids=records.array(ids),
    )
    return dict(rows)


def invoices(ids: Sequence[int]) -> list[int]:
    """Return the current invoices of orders."""
    rows = records.fetch(
        "invoices of orders",
        lambda: records.select(Order, Order.invoice, by_id=True).where(
            records.any_of(Order.id, "ids") & Order.invoice.is_null(False)
        ),
        ids=records.array(ids),
    )
    return [row[0] for row in rows]


def owner_of_source(order_integration: int, source_id: str) -> int | None:
    """Return the id of the order, not in the trash, that a shop knows by this id, if any."""
    row = records.fetch_one(
        "owner of source",
        lambda: records.select(Order, Order.id).where(
            (Order.order_integration == bind("order_integration"))
            & (Order.source_id == bind("source_id"))
            # Spelled out, because only then the partial index is used.
            & (Order.order_integration.is_null(False))
            & (Order.source_id != "")
            & (Order.deleted_time.is_null())
        ),
        order_integration=order_integration,
        source_id=source_id,
    )
    return None if row is None else int(row[0])


def to_process(now: datetime, limit: int) -> list[int]:
    """Return orders whose time to be processed has come."""
    return _due("to process", Order.process_after, now, limit)


def standing(today: date, limit: int) -> list[int]:
    """Return standing orders whose next order is due."""
    return _due("standing", Order.next_standing, today, limit)


def past_due(yesterday: date, limit: int) -> list[int]:
    """Return orders that are past due since this day and do not say so yet."""
    return _due("past due", Order.past_due_after, yesterday, limit)


def _due(name: str, column: peewee.Field, moment: Any, limit: int) -> list[int]:
    rows = records.fetch(
        name,
        lambda: (
            records.select(Order, Order.id)
            .where(column.is_null(False) & (column <= bind("moment", column)))
            .order_by(column)
            .limit(bind("limit"))
        ),
        moment=moment,
        limit=limit,
    )
    return [row[0] for row in rows]
