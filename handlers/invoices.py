"""commerce.invoices.*: invoices, shipping invoices, proformas and credit notes."""

from typing import Any

import store.invoices
import store.labels
import store.payments
import store.searching
from handlers import (
    drafting,
    issuing,
    numbers,
    paying,
    pricing,
    processing,
    resource,
    sending,
    storing,
)
from handlers.kinds import INVOICE
from handlers.method import Context, method
from handlers.payments import PAY_PROBLEMS, answer
from handlers.rules import documents
from schemas import invoices as shape
from schemas import mails, payments, problems, requests
from schemas.problems import SHIPPING_ONLY, refuse, refuse_if_any
from store.invoices import INVOICES

_WRITE_PROBLEMS = (
    *drafting.WRITE_PROBLEMS,
    problems.NUMBER_IN_USE,
    problems.NUMBER_VOIDED,
    *(row for rows in SHIPPING_ONLY.values() for row in rows.values()),
)


@method(
    "commerce.invoices.find",
    request=shape.Find,
    response=shape.Found,
    problems=(problems.LABEL_REPEATED,),
)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the invoices that meet the given conditions."""
    return resource.find("invoices", INVOICES, numbers.folded(request))


@method("commerce.invoices.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return an invoice given its identifier, or null."""
    return {"invoice": resource.get(INVOICES, request)}


@method(
    "commerce.invoices.count",
    request=shape.Count,
    response=requests.Counted,
    problems=(problems.LABEL_REPEATED,),
)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the number of invoices that meet the given conditions."""
    return {"count": resource.count(INVOICES, numbers.folded(request))}


@method(
    "commerce.invoices.create",
    request=shape.Create,
    response=requests.Created,
    problems=(
        *_WRITE_PROBLEMS,
        problems.SERIES_NOT_FOUND,
        problems.SERIES_OTHER_KIND,
        problems.PAYMENT_COST_WITHOUT_METHOD,
        problems.SHIPPING_COST_WITHOUT_METHOD,
    ),
    writes=True,
)
def create(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Create an invoice; without a number it takes the next one of its series."""
    new = request["invoice"]
    refuse_if_any(
        [
            *documents.shipping_faults(new["type"], new, INVOICE.at),
            *issuing.creation_time_faults(new, context, INVOICE.at),
        ]
    )
    invoice = draft(new, context)
    series = numbers.series_of(invoice)
    methods = drafting.refer(INVOICE, invoice, new, numbers.faults(INVOICE, invoice, series))
    pricing.price(invoice, methods, INVOICE.at)
    paying.settle(invoice, paying.NOTHING, marked=invoice["is_paid_for"], context=context)
    numbers.assign(invoice, series, is_chosen="number" in new)
    return {"id": storing.insert(INVOICE, invoice, context)}


