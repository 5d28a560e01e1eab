"""Payments, and what orders and invoices say of them, as users of the API rely on it."""

import asyncio
import itertools
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from store.database import Database
from tests.api import Api, Clock
from tests.consistency import assert_consistent
from tests.examples import address, invoice

D = Decimal
Row = dict[str, Any]

SAYS = ("isPaidFor", "paymentStatus", "paidTotal", "dueTotal", "isRefunded")


@pytest.fixture
async def area(api: Api) -> None:
    """Let documents be made for GB."""
    await api.call("commerce.tax-areas.create", {"taxArea": {"countries": ["GB"]}})


async def ordered(api: Api, price: Any = 100, **fields: Any) -> int:
    """Create an untaxed order and return its id."""
    order = {"billingAddress": address(), "taxPercent": 0, "items": [{"price": price}], **fields}
    return int((await api.call("commerce.orders.create", {"order": order}))["id"])


async def invoiced(api: Api, price: Any = 100, **fields: Any) -> int:
    """Create an untaxed invoice and return its id."""
    new = invoice(items=[{"price": price}], **fields)
    return int((await api.call("commerce.invoices.create", new))["id"])


async def got(api: Api, kind: str, id_: int) -> Row:
    """Return a document or a payment."""
    row: Row = (await api.call(f"commerce.{kind}s.get", {"id": id_}))[kind]
    return row


async def paid(api: Api, kind: str, id_: int, amount: Any, **fields: Any) -> int:
    """Record a payment on an order or an invoice."""
    request = {"id": id_, "amount": amount, **fields}
    answer = await api.call(f"commerce.{kind}s.pay", request)
    assert (answer["success"], answer["message"]) == (True, "Payment processed successfully.")
    return int(answer["id"])


async def payments_of(api: Api, kind: str, id_: int) -> list[Row]:
    """Return the payments of an order or an invoice."""
    found = await api.call("commerce.payments.find", {"conditions": {kind: id_}})
    return list(found["payments"])


def says(row: Row) -> tuple[Any, ...]:
    """Return what an order says of its payments."""
    return tuple(row[name] for name in SAYS)


# ---- A payment by itself


async def test_a_payment_is_given_back_as_it_was_recorded(clock: Clock, api: Api) -> None:
    order = await ordered(api)
    told = {
        "type": "Receipt",
        "amount": D("40.50"),
        "time": "2013-09-30 08:00:00",
        "method": "Card",
        "status": "Complete",
        "reference": "ch_1",
        "note": "first half",
        "externalId": "p1",
    }
    created = await api.call("commerce.payments.create", {"payment": {"order": order, **told}})
    shown = await got(api, "payment", created["id"])
    now = "2013-10-01 12:00:00"

    assert created["message"] == "Payment processed successfully."
    assert shown == {
        "id": created["id"],
        "version": 1,
        "order": order,
        "invoice": None,
        **told,
        "creationTime": now,
        "updateTime": now,
    }
    assert str(shown["amount"]) == "40.50"
    assert clock.now.year == 2013
    some = await api.call("commerce.payments.get", {"id": created["id"], "fields": ["amount"]})
    assert some["payment"] == {"id": created["id"], "amount": D("40.50")}
    assert (await api.call("commerce.payments.get", {"id": 99}))["payment"] is None


async def test_what_is_left_out_of_a_payment(clock: Clock, api: Api) -> None:
    id_ = await paid(api, "order", await ordered(api), 1)
    shown = await got(api, "payment", id_)

    assert shown["time"] == f"{clock.now:%Y-%m-%d %H:%M:%S}"
    empty = ("method", "reference", "note", "externalId")
    assert [shown[name] for name in empty] == [""] * 4
    assert (shown["type"], shown["status"], str(shown["amount"])) == ("Receipt", "Complete", "1.00")


