"""Test the totals of documents: by the contract's tables, and by what must always hold."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import chain
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handlers.rules.totals
from handlers.rules.rounding import MODES, RULES, Rounding
from handlers.rules.totals import (
    Cost,
    Discount,
    Line,
    LineAmounts,
    TaxRow,
    Totals,
    ZeroSubtotal,
    goods,
    totals,
)

D = Decimal


def add_up(
    *lines: Line,
    discounts: tuple[Discount, ...] = (),
    discounts_include_taxes: bool = False,
    shipping: Cost | None = None,
    payment: Cost | None = None,
    rounding: Rounding | None = None,
) -> Totals:
    """Compute the totals of a document that is plain unless told otherwise."""
    sold = goods(
        lines,
        discounts,
        discounts_include_taxes=discounts_include_taxes,
        rounding=rounding or Rounding(),
    )
    return totals(sold, shipping=shipping, payment=payment)


def a_line(price: str, quantity: str = "1", rate: str = "0", code: str = "") -> Line:
    """Make a line from text."""
    return Line(price=D(price), quantity=D(quantity), rate=D(rate), code=code)


# ---- The contract's worked examples

CASES = {
    "A": [a_line("56.330", "3", "19")],
    "B": [a_line("1.115", "3", "22")],
    "C": [a_line("0.125", "7", "10")] * 2,
    "D": [a_line("2.345", "1.5", "22")],
}

# Columns as in MODES: Down, HalfDown, HalfEven, HalfUp.
EXAMPLES = """
    A | PerItem     | 168.99 + 32.10 | 168.99 + 32.10 | 168.99 + 32.10 | 168.99 + 32.10
    A | PerLine     | 168.99 + 32.10 | 168.99 + 32.11 | 168.99 + 32.11 | 168.99 + 32.11
    A | Total       | 168.99 + 32.10 | 168.99 + 32.11 | 168.99 + 32.11 | 168.99 + 32.11
    A | PerTaxClass | 168.99 + 32.10 | 168.99 + 32.11 | 168.99 + 32.11 | 168.99 + 32.11
    B | PerItem     | 3.33 + 0.72 | 3.33 + 0.72 | 3.36 + 0.75 | 3.36 + 0.75
    B | PerLine     | 3.34 + 0.73 | 3.34 + 0.73 | 3.34 + 0.73 | 3.35 + 0.74
    B | Total       | 3.34 + 0.73 | 3.34 + 0.74 | 3.34 + 0.74 | 3.35 + 0.74
    B | PerTaxClass | 3.34 + 0.73 | 3.34 + 0.73 | 3.34 + 0.73 | 3.35 + 0.74
    C | PerItem     | 1.68 + 0.14 | 1.68 + 0.14 | 1.68 + 0.14 | 1.82 + 0.14
    C | PerLine     | 1.74 + 0.16 | 1.74 + 0.18 | 1.76 + 0.18 | 1.76 + 0.18
    C | Total       | 1.75 + 0.17 | 1.75 + 0.17 | 1.75 + 0.18 | 1.75 + 0.18
    C | PerTaxClass | 1.74 + 0.17 | 1.74 + 0.17 | 1.76 + 0.18 | 1.76 + 0.18
    D | PerItem     | 3.51 + 0.76 | 3.51 + 0.76 | 3.51 + 0.76 | 3.53 + 0.78
    D | PerLine     | 3.51 + 0.77 | 3.52 + 0.77 | 3.52 + 0.77 | 3.52 + 0.77
    D | Total       | 3.51 + 0.77 | 3.52 + 0.77 | 3.52 + 0.77 | 3.52 + 0.77
    D | PerTaxClass | 3.51 + 0.77 | 3.52 + 0.77 | 3.52 + 0.77 | 3.52 + 0.77
