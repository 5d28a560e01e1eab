"""The files that closed documents were exported as, and the secret that signs links to files.

A file of a closed document stays as it was first made. SQLite deletes what a REPLACE replaces
without a word to its triggers, so there whatever would take a file's place is refused before.
"""

from typing import Any

TABLES = """
CREATE TABLE export (
    id {id},
    entity INTEGER NOT NULL,
    invoice INTEGER NOT NULL,
    format {text} NOT NULL,
    name {text} NOT NULL,
    content {bytes} NOT NULL,
    creation_time BIGINT NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (invoice) REFERENCES invoice (id)
);
CREATE UNIQUE INDEX export_invoice_format ON export (invoice, format);
CREATE TABLE link_secret (
    id {id},
    entity INTEGER NOT NULL,
    secret {bytes} NOT NULL,
    creation_time BIGINT NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE UNIQUE INDEX link_secret_entity ON link_secret (entity)
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

KEPT = "the file of a closed document can not be changed"
SQLITE = (
    f"""CREATE TRIGGER export_update BEFORE UPDATE ON export BEGIN
        SELECT RAISE(ABORT, '{KEPT}');
    END""",
    f"""CREATE TRIGGER export_delete BEFORE DELETE ON export BEGIN
        SELECT RAISE(ABORT, '{KEPT}');
    END""",
    f"""CREATE TRIGGER export_insert BEFORE INSERT ON export
    WHEN EXISTS (SELECT 1 FROM export
        WHERE id = new.id OR (invoice = new.invoice AND format = new.format))
    BEGIN
        SELECT RAISE(ABORT, '{KEPT}');
    END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION export_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{KEPT}';
    END $$""",
    """CREATE TRIGGER export_kept BEFORE UPDATE OR DELETE ON export
    FOR EACH ROW EXECUTE FUNCTION export_is_kept()""",
    """CREATE TRIGGER export_whole BEFORE TRUNCATE ON export
    FOR EACH STATEMENT EXECUTE FUNCTION export_is_kept()""",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Make the tables, and the triggers that keep the files as they are."""
    dialect = "sqlite" if db.param == "?" else "postgresql"
    tables = TABLES.format(**TYPES[dialect]).split(";")
    for statement in (*tables, *(SQLITE if dialect == "sqlite" else POSTGRESQL)):
        db.execute_sql(statement.strip())