@pytest.mark.usefixtures("area")
@pytest.mark.parametrize(
    ("payment", "field", "type_", "code"),
    [
        ({"amount": 1}, "order", "Missing", "PAYMENT_ON_NOTHING"),
        ({"order": 1, "invoice": 1, "amount": 1}, "invoice", "InvalidCombination", ""),
        ({"order": 99, "amount": 1}, "order", "NotFound", "PAYMENT_ORDER_NOT_FOUND"),
        ({"invoice": 99, "amount": 1}, "invoice", "NotFound", "PAYMENT_INVOICE_NOT_FOUND"),
        ({"order": 1}, "amount", "Missing", "REQUIRED"),
        ({"order": 1, "amount": 0}, "amount", "Malformed", "OUT_OF_RANGE"),
        ({"order": 1, "amount": -1}, "amount", "Malformed", "OUT_OF_RANGE"),
        ({"order": 1, "amount": "1"}, "amount", "Malformed", ""),
        ({"order": 1, "amount": D("1.005")}, "amount", "Malformed", "TOO_PRECISE"),
        ({"order": 1, "amount": D("1.0005")}, "amount", "Malformed", "TOO_PRECISE"),
        ({"order": 1, "amount": 1, "type": "Gift"}, "type", "InvalidValue", ""),
        ({"order": 1, "amount": 1, "status": "Done"}, "status", "InvalidValue", ""),
        ({"order": 1, "amount": 1, "paid": 1}, "unknown", "UnknownField", ""),
        ({"order": 1, "amount": D("100.01")}, "amount", "InvalidValue", "OVERPAID"),
        ({"invoice": 1, "amount": D("100.01")}, "amount", "InvalidValue", "OVERPAID"),
        (
            {"order": 1, "amount": D("0.01"), "type": "Refund"},
            "amount",
            "InvalidValue",
            "REFUND_TOO_LARGE",
        ),
        ({"order": 1, "amount": 1, "externalId": "x"}, "externalId", "InvalidValue", ""),
    ],
    ids=str,
)
async def test_a_payment_that_is_refused(
    api: Api, payment: Row, field: str, type_: str, code: str
) -> None:
    await ordered(api)
    await invoiced(api)
    await paid(api, "order", await ordered(api), 1, externalId="x")
    (fault,) = await api.refused("commerce.payments.create", {"payment": payment})

    assert (fault["field"], fault["type"]) == (field, type_)
    assert code in ("", fault["code"])
    assert fault["path"] == ("/payment/paid" if field == "unknown" else f"/payment/{field}")
    assert (await api.call("commerce.payments.count"))["count"] == 1


async def test_orders_and_invoices_that_can_not_be_paid(api: Api) -> None:
    order = await ordered(api)
    for method, problem in (("orders", "ORDER_NOT_FOUND"), ("invoices", "INVOICE_NOT_FOUND")):
        (fault,) = await api.refused(f"commerce.{method}.pay", {"id": 99, "amount": 1})
        assert (fault["code"], fault["path"]) == (problem, "/id")
    (fault,) = await api.refused("commerce.orders.pay", {"id": order, "amount": 1, "version": 7})
    assert (fault["type"], fault["allowed"]) == ("Conflict", 1)
    await api.call("commerce.orders.delete", {"ids": [order]})
    for method, request, path in (
        ("commerce.orders.pay", {"id": order, "amount": 1}, "/id"),
        ("commerce.payments.create", {"payment": {"order": order, "amount": 1}}, "/payment/order"),
    ):
        (fault,) = await api.refused(method, request)
        assert (fault["code"], fault["path"]) == ("ORDER_DELETED", path)


@pytest.mark.parametrize(
    ("currency", "price", "amount", "told"),
    [
        ("EUR", "10.55", "10.55", "10.55"),
        ("JPY", "1055", "1055", "1055.00"),
        ("KWD", "10.555", "10.555", "10.555"),
    ],
)
@pytest.mark.usefixtures("area")
async def test_an_amount_has_the_decimals_of_its_currency(
    api: Api, currency: str, price: str, amount: str, told: str
) -> None:
    for make, kind in ((ordered, "order"), (invoiced, "invoice")):
        id_ = await make(api, D(price), currency=currency)
        finer = D(amount).scaleb(-1)
        (fault,) = await api.refused(f"commerce.{kind}s.pay", {"id": id_, "amount": finer})
        assert (fault["code"], fault["path"]) == ("TOO_PRECISE", "/amount")
        payment = await paid(api, kind, id_, D(amount))
        row = await got(api, kind, id_)

        assert str((await got(api, "payment", payment))["amount"]) == told
        assert (str(row["paidTotal"]), row["dueTotal"], row["isPaidFor"]) == (told, 0, True)


