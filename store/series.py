"""Series of document numbers: their counters, and the journal of voided numbers.

A number is taken, not computed: one counter row, in the transaction that stores the document.
So no number is given twice, and one whose document is not stored was never given.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import peewee

from store import records
from store.database import bind, session
from store.finding import Findable, after, any_of, of_resource
from store.models import Invoice, Series, SeriesCounter, SeriesJournal

SERIES = Findable(
    model=Series,
    conditions={
        "after": after(Series.id),
        "ids": any_of(Series.id),
        "kind": any_of(Series.kind),
    },
    order={"id": Series.id, "name": Series.name, "kind": Series.kind},
    queried={
        **of_resource(Series),
        "kind": Series.kind,
        "name": Series.name,
        "pattern": Series.pattern,
        "assignOn": Series.assign_on,
        "gapless": Series.gapless,
        "isDefault": Series.is_default,
    },
)


def default(kind: str) -> dict[str, Any]:
    """Return the default series of a kind of document."""
    row = records.fetch_one(
        "default series",
        lambda: records.select(Series, *_COLUMNS).where(
            (Series.kind == bind("kind")) & Series.is_default
        ),
        kind=kind,
    )
    assert row is not None, f"an entity has a default series of {kind} from the start"
    return _as_dict(_COLUMNS, row)


def get(id_: int) -> dict[str, Any] | None:
    """Return a series."""
    row = records.fetch_one(
        "series",
        lambda: records.select(Series, *_COLUMNS).where(Series.id == bind("id")),
        id=id_,
    )
    return None if row is None else _as_dict(_COLUMNS, row)


def take_next(series: int, year: int) -> int:
    """Take the next sequence of a series and year; its row is locked until the commit."""
    return _count(series, year, 1, how="take", so_far=lambda: SeriesCounter.last + 1)


def follow(series: int, year: int, seq: int) -> None:
    """Make the next sequence come after this one, which a caller has taken for itself."""

    def highest() -> Any:
        is_behind = SeriesCounter.last < bind("last")
        return peewee.Case(None, [(is_behind, bind("last"))], SeriesCounter.last)

    _count(series, year, seq, how="follow", so_far=highest)


def lock() -> None:
    """Make changes of the entity's series wait for each other: each kind keeps one default."""
    records.fetch(
        "lock series",
        lambda: records.locked(records.select(Series, Series.id).order_by(Series.id)),
    )


def defaults() -> set[int]:
    """Return which series are the default of their kind."""
    rows = records.fetch(
        "defaults", lambda: records.select(Series, Series.id).where(Series.is_default)
    )
    return {row[0] for row in rows}


def numbers(series: int) -> Iterator[str]:
    """Return every number that documents of a series have or had."""
    for column, owner in ((Invoice.number, Invoice), (SeriesJournal.number, SeriesJournal)):
        rows = records.fetch(
            ("numbers", owner),
            lambda owner=owner, column=column: (  # type: ignore[misc] # mypy can't infer defaults
                records.select(owner, column).where(owner.series == bind("series"))
            ),
            series=series,
        )
        yield from (row[0] for row in rows)


def remove_counters(ids: Iterable[int]) -> None:
    """Delete the counters of series that are about to be deleted."""
    records.delete(SeriesCounter, SeriesCounter.series, ids)


def is_voided(series: int, number: str) -> bool:
    """Tell whether a number was voided."""
    return bool(
        records.fetch(
            "voided",
            lambda: records.select(SeriesJournal, SeriesJournal.id).where(
                (SeriesJournal.series == bind("series")) & (SeriesJournal.number == bind("number"))
            ),
            series=series,
            number=number,
        )
    )


def void(*, series: int, number: str, document: int, time: datetime, key: str, reason: str) -> None:
    """Write into the journal that a number is void."""
    row = {
        "series": series,
        "number": number,
        "document": document,
        "time": time,
        "key": key,
        "reason": reason,
    }
    records.insert(SeriesJournal, row)


def journal(series: int, *, after: int, limit: int) -> list[dict[str, Any]]:
    """Return what the journal tells of a series, in the order of writing."""
    rows = records.fetch(
        "journal",
        lambda: (
            records.select(SeriesJournal, *_JOURNAL)
            .where((SeriesJournal.series == bind("series")) & (SeriesJournal.id > bind("after")))
            .order_by(SeriesJournal.id)
            .limit(bind("limit"))
        ),
        series=series,
        after=after,
        limit=limit,
    )
    return [_as_dict(_JOURNAL, row) for row in rows]


_COLUMNS = (
    Series.id,
    Series.kind,
    Series.name,
    Series.pattern,
    Series.assign_on,
    Series.gapless,
)
_JOURNAL = (
    SeriesJournal.id,
    SeriesJournal.number,
    SeriesJournal.document,
    SeriesJournal.time,
    SeriesJournal.key,
    SeriesJournal.reason,
)


def _as_dict(columns: Sequence[peewee.Field], row: records.Row) -> dict[str, Any]:
    return {
        column.name: column.python_value(value) for column, value in zip(columns, row, strict=True)
    }


def _count(series: int, year: int, last: int, *, how: str, so_far: Callable[[], Any]) -> int:
    """Insert the counter at `last`, or make it `so_far`; return where it stands then."""
    current = session()
    assert current.database.in_transaction(), "a number is taken in its document's transaction"
    statement = current.database.compiled(
        ("count", how),
        lambda: (
            SeriesCounter.insert(
                {
                    SeriesCounter.entity: bind("entity"),
                    SeriesCounter.series: bind("series"),
                    SeriesCounter.year: bind("year"),
                    SeriesCounter.last: bind("last"),
                }
            )
            .on_conflict(
                conflict_target=[SeriesCounter.series, SeriesCounter.year],
                update={SeriesCounter.last: so_far()},
            )
            .returning(SeriesCounter.last)
        ),
    )
    values = {"entity": current.entity, "series": series, "year": year, "last": last}
    return int(current.database.execute(statement, values).fetchone()[0])
