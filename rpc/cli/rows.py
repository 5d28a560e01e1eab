"""The rows of a file that is imported, CSV or JSON lines, one at a time.

A row is numbered as it is found in the file: by its line, or by its row in a spreadsheet, where
the header is row 1. One that can not be read has its faults with it; what makes the file as a
whole unreadable is told before the first row is used.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import click

from handlers.method import Method
from rpc import codec
from rpc.cli import cells
from schemas import problems

# A row as it is sent fits into a request of a server that has the usual limits.
MAX_ROW = 1_000_000
DELIMITERS = ",;\t"

CSV = (".csv", ".tsv")
JSON_LINES = (".jsonl", ".ndjson")
# A line of the errors that an import wrote down: once corrected, it can be imported itself.
REFUSED = ("row", "errors", "request")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number, what it says as it stands there, and its request or its faults."""

    number: int
    raw: Any
    body: bytes = b""
    faults: list[dict[str, Any]] = field(default_factory=list)


def examined(path: Path, method: Method) -> tuple[str, int]:
    """Read a file once, and return the hash of its content and how many rows it has."""
    if path.suffix.lower() not in CSV + JSON_LINES:
        names = ", ".join(CSV + JSON_LINES)
        raise click.ClickException(f"'{path}' is none of {names}: what it holds is not known")
    try:
        count = sum(1 for _ in read(path, method))
    except UnicodeDecodeError as error:
        raise click.ClickException(f"'{path}' is not UTF-8: {error.reason}") from None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), count


def read(path: Path, method: Method) -> Iterator[Row]:
    """Yield the rows of a file; blank ones are counted but not yielded."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from (_csv if path.suffix.lower() in CSV else _json_lines)(file, method)


def _csv(file: TextIO, method: Method) -> Iterator[Row]:
    csv.field_size_limit(MAX_ROW)
    first = next(_lines(file), "")
    delimiter = max(DELIMITERS, key=first.count)
    file.seek(0)
    reader = csv.reader(_lines(file), delimiter=delimiter, strict=True)
    try:
        columns = cells.columns(next(reader, []), method)
        for number, row in enumerate(reader, 2):
            # Spreadsheets like to end with rows of empty cells.
            if not any(row):
                continue
            if len(row) == len(columns):
                yield _row(number, cells.wrapped(cells.assembled(columns, row), method))
            else:
                told = f"The row has {len(row)} cells, but the header has {len(columns)}"
                yield Row(number, row, faults=_malformed(told))
    except csv.Error as error:
        raise click.ClickException(f"line {reader.line_num} is not CSV: {error}") from None


def _json_lines(file: TextIO, method: Method) -> Iterator[Row]:
    for number, line in enumerate(_lines(file), 1):
        text = line.strip()
        if not text:
            continue
        try:
            request = codec.decode(text.encode())
        except codec.BadJson as error:
            yield Row(number, text, faults=_malformed(str(error).replace("The body", "The line")))
            continue
        if type(request) is not dict:
            yield Row(number, request, faults=_malformed("The line is not a JSON object"))
            continue
        if tuple(request) == REFUSED and isinstance(request["request"], dict):
            request = request["request"]
        yield _row(number, cells.wrapped(request, method))


def _row(number: int, request: dict[str, Any]) -> Row:
    body = codec.encode(request)
    if len(body) > MAX_ROW:
        return Row(number, None, faults=_malformed(f"The row has more than {MAX_ROW} bytes"))
    return Row(number, request, body)


def _lines(file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(MAX_ROW + 1):
        number += 1
        if len(line) > MAX_ROW:
            raise click.ClickException(f"line {number} has more than {MAX_ROW} characters")
        yield line


def _malformed(description: str) -> list[dict[str, Any]]:
    """Tell what is wrong with a row in the shape of every error."""
    problem = problems.Problem("ROW_MALFORMED", "row", problems.MALFORMED, "{description}")
    return [problem("", description=description).as_wire()]
