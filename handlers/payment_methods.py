"""commerce.payment-methods.*: ways to pay, what they go with and what they cost."""

from collections.abc import Mapping
from typing import Any

import store.finding
import store.payment_methods
import store.tax_classes
from handlers import resource
from handlers.method import Context, method
from handlers.rules import costs
from schemas import payment_methods as shape
from schemas import problems, requests, stored
from schemas.problems import Fault, refuse, refuse_if_any
from schemas.shipping_methods import MAX_METHODS
from store.payment_methods import PAYMENT_METHODS
from store.shipping_methods import SHIPPING_METHODS
from store.tax_areas import TAX_AREAS

AT = "/paymentMethod"

_WRITE_PROBLEMS = (
    problems.BOUNDS_REVERSED,
    problems.TAX_CLASS_NOT_FOUND,
    problems.SHIPPING_METHOD_NOT_FOUND,
)


@method("commerce.payment-methods.find", request=shape.Find, response=shape.Found)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the payment methods that meet the conditions; `language` changes nothing."""
    return resource.find("payment_methods", PAYMENT_METHODS, request)


@method("commerce.payment-methods.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return a payment method, or null."""
    return {"payment_method": resource.get(PAYMENT_METHODS, request)}


@method("commerce.payment-methods.count", request=shape.Count, response=requests.Counted)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return how many payment methods meet the conditions."""
    return {"count": resource.count(PAYMENT_METHODS, request)}


@method(
    "commerce.payment-methods.compute-costs",
    request=shape.ComputeCosts,
    response=shape.Costs,
    problems=(problems.TAX_AREA_NOT_FOUND,),
)
def compute_costs(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return, for each amount, taxes included, the cost of every payment method that takes it.

    No method takes an amount that is zero or negative. At most the first 1000 methods by id that
    meet the conditions are considered.
    """
    tax_area = request["tax_area"]
    if not store.finding.exists(TAX_AREAS.model, tax_area):
        refuse(problems.TAX_AREA_NOT_FOUND(value=tax_area, tax_area=tax_area))
    bodies = store.finding.find(PAYMENT_METHODS, request["conditions"], (), limit=MAX_METHODS)
    methods = [stored.parse(shape.PAYMENT_METHOD, body) for body in bodies]
    return {
        "costs": [
            {
                each["id"]: costs.payment_cost(each, total=amount)
                for each in methods
                if amount > 0 and costs.takes(each, total=amount)
            }
            for amount in request["amounts"]
        ]
    }


@method(
    "commerce.payment-methods.create",
    request=shape.Create,
    response=requests.Created,
    problems=_WRITE_PROBLEMS,
    writes=True,
)
def create(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Create a payment method; as the default, it takes the mark off the one before."""
    new = request["payment_method"]
    _check(new, new)
    if new["is_default"]:
        resource.unmark_default(PAYMENT_METHODS, shape.PAYMENT_METHOD, context)
    id_ = resource.insert(PAYMENT_METHODS, shape.PAYMENT_METHOD, new, context)
    store.payment_methods.replace_shipping_methods(id_, new["shipping_methods"])
    return {"id": id_}


@method(
    "commerce.payment-methods.update",
    request=shape.Update,
    response=requests.Done,
    problems=(
        problems.PAYMENT_METHOD_ID_NOT_FOUND,
        problems.VERSION_CONFLICT,
        *_WRITE_PROBLEMS,
    ),
    writes=True,
)
def update(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Change a payment method; documents keep their copies of it."""
    changes = request["payment_method"]
    id_ = request["id"]
    # Before this method is locked: two callers that mark two methods must not wait in a circle.
    if changes.get("is_default"):
        resource.unmark_default(PAYMENT_METHODS, shape.PAYMENT_METHOD, context, but=id_)
    missing = problems.PAYMENT_METHOD_ID_NOT_FOUND
    changed = resource.current(PAYMENT_METHODS, shape.PAYMENT_METHOD, request, missing)
    changed |= changes
    _check(changed, changes)
    resource.replace(PAYMENT_METHODS, shape.PAYMENT_METHOD, changed, context)
    if "shipping_methods" in changes:
        store.payment_methods.replace_shipping_methods(id_, changed["shipping_methods"])
    return {}


@method(
    "commerce.payment-methods.delete",
    request=requests.Delete,
    response=requests.Done,
    problems=(problems.IN_USE,),
    writes=True,
)
def delete(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Delete payment methods that nothing uses; unknown ids are ignored."""
    resource.delete(PAYMENT_METHODS, request["ids"], "Payment method")
    return {}


def _check(payment_method: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Refuse reversed bounds, then whatever else does not exist."""
    refuse_if_any(costs.bounds_faults(payment_method, AT))
    faults: list[Fault] = []
    tax_class = changes.get("tax_class")
    if tax_class is not None and not store.tax_classes.by_ids([tax_class]):
        missing = problems.TAX_CLASS_NOT_FOUND
        faults.append(missing(f"{AT}/taxClass", value=tax_class, tax_class=tax_class))
    refuse_if_any([*faults, *_shipping_faults(changes.get("shipping_methods", ()))])


def _shipping_faults(ids: list[int]) -> list[Fault]:
    """Find the shipping methods that do not exist."""
    known = store.finding.existing(SHIPPING_METHODS.model, ids) if ids else set()
    missing = problems.SHIPPING_METHOD_NOT_FOUND
    return [
        missing(f"{AT}/shippingMethods/{i}", value=id_, shipping_method=id_)
        for i, id_ in enumerate(ids)
        if id_ not in known
    ]
