"""Payment methods: what can be found of them and by what, and the shipping they go with."""

from collections.abc import Iterable

from store import records
from store.finding import Findable, after, any_of, equals, of_resource
from store.models import PaymentMethod, PaymentMethodShipping

PAYMENT_METHODS = Findable(
    model=PaymentMethod,
    conditions={
        "after": after(PaymentMethod.id),
        "ids": any_of(PaymentMethod.id),
        "is_active": equals(PaymentMethod.is_active),
        "is_default": equals(PaymentMethod.is_default),
    },
    order={
        "id": PaymentMethod.id,
        "name": PaymentMethod.name,
        "isOnDelivery": PaymentMethod.is_on_delivery,
        "isActive": PaymentMethod.is_active,
        "provider": PaymentMethod.provider,
    },
    queried={
        **of_resource(PaymentMethod),
        "name": PaymentMethod.name,
        "isActive": PaymentMethod.is_active,
        "isDefault": PaymentMethod.is_default,
        "isOnDelivery": PaymentMethod.is_on_delivery,
        "provider": PaymentMethod.provider,
        "taxClass": PaymentMethod.tax_class,
    },
)


def replace_shipping_methods(payment_method: int, shipping_methods: Iterable[int]) -> None:
    """Let a payment method go with these shipping methods instead of those that it has."""
    table = PaymentMethodShipping
    records.delete(table, table.payment_method, [payment_method])
    rows = [{"payment_method": payment_method, "shipping_method": id_} for id_ in shipping_methods]
    records.insert_many(table, rows)
