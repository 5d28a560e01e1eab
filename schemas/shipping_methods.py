"""Requests and answers of commerce.shipping-methods.*."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

from schemas import problems, requests
from schemas.fields import (
    MAX_ID,
    Boolean,
    DateTime,
    Integer,
    List,
    Mapped,
    Nested,
    Number,
    NumericKey,
    String,
    identifier,
)
from schemas.problems import Fault
from schemas.schema import Schema
from schemas.tax_areas import countries

MAX_STATE_PROVS = 300
MAX_BANDS = 100
MAX_GOODS = 1000

# One call computes with these many methods at most: the first by id.
MAX_METHODS = 1000

FREE = Decimal("0.000")


def cost(**options: Any) -> Number:
    """Declare a cost."""
    return Number(8, 3, 0, **options)


def weight(**options: Any) -> Number:
    """Declare a weight."""
    return Number(8, 3, 0, **options)


def bound(**options: Any) -> Number:
    """Declare the amount of money at which something starts or ends; null is nowhere."""
    return Number(10, 3, 0, null=True, **options)


def costs(most: int) -> List:
    """Declare, for each thing that was asked about, the costs by the ids of suitable methods."""
    by_id = Mapped(NumericKey(1, MAX_ID), cost(), most=MAX_METHODS)
    return List(by_id, most=most, required=True)


def _state_provs(**options: Any) -> List:
    inner = String(1, 3)
    return List(inner, most=MAX_STATE_PROVS, unique=problems.REPEATED, **options)


class CostBand(Schema):
    """What it costs up to a weight."""

    up_to_weight = weight(required=True)
    cost = cost(required=True)


def _bands(**options: Any) -> List:
    return List(Nested(CostBand()), most=MAX_BANDS, **options)


class Conditions(Schema):
    """Which shipping methods: by what they are, and by what they suit."""

    ids = List(identifier(), most=requests.MAX_IDS)
    is_active = Boolean()
    is_default = Boolean()
    country = String(2, 2)
    state_prov = String(0, 3)
    weight = weight()
    quantity = Number(10, 2, 0)
    subtotal = Number(10, 3)
    after = Integer(0, MAX_ID)


class CostConditions(Schema):
    """Which shipping methods to compute the costs of."""

    ids = List(identifier(), most=requests.MAX_IDS)
    is_active = Boolean()
    country = String(2, 2)
    state_prov = String(0, 3)


class ShippingMethodFields(Schema):
    """What a caller may say of a shipping method, new or stored."""

    is_active = Boolean(default=True)
    is_default = Boolean(default=False)
    tax_class = identifier(null=True, default=None)
    countries = countries(default=list)
    state_provs = _state_provs(default=list)
    min_weight = weight(null=True, default=None)
    max_weight = weight(null=True, default=None)
    min_subtotal = bound(default=None)
    max_subtotal = bound(default=None)
    cost = cost(default=FREE)
    cost_bands = _bands(default=list)
    free_from = bound(default=None)

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse bands that do not ascend: which one gives the cost would be a guess."""
        weights = [band["up_to_weight"] for band in read.get("cost_bands", ())]
        for i, (before, given) in enumerate(pairwise(weights), 1):
            if given <= before:
                path = f"{at}/costBands/{i}/upToWeight"
                problem = problems.BANDS_NOT_ASCENDING
                faults.append(problem(path, value=given, given=given, before=before))


class NewShippingMethod(ShippingMethodFields):
    """A shipping method to create."""

    name = String(1, 80, required=True)


class ShippingMethodChanges(ShippingMethodFields):
    """What to change of a shipping method; lists replace those that it has."""

    partial_update = True

    name = String(1, 80)


class ShippingMethod(Schema):
    """A shipping method as it is answered."""

    id = identifier()
    version = Integer(1)
    name = String(1, 80)
    is_active = Boolean()
    is_default = Boolean()
    tax_class = identifier(null=True)
    countries = countries()
    state_provs = _state_provs()
    min_weight = weight(null=True)
    max_weight = weight(null=True)
    min_subtotal = bound()
    max_subtotal = bound()
    cost = cost()
    cost_bands = _bands()
    free_from = bound()
    creation_time = DateTime()
    update_time = DateTime()


class Good(Schema):
    """Goods to ship together."""

    weight = weight(required=True)
    quantity = Number(10, 2, 0, required=True)
    subtotal = Number(10, 3, required=True)
    taxed_subtotal = Number(10, 3, required=True)


SHIPPING_METHOD = ShippingMethod()

Find = requests.finding(Conditions, SHIPPING_METHOD, "id", "name", "isActive", "isDefault")
Found = requests.found("shipping_methods", SHIPPING_METHOD)
Get = requests.getting(SHIPPING_METHOD)
Got = requests.got("shipping_method", SHIPPING_METHOD)
Count = requests.counting(Conditions, SHIPPING_METHOD)
Create = requests.creating("shipping_method", NewShippingMethod())
Update = requests.updating("shipping_method", ShippingMethodChanges())
ComputeCosts = requests.schema(
    "ComputeCosts",
    goods=List(Nested(Good()), most=MAX_GOODS, required=True),
    conditions=Nested(CostConditions(), default=dict),
)
Costs = requests.schema("Costs", costs=costs(MAX_GOODS))
