"""The brief answers in tables of their own: among the stored ones a page of them was spread widely.

Triggers make each of its stored answer, whoever writes that, so that it is not left behind. Those
of closed documents are kept from every other change, as their stored answers are.
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
    "order": (
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
    "invoice": COMMON,
}
CLOSED = "a closed document can not be changed"

TABLE = """
CREATE TABLE {kind}_brief (
    id INTEGER NOT NULL PRIMARY KEY,
    entity INTEGER NOT NULL,
    body {bytes} NOT NULL,
    FOREIGN KEY (id) REFERENCES {kind}_body (id) ON DELETE CASCADE,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
INSERT INTO {kind}_brief SELECT id, entity, brief FROM {kind}_body ORDER BY id;
ALTER TABLE {kind}_body DROP COLUMN brief
"""


def sqlite() -> Iterator[str]:
    """Yield what moves the brief answers, and the triggers that make and keep them."""
    for kind, names in LEFT_OUT.items():
        yield from TABLE.format(kind=kind, bytes="BLOB").split(";")
        paths = ", ".join(f"'$.{name}'" for name in names)
        brief = f"CAST(json_remove(CAST({{}}.body AS TEXT), {paths}) AS BLOB)"
        # OR REPLACE: a REPLACE of the stored answer leaves the old one's there.
        yield f"""CREATE TRIGGER brief_{kind}_made AFTER INSERT ON {kind}_body BEGIN
            INSERT OR REPLACE INTO {kind}_brief (id, entity, body)
                VALUES (new.id, new.entity, {brief.format("new")});
        END"""
        yield f"""CREATE TRIGGER brief_{kind}_changed AFTER UPDATE ON {kind}_body BEGIN
            UPDATE {kind}_brief SET id = new.id, entity = new.entity, body = {brief.format("new")}
                WHERE id = old.id;
        END"""

    closed = "EXISTS (SELECT 1 FROM invoice WHERE id = {}.id AND is_closed)"
    of_old, of_new = closed.format("old"), closed.format("new")
    is_made = f"(SELECT {brief.format('invoice_body')} FROM invoice_body WHERE id = old.id)"
    changed = f"""new.id IS NOT old.id OR new.entity IS NOT old.entity
        OR new.body IS NOT {is_made}"""
    yield guard("insert", of_new)
    yield guard("update", f"({of_old} AND ({changed})) OR (new.id IS NOT old.id AND {of_new})")
    yield guard("delete", of_old)


def guard(event: str, when: str) -> str:
    """Return a trigger of SQLite that refuses a change of the brief answer of a closed document."""
    return f"""CREATE TRIGGER frozen_invoice_brief_{event} BEFORE {event} ON invoice_brief
        WHEN {when} BEGIN SELECT RAISE(ABORT, '{CLOSED}'); END"""


MAKING = """
CREATE FUNCTION brief_{kind}() RETURNS TRIGGER LANGUAGE plpgsql {path} AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO {kind}_brief (id, entity, body)
            VALUES (NEW.id, NEW.entity, brief_of(NEW.body, '{names}'));
    ELSE
        UPDATE {kind}_brief
            SET id = NEW.id, entity = NEW.entity, body = brief_of(NEW.body, '{names}')
            WHERE id = OLD.id;
    END IF;
    RETURN NULL;
END $$;;
CREATE TRIGGER brief_{kind} AFTER INSERT OR UPDATE ON {kind}_body
    FOR EACH ROW EXECUTE FUNCTION brief_{kind}()
"""
KEEPING = """
CREATE FUNCTION frozen_invoice_brief() RETURNS TRIGGER LANGUAGE plpgsql {path} AS $$
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
        ELSIF ROW(NEW.id, NEW.entity, NEW.body) IS DISTINCT FROM ROW(OLD.id, OLD.entity,
            (SELECT brief_of(body, '{names}') FROM invoice_body WHERE id = OLD.id))
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
CREATE TRIGGER frozen_insert BEFORE INSERT ON invoice_brief
    FOR EACH ROW EXECUTE FUNCTION frozen_invoice_brief();;
CREATE TRIGGER frozen_change BEFORE UPDATE OR DELETE ON invoice_brief
    FOR EACH ROW EXECUTE FUNCTION frozen_invoice_brief();;
CREATE TRIGGER frozen_truncate BEFORE TRUNCATE ON invoice_brief
    FOR EACH STATEMENT EXECUTE FUNCTION frozen_truncate();;
ALTER TABLE invoice_brief ENABLE ALWAYS TRIGGER frozen_change;;
ALTER TABLE invoice_brief ENABLE ALWAYS TRIGGER frozen_truncate
"""


def postgresql(schema: str) -> Iterator[str]:
    """Yield the same for PostgreSQL, with the path that keeps a table from being shadowed."""
    quoted = schema.replace('"', '""')
    path = f'SET search_path = "{quoted}", pg_temp'
    yield "SET LOCAL statement_timeout = 0"
    for kind, left_out in LEFT_OUT.items():
        names = f"{{{','.join(left_out)}}}"
        yield from TABLE.format(kind=kind, bytes="BYTEA").split(";")
        yield from MAKING.format(kind=kind, path=path, names=names).split(";;")
    yield from KEEPING.format(path=path, names=names, closed=CLOSED).split(";;")


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Move the brief answers to their tables."""
    is_sqlite = db.param == "?"
    schema = "" if is_sqlite else db.execute_sql("SELECT current_schema()").fetchone()[0]
    for statement in sqlite() if is_sqlite else postgresql(schema):
        db.execute_sql(statement.strip())
