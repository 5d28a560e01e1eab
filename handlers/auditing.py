"""commerce.series.audit and commerce.series.chain: what an auditor asks of a series.

The audit reads the numbers of the whole series and checks up to `limit` links behind a position;
`next` is where to go on, or null. It only tells: nothing that it finds can be put right here.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

import store.chain
import store.series
from handlers import closing
from handlers.method import Context, method
from handlers.rules import chain, documents, numbering
from handlers.rules.auditing import Numbered, Numbers
from handlers.rules.chain import Link, Walk
from schemas import auditing as shape
from schemas import problems, stored
from schemas.problems import refuse
from store.chain import Checked, Row
from store.invoices import INVOICES

# Rows that are read at a time.
NUMBERS = 5000
LINKS = 100
MAX_NAMED = 20

Found = list[dict[str, Any]]


@method(
    "commerce.series.audit",
    request=shape.Audit,
    response=shape.Audited,
    problems=(problems.SERIES_ID_NOT_FOUND,),
)
def audit(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Tell gaps, doubles and date inversions of a series, and where its chain does not hold.

    Voided numbers are no gaps. Keep `head` elsewhere: whoever knows it knows the whole chain.
    """
    series = _series(request["id"])
    numbers = _numbers(series)
    walked = _Walked(series["id"], request["after"], request["limit"])
    head = store.chain.head(series["id"])
    unlinked = [
        _disagreement(id_, number, "it is closed, and in no chain")
        for id_, number in store.chain.unlinked(series["id"])
    ]
    found: dict[str, Found] = {
        "gaps": list(_gaps(numbers)),
        "doubles": list(_doubles(numbers, series["kind"])),
        "date_inversions": list(_inversions(numbers)),
        "broken_links": walked.broken,
        "disagreements": [*unlinked, *walked.disagreements],
    }
    return {
        "is_sound": not any(found.values()),
        "head": head[1] if head else "",
        "next": walked.next,
        "counts": {
            "documents": numbers.documents,
            "closed": numbers.closed,
            "voided": numbers.voided,
            "other_numbers": numbers.others,
            "links": head[0] if head else 0,
            "checked": walked.count,
            **{name: len(each) for name, each in found.items()},
        },
        **{name: each[: shape.MAX_FOUND] for name, each in found.items()},
    }


