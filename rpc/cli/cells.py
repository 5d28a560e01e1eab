"""Objects as the cells of a CSV table, and back.

A column is a dotted wire name, `billingAddress.city` or `items.0.name`; the field that it leads
to says what its cells are. Lists, and objects with keys of their own such as the metadata, are
JSON text in one cell. An empty cell is a member that is left out.

Why an apostrophe before some texts: spreadsheets take what begins with `=`, `+`, `-` or `@` for a
formula, and names and notes are written by strangers. A text that begins like one is exported
behind an apostrophe, which an import takes off again; numbers are not texts, and what has only
digits and signs, such as a phone number, computes nothing that could harm.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import click

from handlers.method import Method
from rpc import codec
from schemas.fields import Boolean, Field, Integer, List, Mapped, Nested, Number
from schemas.free import Free
from schemas.schema import Schema

_NUMBER = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*", re.ASCII)
_POSITION = re.compile(r"\d{1,4}", re.ASCII)
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PHONE = re.compile(r"[+\-][\d\s()./\-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an import: where its cells go, numbers being positions, and what they are."""

    steps: tuple[str | int, ...]
    field: Field


def wrapper(method: Method) -> str | None:
    """Return the one object that a request must have, under whose name the others belong."""
    fields = _members(method.request).items()
    nested = [name for name, field in fields if isinstance(field, Nested) and field.required]
    return nested[0] if len(nested) == 1 else None


def wrapped(request: dict[str, Any], method: Method) -> dict[str, Any]:
    """Put the members of an object where the request of the method has them."""
    name = wrapper(method)
    if name is None or name in request:
        return request
    own = set(method.request.names())
    inner = {key: value for key, value in request.items() if key not in own}
    return {**{key: value for key, value in request.items() if key in own}, name: inner}


def columns(header: Sequence[str], method: Method) -> list[Column]:
    """Return the columns of a header, or tell the names that can not be one."""
    found: dict[tuple[str | int, ...], Column] = {}
    for name in header:
        column = _column(name.strip(), method)
        if column is None:
            near = difflib.get_close_matches(name, _known(method), n=1)
            hint = f": did you mean '{near[0]}'?" if near else ""
            raise click.ClickException(f"column '{name}' is no field of {method.name}{hint}")
        found[column.steps] = column
    if len(found) < len(header):
        raise click.ClickException("a column occurs twice in the header")
    for steps in found:
        owner = next((steps[:i] for i in range(1, len(steps)) if steps[:i] in found), None)
        if owner:
            both = ".".join(map(str, owner)), ".".join(map(str, steps))
            raise click.ClickException("columns '{}' and '{}' exclude each other".format(*both))
    return list(found.values())


def assembled(columns: Sequence[Column], cells: Sequence[str]) -> dict[str, Any]:
    """Make the request of a row; positions without any cell that is filled are closed up."""
    request: dict[Any, Any] = {}
    for column, cell in zip(columns, cells, strict=True):
        if cell == "":
            continue
        place = request
        for step in column.steps[:-1]:
            place = place.setdefault(step, {})
        place[column.steps[-1]] = read(column.field, cell)
    closed = _listed(request)
    assert isinstance(closed, dict), "the first step is a name"
    return closed


def read(field: Field, cell: str) -> Any:
    """Return a cell as the JSON value of its field; the server refuses what can not be one."""
    match field:
        case Boolean():
            return _TRUTH.get(cell.strip().lower(), cell)
        case Integer() | Number():
            number = _NUMBER.fullmatch(cell)
            return Decimal(number[1]) if number else cell
        case List() | Nested() | Mapped() | Free():
            try:
                return codec.decode(cell.encode())
            except codec.BadJson:
                return cell
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def paths(schema: Schema, names: Sequence[str] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the steps to each column of an export, those of nested objects in their place."""
    for name, field in _members(schema).items():
        if names and name not in names:
            continue
        if isinstance(field, Nested):
            yield from ((name, *steps) for steps in paths(field.schema))
        else:
            yield (name,)


def cell(obj: Any, steps: Sequence[str]) -> str:
    """Return the cell of an object that was answered."""
    for step in steps:
        obj = obj.get(step) if isinstance(obj, dict) else None
    match obj:
        case None:
            return ""
        case str():
            is_formula = _FORMULA.match(obj) and not _PHONE.fullmatch(obj)
            return f"'{obj}" if is_formula else obj
    return codec.encode(obj).decode()


def _column(name: str, method: Method) -> Column | None:
    members = _members(method.request)
    owner = wrapper(method)
    path = name.split(".")
    if owner and path[0] not in members:
        path = [owner, *path]
    steps: list[str | int] = [path[0]]
    field = members.get(path[0])
    for step in path[1:]:
        is_position = isinstance(field, List)
        field = _member(field, step)
        steps.append(int(step) if is_position and field else step)
    return Column(tuple(steps), field) if field else None


def _member(field: Field | None, step: str) -> Field | None:
    """Return what a step leads to inside of a field, if anything."""
    match field:
        case Nested():
            return _members(field.schema).get(step)
        case List() if _POSITION.fullmatch(step):
            return field.inner
        case Mapped() if step:
            return field.inner
    return None


def _members(schema: Schema) -> Mapping[str, Field]:
    return {str(f.data_key): f for f in schema.fields.values() if isinstance(f, Field)}


def _known(method: Method) -> list[str]:
    """Return the names that a column can have, as they are written most often."""
    owner = wrapper(method)
    names = list(_dotted(method.request))
    return [name.removeprefix(f"{owner}.") for name in names] if owner else names


def _dotted(schema: Schema) -> Iterator[str]:
    for name, field in _members(schema).items():
        yield name
        inner = field.inner if isinstance(field, List) else field
        if isinstance(inner, Nested):
            between = "0." if inner is not field else ""
            yield from (f"{name}.{between}{each}" for each in _dotted(inner.schema))


def _listed(value: Any) -> Any:
    """Make arrays of what has positions for keys."""
    if type(value) is not dict:
        return value
    if all(type(key) is int for key in value):
        return [_listed(value[key]) for key in sorted(value)]
    return {key: _listed(each) for key, each in value.items()}
