"""Find, query and pages of orders among a few thousand, against the same filters in Python."""

import copy
import itertools
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import drafting, storing
from handlers.kinds import ORDER
from handlers.method import Context
from schemas import orders as shape
from schemas.queries import Query, operators
from store import databases
from store.database import Bind, Database
from store.texts import fold
from tests import direct
from tests.consistency import assert_consistent
from tests.examples import address, shipping_address
from tests.handlers.test_query import MEANS, NAMES, SCALARS, Row, at, operand, paths

D = Decimal
FIND, COUNT = "commerce.orders.find", "commerce.orders.count"
MANY = 2000
START = datetime(2013, 1, 1, tzinfo=UTC)
META = ["shop", "n", "flag", "ключ", "a.b", "[0]", "%s", "*"]

BOUNDED = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


# ---- A few thousand orders


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def many(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Open a database of each kind with many orders that differ in all that is looked at."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("orders") / "orderly.db"
        shutil.copy(Path(request.getfixturevalue("sqlite_template")), path)
        database = databases.connect(f"sqlite:///{path}")
        fill(database)
        yield database
        database.close()
        return
    running = request.getfixturevalue("postgres")
    running.create("many", template="prepared")
    database = databases.connect(running.url("many"))
    fill(database)
    yield database
    database.close()
    running.drop("many")


@pytest.fixture(scope="module")
def rows(many: Database) -> list[Row]:
    """Return all orders, those in the trash too, as callers read them."""
    with direct.entity(many):
        return [
            row
            for deleted in (False, True)
            for first in range(0, MANY, 1000)
            for row in direct.call(
                FIND, {"conditions": {"deleted": deleted}, "first": first, "limit": 1000}
            )["orders"]
        ]


@pytest.fixture
def entity(many: Database) -> Iterator[None]:
    """Call methods on the many orders; what is written is taken back."""
    with direct.entity(many), many.peewee.atomic() as changes:
        yield
        changes.rollback()


def fill(database: Database) -> None:
    """Make some orders as callers do, and copies of them that differ."""
    random = Random(2013)
    context = Context(now=START, zone=UTC)
    with direct.entity(database):
        customer = direct.open_shop()
        integration = direct.call(
            "commerce.order-integrations.create",
            {"orderIntegration": {"name": "Shop", "source": "Shopify"}},
        )["id"]
        ids = [
            direct.call("commerce.orders.create", {"order": _template(random)})["id"]
            for _ in range(40)
        ]
        templates = [drafting.stored_document(ORDER, id_) for id_ in ids]
        for i in range(MANY - len(ids)):
            order = copy.deepcopy(random.choice(templates))
            assert order is not None
            for item in order["items"]:
                item |= {"id": None, "item": random.choice([None, *range(1, 40)])}
                del item["id"]
            order |= _varied(random, i, customer, integration)
            storing.insert(ORDER, order, context)


def _template(random: Random) -> Row:
    """Draw what decides on amounts and addresses."""
    return {
        "taxPercent": 0,
        "currency": random.choice(["EUR", "JPY", "KWD"]),
        "billingAddress": random.choice(
            [None, address(lastName=random.choice(NAMES), city=random.choice(NAMES))]
        ),
        "shippingAddress": random.choice([None, shipping_address(name=random.choice(NAMES))]),
        "items": [
            {"price": random.choice([D("-1.5"), 0, 9, D("10.005"), 100])}
            for _ in range(random.randrange(3))
        ],
        "charged": random.choice(
            [None, None, {"total": random.choice([1, 2, 3]), "taxedTotal": random.choice([2, 4])}]
        ),
        "customerData": random.choice(
            [None, {"companyName": random.choice(NAMES), "isBusiness": random.random() < 0.5}]
        ),
        "standingData": {"interval": random.choice([1, 2])},
        "overrideTotal": random.choice([None, None, 5]),
    }


def _varied(random: Random, i: int, customer: int, integration: int) -> Row:
    """Draw what orders are found by."""
    of_shop = random.random() < 0.5
    is_deleted = random.random() < 0.1
    created = START + timedelta(hours=random.randrange(200))
    return {
        "type": random.choice(["Order"] * 8 + ["Estimate", "Purchase"]),
        "status": random.choice(shape.STATUSES[1:5]),
        "source": "Shopify" if of_shop else random.choice(["Manual", "WooCommerce"]),
        "source_id": random.choice(["", "7", f"gid://{i}"]) if not of_shop else f"gid://{i}",
        "order_integration": integration if of_shop else None,
        "creation_time": created,
        "update_time": created + timedelta(hours=random.randrange(3)),
        "deleted_time": START if is_deleted else None,
        "number": random.choice(["", f"2013/{random.randrange(1200)}", f"A-{random.randrange(9)}"]),
        "processing_status": random.choice(shape.PROCESSING_STATUSES),
        "payment_status": random.choice(shape.PAYMENT_STATUSES),
        "is_paid_for": random.random() < 0.5,
        "process_after": random.choice([None, None, created]),
        "paid_time": random.choice([None, created]),
        "due_date": random.choice([None, created.date()]),
        "invoice": random.choice([None, None, i + 1]),
        "customer": random.choice([None, None, customer]),
        "customer_name": random.choice(NAMES),
        "customer_email": random.choice(["", "a@b.com", "A@b.com", f"x{i}@b.com"]),
        "external_id": random.choice(["", f"x{i}"]),
        "external_value": random.choice(["", f"v{i}"]),
        "old_hash": random.choice(["", f"h{i}"]),
        "labels": sorted(random.sample(range(1, 8), random.choice([0, 0, 1, 3]))),
        "metadata": {key: random.choice(SCALARS) for key in random.sample(META, 3)},
        "title": random.choice(NAMES),
        "is_fulfilled": random.random() < 0.5,
        "token": f"{i:032}",
    }


def found(request: Row) -> list[int]:
    """Return the ids of all that a find finds, in its order, and that count says the same."""
    ids: list[int] = []
    for first in range(0, MANY, 1000):
        page = {"limit": 1000, "first": first, "fields": ["id"], **request}
        ids += [row["id"] for row in direct.call(FIND, page)["orders"]]
        if len(ids) < first + 1000:
            break
    asked = {name: value for name, value in request.items() if name in ("conditions", "query")}
    assert direct.call(COUNT, asked) == {"count": len(ids)}, request
    return ids


# ---- Query


def steps(path: str) -> tuple[str, ...]:
    owner, _, rest = path.partition(".")
    return (owner, rest) if owner == "metadata" else tuple(path.split("."))


@pytest.mark.usefixtures("entity")
def test_every_operator_means_what_it_says(rows: list[Row]) -> None:
    standing = [row for row in rows if row["deletedTime"] is None]
    known = paths(Query(shape.ORDER), "metadata")

    @settings(BOUNDED, max_examples=50)
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        query: Row = {}
        for path, leaf in data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=3)):
            operator = data.draw(st.sampled_from(operators(leaf.field)))
            there = [at(row, leaf.steps) for row in data.draw(st.sampled_from(PARTS))(standing)]
            query[path] = {operator: operand(data, leaf, operator, there)}
        expected = [row["id"] for row in standing if meets(row, query)]

        assert found({"query": query}) == expected, query

    check()


