"""JSON-RPC 2.0: the specification's own examples, and every code for its real reason over HTTP."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rpc import codec, jsonrpc
from rpc.__main__ import make_key
from rpc.calls import Call, Outcome
from rpc.connections import MAX_BODY
from rpc.describing.openrpc import openrpc
from rpc.failures import no_method
from schemas.batch import MAX_CALLS
from store.database import Database
from tests.api import KEY, Api
from tests.conftest import Start
from tests.examples import invoice, open_shop, order

Json = dict[str, Any]

COUNT = "commerce.tax-classes.count"
CREATE = "commerce.tax-classes.create"
FIND = "commerce.tax-classes.find"
UPDATE = "commerce.tax-classes.update"
PARSE_ERROR = {"code": -32700, "message": "Parse error"}
INVALID = {"code": -32600, "message": "Invalid Request"}
NOT_FOUND = {"code": -32601, "message": "Method not found"}


# The examples of the specification (https://www.jsonrpc.org/specification, section 7), with the
# methods that they call.


def subtract(params: Any) -> Any:
    if isinstance(params, list):
        return params[0] - params[1]
    return params["minuend"] - params["subtrahend"]


SAMPLES: dict[str, Callable[[Any], Any]] = {
    "subtract": subtract,
    "sum": sum,
    "get_data": lambda _: ["hello", 5],
    "update": lambda _: None,
    "notify_hello": lambda _: None,
    "notify_sum": lambda _: None,
}


async def run(calls: Sequence[Call]) -> list[Outcome]:
    return [
        codec.encode(SAMPLES[call.method](call.request))
        if call.method in SAMPLES
        else [no_method(call.method, None).fault]
        for call in calls
    ]


def result(value: Any, id_: Any) -> Json:
    return {"jsonrpc": "2.0", "result": value, "id": id_}


def error(told: Json, id_: Any = None) -> Json:
    return {"jsonrpc": "2.0", "error": told, "id": id_}


SPECIFIED = {
    "positional parameters": (
        '{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}',
        result(19, 1),
    ),
    "positional parameters the other way round": (
        '{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}',
        result(-19, 2),
    ),
    "named parameters": (
        (
            '{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, '
            '"id": 3}'
        ),
        result(19, 3),
    ),
    "named parameters the other way round": (
        (
            '{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, '
            '"id": 4}'
        ),
        result(19, 4),
    ),
    "a notification": ('{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}', None),
    "a notification of a method that does not exist": (
        '{"jsonrpc": "2.0", "method": "foobar"}',
        None,
    ),
    "a method that does not exist": (
        '{"jsonrpc": "2.0", "method": "foobar", "id": "1"}',
        error(NOT_FOUND, "1"),
    ),
    "invalid JSON": (
        '{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]',
        error(PARSE_ERROR),
    ),
    "an invalid request object": (
        '{"jsonrpc": "2.0", "method": 1, "params": "bar"}',
        error(INVALID),
    ),
    "a batch of invalid JSON": (
        (
            '[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},'
            '{"jsonrpc": "2.0", "method"]'
        ),
        error(PARSE_ERROR),
    ),
    "an empty array": ("[]", error(INVALID)),
    "an invalid batch of one": ("[1]", [error(INVALID)]),
    "an invalid batch of several": ("[1,2,3]", [error(INVALID)] * 3),
    "a mixed batch": (
        (
            '[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},'
            '{"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},'
            '{"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},'
            '{"foo": "boo"},'
            '{"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},'
            '{"jsonrpc": "2.0", "method": "get_data", "id": "9"}]'
        ),
        [
            result(7, "1"),
            result(19, "2"),
            error(INVALID),
            error(NOT_FOUND, "5"),
            result(["hello", 5], "9"),
        ],
    ),
    "a batch of notifications": (
        (
            '[{"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]},'
            '{"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}]'
        ),
        None,
    ),
}


def bare(told: Any) -> Any:
    """Return an answer without the data of its errors, which the specification leaves open."""
    if isinstance(told, list):
        return [bare(each) for each in told]
    if "error" in told:
        assert told["error"].pop("data")["errors"]
    return told


@pytest.mark.parametrize(("asked", "told"), SPECIFIED.values(), ids=SPECIFIED.keys())
async def test_the_examples_of_the_specification_are_answered_as_printed(
    asked: str, told: Any
) -> None:
    answer = await jsonrpc.answer(asked.encode(), run)

    assert (bare(json.loads(answer)) if answer else None) == told


# Over HTTP.


@dataclass(frozen=True)
class Rpc:
    """A caller that speaks JSON-RPC."""

    api: Api

    async def send(self, body: Any, **headers: str) -> tuple[int, Any]:
        """Send an envelope; return the status of HTTP and the answer, None if it has no body."""
        data = body if isinstance(body, bytes | io.BytesIO) else codec.encode(body)
        sent = {**self.api.headers, **headers}
        async with self.api.client.post("/api/v6", data=data, headers=sent) as response:
            text = await response.read()
            return response.status, codec.decode(text) if text else None

    async def call(self, method: str, params: Any = None, **more: Any) -> Any:
        """Make a call that must be answered as its specification says; return result or error."""
        status, answer = await self.send(asked(method, params, **more))
        assert status == 200, answer
        return told(answer, more.get("id", 1))

    async def all(self, *calls: Json) -> list[Any]:
        """Make calls in a batch; return results and errors."""
        status, answers = await self.send(list(calls))
        assert status == 200, answers
        return [told(each, each["id"]) for each in answers]


def asked(method: str, params: Any = None, **more: Any) -> Json:
    """Return a call; as its id is given, or 1, or none if it is None."""
    call = {"jsonrpc": "2.0", "method": method, "id": 1, **more}
    return call if params is None else {**call, "params": params}


def notified(method: str, params: Any = None) -> Json:
    call = asked(method, params)
    del call["id"]
    return call


def told(answer: Json, id_: Any) -> Any:
    """Return the result or the error of an answer, which must have all that it needs."""
    assert answer.keys() in ({"jsonrpc", "result", "id"}, {"jsonrpc", "error", "id"})
    assert (answer["jsonrpc"], answer["id"]) == ("2.0", id_)
    if "result" in answer:
        assert answer["result"]["status"] == "ok"
        return answer["result"]
    problem = answer["error"]
    assert problem.keys() == {"code", "message", "data"}
    for fault in problem["data"]["errors"]:
        known = {"field", "type", "description", "path", "code", "value", "allowed"}
        assert {"field", "type", "description", "path", "code"} <= fault.keys() <= known
    return problem


def seen(problem: Json) -> tuple[int, list[str]]:
    """Return the code of an error, and those of its faults."""
    return problem["code"], [fault["code"] for fault in problem["data"]["errors"]]


def new(code: str, **more: Any) -> Json:
    return {"taxClass": {"code": code}, **more}


@pytest.fixture
def rpc(api: Api) -> Rpc:
    return Rpc(api)


async def count(api: Api) -> int:
    return int((await api.call(COUNT))["count"])


async def test_a_call_is_answered_with_the_answer_of_its_method(rpc: Rpc) -> None:
    created = await rpc.call(CREATE, new("VAT"), id="a")
    found = await rpc.call(FIND)
    _, _, plain = await rpc.api.post(FIND, {})

    assert created == {"status": "ok", "id": 1}
    assert found == plain


async def test_a_slash_more_is_the_same_place(rpc: Rpc) -> None:
    _, _, answer = await rpc.api.post("", asked(COUNT))

    assert answer == result({"status": "ok", "count": 0}, 1)


async def test_a_batch_is_answered_in_its_order_and_done_in_it(rpc: Rpc) -> None:
    calls = [new("A"), new("B"), new("A"), new("C")]
    created = await rpc.all(*[asked(CREATE, each, id=9 - i) for i, each in enumerate(calls)])
    refused = created.pop(2)
    found = await rpc.call(FIND)

    assert seen(refused) == (-32602, ["CODE_IN_USE"])
    assert [(each["id"], each["code"]) for each in found["taxClasses"]] == [
        (each["id"], code) for each, code in zip(created, "ABC", strict=True)
    ]


async def test_a_notification_has_its_effect_and_no_answer(rpc: Rpc) -> None:
    one = await rpc.send(notified(CREATE, new("A")))
    refused = await rpc.send(notified(CREATE, new("A")))
    unknown = await rpc.send(notified("commerce.unicorns.find"))
    several = await rpc.send([notified(CREATE, new("B")), notified(CREATE, new("C"))])
    mixed = await rpc.send([notified(CREATE, new("D")), asked(COUNT)])

    assert [one, refused, unknown, several] == [(204, None)] * 4
    assert mixed == (200, [result({"status": "ok", "count": 4}, 1)])


async def test_a_204_is_no_longer_than_its_head(rpc: Rpc) -> None:
    data = codec.encode(notified(COUNT))
    async with rpc.api.client.post("/api/v6", data=data, headers=rpc.api.headers) as response:
        assert response.headers["X-Request-Id"]
        assert "Content-Type" not in response.headers
    # The connection goes on where it stood.
    assert await rpc.call(COUNT) == {"status": "ok", "count": 0}


IDS = ['"a"', '""', '"é🦉"', "0", "-1", "1" * 40, "1" * 400, "1.50", "-0.00", "1E+400", "null"]


@pytest.mark.parametrize("id_", IDS, ids=lambda id_: id_[:12])
async def test_an_id_comes_back_as_it_was_sent(rpc: Rpc, id_: str) -> None:
    call = f'{{"jsonrpc":"2.0","method":"{COUNT}","id":{id_}}}'
    bodies = [call, f"[{call},{call.replace(COUNT, 'x')}]", call + " " * 500]
    headers = rpc.api.headers
    texts = []
    for body in bodies:
        async with rpc.api.client.post("/api/v6", data=body, headers=headers) as response:
            texts.append(await response.text())

    assert [text.count(f'"id":{id_}}}') for text in texts] == [1, 2, 1]


@pytest.mark.parametrize("id_", [True, False, {}, {"a": 1}, [], [1]], ids=str)
async def test_an_id_of_another_type_is_refused(rpc: Rpc, id_: Any) -> None:
    _, single = await rpc.send(asked(CREATE, new("A"), id=id_))
    _, (first, _) = await rpc.send([asked(CREATE, new("B"), id=id_), asked(COUNT)])

    assert bare(single) == bare(first) == error(INVALID)
    assert await count(rpc.api) == 0


INVALID_CALLS = {
    "no version": {"method": COUNT, "id": 1},
    "version 1": {"jsonrpc": "1.0", "method": COUNT, "id": 1},
    "a number as version": {"jsonrpc": 2.0, "method": COUNT, "id": 1},
    "no method": {"jsonrpc": "2.0", "id": 1},
    "null as method": {"jsonrpc": "2.0", "method": None, "id": 1},
    "an array as method": {"jsonrpc": "2.0", "method": [COUNT], "id": 1},
    "null as params": {"jsonrpc": "2.0", "method": COUNT, "params": None, "id": 1},
    "a string as params": {"jsonrpc": "2.0", "method": COUNT, "params": "{}", "id": 1},
    "a number as params": {"jsonrpc": "2.0", "method": COUNT, "params": 1, "id": 1},
}


@pytest.mark.parametrize("call", INVALID_CALLS.values(), ids=INVALID_CALLS.keys())
async def test_what_is_no_call_is_told_under_its_id(rpc: Rpc, call: Json) -> None:
    status, single = await rpc.send(call)
    _, batch = await rpc.send([call, asked(COUNT)])

    assert (status, bare(single)) == (200, error(INVALID, 1))
    assert [bare(each) for each in batch] == [
        error(INVALID, 1),
        result({"status": "ok", "count": 0}, 1),
    ]


@pytest.mark.parametrize("body", [b"1", b"null", b'"x"', b"true", b"{}", b"[[]]", b"[null]"])
async def test_other_json_is_an_invalid_request(rpc: Rpc, body: bytes) -> None:
    _, answer = await rpc.send(body)

    assert bare(answer) in (error(INVALID), [error(INVALID)])


UNREADABLE = {
    "nothing": b"",
    "half an object": b'{"jsonrpc":"2.0"',
    "a key twice": b'{"jsonrpc":"2.0","method":"x","method":"x","id":1}',
    "NaN": b'{"jsonrpc":"2.0","method":"x","params":[NaN],"id":1}',
    "UTF-16": "{}".encode("utf-16"),
    "33 levels": b"[" * 33 + b"]" * 33,
    "half of a surrogate pair": rb'{"jsonrpc":"2.0","method":"\ud800","id":1}',
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_what_can_not_be_read_is_a_parse_error(rpc: Rpc, body: bytes) -> None:
    status, answer = await rpc.send(body)

    assert (status, bare(answer)) == (200, error(PARSE_ERROR))


async def test_params_by_position_are_the_fields_in_their_order(rpc: Rpc) -> None:
    created = await rpc.call(CREATE, [{"code": "VAT", "name": "Generic"}])
    await rpc.call(CREATE, [{"code": "LOW"}])
    found = await rpc.call(FIND, [{"after": 0}, {"code": "VAT"}])
    surplus = await rpc.call(CREATE, [{"code": "NIL"}, False, 1])

    assert created["id"] == 1
    assert [each["code"] for each in found["taxClasses"]] == ["VAT"]
    assert seen(surplus) == (-32602, ["TOO_MANY"])
    assert surplus["data"]["errors"][0]["path"] == "/params"
    assert await rpc.call(COUNT, []) == {"status": "ok", "count": 2}


async def test_params_by_position_may_send_e_mails(start: Start, tmp_path: Path) -> None:
    rpc = Rpc(Api(await start(smtp_url=f"file:{tmp_path}", mail_from="a@shop.example")))
    await open_shop(rpc.api)
    await rpc.call("commerce.invoices.create", [invoice()["invoice"]])
    sent = await rpc.call("commerce.invoices.send", [1])

    assert sent["messageId"]


async def test_a_batch_has_a_hundred_calls_at_most(rpc: Rpc) -> None:
    most = await rpc.all(*[asked(COUNT, id=i) for i in range(MAX_CALLS)])
    status, more = await rpc.send([asked(CREATE, new(f"C{i}")) for i in range(MAX_CALLS + 1)])

    assert most == [{"status": "ok", "count": 0}] * 100
    assert (status, more["id"], seen(more["error"])) == (200, None, (-32600, ["BAD_BODY"]))
    assert more["error"]["data"]["errors"][0]["description"] == (
        "A batch must have 1 to 100 calls, not 101"
    )
    assert await count(rpc.api) == 0


async def test_the_server_describes_itself(rpc: Rpc) -> None:
    status, answer = await rpc.send(asked("rpc.discover", id="d"))
    document = codec.decode(codec.encode(openrpc()))

    assert (status, answer) == (200, result(document, "d"))
    assert await rpc.send(notified("rpc.discover")) == (204, None)
    _, both = await rpc.send([asked("rpc.discover"), asked(COUNT)])
    assert [each["result"] for each in both] == [document, {"status": "ok", "count": 0}]


async def test_a_small_batch_does_not_ask_for_much_of_the_description(rpc: Rpc) -> None:
    status, answer = await rpc.send([asked("rpc.discover", id=i) for i in range(MAX_CALLS)])

    # A hundred of it would be more than any other answer may have.
    assert (status, bare(answer)) == (200, error(INVALID))


# Every code, for its real reason.


async def test_a_request_at_fault_is_told_with_all_its_faults(rpc: Rpc) -> None:
    problem = await rpc.call(CREATE, {"taxClass": {"code": "", "name": 1}})
    _, _, plain = await rpc.api.post(CREATE, {"taxClass": {"code": "", "name": 1}})

    assert problem["code"] == -32602
    assert problem["message"] == plain["error"]["description"]
    assert problem["data"]["errors"] == plain["errors"]
    assert len(plain["errors"]) == 2


async def test_an_unknown_method_is_told_with_the_nearest_name(rpc: Rpc) -> None:
    problem = await rpc.call("commerce.tax-classes.cuont")
    unnamed = await rpc.call("")
    long = await rpc.call("x" * 500_000)

    assert {key: problem[key] for key in ("code", "message")} == NOT_FOUND
    assert f"did you mean '{COUNT}'?" in problem["data"]["errors"][0]["description"]
    assert seen(unnamed) == seen(long) == (-32601, ["METHOD_NOT_FOUND"])
    assert len(str(long)) < 1000


async def test_a_key_that_may_not_write_is_403(rpc: Rpc, database: Database) -> None:
    reader = Rpc(Api(rpc.api.client, make_key(database, name="report", read_only=True)))
    single = await reader.call(CREATE, new("VAT"))
    batch = await reader.all(asked(CREATE, new("VAT")), asked(COUNT))
    silent = await reader.send(notified(CREATE, new("VAT")))

    assert seen(single) == seen(batch[0]) == (403, ["INSUFFICIENT_KEY"])
    assert batch[1] == {"status": "ok", "count": 0}
    assert silent == (204, None)
    assert await count(rpc.api) == 0


async def test_what_is_not_there_is_404(rpc: Rpc) -> None:
    problem = await rpc.call("commerce.customers.update", {"id": 9, "customer": {}})

    assert (problem["code"], problem["data"]["errors"][0]["type"]) == (404, "NotFound")


async def test_a_conflict_is_409(rpc: Rpc) -> None:
    await rpc.call(CREATE, new("VAT"), idempotencyKey="k")
    again = await rpc.call(CREATE, new("VAT"), idempotencyKey="k")
    reused = await rpc.call(CREATE, new("LOW"), idempotencyKey="k")
    changed = {"id": 1, "taxClass": {"name": "x"}, "version": 1}
    await rpc.call(UPDATE, changed)
    stale = await rpc.call(UPDATE, changed)

    assert again == {"status": "ok", "id": 1}
    assert seen(reused) == (409, ["IDEMPOTENCY_KEY_REUSED"])
    assert (stale["code"], stale["data"]["errors"][0]["type"]) == (409, "Conflict")


async def test_each_call_counts_for_the_rate_limit(start: Start) -> None:
    rpc = Rpc(Api(await start(rate_limit=3)))
    told_ = await rpc.all(*[asked(COUNT, id=i) for i in range(5)])
    status, answer = await rpc.send(asked(COUNT))

    assert [each.get("count", each.get("code")) for each in told_] == [0, 0, 0, 429, 429]
    assert told_[4]["message"].startswith("Too many calls: try again in ")
    # Before the envelope is looked at, it is HTTP that refuses.
    assert (status, answer["error"]["type"]) == (429, "TooManyRequests")


def spoil(database: Database) -> None:
    """Overwrite what is stored of the customers, as a broken disk or a curious hand would."""
    database.peewee.execute_sql(
        "UPDATE customer SET body = CAST('{' AS BYTEA)"
        if database.dialect == "postgresql"
        else "UPDATE customer SET body = X'7B'"
    )


SPOILT: tuple[str, Json] = ("commerce.customers.find", {"fields": ["email"]})
SPOILT_WRITE: tuple[str, Json] = (
    "commerce.customers.update",
    {"id": 1, "customer": {"lastName": "x"}},
)


@pytest.mark.parametrize("failing", [SPOILT, SPOILT_WRITE], ids=["read", "write"])
async def test_what_goes_wrong_on_our_side_tells_nothing_of_the_inside(
    rpc: Rpc, database: Database, failing: tuple[str, Json]
) -> None:
    await open_shop(rpc.api)
    spoil(database)
    status, single = await rpc.send(asked(*failing, id="s"), **{"X-Request-Id": "req-7"})
    _, batch = await rpc.send([asked(*failing, id=i) for i in range(2)])

    assert (status, single["id"], [each["id"] for each in batch]) == (200, "s", [0, 1])
    assert single["error"]["message"] == (
        "Something went wrong on our side; it is logged as request req-7"
    )
    for answer in (single, *batch):
        assert seen(told(answer, answer["id"])) == (-32603, ["INTERNAL_ERROR"])


async def test_what_was_done_before_something_goes_wrong_is_told(
    rpc: Rpc, database: Database
) -> None:
    await open_shop(rpc.api)
    spoil(database)
    creations = [asked(CREATE, new(f"C{i}"), id=i) for i in range(25)]
    done = await rpc.all(*creations, asked(*SPOILT_WRITE, id=25))
    codes = {each.get("code") for each in done}

    assert codes == {None, -32603}
    # Whoever is told that it is done, finds it; whoever is told of an error does not.
    assert await count(rpc.api) == 2 + sum("id" in each for each in done)


async def test_a_database_that_is_away_is_503_of_http(start: Start) -> None:
    rpc = Rpc(Api(await start(database="postgresql://nobody@127.0.0.1:1/nowhere")))
    status, answer = await rpc.send(asked(COUNT))

    assert (status, answer["error"]["type"]) == (503, "Unavailable")


# What comes before the envelope, and beside the params.


@pytest.mark.parametrize(
    "body", [asked(COUNT), [asked(COUNT)], notified(CREATE, new("A")), b"[", asked("x"), []]
)
@pytest.mark.parametrize("key", ["", "not-a-key"])
async def test_a_wrong_key_is_refused_before_anything(rpc: Rpc, body: Any, key: str) -> None:
    status, answer = await Rpc(Api(rpc.api.client, key)).send(body)

    assert (status, answer["error"]["type"]) == (403, "AccessDenied")
    assert await count(rpc.api) == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/json; charset=utf-16"}, 415),
        ({"Content-Type": "application/json-rpc"}, 415),
        ({"Content-Encoding": "gzip"}, 415),
        ({"X-Entity-Id": "99"}, 403),
        ({"Idempotency-Key": "é"}, 400),
        ({"Idempotency-Key": ""}, 400),
        ({"Idempotency-Key": "k" * 256}, 400),
    ],
)
async def test_headers_are_refused_as_for_a_single_call(
    rpc: Rpc, headers: dict[str, str], status: int
) -> None:
    told_ = [await rpc.send(body, **headers) for body in (asked(COUNT), [asked(CREATE, new("A"))])]

    assert [each for each, _ in told_] == [status] * 2
    assert all(answer["status"] == "error" for _, answer in told_)
    assert await count(rpc.api) == 0


async def test_a_body_that_is_too_large_is_refused(rpc: Rpc) -> None:
    application = rpc.api.client.app
    assert application is not None
    most = application[MAX_BODY]
    body = codec.encode(asked(COUNT))
    fits, _ = await rpc.send(io.BytesIO(body.ljust(most)))
    status, answer = await rpc.send(io.BytesIO(body.ljust(most + 1)))

    assert (fits, status, answer["errors"][0]["code"]) == (200, 413, "BODY_TOO_LARGE")


@pytest.mark.parametrize("verb", ["GET", "PUT", "DELETE", "OPTIONS"])
async def test_only_post_takes_envelopes(rpc: Rpc, verb: str) -> None:
    async with rpc.api.client.request(verb, "/api/v6", headers={"X-Key": KEY}) as response:
        assert (response.status, response.headers["Allow"]) == (405, "POST")


async def test_a_key_of_an_element_keeps_it_from_happening_twice(rpc: Rpc) -> None:
    body = [asked(CREATE, new(code), id=code, idempotencyKey=code) for code in ("A", "B")]
    first = await rpc.send(body)
    again = await rpc.send(body)
    within = await rpc.all(*[asked(CREATE, new("C"), id=i, idempotencyKey="C") for i in range(3)])

    assert first == again
    assert within == [{"status": "ok", "id": 3}] * 3
    assert await count(rpc.api) == 3


async def test_a_key_of_the_whole_is_one_of_each_element(rpc: Rpc) -> None:
    body = [asked(CREATE, new(code), id=code) for code in ("A", "B")]
    longest = {"Idempotency-Key": "k" * 255}
    first = await rpc.send(body, **longest)
    again = await rpc.send(body, **longest)
    single = [await rpc.send(asked(CREATE, new("C")), **longest) for _ in range(2)]
    quoted = await rpc.send(asked(CREATE, new("C")), **{"Idempotency-Key": f'"{"k" * 255}"'})

    assert first == again
    assert single == [(200, result({"status": "ok", "id": 3}, 1))] * 2
    assert quoted == single[0]
    assert await count(rpc.api) == 3


@pytest.mark.parametrize("key", ["", "é", "k" * 256, 1, True, [], {}, "a\nb"], ids=str)
async def test_what_is_no_idempotency_key_is_told_under_the_id(rpc: Rpc, key: Any) -> None:
    problem = await rpc.call(CREATE, new("A"), id=7, idempotencyKey=key)
    silent = await rpc.send({**notified(CREATE, new("A")), "idempotencyKey": key})

    assert seen(problem) == (-32602, ["IDEMPOTENCY_KEY_MALFORMED"])
    assert problem["data"]["errors"][0]["path"] == "/idempotencyKey"
    assert silent == (204, None)
    assert await count(rpc.api) == 0


async def test_a_dry_run_shows_and_stores_nothing(rpc: Rpc) -> None:
    await open_shop(rpc.api)
    asked_ = asked("commerce.invoices.create", {**invoice(), "dryRun": True})
    single = await rpc.call(asked_["method"], asked_["params"])
    batch = await rpc.all(*[{**asked_, "id": i} for i in range(2)])
    kept = await rpc.call("commerce.invoices.create", invoice())
    got = await rpc.api.call("commerce.invoices.get", {"id": kept["id"]})

    numbers = [each["documents"]["invoices"][0]["number"] for each in (single, *batch)]
    assert numbers == [got["invoice"]["number"]] * 3
    assert await rpc.api.call("commerce.invoices.count") == {"count": 1}


async def test_raw_data_that_looks_like_a_reference_stays_as_it_is(rpc: Rpc) -> None:
    await open_shop(rpc.api)
    raw = {"$ref": "0.id", "more": {"$ref": "x"}, "line_items": [{"$ref": "9.id"}]}
    made = order(source="Shopify", rawData=raw)
    _, created = await rpc.all(asked(COUNT), asked("commerce.orders.create", made))
    got = await rpc.call("commerce.orders.get", {"id": created["id"]})

    assert got["order"]["rawData"] == raw


async def test_notifications_that_can_not_be_told_apart_from_errors_are_answered(rpc: Rpc) -> None:
    # Whether it is a notification can not be told of what is no call.
    _, answer = await rpc.send({"jsonrpc": "2.0", "params": {}})

    assert bare(answer) == error(INVALID)
