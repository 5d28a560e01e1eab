"""Test that what the first release stored is there after the migrations, as if it were new."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import peewee
import pytest

import store.finding
import store.searching
from handlers.kinds import INVOICE
from rpc import codec, server
from store import databases, migrate
from store.database import Database
from store.models import TABLES
from tests import direct, examples
from tests.consistency import assert_consistent
from tests.postgresql import PostgreSQL

FIRST = "0001_initial"
BEFORE_BRIEFS = "0008_idempotency"
ITEM_BEFORE = {"requests": "", "tax_name": ""}
# The members of an item up to here are those of the first release.
LAST_OF_ITEM = "requests"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Open a database of each kind without tables."""
    running: PostgreSQL | None = None
    url = f"sqlite:///{tmp_path / 'upgraded.db'}"
    if request.param == "postgresql":
        running = request.getfixturevalue("postgres")
        running.create("upgraded")
        url = running.url("upgraded")
    database = databases.connect(url)
    yield database
    database.close()
    if running is not None:
        running.drop("upgraded")


@contextmanager
def _known_up_to(last: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the block know the migrations up to one of them."""
    known = path / "migrations"
    known.mkdir()
    for each in Path(migrate.DIRECTORY).glob("[0-9]*.py"):
        if each.stem <= last:
            shutil.copy(each, known)
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "DIRECTORY", str(known))
        yield


@pytest.fixture
def upgraded(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Database, Database]]:
    """Fill a database of the first release with the rows of this one, and migrate it."""
    with _known_up_to(FIRST, tmp_path, monkeypatch):
        assert migrate.migrate(empty) == [FIRST]
    present = _made(tmp_path)
    for model in TABLES:
        _copy(present, empty, model)
    with empty.transaction(1):
        migrate.migrate(empty)
    yield present, empty
    present.close()


def _made(tmp_path: Path) -> Database:
    """Make invoices in a database of this release."""
    database = databases.connect(f"sqlite:///{tmp_path / 'present.db'}")
    server.prepare(database)
    with direct.entity(database):
        direct.open_shop()
        for name in ("Shirt", "Größe \U0001f9e6", ""):
            items = [examples.item(name=name, taxClass=1), examples.item(quantity=2)]
            direct.call("commerce.invoices.create", examples.invoice(items=items))
    return database


def _copy(source: Database, target: Database, model: Any) -> None:
    """Copy the rows of a table, as far as the first release had it."""
    table = model._meta.table_name
    if table not in target.peewee.get_tables():
        return
    known = {column.name for column in target.peewee.get_columns(table)}
    for row in model.select().dicts().execute(source.peewee):
        if table == "item":
            row.update(ITEM_BEFORE)
        if table == "invoice_body":
            row["body"] = _before(bytes(row["body"]))
        values = {name: _raw(model, name, row[name]) for name in row if name in known}
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join([target.peewee.param] * len(values))
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
        target.peewee.execute_sql(sql, tuple(values.values()))


def _raw(model: Any, name: str, value: Any) -> Any:
    field = model._meta.fields.get(name)
    return value if field is None else field.db_value(value)


def _before(body: bytes) -> bytes:
    """Return an invoice's answer without what has come since."""
    invoice = json.loads(body, parse_float=Decimal)
    del invoice["roundingAmount"]
    for item in invoice["items"]:
        names = list(item)
        for name in names[names.index(LAST_OF_ITEM) + 1 :]:
            del item[name]
    return codec.encode(invoice)


def test_invoices_of_the_first_release_are_as_if_they_were_new(upgraded: Any) -> None:
    present, database = upgraded
    assert_consistent(database, invoices=3)
    found = {}
    for each in upgraded:
        with each.transaction(1):
            bodies = store.finding.find(INVOICE.what, {}, (), limit=10)
            asked = store.searching.asked(INVOICE.what, "shirt HOLMES")
            hits = store.finding.count(INVOICE.what, {}, search=asked)
            found[each] = (bodies, hits)

    assert [bytes(body) for body in found[database][0]] == found[present][0]
    assert found[database][1] == found[present][1] == 3


def test_what_is_there_gets_brief_answers_closed_or_not_and_stays_closed(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _known_up_to(BEFORE_BRIEFS, tmp_path, monkeypatch):
        server.prepare(empty)
    with direct.entity(empty):
        direct.open_shop()
        for name in ("Shirt", 'A "quoted", \\ Größe \U0001f9e6'):
            request = examples.invoice(items=[examples.item(name=name)], externalId=name[:9])
            id_ = direct.call("commerce.invoices.create", request)["id"]
            direct.call("commerce.orders.create", examples.order(customerName=name))
        direct.call("commerce.invoices.close", {"id": id_})
    body = "SELECT body FROM invoice_body WHERE id = 2"
    before = bytes(empty.peewee.execute_sql(body).fetchone()[0])

    assert migrate.migrate(empty)[0] == "0009_briefs"
    assert_consistent(empty, orders=2, invoices=2)
    assert bytes(empty.peewee.execute_sql(body).fetchone()[0]) == before
    for statement in (
        "UPDATE invoice_body SET body = '{}' WHERE id = 2",
        "DELETE FROM invoice_body WHERE id = 2",
        "DELETE FROM invoice WHERE id = 2",
    ):
        with pytest.raises(peewee.IntegrityError, match="closed document"):
            empty.peewee.execute_sql(statement)
    empty.peewee.execute_sql("DELETE FROM invoice WHERE id = 1")
    assert_consistent(empty, invoices=1)
    left = empty.peewee.execute_sql("SELECT count(*) FROM invoice_body").fetchone()
    assert left == (1,)
