"""Closed documents and the chain against raw SQL, on connections that owe the server nothing.

Each attack is tried by itself, and must be refused and leave every byte as it was. Whoever may
change the schema itself (drop or disable a trigger, write the database's file) is out of scope;
the chain and `orderly verify` tell what they did.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest

from schemas import stored
from schemas.invoices import INVOICE
from store.database import Database
from store.invoices import INVOICES
from tests import direct, examples
from tests.consistency import assert_consistent

TABLES = ("invoice", "invoice_body", "invoice_brief", "item", "chain_link")
REFUSED = (sqlite3.Error, psycopg.Error)
CLOSED, OPEN, TWIN = 1, 2, 3
NUMBER = "2026/1"

CHANGEABLE_COLUMNS = {"version", "update_time", "status", "is_paid_for", "external_id"}
CHANGEABLE_MEMBERS = {
    "version",
    "updateTime",
    "status",
    "isPaidFor",
    "paidTotal",
    "dueTotal",
    "dateSent",
    "labels",
    "metadata",
    "externalId",
}

Execute = Callable[..., Any]


@pytest.fixture
def filled(database: Database) -> Database:
    """Make a closed invoice, an open one, and another closed one."""
    with direct.entity(database):
        direct.open_shop()
        for external_id in ("a", "b", "c"):
            items = [examples.item(taxClass=1), examples.item(name='A "quoted" Größe \\ \x7e')]
            request = examples.invoice(items=items, externalId=external_id, metadata={"a": 1})
            direct.call("commerce.invoices.create", request)
        for id_ in (CLOSED, TWIN):
            direct.call("commerce.invoices.close", {"id": id_})
    return database


@contextmanager
def connected(database: Database) -> Iterator[Any]:
    """Connect as an attacker does: with the driver's own settings, and no functions of ours."""
    if database.dialect == "sqlite":
        path = database.peewee.database
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            yield connection
        return
    with psycopg.connect(database.peewee.database, autocommit=True) as connection:
        yield connection


def dump(database: Database) -> dict[str, list[Any]]:
    """Return all rows that are frozen, and those beside them."""
    with connected(database) as connection:
        return {
            table: [
                tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
                for row in connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
            ]
            for table in TABLES
        }


def attacked(database: Database, *statements: str) -> BaseException | None:
    """Run statements as one transaction and return what refused them; on success they stay."""
    with connected(database) as connection:
        try:
            connection.execute("BEGIN")
            for statement in statements:
                connection.execute(statement)
            connection.execute("COMMIT")
        except REFUSED as error:
            connection.execute("ROLLBACK")
            return error
    return None


def is_ours(error: BaseException | None) -> bool:
    """Tell whether a trigger of ours refused it."""
    words = ("closed document", "closed by an update", "can only grow")
    return any(word in str(error) for word in words)


def columns(database: Database, table: str) -> list[str]:
    """Return the names of a table's columns."""
    return [each.name for each in database.peewee.get_columns(table)]


def answers(database: Database, table: str = "invoice_body") -> dict[int, bytes]:
    """Return the stored answers, or the brief ones, by the ids of their documents."""
    with connected(database) as connection:
        rows = connection.execute(f"SELECT id, body FROM {table}").fetchall()
    return {id_: bytes(answer) for id_, answer in rows}


def other_value(name: str) -> str:
    """Return an expression that changes a column of an invoice, and would pass its type."""
    texts = {"type", "number", "number_key", "status", "currency", "external_id", "issue_date"}
    texts |= {"due_date", "customer_name_key", "address_key"}
    if name in texts:
        return f"coalesce(\"{name}\", '') || 'x'"
    if name in ("is_closed", "is_paid_for"):
        return f"NOT {name}"
    return f'coalesce("{name}", 0) + 1'


def test_every_column_of_a_closed_document_is_frozen_or_named(filled: Database) -> None:
    before = dump(filled)
    passed = set()
    for name in columns(filled, "invoice"):
        value = other_value(name)
        sql = f'UPDATE invoice SET "{name}" = {value} WHERE id = {CLOSED}'
        if attacked(filled, sql) is None:
            passed.add(name)
        else:
            assert dump(filled) == before, name
        before = dump(filled)

    assert passed == CHANGEABLE_COLUMNS


