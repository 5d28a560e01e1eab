"""Divide a document into parts that add up to it to the cent: credit notes, and partial invoices.

What a part shows is never computed anew; it is the difference of two cumulative shares: what all
parts so far come to is the rounded share of the whole, so the last part takes the remaining cents.
Of an invoice of 3 pieces at 0.335, which comes to 1.01, single pieces are credited with 0.34, 0.33
and 0.34.

Only some amounts are free; the others are their sums, so that every part adds up as the whole does.
Free are the net and the tax of each line, the cost and the tax of each method and the rounding
amount; also, where the rounding rule or a discount keeps a row of the taxes from being the sum of
its lines, what the lines of that row come to. Lines follow their quantities; costs, discounts and
the rounding amount follow the lines, by their net amounts.

An amount of money is taken in proportion from all that is left, and carries the fraction of a cent
on from one free amount to the next, so that it is met exactly and nothing is taken twice. What is
left then is what later quantities are shares of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import sub
from typing import Any, NamedTuple

from handlers.rules.amounts import ZERO, Amounts, Whole, completed, each, minus, total_of
from handlers.rules.rounding import round_to

NONE = Fraction(0)
ALL = Fraction(1)


def shared(of: Whole, base: Amounts, shares: Sequence[Fraction]) -> Amounts:
    """Return the rounded share of amounts, given the share that is taken of each line."""
    amount = of.rounding.amount
    nets = [Fraction(total) for total in base.totals]
    rated = [net * Fraction(of.keys[row][1]) / 100 for net, row in zip(nets, of.lines, strict=True)]
    subtotal = sum(of.amounts.nets, ZERO)
    prediscount = of.amounts.prediscount[0]
    factor = Fraction(subtotal) / Fraction(prediscount) if prediscount else ALL
    costs = _spread(Fraction(1), [abs(net) for net in nets], shares)

    def of_lines(values: Iterable[Decimal]) -> tuple[Decimal, ...]:
        return tuple(
            amount(Fraction(value) * share) for value, share in zip(values, shares, strict=True)
        )

    def of_rows(values: Iterable[Decimal], guesses: Sequence[Fraction]) -> tuple[Decimal, ...]:
        rows: list[tuple[list[Fraction], list[Fraction]]] = [([], []) for _ in of.keys]
        for guess, share, row in zip(guesses, shares, of.lines, strict=True):
            rows[row][0].append(guess * factor)
            rows[row][1].append(share)
        return tuple(
            amount(_spread(Fraction(value), *row)) for value, row in zip(values, rows, strict=True)
        )

    def of_costs(values: Iterable[Decimal]) -> tuple[Decimal, ...]:
        return tuple(amount(Fraction(value) * costs) for value in values)

    def of_all(values: tuple[Decimal], guesses: Sequence[Fraction]) -> tuple[Decimal]:
        return (amount(_spread(Fraction(values[0]), guesses, shares)),)

    return completed(
        of,
        Amounts(
            totals=of_lines(base.totals),
            taxes=of_lines(base.taxes),
            nets=of_rows(base.nets, nets),
            net_taxes=of_rows(base.net_taxes, rated),
            costs=of_costs(base.costs),
            cost_taxes=of_costs(base.cost_taxes),
            prediscount=of_all(base.prediscount, nets),
            prediscount_tax=of_all(base.prediscount_tax, rated),
            subtotal_tax=of_all(base.subtotal_tax, [each * factor for each in rated]),
            rounding=(amount(Fraction(base.rounding[0]) * costs),),
        ),
    )


def _spread(value: Fraction, guesses: Sequence[Fraction], shares: Sequence[Fraction]) -> Fraction:
    """Return the share of a value that lines have contributed to, by a guess of how much each.

    What the guesses miss is spread by their sizes. Where no line has any, all have the same.
    """
    if not guesses:
        return NONE
    missing = value - sum(guesses, NONE)
    size = sum(map(abs, guesses), NONE)
    if not size:
        return value * sum(shares, NONE) / len(shares)
    return (
        sum(
            ((guess + missing * abs(guess) / size) * share)
            for guess, share in zip(guesses, shares, strict=True)
        )
        + NONE
    )


class Part(NamedTuple):
    """A part of a document: its amounts, and how much of the quantity of each line it has.

    A line without quantity has an amount only, as it is where a price is reduced. `taken` is what
    the parts before have come to, and `lines` are those of which this one has something.
    """

    amounts: Amounts
    taken: Amounts
    quantities: tuple[Decimal, ...]
    lines: tuple[int, ...]


def between(
    of: Whole,
    before: Sequence[Decimal],
    after: Sequence[Decimal],
    made: Sequence[Amounts] = (),
) -> Part:
    """Return the part between two cumulative quantities of each line.

    `made` is what was made of the quantities before. Where that is off by no more than a cent for
    each, it was rounded otherwise, since the whole has grown or a part came back; then this part
    makes up for it. More than that was somebody's wish.
    """
    is_all = tuple(after) == of.quantities
    until = of.amounts if is_all else shared(of, of.amounts, _shares(of.quantities, after))
    since = shared(of, of.amounts, _shares(of.quantities, before))
    if made:
        sum_ = total_of(made)
        most = len(made) * Decimal(1).scaleb(-of.rounding.places)
        off = minus(sum_, since)
        since = sum_ if all(abs(cell) <= most for cells in off for cell in cells) else since
    quantities = tuple(map(sub, after, before))
    is_whole = is_all and not any(before)
    return _part(completed(of, minus(until, since)), since, quantities, is_whole=is_whole)


def _shares(all_: Sequence[Decimal], taken: Sequence[Decimal]) -> list[Fraction]:
    """Return which share of each quantity is taken; a line without any is left to the end."""
    return [
        Fraction(each) / Fraction(most) if most else NONE
        for each, most in zip(taken, all_, strict=True)
    ]


def _part(
    amounts: Amounts, taken: Amounts, quantities: Sequence[Decimal], *, is_whole: bool
) -> Part:
    """Make a part; all lines of a whole are in it, else those of which it has something."""
    each = zip(quantities, amounts.totals, amounts.taxes, strict=True)
    lines = (i for i, line in enumerate(each) if is_whole or any(line))
    return Part(amounts, taken, tuple(quantities), tuple(lines))


class Note(NamedTuple):
    """A credit note: its amounts, and what it took of each line; an amount is not `by_quantity`."""

    amounts: Amounts
    quantities: Sequence[Decimal]
    by_quantity: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of a document, and what was left of it when an amount was last taken."""

    of: Whole
    left: Amounts
    quantities: tuple[Decimal, ...]
    base: Amounts
    base_quantities: tuple[Decimal, ...]

    @property
    def taken(self) -> Amounts:
        """Return what was taken."""
        return minus(self.of.amounts, self.left)

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing was taken yet."""
        return self.left == self.of.amounts and self.quantities == self.of.quantities

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing is left."""
        return self.left.is_nothing() and not any(self.quantities)


