"""Check an exported chain, without server and database: `orderly verify`.

An export has a line for each link, in the order of the chain: a compact JSON object with the
members of EXPORTED in this order, ended by a line feed. What is hashed, and how, is told in
`handlers.rules.chain`. A line that is spelled otherwise is not a link, whatever it means; so no
byte of an export can change unseen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from handlers.rules import chain
from handlers.rules.chain import Link, Walk
from rpc import codec

EXPORTED = ("series", "position", "document", "closeTime", "previous", "content", "hash")
_NUMBERS = ("series", "position", "document")

MAX_LINE = 2**27
MAX_TOLD = 100


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many links there are, where the chain ends, and what is broken, first things first."""

    links: int
    head: str
    faults: tuple[str, ...]


def spelled(link: dict[str, Any]) -> bytes:
    """Return the line of a link that was answered."""
    return codec.encode({name: link[name] for name in EXPORTED}) + b"\n"


def verify(file: BinaryIO, head: str | None = None) -> Verdict:
    """Check an export; with a head that was kept elsewhere, also that nothing is cut off."""
    walk = Walk()
    faults: list[str] = []
    count = 0
    for count, line in enumerate(_lines(file), 1):
        link = _link(line)
        where = f"link {count}"
        if link is None:
            found = ["it can not be read as a link"]
            # What follows is judged by what stands there, so one bad line is told once or twice.
            walk.position += 1
        else:
            where += f" (document {link.document})"
            found = list(walk.faults(link))
        if found and len(faults) < MAX_TOLD:
            faults.append(f"{where}: {'; '.join(found)}")
    if head is not None and walk.head != head:
        faults.append(f"behind link {count}: the chain ends at {walk.head}, not at {head}")
    return Verdict(count, walk.head if count else "", tuple(faults))


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(MAX_LINE):
        yield line


def _link(line: bytes) -> Link | None:
    """Return the link that a line tells, or None if it is not exactly the line of one."""
    try:
        told = codec.decode(line)
    except codec.BadJson:
        return None
    if type(told) is not dict or tuple(told) != EXPORTED:
        return None
    if any(type(told[name]) is not (int if name in _NUMBERS else str) for name in EXPORTED):
        return None
    if spelled(told) != line or not chain.is_hash(told["hash"]):
        return None
    return Link(
        series=told["series"],
        position=told["position"],
        document=told["document"],
        close_time=told["closeTime"],
        previous=told["previous"],
        hash=told["hash"],
        content=told["content"].encode(),
    )
