"""How documents get their numbers, keep them, and lose them for good."""

from collections.abc import Mapping
from typing import Any

import store.invoices
import store.series
from handlers.method import Context
from handlers.rules import documents, numbering
from schemas import problems
from schemas.problems import Fault


def series_of(document: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the series that numbers a document: the one it names, else its kind's default."""
    id_ = document.get("series")
    if id_ is None:
        return store.series.default(documents.SERIES_KINDS[document["type"]])
    return store.series.get(id_)


def faults(document: Mapping[str, Any], series: Mapping[str, Any] | None, at: str) -> list[Fault]:
    """Find out whether the series can number the document, and as the caller chose."""
    if series is None:
        id_ = document["series"]
        return [problems.SERIES_NOT_FOUND(f"{at}/series", value=id_, series=id_)]
    id_, kind, number = series["id"], series["kind"], document["number"]
    if kind != documents.SERIES_KINDS[document["type"]]:
        problem = problems.SERIES_OTHER_KIND
        return [problem(f"{at}/series", value=id_, series=id_, kind=kind)]
    if not number or document["type"] in documents.FREELY_NUMBERED:
        return []
    if store.invoices.has_number(id_, number):
        return [problems.NUMBER_IN_USE(f"{at}/number", value=number, number=number)]
    if store.series.is_voided(id_, number):
        return [problems.NUMBER_VOIDED(f"{at}/number", value=number, number=number)]
    return []


def take(document: Mapping[str, Any], series: Mapping[str, Any]) -> str:
    """Take the next number of a series, in the transaction that stores the document."""
    pattern = numbering.pattern(series["pattern"])
    assert pattern is not None, "a series has a right pattern"
    year = (document["issue_date"] or document["creation_time"]).year
    return pattern.spell(year, store.series.take_next(series["id"], pattern.year(year)))


def claim(number: str, series: Mapping[str, Any]) -> None:
    """Let the next automatic number follow one that a caller chose."""
    pattern = numbering.pattern(series["pattern"])
    assert pattern is not None, "a series has a right pattern"
    read = pattern.read(number)
    if read is not None:
        store.series.follow(series["id"], *read)


def change_faults(document: Mapping[str, Any], before: str, at: str) -> list[Fault]:
    """Find out why a document can not have the number that a caller chose instead of its own."""
    series = store.series.get(document["series"])
    return [
        *gap_faults(document["series"], before, document["id"], f"{at}/number"),
        *faults(document, series, at),
    ]


def change(document: Mapping[str, Any], before: str, context: Context) -> None:
    """Give a document the number that a caller chose; the one before is voided."""
    series = store.series.get(document["series"])
    assert series is not None, "a series with documents can not be deleted"
    if document["number"]:
        claim(document["number"], series)
    void(document["series"], before, document["id"], "renumbered", context)


def gap_faults(series_id: int, number: str, id_: int, at: str) -> list[Fault]:
    """Find out whether a number can not be voided, because its series has no gaps."""
    if not number:
        return []
    series = store.series.get(series_id)
    assert series is not None, "a series with documents can not be deleted"
    if not series["gapless"]:
        return []
    name = series["name"] or series["kind"]
    problem = problems.NUMBER_GAPLESS
    return [problem(at, value=id_, id=id_, number=number, series=name)]


def void(series: int, number: str, id_: int, reason: str, context: Context) -> None:
    """Write into the journal that a number is void."""
    if number and not store.series.is_voided(series, number):
        store.series.void(
            series=series,
            number=number,
            document=id_,
            time=context.now,
            key=context.key,
            reason=reason,
        )
