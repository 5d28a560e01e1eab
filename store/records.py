"""Reading and writing rows, always those of the caller's entity.

Why here: this is the one place that scopes. Every query of the store starts from `select`,
`update` or `delete` of this module, and every row goes through `insert`, so no handler and no
query can forget the entity. (Rows of `Entity` and `AccessKey` are above entities.)
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
import peewee

from store.database import bind, session
from store.models import Owned

Row = tuple[Any, ...]


def select(model: type[Owned], *columns: Any, by_id: bool = False) -> Any:
    """Start a query over the entity's rows of a table; `by_id` tells that few ids are known.

    SQLite takes an entity's rows for fewer than these, and would walk them all.
    """
    entity = aside(model.entity) if by_id else model.entity
    return model.select(*columns).where(entity == bind("entity"))


def fetch(shape: Hashable, build: Callable[[], Any], **values: Any) -> list[Row]:
    """Run a query that was started by `select`; `shape` names its SQL for good."""
    current = session()
    database = current.database
    values["entity"] = current.entity
    return database.fetch(database.compiled(shape, build), values)


def fetch_one(shape: Hashable, build: Callable[[], Any], **values: Any) -> Row | None:
    """Run a query and return its first row."""
    rows = fetch(shape, build, **values)
    return rows[0] if rows else None


def run(shape: Hashable, build: Callable[[], Any], **values: Any) -> int:
    """Run a statement that writes and return how many rows it touched."""
    current = session()
    database = current.database
    values["entity"] = current.entity
    count: int = database.execute(database.compiled(shape, build), values).rowcount
    return count


def insert(model: type[Owned], values: Mapping[str, Any]) -> int:
    """Insert a row of the entity and return its id."""
    id_ = _insert(("insert", model, tuple(values)), lambda: _insertion(model, values), values)
    assert id_ is not None, "a row that can not be inserted is an error"
    _note(model, values, id_)
    return id_


def insert_if_new(model: type[Owned], values: Mapping[str, Any]) -> int | None:
    """Insert a row of the entity and return its id; None if a unique index has it already.

    If another transaction is about to insert it, this waits for its end.
    """
    shape = ("insert if new", model, tuple(values))
    return _insert(shape, lambda: _insertion(model, values).on_conflict_ignore(), values)


def _insert(shape: Hashable, build: Callable[[], Any], values: Mapping[str, Any]) -> int | None:
    current = session()
    database = current.database
    statement = database.compiled(shape, lambda: build().returning(peewee.SQL("id")))
    row = database.execute(statement, {**values, "entity": current.entity}).fetchone()
    return None if row is None else int(row[0])


def reserve(model: type[Owned], count: int) -> list[int]:
    """Return ids for so many new rows of a table, to be inserted before others are reserved.

    So rows that tell their own ids in their answers can be inserted complete, and all at once.
    """
    if not count:
        return []
    rows = fetch(("reserve", model), lambda: _reserving(table_name(model)), count=count)
    if session().database.dialect != "sqlite":
        return sorted(row[0] for row in rows)
    # The writer is alone, and a row that is inserted with an id moves the sequence to it.
    last = rows[0][0]
    return list(range(last + 1, last + count + 1))


def _reserving(table: str) -> Any:
    if session().database.dialect == "sqlite":
        return peewee.NodeList(
            # Of a table that never had a row there is none, or one that tells nothing.
            (
                peewee.SQL("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name ="),
                peewee.Value(table),
            )
        )
    return peewee.NodeList(
        (
            peewee.SQL("SELECT nextval(pg_get_serial_sequence("),
            peewee.Value(f'"{table}"'),
            peewee.SQL(", 'id')) FROM generate_series(1, "),
            bind("count"),
            peewee.SQL(")"),
        )
    )


def table_name(model: type[Owned]) -> str:
    """Return the name of a table."""
    return str(model._meta.table_name)  # noqa: SLF001 - peewee's public face


def insert_many(model: type[Owned], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of the entity, all with the same columns."""
    if not rows:
        return
    current = session()
    database = current.database
    first = rows[0]
    statement = database.compiled(
        ("insert many", model, tuple(first)), lambda: _insertion(model, first)
    )
    entity = current.entity
    database.execute_many(statement, [{**row, "entity": entity} for row in rows])


