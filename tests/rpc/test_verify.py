"""Exported chains: what `orderly chain` writes, and what `orderly verify` finds in it."""

import hashlib
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.rules import chain
from rpc import verifying
from rpc.__main__ import main
from store.database import Database
from tests import direct, examples


def link(position: int, previous: str, content: str = "") -> dict[str, Any]:
    """Return a link as it is answered."""
    made = chain.linked(
        series=3,
        position=position,
        document=100 + position,
        close_time=f"2026-01-31T16:05:{position:02}Z",
        previous=previous,
        content=(content or f'{{"chain":1,"id":{100 + position},"name":"Größe \\n"}}').encode(),
    )
    return {
        "series": made.series,
        "position": made.position,
        "document": made.document,
        "closeTime": made.close_time,
        "previous": made.previous,
        "content": made.content.decode(),
        "hash": made.hash,
    }


def made(count: int) -> list[bytes]:
    """Return the lines of a chain."""
    lines, head = [], chain.START
    for position in range(1, count + 1):
        each = link(position, head)
        lines.append(verifying.spelled(each))
        head = each["hash"]
    return lines


LINES = made(6)
WHOLE = b"".join(LINES)
HEAD = json.loads(LINES[-1])["hash"]


def faults(data: bytes, head: str | None = HEAD) -> tuple[str, ...]:
    return verifying.verify(io.BytesIO(data), head).faults


def test_a_chain_as_it_was_exported_holds() -> None:
    assert verifying.verify(io.BytesIO(WHOLE), HEAD) == verifying.Verdict(6, HEAD, ())
    assert verifying.verify(io.BytesIO(b"")) == verifying.Verdict(0, "", ())


@settings(deadline=None, max_examples=400)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_any_byte_that_is_flipped_is_found_where_it_is(place: int, flip: int) -> None:
    changed = bytearray(WHOLE)
    changed[place] ^= flip
    line = WHOLE[:place].count(b"\n") + 1
    found = faults(bytes(changed))

    assert found
    # A line feed that is gone joins its line with the next one.
    assert found[0].startswith((f"link {line}:", f"link {line} "))


@settings(deadline=None)
@given(st.integers(0, 5), st.integers(1, 6))
def test_links_that_are_dropped_are_found(first: int, count: int) -> None:
    rest = [*LINES[:first], *LINES[first + count :]]
    found = faults(b"".join(rest))

    assert found
    if first + count < len(LINES):
        assert found[0].startswith(f"link {first + 1} (document {101 + first + count})")
        assert f"its position is {first + count + 1}, not {first + 1}" in found[0]


@settings(deadline=None)
@given(st.integers(0, 5), st.integers(0, 5))
def test_links_that_are_swapped_are_found(one: int, other: int) -> None:
    lines = list(LINES)
    lines[one], lines[other] = lines[other], lines[one]
    found = faults(b"".join(lines))

    assert bool(found) == (one != other)
    if found:
        assert found[0].startswith(f"link {min(one, other) + 1} (")


@settings(deadline=None)
@given(st.integers(0, 6), st.integers(0, 6), st.sampled_from(["copy", "forged", "blank", "text"]))
def test_what_is_inserted_is_found(place: int, source: int, how: str) -> None:
    previous = json.loads(LINES[place - 1])["hash"] if place else chain.START
    inserted = {
        "copy": LINES[source % 6],
        "forged": verifying.spelled(link(place + 1, previous, '{"chain":1,"total":1}')),
        "blank": b"\n",
        "text": b"link\n",
    }[how]
    lines = [*LINES[:place], inserted, *LINES[place:]]
    found = faults(b"".join(lines))

    assert found
    # One that fits is told by what comes behind it.
    is_exact = inserted in LINES and place < 6 and inserted == LINES[place]
    at = place + 2 if how == "forged" or is_exact else place + 1
    assert found[0].startswith((f"link {at} ", f"link {at}:", "behind"))


