"""On SQLite, how many documents were made on each day and in each quarter of an hour.

Triggers keep it, whoever writes. Orders in the trash are not counted. PostgreSQL has no tallies:
creates would wait for each other to change the same row.
"""

from collections.abc import Iterator
from typing import Any

TABLE = """
CREATE TABLE tally (
    entity INTEGER NOT NULL,
    kind TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    start INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (entity, kind, seconds, start),
    FOREIGN KEY (entity) REFERENCES entity (id)
) WITHOUT ROWID
"""
SECONDS = (86_400, 900)
# The last multiple before a moment, also before 1970.
START = "{time} - (({time} % {seconds}) + {seconds}) % {seconds}"

# Which documents are counted, and the columns that decide it.
COUNTED = {
    "invoice": ("{row}.id IS NOT NULL", ("entity", "creation_time")),
    "order": ("{row}.deleted_time IS NULL", ("entity", "creation_time", "deleted_time")),
}


def sqlite() -> Iterator[str]:
    """Yield what makes the table, fills it, and keeps it from then on."""
    yield TABLE
    for kind, (counted, columns) in COUNTED.items():
        is_counted = {row: counted.format(row=row) for row in ("new", "old")}
        for seconds in SECONDS:
            start = START.format(time="creation_time", seconds=seconds)
            yield f"""INSERT INTO tally
                SELECT entity, '{kind}', {seconds}, {start} AS start, count(*)
                FROM "{kind}" AS row WHERE {counted.format(row="row")} GROUP BY entity, start"""
        differs = " OR ".join(f"new.{name} IS NOT old.{name}" for name in columns)
        yield trigger(kind, "insert", "INSERT", is_counted["new"], "new", 1)
        yield trigger(kind, "delete", "DELETE", is_counted["old"], "old", -1)
        changed = f"UPDATE OF {', '.join(columns)}"
        yield trigger(kind, "from", changed, f"({differs}) AND {is_counted['old']}", "old", -1)
        yield trigger(kind, "to", changed, f"({differs}) AND {is_counted['new']}", "new", 1)


def trigger(kind: str, name: str, event: str, when: str, row: str, by: int) -> str:
    """Return a trigger that counts a row in, or out."""
    rows = ", ".join(
        f"({row}.entity, '{kind}', {seconds}, "
        f"{START.format(time=f'{row}.creation_time', seconds=seconds)}, {by})"
        for seconds in SECONDS
    )
    return f"""CREATE TRIGGER tally_{kind}_{name} AFTER {event} ON "{kind}" WHEN {when} BEGIN
        INSERT INTO tally (entity, kind, seconds, start, count) VALUES {rows}
            ON CONFLICT (entity, kind, seconds, start) DO UPDATE SET count = count + {by};
    END"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Make the tallies of the documents that are there, and the triggers."""
    if db.param == "?":
        for statement in sqlite():
            db.execute_sql(statement)
