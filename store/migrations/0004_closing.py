"""The chain of closed documents, and the triggers that keep them and it as they are.

A closed document keeps its columns, its items and its stored answer but for what CHANGEABLE and
CHANGEABLE_MEMBERS name, whoever writes. SQLite deletes what a REPLACE replaces without a word to
its triggers, so there whatever would take the place of a closed row is refused before.
"""

from collections.abc import Iterator
from typing import Any

TABLE = """
CREATE TABLE chain_link (
    id {id},
    entity INTEGER NOT NULL,
    series INTEGER NOT NULL,
    position INTEGER NOT NULL,
    document INTEGER NOT NULL,
    close_time BIGINT NOT NULL,
    previous {text} NOT NULL,
    hash {text} NOT NULL,
    content {bytes} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (series) REFERENCES series (id),
    FOREIGN KEY (document) REFERENCES invoice (id)
);
CREATE UNIQUE INDEX chain_link_series_position ON chain_link (series, position);
CREATE UNIQUE INDEX chain_link_document ON chain_link (document)
"""
TYPES = {
    "sqlite": {
        "id": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
        "text": "TEXT",
        "bytes": "BLOB",
    },
    "postgresql": {
        "id": "SERIAL NOT NULL PRIMARY KEY",
        "text": 'TEXT COLLATE "C"',
        "bytes": "BYTEA",
    },
}

# What of a closed document's row stays; version, update_time, status, is_paid_for and external_id
# may change.
FROZEN = (
    "id",
    "entity",
    "creation_time",
    "type",
    "series",
    "number",
    "number_key",
    "issue_date",
    "due_date",
    "customer",
    "tax_area",
    "shipping_method",
    "payment_method",
    "currency",
    "tax_amount",
    "total",
    "taxed_total",
    "is_closed",
    "customer_name_key",
    "address_key",
    "order",
    "reference",
)
# What of its stored answer may change.
CHANGEABLE_MEMBERS = (
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
)
START = "0" * 64

CLOSED = "a closed document can not be changed"
BORN = "a document is closed by an update"
LINKED = "the chain of a series can only grow"


def sqlite() -> Iterator[str]:
    """Yield the triggers of SQLite."""
    yield from sqlite_invoice()
    yield from sqlite_parts()
    yield from sqlite_chain()


def sqlite_invoice() -> Iterator[str]:
    """Yield the triggers on documents, and on what they belong to."""
    differs = " OR ".join(f'new."{name}" IS NOT old."{name}"' for name in FROZEN)
    taken = """EXISTS (SELECT 1 FROM invoice WHERE id = new.id AND is_closed{but})
        OR EXISTS (SELECT 1 FROM invoice WHERE series = new.series AND number = new.number
            AND number <> '' AND type <> 'Proforma' AND new.type <> 'Proforma' AND is_closed{but})
        OR EXISTS (SELECT 1 FROM invoice WHERE entity = new.entity
            AND external_id = new.external_id AND external_id <> '' AND is_closed{but})"""
    moved = " OR ".join(
        f"new.{name} IS NOT old.{name}"
        for name in ("id", "entity", "series", "number", "type", "external_id")
    )
    yield trigger("invoice_insert", "INSERT ON invoice", taken.format(but=""))
    yield trigger("invoice_born", "INSERT ON invoice", "new.is_closed IS NOT 0", BORN)
    yield trigger("invoice_update", "UPDATE ON invoice", f"old.is_closed AND ({differs})")
    yield trigger("invoice_flag", "UPDATE ON invoice", "new.is_closed NOT IN (0, 1)", BORN)
    but = " AND id <> old.id"
    yield trigger("invoice_taken", "UPDATE ON invoice", f"({moved}) AND ({taken.format(but=but)})")
    yield trigger("invoice_delete", "DELETE ON invoice", "old.is_closed")
    # References to these keep them only where a connection has asked for that.
    closed = "EXISTS (SELECT 1 FROM invoice WHERE entity = old.id AND is_closed)"
    yield trigger("entity_delete", "DELETE ON entity", closed)
    yield trigger("entity_update", "UPDATE ON entity", f"new.id IS NOT old.id AND {closed}")
    chained = "EXISTS (SELECT 1 FROM chain_link WHERE series = old.id)"
    replaced = """new.is_default AND EXISTS (SELECT 1 FROM series AS other
        WHERE other.entity = new.entity AND other.kind = new.kind AND other.is_default
        AND other.id <> new.id AND EXISTS (SELECT 1 FROM chain_link WHERE series = other.id))"""
    yield trigger("series_delete", "DELETE ON series", chained)
    yield trigger("series_insert", "INSERT ON series", replaced)
    yield trigger(
        "series_update", "UPDATE ON series", f"(new.id IS NOT old.id AND {chained}) OR {replaced}"
    )


