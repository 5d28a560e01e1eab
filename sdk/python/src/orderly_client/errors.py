"""What a call may raise.

    OrderlyError
    ├── Refused          the server has read the request and does not do it
    └── Failed           there is no answer of a method: an HTTP status, or none at all
        └── Unavailable  and trying again did not help

What was refused has left nothing behind. After `Unavailable` nobody knows; a later call with its
`idempotency_key` finds out, and does what was not done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

MAX_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request; `path` is a JSON pointer into it."""

    field: str
    type: str
    description: str
    code: str
    path: str
    value: Any = None
    allowed: Any = None

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """Read a fault as the server tells it, and pass over what later servers add."""
        return cls(
            told["field"],
            told["type"],
            told["description"],
            told["code"],
            told["path"],
            told.get("value"),
            told.get("allowed"),
        )

    def __str__(self) -> str:
        return f"{self.description} ({self.path})" if self.path else self.description


class OrderlyError(Exception):
    """Whatever this package raises about a call, but for mistakes in calling it."""


class Refused(OrderlyError):  # noqa: N818 - an answer, not a defect
    """The request is at fault; `errors` tells everything that is wrong with it."""

    def __init__(self, errors: Sequence[Fault], call: int | None = None) -> None:
        """Take all faults; `call` is the index of the one that an atomic batch failed by."""
        super().__init__(errors, call)
        self.errors = tuple(errors)
        self.call = call

    @property
    def error(self) -> Fault:
        """Return the first fault."""
        return self.errors[0]

    def __str__(self) -> str:
        told = [str(fault) for fault in self.errors[:MAX_SHOWN]]
        if more := len(self.errors) - len(told):
            told.append(f"and {more} more")
        return "; ".join(told)


class Failed(OrderlyError):  # noqa: N818 - the same
    """The request did not reach a method; `status` is HTTP's, None if no answer came."""

    def __init__(
        self,
        description: str,
        status: int | None = None,
        errors: Sequence[Fault] = (),
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Take what is known; the request's id is what the server's log has too."""
        super().__init__(description, status, errors, request_id, idempotency_key)
        self.status = status
        self.errors = tuple(errors)
        self.request_id = request_id
        self.idempotency_key = idempotency_key

    def __str__(self) -> str:
        return str(self.args[0])


class Unavailable(Failed):
    """The server was away or busy each time; repeat the call later with this idempotency key."""
