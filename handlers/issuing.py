"""The steps that make a document: look up what it refers to, and price it.

A document is the dict that its schema renders, in snake_case; items also carry `tax_name`. The
stages run in the order in which refusals are told: what is wrong by itself, what does not exist,
what does not fit the amounts.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import store.entities
import store.finding
import store.invoices
import store.payment_methods
import store.shipping_methods
import store.tax_areas
import store.tax_classes
from handlers.method import Context
from handlers.rules import costs, documents
from handlers.rules.rounding import Rounding
from handlers.rules.totals import Cost, Discount, Line, Totals, ZeroSubtotal, totals
from schemas import invoices, problems, settings, stored
from schemas.payment_methods import PAYMENT_METHOD
from schemas.problems import Fault, refuse, refuse_if_any
from schemas.shipping_methods import SHIPPING_METHOD
from store.models import Customer
from store.payment_methods import PAYMENT_METHODS
from store.shipping_methods import SHIPPING_METHODS

ZERO = Decimal("0.00")

# The most that the wire's types can hold.
MOST = {
    "total": Decimal("99999999.99"),
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
    }
)


def current_settings() -> dict[str, Any]:
    """Return the entity's settings."""
    return stored.parse(settings.SETTINGS, store.entities.settings()[1])


class Taxes:
    """The tax area of a document, and the rate of each tax class in it."""

    def __init__(
        self, document: Mapping[str, Any], at: str, *, kept_area: int | None = None
    ) -> None:
        """Look up the area: the one that the document keeps, else that of its country."""
        self.faults: list[Fault] = []
        where, address = documents.destination(document)
        country = address["country"]
        area = (
            store.tax_areas.for_country(country)
            if kept_area is None
            else store.tax_areas.get(kept_area)
        )
        if area is None:
            path = f"{at}/{where}/country"
            self.faults.append(problems.NO_TAX_AREA(path, value=country, country=country))
            area = {"id": None, "tax_companies": True, "rates": {}}
        self.area = area["id"]
        is_company = documents.is_company(document["billing_address"])
        self._rates = {} if is_company and not area["tax_companies"] else area["rates"]
        self._classes: dict[int, tuple[str, str]] = {}

    def load(self, classes: Mapping[str, int | None]) -> None:
        """Look up tax classes, given with the JSON pointer at which each is named."""
        wanted = {id_ for id_ in classes.values() if id_ is not None}
        self._classes |= store.tax_classes.by_ids(sorted(wanted - self._classes.keys()))
        for path, id_ in classes.items():
            if id_ is not None and id_ not in self._classes:
                fault = problems.TAX_CLASS_NOT_FOUND(path, value=id_, tax_class=id_)
                self.faults.append(fault)

    def of(self, tax_class: int | None) -> dict[str, Any]:
        """Return the tax fields of what has this class; what has none is not taxed."""
        code, name = self._classes.get(tax_class or 0, ("", ""))
        rate = self._rates.get(tax_class, ZERO)
        return {"tax_class": tax_class, "tax_code": code, "tax_name": name, "tax_rate": rate}


def customer_faults(customer: int | None, at: str) -> list[Fault]:
    """Find out whether a customer exists."""
    if customer is None or store.finding.existing(Customer, [customer]):
        return []
    path = f"{at}/customer"
    return [problems.CUSTOMER_NOT_FOUND(path, value=customer, customer=customer)]


def creation_time_faults(sent: Mapping[str, Any], context: Context, at: str) -> list[Fault]:
    """Find a creation time that has not come yet."""
    moment = sent.get("creation_time")
    if moment is None or moment <= context.now:
        return []
    text = invoices.INVOICE.fields["creation_time"].serialize("creation_time", sent)
    path = f"{at}/creationTime"
    return [problems.CREATION_TIME_IN_FUTURE(path, value=text, creation_time=text)]


def external_id_faults(external_id: str, id_: int | None, at: str) -> list[Fault]:
    """Find out whether another invoice has the external id."""
    owner = store.invoices.owner_of_external_id(external_id) if external_id else None
    if owner in (None, id_):
        return []
    path = f"{at}/externalId"
    return [problems.EXTERNAL_ID_IN_USE(path, value=external_id, external_id=external_id)]


class Methods:
    """The shipping and payment method that a request names, looked up; None where it names none.

    A payment method that a document keeps is judged only by the shipping method that joins it.
    """

    def __init__(
        self,
        sent: Mapping[str, Any],
        document: str,
        at: str,
        *,
        kept_payment: int | None = None,
    ) -> None:
        """Look up what was sent, and the payment method that is kept, if shipping changes."""
        self.faults: list[Fault] = []
        self._at = at
        self._document = document
        self.shipping = self._get(sent, "shipping_method", problems.SHIPPING_METHOD_NOT_FOUND)
        self.payment = self._get(sent, "payment_method", problems.PAYMENT_METHOD_NOT_FOUND)
        kept = {"payment_method": kept_payment}
        self._joined = self.payment or self._get(
            kept, "payment_method", problems.PAYMENT_METHOD_NOT_FOUND
        )

    def _get(self, sent: Mapping[str, Any], name: str, missing: Any) -> dict[str, Any] | None:
        id_ = sent.get(name)
        if id_ is None:
            return None
        what, shape = _METHODS[name]
        body = store.finding.get(what, id_)
        if body is None:
            self.faults.append(missing(f"{self._at}/{_WIRE[name]}", value=id_, **{name: id_}))
            return None
        return stored.parse(shape, body)

    def check_shipping(self, document: Mapping[str, Any], amounts: Totals) -> None:
        """Find out whether the shipping method that was named fits the document."""
        method = self.shipping
        if method is None:
            return
        _, address = documents.destination(document)
        if not costs.may_ship(
            method,
            country=address["country"],
            state_prov=address["state_prov"],
            weight=amounts.weight,
            subtotal=amounts.subtotal,
        ):
            problem = problems.SHIPPING_METHOD_UNSUITABLE
            self._add(problem, "shippingMethod", method["id"], shipping_method=method["id"])

    def check_payment(self, shipping: Mapping[str, Any] | None, amounts: Totals) -> None:
        """Find out whether the payment method fits the shipping method and the document."""
        method = self._joined
        if method is None:
            return
        shipping_id = None if shipping is None else shipping["id"]
        ids = {"payment_method": method["id"], "shipping_method": shipping_id}
        if method["is_on_delivery"] and shipping is None:
            self._add(problems.SHIPPING_METHOD_REQUIRED, "shippingMethod", None)
        elif shipping is not None and not costs.may_combine(method, shipping_id):
            self._add(problems.PAYMENT_METHOD_COMBINATION, "paymentMethod", method["id"], **ids)
        elif not (
            costs.may_combine(method, shipping_id)
            and (self.payment is None or costs.may_pay(method, total=amounts.taxed_total))
        ):
            self._add(problems.PAYMENT_METHOD_UNSUITABLE, "paymentMethod", method["id"], **ids)

    def _add(self, problem: Any, field: str, value: Any, **facts: Any) -> None:
        path = f"{self._at}/{field}"
        self.faults.append(problem(path, value=value, document=self._document, **facts))


