"""Closing invoices: number, date, chain, and what is refused and what goes on afterwards."""

import asyncio
import itertools
from typing import Any

import aiohttp
import pytest

from store.database import Database
from tests.api import KEY, Api, Clock
from tests.consistency import assert_consistent
from tests.examples import address, invoice, item, open_shop, order
from tests.serving import Serving, serving

CREATE, UPDATE, GET, DELETE, CLOSE = (
    f"commerce.invoices.{verb}" for verb in ("create", "update", "get", "delete", "close")
)
HEADERS = {"X-Key": KEY, "Content-Type": "application/json"}

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def timed(clock: Clock) -> None:
    """Set the clock before any server of these tests starts."""


@pytest.fixture
async def shop(api: Api) -> Any:
    """Make what invoices refer to."""
    return await open_shop(api)


async def late_series(api: Api, kind: str = "Invoice") -> int:
    """Make numbers of a kind be given at closing."""
    found = await api.call("commerce.series.find", {"conditions": {"kind": kind}})
    id_ = int(found["series"][0]["id"])
    await api.call("commerce.series.update", {"id": id_, "series": {"assignOn": "Close"}})
    return id_


async def create(api: Api, **changes: Any) -> int:
    return int((await api.call(CREATE, invoice(**changes)))["id"])


async def get(api: Api, id_: int) -> Row:
    row = (await api.call(GET, {"id": id_}))["invoice"]
    assert row is not None
    return dict(row)


async def audit(api: Api, series: int) -> Row:
    return await api.call("commerce.series.audit", {"id": series})


@pytest.mark.usefixtures("shop")
async def test_closing_freezes_an_invoice_and_keeps_its_number(
    api: Api, clock: Clock, database: Database
) -> None:
    before = await get(api, await create(api))
    clock.now = clock.now.replace(hour=15)
    answer = await api.call(CLOSE, {"id": before["id"], "version": 1})
    after = await get(api, before["id"])

    time = "2013-10-01 15:00:00"
    assert answer == {"number": "2013/1", "source": "Manual", "closeTime": time}
    changes = {"version": 2, "updateTime": time, "isClosed": True, "closeTime": time}
    assert after == {**before, **changes}
    assert (await audit(api, before["series"]))["isSound"]
    assert_consistent(database, invoices=1)


@pytest.mark.usefixtures("shop")
async def test_an_invoice_without_a_number_takes_it_now(api: Api, database: Database) -> None:
    series = await late_series(api)
    ids = [await create(api) for _ in range(3)]
    chosen = await create(api, number="2013/7")
    assert [(await get(api, id_))["number"] for id_ in ids] == [""] * 3

    closed = [(await api.call(CLOSE, {"id": id_}))["number"] for id_ in (ids[2], ids[0], chosen)]
    assert closed == ["2013/8", "2013/9", "2013/7"]
    found = await api.call("commerce.invoices.find", {"search": "2013/9", "fields": ["id"]})
    assert found["invoices"] == [{"id": ids[0]}]
    links = (await api.call("commerce.series.chain", {"id": series}))["links"]
    assert [link["document"] for link in links] == [ids[2], ids[0], chosen]
    assert_consistent(database, invoices=4)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("kind", ["Proforma", "CreditNote", "ShippingInvoice"])
async def test_every_type_is_closed_in_its_own_series(api: Api, kind: str) -> None:
    id_ = await create(api, type=kind, number="")
    series = (await get(api, id_))["series"]

    assert (await api.call(CLOSE, {"id": id_}))["number"] == "2013/1"
    answer = await audit(api, series)
    assert (answer["isSound"], answer["counts"]["links"]) == (True, 1)


@pytest.mark.usefixtures("shop")
async def test_the_number_is_of_the_year_of_issue(api: Api) -> None:
    await late_series(api)
    id_ = await create(api, issueDate="2012-12-31")

    assert (await api.call(CLOSE, {"id": id_}))["number"] == "2012/1"


@pytest.mark.usefixtures("shop")
async def test_what_can_not_be_closed_is_told(api: Api) -> None:
    id_ = await create(api)
    stale = (await api.refused(CLOSE, {"id": id_, "version": 7}))[0]
    assert (stale["code"], stale["allowed"]) == ("VERSION_CONFLICT", 1)
    missing = await api.refused_once(CLOSE, {"id": 99})
    assert missing == ("id", "NotFound", "Invoice 99 does not exist")
    assert (await api.refused(CLOSE, {}))[0]["code"] == "REQUIRED"
    assert (await api.refused(CLOSE, {"id": id_, "number": "1"}))[0]["code"] == "UNKNOWN_FIELD"

    await api.call(CLOSE, {"id": id_})
    again = await api.refused_once(CLOSE, {"id": id_})
    assert again == ("id", "InvalidValue", f"Invoice {id_} is closed")
    assert await api.refused_once(DELETE, {"ids": [id_]}) == again
    request = {"id": id_, "invoice": {"terms": "other"}}
    assert await api.refused_once(UPDATE, request) == again
    item_id = (await get(api, id_))["items"][0]["id"]
    save = {"items": [{"id": item_id, "note": "x"}]}
    assert (await api.refused("commerce.line-items.save", save))[0]["code"] == "CLOSED"
    assert (await api.refused("commerce.line-items.delete", {"ids": [item_id]}))[0][
        "code"
    ] == "CLOSED"


