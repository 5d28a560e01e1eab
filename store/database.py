"""What both databases have in common: compiled statements, and sessions that know the entity.

SQL is compiled by Peewee once for each shape of a query, with placeholders; a call only binds
values. How work is run, and how nothing is lost by it, is told in `store.sqlite` and
`store.postgresql`; nothing else differs between the two.
"""

import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn, TypeVar, cast

import peewee
import psycopg

from store.columns import CONVERTING
from store.memory import Memory, changes_master_data, only_reads_master_data

T = TypeVar("T")
Work = Callable[[], T]

STATEMENT_SECONDS = 5.0
WORK_SECONDS = 30
MAX_WAITING = 1000
MAX_STATEMENTS = 2000


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
    """Stand for a value of the call, converted as the field stores it.

    Only our own columns convert: the drivers take what Peewee's others hold as it is.
    """
    convert = field.db_value if isinstance(field, CONVERTING) else None
    # converter=False: peewee must not convert the placeholder itself.
    return peewee.Value(Bind(name, convert), converter=cast("Any", False), unpack=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL that was compiled once, and the values it takes."""

    sql: str
    binds: tuple[Any, ...]
    is_remembered: bool = False
    ends_memory: bool = False

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


class Session(NamedTuple):
    """Whose rows the work on this thread may see, and what it remembers of them.

    `noted` are the stored answers that it writes, if somebody asks for them.
    """

    database: "Database"
    entity: int
    memory: Memory | None = None
    noted: dict[Any, None] | None = None


_local = threading.local()


def session() -> Session:
    """Return the session of the work that runs on this thread."""
    current = getattr(_local, "session", None)
    assert current is not None, "the store is used outside of a session"
    return cast("Session", current)


class in_session:  # noqa: N801 - used as the function that it would be, were it not on every path
    """Let the work on this thread see an entity's rows."""

    __slots__ = ("_before", "_session")

    def __init__(self, database: "Database", entity: int, memory: Memory | None = None) -> None:
        self._session = Session(database, entity, memory)

    def __enter__(self) -> None:
        self._before = getattr(_local, "session", None)
        _local.session = self._session

    def __exit__(self, *_: object) -> None:
        _local.session = self._before


def _end_memory() -> None:
    current = getattr(_local, "session", None)
    if current is not None and current.memory is not None:
        current.memory.end()


@contextmanager
def noting() -> Iterator[None]:
    """Note which stored answers the block writes."""
    before = session()
    _local.session = before._replace(noted={})
    try:
        yield
    finally:
        _local.session = before


class Database(ABC):
    """What both databases have in common: compiled statements and sessions."""

    dialect = ""

    def __init__(self, connection: peewee.Database, work_seconds: int) -> None:
        self.peewee = connection
        self.work_seconds = work_seconds
        self._statements: dict[Hashable, Statement] = {}

    def compiled(self, shape: Hashable, build: Callable[[], Any]) -> Statement:
        """Return the statement of this shape, compiling it at its first use."""
        statement = self._statements.get(shape)
        if statement is None:
            sql, binds = self.peewee.get_sql_context().sql(build()).query()
            statement = Statement(
                sql, tuple(binds), only_reads_master_data(sql), changes_master_data(sql)
            )
            if len(self._statements) >= MAX_STATEMENTS:
                self._statements.clear()
            self._statements[shape] = statement
        return statement

    def execute(self, statement: Statement, values: Mapping[str, Any]) -> Any:
        """Run a statement on this thread's connection and return its cursor."""
        if statement.ends_memory:
            _end_memory()
        try:
            # The driver's own call: Peewee's costs as much again as a short query.
            return self.peewee.connection().execute(statement.sql, statement.parameters(values))
        except (peewee.PeeweeException, sqlite3.Error, psycopg.Error) as error:
            self._translate(error)

    def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return the rows of a query, as the session's memory has them if it has."""
        memory = session().memory if statement.is_remembered else None
        if memory is None:
            return self._fetch(statement, values)
        asked = (statement.sql, *statement.parameters(values))
        return memory.rows(asked, lambda: self._fetch(statement, values))

    def _fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run a query and return its rows; SQLite can run into its time limit at any of them."""
        try:
            return list(self.execute(statement, values).fetchall())
        except (sqlite3.Error, psycopg.Error) as error:
            self._translate(error)

    def execute_many(self, statement: Statement, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once a row."""
        if statement.ends_memory:
            _end_memory()
        try:
            cursor = self.peewee.connection().cursor()
            cursor.executemany(statement.sql, [statement.parameters(row) for row in rows])
        except (peewee.PeeweeException, sqlite3.Error, psycopg.Error) as error:
            self._translate(error)

    @abstractmethod
    def in_transaction(self) -> bool:
        """Tell whether this thread's connection is inside of a transaction."""

    @abstractmethod
    def _translate(self, error: Exception) -> NoReturn:
        """Raise what a driver's error means: each driver words its errors itself."""

    def forgetful_settings(self) -> list[str]:
        """Return those of its settings by which it may forget what it has said to have stored."""
        return []

    @contextmanager
    def transaction(self, entity: int) -> Iterator[None]:
        """Run the block as one transaction on this thread: for the command line and tests."""
        with in_session(self, entity), self.peewee.atomic():
            yield

    @contextmanager
    def savepoint(self) -> Iterator[Any]:
        """Let the block be undone by itself: if it raises, or rolls back what this yields."""
        try:
            with self.peewee.savepoint() as savepoint:
                yield savepoint
        except peewee.PeeweeException as error:  # its end, once the connection is lost
            self._translate(error)

    @abstractmethod
    async def start(self) -> None:
        """Open what requests need."""

    @abstractmethod
    async def stop(self) -> None:
        """Finish what waits and close everything."""

    @abstractmethod
    async def read(self, entity: int, work: Work[T]) -> T:
        """Run work that only reads."""

    # Whether `read_at_once` runs short reads, which then have nothing to wait for.
    can_read_at_once = False

    @abstractmethod
    def read_at_once(self, entity: int, work: Work[T]) -> T:
        """Run a short read on the event loop; `TooLong` if it is none."""

    @abstractmethod
    async def read_together(self, entity: int, work: Work[Iterable[T]]) -> list[T]:
        """Run work that reads bit by bit on one snapshot, so that what it yields agrees."""

    @abstractmethod
    async def write(self, entity: int, work: Work[T]) -> T:
        """Run work that writes, as one transaction; it is durable when this returns."""

    def close(self) -> None:
        """Close this thread's connection."""
        if not self.peewee.is_closed():
            self.peewee.close()
