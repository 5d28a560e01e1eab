"""What tests of the store start from."""

from collections.abc import AsyncIterator

import pytest

from store import databases
from store.database import Database


@pytest.fixture
async def running(database_url: str) -> AsyncIterator[Database]:
    """Start a fresh database, as the server does."""
    database = databases.connect(database_url)
    await database.start()
    yield database
    await database.stop()
