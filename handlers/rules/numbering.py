"""Document numbers: how a pattern spells them, reads them back, and how they sort.

A pattern is text with `{seq}` (or `{seq:5}`, padded with zeros) once and `{year}` at most once.
A pattern with the year starts again at 1 each year.
"""

import re
from dataclasses import dataclass

MAX_NUMBER = 32
MAX_DIGITS = 12
DEFAULT_PATTERNS = {
    "Invoice": "{year}/{seq}",
    "Proforma": "{year}/{seq}",
    "CreditNote": "{year}/{seq}",
    "Order": "{seq}",
}

_PART = re.compile(r"\{(year|seq)(?::(\d{1,2}))?\}", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)


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
            return f"{year:04}" if name == "year" else f"{seq:0{int(width or 0)}}"

        return _PART.sub(part, self.text)

    def read(self, number: str) -> tuple[int, int] | None:
        """Return year (0 without) and sequence of a number of this pattern, or None."""
        literal = _PART.split(self.text)[::3]
        names = [match.group(1) for match in _PART.finditer(self.text)]
        groups = {"year": r"(?P<year>\d{4})", "seq": r"(?P<seq>\d{1,%d})" % MAX_DIGITS}
        expression = re.escape(literal[0])
        for name, text in zip(names, literal[1:], strict=True):
            expression += groups[name] + re.escape(text)
        match = re.fullmatch(expression, number, re.ASCII)
        if match is None:
            return None
        return int(match.groupdict().get("year") or 0), int(match["seq"])


def pattern(text: str) -> Pattern | None:
    """Return the pattern that a text is, or None if it is none."""
    names = [name for name, _ in _PART.findall(text)]
    widths = [int(width) for _, width in _PART.findall(text) if width]
    is_right = (
        names.count("seq") == 1
        and names.count("year") <= 1
        and "{year:" not in text
        and not set("{}") & set(_PART.sub("", text))
        and all(1 <= width <= MAX_DIGITS for width in widths)
        and len(_PART.sub("", text)) + 4 * names.count("year") + MAX_DIGITS <= MAX_NUMBER
    )
    return Pattern(text) if is_right else None


def sort_key(number: str) -> str:
    """Return a text that sorts as the number does naturally: "2013/99" before "2013/3918".

    Each run of digits is written as its length in two digits and the run without leading zeros,
    so that comparing texts compares the numbers in them.
    """

    def run(match: re.Match[str]) -> str:
        digits = match.group().lstrip("0")
        return f"{len(digits):02}{digits}"

    return _DIGITS.sub(run, number)
