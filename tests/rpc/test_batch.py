"""`batch`: many calls in one request, each for itself or all or nothing."""

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from rpc import codec
from rpc.__main__ import make_key
from rpc.app import POSTMAN
from rpc.calls import MAX_TOGETHER
from rpc.connections import MAX_BODY
from rpc.references import MAX_REFERENCE
from schemas.batch import MAX_CALLS
from store.database import Database
from tests.api import Api
from tests.conftest import Start
from tests.consistency import assert_consistent
from tests.examples import invoice, item, open_shop, order
from tests.mailserver import MailServer, receiving
from tests.rpc.test_auth import add_entity
from tests.rpc.test_jsonrpc import SPOILT, SPOILT_WRITE, spoil

Json = dict[str, Any]

COUNT, CREATE, FIND, UPDATE = (
    f"commerce.tax-classes.{verb}" for verb in ("count", "create", "find", "update")
)
INVOICE, GET, CLOSE, EXPORT, SEND = (
    f"commerce.invoices.{verb}" for verb in ("create", "get", "close", "export", "send")
)


@pytest.fixture
async def mails() -> AsyncIterator[MailServer]:
    async with receiving() as server:
        yield server


@pytest.fixture
async def shop(api: Api) -> Api:
    """Call a server that has a shop; two of its tax classes are there from the start."""
    await open_shop(api)
    return api


def call(method: str, request: Any = None, **more: Any) -> Json:
    return {"method": method, **({} if request is None else {"request": request}), **more}


def new(code: str, **more: Any) -> Json:
    return call(CREATE, {"taxClass": {"code": code}}, **more)


def news(count: int, prefix: str = "C") -> list[Json]:
    return [new(f"{prefix}{i}") for i in range(count)]


async def batch(api: Api, *calls: Json, **more: Any) -> list[Json]:
    """Run a batch that must be taken, and return its results."""
    status, _, answer = await api.post("batch", {"calls": list(calls), **more})
    assert (status, answer["status"]) == (200, "ok"), answer
    assert len(answer["results"]) == len(calls)
    return list(answer["results"])


async def undone(api: Api, *calls: Json, **more: Any) -> Json:
    """Run an atomic batch that must be refused, and return its answer."""
    status, _, answer = await api.post("batch", {"calls": list(calls), "atomic": True, **more})
    assert (status, answer["status"]) == (200, "error"), answer
    assert answer.keys() == {"status", "error", "errors", "call"}
    first = answer["errors"][0]
    assert answer["error"] == {key: first[key] for key in ("field", "type", "description")}
    return dict(answer)


def codes(result: Json) -> list[str]:
    return [fault["code"] for fault in result.get("errors", ())]


def paths(result: Json) -> list[tuple[str, str]]:
    return [(fault["code"], fault["path"]) for fault in result["errors"]]


async def count(api: Api, what: str = "tax-classes") -> int:
    return int((await api.call(f"commerce.{what}.count"))["count"])


# Each for itself.


async def test_results_stand_in_the_order_of_the_calls(api: Api) -> None:
    calls = [call(COUNT), new("A"), call(COUNT, None), new("B"), call(COUNT, {}), call(FIND)]
    results = await batch(api, *calls)
    alone = await api.post(FIND, {})

    assert [each.get("count", "other") for each in results] == [0, "other", 1, "other", 2, "other"]
    assert results[5] == alone[2]
    assert [each["code"] for each in results[5]["taxClasses"]] == ["A", "B"]


async def test_null_is_no_request(api: Api) -> None:
    assert await batch(api, {"method": COUNT, "request": None}) == [{"status": "ok", "count": 0}]


@pytest.mark.parametrize("size", [4, MAX_TOGETHER, MAX_TOGETHER + 1, MAX_CALLS])
async def test_a_refused_call_leaves_the_others_as_they_are(api: Api, size: int) -> None:
    calls = [new("A" if i % 3 == 2 else f"C{i}") for i in range(size)]
    results = await batch(api, new("A"), *calls[:-1])
    refused = [i for i, each in enumerate(results) if each["status"] == "error"]

    assert refused == [i for i in range(size) if i and (i - 1) % 3 == 2]
    assert {code for i in refused for code in codes(results[i])} == {"CODE_IN_USE"}
    assert await count(api) == size - len(refused)


async def test_a_refused_creation_takes_no_number(shop: Api) -> None:
    results = await batch(
        shop,
        call(INVOICE, invoice()),
        call(INVOICE, invoice(items=[item(taxClass=99)])),
        call(INVOICE, invoice()),
        call(GET, {"id": {"$ref": "0.id"}}),
        call(GET, {"id": {"$ref": "2.id"}}),
    )
    numbers = [each["invoice"]["number"] for each in results[3:]]

    assert results[1]["status"] == "error"
    assert [number.rpartition("/")[2] for number in numbers] == ["1", "2"]


async def test_a_refusal_is_told_as_alone(api: Api) -> None:
    request = {"taxClass": {"code": "", "name": 1}, "x": 2}
    (result,) = await batch(api, call(CREATE, request))
    _, _, alone = await api.post(CREATE, request)

    assert result == alone