@pytest.mark.usefixtures("shop")
async def test_a_closed_invoice_is_paid_labelled_and_marked(api: Api, database: Database) -> None:
    id_ = await create(api)
    await api.call(CLOSE, {"id": id_})
    total = (await get(api, id_))["taxedTotal"]
    await api.call("commerce.invoices.pay", {"id": id_, "amount": 10})
    part = await get(api, id_)
    assert (part["paidTotal"], part["dueTotal"], part["isPaidFor"]) == (10, total - 10, False)
    await api.call("commerce.invoices.pay", {"id": id_, "amount": part["dueTotal"]})
    await api.call("commerce.labels.add", {"ids": [3], "type": "Invoice", "resources": [id_]})
    changes = {"status": "Sent", "labels": [1, 2], "metadata": {"a": 1}, "externalId": "x"}
    await api.call(UPDATE, {"id": id_, "invoice": changes})
    paid = await get(api, id_)

    assert (paid["isPaidFor"], paid["dueTotal"], paid["status"]) == (True, 0, "Sent")
    assert (await audit(api, paid["series"]))["isSound"]
    assert_consistent(database, invoices=1)


async def test_an_invoice_of_an_order_is_closed_reissued_and_paid(
    api: Api, shop: Any, database: Database
) -> None:
    items = [item(taxClass=shop.vat)]
    # The order's name is without the space, and so is that of its invoice.
    named = address(firstName="Sherlock ")
    made = await api.call("commerce.orders.create", order(items=items, billingAddress=named))
    await api.call("commerce.orders.process", {"id": made["id"]})
    first = (await api.call("commerce.orders.get", {"id": made["id"]}))["order"]["invoice"]

    assert (await api.call(CLOSE, {"id": first}))["source"] == "Order"
    await api.call(UPDATE, {"id": first, "invoice": {"status": "Sent"}})
    await api.call("commerce.orders.pay", {"id": made["id"], "amount": 1})
    more = {"id": made["id"], "order": {"items": [item(taxClass=shop.vat, quantity=5)]}}
    await api.call("commerce.orders.update", more)
    reissued = await api.call("commerce.orders.reissue", {"id": made["id"]})
    for id_ in (reissued["creditNote"], reissued["invoice"]):
        await api.call(CLOSE, {"id": id_})
    credited, credit = await get(api, first), await get(api, reissued["creditNote"])

    assert (credited["dueTotal"], credit["isClosed"], credit["reference"]) == (0, True, first)
    assert (await audit(api, credited["series"]))["isSound"]
    assert (await audit(api, credit["series"]))["isSound"]
    assert_consistent(database, orders=1, invoices=3)


async def test_an_hour_that_comes_twice_keeps_nothing_from_changing(api: Api, clock: Clock) -> None:
    settings = {"timeZone": "Europe/Rome"}
    await api.call("commerce.settings.update", {"settings": settings})
    await open_shop(api)
    # 02:30 of the second time, on the day on which summer ends.
    clock.now = clock.now.replace(month=10, day=27, hour=1, minute=30)
    id_ = await create(api)
    await api.call(CLOSE, {"id": id_})
    clock.now = clock.now.replace(hour=5)
    await api.call(UPDATE, {"id": id_, "invoice": {"status": "Sent"}})

    found = await get(api, id_)
    assert (found["status"], found["closeTime"]) == ("Sent", "2013-10-27 02:30:00")
    assert (await audit(api, found["series"]))["isSound"]


@pytest.mark.usefixtures("shop")
async def test_a_series_with_closed_documents_stays(api: Api) -> None:
    new = {"series": {"kind": "Invoice", "pattern": "X{seq}"}}
    series = (await api.call("commerce.series.create", new))["id"]
    id_ = await create(api, series=series)
    await api.call(CLOSE, {"id": id_})

    fault = (await api.refused("commerce.series.delete", {"ids": [series]}))[0]
    assert fault["description"].startswith(f"Series {series} is in use by invoice {id_}")


# ---- At once


