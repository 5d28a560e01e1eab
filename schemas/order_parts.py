"""What only orders have: their items, and what a shop tells of its customer and has charged."""

from typing import Any

from schemas import documents
from schemas.documents import ITEM_KINDS, MAX_TEXT, MAX_URL, NewItem, given_amount, rates
from schemas.fields import Boolean, Choice, Date, Integer, Number, String, identifier
from schemas.problems import Fault
from schemas.schema import Schema

FREQUENCIES = ("Daily", "Weekly", "Monthly", "Yearly")
MAX_INTERVAL = 1000


class CustomerData(Schema):
    """What the shop tells of its customer, besides name and e-mail address."""

    external_id = String(0, 64, default="")
    phone = String(0, 32, default="")
    company_name = String(0, 100, default="")
    tax_number = String(0, 32, default="")
    company_number = String(0, 32, default="")
    is_business = Boolean(default=False)
    notes = String(0, MAX_TEXT, default="")


class Charged(Schema):
    """What the shop has charged, to the cent."""

    total = given_amount(required=True)
    taxed_total = given_amount(required=True)
    discount = given_amount(default=documents.ZERO)
    shipping = given_amount(default=documents.ZERO)


class StandingData(Schema):
    """How often a standing order creates its next order, from `standingDate` on, and until when."""

    frequency = Choice(*FREQUENCIES, default="Monthly")
    interval = Integer(1, MAX_INTERVAL, default=1)
    end_date = Date(null=True, default=None)


STANDING_DATA = StandingData()


class Attachment(Schema):
    """A file that belongs to the order; its URL is stored and never fetched."""

    name = String(1, 255, required=True)
    url = String(1, MAX_URL, required=True)
    content_type = String(0, 127, default="")
    size = Integer(0, null=True, default=None)


_RATE = Number(5, 2, 0, 100)
_RATE.named("taxRate")


class NewOrderItem(NewItem):
    """An item to add: taxed by `taxRate`, the sum of `taxes`, its class, or `taxPercent`.

    With `charged`, the totals are what the shop has charged for it; what is left out is computed.
    """

    kind = Choice(*ITEM_KINDS, default="LineItem")
    source_id = String(0, 255, default="")
    gross_price = Number(10, 3, null=True, default=None)
    total_price = given_amount()
    taxed_total_price = given_amount()
    tax_rate = Number(5, 2, 0, 100)
    taxes = rates(default=list)

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Let one rate stand for the taxes, and the taxes for the rate."""
        if "tax_rate" in read and not read.get("taxes"):
            read["taxes"] = [{"rate": read["tax_rate"]}]
        elif read.get("taxes") and "tax_rate" not in read:
            rate = sum((each["rate"] for each in read["taxes"]), documents.ZERO)
            read["tax_rate"] = _RATE.read(rate, at, faults)


NEW_ITEM = NewOrderItem()


class ChangedOrderItem(NewOrderItem):
    """An item to keep and alter, named by its id, or one to add."""

    partial_update = True

    id = identifier()
