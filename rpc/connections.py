"""The limits of a connection: how long it may be silent, half heard, idle or deaf.

Why our own: aiohttp 3.14 ends none of two hundred slowloris connections; its one timer covers
idle connections. So a connection notes when a head began, and one sweep looks at them all:
requests have no timers of their own and pay well under a microsecond.

The limit for heads is a ceiling: a connection is closed up to a twentieth of it early, never
late. An answer may take as long as its peer goes on taking it. A late body is the request
handler's business; once that has answered with `force_close()`, what is still coming is read for
`LINGER_SECONDS`, so that the caller sees the answer.

Why no routes: one dictionary knows the methods, and aiohttp's router, request and application
cost as much as a short query. An application that names its `HANDLER` is asked directly.

Why a fixed text for broken HTTP: aiohttp's own names its version and repeats what was sent, and
logs a traceback for every stranger's noise.
"""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, cast

import aiohttp
from aiohttp import web
from aiohttp.helpers import rfc822_formatted_time
from aiohttp.http import RawRequestMessage

# What an application has for its runner: the handler of every request, and the limit of bodies.
Handler = Callable[[web.BaseRequest], Awaitable["web.StreamResponse | Answer"]]
HANDLER: web.AppKey[Handler] = web.AppKey("handler")
MAX_BODY = web.AppKey("max_body", int)
# What answers a request that has arrived as a whole without waiting for anything, if it can.
AtOnce = Callable[[web.BaseRequest, bytes], "web.Response | Answer | None"]
AT_ONCE: web.AppKey[AtOnce] = web.AppKey("at_once")

SERVER = "Orderly"
LINGER_SECONDS = 2
# How many answers wait to be sent together, and how long each may be.
MAX_WAITING = 64
MAX_WAITING_BYTES = 65_536
_END_OF_HEAD = b"\r\n\r\n"


