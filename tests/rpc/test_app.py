"""The edge of the server: what is refused before any method runs, and how every answer looks."""

import asyncio
import contextlib
import io
import json
import logging
import os
import re
import shutil
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp.test_utils import TestClient

import rpc.app
from handlers import resource
from handlers.method import Context
from rpc import config, log, server
from rpc.dispatch import utc_now
from rpc.registry import methods
from schemas import tax_classes
from store.database import Database
from store.tax_classes import TAX_CLASSES
from tests.api import KEY, Api, RealServer
from tests.clocks import by_the_clock
from tests.conftest import Start

COUNT = "commerce.tax-classes.count"
CREATE = "commerce.tax-classes.create"
PATH = f"/api/v6/{COUNT}"
JSON = {"Content-Type": "application/json"}
GOOD = {"X-Key": KEY, **JSON}
NEW = b'{"taxClass":{"code":"VAT"}}'
HEAD = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nX-Key: {KEY}\r\n".encode()


@dataclass(frozen=True)
class Answer:
    status: int
    reason: str
    headers: Mapping[str, str]
    body: Any

    def fault(self) -> tuple[int, str, str, str]:
        """Return the one fault of a refusal, which must look as every refusal does."""
        first = self.body["errors"][0]
        assert list(self.body) == ["status", "error", "errors"]
        assert self.body["status"] == "error"
        assert self.body["error"] == {k: first[k] for k in ("field", "type", "description")}
        assert first.keys() <= {"field", "type", "description", "path", "code", "value", "allowed"}
        assert len(self.body["errors"]) == 1
        return self.status, first["type"], first["code"], first["field"]


class Edge:
    """A server on SQLite, and whoever calls it."""

    def __init__(self, client: TestClient[Any, Any], database: Database) -> None:
        self.client = client
        self.database = database
        self.raw: list[Raw] = []

    async def close(self) -> None:
        """End it, and whoever still talks to it."""
        for raw in self.raw:
            raw.writer.transport.abort()
        await self.client.close()

    async def ask(
        self, body: Any = b"{}", verb: str = "POST", path: str = PATH, **options: Any
    ) -> Answer:
        """Send a request and return its answer, which must have what every answer has."""
        headers = options.pop("headers", GOOD)
        # Without skip_auto_headers the client adds a Content-Type of its own.
        async with self.client.request(
            verb, path, data=body, headers=headers, skip_auto_headers=["Content-Type"], **options
        ) as got:
            assert got.headers["X-Request-Id"]
            assert got.headers["Cache-Control"] == "no-store"
            assert got.headers["Content-Type"] == "application/json"
            assert got.headers["Server"] == "Orderly"
            text = await got.read()
            told = json.loads(text) if text else None
            return Answer(got.status, got.reason or "", got.headers, told)

    async def send(self, *segments: bytes, pause: float = 0.02) -> "Raw":
        """Send bytes on a connection of their own."""
        host, port = self.client.server.host, self.client.server.port
        raw = Raw(*await asyncio.open_connection(host, port))
        for segment in segments:
            raw.writer.write(segment)
            await asyncio.sleep(pause)
        self.raw.append(raw)
        return raw


@dataclass
class Raw:
    """A connection, byte by byte."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def status(self) -> int:
        """Read the head of an answer."""
        async with asyncio.timeout(5):
            head = await self.reader.readuntil(b"\r\n\r\n")
        return int(head.split()[1])

    async def rest(self) -> bytes:
        """Read until the server closes."""
        async with asyncio.timeout(5):
            return await self.reader.read()


Serve = Callable[..., Awaitable[Edge]]


@pytest.fixture
async def serve(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Serve]:
    """Start servers with settings."""
    edges = []
    shutil.copy(sqlite_template, tmp_path / "orderly.db")

    async def start(**settings: Any) -> Edge:
        given = {"database": f"sqlite:///{tmp_path}/orderly.db", "bootstrap_key": KEY, **settings}
        chosen = config.load({}, given)
        database = server.open_database(chosen)
        client = TestClient(RealServer(rpc.app.make_app(chosen, database)))
        await client.start_server()
        edges.append(Edge(client, database))
        return edges[-1]

    yield start
    for edge in edges:
        await edge.close()


@pytest.fixture
async def edge(serve: Serve) -> Edge:
    return await serve()


@pytest.fixture
def logged(capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Callable[[], list[Any]]]:
    """Return the lines of the log so far, every one of which must be JSON."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    log.configure()
    yield lambda: [json.loads(line) for line in capfdbinary.readouterr().err.splitlines()]
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    logging.basicConfig(handlers=handlers, level=level, force=True)