@pytest.mark.usefixtures("shop")
async def test_many_closes_at_once_make_one_chain(api: Api, database: Database) -> None:
    series = await late_series(api)
    ids = [await create(api) for _ in range(64)]
    answers = await asyncio.gather(*(api.call(CLOSE, {"id": id_}) for id_ in ids))

    numbers = sorted(int(answer["number"].removeprefix("2013/")) for answer in answers)
    assert numbers == list(range(1, 65))
    answer = await audit(api, series)
    assert (answer["isSound"], answer["counts"]["links"]) == (True, 64)
    assert_consistent(database, invoices=64)


@pytest.mark.usefixtures("shop")
async def test_one_document_is_closed_once(api: Api) -> None:
    series = await late_series(api)
    id_ = await create(api)
    answers = await asyncio.gather(*(api.post(CLOSE, {"id": id_}) for _ in range(16)))

    told = [answer.get("number") or answer["errors"][0]["code"] for _, _, answer in answers]
    assert sorted(told) == ["2013/1", *["CLOSED"] * 15]
    assert (await audit(api, series))["counts"]["links"] == 1


async def test_several_processes_make_one_chain(start: Any, database_url: str) -> None:
    client = await start()
    api = Api(client)
    await open_shop(api)
    series = await late_series(api)
    ids = [await create(api) for _ in range(64)]
    await client.close()
    workers = 3 if database_url.startswith("postgresql") else 1
    with serving(database_url, workers=workers) as running:
        async with aiohttp.ClientSession(headers=HEADERS) as session:
            answers = await asyncio.gather(
                *(_call(session, running, CLOSE, {"id": id_}) for id_ in ids for _ in range(2))
            )
            audited = await _call(session, running, "commerce.series.audit", {"id": series})

    numbers = sorted(answer["number"] for answer in answers if answer["status"] == "ok")
    assert numbers == sorted(f"2013/{i}" for i in range(1, 65))
    assert (audited["isSound"], audited["counts"]["links"]) == (True, 64)


async def test_a_crash_leaves_a_whole_chain(start: Any, database_url: str) -> None:
    client = await start()
    api = Api(client)
    await open_shop(api)
    series = await late_series(api)
    ids = [await create(api) for _ in range(150)]
    await client.close()
    waiting = iter(ids)
    closed: dict[int, str] = {}
    for _ in range(3):
        with serving(database_url) as running:
            closed |= await _close_until_killed(running, waiting)
    with serving(database_url) as running:
        async with aiohttp.ClientSession(headers=HEADERS) as session:
            audited = await _call(session, running, "commerce.series.audit", {"id": series})
            request = {"query": {"isClosed": True}, "limit": 1000}
            found = await _call(session, running, "commerce.invoices.find", request)
    stored = {each["id"]: each["number"] for each in found["invoices"]}

    assert closed
    assert closed.items() <= stored.items()
    assert sorted(stored.values()) == sorted(f"2013/{i + 1}" for i in range(len(stored)))
    assert audited["isSound"], audited
    assert audited["counts"]["links"] == len(stored)


async def _close_until_killed(running: Serving, ids: Any) -> dict[int, str]:
    """Close from 8 clients until the server is killed; return what it acknowledged."""
    closed: dict[int, str] = {}
    enough = asyncio.Event()

    async def client(session: aiohttp.ClientSession) -> None:
        try:
            for id_ in ids:
                answer = await _call(session, running, CLOSE, {"id": id_})
                closed[id_] = answer["number"]
                if len(closed) >= 20:
                    enough.set()
        except aiohttp.ClientError:
            pass  # the crash

    async with aiohttp.ClientSession(headers=HEADERS) as session:
        clients = [asyncio.create_task(client(session)) for _ in range(8)]
        await enough.wait()
        running.kill()
        await asyncio.gather(*clients)
    return closed


async def _call(session: aiohttp.ClientSession, running: Serving, method: str, request: Any) -> Any:
    target = f"{running.url}/api/v6/{method}"
    async with session.post(target, json=request) as response:
        return await response.json()


async def test_pages_of_the_chain_are_the_chain(api: Api, shop: Any) -> None:
    ids = [await create(api, items=[item(taxClass=shop.vat)]) for _ in range(5)]
    for id_ in ids:
        await api.call(CLOSE, {"id": id_})
    series = (await get(api, ids[0]))["series"]
    whole = (await api.call("commerce.series.chain", {"id": series}))["links"]
    pages: list[Row] = []
    for _ in itertools.count():
        request = {"id": series, "after": len(pages), "limit": 2}
        page = (await api.call("commerce.series.chain", request))["links"]
        if not page:
            break
        pages += page

    assert pages == whole
    assert [link["position"] for link in whole] == [1, 2, 3, 4, 5]
    assert [link["document"] for link in whole] == ids
    missing = await api.refused_once("commerce.series.chain", {"id": 99})
    assert missing == ("id", "NotFound", "Series 99 does not exist")
