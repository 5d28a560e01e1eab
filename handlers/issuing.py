"""What a document refers to: settings, taxes, a customer, and the methods that it names."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import store.entities
import store.finding
import store.tax_areas
import store.tax_classes
from handlers.method import Context
from handlers.rules import costs, documents
from handlers.rules.totals import Goods, Totals
from schemas import problems, settings, stored
from schemas.fields import DateTime
from schemas.payment_methods import PAYMENT_METHOD
from schemas.problems import Fault
from schemas.shipping_methods import SHIPPING_METHOD
from store.models import Customer
from store.payment_methods import PAYMENT_METHODS
from store.shipping_methods import SHIPPING_METHODS

ZERO = Decimal("0.00")
_MOMENT = DateTime()


def current_settings() -> Mapping[str, Any]:
    """Return the entity's settings."""
    return stored.remembered(settings.SETTINGS, store.entities.settings()[1])


class Taxes:
    """The tax area of a document, and the rate of each tax class in it."""

    def __init__(
        self, document: Mapping[str, Any], at: str, *, kept_area: int | None = None
    ) -> None:
        """Look up the area: the one that the document keeps, else that of its country.

        A country without one is a fault at once where the items need its rates, else only when
        something of the document has a tax class.
        """
        self.faults: list[Fault] = []
        self._missing: Fault | None = None
        area = None
        where, address = documents.destination(document)
        if kept_area is not None:
            area = store.tax_areas.get(kept_area)
        elif address is None:
            self._missing = problems.BILLING_ADDRESS_FOR_TAX(f"{at}/billingAddress")
        else:
            country = address["country"]
            area = store.tax_areas.for_country(country)
            if area is None:
                path = f"{at}/{where}/country"
                self._missing = problems.NO_TAX_AREA(path, value=country, country=country)
                if documents.needs_tax_area(document):
                    self._tell_missing()
        if area is None:
            area = {"id": None, "tax_companies": True, "rates": {}}
        self.area = area["id"]
        is_untaxed = documents.is_company(document) and not area["tax_companies"]
        self._rates = {} if is_untaxed else area["rates"]
        self._classes: dict[int, tuple[str, str]] = {}
        self._percent = document.get("tax_percent")

    def _tell_missing(self) -> None:
        if self._missing is not None:
            self.faults.append(self._missing)
            self._missing = None

    def load(self, classes: Mapping[str, int | None]) -> None:
        """Look up tax classes, given with the JSON pointer at which each is named."""
        wanted = {id_ for id_ in classes.values() if id_ is not None}
        if wanted:
            self._tell_missing()
        if unknown := sorted(wanted - self._classes.keys()):
            self._classes |= store.tax_classes.by_ids(unknown)
        for path, id_ in classes.items():
            if id_ is not None and id_ not in self._classes:
                fault = problems.TAX_CLASS_NOT_FOUND(path, value=id_, tax_class=id_)
                self.faults.append(fault)

    def of(self, tax_class: int | None) -> dict[str, Any]:
        """Return the tax fields of what has this class; what has none is not taxed."""
        code, name = self._classes.get(tax_class or 0, ("", ""))
        rate = self._rates.get(tax_class, ZERO)
        return {"tax_class": tax_class, "tax_code": code, "tax_name": name, "tax_rate": rate}

    def of_item(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """Return the tax fields of an item: the rate that it was given, else that of its class."""
        tax = self.of(item["tax_class"])
        if item["taxes"]:
            tax["tax_rate"] = item["tax_rate"]
        elif item["tax_class"] is None and self._percent and item["order_tax"] is not False:
            tax["tax_rate"] = self._percent
        return tax


def customer_faults(customer: int | None, at: str) -> list[Fault]:
    """Find out whether a customer exists."""
    if customer is None or store.finding.exists(Customer, customer):
        return []
    path = f"{at}/customer"
    return [problems.CUSTOMER_NOT_FOUND(path, value=customer, customer=customer)]


def creation_time_faults(sent: Mapping[str, Any], context: Context, at: str) -> list[Fault]:
    """Find a creation time that has not come yet."""
    moment = sent.get("creation_time")
    if moment is None or moment <= context.now:
        return []
    text = _MOMENT.write(moment)
    path = f"{at}/creationTime"
    return [problems.CREATION_TIME_IN_FUTURE(path, value=text, creation_time=text)]


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

    def _get(self, sent: Mapping[str, Any], name: str, missing: Any) -> Mapping[str, Any] | None:
        id_ = sent.get(name)
        if id_ is None:
            return None
        what, shape = _METHODS[name]
        body = store.finding.get(what, id_)
        if body is None:
            self.faults.append(missing(f"{self._at}/{_WIRE[name]}", value=id_, **{name: id_}))
            return None
        return stored.remembered(shape, body)

    def check_shipping(self, document: Mapping[str, Any], sold: Goods) -> None:
        """Find out whether the shipping method that was named fits the document."""
        method = self.shipping
        if method is None:
            return
        _, address = documents.destination(document)
        if not costs.may_ship(
            method,
            country=address["country"] if address else "",
            state_prov=address["state_prov"] if address else "",
            weight=sold.weight,
            subtotal=sold.subtotal,
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
