"""Commands as people type them: in this process, in one of its own, and at a terminal."""

import os
import pty
import struct
import subprocess
import sys
import termios
from fcntl import ioctl
from pathlib import Path

from click.testing import CliRunner, Result

from rpc.__main__ import main
from tests.api import KEY


def typed(url: str, *arguments: str, stdin: str | None = None, key: str = KEY) -> Result:
    """Run a command in this process, with its output in a pipe."""
    variables = {"ORDERLY_URL": url, "ORDERLY_KEY": key}
    return CliRunner().invoke(main, arguments, stdin, env=variables, catch_exceptions=False)


def begun(url: str, *arguments: str, terminal: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Begin a command in a process of its own."""
    # COLUMNS would be taken for the width of the terminal.
    variables = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    return subprocess.Popen(
        [sys.executable, "-m", "rpc", *arguments],
        cwd=Path(__file__).parent.parent,
        env={**variables, "ORDERLY_URL": url, "ORDERLY_KEY": KEY},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )


def at_terminal(url: str, *arguments: str, columns: int) -> tuple[int, str]:
    """Run a command at a terminal of this width; return its exit status and what is seen."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = begun(url, *arguments, terminal=theirs)
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 65536):
            seen += part
    except OSError:  # the way in which a terminal says that nobody writes any more
        pass
    os.close(ours)
    return process.wait(), seen.decode().replace("\r\n", "\n")
