"""What the reference says before the methods: how calls are made and answered, whatever they do.

Limits, problems and failures come from the code that has them, calls and answers from
`rpc.examples`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rpc import failures
from rpc.dispatch import ANSWER_TOO_LARGE
from rpc.examples import Example, conventions, spelled
from rpc.failures import Failure
from rpc.jsonrpc import CODES
from schemas import problems
from schemas.batch import MAX_CALLS, MAX_KEY
from schemas.problems import Problem
from schemas.queries import MAX_TERMS, MEANINGS
from schemas.stored import MAX_SEARCHED
from store.rehearsing import MAX_SHOWN

# What may be wrong with any field of any request.
OF_FIELDS = (
    problems.UNKNOWN,
    problems.REQUIRED,
    problems.NULL,
    problems.NOT_THE_TYPE,
    problems.TOO_SHORT,
    problems.TOO_LONG,
    problems.CONTROL_CHARACTER,
    problems.OUT_OF_RANGE,
    problems.TOO_PRECISE,
    problems.NUMBER_TOO_LARGE,
    problems.NOT_THE_FORMAT,
    problems.TOO_MANY,
    problems.TOO_FEW,
    problems.REPEATED,
    problems.NOT_ALLOWED,
    ANSWER_TOO_LARGE,
)
OF_KEYS = (problems.IDEMPOTENCY_KEY_MALFORMED, problems.IDEMPOTENCY_KEY_REUSED)
OF_BATCHES = (
    problems.REFERENCE_MALFORMED,
    problems.REFERENCE_FAILED,
    problems.REFERENCE_NOT_FOUND,
    problems.REFERENCE_TOO_LARGE,
    problems.REFERENCE_TOO_DEEP,
    problems.NOT_ATOMIC,
)

# One of each failure, with the defaults of the settings.
FAILURES = (
    failures.bad_body("The body is not a JSON object"),
    failures.body_broken(),
    failures.entity_missing(),
    failures.bad_idempotency_key("ключ"),
    failures.bad_host("a b"),
    failures.forbidden("missing", "The key is missing: send it in the header X-Key"),
    failures.forbidden("malformed", "The key in the header X-Key is not valid"),
    failures.forbidden("insufficient", "This key may only read; commerce.orders.pay writes"),
    failures.no_method("commerce.orders.fnd", "commerce.orders.find"),
    failures.no_version("v5"),
    failures.no_path("/api"),
    failures.not_post("GET"),
    failures.body_late(30),
    failures.too_large(1 << 20),
    failures.not_json("Send the body without a Content-Encoding"),
    failures.too_many(12),
    failures.internal("0b5f2c"),
    failures.unavailable(),
    failures.bad_link(),
    failures.not_get("POST"),
)

CALLS = """\
# API reference

Call a method by `POST /api/v6/<method>` with a JSON object and the key in the header `X-Key`. A key
that reaches several entities needs the header `X-Entity-Id` too. The answer is
`{"status": "ok", …}`, or `{"status": "error", "error": {…}, "errors": […]}`.

Each method's section ends with a call and its answer. They are parts of one story, in which every
answer was really given; only `…`, and the token of an order, stand for what differs each time.

This page is made by `orderly reference`; do not edit it.
"""

ERRORS = """\
# Errors

What a method refuses has HTTP status 200, too, and changes nothing. `errors` has all that is
wrong: where in the request (`path`, a JSON pointer), of which `type`, a `code` that stays the same
from release to release, the `value` if it is short, and what is `allowed` where that can be
listed. `error` is the first of them.
"""

ANY_METHOD = """\
Besides the problems that are listed with it, every method may answer these:
"""

TRANSPORT = """\
What never reaches a method has an HTTP status of its own, and the same shape. With 429 and 503
comes the header `Retry-After`, with the seconds to wait. Every answer has the header
`X-Request-Id`: the caller's own, if there was one.
"""

KEYS = f"""\
# Idempotency keys

A call that writes may carry the header `Idempotency-Key`, with 1 to {MAX_KEY} printable ASCII
characters that the caller makes up. Sent again with the same body, it is not done again: the first
answer comes back, with the header `Idempotent-Replayed: true`. Keys are kept for a day at least,
for each access key, entity and method. A call that was refused is not remembered.

    POST /api/v6/commerce.payments.create
    Idempotency-Key: till-0042
"""

DRY_RUNS = f"""\
# Dry runs

Every method that writes takes `dryRun`. The call is really made and then undone: nothing is
stored, numbered or sent. The answer has `documents` besides: whatever would be new or changed, as
it would stand, up to {MAX_SHOWN} of a kind.
"""

BATCHES = f"""\
# Batches

`POST /api/v6/batch` makes up to {MAX_CALLS} calls in their order. Where a request has
`{{"$ref": "0.id"}}`, it takes a value of an earlier call's answer: the position of the call, then
the keys and positions that lead to the value. With `atomic` they are all done or none is: the
answer to a failure has `call`, the position of the call that failed, and the paths of its `errors`
begin with `/calls/<position>/request`. Without it each call stands for itself, and `results` has
an answer or an error for each.

