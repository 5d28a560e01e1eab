"""Orders as a shop has charged them: kept to the cent, and how an invoice comes to the same.

What the shop says of an item or of the whole is never computed anew; what it does not say is. In
the invoice each line has a discount that brings price times quantity to what was charged for it, so
that the lines add up by the usual rules. Where the taxes of the rules differ from those of the
shop, by a cent as a rule, the difference stands in the invoice's rounding amount.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from handlers.rules.rounding import Rounding, round_to
from handlers.rules.totals import PERCENT, ZERO, Line, TaxRow, line_amounts

# As fine as the discount of a line can be.
DISCOUNT_PLACES = 3
FINEST = Decimal(1).scaleb(-DISCOUNT_PLACES)


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """A line with what was charged for it: net, and with taxes; None where the shop is silent."""

    line: Line
    total: Decimal | None
    taxed_total: Decimal | None


def amounts(charged: ChargedLine, rounding: Rounding) -> tuple[Decimal, Decimal]:
    """Return what a line comes to, net and with taxes."""
    total = charged.total
    if total is None:
        total = line_amounts(charged.line, rounding).total
    taxed_total = charged.taxed_total
    if taxed_total is None:
        taxed_total = total + rounding.amount(total * charged.line.rate * PERCENT)
    return total, taxed_total


def discount(line: Line, total: Decimal, rounding: Rounding) -> Decimal:
    """Return the discount with which the rules bring a line to what was charged for it.

    It is a whole amount of money if it can be. Where price times quantity has more places, that
    may be rounded to the next amount; then the discount is as fine as one can be. Only with three
    decimals in HalfEven there may be none, and a thousandth is missed.
    """
    undiscounted = replace(line, discount=ZERO)
    price = rounding.amount(line.price) if rounding.rule == "PerItem" else line.price
    exact = price * line.quantity - total
    down = round_to(exact, DISCOUNT_PLACES, "Down")
    up = down + (FINEST if exact > 0 else -FINEST)
    whole = line_amounts(undiscounted, rounding).total - total
    fitting = (
        each
        for each in (whole, down, up)
        if line_amounts(replace(line, discount=each), rounding).total == total
    )
    return next(fitting, down)


def taxes(lines: Sequence[Line], charged: Sequence[tuple[Decimal, Decimal]]) -> tuple[TaxRow, ...]:
    """Add up what was charged by tax code and rate, in order of first appearance."""
    rows: dict[tuple[str, Decimal], TaxRow] = {}
    for line, (total, taxed_total) in zip(lines, charged, strict=True):
        key = (line.code, line.rate)
        row = rows.get(key) or TaxRow(line.code, line.name, line.rate, Decimal(0), Decimal(0))
        rows[key] = TaxRow(
            row.code,
            row.name,
            row.rate,
            row.taxable_total + total,
            row.amount + taxed_total - total,
        )
    return tuple(rows.values())
