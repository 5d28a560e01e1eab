"""Valid requests to start from, and a shop that they refer to."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.api import Api


def address(**changes: Any) -> dict[str, Any]:
    """Return a billing address."""
    return {
        "firstName": "Sherlock",
        "lastName": "Holmes",
        "street1": "221b Baker Street",
        "city": "London",
        "postalCode": "NW1 6XE",
        "country": "GB",
        "email": "holmes@inv-london.com",
        **changes,
    }


def shipping_address(**changes: Any) -> dict[str, Any]:
    """Return a shipping address."""
    return {
        "name": "John",
        "street1": "221b Baker Street",
        "city": "London",
        "postalCode": "NW1 6XE",
        "country": "GB",
        **changes,
    }


def item(**changes: Any) -> dict[str, Any]:
    """Return an item without tax class."""
    return {"name": "Shirt", "quantity": Decimal("3.00"), "price": Decimal("56.330"), **changes}


def invoice(**changes: Any) -> dict[str, Any]:
    """Return a request of `create` for an invoice of one item."""
    return {"invoice": {"items": [item()], "billingAddress": address(), **changes}}


def order(**changes: Any) -> dict[str, Any]:
    """Return a request of `create` for an order of one item."""
    return {"order": {"items": [item()], "billingAddress": address(), **changes}}


@dataclass(frozen=True)
class Shop:
    """The ids of what documents refer to."""

    vat: int
    low: int
    area: int
    courier: int
    transfer: int
    customer: int


async def open_shop(api: Api) -> Shop:
    """Make two tax classes, a tax area for GB and IT, two methods and a customer."""

    async def create(resource: str, name: str, value: dict[str, Any]) -> int:
        answer = await api.call(f"commerce.{resource}.create", {name: value})
        return int(answer["id"])

    vat = await create("tax-classes", "taxClass", {"code": "VAT", "name": "Generic"})
    low = await create("tax-classes", "taxClass", {"code": "LOW", "name": "Reduced"})
    rates = {str(vat): Decimal(19), str(low): Decimal(10)}
    area = {"name": "Europe", "countries": ["GB", "IT"], "rates": rates}
    courier = {"name": "Courier", "taxClass": vat, "cost": Decimal("8.572")}
    transfer = {"name": "Bank transfer", "taxClass": vat, "cost": Decimal("1.200")}
    customer = {"firstName": "Sherlock", "lastName": "Holmes", "email": "holmes@inv-london.com"}
    return Shop(
        vat,
        low,
        await create("tax-areas", "taxArea", area),
        await create("shipping-methods", "shippingMethod", courier),
        await create("payment-methods", "paymentMethod", transfer),
        await create("customers", "customer", customer),
    )
