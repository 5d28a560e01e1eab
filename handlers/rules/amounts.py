"""The amounts of a document that is divided, and which of them are sums of others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import add, neg, sub
from typing import Any, NamedTuple

from handlers.rules.rounding import Rounding

Document = Mapping[str, Any]
Key = tuple[str, Decimal]

ZERO = Decimal(0)
METHODS = ("shipping_method", "payment_method")
# Rules under which the tax of a document is the sum of the taxes of its lines.
SUMMING = frozenset({"PerItem", "PerLine"})


class Amounts(NamedTuple):
    """The amounts of a document: by line, by row of its taxes, by method, and as a whole.

    `nets` and `net_taxes` are what the lines of a row come to, after discounts and without costs.
    """

    totals: tuple[Decimal, ...]
    taxes: tuple[Decimal, ...]
    nets: tuple[Decimal, ...]
    net_taxes: tuple[Decimal, ...]
    costs: tuple[Decimal, ...]
    cost_taxes: tuple[Decimal, ...]
    prediscount: tuple[Decimal]
    prediscount_tax: tuple[Decimal]
    subtotal_tax: tuple[Decimal]
    rounding: tuple[Decimal]

    @property
    def taxed_total(self) -> Decimal:
        """Return what a document with these amounts comes to."""
        parts = (self.nets, self.net_taxes, self.costs, self.cost_taxes, self.rounding)
        return sum((sum(part, ZERO) for part in parts), ZERO)

    def is_nothing(self) -> bool:
        """Tell whether every amount is zero."""
        return not any(map(any, self))


def plus(one: Amounts, other: Amounts) -> Amounts:
    """Add amounts."""
    return each(add, one, other)


def total_of(amounts: Iterable[Amounts]) -> Amounts:
    """Add up the amounts of some documents, at least of one."""
    return each(lambda *cells: sum(cells, ZERO), *amounts)


def minus(one: Amounts, other: Amounts) -> Amounts:
    """Subtract amounts."""
    return each(sub, one, other)


def negative(amounts: Amounts) -> Amounts:
    """Turn amounts round."""
    return each(neg, amounts)


def each(function: Callable[..., Decimal], *amounts: Amounts) -> Amounts:
    """Compute each amount from those of several documents."""
    made: Any = (tuple(map(function, *columns)) for columns in zip(*amounts, strict=True))
    return Amounts(*made)


@dataclass(frozen=True, slots=True)
class Whole:
    """A document to divide.

    `lines` are the row of each line and `methods` that of each method, if there is one. `sums` and
    `tax_sums` tell which rows are the sums of their lines; `prediscount` and the others, what the
    subtotals are: the sum of "Rows" or of "Lines", or an amount that is "Free".
    """

    document: Document
    rounding: Rounding
    amounts: Amounts
    quantities: tuple[Decimal, ...]
    keys: tuple[Key, ...]
    lines: tuple[int, ...]
    methods: tuple[int | None, ...]
    sums: tuple[bool, ...]
    tax_sums: tuple[bool, ...]
    prediscount: str
    prediscount_tax: str
    subtotal_tax: str


def whole(document: Document, rounding: Rounding) -> Whole:
    """Take a document to divide it."""
    items, methods = document["items"], [document[name] for name in METHODS]
    priced = [*document["taxes"], *items, *filter(None, methods)]
    keys = tuple(dict.fromkeys(map(key_of, priced)))
    amounts = amounts_of(document, keys, range(len(items)), len(items), rounding)
    lines = tuple(keys.index(key_of(item)) for item in items)
    sums, tax_sums = (_by_row(each, lines, len(keys)) for each in (amounts.totals, amounts.taxes))
    subtotal_tax = "Rows" if amounts.subtotal_tax[0] == sum(amounts.net_taxes) else "Free"
    summing = rounding.rule in SUMMING
    return Whole(
        document=document,
        rounding=rounding,
        amounts=amounts,
        quantities=tuple(item["quantity"] for item in items),
        keys=keys,
        lines=lines,
        methods=tuple(each and keys.index(key_of(each)) for each in methods),
        sums=tuple(map(Decimal.__eq__, amounts.nets, sums)),
        tax_sums=tuple(
            summing and net == taxes for net, taxes in zip(amounts.net_taxes, tax_sums, strict=True)
        ),
        prediscount=_what(amounts.prediscount, sum(amounts.nets), sum(amounts.totals)),
        prediscount_tax=_what(
            amounts.prediscount_tax,
            amounts.subtotal_tax[0],
            sum(amounts.taxes) if summing else None,
        ),
        subtotal_tax=subtotal_tax,
    )


def _what(given: tuple[Decimal], rows: Decimal | int, lines: Decimal | int | None) -> str:
    return "Rows" if given[0] == rows else "Lines" if given[0] == lines else "Free"


def key_of(taxed: Mapping[str, Any]) -> Key:
    """Return the code and rate of a row, an item or a method."""
    if "taxable_total" in taxed:
        return taxed["code"], taxed["rate"]
    return taxed["tax_code"], taxed["tax_rate"]


def amounts_of(
    document: Document,
    keys: Sequence[Key],
    lines: Sequence[int | None],
    width: int,
    rounding: Rounding,
) -> Amounts:
    """Read the amounts of a part, given of which of the whole's lines each of its items is."""
    totals, taxes = [ZERO] * width, [ZERO] * width
    for item, line in zip(document["items"], lines, strict=True):
        if line is not None:
            totals[line] += item["total_price"]
            taxes[line] += item["tax_amount"]
    rows = {key_of(row): (row["taxable_total"], row["amount"]) for row in document["taxes"]}
    nets = [rows.get(key, (ZERO, ZERO))[0] for key in keys]
    net_taxes = [rows.get(key, (ZERO, ZERO))[1] for key in keys]
    costs, cost_taxes = [ZERO, ZERO], [ZERO, ZERO]
    for i, name in enumerate(METHODS):
        method = document[name]
        if method is not None:
            costs[i], cost_taxes[i] = rounding.amount(method["cost"]), method["tax_amount"]
            row = keys.index(key_of(method))
            nets[row] -= costs[i]
            net_taxes[row] -= cost_taxes[i]
    return Amounts(
        totals=tuple(totals),
        taxes=tuple(taxes),
        nets=tuple(nets),
        net_taxes=tuple(net_taxes),
        costs=tuple(costs),
        cost_taxes=tuple(cost_taxes),
        prediscount=(document["prediscount_subtotal"],),
        prediscount_tax=(
            document["taxed_prediscount_subtotal"] - document["prediscount_subtotal"],
        ),
        subtotal_tax=(document["taxed_subtotal"] - document["subtotal"],),
        rounding=(document["rounding_amount"],),
    )


