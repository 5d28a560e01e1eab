"""How a part of a document is shown: its lines, discounts, costs and taxes.

A line has its share of the quantity at the same price, and the discount that brings it to its share
of the amount, so that price times quantity less discount is what it comes to. A line of which an
amount is credited and no piece has the quantity 1 at that amount, and weighs nothing.

A part is told its own discount. Percentages that come to it stay as they are; otherwise it is one
amount off, net. The costs of the methods are shares too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from handlers.rules import charged as as_charged
from handlers.rules.amounts import METHODS, ZERO, Amounts, Whole, plus
from handlers.rules.crediting import Part
from handlers.rules.rounding import round_to
from handlers.rules.totals import Line, line_amounts, weight

ONE = Decimal("1.00")
TEN = Decimal("10.00")
NO_OFF = Decimal("0.000")
PLACES = 3
FINEST = Decimal("0.001")
# The most that the wire's types hold.
MAX_PRICE = Decimal("9999999.999")
MAX_OFF = Decimal("99999.999")
HUNDRED = Decimal(100)


def shown(of: Whole, part: Part) -> dict[str, Any]:
    """Return what a part shows, in the members of its document."""
    amounts = part.amounts
    items = [_item(of, part, i) for i in part.lines]
    methods = {name: _method(of, part, i) for i, name in enumerate(METHODS)}
    subtotal = sum(amounts.nets, ZERO)
    total = subtotal + sum(amounts.costs, ZERO)
    tax_amount = sum(amounts.net_taxes, ZERO) + sum(amounts.cost_taxes, ZERO)
    prediscount = amounts.prediscount[0]
    return {
        "items": items,
        **methods,
        **_discounts(of, amounts),
        "prediscount_subtotal": prediscount,
        "taxed_prediscount_subtotal": prediscount + amounts.prediscount_tax[0],
        "subtotal": subtotal,
        "taxed_subtotal": subtotal + amounts.subtotal_tax[0],
        "taxes": _rows(of, part, [*items, *filter(None, methods.values())]),
        "total": total,
        "tax_amount": tax_amount,
        "rounding_amount": amounts.rounding[0],
        "taxed_total": total + tax_amount + amounts.rounding[0],
        "quantity": sum((item["quantity"] for item in items), ZERO),
        "weight": weight([_line(item) for item in items]),
    }


def _line(item: Mapping[str, Any]) -> Line:
    return Line(
        price=item["price"],
        quantity=item["quantity"],
        discount=item["discount"],
        weight=item["weight"],
        rate=item["tax_rate"],
    )


def _item(of: Whole, part: Part, i: int) -> dict[str, Any]:
    """Return a line of a part."""
    item, quantity = of.document["items"][i], part.quantities[i]
    total, tax = part.amounts.totals[i], part.amounts.taxes[i]
    copied = {name: value for name, value in item.items() if name != "id"}
    amounts = (total, tax)
    if quantity == item["quantity"] and amounts == (item["total_price"], item["tax_amount"]):
        return copied
    copied |= {"total_price": total, "tax_amount": tax, "taxed_total_price": total + tax}
    # What the source states of the taxes of the whole line.
    copied["tax"] = None
    if quantity:
        share = item["discount"] * quantity / item["quantity"]
        return copied | {"quantity": quantity} | _priced(of, item, quantity, share, total)
    pieces = ONE if abs(total) <= MAX_PRICE else TEN
    price = round_to(total / pieces, PLACES, "Down")
    return copied | {
        "quantity": pieces,
        **_priced(of, {**item, "price": price}, pieces, NO_OFF, total),
        "weight": NO_OFF,
        "unit": "",
        "gross_price": None,
        "received_quantity": None,
        "cost": None,
        "markup": None,
    }


def _priced(
    of: Whole, item: Mapping[str, Any], quantity: Decimal, share: Decimal, total: Decimal
) -> dict[str, Decimal]:
    """Return price and discount with which the rules bring a quantity to a total."""
    off = round_to(share, PLACES, "HalfUp")
    line = replace(_line(item), quantity=quantity, discount=off)
    if line_amounts(line, of.rounding).total != total:
        line = replace(line, discount=as_charged.discount(line, total, of.rounding))
    if abs(line.discount) > MAX_PRICE:
        # Too much of a line of millions was credited before: it goes on at what a piece is worth.
        line = replace(line, price=round_to(total / quantity, PLACES, "Down"))
        line = replace(line, discount=as_charged.discount(line, total, of.rounding))
    return {"price": line.price, "discount": line.discount}


def _method(of: Whole, part: Part, i: int) -> dict[str, Any] | None:
    """Return a method with its share of the cost.

    A cost has finer amounts than money. All but the last of them are kept for the last share, one
    for the first, so that each share rounds to what it comes to.
    """
    method = of.document[METHODS[i]]
    if method is None or part.amounts == of.amounts:
        return method and dict(method)
    exact, all_ = method["cost"], of.amounts.costs[i]
    fine = FINEST.copy_sign(exact - all_) if exact != all_ else NO_OFF

    def cumulative(amount: Decimal) -> Decimal:
        return NO_OFF if not amount else exact if amount == all_ else amount + fine

    before = part.taken.costs[i]
    cost = cumulative(before + part.amounts.costs[i]) - cumulative(before)
    if not all_ and part.taken != of.amounts == plus(part.taken, part.amounts):
        # It is less than money can tell, and was not shown yet.
        cost = exact
    return {**method, "cost": cost, "tax_amount": part.amounts.cost_taxes[i]}


def _rows(of: Whole, part: Part, taxed: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the taxes that have an amount, or something that is taxed so."""
    names = {(row["code"], row["rate"]): row["name"] for row in of.document["taxes"]}
    used = {(each["tax_code"], each["tax_rate"]) for each in taxed}
    rows = []
    for i, (code, rate) in enumerate(of.keys):
        taxable, amount = part.amounts.nets[i], part.amounts.net_taxes[i]
        for method, row in enumerate(of.methods):
            if row == i:
                taxable += part.amounts.costs[method]
                amount += part.amounts.cost_taxes[method]
        if taxable or amount or (code, rate) in used:
            name = names.get((code, rate), "")
            row_ = {"code": code, "name": name, "rate": rate}
            rows.append({**row_, "taxable_total": taxable, "amount": amount})
    return rows