async def test_a_method_that_does_not_exist_is_refused_in_its_place(api: Api) -> None:
    results = await batch(api, new("A"), call("commerce.unicorns.find"), call(COUNT))

    assert [codes(each) for each in results] == [[], ["METHOD_NOT_FOUND"], []]
    assert results[2]["count"] == 1


@pytest.mark.parametrize("nested", ["batch", "", "rpc.discover", "/api/v6/batch", "__class__"])
async def test_an_envelope_in_an_envelope_is_no_method(api: Api, nested: str) -> None:
    inner = call(nested, {"calls": [new("A")]})
    status, _, answer = await api.post("batch", {"calls": [inner]})

    assert status == 200
    assert "METHOD_NOT_FOUND" in str(answer) or answer["status"] == "error"
    assert await count(api) == 0


@pytest.mark.parametrize("failing", [SPOILT, SPOILT_WRITE], ids=["read", "write"])
async def test_what_goes_wrong_on_our_side_is_told_in_the_places_that_it_ended(
    shop: Api, database: Database, failing: tuple[str, Json]
) -> None:
    spoil(database)
    results = await batch(shop, *news(MAX_TOGETHER), new("Z"), call(*failing), new("Y"))

    assert [codes(each) for each in results[:MAX_TOGETHER]] == [[]] * MAX_TOGETHER
    assert [codes(each) for each in results[MAX_TOGETHER:]] == [["INTERNAL_ERROR"]] * 3
    assert await count(shop) == 2 + MAX_TOGETHER


async def test_nothing_is_kept_of_an_atomic_batch_in_which_we_fail(
    shop: Api, database: Database
) -> None:
    spoil(database)
    status, _, answer = await shop.post(
        "batch", {"calls": [new("A"), call(*SPOILT_WRITE)], "atomic": True}
    )

    assert (status, codes(answer)) == (500, ["INTERNAL_ERROR"])
    assert await count(shop) == 2


# All or nothing.


async def test_an_atomic_batch_is_done_as_a_whole(shop: Api) -> None:
    results = await batch(shop, *news(MAX_CALLS), atomic=True)

    assert [each["status"] for each in results] == ["ok"] * MAX_CALLS
    assert await count(shop) == 2 + MAX_CALLS


@pytest.mark.parametrize("bad", [0, 1, MAX_TOGETHER, MAX_CALLS - 1])
async def test_nothing_is_kept_of_an_atomic_batch_that_is_refused(shop: Api, bad: int) -> None:
    calls = news(MAX_CALLS)
    calls[bad] = new("VAT")
    answer = await undone(shop, *calls)

    assert answer["call"] == bad
    assert paths(answer) == [("CODE_IN_USE", f"/calls/{bad}/request/taxClass/code")]
    assert await count(shop) == 2


async def test_all_faults_of_the_refused_call_are_told_with_their_places(shop: Api) -> None:
    bad = invoice(items=[{"name": "x", "quantity": "3", "colour": 1}], taxes=[])
    _, _, alone = await shop.post(INVOICE, bad)
    answer = await undone(shop, new("A"), call(INVOICE, bad), call("x"))

    assert answer["call"] in (1, 2)
    if answer["call"] == 1:
        assert [fault["path"] for fault in answer["errors"]] == [
            f"/calls/1/request{fault['path']}" for fault in alone["errors"]
        ]


async def test_what_is_known_before_is_refused_before_anything_is_done(shop: Api) -> None:
    answer = await undone(shop, new("A"), call("commerce.unicorns.find"))

    assert answer["call"] == 1
    assert paths(answer) == [("METHOD_NOT_FOUND", "/calls/1/method")]


async def test_no_number_is_lost_by_a_refused_atomic_batch(shop: Api) -> None:
    creations = [call(INVOICE, invoice()), call("commerce.orders.create", order())]
    await undone(shop, *creations, *creations, new("VAT"))
    done = await batch(shop, *creations, call(GET, {"id": {"$ref": "0.id"}}), atomic=True)
    await undone(shop, *creations, new("VAT"))
    last = await shop.call(INVOICE, invoice())
    got = await shop.call(GET, {"id": last["id"]})
    numbers = [done[2]["invoice"]["number"], got["invoice"]["number"]]

    assert [number.rpartition("/")[2] for number in numbers] == ["1", "2"]


async def test_a_whole_journey_is_one_transaction(shop: Api, database: Database) -> None:
    results = await batch(
        shop,
        call("commerce.customers.create", {"customer": {"lastName": "Adler"}}),
        call("commerce.orders.create", order(customer={"$ref": "0.id"})),
        call("commerce.invoices.create-from-order", {"order": {"$ref": "1.id"}}),
        call(CLOSE, {"id": {"$ref": "2.id"}}),
        call("commerce.invoices.pay", {"id": {"$ref": "2.id"}, "amount": 100}),
        call(GET, {"id": {"$ref": "2.id"}}),
        atomic=True,
    )
    made = results[5]["invoice"]

    assert (made["customer"], made["order"]) == (results[0]["id"], results[1]["id"])
    assert (made["number"], made["isClosed"]) == (results[3]["number"], True)
    assert made["paidTotal"] == 100
    assert_consistent(database)


