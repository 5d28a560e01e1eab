"""Methods called by name without a server: as fast as the store, for tests that call thousands."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from handlers.method import Context, finished
from rpc import codec
from rpc.registry import methods
from schemas.problems import Fault, Refusal
from schemas.schema import Invalid
from store.database import Database


def call(name: str, request: dict[str, Any]) -> dict[str, Any]:
    """Call a method for the first entity and return its answer as a caller reads it."""
    method = methods()[name]
    loaded = method.request.load(codec.decode(codec.encode(request)))
    context = Context(now=datetime(2026, 1, 1, tzinfo=UTC), zone=UTC)
    answer = method.response.write(finished(method.function(loaded, context)))
    decoded = codec.decode(codec.encode(answer))
    assert isinstance(decoded, dict)
    return decoded


def tried(database: Database, name: str, request: dict[str, Any]) -> tuple[Any, list[str]]:
    """Call a method as a request does, all or nothing; return its answer, or the faults' codes.

    The answer is read back through its schema.
    """
    faults: list[Fault] = []
    try:
        with database.peewee.atomic():
            answer = call(name, request)
            methods()[name].response.read(dict(answer), "", faults)
            assert not faults
            return answer, []
    except (Refusal, Invalid) as refused:
        return None, [fault.code for fault in refused.faults]


@contextmanager
def entity(database: Database) -> Iterator[None]:
    """Let calls inside of the block work for the first entity, in one transaction."""
    with database.transaction(1):
        yield


def open_shop() -> int:
    """Make what invoices need, and return the id of a customer."""
    tax_class = call("commerce.tax-classes.create", {"taxClass": {"code": "VAT"}})
    area = {"countries": ["GB"], "rates": {str(tax_class["id"]): 19}}
    call("commerce.tax-areas.create", {"taxArea": area})
    return int(call("commerce.customers.create", {"customer": {"lastName": "Holmes"}})["id"])
