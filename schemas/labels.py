"""Requests and answers of commerce.labels.*.

The source labels customers, products, orders, quotes, invoices, receipts, packing slips and
returns. Here those can be labelled that exist here; the others are refused as values of `type`.
"""

from schemas import problems
from schemas.documents import MAX_LABEL, labels
from schemas.fields import Boolean, Choice, Integer, List, Mapped, Nested, NumericKey, identifier
from schemas.requests import schema
from schemas.schema import Schema

TYPES = ("Customer", "Order", "Invoice")
MAX_RESOURCES = 1000


def _resources() -> List:
    return List(
        identifier(),
        most=MAX_RESOURCES,
        unique=problems.RESOURCE_REPEATED,
        too_many=problems.TOO_MANY_RESOURCES,
        required=True,
    )


class Conditions(Schema):
    """Whose labels."""

    type = Choice(*TYPES, required=True)
    resources = _resources()
    # Labels have no names here, so there is none that they must have.
    must_have_name = Boolean()


class Labelling(Schema):
    """Which labels, on which resources."""

    ids = labels(required=True)
    type = Choice(*TYPES, required=True)
    resources = _resources()


Find = schema("Find", conditions=Nested(Conditions(), required=True))
Found = schema(
    "Found",
    labels=Mapped(
        NumericKey(1),
        List(Integer(1, MAX_LABEL), most=MAX_LABEL),
        most=MAX_RESOURCES,
        required=True,
    ),
)