async def test_atomic_batches_at_once_do_not_mix(shop: Api) -> None:
    async def one(i: int) -> bool:
        calls = [*news(5, f"B{i}-"), new("SAME")]
        _, _, answer = await shop.post("batch", {"calls": calls, "atomic": True})
        return bool(answer["status"] == "ok")

    done = await asyncio.gather(*[one(i) for i in range(8)])

    assert sum(done) == 1
    assert await count(shop) == 2 + 6


async def test_batches_at_once_that_want_the_same_are_done_one_by_one(shop: Api) -> None:
    results = await asyncio.gather(
        *[batch(shop, *news(5, f"B{i}-"), new("SAME"), *news(20, f"D{i}-")) for i in range(6)]
    )
    told = [codes(each) for result in results for each in result]

    assert sorted(told) == [[]] * (6 * 25 + 1) + [["CODE_IN_USE"]] * 5
    assert await count(shop) == 2 + 6 * 25 + 1


@pytest.mark.parametrize("atomic", [False, True])
async def test_batches_that_go_opposite_ways_are_all_done(shop: Api, atomic: bool) -> None:
    ids = [each["id"] for each in await batch(shop, *news(4))]

    async def rename(i: int) -> None:
        calls = [
            call(UPDATE, {"id": id_, "taxClass": {"name": f"n{i}"}})
            for id_ in (ids if i % 2 else ids[::-1])
        ]
        answer: Json = {"status": "error"}
        # Each may wait for what the other has; then one of them is told to try again.
        while answer["status"] == "error":
            status, _, answer = await shop.post("batch", {"calls": calls, "atomic": atomic})
            assert status in (200, 503), answer
        assert [codes(each) for each in answer["results"]] == [[]] * 4

    await asyncio.gather(*[rename(i) for i in range(4)])
    found = (await shop.call(FIND, {"conditions": {"after": ids[0] - 1}}))["taxClasses"]

    assert [each["version"] for each in found] == [5] * 4
    assert len({each["name"] for each in found}) == 1


# What calls take from each other.


async def test_references_reach_into_answers(shop: Api) -> None:
    await shop.call(INVOICE, invoice(metadata={"a": "b", "k~/": "v"}))
    results = await batch(
        shop,
        call("commerce.invoices.find"),
        call(GET, {"id": {"$ref": "0.invoices.0.id"}}),
        call(FIND, {"conditions": {"ids": [1, {"$ref": "0.invoices.0.id"}]}}),
        call(
            INVOICE,
            {
                "invoice": {
                    "items": [{"name": {"$ref": "0.invoices.0.number"}, "price": 1}],
                    "billingAddress": {"$ref": "1.invoice.billingAddress"},
                    "metadata": {"$ref": "1.invoice.metadata"},
                    "terms": {"$ref": "0.invoices.0.items.0.name"},
                }
            },
        ),
        call(GET, {"id": {"$ref": "3.id"}}),
    )
    first, second = results[1]["invoice"], results[4].get("invoice", results)

    assert second["billingAddress"] == first["billingAddress"]
    assert second["items"][0]["name"] == first["number"]
    assert (second["metadata"], second["terms"]) == ({"a": "b", "k~/": "v"}, "Shirt")


async def test_a_reference_stands_for_all_of_a_value_with_its_digits(shop: Api) -> None:
    made = await shop.call(INVOICE, invoice(items=[item(price=0, quantity=1)]))
    results = await batch(
        shop,
        call("commerce.payment-methods.get", {"id": 1}),
        call(
            "commerce.payment-methods.create",
            {"paymentMethod": {"name": "Copy", "cost": {"$ref": "0.paymentMethod.cost"}}},
        ),
        call("commerce.payment-methods.get", {"id": {"$ref": "1.id"}}),
        call(GET, {"id": made["id"]}),
    )

    assert str(results[2]["paymentMethod"]["cost"]) == "1.200"


async def test_a_whole_request_may_be_a_reference(shop: Api) -> None:
    await batch(
        shop,
        call(
            "commerce.orders.create",
            order(rawData={"ids": [1], "number": 1, "list": [1], "request": {"limit": 1}}),
        ),
    )
    get = call("commerce.orders.get", {"id": 1})
    results = await batch(
        shop, get, call("commerce.tax-classes.find", {"$ref": "0.order.rawData.request"})
    )
    refused = [
        result
        for name in ("number", "list")
        for key in ({}, {"idempotencyKey": "k"})
        for more in ({}, {"dryRun": True})
        for result in await batch(
            shop, get, call(CREATE, {"$ref": f"0.order.rawData.{name}"}, **key), **more
        )
    ][1::2]

    assert len(results[1]["taxClasses"]) == 1
    assert all(each["status"] == "error" for each in refused)
    assert "INTERNAL_ERROR" not in str(refused)


