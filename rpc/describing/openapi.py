"""GET /openapi.json: the OpenAPI 3.1 document, with a path for each method and each envelope."""

from functools import cache
from typing import Any

from handlers.method import Method
from rpc.describing import shapes
from rpc.describing.shapes import Shape
from rpc.describing.wording import INFO, problems_of, resource, summary
from rpc.examples import Example, conventions, examples
from rpc.registry import methods
from schemas.batch import MAX_CALLS

ROOT = "/api/v6"
ENVELOPES = "envelopes"

# What happens before a method runs, or instead of it.
FAILURES = {
    400: ("BadRequest", "The body is not a JSON object, or it is not said for which entity."),
    403: ("Forbidden", "The key is missing, not valid, or not sufficient."),
    404: ("NotFound", "The method or version does not exist."),
    405: ("MethodNotAllowed", "Methods are called by POST."),
    408: ("RequestTimeout", "The body did not arrive in time."),
    413: ("BodyTooLarge", "The body is too large."),
    415: ("UnsupportedMediaType", "The body is not UTF-8 JSON."),
    429: ("TooManyRequests", "Too many calls."),
    500: ("InternalError", "Something went wrong on our side."),
    503: ("Unavailable", "The server can not do this now."),
}
TO_RETRY = (429, 503)

_HEADERS: dict[str, Shape] = {
    "X-Entity-Id": {
        "description": "The entity that the call is for; needed where the key reaches several.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "X-Request-Id": {
        "description": "The id of the request in the answer and in the log; without one, ours.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.:-]{1,128}$"},
    },
    "Idempotency-Key": {
        "description": "Repeats with the same key and body get the stored answer again.",
        "schema": {"type": "string", "pattern": shapes.IDEMPOTENCY_KEY},
    },
}
_ANSWERED: dict[str, Shape] = {
    "X-Request-Id": {"schema": {"type": "string"}},
    "Idempotent-Replayed": {
        "description": "The answer is the stored one of an earlier request with the same key.",
        "schema": {"type": "string", "const": "true"},
    },
    "Retry-After": {
        "description": "Seconds to wait before trying again.",
        "schema": {"type": "integer", "minimum": 1},
    },
}
_KEYS: dict[str, Shape] = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "bearer": {"type": "http", "scheme": "bearer"},
}


@cache
def openapi() -> dict[str, Any]:
    """Return the document."""
    calls = {f"{ROOT}/{name}": {"post": _operation(method)} for name, method in methods().items()}
    tags = dict.fromkeys(resource(method) for method in methods().values())
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/"}],
        "security": [{name: []} for name in _KEYS],
        "tags": [{"name": name} for name in (*tags, ENVELOPES)],
        "paths": {
            **calls,
            f"{ROOT}/batch": {"post": _batch()},
            ROOT: {"post": _json_rpc()},
        },
        "components": {
            "schemas": {**shapes.components(), **_ENVELOPES},
            "parameters": {
                name: {"name": name, "in": "header", **header} for name, header in _HEADERS.items()
            },
            "headers": _ANSWERED,
            "responses": {name: _failure(status) for status, (name, _) in FAILURES.items()},
            "securitySchemes": _KEYS,
        },
    }


def _operation(method: Method) -> Shape:
    """Return the operation that calls a method."""
    answer = {"oneOf": [shapes.answer_schema(method), _at("schemas", shapes.REFUSAL)]}
    shown = examples().get(method.name)
    return {
        "operationId": method.name,
        "summary": summary(method),
        "description": method.description,
        "tags": [resource(method)],
        "parameters": _parameters(writes=method.writes),
        "requestBody": _body(shapes.request_schema(method), shown),
        "responses": _responses(answer, shown, writes=method.writes),
        "x-problems": list(problems_of(method)),
    }


def _batch() -> Shape:
    """Return the operation that makes several calls."""
    shown = conventions()["batch"]
    return {
        "operationId": "batch",
        "summary": "Make several calls in their order.",
        "description": (
            "Make several calls in their order: each for itself, or, with `atomic`, all or nothing."
            '\n\nAnywhere in a request, `{"$ref": "0.id"}` stands for a value of an earlier call\'s'
            " answer: the position of the call, then keys and positions."
        ),
        "tags": [ENVELOPES],
        "parameters": _parameters(writes=True),
        "requestBody": _body(shapes.batch_schema(), shown),
        "responses": _responses(_at("schemas", "BatchAnswer"), shown, writes=True),
    }


