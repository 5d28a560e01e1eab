"""Requests of commerce.invoices.credit and .create-from-order: parts of invoices and orders."""

from decimal import Decimal
from typing import Any

from schemas import problems
from schemas.documents import MAX_ITEMS
from schemas.fields import Date, Integer, List, Nested, Number, String, identifier
from schemas.problems import Fault
from schemas.schema import Schema

MAX_REASON = 1000
MAX_TYPE = 32
LEAST = Decimal("0.001")

# What each type of request makes. The others are refused by the source's own code.
MADE = {
    "Invoice": "Invoice",
    "Standard": "Invoice",
    "ShippingInvoice": "ShippingInvoice",
    "DebitNote": "Invoice",
    "CreditNote": "CreditNote",
    "Prepayment": "Proforma",
    "Proforma": "Proforma",
}
REFERRING = frozenset({"CreditNote", "DebitNote"})


class PartOfItem(Schema):
    """How much of an item."""

    id = identifier(required=True)
    quantity = Number(8, 2, Decimal("0.01"), required=True)


def items() -> List:
    """Declare quantities of items, at least of one."""
    return List(Nested(PartOfItem()), least=1, most=MAX_ITEMS)


def _repetition_faults(read: dict[str, Any], at: str) -> list[Fault]:
    ids = [item["id"] for item in read.get("items", ())]
    return [problems.ITEM_REPEATED(f"{at}/items")] if len(set(ids)) < len(ids) else []


class Credit(Schema):
    """Quantities of the invoice's items, or an amount with taxes; all that is left without both.

    The reason is printed: it stands before the invoice's own terms in those of the credit note.
    """

    may_refuse = (problems.ITEM_REPEATED, problems.AMOUNT_ALONE)

    id = identifier(required=True)
    version = Integer(1)
    items = items()
    amount = Number(11, 3, LEAST)
    reason = String(0, MAX_REASON, default="")

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse an item that is named twice, and two ways to say how much."""
        faults += _repetition_faults(read, at)
        if "items" in read and "amount" in read:
            faults.append(problems.AMOUNT_ALONE(f"{at}/amount", value=read["amount"]))


class CreateFromOrder(Schema):
    """Quantities of the order's items; without them, all that is not yet invoiced.

    `applyExpiresAt` is the day until which the document is to be paid, or a credit note used; it
    becomes its `dueDate`. A time part is tolerated.
    """

    may_refuse = (
        problems.ITEM_REPEATED,
        problems.TYPE_NOT_SUPPORTED,
        problems.REFERENCE_REQUIRED,
        problems.REFERENCE_ALONE,
    )

    order = identifier(required=True)
    type = String(1, MAX_TYPE, default="Invoice")
    reference = identifier()
    apply_expires_at = Date(with_time=True)
    items = items()

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse a type that is not known, and a reference that does not go with it."""
        faults += _repetition_faults(read, at)
        type_, has_reference = read["type"], "reference" in read
        if type_ not in MADE:
            right = ", ".join(f'"{name}"' for name in MADE)
            problem = problems.TYPE_NOT_SUPPORTED
            fault = problem(f"{at}/type", value=type_, allowed=[*MADE], given=type_, right=right)
            faults.append(fault)
        elif type_ in REFERRING and not has_reference:
            faults.append(problems.REFERENCE_REQUIRED(f"{at}/reference", type=type_))
        elif has_reference and type_ not in REFERRING:
            value = read["reference"]
            faults.append(problems.REFERENCE_ALONE(f"{at}/reference", value=value, type=type_))