async def test_a_reference_to_a_call_that_failed_is_refused(api: Api) -> None:
    calls = [call(GET, {"id": "x"}), call(GET, {"id": {"$ref": "0.id"}}), new("A")]
    results = await batch(api, *calls)

    assert [codes(each) for each in results] == [["NOT_THE_TYPE"], ["REFERENCE_FAILED"], []]
    assert paths(results[1]) == [("REFERENCE_FAILED", "/id/$ref")]
    assert results[1]["error"]["description"] == "'0.id' refers to call 0, which failed"


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("1.id", "REFERENCE_NOT_FOUND"),  # itself
        ("2.id", "REFERENCE_NOT_FOUND"),  # one that is still to come
        ("99.id", "REFERENCE_NOT_FOUND"),
        ("999.id", "REFERENCE_NOT_FOUND"),
        ("0.x", "REFERENCE_NOT_FOUND"),
        ("0.taxClasses.7.id", "REFERENCE_NOT_FOUND"),
        ("0.taxClasses.-1.id", "REFERENCE_NOT_FOUND"),
        ("0.taxClasses.x", "REFERENCE_NOT_FOUND"),
        ("0.taxClasses.0.id.x", "REFERENCE_NOT_FOUND"),
        ("0.taxClasses.0.code.0", "REFERENCE_NOT_FOUND"),
        ("0.taxClasses.1e0", "REFERENCE_NOT_FOUND"),
        ("0.taxClasses.٠.id", "REFERENCE_NOT_FOUND"),
        ("0.taxClasses.9999999999999999999999.id", "REFERENCE_NOT_FOUND"),
        ("0.__class__", "REFERENCE_NOT_FOUND"),
        ("", "REFERENCE_MALFORMED"),
        (".", "REFERENCE_MALFORMED"),
        ("0.", "REFERENCE_MALFORMED"),
        ("0..id", "REFERENCE_MALFORMED"),
        ("-1.id", "REFERENCE_MALFORMED"),
        ("id", "REFERENCE_MALFORMED"),
        ("1000.id", "REFERENCE_MALFORMED"),
        ("٠.id", "REFERENCE_MALFORMED"),
        ("0/id", "REFERENCE_MALFORMED"),
        (" 0.id", "REFERENCE_MALFORMED"),
        ("0.id\n", "REFERENCE_NOT_FOUND"),
        ("0." + "x" * MAX_REFERENCE, "REFERENCE_MALFORMED"),
        (0, "REFERENCE_MALFORMED"),
        (None, "REFERENCE_MALFORMED"),
        (True, "REFERENCE_MALFORMED"),
        (["0.id"], "REFERENCE_MALFORMED"),
        ({"$ref": "0.id"}, "REFERENCE_MALFORMED"),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_a_reference_to_nothing_is_refused(shop: Api, reference: Any, code: str) -> None:
    calls = [
        call(FIND),
        call("commerce.customers.update", {"id": {"$ref": reference}, "customer": {}}),
        call(COUNT),
    ]
    results = await batch(shop, *calls)
    whole = await undone(shop, *calls)

    assert [codes(each) for each in results] == [[], [code], []]
    assert len(str(results[1])) < 1500
    assert paths(whole) == [(code, "/calls/1/request/id/$ref")]


async def test_a_reference_to_a_value_of_another_type_is_a_fault_of_its_field(shop: Api) -> None:
    calls = [call(FIND), call(GET, {"id": {"$ref": "0.taxClasses"}})]
    results = await batch(shop, *calls)

    assert paths(results[1]) == [("NOT_THE_TYPE", "/id")]


async def test_an_object_with_other_members_is_no_reference(shop: Api) -> None:
    raw = {"$ref": "0.id", "type": "order", "$refs": {"$ref ": "0.id"}}
    results = await batch(
        shop,
        call("commerce.orders.create", order(rawData=raw)),
        call("commerce.orders.get", {"id": {"$ref": "0.id"}}),
    )

    assert results[1]["order"]["rawData"] == raw


async def test_references_may_not_stand_for_too_much_together(start: Start) -> None:
    api = Api(await start(max_body=20_000))
    await open_shop(api)
    note = "n" * 9000
    await api.call("commerce.customers.create", {"customer": {"lastName": "x", "notes": note}})
    get = call("commerce.customers.get", {"id": 2})
    two, three = (
        call("commerce.orders.create", order(rawData=[{"$ref": "0.customer.notes"}] * n))
        for n in (2, 3)
    )
    fits = await batch(api, get, call(COUNT, {"x": [{"$ref": "0.customer.notes"}] * 2}))
    over = await batch(api, get, call(COUNT, {"x": [{"$ref": "0.customer.notes"}] * 3}))
    grown = await batch(api, get, two, three, two)

    assert [codes(each) for each in fits] == [[], ["UNKNOWN_FIELD"]]
    assert [codes(each) for each in over] == [[], ["REFERENCE_TOO_LARGE"]]
    assert [codes(each) for each in grown[2:]] == [["REFERENCE_TOO_LARGE"]] * 2


async def test_many_references_to_a_long_answer_cost_little(shop: Api) -> None:
    customers = [
        call("commerce.customers.create", {"customer": {"lastName": "x", "notes": "n" * 9000}})
        for _ in range(MAX_CALLS)
    ]
    await batch(shop, *customers)
    references = [{"$ref": "0.status"}] * 40_000
    began = time.monotonic()
    await batch(shop, call("commerce.customers.find"), call(COUNT, {"x": references}))

    # It would take minutes to read the answer for each of them.
    assert time.monotonic() - began < 20


