"""What the server does with orders by itself: process and reissue, repeat, tell what is past due.

Each duty is done for one order in one transaction, which takes the order first and looks again
whether it is still due: any number of servers may do their duties at the same time, and one that
dies leaves nothing half done. An order that somebody else has locked is left for later.

What is refused, or goes wrong, is undone; then `fail` lets the order say so, and ends its plan, so
that it is not tried again and again. A caller who has seen to it processes the order by hand.

Why a standing order's next orders keep its prices, rates and costs: copies never change by
themselves; who wants to charge something else changes the standing order. Each date that has come
gets its order, also after the server was down; `serviceDate` says which date it is for.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import store.orders
from handlers import numbers, paying, planning, processing, storing
from handlers.kinds import ORDER
from handlers.method import Context
from handlers.rules import documents, lifecycle
from schemas import orders as shape
from schemas.order_parts import STANDING_DATA

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do with orders when its time has come.

    `do` tells what it did, or None if there was nothing to do any more.
    """

    name: str
    due: Callable[[Context, int], list[int]]
    do: Callable[[int, Context], str | None]
    fail: Callable[[int, str, Context], str | None]


def _due_to_process(context: Context, limit: int) -> list[int]:
    return store.orders.to_process(context.now, limit)


def process(id_: int, context: Context) -> str | None:
    """Process an order that is planned for now, or reissue the invoice of one that changed.

    The plan is dropped if its shop has been switched off, or the order was refunded meanwhile.
    """
    order, invoice = _taken(id_)
    if order is None or not _is_planned(order, context):
        return None
    integration = planning.integration_of(order)
    if order["is_invoiced"]:
        is_wanted = integration is not None and lifecycle.is_to_process(order, integration)
        if is_wanted:
            processing.reissue(order, invoice, context)
            return "reissued"
    else:
        is_off = integration is not None and not integration["is_active"]
        is_refunded = integration is not None and order["is_refunded"]
        if not (is_off or is_refunded or order["is_cancelled"]):
            processing.process(order, context)
            return "processed"
    order["process_after"] = None
    storing.replace(ORDER, order, context)
    return "not processed"


def fail_to_process(id_: int, error: str, context: Context) -> str | None:
    """Let an order say why it could not be processed; one with an invoice stays invoiced."""
    order, _ = _taken(id_)
    if order is None or not _is_planned(order, context):
        return None
    if not order["is_invoiced"]:
        order["processing_status"] = "Failed"
    order |= {"process_after": None, "error": error[: shape.MAX_ERROR]}
    storing.replace(ORDER, order, context)
    return "failed"


def _is_planned(order: Mapping[str, Any], context: Context) -> bool:
    moment = order["process_after"]
    return moment is not None and moment <= context.now and order["deleted_time"] is None


def _due_to_repeat(context: Context, limit: int) -> list[int]:
    return store.orders.standing(context.today, limit)


def repeat(id_: int, context: Context) -> str | None:
    """Create the next order of a standing order and move its date on."""
    standing, _ = _taken(id_)
    if standing is None or not lifecycle.is_standing_due(standing, context.today):
        return None
    has_ended = lifecycle.has_ended(standing)
    if not has_ended:
        _create_next(standing, context)
    lifecycle.move_on(standing)
    storing.replace(ORDER, standing, context)
    return "ended" if has_ended else "repeated"


def fail_to_repeat(id_: int, error: str, context: Context) -> str | None:
    """Let a standing order say why it could not be repeated, and rest."""
    standing, _ = _taken(id_)
    if standing is None or not lifecycle.is_standing_due(standing, context.today):
        return None
    standing |= {"standing_active": False, "error": error[: shape.MAX_ERROR]}
    storing.replace(ORDER, standing, context)
    return "failed"


# What the next order has of its standing order; all else is as in a new order.
_REPEATED = (
    "type",
    "series",
    "source",
    "order_integration",
    "customer",
    "customer_name",
    "customer_email",
    "customer_data",
    "currency",
    "rounding",
    "locale",
    "tax_area",
    "tax_percent",
    "requests",
    "prediscount_subtotal",
    "taxed_prediscount_subtotal",
    "discounts",
    "discounts_include_taxes",
    "subtotal",
    "taxed_subtotal",
    "shipping_method",
    "payment_method",
    "taxes",
    "tax_amount",
    "total",
    "taxed_total",
    "charged",
    "override_total",
    "payment_method_name",
    "payment_gateway",
    "quantity",
    "weight",
    "title",
    "notes",
    "po",
    "service_type",
    "due_period",
    "attachments",
    "invoice_recipient",
    "billing_address",
    "shipping_address",
    "seller_address",
    "terms",
    "labels",
    "metadata",
)
# What an item says of itself in one order only.
_OF_ONE_ITEM: Document = {
    "source_id": "",
    "external_id": "",
    "external_value": "",
    "received_quantity": None,
    "status": "",
}


def _create_next(standing: Mapping[str, Any], context: Context) -> None:
    """Create the order of a standing order's date: a new one, with the same content."""
    order: Document = {
        **lifecycle.NEW,
        **{name: standing[name] for name in _REPEATED},
        "number": "",
        "token": secrets.token_hex(16),
        "creation_time": context.now,
        "update_time": context.now,
        "items": [
            {name: value for name, value in item.items() if name != "id"} | _OF_ONE_ITEM
            for item in standing["items"]
        ],
        "invoices": [],
        "transactions": [],
        "standing_data": STANDING_DATA.load({}),
        "service_date": standing["standing_date"],
        "order": standing["id"],
        "reference_type": "Order" if standing["number"] else None,
        "reference_number": standing["number"],
    }
    if order["due_period"] is not None:
        order["due_date"] = documents.due_date(context.today, order["due_period"])
    paying.settle(order, paying.NOTHING, marked=False, context=context)
    planning.plan(order, context)
    numbers.assign(order, numbers.series_of(order), is_chosen=False)
    storing.insert(ORDER, order, context)


def _due_to_be_past_due(context: Context, limit: int) -> list[int]:
    return store.orders.past_due(context.today - timedelta(days=1), limit)


def fall_due(id_: int, context: Context) -> str | None:
    """Let an order say that it should have been paid before today."""
    order, _ = _taken(id_)
    if order is None or order["is_past_due"] or order["deleted_time"] is not None:
        return None
    if not paying.is_past_due(order, context.today):
        return None
    order["is_past_due"] = True
    storing.replace(ORDER, order, context)
    return "past due"


def _leave(_: int, __: str, ___: Context) -> None:
    """Leave an order as it is; the next round tries again."""


def _taken(id_: int) -> tuple[Document | None, Document | None]:
    """Return an order and its current invoice, locked; None if somebody else has the order."""
    return paying.documents_of(order=id_) if store.orders.take(id_) else (None, None)


DUTIES = (
    Duty("process", _due_to_process, process, fail_to_process),
    Duty("repeat", _due_to_repeat, repeat, fail_to_repeat),
    Duty("fall due", _due_to_be_past_due, fall_due, _leave),
)
