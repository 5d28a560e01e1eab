"""Tallies: how many documents were made when, so that counting them reads a few rows only.

SQLite counts by walking an index, entry by entry: all documents of a large shop hold up the event
loop for as long as a thousand short reads. So its triggers keep, beside the documents, how many
were made on each day and in each quarter of an hour, which is where days begin in any time zone.
PostgreSQL has none: creates would wait for each other to change the same row.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import peewee

from store import records
from store.columns import Moment
from store.database import bind, session

DAY = 86_400
QUARTER = 900
FROM, TO = "from_creation_time", "to_creation_time"

# Before and after all days.
_FIRST, _LAST = -(DAY << 32), DAY << 32

Findable = Any  # store.finding.Findable, which imports this module


class Span(NamedTuple):
    """Seconds since 1970, the last one left out, in tallies of so many seconds; 0: in none."""

    tally: int
    begin: int
    end: int

    @property
    def conditions(self) -> dict[str, datetime]:
        """Return the span as conditions test it, which include the last second."""
        return {
            FROM: datetime.fromtimestamp(self.begin, UTC),
            TO: datetime.fromtimestamp(self.end - 1, UTC),
        }


def serve(what: Findable, conditions: Mapping[str, Any]) -> bool:
    """Tell whether these conditions ask for nothing but what the tallies of a resource count."""
    counted = what.tallied
    return (
        counted is not None
        and session().database.dialect == "sqlite"
        and conditions.keys() <= {*counted, FROM, TO}
        and all(conditions.get(name) == value for name, value in counted.items())
    )


def spans(conditions: Mapping[str, datetime]) -> Iterator[Span]:
    """Split the time that is asked for into whole days, quarters of an hour, and what is left."""
    begin, end = conditions.get(FROM), conditions.get(TO)
    yield from _split(
        _FIRST if begin is None else _seconds(begin),
        _LAST if end is None else _seconds(end) + 1,
        (DAY, QUARTER),
    )


def _split(begin: int, end: int, tallies: Sequence[int]) -> Iterator[Span]:
    if begin >= end:
        return
    if not tallies:
        yield Span(0, begin, end)
        return
    tally, *finer = tallies
    first, last = -(-begin // tally) * tally, end // tally * tally
    if first >= last:
        yield from _split(begin, end, finer)
        return
    yield Span(tally, first, last)
    yield from _split(begin, first, finer)
    yield from _split(last, end, finer)


def count(what: Findable, span: Span) -> int:
    """Count the rows of a span by its tally."""
    kind = records.table_name(what.model)
    rows = records.fetch("tally", _counting, kind=kind, **span._asdict())
    return int(rows[0][0])


def _counting() -> Any:
    tally: Any = peewee.Table("tally", ("entity", "kind", "seconds", "start", "count"))
    return tally.select(peewee.fn.COALESCE(peewee.fn.SUM(tally.count), 0)).where(
        (tally.entity == bind("entity"))
        & (tally.kind == bind("kind"))
        & (tally.seconds == bind("tally"))
        & (tally.start >= bind("begin"))
        & (tally.start < bind("end"))
    )


def _seconds(moment: datetime) -> int:
    seconds = _MOMENT.db_value(moment)
    assert seconds is not None
    return seconds


_MOMENT = Moment()
