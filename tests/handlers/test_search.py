"""`search`, as users of any resource rely on it, against the same filter in Python."""

import itertools
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpc.registry import methods
from store import finding, searching
from store.customers import CUSTOMERS
from store.database import Database
from store.invoices import INVOICES
from store.models import Search as Text
from store.texts import fold
from tests import direct
from tests.api import Api
from tests.examples import address, invoice, item, shipping_address
from tests.rpc.test_auth import add_entity

# Items are asked for by their document only.
FINDING = sorted(
    name
    for name in methods()
    if name.endswith(".find") and name.split(".")[1] not in ("labels", "line-items")
)
CUSTOMER, INVOICE = "commerce.customers", "commerce.invoices"
NAMES = ["Smith", "SMITH & Sons", "Straße", "STRASSE", "ΣΊΣΥΦΟΣ", "σίσυφος", "100%", "_x_", "%s"]
NAMES += [
    "L'Aquila",
    'the "best"',
    "back\\slash",
    "😀 z😀😀😀",
    "a\tb",
    "5",
    "İstanbul",
    "ﬁn",
    "日本語",
]
NAMES += ["NOT x", "a AND b", "NEAR(x y)", "text:x", "col*", "^x", "- -", "''''", '""""', "x--y /*"]
NAMES += ["Holmes", "Watson", "Lestrade"] * 3
# What a stored answer has that is not searched.
LEFT_OUT = {"terms", "sellerAddress", "taxes", "taxCode", "country", "stateProv", "currency"}
LEFT_OUT |= {"locale", "type", "status", "rounding", "porto", "image", "kind", "discounts"}

SPELLINGS: list[Callable[[str], str]] = [str, str.upper, str.lower, str.swapcase]

Row = dict[str, Any]


@pytest.fixture
def filled(database: Database) -> Iterator[dict[str, list[Row]]]:
    """Make customers and invoices whose texts have much in common, and one of another entity."""
    with database.transaction(add_entity(database)):
        direct.call("commerce.customers.create", {"customer": {"lastName": "Holmes Elsewhere"}})
    random = Random(2026)
    with direct.entity(database):
        customer = direct.open_shop()
        for _ in range(90):
            direct.call("commerce.customers.create", {"customer": _customer(random)})
        for _ in range(70):
            direct.call("commerce.invoices.create", _invoice(random, customer))
        yield {plural: _all(f"commerce.{plural}") for plural in ("customers", "invoices")}


def _all(resource: str) -> list[Row]:
    (rows,) = direct.call(f"{resource}.find", {"limit": 1000}).values()
    return list(rows)


def _customer(random: Random) -> Row:
    return {
        "lastName": random.choice(NAMES),
        "companyName": random.choice(["", *NAMES]),
        "type": random.choice(["Person", "Company"]),
        "email": random.choice(["", "mary@example.com", "Mary@Example.com"]),
        "billingAddress": random.choice([None, address(city=random.choice(NAMES))]),
        "notes": random.choice(["", "note " * 300 + "too late"]),
        "metadata": {
            "shop": random.choice(NAMES),
            "n": random.choice([4711, Decimal("2.5"), True, None]),
        },
    }


def _invoice(random: Random, customer: int) -> Row:
    return invoice(
        status=random.choice(["Open", "Sent"]),
        isPaidFor=random.random() < 0.5,
        creationTime=f"2013-0{random.randint(1, 4)}-15 00:00:00",
        customer=random.choice([None, customer]),
        billingAddress=address(lastName=random.choice(NAMES)),
        shippingAddress=random.choice([None, shipping_address(name=random.choice(NAMES))]),
        items=[
            item(name=random.choice(NAMES), sku=f"A-{random.randrange(99)}", taxClass=1)
            for _ in range(random.randrange(3))
        ],
        terms="Payable at once.",
    )