# ---- What an order says of its payments


async def test_payments_add_up(clock: Clock, api: Api) -> None:
    order = await ordered(api)
    assert says(await got(api, "order", order)) == (False, "Unpaid", 0, 100, False)
    await paid(api, "order", order, D("30.25"))
    assert says(await got(api, "order", order)) == (
        False,
        "PartiallyPaid",
        D("30.25"),
        D("69.75"),
        False,
    )
    clock.now += timedelta(hours=1)
    await paid(api, "order", order, D("69.75"))
    row = await got(api, "order", order)
    assert says(row) == (True, "Paid", 100, 0, False)
    assert (row["paidTime"], row["refundedTime"]) == ("2013-10-01 13:00:00", None)
    clock.now += timedelta(hours=1)
    await paid(api, "order", order, 40, type="Refund")
    row = await got(api, "order", order)
    assert says(row) == (False, "PartiallyPaid", 60, 40, False)
    assert row["paidTime"] is None
    refund = await paid(api, "order", order, 60, type="Refund")
    row = await got(api, "order", order)
    assert says(row) == (False, "Refunded", 0, 100, True)
    assert row["refundedTime"] == "2013-10-01 14:00:00"
    await api.call("commerce.payments.delete", {"ids": [refund]})
    row = await got(api, "order", order)
    assert says(row) == (False, "PartiallyPaid", 60, 40, False)
    assert row["refundedTime"] is None


@pytest.mark.parametrize("status", ["Pending", "Reversed"])
@pytest.mark.parametrize("type_", ["Receipt", "Refund"])
async def test_only_complete_payments_count(api: Api, status: str, type_: str) -> None:
    order = await ordered(api)
    await paid(api, "order", order, 60)
    before = await got(api, "order", order)
    id_ = await paid(api, "order", order, 40, status=status, type=type_)
    own = {"version": 0, "updateTime": ""}

    assert {**await got(api, "order", order), **own} == {**before, **own}
    await api.call("commerce.payments.delete", {"ids": [id_]})
    assert {**await got(api, "order", order), **own} == {**before, **own}


@pytest.mark.usefixtures("area")
@pytest.mark.parametrize("kind", ["order", "invoice"])
async def test_more_than_is_due_is_refused_unless_it_is_allowed(api: Api, kind: str) -> None:
    id_ = await (ordered if kind == "order" else invoiced)(api)
    await paid(api, kind, id_, 60)
    (fault,) = await api.refused(f"commerce.{kind}s.pay", {"id": id_, "amount": D("40.01")})
    assert (fault["code"], fault["allowed"]) == ("OVERPAID", 40)
    await paid(api, kind, id_, D("40.01"), allowOverpayment=True)
    row = await got(api, kind, id_)
    assert (row["isPaidFor"], row["paidTotal"], row["dueTotal"]) == (
        True,
        D("100.01"),
        D("-0.01"),
    )
    (fault,) = await api.refused(f"commerce.{kind}s.pay", {"id": id_, "amount": 1})
    assert (fault["code"], fault["allowed"]) == ("OVERPAID", 0)
    refund = {"id": id_, "type": "Refund", "allowOverpayment": True}
    (fault,) = await api.refused(f"commerce.{kind}s.pay", {**refund, "amount": D("100.02")})
    assert (fault["code"], fault["allowed"]) == ("REFUND_TOO_LARGE", D("100.01"))
    await paid(api, kind, id_, D("100.01"), type="Refund")


