#!/usr/bin/env python3
"""Prepare .venv and start Orderly, its tests or its benchmark with the standard library alone."""

# Whatever Python the reader has must parse this file, and run it down to the line that refuses
# its version. A test holds the syntax to that of Python 3.6.
import hashlib
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
from typing import NoReturn

USAGE = """\
Usage: python3 run.py COMMAND [ARGUMENT ...]

  setup   prepare .venv, which the others do by themselves
  demo    serve sample orders and invoices; arguments go to `orderly demo`
  test    run the tests side by side; arguments go to pytest, -n 0 runs one after the other
  bench   measure the server; arguments go to the benchmark
  lint    check format, lint and types
  check   lint, then test
"""


def complaint(major: int, minor: int) -> str:
    """Say what is wrong with a version of Python, or nothing."""
    if (major, minor) >= (3, 11):
        return ""
    return f"Orderly needs Python 3.11 or newer, and this is Python {major}.{minor}."


if complaint(*sys.version_info[:2]):
    sys.exit(complaint(*sys.version_info[:2]))

ROOT = pathlib.Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
UV = shutil.which("uv")
VENV_ADVICE = f"""Debian and Ubuntu keep that part of Python in a package of its own:

    sudo apt install python3-venv

(python{sys.version_info[0]}.{sys.version_info[1]}-venv if this Python is not their usual one.)"""


def main(arguments: list[str]) -> None:
    """Do what the command line asks for."""
    command, *rest = arguments or ["help"]
    if command in {"help", "-h", "--help"}:
        print(USAGE, end="")
        return
    if command not in {"setup", "demo", "test", "bench", "lint", "check"}:
        sys.exit(f"There is no command {command!r}.\n\n{USAGE}")

    os.chdir(ROOT)
    prepare("run" if command == "demo" else "test")
    if command == "demo":
        become(BIN / "orderly", "demo", *rest)
    if command == "bench":
        become(PYTHON, "-m", "bench", *rest)
    if command in {"lint", "check"}:
        demand("ruff", "format", "--check", ".")
        demand("ruff", "check", ".")
        demand("mypy")
    if command in {"test", "check"}:
        become(PYTHON, "-m", "pytest", "-n", "auto", *rest)


def prepare(purpose: str) -> None:
    """Make .venv fit for the purpose; if it is, say nothing and need no network."""
    wanted = fingerprint(ROOT)
    ready = {name: VENV / f".ready-{name}" for name in ("run", "test")}
    # What serves the tests serves the demonstration too.
    for marker in (ready[purpose], ready["test"]):
        if PYTHON.exists() and marker.exists() and marker.read_text() == wanted:
            return

    print("Preparing .venv; this takes about a minute, once.", file=sys.stderr, flush=True)
    if not reusable():
        create()
    # An interrupted installation must not look like a finished one.
    for marker in ready.values():
        marker.unlink(missing_ok=True)
    install(".[test]" if purpose == "test" else ".")
    ready[purpose].write_text(wanted)


def fingerprint(root: pathlib.Path) -> str:
    """Digest what decides whether .venv is up to date."""
    # The place belongs to it: scripts in .venv name it, and a tree may be moved or copied.
    digest = hashlib.sha256(f"{sys.version}\n{root}\n".encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def reusable() -> bool:
    """Tell whether .venv has the Python that runs this, and packages can be installed into it."""
    probe = f"import sys; assert sys.version_info[:2] == {sys.version_info[:2]}"
    if not UV:
        probe += "; import pip"
    try:
        return not subprocess.run(
            [PYTHON, "-c", probe], capture_output=True, check=False
        ).returncode
    except OSError:
        return False


def create() -> None:
    """Make an empty .venv, in place of whatever is there."""
    if pathlib.Path(sys.prefix) == VENV:
        sys.exit("This .venv is broken, and in use: run `deactivate`, then repeat.")
    shutil.rmtree(VENV, ignore_errors=True)
    if UV:
        quietly("uv can not make .venv.", UV, "venv", "--seed", "--python", sys.executable, VENV)
    elif importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        quietly(f"Python can not make .venv. {VENV_ADVICE}", sys.executable, "-m", "venv", VENV)
    else:
        sys.exit(f"This Python has no venv, or no ensurepip. {VENV_ADVICE}")


def install(what: str) -> None:
    """Install Orderly from this folder, editable, and the pinned packages that it needs."""
    python = str(PYTHON)
    pip = [UV, "pip", "install", "--python", python] if UV else [python, "-m", "pip", "install"]
    advice = "The packages can not be installed. Is there a connection to the package index?"
    quietly(advice, *pip, "--quiet", "-c", "constraints.txt", "-e", what)


def quietly(advice: str, *command: str | pathlib.Path) -> None:
    """Run a command; only if it fails, show what it said, and stop with the advice."""
    # Debian's venv explains itself on standard output, pip on standard error.
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\n{advice}")


def demand(*tool: str) -> None:
    """Run a tool of .venv, and stop if it finds fault."""
    if subprocess.call([PYTHON, "-m", *tool]):
        sys.exit(f"Failed: {' '.join(tool)}")


def become(*command: str | pathlib.Path) -> NoReturn:
    """Leave the process to a command."""
    sys.stdout.flush()
    if os.name == "nt":
        # There execv returns to the prompt while the new process is still writing.
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