def test_every_member_of_a_stored_answer_is_frozen_or_named(filled: Database) -> None:
    body = answers(filled)[CLOSED]
    passed = set()
    for name in INVOICE.names():
        parts: dict[str, Any] = stored._cutter.decode(body)
        parts[name] = 12345
        if _rewritten(filled, stored._encoder.encode(parts)) is None:
            passed.add(name)

    assert passed == CHANGEABLE_MEMBERS


def _rewritten(database: Database, body: bytes, id_: int = CLOSED) -> BaseException | None:
    """Try to replace a stored answer."""
    mark = "?" if database.dialect == "sqlite" else "%s"
    with connected(database) as connection:
        try:
            sql = f"UPDATE invoice_body SET body = {mark} WHERE id = {mark}"
            connection.execute(sql, (body, id_))
        except REFUSED as error:
            return error
    return None


BODIES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "no JSON": lambda body: body[:-1],
    "an array": lambda body: b"[" + body + b"]",
    "an empty object": lambda _: b"{}",
    "a digit": lambda body: body.replace(b"168.99", b"168.98"),
    "the scale of a decimal": lambda body: body.replace(b"56.330", b"56.33"),
    "an exponent": lambda body: body.replace(b"56.330", b"5633E-2"),
    "a space within": lambda body: body.replace(b'":', b'": ', 1),
    "a space at the end": lambda body: body + b" ",
    "a line feed before": lambda body: b"\n" + body,
    "text behind an end": lambda body: body + b"\x00x",
    "a second key at the end": lambda body: body[:-1] + b',"total":1}',
    "a second key at the beginning": lambda body: b'{"total":1,' + body[1:],
    "a second changeable key": lambda body: body[:-1] + b',"status":"Open"}',
    "another key": lambda body: body[:-1] + b',"more":1}',
    "a key left out": lambda body: body.replace(b',"externalId":"a"', b""),
    "an escaped key": lambda body: body.replace(b'"status"', rb'"\u0073tatus"', 1),
    "an escaped letter": lambda body: body.replace(b"Holmes", rb"\u0048olmes", 1),
    "the order of keys": lambda body: b'{"version":2,"id":1' + body[len(b'{"id":1,"version":2') :],
    "invalid UTF-8": lambda body: body.replace(b"Holmes", b"Holmes\xff", 1),
    "a comment": lambda body: body[:-1] + b"/**/}",
    "another's": lambda body: body.replace(b'"id":1,', b'"id":2,', 1),
    "open again": lambda body: body.replace(b'"isClosed":true', b'"isClosed":false'),
    "a frozen key in the data": lambda body: body.replace(
        b'"metadata":{"a":1}', b'"metadata":{},"total":1'
    ),
}


@pytest.mark.parametrize("change", BODIES.values(), ids=BODIES.keys())
def test_a_stored_answer_can_not_be_spelled_otherwise(
    filled: Database, change: Callable[[bytes], bytes]
) -> None:
    before = dump(filled)
    body = answers(filled)[CLOSED]
    changed = change(body)
    assert changed != body

    assert _rewritten(filled, changed) is not None
    assert dump(filled) == before


def test_a_text_does_not_stand_in_for_bytes(filled: Database) -> None:
    if filled.dialect == "sqlite":
        sql = "UPDATE invoice_body SET body = CAST(body AS TEXT) WHERE id = 1"
        assert is_ours(attacked(filled, sql))


def test_what_may_change_may_change_by_sql_too(filled: Database) -> None:
    body = answers(filled)[CLOSED]
    changed = stored.patched(body, status="Sent", metadata={"b": [1, {"c": 2}]}, labels=[1])

    assert _rewritten(filled, changed) is None
    sql = "UPDATE invoice SET status = 'Sent', external_id = 'z', is_paid_for = TRUE WHERE id = 1"
    assert attacked(filled, sql) is None
    label = "INSERT INTO label (entity, type, resource, label) VALUES (1, 'Invoice', 1, 2)"
    assert attacked(filled, label) is None


