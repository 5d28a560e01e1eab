"""What an auditor finds in the numbers of a series: gaps, doubles, and dates that go back.

Sequences count from 1, each year anew where the pattern has the year, up to the last that was
given; so what a series leaves out at its beginning or lost at its end is a gap too. A series that
goes on from another system shows the numbers of that one as its first gap. Numbers that were
voided are told by the journal and are none. Numbers that are not of the pattern are only counted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from handlers.rules.numbering import Pattern


class Numbered(NamedTuple):
    """A document of a series."""

    id: int
    number: str
    issue_date: str | None


@dataclass
class Year:
    """The numbers of a year, or of all where the pattern has none, by their sequences."""

    documents: dict[int, list[Numbered]] = field(default_factory=dict)
    voided: set[int] = field(default_factory=set)
    last: int = 0

    def gaps(self) -> Iterator[tuple[int, int]]:
        """Yield first and last of the sequences that are missing."""
        expected = 1
        known = sorted(self.documents.keys() | self.voided)
        for seq in (*known, max([self.last, *known[-1:]]) + 1):
            if seq > expected:
                yield expected, seq - 1
            expected = max(expected, seq + 1)

    def doubles(self) -> Iterator[list[Numbered]]:
        """Yield documents that share a sequence, and those that have a voided one."""
        for seq, documents in sorted(self.documents.items()):
            if len(documents) > 1 or seq in self.voided:
                yield documents

    def inversions(self) -> Iterator[tuple[Numbered, Numbered]]:
        """Yield documents with an earlier date than one before: that one, and itself."""
        latest: Numbered | None = None
        for _, documents in sorted(self.documents.items()):
            for document in documents:
                if document.issue_date is None:
                    continue
                if latest is None or document.issue_date >= (latest.issue_date or ""):
                    latest = document
                else:
                    yield latest, document


@dataclass
class Numbers:
    """All numbers of a series."""

    pattern: Pattern
    years: dict[int, Year] = field(default_factory=dict)
    documents: int = 0
    closed: int = 0
    others: int = 0
    voided: int = 0

    def year(self, year: int) -> Year:
        """Return the numbers of a year."""
        return self.years.setdefault(year, Year())

    def add(self, document: Numbered, *, is_closed: bool) -> None:
        """Take a document in."""
        self.documents += 1
        self.closed += is_closed
        if not document.number:
            return
        read = self.pattern.read(document.number)
        if read is None:
            self.others += 1
            return
        year, seq = read
        self.year(year).documents.setdefault(seq, []).append(document)

    def void(self, numbers: Iterable[str]) -> None:
        """Take in numbers that were voided."""
        for number in numbers:
            self.voided += 1
            read = self.pattern.read(number)
            if read is not None:
                year, seq = read
                self.year(year).voided.add(seq)

    def count(self, counters: Mapping[int, int]) -> None:
        """Take in the last sequence that was given in each year."""
        for year, last in counters.items():
            # A counter of an earlier pattern counts for nothing now.
            if bool(year) == self.pattern.restarts:
                self.year(year).last = last