# What operands are drawn from: all rows, or few, of which each value is likely to be drawn.
PARTS: list[Callable[[list[Row]], list[Row]]] = [lambda all_: all_[::7], lambda all_: all_[:5]]


def meets(row: Row, query: Row) -> bool:
    """Tell whether a row meets all terms."""
    return all(
        MEANS[operator](at(row, steps(path)), wanted)
        for path, term in query.items()
        for operator, wanted in term.items()
    )


@pytest.mark.usefixtures("entity")
@pytest.mark.parametrize("key", ["id", "-creationTime", "number", "status", "-taxedTotal"])
def test_few_valued_columns_are_queried_in_any_order(rows: list[Row], key: str) -> None:
    standing = [row for row in rows if row["deletedTime"] is None]
    queries: list[Row] = [
        {"processingStatus": {"equals": "Failed"}},
        {"processingStatus": {"in": ["Failed", "Pending"]}, "status": {"not": "New"}},
        {"source": {"equals": "Shopify"}, "isPaidFor": {"equals": True}},
        {"paymentStatus": {"notIn": ["Paid"]}, "customerEmail": {"equals": "A@b.com"}},
        {"customerEmail": {"in": ["a@b.com", "x7@b.com", "X8@b.com"]}},
        {"type": {"equals": "Estimate"}, "metadata.shop": {"not": None}},
        {"orderIntegration": {"equals": None}, "deletedTime": {"equals": None}},
        {"charged.total": {"gte": 2}, "customerData.isBusiness": {"equals": True}},
        {"shippingAddress.name": {"contains": "SMITH"}},
        {"dueDate": {"lt": "2013-01-04"}, "processAfter": {"not": None}},
    ]
    for query in queries:
        expected = [row for row in standing if meets(row, query)]

        assert found({"query": query, "order": [key]}) == in_order(expected, [key]), query


