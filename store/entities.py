"""Entities, their settings, and the keys that reach them. These rows are above entities."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from store import records
from store.database import Database, bind
from store.finding import Findable
from store.models import (
    TABLES,
    AccessKey,
    Entity,
    Invoice,
    Mail,
    Order,
    Resource,
    Series,
    Settings,
)

SETTINGS = Findable(model=Settings, conditions={}, order={})


def ids(database: Database) -> list[int]:
    """Return the ids of all entities."""
    statement = database.compiled("entities", lambda: Entity.select(Entity.id).order_by(Entity.id))
    return [row[0] for row in database.execute(statement, {}).fetchall()]


def of_series(database: Database, series: int) -> int | None:
    """Return the entity that a series belongs to, if there is such a series."""
    statement = database.compiled(
        "entity of series", lambda: Series.select(Series.entity).where(Series.id == bind("series"))
    )
    row = database.execute(statement, {"series": series}).fetchone()
    return None if row is None else int(row[0])


def insert(database: Database, name: str, now: datetime) -> int:
    """Insert an entity and return its id."""
    values = {"name": name, "creation_time": now}
    return _insert(database, Entity, values)


def time_zone() -> str:
    """Return the name of the entity's time zone."""
    rows = records.fetch("zone", lambda: records.select(Settings, Settings.time_zone))
    return str(rows[0][0])


def settings() -> tuple[int, bytes]:
    """Return the id of the entity's settings and their stored answer."""
    rows = records.fetch("settings", lambda: records.select(Settings, Settings.id, Settings.body))
    return int(rows[0][0]), rows[0][1]


def has_documents() -> bool:
    """Tell whether the entity has made documents, or e-mails, which outlive them."""
    return any(
        records.fetch(
            ("documents", table),
            lambda table=table: records.select(table, table.id).limit(1),  # type: ignore[misc] # mypy can't infer defaults
        )
        for table in (Invoice, Order, Mail)
    )


def replace_bodies(patch: Callable[[datetime, datetime, bytes], bytes]) -> None:
    """Patch every stored answer but those of documents, given its creation and update time."""
    for table in TABLES:
        if issubclass(table, Resource):
            _replace_bodies(table, patch)


def _replace_bodies(
    table: type[Resource], patch: Callable[[datetime, datetime, bytes], bytes]
) -> None:
    rows = records.fetch(
        ("bodies", table),
        lambda: records.locked(
            records.select(
                table, table.id, table.creation_time, table.update_time, table.body
            ).order_by(table.id)
        ),
    )
    for id_, created, updated, body in rows:
        times = _moment(created), _moment(updated)
        records.update(table, id_, {"body": patch(*times, body)})


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def insert_key(database: Database, values: Mapping[str, Any]) -> int:
    """Insert a key, of which only the hash is kept, and return its id."""
    return _insert(database, AccessKey, {"revoked_time": None, **values})


def key_by_hash(database: Database, hash_: str) -> tuple[int, int | None, str, bool] | None:
    """Return id, entity, name and read-only flag of the key with this hash, if it is valid."""
    statement = database.compiled(
        "key by hash",
        lambda: AccessKey.select(
            AccessKey.id, AccessKey.entity, AccessKey.name, AccessKey.is_read_only
        ).where((AccessKey.hash == bind("hash")) & AccessKey.revoked_time.is_null()),
    )
    row = database.execute(statement, {"hash": hash_}).fetchone()
    return None if row is None else (row[0], row[1], row[2], bool(row[3]))


def keys(database: Database) -> list[dict[str, Any]]:
    """Return every key, without its secret."""
    query = AccessKey.select().order_by(AccessKey.id).dicts()
    return list(query.execute(database.peewee))


def revoke_key(database: Database, id_: int, now: datetime) -> bool:
    """Revoke a key; tell whether there was a valid one with this id."""
    query = AccessKey.update(revoked_time=now).where(
        (AccessKey.id == id_) & AccessKey.revoked_time.is_null()
    )
    return bool(query.execute(database.peewee))


def _insert(database: Database, model: Any, values: Mapping[str, Any]) -> int:
    query = model.insert(values).returning(model.id)
    sql, parameters = database.peewee.get_sql_context().sql(query).query()
    return int(database.peewee.execute_sql(sql, parameters).fetchone()[0])
