"""Add up a document: lines, discounts, costs and taxes.

A rounding rule says what is rounded before it is added. Two lines of 7 pieces at 0.125, taxed
at 10 %, come to

    | rule        | Down        | HalfDown    | HalfEven    | HalfUp      |
    | ----------- | ----------- | ----------- | ----------- | ----------- |
    | PerItem     | 1.68 + 0.14 | 1.68 + 0.14 | 1.68 + 0.14 | 1.82 + 0.14 |
    | PerLine     | 1.74 + 0.16 | 1.74 + 0.18 | 1.76 + 0.18 | 1.76 + 0.18 |
    | Total       | 1.75 + 0.17 | 1.75 + 0.17 | 1.75 + 0.18 | 1.75 + 0.18 |
    | PerTaxClass | 1.74 + 0.17 | 1.74 + 0.17 | 1.76 + 0.18 | 1.76 + 0.18 |

PerItem rounds the price and the tax of one piece, PerLine the net and the tax of a line. Total
rounds the sums only. PerTaxClass adds rounded lines and rounds the tax once per tax class, as
EN 16931 wants it. A tax class is a tax code and a rate, and one row of the document's taxes; what
bears no tax has a row too, so that the rows always sum to the total.

Why fractions: taking an amount off divides, and a quotient seldom has a finite decimal form. The
discount factor stays exact until an amount is rounded. Where nothing but percentages is taken off,
decimals are enough, and about twice as fast.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from fractions import Fraction
from typing import Any, NamedTuple

from handlers.rules.rounding import Rounding, round_to

ZERO = Decimal(0)
PERCENT = Decimal("0.01")
WEIGHT_PLACES = 3

# Sums and products must keep every digit; only the rounding may drop one.
EXACT = Context(prec=200, traps=[Inexact, InvalidOperation])


class ZeroSubtotal(Exception):  # noqa: N818 - a refusal in the reference's words, not a failure
    """An amount can not be taken off a zero subtotal."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document, taxed by a code and a rate in percent; its discount is an amount."""

    price: Decimal
    quantity: Decimal
    discount: Decimal = ZERO
    weight: Decimal = ZERO
    code: str = ""
    name: str = ""
    rate: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount on the running subtotal: PercentOff or AmountOff."""

    type: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a shipping or payment method, taxed like a line but never discounted."""

    cost: Decimal
    code: str = ""
    name: str = ""
    rate: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What a line shows."""

    total: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class TaxRow:
    """What a document shows of one tax class."""

    code: str
    name: str
    rate: Decimal
    taxable_total: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document shows, line by line and as a whole."""

    lines: tuple[LineAmounts, ...]
    prediscount_subtotal: Decimal
    taxed_prediscount_subtotal: Decimal
    subtotal: Decimal
    taxed_subtotal: Decimal
    shipping_tax: Decimal | None
    payment_tax: Decimal | None
    taxes: tuple[TaxRow, ...]
    tax_amount: Decimal
    total: Decimal
    taxed_total: Decimal
    quantity: Decimal
    weight: Decimal


@dataclass(slots=True)
class _TaxClass:
    """What one tax code and rate gathers until it becomes a row."""

    code: str
    name: str
    rate: Decimal
    net: Decimal = ZERO  # Of the lines, before discounts; under Total not rounded.
    line_tax: Decimal = ZERO  # Of the lines as they show it, before discounts.
    share: Decimal = ZERO  # Of the subtotal.
    cost: Decimal = ZERO
    cost_tax: Decimal = ZERO

    def of_goods(self) -> "_TaxClass":
        """Return what the goods alone have gathered, for costs to join."""
        return _TaxClass(self.code, self.name, self.rate, self.net, self.line_tax, self.share)


_Factor = Decimal | Fraction
_TaxClasses = dict[tuple[str, Decimal], _TaxClass]