def test_open_documents_are_free(filled: Database) -> None:
    body = answers(filled)[OPEN]
    assert _rewritten(filled, body.replace(b"168.99", b"168.98"), OPEN) is None
    for sql in (
        f"UPDATE invoice SET total = total + 1 WHERE id = {OPEN}",
        f"UPDATE item SET price = price + 1 WHERE invoice = {OPEN}",
        f"DELETE FROM item WHERE invoice = {OPEN}",
        f"DELETE FROM invoice_brief WHERE id = {OPEN}",
        f"DELETE FROM invoice_body WHERE id = {OPEN}",
        f"DELETE FROM invoice WHERE id = {OPEN}",
    ):
        assert attacked(filled, sql) is None, sql


# Statements that both databases take.
ATTACKS = (
    "DELETE FROM invoice WHERE id = 1",
    "DELETE FROM invoice",
    "DELETE FROM item WHERE invoice = 1",
    "DELETE FROM item",
    "DELETE FROM invoice_body WHERE id = 1",
    "DELETE FROM invoice_brief WHERE id = 1",
    "DELETE FROM invoice_brief",
    "DELETE FROM chain_link",
    "DELETE FROM chain_link WHERE position = 2",
    "UPDATE invoice SET is_closed = FALSE WHERE id = 1",
    "UPDATE invoice SET is_closed = FALSE",
    "UPDATE invoice SET id = 99 WHERE id = 1",
    "UPDATE invoice SET id = CASE id WHEN 1 THEN 101 ELSE id END",
    "UPDATE invoice SET total = total * 2",
    "UPDATE invoice SET issue_date = NULL WHERE id = 1",
    "UPDATE invoice SET number = '2026/9', status = 'Sent' WHERE id = 1",
    "UPDATE invoice SET series = (SELECT id FROM series WHERE kind = 'Proforma') WHERE id = 1",
    "UPDATE invoice SET entity = 2 WHERE id = 1",
    "UPDATE invoice SET reference = 2 WHERE id = 1",
    "UPDATE invoice SET total = 1 FROM (SELECT 1) AS one WHERE id = 1",
    "WITH one AS (SELECT 1 AS id) UPDATE invoice SET total = 1 WHERE id IN (SELECT id FROM one)",
    "WITH one AS (SELECT 1 AS id) DELETE FROM item WHERE invoice IN (SELECT id FROM one)",
    "UPDATE item SET price = 1 WHERE invoice = 1",
    "UPDATE item SET body = '' WHERE invoice = 1",
    "UPDATE item SET position = position + 1 WHERE invoice = 1",
    "UPDATE item SET invoice = 2 WHERE invoice = 1",
    "UPDATE item SET invoice = 3 WHERE invoice = 1",
    "UPDATE item SET invoice = 1 WHERE invoice = 2",
    'UPDATE item SET invoice = NULL, "order" = 1 WHERE invoice = 1',
    "UPDATE item SET id = 99 WHERE id = 1",
    "UPDATE invoice_body SET id = 99 WHERE id = 1",
    "UPDATE invoice_body SET entity = 2 WHERE id = 1",
    "UPDATE invoice_body SET id = 3 - id WHERE id IN (1, 2)",
    "UPDATE invoice_body SET body = (SELECT body FROM invoice_body WHERE id = 2) WHERE id = 1",
    "UPDATE invoice_brief SET id = 99 WHERE id = 1",
    "UPDATE invoice_brief SET entity = 2 WHERE id = 1",
    "UPDATE invoice_brief SET body = '{}' WHERE id = 1",
    "UPDATE invoice_brief SET body = (SELECT body FROM invoice_brief WHERE id = 2) WHERE id = 1",
    "UPDATE invoice_brief SET body = (SELECT body FROM invoice_body WHERE id = 1) WHERE id = 1",
    "UPDATE chain_link SET hash = previous",
    "UPDATE chain_link SET position = 9 WHERE position = 2",
    "UPDATE chain_link SET close_time = close_time + 1",
    "UPDATE chain_link SET id = id",
    "DELETE FROM series WHERE kind = 'Invoice'",
    "DELETE FROM entity",
    "UPDATE series SET id = 99 WHERE kind = 'Invoice'",
    "UPDATE entity SET id = 99",
)
# What is written beside a row, as a changed copy of the first one of its table.
COPIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("invoice", {"is_closed": "FALSE"}),
    ("invoice", {"id": "99", "number": "'2026/99'", "external_id": "''"}),
    ("item", {"id": "99"}),
    ("item", {"id": "99", "invoice": "3"}),
    ("invoice_body", {}),
    ("invoice_brief", {}),
    ("chain_link", {"id": "99"}),
    ("chain_link", {"id": "99", "position": "3", "document": "2"}),
    ("chain_link", {"id": "99", "position": "4", "document": "2"}),
)
UPSERTS: tuple[tuple[str, dict[str, str], str], ...] = (
    ("invoice", {"is_closed": "FALSE"}, "ON CONFLICT (id) DO UPDATE SET total = 1"),
    ("invoice", {"is_closed": "FALSE"}, "ON CONFLICT (id) DO UPDATE SET is_closed = FALSE"),
    ("item", {}, "ON CONFLICT (id) DO UPDATE SET price = 1"),
    ("invoice_body", {}, "ON CONFLICT (id) DO UPDATE SET body = '{}'"),
    ("invoice_brief", {}, "ON CONFLICT (id) DO UPDATE SET body = '{}'"),
    ("chain_link", {}, "ON CONFLICT (id) DO UPDATE SET hash = ''"),
)
SQLITE_ONLY = (
    "UPDATE OR REPLACE invoice SET id = 1 WHERE id = 2",
    "UPDATE OR REPLACE invoice SET number = '2026/1' WHERE id = 2",
    "UPDATE OR REPLACE invoice SET external_id = 'a' WHERE id = 2",
    "UPDATE OR REPLACE invoice SET external_id = 'a' WHERE id = 3",
    "UPDATE OR REPLACE invoice SET rowid = 1 WHERE id = 2",
    "UPDATE OR REPLACE item SET id = 1 WHERE invoice = 2 AND position = 0",
    "UPDATE OR REPLACE invoice_body SET id = 1 WHERE id = 2",
    "UPDATE OR REPLACE invoice_brief SET id = 1 WHERE id = 2",
    "UPDATE invoice_brief SET body = CAST(body AS TEXT) WHERE id = 1",
    "UPDATE OR REPLACE chain_link SET position = 1 WHERE position = 2",
    "UPDATE OR IGNORE invoice SET total = 1 WHERE id = 1",
    "UPDATE OR FAIL invoice SET total = 1",
    "UPDATE invoice SET is_closed = 2 WHERE id = 1",
    "UPDATE invoice SET is_closed = 'yes' WHERE id = 2",
    "UPDATE invoice SET number = CAST(number AS BLOB) WHERE id = 1",
    "UPDATE invoice SET rowid = 99 WHERE id = 1",
    "UPDATE item SET _rowid_ = 99 WHERE id = 1",
    "UPDATE OR REPLACE series SET is_default = 1, kind = 'Invoice' WHERE kind = 'Proforma'",
)
REPLACED: tuple[tuple[str, dict[str, str]], ...] = (
    ("invoice", {"is_closed": "0"}),
    ("invoice", {"is_closed": "0", "total": "1", "version": "9"}),
    ("invoice", {"id": "99", "is_closed": "0", "external_id": "''"}),
    ("invoice", {"id": "99", "is_closed": "0", "number": "'2026/99'"}),
    ("invoice", {"id": "NULL", "is_closed": "0", "external_id": "''"}),
    ("invoice", {}),
    ("item", {}),
    ("item", {"invoice": "2"}),
    ("item", {"invoice": "NULL", '"order"': "1"}),
    ("invoice_body", {}),
    ("invoice_body", {"body": "'{}'"}),
    ("invoice_brief", {}),
    ("invoice_brief", {"body": "'{}'"}),
    ("chain_link", {}),
    ("chain_link", {"id": "99"}),
    ("chain_link", {"position": "3", "previous": "(SELECT max(hash) FROM chain_link)"}),
)
MERGE = "MERGE INTO {0} USING (SELECT 1 AS one) AS given ON {0}.{1} = one WHEN MATCHED THEN"
# Shadowed names, sessions that play a replica, and all that empties a table at once.
POSTGRESQL_ONLY = (
    ("TRUNCATE invoice CASCADE",),
    ("TRUNCATE item CASCADE",),
    ("TRUNCATE invoice_body CASCADE",),
    ("TRUNCATE invoice_brief",),
    ("TRUNCATE chain_link",),
    ("TRUNCATE series CASCADE",),
    ("TRUNCATE entity CASCADE",),
    ("TRUNCATE invoice, invoice_body, item, chain_link RESTART IDENTITY CASCADE",),
    ("CREATE TEMP TABLE invoice (id INTEGER, is_closed BOOLEAN)", "DELETE FROM item"),
    (
        "CREATE TEMP TABLE invoice (id INTEGER, is_closed BOOLEAN)",
        "UPDATE invoice_body SET body = '{}'",
    ),
    ("SET LOCAL search_path = pg_temp", "DELETE FROM public.item"),
    ("SET LOCAL session_replication_role = replica", "DELETE FROM invoice WHERE id = 1"),
    ("SET LOCAL session_replication_role = replica", "UPDATE item SET price = 1"),
    ("SET LOCAL session_replication_role = replica", "DELETE FROM invoice_brief"),
    ("SET LOCAL session_replication_role = replica", "DELETE FROM chain_link"),
    ("SET CONSTRAINTS ALL DEFERRED", "DELETE FROM entity"),
    ("UPDATE ONLY invoice SET total = 1",),
    (f"{MERGE.format('invoice', 'id')} UPDATE SET total = 1",),
    (f"{MERGE.format('item', 'invoice')} DELETE",),
    ("DO $$ BEGIN DELETE FROM item WHERE invoice = 1; END $$",),
    ("SELECT 1", "PREPARE attack AS DELETE FROM invoice", "EXECUTE attack"),
)


