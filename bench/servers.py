"""The servers that are measured, each a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bench.load import Address

KEY = "benchmark-key-with-full-access-01234567"

_HOST = "127.0.0.1"
_PATIENCE = 20


@contextmanager
def orderly(
    database: str, *, workers: int, log: Path, profile: Path | None = None
) -> Iterator[Address]:
    """Run `orderly serve` with its defaults, its log in a file."""
    port = _free_port()
    settings = {
        "ORDERLY_DATABASE": database,
        "ORDERLY_PORT": str(port),
        "ORDERLY_WORKERS": str(workers),
        "ORDERLY_BOOTSTRAP_KEY": KEY,
        # The report says it where the database is one.
        "ORDERLY_FORGETFUL_DATABASE": "true",
    }
    python = [sys.executable]
    if profile is not None:
        python += ["-m", "cProfile", "-o", str(profile)]
    program = Path(sys.executable).with_name("orderly")
    with (
        log.open("wb") as output,
        _running([*python, str(program), "serve"], port, settings, output),
    ):
        yield _HOST, port


@contextmanager
def bare(path: str, size: int) -> Iterator[Address]:
    """Run the bare handler with answers of a size."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.bare", str(port), path, str(size)]
    with _running(command, port, {}, None):
        yield _HOST, port


@contextmanager
def _running(
    command: list[str], port: int, settings: dict[str, str], output: IO[bytes] | None
) -> Iterator[None]:
    """Run a server as long as the block lasts; it begins when the server answers."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("ORDERLY_")}
    process = subprocess.Popen(command, env=inherited | settings, stderr=output)
    try:
        _wait(process, port)
        yield
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection((_HOST, port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.05)
    sys.exit(f"The server does not start: {process.args!r}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port
