"""PostgreSQL: one database, any number of server processes.

Why a few threads: there is a wire to wait for, and more threads than that only contend. A
transaction that loses a race is repeated a bounded number of times here, in one place.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, NoReturn, cast

import peewee
import psycopg

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

THREADS = 4
MAX_ATTEMPTS = 5

# Columns sort by code point, and under that collation only ASCII has lower case.
_COLLATIONS = ("und-x-icu", "pg_unicode_fast", "pg_c_utf8")


class LostRace(Unavailable):
    """Another transaction won, or this one never began: it may be repeated."""


class LostConnection(Unavailable):
    """The connection broke."""


class Postgres(Database):
    """One database, any number of server processes."""

    dialect = "postgresql"

    def __init__(
        self, url: str, *, threads: int = THREADS, work_seconds: int = WORK_SECONDS
    ) -> None:
        milliseconds = int(STATEMENT_SECONDS * 1000)
        super().__init__(
            peewee.PostgresqlDatabase(
                url,
                prefer_psycopg3=True,
                connect_timeout=int(STATEMENT_SECONDS),
                options=f"-c statement_timeout={milliseconds} -c timezone=UTC",
                application_name="orderly",
            ),
            work_seconds,
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

    @cached_property
    def collation(self) -> str:
        """Return the collation that knows lower case best, of those that this server has."""
        rows = self.peewee.execute_sql("SELECT collname FROM pg_collation").fetchall()
        there = {row[0] for row in rows}
        return next((name for name in _COLLATIONS if name in there), "default")

    def forgetful_settings(self) -> list[str]:
        """Return those of fsync and synchronous_commit that are off."""
        rows = self.peewee.execute_sql(
            """SELECT name FROM pg_settings WHERE setting = 'off'
                AND name IN ('fsync', 'synchronous_commit') ORDER BY name"""
        ).fetchall()
        return [row[0] for row in rows]

    def read_at_once(self, entity: int, work: Work[T]) -> T:  # noqa: ARG002 - nothing is run
        """Refuse: there is a wire to wait for."""
        raise TooLong

    async def read(self, entity: int, work: Work[T]) -> T:
        """Run a read in a thread."""
        return await self._submit(self._read, entity, work)

    async def read_together(self, entity: int, work: Work[Iterable[T]]) -> list[T]:
        """Run reads in a thread, in a transaction that sees one moment."""

        def on_snapshot() -> list[T]:
            self.peewee.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return list(work())

        return await self._submit(self._write, entity, on_snapshot)

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
            async with asyncio.timeout(self.work_seconds):
                return await loop.run_in_executor(self._pool, run, entity, work)
        finally:
            self._waiting -= 1

    def _read(self, entity: int, work: Work[T]) -> T:
        with in_session(self, entity):
            for _ in range(MAX_ATTEMPTS):
                try:
                    return work()
                except LostConnection:
                    # The server was away since the last call: a read may simply be repeated.
                    self._drop_connection()
        raise Unavailable

    def _write(self, entity: int, work: Work[T]) -> T:
        attempt = 1
        with in_session(self, entity):
            while True:
                try:
                    return self._transact(work)
                # Handlers look before they write, so what is not unique here came in between.
                except (LostRace, NotUnique):
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
        except LostConnection:
            self._drop_connection()
            raise
        except psycopg.Error as error:  # BEGIN and COMMIT themselves
            if connection.closed:
                self._drop_connection()
                if not has_begun:
                    raise LostRace from error
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
                raise LostRace from error
            case psycopg.OperationalError() | psycopg.InterfaceError():
                raise LostConnection(str(cause)) from error
        raise error
