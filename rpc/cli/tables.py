"""Answers as tables and lines, for who reads them at a terminal.

A list of objects is a table. Its columns are the scalars that are not empty in every row: first
those that MATTER most, then the others as they come, as many as the terminal is wide; they stand
in the order of the answer, and what was left out is told below. Everything else is a line for
each member, nested ones indented.
"""

import shutil
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import click

from rpc import codec

MATTER = (
    "id",
    "number",
    "code",
    "name",
    "fullName",
    "customerName",
    "to",
    "title",
    "status",
    "processingStatus",
    "paymentStatus",
    "issueDate",
    "orderedTime",
    "time",
    "amount",
    "taxedTotal",
    "currency",
    "dueTotal",
    "total",
    "quantity",
    "price",
    "email",
    "customerEmail",
    "type",
    "creationTime",
)
MAX_CELL = 32
# A file is longer, and nothing that anybody would read or copy is.
MAX_TEXT = 8000
MAX_LEFT_OUT_LINES = 3
INDENT = "  "
GAP = "  "

_EMPTY: tuple[Any, ...] = (None, "", [], {})


def lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a successful answer, for the terminal's width."""
    members = {name: value for name, value in answer.items() if name != "status"}
    if not members:
        yield "ok"
        return
    for name in [name for name, value in members.items() if value in _EMPTY]:
        yield f"{name}: none"
        del members[name]
    width = shutil.get_terminal_size().columns
    values = list(members.values())
    # What was asked for needs no heading if it is the only thing that is there.
    is_alone = len(values) == 1 and _is_table(values[0])
    yield from _nested(values[0], width) if is_alone else _block(members, width)


def refusals(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each fault that an answer tells."""
    for fault in answer.get("errors", ()):
        at = f" (at {fault['path']})" if fault.get("path") else ""
        yield printable(f"{fault['field']}: {fault['description']}{at}")


def printable(text: str) -> str:
    """Return a text without what would move the cursor or turn the direction of writing."""
    return "".join(char if char.isprintable() else " " for char in text)


def _block(members: Mapping[str, Any], width: int) -> Iterator[str]:
    """Yield a line for each member, or several; the empty ones are only named."""
    told = {name: value for name, value in members.items() if value not in _EMPTY}
    pad = max((len(name) for name, value in told.items() if not _is_nested(value)), default=0)
    for name, value in told.items():
        if not _is_nested(value):
            for i, line in enumerate(_short(_text(value)).splitlines()):
                label = f"{name}:" if i == 0 else ""
                yield f"{label:<{pad + 1}} {printable(line)}"
            continue
        yield f"{name}:"
        yield from (INDENT + line for line in _nested(value, width - len(INDENT)))
    yield from _named("empty", [name for name in members if name not in told], width)


def _nested(value: Any, width: int) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _block(value, width)
    elif any(each.get("status") in ("ok", "error") for each in value):
        yield from _results(value, width)
    else:
        yield from _table(value, width)


def _results(results: Sequence[Mapping[str, Any]], width: int) -> Iterator[str]:
    """Yield the answers of a batch."""
    for i, result in enumerate(results):
        yield f"{i}: {result['status']}"
        yield from (f"{INDENT}{click.style(each, fg='red')}" for each in refusals(result))
        told = {} if "errors" in result else {k: v for k, v in result.items() if k != "status"}
        yield from (INDENT + line for line in _block(told, width - len(INDENT)))


def _table(rows: Sequence[Mapping[str, Any]], width: int) -> Iterator[str]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    filled = [name for name in names if any(row.get(name) not in _EMPTY for row in rows)]
    columns = {
        name: [name, *(_cell(row.get(name)) for row in rows)]
        for name in filled
        if not any(isinstance(row.get(name), dict | list) for row in rows)
    }
    widths = {name: max(map(_width, cells)) for name, cells in columns.items()}
    chosen = _chosen(widths, width)
    numeric = {name for name in chosen if any(_is_number(row.get(name)) for row in rows)}
    for i in range(len(rows) + 1):
        cells = []
        for name in chosen:
            cell = columns[name][i]
            blank = " " * (widths[name] - _width(cell))
            cells.append(blank + cell if name in numeric else cell + blank)
        line = GAP.join(cells).rstrip()
        yield line if i else click.style(line, bold=True)
    yield from _named("not shown", [name for name in filled if name not in chosen], width)


def _chosen(widths: Mapping[str, int], width: int) -> list[str]:
    """Return the columns that fit, in their order; one is always shown."""
    rank = {name: i for i, name in enumerate(MATTER)}
    chosen: set[str] = set()
    room = width + len(GAP)
    for name in sorted(widths, key=lambda name: rank.get(name, len(rank))):
        needed = widths[name] + len(GAP)
        if needed <= room or not chosen:
            chosen.add(name)
            room -= needed
    return [name for name in widths if name in chosen]


def _named(label: str, names: Sequence[str], width: int) -> Iterator[str]:
    """Yield a dim line or a few that name what is not there."""
    told = textwrap.wrap(
        f"{label}: {', '.join(names)}",
        max(width, MAX_CELL),
        max_lines=MAX_LEFT_OUT_LINES,
        placeholder=" …",
    )
    yield from (click.style(line, dim=True) for line in told if names)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict) or _is_table(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case list() if not any(isinstance(each, dict | list) for each in value):
            return ", ".join(map(_text, value))
    return codec.encode(value).decode()


def _short(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_CELL]}… ({len(text)} characters: --json)"


def _cell(value: Any) -> str:
    text = printable(_text(value))
    if _width(text) <= MAX_CELL:
        return text
    while _width(text) >= MAX_CELL:
        text = text[: min(len(text), MAX_CELL) - 1]
    return f"{text}…"


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
