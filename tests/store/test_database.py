"""Test the database: writes that wait for each other, long reads, and what may break."""

import ast
import asyncio
import functools
import itertools
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import store
from rpc.connections import HANDLER
from store import databases, postgresql, records, sqlite
from store.database import Database, NotUnique, Statement, TooLong, Unavailable
from store.documents import Documents
from store.models import Label, PaymentMethodShipping
from tests.api import Api
from tests.clocks import by_the_clock
from tests.examples import invoice, item, open_shop

ENTITY = 1
CREATE = "commerce.invoices.create"
COUNTING = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT {} FROM n"
)


class Refused(Exception):  # noqa: N818 - as the handlers' refusals
    """What a handler raises."""


def only(dialect: str) -> pytest.MarkDecorator:
    """Run a test on one of the databases."""
    return pytest.mark.parametrize("database_url", [dialect], indirect=True)


def add(label: int) -> int:
    """Insert a row that is unique by its label."""
    return records.insert(Label, {"type": "Invoice", "resource": 1, "label": label})


def adding(label: int, seconds: float = 0) -> Callable[[], int]:
    """Return work that inserts a row, and takes its time."""

    def work() -> int:
        id_ = add(label)
        time.sleep(seconds)
        return id_

    return work


def labels() -> list[int]:
    """Return what was inserted."""
    rows = records.fetch(
        "all labels", lambda: records.select(Label, Label.label).order_by(Label.label)
    )
    return [row[0] for row in rows]


def query(database: Database, sql: str) -> list[Any]:
    """Run SQL and return its rows."""
    return database.fetch(Statement(sql, ()), {})


def killer(database_url: str) -> Callable[[], None]:
    """Return what ends every other connection to a PostgreSQL database."""

    def kill() -> None:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    return kill


def database_of(api: Api) -> Database:
    """Return the database that a server writes to."""
    assert api.client.app is not None
    database = getattr(api.client.app[HANDLER], "__self__").database  # noqa: B009 - a bound method's owner
    assert isinstance(database, Database)
    return database


# ---- Writes


async def test_a_refused_write_leaves_the_others(running: Database) -> None:
    def work(label: int) -> int:
        add(label)
        if label % 3 == 0:
            raise Refused
        return label

    results = await asyncio.gather(
        *(running.write(ENTITY, functools.partial(work, label)) for label in range(30)),
        return_exceptions=True,
    )

    kept = [label for label in range(30) if label % 3]
    assert [each for each in results if isinstance(each, int)] == kept
    assert {type(each) for each in results if not isinstance(each, int)} == {Refused}
    assert await running.read(ENTITY, labels) == kept


async def test_a_unique_index_is_told_apart(running: Database) -> None:
    await running.write(ENTITY, lambda: add(1))
    with pytest.raises(NotUnique, match="label"):
        await running.write(ENTITY, lambda: [add(2), add(1)])

    assert await running.read(ENTITY, labels) == [1]


@only("sqlite")
@by_the_clock
async def test_what_waits_is_committed_together(running: Database) -> None:
    told: list[str] = []
    connection: Any = await running.write(ENTITY, running.peewee.connection)
    connection.set_trace_callback(told.append)
    await asyncio.gather(
        running.write(ENTITY, lambda: time.sleep(0.05)),
        *(running.write(ENTITY, adding(label)) for label in range(20)),
    )
    connection.set_trace_callback(None)

    assert told.count("COMMIT") <= 2
    assert await running.read(ENTITY, labels) == list(range(20))


@by_the_clock
async def test_a_write_that_was_given_up_is_not_done(running: Database) -> None:
    busy = [asyncio.create_task(running.write(ENTITY, adding(label, 0.1))) for label in range(4)]
    await asyncio.sleep(0.02)
    given_up = asyncio.create_task(running.write(ENTITY, adding(9)))
    await asyncio.sleep(0.02)
    given_up.cancel()
    await asyncio.gather(*busy)

    assert await running.read(ENTITY, labels) == [0, 1, 2, 3]


