"""Render the API reference from the registry: every method, object, limit and problem.

Nothing in it is written twice: names, types and limits come from the schemas, descriptions from
the handlers, sentences from the catalogue of problems, calls and answers from `rpc.examples`. A
test compares the committed page.
"""

import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import marshmallow

from handlers.method import Method
from rpc.examples import examples
from rpc.introduction import block, introduction, table
from rpc.registry import methods
from rpc.sources import COMES_LATER, SOURCES, Row, Source
from schemas import fields
from schemas.free import Free
from schemas.queries import Query
from schemas.schema import Schema

PATH = Path(__file__).parent / "reference.md"

OTHER_SYSTEMS = """\
# From other systems

Where the operations and attributes of other systems have their place here. `order.total` is a
field of an order, wherever it is sent or answered; `method(field)` is one of a method's request,
`method → field` one of its answer, and `*` stands for the same name. An `id` is a number here, a
time is `yyyy-mm-dd hh:mm:ss` in the entity's zone, and enumerated values are in PascalCase. What
is marked "later" comes in a later release.
"""


def render() -> str:
    """Return the whole page."""
    shown: dict[type[Schema], str] = {}
    parts = [*introduction()]
    for method in methods().values():
        parts.append(_method(method, shown))
        parts.extend(_objects(shown))
    parts.append(OTHER_SYSTEMS)
    parts.extend(_source(source) for source in SOURCES)
    return "\n".join(parts)


def _method(method: Method, shown: dict[type[Schema], str]) -> str:
    """Return the section of a method."""
    lines = [f"## {method.name}", "", method.description, ""]
    lines += _table("Request", method.request, shown)
    lines += _table("Answer", method.response, shown)
    if method.problems:
        lines.append(table(method.problems))
    example = examples().get(method.name)
    if example is not None:
        lines += ["A call, and its answer:", "", block(example.request), block(example.answer)]
    return "\n".join(lines)


def _objects(shown: dict[type[Schema], str]) -> Iterator[str]:
    """Yield the sections of the objects that were named and not shown yet."""
    while waiting := [schema for schema, text in shown.items() if not text]:
        for schema in waiting:
            made = schema()
            lines = [f"### {_title(schema)}", "", inspect.cleandoc(schema.__doc__ or ""), ""]
            shown[schema] = "\n".join(lines + _table("Field", made, shown))
            yield shown[schema]


def _source(source: Source) -> str:
    """Return the table of a system."""
    lines = [f"## {source.name}", ""]
    if source.followed:
        lines += ["All names are the same here. These rows tell what else there is to know.", ""]
    lines += ["| Theirs | Ours | |", "| --- | --- | --- |", *map(_place, source.rows), ""]
    return "\n".join(lines)


def _place(row: Row) -> str:
    """Return the line of a row."""
    theirs = ", ".join(f"`{name}`" for name in row.theirs)
    return f"| {theirs} | {', '.join(map(_spelled, row.ours))} | {row.remark} |"


def _spelled(place: str) -> str:
    """Return a place as it is printed."""
    kind, _, name = place.partition(" ")
    if kind in ("header", "operator"):
        return f"{kind} `{name}`"
    later = " (later)" if place.startswith(tuple(COMES_LATER)) else ""
    return f"`{place}`{later}" if place != "—" else place


def _table(title: str, schema: Schema, shown: dict[type[Schema], str]) -> list[str]:
    """Return the table of a schema's fields."""
    if not schema.fields:
        return []
    lines = [f"| {title} | Type | |", "| --- | --- | --- |"]
    for field in schema.fields.values():
        assert isinstance(field, fields.Field)
        remarks = ", ".join(_remarks(field))
        lines.append(f"| `{field.data_key}` | {_type(field, shown)} | {remarks} |")
    return [*lines, ""]


def _remarks(field: fields.Field) -> Iterator[str]:
    if field.required:
        yield "required"
    if field.allow_none:
        yield "can be null"
    default = field.load_default
    if default is not marshmallow.missing and default is not None:
        value = default() if callable(default) else default
        if value not in ("", [], {}, ()):
            yield f"default {_literal(value)}"


def _literal(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_literal, value))
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def _type(field: fields.Field, shown: dict[type[Schema], str]) -> str:
    """Return a field's type as the data types of the API spell it."""
    match field:
        case fields.Nested():
            schema = type(field.schema)
            shown.setdefault(schema, "")
            return f"[{_title(schema)}](#{_title(schema).lower().replace(' ', '-')})"
        case Query():
            return "[query](#queries)"
        case Free():
            return "object"
        case fields.List():
            single = " or one alone" if field.or_single else ""
            return f"array of {_type(field.inner, shown)}, up to {field.most}{single}"
        case fields.Mapped():
            key, value = _type(field.key, shown), _type(field.inner, shown)
            return f"object of {key} → {value}, up to {field.most}"
        case fields.Choice():
            return _choices(field.choices)
        case fields.Scalar():
            return f"string(…{field.most}), number or bool"
        case fields.String():
            least, most = field.least, field.most
            return f"string({least})" if least == most else f"string({least}…{most})"
        case fields.Integer():
            return f"int({field.least}…{field.most})"
        case fields.Number():
            return f"decimal[{field.digits},{field.places}]({field.least}…{field.most})"
    return {"Boolean": "bool", "Date": "date", "DateTime": "datetime"}[type(field).__name__]


def _choices(choices: Sequence[str]) -> str:
    return ", ".join(f'"{choice}"' for choice in choices)


def _title(schema: type[Schema]) -> str:
    """Return the heading of an object: its name and where it belongs."""
    resource = schema.__module__.removeprefix("schemas.").replace("_", " ")
    return f"{schema.__name__} of {resource}"
