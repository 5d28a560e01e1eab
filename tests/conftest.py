"""Fixtures: a fresh database of each kind, and a server on it."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from rpc import config, server
from rpc.app import make_app
from rpc.dispatch import Dispatcher
from schemas.fields import time_zone
from store import databases
from store.database import Database
from tests import postgresql
from tests.api import KEY, Api, Clock, RealServer
from tests.postgresql import PostgreSQL

_serial = count()


@pytest.fixture(autouse=True)
def utc() -> None:
    """Read and print moments in UTC, whatever zone a test before has left behind."""
    time_zone.set(UTC)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """Run a real PostgreSQL with a prepared template."""
    with postgresql.start() as running:
        if running is None:
            pytest.skip(postgresql.MISSING)
        running.create("prepared")
        _prepare(running.url("prepared"))
        yield running


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepare a SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "prepared.db"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Make a fresh database of each kind, prepared with its first entity."""
    if request.param == "sqlite":
        path = tmp_path / "orderly.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    running: PostgreSQL = request.getfixturevalue("postgres")
    name = f"test{next(_serial)}"
    running.create(name, template="prepared")
    yield running.url(name)
    running.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Open the fresh database on this thread."""
    opened = databases.connect(database_url)
    yield opened
    opened.close()


Start = Callable[..., Any]


@pytest.fixture
async def start(database_url: str) -> AsyncIterator[Start]:
    """Start servers on the fresh database, with settings; return a client of each."""
    clients: list[TestClient[Any, Any]] = []

    async def start_one(**settings: Any) -> TestClient[Any, Any]:
        # What the server does by itself, it does when a test tells it to.
        given = {"background_seconds": 0, "database": database_url, "bootstrap_key": KEY}
        given |= settings
        settings_ = config.load({}, given)
        app = make_app(settings_, server.open_database(settings_))
        client = TestClient(RealServer(app))
        await client.start_server()
        clients.append(client)
        return client

    yield start_one
    for client in clients:
        await client.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let the server's time be the test's."""
    clock = Clock()
    defaults: Any = Dispatcher.__init__.__kwdefaults__
    monkeypatch.setitem(defaults, "clock", clock)
    return clock


@pytest.fixture
async def api(start: Start) -> Api:
    """Call a server on a fresh database, with full access."""
    return Api(await start())


def _prepare(url: str) -> None:
    prepared = databases.connect(url)
    server.prepare(prepared)
    prepared.close()
