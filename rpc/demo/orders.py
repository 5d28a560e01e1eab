"""Orders that the shop takes by hand, on the phone and over the counter, and what becomes of them.

Most go the whole way from New to Completed. Some stay a draft, are cancelled, changed after they
were invoiced, sent back, or never paid.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from rpc.demo import catalogue
from rpc.demo.shop import Shop
from rpc.demo.telling import Story

FATES = {
    "completed": 60,
    "half paid": 8,
    "not paid": 8,
    "changed": 7,
    "changed and reissued": 7,
    "sent back": 7,
    "cancelled": 9,
    "ready": 4,
    "on its way": 4,
    "draft": 6,
    "thrown away": 5,
    "thrown away and restored": 2,
}


def by_hand(shop: Shop, chance: Random, moment: datetime) -> Story:
    """Tell of an order until it is sold, or comes to nothing."""
    yield moment
    fate = one_of(chance, FATES)
    order = _new(shop, chance)
    is_draft = fate == "draft" or chance.random() < 0.2  # noqa: PLR2004 - every fifth
    id_ = shop.create("orders", "order", order | {"status": "Draft" if is_draft else "New"})
    if fate == "draft":
        return
    if fate.startswith("thrown away"):
        yield (moment := later(moment, days=2))
        shop.call("orders.delete", {"ids": [id_]})
        if fate.endswith("restored"):
            yield later(moment, hours=1)
            shop.call("orders.restore", {"ids": [id_]})
        return
    if is_draft or fate == "cancelled":
        yield (moment := later(moment, hours=chance.randint(1, 20)))
        shop.update(id_, status="Open")
    if fate == "cancelled":
        yield later(moment, days=chance.randint(1, 6))
        shop.call("orders.cancel", {"id": id_})
        return
    is_paid = order["paymentMethod"] == shop.payment[1]
    if is_paid:
        yield (moment := later(moment, minutes=20))
        shop.pay(id_, method="Credit card", reference=f"ch_{chance.randrange(16**10):010x}")
    yield (moment := later(moment, days=1))
    shop.call("orders.process", {"id": id_})
    yield from _delivered(shop, chance, moment, id_, fate, is_paid=is_paid)


def _delivered(
    shop: Shop, chance: Random, moment: datetime, id_: int, fate: str, *, is_paid: bool
) -> Story:
    """Tell of an invoiced order until it is paid for and completed."""
    if fate.startswith("changed"):
        yield (moment := later(moment, hours=5))
        change(shop, id_)
        if fate.endswith("reissued"):
            yield (moment := later(moment, days=1))
            shop.call("orders.reissue", {"id": id_})
    if fate == "ready" or chance.random() < 0.3:  # noqa: PLR2004 - every third or so
        yield (moment := later(moment, hours=3))
        shop.update(id_, status="Ready", isPrinted=True, isReadyForDelivery=True)
    if fate == "ready":
        return
    yield (moment := later(moment, days=1))
    shop.update(id_, status="Shipped", isFulfilled=True, deliveryStatus="In transit")
    if fate == "on its way":
        return
    if not is_paid and fate != "not paid":
        yield (moment := later(moment, days=chance.randint(1, 20)))
        shop.pay(id_, "0.5" if fate == "half paid" else "1", method="Bank transfer")
    if fate == "sent back":
        yield (moment := later(moment, days=chance.randint(2, 14)))
        send_back(shop, chance, id_)
    is_waiting = fate in ("not paid", "half paid")
    yield later(moment, days=chance.randint(2, 9))
    shop.update(id_, status="Delivered" if is_waiting else "Completed", deliveryStatus="Delivered")


def change(shop: Shop, id_: int) -> None:
    """Add one to what an order has of its first item; what it says of the others stays."""
    first, *others = shop.order(id_, "items")["items"]
    more = {"id": first["id"], "quantity": Decimal(int(first["quantity"]) + 1)}
    shop.update(id_, items=[more, *({"id": item["id"]} for item in others)])


def send_back(shop: Shop, chance: Random, id_: int) -> None:
    """Pay back all of what was paid, or a third."""
    part, note = chance.choice((("1", "All of it came back."), ("0.3", "One piece was broken.")))
    shop.pay(id_, part, type="Refund", method="Bank transfer", note=note)


def later(moment: datetime, **distance: int) -> datetime:
    """Return a moment that comes after another; nobody works at night."""
    after = moment + timedelta(**distance)
    return after if 8 <= after.hour < 20 else after.replace(hour=9) + timedelta(days=1)  # noqa: PLR2004 - o'clock


def one_of(chance: Random, weights: Mapping[str, int]) -> str:
    """Choose one, by how many of each there are."""
    return chance.choices(list(weights), list(weights.values()))[0]


def _new(shop: Shop, chance: Random) -> dict[str, Any]:
    id_, person = chance.choice(shop.customers)
    items = shop.items(chance, 4)
    is_heavy = sum(item["weight"] * item["quantity"] for item in items) > 30  # noqa: PLR2004 - the courier's limit
    courier, express, _ = shop.shipping
    order: dict[str, Any] = {
        "customer": id_,
        "items": items,
        "shippingMethod": express if is_heavy else chance.choices((courier, express), (5, 1))[0],
        "paymentMethod": chance.choice(shop.payment[:2]),
        "duePeriod": chance.choice((14, 30)),
        "metadata": {"channel": chance.choice(("Phone", "Counter", "Fair")), "clerk": "Elisa"},
        "labels": sorted(chance.sample(range(1, 9), chance.randint(0, 2))),
    }
    if person.company:
        order["po"] = f"PO-{chance.randint(1000, 9999)}"
        order["title"] = chance.choice(catalogue.TITLES)
    if chance.random() < 0.3:  # noqa: PLR2004 - about every third
        order["notes"] = chance.choice(catalogue.NOTES)
    if chance.random() < 0.2:  # noqa: PLR2004 - every fifth
        order["requests"] = chance.choice(catalogue.WISHES)
        order["shippingAddress"] = _present(chance)
    if chance.random() < 0.25:  # noqa: PLR2004 - every fourth
        order["discounts"] = [{"type": "PercentOff", "value": Decimal(chance.choice((5, 10)))}]
    if chance.random() < 0.15:  # noqa: PLR2004 - some
        order["attachments"] = [attachment(f"Order by mail {chance.randint(100, 999)}")]
    return order


def attachment(name: str) -> dict[str, Any]:
    """Return a file that belongs to an order."""
    url = f"https://files.bottega-aurora.example/{name.lower().replace(' ', '-')}.pdf"
    size = 20_000 + 1000 * len(name)
    return {"name": f"{name}.pdf", "url": url, "contentType": "application/pdf", "size": size}


def _present(chance: Random) -> dict[str, str]:
    """Return where somebody else lives, who gets the goods as a present."""
    person = chance.choice(catalogue.GUESTS)
    return {
        "name": f"{person.first_name} {person.last_name}",
        "street1": person.street,
        "city": person.city,
        "postalCode": person.postal_code,
        "country": person.country,
    }
