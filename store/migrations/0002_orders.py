"""The tables of orders."""

from typing import Any

STATEMENTS = """
CREATE TABLE order_integration (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    body {bytes} NOT NULL,
    name {text} NOT NULL,
    source {text} NOT NULL,
    is_active BOOLEAN NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE INDEX order_integration_entity_name_id ON order_integration (entity, name, id)
"""

# Repeated in every migration on purpose: one that was applied somewhere never changes its meaning.
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
    """Make the tables."""
    types = TYPES["postgresql" if db.param == "%s" else "sqlite"]
    for statement in STATEMENTS.format(**types).split(";"):
        db.execute_sql(statement.strip())
