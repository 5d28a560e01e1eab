"""Databases full of sample orders and invoices: made once, used again, left as found."""

import hashlib
import inspect
import itertools
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import handlers.paying
import handlers.rules.lifecycle
import handlers.rules.numbering
import schemas.documents
import schemas.invoices
import schemas.line_items
import schemas.orders
import schemas.stored
import store.columns
import store.finding
import store.invoices
import store.items
import store.models
import store.orders
import store.searching
import store.sqlite
import store.texts
from bench import ageing, samples, shop
from bench.samples import INVOICES, ORDERS, Sample, Sampled
from handlers.drafting import Kind
from handlers.rules import numbering
from rpc import server
from schemas import stored
from schemas.line_items import LINE_ITEM
from store import databases, entities, migrate, records
from store.database import Database, bind
from store.models import Invoice, Item, Order, Search
from store.texts import fold

DATA = Path(__file__).parent / "data"
BATCH = 5000
CHECKED = 200

# What decides what the files hold: when it changes, they are made anew.
_SHAPED_BY: tuple[ModuleType, ...] = (
    ageing,
    samples,
    shop,
    handlers.paying,
    handlers.rules.lifecycle,
    handlers.rules.numbering,
    schemas.documents,
    schemas.invoices,
    schemas.line_items,
    schemas.orders,
    schemas.stored,
    store.columns,
    store.invoices,
    store.items,
    store.models,
    store.orders,
    store.searching,
    store.sqlite,
    store.texts,
)
_INDEXES = {
    "sqlite": """SELECT name, sql FROM sqlite_master
        WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'
            AND tbl_name IN ('order', 'invoice', 'item', 'search')""",
    # The texts keep theirs: their trigrams are stored by it.
    "postgresql": """SELECT c.relname, pg_get_indexdef(c.oid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE NOT i.indisunique AND i.indrelid IN (
            '"order"'::regclass, 'invoice'::regclass, 'item'::regclass,
            'search_index'::regclass)""",
}
_BEFORE = {"sqlite": ("PRAGMA synchronous = OFF",), "postgresql": ("SET statement_timeout = 0",)}
_AFTER = {
    "sqlite": ("PRAGMA wal_checkpoint(TRUNCATE)",),
    "postgresql": (
        """SELECT setval(pg_get_serial_sequence('"order"', 'id'), max(id)) FROM "order\"""",
        "SELECT setval(pg_get_serial_sequence('invoice', 'id'), max(id)) FROM invoice",
        "SELECT setval(pg_get_serial_sequence('item', 'id'), max(id)) FROM item",
        # It would do this by itself some minutes later.
        "VACUUM ANALYZE",
    ),
}


def sqlite_file(size: int) -> str:
    """Return the URL of a file with so many of each kind; make it, unless it is there."""
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
    """Fill a database, unless it has documents already; return how many of each kind it has."""
    database = databases.connect(url)
    server.prepare(database)
    found = [model.select().count(database.peewee) for model in (Order, Invoice)]
    if not any(found):
        started = time.monotonic()
        _fill(database, entities.ids(database)[0], size)
        took = time.monotonic() - started
        _say(f"made {size:,} orders and {size:,} invoices in {took:.0f} s")
    database.close()
    return min(found) or size


def trim(url: str, size: int) -> None:
    """Delete what the benchmark itself has made."""
    database = databases.connect(url)
    for model in (Invoice, Order):
        kind: str = model._meta.table_name  # noqa: SLF001 - peewee's public face
        model.delete().where(model.id > size).execute(database.peewee)
        is_new = (Search.kind == kind) & (Search.resource > size)
        Search.delete().where(is_new).execute(database.peewee)
    database.close()


