"""Bringing a database to this release's tables, and refusing one that is ahead of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import peewee
from playhouse.migrations import Runner

from store.database import Database, Unavailable
from store.postgresql import Postgres

DIRECTORY = str(Path(__file__).parent / "migrations")
# Any number will do, as long as all servers use the same.
_LOCK = 7_264_113


class WrongSchema(Exception):  # noqa: N818 - told to the operator
    """The database's tables are not those of this release; the text says what to do."""


def migrate(database: Database) -> list[str]:
    """Apply the migrations that are missing and return their names."""
    runner = Runner(database.peewee, DIRECTORY)
    with reached(), alone(database):
        _refuse_newer(runner)
        applied: list[str] = runner.up()
    return applied


def status(database: Database) -> list[tuple[str, bool]]:
    """Return the migrations and whether each is applied."""
    with reached():
        found = Runner(database.peewee, DIRECTORY).status()
    return [(each.name, each.applied is not None) for each in found]


def check(database: Database) -> None:
    """Refuse a database that is behind or ahead of this release."""
    with reached():
        runner = Runner(database.peewee, DIRECTORY)
        _refuse_newer(runner)
        pending = [each.name for each in runner.status() if each.applied is None]
    if pending:
        raise WrongSchema(
            f"the database lacks {', '.join(pending)}: stop the servers, back it up and run "
            "'orderly migrate'"
        )


def is_empty(database: Database) -> bool:
    """Tell whether the database has no tables of ours yet."""
    with reached():
        return not Runner(database.peewee, DIRECTORY).applied()


def _refuse_newer(runner: Runner) -> None:
    unknown = [each.name for each in runner.status() if each.path is None]
    if unknown:
        raise WrongSchema(
            f"the database was made by a newer release (it has {', '.join(unknown)}): use that "
            "release or a newer one"
        )


@contextmanager
def reached() -> Iterator[None]:
    """Say in a sentence that a database can not be reached or read."""
    try:
        yield
    except peewee.DatabaseError as error:
        first_line = str(error).strip().partition("\n")[0]
        raise Unavailable(f"the database can not be used: {first_line}") from error


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Keep other processes from migrating and filling the database at the same time."""
    if not isinstance(database, Postgres):
        yield  # each migration is one transaction, and SQLite has one writer
        return
    database.peewee.execute_sql("SELECT pg_advisory_lock(%s)", (_LOCK,))
    try:
        yield
    finally:
        database.peewee.execute_sql("SELECT pg_advisory_unlock(%s)", (_LOCK,))
