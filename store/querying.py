"""`query`: terms over columns where there are, else over the stored answers.

A term on a column is served by its index. Any other field is taken out of the canonical JSON
answer, as the JSON type that the operand has, so that "5" and 5 stay apart. What is missing or
null has no value: it meets `not` and `notIn`, and no comparison.

Paths and operands are bound; what shapes the SQL is which column, which operator, and what kinds
of values. An answer is read once a row, for all terms together, after all other tests.
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial, reduce
from typing import Any, Protocol, cast

import peewee

from store import records, texts
from store.database import bind, session
from store.postgresql import Postgres

_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "gte": operator.ge,
    "lte": operator.le,
    "gt": operator.gt,
    "lt": operator.lt,
}
# The JSON types of a kind of value, as SQLite and as PostgreSQL call them.
_JSON_TYPES = {
    "text": (("text",), ("string",)),
    "number": (("integer", "real"), ("number",)),
    "bool": (("true", "false"), ("boolean",)),
}
_ALWAYS = peewee.SQL("1 = 1")
_NEVER = peewee.SQL("1 = 0")
# What is indexed where it is not empty.
_PARTIAL = frozenset({"externalId", "externalValue", "oldHash", "sourceId"})
# Equal in so few rows that sorting them costs nothing.
_NARROW = frozenset({"id", "code", "number", "customer"}) | _PARTIAL

Findable = Any  # store.finding.Findable, which imports this module
Value = Callable[[str], Any]


class Term(Protocol):
    """One test: the field's name and the way to it, how it is compared, and with what."""

    path: str
    steps: tuple[str, ...]
    operator: str
    operand: Any
    printed: Any


def shape(terms: Sequence[Term], what: Findable) -> tuple[Any, ...]:
    """Return what of the terms shapes the SQL."""
    reached = what.queried.keys() | what.folded.keys()
    return tuple(
        (
            term.path if term.path in reached else "",
            term.operator,
            _kinds(term, what),
            _is_given(term),
        )
        for term in terms
    )


def bound(terms: Sequence[Term], what: Findable) -> dict[str, Any]:
    """Return the values that the terms bind."""
    values: dict[str, Any] = {}
    for i, term in enumerate(terms):
        values |= {f"q{i}_{name}": value for name, value in _operands(term, what)}
        if term.path not in what.queried:
            values[f"q{i}_path"] = _path(term.steps)
    return values


def tests(terms: Sequence[Term], what: Findable, aside: Callable[[Term], bool]) -> list[Any]:
    """Return the SQL of the terms; `aside` tells for which columns an index is better not used."""
    found = []
    on_answers = []
    for i, term in enumerate(terms):
        test = partial(_test, term.operator, _kinds(term, what), f"q{i}_")
        if term.path in what.queried:
            column = what.queried[term.path]
            found.append(test(partial(_as_it_is, records.aside(column) if aside(term) else column)))
            if _is_given(term):
                # Spelled out, because only then a partial index is used.
                found.append(peewee.Expression(column, "<>", peewee.SQL("''")))
            continue
        if _has_candidates(term, what):
            key = what.folded[term.path]
            is_one = term.operator == "equals"
            name = f"q{i}_folded"
            found.append(key == bind(name) if is_one else records.any_of(key, name))
        on_answers.append((test, f"q{i}_path"))
    if on_answers:
        document, body = _document(what)
        each = [test(partial(_extracted, document, path)) for test, path in on_answers]
        found.append(peewee.fn.EXISTS(body.where(*each)))
    return found


def selects(term: Term, what: Findable) -> bool:
    """Tell whether an index serves a term."""
    if term.path in what.queried:
        return term.operator not in ("not", "notIn", "contains", "endsWith")
    return _has_candidates(term, what)


def is_narrow(term: Term, what: Findable) -> bool:
    """Tell whether a term leaves so few rows that sorting them costs nothing."""
    if term.path in what.queried:
        is_equal = term.operator in ("equals", "in") and term.operand is not None
        is_given = term.path not in _PARTIAL or _is_given(term)
        return is_equal and is_given and term.path in _NARROW
    return _has_candidates(term, what)


def has_many(term: Term, what: Findable) -> bool:
    """Tell whether a term's index is walked in several places, and so never in order of id."""
    return term.operator == "in" and term.path != "id" and is_narrow(term, what)


def _is_given(term: Term) -> bool:
    """Tell whether a term is on a text with an index on all that are not empty, and needs it."""
    if term.path not in _PARTIAL or not term.operand:
        return False
    return term.operator in ("equals", "startsWith") or (
        term.operator == "in" and all(term.operand)
    )


def _has_candidates(term: Term, what: Findable) -> bool:
    """Tell whether a column has the value folded, whose index finds what may be equal."""
    is_equal = term.operator in ("equals", "in") and term.operand is not None
    return is_equal and term.path in what.folded


def _kinds(term: Term, what: Findable) -> tuple[str, ...]:
    """Return the kinds of values that a term compares with."""
    column = what.queried.get(term.path)
    match term.operator:
        case "in" | "notIn":
            kinds = {"column"} if column else {_kind(each) for each in term.printed}
            return tuple(sorted(kinds))
        case "between":
            return tuple(_kind(each) for each in term.printed)
        case "startsWith":
            return ("range",) if texts.after_all_with(term.printed) else ("open",)
    return (_kind(term.printed),)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | Decimal) else "text"


