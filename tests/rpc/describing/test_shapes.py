"""A shape takes what its field takes, and nothing else that JSON Schema can tell apart."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from rpc import codec
from rpc.describing import shapes
from rpc.registry import methods
from schemas.fields import (
    Choice,
    Date,
    DateTime,
    Field,
    Integer,
    List,
    Mapped,
    Nested,
    Number,
    String,
)
from schemas.problems import Fault
from schemas.queries import Query, operand_field
from schemas.requests import Names
from schemas.schema import Schema
from tests.schemas.test_fields import REFUSED, TAKEN

# What a shape tells too. That a field is missing, or twice in a list, may depend on others.
TOLD = {
    "LABEL_REPEATED",
    "NOT_ALLOWED",
    "NOT_THE_TYPE",
    "NULL",
    "OUT_OF_RANGE",
    "QUERY_FIELD",
    "QUERY_OPERATOR",
    "RESOURCE_REPEATED",
    "TOO_FEW",
    "TOO_LONG",
    "TOO_MANY",
    "TOO_MANY_DISCOUNTS",
    "TOO_MANY_RESOURCES",
    "TOO_PRECISE",
    "TOO_SHORT",
    "UNKNOWN_FIELD",
}
# What only fields can tell, by the whole text that was sent.
BEYOND = {'"2013-02-30"', '"xx"', '"en-XX"', '{"2147483648":1}'}

# Near a field's own limits, and beyond all.
MOMENTS = (
    "2013-08-28",
    "2013-08-28 09:41:47",
    "2013-08-28t09:41:47.5z",
    "2013-08-28 09:41:47+02:00",
    "2013-08-28 09:41:47 +02:00",
    "2013-08-28T09:41:47",
    "2013-08-28 24:00:00",
    "2013-08-28T09:41:47+24:00",
    "2013-13-28",
    "2013-08-32",
)
LONG = 100
ODD: tuple[Any, ...] = (
    "",
    "zz",
    "36",
    0,
    1,
    -1,
    36,
    Decimal("36.0"),
    Decimal("0.0001"),
    10**25,
    True,
    None,
    [],
    {},
)


def _given() -> Iterator[Field]:
    """Yield every field of every request, also those of objects within."""
    waiting = [method.request for method in methods().values()]
    for schema in waiting:
        for field in schema.fields.values():
            assert isinstance(field, Field)
            yield field
            inner = field.inner if isinstance(field, List) else field
            if isinstance(inner, Nested):
                waiting.append(inner.schema)


# One of each kind: fields of the same shape take the same.
GIVEN = list({repr(shapes.shape_of(field)): field for field in _given()}.values())


@cache
def validator(field: Field) -> Draft202012Validator:
    if not field.label:  # those of requests have their names, and go on serving
        field.named("value")
    return Draft202012Validator(whole(shapes.shape_of(field)))


def whole(shape: shapes.Shape) -> shapes.Shape:
    return {**shape, "components": {"schemas": shapes.components()}}


@pytest.mark.parametrize(
    ("field", "text"), [(f, text) for f, text, _ in TAKEN if not isinstance(f, Nested)]
)
def test_what_a_field_takes_is_of_its_shape(field: Field, text: str) -> None:
    assert validator(field).is_valid(codec.decode(text.encode()))


@pytest.mark.parametrize(("field", "text", "code"), [row[:3] for row in REFUSED])
def test_what_a_field_refuses_is_not_of_its_shape(field: Field, text: str, code: str) -> None:
    is_beyond = text in BEYOND or code in ("CONTROL_CHARACTER", "INVOICE_RECIPIENT_MALFORMED")

    assert validator(field).is_valid(codec.decode(text.encode())) == is_beyond


def near(field: Field) -> st.SearchStrategy[Any]:
    """Draw what a field takes, or just does not."""
    return st.one_of(_near(field), st.sampled_from(ODD))


def _near(field: Field) -> st.SearchStrategy[Any]:
    match field:
        case Names():
            return st.lists(st.sampled_from([*field.allowed, "zz"]), max_size=3)
        case List():
            elements = st.lists(near(field.inner), max_size=5)
            longest = st.sampled_from([field.most, field.most + 1])
            repeated = st.builds(lambda one, times: [one] * times, near(field.inner), longest)
            return st.one_of(elements, repeated) if field.most < LONG else elements
        case Mapped():
            keys = st.sampled_from(["36", "0", "", "a", "k" * 40, "k" * 41])
            return st.dictionaries(keys, near(field.inner), max_size=3)
        case Nested():
            return _objects(field.schema)
        case Query():
            return _queries(field)
        case Choice():
            return st.sampled_from([*field.choices, "zz", field.choices[0].lower()])
        case String():
            lengths = {max(field.least - 1, 0), field.least, field.most, field.most + 1}
            return st.sampled_from(
                [*("x" * length for length in lengths), "a@b.it", "en-GB", "EUR"]
            )
        case Integer():
            return st.sampled_from([field.least, field.most]).flatmap(
                lambda limit: st.sampled_from([limit, limit - 1, limit + 1, Decimal(f"{limit}.0")])
            )
        case Number():
            step = Decimal(1).scaleb(-field.places)
            about = (
                *(limit + n * step for limit in (field.least, field.most) for n in (-1, 0, 1)),
            )
            return st.sampled_from([*about, 3 * step, step / 10, Decimal("1e3")])
        case Date() | DateTime():
            return st.sampled_from(MOMENTS)
    return st.booleans()


def _objects(schema: Schema) -> st.SearchStrategy[Any]:
    """Draw objects with some of their fields, and now and then one that is unknown."""
    fields = {str(f.data_key): near(f) for f in schema.fields.values() if isinstance(f, Field)}
    required = {str(f.data_key) for f in schema.fields.values() if f.required}
    unknown = {"zz": st.none()}
    return st.fixed_dictionaries({}, optional={**fields, **unknown}).map(
        lambda found: dict(list(found.items())[-4:])
    ) | st.fixed_dictionaries({name: fields[name] for name in required})


def _queries(field: Query) -> st.SearchStrategy[Any]:
    """Draw queries of one term, and of too many."""
    names = st.sampled_from([*field.leaves, "zz", "metadata.shop"])

    def terms(name: str) -> st.SearchStrategy[Any]:
        leaf = field.leaves.get(name)
        if leaf is None:
            return st.just({name: "x"})
        operators = st.sampled_from(["equals", "not", "gte", "in", "contains", "between", "zz"])
        return operators.flatmap(
            lambda each: near(operand_field(leaf, each)).map(lambda found: {name: {each: found}})
        ) | near(operand_field(leaf, "equals")).map(lambda found: {name: found})

    return names.flatmap(terms)


@settings(max_examples=2000, deadline=None)
@given(st.data())
def test_a_field_takes_what_is_of_its_shape(data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(GIVEN))
    value = data.draw(near(field))
    faults: list[Fault] = []
    field.read(value, "", faults)
    told = {fault.code for fault in faults}

    if validator(field).is_valid(value):
        assert not told & TOLD, value
    else:
        assert told, value
