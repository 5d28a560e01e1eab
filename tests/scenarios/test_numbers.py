"""Numbers without gaps or doubles: under load, refusals, several processes and crashes."""

import asyncio
import itertools
from collections.abc import Iterable
from typing import Any

import aiohttp

from tests.api import KEY, Api
from tests.examples import invoice, open_shop
from tests.serving import serving

HEADERS = {"X-Key": KEY, "Content-Type": "application/json"}
YEAR = "2013"
DATED = {"creationTime": f"{YEAR}-08-28 09:41:47"}


def sequences(numbers: Iterable[str]) -> list[int]:
    """Return the sequences of numbers of the year, sorted."""
    return sorted(int(number.removeprefix(f"{YEAR}/")) for number in numbers)


async def test_concurrent_creates_take_each_number_once_and_refused_ones_none(api: Api) -> None:
    await open_shop(api)
    good = invoice(**DATED)
    bad = invoice(**DATED, customer=99)
    requests = [bad if i % 8 == 0 else good for i in range(64)]
    await asyncio.gather(*(api.post("commerce.invoices.create", each) for each in requests))
    found = await api.call("commerce.invoices.find", {"fields": ["number"]})

    assert sequences(each["number"] for each in found["invoices"]) == list(range(1, 57))


async def test_several_processes_share_the_numbers(start: Any, database_url: str) -> None:
    api = Api(await start())
    await open_shop(api)
    workers = 3 if database_url.startswith("postgresql") else 1
    if workers == 1:
        await api.client.close()  # SQLite has one server process
    with serving(database_url, workers=workers) as running:
        async with aiohttp.ClientSession(headers=HEADERS) as session:
            answers = await asyncio.gather(
                *(_create(session, running.url, customer=None if i % 5 else 99) for i in range(64))
            )
            numbers = await _numbers(session, running.url)

    assert sum(answer.get("status") == "ok" for answer in answers) == 51
    assert sequences(numbers) == list(range(1, 52))


async def test_a_crash_loses_nothing_that_was_answered(start: Any, database_url: str) -> None:
    client = await start()
    await open_shop(Api(client))
    await client.close()
    acknowledged: set[int] = set()
    for _ in range(3):
        with serving(database_url) as running:
            acknowledged |= await _create_until_killed(running)
    with serving(database_url) as running:
        async with aiohttp.ClientSession(headers=HEADERS) as session:
            found = await _call(session, running.url, "find", {"limit": 1000})
    stored = {each["id"]: each for each in found["invoices"]}

    assert acknowledged
    assert acknowledged <= stored.keys()
    numbers = sequences(each["number"] for each in stored.values())
    assert numbers == list(range(1, len(stored) + 1))
    assert all(each["items"] and each["taxedTotal"] for each in stored.values())


async def _create_until_killed(running: Any) -> set[int]:
    """Create from 16 clients until the server is killed; return what it acknowledged."""
    acknowledged: set[int] = set()
    enough = asyncio.Event()

    async def client(session: aiohttp.ClientSession) -> None:
        try:
            while True:
                answer = await _create(session, running.url)
                if answer["status"] == "ok":
                    acknowledged.add(answer["id"])
                if len(acknowledged) >= 40:
                    enough.set()
        except aiohttp.ClientError:
            pass  # the crash

    async with aiohttp.ClientSession(headers=HEADERS) as session:
        clients = [asyncio.create_task(client(session)) for _ in range(16)]
        await enough.wait()
        running.kill()
        await asyncio.gather(*clients)
    return acknowledged


async def _create(session: aiohttp.ClientSession, url: str, **changes: Any) -> Any:
    request = invoice(**DATED, **changes)
    request["invoice"]["items"] = [{"name": "Shirt", "price": 12, "taxClass": 1}]
    return await _call(session, url, "create", request)


async def _call(session: aiohttp.ClientSession, url: str, verb: str, request: Any) -> Any:
    target = f"{url}/api/v6/commerce.invoices.{verb}"
    async with session.post(target, json=request) as response:
        return await response.json()


async def _numbers(session: aiohttp.ClientSession, url: str) -> list[str]:
    """Page through all numbers by `after`."""
    numbers: list[str] = []
    after = 0
    for _ in itertools.count():
        request = {"conditions": {"after": after}, "fields": ["number"], "limit": 20}
        page = (await _call(session, url, "find", request))["invoices"]
        if not page:
            break
        numbers += [each["number"] for each in page]
        after = page[-1]["id"]
    return numbers
