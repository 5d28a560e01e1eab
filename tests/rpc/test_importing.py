"""`orderly import`: what a row means, and that each is done once, whatever breaks off."""

import csv
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from rpc import codec
from tests.clocks import by_the_clock
from tests.serving import Serving, serving
from tests.terminal import at_terminal, begun, typed

CREATE = "commerce.customers.create"
UPDATE = "commerce.customers.update"
ROWS = 3000
WAIT_SECONDS = 60
HEADER = "code,companyName,billingAddress.firstName,billingAddress.lastName"

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def running(database_url: str) -> Iterator[Serving]:
    with serving(database_url) as server:
        yield server


@pytest.fixture
def url(running: Serving) -> str:
    return running.url


def found(url: str, **request: Any) -> list[dict[str, Any]]:
    told = typed(url, "call", "commerce.customers.find", json.dumps(request))
    customers = codec.decode(told.stdout_bytes)["customers"]
    assert isinstance(customers, list)
    return customers


def codes(url: str, tmp_path: Path) -> list[str]:
    """Return the codes of all customers, in the order of their ids."""
    file = tmp_path / "codes.jsonl"
    typed(url, "export", "commerce.customers.find", "--fields", "code", "--output", str(file))
    return [json.loads(line)["code"] for line in file.read_text().splitlines()]


def lines(path: Path) -> list[Any]:
    return [codec.decode(line) for line in path.read_bytes().splitlines()]


def many(path: Path) -> list[str]:
    """Write a file of many customers, and return their codes."""
    names = [f"C{i}" for i in range(ROWS)]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["code"], *([name] for name in names)])
    return names


def wait_for(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not reached():
        assert time.monotonic() < end, "it did not come so far"
        time.sleep(0.002)


def has_lines(path: Path, least: int) -> bool:
    return path.exists() and path.read_bytes().count(b"\n") > least


# What a row means.


@one_database
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_cells_are_what_the_fields_of_the_method_are(
    url: str, tmp_path: Path, delimiter: str
) -> None:
    file = tmp_path / "areas.CSV"
    text = 'name;isActive;countries;rates.1;rates.2\nNørth;TRUE;["GB"];19.50;\n;false;;7;\n\n;;;;\n'
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened, delimiter=delimiter)
        writer.writerows(csv.reader(text.splitlines(), delimiter=";"))
    typed(url, "call", "commerce.tax-classes.create", '{"taxClass": {"code": "VAT"}}')
    told = typed(url, "import", str(file), "--method", "commerce.tax-areas.create")
    areas = codec.decode(typed(url, "call", "commerce.tax-areas.find").stdout_bytes)["taxAreas"]

    assert (told.exit_code, told.stdout) == (0, "rows imported: 2\n")
    assert [(a["name"], a["isActive"], a["countries"]) for a in areas] == [
        ("Nørth", True, ["GB"]),
        ("", False, []),
    ]
    assert [codec.encode(area["rates"]) for area in areas] == [b'{"1":19.50}', b'{"1":7.00}']


@one_database
def test_items_are_numbered_columns(url: str, tmp_path: Path) -> None:
    area = '{"taxArea": {"countries": ["GB"]}}'
    address = "Holmes,Sherlock,221b Baker Street,London,NW1 6XE,GB,holmes@example.com"
    names = ["lastName", "firstName", "street1", "city", "postalCode", "country", "email"]
    header = [*(f"billingAddress.{name}" for name in names)]
    header += [f"items.{i}.{name}" for i in range(2) for name in ("name", "quantity", "price")]
    file = tmp_path / "invoices.csv"
    file.write_text(f"{','.join(header)}\n{address},A,1,56.330,B,2,1.5\n{address},,,,C,3,2\n")
    typed(url, "call", "commerce.tax-areas.create", area)
    told = typed(url, "import", str(file), "--method", "commerce.invoices.create")
    made = codec.decode(typed(url, "call", "commerce.invoices.find").stdout_bytes)["invoices"]

    assert told.stdout == "rows imported: 2\n"
    assert [[item["name"] for item in each["items"]] for each in made] == [["A", "B"], ["C"]]
    assert [str(each["total"]) for each in made] == ["59.33", "6.00"]


