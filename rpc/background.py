"""What the server does by itself, at its own pace: a task beside the requests.

Every `background_seconds` it looks what is due, entity by entity, and does it one order at a time,
each in a transaction of its own, so that requests hardly wait for it. A round is bounded; what is
left comes in the next one. Nothing is remembered between rounds: what is due stands in the
database, so that a round that fails, or a server that dies, is made up for by the next, whosever.
"""

import asyncio
import contextlib
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from handlers.duties import DUTIES, Duty
from handlers.method import Context
from rpc import log
from rpc.dispatch import utc_now, zone_of_entity
from schemas.fields import time_zone
from schemas.problems import Refusal
from store import entities, idempotency
from store.database import Database, TooLong, Unavailable

T = TypeVar("T")

# How many orders of an entity a round does a duty for.
MAX_A_ROUND = 500


class Background:
    """Does what is due on a database."""

    def __init__(
        self, database: Database, seconds: int = 0, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database = database
        self._seconds = seconds
        self._clock = clock
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._log = log.logger()

    def start(self) -> None:
        """Start with the first round, if there are to be any."""
        if self._seconds:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Wait for what is being done, and begin nothing new."""
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                done = await self.round()
            except (Unavailable, TimeoutError) as error:
                self._log.warning("background round failed", reason=str(error))
            except Exception:  # noqa: BLE001 - the next round must come, whatever this one met
                self._log.exception("background round failed")
            else:
                if done:
                    self._log.info("background round", done=done)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._seconds)

    async def round(self) -> Mapping[str, int]:
        """Do what is due now, within limits, and return how often what was done."""
        done: Counter[str] = Counter()
        database = self._database
        for entity in await database.read(0, lambda: entities.ids(database)):
            for duty in DUTIES:
                done += await self._do_all(duty, entity)
            done["calls forgotten"] += await self._forget_old_calls(entity)
            # SQLite reads without giving way to anybody.
            await asyncio.sleep(0)
        return +done

    async def _forget_old_calls(self, entity: int) -> int:
        """Forget calls whose idempotency keys were kept long enough."""
        now = self._clock()
        if not await self._database.read(entity, lambda: idempotency.has_old(now)):
            return 0
        return await self._database.write(entity, lambda: idempotency.forget_old(now))

    async def _do_all(self, duty: Duty, entity: int) -> Counter[str]:
        """Do a duty for an entity until nothing is due, or there was enough for a round.

        An order can be due again at once: a standing order, if several of its dates were missed.
        """
        done: Counter[str] = Counter()
        left: set[int] = set()
        tried = 0
        while tried < MAX_A_ROUND:
            listed = await self._database.read(entity, lambda: self._due(duty))
            due = [id_ for id_ in listed if id_ not in left][: MAX_A_ROUND - tried]
            if not due:
                break
            tried += len(due)
            for id_ in due:
                if self._stopping.is_set():
                    return done
                outcome = await self._do(duty, entity, id_)
                if outcome is None:
                    left.add(id_)
                else:
                    done[outcome] += 1
        return done

    def _due(self, duty: Duty) -> list[int]:
        return duty.due(self._context(), MAX_A_ROUND)

    async def _do(self, duty: Duty, entity: int, id_: int) -> str | None:
        """Do a duty for an order and return what was done, if anything."""
        about = {"duty": duty.name, "entity": entity, "order": id_}
        try:
            return await self._write(entity, lambda context: duty.do(id_, context))
        except Refusal as refusal:
            error = str(refusal)
            self._log.warning("duty refused", code=refusal.faults[0].code, **about)
        except (TooLong, TimeoutError) as busy:
            # It may be the load of the moment: this one waits, and others have their turn.
            self._log.warning("duty took too long", reason=str(busy), **about)
            return None
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 - logged, and told without the inside, as a request's is
            request_id = secrets.token_hex(8)
            error = f"Internal error, request {request_id}"
            self._log.exception("duty failed", request_id=request_id, **about)
        try:
            return await self._write(entity, lambda context: duty.fail(id_, error, context))
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 - this order can not even be told of; others can
            self._log.exception("duty failed", **about)
            return None

    async def _write(self, entity: int, work: Callable[[Context], T]) -> T:
        return await self._database.write(entity, lambda: work(self._context()))

    def _context(self) -> Context:
        return own_context(self._clock())


def own_context(now: datetime) -> Context:
    """Return the context of work for the session's entity, and print times as it does."""
    zone = zone_of_entity()
    time_zone.set(zone)
    return Context(now=now, zone=zone, key="background")