"""
ROWS = [[cell.strip() for cell in row.split("|")] for row in EXAMPLES.strip().splitlines()]


@pytest.mark.parametrize(
    ("case", "rule", "mode", "sums"),
    [
        pytest.param(case, rule, mode, sums, id=f"{case}-{rule}-{mode}")
        for case, rule, *cells in ROWS
        for mode, sums in zip(MODES, cells, strict=True)
    ],
)
def test_the_worked_examples_come_out(case: str, rule: str, mode: str, sums: str) -> None:
    result = add_up(*CASES[case], rounding=Rounding(mode, rule))

    assert f"{result.total} + {result.tax_amount}" == sums


def test_the_module_explains_itself_by_one_of_the_worked_examples() -> None:
    explained = [
        [cell.strip() for cell in row.strip(" |").split("|")]
        for row in (handlers.rules.totals.__doc__ or "").splitlines()
        if " + " in row
    ]

    assert explained == [cells for case, *cells in ROWS if case == "C"]


@pytest.mark.parametrize("rule", sorted(RULES))
def test_each_tax_class_is_rounded_alone(rule: str) -> None:
    """Rounding the sum of 1.004 and 1.004 would give 2.01."""
    result = add_up(
        a_line("10.04", rate="10"), a_line("5.02", rate="20"), rounding=Rounding(rule=rule)
    )

    assert [row.amount for row in result.taxes] == [D("1.00"), D("1.00")]
    assert result.tax_amount == D("2.00")


@pytest.mark.parametrize(
    ("rule", "total", "tax"),
    [
        ("PerItem", "3.33", "0.72"),
        ("PerLine", "3.34", "0.73"),
        ("Total", "3.34", "0.74"),
        ("PerTaxClass", "3.34", "0.73"),
    ],
)
def test_a_line_shows_rounded_amounts_under_every_rule(rule: str, total: str, tax: str) -> None:
    result = add_up(*CASES["B"], rounding=Rounding("HalfDown", rule))

    assert result.lines == (LineAmounts(D(total), D(tax)),)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_no_digit_is_lost_before_the_rounding(rule: str) -> None:
    """Python's default of 28 digits would lose the last cent."""
    result = add_up(a_line("12345678901234567.12", "9999999999.999"), rounding=Rounding(rule=rule))

    assert result.total == D("123456789012333325521098765.43")


# ---- Discounts

OFF_20_PERCENT = Discount("PercentOff", D(20))
OFF_10_45 = Discount("AmountOff", D("10.45"))


@pytest.mark.parametrize(
    ("include_taxes", "subtotal", "tax", "taxed"),
    [(False, "124.74", "23.70", "148.44"), (True, "126.41", "24.01", "150.42")],
    ids=["net", "taxed"],
)
def test_an_amount_is_taken_off_the_net_or_the_taxed_subtotal(
    include_taxes: bool, subtotal: str, tax: str, taxed: str
) -> None:
    result = add_up(
        *CASES["A"],
        discounts=(OFF_20_PERCENT, OFF_10_45),
        discounts_include_taxes=include_taxes,
        rounding=Rounding(rule="PerItem"),
    )

    assert result.prediscount_subtotal == D("168.99")
    assert result.taxed_prediscount_subtotal == D("201.09")
    assert result.subtotal == D(subtotal)
    assert result.tax_amount == D(tax)
    assert result.taxed_subtotal == D(taxed)


@pytest.mark.parametrize(
    ("discounts", "subtotal"),
    [
        ((OFF_20_PERCENT, OFF_10_45), "69.55"),
        ((OFF_10_45, OFF_20_PERCENT), "71.64"),
        ((OFF_20_PERCENT,) * 5, "32.77"),
        ((OFF_10_45,) * 5, "47.75"),
        ((Discount("PercentOff", D(100)),), "0.00"),
        ((Discount("AmountOff", D(130)),), "-30.00"),
    ],
)
def test_discounts_apply_in_order_to_what_is_left(
    discounts: tuple[Discount, ...], subtotal: str
) -> None:
    assert str(add_up(a_line("100"), discounts=discounts).subtotal) == subtotal


