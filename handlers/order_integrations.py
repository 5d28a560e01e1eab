"""commerce.order-integrations.*: the shops that orders come from, and what is done with them."""

from typing import Any

from handlers import resource
from handlers.method import Context, method
from schemas import order_integrations as shape
from schemas import problems, requests
from store.order_integrations import ORDER_INTEGRATIONS


@method("commerce.order-integrations.find", request=shape.Find, response=shape.Found)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the order integrations that meet the conditions."""
    return resource.find("order_integrations", ORDER_INTEGRATIONS, request)


@method("commerce.order-integrations.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return an order integration, or null."""
    return {"order_integration": resource.get(ORDER_INTEGRATIONS, request)}


@method("commerce.order-integrations.count", request=shape.Count, response=requests.Counted)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return how many order integrations meet the conditions."""
    return {"count": resource.count(ORDER_INTEGRATIONS, request)}


@method(
    "commerce.order-integrations.create",
    request=shape.Create,
    response=requests.Created,
    problems=(problems.LOCALE_MALFORMED,),
    writes=True,
)
def create(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Create an order integration; several may have the same shop domain."""
    new = request["order_integration"]
    return {"id": resource.insert(ORDER_INTEGRATIONS, shape.ORDER_INTEGRATION, new, context)}


@method(
    "commerce.order-integrations.update",
    request=shape.Update,
    response=requests.Done,
    problems=(
        problems.LOCALE_MALFORMED,
        problems.ORDER_INTEGRATION_ID_NOT_FOUND,
        problems.VERSION_CONFLICT,
    ),
    writes=True,
)
def update(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Change an order integration, but not its source; scopes and metadata are replaced whole."""
    missing = problems.ORDER_INTEGRATION_ID_NOT_FOUND
    changed = resource.current(ORDER_INTEGRATIONS, shape.ORDER_INTEGRATION, request, missing)
    changed |= request["order_integration"]
    resource.replace(ORDER_INTEGRATIONS, shape.ORDER_INTEGRATION, changed, context)
    return {}


@method(
    "commerce.order-integrations.delete",
    request=requests.Delete,
    response=requests.Done,
    problems=(problems.IN_USE,),
    writes=True,
)
def delete(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Delete order integrations that nothing uses; unknown ids are ignored."""
    resource.delete(ORDER_INTEGRATIONS, request["ids"], "Order integration")
    return {}
