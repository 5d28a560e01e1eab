"""The shop itself: its settings, taxes, methods, customers and the web shops that it is behind."""

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

from handlers.duties import DUTIES
from rpc import codec
from rpc.demo import catalogue
from rpc.demo.catalogue import CUSTOMERS, Good, Person
from rpc.demo.telling import Caller

MAX_DUE = 500


class Shop(Caller):
    """What documents refer to, and what is done with them more than once."""

    def open(self) -> None:
        """Make all that documents refer to."""
        company = {"address": catalogue.SELLER, "taxNumber": "IT01234567890"}
        settings = {"company": company, "terms": catalogue.TERMS, "daysUntilDue": 30}
        self.call("settings.update", {"settings": settings})
        self.classes = {
            code: self.create("tax-classes", "taxClass", {"code": code, "name": name})
            for code, name in (("VAT", "Standard"), ("LOW", "Reduced"), ("ZERO", "Not taxed"))
        }
        for name, countries, rates in catalogue.AREAS:
            by_class = {str(self.classes[code]): Decimal(rate) for code, rate in rates.items()}
            area = {"name": name, "countries": list(countries), "rates": by_class}
            self.create("tax-areas", "taxArea", area)
        self._make_methods()
        self._make_integrations()
        self.customers = [
            (self._customer(number, person), person) for number, person in enumerate(CUSTOMERS, 1)
        ]

    def items(self, chance: Random, most: int) -> list[dict[str, Any]]:
        """Choose some goods, as items of a document that taxes them by their class."""
        chosen = chance.sample(catalogue.GOODS, chance.randint(1, most))
        return [self.item(good, chance.choices((1, 2, 3, 6), (6, 3, 2, 1))[0]) for good in chosen]

    def item(self, good: Good, quantity: int) -> dict[str, Any]:
        """Return an item of a document."""
        return {
            "sku": good.sku,
            "name": good.name,
            "price": Decimal(good.price),
            "weight": Decimal(good.weight),
            "quantity": Decimal(quantity),
            "taxClass": self.classes[good.tax_class],
        }

    def order(self, id_: int, *fields: str) -> dict[str, Any]:
        """Return fields of an order."""
        found = self.call("orders.get", {"id": id_, "fields": list(fields)})["order"]
        decoded: dict[str, Any] = codec.decode(bytes(found))
        return decoded

    def update(self, id_: int, **changes: Any) -> None:
        """Change an order."""
        self.call("orders.update", {"id": id_, "order": changes})

    def pay(self, id_: int, part: str = "1", **payment: Any) -> None:
        """Record a payment of a part of what is due of an order, or a refund of what was paid."""
        is_refund = payment.get("type") == "Refund"
        name = "paidTotal" if is_refund else "dueTotal"
        amount = round(self.order(id_, name)[name] * Decimal(part), 2)
        if amount > 0:
            self.call("orders.pay", {"id": id_, "amount": amount, **payment})

    def do_duties(self) -> None:
        """Do what the server does by itself with what is due."""
        context = self.context
        for duty in DUTIES:
            while sum(bool(duty.do(id_, context)) for id_ in duty.due(context, MAX_DUE)):
                pass

    def _make_methods(self) -> None:
        vat = self.classes["VAT"]
        bands = [
            {"upToWeight": Decimal(limit), "cost": Decimal(cost)}
            for limit, cost in ((2, "5.900"), (10, "9.500"), (30, "18.000"))
        ]
        courier = {"name": "Courier", "isDefault": True, "costBands": bands}
        express = {"name": "Express, next day", "cost": Decimal("16.500")}
        pick_up = {"name": "Pick up in Bologna", "countries": ["IT"]}
        self.shipping = [
            self.create("shipping-methods", "shippingMethod", {**method, "taxClass": vat})
            for method in ({**courier, "freeFrom": Decimal(300)}, express, pick_up)
        ]
        transfer = {"name": "Bank transfer", "isDefault": True}
        card = {"name": "Credit card", "provider": "card", "costPercent": Decimal("1.40")}
        cash = {"name": "Cash on delivery", "isOnDelivery": True, "cost": Decimal("4.000")}
        self.payment = [
            self.create("payment-methods", "paymentMethod", {**method, "taxClass": vat})
            for method in (transfer, card, {**cash, "maxTotal": Decimal(1000)})
        ]

    def _make_integrations(self) -> None:
        shopify = {
            "name": "Bottega Aurora online",
            "source": "Shopify",
            "shopDomain": "bottega-aurora.myshopify.example",
            "scopes": ["read_orders", "write_orders"],
            "autoProcess": True,
            "autoProcessOn": "Paid",
            "autoProcessDelaySeconds": 1800,
            "autoReissueOnUpdate": True,
        }
        woocommerce = {
            "name": "Aurora for restaurants",
            "source": "WooCommerce",
            "shopDomain": "pro.bottega-aurora.example",
        }
        self.integrations = {
            shop["source"]: self.create("order-integrations", "orderIntegration", shop)
            for shop in (shopify, woocommerce)
        }

    def _customer(self, number: int, person: Person) -> int:
        customer: Mapping[str, Any] = {
            "code": f"C{number:04}",
            "type": "Company" if person.company else "Person",
            "firstName": person.first_name,
            "lastName": person.last_name,
            "companyName": person.company,
            "email": person.email,
            "locale": person.locale,
            "billingAddress": catalogue.billing_address(person),
        }
        return self.create("customers", "customer", customer)