@one_database
def test_lines_are_requests_or_their_objects(url: str, tmp_path: Path) -> None:
    file = tmp_path / "customers.jsonl"
    file.write_text('{"customer": {"code": "A"}}\n\n{"code": "B", "metadata": {"x": 1.50}}\n')
    told = typed(url, "import", str(file), "--method", CREATE)
    changes = tmp_path / "changes.jsonl"
    changes.write_text('{"id": 2, "version": 1, "code": "C"}\n')
    changed = typed(url, "import", str(changes), "--method", UPDATE)

    assert (told.stdout, changed.stdout) == ("rows imported: 2\n", "rows imported: 1\n")
    assert [each["code"] for each in found(url)] == ["A", "C"]
    assert str(found(url)[1]["metadata"]["x"]) == "1.50"


# What can not be imported.


@one_database
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"code,emial\n", "column 'emial' is no field of commerce.customers.create: "),
        ("a.csv", b"email,customer.email\n", "a column occurs twice in the header"),
        ("a.csv", b"metadata.x,metadata\n", "columns 'customer.metadata' and 'customer.metadata.x"),
        ("a.csv", b"code\nA\n\xff\n", "is not UTF-8: "),
        ("a.csv", b'code\nA\n"B" C\n', "line 3 is not CSV: "),
        ("a.csv", b"code\n" + b"A" * 1_000_001, "line 2 has more than 1000000 characters"),
        ("a.xlsx", b"", "is none of .csv, .tsv, .jsonl, .ndjson"),
    ],
    ids=["unknown", "twice", "both", "encoding", "quotes", "long", "format"],
)
def test_a_file_that_can_not_be_read_is_told_before_anything_is_sent(
    url: str, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    told = typed(url, "import", str(file), "--method", CREATE)

    assert (told.exit_code, told.stdout) == (1, "")
    assert sentence in told.stderr
    assert found(url) == []
    assert list(tmp_path.glob("*.progress")) == []


@one_database
@pytest.mark.parametrize(
    ("method", "sentence"),
    [
        ("commerce.customers.craete", "did you mean 'commerce.customers.create'?"),
        ("commerce.customers.find", "commerce.customers.find writes nothing"),
    ],
)
def test_a_method_that_imports_nothing_is_refused(
    url: str, tmp_path: Path, method: str, sentence: str
) -> None:
    file = tmp_path / "a.csv"
    file.touch()
    told = typed(url, "import", str(file), "--method", method)

    assert told.exit_code == 2
    assert sentence in told.stderr


@one_database
def test_refused_rows_are_written_down_and_the_rest_goes_on(url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("code,email,group\nA,a@example.com,1\nB,nobody,x\nC\nD,,2\n")
    told = typed(url, "import", str(file), "--method", CREATE)
    errors = tmp_path / "a.csv.errors.jsonl"
    refused = lines(errors)
    again = typed(url, "import", str(file), "--method", CREATE)
    errors.write_text(errors.read_text().replace('"nobody"', '""').replace('"x"', "3"))
    corrected = typed(url, "import", str(errors), "--method", CREATE)

    assert (told.exit_code, told.stdout) == (
        1,
        f"rows imported: 2, refused: 2, see {errors}\n",
    )
    assert [(each["row"], [e["path"] for e in each["errors"]]) for each in refused] == [
        (3, ["/customer/email", "/customer/group"]),
        (4, ["/row"]),
    ]
    assert refused[0]["request"] == {"customer": {"code": "B", "email": "nobody", "group": "x"}}
    assert (refused[1]["line"], refused[1]["errors"][0]["description"]) == (
        ["C"],
        "The row has 1 cells, but the header has 3",
    )
    assert again.stdout == f"rows imported: 0, before: 2, refused: 2, see {errors}\n"
    assert corrected.exit_code == 1
    assert [each["code"] for each in found(url)] == ["A", "D", "B"]


@one_database
def test_lines_that_are_no_objects_are_refused(url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"code": "A"}\n[1]\n{"code": "B", "code": "C"}\n{"code": \n')
    typed(url, "import", str(file), "--method", CREATE)
    refused = lines(tmp_path / "a.jsonl.errors.jsonl")

    assert [each["row"] for each in refused] == [2, 3, 4]
    assert [each["errors"][0]["description"] for each in refused] == [
        "The line is not a JSON object",
        "The key 'code' occurs twice in one object",
        "The line is not JSON (line 1, column 9): Expecting value",
    ]
    assert [each["code"] for each in found(url)] == ["A"]


@one_database
def test_an_import_can_stop_at_the_first_refusal(url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("code,email\nA,\nB,nobody\nC,\n")
    told = typed(url, "import", str(file), "--method", CREATE, "--stop")

    assert told.exit_code == 1
    assert [each["code"] for each in found(url)] == ["A"]


@one_database
def test_a_dry_run_tells_what_would_be_refused_and_stores_nothing(url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("code,email\nA,\nB,nobody\nC,\n")
    told = typed(url, "import", str(file), "--method", CREATE, "--dry-run")
    stored = found(url)
    file.write_text("code,email\nA,\nC,\n")
    real = typed(url, "import", str(file), "--method", CREATE)

    assert told.exit_code == 1
    assert told.stdout.startswith("rows that could be imported: 2, refused: 1, see ")
    assert stored == []
    assert real.exit_code == 0


# Each row once.


def test_an_import_that_is_killed_and_run_again_does_each_row_once(
    url: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    progress = tmp_path / "a.csv.progress"
    expected = many(file)
    process = begun(url, "import", str(file), "--method", CREATE)
    wait_for(lambda: has_lines(progress, 500))
    process.kill()
    process.wait()
    done = len(codes(url, tmp_path))
    # As if the machine had stopped in the middle of a line.
    progress.write_bytes(progress.read_bytes()[:-5])
    told = typed(url, "import", str(file), "--method", CREATE)
    again = typed(url, "import", str(file), "--method", CREATE)

    assert 500 <= done < ROWS
    assert told.exit_code == 0
    assert again.stdout == f"rows imported: 0, before: {ROWS}\n"
    assert codes(url, tmp_path) == expected


def test_an_import_outlives_a_server_that_crashes(
    running: Serving, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    expected = many(file)
    process = begun(running.url, "import", str(file), "--method", CREATE)
    wait_for(lambda: has_lines(tmp_path / "a.csv.progress", 500))
    running.kill()
    with serving(database_url, port=running.url.rpartition(":")[2]) as restarted:
        status = process.wait(WAIT_SECONDS)

        assert status == 0
        assert codes(restarted.url, tmp_path) == expected


@one_database
def test_without_its_progress_a_file_is_still_not_imported_twice(url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("code\nA\nB\n")
    typed(url, "import", str(file), "--method", CREATE)
    (tmp_path / "a.csv.progress").unlink()
    told = typed(url, "import", str(file), "--method", CREATE)

    assert (told.exit_code, told.stdout) == (0, "rows imported: 2\n")
    assert codes(url, tmp_path) == ["A", "B"]


@one_database
@pytest.mark.parametrize(
    ("content", "arguments", "sentence"),
    [
        ("code\nA\nC\n", ["--method", CREATE], "it was changed since: correct its .errors.jsonl"),
        ("code\nA\nB\n", ["--method", "commerce.tax-classes.create"], "it was with another method"),
        ("code\nA\nB\n", ["--method", CREATE, "--entity", "1"], "it was with another entity, ''"),
    ],
    ids=["file", "method", "entity"],
)
def test_another_import_is_not_taken_for_the_one_that_was_begun(
    url: str, tmp_path: Path, content: str, arguments: Sequence[str], sentence: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("code\nA\nB\n")
    typed(url, "import", str(file), "--method", CREATE)
    file.write_text(content)
    told = typed(url, "import", str(file), *arguments)

    assert told.exit_code == 1
    assert sentence in told.stderr
    assert codes(url, tmp_path) == ["A", "B"]


@one_database
def test_a_progress_that_is_none_is_told_in_a_sentence(url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("code\nA\n")
    (tmp_path / "a.csv.progress").write_text("my notes\n")
    told = typed(url, "import", str(file), "--method", CREATE)

    assert told.exit_code == 1
    assert told.stderr.endswith("a.csv.progress is not the progress of an import\n")


@one_database
@by_the_clock
def test_limits_of_the_server_slow_an_import_down_but_refuse_nothing(
    database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    expected = many(file)
    # Fifty more calls a second when as many as there are rows are used up, and short bodies.
    with serving(database_url, rate_limit=ROWS - 50, max_body=4096) as running:
        told = typed(running.url, "import", str(file), "--method", CREATE)
        # The limit leaves a call now and then to those who look at what became of it.
        time.sleep(1)

        assert (told.exit_code, told.stdout) == (0, f"rows imported: {ROWS}\n")
        assert sorted(codes(running.url, tmp_path)) == sorted(expected)


@one_database
def test_a_terminal_shows_how_far_an_import_is(url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("code\nA\nB\n")
    status, seen = at_terminal(url, "import", str(file), "--method", CREATE, columns=80)

    assert (status, "2/2" in seen) == (0, True)
