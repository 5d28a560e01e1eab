"""commerce.invoices.credit and .create-from-order: documents that are parts of others.

How they are divided to the cent is told by `handlers.rules.crediting`. The decisions here:

An amount leaves the quantities of the invoice as they are: its pieces can still be credited, for
what is left of their price. An amount that is all that is left credits the quantities too. Once an
invoice that nobody paid is credited in whole, it and its credit notes settle each other.

A completed order gets no new documents, as its source has it; `credit` credits its invoices. An
invoice that is partly credited is invoiced again only by `create-from-order`: the order of goods
that came back stays invoiced. A proforma takes nothing of its order, and does not count.
"""

from collections.abc import Mapping
from typing import Any

import store.invoices
import store.parts
from handlers import dividing, drafting, numbers, paying, pricing, processing, resource, storing
from handlers.kinds import INVOICE
from handlers.method import Context, method
from handlers.rules import crediting, documents
from handlers.rules.crediting import Balance, Part
from schemas import crediting as shape
from schemas import problems, requests
from schemas.problems import refuse, refuse_if_any

_CREDIT_PROBLEMS = (
    problems.NON_STANDARD_REF_INVOICE,
    problems.REF_INVOICE_STILL_OPEN,
    problems.CREDITED_IN_WHOLE,
    problems.ITEM_NOT_FOUND,
    problems.QUANTITY_TOO_LARGE,
    problems.CREDIT_UNBALANCED,
)


