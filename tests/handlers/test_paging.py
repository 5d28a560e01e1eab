"""Pages by cursor, as users of any resource rely on them: nothing twice, nothing left out."""

import base64
import itertools
import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.invoices import ORDER_KEYS
from schemas.problems import Refusal
from store.database import Database
from tests import direct
from tests.api import Api
from tests.examples import invoice

FIND = "commerce.invoices.find"
FIND_PAYMENTS = "commerce.payments.find"

Row = dict[str, Any]

_serial = itertools.count(1)


@pytest.fixture
def filled(database: Database) -> Iterator[int]:
    """Make invoices, many of them alike in what orders them, and return a customer's id."""
    with direct.entity(database):
        customer = direct.open_shop()
        random = Random(7)
        for _ in range(60):
            create(random)
        yield customer


def create(random: Random) -> int:
    """Make an invoice out of few values."""
    new = invoice(
        type=random.choice(["Proforma", "Invoice"]),
        status=random.choice(["Open", "Sent"]),
        number=random.choice(["", f"2013/{next(_serial)}"]),
        isPaidFor=random.random() < 0.5,
        creationTime=f"2013-0{random.randint(1, 3)}-15 01:00:00",
        dueDate=random.choice([None, None, "2013-05-01", "2013-06-01"]),
        items=[],
    )
    return int(direct.call("commerce.invoices.create", new)["id"])


def ids(answer: Row) -> list[int]:
    return [row["id"] for row in answer["invoices"]]


def page(cursor: str | None, order: list[str], limit: int, **more: Any) -> Row:
    request = {"cursor": cursor, "order": order, "limit": limit, "fields": ["id"], **more}
    return direct.call(FIND, request)


ORDERS = st.lists(st.sampled_from(ORDER_KEYS), unique=True, max_size=3).flatmap(
    lambda keys: st.tuples(*(st.sampled_from([key, f"-{key}"]) for key in keys)).map(list)
)
BOUNDED = settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.usefixtures("filled")
def test_pages_ahead_are_the_whole_and_pages_back_are_the_same() -> None:
    @BOUNDED
    @given(order=ORDERS, limit=st.sampled_from([1, 7, 20, 59, 60, 1000]))
    def check(order: list[str], limit: int) -> None:
        limit = max(limit, 7) if len(order) > 1 else limit
        whole = ids(direct.call(FIND, {"order": order, "limit": 1000}))
        pages = [page("", order, limit)]
        while cursor := pages[-1]["pagination"]["nextCursor"]:
            pages.append(page(cursor, order, limit))

        assert [id_ for each in pages for id_ in ids(each)] == whole
        assert [each["pagination"]["hasMore"] for each in pages] == [True] * (len(pages) - 1) + [
            False
        ]
        assert {each["pagination"]["total"] for each in pages} == {len(whole)}
        assert pages[0]["pagination"]["prevCursor"] is None
        for before, after in itertools.pairwise(pages):
            back = page(after["pagination"]["prevCursor"], order, limit)

            assert ids(back) == ids(before)
            ahead = page(back["pagination"]["nextCursor"], order, limit)
            assert ahead == after

    check()


@pytest.mark.usefixtures("filled")
def test_what_stood_at_the_start_comes_once_whatever_happens_meanwhile() -> None:
    @settings(BOUNDED, max_examples=12)
    @given(order=ORDERS, seed=st.integers(0, 10**6))
    def check(order: list[str], seed: int) -> None:
        random = Random(seed)
        stood = ids(direct.call(FIND, {"order": order, "limit": 1000}))
        gone: set[int] = set()
        seen: list[int] = []
        cursor: str | None = ""
        while cursor is not None:
            answer = page(cursor, order, 9, includeTotalCount=False)
            seen += ids(answer)
            cursor = answer["pagination"]["nextCursor"]
            doomed = random.sample(stood, 2)
            # The last row of the page too: the next one begins after it all the same.
            doomed += seen[-1:] if random.random() < 0.5 else []
            direct.call("commerce.invoices.delete", {"ids": list(set(doomed))})
            gone |= set(doomed)
            for _ in doomed:
                create(random)
        there = [id_ for id_ in seen if id_ in set(stood)]

        assert len(set(seen)) == len(seen)
        assert set(stood) - gone <= set(there)
        assert there == [id_ for id_ in stood if id_ in set(there)]

    check()


