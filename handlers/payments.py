"""commerce.payments.*: receipts and refunds, on orders and on invoices."""

from typing import Any

import store.payments
import store.resources
from handlers import paying, resource
from handlers.method import Context, method
from schemas import payments as shape
from schemas import problems, requests
from schemas.problems import refuse, refuse_if_any
from store.payments import PAYMENTS

PAY_PROBLEMS = (
    problems.TOO_PRECISE,
    problems.OVERPAID,
    problems.REFUND_TOO_LARGE,
    problems.ORDER_CANCELED,
    problems.EXTERNAL_ID_IN_USE,
)


@method("commerce.payments.find", request=shape.Find, response=shape.Found)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the payments that meet the given conditions."""
    return resource.find("payments", PAYMENTS, request)


@method("commerce.payments.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return a payment given its identifier, or null."""
    return {"payment": resource.get(PAYMENTS, request)}


@method("commerce.payments.count", request=shape.Count, response=requests.Counted)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the number of payments that meet the given conditions."""
    return {"count": resource.count(PAYMENTS, request)}


@method(
    "commerce.payments.create",
    request=shape.Create,
    response=shape.Paid,
    problems=(
        *PAY_PROBLEMS,
        problems.PAYMENT_ORDER_NOT_FOUND,
        problems.ORDER_DELETED,
        problems.PAYMENT_INVOICE_NOT_FOUND,
        problems.PAYMENT_ON_BOTH,
        problems.PAYMENT_ON_NOTHING,
    ),
    writes=True,
)
def create(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Record a payment. One on an order is on its current invoice too, and the other way round."""
    new = request["payment"]
    order_id, invoice_id = new.get("order"), new.get("invoice")
    order, invoice = paying.documents_of(order=order_id, invoice=invoice_id)
    if order_id is not None and order is None:
        problem = problems.PAYMENT_ORDER_NOT_FOUND
        refuse(problem("/payment/order", value=order_id, id=order_id))
    if order_id is not None and order is not None and order["deleted_time"] is not None:
        refuse(problems.ORDER_DELETED("/payment/order", value=order_id, id=order_id))
    if invoice_id is not None and invoice is None:
        problem = problems.PAYMENT_INVOICE_NOT_FOUND
        refuse(problem("/payment/invoice", value=invoice_id, id=invoice_id))
    return answer(paying.pay(new, order, invoice, "/payment", context))


@method(
    "commerce.payments.delete",
    request=requests.Delete,
    response=requests.Done,
    problems=(problems.REFUND_UNCOVERED,),
    writes=True,
)
def delete(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Delete payments that were recorded by mistake. Unknown ids are ignored."""
    touched = {}
    ids = request["ids"]
    for id_, order_id, invoice_id in store.payments.documents(ids):
        pair = paying.documents_of(order=order_id, invoice=None if order_id else invoice_id)
        paying.receive_marked(*pair, context)
        kind, owner = ("order", order_id) if order_id else ("invoice", invoice_id)
        has_counted = store.payments.paid(kind, owner) != paying.NOTHING
        touched[order_id, invoice_id] = id_, kind, owner, has_counted
    store.resources.delete(PAYMENTS, ids)
    for (order_id, invoice_id), (id_, kind, owner, has_counted) in touched.items():
        is_uncovered = store.payments.paid(kind, owner).total < 0
        problem = problems.REFUND_UNCOVERED
        refuse_if_any(
            [problem(f"/ids/{ids.index(id_)}", value=id_, id=id_)] if is_uncovered else []
        )
        pair = paying.documents_of(order=order_id, invoice=None if order_id else invoice_id)
        settle = paying.settle_without if has_counted else paying.settle_again
        settle(*pair, context)
    return {}


def answer(id_: int) -> dict[str, Any]:
    """Tell that a payment was recorded."""
    return {"id": id_, "success": True, "message": shape.MESSAGE}
