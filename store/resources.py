"""Writing the small resources: their row, their stored answer, and who uses them."""

from collections.abc import Mapping, Sequence
from typing import Any

import peewee

from store import records, searching
from store.database import bind
from store.finding import Findable
from store.models import TABLES, Owned, Settings

# Columns that the records, and not the resource, decide.
_OWN = ("id", "entity", "body")


def insert(what: Findable, resource: Mapping[str, Any]) -> int:
    """Insert the row of a resource, its answer still to come, and return its id."""
    return records.insert(what.model, {**_columns(what, resource), "body": b""})


def update(what: Findable, resource: Mapping[str, Any]) -> None:
    """Update the row of a resource."""
    updated = records.update(what.model, resource["id"], _columns(what, resource))
    assert updated == 1, "the row was locked before"


def set_body(what: Findable, id_: int, body: bytes) -> None:
    """Store the canonical answer of a resource."""
    records.update(what.body or what.model, id_, {"body": body})


def lock(what: Findable, id_: int) -> bytes | None:
    """Return the stored answer of a row, which stays locked until the transaction ends."""
    model = what.model
    row = records.fetch_one(
        (what, "lock"),
        lambda: records.locked(records.select(model, model.body).where(model.id == bind("id"))),
        id=id_,
    )
    return None if row is None else row[0]


def delete(what: Findable, ids: Sequence[int]) -> None:
    """Delete rows; unknown ids are ignored."""
    searching.remove(what, ids)
    records.delete(what.model, what.model.id, ids)


def take_turn() -> None:
    """Wait until no other transaction of the entity is past this point.

    What holds over several rows (one default, a country in one active area) is looked up and
    written behind it, so that the second of two callers sees what the first one did. Every
    entity has settings, and their row stands for the entity.
    """
    records.fetch("turn", lambda: records.locked(records.select(Settings, Settings.id)))


def defaults(what: Findable, *, but: int) -> list[int]:
    """Return which rows, but for one, are marked as the default."""
    model = what.model
    rows = records.fetch(
        (what, "defaults"),
        lambda: records.select(model, model.id).where(model.is_default & (model.id != bind("but"))),
        but=but,
    )
    return [row[0] for row in rows]


def user_of(what: Findable, id_: int) -> str | None:
    """Name a row that refers to this one and keeps it, such as "invoice 7"."""
    for column in _references(what.model):
        owner: type[Owned] = column.model
        told = _OWNERS.get(owner.__name__, {owner.__name__.lower(): "id"})
        row = records.fetch_one(
            ("user of", column),
            lambda owner=owner, column=column, told=told: (  # type: ignore[misc] # mypy can't infer defaults
                records.select(owner, *(getattr(owner, name) for name in told.values()))
                .where(column == bind("id"))
                .limit(1)
            ),
            id=id_,
        )
        if row is not None:
            named = zip(told, row, strict=True)
            return next(f"{name} {value}" for name, value in named if value is not None)
    return None


# How a row is told of: those that are part of another resource by that one's name and column.
_OWNERS = {
    "TaxRate": {"tax area": "area"},
    "PaymentMethodShipping": {"payment method": "payment_method"},
    "Item": {"order": "order", "invoice": "invoice"},
    "ShippingMethod": {"shipping method": "id"},
    "PaymentMethod": {"payment method": "id"},
    "SeriesJournal": {"voided number": "number"},
    "ChainLink": {"invoice": "document"},
}


def _references(model: Any) -> list[Any]:
    """Return the columns that refer to a table, without those that are deleted with it."""
    return [
        column
        for table in TABLES
        if issubclass(table, Owned)
        for column in table._meta.sorted_fields  # noqa: SLF001 - peewee's public face
        if isinstance(column, peewee.ForeignKeyField)
        and column.rel_model is model
        and column.on_delete != "CASCADE"
    ]


def _columns(what: Findable, resource: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a resource are columns of its table."""
    names = what.model._meta.fields  # noqa: SLF001 - peewee's public face
    return {name: resource[name] for name in names if name not in _OWN and name in resource}
