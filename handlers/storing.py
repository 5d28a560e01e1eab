"""Write a document: its row, its items, the answers of all of them, labels and search text."""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import store.invoices
import store.items
import store.labels
import store.searching
from handlers.drafting import Kind
from handlers.kinds import INVOICE
from handlers.method import Context
from handlers.rules import numbering
from schemas import problems, stored
from schemas.line_items import LINE_ITEM
from schemas.problems import refuse
from store.database import NotUnique


def insert(kind: Kind, document: dict[str, Any], context: Context) -> int:
    """Store a new document and return its id; the document and its items get theirs."""
    try:
        id_ = kind.table.insert(document, number_key=numbering.sort_key(document["number"]))
    except NotUnique as error:
        _refuse_twin(kind, document, error)
    document["id"] = id_
    _insert_items(kind, document, list(enumerate(document["items"])), context)
    kind.table.insert_body(id_, stored.render(kind.shape, document))
    store.searching.put(kind.what, id_, stored.searched(kind.shape, document))
    if document["labels"]:
        store.labels.replace(kind.title, [id_], document["labels"])
    return id_


def replace(kind: Kind, document: dict[str, Any], context: Context) -> None:
    """Store a changed document as its next version; items that it no longer has are removed."""
    document |= {"version": document["version"] + 1, "update_time": context.now}
    try:
        kind.table.update(
            document,
            number_key=numbering.sort_key(document["number"]),
            only=store.invoices.CHANGEABLE if kind is INVOICE and document["is_closed"] else (),
        )
    except NotUnique as error:
        _refuse_twin(kind, document, error)
    _replace_items(kind, document, context)
    kind.table.update_body(document["id"], stored.render(kind.shape, document))
    store.searching.put(kind.what, document["id"], stored.searched(kind.shape, document))


def close(invoice: dict[str, Any], context: Context) -> bytes:
    """Store a closed invoice as its next version and return its answer.

    The row comes last, because the database keeps the rest from then on.
    """
    invoice |= {"version": invoice["version"] + 1, "update_time": context.now}
    id_, body = invoice["id"], stored.render(INVOICE.shape, invoice)
    INVOICE.table.update_body(id_, body)
    store.searching.put(INVOICE.what, id_, stored.searched(INVOICE.shape, invoice))
    try:
        INVOICE.table.update(invoice, number_key=numbering.sort_key(invoice["number"]))
    except NotUnique as error:
        _refuse_twin(INVOICE, invoice, error)
    return body


def _replace_items(kind: Kind, document: dict[str, Any], context: Context) -> None:
    """Write the items that are new or changed."""
    id_, now = document["id"], context.now
    before = store.items.of(kind.name, id_)
    gone = before.keys() - {item["id"] for item in document["items"] if "id" in item}
    if gone:
        store.items.delete(gone)
    new = []
    for position, item in enumerate(document["items"]):
        known = before.get(item["id"]) if "id" in item else None
        if known is None:
            new.append((position, item))
            continue
        created, updated = known.creation_time, known.update_time
        body = _line_item(kind, document, item, created, updated)
        if body != known.body:
            body, updated = _line_item(kind, document, item, created, now), now
        elif position == known.position:
            continue
        store.items.update(item["id"], position, item, updated, body)
    _insert_items(kind, document, new, context)


def _insert_items(
    kind: Kind,
    document: Mapping[str, Any],
    items: Sequence[tuple[int, dict[str, Any]]],
    context: Context,
) -> None:
    """Store new items, given with their positions; they get their ids."""
    now = context.now
    for (_, item), id_ in zip(items, store.items.reserve(len(items)), strict=True):
        item["id"] = id_
    rendered = [(at, item, _line_item(kind, document, item, now)) for at, item in items]
    store.items.insert(kind.name, document["id"], rendered, now)


def _line_item(
    kind: Kind,
    document: Mapping[str, Any],
    item: Mapping[str, Any],
    created: Any,
    updated: Any = None,
) -> bytes:
    """Render an item's own answer."""
    own = {
        "order": None,
        "invoice": None,
        kind.name: document["id"],
        "creation_time": created,
        "update_time": updated or created,
    }
    return stored.render(LINE_ITEM, {**item, **own})


def _refuse_twin(kind: Kind, document: Mapping[str, Any], error: NotUnique) -> NoReturn:
    """Tell which of its unique values another document took at the same moment."""
    taken = str(error)
    for name, problem in kind.unique.items():
        if name in taken:
            value = document[name]
            refuse(problem(f"{kind.at}/{problem.field}", value=value, **{name: value}))
    if "source" in taken:
        facts = {name: document[name] for name in ("order_integration", "source_id")}
        path = f"{kind.at}/sourceId"
        refuse(problems.SOURCE_ID_IN_USE(path, value=document["source_id"], **facts))
    number = document["number"]
    refuse(problems.NUMBER_IN_USE(f"{kind.at}/number", value=number, number=number))
