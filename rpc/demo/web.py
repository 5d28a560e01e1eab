"""Orders from the two web shops, kept as they were charged there.

Shopify's are processed by the server as soon as they are paid, and reissued when they change;
WooCommerce's are processed by hand.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from handlers.rules.rounding import round_to
from rpc.demo import catalogue
from rpc.demo.catalogue import CUSTOMERS, GUESTS, VOUCHER, Good, Person
from rpc.demo.orders import later, one_of, send_back
from rpc.demo.shop import Shop
from rpc.demo.telling import Story

SHIPPING = Good("", "Standard shipping", "4.836", "0.000", "VAT")
FATES = {
    "completed": 60,
    "not paid": 10,
    "half paid": 5,
    "changed": 7,
    "sent back": 7,
    "cancelled": 7,
    "thrown away": 4,
}


def ordered(shop: Shop, chance: Random, moment: datetime, source: str, number: int) -> Story:
    """Tell of an order from a web shop."""
    yield moment
    fate = one_of(chance, FATES)
    buyer = chance.choice((*CUSTOMERS, *GUESTS, *GUESTS))
    is_digital = chance.random() < 0.06  # noqa: PLR2004 - now and then a voucher
    goods = [VOUCHER] if is_digital else chance.sample(catalogue.GOODS, chance.randint(1, 3))
    quantities = [chance.choices((1, 2, 4), (6, 3, 1))[0] for _ in goods]
    percent_off = 10 if chance.random() < 0.2 else 0  # noqa: PLR2004 - every fifth has a code
    basket = list(zip(goods, quantities, strict=True))
    sold = charged(basket, buyer.country, percent_off, is_shipped=not is_digital)
    is_paid = fate not in ("not paid", "half paid", "cancelled")
    status = "Paid" if is_paid else "PartiallyPaid" if fate == "half paid" else "Unpaid"
    order = {
        **_from(shop, chance, source, number, moment),
        **_by(chance, buyer, has_address=not is_digital),
        **sold,
        "paymentStatus": status,
    }
    order["rawData"]["totalPrice"] = str(sold["charged"]["taxedTotal"])
    if is_paid:
        order["transactions"] = [_transaction(chance, order)]
    id_ = shop.create("orders", "order", order)
    if fate == "cancelled":
        yield later(moment, hours=chance.randint(2, 60))
        shop.call("orders.cancel", {"id": id_})
    elif fate == "thrown away":
        yield later(moment, days=1)
        shop.call("orders.delete", {"ids": [id_]})
    if not is_paid or fate == "thrown away":
        return
    yield (moment := later(moment, days=1))
    if source == "WooCommerce":
        shop.call("orders.process", {"id": id_})
    if fate == "changed":
        yield (moment := later(moment, hours=6))
        changed = [(good, quantity + 1) for good, quantity in basket]
        fewer = charged(changed[:1], buyer.country, percent_off, is_shipped=not is_digital)
        shop.update(id_, **fewer, sourceOrderNumber=f"{order['sourceOrderNumber']}-R1")
    yield (moment := later(moment, days=1))
    shop.update(id_, status="Shipped", isFulfilled=True, deliveryStatus="In transit")
    if fate == "sent back":
        yield (moment := later(moment, days=chance.randint(2, 14)))
        send_back(shop, chance, id_)
    yield later(moment, days=chance.randint(2, 9))
    status = "Delivered" if chance.random() < 0.2 else "Completed"  # noqa: PLR2004 - every fifth
    shop.update(id_, status=status, deliveryStatus="Delivered")


def charged(
    basket: Sequence[tuple[Good, int]], country: str, percent_off: int, *, is_shipped: bool
) -> dict[str, Any]:
    """Return items and totals of an order as a shop charges it, whose prices contain the taxes."""
    lines = [*basket, *([(SHIPPING, 1)] if is_shipped else ())]
    items = [_line(good, quantity, country, percent_off) for good, quantity in lines]
    off = [item.pop("off") for item in items]
    shipped = (item["taxedTotalPrice"] for item in items if item["kind"] == "Shipping")
    return {
        "items": items,
        "charged": {
            "total": _sum(item["totalPrice"] for item in items),
            "taxedTotal": _sum(item["taxedTotalPrice"] for item in items),
            "discount": _sum(off),
            "shipping": _sum(shipped),
        },
    }


def _line(good: Good, quantity: int, country: str, percent_off: int) -> dict[str, Any]:
    rate = Decimal(catalogue.rate(country, good.tax_class))
    factor = 1 + rate / 100
    gross = _cents(Decimal(good.price) * factor)
    full = gross * quantity
    is_shipping = good is SHIPPING
    off = _cents(full * (0 if is_shipping else percent_off) / 100)
    total = _cents((full - off) / factor)
    price = round_to(gross / factor, 3, "HalfUp")
    return {
        "sku": good.sku,
        "name": good.name,
        "kind": "Shipping" if is_shipping else "LineItem",
        "sourceId": f"gid-{good.sku or 'shipping'}",
        "quantity": Decimal(quantity),
        "weight": Decimal(good.weight),
        "price": price,
        "grossPrice": gross,
        "discount": _cents(off / factor),
        "taxes": [{"rate": rate}],
        "totalPrice": total,
        "taxedTotalPrice": full - off,
        "off": off,
    }


def _from(shop: Shop, chance: Random, source: str, number: int, moment: datetime) -> dict[str, Any]:
    """Return what a web shop says of where the order comes from."""
    is_shopify = source == "Shopify"
    id_ = 5_400_000_000_000 + number * 32_768 if is_shopify else 7000 + number
    browser = chance.choice(("Firefox", "Safari", "Chrome"))
    return {
        "source": source,
        "orderIntegration": shop.integrations[source],
        "sourceId": str(id_),
        "sourceOrderNumber": f"#{1000 + number}" if is_shopify else str(id_),
        "sourceEventId": f"evt_{chance.randrange(16**12):012x}",
        "orderedTime": moment.strftime("%Y-%m-%d %H:%M:%S"),
        "paymentGateway": "shopify_payments" if is_shopify else "stripe",
        "paymentMethodName": chance.choice(("Visa", "Mastercard", "PayPal")),
        "rawData": {"id": id_, "browser": browser, "landingSite": "/collections/table"},
        "metadata": {"campaign": chance.choice(("Spring", "Newsletter", "None"))},
    }


def _by(chance: Random, buyer: Person, *, has_address: bool) -> dict[str, Any]:
    """Return what a web shop says of who orders; who downloads a voucher need not say where."""
    name = f"{buyer.first_name} {buyer.last_name}"
    told: dict[str, Any] = {
        "customerName": name,
        "customerEmail": buyer.email,
        "locale": buyer.locale,
        "customerData": {
            "phone": f"+44 20 7946 {chance.randint(0, 999):04}",
            "companyName": buyer.company,
            "isBusiness": bool(buyer.company),
        },
    }
    if has_address:
        told["billingAddress"] = catalogue.billing_address(buyer)
    if chance.random() < 0.15:  # noqa: PLR2004 - some
        told["requests"] = chance.choice(catalogue.WISHES)
    return told


def _transaction(chance: Random, order: dict[str, Any]) -> dict[str, Any]:
    """Return what the payment gateway says."""
    return {
        "id": f"txn_{chance.randrange(16**10):010x}",
        "gateway": order["paymentGateway"],
        "kind": "sale",
        "status": "success",
        "amount": order["charged"]["taxedTotal"],
    }


def _cents(amount: Decimal) -> Decimal:
    return round_to(amount, 2, "HalfUp")


def _sum(amounts: Any) -> Decimal:
    return sum(amounts, Decimal("0.00"))
