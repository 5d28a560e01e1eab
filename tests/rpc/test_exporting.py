"""`orderly export`: everything once, exactly as it is, also after it was broken off."""

import csv
import json
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rpc.cli import cells, exporting
from rpc.cli.calling import Client
from rpc.registry import methods
from store.database import Database
from tests import direct, examples
from tests.serving import serving
from tests.terminal import at_terminal, begun, typed

FIND = "commerce.customers.find"
INVOICES = "commerce.invoices.find"
MANY = 6000
WAIT_SECONDS = 60
# What spreadsheets take for formulas, and what makes the cells of a table hard to tell apart.
NOTES = ["=1+1", "+44 (0)20 7946-0958", "@x", "-", "'=1", "a\nb,\t;", '"q"\r\n"', "-2 °C", "", "ø"]

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def url(database: Database, database_url: str) -> Iterator[str]:
    """Serve a shop with an invoice and customers with notes."""
    with direct.entity(database):
        direct.open_shop()
        direct.call("commerce.invoices.create", examples.invoice())
        for i, notes in enumerate(NOTES):
            address = examples.address() if i % 2 else None
            customer = {
                "notes": notes,
                "billingAddress": address,
                "metadata": {"i": Decimal("1.0")},
            }
            direct.call("commerce.customers.create", {"customer": customer})
    with serving(database_url) as running:
        yield running.url


@pytest.fixture
def large_url(database: Database, database_url: str) -> Iterator[str]:
    """Serve many customers."""
    with direct.entity(database):
        for i in range(MANY):
            direct.call("commerce.customers.create", {"customer": {"code": f"C{i}"}})
    with serving(database_url) as running:
        yield running.url


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def unfinished(url: str, file: Path) -> Path:
    """Return where an export of customers' notes is kept until it is complete."""
    client = Client(url, None, None)
    export = exporting.Export(client, methods()[FIND], {}, ("notes",), file.suffix[1:])
    return file.with_name(f"{file.name}.{export.digest()}.part")


def parts(path: Path) -> list[Path]:
    return list(path.parent.glob(f"{path.name}.*.part"))


def test_lines_are_the_very_objects_that_are_found(url: str, tmp_path: Path) -> None:
    file = tmp_path / "invoices.jsonl"
    told = typed(url, "export", INVOICES, "--output", str(file))
    printed = typed(url, "export", INVOICES)
    found = typed(url, "call", INVOICES).stdout

    line = file.read_text()
    assert (told.exit_code, told.stdout) == (0, "")
    assert told.stderr == f"objects exported to {file}: 1\n"
    assert printed.stdout == line
    assert json.loads(line, parse_float=str) == json.loads(found, parse_float=str)["invoices"][0]
    assert '"price":56.330,' in line
    assert parts(file) == []


@one_database
def test_conditions_and_fields_say_what_is_exported(url: str) -> None:
    request = '{"conditions": {"after": 2, "ids": [1, 3, 4]}, "search": "holmes"}'
    told = typed(url, "export", FIND, request, "--fields", "notes, lastName", "--format", "csv")
    lines = typed(url, "export", FIND, "-", "--fields", "notes", stdin=request)

    assert told.stdout == "id,lastName,notes\n3,,+44 (0)20 7946-0958\n"
    assert lines.stdout == '{"id":3,"notes":"+44 (0)20 7946-0958"}\n'


@one_database
def test_a_table_has_dotted_columns_and_lists_in_one_cell(url: str, tmp_path: Path) -> None:
    file = tmp_path / "invoices.csv"
    typed(url, "export", INVOICES, "--output", str(file))
    (row,) = rows(file)

    assert (row["id"], row["total"], row["isPaidFor"]) == ("1", "168.99", "false")
    assert (row["billingAddress.city"], row["shippingAddress.city"]) == ("London", "")
    assert json.loads(row["items"])[0]["name"] == "Shirt"