@pytest.mark.usefixtures("area")
async def test_any_sum_of_payments_can_be_read(api: Api, database: Database) -> None:
    most = {"amount": D("99999999.99"), "allowOverpayment": True}
    for make, kind in ((ordered, "order"), (invoiced, "invoice")):
        id_ = await make(api)
        for _ in range(11):
            await paid(api, kind, id_, **most)
        await api.call(f"commerce.{kind}s.update", {"id": id_, kind: {"terms": "30 days"}})

        assert (await got(api, kind, id_))["paidTotal"] == D("1099999999.89")
    assert_consistent(database, orders=1, invoices=1)


async def test_an_order_asks_for_another_total_than_its_own(api: Api) -> None:
    order = await ordered(api, overrideTotal=80)
    assert says(await got(api, "order", order)) == (False, "Unpaid", 0, 80, False)
    (fault,) = await api.refused("commerce.orders.pay", {"id": order, "amount": 81})
    assert fault["allowed"] == 80
    await paid(api, "order", order, 80)
    assert says(await got(api, "order", order)) == (True, "Paid", 80, 0, False)
    await api.call("commerce.orders.update", {"id": order, "order": {"overrideTotal": None}})
    assert says(await got(api, "order", order)) == (False, "PartiallyPaid", 80, 20, False)


async def test_a_cancelled_order_gives_back_and_receives_nothing(api: Api) -> None:
    order = await ordered(api)
    await paid(api, "order", order, 60)
    await api.call("commerce.orders.cancel", {"id": order})
    for method, request, path in (
        ("commerce.orders.pay", {"id": order, "amount": 1}, "/id"),
        ("commerce.payments.create", {"payment": {"order": order, "amount": 1}}, "/payment/order"),
    ):
        (fault,) = await api.refused(method, request)
        assert (fault["code"], fault["path"]) == ("ORDER_CANCELED", path)
    await paid(api, "order", order, 60, type="Refund")
    assert says(await got(api, "order", order)) == (False, "Refunded", 0, 100, True)


# ---- Deleting


async def test_a_deleted_payment_was_never_made(api: Api) -> None:
    order = await ordered(api, paymentStatus="PartiallyPaid")
    pending = await paid(api, "order", order, 5, status="Pending")
    await api.call("commerce.payments.delete", {"ids": [pending, 99]})
    # What was declared is not taken back by what did not count.
    assert says(await got(api, "order", order)) == (False, "PartiallyPaid", 0, 100, False)
    both = [await paid(api, "order", order, 50) for _ in range(2)]
    await api.call("commerce.payments.delete", {"ids": both})
    assert says(await got(api, "order", order)) == (False, "Unpaid", 0, 100, False)
    both = [await paid(api, "order", order, 50, type=type_) for type_ in ("Receipt", "Refund")]
    assert says(await got(api, "order", order)) == (False, "Refunded", 0, 100, True)
    await api.call("commerce.payments.delete", {"ids": both})
    assert says(await got(api, "order", order)) == (False, "Unpaid", 0, 100, False)
    assert (await api.call("commerce.payments.count"))["count"] == 0


@pytest.mark.usefixtures("area")
async def test_what_was_refunded_stays_covered(api: Api) -> None:
    for make, kind in ((ordered, "order"), (invoiced, "invoice")):
        id_ = await make(api)
        first, second = await paid(api, kind, id_, 60), await paid(api, kind, id_, 40)
        refund = await paid(api, kind, id_, 50, type="Refund")
        (fault,) = await api.refused("commerce.payments.delete", {"ids": [99, first]})
        assert (fault["code"], fault["path"], fault["value"]) == (
            "REFUND_UNCOVERED",
            "/ids/1",
            first,
        )
        assert len(await payments_of(api, kind, id_)) == 3
        await api.call("commerce.payments.delete", {"ids": [second]})
        assert (await got(api, kind, id_))["paidTotal"] == 10
        await api.call("commerce.payments.delete", {"ids": [first, refund]})
        assert await payments_of(api, kind, id_) == []