@method(
    "commerce.invoices.credit",
    request=shape.Credit,
    response=requests.Created,
    problems=(
        *_CREDIT_PROBLEMS,
        problems.INVOICE_NOT_FOUND,
        problems.VERSION_CONFLICT,
        problems.TOO_PRECISE,
        problems.CREDIT_TOO_LARGE,
    ),
    writes=True,
)
def credit(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Create a credit note over a closed invoice: quantities of its items, an amount or the rest.

    All credit notes together never exceed the invoice, and end at exactly its totals.
    """
    id_ = request["id"]
    order, invoice = paying.documents_of(invoice=id_)
    if invoice is None:
        refuse(problems.INVOICE_NOT_FOUND("/id", value=id_, id=id_))
    resource.check_version(invoice, request)
    return {"id": _credit(request, order, invoice, "/id", context)}


@method(
    "commerce.invoices.create-from-order",
    request=shape.CreateFromOrder,
    response=requests.Created,
    problems=(
        *_CREDIT_PROBLEMS,
        problems.FROM_ORDER_NOT_FOUND,
        problems.ORDER_DELETED,
        problems.ORDER_CANCELED,
        problems.ORDER_CLOSED,
        problems.ORDER_INVOICED,
        problems.REF_INVOICE_NOT_FOUND,
        problems.AMOUNT_TOO_LARGE,
    ),
    writes=True,
)
def create_from_order(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Create a document from an order: of all that is not yet invoiced, or of these quantities.

    `type` can be `Invoice` or `Standard`, `ShippingInvoice`, `Proforma` or `Prepayment`, and with
    the `reference` to a closed invoice of the order `DebitNote`, one more invoice that refers to
    it, or `CreditNote`, over items of the order in it. Nothing is ever invoiced twice: the parts of
    an order end at exactly its totals. `commerce.orders.process` invoices what is left.
    """
    id_ = request["order"]
    reference = request.get("reference")
    order, _ = paying.documents_of(order=id_)
    if order is None:
        refuse(problems.FROM_ORDER_NOT_FOUND("/order", value=id_, id=id_))
    for flag, problem in (
        (order["deleted_time"] is not None, problems.ORDER_DELETED),
        (order["is_cancelled"], problems.ORDER_CANCELED),
        (order["is_closed"], problems.ORDER_CLOSED),
    ):
        if flag:
            refuse(problem("/order", value=id_, id=id_))
    referred = None if reference is None else _referred(order, reference)
    if request["type"] == "CreditNote":
        assert referred is not None, "the schema wants a reference"
        asked = _of_invoice(request, order, referred)
        return {"id": _credit(asked, order, referred, "/reference", context)}
    whole = processing.invoice_of(order, context) | _told(request, referred, context)
    if whole["type"] == "Proforma":
        return {"id": _proforma(order, whole, request, context)}
    return {"id": processing.issue(order, whole, request.get("items"), "/order", context)}


def _credit(
    request: Mapping[str, Any],
    order: dict[str, Any] | None,
    invoice: dict[str, Any],
    at: str,
    context: Context,
) -> int:
    """Credit what a request asks for of a locked invoice and return the credit note's id."""
    id_ = invoice["id"]
    _check_standard(invoice, at)
    balance = dividing.balance_of(invoice)
    if balance.is_nothing:
        refuse(problems.CREDITED_IN_WHOLE(at, value=id_, id=id_))
    part = _part(request, invoice, balance)
    note = dividing.credit(
        invoice,
        balance,
        part,
        context,
        reason=request.get("reason", ""),
        due_date=request.get("apply_expires_at"),
    )
    if part.amounts == balance.left:
        current = drafting.stored_document(INVOICE, id_)
        assert current is not None, "it is locked"
        is_paid = current["is_paid_for"] or paying.paid_of(order, current) != paying.NOTHING
        if not is_paid:
            dividing.settle_each_other(current, context)
        if order is not None and len(order["invoices"]) > 1:
            processing.regroup(order, context)
    return int(note["id"])


def _check_standard(invoice: Mapping[str, Any], at: str) -> None:
    """Refuse to refer to what is not a closed invoice."""
    id_, type_ = invoice["id"], invoice["type"]
    if type_ not in documents.STANDARD:
        refuse(problems.NON_STANDARD_REF_INVOICE(at, value=id_, id=id_, type=type_))
    if not invoice["is_closed"]:
        refuse(problems.REF_INVOICE_STILL_OPEN(at, value=id_, id=id_))


def _part(request: Mapping[str, Any], invoice: Mapping[str, Any], balance: Balance) -> Part:
    """Return the part of an invoice that a request asks for."""
    if "items" in request:
        asked = request["items"]
        refuse_if_any(dividing.wanted_faults(asked, invoice, balance.quantities, "Invoice"))
        part = crediting.by_quantities(balance, dividing.wanted(asked, invoice))
        if crediting.exceeds(balance, part):
            refuse(problems.CREDIT_UNBALANCED("/items", id=invoice["id"]))
        return part
    if "amount" not in request:
        return crediting.rest(balance)
    amount = request["amount"]
    refuse_if_any(pricing.precision_faults(invoice, [("/amount", amount)]))
    left = max(pricing.rounding(invoice).amount(balance.left.taxed_total), pricing.ZERO)
    if amount > left:
        facts = {"id": invoice["id"], "given": amount, "left": left}
        refuse(problems.CREDIT_TOO_LARGE("/amount", value=amount, allowed=left, **facts))
    return crediting.by_amount(balance, pricing.rounding(invoice).amount(amount))


def _referred(order: Mapping[str, Any], reference: int) -> dict[str, Any]:
    """Return the closed invoice of an order that a request refers to."""
    invoice = None
    if store.invoices.order_of(reference) == order["id"]:
        store.invoices.TABLE.lock([reference])
        invoice = drafting.stored_document(INVOICE, reference)
    if invoice is None:
        facts = {"order": order["id"], "id": reference}
        refuse(problems.REF_INVOICE_NOT_FOUND("/reference", value=reference, **facts))
    _check_standard(invoice, "/reference")
    return invoice


def _of_invoice(
    request: Mapping[str, Any], order: Mapping[str, Any], invoice: Mapping[str, Any]
) -> dict[str, Any]:
    """Name the items of an order in a request as they are named in its invoice."""
    asked = {name: value for name, value in request.items() if name == "apply_expires_at"}
    if "items" not in request:
        return asked
    ids = {item["id"] for item in invoice["items"]}
    known = [item["id"] for item in order["items"]]
    named = {part.origin: part.item for part in store.parts.of(known) if part.item in ids}
    facts = {"document": "Order", "id": order["id"]}
    refuse_if_any(
        problems.ITEM_NOT_FOUND(f"/items/{i}/id", value=each["id"], item=each["id"], **facts)
        for i, each in enumerate(request["items"])
        if each["id"] not in known
    )
    # Those that this invoice does not have are told under the name that they were given.
    items = [{**each, "id": named.get(each["id"], each["id"])} for each in request["items"]]
    facts = {"document": "Invoice", "id": invoice["id"]}
    refuse_if_any(
        problems.ITEM_NOT_FOUND(f"/items/{i}/id", value=each["id"], item=each["id"], **facts)
        for i, each in enumerate(items)
        if each["id"] not in ids
    )
    return {**asked, "items": items}


def _told(
    request: Mapping[str, Any], referred: Mapping[str, Any] | None, context: Context
) -> dict[str, Any]:
    """Return what a request tells of a new document."""
    told: dict[str, Any] = {"type": shape.MADE[request["type"]]}
    if "apply_expires_at" in request:
        told["due_date"] = request["apply_expires_at"]
    if told["type"] == "ShippingInvoice":
        told |= {**documents.SHIPPING_DEFAULTS, "shipping_time": context.now}
    if referred is not None:
        told |= {
            "reference": referred["id"],
            "reference_type": referred["type"],
            "reference_number": referred["number"],
        }
    return told


def _proforma(
    order: Mapping[str, Any], whole: dict[str, Any], request: Mapping[str, Any], context: Context
) -> int:
    """Store a proforma of what is not yet invoiced of an order; it takes nothing of it."""
    left = dividing.left(order)
    wanted = processing.wanted_of(order, left, request.get("items"), "/order")
    proforma = dividing.part_of(order, whole, left, wanted).document
    paying.settle(proforma, paying.NOTHING, marked=False, context=context)
    numbers.assign(proforma, numbers.series_of(proforma), is_chosen=False)
    return storing.insert(INVOICE, proforma, context)
