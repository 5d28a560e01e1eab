"""Drafts, taxes, payments and line items, as the orders of Invoiss are described."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from schemas.orders import NewOrder
from store.database import Database
from tests.api import Api, Clock
from tests.consistency import assert_consistent
from tests.examples import address, item, order
from tests.scenarios.translating import Translator

D = Decimal
Row = dict[str, Any]

# The example of its documentation.
ANSWERED: Row = {
    "id": "68dfb7de-776g-45f5-9fc9-fb9eefc288e0",
    "number": "7DPGHA-Draft",
    "title": None,
    "companyLocation": None,
    "company": {
        "name": "Stripe Player",
        "metadata": {"stock": False, "stockMethod": "manualPaymentStock"},
        "email": "test@test.com",
        "contact": "Test",
        "id": "975f36g1-d077-47ce-9acf-029775abebd9",
    },
    "client": {
        "id": "dd99baxx-e534-4a6c-9fe8-d1f856f76515",
        "name": None,
        "contact": "Test Tester",
        "code": "7DPGHA",
        "email": "test@tester1.com",
        "metadata": {},
        "cell": "+1 (415) 999-9999",
        "externalId": None,
        "externalValue": None,
        "addresses": [],
    },
    "staff": None,
    "status": "DRAFT",
    "taxPercent": 0,
    "deliveryStatus": None,
    "standing": None,
    "standingActive": False,
    "standingData": {},
    "standingDate": None,
    "standingDue": None,
    "dueDate": None,
    "serviceDate": None,
    "grandTotal": 0,
    "paidTotal": 0,
    "attachments": [],
    "type": "ORDER",
    "po": None,
    "taxTotal": 0,
    "gateway": None,
    "externalId": None,
    "externalValue": None,
    "payments": [],
    "metadata": {},
    "invoiced": None,
    "paid": False,
    "overrideTotal": None,
    "subTotal": 0,
    "updatedAt": "2023-12-20T09:24:45.000Z",
    "createdAt": "2023-12-20T09:24:45.000Z",
}
# That of its line items.
ITEM: Row = {
    "id": "94981392-a044-454b-a2d5-e8187a23bfdc",
    "image": None,
    "name": "Sample Item",
    "description": "Item Description",
    "price": 101,
    "quantity": 69,
    "orderTax": None,
    "unit": None,
    "status": None,
    "code": None,
    "sequence": 5,
    "externalId": "external-id-1",
    "externalValue": None,
    "markup": None,
    "isRevenue": None,
    "cost": None,
    "receivedQuantity": None,
    "metadata": {},
    "item": None,
    "order": {
        "number": "3DPMDX-Draft",
        "type": "ORDER",
        "metadata": {},
        "externalId": None,
        "company": {"name": "Tester Company"},
        "companyLocation": None,
        "client": {"name": None, "contact": "Test Tester"},
        "serviceDate": None,
        "createdAt": "2023-12-20T09:24:45.000Z",
        "updatedAt": "2023-12-20T09:24:45.000Z",
        "paidTotal": 0,
    },
    "purchase": None,
    "category": None,
    "uom": None,
    "prices": [],
    "modifierGroups": [],
    "tax": None,
}
CREATED = datetime(2023, 12, 20, 9, 24, 45, tzinfo=UTC)
NOW = "2023-12-20 09:24:45"

VALUES = {
    "item.id": lambda _: 1,
    "order.id": lambda _: 1,
    "order.type": str.capitalize,
    "order.status": str.capitalize,
    "order.customer": lambda _: 1,
    "order.creationTime": lambda _: NOW,
    "order.updateTime": lambda _: NOW,
    "customer.firstName": lambda name: name.split()[0],
    "customer.lastName": lambda name: name.split()[1],
}
ORDERS = Translator("Invoiss: orders", VALUES)
ITEMS = Translator("Invoiss: line items", VALUES)
CREATE, UPDATE, PAY, PROCESS = (
    f"commerce.orders.{verb}" for verb in ("create", "update", "pay", "process")
)


@pytest.fixture(autouse=True)
def timed(clock: Clock) -> None:
    """Let it be the time of the example before any server starts."""
    clock.now = CREATED


async def create(api: Api, **new: Any) -> Row:
    """Create an order, a draft unless it says otherwise, and return it."""
    request = {"order": {"status": "Draft", **new}}
    return await get(api, (await api.call(CREATE, request))["id"])


async def get(api: Api, id_: int) -> Row:
    """Return an order that is there."""
    row = (await api.call("commerce.orders.get", {"id": id_}))["order"]
    assert row is not None
    return dict(row)


async def update(api: Api, id_: int, **changes: Any) -> Row:
    """Update an order and return it."""
    await api.call(UPDATE, {"id": id_, "order": changes})
    return await get(api, id_)


async def make_company_and_client(api: Api, made: Mapping[str, Any]) -> dict[str, Any]:
    """Make what an example's order refers to, and return it as it is shown."""
    company = {"company": {"address": made["settings"]["company"]["address"]}}
    await api.call("commerce.settings.update", {"settings": company})
    await api.call("commerce.customers.create", {"customer": made["customer"]})
    customer = await api.call("commerce.customers.get", {"id": 1})
    settings = await api.call("commerce.settings.get")
    return {**customer, **settings}