class Subtotal(NamedTuple):
    """What the lines come to, without costs."""

    amount: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Goods:
    """What the lines of a document come to, discounts taken off; its costs are still to come."""

    lines: tuple[LineAmounts, ...]
    quantity: Decimal
    weight: Decimal
    prediscount: Subtotal
    discounted: Subtotal
    classes: _TaxClasses
    factor: _Factor | None
    rounding: Rounding

    @property
    def subtotal(self) -> Decimal:
        """Return the net subtotal, after discounts."""
        return self.discounted.amount


def goods(
    lines: Sequence[Line],
    discounts: Sequence[Discount],
    *,
    discounts_include_taxes: bool,
    rounding: Rounding,
) -> Goods:
    """Compute what lines and discounts come to, whatever costs will join them."""
    with localcontext(EXACT):
        amounts = tuple(line_amounts(line, rounding) for line in lines)
        classes = _tax_classes(lines, amounts, rounding)
        net = sum((each.net for each in classes.values()), ZERO)

        factor = None
        subtotal = prediscount = _spread(net, classes, factor, rounding)
        if discounts:
            base = net + prediscount.tax if discounts_include_taxes else net
            factor = _factor(discounts, base)
            subtotal = _spread(net, classes, factor, rounding)

        return Goods(
            lines=amounts,
            quantity=sum((line.quantity for line in lines), ZERO),
            weight=weight(lines),
            prediscount=prediscount,
            discounted=subtotal,
            classes=classes,
            factor=factor,
            rounding=rounding,
        )


def totals(of: Goods, *, shipping: Cost | None, payment: Cost | None) -> Totals:
    """Compute every amount that a document with these goods and costs shows."""
    rounding = of.rounding
    with localcontext(EXACT):
        # Costs join their tax classes only now, because no discount reaches them.
        classes = {key: each.of_goods() for key, each in of.classes.items()}
        shipping_tax = _charge(shipping, classes, rounding)
        payment_tax = _charge(payment, classes, rounding)
        rows = tuple(_row(each, of.factor, rounding) for each in classes.values())
        zero = rounding.amount(ZERO)
        total = sum((row.taxable_total for row in rows), zero)
        tax_amount = sum((row.amount for row in rows), zero)

        return Totals(
            lines=of.lines,
            prediscount_subtotal=of.prediscount.amount,
            taxed_prediscount_subtotal=of.prediscount.amount + of.prediscount.tax,
            subtotal=of.subtotal,
            taxed_subtotal=of.subtotal + of.discounted.tax,
            shipping_tax=shipping_tax,
            payment_tax=payment_tax,
            taxes=rows,
            tax_amount=tax_amount,
            total=total,
            taxed_total=total + tax_amount,
            quantity=of.quantity,
            weight=of.weight,
        )


def weight(lines: Sequence[Line]) -> Decimal:
    """Return what the goods of a document weigh."""
    exact = sum((line.weight * line.quantity for line in lines), ZERO)
    return round_to(exact, WEIGHT_PLACES, "HalfUp")


def line_amounts(line: Line, rounding: Rounding) -> LineAmounts:
    """Compute what a line shows."""
    if rounding.rule == "PerItem":
        price = rounding.amount(line.price)
        if line.discount:
            # It is off the line, so there is no tax of one piece.
            total = rounding.amount(price * line.quantity - line.discount)
            return LineAmounts(total=total, tax=rounding.amount(_percent(total, line.rate)))
        tax = rounding.amount(_percent(price, line.rate))
        return LineAmounts(
            total=rounding.amount(price * line.quantity), tax=rounding.amount(tax * line.quantity)
        )
    net = _net(line)
    total = rounding.amount(net)
    taxable = net if rounding.rule == "Total" else total
    return LineAmounts(total=total, tax=rounding.amount(_percent(taxable, line.rate)))


def _net(line: Line) -> Decimal:
    return line.price * line.quantity - line.discount


