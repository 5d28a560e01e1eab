"""Price a document: every amount, by the rules or as a shop has charged it, and what is due."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from handlers.issuing import Methods
from handlers.rules import charged as as_charged
from handlers.rules import costs
from handlers.rules.charged import ChargedLine
from handlers.rules.rounding import Rounding
from handlers.rules.totals import (
    Cost,
    Discount,
    Goods,
    Line,
    TaxRow,
    Totals,
    ZeroSubtotal,
    goods,
    totals,
    weight,
)
from schemas import documents, problems
from schemas.problems import Fault, refuse, refuse_if_any

ZERO = Decimal("0.00")

# The most that the wire's types can hold.
MOST = {
    "total": Decimal("99999999.99"),
    "discount": Decimal("9999999.999"),
    "weight": Decimal("99999.999"),
    "quantity": Decimal("99999999.99"),
}

# Every amount of money of a document as a whole.
_AMOUNTS = (
    "prediscount_subtotal",
    "taxed_prediscount_subtotal",
    "subtotal",
    "taxed_subtotal",
    "tax_amount",
    "total",
    "taxed_total",
)

# A change of any of these makes the amounts be computed anew.
PRICED_BY = frozenset(
    {
        "items",
        "discounts",
        "discounts_include_taxes",
        "rounding",
        "currency",
        "shipping_method",
        "shipping_cost",
        "payment_method",
        "payment_cost",
        "billing_address",
        "shipping_address",
        "charged",
        "tax_percent",
    }
)


def price(document: dict[str, Any], methods: Methods, at: str) -> None:
    """Compute every amount of a document; methods with a cost of None get theirs computed."""
    if document.get("charged") is not None:
        _keep_charged(document, at)
        return
    shipping, payment = document["shipping_method"], document["payment_method"]
    sold = _goods(document, at)
    if shipping is not None:
        methods.check_shipping(document, sold)
        if shipping["cost"] is None and methods.shipping is not None:
            shipping["cost"] = costs.shipping_cost(
                methods.shipping, weight=sold.weight, subtotal=sold.subtotal
            )
        refuse_if_any(methods.faults)
    amounts = totals(sold, shipping=_cost(shipping), payment=None)
    methods.check_payment(shipping, amounts)
    if payment is not None:
        if amounts.taxed_total <= 0:
            methods.faults = [problems.PAYMENT_METHOD_TOTAL(f"{at}/paymentMethod")]
        refuse_if_any(methods.faults)
        if payment["cost"] is None and methods.payment is not None:
            payment["cost"] = costs.payment_cost(methods.payment, total=amounts.taxed_total)
        amounts = totals(sold, shipping=_cost(shipping), payment=_cost(payment))
    _record(document, amounts)
    check_size(document, at)


def price_again(document: dict[str, Any], at: str) -> None:
    """Compute the amounts of a document whose costs and rates stay as they are."""
    shipping, payment = document["shipping_method"], document["payment_method"]
    amounts = totals(_goods(document, at), shipping=_cost(shipping), payment=_cost(payment))
    _record(document, amounts)
    check_size(document, at)


def _keep_charged(document: dict[str, Any], at: str) -> None:
    """Keep what a shop has charged, and compute what it does not say."""
    # They are in what was charged already.
    document["discounts"] = []
    refuse_if_any(_charged_faults(document, at))
    rounding_ = rounding(document)
    lines = [_line(item) for item in document["items"]]
    charged = []
    for item, line in zip(document["items"], lines, strict=True):
        given = ChargedLine(line, item.get("total_price"), item.get("taxed_total_price"))
        total, taxed_total = as_charged.amounts(given, rounding_)
        item |= {"total_price": total, "tax_amount": taxed_total - total}
        item["taxed_total_price"] = taxed_total
        charged.append((total, taxed_total))
    for kind in ("shipping_method", "payment_method"):
        if document[kind] is not None:
            document[kind] |= {"cost": ZERO, "tax_amount": ZERO}
    total, taxed_total = document["charged"]["total"], document["charged"]["taxed_total"]
    document["taxes"] = _rows(as_charged.taxes(lines, charged))
    document["discounts"] = []  # They are in what was charged.
    document |= {
        "prediscount_subtotal": total,
        "taxed_prediscount_subtotal": taxed_total,
        "subtotal": total,
        "taxed_subtotal": taxed_total,
        "tax_amount": taxed_total - total,
        "total": total,
        "taxed_total": taxed_total,
        "quantity": sum((line.quantity for line in lines), ZERO),
        "weight": weight(lines),
    }
    check_size(document, at)


def _charged_faults(document: Mapping[str, Any], at: str) -> list[Fault]:
    """Find amounts that nobody can have charged in the document's currency."""
    given = [
        (f"{at}/charged/{wire}", document["charged"][name])
        for wire, name in (
            ("total", "total"),
            ("taxedTotal", "taxed_total"),
            ("discount", "discount"),
            ("shipping", "shipping"),
        )
    ]
    for i, item in enumerate(document["items"]):
        here = f"{at}/items/{i}"
        given.append((f"{here}/totalPrice", item.get("total_price")))
        given.append((f"{here}/taxedTotalPrice", item.get("taxed_total_price")))
    return precision_faults(document, given)