# ---- Marks


@pytest.mark.parametrize("marked", [{"isPaidFor": True}, {"paymentStatus": "Paid"}], ids=str)
async def test_an_order_is_declared_paid_without_a_payment(
    clock: Clock, api: Api, marked: Row
) -> None:
    made = await ordered(api, **marked)
    updated = await ordered(api)
    await api.call("commerce.orders.update", {"id": updated, "order": marked})
    for order in (made, updated):
        row = await got(api, "order", order)
        assert says(row) == (True, "Paid", 100, 0, False)
        assert row["paidTime"] == f"{clock.now:%Y-%m-%d %H:%M:%S}"
        assert await payments_of(api, "order", order) == []
        # It stays paid for, whatever it comes to.
        more = {"items": [{"price": 150}]}
        await api.call("commerce.orders.update", {"id": order, "order": more})
        assert says(await got(api, "order", order)) == (True, "Paid", 150, 0, False)
        await api.call("commerce.orders.update", {"id": order, "order": {"isPaidFor": False}})
        row = await got(api, "order", order)
        assert says(row) == (False, "Unpaid", 0, 150, False)
        assert row["paidTime"] is None


async def test_a_mark_becomes_a_payment_when_another_follows(api: Api) -> None:
    order = await ordered(
        api, isPaidFor=True, paidTime="2013-09-01 10:00:00", paymentMethodName="Cash"
    )
    (fault,) = await api.refused("commerce.orders.pay", {"id": order, "amount": 1})
    assert fault["code"] == "OVERPAID"
    assert await payments_of(api, "order", order) == []
    await paid(api, "order", order, 30, type="Refund")
    receipt, refund = await payments_of(api, "order", order)
    assert (receipt["type"], receipt["amount"], receipt["method"]) == ("Receipt", 100, "Cash")
    assert receipt["time"] == "2013-09-01 10:00:00"
    assert (refund["type"], refund["amount"]) == ("Refund", 30)
    assert says(await got(api, "order", order)) == (False, "PartiallyPaid", 70, 30, False)


async def test_a_mark_is_for_what_payments_have_left_over(api: Api) -> None:
    order = await ordered(api)
    first = await paid(api, "order", order, 30)
    await api.call("commerce.orders.update", {"id": order, "order": {"isPaidFor": True}})
    assert says(await got(api, "order", order)) == (True, "Paid", 100, 0, False)
    await api.call("commerce.payments.delete", {"ids": [first]})
    (rest,) = await payments_of(api, "order", order)
    assert rest["amount"] == 70
    assert says(await got(api, "order", order)) == (False, "PartiallyPaid", 70, 30, False)


@pytest.mark.usefixtures("area")
async def test_payments_can_not_be_denied(api: Api) -> None:
    for make, kind in ((ordered, "order"), (invoiced, "invoice")):
        id_ = await make(api)
        await paid(api, kind, id_, 100)
        denied = {"id": id_, kind: {"isPaidFor": False}}
        (fault,) = await api.refused(f"commerce.{kind}s.update", denied)
        assert (fault["code"], fault["path"]) == ("PAID_BY_PAYMENTS", f"/{kind}/isPaidFor")
    denied = {"id": 1, "order": {"paymentStatus": "Unpaid"}}
    (fault,) = await api.refused("commerce.orders.update", denied)
    assert fault["code"] == "PAID_BY_PAYMENTS"


@pytest.mark.parametrize("status", ["Unpaid", "PartiallyPaid", "Refunded"])
async def test_a_status_is_as_declared_until_the_first_payment(api: Api, status: str) -> None:
    order = await ordered(api, paymentStatus=status)
    row = await got(api, "order", order)
    assert says(row) == (False, status, 0, 100, status == "Refunded")
    assert (row["refundedTime"] is not None) is (status == "Refunded")
    await paid(api, "order", order, 10)
    assert says(await got(api, "order", order)) == (False, "PartiallyPaid", 10, 90, False)
    await api.call("commerce.orders.update", {"id": order, "order": {"paymentStatus": "Refunded"}})
    assert says(await got(api, "order", order)) == (False, "PartiallyPaid", 10, 90, False)