@one_database
def test_a_table_can_be_imported_again(url: str, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    first = typed(url, "export", FIND, "--fields", "notes")
    typed(url, "export", FIND, "--fields", "notes", "--output", str(file))
    empty = tmp_path / "empty.jsonl"
    changes = [{"id": i, "notes": ""} for i in range(1, len(NOTES) + 2)]
    empty.write_text("\n".join(map(json.dumps, changes)))
    typed(url, "import", str(empty), "--method", "commerce.customers.update")
    emptied = typed(url, "export", FIND, "--fields", "notes")
    told = typed(url, "import", str(file), "--method", "commerce.customers.update")
    last = typed(url, "export", FIND, "--fields", "notes")

    assert [json.loads(line)["notes"] for line in first.stdout.splitlines()[1:]] == NOTES
    assert {json.loads(line)["notes"] for line in emptied.stdout.splitlines()} == {""}
    assert told.exit_code == 0
    assert last.stdout == first.stdout


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(1)", "'@SUM(1)"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("\t=1", "'\t=1"),
        ("'=1", "''=1"),
        ("+44 (0)20 7946-0958", "+44 (0)20 7946-0958"),
        ("a=1", "a=1"),
        (Decimal("-1.50"), "-1.50"),
        (-1, "-1"),
        (True, "true"),
        (None, ""),
        ([1, {"a": Decimal("2.0")}], '[1,{"a":2.0}]'),
    ],
)
def test_only_texts_that_could_be_formulas_stand_behind_an_apostrophe(
    value: Any, cell: str
) -> None:
    assert cells.cell({"a": {"b": value}}, ("a", "b")) == cell


def test_every_table_begins_with_the_id() -> None:
    exported = [each for each in methods().values() if exporting.can_be_exported(each)]
    schemas = [exporting.shown(each) for each in exported]

    assert len(schemas) > 10
    assert {next(cells.paths(schema)) for schema in schemas} == {("id",)}


# What can not be exported.


@one_database
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["commerce.customers.get"], "commerce.customers.get can not be exported, but these can: "),
        (["commerce.labels.find"], "commerce.labels.find can not be exported"),
        ([FIND, '{"limit": 3}'], "'limit' of the request is the export's own"),
        ([FIND, "--fields", "nmae"], "there is no 'nmae': id, version, code, "),
        ([FIND, "[]"], "the request can not be read: it is not a JSON object"),
        ([FIND, '{"conditions": {"x": 1}}'], "unknown: Field 'x' is unknown"),
        ([FIND, "--output", "/dev/null/a.csv"], "Not a directory"),
    ],
)
def test_what_can_not_be_exported_is_told_in_a_sentence(
    url: str, arguments: list[str], sentence: str
) -> None:
    told = typed(url, "export", *arguments)

    assert told.exit_code in (1, 2)
    assert sentence in told.stderr


@one_database
def test_pages_get_smaller_when_they_are_more_than_an_answer(
    large_url: str, database_url: str
) -> None:
    with serving(database_url, max_answer=1 << 16) as running:
        told = typed(running.url, "export", FIND)
    whole = typed(large_url, "export", FIND)

    assert told.exit_code == 0
    assert told.stdout == whole.stdout


# Broken off.


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_an_export_that_is_killed_goes_on_where_it_was(
    large_url: str, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"customers.{suffix}"
    whole = tmp_path / f"whole.{suffix}"
    typed(large_url, "export", FIND, "--output", str(whole))
    process = begun(large_url, "export", FIND, "--output", str(file))
    end = time.monotonic() + WAIT_SECONDS
    while not any(part.stat().st_size for part in parts(file)):
        assert time.monotonic() < end, "it did not come so far"
    process.kill()
    process.wait()
    (part,) = parts(file)
    size = part.stat().st_size
    told = typed(large_url, "export", FIND, "--output", str(file))

    assert 0 < size < whole.stat().st_size
    assert told.exit_code == 0
    assert told.stderr.startswith("going on behind id ")
    assert told.stderr.endswith(f"objects exported to {file}: {MANY}\n")
    assert file.read_bytes() == whole.read_bytes()
    assert parts(file) == []


@one_database
@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_wherever_a_file_is_cut_off_its_rest_is_the_same(
    url: str, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"a.{suffix}"
    arguments = ("export", FIND, "--fields", "notes", "--output", str(file))
    begun(url, *arguments).wait()
    whole = file.read_bytes()
    part = unfinished(url, file)
    differing = []
    for end in range(0, len(whole), 3):
        part.write_bytes(whole[:end])
        typed(url, *arguments)
        if file.read_bytes() != whole:
            differing.append(end)

    assert not differing
    assert not part.exists()


@one_database
def test_another_request_or_a_new_beginning_takes_nothing_up(url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    part = unfinished(url, file)
    part.write_text('{"id":5}\n')
    other = typed(url, "export", FIND, "--output", str(file))
    anew = typed(url, "export", FIND, "--fields", "notes", "--output", str(file), "--anew")

    count = len(NOTES) + 1
    assert {other.stderr, anew.stderr} == {f"objects exported to {file}: {count}\n"}
    assert file.read_text().startswith('{"id":1,"notes":""}\n')


@one_database
def test_a_terminal_shows_how_far_an_export_is(url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    status, seen = at_terminal(url, "export", FIND, "--output", str(file), columns=80)

    assert (status, f"{len(NOTES) + 1}/{len(NOTES) + 1}" in seen) == (0, True)