# ---- Conditions and orders


def natural(number: str) -> list[Any]:
    """Spell a number so that runs of digits compare as numbers."""
    return [
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in re.findall(r"\d+|\D", number)
    ]


KEYS: dict[str, Callable[[Row], Any]] = {
    "id": lambda row: row["id"],
    "number": lambda row: natural(row["number"]),
    "status": lambda row: row["status"],
    "creationTime": lambda row: row["creationTime"],
    "updateTime": lambda row: row["updateTime"],
    "total": lambda row: row["total"],
    "taxedTotal": lambda row: row["taxedTotal"],
    "isPaidFor": lambda row: row["isPaidFor"],
    "customerName": lambda row: fold(row["customerName"]),
}
DIRECTED = [sign + key for key in KEYS for sign in ("", "-")]


def in_order(found_: list[Row], order: list[str]) -> list[int]:
    """Return the ids of rows in an order, ended by the id."""
    ordered = sorted(found_, key=lambda row: int(row["id"]))
    for key in reversed(order):
        ordered.sort(key=KEYS[key.removeprefix("-")], reverse=key.startswith("-"))
    return [row["id"] for row in ordered]


def one_of(name: str) -> Callable[[Row, Any], bool]:
    return lambda row, wanted: row[name] in (wanted if isinstance(wanted, list) else [wanted])


def is_(name: str) -> Callable[[Row, Any], bool]:
    return lambda row, wanted: bool(row[name] == wanted)


def has_address(row: Row, wanted: str) -> bool:
    addresses = (row["billingAddress"] or {}, row["shippingAddress"] or {})
    return any(fold(wanted) in fold(text) for each in addresses for text in each.values() if text)


CONDITIONS: dict[str, Callable[[Row, Any], bool]] = {
    "ids": one_of("id"),
    "type": one_of("type"),
    "status": one_of("status"),
    "processingStatus": one_of("processingStatus"),
    "paymentStatus": one_of("paymentStatus"),
    "source": one_of("source"),
    "sourceId": is_("sourceId"),
    "orderIntegration": is_("orderIntegration"),
    "externalId": is_("externalId"),
    "items": lambda row, wanted: any(item["item"] in wanted for item in row["items"]),
    "isPaidFor": is_("isPaidFor"),
    "fromNumber": lambda row, wanted: natural(row["number"]) >= natural(wanted),
    "toNumber": lambda row, wanted: (
        bool(row["number"]) and natural(row["number"]) <= natural(wanted)
    ),
    "fromCreationTime": lambda row, wanted: row["creationTime"] >= wanted,
    "toCreationTime": lambda row, wanted: row["creationTime"] <= wanted,
    "fromUpdateTime": lambda row, wanted: row["updateTime"] >= wanted,
    "toUpdateTime": lambda row, wanted: row["updateTime"] <= wanted,
    "customer": is_("customer"),
    "address": has_address,
    "labels": lambda row, wanted: bool(set(row["labels"]) & set(wanted)),
    "deleted": lambda row, wanted: (row["deletedTime"] is not None) is wanted,
    "after": lambda row, wanted: row["id"] > wanted,
}


def holds(row: Row, conditions: Row) -> bool:
    """Tell whether a row meets all conditions; the trash is left out unless it is asked for."""
    asked = {"deleted": False, **conditions}
    return all(CONDITIONS[name](row, wanted) for name, wanted in asked.items())


def of_rows(name: str) -> Callable[[Row], Any]:
    return lambda row: row[name]