A call may have its own `idempotencyKey`. The header `Idempotency-Key` stands for an atomic batch
as a whole; otherwise it is the key of each call that writes and has none, with `#` and the call's
position. With `dryRun` nothing of the whole batch is kept.
"""

RPC = f"""\
# JSON-RPC

`POST /api/v6` takes JSON-RPC 2.0: a call, or an array of up to {MAX_CALLS} calls, each of which
stands for itself. `params` is the request, by name, or its fields in their order;
`idempotencyKey` may stand beside it. `result` is the whole answer. A call without an `id` is a
notification, and has no answer; with nothing else, that is HTTP 204 without a body. `data.errors`
of an error is what `errors` is elsewhere. `rpc.discover` answers the description in OpenRPC; a
batch may ask for it once.
"""

RPC_ERRORS = {
    -32700: "The body is not JSON.",
    -32600: "This is not a call of JSON-RPC 2.0.",
    -32601: "There is no such method.",
    **{code: f"What is `{type_}` elsewhere." for type_, code in CODES.items()},
    -32602: "The request is refused for anything else.",
}

DESCRIPTIONS = """\
# Descriptions and clients

These need no key:

| GET | Is |
| --- | --- |
| `/docs` | a page to read about the methods and to call them |
| `/openapi.json` | all methods in OpenAPI 3.1 |
| `/openrpc.json` | the same in OpenRPC |
| `/sdk/admin.js`, `/sdk/admin.mjs`, `/sdk/admin.d.ts` | a client for JavaScript, with its types |
"""

QUERIES = """\
# Queries

`query` filters by any scalar field of the objects, also in nested objects (`billingAddress.city`)
and in data of your own (`metadata.shop`); all of its terms hold, {most} at most:

    {{"total": {{"gte": 1000}}, "metadata.shop": {{"in": ["a", "b"]}}, "dueDate": null}}

| Operator | Finds |
| --- | --- |
{operators}

# Search

`search` finds the objects that have all of its words, each of them anywhere in a name, e-mail or
other address, number, code, description, note or value of `metadata`, also of their items, and as a
part of a longer word; case does not matter. What only repeats (`terms`, the seller, taxes) is not
searched, and of a long text only the first {searched} characters. An index leads to words of three
characters and more; shorter ones alone take longer, the more objects there are.

# Pages

`limit` and `first` cut a page by numbers. With `cursor`, `""` for the first page and then what the
last answer gave, pages neither repeat nor skip what was there from the start, whatever is created
or deleted meanwhile. The answer then has `pagination`; so it has with `includeTotalCount` alone.
Order and filters must stay the same from page to page.
""".format(
    most=MAX_TERMS,
    searched=MAX_SEARCHED,
    operators="\n".join(f"| `{names}` | {meaning} |" for names, meaning in MEANINGS.items()),
)


def introduction() -> Iterator[str]:
    """Yield the parts of the page that stand before the methods."""
    shown = conventions()
    yield CALLS
    yield ERRORS
    yield _call(shown["refused"])
    yield ANY_METHOD
    yield table(OF_FIELDS)
    yield TRANSPORT
    yield _statuses(FAILURES)
    yield KEYS
    yield table(OF_KEYS)
    yield DRY_RUNS
    yield _call(shown["dryRun"])
    yield BATCHES
    yield _call(shown["batch"])
    yield table(OF_BATCHES)
    yield RPC
    yield _call(shown["jsonRpc"])
    yield _codes(RPC_ERRORS)
    yield DESCRIPTIONS
    yield QUERIES


def block(value: Any) -> str:
    """Return JSON as it stands on the page."""
    return f"```json\n{spelled(value)}\n```\n"


def table(rows: Iterable[Problem]) -> str:
    """Return a table of problems."""
    head = "| Field | Type | Code | Description |\n| --- | --- | --- | --- |\n"
    return head + "".join(sorted({_problem(row) for row in rows}))


def _problem(problem: Problem) -> str:
    text = _escaped(problem.template.replace("{", "<").replace("}", ">"))
    field = problem.field or "…"
    return f"| `{field}` | {problem.type} | {problem.code} | {text} |\n"


def _statuses(rows: Iterable[Failure]) -> str:
    """Return a table of failures."""
    head = "| HTTP status | Type | Code | Description |\n| --- | --- | --- | --- |\n"
    return head + "".join(_failure(row) for row in sorted(rows, key=lambda row: row.status))


def _failure(failure: Failure) -> str:
    fault = failure.fault
    text = _escaped(fault.description)
    return f"| {failure.status} | {fault.type} | {fault.code} | {text} |\n"


def _codes(rows: Mapping[int, str]) -> str:
    """Return a table of the codes of JSON-RPC."""
    return "| Code | |\n| --- | --- |\n" + "".join(f"| {code} | {rows[code]} |\n" for code in rows)


def _escaped(text: str) -> str:
    """Return a text as Markdown shows it: neither as tags nor as columns."""
    return text.replace("<", "\\<").replace("|", "\\|")


def _call(shown: Example) -> str:
    """Return a call, its path above it, and its answer."""
    path = f"/api/v6/{shown.method}".removesuffix("/")
    return f"`POST {path}`:\n\n{block(shown.request)}\n{block(shown.answer)}"
