"""Column types that are exact and alike on both databases.

Why own columns: SQLite's DECIMAL is a float in disguise and its DATETIME a text; text compares
by locale on PostgreSQL and by bytes on SQLite. Here money is a scaled integer, a moment is
seconds since 1970, and text compares by code point on both.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import peewee


class Scaled(peewee.BigIntegerField):
    """A decimal with a fixed number of places, stored as an integer."""

    def __init__(self, places: int, **options: Any) -> None:
        """Declare the number of places."""
        super().__init__(**options)
        self.places = places
        self._unit = Decimal(1).scaleb(-places)

    def db_value(self, value: Decimal | None) -> int | None:
        """Return the scaled integer; a value with more places is a bug, never rounded."""
        if value is None:
            return None
        scaled = value.scaleb(self.places)
        whole = int(scaled)
        assert whole == scaled, f"{value} has more than {self.places} places"
        return whole

    def python_value(self, value: int | None) -> Decimal | None:
        """Return the decimal with exactly its places."""
        return None if value is None else value * self._unit


class Moment(peewee.BigIntegerField):
    """A moment to the second, stored as seconds since 1970 in UTC."""

    def db_value(self, value: datetime | None) -> int | None:
        """Return the seconds."""
        return None if value is None else int(value.timestamp())

    def python_value(self, value: int | None) -> datetime | None:
        """Return the moment in UTC."""
        return None if value is None else datetime.fromtimestamp(value, UTC)


class Text(peewee.TextField):
    """A text that compares by code point on every database."""

    def __init__(self, **options: Any) -> None:
        """Declare the text; the collation makes PostgreSQL order it as SQLite does."""
        super().__init__(**options)

    def ddl_datatype(self, ctx: Any) -> Any:
        """Return the column's type, with its collation where the database has another one."""
        return peewee.SQL('TEXT COLLATE "C"' if ctx.state.param == "%s" else "TEXT")


class Day(Text):
    """A date, stored as yyyy-mm-dd."""

    def db_value(self, value: date | None) -> str | None:
        """Return the text."""
        return None if value is None else value.isoformat()

    def python_value(self, value: str | None) -> date | None:
        """Return the date."""
        return None if value is None else date.fromisoformat(value)


# The columns that store a value as something else.
CONVERTING = (Scaled, Moment, Day)


class Id(peewee.AutoField):
    """An id that is never given twice, not even after its row is deleted."""

    def ddl_datatype(self, ctx: Any) -> Any:
        """Return the column's type."""
        return peewee.SQL("SERIAL" if ctx.state.param == "%s" else "INTEGER")

    def ddl(self, ctx: Any) -> Any:
        """Return the column's definition; only AUTOINCREMENT keeps SQLite from reusing ids."""
        node = super().ddl(ctx)
        if ctx.state.param == "%s":
            return node
        return peewee.NodeList((node, peewee.SQL("AUTOINCREMENT")))