@settings(deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_what_is_cut_off_is_found_by_the_head(length: int) -> None:
    assert faults(WHOLE[:length])


def test_a_chain_that_was_hashed_anew_is_found_by_the_head() -> None:
    lines, head = [], chain.START
    for position in range(1, 7):
        each = link(position, head, '{"chain":1}' if position == 3 else "")
        lines.append(verifying.spelled(each))
        head = each["hash"]

    assert faults(b"".join(lines), None) == ()
    assert faults(b"".join(lines)) == (f"behind link 6: the chain ends at {head}, not at {HEAD}",)


@pytest.mark.parametrize(
    "line",
    [
        b"[]\n",
        b"{}\n",
        LINES[0].replace(b'"series":3', b'"series":3.0'),
        LINES[0].replace(b'"series":3', b'"series":"3"'),
        LINES[0].replace(b'"series":3', b'"series": 3'),
        LINES[0].replace(b'"series":3,', b'"series":3,"series":3,'),
        LINES[0].replace(b"}\n", b',"more":1}\n'),
        LINES[0].replace("ß".encode(), b"\\u00df"),
        LINES[0].replace(b"\n", b"\r\n"),
        LINES[0].replace(b"\n", b""),
    ],
)
def test_a_line_that_is_spelled_otherwise_is_no_link(line: bytes) -> None:
    assert faults(line, None)[0] == "link 1: it can not be read as a link"


# ---- The commands


def orderly(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def exported(database: Database, database_url: str, tmp_path: Path) -> Path:
    """Export a chain of three documents."""
    with direct.entity(database):
        direct.open_shop()
        for i in range(3):
            request = examples.invoice(items=[examples.item(name='Größe \\ "x" \n\t'), {}])
            made = direct.call("commerce.invoices.create", request)
            assert made["id"] == i + 1
            direct.call("commerce.invoices.close", {"id": made["id"]})
        (series,) = {row["series"] for row in direct.call("commerce.invoices.find", {})["invoices"]}
    told = orderly("chain", str(series), "--database", database_url)
    assert told.exit_code == 0, told.output
    path = tmp_path / "chain.jsonl"
    path.write_bytes(told.stdout_bytes)
    return path


def test_an_export_is_verified(exported: Path, database: Database) -> None:
    told = orderly("verify", str(exported))
    last = json.loads(exported.read_bytes().splitlines()[-1])
    head, series = last["hash"], {"id": last["series"]}
    with direct.entity(database):
        audited = direct.call("commerce.series.audit", series)
        links = direct.call("commerce.series.chain", series)["links"]

    assert (told.exit_code, told.output) == (0, f"3 links, unbroken; head {head}\n")
    assert orderly("verify", str(exported), "--head", head).exit_code == 0
    assert audited["head"] == head
    assert [verifying.spelled(each) for each in links] == exported.read_bytes().splitlines(True)


def test_a_broken_export_is_told_with_its_first_bad_link(exported: Path) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    exported.write_bytes(lines[0] + lines[1].replace(b"Holmes", b"Moriarty") + lines[2])
    told = orderly("verify", str(exported))

    assert told.exit_code == 1
    first = "link 2 (document 2): its hash is not that of what it says"
    assert told.stderr == f"{first}\nError: the chain is broken, first at {first}\n"
    exported.write_bytes(lines[0])
    assert orderly("verify", str(exported), "--head", "0" * 64).exit_code == 1


def test_the_hash_can_be_computed_by_anybody(exported: Path) -> None:
    previous = "0" * 64
    for line in exported.read_text().split("\n")[:-1]:
        row = json.loads(line)
        told = ("series", "position", "document", "closeTime", "previous", "content")
        text = "\n".join(["orderly chain 1", *(str(row[name]) for name in told)])
        assert row["hash"] == hashlib.sha256(text.encode()).hexdigest()
        assert row["previous"] == previous
        previous = row["hash"]
        content = json.loads(row["content"], parse_float=Decimal)
        assert list(content) == sorted(content)
        assert (content["chain"], content["id"]) == (1, row["document"])
        assert "status" not in content


def test_a_series_that_is_not_there_is_told(database: Database, database_url: str) -> None:
    assert database
    told = orderly("chain", "99", "--database", database_url)

    assert (told.exit_code, told.output) == (1, "Error: series 99 does not exist\n")
