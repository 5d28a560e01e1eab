"""The requests and answers that every resource has: find, get, count, update, delete.

`find(...)` and its siblings make a schema class for a resource, so that a resource declares
only what is its own: its conditions, its order keys and its object.

A page is cut by `first`, a number of rows to skip, or begins where a `cursor` of another answer
points; then, or if the total is asked for, the answer has `pagination`.
"""

from collections.abc import Iterable
from typing import Any

from schemas import problems
from schemas.fields import (
    Boolean,
    Field,
    Integer,
    List,
    Nested,
    String,
    identifier,
    not_allowed,
)
from schemas.problems import Fault
from schemas.queries import Query
from schemas.schema import Schema

MAX_IDS = 1000
MAX_PAGE = 1000
DEFAULT_PAGE = 100
MAX_FIELD_NAME = 64
# The keys of an order can be long texts, and whatever cursor was answered must be taken back.
MAX_CURSOR = 4000
MAX_SEARCH = 200


class Names(List):
    """Names out of a list of allowed ones: `fields` and `order`."""

    def __init__(self, allowed: Iterable[str], **options: Any) -> None:
        """Declare the allowed names."""
        self.allowed = list(allowed)
        most = len(self.allowed)
        super().__init__(String(0, MAX_FIELD_NAME), most=most, **options)
        self._known = frozenset(self.allowed)

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if self._is_right(value):
            return value
        names = super()._check(value, at, faults)
        for i, name in enumerate(names or ()):
            if name is not None and name not in self._known:
                here = f"{at}{self.pointer}/{i}"
                faults.append(not_allowed(self.inner, name, here, self.allowed))
        return names

    def _is_right(self, value: Any) -> bool:
        """Tell at once, as for most, whether these are allowed names, none of them twice."""
        try:
            return type(value) is list and len(self._known.intersection(value)) == len(value)
        except TypeError:  # an element that can not be a name
            return False


class Order(Names):
    """Sort keys, each ascending or, with a leading minus, descending; none of them twice."""

    def __init__(self, *keys: str, default: tuple[str, ...] = ()) -> None:
        """Declare the keys, and by which of them is sorted where none are sent."""
        super().__init__([sign + key for key in keys for sign in ("", "-")], default=default)
        self.keys = keys

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        names = super()._check(value, at, faults)
        if names and None not in names:
            bare = [name.removeprefix("-") for name in names]
            for i, name in enumerate(bare):
                if name in bare[:i]:
                    here = f"{at}{self.pointer}/{i}"
                    faults.append(self.inner.fault(problems.REPEATED, here, names[i], given=name))
        return names


class Asking(Schema):
    """What asks for objects by conditions; none at all are judged as an empty object is."""

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Let a resource that needs conditions refuse their absence."""
        if not read["conditions"]:
            conditions = self.fields["conditions"]
            assert isinstance(conditions, Nested)
            conditions.schema.combine({}, f"{at}/conditions", faults)


def finding(
    conditions: type[Schema],
    shown: Schema,
    *order: str,
    default_order: tuple[str, ...] = (),
    default_limit: int = DEFAULT_PAGE,
) -> type[Schema]:
    """Make the request of `find` for a resource."""

    class Find(Asking):
        """Which objects, which of their fields, in which order, and which page of them."""

        may_refuse = (
            problems.QUERY_FIELD,
            problems.QUERY_OPERATOR,
            problems.CURSOR_MALFORMED,
            problems.CURSOR_AND_FIRST,
        )

        def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
            """Refuse two ways to say where the page begins."""
            super().combine(read, at, faults)
            if "cursor" in read and read["first"]:
                faults.append(problems.CURSOR_AND_FIRST(f"{at}/first", value=read["first"]))

    Find._declared_fields = {  # noqa: SLF001 - how marshmallow's own from_dict does it
        "conditions": Nested(conditions(), default=dict),
        "query": Query(shown, default=tuple),
        "search": String(1, MAX_SEARCH, default=""),
        "fields_": _named("fields", Names(shown.names(), unique=problems.REPEATED, default=tuple)),
        "order": Order(*order, default=default_order),
        "limit": Integer(1, MAX_PAGE, default=default_limit),
        "first": Integer(0, default=0),
        "cursor": String(0, MAX_CURSOR, null=True),
        "include_total_count": Boolean(),
    }
    return Find


def getting(shown: Schema, **more: Field) -> type[Schema]:
    """Make the request of `get` for a resource, with more fields where it has some."""

    class Get(Schema):
        """Which object, and which of its fields."""

    Get._declared_fields = {  # noqa: SLF001 - how marshmallow's own from_dict does it
        "id": identifier(required=True),
        "fields_": _named("fields", Names(shown.names(), unique=problems.REPEATED, default=tuple)),
        **more,
    }
    return Get


def counting(conditions: type[Schema], shown: Schema) -> type[Schema]:
    """Make the request of `count` for a resource."""

    class Count(Asking):
        """Which objects."""

        may_refuse = (problems.QUERY_FIELD, problems.QUERY_OPERATOR)

    Count._declared_fields = {  # noqa: SLF001 - how marshmallow's own from_dict does it
        "conditions": Nested(conditions(), default=dict),
        "query": Query(shown, default=tuple),
        "search": String(1, MAX_SEARCH, default=""),
    }
    return Count


def creating(name: str, new: Schema) -> type[Schema]:
    """Make the request of `create`: the object under its singular name."""
    return schema("Create", **{name: Nested(new, required=True)})


def updating(name: str, changes: Schema) -> type[Schema]:
    """Make the request of `update`: the id, the fields to change, and the version they had."""
    return schema(
        "Update",
        id=identifier(required=True),
        version=Integer(1),
        **{name: Nested(changes, required=True)},
    )


def rehearsable(request: type[Schema]) -> type[Schema]:
    """Give the request of a method that writes the field that asks for a dry run."""
    members = {"__doc__": request.__doc__, "__module__": request.__module__}
    made = type(request.__name__, (request,), {**members, "dry_run": Boolean(default=False)})
    assert issubclass(made, Schema)
    return made


def schema(name: str, **declared: Field) -> type[Schema]:
    """Make a schema class out of fields."""
    made = type(name, (Schema,), {"__doc__": f"{name} of a resource.", **declared})
    assert issubclass(made, Schema)
    return made


class Delete(Schema):
    """Which objects to delete."""

    ids = List(identifier(), required=True, most=MAX_IDS)


class Created(Schema):
    """The new object's id."""

    id = identifier(required=True)


class Counted(Schema):
    """How many there are."""

    count = Integer(0, required=True)


class Done(Schema):
    """Nothing but the status."""


class Pagination(Schema):
    """How many there are in all, -1 when not asked, and the cursors of the pages around this."""

    total = Integer(-1, required=True)
    next_cursor = String(1, MAX_CURSOR, null=True, required=True)
    prev_cursor = String(1, MAX_CURSOR, null=True, required=True)
    has_more = Boolean(required=True)


def found(name: str, shown: Schema) -> type[Schema]:
    """Make the answer of `find`: the list under its plural name, and where it stands if asked."""
    return schema(
        "Found",
        **{name: List(Nested(shown), most=MAX_PAGE, required=True)},
        pagination=Nested(Pagination()),
    )


def got(name: str, shown: Schema) -> type[Schema]:
    """Make the answer of `get`: the object under its singular name, or null."""
    return schema("Got", **{name: Nested(shown, null=True, required=True)})


def _named(wire_name: str, field: Field) -> Field:
    """Give a field a wire name that its attribute can not have."""
    field.data_key = wire_name
    return field