def assert_refused(database: Database, *statements: str) -> None:
    before = dump(database)
    error = attacked(database, *statements)
    assert is_ours(error) or isinstance(error, psycopg.IntegrityError), error
    assert dump(database) == before
    with direct.entity(database):
        again = direct.call("commerce.invoices.close", {"id": OPEN})
    assert again["number"] == "2026/2"


def copied(database: Database, verb: str, table: str, changes: dict[str, str]) -> str:
    """Return a statement that writes the first row of a table again, changed."""
    names = [f'"{name}"' for name in columns(database, table)]
    values = [changes.get(name, changes.get(name.strip('"'), name)) for name in names]
    source = f"SELECT {', '.join(values)} FROM {table} ORDER BY {table}.id LIMIT 1"
    return f"{verb} {table} ({', '.join(names)}) {source}"


def test_a_brief_answer_follows_what_may_change(filled: Database) -> None:
    before = answers(filled, "invoice_brief")[CLOSED]
    changed = stored.patched(answers(filled)[CLOSED], status="Sent", labels=[1])

    assert _rewritten(filled, changed) is None
    after = answers(filled, "invoice_brief")[CLOSED]
    assert after == stored.brief(changed, INVOICES.left_out)
    assert stored.differing(before, after) == ["status"]


@pytest.mark.parametrize("statement", ATTACKS)
def test_raw_sql_is_refused(filled: Database, statement: str) -> None:
    assert_refused(filled, statement)


