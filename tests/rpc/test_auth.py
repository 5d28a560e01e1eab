"""Who may call what: keys, the entities that they reach, and what nobody sees of the others."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import setup
from handlers.method import Context
from rpc import auth
from rpc.__main__ import make_key
from rpc.auth import Cached, RateLimit
from rpc.dispatch import utc_now
from rpc.registry import methods
from schemas.fields import Field, Nested
from store import entities
from store.database import Database
from tests import examples
from tests.api import KEY, Api
from tests.clocks import by_the_clock
from tests.conftest import Start

UNKNOWN = 2_000_000_000
COUNT = "commerce.tax-classes.count"
DENIED = "The key does not reach the entity in X-Entity-Id"


def add_entity(database: Database) -> int:
    """Add an entity to a database."""
    now = utc_now()
    with database.transaction(0):
        entity = entities.insert(database, "Other", now)
        with database.transaction(entity):
            setup.entity(Context(now=now, zone=UTC))
    return entity


# Every way to call a method; each returns the status of HTTP and the answer as if it came alone.

Body = dict[str, Any]
Way = Callable[[Api, str, Body], Awaitable[tuple[int, Body]]]


async def alone(api: Api, name: str, request: Body) -> tuple[int, Body]:
    status, _, answer = await api.post(name, request)
    return status, answer


async def by_jsonrpc(api: Api, name: str, request: Body) -> tuple[int, Body]:
    call = {"jsonrpc": "2.0", "method": name, "params": request, "id": 1}
    status, _, answer = await api.post("", call)
    return status, _told(answer)


async def by_jsonrpc_batch(api: Api, name: str, request: Body) -> tuple[int, Body]:
    call = {"jsonrpc": "2.0", "method": name, "params": request, "id": 1}
    # A call before it that is allowed opens nothing.
    status, _, answer = await api.post("", [{**call, "method": COUNT, "params": {}}, call])
    return status, _told(answer[1]) if isinstance(answer, list) else answer


async def by_batch(api: Api, name: str, request: Body) -> tuple[int, Body]:
    calls = [{"method": COUNT}, {"method": name, "request": request}]
    status, _, answer = await api.post("batch", {"calls": calls})
    return status, answer["results"][1] if "results" in answer else answer


async def by_atomic_batch(api: Api, name: str, request: Body) -> tuple[int, Body]:
    calls = [{"method": COUNT}, {"method": name, "request": request}]
    status, _, answer = await api.post("batch", {"calls": calls, "atomic": True})
    if "results" in answer:
        return status, answer["results"][1]
    if status == HTTPStatus.OK:
        assert answer.pop("call") == 1
        for fault in answer["errors"]:
            fault["path"] = fault["path"].removeprefix("/calls/1").removeprefix("/request")
    return status, answer


def _told(answer: Body) -> Body:
    """Return the answer of a call by JSON-RPC as it is without."""
    if "error" in answer and "jsonrpc" in answer:
        return {"status": "error", **answer["error"]["data"]}
    return dict(answer.get("result", answer))


WAYS: Mapping[str, Way] = {
    "alone": alone,
    "JSON-RPC": by_jsonrpc,
    "JSON-RPC batch": by_jsonrpc_batch,
    "batch": by_batch,
    "atomic batch": by_atomic_batch,
}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())


# Keys.


def test_keys_are_long_random_and_known_by_their_prefix() -> None:
    keys = {auth.new_key() for _ in range(1000)}

    assert len(keys) == 1000
    assert all(re.fullmatch(r"orderly_[\w-]{43}[0-9a-f]{8}", key) for key in keys)
    assert all(auth.is_well_formed(key) for key in keys)


@settings(deadline=None)
@given(st.integers(0, 58), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_typing_error_is_seen_without_the_database(place: int, typed: str) -> None:
    key = auth.new_key()
    place = min(place + len(auth.PREFIX), len(key) - 1)
    wrong = key[:place] + typed + key[place + 1 :]

    assert auth.is_well_formed(wrong) == (wrong == key)


@pytest.mark.parametrize(
    ("key", "is_well_formed"),
    [
        ("", False),
        ("orderly_", False),
        ("orderly_00000000", True),  # the checksum of nothing; that it is unknown comes next
        ("somebody-elses-key", True),
        ("k" * 512, True),
        ("k" * 513, False),
    ],
)
def test_only_our_own_keys_have_a_form(key: str, is_well_formed: bool) -> None:
    assert auth.is_well_formed(key) == is_well_formed


async def test_a_made_key_opens_the_server(start: Start, database: Database) -> None:
    client = await start()
    api = Api(client, make_key(database, name="shop"))

    assert await api.call(COUNT) == {"count": 0}


async def test_a_key_is_asked_for_where_there_is_no_bootstrap_key(start: Start) -> None:
    client = await start(bootstrap_key=None)
    statuses = [(await Api(client, key).post(COUNT, {}))[0] for key in (KEY, "", "x")]

    assert statuses == [403, 403, 403]


@by_the_clock
async def test_a_revoked_key_is_dead_within_a_second(start: Start, database: Database) -> None:
    client = await start()
    api = Api(client, make_key(database, name="shop"))
    before, _, _ = await api.post(COUNT, {})
    (row,) = entities.keys(database)
    entities.revoke_key(database, row["id"], utc_now())
    revoked = time.monotonic()
    statuses = [before]
    while statuses[-1] == 200 and time.monotonic() < revoked + 1:
        statuses.append((await api.post(COUNT, {}))[0])

    assert (before, statuses[-1]) == (200, 403)


@every_way
async def test_no_method_is_reached_with_a_wrong_key(start: Start, way: Way) -> None:
    client = await start(wrong_key_limit=1_000_000)
    keys = ("", "not-a-key", KEY[:-1], auth.new_key())
    refused = {
        (name, key): await way(Api(client, key), name, {}) for name in methods() for key in keys
    }

    assert {
        (status, told["error"]["type"], key == "", told["errors"][0]["code"] == "MISSING_KEY")
        for (_, key), (status, told) in refused.items()
    } == {(403, "AccessDenied", True, True), (403, "AccessDenied", False, False)}


@every_way
async def test_a_key_may_only_read(start: Start, database: Database, way: Way) -> None:
    client = await start()
    owner = Api(client)
    api = Api(client, make_key(database, name="report", read_only=True))
    await examples.open_shop(owner)
    before = await world(owner)
    refused = {}
    for name in methods():
        status, answer = await way(api, name, {})
        assert status == (403 if way is alone and methods()[name].writes else 200)
        refused[name] = answer.get("errors", [{}])[0].get("code") == "INSUFFICIENT_KEY"

    assert refused == {name: method.writes for name, method in methods().items()}
    assert await world(owner) == before


async def test_a_key_that_may_not_write_is_told_so(start: Start, database: Database) -> None:
    client = await start()
    key = make_key(database, name="report", read_only=True)
    headers = {"X-Key": key}
    path = "/api/v6/commerce.tax-classes.create"
    async with client.post(path, data=b"{}", headers=headers) as response:
        answer = await response.json()

    assert (response.status, response.reason) == (403, "Forbidden, insufficient key")
    assert answer["error"]["description"] == (
        "This key may only read; commerce.tax-classes.create writes"
    )


def test_the_database_holds_no_usable_key(database: Database, database_url: str) -> None:
    keys = [make_key(database, name=f"key {i}") for i in range(20)]
    dump = str(entities.keys(database))
    if database_url.startswith("sqlite:"):
        database.close()
        path = Path(database_url.removeprefix("sqlite:///"))
        dump += path.read_bytes().decode("latin-1")

    assert not [key for key in keys if key in dump or key[len(auth.PREFIX) :] in dump]
    # What is shown of a key tells it from others, and opens nothing.
    assert all(key[: auth.SHOWN] in dump for key in keys)
    assert not auth.is_well_formed(keys[0][: auth.SHOWN])


@by_the_clock
async def test_what_is_believed_for_a_moment_is_forgotten_after_it() -> None:
    cached: Cached[str] = Cached(seconds=0.05)
    cached.put("key", "value")
    at_once = cached.get("key")
    await asyncio.sleep(0.06)

    assert (at_once, cached.get("key")) == ("value", None)


def test_a_cache_does_not_grow_without_end() -> None:
    cached: Cached[int] = Cached()
    for i in range(auth.MAX_CACHED * 2):
        cached.put(i, i)

    assert len(cached._values) <= auth.MAX_CACHED


# How often somebody may call.


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_limit_is_a_number_of_calls_at_once_and_a_minute() -> None:
    clock = Clock()
    rates = RateLimit(60, clock)
    at_once = [rates.wait("a") for _ in range(61)]
    clock.now += 1
    after_a_second = [rates.wait("a") for _ in range(2)]
    clock.now += 3600
    after_an_hour = [rates.wait("a") for _ in range(61)]

    assert at_once == [0.0] * 60 + [1.0]
    assert after_a_second == [0.0, 1.0]
    assert after_an_hour == [0.0] * 60 + [1.0]


def test_callers_have_a_limit_each() -> None:
    rates = RateLimit(1, Clock())

    assert [rates.wait(caller) for caller in ("a", "b", "a")] == [0.0, 0.0, 60.0]


def test_a_call_may_count_for_several() -> None:
    rates = RateLimit(10, Clock())

    assert [rates.wait("a", 8), rates.wait("a", 3), rates.wait("a", 2)] == [0.0, 6.0, 0.0]


def test_no_limit_is_no_limit() -> None:
    rates = RateLimit(0, Clock())

    assert {rates.wait("a") for _ in range(1000)} == {0.0}


def test_the_memory_of_callers_is_bounded() -> None:
    clock = Clock()
    rates = RateLimit(10, clock)
    for i in range(auth.MAX_CACHED * 3):
        rates.wait(i)
        clock.now += 0.001

    assert len(rates._buckets) <= auth.MAX_CACHED


async def test_two_keys_of_one_name_have_a_limit_each(start: Start, database: Database) -> None:
    client = await start(rate_limit=2)
    apis = [Api(client, make_key(database, name="")) for _ in range(2)]
    statuses = [[(await api.post(COUNT, {}))[0] for _ in range(3)] for api in apis]

    assert statuses == [[200, 200, 429], [200, 200, 429]]


# Entities.


async def test_one_entity_is_chosen_by_itself(start: Start, database: Database) -> None:
    client = await start()
    other = make_key(database, name="other", entity=add_entity(database))
    await asyncio.sleep(auth.CACHE_SECONDS + 0.1)
    await Api(client, other).call("commerce.tax-classes.create", {"taxClass": {"code": "VAT"}})

    assert await Api(client, other).call(COUNT) == {"count": 1}
    assert await Api(client, KEY, **{"X-Entity-Id": "1"}).call(COUNT) == {"count": 0}
    assert await Api(client, KEY, **{"X-Entity-Id": "2"}).call(COUNT) == {"count": 1}


async def test_an_entity_must_be_named_where_the_key_reaches_several(
    start: Start, database: Database
) -> None:
    add_entity(database)
    client = await start()
    status, _, answer = await Api(client).post(COUNT, {})

    assert status == 400
    assert answer["error"] == {
        "field": "X-Entity-Id",
        "type": "Missing",
        "description": "Header X-Entity-Id is required with this key",
    }


@pytest.mark.parametrize(
    "given_", ["2", "999", "0", "-1", "01", "+1", "1.0", "1,2", "1 2", "", "one", "٢", "1" * 400]
)
async def test_an_entity_out_of_reach_is_told_like_one_that_does_not_exist(
    start: Start, database: Database, given_: str
) -> None:
    assert add_entity(database) == 2
    client = await start()
    key = make_key(database, name="shop", entity=1)
    status, _, answer = await Api(client, key, **{"X-Entity-Id": given_}).post(COUNT, {})

    assert status == 403
    assert [(fault["code"], fault["description"]) for fault in answer["errors"]] == [
        ("INSUFFICIENT_KEY", DENIED)
    ]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{COUNT}?X-Entity-Id=2&entity=2", {}),
        (COUNT, {"entity": 2}),
        (COUNT, {"conditions": {"entity": 2}}),
    ],
)
async def test_an_entity_is_chosen_by_the_header_alone(
    start: Start, database: Database, path: str, body: dict[str, Any]
) -> None:
    other = add_entity(database)
    client = await start()
    await Api(client, make_key(database, name="other", entity=other)).call(
        "commerce.tax-classes.create", {"taxClass": {"code": "VAT"}}
    )
    _, _, answer = await Api(client, make_key(database, name="own", entity=1)).post(path, body)

    assert answer.get("count", 0) == 0
    assert answer.get("error", {"type": "UnknownField"})["type"] == "UnknownField"


# What one entity sees of another: nothing. Methods that take an `id` or `ids`, and those that
# find and count, are tried as they are; what else a request may name is listed here, by the
# kind of what it names. A method that is neither fails the test.

# The tax area of the one who tries: it is made first.
OWN_AREA = 1
NAMING: Mapping[str, tuple[tuple[str, Callable[[int], Body]], ...]] = {
    "commerce.customers.create": (),
    "commerce.invoices.create": (
        ("customers", lambda id_: examples.invoice(customer=id_)),
        ("shipping-methods", lambda id_: examples.invoice(shippingMethod=id_)),
        ("payment-methods", lambda id_: examples.invoice(paymentMethod=id_)),
        ("tax-classes", lambda id_: examples.invoice(items=[examples.item(taxClass=id_)])),
        ("series", lambda id_: examples.invoice(series=id_)),
    ),
    "commerce.invoices.create-from-order": (("orders", lambda id_: {"order": id_}),),
    "commerce.labels.add": (
        ("invoices", lambda id_: {"ids": [1], "type": "Invoice", "resources": [id_]}),
        ("customers", lambda id_: {"ids": [1], "type": "Customer", "resources": [id_]}),
    ),
    "commerce.labels.remove": (
        ("invoices", lambda id_: {"ids": [1], "type": "Invoice", "resources": [id_]}),
    ),
    "commerce.labels.replace": (
        ("customers", lambda id_: {"ids": [], "type": "Customer", "resources": [id_]}),
    ),
    "commerce.labels.find": (
        ("invoices", lambda id_: {"conditions": {"type": "Invoice", "resources": [id_]}}),
    ),
    "commerce.line-items.count": (
        ("orders", lambda id_: {"conditions": {"order": id_}}),
        ("invoices", lambda id_: {"conditions": {"invoice": id_}}),
    ),
    "commerce.line-items.find": (
        ("orders", lambda id_: {"conditions": {"estimate": id_}}),
        ("invoices", lambda id_: {"conditions": {"invoice": id_}, "search": "shirt"}),
    ),
    "commerce.line-items.save": (
        ("line-items", lambda id_: {"items": [{"id": id_, "note": "x"}]}),
        ("orders", lambda id_: {"items": [examples.item(order=id_)]}),
        ("orders", lambda id_: {"items": [examples.item(estimate=id_)]}),
        ("invoices", lambda id_: {"items": [examples.item(invoice=id_)]}),
    ),
    "commerce.order-integrations.create": (),
    "commerce.orders.create": (
        ("customers", lambda id_: examples.order(customer=id_)),
        ("shipping-methods", lambda id_: examples.order(shippingMethod=id_)),
        ("payment-methods", lambda id_: examples.order(paymentMethod=id_)),
        ("tax-classes", lambda id_: examples.order(items=[examples.item(taxClass=id_)])),
        ("series", lambda id_: examples.order(series=id_)),
        ("order-integrations", lambda id_: examples.order(orderIntegration=id_)),
        ("orders", lambda id_: examples.order(estimate=id_)),
    ),
    "commerce.orders.pay": (("orders", lambda id_: {"id": id_, "amount": 1}),),
    "commerce.invoices.pay": (("invoices", lambda id_: {"id": id_, "amount": 1}),),
    "commerce.payments.create": (
        ("orders", lambda id_: {"payment": {"order": id_, "amount": 1}}),
        ("invoices", lambda id_: {"payment": {"invoice": id_, "amount": 1}}),
    ),
    "commerce.payment-methods.compute-costs": (
        (
            "payment-methods",
            lambda id_: {"amounts": [100], "taxArea": OWN_AREA, "conditions": {"ids": [id_]}},
        ),
        ("tax-areas", lambda id_: {"amounts": [100], "taxArea": id_}),
    ),
    "commerce.payment-methods.create": (
        ("tax-classes", lambda id_: {"paymentMethod": {"name": "P", "taxClass": id_}}),
        (
            "shipping-methods",
            lambda id_: {"paymentMethod": {"name": "P", "shippingMethods": [id_]}},
        ),
    ),
    "commerce.series.create": (),
    "commerce.settings.get": (),
    "commerce.settings.update": (),
    "commerce.shipping-methods.compute-costs": (
        (
            "shipping-methods",
            lambda id_: {
                "goods": [{"quantity": 1, "subtotal": 1, "taxedSubtotal": 1, "weight": 1}],
                "conditions": {"ids": [id_]},
            },
        ),
    ),
    "commerce.shipping-methods.create": (
        ("tax-classes", lambda id_: {"shippingMethod": {"name": "S", "taxClass": id_}}),
    ),
    "commerce.tax-areas.create": (
        ("tax-classes", lambda id_: {"taxArea": {"name": "T", "rates": {str(id_): 10}}}),
    ),
    "commerce.tax-classes.create": (),
}
LISTS = ("find", "count")
# What belongs to the world of an entity beside what tests.examples makes.
MORE: Mapping[str, Body] = {
    "commerce.invoices.create": examples.invoice(),
    "commerce.orders.create": examples.order(type="Estimate"),
    "commerce.payments.create": {"payment": {"order": 1, "amount": 1}},
    "commerce.invoices.send": {"id": 1, "attach": "None"},
    "commerce.order-integrations.create": {"orderIntegration": {"name": "Web shop"}},
}


def test_every_method_is_in_the_matrix() -> None:
    by_nature = {
        name
        for name, method in methods().items()
        if name.rpartition(".")[2] in LISTS or {"id", "ids"} & {*method.request.names()}
    }

    assert by_nature | NAMING.keys() == methods().keys()


@every_way
async def test_an_entity_sees_and_changes_nothing_of_another(
    start: Start, database: Database, way: Way
) -> None:
    # It is not sent: there are no rounds.
    client = await start(smtp_url="file:unused", mail_from="invoices@shop.example")
    other = Api(client, make_key(database, name="other", entity=add_entity(database)))
    owner = Api(client, make_key(database, name="owner", entity=1))
    # The other one has a shop too, so that nothing else keeps its requests from succeeding.
    await examples.open_shop(other)
    await examples.open_shop(owner)
    for name, request in MORE.items():
        await owner.call(name, request)
    before = await world(owner)
    ids = {kind: [each["id"] for each in found] for kind, found in before.items()}
    documents = before["orders"] + before["invoices"]
    ids["line-items"] = [item["id"] for each in documents for item in each["items"]]

    assert not [kind for kind, found in ids.items() if not found], "add some of it to MORE"
    assert await leaks(other, ids, way) == {}
    assert await world(owner) == before


async def world(api: Api) -> dict[str, list[Any]]:
    """Return everything that can be found."""
    found = {}
    for name in methods():
        kind, verb = name.removeprefix("commerce.").split(".")
        if verb == "find" and name not in NAMING:
            (found[kind],) = (await api.call(name)).values()
    return found


async def leaks(api: Api, ids: Mapping[str, list[int]], way: Way) -> dict[str, Any]:
    """Return what methods told of these ids, as against an id that does not exist."""
    told: dict[str, Any] = {}
    for name in methods():
        kind, verb = name.removeprefix("commerce.").split(".")
        requests = list(NAMING.get(name, ()))
        if name not in NAMING and verb not in LISTS:
            requests.append((kind, naming(name)))
        for what, body in requests:
            nothing = await answer(api, name, body, UNKNOWN, way)
            for id_ in ids[what]:
                something = await answer(api, name, body, id_, way)
                if something != nothing:
                    told[f"{name} {body(id_)}"] = (something, nothing)
        if name not in NAMING and verb in LISTS:
            _, found = await way(api, name, {})
            own = await world(api)
            seen = {each["id"] for each in own[kind]} & {*ids[kind]}
            if seen or found.get("count", len(own[kind])) != len(own[kind]):
                told[name] = found
    return told


def naming(name: str) -> Callable[[int], Body]:
    """Return how to name an id in a request of a method, with all else that it requires."""
    fields: dict[str, Field] = {
        str(field.data_key): field
        for field in methods()[name].request.fields.values()
        if isinstance(field, Field)
    }
    rest: Body = {
        key: {}
        for key, field in fields.items()
        if field.required and key not in ("id", "ids") and isinstance(field, Nested)
    }
    if "id" in fields:
        return lambda id_: {"id": id_, **rest}
    return lambda id_: {"ids": [id_], **rest}


async def answer(api: Api, name: str, body: Callable[[int], Body], id_: int, way: Way) -> str:
    """Call a method and return its answer without the id."""
    status, told = await way(api, name, body(id_))
    assert status == 200, (name, told)
    faults = told.get("errors", ())
    shapeless = [f for f in faults if f["type"] in ("UnknownField", "Missing", "Malformed")]
    assert not shapeless, f"the matrix needs a better request for {name}: {shapeless}"
    return re.sub(rf"\b{id_}\b", "ID", str(told))