class Runner(web.AppRunner):
    """Serve an application on connections that have time limits."""

    def __init__(
        self,
        app: web.Application,
        *,
        header_seconds: float = 10,
        idle_seconds: float = 75,
        **options: Any,
    ) -> None:
        """Take the limits, and the options of `web.AppRunner`."""
        # Nothing that is compressed is accepted, so nothing needs to be unpacked.
        options = {"lingering_time": LINGER_SECONDS, "auto_decompress": False} | options
        super().__init__(app, keepalive_timeout=idle_seconds, **options)
        self._header_seconds = header_seconds
        self._idle_seconds = idle_seconds
        self._timer: asyncio.TimerHandle | None = None

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        # An `Answer` is all that the connection asks of a response.
        handler = cast("Any", self.app.get(HANDLER))
        server = _Server(
            self.app.get(AT_ONCE),
            handler or made.request_handler,
            request_factory=_requests(self.app[MAX_BODY]) if handler else made.request_factory,
            handler_cancellation=made.handler_cancellation,
            **made._kwargs,  # noqa: SLF001 - aiohttp shows its options nowhere else
        )
        self._sweep(server)
        return server

    async def _cleanup_server(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        await super()._cleanup_server()

    def _sweep(self, server: "_Server") -> None:
        loop = asyncio.get_running_loop()
        interval = self._header_seconds / 20
        # First of all, so that no surprise below can end the watch.
        self._timer = loop.call_later(interval, self._sweep, server)
        now = loop.time()
        began_before = now - self._header_seconds + interval
        stuck_before = now - self._idle_seconds
        for connection in server.connections:
            assert isinstance(connection, _Connection)
            connection.close_if_late(now, began_before, stuck_before)


def _requests(max_body: int) -> Callable[..., web.BaseRequest]:
    """Return the factory of requests that read a body up to a limit."""
    loop = asyncio.get_running_loop()

    def request(message: Any, body: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
        return web.BaseRequest(
            message, body, protocol, writer, task, loop, client_max_size=max_body
        )

    return request


class Answer:
    """A JSON answer that is written in one piece, headers and all.

    Why not aiohttp's `Response`: its dictionaries of headers, and the steps in which it is
    prepared and written, take as long as the rest of a short call. It looks like one to the
    connection that sends it.
    """

    __slots__ = ("body", "headers", "keep_alive", "request_id")

    def __init__(self, request_id: str, body: bytes) -> None:
        """Take what is told; the connection stays open if its peer wants that."""
        self.request_id = request_id
        self.body = body
        self.headers: dict[str, str] = {}
        self.keep_alive = True

    def force_close(self) -> None:
        """Close the connection behind the answer."""
        self.keep_alive = False

    async def prepare(self, request: web.BaseRequest) -> None:
        """Send the answer, at the pace of its peer."""
        transport = request.transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("The peer has gone")
        self.keep_alive = self.keep_alive and request.keep_alive
        transport.write(self.spelled())
        if request.protocol.writing_paused:
            await request.writer.drain()
        if isinstance(request.protocol, _Connection):
            request.protocol.is_free = self.keep_alive

    def spelled(self) -> bytes:
        """Return all that is sent."""
        if not self.keep_alive:
            self.headers["Connection"] = "close"
        head = _HEAD % (
            self.request_id,
            len(self.body),
            rfc822_formatted_time(),
            "".join([f"{name}: {value}\r\n" for name, value in self.headers.items()]),
        )
        return head.encode() + self.body

    async def write_eof(self) -> None:
        """Do nothing more: all is sent."""


_HEAD = f"""\
HTTP/1.1 200 OK\r
Content-Type: application/json\r
X-Request-Id: %s\r
Cache-Control: no-store\r
Server: {SERVER}\r
Content-Length: %d\r
Date: %s\r
%s\r
"""


class _Server(web.Server):
    """The factory of connections."""

    def __init__(self, at_once: AtOnce | None, *handler: Any, **options: Any) -> None:
        super().__init__(*handler, **options)
        self.at_once = at_once
        self._unsent: list[tuple[asyncio.Transport, bytes]] = []

    def send(self, wire: asyncio.Transport, data: bytes) -> None:
        """Send what is answered in one turn of the event loop together, at its end.

        A peer that is woken for each answer costs as much as the answer.
        """
        if not self._unsent:
            self._loop.call_soon(self.flush)
        self._unsent.append((wire, data))
        if len(data) > MAX_WAITING_BYTES or len(self._unsent) == MAX_WAITING:
            self.flush()

    def flush(self) -> None:
        """Send what waits."""
        unsent, self._unsent = self._unsent, []
        for wire, data in unsent:
            if not wire.is_closing():
                wire.write(data)

    def __call__(self) -> "_Connection":
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Connection(web.RequestHandler):
    """A connection that knows since when it owes us a head or we owe it an answer."""

    __slots__ = (
        "_at_once",
        "_body",
        "_flush",
        "_head_began",
        "_send",
        "_unsent",
        "_unsent_since",
        "_wire",
        "is_free",
    )

    def __init__(self, manager: _Server, **options: Any) -> None:
        super().__init__(manager, **options)
        self._at_once = manager.at_once
        self._flush = manager.flush
        self._send = manager.send
        self._body: aiohttp.StreamReader = aiohttp.EMPTY_PAYLOAD
        self._head_began: float | None = None
        self._unsent = 0
        self._unsent_since: float = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        # Ours to keep: aiohttp forgets its own before the peer has taken the last bytes. A cast,
        # because the transports of uvloop inherit from nothing.
        self._wire = cast(asyncio.Transport, transport)
        self._head_began = self._loop.time()
        # Whether nothing is being answered. The task that answers tells of it later than we see it,
        # and then the next request may be here already.
        self.is_free = True

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        # Bodies point back at us; without this only the collector of cycles would free both.
        self._body = aiohttp.EMPTY_PAYLOAD

    def data_received(self, data: bytes) -> None:
        heads, between = self._request_count, self._body.is_eof()
        # Nobody is woken for a request that is answered at once.
        waiter, self._waiter = self._waiter, None
        super().data_received(data)
        self._waiter = waiter
        if self._request_count != heads:
            self._body = self._messages[-1][1]
            self._head_began = self._loop.time() if _runs_on(data, self._body) else None
            is_idle = waiter is not None and not waiter.done()
            if not (is_idle or self.is_free) or not self._answered_at_once():
                self.is_free = False
                self._flush()  # or the answer to this one might go before those to others
                if waiter and is_idle:
                    waiter.set_result(None)
        elif between and data and self._head_began is None and not self._upgraded:
            self._head_began = self._loop.time()

    def _answered_at_once(self) -> bool:
        """Answer the request that has arrived, if it can be done without waiting."""
        if self._at_once is None or len(self._messages) != 1 or self._paused or self._close:
            return False
        message, payload = self._messages[0]
        if type(message) is not RawRequestMessage or message.should_close:
            return False
        if type(payload) is not aiohttp.StreamReader or not payload.is_eof():
            return False
        manager, parser, make = self._manager, self._parser, cast("Any", self._request_factory)
        assert manager is not None
        assert parser is not None
        # What is answered at once needs neither a writer that waits nor a task.
        request = make(message, payload, self, None, None)
        body = b"".join(payload._buffer)  # noqa: SLF001 - left there for who does not answer at once
        response = self._at_once(request, body)
        if type(response) is not Answer:
            return False
        self._messages.clear()
        parser.message_consumed()
        manager.requests_count += 1
        self._send(self._wire, response.spelled())
        # As `start` does behind an answer of its own.
        self._keepalive = True
        self._next_keepalive_close_time = close_time = self._loop.time() + self._keepalive_timeout
        if self._keepalive_handle is None:
            self._keepalive_handle = self._loop.call_at(close_time, self._process_keepalive)
        return True

    def resume_reading(self, resume_parser: bool = True) -> None:  # noqa: FBT001, FBT002 - aiohttp's
        # Each body that is read ends up here. If nothing was paused, nothing waits to be parsed.
        if self._reading_paused:
            super().resume_reading(resume_parser)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if status == HTTPStatus.BAD_REQUEST:
            self.logger.debug("Broken HTTP from %s: %r", request.remote, message)
            text = "This is not HTTP/1.1 as it should be.\n"
            response: web.StreamResponse = web.Response(status=status, text=text)
            response.force_close()
        else:
            response = super().handle_error(request, status, exc, message)
        response.headers["Server"] = SERVER
        return response

    def close_if_late(self, now: float, began_before: float, stuck_before: float) -> None:
        """Close the connection if a head is overdue or its peer takes no bytes."""
        began, waiter = self._head_began, self._waiter
        # While a request is worked on, the head of the next one has time.
        if began is not None and began <= began_before and waiter and not waiter.done():
            self.force_close()
        unsent = self._wire.get_write_buffer_size()
        if not unsent or unsent != self._unsent:
            self._unsent, self._unsent_since = unsent, now
        elif self._unsent_since <= stuck_before:
            # A plain close would wait for the peer to read.
            self._wire.abort()


def _runs_on(data: bytes, body: aiohttp.StreamReader) -> bool:
    """Say whether a part of a next head stands behind the request that ends in this segment."""
    if not body.is_eof() or data.endswith(_END_OF_HEAD):
        return False
    end_of_request = len(data) - body.total_bytes
    return 0 <= data.rfind(_END_OF_HEAD, 0, end_of_request) < end_of_request - len(_END_OF_HEAD)