def _tax_classes(
    lines: Sequence[Line], amounts: Sequence[LineAmounts], rounding: Rounding
) -> _TaxClasses:
    """Gather the lines by tax class, in order of first appearance."""
    unrounded = rounding.rule == "Total"
    classes: _TaxClasses = {}
    for line, shown in zip(lines, amounts, strict=True):
        tax_class = _tax_class(line, classes)
        tax_class.net += _net(line) if unrounded else shown.total
        tax_class.line_tax += shown.tax
    return classes


def _tax_class(taxed: Line | Cost, classes: _TaxClasses) -> _TaxClass:
    """Find the tax class of a line or cost; the first to appear gives it its name."""
    key = (taxed.code, taxed.rate)
    if key not in classes:
        classes[key] = _TaxClass(taxed.code, taxed.name, taxed.rate)
    return classes[key]


def _spread(
    net: Decimal, classes: _TaxClasses, factor: _Factor | None, rounding: Rounding
) -> Subtotal:
    """Spread the subtotal over the tax classes of the lines, and tax each share."""
    subtotal = residue = rounding.amount(_discounted(net, factor))
    for each in classes.values():
        each.share = rounding.amount(_discounted(each.net, factor))
        residue -= each.share
    if classes:
        # Rounded shares may miss the subtotal by a cent; one of them has to take it.
        next(reversed(classes.values())).share += residue
    tax = sum((_tax(each, factor, rounding) for each in classes.values()), ZERO)
    return Subtotal(subtotal, tax)


def _factor(discounts: Sequence[Discount], base: Decimal) -> _Factor:
    """Combine the discounts, each on what the ones before it left of the base."""
    is_finite = all(discount.type == "PercentOff" for discount in discounts)
    number: Any = Decimal if is_finite else Fraction
    factor: _Factor = number(1)
    for discount in discounts:
        if discount.type == "PercentOff":
            factor *= 1 - number(discount.value) / 100
        elif base == 0 or factor == 0:
            raise ZeroSubtotal
        else:
            # The same as factor *= (running - value) / running, where running = base * factor.
            factor -= number(discount.value) / number(base)
    return factor


def _charge(cost: Cost | None, classes: _TaxClasses, rounding: Rounding) -> Decimal | None:
    """Add a cost to its tax class and return its tax, as the method shows it."""
    if cost is None:
        return None
    net = rounding.amount(cost.cost)
    tax = rounding.amount(_percent(net, cost.rate))
    tax_class = _tax_class(cost, classes)
    tax_class.cost += net
    tax_class.cost_tax += tax
    return tax


def _row(tax_class: _TaxClass, factor: _Factor | None, rounding: Rounding) -> TaxRow:
    """Draw up the row of a tax class."""
    return TaxRow(
        code=tax_class.code,
        name=tax_class.name,
        rate=tax_class.rate,
        taxable_total=tax_class.share + tax_class.cost,
        amount=_tax(tax_class, factor, rounding),
    )


def _tax(tax_class: _TaxClass, factor: _Factor | None, rounding: Rounding) -> Decimal:
    """Compute the tax on what a tax class has gathered so far."""
    rate, cost = tax_class.rate, tax_class.cost
    if rounding.rule == "PerTaxClass":
        return rounding.amount(_percent(tax_class.share + cost, rate))
    if rounding.rule == "Total":
        tax, cost_tax = _percent(tax_class.net, rate), _percent(cost, rate)
        return rounding.amount(_discounted(tax, factor, undiscounted=cost_tax))
    return rounding.amount(_discounted(tax_class.line_tax, factor)) + tax_class.cost_tax


def _discounted(
    value: Decimal, factor: _Factor | None, *, undiscounted: Decimal = ZERO
) -> Decimal | Fraction:
    """Apply the discounts to a value, if there are any, and add what they do not reach."""
    if factor is None:
        return value + undiscounted
    number: Any = type(factor)
    product: _Factor = number(value) * factor + number(undiscounted)
    return product


def _percent(value: Decimal, rate: Decimal) -> Decimal:
    """Take a percentage of a value."""
    return value * rate * PERCENT
