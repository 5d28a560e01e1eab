"""Calls with an idempotency key: done once, answered alike, whatever happens to whoever asks."""

import asyncio
import contextlib
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import aiohttp
import psycopg
import pytest
from aiohttp.test_utils import TestClient

from rpc import codec
from rpc.__main__ import make_key
from rpc.app import BACKGROUND
from store import idempotency
from store.database import Database
from tests.api import KEY, Api, Clock
from tests.conftest import Start
from tests.examples import invoice, open_shop
from tests.rpc.test_auth import add_entity
from tests.serving import Serving, serving

CREATE = "commerce.invoices.create"
NEW = {"customer": {"lastName": "Holmes"}}
OTHER = {"customer": {"lastName": "Adler"}}
ONLY_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Sent(NamedTuple):
    """An answer as it came."""

    status: int
    headers: Any
    body: bytes

    @property
    def is_replayed(self) -> bool:
        told = self.headers.get("Idempotent-Replayed")
        assert told in (None, "true")
        return told is not None

    @property
    def answer(self) -> Any:
        return codec.decode(self.body)

    @property
    def code(self) -> str:
        """Return the code of the one fault, "" of a success; a refusal looks as every one does."""
        if self.answer["status"] == "ok":
            return ""
        (fault,) = self.answer["errors"]
        assert self.answer["error"] == {k: fault[k] for k in ("field", "type", "description")}
        return str(fault["code"])


class Caller:
    """Sends requests with an idempotency key."""

    def __init__(self, session: Any, prefix: str = "", key: str = KEY, **headers: str) -> None:
        self._session = session
        self._prefix = prefix
        self._headers = {"X-Key": key, "Content-Type": "application/json", **headers}

    async def send(self, key: str | None, request: Any, method: str = "customers.create") -> Sent:
        """Send a request, given as such or byte by byte."""
        body = request if isinstance(request, bytes) else codec.encode(request)
        given = {} if key is None else {"Idempotency-Key": key}
        url = f"{self._prefix}/api/v6/commerce.{method}"
        async with self._session.post(url, data=body, headers={**self._headers, **given}) as got:
            return Sent(got.status, got.headers, await got.read())

    async def count(self, resource: str = "customers") -> int:
        """Return how many there are."""
        counted = (await self.send(None, {}, f"{resource}.count")).answer
        return int(counted["count"])


@pytest.fixture
async def client(start: Start) -> TestClient[Any, Any]:
    started: TestClient[Any, Any] = await start()
    return started


@pytest.fixture
async def caller(client: TestClient[Any, Any]) -> Caller:
    return Caller(client)


def assert_done_once(sent: list[Sent]) -> None:
    """Assert that the first of equal requests was done, and the others were told its answer."""
    assert {each.status for each in sent} == {200}
    assert len({each.body for each in sent}) == 1
    assert sent[0].answer["status"] == "ok"
    assert [each.is_replayed for each in sent].count(False) == 1


# ---- What a key stands for


async def test_an_equal_request_has_the_same_answer_to_the_byte(caller: Caller) -> None:
    sent = [await caller.send("a", NEW) for _ in range(3)]

    assert_done_once(sent)
    assert [each.is_replayed for each in sent] == [False, True, True]
    assert await caller.count() == 1


async def test_without_a_key_or_with_another_one_it_is_another_call(caller: Caller) -> None:
    ids = [(await caller.send(key, NEW)).answer["id"] for key in (None, None, "a", "b", "A")]

    assert len(set(ids)) == 5


async def test_an_answer_stays_what_it_was(client: TestClient[Any, Any], caller: Caller) -> None:
    await open_shop(Api(client))
    first = await caller.send("a", invoice(), "invoices.create")
    closed = await caller.send("b", {"id": 1}, "invoices.close")
    await caller.send(None, {"id": 1, "invoice": {"status": "Sent"}}, "invoices.update")

    assert (await caller.send("a", invoice(), "invoices.create")).body == first.body
    assert (await caller.send("b", {"id": 1}, "invoices.close")).body == closed.body
    assert closed.answer["number"]


async def test_an_e_mail_is_sent_once(start: Start) -> None:
    # Nobody listens there, so the e-mail waits.
    client = await start(smtp_url="smtp://127.0.0.1:9", mail_from="shop@ceramics.example")
    await open_shop(Api(client))
    caller = Caller(client)
    await caller.send(None, invoice(), "invoices.create")
    sent = [await caller.send("a", {"id": 1}, "invoices.send") for _ in range(3)]

    assert_done_once(sent)
    assert await caller.count("mails") == 1


