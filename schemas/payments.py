"""Requests and answers of commerce.payments.*, and of `pay` of orders and invoices."""

from decimal import Decimal
from typing import Any

from schemas import problems, requests
from schemas.documents import amount
from schemas.fields import (
    MAX_ID,
    Boolean,
    Choice,
    DateTime,
    Integer,
    List,
    Number,
    String,
    identifier,
)
from schemas.problems import Fault
from schemas.schema import Schema

TYPES = ("Receipt", "Refund")
STATUSES = ("Complete", "Pending", "Reversed")
MAX_NOTE = 65535
LEAST = Decimal("0.001")

ORDER_KEYS = ("id", "time", "amount", "creationTime", "updateTime")


class Conditions(Schema):
    """Which payments: all of these conditions hold."""

    ids = List(identifier(), most=requests.MAX_IDS)
    order = identifier()
    invoice = identifier()
    type = List(Choice(*TYPES), most=len(TYPES), or_single=True)
    status = List(Choice(*STATUSES), most=len(STATUSES), or_single=True)
    from_time = DateTime()
    to_time = DateTime()
    external_id = String(1, 64)
    after = Integer(0, MAX_ID)


class PaymentFields(Schema):
    """What was paid, when and how; without a time it is now.

    More than what is due is refused unless `allowOverpayment`. Only complete payments count.
    """

    type = Choice(*TYPES, default="Receipt")
    amount = Number(11, 3, LEAST, required=True)
    time = DateTime()
    method = String(0, 80, default="")
    status = Choice(*STATUSES, default="Complete")
    reference = String(0, 128, default="")
    note = String(0, MAX_NOTE, default="")
    external_id = String(0, 64, default="")
    allow_overpayment = Boolean(default=False)


class NewPayment(PaymentFields):
    """A payment to record, on an order or on an invoice."""

    order = identifier()
    invoice = identifier()

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse a payment on nothing, and one on two documents."""
        if "order" in read and "invoice" in read:
            faults.append(problems.PAYMENT_ON_BOTH(f"{at}/invoice", value=read["invoice"]))
        elif "order" not in read and "invoice" not in read:
            faults.append(problems.PAYMENT_ON_NOTHING(f"{at}/order"))


class Pay(PaymentFields):
    """A payment on the document with this id."""

    id = identifier(required=True)
    version = Integer(1)


class Payment(Schema):
    """A payment as it is answered; one on an order is on its current invoice too."""

    id = identifier()
    version = Integer(1)
    order = identifier(null=True)
    invoice = identifier(null=True)
    type = Choice(*TYPES)
    amount = amount()
    time = DateTime()
    method = String(0, 80)
    status = Choice(*STATUSES)
    reference = String(0, 128)
    note = String(0, MAX_NOTE)
    external_id = String(0, 64)
    creation_time = DateTime()
    update_time = DateTime()


PAYMENT = Payment()

MESSAGE = "Payment processed successfully."


class Paid(Schema):
    """The new payment's id, and what callers of another system look at."""

    id = identifier(required=True)
    success = Boolean(required=True)
    message = String(0, 100, required=True)


Find = requests.finding(Conditions, PAYMENT, *ORDER_KEYS)
Found = requests.found("payments", PAYMENT)
Get = requests.getting(PAYMENT)
Got = requests.got("payment", PAYMENT)
Count = requests.counting(Conditions, PAYMENT)
Create = requests.creating("payment", NewPayment())