# ---- Orders and their invoices


async def test_payments_go_over_to_the_invoice_and_to_the_next_one(api: Api) -> None:
    order = await ordered(api)
    first = await paid(api, "order", order, 60)
    invoice_id = (await api.call("commerce.orders.process", {"id": order}))["invoice"]
    row, of_order = await got(api, "invoice", invoice_id), await got(api, "order", order)
    assert (row["isPaidFor"], row["paidTotal"], row["dueTotal"]) == (False, 60, 40)
    assert (of_order["invoiceTotal"], of_order["isInvoicePaid"]) == (100, False)

    second = await paid(api, "invoice", invoice_id, 40)
    assert (await got(api, "payment", second))["order"] == order
    assert says(await got(api, "order", order)) == (True, "Paid", 100, 0, False)
    assert (await got(api, "order", order))["isInvoicePaid"] is True
    assert (await got(api, "invoice", invoice_id))["isPaidFor"] is True

    change = {"items": [{"price": 130}]}
    await api.call("commerce.orders.update", {"id": order, "order": change})
    of_order = await got(api, "order", order)
    assert says(of_order) == (False, "PartiallyPaid", 100, 30, False)
    assert (of_order["invoiceTotal"], of_order["isInvoicePaid"]) == (100, True)
    made = await api.call("commerce.orders.reissue", {"id": order})
    for settled in (invoice_id, made["creditNote"]):
        row = await got(api, "invoice", settled)
        assert (row["isPaidFor"], row["paidTotal"], row["dueTotal"]) == (True, 100, 0)
        assert await payments_of(api, "invoice", settled) == []
    row, of_order = await got(api, "invoice", made["invoice"]), await got(api, "order", order)
    assert (row["isPaidFor"], row["paidTotal"], row["dueTotal"]) == (False, 100, 30)
    assert (of_order["invoiceTotal"], of_order["isInvoicePaid"]) == (130, False)
    moved = await payments_of(api, "invoice", made["invoice"])
    assert [each["id"] for each in moved] == [first, second]
    assert {each["version"] for each in moved} == {2, 3}


@pytest.mark.parametrize("on", ["order", "invoice"])
async def test_a_mark_on_an_invoiced_order_is_a_payment_on_both(api: Api, on: str) -> None:
    order = await ordered(api)
    await paid(api, "order", order, 10)
    invoice_id = (await api.call("commerce.orders.process", {"id": order}))["invoice"]
    id_ = order if on == "order" else invoice_id
    await api.call(f"commerce.{on}s.update", {"id": id_, on: {"isPaidFor": True}})
    _, rest = await payments_of(api, "order", order)

    assert (str(rest["amount"]), rest["invoice"]) == ("90.00", invoice_id)
    assert says(await got(api, "order", order)) == (True, "Paid", 100, 0, False)
    row = await got(api, "invoice", invoice_id)
    assert (row["isPaidFor"], row["paidTotal"], row["dueTotal"]) == (True, 100, 0)


async def test_a_marked_order_is_invoiced_as_paid(api: Api) -> None:
    order = await ordered(api, isPaidFor=True)
    invoice_id = (await api.call("commerce.orders.process", {"id": order}))["invoice"]
    (receipt,) = await payments_of(api, "invoice", invoice_id)

    assert (receipt["order"], receipt["amount"], receipt["type"]) == (order, 100, "Receipt")
    assert (await got(api, "invoice", invoice_id))["isPaidFor"] is True
    assert (await got(api, "order", order))["isInvoicePaid"] is True


