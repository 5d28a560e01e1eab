"""The two clients: they send what the core asks for, one waiting, the other one awaiting."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self, Unpack

import httpx

from orderly_client import core
from orderly_client.core import Answer, Attempt, Core, Outcome, Reading, Settings, Steps, T, Writing
from orderly_client.errors import Refused

if TYPE_CHECKING:
    # Some hundred types, which only the type checker wants to have.
    from orderly_client.types import AsyncCaller, AsyncFinder, Caller, Finder, MethodName

PAGE = 100


class Client:
    """Calls the methods of a server; threads may share it."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        transport: httpx.BaseTransport | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        """Take the server's URL and a key; a transport of httpx's brings proxies and TLS."""
        self._core = Core(url, key, **settings)
        self._http = httpx.Client(transport=transport)

    @classmethod
    def from_environment(cls, **settings: Unpack[Settings]) -> Self:
        """Make a client of the server in ORDERLY_URL, with the key in ORDERLY_KEY."""
        return cls(*core.environment(), **settings)

    @property
    def call(self) -> "Caller":
        """Call a method: its answer is `client.call("commerce.invoices.get", {"id": 1})`."""
        return self._call

    @property
    def iterate(self) -> "Finder":
        """Yield all objects that a `find` finds, one by one, with `page` of them in a request."""
        return self._iterate

    def batch(
        self,
        calls: "Iterable[tuple[MethodName, Mapping[str, Any] | None]]",
        *,
        atomic: bool = False,
        **options: Unpack[Writing],
    ) -> list[Answer | Refused]:
        """Call several methods at once; with `atomic`, all are done or a refusal is raised."""
        return self._run(self._core.batch(calls, atomic=atomic, **options))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(
        self,
        method: str,
        request: Mapping[str, Any] | None = None,
        **options: Unpack[Writing],
    ) -> Any:
        return self._run(self._core.call(method, request, **options))

    def _iterate(
        self,
        method: str,
        request: Mapping[str, Any] | None = None,
        *,
        page: int = PAGE,
        **options: Unpack[Reading],
    ) -> Iterator[Any]:
        cursor: str | None = ""
        while cursor is not None:
            answer = self._call(method, core.page_request(request, page, cursor), **options)
            objects, cursor = core.page_answer(answer)
            yield from objects

    def _run(self, steps: Steps[T]) -> T:
        """Do what the core asks for until it has the answer."""
        try:
            attempt = next(steps)
            while True:
                attempt = steps.send(self._post(attempt))
        except StopIteration as end:
            answer: T = end.value
            return answer

    def _post(self, attempt: Attempt) -> Outcome:
        time.sleep(attempt.wait)
        try:
            return self._http.post(
                attempt.url,
                content=attempt.body,
                headers=attempt.headers,
                timeout=attempt.timeout,
            )
        except httpx.RequestError as error:
            return error


class AsyncClient:
    """Calls the methods of a server, many at a time if need be: `async with AsyncClient(…)`."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        """Take the server's URL and a key; a transport of httpx's brings proxies and TLS."""
        self._core = Core(url, key, **settings)
        self._http = httpx.AsyncClient(transport=transport)

    @classmethod
    def from_environment(cls, **settings: Unpack[Settings]) -> Self:
        """Make a client of the server in ORDERLY_URL, with the key in ORDERLY_KEY."""
        return cls(*core.environment(), **settings)

    @property
    def call(self) -> "AsyncCaller":
        """Call a method: its answer is `await client.call("commerce.invoices.get", {"id": 1})`."""
        return self._call

    @property
    def iterate(self) -> "AsyncFinder":
        """Yield all objects that a `find` finds, one by one, with `page` of them in a request."""
        return self._iterate

    async def batch(
        self,
        calls: "Iterable[tuple[MethodName, Mapping[str, Any] | None]]",
        *,
        atomic: bool = False,
        **options: Unpack[Writing],
    ) -> list[Answer | Refused]:
        """Call several methods at once; with `atomic`, all are done or a refusal is raised."""
        return await self._run(self._core.batch(calls, atomic=atomic, **options))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _call(
        self,
        method: str,
        request: Mapping[str, Any] | None = None,
        **options: Unpack[Writing],
    ) -> Any:
        return await self._run(self._core.call(method, request, **options))

    async def _iterate(
        self,
        method: str,
        request: Mapping[str, Any] | None = None,
        *,
        page: int = PAGE,
        **options: Unpack[Reading],
    ) -> AsyncIterator[Any]:
        cursor: str | None = ""
        while cursor is not None:
            answer = await self._call(method, core.page_request(request, page, cursor), **options)
            objects, cursor = core.page_answer(answer)
            for each in objects:
                yield each

    async def _run(self, steps: Steps[T]) -> T:
        """Do what the core asks for until it has the answer."""
        try:
            attempt = next(steps)
            while True:
                attempt = steps.send(await self._post(attempt))
        except StopIteration as end:
            answer: T = end.value
            return answer

    async def _post(self, attempt: Attempt) -> Outcome:
        await asyncio.sleep(attempt.wait)
        try:
            return await self._http.post(
                attempt.url,
                content=attempt.body,
                headers=attempt.headers,
                timeout=attempt.timeout,
            )
        except httpx.RequestError as error:
            return error