async def test_a_request_grows_by_references_no_deeper_than_any_other(shop: Api) -> None:
    raw: Any = 1
    for _ in range(10):
        raw = {"a": raw}
    calls = [call("commerce.orders.create", order(rawData=raw))]
    for i in range(0, 98, 2):
        calls.append(call("commerce.orders.get", {"id": {"$ref": f"{i if i <= 40 else 0}.id"}}))
        nested = {"a": {"$ref": f"{i + 1}.order.rawData"}}
        calls.append(call("commerce.orders.create", order(rawData=nested)))
    data = codec.encode({"calls": calls})
    async with shop.client.post("/api/v6/batch", data=data, headers=shop.headers) as response:
        # These answers stand deeper in the batch's than a request may be.
        results = json.loads(await response.read())["results"]
    refused = [i for i, each in enumerate(results) if each["status"] == "error"]

    # Within those of the request and the order, 30 levels are the most.
    assert refused == [42]
    assert codes(results[42]) == ["REFERENCE_TOO_DEEP"]


# One snapshot.


@pytest.mark.parametrize("atomic", [False, True])
async def test_what_a_reading_batch_lists_and_counts_agrees(shop: Api, atomic: bool) -> None:
    created = 0

    async def create() -> None:
        nonlocal created
        while not is_over:
            await shop.call(INVOICE, invoice())
            created += 1

    slow = call("commerce.customers.find", {"limit": 1000})
    calls = [call("commerce.invoices.count"), call("commerce.invoices.find", {"limit": 1000})]
    calls += [slow] * 20 + calls[::-1]
    for _ in range(2):
        customer = {"customer": {"lastName": "x", "notes": "n" * 5000}}
        await batch(shop, *[call("commerce.customers.create", customer)] * MAX_CALLS)
    is_over = False
    writers = [asyncio.create_task(create()) for _ in range(2)]
    told = []
    for _ in range(15):
        before = created
        results = await batch(shop, *calls, atomic=atomic)
        lists = [len(each["invoices"]) for each in results if "invoices" in each]
        counts = [each["count"] for each in results if "count" in each]
        told.append((before, {*lists, *counts}, created))
    is_over = True
    await asyncio.gather(*writers)

    assert all(len(seen) == 1 for _, seen, _ in told), told
    # Whoever was told of a creation finds it, and the writers were not idle.
    assert all(before <= min(seen) <= after + 2 for before, seen, after in told), told
    assert any(before < after for before, _, after in told)


# Dry runs.


@pytest.mark.parametrize("atomic", [False, True])
async def test_a_dry_run_of_a_batch_stores_nothing(shop: Api, atomic: bool) -> None:
    calls = [call(INVOICE, invoice()), new("A", idempotencyKey="k"), call(COUNT)]
    status, headers, answer = await shop.post(
        "batch",
        {"calls": calls, "atomic": atomic, "dryRun": True},
        **{"Idempotency-Key": "whole"},
    )
    documents = answer if atomic else answer["results"][0]
    (shown,) = documents["documents"]["invoices"]
    again = await batch(shop, *calls[:1], call(GET, {"id": {"$ref": "0.id"}}))

    assert (status, answer["status"], "Idempotent-Replayed" in headers) == (200, "ok", False)
    assert [each["status"] for each in answer["results"]] == ["ok"] * 3
    assert shown["number"] == again[1]["invoice"]["number"]
    assert answer["results"][2]["count"] == (3 if atomic else 2)
    assert await count(shop) == 2
    assert await count(shop, "invoices") == 1
    # Nothing is remembered of the keys either.
    more = {"calls": [new("B", idempotencyKey="k")], "atomic": atomic}
    _, headers, answer = await shop.post("batch", more, **{"Idempotency-Key": "whole"})
    assert ("Idempotent-Replayed" in headers, answer.get("results")) == (
        False,
        [{"status": "ok", "id": answer["results"][0]["id"]}],
    )


async def test_an_atomic_dry_run_goes_on_from_call_to_call(shop: Api) -> None:
    _, _, answer = await shop.post(
        "batch",
        {
            "calls": [
                call("commerce.orders.create", order()),
                call("commerce.invoices.create-from-order", {"order": {"$ref": "0.id"}}),
                call(CLOSE, {"id": {"$ref": "1.id"}}),
            ],
            "atomic": True,
            "dryRun": True,
        },
    )

    assert answer["documents"]["invoices"][0]["number"] == answer["results"][2]["number"]
    assert answer["documents"]["invoices"][0]["isClosed"] is True
    assert [len(each) for each in answer["documents"].values()] == [1] * len(answer["documents"])
    assert [await count(shop, each) for each in ("orders", "invoices")] == [0, 0]


async def test_an_atomic_dry_run_that_is_refused_is_told_so(shop: Api) -> None:
    answer = await undone(shop, new("A"), new("VAT"), dryRun=True)

    assert (answer["call"], codes(answer)) == (1, ["CODE_IN_USE"])
    assert await count(shop) == 2


async def test_a_call_may_be_a_dry_run_among_others(shop: Api) -> None:
    dry = call(CREATE, {"taxClass": {"code": "A"}, "dryRun": True})
    results = await batch(shop, dry, new("A"), dry)
    whole = await batch(shop, call(CREATE, {"taxClass": {"code": "B"}, "dryRun": True}), new("B"))

    assert results[0]["documents"]["taxClasses"][0]["code"] == "A"
    assert [codes(each) for each in results] == [[], [], ["CODE_IN_USE"]]
    assert [codes(each) for each in whole] == [[], []]
    assert await count(shop) == 4