async def test_a_bug_in_a_write_harms_nobody_else(running: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await running.write(ENTITY, lambda: add(1) // 0)
    await running.write(ENTITY, lambda: add(2))

    assert await running.read(ENTITY, labels) == [2]


# ---- Time limits


@only("sqlite")
@pytest.mark.parametrize(
    ("shown", "rows"), [("COUNT(*)", 1), ("i", 400_000)], ids=["one row", "many rows"]
)
@by_the_clock
async def test_a_long_read_moves_to_a_thread_and_the_loop_goes_on(
    running: Database, shown: str, rows: int
) -> None:
    sql = COUNTING.format(400_000 if rows > 1 else 4_000_000, shown)
    beats = [time.monotonic()]

    async def beat() -> None:
        while True:
            await asyncio.sleep(0.005)
            beats.append(time.monotonic())

    def work() -> tuple[int, str]:
        return len(query(running, sql)), threading.current_thread().name

    beating = asyncio.create_task(beat())
    found, thread = await running.read(ENTITY, work)
    beating.cancel()

    assert (found, thread.split("_")[0]) == (rows, "orderly-reader")
    took = beats[-1] - beats[0]
    assert max(later - earlier for earlier, later in itertools.pairwise(beats)) < took / 2
    assert await running.read(ENTITY, lambda: query(running, "SELECT 1")) == [(1,)]


@by_the_clock
async def test_what_takes_too_long_is_ended(
    monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    for module in (postgresql, sqlite):
        monkeypatch.setattr(module, "STATEMENT_SECONDS", 0.1)
    database = databases.connect(database_url)
    await database.start()
    sql = COUNTING.format(50_000_000, "COUNT(*)")
    for run in (database.read, database.write):
        with pytest.raises(TooLong):
            await run(ENTITY, lambda: query(database, sql))
        assert await run(ENTITY, lambda: query(database, "SELECT 1")) == [(1,)]
    await database.stop()


@by_the_clock
async def test_more_work_than_can_wait_is_turned_away(
    running: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (postgresql, sqlite):
        monkeypatch.setattr(module, "MAX_WAITING", 4)
    done = await asyncio.gather(
        *(running.write(ENTITY, adding(label, 0.02)) for label in range(20)),
        return_exceptions=True,
    )
    stored = sum(isinstance(each, int) for each in done)

    assert 0 < stored < 20
    assert sum(isinstance(each, Unavailable) for each in done) == 20 - stored
    assert len(await running.read(ENTITY, labels)) == stored


# ---- Races on PostgreSQL


@only("postgresql")
@pytest.mark.parametrize("kind", ["deadlock", "serialization"])
async def test_a_transaction_that_lost_a_race_is_repeated(running: Database, kind: str) -> None:
    one, two = [await running.write(ENTITY, adding(label)) for label in (1, 2)]
    meeting = threading.Barrier(2, timeout=5)
    attempts: list[int] = []

    def work(first: int, second: int) -> None:
        attempts.append(first)
        if kind == "serialization":
            running.peewee.execute_sql("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
            labels()
        else:
            records.update(Label, first, {"label": 10 + first})
        if len(attempts) <= 2:
            meeting.wait()
        records.update(Label, second, {"label": 20 + second})

    await asyncio.gather(
        running.write(ENTITY, lambda: work(one, two)),
        running.write(ENTITY, lambda: work(two, one)),
    )

    assert len(attempts) > 2


@only("postgresql")
@pytest.mark.parametrize(
    ("error", "raised"),
    [(postgresql.LostRace, Unavailable), (NotUnique, NotUnique)],
)
async def test_a_race_that_is_always_lost_ends(
    running: Database, error: type[Exception], raised: type[Exception]
) -> None:
    attempts: list[int] = []

    def work() -> None:
        attempts.append(add(len(attempts)))
        raise error

    with pytest.raises(raised):
        await running.write(ENTITY, work)
    assert len(attempts) == postgresql.MAX_ATTEMPTS
    assert await running.read(ENTITY, labels) == []


@only("postgresql")
async def test_a_row_that_refers_to_one_that_vanished_is_a_lost_race(running: Database) -> None:
    attempts: list[int] = []

    def work() -> None:
        attempts.append(add(1))
        if len(attempts) == 1:
            records.insert(PaymentMethodShipping, {"payment_method": 9, "shipping_method": 9})

    await running.write(ENTITY, work)
    assert len(attempts) == 2
    assert await running.read(ENTITY, labels) == [1]


# ---- Connections that break


@only("postgresql")
async def test_a_connection_that_was_lost_while_idle_is_opened_anew(
    running: Database, database_url: str
) -> None:
    kill = killer(database_url)
    for label in range(1, 9):
        await asyncio.gather(*(running.read(ENTITY, labels) for _ in range(8)))
        kill()
        await running.write(ENTITY, adding(label))
        kill()
        assert await running.read(ENTITY, labels) == list(range(1, label + 1))


@only("postgresql")
async def test_a_connection_that_is_lost_during_a_write_keeps_nothing(
    running: Database, database_url: str
) -> None:
    attempts: list[int] = []

    def work() -> None:
        attempts.append(add(1))
        killer(database_url)()
        add(2)

    with pytest.raises(Unavailable):
        await running.write(ENTITY, work)
    assert len(attempts) == 1
    assert await running.read(ENTITY, labels) == []


@only("postgresql")
async def test_a_server_whose_database_breaks_answers_503_and_recovers(
    api: Api, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_shop(api)
    insert_body = Documents.insert_body
    kill = killer(database_url)

    def breaking(table: Documents, id_: int, body: bytes) -> None:
        kill()
        insert_body(table, id_, body)

    monkeypatch.setattr(Documents, "insert_body", breaking)
    status, headers, answer = await api.post(CREATE, invoice())
    monkeypatch.undo()

    assert (status, answer["error"]["type"]) == (503, "Unavailable")
    assert int(headers["Retry-After"]) > 0
    kill()
    assert await api.call("commerce.invoices.count") == {"count": 0}
    kill()
    await api.call(CREATE, invoice())
    kill()
    (stored,) = (await api.call("commerce.invoices.find"))["invoices"]
    assert stored["number"].endswith("/1")


@only("postgresql")
async def test_a_database_that_is_away_is_told_at_once(database_url: str) -> None:
    away = databases.connect(database_url.replace("/test", "/missing"))
    await away.start()
    for run in (away.read, away.write):
        with pytest.raises(Unavailable):
            await run(ENTITY, labels)
    await away.stop()


# ---- A full disk


@only("sqlite")
async def test_a_full_disk_is_told_and_nothing_is_half_stored(api: Api) -> None:
    await open_shop(api)
    database = database_of(api)
    big = invoice(items=[item(name="x" * 255) for _ in range(40)])
    await api.call(CREATE, big)
    await database.write(0, lambda: query(database, "PRAGMA max_page_count = 1"))
    answers = [
        each
        for _ in range(4)
        for each in await asyncio.gather(*(api.post(CREATE, big) for _ in range(8)))
    ]
    stored = [answer["id"] for status, _, answer in answers if status == 200]

    assert {status for status, _, _ in answers} in ({200, 503}, {503})
    assert await api.call("commerce.invoices.count") == {"count": 1 + len(stored)}
    await database.write(0, lambda: query(database, "PRAGMA max_page_count = 1000000"))
    await api.call(CREATE, big)
    found = (await api.call("commerce.invoices.find", {"fields": ["number"]}))["invoices"]
    numbers = [int(each["number"].partition("/")[2]) for each in found]
    assert numbers == list(range(1, len(stored) + 3))


@only("sqlite")
async def test_what_ran_with_a_write_that_filled_the_disk_is_not_stored(running: Database) -> None:
    def fill() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    def roll_back() -> None:
        running.peewee.connection().rollback()
        fill()

    results = await asyncio.gather(
        running.write(ENTITY, adding(1, 0.05)),
        running.write(ENTITY, roll_back),
        return_exceptions=True,
    )

    assert [type(each) for each in results] == [Unavailable, Unavailable]
    assert await running.read(ENTITY, labels) == []


# ---- SQL is never put together from values

# Where SQL is handed on: it was compiled by peewee, or stands in a migration.
HANDED_ON = {"statement.sql", "sql", "statement", "statement.strip()"}


def spoken(tree: ast.AST) -> Iterator[ast.expr]:
    """Return the first argument of every call that takes SQL."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = (
                node.func.attr
                if isinstance(node.func, ast.Attribute)
                else (node.func.id if isinstance(node.func, ast.Name) else "")
            )
            if name in ("SQL", "execute_sql", "executemany", "Statement", "raw"):
                yield node.args[0]


def is_constant(node: ast.expr) -> bool:
    """Tell whether SQL is one of the texts that stand in the source."""
    if isinstance(node, ast.IfExp):
        return is_constant(node.body) and is_constant(node.orelse)
    return isinstance(node, ast.Constant) or ast.unparse(node) in HANDED_ON


@pytest.mark.parametrize(
    "path", sorted(Path(store.__path__[0]).rglob("*.py")), ids=lambda path: path.name
)
def test_no_sql_is_made_of_values(path: Path) -> None:
    wrong = [
        ast.unparse(node) for node in spoken(ast.parse(path.read_text())) if not is_constant(node)
    ]

    assert not wrong


@pytest.mark.parametrize(
    "line", ["SQL(f'{x}')", "db.execute_sql('a %s' % x)", "SQL('a' + x)", "SQL('{}'.format(x))"]
)
def test_sql_that_is_made_of_values_would_be_found(line: str) -> None:
    assert [is_constant(node) for node in spoken(ast.parse(line))] == [False]