BAD_BODIES = {
    "nothing": b"",
    "no JSON": b"invoice=1",
    "half an object": b'{"id":1',
    "two objects": b"{}{}",
    "an array": b"[]",
    "null": b"null",
    "a string": b'"{}"',
    "a number": b"36",
    "a key twice": b'{"conditions":{},"conditions":{}}',
    "a key twice, deep inside": b'{"conditions":{"after":1,"after":1}}',
    "NaN": b'{"conditions":NaN}',
    "Infinity": b'{"conditions":-Infinity}',
    "33 levels": b'{"a":' * 33 + b"1" + b"}" * 33,
    "100,000 brackets": b"[" * 100_000,
    "half of a surrogate pair": rb'{"a":"\ud800"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "UTF-16 without a mark": "{}".encode("utf-16-le"),
    "UTF-32": "{}".encode("utf-32"),
    "Latin-1": '{"a":"é"}'.encode("latin-1"),
    "an overlong slash": b'{"a":"\xc0\xaf"}',
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
async def test_a_body_that_is_not_a_json_object_is_refused(edge: Edge, body: bytes) -> None:
    answer = await edge.ask(body)

    assert answer.fault() == (400, "Malformed", "BAD_BODY", "body")


async def test_a_body_of_32_levels_is_read(edge: Edge) -> None:
    answer = await edge.ask(b'{"conditions":' + b'{"a":' * 30 + b"{}" + b"}" * 30 + b"}")

    assert answer.status == 200
    assert answer.body["error"]["type"] == "UnknownField"


WRONG_KEYS = {
    "none": ({}, "missing"),
    "an empty one": ({"X-Key": ""}, "missing"),
    "another scheme": ({"Authorization": f"Basic {KEY}"}, "missing"),
    "an unknown one": ({"X-Key": "nobody-has-this-key-0123456789abcdef"}, "malformed"),
    "a part of one": ({"X-Key": KEY[:-1]}, "malformed"),
    "one and more": ({"X-Key": KEY + "0"}, "malformed"),
    "two": ({"X-Key": f"{KEY},{KEY}"}, "malformed"),
    "another case": ({"X-Key": KEY.upper()}, "malformed"),
    "a quoted one": ({"X-Key": f'"{KEY}"'}, "malformed"),
    "one with a typing error": ({"X-Key": "orderly_" + "A" * 43 + "00000000"}, "malformed"),
    "a very long one": ({"X-Key": "k" * 5000}, "malformed"),
    "letters beyond ASCII": ({"X-Key": "clé"}, "malformed"),
    "SQL": ({"X-Key": "' OR '1'='1"}, "malformed"),
    "an unknown bearer": ({"Authorization": "Bearer nobody"}, "malformed"),
    "an empty bearer": ({"Authorization": "Bearer "}, "malformed"),
}


@pytest.mark.parametrize(("headers", "kind"), WRONG_KEYS.values(), ids=WRONG_KEYS.keys())
async def test_a_wrong_key_is_refused(edge: Edge, headers: dict[str, str], kind: str) -> None:
    answer = await edge.ask(headers={**JSON, **headers})

    assert answer.fault() == (403, "AccessDenied", f"{kind.upper()}_KEY", "key")
    assert answer.reason == f"Forbidden, {kind} key"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_a_key_may_come_as_a_bearer(edge: Edge, scheme: str) -> None:
    answer = await edge.ask(headers={"Authorization": f"{scheme} {KEY}", **JSON})

    assert answer.body == {"status": "ok", "count": 0}


async def test_a_key_in_the_address_the_body_or_a_cookie_is_none(edge: Edge) -> None:
    found = [
        (await edge.ask(headers=JSON, path=f"{PATH}?X-Key={KEY}&key={KEY}")).fault(),
        (await edge.ask(json.dumps({"key": KEY, "X-Key": KEY}).encode(), headers=JSON)).fault(),
        (await edge.ask(headers={"Cookie": f"X-Key={KEY}; key={KEY}", **JSON})).fault(),
    ]

    assert found == [(403, "AccessDenied", "MISSING_KEY", "key")] * 3


BEHIND_THE_KEY: dict[str, dict[str, Any]] = {
    "an unknown method": {"path": "/api/v6/commerce.unicorns.find"},
    "an unknown version": {"path": f"/api/v5/{COUNT}"},
    "another verb": {"verb": "DELETE"},
    "GET": {"verb": "GET", "body": None},
    "a bad body": {"body": b"["},
    "another format": {"headers": {"Content-Type": "text/xml"}},
    "a compressed body": {"headers": {"Content-Encoding": "gzip"}},
    "too large a body": {"body": io.BytesIO(b" " * 2_000_000)},
    "an unknown entity": {"headers": {"X-Entity-Id": "99"}},
    "a writing method": {"path": f"/api/v6/{CREATE}", "body": NEW},
}


@pytest.mark.parametrize("request_", BEHIND_THE_KEY.values(), ids=BEHIND_THE_KEY.keys())
async def test_the_key_is_checked_before_everything_else(
    edge: Edge, request_: dict[str, Any]
) -> None:
    headers = {**JSON, **request_.get("headers", {}), "X-Key": "not-a-key"}
    answer = await edge.ask(**{**request_, "headers": headers})

    assert answer.fault() == (403, "AccessDenied", "MALFORMED_KEY", "key")


NOT_THERE = {
    "a typing error": ("/api/v6/commerce.tax-classes.cuont", f": did you mean '{COUNT}'?"),
    "another case": ("/api/v6/Commerce.Tax-Classes.Count", f": did you mean '{COUNT}'?"),
    "nothing alike": ("/api/v6/xyzzy", ""),
    "an attribute of Python": ("/api/v6/__class__", ""),
    "bytes that are no text": ("/api/v6/%ff%ed%a0%80", ""),
    "a very long name": (f"/api/v6/{'x' * 7000}", ""),
}


@pytest.mark.parametrize(("path", "hint"), NOT_THERE.values(), ids=NOT_THERE.keys())
async def test_an_unknown_method_is_refused_with_the_nearest_name(
    edge: Edge, path: str, hint: str
) -> None:
    # By hand, because the client would tidy the path up.
    request = HEAD.replace(PATH.encode(), path.encode())
    raw = await edge.send(request + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}")
    answer = Answer(await raw.status(), "", {}, json.loads(await raw.rest()))

    assert answer.fault() == (404, "NotFound", "METHOD_NOT_FOUND", "method")
    assert answer.body["error"]["description"].endswith(f"' does not exist{hint}")
    assert len(answer.body["error"]["description"]) < 200


@pytest.mark.parametrize("path", ["/api/v6/..%2f..%2fetc%2fpasswd", f"/api/v6/../v6/{COUNT}/x"])
async def test_a_path_that_climbs_leads_nowhere(edge: Edge, path: str) -> None:
    request = HEAD.replace(PATH.encode(), path.encode())
    raw = await edge.send(request + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}")
    answer = Answer(await raw.status(), "", {}, json.loads(await raw.rest()))

    assert answer.fault()[:2] == (404, "NotFound")


@pytest.mark.parametrize("version", ["v5", "v7", "V6", "6", "v6.0"])
async def test_an_unknown_version_is_refused(edge: Edge, version: str) -> None:
    answer = await edge.ask(path=f"/api/{version}/{COUNT}")

    assert answer.fault() == (404, "NotFound", "VERSION_NOT_FOUND", "version")
    assert answer.body["error"]["description"].endswith("use '/api/v6/'")


@pytest.mark.parametrize("path", ["/api", "/api/v6/a/b", f"{PATH}/", "/index.php"])
async def test_any_other_path_is_refused_without_a_key(edge: Edge, path: str) -> None:
    answer = await edge.ask(headers={}, path=path)

    assert answer.fault() == (404, "NotFound", "PATH_NOT_FOUND", "path")


@pytest.mark.parametrize("verb", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"])
async def test_only_post_calls_methods(edge: Edge, verb: str) -> None:
    answer = await edge.ask(None, verb)

    assert answer.fault() == (405, "InvalidValue", "NOT_POST", "verb")
    assert answer.headers["Allow"] == "POST"


async def test_head_is_refused_without_a_body(edge: Edge) -> None:
    answer = await edge.ask(None, "HEAD")

    assert (answer.status, answer.headers["Allow"], answer.body) == (405, "POST", None)


async def test_a_body_that_does_not_arrive_is_given_up(serve: Serve) -> None:
    edge = await serve(body_seconds=1)
    began = asyncio.get_running_loop().time()
    # It does not help to send a little now and then: the limit is for the whole.
    raw = await edge.send(HEAD + b"Content-Length: 20\r\n\r\n", *[b"{"] * 3, pause=0.2)
    status, body = await raw.status(), await raw.rest()

    assert status == 408
    assert json.loads(body)["errors"][0]["code"] == "BODY_LATE"
    assert asyncio.get_running_loop().time() - began < 4


@pytest.mark.parametrize("size", [1 << 20, 1 << 40])
async def test_a_body_that_is_announced_too_large_is_refused_unread(edge: Edge, size: int) -> None:
    raw = await edge.send(HEAD + f"Content-Length: {size + 1}\r\n\r\n".encode())
    status, body = await raw.status(), await raw.rest()
    fault = json.loads(body)["errors"][0]

    assert status == 413
    assert (fault["code"], fault["type"], fault["allowed"]) == (
        "BODY_TOO_LARGE",
        "Malformed",
        1 << 20,
    )


async def test_a_chunked_body_is_refused_where_it_becomes_too_large(serve: Serve) -> None:
    edge = await serve(max_body=2048)

    async def chunks(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 512):
            yield b" " * 512

    just_fits = await edge.ask(b"{}" + b" " * 2046)
    too_large = await edge.ask(chunks(4096))

    assert just_fits.status == 200
    assert too_large.fault() == (413, "Malformed", "BODY_TOO_LARGE", "body")
    assert too_large.headers["Connection"] == "close"


OTHER_FORMATS = [
    {"Content-Type": "text/plain"},
    {"Content-Type": "application/x-www-form-urlencoded"},
    {"Content-Type": "application/jsonp"},
    {"Content-Type": "application/vnd.api+json"},
    {"Content-Type": "text/json"},
    {"Content-Type": ""},
    {"Content-Type": "application/json; charset=utf-16"},
    {"Content-Type": "application/json; charset=utf-7"},
    {"Content-Type": "application/json; charset=hex"},
    {"Content-Type": "application/json; charset=nonsense"},
    {"Content-Type": "application/json; charset=utf-8; charset=utf-7"},
    {"Content-Encoding": "gzip"},
    {"Content-Encoding": "deflate"},
    {"Content-Encoding": "br"},
    {"Content-Encoding": "identity"},
]


@pytest.mark.parametrize("headers", OTHER_FORMATS, ids=lambda headers: ";".join(headers.values()))
async def test_anything_but_plain_utf8_json_is_refused(edge: Edge, headers: dict[str, str]) -> None:
    answer = await edge.ask(headers={**GOOD, **headers})

    assert answer.fault() == (415, "Malformed", "NOT_JSON", "body")


@pytest.mark.parametrize(
    "type_",
    [
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        "application/json; charset=UTF-8",
        'application/json; charset="utf-8"',
        "application/json ; charset=utf8",
        None,
    ],
)
async def test_utf8_json_is_read_however_it_is_spelled(edge: Edge, type_: str | None) -> None:
    headers = {"X-Key": KEY} | ({"Content-Type": type_} if type_ else {})

    assert (await edge.ask(headers=headers)).status == 200


async def test_a_key_has_so_many_calls_a_minute(serve: Serve) -> None:
    edge = await serve(rate_limit=3)
    statuses = [(await edge.ask()).status for _ in range(3)]
    refused = await edge.ask()

    assert statuses == [200, 200, 200]
    assert refused.fault() == (429, "TooManyRequests", "TOO_MANY_REQUESTS", "key")
    assert 1 <= int(refused.headers["Retry-After"]) <= 20


async def test_an_address_may_try_a_hundred_wrong_keys_a_minute(edge: Edge) -> None:
    wrong = {**JSON, "X-Key": "not-a-key"}
    began = time.monotonic()
    tried = 0
    while (refused := await edge.ask(headers=wrong)).status == 403 and tried < 1000:
        tried += 1
    right = await edge.ask()
    # Each further try is regained in 0.6 s, and a busy machine takes that long.
    regained = (time.monotonic() - began) * 100 / 60

    assert 100 <= tried <= 100 + regained
    assert refused.fault() == (429, "TooManyRequests", "TOO_MANY_REQUESTS", "key")
    assert refused.headers["Retry-After"] == "1"
    # Others may share the address of a proxy, so a right key goes on working.
    assert right.status == 200


async def test_a_bug_is_told_by_a_request_id_and_nothing_else(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, logged: Callable[[], list[Any]]
) -> None:
    text = "a row is wrong\nDETAIL:  Failing row contains (Holmes)"

    def fail(request: Any, _: Any) -> Any:
        raise RuntimeError(text) from ValueError(request)

    _replace(monkeypatch, fail)
    edge = await serve()
    answer = await edge.ask(b'{"conditions":{"after":36}}')
    (line, _) = logged()

    assert answer.fault() == (500, "InternalError", "INTERNAL_ERROR", "server")
    assert answer.body["error"]["description"] == (
        "Something went wrong on our side; it is logged as request "
        + answer.headers["X-Request-Id"]
    )
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["event"], line["method"], line["level"]) == ("failed", COUNT, "error")
    assert "builtins.RuntimeError: a row is wrong\n" in line["exception"]
    assert "builtins.ValueError" in line["exception"]
    assert f'File "{__file__}"' in line["exception"]
    assert "Holmes" not in line["exception"]


def _replace(monkeypatch: pytest.MonkeyPatch, function: Callable[[Any, Any], Any]) -> None:
    """Put another function behind a method."""
    changed = {**methods(), COUNT: replace(methods()[COUNT], function=function)}
    monkeypatch.setattr(rpc.app, "methods", lambda: changed)


async def test_an_answer_that_can_not_be_spelled_is_a_bug(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    _replace(monkeypatch, lambda _, __: {"count": object()})
    edge = await serve()
    answer = await edge.ask()

    assert answer.fault() == (500, "InternalError", "INTERNAL_ERROR", "server")


async def test_a_server_that_stops_asks_to_come_again(edge: Edge) -> None:
    await edge.client.app.shutdown()
    answers = [await edge.ask(), await edge.ask(headers={})]
    health = await edge.ask(None, "GET", "/healthz")

    for answer in (*answers, health):
        assert answer.fault() == (503, "Unavailable", "UNAVAILABLE", "server")
        assert answer.headers["Retry-After"] == "1"
    assert [answer.headers["Connection"] for answer in answers] == ["close", "close"]


async def test_a_database_that_is_away_is_told_as_503(serve: Serve) -> None:
    edge = await serve(database="postgresql://nobody@127.0.0.1:1/nowhere")
    answers = [await edge.ask(), await edge.ask(headers={**JSON, "X-Key": "k" * 32})]

    for answer in answers:
        assert answer.fault() == (503, "Unavailable", "UNAVAILABLE", "server")
        assert answer.headers["Retry-After"] == "1"
    assert (await edge.ask(None, "GET", "/healthz")).status == 200


async def test_a_request_that_waits_too_long_for_the_writer_is_told_503_and_never_done(
    serve: Serve,
) -> None:
    edge = await serve(work_seconds=1)
    may_go_on = threading.Event()
    busy = asyncio.create_task(edge.database.write(1, lambda: may_go_on.wait(10)))
    answer = await edge.ask(NEW, path=f"/api/v6/{CREATE}")
    may_go_on.set()
    with pytest.raises(TimeoutError):
        await busy

    assert answer.fault() == (503, "Unavailable", "UNAVAILABLE", "server")
    assert answer.headers["Retry-After"] == "1"
    assert (await edge.ask()).body["count"] == 0


@by_the_clock
async def test_a_request_that_waits_too_long_for_a_lock_is_told_503_in_time(
    start: Start, database: Database
) -> None:
    api = Api(await start(work_seconds=1))
    began = time.monotonic()
    with database.transaction(1):
        context = Context(now=utc_now(), zone=UTC)
        values = {"code": "VAT", "name": ""}
        resource.insert(TAX_CLASSES, tax_classes.TAX_CLASS, values, context)
        status, headers, answer = await api.post(CREATE, NEW)
        took = time.monotonic() - began

    assert (status, headers["Retry-After"]) == (503, "1")
    assert answer["error"]["type"] == "Unavailable"
    assert took < 3
    assert await api.call(COUNT) == {"count": 1}


async def test_more_requests_than_the_limit_are_told_503(serve: Serve) -> None:
    edge = await serve(max_connections=2)
    waiting = [await edge.send(HEAD + b"Content-Length: 2\r\n\r\n") for _ in range(2)]
    refused = await edge.ask()
    for raw in waiting:
        raw.writer.write(b"{}")
    statuses = [await raw.status() for raw in waiting]

    assert refused.fault() == (503, "Unavailable", "UNAVAILABLE", "server")
    assert statuses == [200, 200]
    assert (await edge.ask()).status == 200


@pytest.mark.parametrize("id_", ["a", "7d:44.e_-1", "A" * 128])
async def test_a_sane_request_id_is_echoed(edge: Edge, id_: str) -> None:
    headers = {**GOOD, "X-Request-Id": id_}
    answers = [
        await edge.ask(headers=headers),
        await edge.ask(b"[", headers=headers),
        await edge.ask(headers={"X-Request-Id": id_}, path="/nowhere"),
        await edge.ask(None, "GET", "/healthz", headers=headers),
    ]

    assert [answer.headers["X-Request-Id"] for answer in answers] == [id_] * 4


@pytest.mark.parametrize("id_", ["", "a b", 'a"b', "é", "A" * 129, "<script>", "a\tb"])
async def test_an_insane_request_id_is_replaced(edge: Edge, id_: str) -> None:
    first = await edge.ask(headers={**GOOD, "X-Request-Id": id_})
    second = await edge.ask(headers={**GOOD, "X-Request-Id": id_})
    ids = [answer.headers["X-Request-Id"] for answer in (first, second)]

    assert all(re.fullmatch(r"[0-9a-f]{16}-[0-9a-f]+", each) for each in ids)
    assert ids[0] != ids[1]


async def test_health_is_told_to_whoever_asks(edge: Edge) -> None:
    answer = await edge.ask(None, "GET", "/healthz", headers={})

    assert (answer.status, answer.body) == (200, {"status": "ok"})


async def test_a_body_is_asked_for_only_when_it_will_be_read(edge: Edge) -> None:
    expecting = b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    good = await edge.send(HEAD + expecting)
    wrong_key = await edge.send(HEAD.replace(KEY.encode(), b"wrong") + expecting)
    too_large = await edge.send(HEAD + expecting.replace(b"2", b"2000000"))
    statuses = [await good.status(), await wrong_key.status(), await too_large.status()]
    good.writer.write(b"{}")

    assert statuses == [100, 403, 413]
    assert await good.status() == 200


async def test_an_unknown_expectation_is_passed_over(edge: Edge) -> None:
    answer = await edge.ask(headers={**GOOD, "Expect": "miracles"})

    assert answer.status == 200


async def test_options_for_the_whole_server_is_refused_as_any_path(edge: Edge) -> None:
    raw = await edge.send(b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")
    status = await raw.status()
    raw.writer.write_eof()

    assert status == 404
    assert json.loads(await raw.rest())["errors"][0]["code"] == "PATH_NOT_FOUND"


@pytest.mark.parametrize("framing", [b"Content-Length: 20\r\n\r\n{", b"Content-Length: 20\r\n\r\n"])
async def test_a_caller_who_hangs_up_is_no_error_of_ours(
    edge: Edge, framing: bytes, logged: Callable[[], list[Any]]
) -> None:
    raw = await edge.send(HEAD + framing)
    raw.writer.transport.abort()
    await asyncio.sleep(0.1)
    statuses = [line.get("status") for line in logged()]

    assert 500 not in statuses
    assert (await edge.ask()).status == 200


async def test_the_log_has_a_line_a_call_and_nothing_personal(
    serve: Serve, logged: Callable[[], list[Any]]
) -> None:
    edge = await serve()
    await edge.ask(b'{"taxClass":{"code":"Sherlock","name":"Holmes"}}', path=f"/api/v6/{CREATE}")
    await edge.ask(b'{"taxClass":{"code":"Sherlock"}}', path=f"/api/v6/{CREATE}")
    await edge.ask(b'{"Sherlock":1}')
    await edge.ask(path=f"/api/v6/{KEY}")
    await edge.ask(path=f"{PATH}?email=holmes@inv-london.com")
    await edge.ask(headers={**GOOD, "X-Key": "holmes-has-a-wrong-key"})
    lines = logged()

    assert [(line["method"], line["outcome"], line["status"]) for line in lines] == [
        (CREATE, "ok", 200),
        (CREATE, "CODE_IN_USE", 200),
        (COUNT, "UNKNOWN_FIELD", 200),
        (None, "METHOD_NOT_FOUND", 404),
        (COUNT, "ok", 200),
        (COUNT, "MALFORMED_KEY", 403),
    ]
    # What may be logged is listed: a name that is not here needs a thought about privacy.
    assert {name for line in lines for name in line} == {
        "event",
        "level",
        "timestamp",
        "request_id",
        "method",
        "entity",
        "key",
        "outcome",
        "status",
        "ms",
    }
    assert not [word for word in ("olmes", "herlock", KEY) if word in str(lines)]


async def test_a_log_that_can_not_be_written_fails_no_request(
    serve: Serve, logged: Callable[[], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a full disk does to a log in a file, and an ended reader to one in a pipe.
    reader, writer = os.pipe()
    os.close(reader)
    monkeypatch.setattr(log, "STANDARD_ERROR", writer)
    edge = await serve()
    answer = await edge.ask()
    os.close(writer)

    assert answer.status == 200
    assert logged() == []


async def test_no_log_is_written_where_none_is_wanted(
    serve: Serve, logged: Callable[[], list[Any]]
) -> None:
    edge = await serve(access_log="false")
    await edge.ask()

    assert logged() == []


async def test_an_upgrade_is_not_taken(edge: Edge) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    raw = await edge.send(HEAD + upgrade + b"Content-Length: 2\r\n\r\n{}")

    assert await raw.status() == 200


async def test_requests_on_one_connection_are_answered_in_order(edge: Edge) -> None:
    bodies = (b"{}", b"[", b"{}")
    raw = await edge.send(
        b"".join(HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body for body in bodies)
    )
    raw.writer.write_eof()
    with contextlib.suppress(TimeoutError):
        text = await raw.rest()

    assert [part[:3] for part in text.split(b"HTTP/1.1 ")[1:]] == [b"200", b"400", b"200"]
