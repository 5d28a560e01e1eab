"""`orderly call`: tables at a terminal, JSON in a pipe, and where requests come from."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import unstyle

from store.database import Database
from tests import direct, examples
from tests.serving import serving
from tests.terminal import at_terminal, typed

# Nothing here asks more of a database than an answer.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FIND = "commerce.customers.find"
COUNT = "commerce.customers.count"
CREATE = "commerce.customers.create"
RED = "\x1b[31m"
REVERSED = "\u202ephoebe"


@pytest.fixture
def url(database: Database, database_url: str) -> Iterator[str]:
    """Serve a shop with a tax area and two customers."""
    with direct.entity(database):
        direct.open_shop()
        customer: dict[str, object] = {
            "companyName": "山田商店",
            "email": "yamada@example.com",
            "notes": REVERSED,
        }
        customer |= {"billingAddress": examples.address(), "metadata": {"vip": True}}
        direct.call(CREATE, {"customer": customer})
    with serving(database_url) as running:
        yield running.url


def test_a_terminal_shows_a_table_as_wide_as_it_is(url: str) -> None:
    wide = at_terminal(url, "call", FIND, columns=100)
    narrow = at_terminal(url, "call", FIND, columns=40)

    status, seen = wide
    header, first, second, *_ = unstyle(seen).splitlines()
    assert status == 0
    assert header.split()[:4] == ["id", "version", "type", "fullName"]
    assert first.split()[:5] == ["1", "1", "Person", "Holmes", "Holmes"]
    assert second.split()[:4] == ["2", "1", "Person", "山田商店"]
    # The name stands in two columns, and each of its characters is two columns wide.
    assert first.index("20") - second.index("20") == 2 * len("山田商店")
    assert "not shown: " in seen
    assert "billingAddress" in seen
    lines = unstyle(narrow[1]).splitlines()
    assert lines[0].split() == ["id", "type", "fullName", "email"]
    assert max(map(len, lines)) <= 40


def test_an_object_is_shown_line_by_line(url: str) -> None:
    told = typed(url, "call", "commerce.customers.get", '{"id": 2}', "--table")

    lines = told.stdout.splitlines()
    assert lines[0] == "customer:"
    assert "  email:        yamada@example.com" in lines
    assert lines[lines.index("  metadata:") + 1] == "    vip: true"
    assert "    city:       London" in lines
    assert "  empty: code, firstName, " in told.stdout


def test_what_would_turn_the_direction_of_writing_is_not_printed(url: str) -> None:
    shown = typed(url, "call", "commerce.customers.get", '{"id": 2}', "--table")
    piped = typed(url, "call", "commerce.customers.get", '{"id": 2}')

    assert " phoebe" in shown.stdout
    assert REVERSED not in shown.stdout
    assert json.loads(piped.stdout)["customer"]["notes"] == REVERSED


@pytest.mark.parametrize(
    ("method", "request_", "shown"),
    [
        (COUNT, "{}", "count: 2\n"),
        ("commerce.customers.get", '{"id": 9}', "customer: none\n"),
        ("commerce.orders.find", "{}", "orders: none\n"),
        ("commerce.tax-classes.create", '{"taxClass": {"code": "LOW"}}', "id: 2\n"),
        ("commerce.customers.delete", '{"ids": [2]}', "ok\n"),
    ],
)
def test_a_plain_answer_is_a_line(url: str, method: str, request_: str, shown: str) -> None:
    told = typed(url, "call", method, request_, "--table")

    assert (told.exit_code, told.output) == (0, shown)


def test_a_pipe_has_the_answer_itself(url: str) -> None:
    told = typed(url, "call", "commerce.tax-areas.find", '{"fields": ["rates"]}')
    forced = at_terminal(url, "call", COUNT, "--json", columns=80)

    assert (told.exit_code, '"1": 19.00\n' in told.stdout) == (0, True)
    assert forced == (0, '{\n  "status": "ok",\n  "count": 2\n}\n')


def test_each_fault_is_a_red_sentence(url: str) -> None:
    request = '{"customer": {"email": "nobody", "type": "Dog"}, "x": 1}'
    status, seen = at_terminal(url, "call", CREATE, request, columns=80)
    piped = typed(url, "call", CREATE, request, "--table")

    lines = unstyle(seen).splitlines()
    assert (status, piped.exit_code, piped.stdout) == (1, 1, "")
    assert piped.stderr.splitlines() == lines
    assert lines[0] == "unknown: Field 'x' is unknown (at /x)"
    assert lines[1].startswith("email: Email 'nobody'")
    assert lines[2].endswith(" (at /customer/type)")
    assert all(line.startswith(RED) for line in seen.splitlines())


def test_the_answers_of_a_batch_stand_below_their_numbers(url: str) -> None:
    calls = [{"method": COUNT}, {"method": FIND, "request": {"limit": 0}}, {"method": "x"}]
    told = typed(url, "call", "batch", json.dumps({"calls": calls}), "--table")

    lines = unstyle(told.stdout).splitlines()
    assert lines[:3] == ["0: ok", "  count: 2", "1: error"]
    assert lines[3].startswith("  limit: ")
    assert lines[4] == "2: error"
    assert lines[5].startswith("  method: Method 'x' does not exist")


def test_a_request_comes_from_a_file_or_a_pipe(url: str, tmp_path: Path) -> None:
    file = tmp_path / "request.json"
    file.write_text('{"conditions": {"email": "yamada@example.com"}}')
    missing = typed(url, "call", COUNT, f"@{tmp_path}/none.json")
    told = [
        typed(url, "call", COUNT, f"@{file}").stdout,
        typed(url, "call", COUNT, "-", stdin=file.read_text()).stdout,
    ]

    assert [json.loads(each)["count"] for each in told] == [1, 1]
    assert (missing.exit_code, "No such file" in missing.stderr) == (1, True)


def test_a_dry_run_stores_nothing(url: str) -> None:
    dry = typed(url, "call", CREATE, '{"customer": {"lastName": "Adler"}}', "--dry-run")
    broken = typed(url, "call", CREATE, '{"customer": ', "--dry-run")
    counted = typed(url, "call", COUNT)

    assert json.loads(dry.stdout)["documents"]["customers"][0]["lastName"] == "Adler"
    assert broken.stderr.startswith("Error: the request can not be read: ")
    assert json.loads(counted.stdout)["count"] == 2


def test_a_call_with_an_idempotency_key_is_done_once(url: str) -> None:
    arguments = ("call", CREATE, '{"customer": {"lastName": "Adler"}}', "--idempotency-key", "a")
    told = [typed(url, *arguments) for _ in range(2)]
    counted = typed(url, "call", COUNT)

    assert told[0].stdout == told[1].stdout
    assert json.loads(counted.stdout)["count"] == 3
