"""Document numbers: how a pattern spells them, reads them back, and how they sort.

A pattern is text with `{seq}` (or `{seq:5}`, padded with zeros) once and `{year}` at most once.
A pattern with the year starts again at 1 each year.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MAX_NUMBER = 32
MAX_DIGITS = 12
MAX_PATTERNS = 1000
YEAR_DIGITS = 4

# Greater sequences that a caller enters are not followed. Else a number of twelve nines would
# leave the series without room for the next one; counting alone never comes that far.
MAX_FOLLOWED = 10 ** (MAX_DIGITS - 1) - 1

DEFAULT_PATTERNS = {
    "Invoice": "{year}/{seq}",
    "Proforma": "{year}/{seq}",
    "CreditNote": "{year}/{seq}",
    "Order": "{seq}",
}

_PART = re.compile(r"\{(year|seq)(?::(\d{1,2}))?\}", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
_GROUPS = {
    "year": rf"(?P<year>\d{{{YEAR_DIGITS}}})",
    "seq": rf"(?P<seq>\d{{1,{MAX_DIGITS}}})",
}
# Sorts before every character that a number may have.
_NUMBER_MARK = "\x01"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was found to be right."""

    text: str

    @property
    def restarts(self) -> bool:
        """Tell whether its numbers start again each year."""
        return "{year}" in self.text

    def year(self, issue_year: int) -> int:
        """Return the year whose counter counts: 0 if there is one for all years."""
        return issue_year if self.restarts else 0

    def spell(self, year: int, seq: int) -> str:
        """Return the number of a year and sequence."""

        def part(match: re.Match[str]) -> str:
            name, width = match.groups()
            return f"{year:0{YEAR_DIGITS}}" if name == "year" else f"{seq:0{int(width or 0)}}"

        return _PART.sub(part, self.text)

    def read(self, number: str) -> tuple[int, int] | None:
        """Return year (0 without) and sequence of a number of this pattern, or None."""
        first, *literals = _PART.split(self.text)[::3]
        names = [match.group(1) for match in _PART.finditer(self.text)]
        expression = re.escape(first)
        for name, literal in zip(names, literals, strict=True):
            expression += _GROUPS[name] + re.escape(literal)
        match = re.fullmatch(expression, number, re.ASCII)
        if match is None or int(match["seq"]) > MAX_FOLLOWED:
            return None
        return int(match["year"]) if self.restarts else 0, int(match["seq"])

    def highest(self, numbers: Iterable[str]) -> dict[int, int]:
        """Return the highest sequence of each year among the numbers of this pattern."""
        found: dict[int, int] = {}
        for number in numbers:
            read = self.read(number)
            if read is not None:
                year, seq = read
                found[year] = max(seq, found.get(year, 0))
        return found


@lru_cache(MAX_PATTERNS)
def pattern(text: str) -> Pattern | None:
    """Return the pattern that a text is, or None if it is none."""
    parts = _PART.findall(text)
    names = [name for name, _ in parts]
    widths = [int(width) for _, width in parts if width]
    literal = _PART.sub("", text)
    is_right = (
        names.count("seq") == 1
        and names.count("year") <= 1
        and "{year:" not in text
        and not set("{}") & set(literal)
        and literal.isprintable()
        and all(1 <= width <= MAX_DIGITS for width in widths)
        and len(literal) + YEAR_DIGITS * names.count("year") + MAX_DIGITS <= MAX_NUMBER
    )
    return Pattern(text) if is_right else None


def sort_key(number: str) -> str:
    """Return a text that sorts as the number does naturally: "2013/99" before "2013/3918".

    Numbers compare as lists of texts and integers in turn. Each run of digits is written as a
    mark that is less than any text, its length in two digits, and itself without leading zeros.
    """

    def run(match: re.Match[str]) -> str:
        digits = match.group().lstrip("0")
        return f"{_NUMBER_MARK}{len(digits):02}{digits}"

    return _DIGITS.sub(run, number)