def _fill(database: Database, entity: int, size: int) -> None:
    chance = Random(size)
    customers = shop.customers(size)
    number = min(size, samples.TEMPLATES)
    for statement in _BEFORE[database.dialect]:
        _execute(database, statement)
    with database.transaction(entity):
        samples.open_shop(customers)
        models = [samples.templates(what, chance, number, customers) for what in (ORDERS, INVOICES)]
    made = sum(len(template.items) for of_kind in models for template in of_kind)
    item_ids = itertools.count(made + 1)
    with _without_indexes(database):
        for what, of_kind in zip((ORDERS, INVOICES), models, strict=True):
            rows = samples.clones(what, chance, of_kind, size, customers, item_ids)
            _insert(database, entity, what, rows)
    for statement in _AFTER[database.dialect]:
        _execute(database, statement)
    with database.transaction(entity):
        for what in (ORDERS, INVOICES):
            for id_ in chance.sample(range(1, size + 1), min(size, CHECKED)):
                _check(database, what.kind, id_)


@contextmanager
def _without_indexes(database: Database) -> Iterator[None]:
    """Make the indexes after the rows, which takes a fraction of the time.

    Unique ones stay: by them the triggers look for a closed document in the place of a new one.
    """
    indexes = _execute(database, _INDEXES[database.dialect]).fetchall()
    for name, _ in indexes:
        _execute(database, f'DROP INDEX "{name}"')
    yield
    for _, definition in indexes:
        _execute(database, definition)


def _insert(database: Database, entity: int, what: Sampled, rows: Iterator[Sample]) -> None:
    kind = what.kind
    items = database.compiled(("sample items", kind.name), lambda: _items(kind))
    done = 0
    while True:
        with database.transaction(entity):
            batch = list(itertools.islice(rows, BATCH))
            records.insert_many(kind.what.model, [sample.row for sample in batch])
            bodies = [{"id": sample.row["id"], "body": sample.body} for sample in batch]
            records.insert_many(kind.what.body, bodies)
            database.execute_many(items, [item for sample in batch for item in sample.items])
            texts = {sample.row["id"]: sample.text for sample in batch}
            store.searching.put_new(kind.what, texts)
        if not batch:
            return
        done += len(batch)
        _say(f"{done:,} {what.resource}", end="\r")


def _items(kind: Kind) -> Any:
    """Copy an item of a template: sending all of it over again would be most of the work."""
    owner = getattr(Item, kind.name)
    own = {
        Item.id: bind("id"),
        owner: bind("owner"),
        Item.creation_time: bind("creation_time", Item.creation_time),
        Item.update_time: bind("update_time", Item.update_time),
        Item.body: bind("body"),
    }
    fields = Item._meta.sorted_fields  # noqa: SLF001 - peewee's public face
    copied = [field for field in fields if field not in own]
    copy = Item.select(*own.values(), *copied).where(Item.id == bind("copied"))
    return Item.insert_from(copy, [*own, *copied])


def _check(database: Database, kind: Kind, id_: int) -> None:
    """Check that a document's rows are what its stored answer says."""
    name = f"{kind.name} {id_}"
    body = store.finding.get(kind.what, id_)
    assert body is not None, f"{name} is missing"
    document = stored.parse(kind.shape, body)
    assert stored.render(kind.shape, document) == body, f"{name} is spelled differently"
    columns = kind.table.columns(document, numbering.sort_key(document["number"]))
    model = kind.what.model
    [row] = model.select().where(model.id == id_).dicts().execute(database.peewee)
    assert columns.items() <= row.items(), f"{name} has other columns"
    of_it = Item.select().where(getattr(Item, kind.name) == id_).order_by(Item.position).dicts()
    items = of_it.execute(database.peewee)
    for position, (item, row) in enumerate(zip(document["items"], items, strict=True)):
        columns = store.items.columns(position, item)
        assert columns.items() <= row.items(), f"an item of {name} has other columns"
        told = stored.parse(LINE_ITEM, row["body"])
        own = {each: row[each] for each in ("order", "invoice", "creation_time", "update_time")}
        assert told == item | own, f"an item of {name} is told of differently by itself"
    is_its = (Search.kind == kind.name) & (Search.resource == id_)
    [text] = Search.select().where(is_its).execute(database.peewee)
    words = fold(stored.searched(kind.shape, document)).split()
    assert set(words) <= set(text.text.split()), f"{name} is searched by other words"


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
