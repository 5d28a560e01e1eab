"""The demo: what it has, that it is right, and that it is made once."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from rpc.demo import loading
from rpc.dispatch import utc_now
from store import databases
from store.database import Database
from tests import direct
from tests.api import Api
from tests.consistency import assert_consistent

ORDERS = "commerce.orders"
COUNTED = {
    "type": ("Order", "Estimate", "Purchase"),
    "status": (
        "Draft",
        "New",
        "Open",
        "Ready",
        "Shipped",
        "Delivered",
        "Completed",
        "Cancelled",
    ),
    "source": ("Manual", "Shopify", "WooCommerce"),
    "processingStatus": ("Pending", "Invoiced", "Cancelled"),
    "paymentStatus": ("Unpaid", "PartiallyPaid", "Paid", "Refunded"),
}
TOLD = ["number", "status", "source", "processingStatus", "customerName", "taxedTotal"]


async def count(api: Api, method: str, **asked: Any) -> int:
    return int((await api.call(f"{method}.count", asked))["count"])


async def test_it_has_orders_of_every_kind_state_and_source(database: Database, api: Api) -> None:
    loading.load(database)

    for name, values in COUNTED.items():
        counts = [await count(api, ORDERS, conditions={name: value}) for value in values]
        assert min(counts) >= 3, (name, counts)
        assert 280 <= sum(counts) <= 360, name
    for source in ("Shopify", "WooCommerce"):
        assert await count(api, ORDERS, conditions={"source": source}) > 50
    assert await count(api, ORDERS, conditions={"deleted": True}) >= 3
    for asked in (
        {"itemsChangedAfterProcessing": True},
        {"standing": True},
        {"isPastDue": True},
        {"estimate": {"not": None}},
        {"order": {"not": None}},
        {"charged.discount": {"gt": 0}, "charged.shipping": {"gt": 0}},
        {"notes": {"not": ""}},
        {"requests": {"not": ""}},
        {"po": {"startsWith": "PO-"}},
        {"metadata.channel": "Fair"},
        {"customerData.isBusiness": True},
    ):
        assert await count(api, ORDERS, query=asked) >= 2, asked
    assert await count(api, "commerce.order-integrations") == 2
    assert await count(api, "commerce.customers") > 20
    assert await count(api, "commerce.invoices", query={"order": {"not": None}}) > 100
    assert await count(api, "commerce.invoices", conditions={"type": "CreditNote"}) > 10
    assert await count(api, "commerce.payments", conditions={"type": "Refund"}) >= 5
    await assert_told_in_order(api)
    assert_consistent(database, orders=280, invoices=400)


async def assert_told_in_order(api: Api) -> None:
    """Assert that ids, and so numbers, follow the time, over several months."""
    request = {"limit": 1000, "fields": ["creationTime", "updateTime"]}
    for resource in ("orders", "invoices", "payments"):
        found = (await api.call(f"commerce.{resource}.find", request))[resource]
        times = [each["creationTime"] for each in found]
        assert times == sorted(times)
        assert times[0][:7] < times[-1][:7] < utc_now().strftime("%Y-%m-%d")
    reissued = await api.call(f"{ORDERS}.find", {"limit": 1000, "fields": ["invoices"]})
    assert any(len(order["invoices"]) > 1 for order in reissued["orders"])


def documents(url: str) -> dict[str, list[Any]]:
    """Return what stands in the demo's orders, invoices and payments."""
    database = databases.connect(url)
    with direct.entity(database):
        found = {
            resource: direct.call(f"commerce.{resource}.find", {"limit": 1000})[resource]
            for resource in ("orders", "invoices", "payments")
        }
    database.close()
    return found


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepare a demo once, for tests that compare with it."""
    made = tmp_path_factory.mktemp("demo") / "data"
    loading.prepare(made)
    return made


def test_a_second_start_keeps_the_data_and_the_key(directory: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    shutil.copytree(directory, kept)
    url, key = loading.prepare(kept)
    before = documents(url)
    database = databases.connect(url)
    with direct.entity(database):
        direct.call("commerce.orders.delete", {"ids": [before["orders"][-1]["id"]]})
    database.close()

    assert loading.prepare(kept) == (url, key)

    after = documents(url)
    assert after == {**before, "orders": before["orders"][:-1]}


def test_the_same_data_come_out_each_time(directory: Path, tmp_path: Path) -> None:
    first, second = (documents(loading.prepare(each)[0]) for each in (directory, tmp_path))

    for name, fields in (("orders", TOLD), ("invoices", ["taxedTotal"]), ("payments", ["amount"])):
        told = [
            [[each[field] for field in fields] for each in made[name]] for made in (first, second)
        ]
        assert told[0] == told[1]
