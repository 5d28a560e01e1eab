"""commerce.invoices.export: documents as files, and links under which they are had without a key.

A closed document's file in a format is made once. What it was exported as first, it is exported as
ever after, whatever becomes of the settings, the template or this program.

A link is signed, with a secret of the entity's, over all that it names, and is valid for a short
time. It opens nothing but that one file. Exporting reads: it gives no number and changes no
document.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import store.entities
import store.exports
import store.finding
import store.invoices
from handlers.kinds import INVOICE
from handlers.method import Context, Unfinished, method
from handlers.printing import einvoices, pdf
from handlers.printing.formats import FORMATS
from schemas import fields, problems, stored
from schemas.fields import Choice, String, identifier
from schemas.problems import refuse
from schemas.requests import schema
from schemas.settings import SETTINGS
from store.database import session
from store.exports import File

PATH = "/files/invoices/"
SECRET_BYTES = 32
MAX_NAME = 255
MAX_CONTENT = 1 << 30

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")

Export = schema(
    "Export",
    id=identifier(required=True),
    format=Choice(*FORMATS, default=pdf.NAME),
)
Exported = schema(
    "Exported",
    content_type=String(1, MAX_NAME, required=True),
    file_name=String(1, MAX_NAME, required=True),
    content=String(0, MAX_CONTENT, required=True),
    link=String(1, MAX_NAME, required=True),
)


@dataclass(frozen=True, slots=True)
class Link:
    """What a link names, and the key that proves it to be ours."""

    entity: int
    id: int
    extension: str
    expires: int
    key: str = ""

    @property
    def path(self) -> str:
        """Return the link as it is followed."""
        query = f"entity={self.entity}&expires={self.expires}&key={self.key}"
        return f"{PATH}{self.id}.{self.extension}?{query}"


@method(
    "commerce.invoices.export",
    request=Export,
    response=Exported,
    problems=(
        problems.INVOICE_NOT_FOUND,
        problems.TOO_LONG_TO_PRINT,
        *einvoices.PROBLEMS,
    ),
)
def export(
    request: dict[str, Any], context: Context
) -> Mapping[str, Any] | Unfinished[Mapping[str, Any]]:
    """Return an invoice as a file, base64-encoded, and a link that opens it for a short time.

    A closed invoice is exported as the same file ever after.
    """
    id_, name = request["id"], request["format"]

    def answer(file: File) -> Mapping[str, Any]:
        return {
            "content_type": FORMATS[name].content_type,
            "file_name": file.name,
            "content": base64.b64encode(file.content).decode(),
            "link": _link(id_, name, context),
        }

    file = begin(id_, name, context)
    if isinstance(file, Unfinished):
        return file.then(answer)
    if store.exports.secret() is None:
        return Unfinished(lambda: file, answer)
    return answer(file)


def begin(id_: int, name: str, context: Context) -> File | Unfinished[File]:
    """Return a document's file in a format, or what is left to do to make it."""
    found = store.invoices.numbered([id_])
    if not found:
        refuse(problems.INVOICE_NOT_FOUND("/id", value=id_, id=id_))
    is_closed = found[0][3]
    kept = store.exports.get(id_, name) if is_closed else None
    if kept is not None:
        return kept
    body, settings = store.finding.get(INVOICE.what, id_), store.entities.settings()[1]
    assert body is not None, "a document has an answer"

    def make() -> File:
        fields.time_zone.set(context.zone)
        document = stored.parse(INVOICE.shape, body)
        return made(document, stored.parse(SETTINGS, settings), name)

    def keep(file: File) -> File:
        if not is_closed:
            return file
        # Another one may have been first; then that is the file.
        first = store.exports.get(id_, name)
        if first is None:
            store.exports.insert(id_, name, file, context.now)
        return first or file

    return Unfinished(make, keep)


def made(document: Mapping[str, Any], settings: Mapping[str, Any], name: str) -> File:
    """Make a document's file in a format; this takes long, and needs no database."""
    format_ = FORMATS[name]
    if format_.name is not None:
        called = _UNSAFE.sub("-", format_.name(document, settings))
    else:
        number = _UNSAFE.sub("-", document["number"]).strip("-.") or str(document["id"])
        called = f"{document['type']}-{number}.{format_.extension}"
    return File(called, format_.render(document, settings))


def follow(link: Link, now: datetime) -> File | Unfinished[File] | None:
    """Return the file that a link opens, in its entity's session; None: the link is not valid."""
    secret = store.exports.secret()
    if secret is None or not hmac.compare_digest(_sign(link, secret), link.key):
        return None
    if link.expires < now.timestamp():
        return None
    name = _format(link)
    if name is None:
        return None
    zone = ZoneInfo(store.entities.time_zone())
    return begin(link.id, name, Context(now, zone))


def content_type(link: Link) -> str:
    """Return the content type of what a valid link opens."""
    return next(each.content_type for each in FORMATS.values() if each.extension == link.extension)


def _format(link: Link) -> str | None:
    """Return the format that a link names; another release may have had more of them."""
    return next((name for name, each in FORMATS.items() if each.extension == link.extension), None)


def _link(id_: int, name: str, context: Context) -> str:
    """Sign a link; the first one makes the secret, and so belongs into a transaction."""
    secret = store.exports.secret()
    if secret is None:
        secret = secrets.token_bytes(SECRET_BYTES)
        store.exports.insert_secret(secret, context.now)
    expires = int(context.now.timestamp()) + context.link_seconds
    link = Link(session().entity, id_, FORMATS[name].extension, expires)
    return replace(link, key=_sign(link, secret)).path


def _sign(link: Link, secret: bytes) -> str:
    signed = f"invoice\n{link.entity}\n{link.id}\n{link.extension}\n{link.expires}"
    return hmac.new(secret, signed.encode(), hashlib.sha256).hexdigest()