@pytest.mark.usefixtures("filled")
def test_a_page_that_was_emptied_leads_back_to_what_is_left() -> None:
    ahead = page("", ["-id"], 50)["pagination"]["nextCursor"]
    last = page("", ["-id"], 50)["invoices"][-1]["id"]
    direct.call("commerce.invoices.delete", {"ids": list(range(1, last))})
    empty = page(ahead, ["-id"], 50)
    back = page(empty["pagination"]["prevCursor"], ["-id"], 3)

    assert (ids(empty), empty["pagination"]["hasMore"]) == ([], False)
    assert ids(back) == [last + 2, last + 1, last]
    assert ids(page(back["pagination"]["prevCursor"], ["-id"], 3)) == [last + 5, last + 4, last + 3]


@pytest.mark.usefixtures("filled")
def test_filters_hold_on_every_page_and_in_the_total() -> None:
    filters = {"conditions": {"status": "Open"}, "query": {"isPaidFor": True}}
    whole = ids(direct.call(FIND, filters))
    first = page(None, ["dueDate"], 5, **filters)
    second = page(first["pagination"]["nextCursor"], ["dueDate"], 1000, **filters)

    assert sorted(ids(first) + ids(second)) == whole
    assert first["pagination"]["total"] == second["pagination"]["total"] == len(whole)


@pytest.mark.usefixtures("filled")
def test_the_total_is_told_when_asked() -> None:
    plain = direct.call(FIND, {})
    counted = direct.call(FIND, {"includeTotalCount": True, "limit": 5, "first": 5})
    silent = direct.call(FIND, {"includeTotalCount": False, "limit": 60})

    assert "pagination" not in plain
    assert counted["pagination"]["total"] == 60
    assert ids(page(counted["pagination"]["prevCursor"], [], 5)) == ids(plain)[:5]
    assert ids(page(counted["pagination"]["nextCursor"], [], 5)) == ids(plain)[10:15]
    nothing = {"total": -1, "nextCursor": None, "prevCursor": None, "hasMore": False}
    assert silent["pagination"] == nothing


def test_methods_that_suit_are_paged_too(database: Database) -> None:
    with direct.entity(database):
        for name, most in zip("fecbda", (1, 9, 9, 1, 9, 9), strict=True):
            method = {"name": name, "maxWeight": most}
            direct.call("commerce.shipping-methods.create", {"shippingMethod": method})
        request: Row = {"conditions": {"weight": 5}, "order": ["name"], "limit": 3, "cursor": ""}
        find = "commerce.shipping-methods.find"
        first = direct.call(find, request)
        second = direct.call(find, {**request, "cursor": first["pagination"]["nextCursor"]})
        back = direct.call(find, {**request, "cursor": second["pagination"]["prevCursor"]})

        assert [row["name"] for row in first["shippingMethods"]] == ["a", "c", "d"]
        assert [row["name"] for row in second["shippingMethods"]] == ["e"]
        assert back == first
        assert second["pagination"]["total"] == 4


