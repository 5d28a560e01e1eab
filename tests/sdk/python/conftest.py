"""A fixture: both clients on a server with a fresh database."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from tests.conftest import Start
from tests.sdk.python.clients import Caller

Connect = Callable[..., Awaitable[Caller]]


@pytest.fixture(params=["sync", "async"])
async def connect(request: pytest.FixtureRequest) -> AsyncIterator[Connect]:
    """Make clients of a URL, which are closed in the end."""
    callers: list[Caller] = []

    async def connect_to(url: object, **settings: Any) -> Caller:
        callers.append(Caller(request.param, str(url), **settings))
        return callers[-1]

    yield connect_to
    for caller in callers:
        await caller.close()


@pytest.fixture
async def caller(connect: Connect, start: Start) -> Caller:
    """Make a client of a server on a fresh database."""
    return await connect((await start()).make_url("/"))
