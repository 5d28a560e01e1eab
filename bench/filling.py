"""Databases full of sample invoices: made once, used again, left as they were found."""

import hashlib
import inspect
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import handlers.rules.numbering
import schemas.invoices
import store.columns
import store.finding
import store.invoices
import store.models
from bench import samples, shop
from bench.samples import Sample
from handlers.rules import numbering
from rpc import server
from schemas import stored
from schemas.invoices import INVOICE
from store import databases, entities, migrate, records
from store.database import Database, bind
from store.models import Invoice, InvoiceBody, Item

DATA = Path(__file__).parent / "data"
BATCH = 5000
CHECKED = 200

# What decides what the files hold: when it changes, they are made anew.
_SHAPED_BY: tuple[ModuleType, ...] = (
    samples,
    shop,
    handlers.rules.numbering,
    schemas.invoices,
    store.columns,
    store.invoices,
    store.models,
)
_INDEXES = {
    "sqlite": """SELECT name, sql FROM sqlite_master
        WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('invoice', 'item')""",
    "postgresql": """SELECT c.relname, pg_get_indexdef(c.oid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE NOT i.indisprimary AND i.indrelid IN ('invoice'::regclass, 'item'::regclass)""",
}
_BEFORE = {"sqlite": ("PRAGMA synchronous = OFF",), "postgresql": ("SET statement_timeout = 0",)}
_AFTER = {
    "sqlite": ("PRAGMA wal_checkpoint(TRUNCATE)",),
    "postgresql": (
        "SELECT setval(pg_get_serial_sequence('invoice', 'id'), max(id)) FROM invoice",
        "SELECT setval(pg_get_serial_sequence('item', 'id'), max(id)) FROM item",
        # It would do this by itself some minutes later.
        "VACUUM ANALYZE",
    ),
}


def sqlite_file(size: int) -> str:
    """Return the URL of a file with so many invoices; make it, unless it is there."""
    path = DATA / f"{size}-{_fingerprint()}.db"
    DATA.mkdir(exist_ok=True)
    if not path.exists():
        for old in DATA.glob(f"{size}-*"):
            old.unlink()
        unfinished = path.with_suffix(".unfinished")
        fill(f"sqlite:///{unfinished}", size)
        unfinished.rename(path)
    trim(f"sqlite:///{path}", size)
    _read(path)
    return f"sqlite:///{path}"


def fill(url: str, size: int) -> int:
    """Fill a database, unless it has invoices already; return how many it has."""
    database = databases.connect(url)
    server.prepare(database)
    found = Invoice.select().count(database.peewee)
    if not found:
        started = time.monotonic()
        _fill(database, entities.ids(database)[0], size)
        _say(f"made {size:,} invoices in {time.monotonic() - started:.0f} s")
    database.close()
    return found or size


def trim(url: str, size: int) -> None:
    """Delete what the benchmark itself has made."""
    database = databases.connect(url)
    Invoice.delete().where(Invoice.id > size).execute(database.peewee)
    database.close()


def _fill(database: Database, entity: int, size: int) -> None:
    chance = Random(size)
    customers = shop.customers(size)
    for statement in _BEFORE[database.dialect]:
        _execute(database, statement)
    with database.transaction(entity):
        samples.open_shop(customers)
        models = samples.templates(chance, min(size, samples.TEMPLATES), customers)
    with _without_indexes(database):
        _insert(database, entity, samples.clones(chance, models, size, customers))
    for statement in _AFTER[database.dialect]:
        _execute(database, statement)
    with database.transaction(entity):
        for id_ in chance.sample(range(1, size + 1), min(size, CHECKED)):
            _check(database, id_)


@contextmanager
def _without_indexes(database: Database) -> Iterator[None]:
    """Make the indexes after the rows, which takes a fraction of the time."""
    indexes = _execute(database, _INDEXES[database.dialect]).fetchall()
    for name, _ in indexes:
        _execute(database, f'DROP INDEX "{name}"')
    yield
    for _, definition in indexes:
        _execute(database, definition)


def _insert(database: Database, entity: int, rows: Iterator[Sample]) -> None:
    items = database.compiled("sample items", _items)
    done = 0
    while True:
        with database.transaction(entity):
            batch = list(islice(rows, BATCH))
            records.insert_many(Invoice, [sample.row for sample in batch])
            records.insert_many(InvoiceBody, [sample.body for sample in batch])
            database.execute_many(items, [sample.items for sample in batch])
        if not batch:
            return
        done += len(batch)
        _say(f"{done:,} invoices", end="\r")


def _items() -> Any:
    """Copy the items of a template: sending each over again would be most of the work."""
    first = bind("first")
    fields = Item._meta.sorted_fields  # noqa: SLF001 - peewee's public face
    copied = [field for field in fields if field.name not in {"id", "invoice"}]
    copies = Item.select(Item.id + bind("distance"), bind("invoice"), *copied)
    own = copies.where(Item.id.between(first, first + (shop.ITEMS - 1)))
    return Item.insert_from(own, [Item.id, Item.invoice, *copied])


def _check(database: Database, id_: int) -> None:
    """Check that an invoice's rows are what its stored answer says."""
    body = store.finding.get(store.invoices.INVOICES, id_)
    assert body is not None, f"invoice {id_} is missing"
    invoice = stored.parse(INVOICE, body)
    assert stored.render(INVOICE, invoice) == body, f"invoice {id_} is spelled differently"
    columns = store.invoices.columns(invoice, numbering.sort_key(invoice["number"]))
    [row] = Invoice.select().where(Invoice.id == id_).dicts().execute(database.peewee)
    assert columns.items() <= row.items(), f"invoice {id_} has other columns"
    items = Item.select().where(Item.invoice == id_).order_by(Item.position).dicts()
    for item, row in zip(invoice["items"], items.execute(database.peewee), strict=True):
        assert item.items() <= row.items(), f"an item of invoice {id_} has other columns"


def _execute(database: Database, sql: str) -> Any:
    return database.peewee.execute_sql(sql)


def _read(path: Path) -> None:
    """Bring a file into the system's cache: disks are not what is measured."""
    with path.open("rb", buffering=0) as file:
        while file.read(1 << 24):
            pass


def _fingerprint() -> str:
    sources = [inspect.getsource(module) for module in _SHAPED_BY]
    sources += [path.read_text() for path in sorted(Path(migrate.DIRECTORY).glob("*.py"))]
    return hashlib.sha256("".join(sources).encode()).hexdigest()[:8]


def _say(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)