def spelled(content: Any) -> str:
    text = json.dumps(content, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


WRONG_CURSORS = (
    "x",
    "é",
    "!!!!",
    "null",
    spelled(None),
    spelled(5),
    spelled({}),
    spelled([1, ["dueDate"], ">", ["2013-05-01", 5], 1]),
    spelled([2, ["dueDate"], ">", ["2013-05-01", 5]]),
    spelled([1.0, ["dueDate"], ">", ["2013-05-01", 5]]),
    spelled([1, ["-dueDate"], ">", ["2013-05-01", 5]]),
    spelled([1, [], ">", ["2013-05-01", 5]]),
    spelled([1, ["dueDate"], "; DROP TABLE invoice", ["2013-05-01", 5]]),
    spelled([1, ["dueDate"], [], ["2013-05-01", 5]]),
    spelled([1, ["dueDate"], ">", []]),
    spelled([1, ["dueDate"], ">", [5, 5]]),
    spelled([1, ["dueDate"], ">", [None, None]]),
    spelled([1, ["dueDate"], ">", ["2013-05-01", "5"]]),
    spelled([1, ["dueDate"], ">", ["2013-05-01", True]]),
    spelled([1, ["dueDate"], ">", ["2013-05-01", 5.5]]),
    spelled([1, ["dueDate"], ">", ["2013-05-01", 2**70]]),
    spelled([1, ["dueDate"], ">", ["\0", 5]]),
    spelled([1, ["dueDate"], ">", ["\ud800", 5]]),
    spelled([1, ["dueDate"], ">", ["é", 5]]),
    base64.urlsafe_b64encode(b"[" * 2900).decode(),
    base64.urlsafe_b64encode(b'[1, ["dueDate"], ">", [null, 5]]').decode(),
)


def test_a_cursor_of_another_order_or_none_at_all_is_refused(database: Database) -> None:
    with direct.entity(database):
        for cursor in WRONG_CURSORS:
            assert_malformed(cursor, ["dueDate"])


def assert_malformed(cursor: str, order: list[str]) -> None:
    with pytest.raises(Refusal) as refusal:
        page(cursor, order, 10)

    (fault,) = refusal.value.faults
    assert (fault.field, fault.type, fault.code) == ("cursor", "Malformed", "CURSOR_MALFORMED")


@pytest.mark.usefixtures("filled")
def test_a_truth_value_in_a_cursor_is_as_the_database_has_it() -> None:
    order = ["isPaidFor"]
    known = page("", order, 1)["pagination"]["nextCursor"]
    ours = type(json.loads(base64.urlsafe_b64decode(known + "=="))[3][0])
    for key in (1, 0, True, False, "true", None, 2):
        cursor = spelled([1, order, ">", [key, 5]])
        if type(key) is ours and key in (0, 1):
            assert page(cursor, order, 1)["pagination"]["total"] == 60
        else:
            assert_malformed(cursor, order)


async def test_a_wrong_page_is_refused(api: Api) -> None:
    for request, refusal in (
        ({"cursor": "", "first": 1}, ("first", "InvalidCombination")),
        ({"cursor": "x", "first": 1}, ("first", "InvalidCombination")),
        ({"cursor": 5}, ("cursor", "Malformed")),
        ({"cursor": "x" * 4001}, ("cursor", "Malformed")),
        ({"cursor": "x"}, ("cursor", "Malformed")),
        ({"includeTotalCount": None}, ("includeTotalCount", "Malformed")),
    ):
        assert (await api.refused_once(FIND, request))[:2] == refusal


async def test_the_longest_keys_make_a_cursor_that_is_taken_back(api: Api) -> None:
    customer = {"companyName": "ﬃ" * 100, "code": "\U0001f600" * 32, "type": "Company"}
    for _ in range(2):
        await api.call("commerce.customers.create", {"customer": customer})
    order = ["fullName", "code", "email", "country", "group", "creationTime", "updateTime"]
    request: Row = {"order": order, "limit": 1, "cursor": ""}
    first = await api.call("commerce.customers.find", request)
    request["cursor"] = first["pagination"]["nextCursor"]
    second = await api.call("commerce.customers.find", request)

    assert [row["id"] for row in second["customers"]] == [2]


def test_payments_that_stood_come_once_while_others_come_and_go(database: Database) -> None:
    with direct.entity(database):
        new = {"order": {"taxPercent": 0, "items": [{"price": 999999}]}}
        order = direct.call("commerce.orders.create", new)["id"]
        random = Random(5)
        for _ in range(60):
            pay(random, order)

        @settings(BOUNDED, max_examples=12)
        @given(
            key=st.sampled_from(["id", "time", "amount", "creationTime", "updateTime"]),
            sign=st.sampled_from(["", "-"]),
            seed=st.integers(0, 10**6),
        )
        def check(key: str, sign: str, seed: int) -> None:
            walk_payments(Random(seed), order, [sign + key])

        check()


def pay(random: Random, order: int) -> None:
    """Record a payment, alike many others in what orders them."""
    payment = {"amount": random.randint(1, 3), "time": f"2013-0{random.randint(1, 3)}-15 01:00:00"}
    direct.call("commerce.orders.pay", {"id": order, **payment})


def walk_payments(random: Random, order: int, keys: list[str]) -> None:
    """Read payments page by page while some are deleted and others are recorded."""
    find: Row = {"conditions": {"order": order}, "order": keys, "fields": ["id"]}
    stood = [each["id"] for each in direct.call(FIND_PAYMENTS, {**find, "limit": 1000})["payments"]]
    gone: set[int] = set()
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = direct.call(FIND_PAYMENTS, {**find, "limit": 9, "cursor": cursor})
        seen += [each["id"] for each in answer["payments"]]
        cursor = answer["pagination"]["nextCursor"]
        doomed = {*random.sample(stood, 2), *seen[-1:]}
        direct.call("commerce.payments.delete", {"ids": sorted(doomed)})
        gone |= doomed
        for _ in doomed:
            pay(random, order)
    there = [id_ for id_ in seen if id_ in set(stood)]

    assert len(set(seen)) == len(seen)
    assert set(stood) - gone <= set(there)
    assert there == [id_ for id_ in stood if id_ in set(there)]
