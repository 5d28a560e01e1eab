"""What must hold in any database: every stored answer says what its rows and labels say."""

from typing import Any

import store.finding
import store.items
import store.labels
from handlers.kinds import INVOICE, ORDER
from handlers.rules import numbering
from schemas import stored
from schemas.line_items import LINE_ITEM
from store.database import Database
from store.models import Item

Row = dict[str, Any]

# What a line item tells beside what its document shows of it.
OWN = ("order", "invoice", "creation_time", "update_time")


def assert_consistent(database: Database, *, orders: int = 0, invoices: int = 0) -> None:
    """Assert it for every document; there must be at least so many."""
    for kind, least in ((ORDER, orders), (INVOICE, invoices)):
        model = kind.what.model
        rows = list(model.select().order_by(model.id).dicts().execute(database.peewee))
        assert len(rows) >= least
        for row in rows:
            _assert_document(database, kind, row)
        _assert_counted(database, kind, rows)


def _assert_counted(database: Database, kind: Any, rows: list[Row]) -> None:
    """Assert that each entity's documents are counted, but for those in the trash."""
    counted = [row["entity"] for row in rows if row.get("deleted_time") is None]
    for entity in {row["entity"] for row in rows}:
        with database.transaction(entity):
            found = store.finding.count(kind.what, kind.what.tallied)
        assert found == counted.count(entity)


def _assert_document(database: Database, kind: Any, row: Row) -> None:
    id_ = row["id"]
    with database.transaction(row["entity"]):
        body = store.finding.get(kind.what, id_)
        labels = store.labels.of(kind.title, [id_]).get(id_, [])
        brief = store.finding.get(kind.what.showing(["number"]), id_)
    assert body is not None
    parsed = stored.parse(kind.shape, body)
    key = numbering.sort_key(parsed["number"])
    own = {name: row[name] for name in row if name not in ("id", "entity")}

    assert stored.render(kind.shape, parsed) == body
    assert brief == stored.brief(body, kind.what.left_out)
    assert kind.table.columns(parsed, key) == own
    assert sorted(parsed["labels"]) == labels
    query = Item.select().where(getattr(Item, kind.name) == id_).order_by(Item.position).dicts()
    items = list(query.execute(database.peewee))
    assert len(items) == len(parsed["items"])
    for position, (each, shown) in enumerate(zip(items, parsed["items"], strict=True)):
        _assert_item(kind, row, each, {"position": position, **shown})


def _assert_item(kind: Any, document: Row, row: Row, shown: Row) -> None:
    assert row["entity"] == document["entity"]
    assert {name: row[name] for name in row if name in shown} == {
        name: shown[name] for name in shown if name in row
    }
    line_item = stored.parse(LINE_ITEM, bytes(row["body"]))
    position = shown.pop("position")
    own = {
        name: line_item.pop(name) for name in ("order", "invoice", "creation_time", "update_time")
    }
    assert line_item == shown
    assert own == {
        "order": None,
        "invoice": None,
        "creation_time": row["creation_time"],
        "update_time": row["update_time"],
        kind.name: document["id"],
    }
    assert store.items.columns(position, shown)["search_key"] == row["search_key"]