def texts(row: Any) -> Iterator[str]:
    """Yield every text of an answer that is searched."""
    if isinstance(row, dict):
        for name, value in row.items():
            if name == "metadata":
                yield from (str(each) for each in value.values() if each not in (None, True))
            elif name not in LEFT_OUT and not name.endswith(("Time", "Date")):
                yield from texts(value)
    elif isinstance(row, list):
        for each in row:
            yield from texts(each)
    elif isinstance(row, str):
        yield row[:1000]


def has(row: Row, search: str) -> bool:
    """Tell whether every word is somewhere in the texts of an answer."""
    found = [text.casefold() for text in texts(row)]
    return all(any(word in text for text in found) for word in search.casefold().split())


@st.composite
def searches(draw: st.DrawFn, rows: list[Row]) -> str:
    """Draw some words: mostly parts of what is there, in any case."""
    there = list(texts(draw(st.sampled_from(rows)))) + NAMES
    words = []
    for text in draw(st.lists(st.sampled_from(there), min_size=1, max_size=3)):
        start, length = draw(st.integers(0, 5)), draw(st.sampled_from([1, 2, 3, 4, 6, 40]))
        spell = draw(st.sampled_from(SPELLINGS))
        words.append(spell(text[start : start + length]) or "x")
    return draw(st.sampled_from([" ", "  ", "\t"])).join(words)[:200]


