"""commerce.series.*: sequences of document numbers, one of them the default of each kind."""

from typing import Any

import store.series
from handlers import resource
from handlers.method import Context, method
from handlers.rules import numbering
from handlers.rules.numbering import Pattern
from schemas import problems, requests
from schemas import series as shape
from schemas.problems import refuse
from store.series import SERIES


@method("commerce.series.find", request=shape.Find, response=shape.Found)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the series that meet the conditions."""
    return resource.find("series", SERIES, request)


@method("commerce.series.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return a series, or null."""
    return {"series": resource.get(SERIES, request)}


@method("commerce.series.count", request=shape.Count, response=requests.Counted)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return how many series meet the conditions."""
    return {"count": resource.count(SERIES, request)}


@method(
    "commerce.series.create",
    request=shape.Create,
    response=requests.Created,
    problems=(problems.PATTERN_MALFORMED,),
    writes=True,
)
def create(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Create a series; made the default, it takes the mark off the one that had it."""
    new = request["series"]
    new.setdefault("pattern", numbering.DEFAULT_PATTERNS[new["kind"]])
    _pattern(new)
    store.series.lock()
    if new["is_default"]:
        _unset_default(new["kind"], context)
    return {"id": resource.insert(SERIES, shape.SERIES, new, context)}


@method(
    "commerce.series.update",
    request=shape.Update,
    response=requests.Done,
    problems=(
        problems.PATTERN_MALFORMED,
        problems.SERIES_ID_NOT_FOUND,
        problems.VERSION_CONFLICT,
        problems.SERIES_NEEDS_DEFAULT,
    ),
    writes=True,
)
def update(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Change a series; numbers that were given stay. Its kind is fixed.

    A new pattern goes on after the highest number that is of it already.
    """
    changes = request["series"]
    pattern = _pattern(changes) if "pattern" in changes else None
    store.series.lock()
    changed = _current(request)
    is_default, spelled = changed["is_default"], changed["pattern"]
    changed |= changes
    if is_default and not changed["is_default"]:
        id_ = changed["id"]
        refuse(problems.SERIES_NEEDS_DEFAULT("/series/isDefault", value=False, id=id_))
    if changed["is_default"] and not is_default:
        _unset_default(changed["kind"], context)
    if pattern is not None and pattern.text != spelled:
        _follow(changed["id"], pattern)
    resource.replace(SERIES, shape.SERIES, changed, context)
    return {}


@method(
    "commerce.series.delete",
    request=requests.Delete,
    response=requests.Done,
    problems=(problems.SERIES_DEFAULT, problems.IN_USE),
    writes=True,
)
def delete(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Delete series that never numbered a document and are no default; unknown ids are ignored."""
    ids = request["ids"]
    store.series.lock()
    defaults = store.series.defaults()
    problems.refuse_if_any(
        problems.SERIES_DEFAULT(f"/ids/{i}", value=id_, id=id_)
        for i, id_ in enumerate(ids)
        if id_ in defaults
    )
    # Counters come first, because they refer to their series too. Where it is in use after all,
    # the refusal brings them back.
    store.series.remove_counters(ids)
    resource.delete(SERIES, ids, "Series")
    return {}


@method(
    "commerce.series.journal",
    request=shape.Journal,
    response=shape.Journalled,
    problems=(problems.SERIES_ID_NOT_FOUND,),
)
def journal(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the numbers of a series that were given and voided; they are never given again."""
    id_ = request["id"]
    if store.series.get(id_) is None:
        refuse(problems.SERIES_ID_NOT_FOUND("/id", value=id_, id=id_))
    entries = store.series.journal(id_, after=request["after"], limit=request["limit"])
    return {"entries": entries}


def _pattern(series: dict[str, Any]) -> Pattern:
    """Return the pattern of a request, or refuse it."""
    text = series["pattern"]
    pattern = numbering.pattern(text)
    if pattern is None:
        refuse(problems.PATTERN_MALFORMED("/series/pattern", value=text, given=text))
    return pattern


def _current(request: dict[str, Any]) -> dict[str, Any]:
    return resource.current(SERIES, shape.SERIES, request, problems.SERIES_ID_NOT_FOUND)


def _unset_default(kind: str, context: Context) -> None:
    """Take the mark off the default of a kind, before another gets it: only one can have it."""
    former = _current({"id": store.series.default(kind)["id"]})
    resource.replace(SERIES, shape.SERIES, former | {"is_default": False}, context)


def _follow(series: int, pattern: Pattern) -> None:
    """Go on after the numbers that callers chose, and that are of the pattern by chance."""
    for year, seq in pattern.highest(store.series.numbers(series)).items():
        store.series.follow(series, year, seq)
