"""The command line: what operators type, what they are told, and the exit status."""

import asyncio
import importlib.metadata
import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg import sql

from rpc import auth
from rpc.__main__ import main
from rpc.config import SETTINGS
from tests.api import KEY
from tests.conftest import Start
from tests.serving import serving

COUNT = "commerce.tax-classes.count"
NOBODY = "postgresql://orderly:my-password@127.0.0.1:1/orderly"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/orderly.db"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the machine's settings out, and files in a folder of the test's own."""
    for name in [name for name in os.environ if name.startswith("ORDERLY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def orderly(*arguments: str, **variables: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, arguments, env=variables, catch_exceptions=False)


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, as operators do."""
    return subprocess.run(
        [sys.executable, "-m", "rpc", *arguments],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_version_is_that_of_the_package() -> None:
    told = orderly("--version")

    assert (told.exit_code, told.output) == (
        0,
        f"orderly {importlib.metadata.version('orderly')}\n",
    )


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["serve"],
        ["migrate"],
        ["key"],
        ["key", "create"],
        ["call"],
        ["import"],
        ["export"],
        ["config"],
        ["duties"],
    ],
    ids=str,
)
def test_every_command_has_help(command: list[str]) -> None:
    told = orderly(*command, "--help")

    assert told.exit_code == 0
    assert "Usage:" in told.output


def test_settings_are_options_and_variables() -> None:
    told = orderly("serve", "--help")

    for name in ("database", "host", "port", "workers"):
        assert f"--{name}" in told.output
        assert f"[ORDERLY_{name.upper()}]" in re.sub(r"\s+", "", told.output)


# Migrations.


def test_migrating_twice_does_nothing_the_second_time(url: str) -> None:
    pending = orderly("migrate", "--database", url, "--status")
    first = orderly("migrate", "--database", url)
    applied = orderly("migrate", "--database", url, "--status")
    second = orderly("migrate", "--database", url)

    assert {line.split()[0] for line in pending.output.splitlines()} == {"pending"}
    assert first.output.startswith("applied: 0001_initial")
    assert {line.split()[0] for line in applied.output.splitlines()} == {"applied"}
    assert second.output == "nothing to do\n"
    assert {told.exit_code for told in (pending, first, applied, second)} == {0}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_migrating_works_on_postgresql(database_url: str) -> None:
    told = started("migrate", "--database", database_url)

    assert (told.returncode, told.stdout, told.stderr) == (0, "nothing to do\n", "")


# Keys.


def test_a_key_is_shown_once_listed_without_its_secret_and_revoked(url: str) -> None:
    key = orderly("key", "create", "--database", url, "--name", "shop").output.strip()
    orderly("key", "create", "--database", url, "--name", "report", "--read-only", "--entity", "1")
    listed = orderly("key", "list", "--database", url)
    revoked = orderly("key", "revoke", "--database", url, "1")
    again = orderly("key", "revoke", "--database", url, "1")
    after = orderly("key", "list", "--database", url)

    assert auth.is_well_formed(key)
    assert re.sub(r"orderly_.{4}…", "orderly_XXXX…", listed.output).splitlines() == [
        "1  orderly_XXXX…  valid  reads and writes  all entities  shop",
        "2  orderly_XXXX…  valid  reads  entity 1  report",
    ]
    assert key not in listed.output
    assert (revoked.exit_code, revoked.output) == (0, "revoked key 1\n")
    assert (again.exit_code, again.output) == (
        1,
        "Error: there is no valid key 1: see 'orderly key list'\n",
    )
    assert after.output.split("  ")[2] == "revoked"


def test_a_key_for_an_entity_that_does_not_exist_is_refused(url: str) -> None:
    told = orderly("key", "create", "--database", url, "--entity", "36")

    assert told.exit_code == 2
    assert "entity 36 does not exist" in told.output


def test_links_are_revoked(url: str) -> None:
    told = orderly("revoke-links", "--database", url)

    assert (told.exit_code, told.output) == (0, "revoked the links of 0 entities\n")


# Settings.


def test_settings_are_printed_without_secrets() -> None:
    told = orderly("config", "--port", "0", ORDERLY_DATABASE=NOBODY, ORDERLY_BOOTSTRAP_KEY=KEY)

    assert told.exit_code == 0
    assert [line.split("=")[0] for line in told.output.splitlines()] == [
        setting.variable for setting in SETTINGS
    ]
    database = f"ORDERLY_DATABASE={NOBODY.replace('my-password', '…')}"
    assert {"ORDERLY_PORT=0", database, "ORDERLY_BOOTSTRAP_KEY=…"} <= {*told.output.splitlines()}
    assert "my-password" not in told.output
    assert KEY not in told.output


@pytest.mark.parametrize("command", ["serve", "config", "migrate"])
def test_bad_settings_end_every_command_with_status_2(command: str) -> None:
    told = orderly(command, ORDERLY_DATABASE="mysql://u:my-password@db", ORDERLY_PORT="http")

    assert told.exit_code == 2
    assert told.output == (
        "orderly: ORDERLY_DATABASE is 'mysql://u:…@db', but must be a URL of SQLite or PostgreSQL, "
        "for example ORDERLY_DATABASE=postgresql://orderly@db.example/orderly\n"
        "orderly: ORDERLY_PORT is 'http', but must be a whole number from 0 to 65535, for example "
        "ORDERLY_PORT=8080\n"
    )


def test_two_workers_on_sqlite_are_refused_with_a_pointer_to_postgresql(url: str) -> None:
    told = orderly("serve", "--database", url, "--workers", "2")

    assert told.exit_code == 2
    assert "use PostgreSQL, like ORDERLY_DATABASE=postgresql://" in told.output


# What keeps a server from starting is told in a sentence.


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_taken_port_is_told_in_a_sentence(url: str, taken_port: int) -> None:
    told = started("serve", "--database", url, "--port", str(taken_port))

    assert told.returncode == 1
    assert told.stderr == (
        f"Error: can not listen on 127.0.0.1, port {taken_port}: Address already in use\n"
    )


def test_an_address_of_another_machine_is_told_in_a_sentence(url: str) -> None:
    told = started("serve", "--database", url, "--host", "203.0.113.5")

    assert told.returncode == 1
    assert told.stderr.startswith("Error: can not listen on 203.0.113.5, port 8080: ")
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_may_forget_serves_only_where_that_is_wanted(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(name))

    told = started("serve", "--database", database_url)
    with serving(database_url, forgetful_database="true") as running:
        counted = started("call", COUNT, "--url", running.url, "--key", KEY)

    assert told.returncode == 1
    assert re.match(r"Error: PostgreSQL runs with .*\bsynchronous_commit=off and may", told.stderr)
    assert told.stderr.count("\n") == 1
    assert counted.returncode == 0


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["key", "list"]], ids=str)
def test_a_folder_that_can_not_be_made_is_told_in_a_sentence(command: list[str]) -> None:
    told = started(*command, "--database", "sqlite:////dev/null/orderly.db")

    assert told.returncode == 1
    assert re.fullmatch(r"Error: .*'/dev/null'\n", told.stderr)


# Calls.


async def test_a_call_prints_the_answer_and_ends_with_its_success(start: Start) -> None:
    # Its log would mix with what the command prints: they share this process.
    client = await start(access_log="false")
    url = str(client.make_url("/"))

    def call(*arguments: str, key: str = KEY) -> Result:
        return orderly("call", *arguments, "--url", url, ORDERLY_KEY=key)

    request = '{"taxClass":{"code":"VAT"}}'
    made = await asyncio.to_thread(call, "commerce.tax-classes.create", request)
    refused = await asyncio.to_thread(call, "commerce.tax-classes.create", request)
    counted = await asyncio.to_thread(call, COUNT)
    no_key = await asyncio.to_thread(call, COUNT, key="")
    unknown = await asyncio.to_thread(call, "commerce.tax-classes.cuont")
    denied = await asyncio.to_thread(call, COUNT, "--entity", "36")

    assert (made.exit_code, json.loads(made.output)) == (0, {"status": "ok", "id": 1})
    assert (counted.exit_code, counted.output) == (0, '{\n  "status": "ok",\n  "count": 1\n}\n')
    assert [told.exit_code for told in (refused, no_key, unknown, denied)] == [1, 1, 1, 1]
    assert [
        json.loads(told.output)["errors"][0]["code"] for told in (refused, no_key, unknown, denied)
    ] == ["CODE_IN_USE", "MISSING_KEY", "METHOD_NOT_FOUND", "INSUFFICIENT_KEY"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--url", "http://127.0.0.1:1"], "no server answers at http://127.0.0.1:1: "),
        (["--url", "nonsense"], "this can not be sent: unknown url type: "),
        (["--key", "a\nb"], "this can not be sent: Invalid header value "),
    ],
)
def test_a_call_that_reaches_nobody_is_told_in_a_sentence(
    arguments: list[str], sentence: str
) -> None:
    told = orderly("call", COUNT, *arguments)

    assert told.exit_code == 1
    assert told.output.startswith(f"Error: {sentence}")
    assert told.output.count("\n") == 1


def test_a_call_to_something_else_than_a_server_of_ours_is_told_in_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        def answer() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"220 mail.example ESMTP\r\n")

        answering = threading.Thread(target=answer)
        answering.start()
        told = orderly("call", COUNT, "--url", f"http://127.0.0.1:{other.getsockname()[1]}")
        answering.join()

    assert told.exit_code == 1
    assert told.output.startswith("Error: no server answers at http://127.0.0.1:")


def test_a_key_made_on_the_command_line_opens_a_server_that_runs(url: str) -> None:
    with serving(url) as running:
        key = started("key", "create", "--database", url, "--name", "shop").stdout.strip()
        counted = started("call", COUNT, "--url", running.url, "--key", key)
        revoked = started("key", "revoke", "--database", url, "1")
        refused = started("call", COUNT, "--url", running.url, "--key", key)

    assert (counted.returncode, json.loads(counted.stdout)) == (0, {"status": "ok", "count": 0})
    assert revoked.returncode == 0
    assert (refused.returncode, json.loads(refused.stdout)["errors"][0]["code"]) == (
        1,
        "MALFORMED_KEY",
    )
