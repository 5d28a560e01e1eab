"""On PostgreSQL, no more than 64 KiB of new texts that wait to be sorted into the search's index.

Every search reads all that wait, one by one. With PostgreSQL's own limit of 4 MiB a thousand new
documents make each search take a hundred times as long, until it vacuums the table by itself.
"""

from typing import Any

POSTGRESQL = (
    "ALTER INDEX search_index_trigrams SET (gin_pending_list_limit = 64)",
    "SELECT gin_clean_pending_list('search_index_trigrams'::regclass)",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Set the limit, and sort in what waits now."""
    if db.param == "%s":
        for statement in POSTGRESQL:
            db.execute_sql(statement)
