"""Test that counting by when documents were made tells what is there, whoever writes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

import store.finding
from handlers.drafting import Kind
from handlers.kinds import INVOICE, ORDER
from store.database import Database
from store.records import update
from store.tallies import DAY, QUARTER, spans
from tests import direct, examples

KINDS = pytest.mark.parametrize("kind", [ORDER, INVOICE], ids=["orders", "invoices"])

# Before 1970 too, on the edges of days and quarters, and around them.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EDGES = [
    EPOCH + timedelta(seconds=day * DAY + quarter * QUARTER + second)
    for day in (-3, 0, 1, 40)
    for quarter in (0, 1, 95)
    for second in (-1, 0, 1)
]


@pytest.fixture
def shop(database: Database) -> Iterator[Database]:
    """Let a shop have documents of all these moments, some of them changed since."""
    with direct.entity(database):
        direct.open_shop()
        for moment in EDGES:
            made = {"creationTime": moment.strftime("%Y-%m-%d %H:%M:%S")}
            direct.call("commerce.invoices.create", examples.invoice(**made))
            direct.call("commerce.orders.create", examples.order(**made))
        for resource in ("invoices", "orders"):
            direct.call(f"commerce.{resource}.delete", {"ids": [1, 5, 9]})
        direct.call("commerce.orders.restore", {"ids": [5]})
        for kind in (ORDER, INVOICE):
            update(kind.what.model, 7, {"creation_time": EPOCH + timedelta(days=9)})
        yield database


def moments(kind: Kind, database: Database) -> list[datetime]:
    """Return when the documents were made that are not in the trash."""
    rows = kind.what.model.select().dicts().execute(database.peewee)
    return [row["creation_time"] for row in rows if row.get("deleted_time") is None]


def counted(kind: Kind, **between: datetime) -> int:
    trash: dict[str, Any] = {"deleted": False} if kind is ORDER else {}
    return store.finding.count(kind.what, {**trash, **between})


@KINDS
def test_every_span_is_counted_as_the_rows_are(shop: Database, kind: Kind) -> None:
    made = moments(kind, shop)
    chance = Random(kind.name)
    for _ in range(300):
        first, last = (
            chance.choice(EDGES) + timedelta(seconds=chance.randint(-2, 2)) for _ in range(2)
        )
        found = counted(kind, from_creation_time=first, to_creation_time=last)

        assert found == sum(first <= moment <= last for moment in made), (first, last)


@KINDS
def test_an_open_span_is_counted_to_its_end(shop: Database, kind: Kind) -> None:
    made = moments(kind, shop)

    assert counted(kind) == len(made)
    for edge in EDGES:
        assert counted(kind, from_creation_time=edge) == sum(edge <= moment for moment in made)
        assert counted(kind, to_creation_time=edge) == sum(moment <= edge for moment in made)


def test_a_day_of_any_time_zone_is_counted_by_tallies_alone() -> None:
    for minutes in (0, 60, -210, 330, 345):
        begin = datetime(2026, 1, 2, tzinfo=UTC) - timedelta(minutes=minutes)
        day = {"from_creation_time": begin, "to_creation_time": begin + timedelta(seconds=DAY - 1)}

        assert {span.tally for span in spans(day)} <= {DAY, QUARTER}
        assert sum(span.end - span.begin for span in spans(day)) == DAY