def _discounts(of: Whole, amounts: Amounts) -> dict[str, Any]:
    """Return the discounts that bring a part from its lines to its subtotal."""
    own: Sequence[Mapping[str, Any]] = of.document["discounts"]
    kept = {
        "discounts": [dict(each) for each in own],
        "discounts_include_taxes": of.document["discounts_include_taxes"],
    }
    before, after = amounts.prediscount[0], sum(amounts.nets, ZERO)
    if amounts == of.amounts or (own and _percent(own, before, of) == after):
        return kept
    off = before - after
    type_, most = "AmountOff", MAX_OFF
    if off > most and before:
        # More than an amount can tell, so the nearest percentage does.
        type_, most = "PercentOff", HUNDRED
        off = round_to(HUNDRED * off / before, PLACES, "HalfUp")
    told = [{"type": type_, "value": off + NO_OFF}] if ZERO < off <= most else []
    return {"discounts": told, "discounts_include_taxes": False}


def _percent(
    discounts: Iterable[Mapping[str, Any]], subtotal: Decimal, of: Whole
) -> Decimal | None:
    """Return what percentages leave of a subtotal; None if one of the discounts is an amount."""
    factor = Fraction(1)
    for each in discounts:
        if each["type"] != "PercentOff":
            return None
        factor *= 1 - Fraction(each["value"]) / Fraction(HUNDRED)
    return of.rounding.amount(Fraction(subtotal) * factor)
