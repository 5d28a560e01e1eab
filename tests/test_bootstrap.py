"""run.py starts from nothing but a Python."""

import ast
import pathlib
import subprocess
import sys

import pytest

import run


def bootstrap(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Start run.py as a reader of the README does."""
    command = [sys.executable, run.__file__, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"], ["-h"]])
def test_usage_is_printed(arguments: list[str]) -> None:
    shown = bootstrap(*arguments)

    assert (shown.returncode, shown.stdout, shown.stderr) == (0, run.USAGE, "")


def test_an_unknown_command_is_refused_with_the_usage() -> None:
    refused = bootstrap("tset")

    assert refused.returncode == 1
    assert refused.stderr == f"There is no command 'tset'.\n\n{run.USAGE}\n"


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_an_old_python_is_refused_by_name(version: tuple[int, int]) -> None:
    assert run.complaint(*version).startswith("Orderly needs Python 3.11 or newer")
    assert run.complaint(*version).endswith("this is Python {}.{}.".format(*version))


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_new_python_is_welcome(version: tuple[int, int]) -> None:
    assert not run.complaint(*version)


def test_old_pythons_can_read_as_far_as_the_refusal() -> None:
    ast.parse(pathlib.Path(run.__file__).read_text(), feature_version=(3, 6))


@pytest.fixture
def tree(tmp_path: pathlib.Path) -> pathlib.Path:
    """Make a folder that looks like ours to run.py."""
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text(name)
    return tmp_path


def test_an_unchanged_tree_stays_ready(tree: pathlib.Path) -> None:
    assert run.fingerprint(tree) == run.fingerprint(tree)


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_requirement_is_noticed(tree: pathlib.Path, name: str) -> None:
    before = run.fingerprint(tree)
    (tree / name).write_text("changed")

    assert run.fingerprint(tree) != before


def test_a_moved_tree_is_noticed(tree: pathlib.Path) -> None:
    before = run.fingerprint(tree)
    moved = tree.rename(tree.with_name("moved"))

    assert run.fingerprint(moved) != before
