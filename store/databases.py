"""Opening the database that a URL names."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from store import postgresql
from store.database import Database
from store.postgresql import Postgres
from store.sqlite import Sqlite


def connect(url: str, *, threads: int = postgresql.THREADS) -> Database:
    """Open the database that a URL names: `sqlite:///orders.db` or `postgresql://…`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path.removeprefix("/"))
        Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)
        return Sqlite(path)
    assert parts.scheme in ("postgres", "postgresql"), "the configuration checks the scheme"
    return Postgres(url.replace("postgres://", "postgresql://", 1), threads=threads)
