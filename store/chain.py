"""The chain of a series: a link for each of its closed documents, in the order of closing.

Nothing here changes or removes a link, and the database lets nobody else do it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import peewee

from store import records
from store.database import bind, session
from store.models import (
    ChainLink,
    Invoice,
    InvoiceBody,
    InvoiceBrief,
    Order,
    Series,
    SeriesCounter,
    SeriesJournal,
)


class Row(NamedTuple):
    """A link as it is stored."""

    series: int
    position: int
    document: int
    close_time: datetime
    previous: str
    hash: str
    content: bytes


class Checked(NamedTuple):
    """A link, and its document: the answers, none if it is gone, and whether it is closed."""

    link: Row
    body: bytes | None
    brief: bytes
    is_closed: bool


class Numbered(NamedTuple):
    """A document of a series, and what its row says of it."""

    id: int
    number: str
    issue_date: str | None
    is_closed: bool


def lock(series: int) -> None:
    """Let whoever closes a document of a series wait until the transaction ends.

    Others may still refer to the series meanwhile: who makes a document does.
    """
    records.fetch("lock chain", lambda: _kept(records.select(Series, Series.id)), series=series)


def head(series: int) -> tuple[int, str] | None:
    """Return position and hash of the last link, or None before the first."""
    row = records.fetch_one(
        "head of chain",
        lambda: (
            records.select(ChainLink, ChainLink.position, ChainLink.hash)
            .where(ChainLink.series == bind("series"))
            .order_by(ChainLink.position.desc())
            .limit(1)
        ),
        series=series,
    )
    return None if row is None else (row[0], row[1])


def append(link: Mapping[str, Any]) -> None:
    """Store a new link."""
    records.insert(ChainLink, link)


def links(series: int, *, after: int, limit: int) -> list[Row]:
    """Return the links of a series behind a position, in their order."""
    rows = records.fetch(
        "links",
        lambda: (
            records.select(ChainLink, *_LINK)
            .where((ChainLink.series == bind("series")) & (ChainLink.position > bind("after")))
            .order_by(ChainLink.position)
            .limit(bind("limit"))
        ),
        series=series,
        after=after,
        limit=limit,
    )
    return [_link(row) for row in rows]


def checked(series: int, *, after: int, limit: int) -> list[Checked]:
    """Return links as `links` does, each with its document."""
    rows = records.fetch(
        "links to check",
        lambda: (
            records.select(
                ChainLink, *_LINK, InvoiceBody.body, InvoiceBrief.body, Invoice.is_closed
            )
            .join(InvoiceBody, peewee.JOIN.LEFT_OUTER, on=InvoiceBody.id == ChainLink.document)
            .join(InvoiceBrief, peewee.JOIN.LEFT_OUTER, on=InvoiceBrief.id == ChainLink.document)
            .join(Invoice, peewee.JOIN.LEFT_OUTER, on=Invoice.id == ChainLink.document)
            .where((ChainLink.series == bind("series")) & (ChainLink.position > bind("after")))
            .order_by(ChainLink.position)
            .limit(bind("limit"))
        ),
        series=series,
        after=after,
        limit=limit,
    )
    return [
        Checked(
            _link(link),
            None if body is None or closed is None else _bytes(body),
            _bytes(brief or b""),
            bool(closed),
        )
        for *link, body, brief, closed in rows
    ]


def unlinked(series: int) -> list[tuple[int, str]]:
    """Return id and number of closed documents of a series that are in no chain."""
    linked = records.select(ChainLink, ChainLink.id).where(ChainLink.document == Invoice.id)
    return records.fetch(
        "unlinked",
        lambda: (
            records.select(Invoice, Invoice.id, Invoice.number)
            .where(
                (Invoice.series == bind("series")) & Invoice.is_closed & ~peewee.fn.EXISTS(linked)
            )
            .order_by(Invoice.id)
        ),
        series=series,
    )


def numbered(kind: str, series: int, *, after: int, limit: int) -> list[Numbered]:
    """Return documents of a series by their ids; orders have no date and are never closed."""
    model: Any = Order if kind == "Order" else Invoice
    columns = (Invoice.issue_date, Invoice.is_closed) if model is Invoice else ()
    rows = records.fetch(
        ("numbered of series", model),
        lambda: (
            records.select(model, model.id, model.number, *columns)
            .where((model.series == bind("series")) & (model.id > bind("after")))
            .order_by(model.id)
            .limit(bind("limit"))
        ),
        series=series,
        after=after,
        limit=limit,
    )
    if columns:
        return [Numbered(id_, number, day, bool(closed)) for id_, number, day, closed in rows]
    return [Numbered(id_, number, None, is_closed=False) for id_, number in rows]


def voided(series: int) -> list[str]:
    """Return the numbers of a series that were voided."""
    rows = records.fetch(
        "voided of series",
        lambda: records.select(SeriesJournal, SeriesJournal.number).where(
            SeriesJournal.series == bind("series")
        ),
        series=series,
    )
    return [row[0] for row in rows]


def counters(series: int) -> dict[int, int]:
    """Return the last number that was given in each year; year 0 where it never restarts."""
    rows = records.fetch(
        "counters",
        lambda: records.select(SeriesCounter, SeriesCounter.year, SeriesCounter.last).where(
            SeriesCounter.series == bind("series")
        ),
        series=series,
    )
    return dict(rows)


_LINK = (
    ChainLink.series,
    ChainLink.position,
    ChainLink.document,
    ChainLink.close_time,
    ChainLink.previous,
    ChainLink.hash,
    ChainLink.content,
)


def _link(row: Sequence[Any]) -> Row:
    series, position, document, seconds, previous, hash_, content = row
    closed = datetime.fromtimestamp(seconds, UTC)
    return Row(series, position, document, closed, previous, hash_, _bytes(content))


def _bytes(value: Any) -> bytes:
    """Return bytes, also where somebody has stored them as a text."""
    return value.encode() if isinstance(value, str) else bytes(value)


def _kept(query: Any) -> Any:
    """Lock a series against those who close, and not against those who refer to it."""
    query = query.where(Series.id == bind("series"))
    if session().database.dialect == "sqlite":
        return query
    return query.for_update("FOR NO KEY UPDATE")