async def test_a_dry_run_does_not_rescue_a_wrong_request(shop: Api) -> None:
    results = await batch(
        shop,
        call(CREATE, {"taxClass": {"code": "A"}, "dryRun": False}),
        call(CREATE, {"taxClass": {"code": "A"}, "dryRun": "no"}),
        call(COUNT, {"dryRun": True}),
        dryRun=True,
    )

    assert results[0]["status"] == "ok"
    assert codes(results[2]) == ["UNKNOWN_FIELD"]
    assert await count(shop) == 2


# Idempotency.


async def test_a_call_with_a_key_is_done_once(api: Api) -> None:
    calls = [new("A", idempotencyKey="a"), new("B"), new("C", idempotencyKey="c")]
    first = await batch(api, *calls)
    again = await batch(api, *calls)
    alone = await api.post(CREATE, calls[0]["request"], **{"Idempotency-Key": "a"})

    assert [codes(each) for each in again] == [[], ["CODE_IN_USE"], []]
    assert (again[0], again[2]) == (first[0], first[2])
    assert (alone[1]["Idempotent-Replayed"], alone[2]) == ("true", first[0])
    assert await count(api) == 3


async def test_a_key_of_another_request_is_refused_in_its_place(api: Api) -> None:
    await batch(api, new("A", idempotencyKey="k"))
    results = await batch(api, new("B"), new("C", idempotencyKey="k"))
    whole = await undone(api, new("D"), new("C", idempotencyKey="k"))

    assert [codes(each) for each in results] == [[], ["IDEMPOTENCY_KEY_REUSED"]]
    assert paths(whole) == [("IDEMPOTENCY_KEY_REUSED", "/calls/1/idempotencyKey")]
    assert await count(api) == 2


async def test_a_key_twice_in_a_batch_is_one_call(api: Api) -> None:
    results = await batch(api, *[new("A", idempotencyKey="k")] * 3)
    whole = await batch(api, *[new("B", idempotencyKey="l")] * 3, atomic=True)

    assert {str(each) for each in results} == {str(results[0])}
    assert {str(each) for each in whole} == {str(whole[0])}
    assert await count(api) == 2


async def test_a_refused_call_is_not_remembered(shop: Api) -> None:
    # A call claims its key first of all, so this is what it undoes when it is refused.
    refused = await batch(shop, new("VAT", idempotencyKey="k"), new("B", idempotencyKey="l"))
    await undone(shop, new("C", idempotencyKey="m"), new("VAT"))
    results = await batch(
        shop,
        new("X", idempotencyKey="k"),
        new("B", idempotencyKey="l"),
        new("Y", idempotencyKey="m"),
    )

    assert codes(refused[0]) == ["CODE_IN_USE"]
    assert [codes(each) for each in results] == [[], [], []]
    assert results[1] == refused[1]


async def test_a_key_of_the_whole_is_one_of_each_call(api: Api) -> None:
    body = {"calls": [new("A"), call(COUNT), new("B", idempotencyKey="own"), new("A")]}
    key = {"Idempotency-Key": "k" * 255}
    first = await api.post("batch", body, **key)
    again = await api.post("batch", body, **key)
    more = await api.post("batch", {"calls": [*body["calls"], new("C")]}, **key)

    assert [codes(each) for each in first[2]["results"]] == [[], [], [], ["CODE_IN_USE"]]
    assert [again[2]["results"][i] for i in (0, 2, 3)] == [
        first[2]["results"][i] for i in (0, 2, 3)
    ]
    assert again[2]["results"][1]["count"] == 2
    assert [codes(each) for each in more[2]["results"]][4] == []
    assert await count(api) == 3


async def test_an_atomic_batch_with_a_key_is_done_once_as_a_whole(shop: Api) -> None:
    body = {"calls": [call(INVOICE, invoice()), call("commerce.invoices.count")], "atomic": True}
    key = {"Idempotency-Key": "k"}
    first = await shop.post("batch", body, **key)
    again = await shop.post("batch", body, **key)
    other = await shop.post("batch", {**body, "calls": [new("A")]}, **key)

    assert "Idempotent-Replayed" not in first[1]
    assert (again[1]["Idempotent-Replayed"], again[2]) == ("true", first[2])
    assert codes(other[2]) == ["IDEMPOTENCY_KEY_REUSED"]
    assert await count(shop, "invoices") == 1


async def test_a_refused_atomic_batch_is_not_remembered(shop: Api) -> None:
    key = {"Idempotency-Key": "k"}
    refused = await shop.post("batch", {"calls": [new("VAT")], "atomic": True}, **key)
    done = await shop.post("batch", {"calls": [new("A")], "atomic": True}, **key)

    assert (codes(refused[2]), codes(done[2])) == (["CODE_IN_USE"], [])


async def test_an_atomic_batch_with_a_key_sent_many_times_at_once_is_done_once(shop: Api) -> None:
    body = {"calls": [call(INVOICE, invoice())] * 3, "atomic": True}
    answers = await asyncio.gather(
        *[shop.post("batch", body, **{"Idempotency-Key": "k"}) for _ in range(6)]
    )

    assert len({str(answer) for _, _, answer in answers}) == 1
    assert sum("Idempotent-Replayed" in headers for _, headers, _ in answers) == 5
    assert await count(shop, "invoices") == 3