# Where the value of a condition comes from.
DRAWN: dict[str, Callable[[Row], Any]] = {
    **{name: of_rows(name) for name in ("type", "status", "processingStatus", "paymentStatus")},
    **{name: of_rows(name) for name in ("source", "sourceId", "externalId", "isPaidFor")},
    "orderIntegration": lambda row: row["orderIntegration"] or 99,
    "customer": lambda row: row["customer"] or 99,
    "ids": lambda row: [row["id"], row["id"] + 5, 10**6],
    "items": lambda row: [item["item"] for item in row["items"] if item["item"]] or [3, 99],
    "fromNumber": of_rows("number"),
    "toNumber": of_rows("number"),
    "fromCreationTime": of_rows("creationTime"),
    "toCreationTime": of_rows("creationTime"),
    "fromUpdateTime": of_rows("updateTime"),
    "toUpdateTime": of_rows("updateTime"),
    "address": lambda row: (row["shippingAddress"] or {"name": "Baker St"})["name"].upper(),
    "labels": lambda row: row["labels"] or [1, 7],
    "deleted": lambda row: row["id"] % 3 == 0,
    "after": of_rows("id"),
}
SEVERAL = ("type", "status", "processingStatus", "paymentStatus", "source")


def test_all_conditions_and_order_keys_are_compared() -> None:
    wire = set(shape.Conditions().names())

    assert wire == set(CONDITIONS) == set(DRAWN)
    assert set(KEYS) == set(shape.ORDER_KEYS)