@pytest.mark.parametrize(
    "spelled",
    ['"a b"', ' "a b" ', "  a b\t", r'"a\ b"'],
    ids=["quoted", "padded", "bare", "escaped"],
)
async def test_a_key_may_be_quoted(caller: Caller, spelled: str) -> None:
    sent = [await caller.send(key, NEW) for key in ("a b", spelled)]

    assert_done_once(sent)


@pytest.mark.parametrize("key", ["~", "!" * 255, '"' + "x" * 255 + '"', '"', "a,b;c=d"])
async def test_a_key_is_any_printable_text(caller: Caller, key: str) -> None:
    assert_done_once([await caller.send(key, NEW) for _ in range(2)])


async def test_how_a_request_is_spelled_makes_no_difference(caller: Caller) -> None:
    spelled = [
        b'{"customer":{"lastName":"H\xc3\xb6lmes","metadata":{"a":"x","b":1.50}}}',
        b'{"customer":{"metadata":{"b":1.50,"a":"x"},"lastName":"H\\u00f6lmes"}}',
        b'\n{ "customer" :\t{"lastName":"H\\u00F6lmes","metadata" : {"a":"x", "b":1.50} }}\r\n ',
    ]

    assert_done_once([await caller.send("a", each) for each in spelled])


@pytest.mark.parametrize(
    "other",
    [OTHER, {"customer": {**NEW["customer"], "firstName": ""}}, {**NEW, "dryRun": False}, {}],
    ids=["value", "default", "dry run", "refused anyway"],
)
async def test_another_request_with_the_key_is_refused_and_changes_nothing(
    caller: Caller, other: dict[str, Any]
) -> None:
    first = await caller.send("a", NEW)
    refused = await caller.send("a", other)

    assert (refused.status, refused.code, refused.is_replayed) == (
        200,
        "IDEMPOTENCY_KEY_REUSED",
        False,
    )
    assert refused.answer["error"] == {
        "field": "idempotencyKey",
        "type": "Conflict",
        "description": "Idempotency key 'a' was used with another request: "
        "use a new key for a new request",
    }
    assert (await caller.send("a", NEW)).body == first.body
    assert await caller.count() == 1


async def test_a_method_has_keys_of_its_own(caller: Caller) -> None:
    await caller.send("a", NEW)
    others = [
        await caller.send("a", {"taxClass": {"code": "VAT"}}, "tax-classes.create"),
        await caller.send("a", {"ids": [1]}, "customers.delete"),
    ]

    assert [(each.code, each.is_replayed) for each in others] == [("", False)] * 2
    assert await caller.count() == 0


async def test_an_access_key_has_keys_of_its_own(
    client: TestClient[Any, Any], database: Database
) -> None:
    callers = [Caller(client)]
    callers += [Caller(client, key=make_key(database, name=name)) for name in ("shop", "shop")]
    sent = [await caller.send("a", NEW) for caller in callers]
    other = await callers[2].send("a", OTHER)

    assert len({each.body for each in sent}) == 3
    assert not any(each.is_replayed for each in sent)
    assert other.code == "IDEMPOTENCY_KEY_REUSED"


async def test_an_entity_has_keys_of_its_own(
    client: TestClient[Any, Any], database: Database
) -> None:
    add_entity(database)
    first, second = (Caller(client, **{"X-Entity-Id": each}) for each in ("1", "2"))
    sent = [await first.send("a", NEW), await second.send("a", OTHER)]

    assert [(each.code, each.is_replayed) for each in sent] == [("", False)] * 2
    assert (await first.send("a", NEW)).body == sent[0].body
    assert [await first.count(), await second.count()] == [1, 1]


async def test_what_is_refused_is_not_remembered(caller: Caller) -> None:
    new = {"customer": {"lastName": "Adler", "externalId": "x"}}
    holder = await caller.send(None, new)
    refused = [await caller.send("a", each) for each in (new, {"customer": {"zz": 1}}, new)]
    await caller.send(None, {"ids": [holder.answer["id"]]}, "customers.delete")

    assert [each.code for each in refused] == [
        "EXTERNAL_ID_IN_USE",
        "UNKNOWN_FIELD",
        "EXTERNAL_ID_IN_USE",
    ]
    assert_done_once([await caller.send("a", new) for _ in range(2)])