def update(model: type[Owned], id_: int, values: Mapping[str, Any]) -> int:
    """Update a row of the entity and return 1, or 0 if it has no such row."""
    _note(model, values, id_)
    return run(
        ("update", model, tuple(values)),
        lambda: _update(model, values),
        id=id_,
        **values,
    )


def update_many(model: type[Owned], rows: Sequence[Mapping[str, Any]]) -> None:
    """Update rows of the entity by their ids, all in the same columns."""
    if not rows:
        return
    current = session()
    database = current.database
    names = [name for name in rows[0] if name != "id"]
    for row in rows:
        _note(model, row, row["id"])
    statement = database.compiled(("update", model, tuple(names)), lambda: _update(model, names))
    entity = current.entity
    database.execute_many(statement, [{**row, "entity": entity} for row in rows])


def delete(model: type[Owned], field: peewee.Field, values: Iterable[Any]) -> int:
    """Delete the entity's rows in which the field has one of these values."""
    return run(
        ("delete", model, field.name),
        lambda: model.delete().where((model.entity == bind("entity")) & any_of(field, "values")),
        values=array(values),
    )


def owner_of(model: Any, column: str, value: str) -> int | None:
    """Return the id of the row that has a text that is unique where it is not empty."""
    owned = getattr(model, column)
    row = fetch_one(
        ("owner of", model, column),
        # Spelled out, because only then PostgreSQL and SQLite use the partial index.
        lambda: select(model, model.id).where((owned == bind("value")) & (owned != "")),
        value=value,
    )
    return None if row is None else int(row[0])


def any_of(field: Any, name: str) -> Any:
    """Test whether a column has one of the values that are bound, as an `array`, under `name`."""
    if session().database.dialect == "sqlite":
        return field.in_(
            peewee.NodeList(
                (
                    peewee.SQL("(SELECT value FROM json_each("),
                    bind(name),
                    peewee.SQL("))"),
                )
            )
        )
    return peewee.Expression(field, "=", peewee.fn.ANY(bind(name)))


def array(values: Iterable[Any]) -> Any:
    """Return values as the database takes them for `any_of`."""
    elements = list(values)
    if session().database.dialect != "sqlite":
        return elements
    return msgspec.json.encode(elements).decode()


def aside(column: Any) -> Any:
    """Spell a column so that SQLite, which keeps no statistics, does not walk its index."""
    if session().database.dialect != "sqlite":
        return column
    return peewee.NodeList((peewee.SQL("+"), column))


def position(text: Any, part: Any) -> Any:
    """Return where a text has a part, from 1; 0 if nowhere."""
    is_sqlite = session().database.dialect == "sqlite"
    return (peewee.fn.INSTR if is_sqlite else peewee.fn.STRPOS)(text, part)


def locked(query: Any) -> Any:
    """Lock the rows that a query reads until the transaction ends; SQLite's writer is alone."""
    return query if session().database.dialect == "sqlite" else query.for_update()


def taken(query: Any) -> Any:
    """Lock the rows that a query reads, leaving out those that others have locked."""
    if session().database.dialect == "sqlite":
        return query
    return query.for_update("FOR UPDATE SKIP LOCKED")


def _note(model: type[Owned], values: Mapping[str, Any], id_: int) -> None:
    """Note that a stored answer is written, if somebody wants to know which."""
    noted = session().noted
    if noted is not None and "body" in values:
        noted[model, id_] = None


def _insertion(model: type[Owned], values: Mapping[str, Any]) -> Any:
    row = {getattr(model, name): bind(name, getattr(model, name)) for name in values}
    return model.insert({model.entity: bind("entity"), **row})


def _update(model: type[Owned], names: Iterable[str]) -> Any:
    columns = (getattr(model, name) for name in names)
    return model.update({column: bind(column.name, column) for column in columns}).where(
        (model.entity == bind("entity")) & (model.id == bind("id"))
    )
