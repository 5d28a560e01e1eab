"""The database: opening it, and running work on it so that nothing is lost or left half-done.

What differs between SQLite and PostgreSQL lives here and nowhere else.

Why SQLite reads run on the event loop: they take microseconds, and threads only queue for the
interpreter lock. A read that outlives `LOOP_SECONDS` is interrupted and starts again in a reader
thread, so that a long one never stalls the others. Writes go to one writer thread, which runs
whatever waits, each in its own savepoint, and commits all together: one fsync for many.

Why PostgreSQL work runs in a few threads: there is a wire to wait for, and more threads than
that only contend. A transaction that loses a race is repeated a bounded number of times here,
in one place.
"""

import asyncio
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast
from urllib.parse import unquote, urlsplit

import peewee
import psycopg

T = TypeVar("T")
Work = Callable[[], T]

LOOP_SECONDS = 0.02
STATEMENT_SECONDS = 5.0
PROGRESS_STEPS = 2000
READER_THREADS = 2
POSTGRES_THREADS = 4
MAX_WAITING = 1000
MAX_GROUP = 64
MAX_ATTEMPTS = 5
MAX_STATEMENTS = 2000

log = logging.getLogger("orderly.store")


class Unavailable(Exception):  # noqa: N818 - a state, told to the caller as 503
    """The database can not do it now: it is away, full, busy or stopping. Nothing was kept."""


class TooLong(Unavailable):
    """A statement ran into its time limit."""


class NotUnique(Exception):  # noqa: N818 - answered by the handler that knows what it means
    """A row breaks a unique index, whose name or columns are told."""


@dataclass(frozen=True, slots=True)
class Bind:
    """A value that a compiled statement takes at each call."""

    name: str
    convert: Callable[[Any], Any] | None = None


