"""What is paid of a document, and what is due.

Two things say that a document is paid for: its payments, or a caller by `isPaidFor`, who needs no
payments for that (a mark). A mark on an order that has an invoice, or on such an invoice, becomes
a payment, since it tells of both; so does a mark as soon as another payment follows it.

An order that is invoiced in parts has several invoices. What is paid on one of them is on that and
on the order; what is paid on the order is on the order alone, and pays its invoices one after the
other, as far as it goes. So an order that was paid in advance has paid invoices, however many.

Orders are locked before their invoices, always, so that two callers never wait for each other.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import store.invoices
import store.orders
import store.parts
import store.payments
from handlers import drafting, planning, pricing, resource, storing
from handlers.drafting import Kind
from handlers.kinds import INVOICE, ORDER
from handlers.method import Context
from schemas import documents, problems
from schemas.payments import PAYMENT, PaymentFields
from schemas.problems import refuse, refuse_if_any
from store.database import NotUnique
from store.payments import PAYMENTS, Paid

NOTHING = Paid(pricing.ZERO, pricing.ZERO)

Document = dict[str, Any]

# What a caller tells of a payment.
_PAID = PaymentFields().fields.keys() - {"allow_overpayment"}


def payable(document: Mapping[str, Any]) -> Decimal:
    """Return what a document asks for."""
    override = document.get("override_total")
    total: Decimal = document["taxed_total"] if override is None else override
    return total


def is_covered(document: Mapping[str, Any], paid: Paid) -> bool:
    """Tell whether payments come to what a document asks for."""
    return paid.total > 0 and paid.total >= payable(document)


def is_marked(document: Mapping[str, Any], paid: Paid) -> bool:
    """Tell whether a caller, and not its payments, says that a document is paid for."""
    return document["is_paid_for"] and not is_covered(document, paid)


def settle(document: Document, paid: Paid, *, marked: bool, context: Context) -> None:
    """Compute what is paid and due."""
    total = payable(document)
    by_payments = is_covered(document, paid)
    amount = total if marked and not by_payments else pricing.rounding(document).amount(paid.total)
    is_paid_for = marked or by_payments
    document |= {"is_paid_for": is_paid_for, "paid_total": amount, "due_total": total - amount}
    if "payment_status" in document:
        _settle_order(document, paid, context)


def _settle_order(order: Document, paid: Paid, context: Context) -> None:
    """Let the payment status follow the payments; without any it is as it was declared."""
    status = order["payment_status"]
    if order["is_paid_for"]:
        status = "Paid"
    elif paid.received or paid.refunded:
        status = "PartiallyPaid" if paid.total > 0 else "Refunded" if paid.refunded else "Unpaid"
    elif status == "Paid":
        status = "Unpaid"
    is_refunded = status == "Refunded"
    order |= {
        "payment_status": status,
        "paid_time": (order["paid_time"] or context.now) if order["is_paid_for"] else None,
        "is_refunded": is_refunded,
        "refunded_time": (order["refunded_time"] or context.now) if is_refunded else None,
        "is_past_due": is_past_due(order, context.today),
    }


def is_past_due(order: Mapping[str, Any], today: date) -> bool:
    """Tell whether an order should have been paid before today."""
    due = order["due_date"]
    return due is not None and due < today and not (order["is_paid_for"] or order["is_cancelled"])


def documents_of(
    *, order: int | None = None, invoice: int | None = None
) -> tuple[Document | None, Document | None]:
    """Lock and return an order and its current invoice, or an invoice and its order.

    An order that is invoiced in parts has no current invoice, and all of them are locked.
    """
    if invoice is not None:
        order = store.invoices.order_of(invoice)
    found, parts = None, []
    if order is not None:
        store.orders.TABLE.lock([order])
        found = drafting.stored_document(ORDER, order)
        parts = parts_of(found) if found is not None else []
        if invoice is None and found is not None and not parts:
            invoice = found["invoice"]
    if invoice is None:
        store.invoices.TABLE.lock(parts)
        return found, None
    store.invoices.TABLE.lock(sorted({*parts, invoice}))
    of_order = drafting.stored_document(INVOICE, invoice)
    # One that was reissued is not the order's any more.
    is_current = found is not None and (invoice in parts or found["invoice"] == invoice)
    return found if is_current else None, of_order


def parts_of(order: Mapping[str, Any]) -> list[int]:
    """Return the invoices of an order that is invoiced in parts, else nothing.

    One that was reissued, or credited in whole, is not the order's any more.
    """
    ids = order["invoices"]
    if not ids or (order["is_invoiced"] and len(ids) == 1):
        return []
    standing = [each.id for each in store.parts.standing(ids)]
    return [] if order["is_invoiced"] and len(standing) == 1 else standing


def paid_of(order: Mapping[str, Any] | None, invoice: Mapping[str, Any]) -> Paid:
    """Return what is paid of an invoice: on it, and of what is paid on its order alone."""
    paid = store.payments.paid("invoice", invoice["id"])
    parts = [] if order is None else parts_of(order)
    if order is None or invoice["id"] not in parts:
        return paid
    return _shares(order, parts)[invoice["id"]]


def _shares(order: Mapping[str, Any], parts: list[int]) -> dict[int, Paid]:
    """Let what is paid on an order alone pay its invoices one after the other."""
    own = {id_: store.payments.paid("invoice", id_) for id_ in parts}
    totals = {each.id: each.taxed_total for each in store.parts.standing(parts)}
    rest = store.payments.apart(order["id"])
    shares = {}
    for id_, paid in own.items():
        share = min(max(totals[id_] - paid.total, pricing.ZERO), max(rest, pricing.ZERO))
        rest -= share
        shares[id_] = Paid(paid.received + share, paid.refunded)
    for id_, paid in reversed(shares.items()):
        # What is refunded beyond is taken from the last ones.
        share = min(max(paid.total, pricing.ZERO), max(-rest, pricing.ZERO))
        rest += share
        shares[id_] = Paid(paid.received, paid.refunded + share)
    return shares


def settle_parts(order: Mapping[str, Any], context: Context) -> None:
    """Store what payments make of the invoices of an order that is invoiced in parts."""
    parts = parts_of(order)
    for id_, paid in _shares(order, parts).items() if parts else ():
        invoice = drafting.stored_document(INVOICE, id_)
        assert invoice is not None, "it is locked"
        before = invoice["is_paid_for"], invoice["paid_total"], invoice["due_total"]
        settle(invoice, paid, marked=False, context=context)
        if before != (invoice["is_paid_for"], invoice["paid_total"], invoice["due_total"]):
            storing.replace(INVOICE, invoice, context)


def mark(
    kind: Kind,
    document: Document,
    paid: Paid,
    *,
    wanted: bool | None,
    marked: bool,
    context: Context,
) -> None:
    """Settle a changed document; None wants it to stay as it is marked."""
    if wanted is False and is_covered(document, paid):
        path = f"{kind.at}/isPaidFor"
        refuse(problems.PAID_BY_PAYMENTS(path, document=kind.title, id=document["id"]))
    settle(document, paid, marked=marked if wanted is None else wanted, context=context)


def record(
    payment: dict[str, Any], order: Document | None, invoice: Document | None, context: Context
) -> int:
    """Store a payment on an order, on an invoice or on both, and settle them."""
    payment |= {"order": order and order["id"], "invoice": invoice and invoice["id"]}
    id_ = resource.insert(PAYMENTS, PAYMENT, payment, context)
    settle_again(order, invoice, context)
    return id_


def settle_again(
    order: Document | None, invoice: Document | None, context: Context, *, marked: bool = False
) -> None:
    """Store what payments, or a mark that needs none, make of an order and its invoice."""
    if invoice is not None:
        settle(invoice, paid_of(order, invoice), marked=marked, context=context)
        storing.replace(INVOICE, invoice, context)
    if order is not None:
        settle_parts(order, context)
        settle(order, store.payments.paid("order", order["id"]), marked=marked, context=context)
        _show(order, invoice)
        # Its shop may have waited for this.
        planning.plan(order, context)
        storing.replace(ORDER, order, context)


def settle_without(order: Document | None, invoice: Document | None, context: Context) -> None:
    """Store what is left of an order and its invoice when payments that counted are gone."""
    if order is not None and store.payments.paid("order", order["id"]) == NOTHING:
        # What the payments told is not what a caller declared.
        order["payment_status"] = "Unpaid"
    settle_again(order, invoice, context)


def keep_invoice(invoice: Document, order: Document | None, paid: Paid, context: Context) -> None:
    """Store a changed invoice, and let its order know."""
    if order is not None and receive_mark(invoice, order, invoice, paid, context):
        return
    storing.replace(INVOICE, invoice, context)
    if order is not None:
        settle_parts(order, context)
        before = order["invoice_total"], order["is_invoice_paid"]
        _show(order, invoice)
        if before != (order["invoice_total"], order["is_invoice_paid"]):
            storing.replace(ORDER, order, context)


def keep_order(order: Document, invoice: Document | None, paid: Paid, context: Context) -> None:
    """Store a changed order."""
    is_alone = invoice is None and not parts_of(order)
    if is_alone or not receive_mark(order, order, invoice, paid, context):
        storing.replace(ORDER, order, context)


def _show(order: Document, invoice: Mapping[str, Any] | None) -> None:
    """Write into an order what it shows of its current invoice, or of all its parts."""
    parts = store.parts.standing(parts_of(order))
    if parts:
        total = sum((each.taxed_total for each in parts), pricing.ZERO)
        order["invoice_total"] = pricing.rounding(order).amount(total)
        order["is_invoice_paid"] = all(each.is_paid_for for each in parts)
        return
    order["invoice_total"] = invoice and invoice["taxed_total"]
    order["is_invoice_paid"] = invoice is not None and invoice["is_paid_for"]


def receive_marked(order: Document | None, invoice: Document | None, context: Context) -> None:
    """Make a payment of what is marked as paid and has none."""
    for kind, document in ((ORDER, order), (INVOICE, invoice)):
        if document is not None:
            paid = (
                store.payments.paid("order", document["id"])
                if kind is ORDER
                else paid_of(order, document)
            )
            if receive_mark(document, order, invoice, paid, context):
                return


def receive_mark(
    marked: Document, order: Document | None, invoice: Document | None, paid: Paid, context: Context
) -> bool:
    """Make a payment of the mark on a document and store all; tell whether there was a mark."""
    rest = pricing.rounding(marked).amount(payable(marked) - paid.total)
    if not is_marked(marked, paid) or rest <= 0:
        return False
    record(_receipt(rest, order, context), order, invoice, context)
    return True


def pay(
    request: Mapping[str, Any],
    order: Document | None,
    invoice: Document | None,
    at: str,
    context: Context,
) -> int:
    """Record a payment that a caller tells of, on the first of the documents or on both."""
    receive_marked(order, invoice, context)
    if invoice is not None and (order is None or parts_of(order)):
        document, paid = invoice, paid_of(order, invoice)
    else:
        assert order is not None, "a missing document was refused before"
        document, paid = order, store.payments.paid("order", order["id"])
    refuse_if_any(_faults(request, document, order, paid, at))
    payment = {name: value for name, value in request.items() if name in _PAID}
    payment = {"time": context.now, **payment}
    payment["amount"] = pricing.rounding(document).amount(payment["amount"])
    try:
        return record(payment, order, invoice, context)
    except NotUnique:
        # Another document's payment took it at the same moment.
        refuse(_external_id_fault(payment["external_id"], at))


def _faults(
    request: Mapping[str, Any],
    document: Mapping[str, Any],
    order: Mapping[str, Any] | None,
    paid: Paid,
    at: str,
) -> list[problems.Fault]:
    """Find why a payment can not be recorded."""
    given, external_id = request["amount"], request["external_id"]
    amount = pricing.rounding(document).amount(given)
    path = f"{at}/amount"
    if given != amount:
        places = documents.minor_units(document["currency"])
        problem = problems.TOO_PRECISE
        return [problem(path, value=given, allowed=places, given=given, places=places)]
    faults = []
    due = payable(document) - paid.total
    if request["type"] == "Refund":
        if amount > paid.total:
            most = pricing.rounding(document).amount(paid.total)
            problem = problems.REFUND_TOO_LARGE
            faults.append(problem(path, value=amount, allowed=most, given=amount, paid=most))
    elif order is not None and order["is_cancelled"]:
        id_ = order["id"]
        here = next((f"{at}/{name}" for name in ("order", "invoice") if name in request), "/id")
        faults.append(problems.ORDER_CANCELED(here, value=id_, id=id_))
    elif amount > due and not request["allow_overpayment"]:
        most = pricing.rounding(document).amount(max(due, pricing.ZERO))
        faults.append(problems.OVERPAID(path, value=amount, allowed=most, given=amount, due=most))
    if external_id and store.payments.owner_of_external_id(external_id) is not None:
        faults.append(_external_id_fault(external_id, at))
    return faults


def _external_id_fault(external_id: str, at: str) -> problems.Fault:
    problem = problems.EXTERNAL_ID_IN_USE
    return problem(f"{at}/externalId", value=external_id, external_id=external_id)


def _receipt(amount: Decimal, order: Mapping[str, Any] | None, context: Context) -> dict[str, Any]:
    """Return the payment that a mark stands for."""
    return {
        "type": "Receipt",
        "amount": amount,
        "time": (order and order["paid_time"]) or context.now,
        "method": order["payment_method_name"] if order else "",
        "status": "Complete",
        "reference": "",
        "note": "",
        "external_id": "",
    }
