"""Finding and counting: conditions, order and page become one statement, compiled once a shape.

A resource declares which conditions and order keys it has. A call's shape is the set of
conditions it uses, its order and its paging; the values are bound. Ties are broken by id,
ascending, and null is more than any value. The page is cut before the stored answers are
fetched, so that a deep page walks the narrow rows only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from operator import and_
from typing import Any, NamedTuple

import peewee

from store import keyset, querying, records, searching, tallies
from store.database import bind
from store.keyset import Key, Position
from store.models import Label, Owned, Resource
from store.querying import Term
from store.searching import Search
from store.texts import fold

Expression = Any


@dataclass(frozen=True, slots=True)
class Condition:
    """A test on rows: its SQL, the value it binds, and what of the value shapes the SQL."""

    expression: Callable[[str, Any, bool], Expression]
    bound: Callable[[Any], Any] = lambda value: value
    shape: Callable[[Any], Any] = lambda _: ""
    # A column with few values: its index is worth walking only in one of these orders, and only
    # if no other condition selects better.
    served_orders: frozenset[str] | None = None
    # Whether it leaves few rows as a rule, and whether so few that sorting them costs nothing.
    selects: bool = True
    is_narrow: bool = False


def equals(column: peewee.Field, *, is_narrow: bool = False) -> Condition:
    """Test for a column's value."""
    return Condition(lambda name, *_: column == bind(name, column), is_narrow=is_narrow)


def given(column: peewee.Field, *, is_narrow: bool = False) -> Condition:
    """Test for a text that is indexed where it is not empty; spelled out, or it is not used."""
    return Condition(
        lambda name, is_given, _: (
            (column == bind(name)) & (column != "") if is_given else column == bind(name)
        ),
        shape=bool,
        is_narrow=is_narrow,
    )


def at_least(column: peewee.Field) -> Condition:
    """Test for a value or more."""
    return Condition(lambda name, *_: column >= bind(name, column))


def at_most(column: peewee.Field, *, is_given: Expression = None) -> Condition:
    """Test for a value or less; `is_given` leaves out rows that have an empty text for none."""
    extra = () if is_given is None else (is_given,)
    return Condition(lambda name, *_: reduce(and_, extra, column <= bind(name, column)))


def after(column: peewee.Field) -> Condition:
    """Test for more than an id; every index ends with the id, so this fits any other condition."""
    return Condition(lambda name, *_: column > bind(name, column), selects=False)


def any_of(column: Any) -> Condition:
    """Test for one of several values, such as ids."""
    return Condition(
        lambda name, shape, _: _is_any(column, name, shape),
        _one_or_array,
        _one_or_many,
        is_narrow=True,
    )


def one_of_few(column: Any, *orders: str) -> Condition:
    """Test a column that has few values, and an index that serves id and these orders."""
    return Condition(
        lambda name, shape, is_aside: _is_any(
            records.aside(column) if is_aside else column, name, shape
        ),
        _one_or_array,
        _one_or_many,
        frozenset(("id", *orders)),
        selects=False,
    )


def contains(column: peewee.Field) -> Condition:
    """Test for a part of a folded text, whatever its case."""
    return Condition(lambda name, *_: records.position(column, bind(name)) > 0, fold)


def labelled(model: type[Owned], type_: str) -> Condition:
    """Test for any of several labels."""
    return Condition(
        lambda name, *_: model.id.in_(
            records.select(Label, Label.resource).where(
                (Label.type == type_) & records.any_of(Label.label, name)
            )
        ),
        records.array,
    )


@dataclass(frozen=True)
class Findable:
    """A resource that can be found: its table, its stored answer, its conditions and keys."""

    model: Any
    conditions: Mapping[str, Condition]
    order: Mapping[str, peewee.Field]
    body: Any = None  # the table of stored answers, where that is not the model's own column
    # The table of the brief answers, where there is one, and what they leave out.
    brief: Any = None
    left_out: frozenset[str] = frozenset()
    is_brief: bool = False
    # By their dotted wire names: columns that a query tests, and such that have a text folded.
    queried: Mapping[str, peewee.Field] = field(default_factory=dict)
    folded: Mapping[str, peewee.Field] = field(default_factory=dict)
    # The conditions that the rows meet whose number the tallies tell, where there are such.
    tallied: Mapping[str, Any] | None = None
    # The folded text that is searched, where a column has it because few rows are asked for.
    searched: peewee.Field | None = None

    def __hash__(self) -> int:
        """Stand for the resource in the shape of a statement."""
        return id(self)

    def showing(self, fields: Sequence[str]) -> "Findable":
        """Return the resource with its brief answers, if these fields are all in them."""
        if self.brief is None or not fields or not self.left_out.isdisjoint(fields):
            return self
        return self._in_brief

    @cached_property
    def _in_brief(self) -> "Findable":
        return replace(self, is_brief=True)

    @property
    def answers(self) -> Any:
        """Return the table that has the answers."""
        return self.brief if self.is_brief else self.body or self.model