def _json_rpc() -> Shape:
    """Return the operation that takes calls of JSON-RPC."""
    shown = conventions()["jsonRpc"]
    one, all_of_them = _at("schemas", "JsonRpcAnswer"), _several("JsonRpcAnswer")
    responses = _responses({"anyOf": [one, all_of_them]}, shown, writes=True)
    nothing = {"description": "There were only notifications.", "headers": _answered()}
    return {
        "operationId": "json-rpc",
        "summary": "Make calls by JSON-RPC 2.0.",
        "description": (
            "Make one call or several by JSON-RPC 2.0. `params` is the request of the method, by"
            " name; `result` is its whole answer. `GET /openrpc.json` tells all methods."
        ),
        "tags": [ENVELOPES],
        "parameters": _parameters(writes=True),
        "requestBody": _body(
            {"anyOf": [_at("schemas", "JsonRpcCall"), _several("JsonRpcCall")]}, shown
        ),
        "responses": {**responses, "204": nothing},
    }


def _parameters(*, writes: bool) -> list[Shape]:
    names = ("X-Entity-Id", "X-Request-Id", *(("Idempotency-Key",) if writes else ()))
    return [_at("parameters", name) for name in names]


def _body(schema: Shape, shown: Example | None) -> Shape:
    example = {"example": shown.request} if shown else {}
    return {"required": True, "content": {"application/json": {"schema": schema, **example}}}


def _responses(answer: Shape, shown: Example | None, *, writes: bool) -> Shape:
    """Return what can be answered: by the method, or instead of it."""
    more = ("Idempotent-Replayed",) if writes else ()
    example = {"example": shown.answer} if shown else {}
    answered = {
        "description": "The answer, or why the request was refused.",
        "headers": _answered(*more),
        "content": {"application/json": {"schema": answer, **example}},
    }
    failures = {str(status): _at("responses", name) for status, (name, _) in FAILURES.items()}
    return {"200": answered, **failures}


def _failure(status: int) -> Shape:
    more = ("Retry-After",) if status in TO_RETRY else ()
    return {
        "description": FAILURES[status][1],
        "headers": _answered(*more),
        "content": {"application/json": {"schema": _at("schemas", shapes.REFUSAL)}},
    }


def _answered(*more: str) -> Shape:
    return {name: _at("headers", name) for name in ("X-Request-Id", *more)}


def _at(kind: str, name: str) -> Shape:
    return {"$ref": f"#/components/{kind}/{name}"}


def _several(name: str) -> Shape:
    return {
        "type": "array",
        "minItems": 1,
        "maxItems": MAX_CALLS,
        "items": _at("schemas", name),
    }


_ID: Shape = {"type": ["string", "number", "null"]}
_VERSION: Shape = {"type": "string", "const": "2.0"}
_ENVELOPES: dict[str, Shape] = {
    "Answer": {
        "description": "The answer of a method that succeeded, as the method describes it.",
        "type": "object",
        "properties": {"status": {"type": "string", "const": "ok"}},
        "required": ["status"],
    },
    "BatchAnswer": {
        "description": "The answers in the order of the calls; a refusal if nothing was kept.",
        "oneOf": [
            {
                "type": "object",
                "properties": {
                    "status": {"type": "string", "const": "ok"},
                    "results": {
                        "type": "array",
                        "maxItems": MAX_CALLS,
                        "items": {
                            "oneOf": [_at("schemas", "Answer"), _at("schemas", shapes.REFUSAL)]
                        },
                    },
                },
                "required": ["status", "results"],
            },
            _at("schemas", shapes.REFUSAL),
        ],
    },
    "JsonRpcCall": {
        "description": "A call; without an id it is a notification, which is not answered.",
        "type": "object",
        "properties": {
            "jsonrpc": _VERSION,
            "method": {"type": "string"},
            "params": {"type": ["object", "array"]},
            "id": _ID,
            "idempotencyKey": {"type": "string", "pattern": shapes.IDEMPOTENCY_KEY},
        },
        "required": ["jsonrpc", "method"],
    },
    "JsonRpcAnswer": {
        "description": "The result of a call, or its error.",
        "type": "object",
        "properties": {
            "jsonrpc": _VERSION,
            "id": _ID,
            "result": _at("schemas", "Answer"),
            "error": {
                "type": "object",
                "properties": {
                    "code": {"type": "integer"},
                    "message": {"type": "string"},
                    "data": {
                        "type": "object",
                        "properties": {
                            "errors": {"type": "array", "items": _at("schemas", shapes.FAULT)}
                        },
                    },
                },
                "required": ["code", "message"],
            },
        },
        "required": ["jsonrpc", "id"],
        "oneOf": [{"required": ["result"]}, {"required": ["error"]}],
    },
}