def precision_faults(
    document: Mapping[str, Any], given: Iterable[tuple[str, Decimal | None]]
) -> list[Fault]:
    """Find amounts, told with where they stand, that the document's currency can not pay."""
    money = rounding(document)
    return [
        problems.TOO_PRECISE(
            path, value=amount, allowed=money.places, given=amount, places=money.places
        )
        for path, amount in given
        if amount is not None and money.amount(amount) != amount
    ]


def rounding(document: Mapping[str, Any]) -> Rounding:
    """Return how a document rounds."""
    chosen = document["rounding"]
    places = documents.minor_units(document["currency"])
    return Rounding(chosen["mode"], chosen["rule"], places)


def _goods(document: Mapping[str, Any], at: str) -> Goods:
    try:
        return goods(
            [_line(item) for item in document["items"]],
            [Discount(each["type"], each["value"]) for each in document["discounts"]],
            discounts_include_taxes=document["discounts_include_taxes"],
            rounding=rounding(document),
        )
    except ZeroSubtotal:
        refuse(problems.AMOUNT_OFF_ZERO(f"{at}/discounts"))


def _line(item: Mapping[str, Any]) -> Line:
    return Line(
        price=item["price"],
        quantity=item["quantity"],
        discount=item["discount"],
        weight=item["weight"],
        code=item["tax_code"],
        name=item["tax_name"],
        rate=item["tax_rate"],
    )


def _cost(method: Mapping[str, Any] | None) -> Cost | None:
    if method is None:
        return None
    return Cost(method["cost"], method["tax_code"], method["tax_name"], method["tax_rate"])


def _record(document: dict[str, Any], amounts: Totals) -> None:
    """Write the computed amounts into the document."""
    for item, line in zip(document["items"], amounts.lines, strict=True):
        item |= {"total_price": line.total, "tax_amount": line.tax}
        item["taxed_total_price"] = line.total + line.tax
    if document["shipping_method"] is not None:
        document["shipping_method"]["tax_amount"] = amounts.shipping_tax
    if document["payment_method"] is not None:
        document["payment_method"]["tax_amount"] = amounts.payment_tax
    document["taxes"] = _rows(amounts.taxes)
    for name in (*_AMOUNTS, "quantity", "weight"):
        document[name] = getattr(amounts, name)


def _rows(taxes: Iterable[TaxRow]) -> list[dict[str, Any]]:
    return [
        {
            "code": row.code,
            "name": row.name,
            "rate": row.rate,
            "taxable_total": row.taxable_total,
            "amount": row.amount,
        }
        for row in taxes
    ]


def check_size(document: Mapping[str, Any], at: str) -> None:
    """Refuse amounts that the wire's types can not hold."""
    amounts = [document[name] for name in _AMOUNTS]
    for row in document["taxes"]:
        amounts += row["taxable_total"], row["amount"]
    for item in document["items"]:
        amounts += item["total_price"], item["tax_amount"], item["taxed_total_price"]
    sizes = {
        "total": max(map(abs, amounts)),
        "discount": max((abs(item["discount"]) for item in document["items"]), default=ZERO),
        "weight": document["weight"],
        "quantity": document["quantity"],
    }
    for amount, given in sizes.items():
        if given > MOST[amount]:
            most = MOST[amount]
            problem = problems.AMOUNT_TOO_LARGE
            refuse(problem(f"{at}/items", allowed=most, amount=amount, given=given, most=most))
