"""Test that an upgrade finds out of which items the items of earlier documents are parts."""

import runpy
from pathlib import Path
from typing import Any

from store import migrate
from store.database import Database
from store.models import ItemPart
from tests import direct, examples

MIGRATION = runpy.run_path(str(Path(migrate.DIRECTORY) / "0005_crediting.py"))


def parts(database: Database) -> list[tuple[Any, ...]]:
    rows = ItemPart.select(ItemPart.item, ItemPart.origin, ItemPart.takes_quantity)
    return sorted(rows.tuples().execute(database.peewee))


def test_the_parts_are_those_that_are_told_of_new_documents(database: Database) -> None:
    with direct.entity(database):
        direct.open_shop()
        for _ in range(2):
            made = direct.call("commerce.orders.create", examples.order())
            direct.call("commerce.orders.process", made)
        items = [{**examples.item(), "id": 1}, examples.item(name="Hat")]
        items[0].pop("name")
        direct.call("commerce.orders.update", {"id": 1, "order": {"items": items}})
        direct.call("commerce.orders.reissue", {"id": 1})
    before = parts(database)
    database.peewee.execute_sql("DELETE FROM item_part")
    for names in (MIGRATION["OF_ORDERS"], MIGRATION["OF_INVOICES"]):
        database.peewee.execute_sql(MIGRATION["PARTS"].format(**names))

    assert len(before) == 5
    assert parts(database) == before