def sqlite_parts() -> Iterator[str]:
    """Yield the triggers on the items and the stored answers of documents."""
    closed = "EXISTS (SELECT 1 FROM invoice WHERE id = {} AND is_closed)"
    of_old, of_new = closed.format("old.invoice"), closed.format("new.invoice")
    taken = """EXISTS (SELECT 1 FROM item JOIN invoice ON invoice.id = item.invoice
        WHERE item.id = new.id AND invoice.is_closed)"""
    yield trigger("item_insert", "INSERT ON item", f"{of_new} OR {taken}")
    yield trigger(
        "item_update",
        "UPDATE ON item",
        f"{of_old} OR {of_new} OR (new.id IS NOT old.id AND {taken})",
    )
    yield trigger("item_delete", "DELETE ON item", of_old)

    of_old, of_new = closed.format("old.id"), closed.format("new.id")
    paths = ", ".join(f"'$.{name}', NULL" for name in CHANGEABLE_MEMBERS)
    kept = f"json_replace(CAST({{}}.body AS TEXT), {paths})"
    # Compact, or something could hide behind a second key or the end of the text.
    changed = f"""new.id IS NOT old.id OR new.entity IS NOT old.entity
        OR CAST(json(CAST(new.body AS TEXT)) AS BLOB) IS NOT new.body
        OR {kept.format("new")} IS NOT {kept.format("old")}"""
    yield trigger("invoice_body_insert", "INSERT ON invoice_body", of_new)
    yield trigger(
        "invoice_body_update",
        "UPDATE ON invoice_body",
        f"({of_old} AND ({changed})) OR (new.id IS NOT old.id AND {of_new})",
    )
    yield trigger("invoice_body_delete", "DELETE ON invoice_body", of_old)


def sqlite_chain() -> Iterator[str]:
    """Yield the triggers on the chain."""
    is_next = f"""new.position IS 1 + coalesce(
            (SELECT max(position) FROM chain_link WHERE series = new.series), 0)
        AND new.previous IS coalesce((SELECT hash FROM chain_link
            WHERE series = new.series ORDER BY position DESC LIMIT 1), '{START}')
        AND NOT EXISTS (SELECT 1 FROM chain_link WHERE id = new.id OR document = new.document)"""
    yield trigger("chain_link_insert", "INSERT ON chain_link", f"NOT ({is_next})", LINKED)
    yield trigger("chain_link_update", "UPDATE ON chain_link", "1", LINKED)
    yield trigger("chain_link_delete", "DELETE ON chain_link", "1", LINKED)


def trigger(name: str, event: str, when: str, message: str = CLOSED) -> str:
    """Return a trigger of SQLite that refuses what it is asked about."""
    return f"""CREATE TRIGGER frozen_{name} BEFORE {event} WHEN {when}
        BEGIN SELECT RAISE(ABORT, '{message}'); END"""