@pytest.mark.parametrize("rule", sorted(RULES))
def test_the_last_tax_class_with_lines_takes_the_residual_cent(rule: str) -> None:
    """Three shares of 6.666… round to 20.01, one cent more than the subtotal."""
    lines = [a_line("10", rate=rate) for rate in ("0", "10", "20")]
    off_10 = Discount("AmountOff", D(10))
    shipping = Cost(D(1), "SHIP", "Shipping", D(22))

    result = add_up(*lines, discounts=(off_10,), shipping=shipping, rounding=Rounding(rule=rule))

    assert [str(row.taxable_total) for row in result.taxes] == ["6.67", "6.67", "6.66", "1.00"]
    assert result.subtotal == D("20.00")


def test_the_last_tax_class_takes_a_residual_cent_of_unrounded_sums_too() -> None:
    lines = [a_line("0.005", rate="10"), a_line("0.005", rate="20")]

    result = add_up(*lines, rounding=Rounding(rule="Total"))

    assert [row.taxable_total for row in result.taxes] == [D("0.01"), D("0.00")]
    assert result.total == D("0.01")


@pytest.mark.parametrize(
    ("price", "discounts"),
    [
        ("0", (OFF_10_45,)),
        ("100", (Discount("PercentOff", D(100)), OFF_10_45)),
        ("10.45", (OFF_10_45, OFF_10_45)),
    ],
    ids=["nothing", "all percents", "all"],
)
def test_an_amount_can_not_be_taken_off_zero(price: str, discounts: tuple[Discount, ...]) -> None:
    with pytest.raises(ZeroSubtotal):
        add_up(a_line(price), discounts=discounts)


def test_an_amount_can_not_be_taken_off_a_document_without_lines() -> None:
    with pytest.raises(ZeroSubtotal):
        add_up(discounts=(OFF_10_45,), shipping=Cost(D(5)))


@pytest.mark.parametrize("include_taxes", [False, True])
def test_a_sum_that_only_shows_as_zero_can_be_reduced(include_taxes: bool) -> None:
    """Under Total the running subtotal is not rounded."""
    result = add_up(
        a_line("0.004"),
        discounts=(Discount("AmountOff", D(1)),),
        discounts_include_taxes=include_taxes,
        rounding=Rounding(rule="Total"),
    )

    assert (result.prediscount_subtotal, result.subtotal) == (D("0.00"), D("-1.00"))


def test_percents_can_be_taken_off_zero() -> None:
    assert add_up(a_line("0"), discounts=(OFF_20_PERCENT,)).total == 0


# ---- Tax classes and costs


def test_a_tax_class_is_a_code_and_a_rate_and_keeps_its_first_name() -> None:
    lines = [
        Line(D(1), D(1), code="A", name="first", rate=D(10)),
        Line(D(2), D(1), code="B", name="other code", rate=D(10)),
        Line(D(4), D(1), code="A", name="other rate", rate=D(20)),
        Line(D(8), D(1), code="A", name="last", rate=D("10.00")),
    ]

    assert add_up(*lines).taxes == (
        TaxRow("A", "first", D(10), D("9.00"), D("0.90")),
        TaxRow("B", "other code", D(10), D("2.00"), D("0.20")),
        TaxRow("A", "other rate", D(20), D("4.00"), D("0.80")),
    )


def test_costs_enter_their_own_tax_classes_after_the_discounts() -> None:
    result = add_up(
        Line(D(100), D(1), code="A", name="VAT", rate=D(19)),
        discounts=(OFF_20_PERCENT,),
        shipping=Cost(D("8.572"), "A", "VAT", D(19)),
        payment=Cost(D("1.2"), "P", "Payments", D(5)),
    )

    assert (result.shipping_tax, result.payment_tax) == (D("1.63"), D("0.06"))
    assert (result.subtotal, result.taxed_subtotal) == (D("80.00"), D("95.20"))
    assert result.taxes == (
        TaxRow("A", "VAT", D(19), D("88.57"), D("16.83")),
        TaxRow("P", "Payments", D(5), D("1.20"), D("0.06")),
    )
    assert (result.total, result.tax_amount) == (D("89.77"), D("16.89"))
    assert result.taxed_total == D("106.66")


