"""The examples of the reference: a story of a shop, in which every method is called once.

Why a story: an example that was never run is wrong sooner or later. These are calls one after
another on a new database, at one moment; `orderly reference --write` makes them (`rpc.replaying`)
and writes down what was answered, and a test makes them over HTTP on both databases and compares.
Entries marked `setup` only prepare others; each method has one that is not: its example.

What differs from run to run stands as in `MASKS`; everything else is compared.

What holds for all methods is shown by calls of their own, each on a new database (`conventions`).
Only HTTP knows batches and JSON-RPC, so these answers are written by hand, and tested too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from rpc import codec

PATH = Path(__file__).parent / "examples.json"
CONVENTIONS = Path(__file__).parent / "conventions.json"

# When the story takes place, and from where e-mails come in it.
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
MAIL_FROM = "invoices@shop.example"

# What stands for what is random, made with a secret or made before the story; and for long texts.
MASKS = {
    "content": "…",
    "link": "…",
    "links.content": "…",
    "mail.messageId": "…",
    "messageId": "…",
    "order.token": "0123456789abcdef0123456789abcdef",
    "settings.creationTime": "2026-03-02 10:00:00",
}

WIDTH = 96
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Example:
    """A call and its answer, as decoded JSON whose decimals keep their scale."""

    method: str
    request: Any
    answer: Any
    is_setup: bool = False


@cache
def story() -> tuple[Example, ...]:
    """Return all calls, in their order."""
    return tuple(
        Example(told["method"], told["request"], told.get("answer"), told.get("setup", False))
        for told in codec.decode(PATH.read_bytes())
    )


@cache
def examples() -> Mapping[str, Example]:
    """Return the example of each method, by its name."""
    return {each.method: each for each in story() if not each.is_setup}


@cache
def conventions() -> Mapping[str, Example]:
    """Return calls that show what holds for all methods, each made on a new database."""
    told = codec.decode(CONVENTIONS.read_bytes())
    return {name: Example(**call) for name, call in told.items()}


def masked(answer: Any, path: str = "") -> Any:
    """Return an answer in which what differs from run to run stands as in every example."""
    if isinstance(answer, list):
        return [masked(each, path) for each in answer]
    if not isinstance(answer, dict):
        return MASKS.get(path, answer)
    prefix = f"{path}." if path else ""
    return {key: masked(value, f"{prefix}{key}") for key, value in answer.items()}


def written(answers: list[Any]) -> str:
    """Return the text of the story's file with these answers."""
    calls = [
        {
            "method": each.method,
            **({"setup": True} if each.is_setup else {}),
            "request": each.request,
            "answer": answer,
        }
        for each, answer in zip(story(), answers, strict=True)
    ]
    return f"{spelled(calls)}\n"


def spelled(value: Any, indent: str = "", used: int = 0) -> str:
    """Spell JSON for reading: what fits is on one line; numbers keep their digits."""
    inner = indent + INDENT
    if isinstance(value, dict):
        first, last = "{", "}"
        keys = [f"{codec.encode(key).decode()}: " for key in value]
        pairs = zip(keys, value.values(), strict=True)
        parts = [key + spelled(each, inner, len(key)) for key, each in pairs]
    elif isinstance(value, list):
        first, last = "[", "]"
        parts = [spelled(each, inner) for each in value]
    else:
        return codec.encode(value).decode()
    line = f"{first}{', '.join(parts)}{last}"
    if "\n" not in line and len(indent) + used + len(line) <= WIDTH:
        return line
    lines = ",\n".join(inner + part for part in parts)
    return f"{first}\n{lines}\n{indent}{last}"
