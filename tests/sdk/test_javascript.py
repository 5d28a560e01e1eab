"""The Admin SDK for JavaScript: its own tests, also beside a real server, its types, its size."""

import asyncio
import gzip
import hashlib
import json
import os
import re
import shutil
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from rpc.describing import script, typescript
from tests.api import KEY
from tests.conftest import Start

ROOT = Path(__file__).parents[2]
SDK = ROOT / "sdk" / "js"
TYPES = SDK / "test" / "types"
MAX_SIZE = 4096
SECONDS = 120

NODE = shutil.which("node")
NPM = shutil.which("npm")
needs_node = pytest.mark.skipif(not NODE, reason="no node: the Admin SDK is not tested")
needs_npm = pytest.mark.skipif(not NPM, reason="no npm: the types of the Admin SDK are not tested")

COMPLAINT = re.compile(r"^(\w+\.ts)\((\d+),")


async def run(folder: Path, *command: str | None, **environment: str) -> tuple[int, str]:
    """Run a program in a folder and return its exit status and all that it said."""
    process = await asyncio.create_subprocess_exec(
        *filter(None, command),
        cwd=folder,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    except TimeoutError:
        process.kill()
        raise
    return process.returncode or 0, said.decode()


@needs_node
@pytest.mark.parametrize("name", ["admin", "again", "script"])
async def test_its_own_tests_pass(name: str) -> None:
    status, said = await run(SDK, NODE, "--test", f"test/{name}.test.mjs")

    assert status == 0, said


@needs_node
async def test_it_speaks_with_a_real_server(start: Start) -> None:
    served = {"ORDERLY_URL": await start(), "ORDERLY_LIMITED_URL": await start(rate_limit=60)}
    urls = {name: str(client.make_url("/")) for name, client in served.items()}

    status, said = await run(SDK, NODE, "--test", "test/orderly.test.mjs", ORDERLY_KEY=KEY, **urls)

    assert status == 0, said
    assert "# SKIP" not in said


@needs_npm
async def test_the_compiler_finds_what_is_wrong_and_nothing_else(
    pytestconfig: pytest.Config,
) -> None:
    compiler = await typescript_compiler(pytestconfig)

    _, said = await run(TYPES, NODE, compiler, "--pretty", "false")

    found = [COMPLAINT.match(each) for each in re.split(r"\n(?=\S)", said)]
    assert all(found), said
    complaints = {(each[1], int(each[2])): each.string for each in found if each is not None}
    marks = {
        ("wrong.ts", number): line.rpartition(" // ")[2]
        for number, line in enumerate((TYPES / "wrong.ts").read_text().splitlines(), 1)
        if " // " in line
    }
    assert complaints.keys() == marks.keys(), said
    assert all(marks[place] in complaint for place, complaint in complaints.items()), said


async def typescript_compiler(config: pytest.Config) -> str:
    """Return the path of the compiler that the lock file names; npm brings it, once."""
    lock = SDK / "package-lock.json"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    folder = config.cache.mkdir(f"typescript-{digest}")
    compiler = folder / "node_modules" / "typescript" / "bin" / "tsc"
    if not compiler.exists():
        for each in (lock, SDK / "package.json"):
            shutil.copy(each, folder)
        status, said = await run(folder, NPM, "ci", "--ignore-scripts")
        if status:
            pytest.skip(f"npm can not install TypeScript, so types are not tested: {said}")
    return str(compiler)


@pytest.mark.parametrize("made", [script, typescript])
def test_what_is_made_is_committed(made: ModuleType) -> None:
    assert made.PATH.read_text() == made.render(), "run 'orderly reference --write'"


def test_the_script_is_small() -> None:
    assert len(gzip.compress(script.PATH.read_bytes())) < MAX_SIZE


def test_the_types_tell_of_what_the_module_exports() -> None:
    names = re.search(r"^export \{(.*)\};$", script.SOURCE.read_text(), re.MULTILINE)
    assert names
    typed = re.findall(r"^export (?:function|class) (\w+)", typescript.HEAD, re.MULTILINE)

    assert set(names[1].replace(" ", "").split(",")) == set(typed)


def test_the_package_is_of_this_release_and_names_no_host() -> None:
    package = json.loads((SDK / "package.json").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert package["version"] == project["version"]
    assert "://" not in (SDK / "package-lock.json").read_text()
    assert (SDK / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