def of_resource(model: type[Resource]) -> dict[str, peewee.Field]:
    """Return the columns that every small resource has, by their wire names."""
    return {
        "id": model.id,
        "version": model.version,
        "creationTime": model.creation_time,
        "updateTime": model.update_time,
    }


def find(
    what: Findable,
    conditions: Mapping[str, Any],
    order: Sequence[str],
    *,
    limit: int,
    first: int = 0,
    query: Sequence[Term] = (),
    search: Search | None = None,
) -> list[bytes]:
    """Return the stored answers of one page."""
    asked, values = _asked(what, conditions, query, search)
    rows = records.fetch(
        (what, "find", asked.shape, tuple(order), first > 0),
        lambda: _page(asked, order, skip=first > 0),
        limit_=limit,
        first_=first,
        **values,
    )
    return [row[0] for row in rows]


def find_from(
    what: Findable,
    conditions: Mapping[str, Any],
    order: Sequence[str],
    position: Position,
    *,
    limit: int,
    first: int = 0,
    query: Sequence[Term] = (),
    search: Search | None = None,
) -> list[records.Row]:
    """Return the stored answers beyond a position, each followed by the keys of its own."""
    asked, values = _asked(what, conditions, query, search)
    return records.fetch(
        (what, "find from", asked.shape, tuple(order), first > 0, position.shape),
        lambda: _page(asked, order, skip=first > 0, position=position),
        limit_=limit,
        first_=first,
        **position.bound,
        **values,
    )


def count(
    what: Findable,
    conditions: Mapping[str, Any],
    query: Sequence[Term] = (),
    search: Search | None = None,
) -> int:
    """Count the rows that meet the conditions, by tallies as far as these tell."""
    if query or search is not None or not tallies.serve(what, conditions):
        return _counted(what, conditions, query, search)
    return sum(
        tallies.count(what, span)
        if span.tally
        else _counted(what, {**conditions, **span.conditions})
        for span in tallies.spans(conditions)
    )


def _counted(
    what: Findable,
    conditions: Mapping[str, Any],
    query: Sequence[Term] = (),
    search: Search | None = None,
) -> int:
    asked, values = _asked(what, conditions, query, search)
    count_all = peewee.fn.COUNT(peewee.SQL("*"))
    rows = records.fetch(
        (what, "count", asked.shape),
        lambda: _matching(asked, asked.rows(count_all), is_counted=True),
        **values,
    )
    return int(rows[0][0])


def get(what: Findable, id_: int) -> bytes | None:
    """Return the stored answer of one row of the entity."""
    row = records.fetch_one((what, "get"), lambda: _one(what), id=id_)
    return None if row is None else row[0]


def exists(model: Any, id_: int) -> bool:
    """Tell whether the entity has a row with this id."""
    rows = records.fetch(
        ("exists", model),
        lambda: records.select(model, model.id).where(model.id == bind("id")),
        id=id_,
    )
    return bool(rows)


def existing(model: Any, ids: Sequence[int]) -> set[int]:
    """Return which of these ids the entity has."""
    rows = records.fetch(
        ("existing", model),
        lambda: records.select(model, model.id).where(records.any_of(model.id, "ids")),
        ids=records.array(ids),
    )
    return {row[0] for row in rows}


class _Asked(NamedTuple):
    """What is asked of a resource; the shape is all of it that is not bound."""

    what: Findable
    conditions: tuple[tuple[str, Any], ...]
    query: Sequence[Term]
    search: Search | None
    shape: Any

    @property
    def selects(self) -> bool:
        """Tell whether an index, but those on columns with few values, selects rows."""
        what, few = self.what, _few(self.what)
        return (
            self.is_found
            or any(what.conditions[name].selects for name, _ in self.conditions)
            or any(querying.selects(term, what) and term.path not in few for term in self.query)
        )

    def rows(self, *columns: Any) -> Any:
        """Start the query of what is asked."""
        by_id = self.is_found or any(name == "ids" for name, _ in self.conditions)
        return records.select(self.what.model, *columns, by_id=by_id)

    @property
    def is_found(self) -> bool:
        """Tell whether a search has found the few rows that it can be about."""
        return self.search is not None and self.search.ids is not None

    def is_aside(self, key: Key) -> bool:
        """Tell whether an index on a key is better not walked: few rows are left to sort."""
        what = self.what
        if key.is_tie:
            return any(querying.has_many(term, what) for term in self.query)
        return (
            self.is_found
            # False: a flag that is not set, or a text that is not given, leaves many.
            or any(
                what.conditions[name].is_narrow
                for name, shape in self.conditions
                if shape is not False
            )
            or any(querying.is_narrow(term, what) for term in self.query)
        )

    def is_walked(self, order: Sequence[str]) -> bool:
        """Tell whether an index is walked in this order and rows are only left out on the way."""
        return (
            not self.query
            and self.search is None
            and len(order) <= 1
            and not any(self.what.conditions[name].selects for name, _ in self.conditions)
            and not any(key.field.null for key in keyset.keys(self.what, order))
        )


