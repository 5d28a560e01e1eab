"""`query`: a filter by operators on any field of an object, as `find` and `count` take it.

    {"total": {"gte": 1000}, "billingAddress.city": "London", "metadata.shop": {"in": ["a", "b"]}}

All terms must hold. What can be queried follows from the object's schema: every scalar field, at
the top or in a nested object, and every key of its metadata; an operand is read as the field is.

A number may have as many decimals as its field, a text may be shorter than its field allows, and
null is compared by `equals` and `not` only. A key of the metadata that has a quotation mark, a
backslash or a control character can not be queried: SQLite's JSON paths can not spell it.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from schemas import problems
from schemas.fields import (
    Boolean,
    Choice,
    Date,
    DateTime,
    Field,
    Integer,
    List,
    Mapped,
    Nested,
    Number,
    Scalar,
    String,
    escape,
)
from schemas.problems import Fault
from schemas.schema import Schema

MAX_TERMS = 50
MAX_OPERANDS = 1000
MAX_OPERAND = 250
MAX_PATH = 200
# Amounts have a third decimal in currencies that have one, whatever their field says.
LEAST_PLACES = 3
DIGITS = 18

MATCHING = ("contains", "startsWith", "endsWith")
OPERATORS = (
    "equals",
    "not",
    "gte",
    "lte",
    "gt",
    "lt",
    "in",
    "notIn",
    "contains",
    "startsWith",
    "endsWith",
    "between",
)

# What they mean, for the reference.
MEANINGS = {
    "equals": "the same value, as a bare value does; null: no value",
    "not": "another value, or none",
    "gte`, `lte`, `gt`, `lt": "at least, at most, more, less",
    "between": "from the first to the second of two values, both included",
    "in`, `notIn": "any of these values; none of them, or no value",
    "contains": "a part of a text, whatever its case",
    "startsWith`, `endsWith": "the beginning or end of a text, in this case",
}

SCALARS = (Boolean, Choice, Date, DateTime, Integer, Number, String)

_KEY = re.compile(r'[^"\\\x00-\x1f]{1,40}')


@dataclass(frozen=True, slots=True)
class Term:
    """One test: the field's dotted wire name, the operator, and what it is compared with.

    `steps` lead to the field in a stored answer, where `printed` is how the operand would stand.
    """

    path: str
    steps: tuple[str, ...]
    operator: str
    operand: Any
    printed: Any


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field that can be queried; `is_open` stands for every key of an object."""

    field: Field
    steps: tuple[str, ...]
    null: bool
    is_open: bool = False


class Query(Field):
    """The filter itself, over the fields of a schema."""

    type_name = "an object of fields and operators"

    def __init__(self, shown: Schema, **options: Any) -> None:
        """Find out what can be queried."""
        super().__init__(**options)
        self.shown = shown
        self.leaves = dict(_leaves(shown))
        self._open = [(path[:-1], leaf) for path, leaf in self.leaves.items() if leaf.is_open]

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is not dict:
            return self.wrong_type(value, at, faults)
        # The number first: looking for the nearest name is not cheap.
        if sum(len(each) if type(each) is dict else 1 for each in value.values()) > MAX_TERMS:
            faults.append(self.fault(problems.TOO_MANY, at, most=MAX_TERMS, allowed=MAX_TERMS))
            return None
        terms: list[Term] = []
        for path, wanted in value.items():
            here = f"{at}{self.pointer}/{escape(path)}"
            leaf = self._leaf(path)
            if leaf is None:
                faults.append(self._unknown(path, here))
            elif type(wanted) is dict:
                for operator, operand in wanted.items():
                    place = f"{here}/{escape(operator)}"
                    terms += self._terms(path, leaf, operator, operand, place, faults)
            else:
                terms += self._terms(path, leaf, "equals", wanted, here, faults)
        return terms

    def _leaf(self, path: str) -> Leaf | None:
        """Return what a dotted name leads to; any key of an object of the caller's own does."""
        if path in self.leaves and not self.leaves[path].is_open:
            return self.leaves[path]
        for prefix, leaf in self._open:
            key = path.removeprefix(prefix)
            if key != path and _KEY.fullmatch(key):
                return Leaf(leaf.field, (*leaf.steps, key), null=True)
        return None

    def _terms(
        self, path: str, leaf: Leaf, operator: str, operand: Any, at: str, faults: list[Fault]
    ) -> Iterator[Term]:
        allowed = operators(leaf.field)
        if operator not in allowed:
            right = "it can be " + ", ".join(f'"{each}"' for each in allowed)
            given = problems.short(operator)
            facts = {"given": given, "queried": problems.short(path), "right": right}
            problem = problems.QUERY_OPERATOR
            faults.append(problem(at, value=given, allowed=list(allowed), **facts))
            return
        field = operand_field(leaf, operator)
        found = len(faults)
        read = field.read(operand, at, faults)
        if len(faults) == found:
            printed = None if read is None else field.write(read)
            yield Term(path, leaf.steps, operator, read, printed)

    def _unknown(self, path: str, at: str) -> Fault:
        near = difflib.get_close_matches(path[:MAX_PATH], self.leaves, n=1, cutoff=0)
        given = problems.short(path)
        return problems.QUERY_FIELD(at, value=given, given=given, nearest=near[0])


def operators(field: Field) -> tuple[str, ...]:
    """Return the operators that make sense on a field."""
    if isinstance(field, Boolean):
        return ("equals", "not", "in", "notIn")
    if isinstance(field, Integer | Number | Date | DateTime):
        return tuple(each for each in OPERATORS if each not in MATCHING)
    return OPERATORS


def _leaves(
    schema: Schema, path: str = "", steps: tuple[str, ...] = (), *, null: bool = False
) -> Iterator[tuple[str, Leaf]]:
    """Yield the fields that can be queried, by their dotted wire names."""
    for field in schema.fields.values():
        assert isinstance(field, Field)
        name = str(field.data_key)
        way = (*steps, name)
        is_null = null or field.allow_none
        if isinstance(field, Nested):
            yield from _leaves(field.schema, f"{path}{name}.", way, null=is_null)
        elif isinstance(field, Mapped) and isinstance(field.inner, SCALARS):
            yield f"{path}{name}.*", Leaf(field.inner, way, null=True, is_open=True)
        elif isinstance(field, SCALARS):
            yield f"{path}{name}", Leaf(field, way, is_null)


def operand_field(leaf: Leaf, operator: str) -> Field:
    """Return the field that reads an operand."""
    one = _one(leaf.field, operator, null=leaf.null and operator in ("equals", "not"))
    match operator:
        case "in" | "notIn":
            operand: Field = List(one, most=MAX_OPERANDS)
        case "between":
            operand = List(one, least=2, most=2)
        case _:
            operand = one
    operand.label = one.label = "query"
    return operand


def _one(field: Field, operator: str, *, null: bool) -> Field:
    """Return a field that reads one value as the queried one does."""
    match field:
        case Choice() if operator not in MATCHING:
            return Choice(*field.choices, null=null)
        case Scalar() if operator not in MATCHING:
            return Scalar(0, MAX_OPERAND, null=null)
        case String() | Choice():
            return String(0, MAX_OPERAND, null=null)
        case Integer():
            return Integer(null=null)
        case Number():
            return Number(DIGITS, max(field.places, LEAST_PLACES), null=null)
        case Date():
            return Date(with_time=True, null=null)
    assert isinstance(field, Boolean | DateTime), field
    return type(field)(null=null)