def balance(of: Whole, notes: Iterable[Note]) -> Balance:
    """Return what credit notes, in the order in which they were made, have left of a document."""
    left = base = of.amounts
    quantities = base_quantities = of.quantities
    for note in notes:
        left = minus(left, note.amounts)
        quantities = tuple(
            max(each - taken, ZERO) for each, taken in zip(quantities, note.quantities, strict=True)
        )
        if not note.by_quantity:
            base, base_quantities = left, quantities
    return Balance(of, left, quantities, base, base_quantities)


def rest(balance_: Balance) -> Part:
    """Take all that is left."""
    left, taken = balance_.left, balance_.taken
    return _part(left, taken, balance_.quantities, is_whole=balance_.is_whole)


def by_quantities(balance_: Balance, wanted: Mapping[int, Decimal]) -> Part:
    """Take quantities of lines; with the last one, all that is left."""
    of, base = balance_.of, balance_.base
    quantities = [wanted.get(i, ZERO) for i in range(len(of.lines))]
    after = list(map(sub, balance_.quantities, quantities))
    if not any(after):
        return rest(balance_)
    taken = list(map(sub, balance_.base_quantities, after))
    target = shared(of, base, _shares(balance_.base_quantities, taken))
    so_far = minus(base, balance_.left)
    part = each(_within, minus(target, so_far), balance_.left)
    # A line that is not asked for makes up for nothing here.
    totals, taxes = (
        tuple(amount if i in wanted else ZERO for i, amount in enumerate(amounts))
        for amounts in (part.totals, part.taxes)
    )
    part = completed(of, part._replace(totals=totals, taxes=taxes))
    return Part(part, balance_.taken, tuple(quantities), tuple(sorted(wanted)))


def _within(amount: Decimal, left: Decimal) -> Decimal:
    """Keep an amount between nothing and what is left, on whichever side of zero that is.

    It is beyond only after a credit note was deleted out of the middle.
    """
    return max(min(amount, max(left, ZERO)), min(left, ZERO))


def exceeds(balance_: Balance, part: Part) -> bool:
    """Tell whether a part takes more of a row of the taxes, or of the whole, than is left.

    Lines of both signs can do that: goods without the line that takes something off them.
    """
    left, amounts = balance_.left, part.amounts
    taken = (*amounts.nets, *amounts.net_taxes, amounts.taxed_total)
    most = (*left.nets, *left.net_taxes, left.taxed_total)
    return taken != tuple(map(_within, taken, most))


def by_amount(balance_: Balance, amount: Decimal) -> Part:
    """Take an amount, in proportion from all that is left; `amount` is not more than that."""
    of, left = balance_.of, balance_.left
    if amount == left.taxed_total:
        return rest(balance_)
    share = Fraction(amount) / Fraction(left.taxed_total)
    cells = Amounts(*(list(each) for each in left))  # type: ignore[arg-type] # until they are taken
    free: list[tuple[Any, int]] = []
    shown: list[tuple[Any, int]] = []
    for row in range(len(of.keys)):
        lines = [i for i, each in enumerate(of.lines) if each == row]
        for is_sum, of_lines, of_rows in (
            (of.sums[row], cells.totals, cells.nets),
            (of.tax_sums[row], cells.taxes, cells.net_taxes),
        ):
            (free if is_sum else shown).extend((of_lines, i) for i in lines)
            if not is_sum:
                free.append((of_rows, row))
    for values in (cells.costs, cells.cost_taxes, cells.rounding):
        free += [(values, i) for i in range(len(values))]
    shown += [(cells.prediscount, 0), (cells.prediscount_tax, 0), (cells.subtotal_tax, 0)]
    for chain in (free, shown):
        carried = _Carried(share, of.rounding.places)
        for values, i in chain:
            values[i] = carried.take(values[i])
    made: Any = map(tuple, cells)
    amounts, nothing = completed(of, Amounts(*made)), [ZERO] * len(of.lines)
    return _part(amounts, balance_.taken, nothing, is_whole=False)


class _Carried:
    """Shares of amounts, each rounded with what the ones before it have lost by rounding."""

    def __init__(self, share: Fraction, places: int) -> None:
        self._share = share
        self._places = places
        self._all = ZERO

    def take(self, amount: Decimal) -> Decimal:
        """Return the share of the next amount: it is never more than that, nor less than none."""
        before = self._taken()
        self._all += amount
        return self._taken() - before

    def _taken(self) -> Decimal:
        return round_to(Fraction(self._all) * self._share, self._places, "HalfUp")