def check_all(plural: str, rows: list[Row]) -> None:
    """Compare what is found with what Python finds."""

    @settings(
        max_examples=120,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(search=searches(rows), sign=st.sampled_from(["", "-"]))
    def check(search: str, sign: str) -> None:
        request = {"search": search, "limit": 1000, "order": [f"{sign}id"]}
        found = direct.call(f"commerce.{plural}.find", request)[plural]
        expected = [row for row in rows if has(row, search)]

        assert found == (expected[::-1] if sign else expected), search
        counted = direct.call(f"commerce.{plural}.count", {"search": search})
        assert counted == {"count": len(expected)}

    check()


@pytest.mark.parametrize("most", [searching.MAX_FOUND, 5])
@pytest.mark.parametrize("plural", ["customers", "invoices"])
def test_a_search_finds_what_has_every_word(
    filled: dict[str, list[Row]], plural: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MAX_FOUND", most)
    check_all(plural, filled[plural])


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("most", [searching.MAX_FOUND, 5])
def test_a_search_goes_with_all_that_find_takes(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MAX_FOUND", most)
    for search, order in itertools.product(
        ["holmes", "ho", "baker shirt", "watson ΣΊΣΥΦΟς", "zzz"],
        [["status", "-number"], ["-creationTime"], ["customerName", "id"], []],
    ):
        asked: Row = {
            "search": search,
            "conditions": {"status": ["Open"]},
            "query": {"metadata.none": None, "isPaidFor": False},
        }
        everything = direct.call(f"{INVOICE}.find", {"order": order, "limit": 1000})["invoices"]
        expected = [
            row["id"]
            for row in everything
            if row["status"] == "Open" and not row["isPaidFor"] and has(row, search)
        ]
        request = {**asked, "order": order, "limit": 4, "cursor": "", "fields": ["status"]}
        pages = [direct.call(f"{INVOICE}.find", request)]
        while cursor := pages[-1]["pagination"]["nextCursor"]:
            pages.append(direct.call(f"{INVOICE}.find", {**request, "cursor": cursor}))

        assert [row["id"] for page in pages for row in page["invoices"]] == expected
        assert {page["pagination"]["total"] for page in pages} == {len(expected)}
        assert direct.call(f"{INVOICE}.count", asked) == {"count": len(expected)}


def test_changes_and_deletions_keep_the_index_in_step(filled: dict[str, list[Row]]) -> None:
    random = Random(3)
    # On SQLite some of these are in the index, and others wait for it.
    for row in filled["customers"][::3]:
        change = {"id": row["id"], "customer": _customer(random)}
        direct.call("commerce.customers.update", change)
    for row in filled["invoices"][::3]:
        change = {"id": row["id"], "invoice": {"items": [item(name=random.choice(NAMES))]}}
        direct.call("commerce.invoices.update", change)
    for plural, rows in filled.items():
        ids = [row["id"] for row in rows[1::4] if row["id"] != 1]
        direct.call(f"commerce.{plural}.delete", {"ids": ids})

        check_all(plural, _all(f"commerce.{plural}"))


def test_a_text_that_stays_the_same_is_not_written_again(database: Database) -> None:
    with direct.entity(database):
        direct.open_shop()
        id_ = direct.call(f"{INVOICE}.create", invoice())["id"]
        written = database.peewee.connection()
        before = _writes(database, written)
        searching.put(INVOICES, id_, _text_of(database, "invoice", id_))

        assert _writes(database, written) == before
        direct.call(f"{INVOICE}.update", {"id": id_, "invoice": {"status": "Sent"}})
        direct.call("commerce.labels.add", {"ids": [1], "type": "Invoice", "resources": [id_]})
        found = direct.call(f"{INVOICE}.find", {"search": "baker"})["invoices"]
        assert [(row["status"], row["labels"]) for row in found] == [("Sent", [1])]


def _text_of(database: Database, kind: str, id_: int) -> str:
    query = Text.select(Text.text).where((Text.kind == kind) & (Text.resource == id_))
    (row,) = query.tuples().execute(database.peewee)
    return str(row[0].partition(" ")[2])


def _writes(database: Database, connection: Any) -> Any:
    """Return what tells of another version of any text."""
    if database.dialect == "sqlite":
        return connection.total_changes
    return connection.execute("SELECT id, ctid::text FROM search ORDER BY id").fetchall()


def test_what_is_written_is_taken_back_with_its_transaction(database: Database) -> None:
    def create(name: str) -> None:
        for i in range(70):
            direct.call(f"{CUSTOMER}.create", {"customer": {"lastName": f"{name} {i}"}})

    with direct.entity(database):
        create("Kept")
        with database.peewee.savepoint() as savepoint:
            create("Lost")
            savepoint.rollback()
        create("Kept")

        assert direct.call(f"{CUSTOMER}.count", {"search": "kept"}) == {"count": 140}
        assert direct.call(f"{CUSTOMER}.count", {"search": "lost"}) == {"count": 0}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_few_new_texts_wait_where_each_search_reads_them(database: Database) -> None:
    random = Random(1)
    with direct.entity(database):
        for _ in range(100):
            notes = "".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=500))
            direct.call(f"{CUSTOMER}.create", {"customer": {"lastName": "x", "notes": notes}})
    cleaned = "SELECT gin_clean_pending_list('search_index_trigrams')"
    [(pages,)] = database.peewee.execute_sql(cleaned).fetchall()

    # Eight pages of 8 KiB, and what the last text brings; by itself PostgreSQL lets 512 wait.
    assert pages <= 12


@pytest.mark.parametrize("most", [searching.MAX_FOUND, 5])
def test_another_entity_is_never_found(
    filled: dict[str, list[Row]],
    database: Database,
    most: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "MAX_FOUND", most)
    assert filled["customers"]
    other = database.transaction(2)
    with other:
        for search, count in (("holmes", 1), ("el", 1), ("smith", 0), ("\U000f0000", 0)):
            assert len(direct.call(f"{CUSTOMER}.find", {"search": search})["customers"]) == count
            assert direct.call(f"{CUSTOMER}.count", {"search": search}) == {"count": count}


def test_every_resource_is_searched(database: Database) -> None:
    assert len(FINDING) > 5
    with direct.entity(database):
        for name in FINDING:
            for search in ("{year}", "x", " ", "ab c"):
                (found,) = direct.call(name, {"search": search, "limit": 1000}).values()
                counted = direct.call(name.replace(".find", ".count"), {"search": search})

                assert counted == {"count": len(found)}
        series = direct.call("commerce.series.find", {"search": "/{SEQ}"})["series"]
        assert [each["kind"] for each in series] == ["Invoice", "Proforma", "CreditNote"]


async def test_methods_that_suit_are_searched_too(api: Api) -> None:
    for name, most in (("Post", 1), ("Courier", 30), ("Express courier", 3000)):
        method = {"name": name, "maxWeight": most}
        await api.call("commerce.shipping-methods.create", {"shippingMethod": method})
    request = {"conditions": {"weight": 20}, "search": "couri"}
    found = await api.call("commerce.shipping-methods.find", {**request, "fields": ["name"]})

    assert found["shippingMethods"] == [
        {"id": 2, "name": "Courier"},
        {"id": 3, "name": "Express courier"},
    ]
    assert await api.call("commerce.shipping-methods.count", request) == {"count": 2}


async def test_a_wrong_search_is_refused(api: Api) -> None:
    wrong: Any
    for wrong in ("", None, 5, "x" * 201, "a\0b", []):
        for verb in ("find", "count"):
            refusal = await api.refused_once(f"{CUSTOMER}.{verb}", {"search": wrong})
            assert refusal[:2] == ("search", "Malformed")


async def test_the_longest_search_is_answered(api: Api) -> None:
    varied = "".join(chr(0x4E00 + i) for i in range(200))
    for search in (varied, " ".join(varied)[:199], "ﬃ" * 200, '"' * 200, "\U000f0001" * 200):
        assert await api.call(f"{CUSTOMER}.count", {"search": search}) == {"count": 0}


def test_a_column_can_be_searched_instead(filled: dict[str, list[Row]]) -> None:
    names = finding.Findable(
        model=CUSTOMERS.model, conditions={}, order={}, searched=CUSTOMERS.model.full_name_key
    )
    for text in ("mith", "OL es", "%", "zzz"):
        search = searching.asked(names, text)
        expected = sum(
            all(word in fold(row["fullName"]) for word in fold(text).split())
            for row in filled["customers"]
        )

        assert finding.count(names, {}, search=search) == expected
        assert len(finding.find(names, {}, (), limit=1000, search=search)) == expected


# PostgreSQL decides by the size of its tables.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("order", [[], ["-id"], ["-creationTime"], ["customerName"], ["status"]])
def test_few_are_found_by_their_ids_and_many_by_walking_the_order(
    filled: dict[str, list[Row]],
    database: Database,
    order: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert filled["invoices"]
    found = plan(database, order)
    monkeypatch.setattr(searching, "MAX_FOUND", 5)
    walked = plan(database, order)

    assert "SEARCH t2 USING INTEGER PRIMARY KEY (rowid=?)" in found
    assert [step for step in walked if "USING COVERING INDEX invoice_entity" in step]
    assert "SEARCH t3 USING INDEX search_kind_resource (kind=? AND resource=?)" in walked
    assert not [step for step in found + walked if step.startswith(("SCAN t2", "SCAN t3"))]
    # What was cut is sorted again, and what has the same status by its id.
    assert sum("TEMP B-TREE" in step for step in walked) <= 1 + (order == ["-creationTime"])


def plan(database: Database, order: list[str]) -> list[str]:
    """Return how SQLite finds a page of invoices."""
    search = searching.asked(INVOICES, "baker holmes")
    asked: Any = {"conditions": {}, "search": search}
    finding.find(INVOICES, order=order, limit=10, **asked)
    statement = list(database._statements.values())[-1]
    bound = {"entity": 1, "limit_": 10, **finding._asked(INVOICES, {}, (), search)[1]}
    rows = database.peewee.execute_sql(
        f"EXPLAIN QUERY PLAN {statement.sql}", statement.parameters(bound)
    )
    return [row[3] for row in rows.fetchall()]


def test_a_search_is_compiled_once_a_shape(
    filled: dict[str, list[Row]], database: Database
) -> None:
    assert filled
    for text in ("baker", "holmes", "%", "x y", "lond street", "AND OR"):
        direct.call(f"{INVOICE}.find", {"search": text})
    known = len(database._statements)
    for text in ("other", "nowhere", "?", "q z", "some more", "NOT x"):
        direct.call(f"{INVOICE}.find", {"search": text})

    assert len(database._statements) == known
