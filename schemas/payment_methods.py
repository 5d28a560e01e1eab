"""Requests and answers of commerce.payment-methods.*."""

from decimal import Decimal
from typing import Any

from schemas import problems, requests
from schemas.fields import (
    MAX_ID,
    Boolean,
    DateTime,
    Integer,
    List,
    Nested,
    Number,
    String,
    identifier,
)
from schemas.schema import Schema
from schemas.shipping_methods import FREE, bound, cost, costs

MAX_SHIPPING_METHODS = 1000
MAX_AMOUNTS = 1000
MAX_PERCENT = 100


def _percent(**options: Any) -> Number:
    return Number(5, 2, 0, MAX_PERCENT, **options)


def _shipping_methods(**options: Any) -> List:
    most = MAX_SHIPPING_METHODS
    return List(identifier(), most=most, unique=problems.REPEATED, **options)


class Conditions(Schema):
    """Which payment methods."""

    ids = List(identifier(), most=requests.MAX_IDS)
    is_active = Boolean()
    is_default = Boolean()
    after = Integer(0, MAX_ID)


class NewPaymentMethod(Schema):
    """A payment method to create."""

    name = String(1, 80, required=True)
    is_active = Boolean(default=True)
    is_default = Boolean(default=False)
    is_on_delivery = Boolean(default=False)
    provider = String(0, 32, default="")
    tax_class = identifier(null=True, default=None)
    min_total = bound(default=None)
    max_total = bound(default=None)
    cost = cost(default=FREE)
    cost_percent = _percent(default=Decimal("0.00"))
    shipping_methods = _shipping_methods(default=list)


class PaymentMethodChanges(NewPaymentMethod):
    """What to change of a payment method; shipping methods replace those that it has."""

    partial_update = True

    name = String(1, 80)


class PaymentMethod(Schema):
    """A payment method as it is answered."""

    id = identifier()
    version = Integer(1)
    name = String(1, 80)
    is_active = Boolean()
    is_default = Boolean()
    is_on_delivery = Boolean()
    provider = String(0, 32)
    tax_class = identifier(null=True)
    min_total = bound()
    max_total = bound()
    cost = cost()
    cost_percent = _percent()
    shipping_methods = _shipping_methods()
    creation_time = DateTime()
    update_time = DateTime()


PAYMENT_METHOD = PaymentMethod()

Find = requests.finding(
    Conditions, PAYMENT_METHOD, "id", "name", "isOnDelivery", "isActive", "provider"
)
# Names are in one language here: accepted, since the source's clients send it, and not used.
Find._declared_fields["language"] = String(2, 2)  # noqa: SLF001 - as requests.finding does it
Found = requests.found("payment_methods", PAYMENT_METHOD)
Get = requests.getting(PAYMENT_METHOD)
Got = requests.got("payment_method", PAYMENT_METHOD)
Count = requests.counting(Conditions, PAYMENT_METHOD)
Create = requests.creating("payment_method", NewPaymentMethod())
Update = requests.updating("payment_method", PaymentMethodChanges())
ComputeCosts = requests.schema(
    "ComputeCosts",
    amounts=List(Number(10, 3), most=MAX_AMOUNTS, required=True),
    tax_area=identifier(required=True),
    conditions=Nested(Conditions(), default=dict),
)
Costs = requests.schema("Costs", costs=costs(MAX_AMOUNTS))
