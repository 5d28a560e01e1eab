"""The command `python -m bench`: fill databases, drive the servers, print tables."""

import os
import platform
import sqlite3
import sys
from importlib.metadata import version
from random import Random

import click

from bench import filling, measuring, servers
from bench.load import loop_factory
from bench.measuring import Load, Measured
from bench.rows import ROWS, Row
from store import databases

LOG = filling.DATA / "server.log"
PROFILE = filling.DATA / "server.profile"
NAMES = [row.name for row in ROWS]


@click.command()
@click.option(
    "--size", "sizes", type=int, multiple=True, help="how many orders, and invoices; repeatable"
)
@click.option("--only", type=click.Choice(NAMES), multiple=True, help="one row; repeatable")
@click.option("--seconds", default=2.0, show_default=True, help="of each round")
@click.option("--rounds", default=5, show_default=True, help="on each server")
@click.option("--connections", default=64, show_default=True)
@click.option("--database", help="a PostgreSQL to use instead of files; filled if it is empty")
@click.option("--workers", default=1, show_default=True, help="server processes")
@click.option("--profile", is_flag=True, help="tell where the time goes instead")
def main(
    *,
    sizes: tuple[int, ...],
    only: tuple[str, ...],
    seconds: float,
    rounds: int,
    connections: int,
    database: str | None,
    workers: int,
    profile: bool,
) -> None:
    """Measure the server over 10,000 and 1,000,000 orders and as many invoices.

    Beside it, a bare aiohttp handler is measured.
    """
    load = Load(seconds, rounds, connections)
    rows = [row for row in ROWS if not only or row.name in only]
    how = f"{workers} server process(es), {connections} connections"
    rule = f"the best of {rounds} rounds of {seconds} s, and the median of their shares"
    kind = _kind(database) if database else f"SQLite {sqlite3.sqlite_version}"
    report = [f"{_machine()}, {kind}\n{how}, {rule}, access log on and sent to {LOG}"]
    wrong = 0
    sizes = sizes or (10_000, 1_000_000)
    for size in sizes[:1] if database else sizes:
        url = database or filling.sqlite_file(size)
        made = filling.fill(url, size)
        try:
            if profile:
                _profile(rows, url, made, load)
                continue
            measured = _measure(rows, url, made, load, workers)
        finally:
            filling.trim(url, made)
        wrong += sum(each.wrong for each in measured)
        report.append(f"{made:,} orders, {made:,} invoices:\n\n{measuring.table(measured)}")
    if not profile:
        click.echo("\n\n".join(report))
    if wrong:
        sys.exit(f"{wrong:,} answers were WRONG")


def _measure(rows: list[Row], url: str, size: int, load: Load, workers: int) -> list[Measured]:
    measured = []
    with servers.orderly(url, workers=workers, log=LOG) as ours:
        for row in rows:
            measured.append(measuring.measure(row, ours, size, load))
            click.echo(" ".join(measured[-1].cells()), err=True)
    return measured


def _profile(rows: list[Row], url: str, size: int, load: Load) -> None:
    for row in rows:
        requests = row.requests(Random(row.name), size, measuring.REQUESTS)
        with servers.orderly(url, workers=1, log=LOG, profile=PROFILE) as ours:
            done = load.drive(ours, requests, load.seconds)
        click.echo(f"{row.name}, {done.rate:,.0f}/s under the profiler, {size:,} of each\n")
        click.echo(measuring.costs(PROFILE, done.answers) + "\n")


def _kind(url: str) -> str:
    """Tell of a PostgreSQL what makes its writes cheaper than they should be."""
    opened = databases.connect(url)
    forgetful = "".join(f", {name}=off" for name in opened.forgetful_settings())
    opened.close()
    return f"PostgreSQL{forgetful}"


def _machine() -> str:
    loop = f"uvloop {version('uvloop')}" if loop_factory() else "asyncio"
    return (
        f"{platform.python_implementation()} {platform.python_version()}, {loop}, "
        f"aiohttp {version('aiohttp')}, {os.cpu_count()} processors"
    )


if __name__ == "__main__":
    main()
