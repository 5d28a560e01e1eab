"""Test the migrations: what they make is what the models say, once, and never backwards."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playhouse.schema_diff import diff_models

from store import databases, migrate
from store.database import Database
from store.migrate import WrongSchema
from store.models import TABLES
from tests import direct
from tests.examples import invoice
from tests.postgresql import PostgreSQL

NAMES = sorted(path.stem for path in Path(migrate.DIRECTORY).glob("[0-9]*.py"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Make a database of each kind without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    running: PostgreSQL = request.getfixturevalue("postgres")
    running.create("empty")
    yield running.url("empty")
    running.drop("empty")


@pytest.fixture
def empty(url: str) -> Iterator[Database]:
    """Open the database."""
    database = databases.connect(url)
    yield database
    database.close()


def described(database: Database) -> dict[str, Any]:
    """Describe columns and references of every table, and on SQLite also what cascades."""
    connection = database.peewee
    tables: dict[str, Any] = {}
    for table in (model._meta.table_name for model in TABLES):
        columns = {
            (each.name, _kind(database, each.data_type), each.null, each.primary_key)
            for each in connection.get_columns(table)
        }
        references = {
            (each.column, each.dest_table, each.dest_column)
            for each in connection.get_foreign_keys(table)
        }
        tables[table] = (columns, references, _cascades(database, table))
    return tables


def _kind(database: Database, type_: str) -> str:
    """Return a column's type; SQLite keeps whole numbers alike, whatever they are called."""
    is_whole = database.dialect == "sqlite" and type_ in ("BIGINT", "BOOLEAN")
    return "INTEGER" if is_whole else type_.upper()


def _cascades(database: Database, table: str) -> set[Any]:
    if database.dialect == "sqlite":
        rows = database.peewee.execute_sql(f'PRAGMA foreign_key_list("{table}")').fetchall()
        return {(row[3], row[6]) for row in rows}
    rows = database.peewee.execute_sql(
        "SELECT a.attname, c.confdeltype FROM pg_constraint c JOIN pg_attribute a "
        "ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
        "WHERE c.contype = 'f' AND c.conrelid = %s::regclass",
        (table,),
    ).fetchall()
    return {tuple(row) for row in rows}


def indexes(database: Database) -> set[str]:
    """Return the definitions of all indexes that have one, without their names."""
    found = set()
    for model in TABLES:
        for index in database.peewee.get_indexes(model._meta.table_name):
            if index.sql:
                text = index.sql.replace('"', "").replace("IF NOT EXISTS ", "")
                found.add(text.partition(" ON ")[2] + (" unique" if index.unique else ""))
    return found


def test_the_migrations_make_what_the_models_say(empty: Database, url: str) -> None:
    migrate.migrate(empty)
    made, made_indexes = described(empty), indexes(empty)

    assert not any(diff_models(empty.peewee, TABLES))
    # It belongs to the table of texts, and is no model's.
    empty.peewee.execute_sql("DROP TABLE search_index")
    with empty.peewee.bind_ctx(TABLES):
        empty.peewee.drop_tables(TABLES)
        empty.peewee.create_tables(TABLES)
    assert described(empty) == made
    assert {"".join(text.split()) for text in indexes(empty)} == {
        "".join(text.split()) for text in made_indexes
    }
    assert url.startswith(empty.dialect)


def test_what_is_there_already_is_searched(database: Database) -> None:
    searches = ("HOLMES", "2013", "shirt bak", "4711", "vat", "{year}", "terms")

    def found() -> dict[str, Any]:
        return {
            f"{resource} {search}": next(iter(answer.values()))
            for resource in ("invoices", "customers", "tax-classes", "series")
            for search in searches
            if (answer := direct.call(f"commerce.{resource}.find", {"search": search}))
        }

    with database.transaction(1):
        customer = direct.open_shop()
        more = {"customer": customer, "metadata": {"shop": 4711}, "terms": "Terms"}
        for i in range(70):
            direct.call("commerce.invoices.create", invoice(number=f"2013/{i}", **more))
        before = found()
    for table in ("search_index", "search_indexed", "search"):
        database.peewee.execute_sql(f"DROP TABLE IF EXISTS {table}")
    database.peewee.execute_sql("DELETE FROM schema_migration WHERE name = '0003_search'")

    assert migrate.migrate(database) == ["0003_search"]
    with database.transaction(1):
        assert found() == before
    assert {name for name, rows in before.items() if rows} == {
        "invoices HOLMES",
        "customers HOLMES",
        "invoices 2013",
        "invoices shirt bak",
        "invoices 4711",
        "tax-classes vat",
        "series {year}",
    }


def test_migrating_again_does_nothing(empty: Database) -> None:
    assert migrate.is_empty(empty)
    assert migrate.status(empty) == [(name, False) for name in NAMES]
    assert migrate.migrate(empty) == NAMES
    assert migrate.migrate(empty) == []
    assert migrate.status(empty) == [(name, True) for name in NAMES]
    assert not migrate.is_empty(empty)
    migrate.check(empty)


def test_a_database_that_is_behind_is_refused(empty: Database) -> None:
    with pytest.raises(WrongSchema, match=f"lacks {NAMES[0]}.*orderly migrate"):
        migrate.check(empty)


def test_a_newer_database_is_refused_and_stays(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = tmp_path / "migrations"
    shutil.copytree(migrate.DIRECTORY, later)
    (later / "9999_future.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('CREATE TABLE future (id INTEGER)')\n"
    )
    monkeypatch.setattr(migrate, "DIRECTORY", str(later))
    assert migrate.migrate(empty) == [*NAMES, "9999_future"]
    monkeypatch.undo()
    for refusing in (migrate.check, migrate.migrate):
        with pytest.raises(WrongSchema, match=r"newer release .*9999_future"):
            refusing(empty)
    assert empty.peewee.table_exists("future")


def test_a_migration_that_fails_leaves_nothing(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "migrations"
    broken.mkdir()
    (broken / "0001_broken.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('CREATE TABLE half (id INTEGER)')\n    1 / 0\n"
    )
    monkeypatch.setattr(migrate, "DIRECTORY", str(broken))
    with pytest.raises(ZeroDivisionError):
        migrate.migrate(empty)

    assert migrate.is_empty(empty)
    assert not empty.peewee.table_exists("half")


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_two_servers_that_start_together_migrate_once(url: str) -> None:
    meeting = threading.Barrier(2)
    applied: list[list[str]] = []

    def start() -> None:
        database = databases.connect(url)
        meeting.wait(5)
        applied.append(migrate.migrate(database))
        database.close()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(applied) == [[], NAMES]
