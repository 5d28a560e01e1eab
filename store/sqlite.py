"""SQLite: one file, one server process, one writer.

Why reads run on the event loop: they take microseconds, and threads only queue for the
interpreter lock. A read that outlives `LOOP_SECONDS` is interrupted and starts again in a reader
thread, so that a long one never stalls the others.

Why one writer thread: SQLite has one writer at a time whatever we do. It runs whatever waits, each
in its own savepoint, and commits all together: one fsync for many.
"""

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NoReturn, Self, TypeVar, cast

import peewee

from store import texts
from store.database import (
    MAX_WAITING,
    STATEMENT_SECONDS,
    WORK_SECONDS,
    Database,
    NotUnique,
    T,
    TooLong,
    Unavailable,
    Work,
    in_session,
)
from store.memory import Memory

U = TypeVar("U")

# Whoever takes longer than this at once is begun anew where others need not wait for so long.
AT_ONCE_SECONDS = 0.005
LOOP_SECONDS = 0.02
PROGRESS_STEPS = 2000
READER_THREADS = 2
MAX_GROUP = 64
# 16 MiB of the log are written before they are moved to where they belong.
CHECKPOINT_PAGES = 2000

_NEVER = float("inf")


class _Sqlite(peewee.SqliteDatabase):
    """SQLite whose statements can be interrupted when their time is up."""

    deadlines = threading.local()

    def _add_conn_hooks(self, conn: sqlite3.Connection) -> None:
        super()._add_conn_hooks(conn)  # type: ignore[misc] # the stubs leave it out
        deadlines = self.deadlines
        clock = time.monotonic

        def is_over() -> bool:
            return clock() > getattr(deadlines, "value", _NEVER)

        conn.set_progress_handler(is_over, PROGRESS_STEPS)
        texts.add_functions(conn)


class _Within:
    """End statements of this thread when the time is up."""

    __slots__ = ("_seconds",)

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> Self:
        self.renew()
        return self

    def renew(self) -> None:
        """Begin to count anew."""
        _Sqlite.deadlines.value = time.monotonic() + self._seconds

    def __exit__(self, *_: object) -> None:
        _Sqlite.deadlines.value = _NEVER


