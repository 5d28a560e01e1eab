"""Parts of a transaction that are undone: rehearsals always, other work only if it fails."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from store import database, finding
from store.finding import Findable

T = TypeVar("T")

MAX_SHOWN = 1000


def rehearse(work: Callable[[], T]) -> T:
    """Do work and return its outcome; what it wrote is undone."""
    with database.noting(), database.session().database.savepoint() as savepoint:
        outcome = work()
        savepoint.rollback()
    return outcome


def written(kinds: Mapping[str, Findable]) -> dict[str, list[bytes]]:
    """Return the stored answers that the work has written so far and that are still there."""
    noted: Iterable[tuple[type, int]] = database.session().noted or ()
    found: dict[str, list[bytes]] = {}
    for name, what in kinds.items():
        table = what.body or what.model
        ids = [id_ for model, id_ in noted if model is table]
        bodies = [body for id_ in ids[:MAX_SHOWN] if (body := finding.get(what, id_)) is not None]
        if bodies:
            found[name] = bodies
    return found


@contextmanager
def apart() -> Iterator[None]:
    """Undo what the block wrote, and nothing else, if it raises."""
    with database.session().database.savepoint():
        yield