@pytest.mark.parametrize("key", ["", "é", "k" * 256, 1, True, None, [], "a\nb"], ids=str)
async def test_what_is_no_key_is_refused(api: Api, key: Any) -> None:
    status, _, answer = await api.post("batch", {"calls": [new("A"), new("B", idempotencyKey=key)]})

    assert (status, answer["status"]) == (200, "error")
    assert answer["errors"][0]["path"] == "/calls/1/idempotencyKey"
    assert await count(api) == 0


# Methods that are more than a transaction.


async def test_documents_are_exported_in_a_reading_batch(shop: Api) -> None:
    made = [await shop.call(INVOICE, invoice()) for _ in range(2)]
    export = [call(EXPORT, {"id": each["id"]}) for each in made]
    results = await batch(shop, *export, call("commerce.invoices.count"), call(EXPORT, {"id": 99}))

    assert [each["contentType"] for each in results[:2]] == ["application/pdf"] * 2
    assert results[0]["content"] != results[1]["content"]
    assert results[2]["count"] == 2
    assert results[3]["status"] == "error"


async def test_a_document_that_a_batch_makes_is_exported_by_it(shop: Api) -> None:
    results = await batch(
        shop,
        call(INVOICE, invoice()),
        call(EXPORT, {"id": {"$ref": "0.id"}}),
        call(GET, {"id": {"$ref": "1.link"}}),
    )

    assert results[1]["contentType"] == "application/pdf"
    # It is not there yet when the next call is run.
    assert codes(results[2]) == ["REFERENCE_FAILED"]


async def test_an_atomic_batch_exports_nothing(shop: Api) -> None:
    answer = await undone(shop, call(INVOICE, invoice()), call(EXPORT, {"id": {"$ref": "0.id"}}))
    reading = await undone(shop, call(COUNT), call(EXPORT, {"id": 1}), call(COUNT))

    assert paths(answer) == [("NOT_ATOMIC", "/calls/1/method")]
    assert await count(shop, "invoices") == 0
    assert reading["call"] == 1


@pytest.mark.parametrize("atomic", [False, True])
async def test_e_mails_of_a_batch_are_delivered_at_once(
    start: Start, mails: MailServer, atomic: bool
) -> None:
    api = Api(
        await start(smtp_url=mails.url, mail_from="a@shop.example", background_seconds=86_400)
    )
    await open_shop(api)
    results = await batch(
        api,
        *[call(INVOICE, invoice()), call(SEND, {"id": {"$ref": "0.id"}, "attach": "None"})],
        *[call(INVOICE, invoice()), call(SEND, {"id": {"$ref": "2.id"}, "attach": "None"})],
        atomic=atomic,
    )
    async with asyncio.timeout(60):
        while len(mails.received) < 2:
            await count(api)

    assert sorted(mails.message_ids) == sorted(results[i]["messageId"] for i in (1, 3))


async def test_e_mails_of_what_is_undone_are_never_sent(start: Start, mails: MailServer) -> None:
    api = Api(await start(smtp_url=mails.url, mail_from="a@shop.example"))
    await open_shop(api)
    await api.call(INVOICE, invoice())
    send = call(SEND, {"id": 1, "attach": "None"})
    await undone(api, send, new("VAT"))
    await batch(api, send, atomic=True, dryRun=True)
    await batch(api, send, dryRun=True)
    application = api.client.app
    assert application is not None
    await application[POSTMAN].round()

    assert (await api.call("commerce.mails.find"))["mails"] == []
    assert mails.received == []


# Limits, keys and entities.


BAD = {
    "no calls": ({}, "/calls"),
    "null": ({"calls": None}, "/calls"),
    "an object": ({"calls": {}}, "/calls"),
    "none": ({"calls": []}, "/calls"),
    "too many": ({"calls": news(MAX_CALLS + 1)}, "/calls"),
    "a text": ({"calls": [new("A"), "x"]}, "/calls/1"),
    "no method": ({"calls": [new("A"), {}]}, "/calls/1/method"),
    "an empty method": ({"calls": [new("A"), call("")]}, "/calls/1/method"),
    "a number": ({"calls": [new("A"), {"method": 1}]}, "/calls/1/method"),
    "a long method": ({"calls": [new("A"), call("x" * 101)]}, "/calls/1/method"),
    "an array": ({"calls": [new("A"), call(COUNT, [])]}, "/calls/1/request"),
    "params": ({"calls": [new("A"), {"method": COUNT, "params": {}}]}, "/calls/1/params"),
    "atomic": ({"calls": [new("A")], "atomic": "true"}, "/atomic"),
    "dryRun": ({"calls": [new("A")], "dryRun": 1}, "/dryRun"),
    "x": ({"calls": [new("A")], "x": 1}, "/x"),
}


@pytest.mark.parametrize(("body", "path"), BAD.values(), ids=BAD.keys())
async def test_a_batch_at_fault_is_refused_as_a_whole(api: Api, body: Json, path: str) -> None:
    status, _, answer = await api.post("batch", body)

    assert (status, answer["status"]) == (200, "error")
    assert [fault["path"] for fault in answer["errors"]] == [path]
    assert await count(api) == 0


