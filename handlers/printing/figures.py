"""The amounts of a document as electronic invoices tell them: lines, charges and allowances.

A document rounds by one of four rules; an electronic invoice knows one arithmetic: what is taxed at
a rate is the sum of its lines plus charges minus allowances. So the difference between the lines of
a tax class and its taxable total is an allowance, or a charge where it is below zero: with
discounts that is what they take off, without any it is what the rule `Total` rounds away.

Amounts are the document's own, to the cent. Only what it does not show is computed: what a line's
discount comes to, and those allowances.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from handlers import pricing
from handlers.rules.rounding import round_to

ZERO = Decimal("0.00")
# Electronic invoices tell cents, and nothing below.
PLACES = 2

# What is taxed alike: a category of the format, and a rate in percent.
Key = tuple[str, Decimal]
# Tells the key of a tax code, its rate and its name.
Classify = Callable[[str, Decimal, str], Key]


@dataclass(frozen=True, slots=True)
class Line:
    """An item: quantity times price less the discount (a surcharge, if below zero) is the total."""

    item: Mapping[str, Any]
    quantity: Decimal
    price: Decimal
    discount: Decimal
    total: Decimal
    key: Key

    @property
    def gross(self) -> Decimal:
        """Return what it would come to without the discount."""
        return self.total + self.discount


@dataclass(frozen=True, slots=True)
class Charge:
    """What a shipping or payment method costs."""

    name: str
    amount: Decimal
    key: Key


@dataclass(slots=True)
class Group:
    """All that is taxed alike, with the taxable total and the tax that the document shows."""

    key: Key
    names: list[str] = field(default_factory=list)
    lines: Decimal = ZERO
    charges: Decimal = ZERO
    taxable: Decimal = ZERO
    tax: Decimal = ZERO
    is_used: bool = False

    @property
    def allowance(self) -> Decimal:
        """Return what discounts take off; below zero, what is added."""
        return self.lines + self.charges - self.taxable

    @property
    def computed_tax(self) -> Decimal:
        """Return the tax as base times rate."""
        return round_to(self.taxable * self.key[1] / 100, PLACES, "HalfUp")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a document comes to."""

    lines: list[Line]
    charges: list[Charge]
    groups: list[Group]
    is_discounted: bool
    total: Decimal
    tax: Decimal
    rounding: Decimal
    paid: Decimal
    due: Decimal

    @property
    def net(self) -> Decimal:
        """Return the sum of the lines."""
        return sum((line.total for line in self.lines), ZERO)

    @property
    def taxed(self) -> Decimal:
        """Return the total with taxes, before it is rounded to what is asked for."""
        return self.total + self.tax

    def amounts(self) -> list[Decimal]:
        """Return every amount that is told."""
        told = [self.total, self.tax, self.rounding, self.paid, self.due]
        for line in self.lines:
            told += line.total, line.discount
        told += [charge.amount for charge in self.charges]
        for group in self.groups:
            told += group.taxable, group.tax
        return told

    def are_cents(self) -> bool:
        """Tell whether every amount can be told in cents: some currencies have finer ones."""
        return all(round_to(amount, PLACES, "Down") == amount for amount in self.amounts())


def figures(document: Mapping[str, Any], classify: Classify) -> Figures:
    """Gather the amounts of a document."""
    groups: dict[Key, Group] = {}
    keys: dict[Key, Key] = {}

    def group_of(code: str, rate: Decimal, name: str) -> Group:
        key = keys.setdefault((code, rate), classify(code, rate, name))
        group = groups.setdefault(key, Group(key))
        if name and name not in group.names:
            group.names.append(name)
        return group

    for row in document["taxes"]:
        group = group_of(row["code"], row["rate"], row["name"])
        group.taxable += row["taxable_total"]
        group.tax += row["amount"]
    lines = []
    for item in document["items"]:
        group = group_of(item["tax_code"], item["tax_rate"], "")
        group.lines += item["total_price"]
        group.is_used = True
        lines.append(_line(document, item, group.key))
    charges = []
    for method in (document["shipping_method"], document["payment_method"]):
        amount = ZERO if method is None else pricing.rounding(document).amount(method["cost"])
        if method is None or not amount:
            continue
        group = group_of(method["tax_code"], method["tax_rate"], "")
        group.charges += amount
        group.is_used = True
        charges.append(Charge(method["name"], amount, group.key))
    total, tax = document["total"], document["tax_amount"]
    return Figures(
        lines=lines,
        charges=charges,
        # A method that costs nothing leaves an empty tax row.
        groups=[each for each in groups.values() if each.is_used or each.taxable or each.tax],
        is_discounted=bool(document["discounts"]),
        total=total,
        tax=tax,
        rounding=document["paid_total"] + document["due_total"] - total - tax,
        paid=document["paid_total"],
        due=document["due_total"],
    )


def _line(document: Mapping[str, Any], item: Mapping[str, Any], key: Key) -> Line:
    """Tell an item; one with a price below zero is so many less of a price above it."""
    rounding = pricing.rounding(document)
    price, quantity, total = item["price"], item["quantity"], item["total_price"]
    if rounding.rule == "PerItem":
        price = rounding.amount(price)
    discount = ZERO
    if item["discount"]:
        places = min(rounding.places, PLACES)
        discount = round_to(price * quantity, places, rounding.mode) - total
    if price < 0:
        price, quantity = -price, -quantity or quantity
    return Line(item, quantity, price, discount, total, key)
