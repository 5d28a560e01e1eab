"""The load: connections that send prepared requests and time the answers.

Why not an HTTP client: one in Python costs more than the server that it should measure. A
connection here has one request on its way at a time, and reads of an answer only what tells its
length and whether it is right.
"""

import asyncio
import gc
import http.client
import itertools
import json
import re
import socket
import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

OK = b'{"status":"ok"'

_SHOWN = 500
_PATIENCE = 60
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of load has measured; times are in seconds."""

    answers: int
    rate: float  # answers a second
    p50: float
    p99: float
    size: int  # bytes of an answer's body, on average
    wrong: int  # answers that were not as they should be
    example: str  # the first of them
    busy: float  # the load's own share of a processor


def drive(
    address: Address, requests: Sequence[bytes], *, seconds: float, connections: int
) -> Round:
    """Keep every connection busy for some seconds and return what was measured."""
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        return runner.run(_drive(address, requests, seconds, connections))


def ask(address: Address, request: bytes) -> dict[str, Any]:
    """Send one request and return its answer, decoded."""
    with socket.create_connection(address, _PATIENCE) as connection:
        connection.sendall(request)
        response = http.client.HTTPResponse(connection)
        response.begin()
        answer: dict[str, Any] = json.loads(response.read())
    return answer


def loop_factory() -> Any:
    """Return what makes an event loop, chosen as the server does."""
    try:
        import uvloop  # noqa: PLC0415 - optional, and not there on every platform
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _drive(
    address: Address, requests: Sequence[bytes], seconds: float, connections: int
) -> Round:
    loop = asyncio.get_running_loop()
    supply = itertools.cycle(requests)
    clients = [
        (await loop.create_connection(lambda: _Client(supply), *address))[1]
        for _ in range(connections)
    ]
    # The collector's pauses would look like the server's.
    gc.collect()
    gc.disable()
    started, worked = time.perf_counter(), time.process_time()
    for client in clients:
        client.ask()
    try:
        await asyncio.sleep(seconds)
        for client in clients:
            client.is_stopping = True
        await asyncio.wait_for(asyncio.gather(*(each.done for each in clients)), _PATIENCE)
        elapsed, busy = time.perf_counter() - started, time.process_time() - worked
    finally:
        gc.enable()
        for client in clients:
            client.transport.abort()
    return _summary(clients, elapsed, busy)


def _summary(clients: Sequence["_Client"], elapsed: float, busy: float) -> Round:
    times = sorted(itertools.chain.from_iterable(client.times for client in clients))
    return Round(
        answers=len(times),
        rate=len(times) / elapsed,
        p50=times[len(times) // 2],
        p99=times[len(times) * 99 // 100],
        size=sum(client.received for client in clients) // len(times),
        wrong=sum(client.wrong for client in clients),
        example=next((client.example for client in clients if client.wrong), ""),
        busy=busy / elapsed,
    )


class _Client(asyncio.Protocol):
    """A connection that asks again as soon as it is answered."""

    def __init__(self, supply: Iterator[bytes]) -> None:
        self.times = array("d")
        self.received = 0
        self.wrong = 0
        self.example = ""
        self.is_stopping = False
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._supply = supply
        self._head = b""
        self._size = 0
        self._missing = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        # A cast, because the transports of uvloop inherit from nothing.
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail, unless this is the end."""
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server hung up"))

    def ask(self) -> None:
        """Send the next request."""
        self._asked = time.perf_counter()
        self.transport.write(next(self._supply))

    def data_received(self, data: bytes) -> None:
        """Take a piece of an answer."""
        if not self._missing:
            data = self._head + data
            end = data.find(_END_OF_HEAD) + len(_END_OF_HEAD)
            length = _LENGTH.search(data, 0, end)
            if length is None or len(data) < end + len(OK):
                self._head = data
                return
            self._head = b""
            self._size = int(length[1])
            self._missing = end + self._size
            if not data.startswith(OK, end):
                self.wrong += 1
                self.example = self.example or data[:_SHOWN].decode(errors="replace")
        self._missing -= len(data)
        if not self._missing:
            self._answered()

    def _answered(self) -> None:
        self.times.append(time.perf_counter() - self._asked)
        self.received += self._size
        if self.is_stopping:
            self.done.set_result(None)
        else:
            self.ask()