@pytest.mark.parametrize(
    ("body", "status"), [(b"[", 400), (b"[]", 400), (b'{"calls":[],"calls":[]}', 400)]
)
async def test_what_is_no_object_is_refused(api: Api, body: bytes, status: int) -> None:
    assert (await api.post("batch", body))[0] == status


async def test_a_body_that_is_too_large_is_refused(api: Api) -> None:
    application = api.client.app
    assert application is not None
    body = b'{"calls":[{"method":"commerce.tax-classes.count"}]}'
    statuses = []
    for size in (application[MAX_BODY], application[MAX_BODY] + 1):
        data = io.BytesIO(body.ljust(size))
        async with api.client.post("/api/v6/batch", data=data, headers=api.headers) as response:
            statuses.append(response.status)

    assert statuses == [200, 413]


@pytest.mark.parametrize("rest", [[], [new("A")]], ids=["reading", "writing"])
async def test_answers_that_are_too_large_together_are_refused_one_by_one(
    start: Start, rest: list[Json]
) -> None:
    api = Api(await start(max_answer=65_536))
    note = {"lastName": "x", "notes": "n" * 20_000}
    await api.call("commerce.customers.create", {"customer": note})
    get = call("commerce.customers.get", {"id": 1})
    results = await batch(api, get, get, *rest, get, get, get, call(COUNT))
    told = [codes(each) for each in results if "customer" in each or each["status"] == "error"]

    assert told == [[], [], [], ["ANSWER_TOO_LARGE"], ["ANSWER_TOO_LARGE"]]
    assert results[-1]["status"] == "ok"


async def test_files_that_are_too_large_together_are_refused_one_by_one(start: Start) -> None:
    api = Api(await start(max_answer=100_000))
    await open_shop(api)
    made = await api.call(INVOICE, invoice())
    export = call(EXPORT, {"id": made["id"]})
    (alone,) = await batch(api, export)
    fit = 100_000 // len(codec.encode(alone))
    results = await batch(api, *[export] * (fit + 1), call(COUNT))

    assert [codes(each) for each in results] == [*[[]] * fit, ["ANSWER_TOO_LARGE"], []]


async def test_each_call_counts_for_the_rate_limit(start: Start) -> None:
    api = Api(await start(rate_limit=5))
    results = await batch(api, *news(8))
    status, _, _ = await api.post(COUNT, {})

    assert [codes(each) for each in results] == [[]] * 5 + [["TOO_MANY_REQUESTS"]] * 3
    assert status == 429


async def test_an_atomic_batch_beyond_the_rate_limit_does_nothing(
    start: Start, database: Database
) -> None:
    api = Api(await start(rate_limit=12))
    answer = await undone(api, *news(13))

    assert (answer["call"], answer["error"]["type"]) == (12, "TooManyRequests")
    # Another key has a limit of its own.
    assert await count(Api(api.client, make_key(database, name="other"))) == 0


@pytest.mark.parametrize("atomic", [False, True])
async def test_a_key_that_may_only_read_writes_nothing(
    shop: Api, database: Database, atomic: bool
) -> None:
    reader = Api(shop.client, make_key(database, name="report", read_only=True))
    calls = {"calls": [call(COUNT), new("A"), call(COUNT)], "atomic": atomic}
    status, _, answer = await reader.post("batch", calls)
    told = answer if atomic else answer["results"][1]
    dry = await reader.post("batch", {**calls, "dryRun": True})

    assert (status, codes(told)) == (200, ["INSUFFICIENT_KEY"])
    assert told["error"]["type"] == "AccessDenied"
    assert "INSUFFICIENT_KEY" in str(dry[2])
    assert await count(shop) == 2
    assert [each["count"] for each in await batch(reader, call(COUNT), atomic=atomic)] == [2]


async def test_a_batch_is_for_the_entity_of_its_header(start: Start, database: Database) -> None:
    assert add_entity(database) == 2
    client = await start()
    first, second = (Api(client, **{"X-Entity-Id": each}) for each in "12")
    await batch(second, new("A"), new("B"), atomic=True)
    unnamed = await Api(client).post("batch", {"calls": [new("C")]})
    unknown = await Api(client, **{"X-Entity-Id": "3"}).post("batch", {"calls": [new("C")]})

    assert [await count(each) for each in (first, second)] == [0, 2]
    assert (unnamed[0], unknown[0]) == (400, 403)


async def test_a_long_batch_does_not_hold_up_others(shop: Api) -> None:
    customer = {"customer": {"lastName": "x", "notes": "n" * 5000}}
    create = call("commerce.customers.create", customer)
    await batch(shop, *[create] * MAX_CALLS)
    find = call("commerce.customers.find", {"search": "n", "limit": 1000})
    long = [
        asyncio.create_task(batch(shop, *[find] * 30)),
        asyncio.create_task(batch(shop, *[create] * MAX_CALLS)),
        asyncio.create_task(batch(shop, *[call(INVOICE, invoice())] * MAX_CALLS, atomic=True)),
    ]
    waits = []
    while not all(task.done() for task in long):
        began = time.monotonic()
        await shop.call(COUNT)
        waits.append(time.monotonic() - began)
    await asyncio.gather(*long)

    assert len(waits) > 1
    assert max(waits) < 5
