"""Servers in processes of their own: how they start and end, and stand in for one another."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from handlers import setup
from rpc import config, server
from store import databases, entities
from tests.api import KEY
from tests.clocks import by_the_clock
from tests.serving import Serving, serving

CREATE = "/api/v6/commerce.tax-classes.create"
COUNT = "/api/v6/commerce.tax-classes.count"
HEADERS = {"X-Key": KEY, "Content-Type": "application/json"}
# B11 of RELIABILITY.md.
STOP_SECONDS = 5


def workers(running: Serving) -> set[int]:
    """Return the process ids of the workers."""
    children = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children")
    return {int(pid) for pid in children.read_text().split()}


def wait_until(is_so: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait until something is so; tell whether it came to that."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


async def count(session: aiohttp.ClientSession) -> int:
    async with session.post(COUNT, data=b"{}") as response:
        return int((await response.json())["count"])


async def count_once(url: str) -> int:
    """Count on a connection of its own, so that any of the workers may answer."""
    async with aiohttp.ClientSession(url, headers=HEADERS) as session:
        return await count(session)


class Load:
    """Callers who create until the server is gone, and what they were told."""

    def __init__(self) -> None:
        self.acknowledged: list[str] = []
        self.others: list[tuple[int, Any]] = []
        self.unanswered: list[str] = []
        self.is_heavy = asyncio.Event()

    async def run(self, url: str, name: str) -> None:
        """Create one after the other."""
        async with aiohttp.ClientSession(url, headers=HEADERS) as session:
            for i in range(100_000):
                code = f"{name}-{i}"
                try:
                    async with session.post(CREATE, json={"taxClass": {"code": code}}) as response:
                        # A part of an answer would raise here.
                        told = json.loads(await response.read())
                except aiohttp.ClientConnectionError:
                    self.unanswered.append(code)
                    return
                if told["status"] == "ok":
                    self.acknowledged.append(code)
                    if len(self.acknowledged) == 50:
                        self.is_heavy.set()
                else:
                    self.others.append((response.status, told))


async def end_under_load(running: Serving) -> Load:
    """Send SIGTERM while callers create."""
    load = Load()
    callers = [asyncio.create_task(load.run(running.url, f"caller{i}")) for i in range(8)]
    await load.is_heavy.wait()
    running.process.send_signal(signal.SIGTERM)
    await asyncio.gather(*callers)
    return load


@by_the_clock
async def test_sigterm_answers_what_runs_and_loses_nothing(database_url: str) -> None:
    with serving(database_url) as running:
        load = await end_under_load(running)
        began = time.monotonic()
        code = await asyncio.to_thread(running.process.wait, STOP_SECONDS)

    database = databases.connect(database_url)
    stored = await stored_codes(database_url)
    database.close()

    assert code == 0
    assert time.monotonic() - began < STOP_SECONDS
    assert {status for status, _ in load.others} <= {503}
    assert set(load.acknowledged) <= stored
    # What is stored beyond that was asked for, and its answer did not arrive any more.
    assert stored - set(load.acknowledged) <= set(load.unanswered)


async def stored_codes(database_url: str) -> set[str]:
    """Read the codes back through a second server."""
    with serving(database_url) as again:
        async with aiohttp.ClientSession(again.url, headers=HEADERS) as session:
            codes: set[str] = set()
            while True:
                body = {"fields": ["code"], "limit": 1000, "first": len(codes)}
                async with session.post("/api/v6/commerce.tax-classes.find", json=body) as response:
                    page = (await response.json())["taxClasses"]
                codes |= {each["code"] for each in page}
                if len(page) < 1000:
                    return codes


def head(path: str, length: int) -> bytes:
    """Return the head of a request."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nX-Key: {KEY}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


async def connect(running: Serving) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = running.url.removeprefix("http://").split(":")
    return await asyncio.open_connection(host, int(port))


