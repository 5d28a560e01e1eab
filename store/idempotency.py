"""Calls that were made with an idempotency key: each has its effect once.

The key is claimed before the call does anything, in the same transaction: of two equal calls at
once the second waits for the first, and finds its answer. A call that fails takes its claim with
it.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from store import records
from store.database import bind
from store.models import Idempotency

# Clients are promised a day; clocks may be wrong by another.
KEPT = timedelta(days=2)
MAX_FORGOTTEN = 10_000


class Scope(NamedTuple):
    """Where a key is one: an access key's calls of a method, of an entity."""

    account: int
    method: str
    key: str


class Earlier(NamedTuple):
    """A call that was answered: what its request said, and the answer."""

    digest: str
    answer: bytes


def claim(scope: Scope, digest: str, now: datetime) -> int | Earlier:
    """Claim a key and return the claim's id, or return the call that has it."""
    values = {**scope._asdict(), "digest": digest, "answer": b"", "creation_time": now}
    id_ = records.insert_if_new(Idempotency, values)
    if id_ is not None:
        return id_
    row = records.fetch_one(
        "earlier call",
        lambda: records.select(Idempotency, Idempotency.digest, Idempotency.answer).where(
            (Idempotency.account == bind("account"))
            & (Idempotency.method == bind("method"))
            & (Idempotency.key == bind("key"))
        ),
        **scope._asdict(),
    )
    if row is None:  # it was old, and is forgotten since
        return claim(scope, digest, now)
    return Earlier(row[0], bytes(row[1]))


def keep(id_: int, answer: bytes) -> None:
    """Keep the answer of the call that claimed a key."""
    records.update(Idempotency, id_, {"answer": answer})


def has_old(now: datetime) -> bool:
    """Tell whether there are calls to forget."""
    return bool(
        records.fetch(
            "has old calls",
            lambda: records.select(Idempotency, Idempotency.id).where(_is_old()).limit(1),
            before=now - KEPT,
        )
    )


def forget_old(now: datetime) -> int:
    """Forget the calls that were kept long enough, the oldest first, and return their number."""
    rows = records.fetch(
        "old calls",
        lambda: (
            records.select(Idempotency, Idempotency.id)
            .where(_is_old())
            .order_by(Idempotency.creation_time)
            .limit(MAX_FORGOTTEN)
        ),
        before=now - KEPT,
    )
    return records.delete(Idempotency, Idempotency.id, [row[0] for row in rows])


def _is_old() -> object:
    return Idempotency.creation_time < bind("before", Idempotency.creation_time)
