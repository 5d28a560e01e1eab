"""The types of the Python client: every method, what it takes and what it answers.

Amounts are decimals there, and dates may be given as dates. An answer's object has all of its
members, although `fields` may have left some out, since nobody can use a type that promises
nothing. What `query` filters by is open, as metadata are, so only its operators are checked.
"""

import keyword
import textwrap
from collections.abc import Iterator
from pathlib import Path

from handlers.method import Method
from rpc.describing import shapes
from rpc.describing.shapes import (
    DATE,
    DATE_OF_TIME,
    FAULT,
    GIVEN_TIME,
    ID_AS_KEY,
    PLACE,
    REFUSAL,
    Shape,
)
from rpc.registry import methods
from schemas.queries import MATCHING, OPERATORS

PATH = Path(__file__).parents[2] / "sdk/python/src/orderly_client/types.py"

WIDTH = 100

HEAD = '''\
"""What every method of Orderly takes and answers.

Made by `orderly reference`; do not edit it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NotRequired, Protocol, TypedDict, Unpack, overload

from orderly_client.core import Reading, Writing

# What a request may say in several ways.
Number = Decimal | int
Day = str | date
Moment = str | datetime
Value = str | Decimal | int | bool | date | None
'''

_SCALARS = {"string": "str", "integer": "int", "boolean": "bool", "null": "None"}
_SEVERAL = {"in", "notIn", "between"}


def render() -> str:
    """Return the whole module."""
    parts = [HEAD, _query(), _wrapped(f"MethodName = {_literal(list(methods()))}") + "\n"]
    for name, shape in shapes.components().items():
        # A refusal is an exception there.
        if not _is_query(name) and name not in (REFUSAL, FAULT):
            is_given = shape.get("additionalProperties") is False
            parts.append(_object(name, shape, is_given=is_given, is_whole="required" in shape))
    for method in methods().values():
        request, answer = shapes.request_schema(method), shapes.answer_schema(method)
        parts.append(_object(f"{_title(method)}Request", request, is_given=True))
        parts.append(_object(f"{_title(method)}Answer", answer, is_given=False))
    parts += [calls for is_async in (False, True) for calls in _calls(is_async=is_async)]
    return "\n\n".join(parts)


def _query() -> str:
    """Return the type of `query`; some operators are words of Python, so this is no class."""
    operators = "".join(f'    "{name}": {_operand(name)},\n' for name in OPERATORS)
    return (
        f'Operators = TypedDict("Operators", {{\n{operators}}}, total=False)\n\n'
        "Query = Mapping[str, Value | Operators]\n"
    )


def _operand(operator: str) -> str:
    if operator in MATCHING:
        return "str"
    return "Sequence[Value]" if operator in _SEVERAL else "Value"


def _is_query(name: str) -> bool:
    return name.endswith(("Query", "Filter"))


def _title(method: Method) -> str:
    """Return what the types of a method are called after: `InvoicesFind`."""
    words = method.name.removeprefix("commerce.").replace(".", "-").split("-")
    return "".join(word.capitalize() for word in words)


def _object(name: str, shape: Shape, *, is_given: bool, is_whole: bool = False) -> str:
    """Return the class of an object."""
    required = shape.get("required", ())
    lines = [f"class {name}(TypedDict):"]
    if about := shape.get("description"):
        lines.append(textwrap.indent(f'"""{about}"""', "    ", bool))
    for key, value in shape["properties"].items():
        assert key.isidentifier(), key
        assert not keyword.iskeyword(key), key
        type_ = _type(value, is_given=is_given)
        is_there = key in required or (is_whole and not is_given)
        lines.append(_wrapped(f"    {key}: {type_ if is_there else f'NotRequired[{type_}]'}"))
    return "\n".join(lines if len(lines) > 1 else [*lines, "    pass"]) + "\n"


def _type(shape: Shape, *, is_given: bool) -> str:
    """Return the type of a value, in a request or in an answer."""
    if "$ref" in shape:
        name = str(shape["$ref"]).removeprefix(PLACE)
        return "Query" if _is_query(name) else name
    if "anyOf" in shape:
        return " | ".join(_type(each, is_given=is_given) for each in shape["anyOf"])
    if "const" in shape:
        return _literal([shape["const"]])
    if "enum" in shape:
        null = " | None" if None in shape["enum"] else ""
        return _literal([each for each in shape["enum"] if each is not None]) + null
    kinds = shape.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return " | ".join(_kind(kind, shape, is_given=is_given) for kind in kinds) or "Any"


def _kind(kind: str, shape: Shape, *, is_given: bool) -> str:
    """Return the type of a value that is of one kind."""
    match kind:
        case "array":
            inner = _type(shape["items"], is_given=is_given)
            return f"{'Sequence' if is_given else 'list'}[{inner}]"
        case "object":
            return _mapping(shape, is_given=is_given)
        case "number":
            # What is not printed with decimals of its own may be an integer.
            return "Decimal" if "multipleOf" in shape and not is_given else "Number"
        case "string" if is_given and shape.get("pattern") in (DATE, DATE_OF_TIME):
            return "Day"
        case "string" if is_given and shape.get("pattern") == GIVEN_TIME:
            return "Moment"
    return _SCALARS[kind]


def _mapping(shape: Shape, *, is_given: bool) -> str:
    """Return the type of an object whose keys are data."""
    assert "properties" not in shape, "an object with names of its own has one itself"
    inner = _type(shape.get("additionalProperties", {}), is_given=is_given)
    if not is_given:
        return f"dict[str, {inner}]"
    has_ids = shape.get("propertyNames", {}).get("pattern") == ID_AS_KEY
    return f"Mapping[str, {inner}]" + (f" | Mapping[int, {inner}]" if has_ids else "")


def _literal(values: list[str]) -> str:
    assert not any(" " in value for value in values), "a line is broken at its spaces"
    return "Literal[" + ", ".join(f'"{value}"' for value in values) + "]"


def _wrapped(line: str) -> str:
    """Break a line that is too long, within its brackets."""
    return textwrap.fill(
        line,
        WIDTH,
        subsequent_indent="        ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _calls(*, is_async: bool) -> Iterator[str]:
    """Yield the types of `call` and `iterate`, with a signature for each method."""
    prefix, define = ("Async", "async def") if is_async else ("", "def")
    call = [f'class {prefix}Caller(Protocol):\n    """Calls a method by its name."""\n']
    iterate = [f'class {prefix}Finder(Protocol):\n    """Calls a `find` page by page."""\n']
    for method in methods().values():
        answer = shapes.answer_schema(method)
        call.append(_signature(method, define, f"{_title(method)}Answer"))
        if "pagination" in answer["properties"]:
            (found,) = (
                _type(each["items"], is_given=False)
                for each in answer["properties"].values()
                if each.get("type") == "array"
            )
            answer_type = f"{prefix}Iterator[{found}]"
            iterate.append(_signature(method, "def", answer_type, "*,\n        page: int = ..."))
    yield "\n".join(call)
    yield "\n".join(iterate)


def _signature(method: Method, define: str, answer: str, *more: str) -> str:
    may_be_left_out = not shapes.request_schema(method)["required"]
    arguments = (
        "self",
        f'method: Literal["{method.name}"]',
        f"request: {_title(method)}Request{' | None = None' if may_be_left_out else ''}",
        *more,
        f"**options: Unpack[{'Writing' if method.writes else 'Reading'}]",
    )
    listed = "".join(f"        {argument},\n" for argument in arguments)
    return f"    @overload\n    {define} __call__(\n{listed}    ) -> {answer}: ...\n"
