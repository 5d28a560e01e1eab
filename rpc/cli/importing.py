"""Import a file: each row is one call, sent in batches, each row exactly once.

Two things keep a row from being done twice. Each has an idempotency key, made of the file's
content, the method and the row's number, so a batch whose answer was lost can be sent again. And
FILE.progress holds what became of each row, so that running the import again, whenever that is,
skips those that are done and tries those that were refused. It is kept when all is done, since it
is what tells a second import of the same file from a first one.

A file that was changed meanwhile is not gone on with: rows would be skipped or done twice. What was
refused stands in FILE.errors.jsonl, to be corrected and imported there.
"""

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec
from msgspec import Raw

from handlers.method import Method
from rpc import codec, failures
from rpc.cli import rows, tables
from rpc.cli.calling import MAX_ATTEMPTS, Client, waiting
from rpc.cli.rows import MAX_ROW, Row
from schemas.batch import MAX_CALLS

# An import where everything is refused ends: something is wrong with all of it.
MAX_REFUSED = 100_000

_LATER = (failures.TOO_MANY_REQUESTS, failures.UNAVAILABLE)
_TOO_LARGE = 413

Answer = dict[str, Any]


class _Told(msgspec.Struct):
    row: int
    status: str


@dataclass
class Progress:
    """What became of the rows: all up to `last` are done, but for those that were refused."""

    path: Path
    last: int = 0
    done: int = 0
    refused: set[int] = field(default_factory=set)
    file: BinaryIO | None = None

    def is_done(self, number: int) -> bool:
        """Tell whether a row was imported already."""
        return number <= self.last and number not in self.refused

    def open(self, head: Answer) -> None:
        """Take up what an import of the same file, method and server has written, or begin."""
        self.file = self.path.open("ab+")
        self.file.seek(0)
        end = 0
        for line in self.file:
            # A line that a crash has cut off tells nothing.
            if not line.endswith(b"\n"):
                break
            try:
                if end:
                    told = msgspec.json.decode(line, type=_Told)
                    self._take(told.row, is_done=told.status == "ok")
                else:
                    _check_head(self.path, msgspec.json.decode(line, type=dict[str, str]), head)
            except msgspec.DecodeError:
                raise click.ClickException(
                    f"{self.path} is not the progress of an import"
                ) from None
            end += len(line)
        self.file.truncate(end)
        if end == 0:
            self._write([head])

    def add(self, outcomes: Iterable[tuple[Row, Answer]]) -> None:
        """Note what became of rows, before anything else is sent."""
        told = []
        for row, answer in outcomes:
            self._take(row.number, is_done=answer["status"] == "ok")
            id_ = {"id": answer["id"]} if "id" in answer else {}
            told.append({"row": row.number, "status": answer["status"], **id_})
        if self.file:
            self._write(told)

    def close(self) -> None:
        """Close the file, which is kept."""
        if self.file:
            self.file.close()

    def _take(self, number: int, *, is_done: bool) -> None:
        self.last = max(self.last, number)
        self.done += is_done
        (self.refused.discard if is_done else self.refused.add)(number)

    def _write(self, told: list[Answer]) -> None:
        assert self.file
        self.file.write(b"".join(codec.encode(each) + b"\n" for each in told))
        self.file.flush()
        os.fsync(self.file.fileno())


