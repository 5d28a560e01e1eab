import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from aiohttp import web

from rpc.connections import LINGER_SECONDS, Runner
from tests.clocks import by_the_clock

pytestmark = by_the_clock

HEADER_SECONDS = 0.4
IDLE_SECONDS = 1.2
# Longer than a head may take, shorter than an idle connection may last.
MEANWHILE = 0.7
# For what comes in its time, however busy the machine is.
PATIENCE_SECONDS = 20
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"
REQUEST = HEAD + b"Content-Length: 2\r\n\r\n{}"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"


class Peer(NamedTuple):
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, *segments: bytes, pause: float = 0.02) -> None:
        """Send each segment by itself."""
        for segment in segments:
            self.writer.write(segment)
            await asyncio.sleep(pause)

    async def ask(self, *segments: bytes, pause: float = 0.02) -> bytes:
        """Send a request and return the head of its answer."""
        await self.send(*segments, pause=pause)
        return await self.answer()

    async def answer(self) -> bytes:
        """Read one answer and return its head."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        size = head.partition(b"Content-Length: ")[2].split(maxsplit=1)[0]
        await self.reader.readexactly(int(size))
        return head

    async def seconds_until_closed(self) -> float:
        """Wait for the server to close, which must come without a word."""
        began = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                assert await self.reader.read() == b""
        return time.monotonic() - began


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[Runner]:
    app = web.Application()
    app.router.add_route("*", "/", echo)
    app.router.add_post("/patient", patient)
    app.router.add_get("/broken", broken)
    runner = Runner(app, header_seconds=HEADER_SECONDS, idle_seconds=IDLE_SECONDS, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def connected(runner: Runner) -> AsyncIterator[Peer]:
    peer = Peer(*await asyncio.open_connection(*runner.addresses[0]))
    try:
        yield peer
    finally:
        peer.writer.close()


@pytest.fixture
async def runner() -> AsyncIterator[Runner]:
    async with serving() as runner:
        yield runner


@pytest.fixture
async def peer(runner: Runner) -> AsyncIterator[Peer]:
    async with connected(runner) as peer:
        yield peer


async def echo(request: web.Request) -> web.Response:
    await asyncio.sleep(float(request.query.get("wait", 0)))
    return web.Response(body=await request.read() * int(request.query.get("times", 1)))


async def patient(request: web.Request) -> web.Response:
    try:
        async with asyncio.timeout(0.2):
            await request.read()
    except TimeoutError:
        answer = web.Response(status=408)
        answer.force_close()
        return answer
    return web.Response()


async def broken(_: web.Request) -> web.Response:
    message = "a secret of the inside"
    raise RuntimeError(message)


def connections(runner: Runner) -> list[web.RequestHandler]:
    assert runner.server is not None
    return runner.server.connections


async def test_a_silent_connection_is_closed(runner: Runner, peer: Peer) -> None:
    seconds = await peer.seconds_until_closed()

    assert HEADER_SECONDS * 0.7 < seconds < HEADER_SECONDS + 0.2
    assert not connections(runner)


async def test_a_dripping_head_is_closed(peer: Peer) -> None:
    began = time.monotonic()

    drip = asyncio.create_task(peer.send(HEAD, *[b"X-Drip: x\r\n"] * 100, pause=0.05))
    await peer.seconds_until_closed()

    assert HEADER_SECONDS * 0.7 < time.monotonic() - began < HEADER_SECONDS + 0.2
    drip.cancel()


async def test_a_half_sent_next_head_is_closed(runner: Runner) -> None:
    async def check(answers: int, *segments: bytes) -> None:
        async with connected(runner) as peer:
            await peer.send(*segments)
            for _ in range(answers):
                await peer.answer()
            seconds = await peer.seconds_until_closed()

        assert HEADER_SECONDS * 0.7 < seconds < HEADER_SECONDS + 0.2

    await asyncio.gather(
        check(1, REQUEST, b"P"),
        check(1, REQUEST, HEAD),
        check(1, REQUEST + HEAD),
        check(2, REQUEST + REQUEST + HEAD),
        check(2, REQUEST, REQUEST, HEAD),
        check(1, CHUNKED, HEAD),
        check(1, REQUEST[:-2], REQUEST[-2:], HEAD),
    )


async def test_an_idle_connection_is_kept_for_its_time(runner: Runner) -> None:
    async def check(*segments: bytes) -> None:
        async with connected(runner) as peer:
            await peer.ask(*segments, pause=0.005)
            await asyncio.sleep(MEANWHILE)
            assert b"200 OK" in await peer.ask(REQUEST)
            seconds = await peer.seconds_until_closed()

        assert IDLE_SECONDS * 0.9 < seconds < IDLE_SECONDS + 0.3

    await asyncio.gather(
        check(REQUEST),
        check(REQUEST[:-1], REQUEST[-1:]),
        check(REQUEST[:-4], REQUEST[-4:]),
        check(*REQUEST.splitlines(keepends=True)),
        check(*[bytes([byte]) for byte in REQUEST]),
        check(CHUNKED),
        check(CHUNKED[:-7], CHUNKED[-7:]),
        check(REQUEST.replace(b"Host", b"Content-Encoding: gzip\r\nHost")),
    )


async def test_a_slow_but_complete_request_is_answered(peer: Peer) -> None:
    head, body = REQUEST[:-2], REQUEST[-2:]

    for _ in range(2):
        await peer.send(head[:9], head[9:], pause=HEADER_SECONDS / 3)
        await asyncio.sleep(MEANWHILE)
        assert b"200 OK" in await peer.ask(body)


@pytest.mark.parametrize("next_request", [b"", REQUEST[:20]])
async def test_a_long_request_is_answered(peer: Peer, next_request: bytes) -> None:
    request = REQUEST.replace(b"/ ", b"/?wait=%.1f " % MEANWHILE, 1)
    assert b"200 OK" in await peer.ask(request, next_request)

    if next_request:
        # Its time began while the first one was worked on, and has passed.
        assert await peer.seconds_until_closed() < HEADER_SECONDS / 2
    else:
        assert b"200 OK" in await peer.ask(REQUEST)


async def test_an_answer_that_nobody_takes_is_given_up(runner: Runner, peer: Peer) -> None:
    body = b"x" * 2**20
    peer.writer.transport.pause_reading()  # type: ignore[attr-defined] # typeshed's writer hides it

    head = HEAD.replace(b"/ ", b"/?times=32 ", 1) + b"Content-Length: %d\r\n\r\n" % len(body)
    await peer.send(head + body)
    await asyncio.sleep(IDLE_SECONDS * 0.8)
    assert connections(runner)

    async with asyncio.timeout(PATIENCE_SECONDS):
        while connections(runner):  # noqa: ASYNC110 - nobody tells when they end
            await asyncio.sleep(IDLE_SECONDS / 10)


async def test_an_answer_that_is_taken_slowly_arrives(peer: Peer) -> None:
    body = b"x" * 2**18
    head = HEAD.replace(b"/ ", b"/?times=64 ", 1) + b"Content-Length: %d\r\n\r\n" % len(body)
    await peer.send(head + body)
    await peer.reader.readuntil(b"\r\n\r\n")

    for _ in range(8):
        await asyncio.sleep(IDLE_SECONDS / 4)
        await peer.reader.readexactly(8 * len(body))


async def test_a_late_body_ends_the_connection(runner: Runner, peer: Peer) -> None:
    assert b" 408 " in await peer.ask(
        HEAD.replace(b"/", b"/patient", 1) + b"Content-Length: 9\r\n\r\n"
    )
    assert await peer.seconds_until_closed() < 3

    assert not connections(runner)


@pytest.mark.parametrize(
    "head",
    [
        b"hello\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
        HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"Content-Length: +2\r\n\r\n{}",
    ],
)
async def test_broken_http_learns_nothing_about_us(runner: Runner, peer: Peer, head: bytes) -> None:
    peer.writer.write(head)

    answer = await peer.reader.read()

    assert answer.startswith(b"HTTP/1.0 400 Bad Request\r\n")
    assert b"\r\nServer: Orderly\r\n" in answer
    assert answer.endswith(b"\r\n\r\nThis is not HTTP/1.1 as it should be.\n")
    assert not connections(runner)


@pytest.mark.parametrize(
    ("request_line", "status"),
    [(b"GET /broken", 500)],
)
async def test_what_aiohttp_answers_by_itself_names_no_version(
    peer: Peer, request_line: bytes, status: int
) -> None:
    head = await peer.ask(request_line + b" HTTP/1.1\r\nHost: x\r\n\r\n")

    assert b" %d " % status in head
    assert b"\r\nServer: Orderly\r\n" in head


async def test_oddities_keep_no_descriptor(runner: Runner) -> None:
    head = HEAD.replace(b"/", b"/patient", 1)
    upgrade = head + b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n"
    oddities = [
        [upgrade + b"\r\n"],
        [upgrade + b"\r\n", b"\x81\x05hello" * 50_000],
        [upgrade + b"Content-Length: 2\r\n\r\n{}"],
        [upgrade + b"Content-Length: 2\r\n\r\n"],
        [upgrade.replace(b"websocket", b"h2c") + b"\r\n"],
        [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
        [b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", b"more"],
        [head + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"],
        [head + b"Expect: miracles\r\n\r\n"],
        [head.replace(b"1.1", b"1.0") + b"\r\n"],
        [chunked + b"ffffffffffffffff\r\n"],
        [chunked + b"nonsense\r\n"],
        [head + b"Content-Length: 1000000000000\r\n\r\n"],
        [REQUEST * 1000 + HEAD],
    ]

    async with contextlib.AsyncExitStack() as stack:
        for segments in oddities:
            peer = await stack.enter_async_context(connected(runner))
            await peer.send(*segments)
        await asyncio.sleep(IDLE_SECONDS + LINGER_SECONDS + 0.5)

        assert not connections(runner)


async def test_pipelined_requests_wait_outside(runner: Runner, peer: Peer) -> None:
    peer.writer.write(REQUEST.replace(b"/ ", b"/?wait=0.5 ", 1) + REQUEST * 5_000)
    await asyncio.sleep(0.3)

    [connection] = connections(runner)
    assert len(connection._messages) <= 32
    for _ in range(5_001):
        assert b"200 OK" in await peer.answer()
    await asyncio.sleep(MEANWHILE)
    assert b"200 OK" in await peer.ask(REQUEST)


def test_the_limits_hold_on_uvloop_too() -> None:
    # Its transports are not those of asyncio: they inherit from nothing.
    uvloop = pytest.importorskip("uvloop")

    async def scenario() -> None:
        async with serving() as runner:
            async with connected(runner) as peer:
                await test_a_silent_connection_is_closed(runner, peer)
            await test_a_half_sent_next_head_is_closed(runner)
            await test_an_idle_connection_is_kept_for_its_time(runner)
            async with connected(runner) as peer:
                await test_an_answer_that_nobody_takes_is_given_up(runner, peer)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        loop.run(scenario())
