"""Labels, 1…64, on resources.

Every write expects that its resources are locked: by `lock`, or because their own method wrote
them before. So reading what is there and then writing is safe. Ids are never given twice, so the
labels of a deleted resource could mislead nobody; whoever deletes one removes them all the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from store import records
from store.database import bind
from store.models import Customer, Invoice, InvoiceBody, Label, Order, OrderBody, Owned

LABELLED: Mapping[str, type[Owned]] = {"Customer": Customer, "Order": Order, "Invoice": Invoice}
# Whose stored answers show their labels.
BODIES: Mapping[str, Any] = {"Order": OrderBody, "Invoice": InvoiceBody}


def lock(type_: str, ids: Sequence[int]) -> set[int]:
    """Lock resources until the transaction ends, and return which of them there are."""
    model = LABELLED[type_]
    rows = records.fetch(
        ("lock labelled", type_),
        # In the order of their ids, so that two of these never wait for each other.
        lambda: records.locked(
            records.select(model, model.id)
            .where(records.any_of(model.id, "ids"))
            .order_by(model.id)
        ),
        ids=records.array(ids),
    )
    return {row[0] for row in rows}


def of(type_: str, ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the labels, in ascending order, of those resources that have any."""
    rows = records.fetch(
        "labels of",
        lambda: (
            records.select(Label, Label.resource, Label.label)
            .where(_on_resources())
            .order_by(Label.resource, Label.label)
        ),
        type=type_,
        ids=records.array(ids),
    )
    found: dict[int, list[int]] = {}
    for resource, label in rows:
        found.setdefault(resource, []).append(label)
    return found


def add(type_: str, ids: Iterable[int], labels: Iterable[int]) -> None:
    """Put labels on resources, beside those that are there."""
    ids, labels = list(ids), list(labels)
    there = of(type_, ids)
    records.insert_many(
        Label,
        [
            {"type": type_, "resource": id_, "label": label}
            for id_ in ids
            for label in labels
            if label not in there.get(id_, ())
        ],
    )


def remove(type_: str, ids: Iterable[int], labels: Iterable[int]) -> None:
    """Take labels off resources, where they are there."""
    records.run(
        "remove labels",
        lambda: Label.delete().where(_on_resources() & records.any_of(Label.label, "labels")),
        type=type_,
        ids=records.array(ids),
        labels=records.array(labels),
    )


def replace(type_: str, ids: Iterable[int], labels: Iterable[int]) -> None:
    """Make these the labels of resources, and no others."""
    ids = list(ids)
    records.run(
        "clear labels",
        lambda: Label.delete().where(_on_resources()),
        type=type_,
        ids=records.array(ids),
    )
    add(type_, ids, labels)


def bodies(type_: str, ids: Iterable[int]) -> dict[int, bytes]:
    """Return the stored answers of documents."""
    table = BODIES[type_]
    rows = records.fetch(
        ("labelled bodies", type_),
        lambda: records.select(table, table.id, table.body).where(records.any_of(table.id, "ids")),
        ids=records.array(ids),
    )
    return dict(rows)


def set_bodies(type_: str, new: Mapping[int, bytes]) -> None:
    """Store the answers of documents."""
    rows = [{"id": id_, "body": body} for id_, body in new.items()]
    records.update_many(BODIES[type_], rows)


def _on_resources() -> Any:
    return (
        (Label.entity == bind("entity"))
        & (Label.type == bind("type"))
        & records.any_of(Label.resource, "ids")
    )
