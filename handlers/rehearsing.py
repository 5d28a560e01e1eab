"""Dry runs: a method is done and undone, and what it would leave behind is told."""

from collections.abc import Callable
from typing import TypeVar

import store.rehearsing
from schemas import stored
from store.customers import CUSTOMERS
from store.entities import SETTINGS
from store.invoices import INVOICES
from store.mails import MAILS
from store.order_integrations import ORDER_INTEGRATIONS
from store.orders import ORDERS
from store.payment_methods import PAYMENT_METHODS
from store.payments import PAYMENTS
from store.series import SERIES
from store.shipping_methods import SHIPPING_METHODS
from store.tax_areas import TAX_AREAS
from store.tax_classes import TAX_CLASSES

T = TypeVar("T")

# What a dry run shows, by the name that its list has everywhere; items are shown within these.
SHOWN = {
    "orders": ORDERS,
    "invoices": INVOICES,
    "payments": PAYMENTS,
    "customers": CUSTOMERS,
    "taxClasses": TAX_CLASSES,
    "taxAreas": TAX_AREAS,
    "shippingMethods": SHIPPING_METHODS,
    "paymentMethods": PAYMENT_METHODS,
    "orderIntegrations": ORDER_INTEGRATIONS,
    "series": SERIES,
    "mails": MAILS,
    "settings": SETTINGS,
}


def rehearse(work: Callable[[], T]) -> tuple[T, dict[str, stored.Listed]]:
    """Do work and undo it; return its outcome, and the documents as they would stand."""

    def noted() -> tuple[T, dict[str, stored.Listed]]:
        outcome = work()
        written = store.rehearsing.written(SHOWN)
        return outcome, {name: stored.listed(bodies, ()) for name, bodies in written.items()}

    return store.rehearsing.rehearse(noted)
