"""Shipping methods: what can be found of them, and by what."""

from store.finding import Findable, after, any_of, equals, of_resource
from store.models import ShippingMethod

SHIPPING_METHODS = Findable(
    model=ShippingMethod,
    conditions={
        "after": after(ShippingMethod.id),
        "ids": any_of(ShippingMethod.id),
        "is_active": equals(ShippingMethod.is_active),
        "is_default": equals(ShippingMethod.is_default),
    },
    order={
        "id": ShippingMethod.id,
        "name": ShippingMethod.name,
        "isActive": ShippingMethod.is_active,
        "isDefault": ShippingMethod.is_default,
    },
    queried={
        **of_resource(ShippingMethod),
        "name": ShippingMethod.name,
        "isActive": ShippingMethod.is_active,
        "isDefault": ShippingMethod.is_default,
        "taxClass": ShippingMethod.tax_class,
    },
)
