"""The request of `batch`: calls, each with its method, its request and its idempotency key."""

import re
from typing import Any

from schemas import problems
from schemas.fields import Boolean, Field, List, Nested, String
from schemas.problems import Fault
from schemas.schema import Schema

MAX_CALLS = 100
MAX_METHOD = 100
MAX_KEY = 255

_KEY = re.compile(rf"[\x20-\x7e]{{1,{MAX_KEY}}}")


class IdempotencyKey(Field):
    """1…255 printable ASCII characters, bare or quoted: `"a"` is `a`."""

    type_name = "a string"

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        key = bare_key(value)
        if key is None:
            faults.append(malformed_key(value, f"{at}{self.pointer}"))
        return key


def bare_key(value: Any) -> str | None:
    """Return an idempotency key without the quotes that it may have; None if it is none."""
    key = value.strip() if type(value) is str else ""
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = re.sub(r"\\(.)", r"\1", key[1:-1])
    return key if _KEY.fullmatch(key) else None


def malformed_key(value: Any, path: str) -> Fault:
    """Make the fault of what is no idempotency key."""
    given = problems.short(value)
    return problems.IDEMPOTENCY_KEY_MALFORMED(path, value=given, given=given, most=MAX_KEY)


class Anything(Field):
    """The request of a call: an object that the schema of its method reads."""

    type_name = "an object"

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        return value if type(value) is dict else self.wrong_type(value, at, faults)


class Call(Schema):
    """A call of a batch; a method that needs nothing needs no request."""

    method = String(1, MAX_METHOD, required=True)
    request = Anything(null=True)
    idempotency_key = IdempotencyKey()


class Batch(Schema):
    """Calls that are run in their order: each for itself, or all or nothing."""

    calls = List(Nested(Call()), required=True, least=1, most=MAX_CALLS)
    atomic = Boolean(default=False)
    dry_run = Boolean(default=False)


BATCH = Batch()
