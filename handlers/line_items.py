"""commerce.line-items.*: the items of orders and invoices, one by one.

An item has no life beside its document. To save or delete one is an update of its document, by
the very steps of `commerce.orders.update` and `commerce.invoices.update`, with all that follows:
totals, payment status, `itemsChangedAfterProcessing`, version. A request may touch several
documents; each of them is updated once, and all of them or none.

New items stand behind those that are there, in the order of the request. What is wrong is told of
the element that was sent, and what is wrong with a document as a whole, of its first element.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import store.finding
import store.invoices
import store.items
import store.orders
from handlers import invoices, orders, resource
from handlers.kinds import INVOICE, ORDER
from handlers.method import Context, method
from schemas import line_items as shape
from schemas import order_parts, problems, requests, stored
from schemas import orders as order_shape
from schemas.documents import MAX_ITEMS
from schemas.problems import Fault, Refusal, refuse_if_any
from store.invoices import INVOICES
from store.items import LINE_ITEMS

Document = dict[str, Any]
Items = list[dict[str, Any]]

_OWNER_PROBLEMS = (problems.LINE_ITEM_OF_NOTHING, problems.LINE_ITEM_OF_SEVERAL)
_CHANGE_PROBLEMS = (
    problems.ORDER_DELETED,
    problems.CLOSED,
    problems.NO_TAX_AREA,
    problems.AMOUNT_OFF_ZERO,
    problems.PAYMENT_METHOD_TOTAL,
    problems.AMOUNT_TOO_LARGE,
)


class Owner(NamedTuple):
    """What items are of: an "order" or an "invoice", and its id."""

    name: str
    id: int


class Places(NamedTuple):
    """Where a request is about a document, where it names it, and its items by their positions."""

    document: str
    named: str
    items: Mapping[int, str]


@method(
    "commerce.line-items.find",
    request=shape.Find,
    response=shape.Found,
    problems=_OWNER_PROBLEMS,
)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the items of an order, invoice, estimate or purchase, those made last first.

    `estimate` and `purchase` are ids of orders of that type, `order` is that of any. The items of
    an order in the trash are not found.
    """
    return resource.find("items", LINE_ITEMS, request)


