"""Requests and answers of commerce.line-items.*: the items of orders and invoices, one by one.

An item is found by what it is of: exactly one of `order`, `invoice`, `estimate` and `purchase`.
The last two are ids of orders of that type, and `order` takes an order of any type. The items of an
order in the trash are not found, as the order itself is not.
"""

from collections.abc import Mapping
from typing import Any

from schemas import documents, invoices, order_parts, problems, requests
from schemas.documents import MAX_ITEMS, Item
from schemas.fields import MAX_ID, DateTime, Integer, List, Nested, identifier
from schemas.problems import Fault
from schemas.schema import Schema, camel

ORDER_KEYS = (
    "id",
    "sequence",
    "name",
    "price",
    "quantity",
    "totalPrice",
    "creationTime",
    "updateTime",
)
DEFAULT_PAGE = 10
DEFAULT_ORDER = ("-creationTime",)

# What an item can be of, as requests name it.
OWNERS = ("order", "invoice", "estimate", "purchase")
# What the items of invoices do not take.
ONLY_OF_ORDERS = tuple(
    name for name in order_parts.NEW_ITEM.fields if name not in invoices.NEW_ITEM.fields
)


def owner_of(sent: Mapping[str, Any]) -> str | None:
    """Return the name of what an item is said to be of, if it is said."""
    return next((name for name in OWNERS if sent.get(name) is not None), None)


def _owner_faults(sent: Mapping[str, Any], at: str, *, is_required: bool) -> list[Fault]:
    """Find out whether an item is said to be of nothing, or of several documents."""
    named = [name for name in OWNERS if sent.get(name) is not None]
    if not named and is_required:
        return [problems.LINE_ITEM_OF_NOTHING(f"{at}/order")]
    return [
        problems.LINE_ITEM_OF_SEVERAL(f"{at}/{name}", value=sent[name], other=named[0])
        for name in named[1:]
    ]


class Conditions(Schema):
    """Which items: exactly one of `order`, `invoice`, `estimate` and `purchase` tells of what."""

    ids = List(identifier(), most=requests.MAX_IDS)
    order = identifier()
    invoice = identifier()
    estimate = identifier()
    purchase = identifier()
    after = Integer(0, MAX_ID)

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse to find the items of nothing, and those of several documents."""
        faults += _owner_faults(read, at, is_required=True)


class LineItem(Item):
    """An item by itself: what its document shows of it, and which document that is."""

    order = identifier(null=True)
    invoice = identifier(null=True)
    creation_time = DateTime()
    update_time = DateTime()


LINE_ITEM = LineItem()


class SavedItem(order_parts.ChangedOrderItem):
    """An item to change, named by its id, or a new one of the document that it names.

    A new one needs `name`, `quantity` and one of `order`, `invoice`, `estimate` and `purchase`. One
    that is there stays where it is: beside its id, they can name no other document.
    """

    order = identifier(null=True)
    invoice = identifier(null=True)
    estimate = identifier(null=True)
    purchase = identifier(null=True)

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse a new item of nothing, and any item of several documents.

        That a rate stands for its taxes is up to orders: what an item is of may be known later.
        """
        is_new = "id" not in read
        if is_new:
            lacking = [name for name in ("name", "quantity") if name not in read]
            faults += [problems.REQUIRED(f"{at}/{name}") for name in lacking]
        faults += _owner_faults(read, at, is_required=is_new)


class Save(Schema):
    """The items to save, of one document or of several."""

    may_refuse = (
        problems.ITEM_REPEATED,
        problems.LINE_ITEM_OF_NOTHING,
        problems.LINE_ITEM_OF_SEVERAL,
    )

    items = List(Nested(SavedItem()), required=True, least=1, most=MAX_ITEMS)

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse an item that is named twice."""
        faults += documents.repetition_faults(read, at)


class Saved(Schema):
    """The ids of the items, in the order of the request."""

    ids = List(identifier(), required=True, most=MAX_ITEMS)


Find = requests.finding(
    Conditions,
    LINE_ITEM,
    *ORDER_KEYS,
    default_order=DEFAULT_ORDER,
    default_limit=DEFAULT_PAGE,
)
Found = requests.found("items", LINE_ITEM)
Get = requests.getting(LINE_ITEM)
Got = requests.got("item", LINE_ITEM)
Count = requests.counting(Conditions, LINE_ITEM)


def invoice_faults(sent: Mapping[str, Any], at: str) -> list[Fault]:
    """Find what an item of an invoice can not have."""
    return [
        problems.LINE_ITEM_OF_ORDERS(f"{at}/{camel(name)}", value=sent[name])
        for name in ONLY_OF_ORDERS
        if name in sent
    ]
