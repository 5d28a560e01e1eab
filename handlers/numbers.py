"""How documents get their numbers, keep them, and lose them for good."""

from collections.abc import Mapping
from typing import Any

import store.series
from handlers.drafting import Kind
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


def faults(
    kind: Kind, document: Mapping[str, Any], series: Mapping[str, Any] | None
) -> list[Fault]:
    """Find out whether the series can number the document, and as the caller chose."""
    at = kind.at
    if series is None:
        id_ = document["series"]
        return [problems.SERIES_NOT_FOUND(f"{at}/series", value=id_, series=id_)]
    id_, number = series["id"], document["number"]
    if series["kind"] != documents.SERIES_KINDS[document["type"]]:
        problem = problems.SERIES_OTHER_KIND
        return [problem(f"{at}/series", value=id_, series=id_, kind=series["kind"])]
    if not number or document["type"] in documents.FREELY_NUMBERED:
        return []
    if kind.table.has_number(id_, number):
        return [problems.NUMBER_IN_USE(f"{at}/number", value=number, number=number)]
    if store.series.is_voided(id_, number):
        return [problems.NUMBER_VOIDED(f"{at}/number", value=number, number=number)]
    return []


def assign(document: dict[str, Any], series: Mapping[str, Any] | None, *, is_chosen: bool) -> None:
    """Give a new document its series, and the number that its caller chose or the next one."""
    assert series is not None, "a fault tells that there is none"
    document["series"] = series["id"]
    if document["number"]:
        claim(document["number"], series)
    elif not is_chosen and series["assign_on"] == "Create":
        document["number"] = take(document, series)


def take(document: Mapping[str, Any], series: Mapping[str, Any]) -> str:
    """Take the next number of a series, in the transaction that stores the document."""
    pattern = numbering.pattern(series["pattern"])
    assert pattern is not None, "a series has a right pattern"
    year = (document.get("issue_date") or document["creation_time"]).year
    return pattern.spell(year, store.series.take_next(series["id"], pattern.year(year)))


def claim(number: str, series: Mapping[str, Any]) -> None:
    """Let the next automatic number follow one that a caller chose."""
    pattern = numbering.pattern(series["pattern"])
    assert pattern is not None, "a series has a right pattern"
    read = pattern.read(number)
    if read is not None:
        store.series.follow(series["id"], *read)


def follow(document: Mapping[str, Any]) -> None:
    """Let the next automatic number follow that of a document whose number may repeat."""
    series = store.series.get(document["series"])
    assert series is not None, "a series with documents can not be deleted"
    if document["number"]:
        claim(document["number"], series)


def change_faults(kind: Kind, document: Mapping[str, Any], before: str) -> list[Fault]:
    """Find out why a document can not have the number that a caller chose instead of its own."""
    series = store.series.get(document["series"])
    return [
        *gap_faults(document["series"], before, document["id"], f"{kind.at}/number"),
        *faults(kind, document, series),
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


def folded(request: dict[str, Any]) -> dict[str, Any]:
    """Make numbers compare in natural order; the request stays, since a read may be repeated."""
    conditions = {
        name: numbering.sort_key(value) if name in ("from_number", "to_number") else value
        for name, value in request["conditions"].items()
    }
    return {**request, "conditions": conditions}
