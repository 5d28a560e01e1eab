"""Pages that know their neighbours: the cursor of the next one and of the one before.

A page is read with one row more, which tells whether it goes on. Whether there is something on
its other side is asked with one row from there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from store import keyset, records
from store.finding import Findable, find_from
from store.keyset import Position

_ALL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Page:
    """Stored answers, and the cursors of the pages around them."""

    bodies: list[bytes]
    next: str | None
    prev: str | None


def page(
    what: Findable,
    asked: Mapping[str, Any],
    order: Sequence[str],
    *,
    limit: int,
    first: int = 0,
    cursor: str = "",
    keep: Callable[[bytes], bool] | None = None,
) -> Page:
    """Return the page that begins at a cursor, or after `first` rows.

    `keep` tests stored answers for what SQL can not tell; then every row is looked at.
    """
    keys = keyset.keys(what, order)
    position = keyset.decode(cursor, order, keys) if cursor else Position()

    def read(where: Position, limit: int, first: int = 0) -> list[records.Row]:
        if keep is None:
            return find_from(what, order=order, position=where, limit=limit, first=first, **asked)
        rows = find_from(what, order=order, position=where, limit=_ALL, **asked)
        kept: Iterable[records.Row] = (row for row in rows if keep(row[0]))
        return list(islice(kept, first, first + limit))

    rows = read(position, limit + 1, first)
    goes_on = len(rows) > limit
    rows = rows[:limit]
    if position.is_backward:
        rows.reverse()
    if rows:
        before, after = Position("<", rows[0][1:]), Position(">", rows[-1][1:])
    else:
        before = after = position.turned()
    # At the very start there is nothing before, and nothing needs to be asked.
    behind = after if position.is_backward else before
    has_behind = bool((cursor or first) and behind.keys and read(behind, 1))
    has_next, has_prev = (has_behind, goes_on) if position.is_backward else (goes_on, has_behind)
    return Page(
        [row[0] for row in rows],
        keyset.encode(order, after) if has_next else None,
        keyset.encode(order, before) if has_prev else None,
    )
