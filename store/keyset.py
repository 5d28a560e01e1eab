"""Paging by keyset: a page begins beyond the keys of a row, not after a number of rows.

So rows that come and go never shift the ones that stand: none is repeated and none skipped, and
an index leads to a deep page as to the first. The keys are those of the order, ended by the id,
which breaks ties; null is more than any value.

A cursor is opaque to callers and nothing secret: base64url of compact JSON of its version, the
order, the direction and the keys. It names no entity: whose rows it walks is decided by the
caller's key. What does not read back exactly as it would be written is refused.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_
from typing import Any

import peewee

from store import records
from store.database import bind, session

VERSION = 1
_TURNED = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}
_MAX_INT = 2**63 - 1


class WrongCursor(Exception):  # noqa: N818 - told to the caller
    """The cursor is not one that an answer with this order gave."""


@dataclass(frozen=True, slots=True)
class Key:
    """A column of the order; `is_tie` if only ties are broken by it."""

    field: peewee.Field
    is_descending: bool
    is_tie: bool = False

    def turned(self) -> "Key":
        """Return the same key the other way round."""
        return replace(self, is_descending=not self.is_descending)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins: beyond a row, or at it, ahead or back; without keys at the start."""

    comparison: str = ">"
    keys: tuple[Any, ...] = ()

    @property
    def is_backward(self) -> bool:
        """Tell whether rows are walked from the last to the first."""
        return self.comparison.startswith("<")

    @property
    def shape(self) -> tuple[Any, ...]:
        """Return what of the position shapes the SQL."""
        return self.comparison, tuple(key is None for key in self.keys)

    @property
    def bound(self) -> dict[str, Any]:
        """Return what the position binds."""
        return {f"key{i}_": key for i, key in enumerate(self.keys)}

    def turned(self) -> "Position":
        """Return the same place, looking the other way: at all rows that were not ahead."""
        return replace(self, comparison=_TURNED[self.comparison])

    def walked(self, keys: Sequence[Key]) -> list[Key]:
        """Return the keys in the direction of walking."""
        return [key.turned() for key in keys] if self.is_backward else list(keys)


def keys(what: Any, order: Sequence[str]) -> list[Key]:
    """Return the keys of an order, ended by the id."""
    found = [Key(what.order[key.removeprefix("-")], key.startswith("-")) for key in order]
    # By identity: fields spell SQL when they are compared.
    if all(key.field is not what.model.id for key in found):
        found.append(Key(what.model.id, is_descending=False, is_tie=True))
    return found


def encode(order: Sequence[str], position: Position) -> str:
    """Return the cursor of a position."""
    content = [VERSION, list(order), position.comparison, list(position.keys)]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, order: Sequence[str], keys: Sequence[Key]) -> Position:
    """Return the position of a cursor that `encode` made for this order."""
    try:
        padding = "=" * (-len(cursor) % 4)
        version, ordered, comparison, values = json.loads(
            base64.b64decode(cursor + padding, altchars=b"-_", validate=True)
        )
    except (ValueError, TypeError, RecursionError) as error:
        raise WrongCursor from error
    is_whole = (
        version == VERSION
        and ordered == list(order)
        and isinstance(comparison, str)
        and comparison in _TURNED
        and isinstance(values, list)
        and len(values) == len(keys)
        and all(_is_of(key.field, value) for key, value in zip(keys, values, strict=True))
    )
    if not is_whole:
        raise WrongCursor
    position = Position(comparison, tuple(values))
    if encode(order, position) != cursor:
        raise WrongCursor
    return position


def beyond(keys: Sequence[Key], position: Position, is_aside: Callable[[Key], bool]) -> Any:
    """Return the SQL of the rows that are ahead of a position, or at it."""
    walked = position.walked(keys)
    columns = [records.aside(key.field) if is_aside(key) else key.field for key in walked]
    is_inclusive = position.comparison.endswith("=")
    values = [bind(f"key{i}_") for i in range(len(walked))]
    directions = {key.is_descending for key in walked}
    if len(directions) == 1 and not any(key.field.null for key in walked):
        # All the same way: databases serve this by an index of these columns.
        sign = ("<" if directions == {True} else ">") + ("=" if is_inclusive else "")
        return peewee.Expression(_row(columns), sign, _row(values))
    tests = []
    is_equal: list[Any] = []
    for key, column, value, given in zip(walked, columns, values, position.keys, strict=True):
        further = _further(key, column, value, given)
        if further is not None:
            tests.append(reduce(and_, [*is_equal, further]))
        is_equal.append(column.is_null() if given is None else column == value)
    if is_inclusive:
        tests.append(reduce(and_, is_equal))
    any_of_these = reduce(or_, tests)
    if walked[0].field.null:
        return any_of_these
    # Follows from the rest, but an index can begin here.
    at_least = columns[0] <= values[0] if walked[0].is_descending else columns[0] >= values[0]
    return at_least & any_of_these


def _further(key: Key, column: Any, value: Any, given: Any) -> Any:
    """Return the SQL of the values after this one, or None where nothing is."""
    if given is None:
        return column.is_null(False) if key.is_descending else None
    if key.is_descending:
        return column < value
    return (column > value) | column.is_null() if key.field.null else column > value


def _row(parts: Sequence[Any]) -> Any:
    return peewee.EnclosedNodeList(parts) if len(parts) > 1 else parts[0]


def _is_of(field: peewee.Field, value: Any) -> bool:
    """Tell whether a value is one that a column may have."""
    if value is None:
        return bool(field.null)
    if isinstance(field, peewee.TextField):
        # Half a surrogate pair can not be encoded again; PostgreSQL has no place for a zero.
        return isinstance(value, str) and not any(
            each == "\0" or "\ud800" <= each <= "\udfff" for each in value
        )
    if isinstance(field, peewee.BooleanField):
        is_sqlite = session().database.dialect == "sqlite"
        return type(value) is (int if is_sqlite else bool) and value in (0, 1)
    return type(value) is int and -_MAX_INT <= value <= _MAX_INT
