"""What the writer of SQLite has read of master data: none of it is read twice.

Documents copy from what an entity has little of and seldom changes: its settings, series, taxes
and methods. Nobody else writes while SQLite's writer does, so what it has read of them holds for
all calls that it commits together, until one of them changes any of it.
"""

import re
from collections.abc import Callable, Hashable
from typing import Any

MASTER_DATA = frozenset(
    {
        "payment_method",
        "payment_method_shipping",
        "series",
        "settings",
        "shipping_method",
        "tax_area",
        "tax_area_country",
        "tax_class",
        "tax_rate",
    }
)
MAX_REMEMBERED = 1000

# What is followed by a bracket is a function, such as json_each.
_TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE) "?(\w+)\b(?!\()')

Rows = list[tuple[Any, ...]]


class Memory:
    """The rows that the statements of a transaction have found."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, Rows] = {}
        self._is_over = False

    def rows(self, statement: Hashable, read: Callable[[], Rows]) -> Rows:
        """Return the rows of a statement; `read` finds them if it was not run before."""
        if self._is_over:
            return read()
        rows = self._rows.get(statement)
        if rows is None:
            if len(self._rows) >= MAX_REMEMBERED:
                self._rows.clear()
            rows = self._rows[statement] = read()
        return list(rows)

    def end(self) -> None:
        """Remember nothing from now on: master data changes, and the change may be undone."""
        self._rows.clear()
        self._is_over = True


def only_reads_master_data(sql: str) -> bool:
    """Tell whether a statement reads nothing else."""
    tables = set(_TABLE.findall(sql))
    return sql.startswith("SELECT") and bool(tables) and tables <= MASTER_DATA


def changes_master_data(sql: str) -> bool:
    """Tell whether a statement may write any."""
    return not sql.startswith("SELECT") and not MASTER_DATA.isdisjoint(_TABLE.findall(sql))