@pytest.mark.parametrize(
    ("rule", "amount"),
    [("PerItem", "0.02"), ("PerLine", "0.02"), ("Total", "0.01"), ("PerTaxClass", "0.01")],
)
def test_a_cost_is_taxed_with_its_class_only_under_the_rules_that_add_first(
    rule: str, amount: str
) -> None:
    result = add_up(
        a_line("0.06", rate="10"),
        shipping=Cost(D("0.06"), rate=D(10)),
        rounding=Rounding(rule=rule),
    )

    assert [row.amount for row in result.taxes] == [D(amount)]
    assert result.shipping_tax == D("0.01")


@pytest.mark.parametrize("rule", sorted(RULES))
def test_no_discount_reaches_the_costs(rule: str) -> None:
    result = add_up(
        a_line("100", rate="10"),
        discounts=(Discount("PercentOff", D(100)),),
        shipping=Cost(D(10), rate=D(10)),
        rounding=Rounding(rule=rule),
    )

    assert (result.total, result.tax_amount) == (D("10.00"), D("1.00"))


def test_a_document_without_costs_shows_no_tax_on_them() -> None:
    result = add_up(a_line("1"))

    assert (result.shipping_tax, result.payment_tax) == (None, None)


def test_a_document_without_lines_has_costs_only() -> None:
    result = add_up(shipping=Cost(D(5), "A", "VAT", D(20)))

    assert result.subtotal == 0
    assert result.taxes == (TaxRow("A", "VAT", D(20), D("5.00"), D("1.00")),)
    assert result.taxed_total == D("6.00")


def test_an_empty_document_comes_to_zero() -> None:
    result = add_up()

    assert str(result.taxed_total) == "0.00"
    assert result.taxes == ()


def test_a_total_may_be_negative() -> None:
    result = add_up(a_line("-10", "2", "10"))

    assert (result.total, result.tax_amount) == (D("-20.00"), D("-2.00"))


def test_quantities_and_weights_are_summed_over_the_lines() -> None:
    lines = [
        Line(D(1), D("1.5"), weight=D("0.333")),
        Line(D(1), D(2), weight=D("0.5")),
    ]

    result = add_up(*lines, rounding=Rounding(mode="Down", places=0))

    assert result.quantity == D("3.5")
    assert str(result.weight) == "1.500"  # 1.4995, half up whatever the money does


# ---- What must always hold

prices = st.decimals("-999999", "999999", places=3)
quantities = st.decimals(0, 9999, places=3)
rates = st.sampled_from([D(0), D("5.5"), D(10), D(19), D(22)])
codes = st.sampled_from(["", "A", "B"])
all_lines = st.lists(
    st.builds(Line, price=prices, quantity=quantities, weight=quantities, code=codes, rate=rates),
    max_size=6,
)
costs = st.none() | st.builds(Cost, cost=st.decimals(0, 999, places=3), code=codes, rate=rates)
percents_off = st.builds(Discount, st.just("PercentOff"), st.decimals(0, 100, places=2))
amounts_off = st.builds(Discount, st.just("AmountOff"), st.decimals(0, 9999, places=3))
places = st.integers(0, 3)


def roundings(*rules: str) -> st.SearchStrategy[Rounding]:
    """Draw a rounding of any mode and currency, with one of the rules."""
    return st.builds(Rounding, st.sampled_from(sorted(MODES)), st.sampled_from(rules), places)


any_rounding = roundings(*sorted(RULES))


@st.composite
def documents(draw: st.DrawFn, rounding: st.SearchStrategy[Rounding] = any_rounding) -> Totals:
    """Draw the totals of any document, with costs and whatever discounts it can bear."""
    document = partial(
        add_up, *draw(all_lines), shipping=draw(costs), payment=draw(costs), rounding=draw(rounding)
    )
    try:
        return document(
            discounts=tuple(draw(st.lists(percents_off | amounts_off, max_size=5))),
            discounts_include_taxes=draw(st.booleans()),
        )
    except ZeroSubtotal:
        return document()