@pytest.mark.usefixtures("entity")
@pytest.mark.parametrize("name", sorted(CONDITIONS))
def test_each_condition_in_each_order(rows: list[Row], name: str) -> None:
    drawn = ({name: DRAWN[name](row)} for row in rows[len(rows) // 3 :])
    conditions = next(
        each for each in drawn if each[name] != "" and any(holds(row, each) for row in rows)
    )
    expected = [row for row in rows if holds(row, conditions)]

    for key in DIRECTED:
        request = {"conditions": conditions, "order": [key]}
        assert found(request) == in_order(expected, [key]), request


@pytest.mark.usefixtures("entity")
def test_conditions_hold_together_in_any_order(rows: list[Row]) -> None:
    @settings(BOUNDED, max_examples=100)
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        names = data.draw(st.lists(st.sampled_from(sorted(DRAWN)), unique=True, max_size=3))
        conditions = {}
        for name in names:
            value = DRAWN[name](data.draw(st.sampled_from(rows)))
            if name in SEVERAL and data.draw(st.booleans()):
                value = sorted({value, DRAWN[name](data.draw(st.sampled_from(rows)))})
            if value not in ("", None):
                conditions[name] = value
        order = data.draw(
            st.lists(
                st.sampled_from(DIRECTED), max_size=2, unique_by=lambda key: key.removeprefix("-")
            )
        )
        expected = in_order([row for row in rows if holds(row, conditions)], order)

        assert found({"conditions": conditions, "order": order}) == expected, conditions

    check()


@pytest.mark.usefixtures("entity")
def test_conditions_and_a_query_hold_together(rows: list[Row]) -> None:
    conditions = {"status": ["New", "Open"], "fromCreationTime": "2013-01-03 00:00:00"}
    query: Row = {"customerEmail": {"in": ["a@b.com", "A@b.com"]}, "title": {"contains": "smith"}}
    expected = [row for row in rows if holds(row, conditions) and meets(row, query)]

    assert 5 < len(expected) < 500
    for key in ("id", "-creationTime", "customerName"):
        request = {"conditions": conditions, "query": query, "order": [key]}
        assert found(request) == in_order(expected, [key])


# ---- Indexes


# PostgreSQL decides by the size of its tables.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("request_", "index"),
    [
        ({}, "order_entity_id_deleted_time"),
        ({"order": ["-creationTime"]}, "order_entity_creation_time_id"),
        ({"conditions": {"deleted": True}}, "order_deleted"),
        ({"conditions": {"deleted": True}, "order": ["-creationTime"]}, "order_deleted"),
        ({"conditions": {"sourceId": "7"}, "order": ["number"]}, "order_source_id"),
        ({"conditions": {"orderIntegration": 1}}, "order_of_integration"),
        (
            {"conditions": {"orderIntegration": 1}, "order": ["-creationTime"]},
            "order_of_integration_creation_time",
        ),
        ({"conditions": {"customer": 1}}, "order_customer_entity_id_is_paid_for"),
        ({"conditions": {"items": [1, 2]}}, "item_item (entity=? AND item=?)"),
        (
            {"conditions": {"processingStatus": "Pending"}, "order": ["-creationTime"]},
            "order_entity_processing_status_creation_time_id",
        ),
        ({"query": {"customerEmail": "a@b.com"}}, "order_entity_customer_email_key_id"),
        ({"query": {"customerEmail": {"in": ["a", "b"]}}}, "order_entity_customer_email_key_id"),
        ({"query": {"sourceId": "7"}, "order": ["number"]}, "order_source_id"),
        ({"query": {"sourceId": {"in": ["7", "8"]}}}, "order_source_id"),
        ({"query": {"externalValue": "7"}}, "order_external_value"),
        ({"query": {"oldHash": "7"}}, "order_old_hash"),
    ],
    ids=str,
)
def test_what_is_asked_often_is_served_by_an_index(
    database: Database, request_: Row, index: str
) -> None:
    with direct.entity(database):
        direct.call(FIND, request_)
        statement = list(database._statements.values())[-1]
        bound = [None if isinstance(each, Bind) else each for each in statement.binds]
        plan = database.peewee.execute_sql(f"EXPLAIN QUERY PLAN {statement.sql}", bound).fetchall()

    assert any(f"{index} (" in f"{row[3]} (" for row in plan), plan


# ---- Pages


def test_pages_of_orders_are_the_whole(many: Database, rows: list[Row]) -> None:
    standing = [row for row in rows if row["deletedTime"] is None]
    with direct.entity(many):
        for key in DIRECTED:
            order = [key, "-status"] if "status" not in key else [key]
            request: Row = {"order": order, "limit": 399, "fields": ["id"]}
            pages = []
            cursor: str | None = ""
            while cursor is not None:
                pages.append(direct.call(FIND, {**request, "cursor": cursor}))
                cursor = pages[-1]["pagination"]["nextCursor"]

            assert [row["id"] for page in pages for row in page["orders"]] == in_order(
                standing, order
            )
            assert {page["pagination"]["total"] for page in pages} == {len(standing)}
            for before, after in itertools.pairwise(pages):
                back = {**request, "cursor": after["pagination"]["prevCursor"]}
                assert direct.call(FIND, back)["orders"] == before["orders"]


@pytest.mark.usefixtures("entity")
def test_orders_that_stood_come_once_while_others_come_and_go(rows: list[Row]) -> None:
    @settings(BOUNDED, max_examples=10)
    @given(key=st.sampled_from(DIRECTED), seed=st.integers(0, 10**6), trash=st.booleans())
    def check(key: str, seed: int, trash: bool) -> None:
        random = Random(seed)
        conditions = {"status": ["Open", "Ready"], "deleted": trash}
        request: Row = {"conditions": conditions, "order": [key], "limit": 150, "fields": ["id"]}
        stood = found({"conditions": conditions, "order": [key]})
        moved: set[int] = set()
        seen: list[int] = []
        cursor: str | None = ""
        while cursor is not None:
            page = direct.call(FIND, {**request, "cursor": cursor, "includeTotalCount": False})
            seen += [row["id"] for row in page["orders"]]
            cursor = page["pagination"]["nextCursor"]
            # The last row of the page too: the next one begins after it all the same.
            moving = {*random.sample(stood, 3), *seen[-1:]}
            verb = "restore" if trash else "delete"
            direct.call(f"commerce.orders.{verb}", {"ids": sorted(moving)})
            moved |= moving
            for _ in range(3):
                new = {"taxPercent": 0, "status": "Open", "customerName": random.choice(NAMES)}
                made = direct.call("commerce.orders.create", {"order": new})["id"]
                if trash:
                    direct.call("commerce.orders.delete", {"ids": [made]})
        there = [id_ for id_ in seen if id_ in set(stood)]

        assert len(set(seen)) == len(seen)
        assert set(stood) - moved <= set(there)
        # Moving an order to the trash or back is a change of it.
        if key.removeprefix("-") != "updateTime":
            assert there == [id_ for id_ in stood if id_ in set(there)]
        # Back for the next example.
        verb = "delete" if trash else "restore"
        direct.call(f"commerce.orders.{verb}", {"ids": sorted(moved)})

    assert rows
    check()


def test_what_was_found_is_consistent(many: Database) -> None:
    assert_consistent(many, orders=MANY)