def bind(name: str, field: peewee.Field | None = None) -> Any:
    """Stand for a value of the call, converted as the field stores it."""
    convert = field.db_value if field is not None else None
    # converter=False: peewee must not convert the placeholder itself.
    return peewee.Value(Bind(name, convert), converter=cast("Any", False), unpack=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL that was compiled once, and the values it takes."""

    sql: str
    binds: tuple[Any, ...]

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        """Return this call's parameters in their order."""
        return [
            bind
            if type(bind) is not Bind
            else bind.convert(values[bind.name])
            if bind.convert
            else values[bind.name]
            for bind in self.binds
        ]


@dataclass(frozen=True, slots=True)
class Session:
    """Whose rows the work on this thread may see, and whether it may write."""

    database: "Database"
    entity: int


_local = threading.local()


def session() -> Session:
    """Return the session of the work that runs on this thread."""
    current = getattr(_local, "session", None)
    assert current is not None, "the store is used outside of a session"
    return cast("Session", current)


@contextmanager
def _in_session(database: "Database", entity: int) -> Iterator[None]:
    before = getattr(_local, "session", None)
    _local.session = Session(database, entity)
    try:
        yield
    finally:
        _local.session = before


class Database:
    """What both databases have in common: compiled statements and sessions."""

    dialect = ""

    def __init__(self, connection: peewee.Database) -> None:
        self.peewee = connection
        self._statements: dict[Hashable, Statement] = {}

    def compiled(self, shape: Hashable, build: Callable[[], Any]) -> Statement:
        """Return the statement of this shape, compiling it at its first use."""
        statement = self._statements.get(shape)
        if statement is None:
            sql, binds = self.peewee.get_sql_context().sql(build()).query()
            statement = Statement(sql, tuple(binds))
            if len(self._statements) >= MAX_STATEMENTS:
                self._statements.clear()
            self._statements[shape] = statement
        return statement

    def execute(self, statement: Statement, values: Mapping[str, Any]) -> Any:
        """Run a statement on this thread's connection and return its cursor."""
        try:
            return self.peewee.execute_sql(statement.sql, statement.parameters(values))
        except peewee.PeeweeException as error:
            self._translate(error)

    def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run a query and return its rows; SQLite can run into its time limit at any of them."""
        try:
            return list(self.execute(statement, values).fetchall())
        except (sqlite3.Error, psycopg.Error) as error:
            self._translate(error)

    def execute_many(self, statement: Statement, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once a row."""
        try:
            cursor = self.peewee.connection().cursor()
            cursor.executemany(statement.sql, [statement.parameters(row) for row in rows])
        except (peewee.PeeweeException, sqlite3.Error, psycopg.Error) as error:
            self._translate(error)

    def in_transaction(self) -> bool:
        """Tell whether this thread's connection is inside of a transaction."""
        raise NotImplementedError  # each driver has its own word for it

    def _translate(self, error: Exception) -> NoReturn:
        raise NotImplementedError  # each database words its errors itself

    @contextmanager
    def transaction(self, entity: int) -> Iterator[None]:
        """Run the block as one transaction on this thread: for the command line and tests."""
        with _in_session(self, entity), self.peewee.atomic():
            yield

    async def start(self) -> None:
        """Open what requests need."""

    async def stop(self) -> None:
        """Finish what waits and close everything."""

    async def read(self, entity: int, work: Work[T]) -> T:
        """Run work that only reads."""
        raise NotImplementedError

    async def write(self, entity: int, work: Work[T]) -> T:
        """Run work that writes, as one transaction; it is durable when this returns."""
        raise NotImplementedError

    def close(self) -> None:
        """Close this thread's connection."""
        if not self.peewee.is_closed():
            self.peewee.close()


class _Sqlite(peewee.SqliteDatabase):
    """SQLite whose statements can be interrupted when their time is up."""

    deadlines = threading.local()

    def _add_conn_hooks(self, conn: sqlite3.Connection) -> None:
        super()._add_conn_hooks(conn)  # type: ignore[misc] # the stubs leave it out
        deadlines = self.deadlines
        clock = time.monotonic

        def is_over() -> bool:
            return clock() > getattr(deadlines, "value", float("inf"))

        conn.set_progress_handler(is_over, PROGRESS_STEPS)


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    _Sqlite.deadlines.value = time.monotonic() + seconds
    try:
        yield
    finally:
        _Sqlite.deadlines.value = float("inf")


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

    def __init__(self, path: str) -> None:
        pragmas = {
            "journal_mode": "wal",
            "synchronous": "full",
            "foreign_keys": 1,
            "busy_timeout": int(STATEMENT_SECONDS * 1000),
            "cache_size": -64_000,
            "mmap_size": 1 << 30,
            "temp_store": "memory",
        }
        super().__init__(_Sqlite(path, pragmas=pragmas, check_same_thread=False))
        self._queue: queue.Queue[_Job | None] = queue.Queue()
        self._readers: ThreadPoolExecutor | None = None
        self._writer: threading.Thread | None = None

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

    async def read(self, entity: int, work: Work[T]) -> T:
        """Run a read on the event loop, or in a thread if it turns out to be long."""
        try:
            with _in_session(self, entity), _within(LOOP_SECONDS):
                return work()
        except TooLong:
            assert self._readers is not None, "the database was started"
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._readers, self._read_long, entity, work)

    def _read_long(self, entity: int, work: Work[T]) -> T:
        with _in_session(self, entity), _within(STATEMENT_SECONDS):
            return work()

    async def write(self, entity: int, work: Work[T]) -> T:
        """Hand the work to the writer and wait until it is on the disk."""
        if self._queue.qsize() >= MAX_WAITING:
            raise Unavailable
        job = _Job(entity, work, asyncio.get_running_loop().create_future())
        self._queue.put(job)
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
        self._run_job(first)
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
            self._run_job(job)
        self.peewee.execute_sql("COMMIT")
        return is_last

    def _run_job(self, job: _Job) -> None:
        """Run one job in its savepoint: refused or failed, it takes nothing with it."""
        if job.future.cancelled():
            return
        self.peewee.execute_sql("SAVEPOINT job")
        try:
            with _in_session(self, job.entity), _within(STATEMENT_SECONDS):
                job.result = job.work()
        except BaseException as error:
            # A full disk makes SQLite roll back everything: then the whole group has failed.
            if not self.peewee.connection().in_transaction:
                raise
            self.peewee.execute_sql("ROLLBACK TO job")
            job.error = error
        self.peewee.execute_sql("RELEASE job")

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


