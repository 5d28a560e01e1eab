"""The answers of calls that had an idempotency key."""

from typing import Any

TABLES = """
CREATE TABLE idempotency (
    id {id},
    entity INTEGER NOT NULL,
    account INTEGER NOT NULL,
    method {text} NOT NULL,
    key {text} NOT NULL,
    digest {text} NOT NULL,
    answer {bytes} NOT NULL,
    creation_time BIGINT NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE UNIQUE INDEX idempotency_entity_account_method_key
    ON idempotency (entity, account, method, key);
CREATE INDEX idempotency_entity_creation_time ON idempotency (entity, creation_time);
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


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Make the table."""
    types = TYPES["sqlite" if db.param == "?" else "postgresql"]
    for statement in TABLES.format(**types).split(";"):
        if statement.strip():
            db.execute_sql(statement.strip())
