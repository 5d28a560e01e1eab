"""Audits: gaps, doubles, dates that go back, broken links, and documents that disagree.

What the database refuses is done here as somebody does it who owns the schema: the triggers are
dropped first.
"""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules import numbering
from handlers.rules.auditing import Numbered, Numbers
from store.database import Database
from tests import direct
from tests.examples import invoice

Row = dict[str, Any]


def create(**fields: Any) -> int:
    """Create an invoice of 2013."""
    request = invoice(**{"issueDate": "2013-08-28", **fields})
    return int(direct.call("commerce.invoices.create", request)["id"])


def close(id_: int) -> None:
    direct.call("commerce.invoices.close", {"id": id_})


def get(id_: int) -> Row:
    return dict(direct.call("commerce.invoices.get", {"id": id_})["invoice"])


def audit(**request: Any) -> Row:
    found = direct.call("commerce.series.find", {"conditions": {"kind": "Invoice"}})
    return direct.call("commerce.series.audit", {"id": found["series"][0]["id"], **request})


@pytest.fixture
def filled(database: Database) -> Database:
    """Make five closed invoices."""
    with direct.entity(database):
        direct.open_shop()
        for _ in range(5):
            close(create())
    return database


def tamper(database: Database, *statements: str) -> None:
    """Run statements without the triggers."""
    run = database.peewee.execute_sql
    if database.dialect == "sqlite":
        found = run("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in found:
            if name.startswith("frozen_"):
                run(f"DROP TRIGGER {name}")
        run("PRAGMA foreign_keys = 0")
    else:
        for table in ("invoice", "item", "invoice_body", "invoice_brief", "chain_link"):
            run(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    for statement in statements:
        run(statement)
    if database.dialect == "sqlite":
        run("PRAGMA foreign_keys = 1")


def audited(database: Database, **request: Any) -> Row:
    with direct.entity(database):
        return audit(**request)


def test_a_whole_book_is_sound(filled: Database) -> None:
    with direct.entity(filled):
        deleted = create()
        direct.call("commerce.invoices.delete", {"ids": [deleted]})
        create(number="own")
        create(issueDate="2014-01-01")
    answer = audited(filled)

    assert answer["isSound"] is True
    assert answer["counts"] == {
        "documents": 7,
        "closed": 5,
        "voided": 1,
        "otherNumbers": 1,
        "links": 5,
        "checked": 5,
        "gaps": 0,
        "doubles": 0,
        "dateInversions": 0,
        "brokenLinks": 0,
        "disagreements": 0,
    }
    assert len(answer["head"]) == 64
    assert answer["next"] is None


@pytest.mark.parametrize("kind", ["Order", "Proforma", "CreditNote"])
def test_every_kind_of_series_is_audited(filled: Database, kind: str) -> None:
    with direct.entity(filled):
        for _ in range(2):
            direct.call("commerce.orders.create", {"order": invoice()["invoice"]})
            create(type="Proforma", number="2013/1")
        found = direct.call("commerce.series.find", {"conditions": {"kind": kind}})["series"]
        answer = direct.call("commerce.series.audit", {"id": found[0]["id"]})

    assert answer["isSound"] is True
    assert answer["counts"]["documents"] == {"Order": 2, "Proforma": 2, "CreditNote": 0}[kind]
    assert answer["head"] == ""


def test_a_series_that_does_not_exist_is_told(database: Database) -> None:
    with direct.entity(database):
        assert direct.tried(database, "commerce.series.audit", {"id": 99}) == (
            None,
            ["SERIES_NOT_FOUND"],
        )


def test_gaps_are_told_year_by_year(filled: Database) -> None:
    with direct.entity(filled):
        for number in ("2012/3", "2013/9"):
            create(number=number)
    tamper(filled, "DELETE FROM invoice WHERE number IN ('2013/2', '2013/9')")
    answer = audited(filled)

    assert answer["gaps"] == [
        {"year": 2012, "first": "2012/1", "last": "2012/2", "count": 2},
        {"year": 2013, "first": "2013/2", "last": "2013/2", "count": 1},
        {"year": 2013, "first": "2013/6", "last": "2013/9", "count": 4},
    ]
    assert answer["counts"]["gaps"] == 3
    assert [row["description"] for row in answer["disagreements"]] == ["it does not exist"]


def test_doubles_are_told(filled: Database) -> None:
    with direct.entity(filled):
        same = create(number="2013/03")
        deleted = create()
        direct.call("commerce.invoices.delete", {"ids": [deleted]})
    tamper(
        filled,
        "DROP INDEX invoice_number",
        "UPDATE invoice SET number = '2013/6' WHERE number = '2013/5'",
        "UPDATE invoice SET number = '2013/1' WHERE number = '2013/2'",
    )

    assert audited(filled)["doubles"] == [
        {"number": "2013/1", "documents": [1, 2]},
        {"number": "2013/3", "documents": [3, same]},
        {"number": "2013/6", "documents": [5]},
    ]


def test_dates_that_go_back_are_told_and_never_refused(database: Database) -> None:
    with direct.entity(database):
        direct.open_shop()
        days = ("2013-01-05", "2013-03-01", "2013-02-01", "2013-02-02", "2013-03-01", "2012-12-31")
        for day in days:
            close(create(issueDate=day))
    answer = audited(database)

    assert answer["dateInversions"] == [
        {
            "document": id_,
            "number": f"2013/{id_}",
            "issueDate": day,
            "earlierNumber": "2013/2",
            "laterDate": "2013-03-01",
        }
        for id_, day in ((3, "2013-02-01"), (4, "2013-02-02"))
    ]
    assert answer["isSound"] is False


LINKS: dict[str, tuple[str, list[int]]] = {
    "a changed hash": (f"UPDATE chain_link SET hash = '{'0' * 64}' WHERE position = 2", [2, 3]),
    "a dropped link": ("DELETE FROM chain_link WHERE position = 2", [3]),
    "the first dropped": ("DELETE FROM chain_link WHERE position = 1", [2]),
    "a changed time": ("UPDATE chain_link SET close_time = 1 WHERE position = 4", [4]),
    "another document": ("UPDATE chain_link SET document = 99 WHERE position = 1", [1]),
    "another past": ("UPDATE chain_link SET previous = hash WHERE position = 5", [5]),
    "changed content": ("UPDATE chain_link SET content = '{}' WHERE position = 3", [3]),
    "no content": ("UPDATE chain_link SET content = '' WHERE position = 3", [3]),
}


@pytest.mark.parametrize(("statement", "broken"), LINKS.values(), ids=LINKS.keys())
def test_broken_links_are_told(filled: Database, statement: str, broken: list[int]) -> None:
    tamper(filled, statement)
    answer = audited(filled)

    assert [row["position"] for row in answer["brokenLinks"]] == broken
    assert answer["isSound"] is False


def test_swapped_links_are_told(filled: Database) -> None:
    tamper(
        filled,
        "UPDATE chain_link SET position = 9 WHERE position = 2",
        "UPDATE chain_link SET position = 2 WHERE position = 4",
        "UPDATE chain_link SET position = 4 WHERE position = 9",
    )

    assert [row["position"] for row in audited(filled)["brokenLinks"]] == [2, 3, 4, 5]


def test_documents_that_disagree_are_told(filled: Database) -> None:
    mark = "?" if filled.dialect == "sqlite" else "%s"
    row = filled.peewee.execute_sql("SELECT body FROM invoice_body WHERE id = 2").fetchone()
    body = bytes(row[0]).replace(b"168.99", b"168.98").replace(b"Holmes", b"Moriarty")
    tamper(filled)
    filled.peewee.execute_sql(f"UPDATE invoice_body SET body = {mark} WHERE id = 2", (body,))
    filled.peewee.execute_sql("UPDATE invoice SET is_closed = FALSE WHERE id = 3")
    filled.peewee.execute_sql("DELETE FROM chain_link WHERE document = 5")
    filled.peewee.execute_sql("DELETE FROM invoice_body WHERE id = 1")
    told = audited(filled)["disagreements"]

    assert [(row["document"], row["number"]) for row in told] == [
        (5, "2013/5"),
        (1, "2013/1"),
        (2, "2013/2"),
        (3, "2013/3"),
    ]
    assert [row["description"] for row in told[:2]] == [
        "it is closed, and in no chain",
        "it does not exist",
    ]
    assert told[2]["description"].startswith("it differs in billingAddress, customerName, ")
    assert told[3]["description"] == "it is open"


def test_a_brief_answer_that_is_not_that_of_its_document_is_told(filled: Database) -> None:
    mark = "?" if filled.dialect == "sqlite" else "%s"
    row = filled.peewee.execute_sql("SELECT body FROM invoice_brief WHERE id = 2").fetchone()
    forged = bytes(row[0]).replace(b"168.99", b"168.98")
    tamper(filled)
    filled.peewee.execute_sql(f"UPDATE invoice_brief SET body = {mark} WHERE id = 2", (forged,))
    (told,) = audited(filled)["disagreements"]

    assert (told["document"], told["number"]) == (2, "2013/2")
    assert told["description"].startswith("its brief answer differs in dueTotal, ")


def test_a_long_chain_is_checked_in_parts(filled: Database) -> None:
    tamper(filled, f"UPDATE chain_link SET hash = '{'0' * 64}' WHERE position = 4")
    found = []
    after = 0
    for _ in itertools.count():
        answer = audited(filled, after=after, limit=2)
        found.append((answer["counts"]["checked"], [b["position"] for b in answer["brokenLinks"]]))
        if answer["next"] is None:
            break
        after = answer["next"]

    assert found == [(2, []), (2, [4]), (1, [5])]


def test_what_is_found_is_counted_in_full_and_told_in_part(database: Database) -> None:
    with direct.entity(database):
        direct.open_shop()
        for i in range(1, 103):
            create(number=f"2013/{2 * i}", items=[])
    answer = audited(database)

    assert (answer["counts"]["gaps"], len(answer["gaps"])) == (102, 100)


# ---- The rules alone


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 9)), max_size=20),
    st.sets(st.integers(1, 30)),
    st.integers(0, 32),
)
def test_numbers_are_judged_as_by_counting(
    given_: list[tuple[int, int]], voided: set[int], last: int
) -> None:
    pattern = numbering.pattern("N{seq}")
    assert pattern is not None
    numbers = Numbers(pattern)
    day: Callable[[int], str] = lambda days: str(date(2013, 1, 1) + timedelta(days))  # noqa: E731 - a table
    rows = [Numbered(id_, f"N{seq}", day(days)) for id_, (seq, days) in enumerate(given_)]
    for row in rows:
        numbers.add(row, is_closed=True)
    numbers.void(f"N{seq}" for seq in voided)
    numbers.count({0: last})
    year = numbers.year(0)
    used = [seq for seq, _ in given_]

    missing = {seq for first, end in year.gaps() for seq in range(first, end + 1)}
    assert missing == set(range(1, max([last, *used, *voided]) + 1)) - {*used} - voided
    doubled = {int(same[0].number[1:]) for same in year.doubles()}
    assert doubled == {seq for seq in used if used.count(seq) > 1 or seq in voided}
    in_order = sorted(rows, key=lambda row: int(row.number[1:]))
    inverted = [
        row.id
        for i, row in enumerate(in_order)
        if any(before.issue_date > row.issue_date for before in in_order[:i])  # type: ignore[operator]
    ]
    assert [row.id for _, row in year.inversions()] == inverted
