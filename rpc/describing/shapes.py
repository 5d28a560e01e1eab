"""The shape of every request and answer as JSON Schema (2020-12), made from our own schemas.

A shape takes what its field takes, as far as JSON Schema can say it: conditions between fields,
lists of names that the world keeps (currencies, zones) and control characters stay with the fields.

An object has a name and a place of its own, where the shapes of methods refer to it. One that
stands in requests and in answers has two shapes, and that of requests is called `…Input`: there,
members may be left out and others are refused, while an answer has them all, and later versions
may add more.
"""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import marshmallow

from handlers.method import Method
from handlers.rehearsing import SHOWN
from rpc import failures
from rpc.registry import methods
from schemas import problems
from schemas.batch import BATCH, MAX_KEY, Anything, IdempotencyKey
from schemas.documents import MAX_PLACES, Amount
from schemas.fields import (
    MAX_DECIMAL_EXPONENT,
    Boolean,
    Choice,
    Date,
    DateTime,
    Field,
    Formatted,
    Integer,
    List,
    Locale,
    Mapped,
    Nested,
    Number,
    NumericKey,
    Scalar,
    String,
)
from schemas.free import Free
from schemas.problems import Fault
from schemas.queries import MAX_TERMS, Leaf, Query, operand_field, operators
from schemas.requests import Names
from schemas.schema import Schema

Shape = dict[str, Any]

PLACE = "#/components/schemas/"
# One failed request, and one thing that is wrong with it.
REFUSAL, FAULT = "Refusal", "Fault"
# What a dry run shows.
DOCUMENTS = "Documents"

_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_HOUR = "([01][0-9]|2[0-3])"
_TIME = f"{_HOUR}:[0-5][0-9]:[0-5][0-9]"
_OFFSET = f"([Zz]|[+-]{_HOUR}:[0-5][0-9])"
_MOMENT = rf"{_DAY}( {_TIME}|[Tt ]{_TIME}(\.[0-9]{{1,9}})?{_OFFSET})"
DATE, LOCAL_TIME, GIVEN_TIME = f"^{_DAY}$", f"^{_DAY} {_TIME}$", f"^{_MOMENT}$"
DATE_OF_TIME = f"^({_DAY}|{_MOMENT})$"
LOCALE = "^[a-z]{2}([-_][A-Z]{2})?$"
IDEMPOTENCY_KEY = f"^[!-~]([ -~]{{0,{MAX_KEY - 2}}}[!-~])?$"
ID_AS_KEY = "^[1-9][0-9]{0,9}$"

TRANSPORT_TYPES = (failures.TOO_MANY_REQUESTS, failures.INTERNAL_ERROR, failures.UNAVAILABLE)

_TEXT: Shape = {"type": "string"}


def request_schema(method: Method) -> Shape:
    """Return the shape of a method's request."""
    return _described().requests[method.name]


def answer_schema(method: Method) -> Shape:
    """Return the shape of a method's answer, if the method succeeds."""
    return _described().answers[method.name]


def batch_schema() -> Shape:
    """Return the shape of the request of `batch`."""
    return _described().batch


def error_schema() -> Shape:
    """Return the shape of every answer that is none: refusals and failures."""
    error = ("field", "type", "description")
    errors = {"type": "array", "minItems": 1, "maxItems": problems.MAX_FAULTS, "items": _at(FAULT)}
    return {
        "type": "object",
        "description": "Why a request was refused: `error` is the first of `errors`.",
        "properties": {
            "status": {**_TEXT, "const": "error"},
            "error": _open({name: _FAULT["properties"][name] for name in error}),
            "errors": errors,
            "call": {
                "type": "integer",
                "minimum": 0,
                "description": "Which call of a batch that is all or nothing.",
            },
        },
        "required": ["status", "error", "errors"],
    }


def components() -> dict[str, Shape]:
    """Return the shapes of objects by their names."""
    return _described().components


def shape_of(field: Field, *, is_given: bool = True) -> Shape:
    """Return the shape of a field by itself, in a request or in an answer."""
    return _described().side(is_given=is_given).field(field)