async def test_a_method_that_reads_pays_no_attention_to_it(caller: Caller) -> None:
    before = await caller.send("a", {}, "customers.count")
    await caller.send("a", NEW)
    after = await caller.send("a", {"conditions": {}}, "customers.count")
    malformed = await caller.send("ключ", {}, "customers.count")

    assert (before.answer["count"], after.answer["count"]) == (0, 1)
    assert (after.is_replayed, malformed.status) == (False, 200)


@pytest.mark.parametrize(
    "key",
    [
        *(b"", b'""', b"x" * 256, b'"' + b"x" * 256 + b'"', "ключ".encode(), b"caf\xe9", b"\xff"),
        *(b"a\tb", b'"\t"', "a\u00a0b".encode(), "\u200b".encode(), b"a\x80b"),
    ],
    ids=repr,
)
async def test_what_is_no_key_is_refused(
    client: TestClient[Any, Any], caller: Caller, key: bytes
) -> None:
    status, body = await raw(client, codec.encode(NEW), key)
    told = json.loads(body)

    assert status == 400
    assert list(told) == ["status", "error", "errors"]
    (fault,) = told["errors"]
    assert fault["code"] == "IDEMPOTENCY_KEY_MALFORMED"
    assert fault["path"] == "/Idempotency-Key"
    assert told["error"]["type"] == "Malformed"
    assert "1 to 255 printable ASCII characters" in told["error"]["description"]
    assert await caller.count() == 0


@pytest.mark.parametrize("character", [b"\x00", b"\x01", b"\x7f", b"\x1b"], ids=repr)
async def test_a_control_character_never_becomes_a_part_of_a_key(
    client: TestClient[Any, Any], caller: Caller, character: bytes
) -> None:
    status, _ = await raw(client, codec.encode(NEW), b"a" + character + b"b")

    assert status == 400
    assert await caller.count() == 0


# ---- At the same time


async def test_equal_requests_at_once_are_one_call(
    client: TestClient[Any, Any], caller: Caller
) -> None:
    await open_shop(Api(client))
    sent = await asyncio.gather(
        *(caller.send("a", invoice(), "invoices.create") for _ in range(64))
    )

    assert_done_once(list(sent))
    assert await caller.count("invoices") == 1


async def test_many_keys_at_once_are_as_many_calls(caller: Caller) -> None:
    keys = [f"key {i}" for i in range(50)]
    # A third of those who use a key want something else.
    tries = [(key, NEW if i % 3 else OTHER) for key in keys for i in range(6)]
    random.Random(8).shuffle(tries)
    sent = await asyncio.gather(*(caller.send(*each) for each in tries))

    for key in keys:
        of_key = [
            (each, request) for each, (k, request) in zip(sent, tries, strict=True) if k == key
        ]
        done = [each for each, _ in of_key if not each.code]
        (first,) = [request for each, request in of_key if not each.code and not each.is_replayed]
        assert_done_once(sorted(done, key=lambda each: each.is_replayed))
        refused = {each.code for each, request in of_key if request != first}
        assert refused == {"IDEMPOTENCY_KEY_REUSED"}
    assert await caller.count() == len(keys)


@ONLY_POSTGRESQL
async def test_servers_that_share_a_database_share_the_keys(
    start: Start, database_url: str
) -> None:
    other = await start()
    keys = [f"key {i}" for i in range(40)]
    with serving(database_url, workers=2) as running:
        async with aiohttp.ClientSession() as session:
            callers = [Caller(session, running.url), Caller(other)]
            tries = [(key, callers[i % 2]) for key in keys for i in range(6)]
            sent = await asyncio.gather(*(caller.send(key, NEW) for key, caller in tries))
            counted = await callers[0].count()

    for i in range(len(keys)):
        assert_done_once(list(sent[6 * i : 6 * i + 6]))
    assert counted == len(keys)


@contextmanager
def held(database_url: str) -> Iterator[None]:
    """Keep calls that take a number from going on."""
    if database_url.startswith("sqlite"):
        holder = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.close()
        return
    with psycopg.connect(database_url) as connection:
        connection.execute("LOCK TABLE series_counter IN EXCLUSIVE MODE")
        yield


async def waiting(*calls: "asyncio.Task[Sent]", seconds: float = 0.3) -> None:
    """Assert that calls are not answered."""
    done, _ = await asyncio.wait(calls, timeout=seconds)
    assert not done