_METHODS = {
    "shipping_method": (SHIPPING_METHODS, SHIPPING_METHOD),
    "payment_method": (PAYMENT_METHODS, PAYMENT_METHOD),
}
_WIRE = {"shipping_method": "shippingMethod", "payment_method": "paymentMethod"}


def charged(method: Mapping[str, Any], taxes: Taxes) -> dict[str, Any]:
    """Copy a method into a document; its cost and tax are still to come."""
    tax = taxes.of(method["tax_class"])
    return {"id": method["id"], "name": method["name"], "cost": None, "tax_amount": None, **tax}


def price(document: dict[str, Any], methods: Methods, at: str) -> None:
    """Compute every amount of a document; methods with a cost of None get theirs computed."""
    shipping, payment = document["shipping_method"], document["payment_method"]
    amounts = _totals(document, at, shipping=None, payment=None)
    if shipping is not None:
        methods.check_shipping(document, amounts)
        if shipping["cost"] is None and methods.shipping is not None:
            shipping["cost"] = costs.shipping_cost(
                methods.shipping, weight=amounts.weight, subtotal=amounts.subtotal
            )
        refuse_if_any(methods.faults)
        amounts = _totals(document, at, shipping=shipping, payment=None)
    methods.check_payment(shipping, amounts)
    if payment is not None:
        if amounts.taxed_total <= 0:
            methods.faults = [problems.PAYMENT_METHOD_TOTAL(f"{at}/paymentMethod")]
        refuse_if_any(methods.faults)
        if payment["cost"] is None and methods.payment is not None:
            payment["cost"] = costs.payment_cost(methods.payment, total=amounts.taxed_total)
        amounts = _totals(document, at, shipping=shipping, payment=payment)
    _record(document, amounts)
    _check_size(document, at)


def _totals(
    document: Mapping[str, Any],
    at: str,
    *,
    shipping: Mapping[str, Any] | None,
    payment: Mapping[str, Any] | None,
) -> Totals:
    rounding = document["rounding"]
    try:
        return totals(
            [_line(item) for item in document["items"]],
            [Discount(each["type"], each["value"]) for each in document["discounts"]],
            discounts_include_taxes=document["discounts_include_taxes"],
            shipping=_cost(shipping),
            payment=_cost(payment),
            rounding=Rounding(
                rounding["mode"], rounding["rule"], invoices.minor_units(document["currency"])
            ),
        )
    except ZeroSubtotal:
        refuse(problems.AMOUNT_OFF_ZERO(f"{at}/discounts"))


def _line(item: Mapping[str, Any]) -> Line:
    return Line(
        price=item["price"],
        quantity=item["quantity"],
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
        item["total_price"], item["tax_amount"] = line.total, line.tax
    if document["shipping_method"] is not None:
        document["shipping_method"]["tax_amount"] = amounts.shipping_tax
    if document["payment_method"] is not None:
        document["payment_method"]["tax_amount"] = amounts.payment_tax
    document["taxes"] = [
        {
            "code": row.code,
            "name": row.name,
            "rate": row.rate,
            "taxable_total": row.taxable_total,
            "amount": row.amount,
        }
        for row in amounts.taxes
    ]
    for name in (*_AMOUNTS, "quantity", "weight"):
        document[name] = getattr(amounts, name)


def _check_size(document: Mapping[str, Any], at: str) -> None:
    """Refuse amounts that the wire's types can not hold."""
    amounts = [document[name] for name in _AMOUNTS]
    for row in document["taxes"]:
        amounts += row["taxable_total"], row["amount"]
    for item in document["items"]:
        amounts += item["total_price"], item["tax_amount"]
    sizes = {
        "total": max(map(abs, amounts)),
        "weight": document["weight"],
        "quantity": document["quantity"],
    }
    for amount, given in sizes.items():
        if given > MOST[amount]:
            most = MOST[amount]
            problem = problems.AMOUNT_TOO_LARGE
            refuse(problem(f"{at}/items", allowed=most, amount=amount, given=given, most=most))


def settle(document: dict[str, Any]) -> None:
    """Compute what is paid and due."""
    paid = document["is_paid_for"]
    total = document["taxed_total"]
    document["paid_total"] = total if paid else ZERO
    document["due_total"] = ZERO if paid else total
