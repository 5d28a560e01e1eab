"""commerce.orders.*: orders by hand or from a shop, until they are invoices and after."""

import secrets
from typing import Any

import store.finding
import store.labels
import store.orders
import store.payments
from handlers import (
    drafting,
    issuing,
    numbers,
    paying,
    planning,
    pricing,
    processing,
    resource,
    storing,
)
from handlers.kinds import ORDER
from handlers.method import Context, method
from handlers.payments import PAY_PROBLEMS, answer
from handlers.rules import documents, lifecycle
from schemas import orders as shape
from schemas import payments, problems, requests, stored
from schemas.customers import CUSTOMER
from schemas.order_parts import STANDING_DATA
from schemas.problems import Fault, refuse, refuse_if_any
from store.customers import CUSTOMERS
from store.order_integrations import ORDER_INTEGRATIONS
from store.orders import ORDERS

_WRITE_PROBLEMS = (
    *drafting.WRITE_PROBLEMS,
    problems.BILLING_ADDRESS_FOR_TAX,
    problems.ESTIMATE_NOT_FOUND,
    problems.EXTERNAL_VALUE_IN_USE,
    problems.OLD_HASH_IN_USE,
    problems.CHARGED_MISSING,
    problems.CHARGED_ALONE,
    problems.TOO_PRECISE,
    problems.PAYMENT_STATUS_CONTRADICTED,
    problems.STANDING_DATE_MISSING,
)


@method(
    "commerce.orders.find",
    request=shape.Find,
    response=shape.Found,
    problems=(problems.LABEL_REPEATED,),
)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the orders that meet the given conditions; those in the trash if `deleted` is set."""
    return resource.find("orders", ORDERS, _but_deleted(request))


@method("commerce.orders.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return an order given its identifier, or null; one in the trash if `deleted` is set."""
    conditions = {"ids": [request["id"]], "deleted": request["deleted"]}
    found = store.finding.find(ORDERS.showing(request["fields_"]), conditions, (), limit=1)
    return {"order": stored.shown(found[0], request["fields_"]) if found else None}


@method(
    "commerce.orders.count",
    request=shape.Count,
    response=requests.Counted,
    problems=(problems.LABEL_REPEATED,),
)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the number of orders that meet the given conditions."""
    return {"count": resource.count(ORDERS, _but_deleted(request))}


@method(
    "commerce.orders.create",
    request=shape.Create,
    response=requests.Created,
    problems=(
        *_WRITE_PROBLEMS,
        problems.SERIES_NOT_FOUND,
        problems.SERIES_OTHER_KIND,
        problems.PAYMENT_COST_WITHOUT_METHOD,
        problems.SHIPPING_COST_WITHOUT_METHOD,
        problems.ORDER_INTEGRATION_NOT_FOUND,
        problems.SOURCE_ID_IN_USE,
    ),
    writes=True,
)
def create(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Create an order; without a number it takes the next one of its series."""
    new = request["order"]
    refuse_if_any(issuing.creation_time_faults(new, context, ORDER.at))
    order = _draft(new, context)
    refuse_if_any(lifecycle.standing_faults(order, ORDER.at))
    series = numbers.series_of(order)
    faults = [*numbers.faults(ORDER, order, series), *_reference_faults(new)]
    faults += _override_faults(order)
    methods = drafting.refer(ORDER, order, new, faults)
    pricing.price(order, methods, ORDER.at)
    lifecycle.follow(order, new, context.now)
    _settle_new(order, new, context)
    planning.plan(order, context)
    numbers.assign(order, series, is_chosen="number" in new)
    return {"id": storing.insert(ORDER, order, context)}


