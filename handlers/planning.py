"""What a shop wants done with its orders by the server, and when."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import store.finding
from handlers.method import Context
from handlers.rules import lifecycle
from schemas import stored
from schemas.order_integrations import ORDER_INTEGRATION
from store.order_integrations import ORDER_INTEGRATIONS


def plan(order: dict[str, Any], context: Context) -> None:
    """Plan that the server processes or reissues an order, if its shop wants that.

    What is planned already, or was by a caller, stays.
    """
    integration = integration_of(order) if order["process_after"] is None else None
    if integration is not None and lifecycle.is_to_process(order, integration):
        delay = timedelta(seconds=integration["auto_process_delay_seconds"])
        order["process_after"] = context.now + delay


def integration_of(order: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the integration that an order came by, if any."""
    id_ = order["order_integration"]
    body = store.finding.get(ORDER_INTEGRATIONS, id_) if id_ is not None else None
    return None if body is None else stored.parse(ORDER_INTEGRATION, body)