class Postgres(Database):
    """One database, any number of server processes."""

    dialect = "postgresql"

    def __init__(self, url: str, *, threads: int = POSTGRES_THREADS) -> None:
        milliseconds = int(STATEMENT_SECONDS * 1000)
        super().__init__(
            peewee.PostgresqlDatabase(
                url,
                prefer_psycopg3=True,
                connect_timeout=int(STATEMENT_SECONDS),
                options=f"-c statement_timeout={milliseconds} -c timezone=UTC",
                application_name="orderly",
            )
        )
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None
        self._waiting = 0

    async def start(self) -> None:
        """Start the threads; each opens its connection at its first work."""
        self._pool = ThreadPoolExecutor(self._threads, "orderly-postgres")

    async def stop(self) -> None:
        """Finish what runs and close every connection."""
        if self._pool is not None:
            barrier = threading.Barrier(self._threads)
            # The barrier keeps each thread from taking a second one of these.
            closing = [self._pool.submit(self._leave, barrier) for _ in range(self._threads)]
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(None, self._pool.shutdown)
            assert all(future.done() for future in closing)
        self.close()

    def _leave(self, barrier: threading.Barrier) -> None:
        self.close()
        barrier.wait(STATEMENT_SECONDS)

    async def read(self, entity: int, work: Work[T]) -> T:
        """Run a read in a thread."""
        return await self._submit(self._read, entity, work)

    async def write(self, entity: int, work: Work[T]) -> T:
        """Run a transaction in a thread."""
        return await self._submit(self._write, entity, work)

    async def _submit(self, run: Callable[[int, Work[T]], T], entity: int, work: Work[T]) -> T:
        assert self._pool is not None, "the database was started"
        if self._waiting >= MAX_WAITING:
            raise Unavailable
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, run, entity, work)
        finally:
            self._waiting -= 1

    def _read(self, entity: int, work: Work[T]) -> T:
        with _in_session(self, entity):
            for _ in range(MAX_ATTEMPTS):
                try:
                    return work()
                except _LostConnection:
                    # The server was away since the last call: a read may simply be repeated.
                    self._drop_connection()
        raise Unavailable

    def _write(self, entity: int, work: Work[T]) -> T:
        attempt = 1
        with _in_session(self, entity):
            while True:
                try:
                    return self._transact(work)
                # Handlers look before they write, so what is not unique here came in between.
                except (_LostRace, NotUnique):
                    if attempt == MAX_ATTEMPTS:
                        raise
                time.sleep(0.005 * attempt)
                attempt += 1

    def _transact(self, work: Work[T]) -> T:
        connection = self._connection()
        has_begun = False
        try:
            with connection.transaction():
                has_begun = True
                return work()
        except _LostConnection:
            self._drop_connection()
            raise
        except psycopg.Error as error:  # BEGIN and COMMIT themselves
            if connection.closed:
                self._drop_connection()
                if not has_begun:
                    raise _LostRace from error
            self._translate(error)

    def in_transaction(self) -> bool:
        """Tell whether this thread's connection is inside of a transaction."""
        status = self.peewee.connection().info.transaction_status
        return bool(status == psycopg.pq.TransactionStatus.INTRANS)

    def _connection(self) -> psycopg.Connection[Any]:
        """Return this thread's connection; one that was lost while idle is opened anew."""
        try:
            connection = self.peewee.connection()
            if connection.closed:
                self._drop_connection()
                connection = self.peewee.connection()
        except peewee.OperationalError as error:
            raise Unavailable(str(error)) from error
        return cast("psycopg.Connection[Any]", connection)

    def _drop_connection(self) -> None:
        try:
            self.peewee.close()
        except peewee.PeeweeException:  # it is gone already
            self.peewee.dispose()

    def _translate(self, error: Exception) -> NoReturn:
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, psycopg.Error):
            cause = cause.__cause__ or cause.__context__  # peewee wraps once, or twice
        match cause:
            case psycopg.errors.UniqueViolation():
                raise NotUnique(str(cause.diag.constraint_name)) from error
            case psycopg.errors.QueryCanceled():
                raise TooLong from error
            case (
                psycopg.errors.SerializationFailure()
                | psycopg.errors.DeadlockDetected()
                # What was there when the handler looked was deleted before it wrote.
                | psycopg.errors.ForeignKeyViolation()
            ):
                raise _LostRace from error
            case psycopg.OperationalError() | psycopg.InterfaceError():
                raise _LostConnection(str(cause)) from error
        raise error


class _LostRace(Unavailable):
    """Another transaction won, or this one never began: it may be repeated."""


class _LostConnection(Unavailable):
    """The connection broke."""


def connect(url: str, *, threads: int = POSTGRES_THREADS) -> Database:
    """Open the database that a URL names: `sqlite:///orders.db` or `postgresql://…`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path.removeprefix("/"))
        Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)
        return Sqlite(path)
    assert parts.scheme in ("postgres", "postgresql"), "the configuration checks the scheme"
    return Postgres(url.replace("postgres://", "postgresql://", 1), threads=threads)
