"""What a type checker knows of the Python client, and that its README is true."""

import os
import re
import subprocess
import sys
from pathlib import Path

import orderly_client
from tests.api import KEY
from tests.serving import serving

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "sdk/python"

# Each of these lines is wrong in one way.
WRONG = """\
client.call("commerce.invoices.fnd", {})
client.call("commerce.invoices.find", {"limitt": 1})
client.call("commerce.invoices.find", {"conditions": {"statsu": "Open"}})
client.call("commerce.invoices.find", {"conditions": {"status": "Opn"}})
client.call("commerce.invoices.find", {"query": {"total": {"gtee": 1}}})
client.call("commerce.invoices.get")
client.call("commerce.invoices.get", {"id": "1"})
client.call("commerce.invoices.get", {"id": 1}, dry_run=True)
client.call("commerce.invoices.get", {"id": 1}, timout=3)
client.call("commerce.invoices.get", {"id": 1})["invoic"]
client.call("commerce.tax-areas.create", {"taxArea": {"rates": {"1": 20.5}}})
client.call("commerce.invoices.delete", {"ids": [1]})["id"]
client.iterate("commerce.invoices.get", {"id": 1})
client.batch([("commerce.invoices.fnd", {})])
request: types.InvoicesFindRequest = {"conditions": {"statsu": "Open"}}
total: float = client.call("commerce.invoices.get", {"id": 1})["invoice"]["total"]
"""
HEAD = """\
from orderly_client import Client, types
client = Client("http://localhost", "key")
"""


def checked(path: Path) -> str:
    """Return what mypy says of a program, as a user of the package would run it."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", path],
        env={**os.environ, "MYPYPATH": str(PACKAGE / "src")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    return done.stdout


def examples() -> str:
    """Return the examples of the README, one after the other."""
    readme = (PACKAGE / "README.md").read_text()
    return "\n".join(re.findall(r"```python\n(.*?)```", readme, re.DOTALL))


def test_a_type_checker_refuses_what_is_misspelt(tmp_path: Path) -> None:
    program = tmp_path / "wrong.py"
    program.write_text(HEAD + WRONG)

    refused = {int(line) for line in re.findall(r"wrong\.py:(\d+): error", checked(program))}

    assert refused == set(range(3, 3 + len(WRONG.splitlines())))


def test_a_field_is_named_where_the_type_is(tmp_path: Path) -> None:
    program = tmp_path / "wrong.py"
    program.write_text(HEAD + WRONG.splitlines()[-2])

    assert 'Extra key "statsu" for TypedDict "InvoiceConditions"' in checked(program)


def test_the_examples_of_the_readme_are_right_and_do_what_they_say(tmp_path: Path) -> None:
    program = tmp_path / "readme.py"
    program.write_text(examples())

    with serving(f"sqlite:///{tmp_path}/new.db") as running:
        variables = {"ORDERLY_URL": running.url, "ORDERLY_KEY": KEY, "NO_PROXY": "127.0.0.1"}
        done = subprocess.run(
            [sys.executable, "-W", "error", program],
            env={**os.environ, **variables, "PYTHONPATH": str(PACKAGE / "src")},
            capture_output=True,
            text=True,
            check=False,
        )

    assert checked(program) == ""
    assert (done.stderr, done.returncode) == ("", 0)
    assert "'xx' is not a valid locale code (/invoice/locale)" in done.stdout


def test_the_package_promises_what_it_exports() -> None:
    assert sorted(orderly_client.__all__) == orderly_client.__all__
    assert all(hasattr(orderly_client, name) for name in orderly_client.__all__)
    assert (PACKAGE / "src/orderly_client/py.typed").exists()
