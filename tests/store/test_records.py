"""Test that rows are read and written exactly, and only those of the caller's entity."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

import store.entities
from store import records
from store.database import Database, NotUnique, bind
from store.models import TABLES, Invoice, Item, Label, Owned, Series

NOW = datetime(2013, 10, 1, 12, tzinfo=UTC)
OTHER = 2


@pytest.fixture
def both(database: Database) -> Database:
    """Open a database with a second entity."""
    assert store.entities.insert(database, "Second", NOW) == OTHER
    return database


def add(label: int, resource: int = 1) -> int:
    """Insert a row."""
    return records.insert(Label, {"type": "Invoice", "resource": resource, "label": label})


def found() -> list[int]:
    """Return the entity's rows."""
    rows = records.fetch("labels", lambda: records.select(Label, Label.label).order_by(Label.id))
    return [row[0] for row in rows]


def test_rows_belong_to_who_wrote_them(both: Database) -> None:
    with both.transaction(1):
        mine = add(1)
        records.insert_many(
            Label, [{"type": "Invoice", "resource": 1, "label": label} for label in (2, 3)]
        )
    with both.transaction(OTHER):
        add(4)
        assert found() == [4]
        assert records.update(Label, mine, {"label": 9}) == 0
        assert records.delete(Label, Label.id, [mine]) == 0
    with both.transaction(1):
        assert found() == [1, 2, 3]
        assert records.update(Label, mine, {"label": 9}) == 1
        assert records.delete(Label, Label.label, [9, 3, 4]) == 2
        assert found() == [2]


def test_reserved_ids_are_new_and_never_given_again(both: Database) -> None:
    given: list[int] = []
    with both.transaction(1):
        assert records.reserve(Label, 0) == []
        for count in (1, 3):
            ids = records.reserve(Label, count)
            assert len(ids) == count
            own = {"type": "Invoice", "resource": 1}
            records.insert_many(Label, [{**own, "id": id_, "label": id_} for id_ in ids])
            given += [*ids, add(50 + count)]
            records.delete(Label, Label.id, given)

    assert given == sorted(set(given))


def test_every_table_but_two_belongs_to_an_entity() -> None:
    above = {table.__name__ for table in TABLES if not issubclass(table, Owned)}

    assert above == {"Entity", "AccessKey"}


@pytest.mark.parametrize(
    "values", [[], [1], [1, 2, 2, 99], list(range(5000))], ids=["none", "one", "some", "thousands"]
)
def test_a_column_has_one_of_many_values(database: Database, values: list[int]) -> None:
    with database.transaction(1):
        for label in (1, 2, 3):
            add(label)
        rows = records.fetch(
            "any",
            lambda: records.select(Label, Label.label).where(records.any_of(Label.label, "given")),
            given=records.array(values),
        )

    assert {row[0] for row in rows} == {1, 2, 3} & set(values)


def test_a_text_column_has_one_of_many_values(database: Database) -> None:
    with database.transaction(1):
        rows = records.fetch(
            "kinds",
            lambda: records.select(Series, Series.kind).where(records.any_of(Series.kind, "given")),
            given=records.array(["Order", "Proforma", "Nothing"]),
        )

    assert sorted(row[0] for row in rows) == ["Order", "Proforma"]


def test_values_are_bound_and_never_spelled(database: Database) -> None:
    hostile = "x'); DROP TABLE label; --"
    with database.transaction(1):
        records.insert(Label, {"type": hostile, "resource": 1, "label": 1})
        rows = records.fetch(
            "by type",
            lambda: records.select(Label, Label.type).where(Label.type == bind("given")),
            given=hostile,
        )

    assert rows == [(hostile,)]


@pytest.mark.parametrize("labels", [[1, 2, 1], [5, 5]])
def test_a_refused_row_leaves_no_trace(database: Database, labels: list[int]) -> None:
    rows = [{"type": "Invoice", "resource": 1, "label": label} for label in labels]
    for insert in (lambda: records.insert_many(Label, rows), lambda: [*map(add, labels)]):
        with pytest.raises(NotUnique), database.transaction(1):
            insert()
        with database.transaction(1):
            assert found() == []


def test_an_id_is_never_given_twice(database: Database) -> None:
    with database.transaction(1):
        last = add(1)
        records.delete(Label, Label.id, [last])
        assert add(1) > last


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (Item.price, Decimal("-9999999.999")),
        (Item.price, Decimal("0.000")),
        (Item.total_price, Decimal("12345678901234.567")),
        (Item.tax_rate, Decimal("19.00")),
        (Invoice.issue_date, date(1, 1, 1)),
        (Invoice.issue_date, date(9999, 12, 31)),
        (Invoice.creation_time, datetime(1, 1, 2, tzinfo=UTC)),
        (Invoice.creation_time, datetime(9999, 12, 30, 23, 59, 59, tzinfo=UTC)),
        (Invoice.due_date, None),
    ],
)
def test_a_value_comes_back_as_it_was(column: Any, value: Any) -> None:
    assert column.python_value(column.db_value(value)) == value


def test_a_decimal_that_does_not_fit_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        Item.price.db_value(Decimal("0.0001"))
