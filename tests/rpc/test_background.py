"""The task beside the requests: what becomes of its work when servers end, or are killed."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from structlog.testing import capture_logs

from rpc.app import BACKGROUND
from store import databases
from store.database import Database, Unavailable
from tests.api import KEY, Api
from tests.conftest import Start
from tests.consistency import assert_consistent
from tests.examples import order
from tests.serving import serving

HEADERS = {"X-Key": KEY, "Content-Type": "application/json"}
PLANNED, STANDING, DATES = 60, 6, 10
MADE = STANDING * DATES


async def fill(api: Api) -> None:
    """Make orders to process, and standing orders that have missed dates."""
    planned = order(processAfter="2013-10-01 00:00:00", taxPercent=20)
    planned["order"].pop("billingAddress")
    today = datetime.now(UTC).date()
    first = str(today - timedelta(days=DATES - 1))
    fields = {"standing": True, "standingActive": True, "standingDate": first}
    data = {"frequency": "Daily", "endDate": str(today)}
    standing = order(**fields, standingData=data, taxPercent=20)
    standing["order"].pop("billingAddress")
    requests = [planned] * PLANNED + [standing] * STANDING
    await asyncio.gather(*(api.call("commerce.orders.create", each) for each in requests))


class Caller:
    """Calls a server in a process of its own."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def call(self, method: str, **request: Any) -> Any:
        async with self.session.post(f"/api/v6/commerce.{method}", json=request) as response:
            return await response.json()

    async def wait_until_done(self, processed: int, made: int) -> None:
        """Ask until so much is done; each question gives the server time to do more."""
        while True:
            status = {"conditions": {"processingStatus": "Invoiced"}}
            orders = (await self.call("orders.count"))["count"] - PLANNED - STANDING
            if orders >= made and (await self.call("orders.count", **status))["count"] >= processed:
                return


async def assert_done_once(caller: Caller) -> None:
    """Assert that every order has one invoice, and every date of a standing order one order."""
    found = (await caller.call("orders.find", limit=1000))["orders"]
    made = [(each["order"], each["serviceDate"]) for each in found if each["order"]]
    invoiced = [each for each in found if each["invoice"]]
    invoices = (await caller.call("invoices.find", limit=1000))["invoices"]

    assert len(invoiced) == len(invoices) == PLANNED
    assert {each["order"] for each in invoices} == {each["id"] for each in invoiced}
    assert len(set(made)) == len(made) == MADE
    assert not any(each["standingActive"] for each in found)
    assert sorted(int(each["number"]) for each in found) == list(range(1, len(found) + 1))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=lambda how: how.name)
async def test_what_a_server_has_not_done_the_next_one_does(
    start: Start, database_url: str, how: signal.Signals
) -> None:
    client = await start()
    await fill(Api(client))
    await client.close()
    is_shared = database_url.startswith("postgresql")
    settings = {"background_seconds": 1, "workers": 3 if is_shared else 1}
    for processed, made in ((5, 0), (PLANNED, 5)):
        with serving(database_url, **settings) as running:
            async with aiohttp.ClientSession(running.url, headers=HEADERS) as session:
                await Caller(session).wait_until_done(processed, made)
                os.killpg(running.process.pid, how)
            code = await asyncio.to_thread(running.process.wait, 10)
            assert code == (0 if how is signal.SIGTERM else -signal.SIGKILL)
    with serving(database_url, **settings) as running:
        async with aiohttp.ClientSession(running.url, headers=HEADERS) as session:
            caller = Caller(session)
            await caller.wait_until_done(PLANNED, MADE)
            await assert_done_once(caller)
    database = databases.connect(database_url)
    assert_consistent(database, orders=PLANNED + STANDING + MADE, invoices=PLANNED)
    database.close()


async def test_a_server_at_rest_does_nothing_until_the_command_does(
    start: Start, database_url: str
) -> None:
    client = await start()
    await fill(Api(client))
    await client.close()

    def duties() -> str:
        told = subprocess.run(
            [sys.executable, "-m", "rpc", "duties", "--database", database_url],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return told.stdout

    with serving(database_url, background_seconds=0) as running:
        async with aiohttp.ClientSession(running.url, headers=HEADERS) as session:
            status = {"conditions": {"processingStatus": "Invoiced"}}
            counted = await Caller(session).call("orders.count", **status)
    first = await asyncio.to_thread(duties)
    second = await asyncio.to_thread(duties)

    assert counted["count"] == 0
    assert first == f"processed: {PLANNED}\nrepeated: {MADE}\n"
    assert second == "nothing to do\n"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_round_without_a_database_is_made_up_for_by_the_next(
    start: Start, database_url: str, database: Database, postgres: Any
) -> None:
    client = await start()
    await fill(Api(client))
    application = client.app
    assert application is not None
    background = application[BACKGROUND]
    name = str(conninfo_to_dict(database_url)["dbname"])
    database.close()

    def open_to_all(*, is_open: bool) -> None:
        with psycopg.connect(postgres.url("prepared"), autocommit=True) as connection:
            allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
            connection.execute(allow.format(sql.Identifier(name), sql.Literal(is_open)))
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )

    open_to_all(is_open=False)
    with pytest.raises(Unavailable):
        await background.round()
    open_to_all(is_open=True)

    assert await background.round() == {"processed": PLANNED, "repeated": MADE}


async def test_an_order_that_can_not_be_read_keeps_none_of_the_others(
    start: Start, database: Database
) -> None:
    client = await start()
    await fill(Api(client))
    application = client.app
    assert application is not None
    database.peewee.execute_sql("UPDATE order_body SET body = '{}' WHERE id IN (1, 2)")
    database.close()
    with capture_logs() as logs:
        done = await application[BACKGROUND].round()

    assert sum(done.values()) >= PLANNED + MADE - 2 * DATES
    assert {line["order"] for line in logs if line["event"] == "duty failed"} == {1, 2}