@given(documents())
def test_the_tax_rows_sum_to_the_totals(result: Totals) -> None:
    assert sum(row.taxable_total for row in result.taxes) == result.total
    assert sum(row.amount for row in result.taxes) == result.tax_amount
    assert result.total + result.tax_amount == result.taxed_total


@given(all_lines, costs, costs, any_rounding)
def test_the_total_is_the_subtotal_and_the_costs(
    lines: list[Line], shipping: Cost | None, payment: Cost | None, rounding: Rounding
) -> None:
    result = add_up(*lines, shipping=shipping, payment=payment, rounding=rounding)
    charged = [rounding.amount(cost.cost) for cost in (shipping, payment) if cost]

    assert result.total == sum(charged, result.subtotal)


@given(all_lines, any_rounding)
def test_a_document_of_lines_only_is_its_subtotal(lines: list[Line], rounding: Rounding) -> None:
    result = add_up(*lines, rounding=rounding)

    assert result.prediscount_subtotal == result.subtotal == result.total
    assert result.taxed_prediscount_subtotal == result.taxed_subtotal == result.taxed_total


@given(all_lines, costs, costs, any_rounding, st.booleans())
def test_a_discount_of_nothing_changes_nothing(
    lines: list[Line],
    shipping: Cost | None,
    payment: Cost | None,
    rounding: Rounding,
    include_taxes: bool,
) -> None:
    """The arithmetic in fractions and the one in decimals are the same."""
    plain = add_up(*lines, shipping=shipping, payment=payment, rounding=rounding)
    discounted = add_up(
        *lines,
        discounts=(Discount("PercentOff", D(0)),),
        discounts_include_taxes=include_taxes,
        shipping=shipping,
        payment=payment,
        rounding=rounding,
    )

    assert discounted == plain


@given(all_lines, roundings("PerItem", "PerLine", "PerTaxClass"), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_change_the_totals(
    lines: list[Line], rounding: Rounding, random: Random
) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)

    before, after = add_up(*lines, rounding=rounding), add_up(*shuffled, rounding=rounding)

    assert (after.total, after.tax_amount) == (before.total, before.tax_amount)


@given(all_lines, roundings("PerItem", "PerLine", "PerTaxClass"))
def test_the_shown_lines_sum_to_the_prediscount_subtotal(
    lines: list[Line], rounding: Rounding
) -> None:
    result = add_up(*lines, rounding=rounding)

    assert sum(line.total for line in result.lines) == result.prediscount_subtotal


@given(all_lines, roundings("PerItem", "PerLine"))
def test_the_shown_taxes_sum_to_the_tax_amount_where_lines_are_rounded(
    lines: list[Line], rounding: Rounding
) -> None:
    result = add_up(*lines, rounding=rounding)

    assert sum(line.tax for line in result.lines) == result.tax_amount


@given(st.data(), roundings("PerTaxClass"))
def test_every_tax_row_can_be_recomputed_from_what_it_shows(
    data: st.DataObject, rounding: Rounding
) -> None:
    """EN 16931, BR-CO-17, also with discounts and costs."""
    result = data.draw(documents(st.just(rounding)))

    for row in result.taxes:
        assert row.amount == rounding.amount(Fraction(row.taxable_total) * Fraction(row.rate) / 100)


@given(st.data(), any_rounding)
def test_every_amount_has_the_decimals_of_the_currency(
    data: st.DataObject, rounding: Rounding
) -> None:
    result = data.draw(documents(st.just(rounding)))
    shown = [
        result.prediscount_subtotal,
        result.taxed_prediscount_subtotal,
        result.subtotal,
        result.taxed_subtotal,
        result.tax_amount,
        result.total,
        result.taxed_total,
        *(tax for tax in (result.shipping_tax, result.payment_tax) if tax is not None),
        *chain.from_iterable((line.total, line.tax) for line in result.lines),
        *chain.from_iterable((row.taxable_total, row.amount) for row in result.taxes),
    ]

    assert {amount.as_tuple().exponent for amount in shown} == {-rounding.places}
    assert not any(amount.is_zero() and amount.is_signed() for amount in shown)