class _Described:
    """The shapes of all methods; whatever one of them names is added to `components`."""

    def __init__(self, all_methods: Iterable[Method]) -> None:
        declared = list(all_methods)
        given = {each for method in declared for each in _within(method.request)}
        told = {each for method in declared for each in _within(method.response)}
        self.shared = given & told
        # What `fields` can cut: only the id is always there.
        self.cut = {type(field.shown) for m in declared for field in _queries(m.request)}
        self.components: dict[str, Shape] = {}
        self._owners: dict[str, object] = {}
        answers = self.side(is_given=False)
        self.requests = {m.name: self.side(is_given=True).object(m.request) for m in declared}
        self.answers = {m.name: answers.answer(m) for m in declared}
        self.batch = self.side(is_given=True).object(BATCH)
        lists = {name: shown for m in declared for name, shown in _shown(m.response)}
        documents = {name: {"type": "array", "items": answers.named(lists[name])} for name in SHOWN}
        about = "What a dry run would leave behind: its documents as they would stand, by kind."
        self.components |= {
            DOCUMENTS: {"type": "object", "description": about, "properties": documents},
            FAULT: _FAULT,
            REFUSAL: error_schema(),
        }
        self.components = dict(sorted(self.components.items()))

    def side(self, *, is_given: bool) -> "_Side":
        """Return what makes shapes of requests, or of answers."""
        return _Side(self, is_given=is_given)

    def claim(self, name: str, owner: object) -> bool:
        """Take a name for what is described under it; tell whether it was free."""
        is_new = name not in self._owners
        assert self._owners.setdefault(name, owner) == owner, f"two objects are called {name}"
        return is_new


