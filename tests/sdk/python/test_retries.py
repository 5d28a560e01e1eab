"""What passes is tried again by the Python client, and nothing is ever done twice."""

import asyncio
import socket
import time
from typing import Any, Final

import httpx
import pytest

from orderly_client import AsyncClient, Failed, Unavailable, core
from tests.api import KEY
from tests.clocks import by_the_clock
from tests.conftest import Start
from tests.sdk.python.clients import Caller, Lossy
from tests.sdk.python.conftest import Connect
from tests.serving import serving

CREATE: Final = "commerce.tax-classes.create"
COUNT: Final = "commerce.tax-classes.count"
VAT = {"taxClass": {"code": "VAT"}}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let waits between attempts be short."""
    monkeypatch.setattr(core, "FIRST_WAIT", 0.02)


async def count(caller: Caller) -> int:
    return int((await caller.call(COUNT))["count"])


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("holds", [False, True], ids=["cut off", "held back"])
@by_the_clock
async def test_a_lost_answer_makes_one_document_only(
    connect: Connect, start: Start, *, holds: bool
) -> None:
    way = Lossy((await start()).make_url("/"), losses=3, holds=holds)
    async with way.open() as url:
        caller = await connect(url, timeout=0.5 if holds else 10)
        made = await caller.call(CREATE, VAT)
        counted = await count(caller)

    assert way.losses == 0
    assert made["id"] == 1
    assert counted == 1


@pytest.mark.usefixtures("impatient")
async def test_a_call_of_a_program_that_died_is_finished_by_its_key(
    connect: Connect, start: Start
) -> None:
    way = Lossy((await start()).make_url("/"), losses=1)
    async with way.open() as url:
        caller = await connect(url, attempts=1)
        with pytest.raises(Unavailable, match="idempotency_key='order 4711' finds out") as caught:
            await caller.call(CREATE, VAT, idempotency_key="order 4711")
        key = caught.value.idempotency_key
        again = await caller.call(CREATE, VAT, idempotency_key=key)
        counted = await count(caller)

    assert key == "order 4711"
    assert caught.value.status is None
    assert again["id"] == 1
    assert counted == 1


@pytest.mark.usefixtures("impatient")
async def test_a_batch_whose_answer_is_lost_is_done_once(connect: Connect, start: Start) -> None:
    way = Lossy((await start()).make_url("/"), losses=2)
    async with way.open() as url:
        caller = await connect(url)
        results = await caller.batch([(CREATE, {"taxClass": {"code": c}}) for c in "ABC"])
        counted = await count(caller)

    assert [each["id"] for each in results] == [1, 2, 3]
    assert counted == 3


async def test_two_calls_are_two_calls(caller: Caller) -> None:
    first = await caller.call(CREATE, VAT)
    second = await caller.call(CREATE, {"taxClass": {"code": "LOW"}})

    assert (first["id"], second["id"]) == (1, 2)


async def test_a_limit_of_calls_is_kept_to(connect: Connect, start: Start) -> None:
    caller = await connect((await start(rate_limit=60)).make_url("/"))
    began = time.monotonic()
    counts = [await count(caller) for _ in range(62)]

    assert counts == [0] * 62
    assert time.monotonic() - began > 1


@by_the_clock
async def test_a_wait_beyond_all_patience_ends_the_call_at_once(
    connect: Connect, start: Start
) -> None:
    caller = await connect((await start(rate_limit=1)).make_url("/"), patience=5)
    await count(caller)
    began = time.monotonic()

    with pytest.raises(Unavailable, match="HTTP 429: Too many calls: try again in") as caught:
        await count(caller)

    assert caught.value.status == 429
    assert caught.value.errors[0].code == "TOO_MANY_REQUESTS"
    assert time.monotonic() - began < 2


async def test_a_server_that_is_started_again_is_waited_for(
    connect: Connect, database_url: str
) -> None:
    with serving(database_url) as first:
        caller = await connect(first.url)
        await caller.call(CREATE, VAT)
    waiting = asyncio.create_task(count(caller))
    await asyncio.sleep(0.3)
    was_waiting = not waiting.done()
    with serving(database_url, port=httpx.URL(first.url).port):
        counted = await waiting

    assert was_waiting
    assert counted == 1


async def test_a_server_that_crashes_under_load_does_everything_once(database_url: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    calls: list[asyncio.Task[Any]] = []
    transport = httpx.AsyncHTTPTransport()
    async with AsyncClient(f"http://127.0.0.1:{port}", KEY, transport=transport) as client:
        for crash in range(2):
            with serving(database_url, port=port) as running:
                more: list[Any] = [{"taxClass": {"code": f"{crash}-{i}"}} for i in range(80)]
                calls += [asyncio.create_task(client.call(CREATE, each)) for each in more]
                await asyncio.wait(calls[-80:], return_when=asyncio.FIRST_COMPLETED)
                running.kill()
        with serving(database_url, port=port):
            made = [answer["id"] for answer in await asyncio.gather(*calls)]
            counted = await client.call(COUNT)

    assert len(set(made)) == 160
    assert counted["count"] == 160


@pytest.mark.usefixtures("impatient")
async def test_a_server_that_is_away_is_given_up_in_the_end(connect: Connect) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        host, port = taken.getsockname()
        caller = await connect(f"http://{host}:{port}", attempts=3)

        with pytest.raises(Unavailable, match=r"sent 3 times \(ConnectError") as caught:
            await count(caller)

    assert caught.value.status is None
    assert isinstance(caught.value, Failed)
    assert caught.value.idempotency_key
