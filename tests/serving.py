"""Servers in processes of their own, for what one process can not show."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.api import KEY

READY = "Orderly serves on "


@dataclass
class Serving:
    """A server that runs."""

    url: str
    process: subprocess.Popen[str]
    reader: threading.Thread
    told: list[str]

    def log(self) -> str:
        """Return what it has told, once it has ended."""
        self.reader.join()
        return "".join(self.told)

    def kill(self) -> None:
        """End it and its workers at once, as a crash does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(database_url: str, **settings: object) -> Iterator[Serving]:
    """Run `orderly serve` on a free port; it is killed in the end if it still runs."""
    given = {
        "database": database_url,
        "bootstrap_key": KEY,
        "port": 0,
        "access_log": "false",
        # The PostgreSQL of the tests is one.
        "forgetful_database": "true",
    }
    variables = {f"ORDERLY_{k.upper()}": str(v) for k, v in {**given, **settings}.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "rpc", "serve"],
        env={**os.environ, **variables},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    assert line.startswith(READY), line + process.stderr.read()
    # A log that nobody reads stops the server once the pipe is full.
    told: list[str] = []
    reader = threading.Thread(target=told.extend, args=(process.stderr,))
    reader.start()
    running = Serving(line.removeprefix(READY).strip(), process, reader, told)
    try:
        # It listens by now, but is still about to answer.
        with closing(HTTPConnection(urlsplit(running.url).netloc, timeout=30)) as connection:
            connection.request("GET", "/healthz")
            connection.getresponse()
        yield running
    finally:
        if process.poll() is None:
            running.kill()
        reader.join()
        process.stderr.close()
