"""Invoices without orders, as the shop wrote them before it had orders, and still does."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from rpc.demo import catalogue
from rpc.demo.shop import Shop
from rpc.demo.telling import Story

OLD = timedelta(days=60)


def invoiced(shop: Shop, chance: Random, moment: datetime, today: datetime) -> Story:
    """Tell of an invoice; what became of it since is written down at once."""
    yield moment
    id_, person = chance.choice(shop.customers)
    type_ = chance.choices(("Invoice", "ShippingInvoice", "Proforma", "CreditNote"), (12, 4, 3, 1))[
        0
    ]
    is_old = today - moment > OLD
    statuses = ("Archived", "Sent", "Disputed", "Cancelled") if is_old else ("Open", "Sent")
    weights = (14, 3, 1, 1) if is_old else (3, 2)
    invoice: dict[str, Any] = {
        "type": type_,
        "customer": id_,
        "locale": person.locale,
        "status": chance.choices(statuses, weights)[0],
        "isPaidFor": chance.random() < (0.92 if is_old else 0.4),
        "items": shop.items(chance, 5),
        "billingAddress": catalogue.billing_address(person),
        "referenceType": "Order",
        "referenceNumber": str(90_000 + chance.randrange(9999)),
    }
    if type_ != "CreditNote":
        invoice["shippingMethod"] = chance.choice(shop.shipping[:2])
        invoice["shippingCost"] = Decimal("7.900")
        invoice["paymentMethod"] = chance.choice(shop.payment[:2])
    if chance.random() < 0.25:  # noqa: PLR2004 - every fourth has a discount
        invoice["discounts"] = [{"type": "PercentOff", "value": Decimal(chance.choice((5, 10)))}]
    if type_ == "ShippingInvoice":
        invoice |= {
            "numberOfPackages": chance.randint(1, 4),
            "porto": chance.choice(("Franco", "Assegnato")),
            "goodsAppearance": "Cardboard boxes",
            "transportReason": "Sale",
        }
    shop.create("invoices", "invoice", invoice)