async def test_what_is_free_is_paid_for_without_a_payment(api: Api) -> None:
    order = await ordered(api, 0, isPaidFor=True)
    made = await api.call("commerce.orders.process", {"id": order})
    renamed = {"items": [{"price": 0, "name": "Gift"}]}
    await api.call("commerce.orders.update", {"id": order, "order": renamed})
    again = await api.call("commerce.orders.reissue", {"id": order})

    assert says(await got(api, "order", order)) == (True, "Paid", 0, 0, False)
    for id_ in (made["invoice"], again["invoice"], again["creditNote"]):
        assert (await got(api, "invoice", id_))["isPaidFor"] is True
    assert (await api.call("commerce.payments.count"))["count"] == 0


async def test_the_payments_of_an_order_outlive_its_invoice(api: Api) -> None:
    order = await ordered(api)
    await paid(api, "order", order, 60)
    invoice_id = (await api.call("commerce.orders.process", {"id": order}))["invoice"]
    await api.call("commerce.invoices.delete", {"ids": [invoice_id]})
    row = await got(api, "order", order)
    (payment,) = await payments_of(api, "order", order)
    assert says(row) == (False, "PartiallyPaid", 60, 40, False)
    assert (row["invoiceTotal"], row["isInvoicePaid"], payment["invoice"]) == (None, False, None)
    again = (await api.call("commerce.orders.process", {"id": order}))["invoice"]
    assert (await got(api, "invoice", again))["paidTotal"] == 60


@pytest.mark.usefixtures("area")
async def test_an_invoice_with_payments_of_its_own_stays(api: Api) -> None:
    id_ = await invoiced(api)
    payment = await paid(api, "invoice", id_, 60)
    (fault,) = await api.refused("commerce.invoices.delete", {"ids": [id_]})
    assert fault["code"] == "INVOICE_PAID"
    await api.call("commerce.payments.delete", {"ids": [payment]})
    await api.call("commerce.invoices.delete", {"ids": [id_]})


# ---- Finding


async def filled(api: Api) -> list[Row]:
    """Record payments that differ in all that they are found by, and return them."""
    random = Random(12)
    orders = [await ordered(api, 10_000) for _ in range(3)]
    invoices = [await invoiced(api, 10_000) for _ in range(2)]
    invoices.append((await api.call("commerce.orders.process", {"id": orders[0]}))["invoice"])
    for id_ in orders:
        await paid(api, "order", id_, 1000)
    for id_ in invoices[:2]:
        await paid(api, "invoice", id_, 1000)
    for i in range(45):
        on = random.choice(["order", "invoice"])
        payment = {
            on: random.choice(orders if on == "order" else invoices),
            "type": random.choice(["Receipt", "Refund"]),
            "amount": random.choice([1, D("2.50"), 3]),
            "status": random.choice(["Complete", "Pending", "Reversed"]),
            "time": f"2013-0{random.randint(1, 3)}-01 0{random.randrange(3)}:00:00",
            "method": random.choice(["Card", "card", "Cash"]),
            "externalId": random.choice(["", f"x{i}"]),
        }
        await api.call("commerce.payments.create", {"payment": payment})
    found = await api.call("commerce.payments.find", {"limit": 1000})
    return list(found["payments"])


