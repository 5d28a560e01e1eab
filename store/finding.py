"""Finding and counting: conditions, order and page become one statement, compiled once a shape.

A resource declares which conditions and order keys it has. A call's shape is the set of
conditions it uses, its order and its paging; the values are bound. Ties are broken by id,
ascending, and null is more than any value. The page is cut before the stored answers are
fetched, so that a deep page walks the narrow rows only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import peewee

from store import records
from store.database import bind, session
from store.models import Label, Owned

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
        lambda name, shape, is_aside: _is_any(_aside(column) if is_aside else column, name, shape),
        _one_or_array,
        _one_or_many,
        frozenset(("id", *orders)),
        selects=False,
    )


def contains(column: peewee.Field) -> Condition:
    """Test for a part of a folded text, whatever its case."""
    return Condition(lambda name, *_: _position(column, bind(name)) > 0, fold)


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

    def __hash__(self) -> int:
        """Stand for the resource in the shape of a statement."""
        return id(self)


def find(
    what: Findable,
    conditions: Mapping[str, Any],
    order: Sequence[str],
    *,
    limit: int,
    first: int = 0,
) -> list[bytes]:
    """Return the stored answers of one page."""
    shapes, values = _bound(what, conditions)
    rows = records.fetch(
        (what, "find", shapes, tuple(order), first > 0),
        lambda: _page(what, shapes, order, skip=first > 0),
        limit_=limit,
        first_=first,
        **values,
    )
    return [row[0] for row in rows]


def count(what: Findable, conditions: Mapping[str, Any]) -> int:
    """Count the rows that meet the conditions."""
    shapes, values = _bound(what, conditions)
    count_all = peewee.fn.COUNT(peewee.SQL("*"))
    rows = records.fetch(
        (what, "count", shapes),
        lambda: _matching(what, records.select(what.model, count_all), shapes),
        **values,
    )
    return int(rows[0][0])


def get(what: Findable, id_: int) -> bytes | None:
    """Return the stored answer of one row of the entity."""
    row = records.fetch_one((what, "get"), lambda: _one(what), id=id_)
    return None if row is None else row[0]


def existing(model: Any, ids: Sequence[int]) -> set[int]:
    """Return which of these ids the entity has."""
    rows = records.fetch(
        ("existing", model),
        lambda: records.select(model, model.id).where(records.any_of(model.id, "ids")),
        ids=records.array(ids),
    )
    return {row[0] for row in rows}


def fold(text: str) -> str:
    """Spell a text as it is compared when case does not matter."""
    return text.casefold()


def _bound(
    what: Findable, conditions: Mapping[str, Any]
) -> tuple[tuple[tuple[str, Any], ...], dict[str, Any]]:
    """Split conditions into what shapes the SQL and what is bound to it."""
    shapes = []
    values = {}
    for name, value in conditions.items():
        condition = what.conditions[name]
        shapes.append((name, condition.shape(value)))
        values[name] = condition.bound(value)
    return tuple(shapes), values


def _matching(
    what: Findable, query: Any, shapes: Sequence[tuple[str, Any]], order: Sequence[str] = ()
) -> Any:
    """Add the conditions, keeping indexes on columns with few values out of the way."""
    selects = any(what.conditions[name].selects for name, _ in shapes)
    first = order[0].removeprefix("-") if order else "id"
    for name, shape in shapes:
        condition = what.conditions[name]
        served = condition.served_orders
        is_aside = served is not None and (selects or shape != 1 or first not in served)
        query = query.where(condition.expression(name, shape, is_aside))
    return query


def _terms(
    what: Findable, order: Sequence[str], columns: Any, *, is_aside: bool = False
) -> list[Any]:
    """Return the terms of the order, ended by the id, since ties are broken by it."""
    terms = []
    for key in order:
        field = what.order[key.removeprefix("-")]
        column = getattr(columns, field.name)
        # PostgreSQL's own habit; SQLite would have null less than any value.
        last, first = ("LAST", "FIRST") if field.null else (None, None)
        ordering = peewee.Desc if key.startswith("-") else peewee.Asc
        nulls = first if key.startswith("-") else last
        terms.append(ordering(_aside(column) if is_aside else column, nulls=nulls))
    if not {"id", "-id"} & set(order):
        terms.append(columns.id)
    return terms


def _page(
    what: Findable, shapes: Sequence[tuple[str, Any]], order: Sequence[str], *, skip: bool
) -> Any:
    model = what.model
    keys = [what.order[key.removeprefix("-")] for key in order]
    columns = [model.id, *(key for key in keys if key is not model.id)]
    if what.body is None:
        columns = [model.body]
    query = _matching(what, records.select(model, *columns), shapes, order)
    is_narrow = any(what.conditions[name].is_narrow for name, _ in shapes)
    query = query.order_by(*_terms(what, order, model, is_aside=is_narrow)).limit(bind("limit_"))
    if skip:
        query = query.offset(bind("first_"))
    if what.body is None:
        return query
    page = query.alias("page")
    bodies = what.body.select(what.body.body).join(page, on=(what.body.id == page.c.id))
    return bodies.order_by(*_terms(what, order, page.c))


def _one(what: Findable) -> Any:
    model = what.model
    query = records.select(model, (what.body or model).body).where(model.id == bind("id"))
    return query if what.body is None else query.join(what.body, on=(what.body.id == model.id))


def _is_any(column: Any, name: str, shape: Any) -> Expression:
    return column == bind(name) if shape == 1 else records.any_of(column, name)


def _one_or_array(values: Any) -> Any:
    if not isinstance(values, list):
        return values
    return values[0] if len(values) == 1 else records.array(values)


def _one_or_many(values: Any) -> int:
    return 2 if isinstance(values, list) and len(values) != 1 else 1


def _aside(column: Any) -> Any:
    """Spell a column so that SQLite, which keeps no statistics, does not walk its index."""
    if session().database.dialect != "sqlite":
        return column
    return peewee.NodeList((peewee.SQL("+"), column))


def _position(text: Any, part: Any) -> Any:
    """Return where a text has a part, from 1; 0 if nowhere."""
    is_sqlite = session().database.dialect == "sqlite"
    return (peewee.fn.INSTR if is_sqlite else peewee.fn.STRPOS)(text, part)
