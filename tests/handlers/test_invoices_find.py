"""Finding and counting: every condition, order and page, against plain Python over the answers."""

import itertools
import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from schemas.invoices import INVOICE, ORDER_KEYS, STATUSES, TYPES, Conditions
from store import sqlite
from tests.api import NOON, Api, Clock
from tests.examples import address, invoice, item, open_shop, shipping_address

FIND, COUNT = "commerce.invoices.find", "commerce.invoices.count"
NUMBERS = ["2013/99", "2013/3918", "2013/099", "A-7", "a-10", "A-07b", "7890", "8152", "é12", ""]
NAMES = [
    {"lastName": "smith"},
    {"lastName": "Smith"},
    {"lastName": "Ärger", "city": "İzmir"},
    {"companyName": "ΣΊΣΥΦΟΣ", "street1": "Große Straße 5"},
    {"companyName": "Zebra 100% _x_", "city": "L'Aquila"},
]

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def timed(clock: Clock) -> None:
    """Set the clock before any server of these tests starts."""


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every read on SQLite too long for the event loop."""
    monkeypatch.setattr(sqlite, "LOOP_SECONDS", -1.0)
    monkeypatch.setattr(sqlite, "PROGRESS_STEPS", 1)


async def generate(api: Api, clock: Clock) -> list[Row]:
    """Make sixty invoices that differ in all that is filtered and sorted by, many of them alike."""
    random = Random(8152)
    shop = await open_shop(api)
    for _ in range(66):
        clock.now = NOON + timedelta(days=random.randrange(4), hours=random.randrange(2))
        await api.call("commerce.invoices.create", _varied(random, shop.customer))
    clock.now = NOON + timedelta(days=9)
    for id_ in (3, 17, 40):
        await api.call("commerce.invoices.update", {"id": id_, "invoice": {"status": "Disputed"}})
    labels = {"ids": [9], "type": "Invoice", "resources": [5, 6, 7]}
    await api.call("commerce.labels.add", labels)
    await api.call("commerce.invoices.delete", {"ids": [2, 11, 12, 30, 31, 66]})
    found = await api.call(FIND, {"limit": 1000})
    rows: list[Row] = found["invoices"]

    assert len(rows) == 60
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    return rows


def _varied(random: Random, customer: int) -> Row:
    day = f"2013-0{random.randint(1, 4)}-15"
    number = random.choice([None, *NUMBERS])
    changes = {
        "type": random.choice(["Proforma"] if number else TYPES),
        "status": random.choice(STATUSES),
        "isPaidFor": random.random() < 0.5,
        "creationTime": f"{day} 0{random.randrange(3)}:00:00",
        "issueDate": f"2013-0{random.randint(1, 4)}-20",
        "dueDate": random.choice([None, "2013-05-01", "2013-06-01", "2014-01-01"]),
        "customer": random.choice([None, customer]),
        "labels": random.sample(range(1, 6), random.randrange(4)),
        "currency": random.choice(["EUR", "JPY", "KWD"]),
        "billingAddress": address(**random.choice(NAMES)),
        "shippingAddress": random.choice([None, shipping_address(name="Łukasz")]),
        "items": [item(price=random.choice([Decimal("-1.5"), 0, 9, 100]), taxClass=1)],
        **({} if number is None else {"number": number}),
    }
    return invoice(**changes)


def natural(number: str) -> list[tuple[int, int, str]]:
    """Split a number into texts and integers; an integer is less than any text."""
    parts = re.findall(r"\d+|\D+", number, re.ASCII)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def addresses(row: Row) -> str:
    """Return all the text of an invoice's addresses."""
    both = (row["billingAddress"], row["shippingAddress"] or {})
    return " ".join(part for each in both for part in each.values() if part).casefold()


