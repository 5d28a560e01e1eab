"""Order integrations: what can be found of them, and by what."""

from store.finding import Findable, after, any_of, equals, of_resource
from store.models import OrderIntegration

ORDER_INTEGRATIONS = Findable(
    model=OrderIntegration,
    conditions={
        "ids": any_of(OrderIntegration.id),
        "source": any_of(OrderIntegration.source),
        "is_active": equals(OrderIntegration.is_active),
        "after": after(OrderIntegration.id),
    },
    order={
        "id": OrderIntegration.id,
        "name": OrderIntegration.name,
        "source": OrderIntegration.source,
        "isActive": OrderIntegration.is_active,
        "creationTime": OrderIntegration.creation_time,
        "updateTime": OrderIntegration.update_time,
    },
    queried={
        **of_resource(OrderIntegration),
        "name": OrderIntegration.name,
        "source": OrderIntegration.source,
        "isActive": OrderIntegration.is_active,
    },
)
