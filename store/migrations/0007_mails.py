"""E-mails with documents: what is to be sent, and what became of it."""

from typing import Any

TABLES = """
CREATE TABLE mail (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    body {bytes} NOT NULL,
    invoice INTEGER NOT NULL,
    message_id {text} NOT NULL,
    state {text} NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_time BIGINT,
    content {bytes} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE UNIQUE INDEX mail_message_id ON mail (message_id);
CREATE INDEX mail_entity_id ON mail (entity, id);
CREATE INDEX mail_entity_invoice_id ON mail (entity, invoice, id);
CREATE INDEX mail_entity_state_id ON mail (entity, state, id);
CREATE INDEX mail_entity_creation_time_id ON mail (entity, creation_time, id);
CREATE INDEX mail_entity_update_time_id ON mail (entity, update_time, id);
CREATE INDEX mail_next_attempt_time ON mail (entity, next_attempt_time) WHERE next_attempt_time IS NOT NULL;
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