def ordered(rows: list[Row], order: list[str]) -> list[int]:
    """Sort by the keys, ties by id, and return the ids."""
    rows = sorted(rows, key=lambda row: row["id"])
    for key in reversed(order):
        rows.sort(key=SORTED_BY[key.removeprefix("-")], reverse=key.startswith("-"))
    return [row["id"] for row in rows]


def _as_is(key: str) -> Callable[[Row], Any]:
    return lambda row: row[key]


SORTED_BY: dict[str, Callable[[Row], Any]] = {
    **{key: _as_is(key) for key in ORDER_KEYS},
    "number": lambda row: natural(row["number"]),
    "dueDate": lambda row: (row["dueDate"] is None, row["dueDate"]),
    "customerName": lambda row: row["customerName"].casefold(),
}

# What each condition means, in Python.
MEANS: dict[str, Callable[[Row, Any], bool]] = {
    "ids": lambda row, ids: row["id"] in ids,
    "type": lambda row, types: row["type"] in types,
    "status": lambda row, statuses: row["status"] in statuses,
    "isPaidFor": lambda row, paid: row["isPaidFor"] is paid,
    "fromNumber": lambda row, number: natural(row["number"]) >= natural(number),
    "toNumber": lambda row, number: (
        row["number"] != "" and natural(row["number"]) <= natural(number)
    ),
    "fromCreationTime": lambda row, time: row["creationTime"] >= time,
    "toCreationTime": lambda row, time: row["creationTime"] <= time,
    "fromUpdateTime": lambda row, time: row["updateTime"] >= time,
    "toUpdateTime": lambda row, time: row["updateTime"] <= time,
    "fromIssueDate": lambda row, day: row["issueDate"] >= day[:10],
    "toIssueDate": lambda row, day: row["issueDate"] <= day[:10],
    "fromDueDate": lambda row, day: row["dueDate"] is not None and row["dueDate"] >= day[:10],
    "toDueDate": lambda row, day: row["dueDate"] is not None and row["dueDate"] <= day[:10],
    "customer": lambda row, customer: row["customer"] == customer,
    "address": lambda row, phrase: phrase.casefold() in addresses(row),
    "labels": lambda row, labels: bool(set(row["labels"]) & set(labels)),
    "after": lambda row, id_: row["id"] > id_,
}


def condition(random: Random, name: str, rows: list[Row]) -> Any:
    """Make up a value of a condition; most are taken from what is there."""
    row = random.choice(rows)
    if name == "ids":
        return random.choices(range(1, 70), k=random.choice([0, 1, 1, 30]))
    if name in ("type", "status"):
        values = TYPES if name == "type" else STATUSES
        some = random.choices(values, k=random.randint(0, 3))
        return random.choice([some, row[name]])
    if name == "address":
        text = addresses(row)
        start = random.randrange(len(text))
        phrase = text[start : start + random.randint(1, 10)]
        return random.choice([phrase, phrase.swapcase(), "nowhere", "%", "_"])
    if name == "labels":
        return random.sample(range(1, 10), random.randrange(4))
    if name == "after":
        return random.choice([0, row["id"], 2**31 - 1])
    if name == "customer":
        return random.choice([1, 2])
    if name.endswith("Number"):
        return random.choice([number for number in NUMBERS if number] + ["2013/5", "0"])
    if name.endswith("Date"):
        day = random.choice([row["issueDate"], row["dueDate"] or "2013-05-02"])
        return day + random.choice(["", " 13:00:00", "T13:00:00Z"])
    key = name.removeprefix("from").removeprefix("to")
    return row[key[:1].lower() + key[1:]]


def matching(rows: list[Row], conditions: Row) -> list[Row]:
    """Filter in Python."""
    return [
        row
        for row in rows
        if all(
            MEANS[name](
                row, [value] if name in ("type", "status") and isinstance(value, str) else value
            )
            for name, value in conditions.items()
        )
    ]


