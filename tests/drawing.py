"""Requests drawn out of what their schemas take, about the objects that a shop has."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from handlers.method import Method
from schemas.fields import Choice, Field, Integer, List, Mapped, Nested
from schemas.free import Free
from schemas.problems import Fault
from schemas.schema import Schema
from tests.examples import address, shipping_address
from tests.selling import FINDERS

Row = dict[str, Any]
Drawn = st.SearchStrategy[Any]

UNKNOWN = 999
# Every field without a better idea draws what it takes of these.
VALUES = (
    *(None, True, False, 1, 2, 3, 30, Decimal("0.01"), Decimal("9.5"), Decimal("142.8"), 20, 1000),
    *("", "x", "Größe \U0001f9e6", "bill", "s1", "offer", "green", "GB", "IT", "US", "EUR", "JPY"),
    *("holmes@inv-london.com", "de-AT", "it", "{year}/{seq}", "N{seq:3}", "GB82WEST12345698765432"),
    *("2026-03-01", "2026-03-09", "2026-02-01 10:00:00", "2026-03-09 10:00:00", "Standard"),
    *("CreditNote", "DebitNote", "Prepayment", "https://shop.example/a.pdf", "r" * 32),
)
ADDRESSES: Mapping[str, Sequence[Any]] = {
    "billingAddress": (
        address(),
        address(country="IT", companyName="Green"),
        address(country="US"),
    ),
    "shippingAddress": (None, shipping_address(), shipping_address(country="IT")),
}
# What makes an object worth anything is always drawn.
ALWAYS = {"items", "billingAddress", "quantity", "price"}
# A payment or an item is of one of these.
OWNERS = ("order", "invoice")
NEW = {"name": "Box", "quantity": 1}
# How a kind of document is called by its methods, and by the fields that refer to one.
RESOURCES = {kind: method.split(".")[1] for kind, method in FINDERS.items()}
SINGULARS = {kind: kind.removesuffix("s").replace("Classe", "Class") for kind in RESOURCES}
# How many others of an object's fields are drawn.
MOST_FIELDS = 3
MOST_ELEMENTS = 3


class Drawing:
    """Draws requests about these documents, given by the names of their lists."""

    def __init__(self, documents: Mapping[str, list[Row]]) -> None:
        of = {kind: [row["id"] for row in rows] for kind, rows in documents.items()}
        self._items: dict[tuple[str, Any], list[int]] = {
            (kind, row["id"]): [item["id"] for item in row["items"]]
            for kind in ("orders", "invoices")
            for row in documents[kind]
        }
        every = self._items["line-items", None] = [
            id_ for ids in self._items.values() for id_ in ids
        ]
        self._versions = {
            (RESOURCES[kind], row["id"]): row["version"]
            for kind, rows in documents.items()
            for row in rows
        }
        self._versions["settings", None] = documents["settings"][0]["version"]
        # What fields of these names, and resources of these methods, refer to.
        ids = {
            **of,
            **{RESOURCES[kind]: of[kind] for kind in of},
            **{SINGULARS[kind]: of[kind] for kind in of},
            "line-items": every,
            "labels": of["invoices"],
            "reference": of["invoices"],
            "estimate": of["orders"],
            "purchase": of["orders"],
        }
        self.ids = {name: (*known, UNKNOWN) for name, known in ids.items()}

    def request(self, method: Method) -> Drawn:
        """Draw a request of a method that writes."""
        _, resource, _ = method.name.split(".")
        values = self._object(method.request, resource, is_whole=True)

        @st.composite
        def requests(draw: st.DrawFn) -> Row:
            request: Row = draw(values)
            owner = (resource, request.get("id"))
            if "version" in request and draw(st.booleans()):
                request["version"] = self._versions.get(owner, 1)
            if isinstance(request.get("order"), int):
                owner = ("orders", request["order"])
            for parent in (request, *request.values()):
                if isinstance(parent, dict) and "items" in parent:
                    self._name_items(draw, owner, parent["items"])
            return request

        return requests()

    def _name_items(self, draw: st.DrawFn, owner: tuple[str, Any], items: list[Row]) -> None:
        """Let most items be those that their document has, as far as it has so many."""
        known = draw(st.permutations(self._items.get(owner, ())))
        for item, id_ in zip(items, known, strict=False):
            if "id" in item or draw(st.integers(0, 3)):
                item["id"] = id_
                for name in OWNERS:
                    item.pop(name, None)
            else:
                item.update(NEW)

    def _object(self, schema: Schema, resource: str, *, is_whole: bool = False) -> Drawn:
        """Draw an object with what it needs and a few of its other fields."""
        always = frozenset() if is_whole or schema.partial_update else ALWAYS
        fields = {str(f.data_key): f for f in schema.fields.values() if isinstance(f, Field)}
        fields.pop("dryRun", None)
        needed = [name for name, field in fields.items() if field.required or name in always]
        others = [name for name in fields if name not in needed]
        owners = [name for name in OWNERS if all(each in fields for each in OWNERS)]
        values = {name: self._value(field, name, resource) for name, field in fields.items()}

        @st.composite
        def objects(draw: st.DrawFn) -> Row:
            few = st.lists(st.sampled_from(others), max_size=MOST_FIELDS, unique=True)
            chosen = [*needed, *(draw(few) if others else ())]
            if owners and not {*owners, "id"} & {*chosen}:
                chosen.append(draw(st.sampled_from(owners)))
            return {name: draw(values[name]) for name in chosen}

        return objects()

    def _value(self, field: Field, name: str, resource: str) -> Drawn:
        """Draw a value that a field takes, or an id that nothing has."""
        if name in ("id", "ids", "resources"):
            name = resource
        if name in ADDRESSES:
            return st.sampled_from(ADDRESSES[name])
        match field:
            case List():
                inner = self._value(field.inner, name, resource)
                most = min(field.most, MOST_ELEMENTS)
                return st.lists(inner, min_size=field.least, max_size=most, unique_by=repr)
            case Nested():
                return self._object(field.schema, resource)
            case Mapped():
                keys = st.sampled_from(["1", "2", "shop"]).filter(lambda key: takes(field.key, key))
                return st.dictionaries(keys, self._value(field.inner, "", resource), max_size=2)
            case Free():
                return st.sampled_from([{}, {"shop": [1, {"a": None}]}])
            case Choice():
                return st.sampled_from(field.choices)
        if name in self.ids and isinstance(field, Integer):
            return st.sampled_from(self.ids[name])
        return st.sampled_from([value for value in VALUES if takes(field, value)])


def takes(field: Field, value: Any) -> bool:
    """Tell whether a field takes a value."""
    faults: list[Fault] = []
    field.read(value, "", faults)
    return not faults