def test_the_examples_have_their_places_in_the_tables() -> None:
    assert ORDERS.unplaced(ANSWERED) == []
    assert ITEMS.unplaced(ITEM) == []


async def test_the_example_goes_in_and_comes_out(api: Api) -> None:
    made = {name: ORDERS.ours(ANSWERED, name) for name in ("settings", "customer", "order")}
    shown = await make_company_and_client(api, made)
    known = NewOrder().names()
    sent = {name: value for name, value in made["order"].items() if name in known}
    shown["order"] = await create(api, **sent)

    assert ORDERS.lost(ANSWERED, shown) == []
    assert shown["order"]["customerName"] == "Tester Test"
    assert shown["order"]["metadata"]["company_contact"] == "Test"


async def test_the_example_of_an_item_goes_in_and_comes_out(api: Api) -> None:
    made = {name: ITEMS.ours(ITEM, name) for name in ("settings", "customer", "order", "item")}
    shown = await make_company_and_client(api, made)
    number = made["order"]["number"]
    owner = await create(api, customer=1, number=number, type="Order")
    new = {name: value for name, value in made["item"].items() if name not in ("id", "order")}
    saved = await api.call("commerce.line-items.save", {"items": [{**new, "order": owner["id"]}]})
    listed = await api.call("commerce.line-items.find", {"conditions": {"order": owner["id"]}})
    shown |= {"order": await get(api, owner["id"]), "item": listed["items"][0]}

    assert saved == {"ids": [1]}
    # What is null because the order is no purchase has the order's place here.
    told = {name: value for name, value in ITEM.items() if name != "purchase"}
    assert ITEMS.lost(told, shown) == []
    assert (shown["item"]["order"], shown["item"]["invoice"]) == (owner["id"], None)
    assert shown["order"]["subtotal"] == 69 * 101
    assert {name: shown["item"][name] for name in shown["order"]["items"][0]} == shown["order"][
        "items"
    ][0]


async def test_the_example_of_a_payment(api: Api) -> None:
    await create(api, taxPercent=0, items=[item(price=150, quantity=1)])
    answer = await api.call(PAY, {"id": 1, "amount": D("150.00")})

    assert answer == {"id": 1, "success": True, "message": "Payment processed successfully."}
    assert (await get(api, 1))["isPaidFor"] is True


