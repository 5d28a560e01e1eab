"""Measuring one kind of request: rounds on our server and on the bare one, by turns."""

import pstats
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, cast

from bench import servers
from bench.load import Address, Round, drive
from bench.rows import Row

COLUMNS = (
    "request",
    "bytes",
    "requests/s",
    "calls/s",
    "p50 ms",
    "p99 ms",
    "bare/s",
    "share",
    "goal",
)
REQUESTS = 20_000
WARM_UP = 1.0
MAX_BUSY = 0.9
SHOWN = 30
SHOWN_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class Load:
    """How servers are driven."""

    seconds: float
    rounds: int
    connections: int

    def drive(self, address: Address, requests: Sequence[bytes], seconds: float) -> Round:
        """Drive a server; say so where that is not what was measured."""
        done = drive(address, requests, seconds=seconds, connections=self.connections)
        if done.wrong:
            print(f"WRONG: {done.wrong:,} answers, such as\n{done.example}", file=sys.stderr)
        if done.busy > MAX_BUSY:
            print(f"The load itself was the bottleneck: {done.busy:.0%} busy", file=sys.stderr)
        return done


@dataclass(frozen=True, slots=True)
class Measured:
    """A row of the table, measured in rounds on our server and on the bare one, by turns.

    The fastest round of each is shown, which other work disturbed least. The share is the median of
    what our rounds are of the bare ones beside them: a machine's speed may double from one minute
    to the next.
    """

    row: Row
    rounds: Sequence[tuple[Round, Round]]
    wrong: int

    @property
    def ours(self) -> Round:
        """Return our server's fastest round."""
        return max((ours for ours, _ in self.rounds), key=lambda each: each.rate)

    @property
    def bare(self) -> Round:
        """Return the bare server's fastest round."""
        return max((bare for _, bare in self.rounds), key=lambda each: each.rate)

    @property
    def share(self) -> float:
        """Return what part of the bare server's speed is ours."""
        return median(ours.rate / bare.rate for ours, bare in self.rounds)

    @property
    def goal(self) -> str:
        """Return the goal and whether it was reached."""
        if self.row.share is not None:
            return _against(self.share, self.row.share, f"{self.row.share}")
        if self.row.rate is not None:
            return _against(self.ours.rate, self.row.rate, f"{self.row.rate}/s")
        return ""

    def cells(self) -> Iterator[str]:
        """Yield what the table shows, in the order of the columns."""
        yield self.row.name
        yield f"{self.ours.size:,}"
        yield f"{self.ours.rate:,.0f}" + (f", {self.wrong:,} WRONG" if self.wrong else "")
        yield f"{self.ours.rate * self.row.calls:,.0f}"
        yield f"{self.ours.p50 * 1000:.1f}"
        yield f"{self.ours.p99 * 1000:.1f}"
        yield f"{self.bare.rate:,.0f}"
        yield f"{self.share:.2f}"
        yield self.goal


def measure(row: Row, ours: Address, size: int, load: Load) -> Measured:
    """Measure a row: our server and the bare one by turns, so that noise hits both."""
    chance = Random(row.name)
    faults = row.wrong(ours, chance, size)
    if faults:
        print(
            f"WRONG: {len(faults)} answers, such as\n{faults[0][:SHOWN_CHARACTERS]}",
            file=sys.stderr,
        )
    first = load.drive(ours, row.requests(chance, size, REQUESTS), WARM_UP)
    rounds: list[tuple[Round, Round]] = []
    with servers.bare(row.path, first.size) as bare:
        load.drive(bare, row.requests(chance, size, REQUESTS), WARM_UP)
        for _ in range(load.rounds):
            requests = row.requests(chance, size, REQUESTS)
            one, other = (load.drive(server, requests, load.seconds) for server in (ours, bare))
            rounds.append((one, other))
    wrong = sum(one.wrong + other.wrong for one, other in rounds)
    return Measured(row, rounds, len(faults) + first.wrong + wrong)


def table(measured: Sequence[Measured]) -> str:
    """Return the results as a table in Markdown."""
    rule = ["---"] + ["---:"] * (len(COLUMNS) - 2) + ["---"]
    rows = [COLUMNS, rule, *(each.cells() for each in measured)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def costs(profile: Path, answers: int) -> str:
    """Return what costs our server most, in microseconds a request, as the profiler slows it."""
    stats: dict[tuple[str, int, str], Any] = cast("Any", pstats.Stats(str(profile))).stats
    found = sorted(stats.items(), key=lambda each: each[1][2], reverse=True)
    lines = ["  own µs  all µs   calls"]
    # What is rarer than requests is the start of the server.
    often = [each for each in found if each[1][1] > answers / 2]
    for (file, line, name), (_, calls, own, all_, _) in often[:SHOWN]:
        each = [own / answers * 1e6, all_ / answers * 1e6, calls / answers]
        where = "/".join(Path(file).parts[-2:])
        lines.append("".join(f"{value:8.1f}" for value in each) + f"  {name} ({where}:{line})")
    return "\n".join(lines)


def _against(value: float, goal: float, shown: str) -> str:
    return f"≥ {shown} {'reached' if value >= goal else 'MISSED'}"
