"""Test how conditions, order and page become SQL: compiled once a shape, and served by indexes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from store import finding, texts
from store.customers import CUSTOMERS
from store.database import Database, Session
from store.finding import Findable
from store.invoices import INVOICES
from store.series import SERIES

MATCHING = {"ids": [1, 2], "status": ["Open"], "address": "STRASSE", "labels": [1, 2]}


@pytest.fixture
def entity(database: Database) -> Iterator[Database]:
    """Work for the first entity."""
    with database.transaction(1):
        yield database


def page(what: Findable, conditions: Mapping[str, Any], order: Sequence[str] = ()) -> list[bytes]:
    """Find a page."""
    return finding.find(what, conditions, order, limit=10)


def test_a_statement_is_compiled_once_a_shape(entity: Database) -> None:
    page(INVOICES, MATCHING, ["-number"])
    known = len(entity._statements)
    page(
        INVOICES, {"ids": [3, 4, 5], "status": ["Sent"], "address": "x", "labels": []}, ["-number"]
    )

    assert len(entity._statements) == known
    page(INVOICES, {**MATCHING, "ids": [1]}, ["-number"])
    page(INVOICES, MATCHING, ["number"])
    assert len(entity._statements) == known + 2


def test_shapes_do_not_pile_up(entity: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.database.MAX_STATEMENTS", 3)
    for key in INVOICES.order:
        page(INVOICES, {}, [key])

    assert len(entity._statements) <= 3


@pytest.mark.parametrize("what", [INVOICES, CUSTOMERS, SERIES], ids=lambda what: what.model)
@pytest.mark.parametrize("sign", ["", "-"])
def test_every_order_ends_by_the_id(entity: Database, what: Findable, sign: str) -> None:
    assert finding.count(what, {}) in (0, 4)
    for key in what.order:
        page(what, {}, [sign + key])
        ends = [text.sql for text in entity._statements.values() if "ORDER BY" in text.sql]
        ended = ends[-1].rpartition("ORDER BY")[2]

        assert ended.count('"id"') == 1, ended


# PostgreSQL decides by the size of its tables.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_of_each_order_walks_an_index(entity: Database) -> None:
    for key in INVOICES.order:
        page(INVOICES, {}, [key])
        statement = list(entity._statements.values())[-1]
        values = {"entity": 1, "limit_": 10}
        plan = entity.peewee.execute_sql(
            f"EXPLAIN QUERY PLAN {statement.sql}", statement.parameters(values)
        ).fetchall()
        # The page that was cut is sorted again; the table never is.
        walked = [row[3] for row in plan if "invoice" in row[3] or "TEMP B-TREE" in row[3]]

        assert "USING" in walked[0], plan
        assert sum("TEMP B-TREE" in step for step in walked) <= 1, plan


@pytest.mark.parametrize(
    ("one", "other"),
    [("Straße", "STRASSE"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("Ärger", "ÄRGER"), ("ﬁn", "FIN")],
)
def test_texts_fold_alike(one: str, other: str) -> None:
    assert texts.fold(one) == texts.fold(other)


@pytest.mark.usefixtures("entity")
def test_what_is_not_there_is_none_and_nothing() -> None:
    assert finding.get(INVOICES, 1) is None
    assert finding.count(INVOICES, {"ids": []}) == 0
    assert page(INVOICES, {"after": 2**31 - 1}) == []
    assert finding.existing(SERIES.model, [1, 2, 99]) == {1, 2}


def test_the_store_is_not_used_outside_of_a_session(database: Database) -> None:
    with pytest.raises(AssertionError, match="outside of a session"):
        finding.count(INVOICES, {})
    assert Session(database, 1).entity == 1
