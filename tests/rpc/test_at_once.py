"""The short way of calls that have nothing to wait for tells what the long way tells."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from rpc import codec
from tests import examples
from tests.api import KEY, Api
from tests.conftest import Start

GET = "commerce.invoices.get"
Client = TestClient[Any, Any]

CALLS: dict[str, tuple[str, Any]] = {
    "get": (GET, {"id": 1}),
    "some fields": (GET, {"id": 1, "fields": ["number", "taxes"]}),
    "none": (GET, {"id": 7}),
    "find": ("commerce.orders.find", {"order": ["-total"], "limit": 2}),
    "count": ("commerce.customers.count", {"query": {"lastName": "Holmes"}}),
    "settings": ("commerce.settings.get", {}),
    "unknown field": (GET, {"id": 1, "idd": 2}),
    "malformed": (GET, {"id": "1"}),
    "refused": ("commerce.invoices.find", {"query": {"totall": 1}}),
    "wrong cursor": ("commerce.invoices.find", {"cursor": "x"}),
}


class Tasks:
    """Counts the tasks that requests are handled in."""

    def __init__(self) -> None:
        self.handled = 0

    def __call__(self, loop: asyncio.AbstractEventLoop, coro: Any, **options: Any) -> Any:
        self.handled += getattr(coro, "__name__", "") == "_handle_request"
        return asyncio.Task(coro, loop=loop, **options)


@pytest.fixture
async def tasks() -> Tasks:
    made = Tasks()
    asyncio.get_running_loop().set_task_factory(made)
    return made


async def shop(client: Client) -> None:
    api = Api(client)
    await examples.open_shop(api)
    await api.call("commerce.invoices.create", examples.invoice())
    await api.call("commerce.orders.create", examples.order())


async def told(client: Client, name: str, body: bytes, **headers: str) -> tuple[Any, ...]:
    """Return all that an answer tells, but what is of the moment."""
    sent = {"X-Key": KEY, "Content-Type": "application/json", **headers}
    async with client.post(f"/api/v6/{name}", data=body, headers=sent) as response:
        seen = {k.lower(): v for k, v in response.headers.items()}
        for name_ in ("date", "x-request-id"):
            seen.pop(name_)
        return response.status, response.reason, seen, await response.read()


@pytest.mark.parametrize("call", CALLS)
async def test_both_ways_tell_the_same(
    start: Start, tasks: Tasks, call: str, database_url: str
) -> None:
    client = await start()
    await shop(client)
    name, request = CALLS[call]
    body = codec.encode(request)
    await told(client, name, body)
    before = tasks.handled
    short = await told(client, name, body)
    at_once = tasks.handled
    long = await told(client, name, body, **{"X-Entity-Id": "1"})

    # PostgreSQL has a wire to wait for, so all calls go the long way there.
    waits = not database_url.startswith("sqlite:")
    assert (at_once, tasks.handled) == (before + waits, before + waits + 1)
    assert short == long


@pytest.mark.parametrize(
    "changed",
    [
        {"X-Key": "wrong" * 8},
        {"Content-Type": "text/plain"},
        {"Content-Encoding": "gzip"},
        {"X-Entity-Id": "2"},
        {"Connection": "close"},
    ],
    ids=str,
)
async def test_whatever_is_unusual_goes_the_long_way(
    start: Start, tasks: Tasks, changed: dict[str, str]
) -> None:
    client = await start()
    await told(client, GET, b'{"id":1}')
    before = tasks.handled
    await told(client, GET, b'{"id":1}', **changed)

    assert tasks.handled == before + 1


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"id":1,"id":2}', b'{"id":"\\u0031"}'])
async def test_a_body_that_needs_a_closer_look_gets_it(
    start: Start, tasks: Tasks, body: bytes
) -> None:
    client = await start()
    await told(client, GET, b'{"id":1}')
    before = tasks.handled
    status, _, _, answer = await told(client, GET, body)

    assert tasks.handled == before + 1
    assert b"status" in answer
    assert status in (200, 400)


async def test_requests_that_come_together_are_answered_in_their_order(start: Start) -> None:
    client = await start(rate_limit=1000)
    await shop(client)

    def spelled(name: str, request: Any) -> bytes:
        body = codec.encode(request)
        head = f"POST /api/v6/{name} HTTP/1.1\r\nHost: x\r\nX-Key: {KEY}\r\n"
        typed = f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return typed.encode() + body

    reader, writer = await asyncio.open_connection(client.host, client.port)
    calls: list[Callable[[int], bytes]] = [
        lambda i: spelled(GET, {"id": 1000 + i}),
        lambda i: spelled("commerce.tax-classes.create", {"taxClass": {"code": f"C{i}"}}),
        lambda _: spelled("commerce.tax-classes.count", {}),
    ]
    sent = [calls[i % 3](i) for i in range(30)]
    writer.write(sent[0])
    for i in range(1, 30, 2):  # two at a time, and what they are changes
        writer.write(b"".join(sent[i : i + 2]))
        await asyncio.sleep(0.001)
    answers = []
    for _ in sent:
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.partition(b"Content-Length: ")[2].split(maxsplit=1)[0])
        answers.append(codec.decode(await reader.readexactly(size)))
    writer.close()

    assert all(answer["status"] == "ok" for answer in answers)
    assert [each.get("invoice", "") for each in answers[::3]] == [None] * 10
    made = [each["id"] for each in answers[1::3]]
    assert made == sorted(made)
    # Each count is behind the creation before it.
    assert [each["count"] for each in answers[2::3]] == [2 + i for i in range(1, 11)]


async def test_calls_beyond_the_rate_limit_are_refused_on_either_way(start: Start) -> None:
    client = await start(rate_limit=5)
    statuses = [(await told(client, GET, b'{"id":1}'))[0] for _ in range(7)]

    assert statuses == [200] * 5 + [429] * 2
