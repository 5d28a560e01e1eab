"""Opening the database that a URL names."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from store import postgresql
from store.database import WORK_SECONDS, Database
from store.postgresql import Postgres
from store.sqlite import Sqlite


def connect(
    url: str, *, threads: int = postgresql.THREADS, work_seconds: int = WORK_SECONDS
) -> Database:
    """Open the database that a URL names: `sqlite:///orders.db` or `postgresql://…`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path.removeprefix("/"))
        Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)
        return Sqlite(path, work_seconds=work_seconds)
    assert parts.scheme in ("postgres", "postgresql"), "the configuration checks the scheme"
    address = url.replace("postgres://", "postgresql://", 1)
    return Postgres(address, threads=threads, work_seconds=work_seconds)
