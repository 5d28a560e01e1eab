"""The tables of orders and of invoices: how a document is written, alike for both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store import records
from store.database import bind
from store.models import Document, Owned
from store.texts import address_key, fold

Columns = Callable[[Mapping[str, Any]], dict[str, Any]]

# What the brief answer of every document leaves out: what is nested, and what can be long.
LEFT_OUT = frozenset(
    {
        "rounding",
        "items",
        "discounts",
        "shippingMethod",
        "paymentMethod",
        "taxes",
        "billingAddress",
        "shippingAddress",
        "sellerAddress",
        "terms",
        "labels",
        "metadata",
    }
)


@dataclass(frozen=True)
class Documents:
    """The table of a kind of document, and that of its stored answers.

    `own` are the columns that only this kind has, out of a document.
    """

    model: type[Document]
    bodies: type[Owned]
    own: Columns

    def insert(self, document: Mapping[str, Any], *, number_key: str) -> int:
        """Insert a document's row and return its id; items and answer come after."""
        return records.insert(self.model, self.columns(document, number_key))

    def update(
        self, document: Mapping[str, Any], *, number_key: str, only: Sequence[str] = ()
    ) -> None:
        """Update a document's row, or some of its columns."""
        columns = self.columns(document, number_key)
        values = {name: columns[name] for name in only} if only else columns
        updated = records.update(self.model, document["id"], values)
        assert updated == 1, "the row was locked before"

    def insert_body(self, id_: int, body: bytes) -> None:
        """Store the canonical answer of a new document."""
        records.insert(self.bodies, {"id": id_, "body": body})

    def update_body(self, id_: int, body: bytes) -> None:
        """Replace the canonical answer of a document."""
        records.update(self.bodies, id_, {"body": body})

    def lock(self, ids: Sequence[int]) -> None:
        """Lock documents, in the order of their ids, until the transaction ends."""
        model = self.model
        records.fetch(
            ("lock", model),
            lambda: records.locked(
                records.select(model, model.id)
                .where(records.any_of(model.id, "ids"))
                .order_by(model.id)
            ),
            ids=records.array(ids),
        )

    def has_number(self, series: int, number: str) -> bool:
        """Tell whether a document of a series has a number; those of orders may repeat."""
        model = self.model
        return bool(
            records.fetch(
                ("has number", model),
                lambda: (
                    records.select(model, model.id)
                    .where((model.series == bind("series")) & (model.number == bind("number")))
                    .limit(1)
                ),
                series=series,
                number=number,
            )
        )

    def owner_of(self, column: str, value: str) -> int | None:
        """Return the id of the document that has a text that no two of them share, if any."""
        return records.owner_of(self.model, column, value)

    def columns(self, document: Mapping[str, Any], number_key: str) -> dict[str, Any]:
        """Return what of a document is filtered, sorted, summed or joined."""
        shipping, payment = document["shipping_method"], document["payment_method"]
        return {
            **{name: document[name] for name in _COPIED},
            "number_key": number_key,
            "shipping_method": shipping and shipping["id"],
            "payment_method": payment and payment["id"],
            "customer_name_key": fold(document["customer_name"]),
            "address_key": address_key(document),
            **self.own(document),
        }


_COPIED = (
    "version",
    "creation_time",
    "update_time",
    "type",
    "series",
    "number",
    "status",
    "customer",
    "tax_area",
    "currency",
    "tax_amount",
    "total",
    "taxed_total",
    "is_paid_for",
    "external_id",
)
