"""Orders become invoices: process, reissue, and what an order knows of its invoices.

The invoice copies its order, rates and costs included, and adds up to the same: nothing is looked
up again. An order as charged is invoiced line by line as it was charged; where the taxes come to
something else than the shop's, the difference is the invoice's rounding amount.

An order can be invoiced in parts. They are divided as credit notes are, so that they end at exactly
the order's totals. Where one was changed by hand, the others do not make up for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from operator import gt, lt
from typing import Any

import store.invoices
import store.items
import store.orders
import store.parts
import store.payments
from handlers import (
    customers,
    dividing,
    drafting,
    issuing,
    numbers,
    paying,
    pricing,
    resource,
    storing,
)
from handlers.kinds import INVOICE, ORDER
from handlers.method import Context
from handlers.rules import charged as as_charged
from handlers.rules import crediting, documents
from handlers.rules.totals import Line
from schemas import problems, stored
from schemas.payments import PAYMENT
from schemas.problems import refuse, refuse_if_any
from store.payments import PAYMENTS

Document = dict[str, Any]

# What an invoice has of its order, as it is.
_COPIED = (
    "currency",
    "rounding",
    "locale",
    "customer",
    "customer_name",
    "tax_area",
    "discounts",
    "discounts_include_taxes",
    "shipping_method",
    "payment_method",
    "invoice_recipient",
    "billing_address",
    "shipping_address",
    "seller_address",
    "terms",
    "metadata",
)
# What makes an invoice another one than its order would be given now.
_TOLD = (
    "currency",
    "discounts",
    "billing_address",
    "shipping_address",
    "customer_name",
    "taxes",
    "total",
    "taxed_total",
    "rounding_amount",
)
_TOLD_OF_ITEMS = (
    "sku",
    "name",
    "description",
    "unit",
    "quantity",
    "price",
    "discount",
    "weight",
    "total_price",
    "tax_code",
    "tax_rate",
    "requests",
)


def process(order: Document, context: Context) -> int:
    """Make the invoice of a locked order, or of what is left of it, and return its id."""
    id_ = order["id"]
    if order["is_invoiced"]:
        invoice_id = order["invoice"]
        refuse(problems.ORDER_INVOICED("/id", value=id_, id=id_, invoice=invoice_id))
    if order["is_cancelled"]:
        refuse(problems.ORDER_CANCELED("/id", value=id_, id=id_))
    return issue(order, invoice_of(order, context), None, "/id", context)


def issue(
    order: Document,
    whole: Document,
    asked: Sequence[Mapping[str, Any]] | None,
    at: str,
    context: Context,
) -> int:
    """Make an invoice of a part of a locked order, or of all that is left, and return its id.

    The order is invoiced once nothing is left, and stays so. What was paid goes over to an invoice
    that is the only one; with several, see `paying`.
    """
    id_ = order["id"]
    left = dividing.left(order)
    wanted = wanted_of(order, left, asked, at)
    order["customer"] = whole["customer"] = order["customer"] or customers.of_order(order, context)
    paid = store.payments.paid("order", id_)
    marked = paying.is_marked(order, paid)
    divided = dividing.part_of(order, whole, left, wanted)
    is_all = all(each == wanted.get(i, 0) for i, each in enumerate(left))
    _release(order, context)
    invoice = _store(order, divided, context, is_all=is_all)
    current = None if paying.parts_of(order) else invoice
    if current is not None:
        _hand_over(store.payments.of("order", id_), current, context)
    if not paying.receive_mark(order, order, current, paid, context):
        paying.settle_again(order, current, context, marked=marked and current is not None)
    return int(invoice["id"])


def wanted_of(
    order: Mapping[str, Any],
    left: Sequence[Decimal],
    asked: Sequence[Mapping[str, Any]] | None,
    at: str,
) -> dict[int, Decimal]:
    """Return how much of each item is to be invoiced; refuse more than is left."""
    ordered = any(item["quantity"] for item in order["items"])
    if (ordered or order["is_invoiced"]) and not any(left):
        facts = {"id": order["id"], "invoice": order["invoice"]}
        refuse(problems.ORDER_INVOICED(at, value=order["id"], **facts))
    if asked is None:
        return dict(enumerate(left))
    refuse_if_any(dividing.wanted_faults(asked, order, left, "Order"))
    return dividing.wanted(asked, order)


def reissue(order: Document, invoice: Document | None, context: Context) -> dict[str, Any]:
    """Credit what is left of the invoice of a locked order, make a new one and return both ids."""
    id_ = order["id"]
    parts = paying.parts_of(order)
    if parts:
        told = ", ".join(map(str, parts))
        refuse(problems.ORDER_IN_PARTS("/id", value=id_, id=id_, invoices=told))
    if invoice is None:
        refuse(problems.ORDER_NOT_INVOICED("/id", value=id_, id=id_))
    if not order["items_changed_after_processing"]:
        refuse(problems.ORDER_UNCHANGED("/id", value=id_, id=id_))
    marked = paying.is_marked(order, store.payments.paid("order", id_))
    whole = invoice_of(order, context)
    nothing = dict(enumerate(item["quantity"] for item in order["items"]))
    divided = dividing.part_of(order, whole, [*nothing.values()], nothing)
    new = _store(order, divided, context, is_all=True)
    _hand_over(store.payments.of("invoice", invoice["id"]), new, context)
    credit_note = _credit(invoice, context)
    dividing.settle_each_other(invoice, context)
    paying.settle_again(order, new, context, marked=marked)
    return {"credit_note": credit_note, "invoice": new["id"]}


def changed(order: Mapping[str, Any], invoice: Document | None, context: Context) -> bool:
    """Tell whether an order has changed since it was invoiced, at once or in parts."""
    if invoice is not None:
        return differs(order, invoice, context)
    parts = paying.parts_of(order)
    if not parts:
        return False
    ordered = [item["quantity"] for item in order["items"]]
    invoiced = dividing.invoiced(order)
    is_missing = order["is_invoiced"] and any(map(lt, invoiced.gross, ordered))
    is_more = any(map(gt, invoiced.net, ordered))
    return (
        is_missing
        or is_more
        or any(store.items.of("invoice", id_).keys() - invoiced.items for id_ in parts)
    )


def differs(order: Mapping[str, Any], invoice: Mapping[str, Any], context: Context) -> bool:
    """Tell whether a changed order would be given another invoice than it has."""
    would_be = invoice_of(order, context)
    return any(would_be[name] != invoice[name] for name in _TOLD) or _items(would_be) != _items(
        invoice
    )


def invoice_of(order: Mapping[str, Any], context: Context) -> Document:
    """Return the invoice that an order would be given, without a number."""
    settings = issuing.current_settings()
    today = context.today
    invoice: Document = {
        **{name: _copy(order[name]) for name in _COPIED},
        **dict.fromkeys([*documents.SHIPPING_DEFAULTS, "shipping_time"]),
        "version": 1,
        "type": "Invoice",
        "number": "",
        "status": "Open",
        "creation_time": context.now,
        "update_time": context.now,
        "issue_date": today,
        "due_date": order["due_date"] or documents.due_date(today, settings["days_until_due"]),
        "reference_type": "Order" if order["number"] else None,
        "reference_number": order["number"],
        "items": [_item(order, item) for item in order["items"]],
        "rounding_amount": pricing.ZERO,
        "is_paid_for": False,
        "labels": [],
        "external_id": "",
        "order": order["id"],
        "reference": None,
        "is_closed": False,
        "close_time": None,
        "date_sent": None,
    }
    pricing.price_again(invoice, ORDER.at)
    if order["charged"] is not None:
        invoice["rounding_amount"] = order["taxed_total"] - invoice["taxed_total"]
        invoice["taxed_total"] = order["taxed_total"]
    return invoice


def lock_with_orders(invoices: Sequence[int]) -> list[Document]:
    """Lock invoices after the orders that they came from, and return those orders."""
    ids = store.invoices.orders_of(invoices)
    store.orders.TABLE.lock(ids)
    store.invoices.TABLE.lock(invoices)
    found = (drafting.stored_document(ORDER, id_) for id_ in ids)
    return [order for order in found if order is not None]


def forget(orders: Iterable[Document], invoices: Sequence[int], context: Context) -> None:
    """Let orders be pending again whose invoices are about to be deleted.

    The payments of an order stay with it; an invoice with payments of its own stays too.
    """
    deleted = set(invoices)
    for i, id_ in enumerate(invoices):
        for payment_id, body in store.payments.of("invoice", id_):
            payment = stored.parse(PAYMENT, body)
            if payment["order"] is None:
                refuse(problems.INVOICE_PAID(f"/ids/{i}", value=id_, id=id_))
            _put(payment_id, body, None, context)
    for order in orders:
        current = order["invoice"]
        are_parts = bool(deleted & set(paying.parts_of(order)))
        order["invoices"] = [id_ for id_ in order["invoices"] if id_ not in deleted]
        if current in deleted or are_parts:
            order |= {
                "processing_status": "Pending",
                "processed_time": None,
                "invoice": None,
                "invoice_total": None,
                "is_invoiced": False,
                "is_invoice_paid": False,
                "items_changed_after_processing": False,
            }
            order["invoice"] = next(reversed(paying.parts_of(order)), None)
        if order["invoice"] is None or not are_parts:
            storing.replace(ORDER, order, context)
        else:
            paying.settle_again(order, None, context)


def _release(order: Mapping[str, Any], context: Context) -> None:
    """Let the payments on former invoices of an order, credited in whole, be on the order alone."""
    standing = {each.id for each in store.parts.standing(order["invoices"])}
    for id_ in order["invoices"]:
        payments = [] if id_ in standing else store.payments.of("invoice", id_)
        for payment_id, body in payments:
            _put(payment_id, body, None, context)
        former = drafting.stored_document(INVOICE, id_) if payments else None
        if former is not None:
            dividing.settle_each_other(former, context)


def regroup(order: Document, context: Context) -> None:
    """Settle a locked order again of whose invoices one was just credited in whole.

    If one invoice is left of several, it is the order's current one, and has all that was paid.
    """
    standing = store.parts.standing(order["invoices"])
    if order["is_invoiced"] and len(standing) == 1:
        current = drafting.stored_document(INVOICE, standing[0].id)
        assert current is not None, "it was just found"
        order["invoice"] = current["id"]
        _release(order, context)
        _hand_over(store.payments.of("order", order["id"]), current, context)
        paying.settle_again(order, current, context)
    elif standing:
        paying.settle_again(order, None, context)


def _store(
    order: Document, divided: dividing.Divided, context: Context, *, is_all: bool
) -> Document:
    """Store an invoice of an order, and let the order know."""
    invoice = divided.document
    paying.settle(invoice, paying.NOTHING, marked=False, context=context)
    numbers.assign(invoice, numbers.series_of(invoice), is_chosen=False)
    id_ = dividing.insert(divided, context)
    order |= {"invoice": id_, "invoices": [*order["invoices"], id_], "error": None}
    if is_all:
        order |= {
            "processing_status": "Invoiced",
            "process_after": None,
            "processed_time": context.now,
            "is_invoiced": True,
            "items_changed_after_processing": False,
        }
    elif not order["is_invoiced"]:
        order["processing_status"] = "Pending"
    return invoice


def _credit(invoice: Document, context: Context) -> int | None:
    """Credit what is left of an invoice and return the credit note, or None if nothing is left."""
    balance = dividing.balance_of(invoice)
    if balance.is_nothing and not balance.is_whole:
        return None
    note = dividing.credit(invoice, balance, crediting.rest(balance), context, is_settled=True)
    return int(note["id"])


def _hand_over(
    payments: Iterable[tuple[int, bytes]], invoice: Mapping[str, Any], context: Context
) -> None:
    """Let payments be on an invoice."""
    for id_, body in payments:
        _put(id_, body, invoice["id"], context)


def _put(id_: int, body: bytes, invoice: int | None, context: Context) -> None:
    """Let a payment be on an invoice, or on its order alone."""
    payment = stored.parse(PAYMENT, body)
    resource.replace(PAYMENTS, PAYMENT, payment | {"id": id_, "invoice": invoice}, context)


def _item(order: Mapping[str, Any], item: Mapping[str, Any]) -> Document:
    """Return an item of an order as its invoice has it."""
    copied = {name: value for name, value in item.items() if name != "id"}
    if order["charged"] is not None:
        line = Line(price=item["price"], quantity=item["quantity"], rate=item["tax_rate"])
        total, rounding = item["total_price"], pricing.rounding(order)
        copied["discount"] = as_charged.discount(line, total, rounding)
    return copied


def _items(document: Mapping[str, Any]) -> list[list[Any]]:
    return [[item[name] for name in _TOLD_OF_ITEMS] for item in document["items"]]


def _copy(value: Any) -> Any:
    """Return a value that can be changed without changing the order's."""
    if isinstance(value, dict):
        return dict(value)
    return list(value) if isinstance(value, list) else value