def _by_row(values: Iterable[Decimal], lines: Iterable[int], rows: int) -> list[Decimal]:
    """Add what lines have by the rows that they are in."""
    sums = [ZERO] * rows
    for value, row in zip(values, lines, strict=True):
        sums[row] += value
    return sums


def completed(of: Whole, free: Amounts) -> Amounts:
    """Make what is a sum of free amounts that sum."""
    totals = _by_row(free.totals, of.lines, len(of.keys))
    taxes = _by_row(free.taxes, of.lines, len(of.keys))
    nets = tuple(t if s else n for s, t, n in zip(of.sums, totals, free.nets, strict=True))
    net_taxes = tuple(
        t if s else n for s, t, n in zip(of.tax_sums, taxes, free.net_taxes, strict=True)
    )
    subtotal_tax = free.subtotal_tax[0]
    if of.subtotal_tax == "Rows":
        subtotal_tax = sum(net_taxes, ZERO)
    prediscounts = {"Rows": sum(nets, ZERO), "Lines": sum(totals, ZERO)}
    prediscount_taxes = {"Rows": subtotal_tax, "Lines": sum(taxes, ZERO)}
    return free._replace(
        nets=nets,
        net_taxes=net_taxes,
        subtotal_tax=(subtotal_tax,),
        prediscount=(prediscounts.get(of.prediscount, free.prediscount[0]),),
        prediscount_tax=(prediscount_taxes.get(of.prediscount_tax, free.prediscount_tax[0]),),
    )
