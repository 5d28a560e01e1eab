"""Series of document numbers: their counters, and the journal of voided numbers.

A number is taken, not computed: one counter row, in the transaction that stores the document.
So no number is given twice, and one whose document is not stored was never given.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import peewee

from store import records
from store.database import bind, session
from store.finding import Findable, after, any_of
from store.models import Invoice, Series, SeriesCounter, SeriesJournal

SERIES = Findable(
    model=Series,
    conditions={
        "after": after(Series.id),
        "ids": any_of(Series.id),
        "kind": any_of(Series.kind),
    },
    order={"id": Series.id, "name": Series.name, "kind": Series.kind},
)


def default(kind: str) -> dict[str, Any]:
    """Return the default series of a kind of document."""
    condition = (Series.kind == bind("kind")) & Series.is_default
    row = records.fetch_one(
        "default series",
        lambda: records.select(Series, *_COLUMNS).where(condition),
        kind=kind,
    )
    assert row is not None, f"an entity has a default series of {kind} from the start"
    return _as_dict(row)


def get(id_: int) -> dict[str, Any] | None:
    """Return a series."""
    row = records.fetch_one(
        "series",
        lambda: records.select(Series, *_COLUMNS).where(Series.id == bind("id")),
        id=id_,
    )
    return None if row is None else _as_dict(row)


def take_next(series: int, year: int) -> int:
    """Take the next sequence of a series and year; its row is locked until the commit."""
    values = {"series": series, "year": year, "last": 1}
    return _count(values, peewee.Expression(SeriesCounter.last, "+", peewee.Value(1)))


def follow(series: int, year: int, seq: int) -> None:
    """Make the next sequence come after this one, which a caller has taken for itself."""
    values = {"series": series, "year": year, "last": seq}
    is_behind = SeriesCounter.last < bind("last")
    _count(values, peewee.Case(None, [(is_behind, bind("last"))], SeriesCounter.last))


def clear_default(kind: str) -> list[int]:
    """Take the default mark off the series of a kind, and return which had it."""
    condition = (Series.kind == bind("kind")) & Series.is_default
    rows = records.fetch(
        "default series ids",
        lambda: records.select(Series, Series.id).where(condition),
        kind=kind,
    )
    return [row[0] for row in rows]


def numbers(series: int) -> Iterable[str]:
    """Return every number that documents of a series have."""
    rows = records.fetch(
        "numbers",
        lambda: records.select(Invoice, Invoice.number).where(Invoice.series == bind("series")),
        series=series,
    )
    return (row[0] for row in rows)


def is_voided(series: int, number: str) -> bool:
    """Tell whether a number was voided."""
    condition = (SeriesJournal.series == bind("series")) & (SeriesJournal.number == bind("number"))
    return bool(
        records.fetch(
            "voided",
            lambda: records.select(SeriesJournal, SeriesJournal.id).where(condition),
            series=series,
            number=number,
        )
    )


def void(  # noqa: PLR0913 - the columns of the journal
    *, series: int, number: str, document: int, time: datetime, key: str, reason: str
) -> None:
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


_COLUMNS = (
    Series.id,
    Series.kind,
    Series.name,
    Series.pattern,
    Series.assign_on,
    Series.gapless,
)


def _as_dict(row: records.Row) -> dict[str, Any]:
    return dict(zip((column.name for column in _COLUMNS), row, strict=True))


def _count(values: dict[str, Any], last: Any) -> int:
    """Insert the counter, or set it to `last`; return where it stands then."""
    current = session()
    assert current.database.in_transaction(), "a number is taken in its document's transaction"
    statement = current.database.compiled(
        ("count", str(type(last))),
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
                update={SeriesCounter.last: last},
            )
            .returning(SeriesCounter.last)
        ),
    )
    values["entity"] = current.entity
    return int(current.database.execute(statement, values).fetchone()[0])