class _Side:
    """Makes shapes of what is given in requests, or told in answers."""

    def __init__(self, described: _Described, *, is_given: bool) -> None:
        self._all = described
        self._is_given = is_given

    def answer(self, method: Method) -> Shape:
        """Return the shape of an answer."""
        shape = self.object(method.response)
        properties = {"status": {**_TEXT, "const": "ok"}, **shape["properties"]}
        if method.writes:
            properties["documents"] = _at(DOCUMENTS)
        return {**shape, "properties": properties, "required": ["status", *shape["required"]]}

    def object(self, schema: Schema) -> Shape:
        """Return the shape of an object, with what is required of it where it is declared."""
        fields = [field for field in schema.fields.values() if isinstance(field, Field)]
        has_defaults = self._is_given and not schema.partial_update
        properties = {
            str(field.data_key): self.field(field) | (_default(field) if has_defaults else {})
            for field in fields
        }
        required = [str(field.data_key) for field in fields if field.required]
        shape = {"type": "object", "properties": properties, "required": required}
        return shape | ({"additionalProperties": False} if self._is_given else {})

    def named(self, schema: Schema) -> Shape:
        """Refer to the shape of an object."""
        kind = type(schema)
        is_input = self._is_given and kind in self._all.shared
        name = _name(kind) + ("Input" if is_input else "")
        if self._all.claim(name, (kind, self._is_given)):
            shape = self.object(schema)
            about = inspect.cleandoc(kind.__doc__ or "")
            if not self._is_given:
                is_cut = kind in self._all.cut
                about += "\n\nWith `fields`, only those and the id are there." if is_cut else ""
                shape["required"] = ["id"] if is_cut else list(shape["properties"])
            self._all.components[name] = {"description": about, **shape}
        return _at(name)

    def field(self, field: Field) -> Shape:
        """Return the shape of a field."""
        return _or_null(self._value(field)) if field.allow_none else self._value(field)

    def _value(self, field: Field) -> Shape:
        """Return the shape of a field's values other than null."""
        match field:
            case Nested():
                return self.named(field.schema)
            case Query():
                return self._query(field)
            case Free() | Anything():
                return {"type": "object"}
            case List():
                return self._list(field)
            case Mapped():
                keys, most = _key(field.key), field.most
                shape = {"type": "object", "propertyNames": keys, "maxProperties": most}
                return {**shape, "additionalProperties": self.field(field.inner)}
            case DateTime():
                return {**_TEXT, "pattern": GIVEN_TIME if self._is_given else LOCAL_TIME}
        return _scalar(field)

    def _list(self, field: List) -> Shape:
        inner = self.field(field.inner)
        if isinstance(field, Names):
            inner = {**_TEXT, "enum": field.allowed}
        shape: Shape = {"type": "array", "items": inner}
        if field.least:
            shape["minItems"] = field.least
        shape["maxItems"] = field.most
        if field.unique:
            shape["uniqueItems"] = True
        return {"anyOf": [shape, inner]} if field.or_single else shape

    def _query(self, field: Query) -> Shape:
        """Refer to the shape of a query: each of its names with a value or with operators."""
        kind = type(field.shown)
        name = f"{_name(kind)}Query"
        if self._all.claim(name, kind):
            leaves = field.leaves.items()
            shape = {
                "description": f"What to find, by fields of {_name(kind)}; all of it must hold.",
                "type": "object",
                "properties": {k: self._filter(leaf) for k, leaf in leaves if not leaf.is_open},
            }
            if opened := {k: self._filter(leaf) for k, leaf in leaves if leaf.is_open}:
                shape["patternProperties"] = {_opened(k): opened[k] for k in opened}
            most = {"additionalProperties": False, "maxProperties": MAX_TERMS}
            self._all.components[name] = {**shape, **most}
        return _at(name)

    def _filter(self, leaf: Leaf) -> Shape:
        """Return the shape of what a field is compared with; it has a name but for choices."""
        terms = {each: operand_field(leaf, each) for each in operators(leaf.field)}
        shapes = {operator: self.field(operand) for operator, operand in terms.items()}
        by_operators = {"type": "object", "properties": shapes, "additionalProperties": False}
        shape = {"anyOf": [shapes["equals"], by_operators]}
        if isinstance(terms["equals"], Choice):
            return shape
        null = "Nullable" if leaf.null else ""
        name = f"{null}{type(terms['equals']).__name__}Filter"
        if self._all.claim(name, None):
            about = {"description": "A value that is equal, or operators that all hold."}
            self._all.components[name] = about | shape
        assert shape.items() <= self._all.components[name].items(), f"{name} is two things"
        return _at(name)


@cache
def _described() -> _Described:
    return _Described(methods().values())


def _scalar(field: Field) -> Shape:
    """Return the shape of a field that has no other fields within, other than null."""
    match field:
        case Boolean():
            return {"type": "boolean"}
        case Choice():
            return {**_TEXT, "enum": [*field.choices]}
        case Scalar():
            bound = Decimal(1).scaleb(MAX_DECIMAL_EXPONENT)
            limits = {"exclusiveMinimum": -bound, "exclusiveMaximum": bound}
            return {**_text(field), "type": ["string", "number", "boolean"], **limits}
        case IdempotencyKey():
            return {**_TEXT, "pattern": IDEMPOTENCY_KEY}
        case Locale():
            return {**_TEXT, "pattern": LOCALE}
        case Formatted():
            return _text(field) | _format(field)
        case String():
            return _text(field)
        case Integer():
            return {"type": "integer", "minimum": field.least, "maximum": field.most}
        case Number():
            return _number(field)
        case Date():
            if field.with_time:
                return {**_TEXT, "pattern": DATE_OF_TIME}
            return {**_TEXT, "format": "date", "pattern": DATE}
    raise AssertionError(f"{type(field).__name__} has no shape")


def _text(field: String) -> Shape:
    return {
        **_TEXT,
        **({"minLength": field.least} if field.least else {}),
        "maxLength": field.most,
    }


