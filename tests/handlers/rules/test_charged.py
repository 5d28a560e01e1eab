"""Test what orders as a shop has charged them come to, line by line and by tax class."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.charged import ChargedLine, amounts, discount, taxes
from handlers.rules.rounding import MODES, RULES, Rounding
from handlers.rules.totals import Line, line_amounts

D = Decimal


def scaled(least: int, most: int, places: int) -> st.SearchStrategy[Decimal]:
    """Draw decimals with so many places."""
    return st.integers(least, most).map(lambda whole: D(whole).scaleb(-places))


LINES = st.builds(
    Line,
    price=scaled(-(10**10) + 1, 10**10 - 1, 3) | scaled(-2000, 2000, 3),
    quantity=scaled(0, 10**8 - 1, 2) | scaled(0, 300, 2),
    discount=scaled(-2000, 2000, 3),
    code=st.sampled_from(["", "VAT"]),
    rate=scaled(0, 10000, 2),
)
ROUNDINGS = st.builds(
    Rounding, st.sampled_from(sorted(MODES)), st.sampled_from(sorted(RULES)), st.integers(0, 3)
)
AMOUNTS = st.integers(-(10**6), 10**6)


# ---- What a shop says is kept, and what it does not say is computed


@pytest.mark.parametrize(
    ("total", "taxed_total", "expected"),
    [
        ("10.00", "12.00", "10.00 12.00"),
        ("10.00", None, "10.00 11.90"),
        (None, "12.00", "3.35 12.00"),
        (None, None, "3.35 3.99"),
        ("-10.00", "-12.00", "-10.00 -12.00"),
        ("-10.05", None, "-10.05 -11.96"),
        ("0.00", "5.00", "0.00 5.00"),
        ("5.00", "0.00", "5.00 0.00"),
        ("0.00", None, "0.00 0.00"),
    ],
)
def test_a_line_comes_to_what_was_said_of_it(
    total: str | None, taxed_total: str | None, expected: str
) -> None:
    line = Line(price=D("1.115"), quantity=D(3), rate=D(19))
    given_ = (None if each is None else D(each) for each in (total, taxed_total))
    charged = ChargedLine(line, *given_)

    assert " ".join(map(str, amounts(charged, Rounding()))) == expected


@given(LINES, ROUNDINGS, AMOUNTS | st.none(), AMOUNTS | st.none())
def test_nothing_that_was_charged_is_computed_anew(
    line: Line, rounding: Rounding, total: int | None, taxed: int | None
) -> None:
    charged, taxed_charged = (
        None if each is None else D(each).scaleb(-rounding.places) for each in (total, taxed)
    )
    net, with_taxes = amounts(ChargedLine(line, charged, taxed_charged), rounding)

    assert charged in (None, net)
    assert taxed_charged in (None, with_taxes)
    assert net == rounding.amount(net)
    assert with_taxes == rounding.amount(with_taxes)
    if charged is None:
        assert net == line_amounts(line, rounding).total


# ---- The discount that brings a line to what was charged for it


@pytest.mark.parametrize(
    ("price", "quantity", "total", "mode", "expected"),
    [
        ("10", "3", "30", "HalfUp", "0.00"),
        ("10", "3", "25.50", "HalfUp", "4.50"),
        ("10", "3", "31", "HalfUp", "-1.00"),
        ("10", "3", "-1", "HalfUp", "31.00"),
        # Half a cent off is rounded away again, so it is no discount.
        ("1.115", "1", "1.12", "HalfUp", "0.00"),
        ("1.115", "1", "1.11", "Down", "0.00"),
        # 1.115 - 2.12 is -1.005, and would be -1.01.
        ("1.115", "1", "-1", "HalfUp", "2.115"),
        # 1.115 - 0.01 is 1.105, and would be 1.10.
        ("1.115", "1", "1.11", "HalfEven", "0.005"),
        # 1.119 - 1.61 is -0.491, and would be -0.49.
        ("1.119", "1", "-0.50", "Down", "1.619"),
        # 0.0315 has a place more than a discount.
        ("0.021", "1.5", "-0.50", "Down", "0.532"),
    ],
)
def test_a_discount_brings_a_line_to_what_was_charged(
    price: str, quantity: str, total: str, mode: str, expected: str
) -> None:
    line = Line(price=D(price), quantity=D(quantity))
    found = discount(line, D(total), Rounding(mode, "PerLine"))

    assert str(found) == expected
    brought = line_amounts(replace(line, discount=found), Rounding(mode, "PerLine"))
    assert brought.total == D(total)


@given(LINES, ROUNDINGS, AMOUNTS)
def test_any_line_is_brought_to_any_total(line: Line, rounding: Rounding, whole: int) -> None:
    total = D(whole).scaleb(-rounding.places)
    found = discount(line, total, rounding)
    brought = line_amounts(replace(line, discount=found), rounding).total

    assert found == round(found, 3)
    if (rounding.places, rounding.mode) == (3, "HalfEven"):
        assert abs(brought - total) <= D("0.001")
    else:
        assert brought == total


@given(LINES, ROUNDINGS)
def test_what_the_rules_charge_needs_no_discount(line: Line, rounding: Rounding) -> None:
    line = replace(line, discount=D(0))

    assert not discount(line, line_amounts(line, rounding).total, rounding)


# ---- Taxes


@given(st.lists(st.tuples(LINES, AMOUNTS, AMOUNTS), max_size=6))
def test_taxes_are_the_sums_of_what_was_charged(lines: list[tuple[Line, int, int]]) -> None:
    charged = [(D(total).scaleb(-2), D(taxed).scaleb(-2)) for _, total, taxed in lines]
    rows = taxes([line for line, _, _ in lines], charged)
    expected: dict[tuple[str, Decimal], list[Decimal]] = defaultdict(lambda: [D(0), D(0)])
    for (line, _, _), (total, taxed) in zip(lines, charged, strict=True):
        expected[line.code, line.rate][0] += total
        expected[line.code, line.rate][1] += taxed - total

    assert {(row.code, row.rate): [row.taxable_total, row.amount] for row in rows} == expected
    assert [(row.code, row.rate) for row in rows] == list(expected)
