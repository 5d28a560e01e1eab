"""The texts that `search` looks in, and an index of their trigrams.

What is searched of the rows that are there is gathered from their stored answers: all texts but
those under the names below. Each resource's own schema decides when it is written next.
"""

import json
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

TABLE = """
CREATE TABLE search (
    id {id},
    entity INTEGER NOT NULL,
    kind {text} NOT NULL,
    resource INTEGER NOT NULL,
    text {text} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE UNIQUE INDEX search_kind_resource ON search (kind, resource)
"""

# detail=none: which texts have a trigram, not where, for half the size. case_sensitive: the texts
# are folded already, and not only their Latin letters. New texts wait until there are so many of
# them; FTS5 takes them together in a third of the time.
WAITING = 64
SQLITE = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
        text, content='search', content_rowid='id', detail=none, columnsize=0,
        tokenize='trigram case_sensitive 1')""",
    "INSERT INTO search_index (search_index) VALUES ('rebuild')",
    "CREATE TABLE search_indexed (last INTEGER NOT NULL)",
    "INSERT INTO search_indexed SELECT coalesce(max(id), 0) FROM search",
    f"""CREATE TRIGGER search_insert AFTER INSERT ON search
    WHEN new.id >= {WAITING} + (SELECT last FROM search_indexed) BEGIN
        INSERT INTO search_index (rowid, text)
            SELECT id, text FROM search WHERE id > (SELECT last FROM search_indexed);
        UPDATE search_indexed SET last = new.id;
    END""",
    """CREATE TRIGGER search_delete AFTER DELETE ON search
    WHEN old.id <= (SELECT last FROM search_indexed) BEGIN
        INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', old.id, old.text);
    END""",
    """CREATE TRIGGER search_update AFTER UPDATE ON search
    WHEN old.id <= (SELECT last FROM search_indexed) BEGIN
        INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO search_index (rowid, text) VALUES (new.id, new.text);
    END""",
)
# A table of its own: arrays are long, and rows of `search` are read one by one.
TABLE_POSTGRESQL = """;
CREATE TABLE search_index (
    id INTEGER NOT NULL PRIMARY KEY REFERENCES search (id) ON DELETE CASCADE,
    trigrams TEXT[] COLLATE "C" NOT NULL
);
SET LOCAL statement_timeout = 0
"""
INSERTS = {
    "sqlite": (
        """INSERT INTO search (entity, kind, resource, text)
        VALUES (:entity, :kind, :resource, :text)""",
    ),
    "postgresql": (
        """INSERT INTO search (entity, kind, resource, text)
        VALUES (%(entity)s, %(kind)s, %(resource)s, %(text)s)""",
        """INSERT INTO search_index
        SELECT id, %(trigrams)s FROM search WHERE kind = %(kind)s AND resource = %(resource)s""",
    ),
}
POSTGRESQL = ("CREATE INDEX search_index_trigrams ON search_index USING gin (trigrams)",)

TYPES = {
    "sqlite": {"id": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "text": "TEXT"},
    "postgresql": {"id": "SERIAL NOT NULL PRIMARY KEY", "text": 'TEXT COLLATE "C"'},
}

# Where the stored answers are, by the table of the resource.
BODIES = {
    "tax_class": "tax_class",
    "tax_area": "tax_area",
    "shipping_method": "shipping_method",
    "payment_method": "payment_method",
    "customer": "customer",
    "series": "series",
    "invoice": "invoice_body",
    "order_integration": "order_integration",
}
# Codes, times, and what is alike in all documents.
LEFT_OUT = {
    "assignOn",
    "countries",
    "country",
    "creationTime",
    "currency",
    "dueDate",
    "issueDate",
    "kind",
    "locale",
    "porto",
    "referenceType",
    "rounding",
    "sellerAddress",
    "shippingTime",
    "source",
    "stateProv",
    "stateProvs",
    "status",
    "taxCode",
    "taxes",
    "terms",
    "type",
    "updateTime",
}
MAX_SEARCHED = 1000
BATCH = 500


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Make the table, fill it, and then make its index, which takes less time in this order."""
    is_sqlite = db.param == "?"
    types = TYPES["sqlite" if is_sqlite else "postgresql"]
    tables = TABLE if is_sqlite else TABLE + TABLE_POSTGRESQL
    for statement in tables.format(**types).split(";"):
        db.execute_sql(statement.strip())
    for kind, table in BODIES.items():
        fill(db, kind, table)
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        db.execute_sql(statement)


def fill(db: Any, kind: str, table: str) -> None:
    """Store the texts of the rows of a table, and what PostgreSQL indexes of them."""
    last = 0
    sql = f"SELECT id, entity, body FROM {table} WHERE id > {db.param} ORDER BY id LIMIT {BATCH}"
    while found := db.execute_sql(sql, (last,)).fetchall():
        rows = [row(kind, *each) for each in found]
        for statement in INSERTS["sqlite" if db.param == "?" else "postgresql"]:
            db.cursor().executemany(statement, rows)
        last = found[-1][0]


def row(kind: str, id_: int, entity: int, body: bytes) -> dict[str, Any]:
    """Return the words of a stored answer, folded, and their trigrams."""
    found = "\n".join(texts("", json.loads(bytes(body), parse_float=Decimal)))
    words = dict.fromkeys([mark(kind, entity), *found.casefold().split()])
    return {
        "entity": entity,
        "kind": kind,
        "resource": id_,
        "text": " ".join(words),
        "trigrams": sorted({word[i : i + 3] for word in words for i in range(len(word) - 2)}),
    }


def texts(name: str, value: Any) -> Iterator[str]:
    """Yield what is searched of a stored answer."""
    if isinstance(value, dict):
        for key, member in value.items():
            # The caller's own data have names of their own, and numbers too.
            if name == "metadata":
                is_number = type(member) in (int, Decimal)
                yield from texts("", str(member) if is_number else member)
            elif key not in LEFT_OUT:
                yield from texts(key, member)
    elif isinstance(value, list):
        for element in value:
            yield from texts(name, element)
    elif isinstance(value, str):
        yield value[:MAX_SEARCHED]


def mark(kind: str, entity: int) -> str:
    """Return the trigram that every text of an entity and kind begins with."""
    digits = zlib.crc32(f"{entity} {kind}".encode())
    return "".join(chr(0x86 + digits // 26**i % 26) for i in range(3))