async def test_a_second_request_waits_for_the_first(
    client: TestClient[Any, Any], caller: Caller, database_url: str
) -> None:
    await open_shop(Api(client))
    with held(database_url):
        calls = [
            asyncio.create_task(caller.send("a", invoice(), "invoices.create")) for _ in range(3)
        ]
        await waiting(*calls)
    sent = await asyncio.gather(*calls)

    assert_done_once(list(sent))
    assert await caller.count("invoices") == 1


@ONLY_POSTGRESQL
async def test_a_second_request_goes_on_by_itself_if_the_first_fails(
    client: TestClient[Any, Any], caller: Caller, database_url: str
) -> None:
    await open_shop(Api(client))
    with held(database_url):
        first = asyncio.create_task(caller.send("a", invoice(), "invoices.create"))
        await waiting(first)
        second = asyncio.create_task(caller.send("a", invoice(), "invoices.create"))
        await waiting(second)
        with psycopg.connect(database_url) as connection:
            taking = "wait_event_type = 'Lock' AND query LIKE '%series_counter%'"
            ended = connection.execute(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = "
                f"current_database() AND pid <> pg_backend_pid() AND {taking}"
            ).fetchall()
        failed = await first
        await waiting(second)
    sent = [await second, await caller.send("a", invoice(), "invoices.create")]

    assert ended == [(True,)]
    assert (failed.status, failed.code) == (503, "UNAVAILABLE")
    assert failed.headers["Retry-After"]
    assert_done_once(sent)
    assert not sent[0].is_replayed
    assert await caller.count("invoices") == 1


async def test_whoever_is_not_answered_in_time_asks_again(start: Start, database_url: str) -> None:
    client = await start(work_seconds=1)
    await open_shop(Api(client))
    caller = Caller(client)
    with held(database_url):
        late = await asyncio.gather(
            *(caller.send("a", invoice(), "invoices.create") for _ in range(2))
        )
    sent = [await caller.send("a", invoice(), "invoices.create") for _ in range(2)]

    assert [(each.status, each.code) for each in late] == [(503, "UNAVAILABLE")] * 2
    assert all(each.headers["Retry-After"] for each in late)
    assert len({each.body for each in sent}) == 1
    assert [await caller.count("invoices"), sent[1].is_replayed] == [1, True]


# ---- How long


async def test_a_key_is_kept_for_two_days_and_over_a_restart(start: Start, clock: Clock) -> None:
    first = await start()
    sent = await Caller(first).send("a", NEW)
    await first.close()
    clock.now += idempotency.KEPT
    second = await start()
    done = await second.app[BACKGROUND].round()
    caller = Caller(second)

    assert done == {}
    assert timedelta(hours=24) <= idempotency.KEPT
    assert (await caller.send("a", NEW)).body == sent.body
    assert (await caller.send("a", OTHER)).code == "IDEMPOTENCY_KEY_REUSED"


async def test_a_key_is_forgotten_after_that(start: Start, clock: Clock) -> None:
    client = await start()
    caller = Caller(client)
    old = [await caller.send(key, NEW) for key in ("a", "b")]
    clock.now += timedelta(seconds=1)
    young = await caller.send("c", NEW)
    clock.now += idempotency.KEPT
    done = await client.app[BACKGROUND].round()
    again = await client.app[BACKGROUND].round()

    assert (done, again) == ({"calls forgotten": 2}, {})
    assert (await caller.send("c", NEW)).body == young.body
    assert (await caller.send("a", OTHER)).body not in {each.body for each in old}
    assert await caller.count() == 4


async def test_keys_are_forgotten_of_every_entity_a_few_a_round(
    start: Start, clock: Clock, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "MAX_FORGOTTEN", 3)
    add_entity(database)
    client = await start()
    for entity, count in (("1", 4), ("2", 2)):
        caller = Caller(client, **{"X-Entity-Id": entity})
        for i in range(count):
            await caller.send(f"{i}", NEW)
    clock.now += idempotency.KEPT + timedelta(seconds=1)
    done = [await client.app[BACKGROUND].round() for _ in range(3)]

    assert done == [{"calls forgotten": 5}, {"calls forgotten": 1}, {}]


