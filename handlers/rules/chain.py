"""The chain of closed documents: how a link is spelled and hashed, and what breaks a chain.

Each series has one chain. Closing a document appends a link to it, whose hash covers the document
and the hash of the link before; so no link can be changed, dropped, swapped or inserted without
breaking the chain from there on, and whoever knows the last hash, the head, knows them all.

The hash is SHA-256, in lower-case hexadecimal, over these bytes: seven texts in UTF-8, each but the
last ended by a line feed,

    orderly chain 1            the version of this rule
    3                          the series' id
    17                         the position in the chain, from 1, without a gap
    4711                       the document's id
    2026-01-31T16:05:09Z       when it was closed, in UTC
    9f86d081…                  the hash of the link before; of the first link, 64 zeros
    {"billingAddress":…}       the content

The content is the document as it is answered, but for the members that may change later, with the
member `"chain": 1` for the version. It is JSON in UTF-8 without white space; the members of every
object are sorted by code point, and decimals have the digits with which they were answered. It has
no line feed, so nothing can pass for two of the parts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

VERSION = 1
# What the first link has for the hash of the one before.
START = "0" * 64

# What may still change of a closed document's answer, and thus is no part of the content.
CHANGEABLE_MEMBERS = (
    "version",
    "updateTime",
    "status",
    "isPaidFor",
    "paidTotal",
    "dueTotal",
    "dateSent",
    "labels",
    "metadata",
    "externalId",
)

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Link:
    """A document in the chain of its series."""

    series: int
    position: int
    document: int
    close_time: str
    previous: str
    hash: str
    content: bytes


def is_hash(text: str) -> bool:
    """Tell whether a text can be a hash of a chain."""
    return _HASH.fullmatch(text) is not None


def spelled(moment: datetime) -> str:
    """Return a closing time as it is hashed."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def linked(
    *, series: int, position: int, document: int, close_time: str, previous: str, content: bytes
) -> Link:
    """Return a link with its hash."""
    parts = (f"orderly chain {VERSION}", series, position, document, close_time, previous, "")
    head = "\n".join(map(str, parts)).encode()
    hash_ = sha256(head + content).hexdigest()
    return Link(series, position, document, close_time, previous, hash_, content)


class Walk:
    """A walk along a chain, from its first link or from one behind a given head."""

    def __init__(self, position: int = 0, head: str = START) -> None:
        self.position = position
        self.head = head
        self._series: int | None = None

    def faults(self, link: Link) -> Iterator[str]:
        """Yield what is wrong with the next link, and go on behind it."""
        if self._series not in (None, link.series):
            yield f"it is of series {link.series}, not {self._series}"
        if link.position != self.position + 1:
            yield f"its position is {link.position}, not {self.position + 1}"
        if link.previous != self.head:
            yield "the link before is not the one that it was linked to"
        right = linked(
            series=link.series,
            position=link.position,
            document=link.document,
            close_time=link.close_time,
            previous=link.previous,
            content=link.content,
        )
        if link.hash != right.hash:
            yield "its hash is not that of what it says"
        self._series = link.series
        self.position, self.head = link.position, link.hash
