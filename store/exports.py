"""The files of closed documents, each made once, and the secret that signs links to files."""

from datetime import datetime
from typing import NamedTuple

from store import records
from store.database import Database, bind
from store.models import Export, LinkSecret


class File(NamedTuple):
    """What a file is called, and its bytes."""

    name: str
    content: bytes


def get(invoice: int, format_: str) -> File | None:
    """Return the file that a closed document was exported as, if it was."""
    row = records.fetch_one(
        "export",
        lambda: records.select(Export, Export.name, Export.content, by_id=True).where(
            (Export.invoice == bind("invoice")) & (Export.format == bind("format"))
        ),
        invoice=invoice,
        format=format_,
    )
    return None if row is None else File(row[0], bytes(row[1]))


def insert(invoice: int, format_: str, file: File, now: datetime) -> None:
    """Keep a closed document's file for good."""
    values = {"invoice": invoice, "format": format_, "creation_time": now, **file._asdict()}
    records.insert(Export, values)


def secret() -> bytes | None:
    """Return the secret that signs the entity's links, if there is one yet."""
    row = records.fetch_one(
        "link secret", lambda: records.select(LinkSecret, LinkSecret.secret).limit(1)
    )
    return None if row is None else bytes(row[0])


def insert_secret(value: bytes, now: datetime) -> None:
    """Keep the secret that signs the entity's links from now on."""
    records.insert(LinkSecret, {"secret": value, "creation_time": now})


def forget_secrets(database: Database) -> int:
    """Forget the secrets of all entities, so that no link of before is valid any more."""
    return int(LinkSecret.delete().execute(database.peewee))
