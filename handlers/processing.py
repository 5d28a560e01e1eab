"""Orders become invoices: process, reissue, and what an order knows of its invoices.

The invoice copies its order, rates and costs included, and adds up to the same: nothing is looked
up again. An order as charged is invoiced line by line as it was charged; where the taxes come to
something else than the shop's, the difference is the invoice's rounding amount.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import store.invoices
import store.orders
import store.payments
from handlers import customers, drafting, issuing, numbers, paying, pricing, resource, storing
from handlers.kinds import INVOICE, ORDER
from handlers.method import Context
from handlers.rules import charged as as_charged
from handlers.rules import documents
from handlers.rules.totals import Line
from schemas import problems, stored
from schemas.payments import PAYMENT
from schemas.problems import refuse
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
    """Make the invoice of a locked order and return its id."""
    id_ = order["id"]
    if order["is_invoiced"]:
        invoice_id = order["invoice"]
        refuse(problems.ORDER_INVOICED("/id", value=id_, id=id_, invoice=invoice_id))
    if order["is_cancelled"]:
        refuse(problems.ORDER_CANCELED("/id", value=id_, id=id_))
    order["customer"] = order["customer"] or customers.of_order(order, context)
    paid = store.payments.paid("order", id_)
    invoice = _issue(order, context)
    _hand_over(store.payments.of("order", id_), invoice, context)
    if not paying.receive_mark(order, order, invoice, paid, context):
        marked = paying.is_marked(order, paid)
        paying.settle_again(order, invoice, context, marked=marked)
    return int(invoice["id"])


def reissue(order: Document, invoice: Document | None, context: Context) -> dict[str, Any]:
    """Credit the invoice of a locked order, make a new one and return the ids of both."""
    id_ = order["id"]
    if invoice is None:
        refuse(problems.ORDER_NOT_INVOICED("/id", value=id_, id=id_))
    if not order["items_changed_after_processing"]:
        refuse(problems.ORDER_UNCHANGED("/id", value=id_, id=id_))
    marked = paying.is_marked(order, store.payments.paid("order", id_))
    credit_note = _credit(invoice, context)
    new = _issue(order, context)
    _hand_over(store.payments.of("invoice", invoice["id"]), new, context)
    # They settle each other: nothing is due of either.
    for settled in (invoice, credit_note):
        paying.settle(settled, paying.NOTHING, marked=True, context=context)
    storing.replace(INVOICE, invoice, context)
    storing.insert(INVOICE, credit_note, context)
    paying.settle_again(order, new, context, marked=marked)
    return {"credit_note": credit_note["id"], "invoice": new["id"]}


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
    store.orders.lock(ids)
    store.invoices.lock(invoices)
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
            resource.replace(
                PAYMENTS, PAYMENT, payment | {"id": payment_id, "invoice": None}, context
            )
    for order in orders:
        order["invoices"] = [id_ for id_ in order["invoices"] if id_ not in deleted]
        if order["invoice"] in deleted:
            order |= {
                "processing_status": "Pending",
                "processed_time": None,
                "invoice": None,
                "invoice_total": None,
                "is_invoiced": False,
                "is_invoice_paid": False,
                "items_changed_after_processing": False,
            }
        storing.replace(ORDER, order, context)


def _issue(order: Document, context: Context) -> Document:
    """Store the invoice of an order, and let the order know."""
    invoice = invoice_of(order, context)
    paying.settle(invoice, paying.NOTHING, marked=False, context=context)
    numbers.assign(invoice, numbers.series_of(invoice), is_chosen=False)
    id_ = storing.insert(INVOICE, invoice, context)
    order |= {
        "processing_status": "Invoiced",
        "process_after": None,
        "processed_time": context.now,
        "invoice": id_,
        "invoices": [*order["invoices"], id_],
        "is_invoiced": True,
        "items_changed_after_processing": False,
        "error": None,
    }
    return invoice


def _credit(invoice: Mapping[str, Any], context: Context) -> Document:
    """Return a credit note over the whole of an invoice, numbered and not stored yet."""
    items = [{name: v for name, v in item.items() if name != "id"} for item in invoice["items"]]
    credit_note: Document = {
        **invoice,
        **dict.fromkeys([*documents.SHIPPING_DEFAULTS, "shipping_time"]),
        "version": 1,
        "type": "CreditNote",
        "number": "",
        "status": "Open",
        "creation_time": context.now,
        "update_time": context.now,
        "issue_date": context.today,
        "due_date": None,
        "reference": invoice["id"],
        "reference_type": invoice["type"],
        "reference_number": invoice["number"],
        "items": items,
        "labels": [],
        "external_id": "",
        "is_closed": False,
        "close_time": None,
        "date_sent": None,
    }
    for name in ("id", "series"):
        credit_note.pop(name)
    numbers.assign(credit_note, numbers.series_of(credit_note), is_chosen=False)
    return credit_note


def _hand_over(
    payments: Iterable[tuple[int, bytes]], invoice: Mapping[str, Any], context: Context
) -> None:
    """Let payments be on an invoice."""
    for _, body in payments:
        payment = stored.parse(PAYMENT, body)
        resource.replace(PAYMENTS, PAYMENT, payment | {"invoice": invoice["id"]}, context)


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
