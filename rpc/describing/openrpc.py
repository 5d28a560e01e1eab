"""GET /openrpc.json and `rpc.discover`: the OpenRPC document, with every method as JSON-RPC has it.

A JSON-RPC error has one code for many problems, so a method's errors are listed by that code, with
the problems behind it in `data`.
"""

from functools import cache
from typing import Any

from handlers.method import Method
from rpc.describing import shapes
from rpc.describing.openapi import ROOT
from rpc.describing.shapes import Shape
from rpc.describing.wording import INFO, problems_of, resource, summary
from rpc.examples import Example, examples
from rpc.registry import methods
from schemas import problems

VERSION = "1.3.2"
DEFAULT_URL = f"http://127.0.0.1:8080{ROOT}"

CODES = {problems.ACCESS_DENIED: 403, problems.NOT_FOUND: 404, problems.CONFLICT: 409}
AT_FAULT = -32602
MESSAGES = {
    AT_FAULT: "Invalid params",
    403: "Access denied",
    404: "Not found",
    409: "Conflict",
}


def openrpc(url: str = DEFAULT_URL) -> dict[str, Any]:
    """Return the document of a server that is called at this URL."""
    return {**_document(), "servers": [{"name": "Orderly", "url": url}]}


@cache
def _document() -> dict[str, Any]:
    return {
        "openrpc": VERSION,
        "info": INFO,
        "servers": [],
        "methods": [_method(method) for method in methods().values()],
        "components": {"schemas": shapes.components()},
    }


def _method(method: Method) -> Shape:
    """Return what is told of a method."""
    request, answer = shapes.request_schema(method), shapes.answer_schema(method)
    required = request["required"]
    return {
        "name": method.name,
        "summary": summary(method),
        "description": method.description,
        "tags": [{"name": resource(method)}],
        "paramStructure": "by-name",
        "params": [
            {"name": name, "required": name in required, "schema": schema}
            for name, schema in request["properties"].items()
        ],
        "result": {"name": "answer", "schema": answer},
        "errors": _errors(method),
        "examples": [_pairing(shown)] if (shown := examples().get(method.name)) else [],
    }


def _pairing(shown: Example) -> Shape:
    """Return the example of a method: its parameters one by one, and the result."""
    return {
        "name": shown.method,
        "params": [{"name": name, "value": value} for name, value in shown.request.items()],
        "result": {"name": "answer", "value": shown.answer},
    }


def _errors(method: Method) -> list[Shape]:
    """Return the errors of a method by their code, each with the problems that it stands for."""
    behind: dict[int, list[dict[str, str]]] = {AT_FAULT: []}
    for problem in problems_of(method):
        behind.setdefault(CODES.get(problem["type"], AT_FAULT), []).append(problem)
    return [
        {"code": code, "message": MESSAGES[code], "data": {"problems": told}}
        for code, told in sorted(behind.items())
    ]
