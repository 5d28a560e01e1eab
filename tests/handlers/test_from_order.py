"""Documents from orders: of all that is not yet invoiced or of quantities, and never twice."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from store.database import Database
from tests.api import Api, Clock
from tests.consistency import assert_consistent
from tests.examples import Shop, invoice, item, open_shop, order
from tests.handlers.test_crediting import TOTALS, assert_adds_up, assert_credited, get, rich

D = Decimal
Row = dict[str, Any]
FROM_ORDER = "commerce.invoices.create-from-order"
PROCESS = "commerce.orders.process"

# What a document has of its own, however it was made.
OWN = {"id", "number", "items"}


@pytest.fixture(autouse=True)
def timed(clock: Clock) -> None:
    """Set the clock before any server of these tests starts."""


@pytest.fixture
async def shop(api: Api) -> Shop:
    """Make what documents refer to."""
    return await open_shop(api)


async def read(api: Api, id_: int) -> Row:
    row = (await api.call("commerce.orders.get", {"id": id_}))["order"]
    assert row is not None
    return dict(row)


async def ordered(api: Api, **changes: Any) -> Row:
    """Create an order and return it."""
    return await read(api, (await api.call("commerce.orders.create", order(**changes)))["id"])


async def make(api: Api, of: Row, **request: Any) -> Row:
    """Create a document from an order and return it."""
    return await get(api, (await api.call(FROM_ORDER, {"order": of["id"], **request}))["id"])


async def close(api: Api, document: Row) -> None:
    await api.call("commerce.invoices.close", {"id": document["id"]})


def quantities(of: Row, *some: Any) -> list[Row]:
    """Ask for quantities of the first items of a document."""
    items = zip(of["items"], some, strict=False)
    return [{"id": each["id"], "quantity": quantity} for each, quantity in items if quantity]


async def why(api: Api, of: Row | int, **request: Any) -> list[tuple[str, str, str]]:
    """Return code, type and path of each fault of a request that is refused."""
    id_ = of if isinstance(of, int) else of["id"]
    faults = await api.refused(FROM_ORDER, {"order": id_, **request})
    return [(each["code"], each["type"], each["path"]) for each in faults]


def told(of: Row) -> tuple[Any, ...]:
    """Return what an order tells of its invoices."""
    names = ("processingStatus", "isInvoiced", "invoice", "invoices", "invoiceTotal")
    return tuple(of[name] for name in names)


@pytest.mark.parametrize("type_", ["Invoice", "Standard"])
async def test_a_whole_invoice_is_what_process_makes(
    api: Api, shop: Shop, database: Database, type_: str
) -> None:
    charged = {
        "charged": {"total": D("168.99"), "taxedTotal": D("201.00")},
        "items": [item(taxClass=shop.vat, totalPrice=D("168.99"), taxedTotalPrice=D("201.00"))],
    }
    for sent in (rich(shop), charged):
        one, other = [await ordered(api, **sent) for _ in range(2)]
        processed = await get(api, (await api.call(PROCESS, {"id": one["id"]}))["invoice"])
        made = await make(api, other, type=type_)

        for document in (processed, made):
            document["items"] = [{**each, "id": 0} for each in document["items"]]
        processed |= {name: made[name] for name in ("id", "number", "order", "referenceNumber")}
        assert made == processed
        states = [await read(api, each["id"]) for each in (one, other)]
        assert [told(each)[:2] for each in states] == [("Invoiced", True)] * 2
    assert_consistent(database, invoices=4, orders=4)


async def test_parts_end_at_exactly_the_order(api: Api, shop: Shop, database: Database) -> None:
    of = await ordered(api, **rich(shop))
    whole = await ordered(api, **rich(shop))
    whole = await get(api, (await api.call(PROCESS, {"id": whole["id"]}))["invoice"])
    parts = [
        await make(api, of, items=quantities(of, 1, D("0.70"))),
        await make(api, of, items=quantities(of, 1, 0, 1)),
    ]
    between = await read(api, of["id"])
    parts.append(await make(api, of))
    after = await read(api, of["id"])

    for part in parts:
        assert_adds_up(part)
        assert part["order"] == of["id"]
    assert_credited(whole, parts)
    ids = [part["id"] for part in parts]
    sums = [sum(part["taxedTotal"] for part in some) for some in (parts[:2], parts)]
    assert told(between) == ("Pending", False, ids[1], ids[:2], sums[0])
    assert told(after) == ("Invoiced", True, ids[2], ids, of["taxedTotal"])
    assert sums[1] == of["taxedTotal"]
    assert await why(api, of) == [("ORDER_INVOICED", "InvalidValue", "/order")]
    assert_consistent(database, invoices=4, orders=2)


async def test_process_invoices_what_is_left(api: Api, shop: Shop) -> None:
    of = await ordered(api, items=[item(taxClass=shop.vat, quantity=3)])
    part = await make(api, of, items=quantities(of, 2))
    refused = await api.refused("commerce.orders.cancel", {"id": of["id"]})
    rest = await get(api, (await api.call(PROCESS, {"id": of["id"]}))["invoice"])

    assert [each["code"] for each in refused] == ["ORDER_INVOICED"]
    assert [rest["quantity"], part["taxedTotal"] + rest["taxedTotal"]] == [1, of["taxedTotal"]]
    assert (await read(api, of["id"]))["invoices"] == [part["id"], rest["id"]]


@pytest.mark.usefixtures("shop")
async def test_never_more_than_was_ordered(api: Api) -> None:
    of = await ordered(api, items=[item(quantity=3), item(name="Hat", quantity=1)])
    strange = (await ordered(api))["items"][0]["id"]
    await make(api, of, items=quantities(of, 2))
    one = of["items"][0]["id"]
    value, found, malformed = "InvalidValue", "NotFound", "Malformed"
    for items, fault in (
        (quantities(of, D("1.01")), ("QUANTITY_TOO_LARGE", value, "/items/0/quantity")),
        ([{"id": strange, "quantity": 1}], ("ITEM_NOT_FOUND", found, "/items/0/id")),
        ([{"id": one, "quantity": 0}], ("OUT_OF_RANGE", malformed, "/items/0/quantity")),
        (quantities(of, 1) * 2, ("ITEM_REPEATED", malformed, "/items")),
        ([], ("TOO_FEW", malformed, "/items")),
    ):
        assert await why(api, of, items=items) == [fault]
    rest = await make(api, of, items=quantities(of, 1, 1))

    assert rest["quantity"] == 2
    assert (await read(api, of["id"]))["isInvoiced"]


async def test_what_came_back_can_be_invoiced_again(
    api: Api, shop: Shop, database: Database
) -> None:
    of = await ordered(api, items=[item(taxClass=shop.vat, price=D("0.335"), quantity=6)])
    first = await make(api, of)
    await close(api, first)
    back = await make(api, of, type="CreditNote", reference=first["id"], items=quantities(of, 2))
    await api.call("commerce.invoices.credit", {"id": first["id"], "amount": D("0.10")})
    kept = await read(api, of["id"])
    again = await make(api, of)

    assert [back["type"], back["reference"], back["quantity"]] == ["CreditNote", first["id"], 2]
    assert kept["processingStatus"] == "Invoiced"
    # An amount makes no room.
    assert again["quantity"] == 2
    assert await why(api, of) == [("ORDER_INVOICED", "InvalidValue", "/order")]
    assert_consistent(database, invoices=4, orders=1)


async def test_an_order_that_grew_is_invoiced_further(api: Api, shop: Shop) -> None:
    of = await ordered(api, items=[item(taxClass=shop.vat, quantity=2)])
    first = await make(api, of)
    await close(api, first)
    items = [{"id": of["items"][0]["id"], "quantity": 5}]
    await api.call("commerce.orders.update", {"id": of["id"], "order": {"items": items}})
    more = await make(api, of, type="DebitNote", reference=first["id"])
    after = await read(api, of["id"])

    assert [more["type"], more["quantity"]] == ["Invoice", 3]
    assert [more["reference"], more["referenceType"]] == [first["id"], "Invoice"]
    assert more["referenceNumber"] == first["number"]
    assert not after["itemsChangedAfterProcessing"]
    assert after["invoiceTotal"] == after["taxedTotal"]
    await api.call("commerce.orders.update", {"id": of["id"], "order": {"notes": "Ring twice"}})
    assert not (await read(api, of["id"]))["itemsChangedAfterProcessing"]
    await api.call("commerce.orders.update", {"id": of["id"], "order": {"items": [item()]}})
    assert (await read(api, of["id"]))["itemsChangedAfterProcessing"]


async def test_a_proforma_takes_nothing(api: Api, shop: Shop, database: Database) -> None:
    of = await ordered(api, items=[item(taxClass=shop.vat, quantity=4)])
    made = [
        await make(api, of, type="Prepayment", applyExpiresAt="2013-12-24 18:00:00"),
        await make(api, of, type="Proforma", items=quantities(of, 1)),
    ]
    after = await read(api, of["id"])
    whole = await make(api, of, applyExpiresAt="2014-01-31")

    assert [each["type"] for each in made] == ["Proforma"] * 2
    assert [each["quantity"] for each in (*made, whole)] == [4, 1, 4]
    assert [each["dueDate"] for each in (made[0], whole)] == ["2013-12-24", "2014-01-31"]
    assert told(after) == told(of)
    assert await why(api, of, type="Proforma") == [("ORDER_INVOICED", "InvalidValue", "/order")]
    assert_consistent(database, invoices=3, orders=1)


@pytest.mark.usefixtures("shop")
async def test_a_shipping_invoice_has_its_transport_data(api: Api) -> None:
    of = await ordered(api)
    made = await make(api, of, type="ShippingInvoice")

    transport = [made[name] for name in ("type", "numberOfPackages", "shippingTime")]
    assert transport == ["ShippingInvoice", 1, "2013-10-01 12:00:00"]
    assert (await read(api, of["id"]))["isInvoiced"]


@pytest.mark.usefixtures("shop")
async def test_the_codes_of_the_source(api: Api) -> None:
    of = await ordered(api, items=[item(quantity=3)])
    part = await make(api, of, items=quantities(of, 1))
    proforma = await make(api, of, type="Proforma")
    await close(api, proforma)
    alien = (await api.call("commerce.invoices.create", invoice()))["id"]
    cancelled = await ordered(api, status="Cancelled")
    completed = await ordered(api, status="Completed")
    trashed = await ordered(api)
    await api.call("commerce.orders.delete", {"ids": [trashed["id"]]})

    value, found = "InvalidValue", "NotFound"
    for type_ in ("CreditNote", "DebitNote"):
        for reference, fault in (
            (part["id"], ("REF_INVOICE_STILL_OPEN", value, "/reference")),
            (proforma["id"], ("NON_STANDARD_REF_INVOICE", value, "/reference")),
            (alien, ("REF_INVOICE_NOT_FOUND", found, "/reference")),
            (99, ("REF_INVOICE_NOT_FOUND", found, "/reference")),
        ):
            assert await why(api, of, type=type_, reference=reference) == [fault]
        missing = [("REFERENCE_REQUIRED", "MissingCombination", "/reference")]
        assert await why(api, of, type=type_) == missing
    assert await why(api, of, reference=part["id"]) == [
        ("REFERENCE_ALONE", "InvalidCombination", "/reference")
    ]
    assert await why(api, of, type="Receipt") == [("TYPE_NOT_SUPPORTED", value, "/type")]
    assert await why(api, cancelled) == [("ORDER_CANCELED", value, "/order")]
    assert await why(api, completed) == [("ORDER_CLOSED", value, "/order")]
    assert await why(api, trashed) == [("ORDER_DELETED", value, "/order")]
    assert await why(api, 99) == [("ORDER_NOT_FOUND", found, "/order")]


@pytest.mark.usefixtures("shop")
async def test_a_credit_note_is_told_in_items_of_the_order(api: Api) -> None:
    of = await ordered(api, items=[item(quantity=3), item(name="Hat", quantity=2)])
    shirts = await make(api, of, items=quantities(of, 3))
    await close(api, shirts)
    credit = {"type": "CreditNote", "reference": shirts["id"]}

    fault = ("ITEM_NOT_FOUND", "NotFound", "/items/0/id")
    assert await why(api, of, **credit, items=quantities(of, 0, 1)) == [fault]
    assert await why(api, of, **credit, items=[{"id": 999, "quantity": 1}]) == [fault]
    over = ("QUANTITY_TOO_LARGE", "InvalidValue", "/items/0/quantity")
    assert await why(api, of, **credit, items=quantities(of, 4)) == [over]
    note = await make(api, of, **credit, applyExpiresAt="2014-09-30")
    assert [note["taxedTotal"], note["dueDate"]] == [shirts["taxedTotal"], "2014-09-30"]
    assert await why(api, of, **credit) == [("CREDITED_IN_WHOLE", "InvalidValue", "/reference")]


async def dues(api: Api, of: Row) -> list[Any]:
    """Return what is due of each invoice of an order, and of the order."""
    now = await read(api, of["id"])
    documents = [await get(api, id_) for id_ in now["invoices"]]
    return [*(each["dueTotal"] for each in documents), now["dueTotal"]]


@pytest.mark.usefixtures("shop")
async def test_what_was_paid_in_advance_pays_every_part(api: Api, database: Database) -> None:
    of = await ordered(api, items=[item(price=10, quantity=10)], isPaidFor=True)
    first = await make(api, of, items=quantities(of, 4))
    second = await make(api, of, items=quantities(of, 4))
    third = await make(api, of)
    after = await read(api, of["id"])

    for part in (first, second, third):
        now = await get(api, part["id"])
        assert [now["isPaidFor"], now["paidTotal"], now["dueTotal"]] == [True, now["total"], 0]
    assert [after["isPaidFor"], after["isInvoicePaid"], after["paidTotal"]] == [True, True, 100]
    assert_consistent(database, invoices=3, orders=1)


@pytest.mark.usefixtures("shop")
async def test_payments_on_the_order_and_on_its_parts_add_up(api: Api, database: Database) -> None:
    of = await ordered(api, items=[item(price=10, quantity=10)])
    one, two = [await make(api, of, items=quantities(of, 4)) for _ in range(2)]
    pay = "commerce.orders.pay"
    steps = []
    await api.call("commerce.invoices.pay", {"id": two["id"], "amount": 15})
    steps.append(await dues(api, of))
    payment = (await api.call(pay, {"id": of["id"], "amount": 50}))["id"]
    steps.append(await dues(api, of))
    await make(api, of)
    await api.call(pay, {"id": of["id"], "amount": 35})
    steps.append(await dues(api, of))
    await api.call(pay, {"id": of["id"], "amount": 95, "type": "Refund"})
    steps.append(await dues(api, of))
    over = await api.refused("commerce.invoices.pay", {"id": one["id"], "amount": 41})

    assert steps == [[40, 25, 85], [0, 15, 35], [0, 0, 0, 0], [40, 35, 20, 95]]
    assert [each["code"] for each in over] == ["OVERPAID"]
    await api.call("commerce.payments.delete", {"ids": [payment + 2]})
    await api.call("commerce.invoices.update", {"id": two["id"], "invoice": {"terms": "Now"}})
    assert await dues(api, of) == [0, 0, 0, 0]
    assert (await read(api, of["id"]))["isInvoicePaid"]
    assert_consistent(database, invoices=3, orders=1)


@pytest.mark.usefixtures("shop")
async def test_a_part_that_is_paid_by_mark_is_paid_on_the_order_too(api: Api) -> None:
    of = await ordered(api, items=[item(price=10, quantity=10)])
    one = await make(api, of, items=quantities(of, 4))
    two = await make(api, of, items=quantities(of, 4))
    mark = {"id": two["id"], "invoice": {"isPaidFor": True}}
    await api.call("commerce.invoices.update", mark)
    some = await dues(api, of)
    await api.call("commerce.orders.update", {"id": of["id"], "order": {"isPaidFor": True}})

    assert [one["dueTotal"], some] == [40, [40, 0, 60]]
    assert await dues(api, of) == [0, 0, 0]
    assert (await read(api, of["id"]))["paidTotal"] == 100


@pytest.mark.usefixtures("shop")
async def test_a_part_that_is_credited_or_deleted_leaves_its_money_to_the_others(
    api: Api, database: Database
) -> None:
    of = await ordered(api, items=[item(price=10, quantity=10)], isPaidFor=True)
    one = await make(api, of, items=quantities(of, 4))
    two = await make(api, of, items=quantities(of, 4))
    await api.call("commerce.invoices.delete", {"ids": [two["id"]]})
    deleted = await read(api, of["id"])
    three = await make(api, of)
    await close(api, one)
    await api.call("commerce.invoices.credit", {"id": one["id"]})
    single = await read(api, of["id"])

    assert told(deleted) == ("Pending", False, one["id"], [one["id"]], 40)
    assert three["quantity"] == 6
    assert told(single) == ("Invoiced", True, three["id"], [one["id"], three["id"]], 60)
    assert (await get(api, three["id"]))["paidTotal"] == 100
    again = await make(api, of)
    assert again["quantity"] == 4
    assert_consistent(database, invoices=4, orders=1)


@pytest.mark.usefixtures("shop")
async def test_an_order_in_parts_is_not_reissued(api: Api) -> None:
    of = await ordered(api, items=[item(quantity=3)])
    made = [await make(api, of, items=quantities(of, 1)) for _ in range(2)]
    faults = await api.refused("commerce.orders.reissue", {"id": of["id"]})

    assert [each["code"] for each in faults] == ["ORDER_IN_PARTS"]
    assert f"by invoices {made[0]['id']}, {made[1]['id']}:" in faults[0]["description"]


async def test_many_parts_at_once_never_exceed_the_order(
    api: Api, shop: Shop, database: Database
) -> None:
    of = await ordered(api, items=[item(taxClass=shop.vat, price=D("0.777"), quantity=20)])
    one = {"order": of["id"], "items": quantities(of, 1)}
    answers = await asyncio.gather(*(api.post(FROM_ORDER, one) for _ in range(32)))
    made = [answer["id"] for _, _, answer in answers if answer["status"] == "ok"]
    refused = {answer["errors"][0]["code"] for _, _, answer in answers if "errors" in answer}
    parts = [await get(api, id_) for id_ in made]

    assert (len(made), refused) == (20, {"ORDER_INVOICED"})
    for name in TOTALS:
        if name in of:
            assert sum(part[name] for part in parts) == of[name]
    assert sorted((await read(api, of["id"]))["invoices"]) == sorted(made)
    assert_consistent(database, invoices=20, orders=1)


@pytest.mark.usefixtures("shop")
async def test_processing_and_invoicing_at_once_invoice_nothing_twice(
    api: Api, database: Database
) -> None:
    of = await ordered(api, items=[item(quantity=8)])
    one = {"order": of["id"], "items": quantities(of, 1)}
    calls = [api.post(FROM_ORDER, one) for _ in range(4)]
    await asyncio.gather(*calls, *(api.post(PROCESS, {"id": of["id"]}) for _ in range(4)))
    after = await read(api, of["id"])
    made = [await get(api, id_) for id_ in after["invoices"]]

    assert after["isInvoiced"]
    assert sum(each["quantity"] for each in made) == 8
    assert sum(each["taxedTotal"] for each in made) == of["taxedTotal"] == after["invoiceTotal"]
    assert_consistent(database, invoices=1, orders=1)


@pytest.mark.usefixtures("shop")
async def test_an_order_in_parts_tells_when_it_has_changed(api: Api) -> None:
    of = await ordered(api, items=[item(quantity=3), item(name="Hat", quantity=1)])
    shirt, hat = (each["id"] for each in of["items"])
    await make(api, of, items=quantities(of, 2))
    await make(api, of, items=quantities(of, 0, 1))

    async def is_changed(*items: Row) -> bool:
        changes = {"id": of["id"], "order": {"items": [*items]}}
        await api.call("commerce.orders.update", changes)
        return bool((await read(api, of["id"]))["itemsChangedAfterProcessing"])

    assert not await is_changed({"id": shirt, "quantity": 2}, {"id": hat})
    assert await is_changed({"id": shirt, "quantity": 1}, {"id": hat})
    assert not await is_changed({"id": shirt, "quantity": 4}, {"id": hat}, item())
    assert await is_changed({"id": shirt, "quantity": 4})