@pytest.mark.parametrize(("table", "changes"), COPIES)
def test_a_row_beside_is_refused(filled: Database, table: str, changes: dict[str, str]) -> None:
    assert_refused(filled, copied(filled, "INSERT INTO", table, changes))


@pytest.mark.parametrize(("table", "changes", "conflict"), UPSERTS)
def test_an_upsert_is_refused(
    filled: Database, table: str, changes: dict[str, str], conflict: str
) -> None:
    source = copied(filled, "INSERT INTO", table, changes)
    selected = source.replace(" ORDER BY", " WHERE TRUE ORDER BY")

    assert_refused(filled, f"{selected} {conflict}")


@pytest.mark.parametrize("verb", ["REPLACE INTO", "INSERT OR REPLACE INTO"])
@pytest.mark.parametrize(("table", "changes"), REPLACED)
@pytest.mark.parametrize("pragma", ["recursive_triggers", "foreign_keys"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_replacement_is_refused(
    filled: Database, verb: str, table: str, changes: dict[str, str], pragma: str
) -> None:
    statement = copied(filled, verb, table, changes)
    before = dump(filled)
    for value in (0, 1):
        with connected(filled) as connection:
            connection.execute(f"PRAGMA {pragma} = {value}")
            with pytest.raises(sqlite3.Error) as refused:
                connection.execute(statement)
        assert is_ours(refused.value), refused.value
        assert dump(filled) == before


@pytest.mark.parametrize("statement", SQLITE_ONLY)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_ways_of_sqlite_are_refused(filled: Database, statement: str) -> None:
    assert_refused(filled, statement)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_series_is_not_replaced_by_another_default(filled: Database) -> None:
    statement = copied(filled, "REPLACE INTO", "series", {"id": "99"})
    assert_refused(filled, statement.replace("ORDER BY", "WHERE kind = 'Invoice' ORDER BY"))


@pytest.mark.parametrize("statements", POSTGRESQL_ONLY, ids=lambda each: each[-1])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_ways_of_postgresql_are_refused(filled: Database, statements: tuple[str, ...]) -> None:
    assert_refused(filled, *statements)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT",
        "UPDATE item SET price = 1 WHERE invoice = 2",
        "DELETE FROM item WHERE invoice = 2",
        "UPDATE invoice SET total = 1 WHERE id = 2",
        "UPDATE invoice_body SET body = '{}' WHERE id = 2",
    ],
)
@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_who_comes_while_a_document_is_closed_waits_and_is_refused(
    filled: Database, statement: str, level: str
) -> None:
    if statement == "INSERT":
        last = copied(filled, "INSERT INTO", "item", {"id": "99"})
        statement = last.replace(" ORDER BY", f" WHERE invoice = {OPEN} ORDER BY")
    told: list[BaseException | None] = []

    with connected(filled) as attacker:
        attacker.execute(f"BEGIN ISOLATION LEVEL {level}")
        attacker.execute("SELECT 1 FROM item")

        def attack() -> None:
            try:
                attacker.execute(statement)
                attacker.execute("COMMIT")
                told.append(None)
            except psycopg.Error as error:
                attacker.execute("ROLLBACK")
                told.append(error)

        waiting = threading.Thread(target=attack)
        with direct.entity(filled):
            direct.call("commerce.invoices.close", {"id": OPEN})
            expected = _uncommitted(filled)
            waiting.start()
            _wait_for_lock(filled)
        waiting.join(10)

    assert isinstance(told[0], psycopg.Error)
    assert dump(filled) == expected


def _uncommitted(database: Database) -> dict[str, list[Any]]:
    """Return what this transaction has made of the rows."""
    found = {}
    for table in TABLES:
        rows = database.peewee.execute_sql(f"SELECT * FROM {table} ORDER BY id").fetchall()
        found[table] = [
            tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows
        ]
    return found


def _wait_for_lock(database: Database) -> None:
    """Wait until somebody waits for a lock of this transaction."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with connected(database) as watcher:
        while not watcher.execute(waiting + " AND datname = current_database()").fetchone()[0]:
            pass


def test_a_closed_document_answers_what_its_rows_say(filled: Database) -> None:
    assert_consistent(filled, invoices=3)
