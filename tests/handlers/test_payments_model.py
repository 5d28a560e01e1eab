"""Whatever is done with an order, its payments and its invoices, all derived fields are right.

A model, a list of payments and a mark, is told of the same steps as the server. After each step
every field that follows from payments is compared.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from store.database import Database
from tests import direct
from tests.consistency import assert_consistent

Row = dict[str, Any]

AMOUNTS = st.sampled_from([Decimal(each) for each in ("0.01", "1", "3.33", "5", "10", "25")])
TOTALS = st.sampled_from([Decimal(each) for each in ("1", "5", "6.67", "10", "20")])
KINDS = st.sampled_from(["Receipt", "Receipt", "Receipt", "Refund"])
STATUSES = st.sampled_from(["Complete"] * 4 + ["Pending", "Reversed"])
DECLARED = st.sampled_from(["Unpaid", "PartiallyPaid", "Refunded", "Paid"])


@dataclass
class Payment:
    """A payment as the model knows it."""

    type: str
    amount: Decimal
    status: str = "Complete"


@dataclass
class Model:
    """An order of one item, as its payments make it."""

    price: Decimal
    override: Decimal | None = None
    payments: dict[int, Payment] = field(default_factory=dict)
    is_marked: bool = False
    is_cancelled: bool = False
    declared: str = "Unpaid"
    invoices: list[tuple[int, Decimal]] = field(default_factory=list)

    def sum(self, type_: str) -> Decimal:
        counting = (each for each in self.payments.values() if each.status == "Complete")
        return sum((each.amount for each in counting if each.type == type_), Decimal(0))

    @property
    def paid(self) -> Decimal:
        return self.sum("Receipt") - self.sum("Refund")

    @property
    def payable(self) -> Decimal:
        return self.price if self.override is None else self.override

    def covers(self, total: Decimal) -> bool:
        return 0 < self.paid >= total

    @property
    def is_paid_for(self) -> bool:
        return self.is_marked or self.covers(self.payable)

    @property
    def status(self) -> str:
        if self.is_paid_for:
            return "Paid"
        if self.paid > 0:
            return "PartiallyPaid"
        if self.sum("Refund"):
            return "Refunded"
        return "Unpaid" if self.declared == "Paid" else self.declared

    @property
    def is_changed(self) -> bool:
        return bool(self.invoices) and self.invoices[-1][1] != self.price


class World:
    """The server and the model, told the same."""

    def __init__(self, database: Database, price: Decimal, *, is_marked: bool) -> None:
        self.database = database
        order = {"taxPercent": 0, "items": [{"price": price}], "isPaidFor": is_marked}
        self.id = self.call("orders.create", {"order": order})["id"]
        self.model = Model(price, is_marked=is_marked)
        self.model.declared = self.model.status

    def call(self, method: str, request: Row, *expected: str) -> Any:
        """Call a method that must refuse for this, or else succeed."""
        answer, faults = direct.tried(self.database, f"commerce.{method}", request)
        assert faults == list(expected), (method, request)
        event(f"{method} {' '.join(faults)}")
        return answer

    def update(self, **changes: Any) -> None:
        self.call("orders.update", {"id": self.id, "order": changes})

    def receive_mark(self, *others: int) -> None:
        """Let the model make of its mark the payment that it stands for; `others` are not it."""
        if self.model.is_marked:
            self.receive(self.model.payable - self.model.paid, *others)
            self.model.is_marked = False

    def receive(self, rest: Decimal, *others: int) -> None:
        """Let the model know of the one payment that it has not heard of."""
        known = {*self.model.payments, *others}
        (id_,) = {each["id"] for each in self.found("order", self.id)} - known
        self.model.payments[id_] = Payment("Receipt", rest)

    def found(self, kind: str, id_: int) -> list[Row]:
        found = self.call("payments.find", {"conditions": {kind: id_}, "limit": 1000})
        return list(found["payments"])

    # ---- Steps

    def pay(self, draw: Any) -> None:
        model = self.model
        type_, amount, status = draw(KINDS), draw(AMOUNTS), draw(STATUSES)
        is_allowed = draw(st.booleans())
        request = {"type": type_, "amount": amount, "status": status}
        request["allowOverpayment"] = is_allowed
        on = draw(st.sampled_from(["order", "invoice"])) if model.invoices else "order"
        request["id"] = self.id if on == "order" else model.invoices[-1][0]
        paid = model.payable if model.is_marked else model.paid
        expected = []
        if type_ == "Refund":
            expected = ["REFUND_TOO_LARGE"] if amount > paid else []
        elif model.is_cancelled:
            expected = ["ORDER_CANCELED"]
        elif amount > model.payable - paid and not is_allowed:
            expected = ["OVERPAID"]
        made = self.call(f"{on}s.pay", request, *expected)
        if made is not None:
            self.receive_mark(made["id"])
            model.payments[made["id"]] = Payment(type_, amount, status)

    def delete(self, draw: Any) -> None:
        model = self.model
        if not model.payments:
            return
        doomed = draw(st.sets(st.sampled_from(sorted(model.payments)), min_size=1, max_size=3))
        left = {id_: each for id_, each in model.payments.items() if id_ not in doomed}
        rest = model.payable - model.paid if model.is_marked else Decimal(0)
        is_uncovered = Model(model.price, payments=left).paid + rest < 0
        has_counted = bool(model.sum("Receipt") or model.is_marked)
        expected = ["REFUND_UNCOVERED"] if is_uncovered else []
        if self.call("payments.delete", {"ids": sorted(doomed)}, *expected) is not None:
            self.receive_mark()
            for id_ in doomed:
                del model.payments[id_]
            if has_counted and not model.sum("Receipt"):
                model.declared = "Unpaid"

    def declare(self, draw: Any) -> None:
        model = self.model
        status = draw(DECLARED)
        changes = draw(
            st.sampled_from([{"paymentStatus": status}, {"isPaidFor": status == "Paid"}])
        )
        wants = status == "Paid"
        expected = ["PAID_BY_PAYMENTS"] if not wants and model.covers(model.payable) else []
        request = {"id": self.id, "order": changes}
        if self.call("orders.update", request, *expected) is not None:
            model.declared = changes.get("paymentStatus", model.status)
            model.is_marked = wants and not model.covers(model.payable)
            if model.invoices:
                self.receive_mark()

    def mark_invoice(self, draw: Any) -> None:
        model = self.model
        if not model.invoices:
            return
        id_, total = model.invoices[-1]
        wants, is_covered = draw(st.booleans()), model.covers(total)
        request = {"id": id_, "invoice": {"isPaidFor": wants}}
        expected = ["PAID_BY_PAYMENTS"] if is_covered and not wants else []
        if self.call("invoices.update", request, *expected) is None or is_covered or not wants:
            return
        self.receive(total - model.paid)

    def change_price(self, draw: Any) -> None:
        self.model.price = draw(TOTALS)
        self.update(items=[{"price": self.model.price}])

    def override(self, draw: Any) -> None:
        was_marked = self.model.is_marked
        self.model.override = draw(st.none() | TOTALS)
        self.update(overrideTotal=self.model.override)
        assert not (was_marked and self.model.invoices)

    def cancel(self, draw: Any) -> None:
        model = self.model
        is_back = draw(st.booleans())
        if is_back:
            self.update(status="Open")
            model.is_cancelled = False
            return
        expected = ["ORDER_INVOICED"] if model.invoices else []
        expected = expected or (["ORDER_CANCELED"] if model.is_cancelled else [])
        if self.call("orders.cancel", {"id": self.id}, *expected) is not None:
            model.is_cancelled = True

    def process(self, _: Any) -> None:
        model = self.model
        expected = ["ORDER_INVOICED"] if model.invoices else []
        expected = expected or (["ORDER_CANCELED"] if model.is_cancelled else [])
        made = self.call("orders.process", {"id": self.id}, *expected)
        if made is not None:
            model.invoices.append((made["invoice"], model.price))
            self.receive_mark()

    def reissue(self, _: Any) -> None:
        model = self.model
        expected = [] if model.is_changed else ["ORDER_UNCHANGED"]
        expected = expected if model.invoices else ["ORDER_NOT_INVOICED"]
        made = self.call("orders.reissue", {"id": self.id}, *expected)
        if made is not None:
            model.invoices.append((made["invoice"], model.price))

    def delete_invoice(self, _: Any) -> None:
        """Only an invoice that no credit note refers to can go; then the order is pending."""
        if len(self.model.invoices) == 1:
            self.call("invoices.delete", {"ids": [self.model.invoices.pop()[0]]})

    # ---- What must hold after each of them

    def settle(self) -> None:
        """Let the model forget what it was declared to be, and a mark that payments replaced."""
        model = self.model
        if model.covers(model.payable):
            model.is_marked = False
        model.declared = model.status

    def check(self) -> None:
        model = self.model
        self.settle()
        order = self.call("orders.get", {"id": self.id})["order"]
        payable, paid = model.payable, model.payable if model.is_marked else model.paid
        invoice, total = model.invoices[-1] if model.invoices else (None, None)
        is_refunded = model.status == "Refunded"
        expected = {
            "taxedTotal": model.price,
            "overrideTotal": model.override,
            "isPaidFor": model.is_paid_for,
            "paymentStatus": model.status,
            "paidTotal": paid,
            "dueTotal": payable - paid,
            "isRefunded": is_refunded,
            "invoice": invoice,
            "invoiceTotal": total,
            "isInvoiced": invoice is not None,
            "isInvoicePaid": total is not None and model.covers(total),
            "itemsChangedAfterProcessing": model.is_changed,
            "isCancelled": model.is_cancelled,
        }

        assert {name: order[name] for name in expected} == expected
        assert (order["paidTime"] is not None) is model.is_paid_for
        assert (order["refundedTime"] is not None) is is_refunded
        found = self.found("order", self.id)
        shown = {
            each["id"]: Payment(each["type"], each["amount"], each["status"]) for each in found
        }
        assert shown == model.payments
        assert {each["invoice"] for each in found} <= {invoice}
        for id_, of_invoice in model.invoices:
            self.check_invoice(id_, of_invoice, is_current=id_ == invoice)

    def check_invoice(self, id_: int, total: Decimal, *, is_current: bool) -> None:
        row = self.call("invoices.get", {"id": id_})["invoice"]
        paid = self.model.paid if is_current else total

        assert row["taxedTotal"] == total
        assert row["isPaidFor"] is (self.model.covers(total) if is_current else True)
        assert (row["paidTotal"], row["dueTotal"]) == (paid, total - paid)
        assert len(self.found("invoice", id_)) == (len(self.model.payments) if is_current else 0)


STEPS = (
    *[World.pay] * 5,
    *[World.delete] * 3,
    *[World.declare] * 2,
    World.mark_invoice,
    *[World.change_price] * 2,
    World.override,
    World.cancel,
    *[World.process] * 2,
    *[World.reissue] * 2,
    World.delete_invoice,
)


def test_derived_fields_follow_whatever_happens(database: Database) -> None:
    @settings(
        max_examples=40,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        TOTALS, st.booleans(), st.lists(st.sampled_from(STEPS), min_size=8, max_size=20), st.data()
    )
    def check(price: Decimal, is_marked: bool, steps: list[Any], data: st.DataObject) -> None:
        world = World(database, price, is_marked=is_marked)
        world.check()
        for step in steps:
            step(world, data.draw)
            world.check()

    with direct.entity(database):
        check()
    assert_consistent(database, orders=40, invoices=10)