def _format(field: Formatted) -> Shape:
    """Return what a format adds: its pattern, if it is one, and what a person is told."""
    shape = {}
    # Most tests are the `fullmatch` of a pattern; others are more than a pattern could tell.
    pattern = getattr(field.test, "__self__", None)
    if isinstance(pattern, re.Pattern):
        shape["pattern"] = f"^({pattern.pattern}){'' if field.least else '?'}$"
    if field.right:
        shape["description"] = f"{field.right[0].upper()}{field.right[1:]}."
    return shape


def _number(field: Number) -> Shape:
    if isinstance(field, Amount):  # which has a third decimal where money has one
        field = Number(field.digits - field.places + MAX_PLACES, MAX_PLACES)
    step = Decimal(1).scaleb(-field.places)
    limits = {"minimum": field.least, "maximum": field.most}
    return {"type": "number", **limits, "multipleOf": step}


def _key(field: Field) -> Shape:
    """Return the shape of the keys of an object, which JSON spells as texts."""
    return {"pattern": ID_AS_KEY} if isinstance(field, NumericKey) else _scalar(field)


def _or_null(shape: Shape) -> Shape:
    """Let null be right too."""
    if "type" not in shape:
        return {"anyOf": [shape, {"type": "null"}]}
    kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    enum = {"enum": [*shape["enum"], None]} if "enum" in shape else {}
    return {**shape, "type": [*kinds, "null"], **enum}


def _default(field: Field) -> Shape:
    """Return what stands for a field that is left out."""
    default = field.load_default
    if default is marshmallow.missing:
        return {}
    value = default() if callable(default) else default
    written = None if value is None else field.write(value)
    faults: list[Fault] = []
    field.read(written, "", faults)
    # One that nobody could send stands for nothing at all.
    return {} if faults else {"default": written}


def _opened(path: str) -> str:
    """Return the pattern of the names that lead to any key of an object: `metadata.*`."""
    prefix = path.removesuffix("*").replace(".", r"\.")
    return rf'^{prefix}[^"\\\u0000-\u001f]{{1,40}}$'


def _within(schema: Schema) -> Iterator[type[Schema]]:
    """Yield the kinds of the objects that are within another, however deep."""
    for field in schema.fields.values():
        while isinstance(field, List | Mapped):
            field = field.inner  # noqa: PLW2901 - the elements are what is looked for
        if isinstance(field, Nested):
            yield type(field.schema)
            yield from _within(field.schema)


def _queries(schema: Schema) -> Iterator[Query]:
    return (field for field in schema.fields.values() if isinstance(field, Query))


def _shown(answer: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the objects of an answer by the names that they have there."""
    for field in answer.fields.values():
        inner = field.inner if isinstance(field, List) else field
        if isinstance(inner, Nested):
            yield str(field.data_key), inner.schema


def _name(kind: type[Schema]) -> str:
    """Return the name of an object; only conditions are called alike everywhere."""
    return f"{_resource(kind)}Conditions" if kind.__name__ == "Conditions" else kind.__name__


def _resource(kind: type[Schema]) -> str:
    """Return what one object of a module's resource is called: `TaxClass` of `tax_classes`."""
    *before, last = kind.__module__.removeprefix("schemas.").split("_")
    single = {"classes": "class", "series": "series"}.get(last, last.removesuffix("s"))
    return "".join(word.capitalize() for word in (*before, single))


def _at(name: str) -> Shape:
    return {"$ref": f"{PLACE}{name}"}


def _open(properties: Mapping[str, Any]) -> Shape:
    """Return the shape of an object that has all of these members."""
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


_FAULT: Shape = {
    "description": "One thing that is wrong with a request.",
    **_open(
        {
            "field": {**_TEXT, "description": "The name of the field."},
            "type": {**_TEXT, "enum": [*problems.TYPES, *TRANSPORT_TYPES]},
            "description": {**_TEXT, "description": "A sentence for a person."},
            "path": {**_TEXT, "description": "A JSON pointer into the request."},
            "code": {**_TEXT, "description": "What it is, for programs: codes do not change."},
        }
    ),
}
_FAULT["properties"] |= {
    "value": {"description": "What was sent, cut if it is long."},
    "allowed": {"description": "The values or limits that would be right."},
}