@pytest.mark.usefixtures("area")
async def test_payments_are_found_by_each_condition_in_each_order(api: Api) -> None:
    rows = await filled(api)
    known = next(row["externalId"] for row in rows if row["externalId"])
    half = rows[len(rows) // 2]
    cases: list[tuple[Row, Callable[[Row], bool]]] = [
        ({}, lambda _: True),
        ({"ids": [3, 5, 99]}, lambda row: row["id"] in (3, 5)),
        ({"ids": []}, lambda _: False),
        ({"order": 1}, lambda row: row["order"] == 1),
        ({"order": 99}, lambda _: False),
        ({"invoice": 3}, lambda row: row["invoice"] == 3),
        ({"order": 1, "invoice": 3}, lambda row: row["order"] == 1 and row["invoice"] == 3),
        ({"type": "Refund"}, lambda row: row["type"] == "Refund"),
        ({"type": ["Refund", "Receipt"]}, lambda _: True),
        ({"status": "Complete"}, lambda row: row["status"] == "Complete"),
        ({"status": ["Pending", "Reversed"]}, lambda row: row["status"] != "Complete"),
        ({"status": []}, lambda _: False),
        ({"fromTime": half["time"]}, lambda row: row["time"] >= half["time"]),
        ({"toTime": half["time"]}, lambda row: row["time"] <= half["time"]),
        ({"externalId": known}, lambda row: row["externalId"] == known),
        ({"externalId": "none"}, lambda _: False),
        ({"after": half["id"]}, lambda row: row["id"] > half["id"]),
        (
            {"status": "Complete", "type": "Receipt", "fromTime": "2013-02-01 00:00:00"},
            lambda row: (
                (row["status"], row["type"]) == ("Complete", "Receipt")
                and row["time"] >= "2013-02-01"
            ),
        ),
    ]
    keys = ("id", "time", "amount", "creationTime", "updateTime")
    orders = [[sign + key] for key in keys for sign in ("", "-")] + [["-amount", "time"]]
    for conditions, meets in cases:
        expected = [row for row in rows if meets(row)]
        counted = await api.call("commerce.payments.count", {"conditions": conditions})
        assert counted["count"] == len(expected), conditions
        for order in orders:
            request = {"conditions": conditions, "order": order, "limit": 1000}
            found = await api.call("commerce.payments.find", request)
            assert found["payments"] == in_order(expected, order), request


def in_order(rows: list[Row], order: list[str]) -> list[Row]:
    """Sort rows, of which ties are in order of their ids."""
    found = sorted(rows, key=lambda row: row["id"])
    for key in reversed(order):
        name = key.removeprefix("-")
        found.sort(key=lambda row, name=name: row[name], reverse=key.startswith("-"))  # type: ignore[misc]
    return found


# ---- Many at once


async def test_payments_at_the_same_moment_never_overpay(api: Api, database: Database) -> None:
    order = await ordered(api)
    invoice_id = (await api.call("commerce.orders.process", {"id": order}))["invoice"]
    requests: list[tuple[str, Row]] = [
        ("commerce.orders.pay", {"id": order, "amount": 10}),
        ("commerce.invoices.pay", {"id": invoice_id, "amount": 10}),
        ("commerce.payments.create", {"payment": {"order": order, "amount": 10}}),
        ("commerce.payments.create", {"payment": {"invoice": invoice_id, "amount": 10}}),
    ]
    answers = await asyncio.gather(
        *(api.post(*each) for each in itertools.islice(itertools.cycle(requests), 32))
    )
    refused = [answer["error"]["field"] for _, _, answer in answers if answer["status"] == "error"]

    assert {status for status, _, _ in answers} == {200}
    assert refused == ["amount"] * 22
    assert says(await got(api, "order", order)) == (True, "Paid", 100, 0, False)
    assert (await got(api, "invoice", invoice_id))["dueTotal"] == 0
    assert sum(each["amount"] for each in await payments_of(api, "order", order)) == 100

    refunds = [({**request, "type": "Refund"}) for _, request in requests[:1]] * 32
    answers = await asyncio.gather(*(api.post("commerce.orders.pay", each) for each in refunds))
    assert sum(answer["status"] == "ok" for _, _, answer in answers) == 10
    assert (await got(api, "order", order))["paymentStatus"] == "Refunded"
    assert_consistent(database, orders=1, invoices=1)


async def test_of_payments_with_one_external_id_one_is_recorded(api: Api) -> None:
    orders = [await ordered(api) for _ in range(16)]
    answers = await asyncio.gather(
        *(
            api.post("commerce.orders.pay", {"id": id_, "amount": 1, "externalId": "twin"})
            for id_ in orders
        )
    )
    refused = [answer["errors"][0] for _, _, answer in answers if answer["status"] == "error"]

    assert {status for status, _, _ in answers} == {200}
    assert {(each["code"], each["path"]) for each in refused} == {
        ("EXTERNAL_ID_IN_USE", "/externalId")
    }
    assert len(refused) == 15
    assert (await api.call("commerce.payments.count"))["count"] == 1