@by_the_clock
async def test_a_request_that_runs_when_the_end_comes_is_answered(tmp_path: Path) -> None:
    body = b'{"taxClass":{"code":"VAT"}}'
    with serving(f"sqlite:///{tmp_path}/new.db") as running:
        with contextlib.closing(sqlite3.connect(tmp_path / "new.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            reader, writer = await connect(running)
            writer.write(head(CREATE, len(body)) + body)
            await asyncio.sleep(0.3)
            running.process.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.3)
        answer = await reader.read()
        writer.close()
        code = await asyncio.to_thread(running.process.wait, STOP_SECONDS)

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nConnection: close\r\n" in answer
    assert answer.endswith(b'{"status":"ok","id":1}')
    assert code == 0


@by_the_clock
async def test_a_request_that_is_half_here_when_the_end_comes_is_told_503(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path}/new.db") as running:
        reader, writer = await connect(running)
        writer.write(head(COUNT, 2) + b"{")
        await asyncio.sleep(0.3)
        began = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        answer = await reader.read()
        writer.close()
        code = await asyncio.to_thread(running.process.wait, STOP_SECONDS)

    assert answer.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"\r\nRetry-After: 1\r\n" in answer
    assert code == 0
    assert time.monotonic() - began < STOP_SECONDS - 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@by_the_clock
def test_an_idle_server_ends_at_once(tmp_path: Path, number: int) -> None:
    with serving(f"sqlite:///{tmp_path}/new.db") as running:
        began = time.monotonic()
        running.process.send_signal(number)
        code = running.process.wait(STOP_SECONDS)
        took = time.monotonic() - began

    assert code == 0
    assert took < STOP_SECONDS


async def test_every_line_of_the_log_is_json(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path}/new.db", access_log="true") as running:
        await count_once(running.url)
        async with aiohttp.ClientSession(running.url) as session, session.get("/") as response:
            await response.read()
        running.process.terminate()
        running.process.wait(STOP_SECONDS)
        lines = [json.loads(line) for line in running.log().splitlines()]

    # The call, and the page that "/" leads to.
    assert [(line["event"], line["outcome"]) for line in lines] == [("call", "ok")] * 3


def test_an_empty_database_gets_its_tables_and_its_first_entity(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/folder/orderly.db"
    with serving(url) as running:
        assert asyncio.run(count_once(running.url)) == 0

    database = databases.connect(url)
    assert entities.ids(database) == [1]
    database.close()


def test_a_first_entity_is_made_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = databases.connect(f"sqlite:///{tmp_path}/new.db")

    def fail(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(setup, "entity", fail)
        with pytest.raises(KeyboardInterrupt):
            server.prepare(database)

    assert entities.ids(database) == []
    server.prepare(database)
    assert len(entities.ids(database)) == 1
    database.close()


def test_a_taken_port_is_told_by_its_number() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        chosen = config.load({}, {"port": port})

        with pytest.raises(OSError, match=f"can not listen on 127.0.0.1, port {port}: Address"):
            server._listen(chosen)


# Several workers, which only PostgreSQL allows.


postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@postgresql
async def test_several_workers_answer_and_end_together(database_url: str) -> None:
    with serving(database_url, workers=2) as running:
        assert wait_until(lambda: len(workers(running)) == 2)
        load = await end_under_load(running)
        code = await asyncio.to_thread(running.process.wait, STOP_SECONDS)

    assert code == 0
    assert len(load.acknowledged) == len(set(load.acknowledged)) >= 50
    assert {status for status, _ in load.others} <= {503}


@postgresql
async def test_a_worker_that_is_killed_is_replaced(database_url: str) -> None:
    with serving(database_url, workers=2) as running:
        assert wait_until(lambda: len(workers(running)) == 2)
        before = workers(running)
        killed = min(before)
        os.kill(killed, signal.SIGKILL)
        # The other one goes on meanwhile.
        counts = [await count_once(running.url) for _ in range(10)]
        replaced = wait_until(lambda: len(workers(running) - {killed}) == 2)
        counts += [await count_once(running.url) for _ in range(10)]
        running.process.terminate()
        code = await asyncio.to_thread(running.process.wait, STOP_SECONDS)
        (line,) = [json.loads(line) for line in running.log().splitlines()]

    assert replaced
    assert counts == [0] * 20
    assert code == 0
    assert (line["event"], line["pid"], line["exit_code"]) == ("worker died", killed, -9)


@postgresql
def test_a_signal_right_after_the_start_is_not_missed(database_url: str) -> None:
    codes = []
    for milliseconds in (0, 5, 20, 60, 150):
        with serving(database_url, workers=4) as running:
            time.sleep(milliseconds / 1000)
            running.process.terminate()
            codes.append(running.process.wait(STOP_SECONDS))

    assert codes == [0] * 5


@postgresql
def test_workers_do_not_outlive_the_process_that_started_them(database_url: str) -> None:
    with serving(database_url, workers=2) as running:
        assert wait_until(lambda: len(workers(running)) == 2)
        orphans = workers(running)
        assert asyncio.run(count_once(running.url)) == 0
        running.process.kill()
        running.process.wait()
        are_gone = wait_until(lambda: not any(is_running(pid) for pid in orphans))

    assert are_gone


def is_running(pid: int) -> bool:
    """Tell whether a process is there and not just a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
