"""commerce.shipping-methods.*: ways to ship, whom they suit and what they cost."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

import store.finding
import store.tax_classes
from handlers import resource
from handlers.method import Context, method
from handlers.resource import Keep
from handlers.rules import costs
from schemas import problems, requests, stored
from schemas import shipping_methods as shape
from schemas.fields import MAX_ID
from schemas.problems import refuse, refuse_if_any
from store.shipping_methods import SHIPPING_METHODS

AT = "/shippingMethod"

# What a method suits is read from its stored answer: an entity has few methods.
_BY_PLACE = ("country", "state_prov")
_BY_GOODS = ("weight", "subtotal")
_BY_SUITING = {*_BY_PLACE, *_BY_GOODS, "quantity"}

_WRITE_PROBLEMS = (
    problems.BANDS_NOT_ASCENDING,
    problems.BOUNDS_REVERSED,
    problems.TAX_CLASS_NOT_FOUND,
)


@method("commerce.shipping-methods.find", request=shape.Find, response=shape.Found)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the shipping methods that meet the conditions.

    By `country`, `stateProv`, `weight` and `subtotal` they are those that suit; `quantity` suits
    every method.
    """
    return resource.find("shipping_methods", SHIPPING_METHODS, *_split(request))


@method("commerce.shipping-methods.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return a shipping method, or null."""
    return {"shipping_method": resource.get(SHIPPING_METHODS, request)}


@method("commerce.shipping-methods.count", request=shape.Count, response=requests.Counted)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return how many shipping methods meet the conditions."""
    return {"count": resource.count(SHIPPING_METHODS, *_split(request))}


@method("commerce.shipping-methods.compute-costs", request=shape.ComputeCosts, response=shape.Costs)
def compute_costs(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return, for each of the goods, the cost of every shipping method that suits them.

    At most the first 1000 methods by id that meet the conditions are considered.
    """
    split, suits = _split(request)
    bodies = store.finding.find(SHIPPING_METHODS, split["conditions"], (), limit=MAX_ID)
    suitable = islice(filter(suits, bodies), shape.MAX_METHODS)
    methods = [stored.parse(shape.SHIPPING_METHOD, body) for body in suitable]
    return {
        "costs": [
            {
                each["id"]: costs.shipping_cost(
                    each, weight=good["weight"], subtotal=good["subtotal"]
                )
                for each in methods
                if costs.carries(each, weight=good["weight"], subtotal=good["subtotal"])
            }
            for good in request["goods"]
        ]
    }


@method(
    "commerce.shipping-methods.create",
    request=shape.Create,
    response=requests.Created,
    problems=_WRITE_PROBLEMS,
    writes=True,
)
def create(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Create a shipping method; as the default, it takes the mark off the one before."""
    new = request["shipping_method"]
    _check(new, new)
    if new["is_default"]:
        resource.unmark_default(SHIPPING_METHODS, shape.SHIPPING_METHOD, context)
    return {"id": resource.insert(SHIPPING_METHODS, shape.SHIPPING_METHOD, new, context)}


@method(
    "commerce.shipping-methods.update",
    request=shape.Update,
    response=requests.Done,
    problems=(
        problems.SHIPPING_METHOD_ID_NOT_FOUND,
        problems.VERSION_CONFLICT,
        *_WRITE_PROBLEMS,
    ),
    writes=True,
)
def update(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Change a shipping method; documents keep their copies of it."""
    changes = request["shipping_method"]
    # Before this method is locked: two callers that mark two methods must not wait in a circle.
    if changes.get("is_default"):
        id_ = request["id"]
        resource.unmark_default(SHIPPING_METHODS, shape.SHIPPING_METHOD, context, but=id_)
    missing = problems.SHIPPING_METHOD_ID_NOT_FOUND
    changed = resource.current(SHIPPING_METHODS, shape.SHIPPING_METHOD, request, missing)
    changed |= changes
    _check(changed, changes)
    resource.replace(SHIPPING_METHODS, shape.SHIPPING_METHOD, changed, context)
    return {}


@method(
    "commerce.shipping-methods.delete",
    request=requests.Delete,
    response=requests.Done,
    problems=(problems.IN_USE,),
    writes=True,
)
def delete(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Delete shipping methods that nothing uses; unknown ids are ignored."""
    resource.delete(SHIPPING_METHODS, request["ids"], "Shipping method")
    return {}


def _check(shipping_method: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Refuse reversed bounds, then a tax class that does not exist."""
    refuse_if_any(costs.bounds_faults(shipping_method, AT))
    tax_class = changes.get("tax_class")
    if tax_class is not None and not store.tax_classes.by_ids([tax_class]):
        problem = problems.TAX_CLASS_NOT_FOUND
        refuse(problem(f"{AT}/taxClass", value=tax_class, tax_class=tax_class))


def _split(request: dict[str, Any]) -> tuple[dict[str, Any], Keep | None]:
    """Split conditions into those that columns tell, and a test of stored answers, if needed."""
    conditions = request["conditions"]
    if _BY_SUITING.isdisjoint(conditions):
        return request, None
    columns = {name: value for name, value in conditions.items() if name not in _BY_SUITING}
    place = {name: conditions[name] for name in _BY_PLACE if name in conditions}
    goods = {name: conditions[name] for name in _BY_GOODS if name in conditions}

    def suits(body: bytes) -> bool:
        shipping_method = stored.parse(shape.SHIPPING_METHOD, body)
        return costs.reaches(shipping_method, **place) and costs.carries(shipping_method, **goods)

    return {**request, "conditions": columns}, suits
