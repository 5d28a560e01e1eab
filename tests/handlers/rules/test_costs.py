"""What suits and what it costs, by tables."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.rules import costs

D = Decimal


def a_shipping_method(**changes: Any) -> dict[str, Any]:
    return {
        "is_active": True,
        "countries": [],
        "state_provs": [],
        "min_weight": None,
        "max_weight": None,
        "min_subtotal": None,
        "max_subtotal": None,
        "cost": D("7.500"),
        "cost_bands": [],
        "free_from": None,
        **changes,
    }


def a_payment_method(**changes: Any) -> dict[str, Any]:
    return {
        "is_active": True,
        "min_total": None,
        "max_total": None,
        "cost": D("1.000"),
        "cost_percent": D("0.00"),
        "shipping_methods": [],
        **changes,
    }


BANDS = [
    {"up_to_weight": D("2.000"), "cost": D("4.000")},
    {"up_to_weight": D("5.000"), "cost": D("6.500")},
]


@pytest.mark.parametrize(
    ("method", "suits"),
    [
        pytest.param({}, True, id="no limits"),
        pytest.param({"is_active": False}, False, id="inactive"),
        pytest.param({"countries": ["IT", "US"]}, True, id="country"),
        pytest.param({"countries": ["IT"]}, False, id="other country"),
        pytest.param({"countries": ["US"], "state_provs": ["CA"]}, True, id="state"),
        pytest.param({"countries": ["US"], "state_provs": ["NY"]}, False, id="other state"),
        pytest.param({"countries": ["IT"], "state_provs": ["CA"]}, False, id="state elsewhere"),
        pytest.param({"min_weight": D(2), "max_weight": D(2)}, True, id="weight on its bounds"),
        pytest.param({"min_weight": D("2.001")}, False, id="too light"),
        pytest.param({"max_weight": D("1.999")}, False, id="too heavy"),
        pytest.param({"min_subtotal": D(50), "max_subtotal": D(50)}, True, id="subtotal on bounds"),
        pytest.param({"min_subtotal": D("50.001")}, False, id="too cheap"),
        pytest.param({"max_subtotal": D("49.999")}, False, id="too dear"),
        pytest.param({"cost_bands": BANDS[:1]}, True, id="last band, on its bound"),
        pytest.param(
            {"cost_bands": [{"up_to_weight": D("1.999"), "cost": D(1)}]}, False, id="above bands"
        ),
    ],
)
def test_a_shipping_method_suits_goods_and_place(method: dict[str, Any], suits: bool) -> None:
    given = costs.may_ship(
        a_shipping_method(**method),
        country="US",
        state_prov="CA",
        weight=D(2),
        subtotal=D(50),
    )

    assert given is suits


@pytest.mark.parametrize(
    ("method", "weight", "subtotal", "cost"),
    [
        ({}, "0", "0", "7.500"),
        ({"cost_bands": BANDS}, "0", "0", "4.000"),
        ({"cost_bands": BANDS}, "2.000", "0", "4.000"),
        ({"cost_bands": BANDS}, "2.001", "0", "6.500"),
        ({"cost_bands": BANDS}, "5.000", "0", "6.500"),
        ({"free_from": D(100)}, "1", "99.999", "7.500"),
        ({"free_from": D(100)}, "1", "100", "0.000"),
        ({"free_from": D(0), "cost_bands": BANDS}, "1", "0", "0.000"),
    ],
)
def test_shipping_costs_by_band_and_is_free_from_a_subtotal(
    method: dict[str, Any], weight: str, subtotal: str, cost: str
) -> None:
    given = costs.shipping_cost(a_shipping_method(**method), weight=D(weight), subtotal=D(subtotal))

    assert str(given) == cost


@pytest.mark.parametrize(
    ("method", "suits"),
    [
        pytest.param({}, True, id="no limits"),
        pytest.param({"is_active": False}, False, id="inactive"),
        pytest.param({"min_total": D(100), "max_total": D(100)}, True, id="on its bounds"),
        pytest.param({"min_total": D("100.001")}, False, id="too little"),
        pytest.param({"max_total": D("99.999")}, False, id="too much"),
        pytest.param(
            {"cost": D("99999.999"), "cost_percent": D("0.01")}, False, id="cost beyond its type"
        ),
    ],
)
def test_a_payment_method_suits_a_total(method: dict[str, Any], suits: bool) -> None:
    assert costs.may_pay(a_payment_method(**method), total=D(100)) is suits


@pytest.mark.parametrize(
    ("percent", "total", "cost"),
    [
        ("0.00", "50", "1.000"),
        ("2.50", "50", "2.250"),
        ("1.00", "0.050", "1.001"),  # 0.0005: half up, where half even would give 1.000
        ("1.00", "0.049", "1.000"),
        ("100.00", "9999999.999", "10000000.999"),
    ],
)
def test_payment_costs_its_cost_and_a_share(percent: str, total: str, cost: str) -> None:
    method = a_payment_method(cost_percent=D(percent))

    assert str(costs.payment_cost(method, total=D(total))) == cost


@pytest.mark.parametrize(
    ("goes_with", "shipping_method", "combines"),
    [([], None, True), ([], 1, True), ([1, 2], 2, True), ([1], 2, False), ([1], None, False)],
)
def test_a_payment_method_goes_with_shipping_methods(
    goes_with: list[int], shipping_method: int | None, combines: bool
) -> None:
    method = a_payment_method(shipping_methods=goes_with)

    assert costs.may_combine(method, shipping_method) is combines


def test_bounds_that_nothing_meets_are_told() -> None:
    method = a_shipping_method(
        min_weight=D(2), max_weight=D(1), min_subtotal=D(1), max_subtotal=D(1)
    )
    faults = costs.bounds_faults(method, "/shippingMethod")

    assert [(fault.path, fault.description) for fault in faults] == [
        ("/shippingMethod/minWeight", "Min weight is greater than 1")
    ]