@method(
    "commerce.invoices.update",
    request=shape.Update,
    response=requests.Done,
    problems=(
        *_WRITE_PROBLEMS,
        problems.INVOICE_NOT_FOUND,
        problems.VERSION_CONFLICT,
        problems.CLOSED,
        problems.CREDIT_NOTE_FIXED,
        problems.ITEM_REPEATED,
        problems.ITEM_NOT_FOUND,
        problems.NO_PAYMENT_METHOD,
        problems.NO_SHIPPING_METHOD,
        problems.NUMBER_GAPLESS,
        problems.PAID_BY_PAYMENTS,
    ),
    writes=True,
)
def update(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Update an invoice. Any fields left out of the request will remain unchanged."""
    order, invoice = locked(request)
    change(order, invoice, request["invoice"], context)
    return {}


@method(
    "commerce.invoices.delete",
    request=requests.Delete,
    response=requests.Done,
    problems=(
        problems.CLOSED,
        problems.NUMBER_GAPLESS,
        problems.INVOICE_REFERRED_TO,
        problems.INVOICE_PAID,
    ),
    writes=True,
)
def delete(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Delete one or more invoices; their numbers are voided. Unknown ids are ignored."""
    ids = request["ids"]
    orders = processing.lock_with_orders(ids)
    found = store.invoices.numbered(ids)
    refuse_if_any(
        problems.CLOSED(f"/ids/{ids.index(id_)}", value=id_, document="Invoice", id=id_)
        for id_, _, _, is_closed in found
        if is_closed
    )
    refuse_if_any(
        fault
        for id_, series, number, _ in found
        for fault in numbers.gap_faults(series, number, id_, "/ids")
    )
    refuse_if_any(
        problems.INVOICE_REFERRED_TO(f"/ids/{ids.index(id_)}", value=id_, id=id_, other=other)
        for id_, other in store.invoices.referring(ids)
    )
    processing.forget(orders, ids, context)
    for id_, series, number, _ in found:
        numbers.void(series, number, id_, "deleted", context)
    store.labels.replace("Invoice", ids, [])
    store.invoices.delete(ids)
    store.searching.remove(INVOICES, ids)
    return {}


@method(
    "commerce.invoices.pay",
    request=payments.Pay,
    response=payments.Paid,
    problems=(*PAY_PROBLEMS, problems.INVOICE_NOT_FOUND, problems.VERSION_CONFLICT),
    writes=True,
)
def pay(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Record a payment on an invoice, and on the order that it came from."""
    order, invoice = paying.documents_of(invoice=request["id"])
    if invoice is None:
        refuse(problems.INVOICE_NOT_FOUND("/id", value=request["id"], id=request["id"]))
    resource.check_version(invoice, request)
    return answer(paying.pay(request, order, invoice, "", context))


@method(
    "commerce.invoices.send",
    request=mails.Send,
    response=mails.SentAs,
    problems=(
        *sending.SEND_PROBLEMS,
        problems.INVOICE_NOT_FOUND,
        problems.VERSION_CONFLICT,
    ),
    writes=True,
    mails=True,
)
def send(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """E-mail an invoice to its customer; it is delivered at once, or as soon as that works.

    What becomes of it is told by `commerce.mails.find`. Closed invoices can be sent too.
    """
    _, invoice = locked(request)
    return {"message_id": sending.send(invoice, request, context)}


def locked(request: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Return the order, if any, of the invoice that a request is about, and that; both locked."""
    order, invoice = paying.documents_of(invoice=request["id"])
    return order, drafting.existing(INVOICE, invoice, request)


def change(
    order: dict[str, Any] | None, invoice: dict[str, Any], changes: dict[str, Any], context: Context
) -> None:
    """Change an invoice that is locked with the order that it is the current invoice of."""
    id_ = invoice["id"]
    if invoice["is_closed"] and changes.keys() - documents.CHANGEABLE_WHEN_CLOSED:
        refuse(problems.CLOSED("/id", value=id_, document="Invoice", id=id_))
    is_credit = invoice["type"] == "CreditNote" and invoice["reference"] is not None
    if is_credit and changes.keys() & documents.FIXED_OF_CREDITS:
        facts = {"id": id_, "reference": invoice["reference"]}
        refuse(problems.CREDIT_NOTE_FIXED("/id", value=id_, **facts))
    refuse_if_any(
        [
            *documents.shipping_faults(invoice["type"], changes, INVOICE.at),
            *issuing.creation_time_faults(changes, context, INVOICE.at),
        ]
    )
    faults = drafting.change_faults(INVOICE, invoice, changes)
    paid = paying.paid_of(order, invoice)
    is_marked = paying.is_marked(invoice, paid)
    number = invoice["number"]
    drafting.change(INVOICE, invoice, changes)
    if "billing_address" in changes:
        invoice["customer_name"] = documents.customer_name(invoice["billing_address"])
    is_renumbered = invoice["number"] != number
    if is_renumbered:
        faults += numbers.change_faults(INVOICE, invoice, number)
    faults += drafting.reference_faults(INVOICE, invoice, changes)
    if changes.keys() & pricing.PRICED_BY and not is_credit:
        # What a shop has charged is no longer what is invoiced.
        invoice["rounding_amount"] = pricing.ZERO
        drafting.reprice(INVOICE, invoice, changes, faults)
    refuse_if_any(faults)
    wanted = changes.get("is_paid_for")
    paying.mark(INVOICE, invoice, paid, wanted=wanted, marked=is_marked, context=context)
    if is_renumbered:
        numbers.change(invoice, number, context)
    paying.keep_invoice(invoice, order, paid, context)
    if "labels" in changes:
        store.labels.replace("Invoice", [id_], invoice["labels"])


def draft(new: dict[str, Any], context: Context) -> dict[str, Any]:
    """Fill in what a new invoice leaves out, from the entity's settings."""
    settings = issuing.current_settings()
    created = new.get("creation_time", context.now)
    issued = new.get("issue_date") or created.astimezone(context.zone).date()
    is_shipping = new["type"] == "ShippingInvoice"
    shipping_only = (
        {**documents.SHIPPING_DEFAULTS, "shipping_time": created}
        if is_shipping
        else dict.fromkeys([*documents.SHIPPING_DEFAULTS, "shipping_time"])
    )
    return {
        "version": 1,
        "number": "",
        "status": "Open",
        "creation_time": created,
        "due_date": documents.due_date(issued, settings["days_until_due"]),
        "reference_type": None,
        "reference_number": "",
        "locale": settings["locale"],
        "currency": settings["currency"],
        "discounts": [],
        "discounts_include_taxes": False,
        "is_paid_for": False,
        "invoice_recipient": "",
        "shipping_address": None,
        "seller_address": settings["company"]["address"],
        "terms": settings["terms"],
        "labels": [],
        "metadata": {},
        "external_id": "",
        **shipping_only,
        **new,
        "rounding": {**settings["rounding"], **new.get("rounding", {})},
        "customer": new.get("customer") or None,
        "customer_name": documents.customer_name(new["billing_address"]),
        "rounding_amount": pricing.ZERO,
        "update_time": context.now,
        "issue_date": issued,
        "order": None,
        "reference": None,
        "is_closed": False,
        "close_time": None,
        "date_sent": None,
    }