async def assert_finds(api: Api, rows: list[Row], conditions: Row, order: list[str]) -> int:
    """Compare find and count with Python; return how many there are."""
    expected = ordered(matching(rows, conditions), order)
    request = {"conditions": conditions, "order": order, "fields": ["id"], "limit": 1000}
    found = await api.call(FIND, request)
    counted = await api.call(COUNT, {"conditions": conditions})
    told = json.dumps([conditions, order], ensure_ascii=False)

    assert [each["id"] for each in found["invoices"]] == expected, told
    assert counted == {"count": len(expected)}, told
    return len(expected)


async def assert_every_condition_means_what_it_says(api: Api, rows: list[Row]) -> None:
    """Use each condition alone, several times."""
    random = Random(1)
    for name in MEANS:
        counts = {
            await assert_finds(api, rows, {name: condition(random, name, rows)}, [])
            for _ in range(8)
        }

        assert counts & set(range(1, 60)), f"{name} never told invoices apart"


def test_every_condition_and_key_is_compared() -> None:
    assert set(MEANS) == set(Conditions().names())
    assert set(SORTED_BY) == set(ORDER_KEYS)


async def test_every_condition_means_what_it_says(api: Api, clock: Clock) -> None:
    rows = await generate(api, clock)

    await assert_every_condition_means_what_it_says(api, rows)


@pytest.mark.usefixtures("hasty")
async def test_a_read_that_is_repeated_in_a_thread_means_the_same(api: Api, clock: Clock) -> None:
    rows = await generate(api, clock)

    await assert_every_condition_means_what_it_says(api, rows)


async def test_conditions_combine_and_orders_nest(api: Api, clock: Clock) -> None:
    random = Random(2)
    rows = await generate(api, clock)
    for _ in range(120):
        names = random.sample(list(MEANS), random.choice([0, 1, 2, 2, 3]))
        keys = random.sample(ORDER_KEYS, random.randint(0, 3))
        order = [random.choice(["", "-"]) + key for key in keys]
        conditions = {name: condition(random, name, rows) for name in names}
        await assert_finds(api, rows, conditions, order)


async def test_every_order_breaks_ties_by_id(api: Api, clock: Clock) -> None:
    rows = await generate(api, clock)
    for key, sign in itertools.product(ORDER_KEYS, ("", "-")):
        await assert_finds(api, rows, {}, [sign + key])


async def test_pages_follow_each_other(api: Api, clock: Clock) -> None:
    rows = await generate(api, clock)
    order = ["-status", "dueDate"]
    expected = ordered(rows, order)
    for limit, first in [(1, 0), (7, 0), (7, 7), (7, 56), (1000, 59), (5, 60), (5, 2**53 - 1)]:
        request = {"order": order, "limit": limit, "first": first, "fields": ["id"]}
        found = await api.call(FIND, request)

        assert [each["id"] for each in found["invoices"]] == expected[first : first + limit]
    seen: list[int] = []
    while True:
        after = {"conditions": {"after": seen[-1] if seen else 0}, "limit": 11}
        page = [each["id"] for each in (await api.call(FIND, after))["invoices"]]
        if not page:
            break
        seen += page

    assert seen == [row["id"] for row in rows]


async def test_a_page_has_100_unless_told_otherwise(api: Api) -> None:
    await open_shop(api)
    for _ in range(101):
        await api.call("commerce.invoices.create", invoice(items=[]))

    assert len((await api.call(FIND))["invoices"]) == 100
    assert len((await api.call(FIND, {"limit": 1000}))["invoices"]) == 101


async def test_fields_are_those_that_were_asked_for_and_the_id(api: Api) -> None:
    await open_shop(api)
    await api.call("commerce.invoices.create", invoice())
    whole = (await api.call(FIND))["invoices"][0]
    for names in ([], *([name] for name in INVOICE.names()), ["total", "id"], ["terms", "items"]):
        found = (await api.call(FIND, {"fields": names}))["invoices"][0]
        got = (await api.call("commerce.invoices.get", {"id": 1, "fields": names}))["invoice"]
        expected = {name: whole[name] for name in {"id", *names}} if names else whole

        assert found == got == expected