@method("commerce.line-items.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return an item given its identifier, or null, also where its order is in the trash."""
    conditions = {"ids": [request["id"]], "shown": True}
    found = store.finding.find(LINE_ITEMS, conditions, (), limit=1)
    return {"item": stored.shown(found[0], request["fields_"]) if found else None}


@method(
    "commerce.line-items.count",
    request=shape.Count,
    response=requests.Counted,
    problems=_OWNER_PROBLEMS,
)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the number of items of an order, invoice, estimate or purchase."""
    return {"count": resource.count(LINE_ITEMS, request)}


@method(
    "commerce.line-items.save",
    request=shape.Save,
    response=shape.Saved,
    problems=(
        *_CHANGE_PROBLEMS,
        problems.LINE_ITEM_NOT_FOUND,
        problems.LINE_ITEM_OWNER_NOT_FOUND,
        problems.LINE_ITEM_MOVED,
        problems.LINE_ITEM_OF_ORDERS,
        problems.TOO_MANY_ITEMS,
        problems.CHARGED_MISSING,
        problems.TAX_CLASS_NOT_FOUND,
        problems.BILLING_ADDRESS_FOR_TAX,
    ),
    writes=True,
)
def save(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Change items, and add new ones to their documents; fields left out remain unchanged.

    The totals of the documents are computed anew, as if they had been updated with all of their
    items. Those of an order as charged stay what was charged, whatever is charged for its items.
    """
    sent = request["items"]
    saved: dict[int, int] = {}
    faults: list[Fault] = []
    for owner, indexes in _touched(enumerate(_owners(sent))):
        elements = {i: sent[i] for i in indexes}
        positions: dict[int, int] = {}
        try:
            document = _change(owner, _merging(owner, elements, positions), context)
        except Refusal as refusal:
            items = {position: f"/items/{i}" for i, position in positions.items()}
            first = indexes[0]
            name = "id" if "id" in sent[first] else shape.owner_of(sent[first])
            places = Places(f"/items/{first}", f"/items/{first}/{name}", items)
            faults += [_placed(fault, owner, places) for fault in refusal.faults]
        else:
            saved |= {i: document["items"][at]["id"] for i, at in positions.items()}
    refuse_if_any(faults)
    return {"ids": [saved[i] for i in range(len(sent))]}


@method(
    "commerce.line-items.delete",
    request=requests.Delete,
    response=requests.Done,
    problems=_CHANGE_PROBLEMS,
    writes=True,
)
def delete(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Delete items; the totals of their documents are computed anew. Unknown ids are ignored."""
    ids = request["ids"]
    faults: list[Fault] = []
    for owner, gone in _touched(_known(ids).items()):
        try:
            _change(owner, _without(frozenset(gone)), context)
        except Refusal as refusal:
            place = f"/ids/{min(map(ids.index, gone))}"
            places = Places(place, place, {})
            faults += [_placed(fault, owner, places) for fault in refusal.faults]
    refuse_if_any(faults)
    return {}


def _owners(sent: Sequence[Mapping[str, Any]]) -> list[Owner]:
    """Return what each element is of; refuse what is not there, and items that would move."""
    known = _known(item["id"] for item in sent if "id" in item)
    there = _there((name, item[name]) for item in sent if (name := shape.owner_of(item)))
    owners = []
    faults = []
    for i, item in enumerate(sent):
        id_, name = item.get("id"), shape.owner_of(item)
        own = known.get(id_)
        value = item[name] if name else None
        named = there.get((name, value)) if name else own
        path = f"/items/{i}/{name}"
        if id_ is not None and own is None:
            faults.append(problems.LINE_ITEM_NOT_FOUND(f"/items/{i}/id", value=id_, id=id_))
        elif own is not None and named != own:
            facts = {"item": id_, "document": own.name, "id": own.id}
            faults.append(problems.LINE_ITEM_MOVED(path, value=value, **facts))
        elif named is None:
            faults.append(problems.LINE_ITEM_OWNER_NOT_FOUND(path, value=value, id=value))
        else:
            owners.append(named)
    refuse_if_any(faults)
    return owners


def _known(ids: Iterable[int]) -> dict[Any, Owner]:
    """Return what items are of, of those that are there."""
    return {id_: Owner(*owner) for id_, owner in store.items.owners([*ids]).items()}


def _there(named: Iterable[tuple[str, int]]) -> dict[tuple[str, Any], Owner]:
    """Return what is there of documents as requests name them: an estimate is an order too."""
    named = set(named)
    types = store.orders.types([id_ for name, id_ in named if name != "invoice"])
    sought = [id_ for name, id_ in named if name == "invoice"]
    there = {
        ("invoice", id_): Owner("invoice", id_)
        for id_ in store.finding.existing(INVOICES.model, sought)
    }
    for id_, type_ in types.items():
        there[type_.lower(), id_] = there["order", id_] = Owner("order", id_)
    return there


def _touched(owned: Iterable[tuple[Any, Owner]]) -> list[tuple[Owner, list[int]]]:
    """Return the documents, locked, with what is theirs: orders first, as everywhere."""
    touched: defaultdict[Owner, list[int]] = defaultdict(list)
    for each, owner in owned:
        touched[owner].append(each)
    found = [owner.id for owner in touched if owner.name == "invoice"]
    of_orders = {owner.id for owner in touched if owner.name == "order"}
    of_orders |= set(store.invoices.orders_of(found))
    store.orders.TABLE.lock(sorted(of_orders))
    store.invoices.TABLE.lock(sorted({*found, *store.orders.invoices(sorted(of_orders))}))
    return sorted(touched.items(), key=lambda each: (each[0].name != "order", each[0].id))


def _change(owner: Owner, items: Callable[[Document], Items], context: Context) -> Document:
    """Change the items of a document, as its own update does, and return it."""
    if owner.name == "order":
        order, current = orders.locked({"id": owner.id})
        orders.change(order, current, {"items": items(order)}, context)
        return order
    of_order, invoice = invoices.locked({"id": owner.id})
    invoices.change(of_order, invoice, {"items": items(invoice)}, context)
    return invoice


def _merging(
    owner: Owner, elements: Mapping[int, dict[str, Any]], positions: dict[int, int]
) -> Callable[[Document], Items]:
    """Return what makes a document's items with these elements, and tells their positions."""

    def items(document: Document) -> Items:
        at = {item["id"]: position for position, item in enumerate(document["items"])}
        merged: Items = [{"id": id_} for id_ in at]
        faults: list[Fault] = []
        for i, sent in elements.items():
            item = {name: value for name, value in sent.items() if name not in shape.OWNERS}
            faults += _item_faults(owner, document, item, f"/items/{i}")
            positions[i] = at.get(item.get("id"), len(merged))
            if "id" in item and item["id"] not in at:
                # Another caller deleted it while this one waited for its document.
                id_ = item["id"]
                faults.append(problems.LINE_ITEM_NOT_FOUND(f"/items/{i}/id", value=id_, id=id_))
            merged[positions[i] : positions[i] + 1] = [item]
        if len(merged) > MAX_ITEMS:
            place = f"/items/{next(i for i, each in positions.items() if each >= MAX_ITEMS)}"
            facts = {"document": owner.name.capitalize(), "id": owner.id, "given": len(merged)}
            problem = problems.TOO_MANY_ITEMS
            faults.append(problem(place, allowed=MAX_ITEMS, most=MAX_ITEMS, **facts))
        refuse_if_any(faults)
        return merged

    return items


def _item_faults(
    owner: Owner, document: Mapping[str, Any], item: dict[str, Any], at: str
) -> list[Fault]:
    """Find what an item of this document can not have; let a rate stand for its taxes."""
    if owner.name == "invoice":
        return shape.invoice_faults(item, at)
    faults: list[Fault] = []
    order_parts.NEW_ITEM.combine(item, at, faults)
    missing = order_shape.charged_faults({"items": [item]}, document["charged"], at)
    return faults + [replace(fault, path=at) for fault in missing]


def _without(gone: frozenset[int]) -> Callable[[Document], Items]:
    """Return what makes a document's items without these."""
    return lambda document: [
        {"id": item["id"]} for item in document["items"] if item["id"] not in gone
    ]


def _placed(fault: Fault, owner: Owner, places: Places) -> Fault:
    """Tell a fault of a document where the request is about it."""
    if fault.path.startswith("/items/"):
        return fault
    if fault.path == "/id":
        leaf = places.named.rpartition("/")[2]
        return replace(fault, path=places.named, field="ids" if leaf.isdigit() else leaf)
    kind = ORDER if owner.name == "order" else INVOICE
    position, _, rest = fault.path.removeprefix(f"{kind.at}/items/").partition("/")
    if position.isdigit() and int(position) in places.items:
        return replace(fault, path=f"{places.items[int(position)]}/{rest}")
    return replace(fault, path=places.document)