@dataclass(slots=True)
class _Job:
    entity: int
    work: Work[Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class Sqlite(Database):
    """One file, one server process, one writer."""

    dialect = "sqlite"
    can_read_at_once = True

    def __init__(self, path: str, *, work_seconds: int = WORK_SECONDS) -> None:
        pragmas = {
            # Two stored answers fit a page. Larger pages are read no faster and written slower,
            # since a savepoint copies each one that changes. To be said before the first table.
            "page_size": 8192,
            "journal_mode": "wal",
            "synchronous": "full",
            "foreign_keys": 1,
            "busy_timeout": int(STATEMENT_SECONDS * 1000),
            "cache_size": -64_000,
            "mmap_size": 1 << 30,
            "wal_autocheckpoint": CHECKPOINT_PAGES,
            "temp_store": "memory",
        }
        super().__init__(_Sqlite(path, pragmas=pragmas, check_same_thread=False), work_seconds)
        self._queue: queue.Queue[_Job | None] = queue.Queue()
        self._readers: ThreadPoolExecutor | None = None
        self._writer: threading.Thread | None = None
        self._has_snapshot = False

    async def start(self) -> None:
        """Start the writer and the readers."""
        self._readers = ThreadPoolExecutor(READER_THREADS, "orderly-reader")
        loop = asyncio.get_running_loop()
        self._writer = threading.Thread(
            target=self._write_all, args=(loop,), name="orderly-writer", daemon=True
        )
        self._writer.start()

    async def stop(self) -> None:
        """Let the writer finish what waits, then close."""
        loop = asyncio.get_running_loop()
        if self._writer is not None:
            self._queue.put(None)
            await loop.run_in_executor(None, self._writer.join)
        if self._readers is not None:
            self._readers.shutdown(wait=True)
        self.close()

    def read_at_once(self, entity: int, work: Work[T], seconds: float = AT_ONCE_SECONDS) -> T:
        """Run a read on the event loop."""
        if not self._has_snapshot:
            self._open_snapshot()
        with in_session(self, entity), _Within(seconds):
            return work()

    async def read(self, entity: int, work: Work[T]) -> T:
        """Run a read on the event loop, or in a thread if it turns out to be long."""
        try:
            return self.read_at_once(entity, work, LOOP_SECONDS)
        except TooLong:
            return await self._in_reader(self._read_long, entity, work)

    async def read_together(self, entity: int, work: Work[Iterable[T]]) -> list[T]:
        """Run reads as one, on the event loop as long as that holds up nobody."""
        if not self._has_snapshot:
            self._open_snapshot()
        results = []
        # Of the processor: waiting for the readers' turns must not make it one more of them.
        limit = time.thread_time() + LOOP_SECONDS
        try:
            with in_session(self, entity), _Within(LOOP_SECONDS) as within:
                for result in work():
                    # Many short statements may take as long as a long one.
                    if time.thread_time() > limit:
                        raise TooLong  # noqa: TRY301 - as such a statement does
                    results.append(result)
                    within.renew()
            return results
        except TooLong:
            return await self._in_reader(self._read_long_together, entity, work)

    def _open_snapshot(self) -> None:
        """Let all reads of this turn of the event loop share one transaction.

        Beginning and ending one takes SQLite as long as a short query. It ends before the loop
        waits again, so that whoever was told of a write finds it.
        """
        connection = self.peewee.connection()
        if not connection.in_transaction:
            connection.execute("BEGIN")
        self._has_snapshot = True
        asyncio.get_running_loop().call_soon(self._close_snapshot)

    def _close_snapshot(self) -> None:
        self._has_snapshot = False
        self.peewee.connection().execute("COMMIT")

    async def _in_reader(self, run: Callable[[int, U], T], entity: int, work: U) -> T:
        assert self._readers is not None, "the database was started"
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self.work_seconds):
            return await loop.run_in_executor(self._readers, run, entity, work)

    def _read_long(self, entity: int, work: Work[T]) -> T:
        with in_session(self, entity), _Within(STATEMENT_SECONDS):
            return work()

    def _read_long_together(self, entity: int, work: Work[Iterable[T]]) -> list[T]:
        connection = self.peewee.connection()
        connection.execute("BEGIN")
        try:
            with in_session(self, entity), _Within(STATEMENT_SECONDS) as limit:
                results = []
                for result in work():
                    results.append(result)
                    limit.renew()
                return results
        finally:
            connection.execute("COMMIT")

    async def write(self, entity: int, work: Work[T]) -> T:
        """Hand the work to the writer and wait until it is on the disk."""
        if self._queue.qsize() >= MAX_WAITING:
            raise Unavailable
        job = _Job(entity, work, asyncio.get_running_loop().create_future())
        self._queue.put(job)
        async with asyncio.timeout(self.work_seconds):
            return cast("T", await job.future)

    def _write_all(self, loop: asyncio.AbstractEventLoop) -> None:
        """Run jobs in groups until the end: this is the writer thread."""
        while (job := self._queue.get()) is not None:
            group: list[_Job] = []
            is_last = False
            try:
                is_last = self._run_group(job, group)
            except BaseException as error:  # noqa: BLE001 - told to each caller below
                self._roll_back()
                for member in group:
                    member.error = member.error or _unavailable(error)
            loop.call_soon_threadsafe(_deliver, group)
            if is_last:
                break
        self.close()

    def _run_group(self, first: _Job, group: list[_Job]) -> bool:
        """Run the first job and what waits behind it in one transaction; tell whether to end."""
        group.append(first)
        self.peewee.execute_sql("BEGIN IMMEDIATE")
        memory = Memory()
        self._run_job(first, memory)
        is_last = False
        while len(group) < MAX_GROUP:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None:
                is_last = True
                break
            group.append(job)
            self._run_job(job, memory)
        self.peewee.execute_sql("COMMIT")
        return is_last

    def _run_job(self, job: _Job, memory: Memory) -> None:
        """Run one job in its savepoint: refused or failed, it takes nothing with it."""
        if job.future.cancelled():
            return
        connection = self.peewee.connection()
        connection.execute("SAVEPOINT job")
        try:
            with in_session(self, job.entity, memory), _Within(STATEMENT_SECONDS):
                job.result = job.work()
        except BaseException as error:
            # A full disk makes SQLite roll back everything: then the whole group has failed.
            if not connection.in_transaction:
                raise
            connection.execute("ROLLBACK TO job")
            job.error = error
        connection.execute("RELEASE job")

    def in_transaction(self) -> bool:
        """Tell whether this thread's connection is inside of a transaction."""
        return bool(self.peewee.connection().in_transaction)

    def _roll_back(self) -> None:
        connection = self.peewee.connection()
        if connection.in_transaction:
            connection.rollback()

    def _translate(self, error: Exception) -> NoReturn:
        text = str(error)
        if isinstance(error, peewee.IntegrityError | sqlite3.IntegrityError):
            if "UNIQUE" in text:
                raise NotUnique(text) from error
        elif isinstance(error, peewee.OperationalError | sqlite3.OperationalError):
            if "interrupted" in text:
                raise TooLong from error
            raise Unavailable(text) from error
        raise error


def _unavailable(error: BaseException) -> BaseException:
    """Say that a whole group failed; a bug stays a bug."""
    if isinstance(error, peewee.OperationalError | sqlite3.OperationalError):
        return Unavailable(str(error))
    return error


def _deliver(group: list[_Job]) -> None:
    for job in group:
        if job.future.done():
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)