@ONLY_POSTGRESQL
async def test_a_key_that_is_forgotten_this_moment_is_a_new_one(
    caller: Caller, database: Database
) -> None:
    first = await caller.send("a", NEW)
    # It fires after the key was found to be in use, and before the answer is looked up.
    database.peewee.execute_sql(
        "CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN DELETE FROM idempotency WHERE answer <> ''; RETURN NULL; END $$;"
        "CREATE TRIGGER forget AFTER INSERT ON idempotency EXECUTE FUNCTION forget()"
    )
    second = await caller.send("a", NEW)

    assert (second.status, second.code, second.is_replayed) == (200, "", False)
    assert second.body != first.body


# ---- Clients and servers that vanish


async def raw(
    client: TestClient[Any, Any], body: bytes, key: bytes, cut: int | None = None
) -> tuple[int, bytes]:
    """Send a request byte by byte and return status and body; or vanish after so many bytes."""
    reader, writer = await asyncio.open_connection(client.server.host, client.server.port)
    head = (
        b"POST /api/v6/commerce.customers.create HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\nX-Key: %b\r\n"
        b"Idempotency-Key: %b\r\n\r\n" % (len(body), KEY.encode(), key)
    )
    writer.write((head + body)[:cut])
    try:
        if cut is not None:
            await writer.drain()
            await asyncio.sleep(random.Random(cut).random() / 100)
            return 0, b""
        answered, _, content = (await reader.read()).partition(b"\r\n\r\n")
        return int(answered.split()[1]), content
    finally:
        writer.transport.abort()


async def test_a_client_that_vanishes_finds_its_call_done_once(
    client: TestClient[Any, Any], caller: Caller
) -> None:
    body = codec.encode(NEW)
    keys = [f"key-{i}" for i in range(100)]
    # Half of them are cut off in the body, half after it.
    cuts = [-random.Random(i).randrange(1, len(body)) if i % 2 else 1 << 20 for i in range(100)]
    await asyncio.gather(
        *(raw(client, body, k.encode(), cut) for k, cut in zip(keys, cuts, strict=True))
    )
    told = await asyncio.gather(*(raw(client, body, key.encode()) for key in keys))
    again = [(await caller.send(key, NEW)).body for key in keys]

    assert [content for _, content in told] == again
    assert len(set(again)) == len(keys) == await caller.count()


KEYS, ROUNDS = 24, 5
DATED = invoice(issueDate="2013-08-28")


async def send_until_killed(
    running: Serving, keys: list[str], seed: int
) -> list[tuple[str, bytes]]:
    """Create with each of these keys until the server is killed; return what was answered."""
    told: list[tuple[str, bytes]] = []
    async with aiohttp.ClientSession() as session:
        caller = Caller(session, running.url)

        async def create(key: str) -> None:
            # The crash ends some of these before their answer, and some before their effect.
            with contextlib.suppress(aiohttp.ClientError):
                told.append((key, (await caller.send(key, DATED, "invoices.create")).body))

        # The first one makes sure that the others find a server at work.
        await create(keys[0])
        creating = [asyncio.create_task(create(key)) for key in keys]
        await asyncio.sleep(random.Random(seed).random() / 4)
        running.kill()
        await asyncio.gather(*creating)
    return told


async def test_a_server_that_is_killed_has_done_each_call_once_when_it_is_back(
    start: Start, database_url: str
) -> None:
    client = await start()
    await open_shop(Api(client))
    await client.close()
    keys: list[str] = []
    told: list[tuple[str, bytes]] = []
    for seed in range(ROUNDS):
        new = [f"{seed}-{i}" for i in range(KEYS)]
        with serving(database_url) as running:
            # What the last crash has cut off is asked for anew, some of it in the next crash.
            told += await send_until_killed(running, new + keys, seed)
        keys += new
    with serving(database_url) as running:
        async with aiohttp.ClientSession() as session:
            caller = Caller(session, running.url)
            sent = [await caller.send(key, DATED, "invoices.create") for key in keys]
            request = {"limit": 1000, "fields": ["number"]}
            found = (await caller.send(None, request, "invoices.find")).answer["invoices"]
    ids = [each.answer["id"] for each in sent]

    assert len(told) > ROUNDS
    assert set(told) <= {(key, each.body) for key, each in zip(keys, sent, strict=True)}
    assert sorted(ids) == sorted(each["id"] for each in found)
    assert len(set(ids)) == len(keys)
    numbers = sorted(int(each["number"].removeprefix("2013/")) for each in found)
    assert numbers == list(range(1, len(keys) + 1))