async def test_from_draft_to_paid_invoice(api: Api, clock: Clock, database: Database) -> None:
    """8.25 % on twice 15.99 is 2.64; the gift card is not taxed."""
    shirts, card = item(quantity=2, price=D("15.99")), item(quantity=1, price=50, orderTax=False)
    draft = await create(api, taxPercent=D("8.25"), items=[shirts, card])
    names = ("subtotal", "taxAmount", "taxedTotal", "dueTotal")
    assert [draft[name] for name in names] == [D("81.98"), D("2.64"), D("84.62"), D("84.62")]
    assert [each["taxRate"] for each in draft["items"]] == [D("8.25"), 0]

    ten = await update(api, 1, taxPercent=10)
    assert [ten[name] for name in names] == [D("81.98"), D("3.20"), D("85.18"), D("85.18")]
    override = await update(api, 1, overrideTotal=80, status="Open")
    assert (override["taxedTotal"], override["dueTotal"]) == (D("85.18"), 80)

    await api.call(PAY, {"id": 1, "amount": 30, "method": "CARD", "reference": "pi_1"})
    partly = await get(api, 1)
    assert (partly["paidTotal"], partly["dueTotal"], partly["isPaidFor"]) == (30, 50, False)
    assert partly["paymentStatus"] == "PartiallyPaid"
    over = {"id": 1, "amount": D("50.01")}
    row = (
        "amount",
        "InvalidValue",
        "Amount 50.01 is more than the 50.00 that is due; overpaying needs 'allowOverpayment'",
    )
    assert await api.refused_once(PAY, over) == row

    await update(api, 1, billingAddress=address())
    await api.call(PROCESS, {"id": 1})
    invoiced = await get(api, 1)
    assert (invoiced["isInvoiced"], invoiced["invoiceTotal"]) == (True, D("85.18"))
    assert (invoiced["isInvoicePaid"], invoiced["paidTotal"]) == (False, 30)

    clock.now = CREATED.replace(day=21)
    await api.call(PAY, {**over, "allowOverpayment": True})
    paid = await get(api, 1)
    assert (paid["isPaidFor"], paid["paidTime"]) == (True, "2023-12-21 09:24:45")
    assert (paid["paidTotal"], paid["dueTotal"]) == (D("80.01"), D("-0.01"))
    found = await api.call("commerce.payments.find", {"conditions": {"order": 1}})
    assert [each["amount"] for each in found["payments"]] == [30, D("50.01")]
    assert {each["invoice"] for each in found["payments"]} == {paid["invoice"]}
    assert_consistent(database, orders=1, invoices=1)


async def test_estimates_and_purchases_are_orders_of_a_type(api: Api) -> None:
    estimate = await create(api, type="Estimate", taxPercent=0, title="An offer", items=[item()])
    purchase = await create(api, type="Purchase", taxPercent=0, items=[item(name="Cloth")])
    accepted = await create(api, estimate=estimate["id"], taxPercent=0, items=[item(name="Coat")])

    async def ids(**conditions: Any) -> list[int]:
        found = await api.call("commerce.orders.find", {"conditions": conditions})
        return [each["id"] for each in found["orders"]]

    async def names(**conditions: Any) -> list[str]:
        found = await api.call("commerce.line-items.find", {"conditions": conditions})
        return [each["name"] for each in found["items"]]

    assert await ids(type="Estimate") == [estimate["id"]]
    assert await ids(type=["Order", "Purchase"]) == [purchase["id"], accepted["id"]]
    assert accepted["estimate"] == estimate["id"]
    assert await names(estimate=estimate["id"]) == ["Shirt"]
    assert await names(purchase=purchase["id"]) == ["Cloth"]
    assert await names(purchase=estimate["id"]) == []
    faults = await api.refused(CREATE, order(estimate=purchase["id"], taxPercent=0))
    assert [fault["code"] for fault in faults] == ["ESTIMATE_NOT_FOUND"]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("externalId", "EXTERNAL_ID_IN_USE"),
        ("externalValue", "EXTERNAL_VALUE_IN_USE"),
        ("oldHash", "OLD_HASH_IN_USE"),
    ],
)
async def test_what_others_know_an_order_by_is_unique(api: Api, field: str, code: str) -> None:
    first = await create(api, **{field: "same"})
    second = await create(api, **{field: ""})

    async def codes(method: str, request: Row) -> list[str]:
        return [fault["code"] for fault in await api.refused(method, request)]

    again: Row = {"status": "Draft", field: "same"}
    assert await codes(CREATE, {"order": again}) == [code]
    assert await codes(UPDATE, {"id": second["id"], "order": {field: "same"}}) == [code]
    # Its own value is no other's, and one that was given up is free.
    assert (await update(api, first["id"], **{field: "same"}))[field] == "same"
    await update(api, first["id"], **{field: ""})
    assert (await update(api, second["id"], **{field: "same"}))[field] == "same"


