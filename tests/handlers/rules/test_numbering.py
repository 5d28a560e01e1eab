"""Numbers are spelled, read back and sorted as people do it."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.rules import numbering

YEARS = st.integers(1, 9999)
SEQS = st.integers(1, numbering.MAX_FOLLOWED)
LITERALS = st.text(st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="{}"))
NUMBERS = st.text(st.sampled_from("0123456789ABab/-. "), max_size=32)


@st.composite
def patterns(draw: st.DrawFn) -> numbering.Pattern:
    """Make any right pattern."""
    width = draw(st.integers(0, numbering.MAX_DIGITS))
    parts = ["{seq:%d}" % width if width else "{seq}"]  # noqa: UP031 - braces
    if draw(st.booleans()):
        parts.insert(draw(st.integers(0, 1)), "{year}")
    texts = [draw(LITERALS.map(lambda text: text[:5])) for _ in range(len(parts) + 1)]
    text = texts[0] + "".join(
        part + literal for part, literal in zip(parts, texts[1:], strict=True)
    )
    pattern = numbering.pattern(text)
    assume(pattern is not None)
    assert pattern is not None
    return pattern


@given(patterns(), YEARS, SEQS)
def test_a_spelled_number_is_read_back(pattern: numbering.Pattern, year: int, seq: int) -> None:
    assert pattern.read(pattern.spell(year, seq)) == (pattern.year(year), seq)


@given(patterns(), YEARS, st.integers(1, 10**numbering.MAX_DIGITS - 1))
def test_a_spelled_number_fits(pattern: numbering.Pattern, year: int, seq: int) -> None:
    assert len(pattern.spell(year, seq)) <= numbering.MAX_NUMBER


@given(patterns(), YEARS, SEQS, SEQS)
def test_later_numbers_sort_behind(
    pattern: numbering.Pattern, year: int, one: int, other: int
) -> None:
    keys = [numbering.sort_key(pattern.spell(year, seq)) for seq in (one, other)]
    # A digit of the pattern's own beside the sequence makes one run of both.
    assume(not re.search(r"\d\{seq|\}\d|\}\{", pattern.text))

    assert (keys[0] < keys[1]) == (one < other)


@given(NUMBERS, NUMBERS)
def test_numbers_sort_as_lists_of_texts_and_integers(one: str, other: str) -> None:
    keys = numbering.sort_key(one), numbering.sort_key(other)
    lists = _parts(one), _parts(other)

    assert (keys[0] < keys[1], keys[0] == keys[1]) == (lists[0] < lists[1], lists[0] == lists[1])


def _parts(number: str) -> list[str | int]:
    return [
        int(part) if i % 2 else part
        for i, part in enumerate(re.split(r"(\d+)", number))
        if part or not i
    ]


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("2013/99", "2013/3918"),
        ("7890", "8152"),
        ("2013/3918", "2014/1"),
        ("9", "10"),
        ("A-9-b", "A-10-a"),
        ("2013", "2013/1"),
        ("", "1"),
    ],
)
def test_natural_order(less: str, more: str) -> None:
    assert numbering.sort_key(less) < numbering.sort_key(more)


def test_leading_zeros_do_not_count() -> None:
    assert numbering.sort_key("2013/007") == numbering.sort_key("2013/7")


@pytest.mark.parametrize("text", [*numbering.DEFAULT_PATTERNS.values(), "{seq:5}", "A{seq}{year}"])
def test_right_patterns(text: str) -> None:
    assert numbering.pattern(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{year}",
        "2013",
        "{seq}{seq}",
        "{seq}-{seq:3}",
        "{year}{year}{seq}",
        "{year:2}/{seq}",
        "{month}/{seq}",
        "{Seq}",
        "{seq",
        "{{seq}}",
        "{seq}}",
        "{seq:0}",
        "{seq:13}",
        "{seq:}",
        "{seq}\n",
        "{seq:\u0665}",
        "x" * 21 + "{seq}",
        "x" * 17 + "{year}{seq}",
    ],
)
def test_wrong_patterns(text: str) -> None:
    assert numbering.pattern(text) is None


@pytest.mark.parametrize(
    ("pattern", "number", "read"),
    [
        ("{year}/{seq}", "2013/3918", (2013, 3918)),
        ("{year}/{seq}", "2013/03918", (2013, 3918)),
        ("{year}/{seq}", "13/3918", None),
        ("{year}/{seq}", "2013/3918b", None),
        ("{year}/{seq}", "2013/", None),
        ("{seq}", "90471", (0, 90471)),
        ("{seq}", "\u0665", None),
        ("A.{seq}", "AB1", None),
        ("{seq:3}", "7", (0, 7)),
        ("{seq}", "99999999999", (0, 99999999999)),
        ("{seq}", "100000000000", None),
        ("{seq}", "999999999999", None),
    ],
)
def test_numbers_read(pattern: str, number: str, read: tuple[int, int] | None) -> None:
    assert numbering.Pattern(pattern).read(number) == read


def test_the_highest_number_of_each_year() -> None:
    numbers = ["2013/7", "2013/12", "2014/3", "", "B-9"]

    assert numbering.Pattern("{year}/{seq}").highest(numbers) == {2013: 12, 2014: 3}
    assert numbering.Pattern("{seq}").highest(numbers) == {}