def _operands(term: Term, what: Findable) -> Iterator[tuple[str, Any]]:
    """Yield what a term binds, with the names."""
    column = what.queried.get(term.path)
    stored: Callable[[Any], Any] = column.db_value if column is not None else _as_extracted
    operand = term.printed if column is None else term.operand
    match term.operator:
        case "in" | "notIn":
            for kind in _kinds(term, what):
                of_kind = [each for each in operand if kind in ("column", _kind(each))]
                yield kind, records.array(map(stored, of_kind))
        case "between":
            yield "0", stored(operand[0])
            yield "1", stored(operand[1])
        case "startsWith":
            yield "0", operand
            yield "1", texts.after_all_with(operand)
        case _:
            yield "0", None if operand is None else stored(operand)
    if _has_candidates(term, what):
        is_one = term.operator == "equals"
        folded = texts.fold(operand) if is_one else records.array(map(texts.fold, operand))
        yield "folded", folded


def _as_extracted(value: Any) -> Any:
    """Return a value as `_extracted` returns those of its kind."""
    kind = _kind(value)
    if kind == "bool":
        return "true" if value else "false"
    if kind == "number":
        number = Decimal(value)
        return texts.number_key(number) if _is_sqlite() else number
    return value


def _path(steps: Sequence[str]) -> Any:
    """Return the way to a member as the database takes it."""
    if not _is_sqlite():
        return list(steps)
    assert not any('"' in step for step in steps), "the schema refuses what SQLite can not spell"
    return "$" + "".join(f'."{step}"' for step in steps)


def _test(operator_: str, kinds: tuple[str, ...], name: str, value: Value) -> Any:
    """Return the SQL of one term; `value` makes that of the field's value of a kind."""
    kind = kinds[0] if kinds else "null"
    first, second = bind(f"{name}0"), bind(f"{name}1")
    match operator_:
        case "equals" | "not" if kind == "null":
            return value("null").is_null(operator_ == "equals")
        case "equals":
            return value(kind) == first
        case "not":
            return (value(kind) != first) | value(kind).is_null()
        case "in":
            found = (records.any_of(value(kind), name + kind) for kind in kinds)
            # No 1 = 0 beside others: an index serves a lone test only.
            return reduce(operator.or_, found) if kinds else _NEVER
        case "notIn":
            missed = (
                ~records.any_of(value(kind), name + kind) | value(kind).is_null() for kind in kinds
            )
            return reduce(operator.and_, missed) if kinds else _ALWAYS
        case "between":
            return (value(kind) >= first) & (value(kinds[1]) <= second)
        case "contains":
            return records.position(_lower(value("text")), _lower(first)) > 0
        case "startsWith":
            from_ = value("text") >= first
            return from_ & (value("text") < second) if kind == "range" else from_
        case "endsWith":
            return _ends_with(value("text"), first)
    return _COMPARED[operator_](value(kind), first)


def _as_it_is(column: Any, _: str) -> Any:
    return column


def _extracted(document: Any, path: str, kind: str) -> Any:
    """Return the SQL of a member of a stored answer, if it is of a kind; else it is null."""
    way = bind(path)
    fn = peewee.fn
    if _is_sqlite():
        type_ = fn.json_type(document, way)
        values: dict[str, Any] = {
            "null": fn.json_extract(document, way),
            "text": fn.json_extract(document, way),
            "number": fn.orderly_number(fn.json_extract(document, way, way)),
            "bool": type_,
        }
    else:
        way = way.cast("text[]")
        type_ = fn.jsonb_typeof(peewee.Expression(document, "#>", way))
        text = peewee.Expression(document, "#>>", way)
        values = {
            "null": text,
            "text": text,
            "number": text.cast("numeric"),
            "bool": text,
        }
    if kind == "null":
        return values[kind]
    types = _JSON_TYPES[kind][0 if _is_sqlite() else 1]
    value = peewee.Case(None, [(type_.in_(types), values[kind])])
    if kind == "number" or _is_sqlite():
        return value
    # Texts compare by code point, as in the columns.
    return value.collate('"C"')


def _document(what: Findable) -> tuple[Any, Any]:
    """Return a row's stored answer as JSON, and the query that reads it."""
    body = (what.body or what.model).body
    is_sqlite = _is_sqlite()
    text = body.cast("TEXT") if is_sqlite else peewee.fn.convert_from(body, "UTF8").cast("jsonb")
    if what.body is None:
        inner = peewee.Select(None, [text.alias("document")])
    else:
        inner = what.body.select(text.alias("document")).where(what.body.id == what.model.id)
    # The offset keeps PostgreSQL from reading the answer again for each term.
    answer = inner.offset(0).alias("answer")
    return answer.c.document, peewee.Select([answer], [peewee.SQL("1")])


def _lower(text: Any) -> Any:
    """Return the SQL of a text in lower case; a sigma is one letter wherever it stands."""
    if _is_sqlite():
        return peewee.fn.orderly_lower(text)
    database = cast("Postgres", session().database)
    collated = text.cast("text").collate(f'"{database.collation}"')
    return peewee.fn.translate(peewee.fn.lower(collated), *texts.SIGMAS)


def _ends_with(text: Any, end: Any) -> Any:
    fn = peewee.fn
    if not _is_sqlite():
        end = end.cast("text")
        return fn.right(text, fn.length(end)) == end
    from_ = fn.max(1, fn.length(text) - fn.length(end) + 1)
    return fn.substr(text, from_) == end


def _is_sqlite() -> bool:
    return session().database.dialect == "sqlite"
