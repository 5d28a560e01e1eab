"""How a function becomes a method of the API: one decorator, and the context it is given."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple, TypeVar

from schemas.problems import Problem
from schemas.schema import Schema

Handler = Callable[[dict[str, Any], "Context"], Mapping[str, Any]]
F = TypeVar("F", bound=Handler)


class Context(NamedTuple):
    """What the outside world contributes to a request."""

    now: datetime
    zone: tzinfo
    key: str = ""

    @property
    def today(self) -> date:
        """Return the date in the entity's zone."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Method:
    """A declared method: nothing is callable that is not."""

    name: str
    request: Schema
    response: Schema
    problems: tuple[Problem, ...]
    writes: bool
    function: Handler = field(repr=False)

    @property
    def description(self) -> str:
        """Return what the method does, for its documentation."""
        return inspect.cleandoc(self.function.__doc__ or "")


def method(
    name: str,
    *,
    request: type[Schema],
    response: type[Schema],
    problems: tuple[Problem, ...] = (),
    writes: bool = False,
) -> Callable[[F], F]:
    """Declare a function as the method `name`, with its schemas and what it may refuse.

    Raising a refusal undoes everything that the function did; returning keeps it. A method that
    writes runs in one transaction.
    """

    def declare(function: F) -> F:
        function.method = Method(  # type: ignore[attr-defined] # what the registry collects
            name, request(), response(), (*problems, *request.may_refuse), writes, function
        )
        return function

    return declare
