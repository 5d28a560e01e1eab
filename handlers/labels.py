"""commerce.labels.*: numbers from 1 to 64 that mark customers and documents."""

from collections.abc import Callable
from itertools import islice
from typing import Any

import store.labels
from handlers.method import Context, method
from schemas import labels as shape
from schemas import problems, requests, stored
from schemas.problems import refuse_if_any

PROBLEMS = (
    problems.LABEL_REPEATED,
    problems.RESOURCE_REPEATED,
    problems.TOO_MANY_RESOURCES,
    problems.LABELLED_NOT_FOUND,
)


@method(
    "commerce.labels.find",
    request=shape.Find,
    response=shape.Found,
    problems=(problems.RESOURCE_REPEATED, problems.TOO_MANY_RESOURCES),
)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the labels of resources; those without a label are left out."""
    conditions = request["conditions"]
    return {"labels": store.labels.of(conditions["type"], conditions["resources"])}


@method(
    "commerce.labels.add",
    request=shape.Labelling,
    response=requests.Done,
    problems=PROBLEMS,
    writes=True,
)
def add(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Put labels on resources; a label that is there already stays."""
    return _label(request, store.labels.add)


@method(
    "commerce.labels.remove",
    request=shape.Labelling,
    response=requests.Done,
    problems=PROBLEMS,
    writes=True,
)
def remove(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Take labels off resources; a label that is not there is no fault."""
    return _label(request, store.labels.remove)


@method(
    "commerce.labels.replace",
    request=shape.Labelling,
    response=requests.Done,
    problems=PROBLEMS,
    writes=True,
)
def replace(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Make these the labels of resources, and no others; none at all if `ids` is empty."""
    return _label(request, store.labels.replace)


def _label(
    request: dict[str, Any], write: Callable[[str, list[int], list[int]], None]
) -> dict[str, Any]:
    """Lock the resources, change their labels, and render again the answers that show them."""
    type_, ids = request["type"], request["resources"]
    there = store.labels.lock(type_, ids)
    faults = (
        problems.LABELLED_NOT_FOUND(f"/resources/{i}", value=id_, type=type_, id=id_)
        for i, id_ in enumerate(ids)
        if id_ not in there
    )
    refuse_if_any(islice(faults, problems.MAX_FAULTS))
    write(type_, ids, request["ids"])
    if type_ in store.labels.BODIES:
        _show(type_, ids)
    return {}


def _show(type_: str, ids: list[int]) -> None:
    """Write the labels of documents into their stored answers.

    Their version stays: labels are marks on a document, not part of it. Else labelling a page of
    them would refuse the update of everyone who has one of them open.
    """
    labels = store.labels.of(type_, ids)
    bodies = store.labels.bodies(type_, ids)
    patched = {
        id_: stored.patched(body, labels=labels.get(id_, [])) for id_, body in bodies.items()
    }
    store.labels.set_bodies(type_, patched)
