"""Test that master data is read once in a group of writes, and never as it no longer is."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import entities, memory, records
from store.database import Database
from store.models import TABLES, Settings

ENTITY = 1
# What a call does to the time zone before it is read, and what becomes of the change.
CHANGES = ("none", "kept", "undone", "of a refused call")

Change = tuple[str, int]


class Refused(Exception):  # noqa: N818 - as the handlers' refusals
    """What a handler raises."""


async def together(running: Database, works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Have the writer run works in their order, and as one group where it groups them."""
    may_go_on = threading.Event()
    first = asyncio.create_task(running.write(ENTITY, lambda: may_go_on.wait(20)))
    waiting = []
    for work in works:
        waiting.append(asyncio.create_task(running.write(ENTITY, work)))
        await asyncio.sleep(0)
        if running.dialect != "sqlite":
            await asyncio.wait([waiting[-1]])
    may_go_on.set()
    await first
    return await asyncio.gather(*waiting, return_exceptions=True)


def set_zone(name: str) -> None:
    id_, _ = entities.settings()
    records.update(Settings, id_, {"time_zone": name})


def seen(running: Database, change: Change) -> tuple[str, str]:
    """Return the time zone as a call sees it at first, and once it has changed it."""
    how, number = change
    before = entities.time_zone()
    if how == "undone":
        with running.savepoint() as savepoint:
            set_zone(f"zone {number}")
            savepoint.rollback()
    elif how != "none":
        set_zone(f"zone {number}")
    after = entities.time_zone()
    if how == "of a refused call":
        raise Refused(before, after)
    return before, after


@given(changes=st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(1, 9)), max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
async def test_each_call_sees_what_those_before_it_have_left(
    running: Database, changes: list[Change]
) -> None:
    zone = await running.read(ENTITY, entities.time_zone)
    expected = []
    for how, number in changes:
        changed = zone if how in ("none", "undone") else f"zone {number}"
        expected.append((zone, changed))
        zone = changed if how == "kept" else zone
    told = await together(running, [lambda c=c: seen(running, c) for c in changes])  # type: ignore[misc] # mypy can't infer defaults

    assert [each.args if isinstance(each, Refused) else each for each in told] == expected


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_master_data_is_read_once_in_a_group(running: Database) -> None:
    told: list[str] = []
    connection: Any = await running.write(ENTITY, running.peewee.connection)
    connection.set_trace_callback(told.append)
    zones = await together(running, [entities.time_zone] * 20)
    connection.set_trace_callback(None)

    assert len(set(zones)) == 1
    assert len([sql for sql in told if "time_zone" in sql]) == 1


def test_all_master_data_is_there() -> None:
    assert {table._meta.table_name for table in TABLES} >= memory.MASTER_DATA


@pytest.mark.parametrize(
    ("sql", "is_read", "is_changed"),
    [
        ('SELECT "t1"."id" FROM "series" AS "t1"', True, False),
        (
            'SELECT 1 FROM "tax_area_country" AS "t2" INNER JOIN "tax_area" AS "t1" ON (1)',
            True,
            False,
        ),
        ('SELECT 1 FROM "tax_rate" WHERE "area" IN (SELECT "id" FROM "customer")', False, False),
        ('SELECT 1 FROM "tax_class" WHERE "id" IN (SELECT value FROM json_each(?))', True, False),
        ('SELECT 1 FROM "tax_class" WHERE "id" IN (SELECT rowid FROM found)', False, False),
        ("SELECT max(seq) FROM sqlite_sequence", False, False),
        ('INSERT INTO "series" ("id") VALUES (?) ON CONFLICT DO NOTHING', False, True),
        ('INSERT OR IGNORE INTO "tax_class" ("id") VALUES (?)', False, True),
        ('UPDATE "settings" SET "body" = ?', False, True),
        ('DELETE FROM "tax_rate" WHERE ("area" = ?)', False, True),
        ('UPDATE "series_counter" SET "last" = ?', False, False),
        ('INSERT INTO "invoice" ("id") VALUES (?)', False, False),
    ],
)
def test_statements_are_told_apart(sql: str, is_read: bool, is_changed: bool) -> None:
    assert memory.only_reads_master_data(sql) is is_read
    assert memory.changes_master_data(sql) is is_changed
