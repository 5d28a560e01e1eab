"""Items: the rows of a document's items, each with its own answer as a line item."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import peewee

from store import records
from store.database import bind
from store.finding import Condition, Findable, after, any_of, equals
from store.models import Item, Order
from store.texts import fold


def _of_order(type_: str | None = None) -> Condition:
    """Test for the items of an order that is not in the trash, of one type or of any."""

    def test(name: str, *_: Any) -> Any:
        order = records.select(Order, Order.id, by_id=True).where(
            (Order.id == bind(name)) & Order.deleted_time.is_null()
        )
        if type_ is not None:
            order = order.where(Order.type == type_)
        return (Item.order == bind(name)) & peewee.fn.EXISTS(order)

    return Condition(test, is_narrow=True)


def _shown() -> Condition:
    """Leave out the items of orders in the trash."""
    return Condition(
        lambda *_: (
            ~peewee.fn.EXISTS(
                records.select(Order, Order.id, by_id=True).where(
                    (Order.id == Item.order) & Order.deleted_time.is_null(False)
                )
            )
        ),
        selects=False,
    )


LINE_ITEMS = Findable(
    model=Item,
    conditions={
        "ids": any_of(Item.id),
        "order": _of_order(),
        "estimate": _of_order("Estimate"),
        "purchase": _of_order("Purchase"),
        "invoice": equals(Item.invoice, is_narrow=True),
        "shown": _shown(),
        "after": after(Item.id),
    },
    order={
        "id": Item.id,
        "sequence": Item.sequence,
        "name": Item.name,
        "price": Item.price,
        "quantity": Item.quantity,
        "totalPrice": Item.total_price,
        "creationTime": Item.creation_time,
        "updateTime": Item.update_time,
    },
    queried={
        "id": Item.id,
        "order": Item.order,
        "invoice": Item.invoice,
    },
    searched=Item.search_key,
)


class Stored(NamedTuple):
    """An item's row as it stands."""

    position: int
    creation_time: datetime
    update_time: datetime
    body: bytes


def of(kind: str, document: int) -> dict[int, Stored]:
    """Return the items of a document, an "order" or an "invoice", by their ids."""
    owner = getattr(Item, kind)
    rows = records.fetch(
        ("items of", kind),
        lambda: records.select(
            Item, Item.id, Item.position, Item.creation_time, Item.update_time, Item.body
        ).where(owner == bind("document")),
        document=document,
    )
    return {
        id_: Stored(position, _moment(created), _moment(updated), body)
        for id_, position, created, updated, body in rows
    }


def owners(ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    """Return what those items that exist are of: an "order" or an "invoice", and its id."""
    rows = records.fetch(
        "owners of items",
        lambda: records.select(Item, Item.id, Item.order, Item.invoice, by_id=True).where(
            records.any_of(Item.id, "ids")
        ),
        ids=records.array(ids),
    )
    return {
        id_: ("order", order) if invoice is None else ("invoice", invoice)
        for id_, order, invoice in rows
    }


def reserve(count: int) -> list[int]:
    """Return ids for so many new items."""
    return records.reserve(Item, count)


def insert(
    kind: str, document: int, items: Iterable[tuple[int, Mapping[str, Any], bytes]], now: datetime
) -> None:
    """Insert new items with their reserved ids; each is given with its position and answer."""
    own = {kind: document, "creation_time": now, "update_time": now}
    rows = [
        {**own, "id": item["id"], "body": body, **columns(position, item)}
        for position, item, body in items
    ]
    records.insert_many(Item, rows)


def update(id_: int, position: int, item: Mapping[str, Any], now: datetime, body: bytes) -> None:
    """Update an item's row with its answer."""
    records.update(Item, id_, {"update_time": now, "body": body, **columns(position, item)})


def delete(ids: Iterable[int]) -> None:
    """Delete items."""
    records.delete(Item, Item.id, ids)


_COPIED = (
    "sequence",
    "item",
    "code",
    "sku",
    "name",
    "quantity",
    "price",
    "weight",
    "total_price",
    "tax_class",
    "tax_code",
    "tax_rate",
    "tax_amount",
)
_SEARCHED = ("name", "sku", "description", "code", "note", "external_id")


def columns(position: int, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of an item is sorted, summed, joined or looked for."""
    texts = [item[name] for name in _SEARCHED]
    # Numbers are searched as they are printed; truth values and nothing are not.
    data = item["metadata"].values()
    texts += [str(each) for each in data if each is not None and type(each) is not bool]
    return {
        **{name: item[name] for name in _COPIED},
        "position": position,
        "search_key": fold("\n".join(text for text in texts if text)),
    }


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