def _asked(
    what: Findable,
    conditions: Mapping[str, Any],
    query: Sequence[Term],
    search: Search | None = None,
) -> tuple[_Asked, dict[str, Any]]:
    """Split what is asked into what shapes the SQL and what is bound to it."""
    shapes = []
    values = {}
    for name, value in conditions.items():
        condition = what.conditions[name]
        shapes.append((name, condition.shape(value)))
        values[name] = condition.bound(value)
    asked = tuple(shapes)
    shape: Any = asked
    if query:
        values |= querying.bound(query, what)
        shape = shape, querying.shape(query, what)
    if search is not None:
        values |= search.bound
        shape = shape, search.shape
    return _Asked(what, asked, query, search, shape), values


def _few(what: Findable) -> dict[str, frozenset[str]]:
    """Return the fields that have few values, with the orders that their indexes serve."""
    return {
        _camel(name): condition.served_orders
        for name, condition in what.conditions.items()
        if condition.served_orders is not None
    }


def _matching(
    asked: _Asked, rows: Any, order: Sequence[str] = (), *, is_counted: bool = False
) -> Any:
    """Add what is asked, keeping indexes on columns with few values out of the way."""
    what, selects, few = asked.what, asked.selects, _few(asked.what)
    first = order[0].removeprefix("-") if order else "id"
    for name, shape in asked.conditions:
        condition = what.conditions[name]
        served = condition.served_orders
        is_aside = served is not None and (selects or shape != 1 or first not in served)
        rows = rows.where(condition.expression(name, shape, is_aside))

    def is_better_aside(term: Term) -> bool:
        served = few.get(term.path)
        is_one = term.operator == "equals"
        return served is not None and (selects or not is_one or first not in served)

    if asked.query:
        rows = rows.where(*querying.tests(asked.query, what, is_better_aside))
    if asked.search is not None:
        rows = rows.where(searching.test(asked.search, what, is_counted=is_counted))
    return rows


def _terms(keys: Sequence[Key], columns: Any, is_aside: Callable[[Key], bool]) -> list[Any]:
    """Return the terms of the order."""
    terms = []
    for key in keys:
        column = getattr(columns, key.field.name)
        # PostgreSQL's own habit; SQLite would have null less than any value.
        last, first = ("LAST", "FIRST") if key.field.null else (None, None)
        ordering = peewee.Desc if key.is_descending else peewee.Asc
        nulls = first if key.is_descending else last
        if is_aside(key):
            column = records.aside(column)
        terms.append(ordering(column, nulls=nulls))
    return terms


def _page(
    asked: _Asked, order: Sequence[str], *, skip: bool, position: Position | None = None
) -> Any:
    what, model, answers = asked.what, asked.what.model, asked.what.answers
    keys = keyset.keys(what, order)
    columns = [key.field for key in keys]
    walked = keys
    if answers is not model and position is None and not skip and asked.is_walked(order):
        # Nothing is sorted or skipped, so the answers can be fetched on the way.
        joined = asked.rows(answers.body).join(answers, on=(answers.id == model.id))
        rows = _matching(asked, joined, order)
        return rows.order_by(*_terms(keys, model, asked.is_aside)).limit(bind("limit_"))
    if answers is model:
        columns = [model.body, *(columns if position else ())]
    rows = _matching(asked, asked.rows(*columns), order)
    if position is not None:
        walked = position.walked(keys)
        if position.keys:
            rows = rows.where(keyset.beyond(keys, position, asked.is_aside))
    rows = rows.order_by(*_terms(walked, model, asked.is_aside)).limit(bind("limit_"))
    if skip:
        rows = rows.offset(bind("first_"))
    if answers is model:
        return rows
    page = rows.alias("page")
    shown = [getattr(page.c, key.field.name) for key in keys] if position else []
    bodies = answers.select(answers.body, *shown).join(page, on=(answers.id == page.c.id))
    return bodies.order_by(*_terms(walked, page.c, lambda _: False))


def _one(what: Findable) -> Any:
    answers = what.answers
    return records.select(answers, answers.body).where(answers.id == bind("id"))


def _is_any(column: Any, name: str, shape: Any) -> Expression:
    return column == bind(name) if shape == 1 else records.any_of(column, name)


def _one_or_array(values: Any) -> Any:
    if not isinstance(values, list):
        return values
    return values[0] if len(values) == 1 else records.array(values)


def _one_or_many(values: Any) -> int:
    return 2 if isinstance(values, list) and len(values) != 1 else 1


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)
