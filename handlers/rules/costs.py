"""Which shipping and payment methods suit a document, and what they cost.

A method is the dict that its stored answer reads back as. Bounds are inclusive on both ends, and
an empty list or a null bound allows everything. Shipping is judged by the net subtotal, payment by
the taxed total. The number of pieces decides nothing: no method has a bound on it.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from decimal import Decimal
from operator import itemgetter
from typing import Any

from handlers.rules.rounding import round_to
from schemas import problems
from schemas.problems import Fault

Method = Mapping[str, Any]

PLACES = 3
FREE = Decimal("0.000")
PERCENT = Decimal("0.01")

# The most that decimal[8,3] holds: a method whose share of a huge total is more does not suit it.
MAX_COST = Decimal("99999.999")

# The bounds of methods: the lower and the upper one, and the lower one's name on the wire.
_BOUNDS = (
    ("min_weight", "max_weight", "minWeight"),
    ("min_subtotal", "max_subtotal", "minSubtotal"),
    ("min_total", "max_total", "minTotal"),
)


def may_ship(
    method: Method, *, country: str, state_prov: str, weight: Decimal, subtotal: Decimal
) -> bool:
    """Tell whether a shipping method is active and suits goods and their destination."""
    return bool(method["is_active"]) and (
        reaches(method, country=country, state_prov=state_prov)
        and carries(method, weight=weight, subtotal=subtotal)
    )


def reaches(method: Method, *, country: str | None = None, state_prov: str | None = None) -> bool:
    """Tell whether a shipping method goes to a country and state; None is not asked about."""
    return _allows(method["countries"], country) and _allows(method["state_provs"], state_prov)


def carries(
    method: Method, *, weight: Decimal | None = None, subtotal: Decimal | None = None
) -> bool:
    """Tell whether a shipping method takes goods of this kind; None is not asked about."""
    bands = method["cost_bands"]
    return (
        _is_within(weight, method["min_weight"], method["max_weight"])
        and _is_within(subtotal, method["min_subtotal"], method["max_subtotal"])
        and (weight is None or not bands or weight <= bands[-1]["up_to_weight"])
    )


def shipping_cost(method: Method, *, weight: Decimal, subtotal: Decimal) -> Decimal:
    """Return what a shipping method costs, where it suits."""
    free_from = method["free_from"]
    if free_from is not None and subtotal >= free_from:
        return FREE
    bands = method["cost_bands"]
    i = bisect_left(bands, weight, key=itemgetter("up_to_weight"))
    # Above the last band the method does not suit, so its plain cost is never charged there.
    cost: Decimal = bands[i]["cost"] if i < len(bands) else method["cost"]
    return cost


def may_pay(method: Method, *, total: Decimal) -> bool:
    """Tell whether a payment method is active and takes a taxed total."""
    return bool(method["is_active"]) and takes(method, total=total)


def takes(method: Method, *, total: Decimal) -> bool:
    """Tell whether a payment method takes a taxed total, be it active or not."""
    return (
        _is_within(total, method["min_total"], method["max_total"])
        and payment_cost(method, total=total) <= MAX_COST
    )


def payment_cost(method: Method, *, total: Decimal) -> Decimal:
    """Return what a payment method costs: its cost and its share of the taxed total."""
    share = total * method["cost_percent"] * PERCENT
    return round_to(method["cost"] + share, PLACES, "HalfUp")


def may_combine(payment_method: Method, shipping_method_id: int | None) -> bool:
    """Tell whether a payment method goes with a shipping method, or with none."""
    goes_with = payment_method["shipping_methods"]
    return not goes_with or shipping_method_id in goes_with


def bounds_faults(method: Method, at: str) -> list[Fault]:
    """Find the bounds of a method that nothing could meet."""
    faults = []
    for lower, upper, name in _BOUNDS:
        least, most = method.get(lower), method.get(upper)
        if least is not None and most is not None and least > most:
            path = f"{at}/{name}"
            faults.append(problems.BOUNDS_REVERSED(path, value=least, allowed=most, most=most))
    return faults


def _allows(allowed: Collection[str], given: str | None) -> bool:
    return given is None or not allowed or given in allowed


def _is_within(given: Decimal | None, least: Decimal | None, most: Decimal | None) -> bool:
    if given is None:
        return True
    return (least is None or given >= least) and (most is None or given <= most)
