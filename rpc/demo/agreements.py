"""Estimates and the orders that come of them, purchases, and standing orders."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from rpc.demo import catalogue
from rpc.demo.orders import attachment, later
from rpc.demo.shop import Shop
from rpc.demo.telling import Story

# Frequency, interval, how many days ago it began, and after how many it ends, if it does.
STANDING = (
    ("Monthly", 1, 160, None),
    ("Monthly", 2, 190, None),
    ("Weekly", 2, 75, 60),
    ("Yearly", 1, 120, None),
)


def estimated(shop: Shop, chance: Random, moment: datetime, outcome: str) -> Story:
    """Tell of an estimate that is accepted, declined, expires or is still open."""
    yield moment
    id_, person = chance.choice([each for each in shop.customers if each[1].company])
    title = chance.choice(catalogue.TITLES)
    content = {"customer": id_, "title": title, "items": shop.items(chance, 5)}
    estimate = shop.create(
        "orders",
        "order",
        {
            **content,
            "type": "Estimate",
            "status": "Open",
            "isSent": True,
            "duePeriod": 30,
            "notes": f"Offered to {person.first_name} {person.last_name}, valid for 30 days.",
            "attachments": [attachment(f"Estimate {title}")],
        },
    )
    yield (moment := later(moment, days=chance.randint(2, 6)))
    shop.update(estimate, isViewed=True)
    yield (moment := later(moment, days=30 if outcome == "expired" else 3))
    match outcome:
        case "accepted":
            shop.update(estimate, status="Completed")
            order = {**content, "estimate": estimate, "status": "Open"}
            id_ = shop.create("orders", "order", order)
            yield (moment := later(moment, days=1))
            shop.call("orders.process", {"id": id_})
            yield later(moment, days=12)
            shop.pay(id_, "0.4", method="Bank transfer", note="Down payment")
        case "declined":
            shop.update(estimate, isDeclined=True)
            shop.call("orders.cancel", {"id": estimate})
        case "expired":
            shop.update(estimate, isExpired=True)


def purchased(shop: Shop, chance: Random, moment: datetime) -> Story:
    """Tell of what the shop itself orders; it comes within some weeks, and not always whole."""
    yield moment
    supplier = chance.choice(catalogue.SUPPLIERS)
    goods = chance.sample(catalogue.GOODS[:9], chance.randint(1, 3))
    items = [_supplied(shop, chance, good) for good in goods]
    purchase = {
        "type": "Purchase",
        "status": "Open",
        "items": items,
        "billingAddress": catalogue.billing_address(supplier),
        "po": f"B-{chance.randint(100, 999)}",
        "notes": "Ordered by telephone.",
        "metadata": {"warehouse": "Bologna"},
    }
    id_ = shop.create("orders", "order", purchase)
    yield (moment := later(moment, days=chance.randint(10, 25)))
    received = [
        {"id": item["id"], "receivedQuantity": Decimal(int(item["quantity"]) - missing)}
        for item, missing in zip(
            shop.order(id_, "items")["items"], chance.choices((0, 0, 2), k=len(items)), strict=True
        )
    ]
    shop.update(id_, status="Delivered", items=received)
    yield later(moment, days=14)
    shop.pay(id_, method="Bank transfer", reference=purchase["po"])
    shop.update(id_, status="Completed")


def standing(
    shop: Shop, chance: Random, moment: datetime, frequency: str, interval: int, days: int | None
) -> Story:
    """Tell of an order that the server repeats."""
    yield moment
    id_, _ = chance.choice(shop.customers)
    end = None if days is None else (moment + timedelta(days=days)).date().isoformat()
    order = {
        "customer": id_,
        "title": f"Coffee, {frequency.lower()}",
        "items": [shop.item(catalogue.GOODS[7], 6), shop.item(catalogue.GOODS[8], 2)],
        "duePeriod": 14,
        "standing": True,
        "standingActive": True,
        "standingData": {"frequency": frequency, "interval": interval, "endDate": end},
        "standingDate": (moment + timedelta(days=14)).date().isoformat(),
    }
    shop.create("orders", "order", order)


def _supplied(shop: Shop, chance: Random, good: catalogue.Good) -> dict[str, Any]:
    cost = round(Decimal(good.price) * Decimal("0.55"), 3)
    item = shop.item(good, chance.choice((12, 24, 60)))
    return item | {"price": cost, "cost": cost, "unit": "piece", "markup": Decimal("81.818")}
