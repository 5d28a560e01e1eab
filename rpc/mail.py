"""The postman: a task beside the requests that delivers stored e-mails.

It looks every `background_seconds`, and at once where an e-mail was just stored. It is apart from
the rounds of `rpc.background`, because a mail server may take its time. All that it knows stands in
the database: any number of servers may deliver, and each e-mail is claimed by one of them.
"""

import asyncio
import contextlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from aiosmtplib import SMTPException

from handlers import attaching, delivery
from handlers.delivery import ANSWER_SECONDS, TAKE_SECONDS, Job
from handlers.method import Context, Unfinished
from rpc import log, smtp
from rpc.background import Background, own_context
from rpc.dispatch import utc_now
from rpc.smtp import File, Mailbox, NotNow, Refused
from rpc.workshop import Workshop
from schemas.problems import Refusal
from store import entities, mails
from store.database import Database, Unavailable

T = TypeVar("T")

# How many e-mails are delivered at a time, and how many of an entity in a round.
MAX_AT_ONCE = 8
MAX_A_ROUND = 500
# How often what was delivered is tried to be recorded while the database is away.
RECORD_ATTEMPTS = 6
RECORD_SECONDS = 1
# What is being delivered is waited for so long when the server stops.
STOP_SECONDS = 3


class Postman:
    """Delivers what is due on a database; without a mailbox it does nothing."""

    def __init__(
        self,
        database: Database,
        mailbox: Mailbox | None,
        seconds: int = 0,
        clock: Callable[[], datetime] = utc_now,
        workshop: Workshop | None = None,
    ) -> None:
        self._database = database
        self._mailbox = mailbox
        self._seconds = seconds
        self._clock = clock
        self._workshop = workshop or Workshop()
        self._wanted: set[int] = set()
        self._woken = asyncio.Event()
        self._is_stopping = False
        self._task: asyncio.Task[None] | None = None
        self._log = log.logger()

    def start(self) -> None:
        """Start with the first round, if there are to be any."""
        if self._seconds and self._mailbox is not None:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Wait a moment for what is being delivered, and begin nothing new.

        What is not done by then is left: its claim ends, and another server sees to it.
        """
        self._is_stopping = True
        self._woken.set()
        if self._task is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._task, STOP_SECONDS)

    def wake(self, entity: int) -> None:
        """Deliver an entity's e-mails at once."""
        self._wanted.add(entity)
        self._woken.set()

    async def _run(self) -> None:
        wanted: set[int] | None = None
        while not self._is_stopping:
            try:
                done = await self.round(wanted)
            except (Unavailable, TimeoutError) as error:
                self._log.warning("mail round failed", reason=str(error))
            except Exception:  # noqa: BLE001 - the next round must come, whatever this one met
                self._log.exception("mail round failed")
            else:
                if done:
                    self._log.info("mail round", done=done)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._seconds)
            # Without having been woken it looks at all entities.
            wanted = set(self._wanted) if self._woken.is_set() else None
            self._woken.clear()
            self._wanted.clear()

    async def round(self, wanted: Iterable[int] | None = None) -> Mapping[str, int]:
        """Deliver what is due now, within limits, and return what became of how many."""
        done: Counter[str] = Counter()
        if self._mailbox is None:
            return done
        if wanted is None:
            wanted = await self._database.read(0, lambda: entities.ids(self._database))
        for entity in wanted:
            done += await self._deliver_all(entity, self._mailbox)
        return done

    async def _deliver_all(self, entity: int, mailbox: Mailbox) -> Counter[str]:
        """Deliver what is due of an entity, several at a time, each as soon as there is room."""
        done: Counter[str] = Counter()
        running: set[asyncio.Task[str]] = set()
        claimed = 0
        try:
            while True:
                room = min(MAX_AT_ONCE - len(running), MAX_A_ROUND - claimed)
                jobs, unknown = await self._claim(entity, room)
                done += Counter(unknown=unknown)
                claimed += len(jobs) + unknown
                running |= {asyncio.create_task(self._deliver(entity, j, mailbox)) for j in jobs}
                if not running and not unknown:
                    return done
                if not running:
                    continue
                finished, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                done += Counter(task.result() for task in finished)
        finally:
            for task in running:
                task.cancel()

    async def _claim(self, entity: int, room: int) -> tuple[list[Job], int]:
        """Claim what is due; only what is there is worth a write."""
        if room <= 0 or self._is_stopping:
            return [], 0
        now = self._clock()
        if not await self._database.read(entity, lambda: mails.has_due(now)):
            return [], 0
        return await self._write(entity, lambda context: delivery.claim(context, room))

    async def _deliver(self, entity: int, job: Job, mailbox: Mailbox) -> str:
        """Deliver an e-mail and record what became of it."""
        about = {"entity": entity, "mail": job.id, "attempt": job.attempt}
        is_ended = False

        async def end() -> bool:
            nonlocal is_ended
            limit.reschedule(asyncio.get_running_loop().time() + ANSWER_SECONDS)
            is_ended = await self._write(entity, lambda context: delivery.hand_over(job, context))
            return is_ended

        try:
            files = await self._files(entity, job)
            letter = smtp.envelope(job.mail, job.content, files)
            async with asyncio.timeout(TAKE_SECONDS) as limit:
                refused = await mailbox.deliver(letter, end)
        except Refusal as refusal:
            self._log.warning("mail not made", code=refusal.faults[0].code, **about)
            return await self._record(entity, delivery.failed, job, str(refusal))
        except Refused as error:
            self._log.warning("mail refused", code=str(error)[:3], **about)
            return await self._record(entity, delivery.failed, job, str(error))
        except NotNow as error:
            self._log.warning("mail not taken", code=str(error)[:3], **about)
            return await self._record(entity, delivery.put_off, job, str(error))
        except smtp.Overtaken:
            return "overtaken"
        except (SMTPException, OSError, TimeoutError, Unavailable) as error:
            told = smtp.one_line(f"{type(error).__name__}: {error}")
            self._log.warning("mail not delivered", reason=type(error).__name__, **about)
        except Exception:  # noqa: BLE001 - logged, and told without the inside, as a request's is
            request_id = secrets.token_hex(8)
            told = f"Internal error, request {request_id}"
            self._log.exception("mail not delivered", request_id=request_id, **about)
        else:
            return await self._record(entity, delivery.sent, job, refused)
        outcome = delivery.unknown if is_ended else delivery.put_off
        return await self._record(entity, outcome, job, told)

    async def _files(self, entity: int, job: Job) -> list[File]:
        """Return what is attached; it is made beside all else, because that takes a while."""
        if job.mail["attach"] == "None":
            return []
        document = job.content["document"]
        begun = await self._database.read(
            entity, lambda: attaching.begin(document, own_context(self._clock()))
        )
        if isinstance(begun, Unfinished):
            made = await self._workshop.run(begun.work)
            end = begun.end
            begun = await self._database.write(entity, lambda: end(made))
        return [(begun.name, attaching.CONTENT_TYPE, begun.content)]

    async def _record(
        self,
        entity: int,
        outcome: Callable[[Job, T, Context], str],
        job: Job,
        told: T,
    ) -> str:
        """Record what became of an e-mail, also if the database is away for a moment."""
        for attempt in range(1, RECORD_ATTEMPTS + 1):
            try:
                return await self._write(entity, lambda context: outcome(job, told, context))
            except (Unavailable, TimeoutError) as error:
                self._log.warning("mail not recorded", reason=str(error), mail=job.id)
            except Exception:  # noqa: BLE001 - other e-mails are on their way, and go on
                self._log.exception("mail not recorded", mail=job.id)
                break
            await asyncio.sleep(RECORD_SECONDS * attempt)
        return "not recorded"

    async def _write(self, entity: int, work: Callable[[Context], T]) -> T:
        return await self._database.write(entity, lambda: work(own_context(self._clock())))


async def once(database: Database, mailbox: Mailbox | None) -> Mapping[str, int]:
    """Do one round of everything on a database that nothing else uses in this process."""
    await database.start()
    try:
        done = Counter(await Background(database).round())
        mails_done = await Postman(database, mailbox).round()
        return done + Counter({f"mails {what}": count for what, count in mails_done.items()})
    finally:
        await database.stop()
