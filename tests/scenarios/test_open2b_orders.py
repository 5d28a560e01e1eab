"""A web shop's orders, as commerce.orders of Open2b is described beside its invoices."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rpc import codec
from schemas.orders import STATUSES, NewOrder
from store.database import Database
from tests.api import NOON, Api, Clock
from tests.consistency import assert_consistent
from tests.examples import Shop, address, item, open_shop, order, shipping_address

D = Decimal
Row = dict[str, Any]

SAMPLES = codec.decode((Path(__file__).parent / "v6_samples.json").read_bytes())
SENT: Row = SAMPLES["commerce.invoices.create"]["request"]["invoice"]
ANSWERED: Row = SAMPLES["commerce.invoices.get"]["response"]["invoice"]
# What an order does not have of an invoice.
NOT_OF_ORDERS = {
    "issueDate",
    "shippingTime",
    "numberOfPackages",
    "porto",
    "goodsAppearance",
    "trackingNumber",
    "transportReason",
}
CREATE, UPDATE, FIND, COUNT = (
    f"commerce.orders.{verb}" for verb in ("create", "update", "find", "count")
)


@pytest.fixture(autouse=True)
def timed(clock: Clock) -> None:
    """Set the clock before any server of these tests starts."""


@pytest.fixture
async def shop(api: Api) -> Shop:
    """Make what orders refer to."""
    return await open_shop(api)


async def create(api: Api, **changes: Any) -> Row:
    """Create an order and return it."""
    return await get(api, (await api.call(CREATE, order(**changes)))["id"])


async def get(api: Api, id_: int) -> Row:
    """Return an order that is there."""
    row = (await api.call("commerce.orders.get", {"id": id_}))["order"]
    assert row is not None
    return dict(row)


async def ids(api: Api, **request: Any) -> list[int]:
    """Find orders and return their ids; they are as many as are counted."""
    found = await api.call(FIND, {"fields": ["id"], **request})
    counted = {name: request[name] for name in ("conditions", "query") if name in request}
    listed = [each["id"] for each in found["orders"]]
    if "limit" not in request:
        assert await api.call(COUNT, counted) == {"count": len(listed)}
    return listed


async def test_an_order_has_every_field_of_an_invoice_and_its_amounts(
    api: Api, shop: Shop, database: Database
) -> None:
    item_ = {**SENT["items"][0], "taxClass": shop.vat}
    ours = {
        "customer": shop.customer,
        "shippingMethod": shop.courier,
        "paymentMethod": shop.transfer,
        "items": [item_],
    }
    sent = {name: ours.get(name, SENT[name]) for name in SENT if name not in NOT_OF_ORDERS}
    del sent["type"]
    made = await create(api, **{**sent, "requests": "Ring twice"})
    invoice = {"invoice": {**sent, "type": "Invoice"}}
    id_ = (await api.call("commerce.invoices.create", invoice))["id"]
    twin = (await api.call("commerce.invoices.get", {"id": id_}))["invoice"]

    assert set(ANSWERED) - set(made) == NOT_OF_ORDERS
    apart = {"id", "type", "series", "items"}
    same = [name for name in twin if name in made and name not in apart]
    assert {name: made[name] for name in same} == {name: twin[name] for name in same}
    assert made["items"] == [{**twin["items"][0], "id": made["items"][0]["id"]}]
    assert str(made["taxedTotal"]) == "160.07"
    assert (made["type"], made["requests"], len(made["token"])) == ("Order", "Ring twice", 32)
    assert set(sent) <= set(NewOrder().names())
    assert_consistent(database, orders=1, invoices=1)


@pytest.mark.usefixtures("shop")
async def test_statuses_change_freely_and_cancelled_means_it(api: Api, database: Database) -> None:
    made = await create(api)
    id_ = made["id"]
    assert made["status"] == "New"
    for before in STATUSES:
        for after in STATUSES:
            for status in (before, after):
                await api.call(UPDATE, {"id": id_, "order": {"status": status}})
            changed = await get(api, id_)
            is_cancelled = after == "Cancelled"

            assert changed["status"] == after
            assert changed["isCancelled"] is is_cancelled
            assert (changed["cancelledTime"] is not None) is is_cancelled
            pending = "Cancelled" if is_cancelled else "Pending"
            assert changed["processingStatus"] == pending
            assert changed["isClosed"] is changed["isComplete"] is (after == "Completed")
    assert_consistent(database, orders=1)


@pytest.mark.usefixtures("shop")
async def test_an_invoiced_order_changes_its_status_but_is_not_cancelled(api: Api) -> None:
    await create(api)
    await api.call("commerce.orders.process", {"id": 1})
    for status in STATUSES:
        request = {"id": 1, "order": {"status": status}}
        if status == "Cancelled":
            field, type_, _ = await api.refused_once(UPDATE, request)
            assert (field, type_) == ("status", "InvalidValue")
        else:
            await api.call(UPDATE, request)
            changed = await get(api, 1)
            assert (changed["status"], changed["processingStatus"]) == (status, "Invoiced")
            assert changed["itemsChangedAfterProcessing"] is False


@pytest.mark.usefixtures("shop")
async def test_orders_are_counted_without_the_year(api: Api, clock: Clock) -> None:
    first = await create(api)
    clock.now = NOON + timedelta(days=365)
    second = await create(api)
    chosen = await create(api, number="90471")

    numbers = [each["number"] for each in (first, second, chosen, await create(api))]
    assert numbers == ["1", "2", "90471", "90472"]
    await api.call("commerce.orders.process", {"id": 1})
    invoice = (await api.call("commerce.invoices.get", {"id": 1}))["invoice"]
    assert (invoice["number"], invoice["referenceNumber"]) == ("2014/1", "1")


async def test_every_condition(api: Api, shop: Shop, clock: Clock) -> None:
    await create(api, items=[item(item=7), item(item=8)], customer=shop.customer)
    clock.now = NOON + timedelta(hours=1)
    await create(api, items=[item(item=8)], status="Open", isPaidFor=True)
    clock.now = NOON + timedelta(hours=2)
    paris = shipping_address(city="Rome", country="IT", street1="Via Appia 12")
    await create(api, status="Shipped", shippingAddress=paris)
    await api.call(UPDATE, {"id": 1, "order": {"title": "x"}})
    label = {"ids": [1, 5], "type": "Order", "resources": [2, 3]}
    await api.call("commerce.labels.add", label)
    await api.call("commerce.labels.remove", {**label, "ids": [1], "resources": [3]})

    conditions: list[tuple[Row, list[int]]] = [
        ({}, [1, 2, 3]),
        ({"ids": [3, 1, 99]}, [1, 3]),
        ({"ids": []}, []),
        ({"status": ["New", "Shipped"]}, [1, 3]),
        ({"status": "Open"}, [2]),
        ({"items": [7]}, [1]),
        ({"items": [7, 8]}, [1, 2]),
        ({"items": [9]}, []),
        ({"isPaidFor": True}, [2]),
        ({"isPaidFor": False}, [1, 3]),
        ({"fromNumber": "2"}, [2, 3]),
        ({"toNumber": "2"}, [1, 2]),
        ({"fromCreationTime": "2013-10-01 13:00:00"}, [2, 3]),
        ({"toCreationTime": "2013-10-01 13:00:00"}, [1, 2]),
        ({"fromUpdateTime": "2013-10-01 14:00:00"}, [1, 3]),
        ({"toUpdateTime": "2013-10-01 13:59:59"}, [2]),
        ({"customer": shop.customer}, [1]),
        ({"customer": 99}, []),
        ({"address": "baker STREET"}, [1, 2, 3]),
        ({"address": "Appia 12"}, [3]),
        ({"labels": [1]}, [2]),
        ({"labels": [5, 64]}, [2, 3]),
        ({"after": 1}, [2, 3]),
        ({"status": ["New", "Open"], "after": 1, "isPaidFor": True}, [2]),
    ]
    for asked, expected in conditions:
        assert (asked, await ids(api, conditions=asked)) == (asked, expected)
    assert (await get(api, 2))["labels"] == [1, 5]
    assert await ids(api, order=["-id"], limit=2, first=1) == [2, 1]


@pytest.mark.usefixtures("shop")
async def test_numbers_are_compared_as_people_read_them(api: Api) -> None:
    numbers = ["10", "9", "2013/99", "2013/3918", "A9", "A10", ""]
    for number in numbers:
        await create(api, number=number)

    async def between(first: str, last: str) -> list[str]:
        conditions = {"fromNumber": first, "toNumber": last}
        request = {"conditions": conditions, "fields": ["number"], "order": ["number"]}
        return [each["number"] for each in (await api.call(FIND, request))["orders"]]

    assert await between("9", "10") == ["9", "10"]
    assert await between("2013/100", "2013/9999") == ["2013/3918"]
    assert await between("2013/99", "2013/3918") == ["2013/99", "2013/3918"]
    assert await between("A1", "A99") == ["A9", "A10"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("id", [1, 2, 3]),
        ("number", [2, 3, 1]),
        ("creationTime", [3, 2, 1]),
        ("total", [2, 1, 3]),
        ("taxedTotal", [2, 1, 3]),
        ("customerName", [3, 1, 2]),
    ],
)
@pytest.mark.usefixtures("shop")
async def test_every_order_key(api: Api, key: str, expected: list[int]) -> None:
    for day, price, name, number in (
        (3, 2, "bob", "30"),
        (2, 1, "Carl", "4"),
        (1, 3, "Al", "5"),
    ):
        await create(
            api,
            creationTime=f"2013-01-0{day} 00:00:00",
            items=[item(price=price)],
            billingAddress=address(companyName=name),
            number=number,
        )

    assert await ids(api, order=[key]) == expected
    assert await ids(api, order=[f"-{key}"]) == expected[::-1]
