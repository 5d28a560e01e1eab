"""The steps that every resource's find, get, count, create, update and delete share."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import store.finding
import store.paging
import store.resources
import store.searching
from handlers.method import Context
from schemas import problems, stored
from schemas.fields import MAX_ID
from schemas.problems import Problem, refuse, refuse_if_any
from schemas.schema import Schema
from store.finding import Findable
from store.keyset import WrongCursor

Keep = Callable[[bytes], bool]


def find(
    name: str, what: Findable, request: Mapping[str, Any], keep: Keep | None = None
) -> dict[str, Any]:
    """Return what a `find` asks for: a page under its name, and where it stands if asked.

    `keep` looks at stored answers for what no column tells; it is for resources with few rows.
    """
    limit, first, order = request["limit"], request["first"], request["order"]
    what = what.showing(request["fields_"])
    asked = _asked(what, request)
    is_paged = "cursor" in request or "include_total_count" in request
    if not is_paged and keep is None:
        bodies = store.finding.find(what, order=order, limit=limit, first=first, **asked)
        return {name: stored.listed(bodies, request["fields_"])}
    cursor = request.get("cursor") or ""
    try:
        page = store.paging.page(
            what, asked, order, limit=limit, first=first, cursor=cursor, keep=keep
        )
    except WrongCursor:
        refuse(problems.CURSOR_MALFORMED("/cursor", value=cursor))
    answer: dict[str, Any] = {name: stored.listed(page.bodies, request["fields_"])}
    if is_paged:
        is_counted = request.get("include_total_count", True)
        answer["pagination"] = {
            "total": _count(what, asked, keep) if is_counted else -1,
            "next_cursor": page.next,
            "prev_cursor": page.prev,
            "has_more": page.next is not None,
        }
    return answer


def get(what: Findable, request: Mapping[str, Any]) -> stored.Raw | None:
    """Return the stored answer that a `get` asks for, or None."""
    body = store.finding.get(what.showing(request["fields_"]), request["id"])
    return None if body is None else stored.shown(body, request["fields_"])


def count(what: Findable, request: Mapping[str, Any], keep: Keep | None = None) -> int:
    """Return the number that a `count` asks for."""
    return _count(what, _asked(what, request), keep)


def _asked(what: Findable, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that a row must meet."""
    search = store.searching.asked(what, request["search"])
    return {"conditions": request["conditions"], "query": request["query"], "search": search}


def _count(what: Findable, asked: Mapping[str, Any], keep: Keep | None) -> int:
    if keep is None:
        return store.finding.count(what, **asked)
    bodies = store.finding.find(what, order=(), limit=MAX_ID, **asked)
    return sum(map(keep, bodies))


def insert(what: Findable, shape: Schema, resource: dict[str, Any], context: Context) -> int:
    """Store a new resource with its canonical answer and return its id."""
    resource |= {"version": 1, "creation_time": context.now, "update_time": context.now}
    resource["id"] = store.resources.insert(what, resource)
    _set_answer(what, shape, resource)
    return int(resource["id"])


def current(
    what: Findable, shape: Schema, request: Mapping[str, Any], missing: Problem
) -> dict[str, Any]:
    """Return the resource that an `update` is about, locked; refuse if it is gone or newer."""
    body = store.resources.lock(what, request["id"])
    if body is None:
        refuse(missing("/id", value=request["id"], id=request["id"]))
    resource = stored.parse(shape, body)
    check_version(resource, request)
    return resource


def check_version(resource: Mapping[str, Any], request: Mapping[str, Any]) -> None:
    """Refuse a request that was made for an older version."""
    given = request.get("version", resource["version"])
    if given != resource["version"]:
        conflict = problems.VERSION_CONFLICT
        refuse(
            conflict(
                "/version",
                value=given,
                allowed=resource["version"],
                given=given,
                current=resource["version"],
            )
        )


def replace(what: Findable, shape: Schema, resource: dict[str, Any], context: Context) -> None:
    """Store a changed resource: the next version, with its canonical answer."""
    resource |= {"version": resource["version"] + 1, "update_time": context.now}
    store.resources.update(what, resource)
    _set_answer(what, shape, resource)


def _set_answer(what: Findable, shape: Schema, resource: Mapping[str, Any]) -> None:
    """Store the canonical answer of a resource, and what of it is searched."""
    store.resources.set_body(what, resource["id"], stored.render(shape, resource))
    store.searching.put(what, resource["id"], stored.searched(shape, resource))


def unmark_default(what: Findable, shape: Schema, context: Context, *, but: int = 0) -> None:
    """Take the default mark off the resource that has it, before another one gets it."""
    store.resources.take_turn()
    for id_ in store.resources.defaults(what, but=but):
        body = store.resources.lock(what, id_)
        # None: it was deleted while this waited for its row.
        if body is not None:
            marked = stored.parse(shape, body)
            replace(what, shape, marked | {"is_default": False}, context)


def delete(what: Findable, ids: Sequence[int], resource: str) -> None:
    """Delete resources that nothing uses; unknown ids are ignored."""
    users = [(i, id_, store.resources.user_of(what, id_)) for i, id_ in enumerate(ids)]
    refuse_if_any(
        problems.IN_USE(f"/ids/{i}", value=id_, resource=resource, id=id_, user=user)
        for i, id_, user in users
        if user is not None
    )
    store.resources.delete(what, ids)