@pytest.mark.parametrize("method", [FIND, "commerce.invoices.get"])
async def test_a_field_that_is_not_there_is_told_with_those_that_are(api: Api, method: str) -> None:
    (fault,) = await api.refused(
        method,
        {"id": 1, "fields": ["id", "nmber"]} if "get" in method else {"fields": ["id", "nmber"]},
    )

    assert (fault["field"], fault["type"], fault["path"]) == ("fields", "InvalidValue", "/fields/1")
    assert (fault["value"], fault["allowed"]) == ("nmber", INVOICE.names())


@pytest.mark.parametrize(
    ("request_", "field", "type_"),
    [
        ({"fields": ["id", "id"]}, "fields", "Malformed"),
        ({"order": ["name"]}, "order", "InvalidValue"),
        ({"order": ["--id"]}, "order", "InvalidValue"),
        ({"order": ["number", "number"]}, "order", "Malformed"),
        ({"order": ["number", "-number"]}, "order", "Malformed"),
        ({"order": "number"}, "order", "Malformed"),
        ({"limit": 0}, "limit", "Malformed"),
        ({"limit": 1001}, "limit", "Malformed"),
        ({"limit": "10"}, "limit", "Malformed"),
        ({"limit": None}, "limit", "Malformed"),
        ({"first": -1}, "first", "Malformed"),
        ({"conditions": {"status": "open"}}, "status", "InvalidValue"),
        ({"conditions": {"type": ["Invoice", "Order"]}}, "type", "InvalidValue"),
        ({"conditions": {"ids": [0]}}, "ids", "Malformed"),
        ({"conditions": {"ids": [1] * 1001}}, "ids", "Malformed"),
        ({"conditions": {"labels": [65]}}, "labels", "Malformed"),
        ({"conditions": {"address": ""}}, "address", "Malformed"),
        ({"conditions": {"address": "x" * 31}}, "address", "Malformed"),
        ({"conditions": {"fromNumber": ""}}, "fromNumber", "Malformed"),
        ({"conditions": {"customer": 0}}, "customer", "Malformed"),
        ({"conditions": {"after": -1}}, "after", "Malformed"),
        ({"conditions": {"fromIssueDate": "2013-02-30"}}, "fromIssueDate", "Malformed"),
        ({"conditions": {"fromCreationTime": "2013-02-01"}}, "fromCreationTime", "Malformed"),
        ({"conditions": {"number": "1"}}, "unknown", "UnknownField"),
        ({"queries": {}}, "unknown", "UnknownField"),
    ],
    ids=str,
)
async def test_a_wrong_request_is_refused(api: Api, request_: Row, field: str, type_: str) -> None:
    assert (await api.refused_once(FIND, request_))[:2] == (field, type_)


async def test_times_with_an_offset_are_moments(api: Api) -> None:
    await open_shop(api)
    await api.call("commerce.invoices.create", invoice(creationTime="2013-08-28 09:41:47"))
    for at, count in [("2013-08-28T11:41:47+02:00", 1), ("2013-08-28T11:41:48+02:00", 0)]:
        assert await api.call(COUNT, {"conditions": {"fromCreationTime": at}}) == {"count": count}


async def test_nothing_is_found_where_there_is_nothing(api: Api) -> None:
    assert await api.call(FIND) == {"invoices": []}
    assert await api.call(COUNT) == {"count": 0}
    assert await api.call("commerce.invoices.get", {"id": 1}) == {"invoice": None}


async def test_an_address_is_found_in_whatever_order_its_parts_were_sent(api: Api) -> None:
    await open_shop(api)
    for sent in (address(), dict(reversed(address().items()))):
        await api.call("commerce.invoices.create", invoice(billingAddress=sent))

    conditions = {"conditions": {"address": "Baker Street London"}}
    assert await api.call("commerce.invoices.count", conditions) == {"count": 2}
