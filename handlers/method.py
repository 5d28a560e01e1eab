"""How a function becomes a method of the API: one decorator, and the context it is given."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any, Generic, NamedTuple, TypeVar

from schemas import requests
from schemas.problems import Problem
from schemas.schema import Schema

Answer = Mapping[str, Any]
Handler = Callable[[dict[str, Any], "Context"], "Answer | Unfinished[Answer]"]
T = TypeVar("T")
U = TypeVar("U")
F = TypeVar("F", bound=Handler)


class Context(NamedTuple):
    """What the outside world contributes to a request.

    `mail_from` is the address that e-mails come from, "" if it is the seller's; None: this server
    sends none.
    """

    now: datetime
    zone: tzinfo
    key: str = ""
    mail_from: str | None = None
    # How long a link to a file is valid.
    link_seconds: int = 0

    @property
    def today(self) -> date:
        """Return the date in the entity's zone."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Unfinished(Generic[T]):
    """What a method that only reads may return instead of its answer, if the rest takes long.

    `work` is done in a thread of its own, where it sees no database; what it made is given to
    `end`, which returns the answer and may write: that is a transaction of its own.
    """

    work: Callable[[], Any]
    end: Callable[[Any], T]

    def then(self, more: Callable[[T], U]) -> "Unfinished[U]":
        """Do more with the answer, in the transaction that ends it."""
        end = self.end
        return Unfinished(self.work, lambda made: more(end(made)))


def finished(answer: "T | Unfinished[T]") -> T:
    """Finish at once what a method returned: for whoever may take long and write."""
    return answer.end(answer.work()) if isinstance(answer, Unfinished) else answer


@dataclass(frozen=True, slots=True)
class Method:
    """A declared method: nothing is callable that is not."""

    name: str
    request: Schema
    response: Schema
    problems: tuple[Problem, ...]
    writes: bool
    function: Handler = field(repr=False)
    # Whether it leaves e-mails to be delivered at once.
    mails: bool = False

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
    mails: bool = False,
) -> Callable[[F], F]:
    """Declare a function as the method `name`, with its schemas and what it may refuse.

    Raising a refusal undoes everything that the function did; returning keeps it. A method that
    writes runs in one transaction, and can be rehearsed: its request has `dryRun` too.
    """
    asked = requests.rehearsable(request) if writes else request

    def declare(function: F) -> F:
        function.method = Method(  # type: ignore[attr-defined] # what the registry collects
            name, asked(), response(), (*problems, *request.may_refuse), writes, function, mails
        )
        return function

    return declare
