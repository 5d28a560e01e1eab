"""JSON-RPC 2.0: single calls, batches and notifications, as its specification says.

`params` is the request by name; by position it is the request's fields in their order. `result`
is the whole answer. A call may have an `idempotencyKey` beside them, for which the specification
leaves room. The calls of a batch are run in their order.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from rpc import codec, failures
from rpc.calls import Call, Outcome
from rpc.describing.openrpc import AT_FAULT, openrpc
from rpc.describing.openrpc import CODES as OF_PROBLEMS
from schemas.batch import MAX_CALLS, bare_key, malformed_key
from schemas.problems import Fault
from schemas.stored import Raw

Run = Callable[[Sequence[Call]], Awaitable[Sequence[Outcome]]]

DISCOVER = "rpc.discover"

PARSE_ERROR = (-32700, "Parse error")
INVALID_REQUEST = (-32600, "Invalid Request")
METHOD_NOT_FOUND = (-32601, "Method not found")
INVALID_PARAMS = AT_FAULT
# Refusals that are not about the request have the code of the HTTP status that says the same; of
# a method's own problems the description tells.
CODES = {
    **OF_PROBLEMS,
    failures.TOO_MANY_REQUESTS: 429,
    failures.UNAVAILABLE: 503,
    failures.INTERNAL_ERROR: -32603,
}


@dataclass(frozen=True, slots=True)
class _Element:
    """One element of an envelope: the call that it is, or what is answered without one."""

    id: Any = None
    is_notification: bool = False
    call: Call | None = None
    told: Mapping[str, Any] = field(default_factory=dict)


async def answer(body: bytes, run: Run, key: str = "") -> bytes:
    """Answer an envelope; empty bytes if it asks for no answer.

    `run` runs calls, and `key` is the idempotency key of the whole envelope.
    """
    try:
        data = codec.decode(body)
    except codec.BadJson as error:
        return _refused(PARSE_ERROR, failures.bad_body(str(error)).fault)
    if type(data) is not list:
        told = await _answers([_element(data, key)], run)
        return codec.encode(told[0]) if told else b""
    if not 1 <= len(data) <= MAX_CALLS:
        text = f"A batch must have 1 to {MAX_CALLS} calls, not {len(data)}"
        return _refused(INVALID_REQUEST, failures.bad_body(text).fault)
    if sum(type(each) is dict and each.get("method") == DISCOVER for each in data) > 1:
        text = f"A batch can ask for {DISCOVER} once, because its answer is long"
        return _refused(INVALID_REQUEST, failures.bad_body(text).fault)
    elements = [_element(each, key and f"{key}#{i}") for i, each in enumerate(data)]
    told = await _answers(elements, run)
    return codec.encode(told) if told else b""


async def _answers(elements: Sequence[_Element], run: Run) -> list[dict[str, Any]]:
    """Run the elements that are calls; return the answers of those that ask for one."""
    calls = [element.call for element in elements if element.call is not None]
    outcomes = iter(await run(calls) if calls else ())
    told = []
    for element in elements:
        outcome = element.told if element.call is None else _told(next(outcomes))
        if not element.is_notification:
            told.append({"jsonrpc": "2.0", **outcome, "id": element.id})
    return told


def _told(outcome: Outcome) -> dict[str, Any]:
    """Return how the outcome of a call is told."""
    if isinstance(outcome, bytes):
        return {"result": Raw(outcome)}
    return _error(_code(outcome[0]), outcome)


def _element(data: Any, key: str) -> _Element:
    """Read an element of an envelope."""
    is_object = type(data) is dict
    id_ = data.get("id") if is_object else None
    if not _is_id(id_):
        return _invalid("The id must be a string, a number or null")
    if not is_object or data.get("jsonrpc") != "2.0" or type(data.get("method")) is not str:
        text = 'A call is an object with "jsonrpc": "2.0" and a method, which is a string'
        return _invalid(text, id_)
    params = data.get("params", {})
    if type(params) not in (dict, list):
        return _invalid("The params must be an object or an array", id_)
    is_notification = "id" not in data
    if data["method"] == DISCOVER:
        return _Element(id_, is_notification, told={"result": Raw(_described())})
    own = data.get("idempotencyKey")
    if own is not None:
        key = bare_key(own) or ""
        if not key:
            fault = malformed_key(own, "/idempotencyKey")
            return _Element(id_, is_notification, told=_error(_code(fault), [fault]))
    return _Element(id_, is_notification, Call(data["method"], params, key))


@cache
def _described() -> bytes:
    return codec.encode(openrpc())


def _is_id(value: Any) -> bool:
    return value is None or type(value) in (str, int, Decimal)


def _invalid(description: str, id_: Any = None) -> _Element:
    """Return an element that is no call; whoever sent it is told in any case."""
    fault = failures.bad_body(description).fault
    return _Element(id_, told=_error(INVALID_REQUEST, [fault]))


def _code(fault: Fault) -> tuple[int, str]:
    """Return the code and the message that tell a fault."""
    if fault.code == "METHOD_NOT_FOUND":
        return METHOD_NOT_FOUND
    return CODES.get(fault.type, INVALID_PARAMS), fault.description


def _error(code: tuple[int, str], faults: Sequence[Fault]) -> dict[str, Any]:
    number, message = code
    errors = [fault.as_wire() for fault in faults]
    return {"error": {"code": number, "message": message, "data": {"errors": errors}}}


def _refused(code: tuple[int, str], fault: Fault) -> bytes:
    """Answer an envelope of which nothing can be told apart."""
    return codec.encode({"jsonrpc": "2.0", **_error(code, [fault]), "id": None})