@method(
    "commerce.orders.update",
    request=shape.Update,
    response=requests.Done,
    problems=(
        *_WRITE_PROBLEMS,
        problems.ORDER_NOT_FOUND,
        problems.ORDER_DELETED,
        problems.ORDER_INVOICED,
        problems.VERSION_CONFLICT,
        problems.ITEM_REPEATED,
        problems.ITEM_NOT_FOUND,
        problems.NO_PAYMENT_METHOD,
        problems.NO_SHIPPING_METHOD,
        problems.PAID_BY_PAYMENTS,
    ),
    writes=True,
)
def update(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Update an order. Any fields left out of the request will remain unchanged.

    What its invoice does not say any more sets `itemsChangedAfterProcessing`.
    """
    order, invoice = locked(request)
    change(order, invoice, request["order"], context)
    return {}


@method(
    "commerce.orders.delete",
    request=requests.Delete,
    response=requests.Done,
    writes=True,
)
def delete(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Put orders into the trash; their invoices stay. Unknown ids are ignored."""
    store.orders.TABLE.lock(request["ids"])
    for id_ in request["ids"]:
        order = drafting.stored_document(ORDER, id_)
        if order is not None and order["deleted_time"] is None:
            order |= {"deleted_time": context.now, "process_after": None}
            storing.replace(ORDER, order, context)
    return {}


@method(
    "commerce.orders.restore",
    request=requests.Delete,
    response=requests.Done,
    problems=(problems.SOURCE_ID_IN_USE,),
    writes=True,
)
def restore(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Take orders out of the trash. Unknown ids, and those not in the trash, are ignored."""
    store.orders.TABLE.lock(request["ids"])
    for i, id_ in enumerate(request["ids"]):
        order = drafting.stored_document(ORDER, id_)
        if order is not None and order["deleted_time"] is not None:
            refuse_if_any(_source_faults(order, f"/ids/{i}"))
            order["deleted_time"] = None
            planning.plan(order, context)
            storing.replace(ORDER, order, context)
    return {}


@method(
    "commerce.orders.process",
    request=shape.Action,
    response=shape.Processed,
    problems=(
        problems.ORDER_NOT_FOUND,
        problems.ORDER_DELETED,
        problems.ORDER_INVOICED,
        problems.ORDER_CANCELED,
        problems.VERSION_CONFLICT,
        problems.AMOUNT_TOO_LARGE,
    ),
    writes=True,
)
def process(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Make the invoice of an order, or of what is left of it.

    Its customer is found or created, and what is paid is recorded. Only a pending order, or one
    whose processing failed, can be processed.
    """
    order, _ = locked(request)
    return {"invoice": processing.process(order, context)}


@method(
    "commerce.orders.cancel",
    request=shape.Action,
    response=requests.Done,
    problems=(
        problems.ORDER_NOT_FOUND,
        problems.ORDER_DELETED,
        problems.ORDER_INVOICED,
        problems.ORDER_CANCELED,
        problems.VERSION_CONFLICT,
    ),
    writes=True,
)
def cancel(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Cancel an order that is not invoiced."""
    order, _ = locked(request)
    refuse_if_any(lifecycle.cancel_faults(order, "/id"))
    lifecycle.cancel(order, context.now)
    order["is_past_due"] = False
    storing.replace(ORDER, order, context)
    return {}


@method(
    "commerce.orders.reissue",
    request=shape.Action,
    response=shape.Reissued,
    problems=(
        problems.ORDER_NOT_FOUND,
        problems.ORDER_DELETED,
        problems.ORDER_IN_PARTS,
        problems.ORDER_NOT_INVOICED,
        problems.ORDER_UNCHANGED,
        problems.VERSION_CONFLICT,
    ),
    writes=True,
)
def reissue(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Credit the invoice of an order that has changed since, and make a new one.

    Payments go over to the new invoice; the former one and its credit note settle each other.
    """
    order, invoice = locked(request)
    return processing.reissue(order, invoice, context)


@method(
    "commerce.orders.pay",
    request=payments.Pay,
    response=payments.Paid,
    problems=(
        *PAY_PROBLEMS,
        problems.ORDER_NOT_FOUND,
        problems.ORDER_DELETED,
        problems.VERSION_CONFLICT,
    ),
    writes=True,
)
def pay(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Record a payment on an order, and on its current invoice."""
    order, invoice = locked(request)
    return answer(paying.pay(request, order, invoice, "", context))


def locked(request: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the order that a request is about, and its current invoice, both locked."""
    id_ = request["id"]
    order, invoice = paying.documents_of(order=id_)
    if order is None:
        refuse(problems.ORDER_NOT_FOUND("/id", value=id_, id=id_))
    if order["deleted_time"] is not None:
        refuse(problems.ORDER_DELETED("/id", value=id_, id=id_))
    resource.check_version(order, request)
    return order, invoice


def change(
    order: dict[str, Any], invoice: dict[str, Any] | None, changes: dict[str, Any], context: Context
) -> None:
    """Change an order that is locked with its current invoice."""
    id_ = order["id"]
    charged = changes.get("charged", order["charged"])
    # One that is no more as charged needs whole addresses, whether they are sent or not.
    kept = ("billing_address", "shipping_address") if "charged" in changes else ()
    addresses = {**{name: order[name] for name in kept}, **changes}
    refuse_if_any(
        [
            *issuing.creation_time_faults(changes, context, ORDER.at),
            *shape.charged_faults(changes, charged, ORDER.at),
            *shape.address_faults(addresses, charged, ORDER.at),
        ]
    )
    faults = drafting.change_faults(ORDER, order, changes)
    paid = store.payments.paid("order", id_)
    is_marked = paying.is_marked(order, paid)
    before, number = order["status"], order["number"]
    derived = lifecycle.named(order, None)
    lifecycle.unname(order)
    drafting.change(ORDER, order, changes)
    for name, value in lifecycle.named(order, None).items():
        # One that follows the address goes on following it.
        if name not in changes and order[name] == derived[name]:
            order[name] = value
    if "status" in changes:
        faults += _move(order, before, f"{ORDER.at}/status", context)
    faults += [
        *lifecycle.address_faults(order, ORDER.at),
        *lifecycle.standing_faults(order, ORDER.at),
        *drafting.reference_faults(ORDER, order, changes),
        *_estimate_faults(changes),
        *_override_faults(order),
    ]
    if changes.keys() & pricing.PRICED_BY:
        drafting.reprice(ORDER, order, changes, faults)
    refuse_if_any(faults)
    lifecycle.follow(order, changes, context.now)
    wanted = shape.declared_paid(changes)
    paying.mark(ORDER, order, paid, wanted=wanted, marked=is_marked, context=context)
    order["items_changed_after_processing"] = processing.changed(order, invoice, context)
    planning.plan(order, context)
    if order["number"] != number:
        numbers.follow(order)
    paying.keep_order(order, invoice, paid, context)
    if "labels" in changes:
        store.labels.replace("Order", [id_], order["labels"])


def _but_deleted(request: dict[str, Any]) -> dict[str, Any]:
    """Leave out the trash unless it was asked for, and make numbers compare in natural order."""
    folded = numbers.folded(request)
    return {**folded, "conditions": {"deleted": False, **folded["conditions"]}}


def _draft(new: dict[str, Any], context: Context) -> dict[str, Any]:
    """Fill in what a new order leaves out, from its customer and the entity's settings."""
    settings = issuing.current_settings()
    customer = _customer(new)
    created = new.get("creation_time", context.now)
    order = {
        **lifecycle.NEW,
        "number": "",
        "creation_time": created,
        "locale": (customer and customer["locale"]) or settings["locale"],
        "currency": settings["currency"],
        "terms": settings["terms"],
        "seller_address": settings["company"]["address"],
        "invoice_recipient": customer["invoice_recipient"] if customer else "",
        "billing_address": customer and customer["billing_address"],
        "shipping_address": customer and customer["shipping_address"],
        "discounts": [],
        "invoices": [],
        "transactions": [],
        "attachments": [],
        "labels": [],
        "metadata": {},
        "standing_data": STANDING_DATA.load({}),
        **new,
        "token": secrets.token_hex(16),
        "rounding": {**settings["rounding"], **new.get("rounding", {})},
        "customer": new.get("customer") or None,
        "update_time": context.now,
    }
    for name, value in lifecycle.named(order, customer).items():
        order.setdefault(name, value)
    if "due_date" not in new and order["due_period"] is not None:
        since = (order["ordered_time"] or created).astimezone(context.zone).date()
        order["due_date"] = documents.due_date(since, order["due_period"])
    if order["status"] == "Cancelled":
        lifecycle.cancel(order, context.now)
    refuse_if_any(lifecycle.address_faults(order, ORDER.at))
    return order


def _customer(new: dict[str, Any]) -> dict[str, Any] | None:
    """Return the customer that a new order names; one that is missing is told of later."""
    id_ = new.get("customer")
    body = store.finding.get(CUSTOMERS, id_) if id_ else None
    return None if body is None else stored.parse(CUSTOMER, body)


def _reference_faults(new: dict[str, Any]) -> list[Fault]:
    """Find what only orders refer to and is not there, or not free."""
    faults = _estimate_faults(new)
    integration = new.get("order_integration")
    if integration is not None:
        if not store.finding.exists(ORDER_INTEGRATIONS.model, integration):
            path = f"{ORDER.at}/orderIntegration"
            problem = problems.ORDER_INTEGRATION_NOT_FOUND
            faults.append(problem(path, value=integration, order_integration=integration))
        faults += _source_faults(new, f"{ORDER.at}/sourceId")
    return faults


def _estimate_faults(sent: dict[str, Any]) -> list[Fault]:
    id_ = sent.get("estimate")
    if id_ is None or store.finding.count(ORDERS, {"ids": [id_], "type": "Estimate"}):
        return []
    path = f"{ORDER.at}/estimate"
    return [problems.ESTIMATE_NOT_FOUND(path, value=id_, estimate=id_)]


def _override_faults(order: dict[str, Any]) -> list[Fault]:
    path = f"{ORDER.at}/overrideTotal"
    return pricing.precision_faults(order, [(path, order["override_total"])])


def _source_faults(order: dict[str, Any], at: str) -> list[Fault]:
    """Find out whether the shop has told of this order before."""
    integration, source_id = order.get("order_integration"), order.get("source_id")
    if integration is None or not source_id:
        return []
    if store.orders.owner_of_source(integration, source_id) is None:
        return []
    facts = {"order_integration": integration, "source_id": source_id}
    return [problems.SOURCE_ID_IN_USE(at, value=source_id, **facts)]


def _move(order: dict[str, Any], before: str, at: str, context: Context) -> list[Fault]:
    """Let a change to or from Cancelled do what it means."""
    if order["status"] == "Cancelled" != before:
        faults = lifecycle.cancel_faults(order, at)
        if not faults:
            lifecycle.cancel(order, context.now)
        return faults
    if before == "Cancelled" != order["status"]:
        lifecycle.reopen(order)
    return []


def _settle_new(order: dict[str, Any], new: dict[str, Any], context: Context) -> None:
    marked = bool(shape.declared_paid(new))
    paying.settle(order, paying.NOTHING, marked=marked, context=context)