# FOR SHARE: whoever adds to a document waits for one who is just closing it.
FUNCTIONS = """
CREATE FUNCTION frozen_is_closed(document INTEGER) RETURNS BOOLEAN LANGUAGE plpgsql {path} AS $$
DECLARE
    found BOOLEAN;
BEGIN
    SELECT is_closed INTO found FROM invoice WHERE id = document FOR SHARE;
    RETURN coalesce(found, FALSE);
END $$;;

CREATE FUNCTION frozen_spelled(body BYTEA, left_out TEXT[]) RETURNS TEXT LANGUAGE sql {path} AS $$
    SELECT '{{' || string_agg(
        to_json(key)::text || ':' || CASE WHEN key = ANY (left_out) THEN 'null' ELSE value::text END,
        ',' ORDER BY place) || '}}'
    FROM json_each(convert_from(body, 'UTF8')::json) WITH ORDINALITY AS member (key, value, place)
$$;;

CREATE FUNCTION frozen_invoice() RETURNS TRIGGER LANGUAGE plpgsql {path} AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.is_closed THEN
            RAISE restrict_violation USING MESSAGE = '{born}';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.is_closed THEN
        IF TG_OP = 'DELETE' THEN
            RAISE restrict_violation USING MESSAGE = '{closed}';
        ELSIF ROW({new}) IS DISTINCT FROM ROW({old}) THEN
            RAISE restrict_violation USING MESSAGE = '{closed}';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;;

CREATE FUNCTION frozen_item() RETURNS TRIGGER LANGUAGE plpgsql {path} AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF frozen_is_closed(OLD.invoice) THEN
            RAISE restrict_violation USING MESSAGE = '{closed}';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSIF frozen_is_closed(NEW.invoice) THEN
        RAISE restrict_violation USING MESSAGE = '{closed}';
    END IF;
    RETURN NEW;
END $$;;

CREATE FUNCTION frozen_invoice_body() RETURNS TRIGGER LANGUAGE plpgsql {path} AS $$
DECLARE
    changeable CONSTANT TEXT[] := '{{{members}}}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF frozen_is_closed(NEW.id) THEN
            RAISE restrict_violation USING MESSAGE = '{closed}';
        END IF;
        RETURN NEW;
    END IF;
    IF frozen_is_closed(OLD.id) THEN
        IF TG_OP = 'DELETE' THEN
            RAISE restrict_violation USING MESSAGE = '{closed}';
        ELSIF ROW(NEW.id, NEW.entity) IS DISTINCT FROM ROW(OLD.id, OLD.entity)
            -- Compact, or something could hide behind a second key.
            OR frozen_spelled(NEW.body, '{{}}') IS DISTINCT FROM convert_from(NEW.body, 'UTF8')
            OR frozen_spelled(NEW.body, changeable)
                IS DISTINCT FROM frozen_spelled(OLD.body, changeable)
        THEN
            RAISE restrict_violation USING MESSAGE = '{closed}';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSIF NEW.id IS DISTINCT FROM OLD.id AND frozen_is_closed(NEW.id) THEN
        RAISE restrict_violation USING MESSAGE = '{closed}';
    END IF;
    RETURN NEW;
END $$;;

CREATE FUNCTION frozen_chain_link() RETURNS TRIGGER LANGUAGE plpgsql {path} AS $$
DECLARE
    last RECORD;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT position, hash INTO last FROM chain_link
            WHERE series = NEW.series ORDER BY position DESC LIMIT 1;
        IF NEW.position = coalesce(last.position, 0) + 1
            AND NEW.previous = coalesce(last.hash, '{start}')
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE restrict_violation USING MESSAGE = '{linked}';
END $$;;

CREATE FUNCTION frozen_truncate() RETURNS TRIGGER LANGUAGE plpgsql {path} AS $$
BEGIN
    IF EXISTS (SELECT FROM invoice WHERE is_closed) OR EXISTS (SELECT FROM chain_link) THEN
        RAISE restrict_violation USING MESSAGE = '{closed}';
    END IF;
    RETURN NULL;
END $$
"""
GUARDED = ("invoice", "item", "invoice_body", "chain_link")


def postgresql(schema: str) -> Iterator[str]:
    """Yield the functions and triggers of PostgreSQL.

    Those on changes fire for a session that plays a replica too. The path keeps a temporary table
    from standing in for one of ours.
    """
    quoted = schema.replace('"', '""')
    yield from FUNCTIONS.format(
        path=f'SET search_path = "{quoted}", pg_temp',
        new=", ".join(f'NEW."{name}"' for name in FROZEN),
        old=", ".join(f'OLD."{name}"' for name in FROZEN),
        members=",".join(CHANGEABLE_MEMBERS),
        closed=CLOSED,
        born=BORN,
        linked=LINKED,
        start=START,
    ).split(";;")
    for table in GUARDED:
        yield f"""CREATE TRIGGER frozen_insert BEFORE INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION frozen_{table}()"""
        yield f"""CREATE TRIGGER frozen_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION frozen_{table}()"""
        yield f"""CREATE TRIGGER frozen_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION frozen_truncate()"""
        for name in ("frozen_change", "frozen_truncate"):
            yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Make the chain and the triggers."""
    is_sqlite = db.param == "?"
    for statement in TABLE.format(**TYPES["sqlite" if is_sqlite else "postgresql"]).split(";"):
        db.execute_sql(statement.strip())
    if is_sqlite:
        triggers = sqlite()
    else:
        triggers = postgresql(db.execute_sql("SELECT current_schema()").fetchone()[0])
    for statement in triggers:
        db.execute_sql(statement)
