"""Both clients under one face, and a way to them on which answers get lost."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx

from orderly_client import AsyncClient, Client
from tests.api import KEY


class Caller:
    """A client: the one that waits, in a thread, or the one that is awaited."""

    def __init__(self, kind: str, url: str, key: str = KEY, **settings: Any) -> None:
        # A transport of its own does not look for a proxy in the environment.
        self.waiting = Client(url, key, transport=httpx.HTTPTransport(), **settings)
        self.awaited = AsyncClient(url, key, transport=httpx.AsyncHTTPTransport(), **settings)
        self.is_async = kind == "async"

    async def call(self, method: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
        """Call a method."""
        if self.is_async:
            return dict(await self.awaited.call(method, *arguments, **options))
        return dict(await asyncio.to_thread(self.waiting.call, method, *arguments, **options))

    async def batch(self, calls: Any, **options: Any) -> list[Any]:
        """Call several methods."""
        if self.is_async:
            return list(await self.awaited.batch(calls, **options))
        return list(await asyncio.to_thread(self.waiting.batch, calls, **options))

    async def iterate(self, *arguments: Any, **options: Any) -> AsyncIterator[Any]:
        """Yield what a `find` finds."""
        if self.is_async:
            async for each in self.awaited.iterate(*arguments, **options):
                yield each
            return
        objects = self.waiting.iterate(*arguments, **options)
        end = object()
        while (each := await asyncio.to_thread(next, objects, end)) is not end:
            yield each

    async def close(self) -> None:
        """Close both."""
        self.waiting.close()
        await self.awaited.close()


class Lossy:
    """A way to a server on which the first answers do not come through."""

    def __init__(self, url: httpx.URL, losses: int, *, holds: bool = False) -> None:
        self._host, self._port = url.host, url.port
        self.losses = losses
        # Held back, so that the caller waits in vain, or cut off.
        self._holds = holds

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Listen, and yield the URL of the way."""
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        async with server:
            host, port = server.sockets[0].getsockname()
            yield f"http://{host}:{port}"

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry requests there and answers back, until an answer is to be lost."""
        there, onwards = await asyncio.open_connection(self._host, self._port)
        sending = asyncio.create_task(_carry(reader, onwards))
        while answer := await there.read(65536):
            if self.losses:
                # The answer is here, so the server has done what it was asked for.
                self.losses -= 1
                if self._holds:
                    await sending
                break
            writer.write(answer)
        for end in (onwards, writer):
            end.close()
            with contextlib.suppress(ConnectionError):
                await end.wait_closed()
        await sending


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(65536):
            writer.write(piece)