@dataclass
class Import:
    """An import that runs: where it goes, and how."""

    client: Client
    method: Method
    digest: str
    is_dry: bool

    def head(self) -> Answer:
        """Return what tells this import from others of the same file's name."""
        url, entity = self.client.url, self.client.entity
        return {"file": self.digest, "method": self.method.name, "url": url, "entity": entity}

    def outcomes(self, batch: Sequence[Row]) -> list[tuple[Row, Answer]]:
        """Send rows, those again that the server had no time for; return each one's answer."""
        answers = {row.number: {"status": "error", "errors": row.faults} for row in batch}
        sent = [row for row in batch if not row.faults]
        attempts = 0
        while sent and attempts < MAX_ATTEMPTS:
            time.sleep(waiting(attempts) if attempts else 0)
            answers.update(zip([row.number for row in sent], self._answers(sent), strict=True))
            later = [row for row in sent if _is_later(answers[row.number])]
            # As long as some get through, a slow limit is no reason to give up.
            attempts = attempts + 1 if len(later) == len(sent) else 1
            sent = later
        return [(row, answers[row.number]) for row in batch]

    def _answers(self, sent: Sequence[Row]) -> list[Answer]:
        if not sent:
            return []
        calls = [self._call(row) for row in sent]
        reply = self.client.insist("batch", {"calls": calls, "dryRun": self.is_dry})
        if reply.status == _TOO_LARGE and len(sent) > 1:
            half = len(sent) // 2
            return self._answers(sent[:half]) + self._answers(sent[half:])
        answer = reply.answer
        if answer["status"] != "ok":
            raise click.ClickException("; ".join(tables.refusals(answer)))
        return list(answer["results"])

    def _call(self, row: Row) -> Answer:
        call = {"method": self.method.name, "request": Raw(row.body)}
        if not self.is_dry:
            seed = f"{self.digest} {self.method.name} {row.number}"
            call["idempotencyKey"] = hashlib.sha256(seed.encode()).hexdigest()
        return call


def run(client: Client, path: Path, method: Method, *, stop: bool, is_dry: bool) -> None:
    """Import a file and tell how it went; the command ends with status 1 if any was refused."""
    digest, count = rows.examined(path, method)
    errors = path.with_name(f"{path.name}.errors.jsonl")
    import_ = Import(client, method, digest, is_dry)
    with closing(Progress(path.with_name(f"{path.name}.progress"))) as progress:
        if not is_dry:
            progress.open(import_.head())
        before = progress.done
        refused = 0
        with click.progressbar(
            length=count,
            label=path.name,
            file=sys.stderr,
            show_pos=True,
            hidden=not sys.stderr.isatty(),
        ) as bar:
            bar.update(before)
            pending = (row for row in rows.read(path, method) if not progress.is_done(row.number))
            # With `stop`, nothing may be on its way behind the row that is refused.
            for batch in _batches(pending, 1 if stop else MAX_CALLS):
                outcomes = import_.outcomes(batch)
                progress.add(outcomes)
                refusals = [(row, answer) for row, answer in outcomes if answer["status"] != "ok"]
                _write_errors(errors, refusals, anew=not refused)
                refused += len(refusals)
                bar.update(len(batch))
                if refused > MAX_REFUSED:
                    raise click.ClickException(f"{refused} rows are refused: see {errors}")
                if refused and stop:
                    break
        told = f"rows {'that could be ' if is_dry else ''}imported: {progress.done - before}"
    told += f", before: {before}" if before else ""
    click.echo(f"{told}, refused: {refused}, see {errors}" if refused else told)
    if refused:
        sys.exit(1)


def _batches(pending: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Put rows together, as many as a request may hold."""
    batch: list[Row] = []
    weight = 0
    for row in pending:
        if batch and (len(batch) == size or weight + len(row.body) > MAX_ROW):
            yield batch
            batch, weight = [], 0
        batch.append(row)
        weight += len(row.body)
    if batch:
        yield batch


def _write_errors(path: Path, refusals: Sequence[tuple[Row, Answer]], *, anew: bool) -> None:
    """Write refused rows down; what another import wrote goes once something is known."""
    if anew:
        path.unlink(missing_ok=True)
    if not refusals:
        return
    with path.open("ab") as file:
        for row, answer in refusals:
            told = {"line" if row.faults else "request": row.raw}
            line = {"row": row.number, "errors": answer["errors"], **told}
            file.write(codec.encode(line) + b"\n")


def _is_later(answer: Answer) -> bool:
    return answer["status"] != "ok" and answer["errors"][0]["type"] in _LATER


def _check_head(path: Path, told: dict[str, str], head: Answer) -> None:
    """Refuse to go on with what another import has written."""
    other = next((name for name in head if told.get(name) != head[name]), None)
    if other is None:
        return
    if other == "file":
        why = "it was changed since: correct its .errors.jsonl instead, and import that"
    else:
        why = f"it was with another {other}, '{told.get(other)}'"
    raise click.ClickException(
        f"an import of this file was begun, but {why}, or delete {path} to import every row anew"
    )