@method(
    "commerce.series.chain",
    request=shape.Chain,
    response=shape.Chained,
    problems=(problems.SERIES_ID_NOT_FOUND,),
)
def links(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the links of a series behind a position: its closed documents, as they were closed.

    `hash` is SHA-256, in lower-case hexadecimal, over these texts in UTF-8, joined by line feeds:
    `orderly chain 1`, `series`, `position`, `document`, `closeTime`, `previous`, `content`.
    `previous` is the hash of the link before, or 64 zeros; `content` is the document without what
    may change later, as compact JSON with sorted members and the member `chain` for the version.
    """
    series = _series(request["id"])
    rows = store.chain.links(series["id"], after=request["after"], limit=request["limit"])
    return {"links": [_exported(link_of(row)) for row in rows]}


def exported(series: int) -> Iterator[dict[str, Any]]:
    """Yield all links of a series, as they are answered."""
    after = 0
    while rows := store.chain.links(series, after=after, limit=LINKS):
        for row in rows:
            yield shape.LINK.write(_exported(link_of(row)))
        after = rows[-1].position


def link_of(row: Row) -> Link:
    """Return a link as it is hashed."""
    return Link(
        series=row.series,
        position=row.position,
        document=row.document,
        close_time=chain.spelled(row.close_time),
        previous=row.previous,
        hash=row.hash,
        content=row.content,
    )


def _exported(link: Link) -> dict[str, Any]:
    return {
        "series": link.series,
        "position": link.position,
        "document": link.document,
        "close_time": link.close_time,
        "previous": link.previous,
        "content": link.content.decode(errors="replace"),
        "hash": link.hash,
    }


class _Walked:
    """What a walk along some links of a chain has found."""

    def __init__(self, series: int, after: int, limit: int) -> None:
        self.broken: Found = []
        self.disagreements: Found = []
        self.count = 0
        self.next: int | None = None
        before = store.chain.links(series, after=after - 1, limit=1) if after else []
        self._walk = Walk(after, before[0].hash if before else chain.START)
        while self.count < limit:
            size = min(LINKS, limit - self.count)
            rows = store.chain.checked(series, after=after, limit=size)
            for found in rows:
                self._check(found)
            if len(rows) < size:
                return
            after = self._walk.position
        if store.chain.links(series, after=after, limit=1):
            self.next = after

    def _check(self, found: Checked) -> None:
        row = found.link
        self.count += 1
        faults = "; ".join(self._walk.faults(link_of(row)))
        if faults:
            told = {"position": row.position, "document": row.document, "description": faults}
            self.broken.append(told)
        fault = _document_fault(found)
        if fault:
            number = str(stored.member(row.content, "number") or "")
            self.disagreements.append(_disagreement(row.document, number, fault))


def _document_fault(found: Checked) -> str:
    """Tell how a document is not what its link says."""
    if found.body is None:
        return "it does not exist"
    if not found.is_closed:
        return "it is open"
    content = closing.content(found.body)
    if content != found.link.content:
        return f"it differs in {_difference(content, found.link.content)}"
    brief = stored.brief(found.body, INVOICES.left_out)
    if brief != found.brief:
        return f"its brief answer differs in {_difference(brief, found.brief)}"
    return ""


def _difference(one: bytes, other: bytes) -> str:
    """Name the members in which two objects differ, or what else it is."""
    return ", ".join(islice(stored.differing(one, other), MAX_NAMED)) or "its spelling"


def _series(id_: int) -> dict[str, Any]:
    series = store.series.get(id_)
    if series is None:
        refuse(problems.SERIES_ID_NOT_FOUND("/id", value=id_, id=id_))
    return series


def _numbers(series: Mapping[str, Any]) -> Numbers:
    """Return all numbers of a series."""
    pattern = numbering.pattern(series["pattern"])
    assert pattern is not None, "a series has a right pattern"
    numbers = Numbers(pattern)
    id_, after = series["id"], 0
    while rows := store.chain.numbered(series["kind"], id_, after=after, limit=NUMBERS):
        for row in rows:
            numbers.add(Numbered(row.id, row.number, row.issue_date), is_closed=row.is_closed)
        after = rows[-1].id
    numbers.void(store.chain.voided(id_))
    numbers.count(store.chain.counters(id_))
    return numbers


def _gaps(numbers: Numbers) -> Iterator[dict[str, Any]]:
    spell = numbers.pattern.spell
    for year, found in sorted(numbers.years.items()):
        for first, last in found.gaps():
            yield {
                "year": year or None,
                "first": spell(year, first),
                "last": spell(year, last),
                "count": last - first + 1,
            }


def _doubles(numbers: Numbers, kind: str) -> Iterator[dict[str, Any]]:
    if kind in documents.FREELY_NUMBERED:
        return
    for _, found in sorted(numbers.years.items()):
        for same in found.doubles():
            ids = [each.id for each in same][: shape.MAX_FOUND]
            yield {"number": same[0].number, "documents": ids}


def _inversions(numbers: Numbers) -> Iterator[dict[str, Any]]:
    for _, found in sorted(numbers.years.items()):
        for before, document in found.inversions():
            yield {
                "document": document.id,
                "number": document.number,
                "issue_date": date.fromisoformat(document.issue_date or ""),
                "earlier_number": before.number,
                "later_date": date.fromisoformat(before.issue_date or ""),
            }


def _disagreement(document: int, number: str, description: str) -> dict[str, Any]:
    return {"document": document, "number": number, "description": description}