@given(all_lines, costs, costs, any_rounding)
def test_a_credit_note_of_everything_is_the_negative_document(
    lines: list[Line], shipping: Cost | None, payment: Cost | None, rounding: Rounding
) -> None:
    negative_lines = [replace(line, price=-line.price) for line in lines]
    negative_costs = [cost and replace(cost, cost=-cost.cost) for cost in (shipping, payment)]

    invoice = add_up(*lines, shipping=shipping, payment=payment, rounding=rounding)
    credit_note = add_up(
        *negative_lines, shipping=negative_costs[0], payment=negative_costs[1], rounding=rounding
    )

    assert credit_note.taxed_total == -invoice.taxed_total
    assert credit_note.tax_amount == -invoice.tax_amount


# ---- The discount of a line

# 3 at 56.330 with 10.005 off, taxed at 19 %.
LINE_DISCOUNTS = """
    PerItem     | 158.98 + 30.20 | 158.98 + 30.21 | 158.98 + 30.21 | 158.99 + 30.21
    PerLine     | 158.98 + 30.20 | 158.98 + 30.21 | 158.98 + 30.21 | 158.99 + 30.21
    Total       | 158.98 + 30.20 | 158.98 + 30.21 | 158.98 + 30.21 | 158.99 + 30.21
    PerTaxClass | 158.98 + 30.20 | 158.98 + 30.21 | 158.98 + 30.21 | 158.99 + 30.21
"""


@pytest.mark.parametrize("row", LINE_DISCOUNTS.strip().splitlines(), ids=str.strip)
def test_an_amount_is_taken_off_a_line_before_it_is_rounded(row: str) -> None:
    rule, *columns = (each.strip() for each in row.split("|"))
    line = replace(a_line("56.330", "3", "19"), discount=D("10.005"))
    for mode, expected in zip(MODES, columns, strict=True):
        found = add_up(line, rounding=Rounding(mode, rule))

        assert f"{found.total} + {found.tax_amount}" == expected
        assert found.lines == (LineAmounts(found.total, found.tax_amount),)


@given(
    price=st.integers(-(10**6), 10**6),
    quantity=st.integers(0, 10**4),
    discount=st.integers(-(10**6), 10**6),
    rate=st.integers(0, 10**4),
    mode=st.sampled_from(sorted(MODES)),
    rule=st.sampled_from(sorted(RULES)),
    places=st.integers(0, 3),
)
def test_a_discount_of_a_line_is_off_that_line_alone(
    price: int, quantity: int, discount: int, rate: int, mode: str, rule: str, places: int
) -> None:
    rounding = Rounding(mode, rule, places)
    plain = Line(D(price).scaleb(-3), D(quantity).scaleb(-2), rate=D(rate).scaleb(-2), code="A")
    less = replace(plain, discount=D(discount).scaleb(-3), code="B")
    unit = rounding.amount(plain.price) if rule == "PerItem" else plain.price
    net = unit * less.quantity - less.discount
    found = add_up(plain, less, rounding=rounding)
    alone = add_up(plain, rounding=rounding)
    line = found.lines[1]
    if discount or rule != "PerItem":
        taxable = net if rule == "Total" else line.total

        assert line.tax == rounding.amount(taxable * less.rate / 100)
    assert line.total == rounding.amount(net)
    assert found.lines[0] == alone.lines[0]
    assert found.quantity == 2 * alone.quantity
    assert found.taxes[0] == alone.taxes[0] or rule == "Total"


@given(
    price=st.integers(-(10**6), 10**6),
    mode=st.sampled_from(sorted(MODES)),
    rule=st.sampled_from(sorted(RULES)),
    places=st.integers(0, 3),
)
def test_a_line_that_is_all_taken_off_comes_to_nothing(
    price: int, mode: str, rule: str, places: int
) -> None:
    rounding = Rounding(mode, rule, places)
    net = rounding.amount(D(price).scaleb(-3))
    found = add_up(replace(a_line(str(net), "3", "19"), discount=net * 3), rounding=rounding)

    assert {found.total, found.tax_amount, found.taxed_total} == {D(0)}
