"""Test the rounding of amounts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.rounding import MODES, RULES, Rounding, round_to

modes = st.sampled_from(sorted(MODES))
places = st.integers(0, 3)
decimals = st.integers(-(10**40), 10**40).flatmap(
    lambda digits: st.integers(0, 20).map(lambda scale: Decimal(f"{digits}E-{scale}"))
)
fractions = st.fractions(max_denominator=10**12)


@pytest.mark.parametrize(
    ("value", "amounts"),  # Down, HalfDown, HalfEven, HalfUp
    [
        ("1.114", "1.11 1.11 1.11 1.11"),
        ("1.115", "1.11 1.11 1.12 1.12"),
        ("1.1150001", "1.11 1.12 1.12 1.12"),
        ("1.125", "1.12 1.12 1.12 1.13"),
        ("1.126", "1.12 1.13 1.13 1.13"),
        ("-1.115", "-1.11 -1.11 -1.12 -1.12"),
        ("7", "7.00 7.00 7.00 7.00"),
    ],
)
@pytest.mark.parametrize("number", [Decimal, Fraction])
def test_each_mode_decides_ties_in_its_own_way(
    value: str, amounts: str, number: type[Decimal] | type[Fraction]
) -> None:
    rounded = [str(Rounding(mode).amount(number(value))) for mode in MODES]

    assert rounded == amounts.split()


@pytest.mark.parametrize(("places", "shown"), [(0, "2"), (1, "1.5"), (2, "1.50"), (3, "1.500")])
def test_an_amount_has_the_decimals_of_its_currency(places: int, shown: str) -> None:
    assert str(Rounding(places=places).amount(Decimal("1.5"))) == shown


@pytest.mark.parametrize("value", [Decimal("-0.004"), Decimal("-0.00"), Fraction(-1, 1000)])
@pytest.mark.parametrize("mode", MODES)
def test_zero_has_no_sign(value: Decimal | Fraction, mode: str) -> None:
    assert str(round_to(value, 2, mode)) == "0.00"


@pytest.mark.parametrize("sign", [-1, 0, 1])
def test_a_fraction_that_misses_a_tie_by_almost_nothing_is_no_tie(sign: int) -> None:
    value = Fraction(1005, 1000) + sign * Fraction(1, 3 * 10**300)

    assert str(round_to(value, 2, "HalfUp")) == ("1.00" if sign < 0 else "1.01")
    assert str(round_to(value, 2, "HalfDown")) == ("1.01" if sign > 0 else "1.00")


@pytest.mark.parametrize(
    "undefined", [{"mode": "HalfOdd"}, {"rule": "PerDay"}, {"places": 4}, {"places": -1}]
)
def test_a_rounding_that_nobody_defined_does_not_exist(undefined: dict[str, object]) -> None:
    with pytest.raises(AssertionError):
        Rounding(**undefined)  # type: ignore[arg-type]  # wrong on purpose


def test_amounts_are_commercial_and_per_tax_class_by_default() -> None:
    assert Rounding() == Rounding(mode="HalfUp", rule="PerTaxClass", places=2)
    assert Rounding().rule in RULES


@given(decimals | fractions, places, modes)
def test_rounding_is_symmetric(value: Decimal | Fraction, places: int, mode: str) -> None:
    negative = -value if isinstance(value, Fraction) else value.copy_negate()

    assert round_to(negative, places, mode) == round_to(value, places, mode).copy_negate()


@given(decimals, places, modes)
def test_a_decimal_and_its_fraction_round_alike(value: Decimal, places: int, mode: str) -> None:
    assert str(round_to(Fraction(value), places, mode)) == str(round_to(value, places, mode))


@given(decimals | fractions, places, modes)
def test_rounding_loses_at_most_what_its_mode_allows(
    value: Decimal | Fraction, places: int, mode: str
) -> None:
    lost = abs(Fraction(round_to(value, places, mode)) - Fraction(value)) * 10**places

    assert lost < 1 if mode == "Down" else lost <= Fraction(1, 2)


@given(decimals | fractions, places, modes)
def test_rounding_twice_changes_nothing(value: Decimal | Fraction, places: int, mode: str) -> None:
    once = round_to(value, places, mode)

    assert round_to(once, places, mode) == once
