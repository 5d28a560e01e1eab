"""Beside each document's stored answer a brief one, for who asks for a few of its fields only.

The database itself makes it of the stored answer, whoever writes that: it can not be left behind,
nor be set to anything else, so that the brief answer of a closed document is as frozen as its
stored one. It leaves out what is nested and what can be long, and spells the rest alike.
"""

from collections.abc import Iterator
from typing import Any

COMMON = (
    "rounding",
    "items",
    "discounts",
    "shippingMethod",
    "paymentMethod",
    "taxes",
    "billingAddress",
    "shippingAddress",
    "sellerAddress",
    "terms",
    "labels",
    "metadata",
)
LEFT_OUT = {
    "order_body": (
        *COMMON,
        "invoices",
        "error",
        "customerData",
        "requests",
        "charged",
        "transactions",
        "notes",
        "attachments",
        "standingData",
        "rawData",
    ),
    "invoice_body": COMMON,
}

# SQLite adds no such column to a table that is there. It stands before the stored answer, because
# a row is read from its beginning.
SQLITE = """
CREATE TABLE new_{table} (
    id INTEGER NOT NULL PRIMARY KEY,
    entity INTEGER NOT NULL,
    brief BLOB NOT NULL GENERATED ALWAYS AS
        (CAST(json_remove(CAST(body AS TEXT), {paths}) AS BLOB)) STORED,
    body BLOB NOT NULL,
    FOREIGN KEY (id) REFERENCES "{owner}" (id) ON DELETE CASCADE,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
INSERT INTO new_{table} (id, entity, body) SELECT id, entity, body FROM {table} ORDER BY id;
DROP TABLE {table};
ALTER TABLE new_{table} RENAME TO {table}
"""

# In PL/pgSQL, which plans it once. JSON functions that sort the members would spell them otherwise.
FUNCTION = """
CREATE FUNCTION brief_of(body BYTEA, left_out TEXT[]) RETURNS BYTEA
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    RETURN (
        SELECT convert_to('{' || coalesce(string_agg(
            to_json(key)::text || ':' || value::text, ',' ORDER BY place), '') || '}', 'UTF8')
        FROM json_each(convert_from(body, 'UTF8')::json)
            WITH ORDINALITY AS member (key, value, place)
        WHERE key <> ALL (left_out)
    );
END $$
"""
POSTGRESQL = """
ALTER TABLE {table} ADD COLUMN brief BYTEA NOT NULL
    GENERATED ALWAYS AS (brief_of(body, '{{{names}}}')) STORED
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Add the column to both tables; the database fills it."""
    for statement in sqlite(db) if db.param == "?" else postgresql():
        db.execute_sql(statement)


def sqlite(db: Any) -> Iterator[str]:
    """Yield what makes the tables anew, with the triggers that they have."""
    sql = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?"
    for table, names in LEFT_OUT.items():
        paths = ", ".join(f"'$.{name}'" for name in names)
        triggers = db.execute_sql(sql, (table,)).fetchall()
        owner = table.removesuffix("_body")
        yield from SQLITE.format(table=table, owner=owner, paths=paths).split(";")
        yield from (trigger for (trigger,) in triggers)


def postgresql() -> Iterator[str]:
    """Yield what adds the columns, which writes every row anew."""
    yield "SET LOCAL statement_timeout = 0"
    yield FUNCTION
    for table, names in LEFT_OUT.items():
        yield POSTGRESQL.format(table=table, names=",".join(names))