async def test_standing_orders_and_all_flags_are_kept(api: Api) -> None:
    standing = {
        "standing": True,
        "standingActive": True,
        "standingDue": 31,
        "standingData": {"frequency": "Monthly", "interval": 3, "endDate": "2025-01-31"},
        "standingDate": "2024-01-31",
    }
    flags = [
        "isInCollections",
        "isWrittenOff",
        "isMerged",
        "hasPaymentFailed",
        "isComplete",
        "isViewed",
        "isSent",
        "isDeclined",
        "isExpired",
        "isReadyForDelivery",
        "isPrinted",
    ]
    texts = {
        "title": "A title",
        "notes": "A note",
        "po": "PO-1",
        "terms": "Net 30",
        "deliveryStatus": "Packed",
        "serviceType": "Repair",
        "serviceDate": "2023-12-24",
        "duePeriod": 30,
        "syncDate": "2023-12-20 09:00:00",
        "attachments": [
            {"name": "a.pdf", "url": "https://x/a.pdf", "contentType": "", "size": None}
        ],
    }
    sent = {**standing, **texts, **dict.fromkeys(flags, True)}
    made = await create(api, **sent)

    assert {name: made[name] for name in sent} == sent
    assert (made["dateSent"], made["dueDate"]) == (NOW, "2024-01-19")
    assert (await create(api))["standingActive"] is False


async def test_listing(api: Api, clock: Clock) -> None:
    for minute in range(5):
        clock.now = CREATED.replace(minute=minute)
        await create(api, title=f"Order {minute}", notes="urgent" if minute == 3 else "")
    request: Row = {"order": ["-creationTime"], "limit": 2, "first": 1, "fields": ["title"]}
    found = await api.call("commerce.orders.find", request)

    assert [each["title"] for each in found["orders"]] == ["Order 3", "Order 2"]
    assert await api.call("commerce.orders.count") == {"count": 5}
    urgent = await api.call("commerce.orders.find", {"search": "URGEN", "fields": ["id"]})
    assert urgent == {"orders": [{"id": 4}]}


async def test_line_items_are_saved_found_and_deleted(api: Api, database: Database) -> None:
    owner = (await create(api, taxPercent=10))["id"]
    new = {"name": "New Line Item", "quantity": 20, "price": D("15.99"), "order": owner}
    (first,) = (await api.call("commerce.line-items.save", {"items": [new]}))["ids"]
    made = await get(api, owner)
    assert (made["subtotal"], made["taxAmount"]) == (D("319.80"), D("31.98"))

    more = [{**new, "name": f"More {i}", "price": 1, "quantity": 1} for i in range(11)]
    changed = {"id": first, "quantity": 10, "receivedQuantity": 4, "orderTax": False}
    saved = await api.call("commerce.line-items.save", {"items": [changed, *more]})
    conditions = {"conditions": {"order": owner}}
    listed = await api.call("commerce.line-items.find", conditions)
    assert saved["ids"][0] == first
    # Ten are shown unless more are asked for.
    assert len(listed["items"]) == 10
    assert await api.call("commerce.line-items.count", conditions) == {"count": 12}
    whole = await get(api, owner)
    assert (whole["subtotal"], whole["taxAmount"]) == (D("170.90"), D("1.10"))

    await api.call("commerce.orders.process", {"id": owner})
    await api.call("commerce.line-items.delete", {"ids": saved["ids"][1:]})
    left = await get(api, owner)
    assert [each["name"] for each in left["items"]] == ["New Line Item"]
    assert (left["taxedTotal"], left["itemsChangedAfterProcessing"]) == (D("159.90"), True)
    made = await api.call("commerce.orders.reissue", {"id": owner})
    conditions = {"conditions": {"invoice": made["invoice"]}}
    (invoiced,) = (await api.call("commerce.line-items.find", conditions))["items"]
    assert (invoiced["name"], invoiced["totalPrice"]) == ("New Line Item", D("159.90"))
    assert_consistent(database, orders=1, invoices=3)
