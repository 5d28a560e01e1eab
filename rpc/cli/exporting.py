"""Export what a `find` finds, all of it: page by page, in the order of ids, resumable.

An object stands in the file as the server printed it: a JSON line holds its very bytes, a CSV cell
a decimal with all its digits. Pages begin behind the last id, so that nothing that stood at the
start is skipped or told twice, however long it takes and whatever is written meanwhile.

Until it is complete, a file has a name of its own, which also tells the request and the server:
an export that was broken off goes on behind its last whole record, and one with another request
does not mix with it.
"""

import csv
import hashlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import click
import msgspec
from msgspec import Raw

from handlers.method import Method
from rpc import codec
from rpc.cli import cells, tables
from rpc.cli.calling import Client
from rpc.dispatch import ANSWER_TOO_LARGE
from rpc.registry import methods
from schemas.fields import List, Nested
from schemas.schema import Schema

PAGE = 500
# What an export says itself.
OWN = ("fields", "order", "limit", "first", "cursor", "includeTotalCount")
FORMATS = ("jsonl", "csv")


class _Identified(msgspec.Struct):
    id: int


class Standing(NamedTuple):
    """How far an export has come: the bytes of its whole records, their number, the last id."""

    end: int = 0
    records: int = 0
    last: int = 0


class Export(NamedTuple):
    """An export: what is asked for, of whom, and how it is spelled."""

    client: Client
    method: Method
    request: Mapping[str, Any]
    fields: tuple[str, ...]
    format: str

    def check(self) -> None:
        """Tell what can not be exported, before anything is asked."""
        if not can_be_exported(self.method):
            names = ", ".join(name for name, each in methods().items() if can_be_exported(each))
            raise click.UsageError(
                f"{self.method.name} can not be exported, but these can: {names}"
            )
        for name in OWN:
            if name in self.request:
                raise click.UsageError(f"'{name}' of the request is the export's own")
        known = shown(self.method).names()
        for name in self.fields:
            if name not in known:
                raise click.BadParameter(f"there is no '{name}': {', '.join(known)}")

    def total(self) -> int:
        """Return how many objects there are now."""
        method = self.method.name.removesuffix("find") + "count"
        asked = {k: v for k, v in self.request.items() if k in ("conditions", "query", "search")}
        answer = self.client.insist(method, asked).answer
        if answer["status"] != "ok":
            raise click.ClickException("; ".join(tables.refusals(answer)))
        return int(answer["count"])

    def write(self, file: BinaryIO, standing: Standing, told: Callable[[int], object]) -> int:
        """Write what is behind a standing, telling of each page; return how many objects."""
        paths = self.paths()
        if self.format == "csv" and not standing.end:
            file.write(_record([".".join(steps) for steps in paths]))
        count = 0
        for page in self._pages(standing.last):
            file.writelines(self._spelled(each, paths) for each in page)
            file.flush()
            count += len(page)
            told(len(page))
        return count

    def paths(self) -> list[tuple[str, ...]]:
        """Return the steps to each column; the id is the first."""
        return list(cells.paths(shown(self.method), self.fields and ("id", *self.fields)))

    def digest(self) -> str:
        """Return a short hash of what is exported from where."""
        client = self.client
        facts = [
            client.url,
            client.entity,
            self.method.name,
            self.request,
            self.paths(),
            self.format,
        ]
        return hashlib.sha256(codec.encode(facts)).hexdigest()[:12]

    def _pages(self, after: int) -> Iterator[list[Raw]]:
        """Yield the objects behind an id; pages get smaller if they are more than an answer."""
        conditions = dict(self.request.get("conditions") or {})
        after = max(after, conditions.get("after") or 0)
        limit = PAGE
        while True:
            asked = {"conditions": {**conditions, "after": after}, "order": ["id"], "limit": limit}
            request = {**self.request, **asked, "fields": self.fields}
            reply = self.client.insist(self.method.name, request)
            if not reply.body.startswith(b'{"status":"ok"'):
                if limit > 1 and reply.answer["errors"][0].get("code") == ANSWER_TOO_LARGE.code:
                    limit //= 2
                    continue
                raise click.ClickException("; ".join(tables.refusals(reply.answer)))
            answer = msgspec.json.decode(reply.body, type=dict[str, Raw])
            page = msgspec.json.decode(answer[self.method.response.names()[0]], type=list[Raw])
            if page:
                yield page
                after = _id(page[-1])
            if len(page) < limit:
                return

    def _spelled(self, obj: Raw, paths: Sequence[Sequence[str]]) -> bytes:
        if self.format == "jsonl":
            return bytes(obj) + b"\n"
        decoded = codec.decode_own(bytes(obj))
        return _record([cells.cell(decoded, steps) for steps in paths])


def can_be_exported(method: Method) -> bool:
    """Tell whether a method finds objects, page by page behind an id."""
    conditions = method.request.fields.get("conditions")
    if not method.name.endswith(".find") or not isinstance(conditions, Nested):
        return False
    return "after" in conditions.schema.names()


def shown(method: Method) -> Schema:
    """Return the schema of the objects that a method finds."""
    objects = next(iter(method.response.fields.values()))
    assert isinstance(objects, List)
    assert isinstance(objects.inner, Nested)
    schema: Schema = objects.inner.schema
    return schema


def run(export: Export, output: Path | None, *, resume: bool) -> None:
    """Export into a file, which has its name only when it is complete, or to standard output."""
    export.check()
    if output is None:
        export.write(sys.stdout.buffer, Standing(), lambda _: None)
        return
    part = output.with_name(f"{output.name}.{export.digest()}.part")
    with part.open("ab+" if resume else "wb+") as file:
        standing = found(file, export.format)
        file.truncate(standing.end)
        if standing.last:
            click.echo(f"going on behind id {standing.last} in {part}", err=True)
        hidden = not sys.stderr.isatty()
        with click.progressbar(
            length=export.total(), label=output.name, file=sys.stderr, show_pos=True, hidden=hidden
        ) as bar:
            bar.update(standing.records)
            count = standing.records + export.write(file, standing, bar.update)
        os.fsync(file.fileno())
    part.replace(output)
    click.echo(f"objects exported to {output}: {count}", err=True)


def found(file: BinaryIO, format: str) -> Standing:
    """Return how far a file has come; a record that a crash has cut off does not count."""
    file.seek(0)
    standing = Standing()
    record = b""
    last = b""
    for line in file:
        record += line
        # Inside of quotes, a line break belongs to a cell.
        is_whole = line.endswith(b"\n") and (format == "jsonl" or record.count(b'"') % 2 == 0)
        if is_whole:
            standing = Standing(standing.end + len(record), standing.records + 1)
            last, record = record, b""
    if format == "jsonl":
        return standing._replace(last=_id(last)) if last else standing
    if standing.records > 1:
        standing = standing._replace(last=int(last.partition(b",")[0]))
    return standing._replace(records=max(0, standing.records - 1))


def _id(obj: bytes | Raw) -> int:
    return msgspec.json.decode(obj, type=_Identified).id


def _record(row: Iterable[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue().encode()
