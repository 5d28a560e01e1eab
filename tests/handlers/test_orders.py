"""Creating, updating and processing orders: what is stored, what stays, what is refused."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from decimal import Decimal
from typing import Any

import pytest

import store.entities
from handlers import setup
from handlers.method import Context
from schemas.orders import OrderChanges
from store.database import Database
from tests.api import NOON, Api, Clock
from tests.consistency import assert_consistent
from tests.examples import Shop, address, item, open_shop, order, shipping_address
from tests.handlers.test_invoices import nothing_stored

D = Decimal
CREATE, UPDATE, GET, FIND, COUNT, DELETE, RESTORE, PROCESS, CANCEL, REISSUE, PAY = (
    f"commerce.orders.{verb}"
    for verb in (
        "create",
        "update",
        "get",
        "find",
        "count",
        "delete",
        "restore",
        "process",
        "cancel",
        "reissue",
        "pay",
    )
)
NOW, LATER = "2013-10-01 12:00:00", "2013-10-01 13:00:00"

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def timed(clock: Clock) -> None:
    """Set the clock before any server of these tests starts."""


@pytest.fixture
async def shop(api: Api) -> Shop:
    """Make what orders refer to."""
    return await open_shop(api)


async def create(api: Api, **changes: Any) -> Row:
    """Create an order and return it."""
    return await get(api, (await api.call(CREATE, order(**changes)))["id"])


async def get(api: Api, id_: int, **request: Any) -> Row:
    """Return an order that is there."""
    row = (await api.call(GET, {"id": id_, **request}))["order"]
    assert row is not None
    return dict(row)


async def update(api: Api, id_: int, **changes: Any) -> Row:
    """Update an order and return it."""
    await api.call(UPDATE, {"id": id_, "order": changes})
    return await get(api, id_)


async def process(api: Api, id_: int) -> Row:
    """Process an order and return its invoice."""
    return await invoice_of(api, (await api.call(PROCESS, {"id": id_}))["invoice"])


async def invoice_of(api: Api, id_: int) -> Row:
    """Return an invoice that is there."""
    row = (await api.call("commerce.invoices.get", {"id": id_}))["invoice"]
    assert row is not None
    return dict(row)


async def codes(api: Api, method: str, request: Row) -> list[str]:
    """Call a method that must refuse and return the codes of the faults."""
    return [fault["code"] for fault in await api.refused(method, request)]


def differing(before: Row, after: Row) -> set[str]:
    """Return the names of the fields that are not the same."""
    return {name for name in after if after[name] != before[name]}


# ---- What a new order is

NO_SELLER = {
    "companyName": "",
    "companyCode": "",
    "personalCode": "",
    "street1": "",
    "street2": "",
    "city": "",
    "postalCode": "",
    "stateProv": "",
    "country": "",
    "phoneNumber": "",
    "mobileNumber": "",
    "faxNumber": "",
    "email": "",
}
NEW = {
    "id": 1,
    "version": 1,
    "type": "Order",
    "number": "1",
    "status": "New",
    "creationTime": NOW,
    "updateTime": NOW,
    "deletedTime": None,
    "source": "Manual",
    "sourceId": "",
    "sourceOrderNumber": "",
    "sourceEventId": "",
    "orderIntegration": None,
    "orderedTime": None,
    "processingStatus": "Pending",
    "processAfter": None,
    "processedTime": None,
    "invoice": None,
    "invoices": [],
    "estimate": None,
    "itemsChangedAfterProcessing": False,
    "error": None,
    "isComplete": False,
    "order": None,
    "reference": None,
    "referenceType": None,
    "referenceNumber": "",
    "customer": None,
    "customerName": "Holmes Sherlock",
    "customerEmail": "holmes@inv-london.com",
    "customerData": None,
    "currency": "EUR",
    "rounding": {"mode": "HalfUp", "rule": "PerTaxClass"},
    "locale": "en",
    "taxArea": 1,
    "taxPercent": None,
    "requests": "",
    "prediscountSubtotal": D("168.99"),
    "taxedPrediscountSubtotal": D("168.99"),
    "discounts": [],
    "discountsIncludeTaxes": False,
    "subtotal": D("168.99"),
    "taxedSubtotal": D("168.99"),
    "shippingMethod": None,
    "paymentMethod": None,
    "taxes": [{"code": "", "name": "", "rate": 0, "taxableTotal": D("168.99"), "amount": 0}],
    "taxAmount": 0,
    "total": D("168.99"),
    "taxedTotal": D("168.99"),
    "charged": None,
    "overrideTotal": None,
    "invoiceTotal": None,
    "paymentStatus": "Unpaid",
    "isPaidFor": False,
    "paidTime": None,
    "paidTotal": 0,
    "dueTotal": D("168.99"),
    "transactions": [],
    "paymentMethodName": "",
    "paymentGateway": "",
    "quantity": 3,
    "weight": 0,
    "isFulfilled": False,
    "fulfilledTime": None,
    "isCancelled": False,
    "cancelledTime": None,
    "isRefunded": False,
    "refundedTime": None,
    "isInvoiced": False,
    "isInvoicePaid": False,
    "isPastDue": False,
    "isInCollections": False,
    "isWrittenOff": False,
    "isMerged": False,
    "hasPaymentFailed": False,
    "isViewed": False,
    "isSent": False,
    "dateSent": None,
    "isDeclined": False,
    "isExpired": False,
    "isReadyForDelivery": False,
    "isPrinted": False,
    "isClosed": False,
    "closeTime": None,
    "title": "",
    "notes": "",
    "po": "",
    "deliveryStatus": "",
    "serviceType": "",
    "serviceDate": None,
    "duePeriod": None,
    "dueDate": None,
    "attachments": [],
    "syncDate": None,
    "standing": False,
    "standingActive": False,
    "standingDue": None,
    "standingData": {"frequency": "Monthly", "interval": 1, "endDate": None},
    "standingDate": None,
    "invoiceRecipient": "",
    "shippingAddress": None,
    "sellerAddress": NO_SELLER,
    "terms": "",
    "labels": [],
    "metadata": {},
    "externalId": "",
    "externalValue": "",
    "oldHash": "",
    "rawData": None,
}
# What the test looks at apart.
APART = {"series", "token", "items", "billingAddress"}


@pytest.mark.usefixtures("shop")
async def test_a_new_order_has_every_field(api: Api) -> None:
    made = await create(api)

    assert {name: made[name] for name in made if name not in APART} == NEW
    assert made["billingAddress"] == {**made["billingAddress"], **address()}
    assert made["items"] == [
        {
            "id": 1,
            "sku": "",
            "name": "Shirt",
            "quantity": D("3.00"),
            "price": D("56.330"),
            "totalPrice": D("168.99"),
            "weight": 0,
            "taxClass": None,
            "taxCode": "",
            "taxRate": 0,
            "taxAmount": 0,
            "requests": "",
            "discount": 0,
            "kind": "LineItem",
            "sourceId": "",
            "grossPrice": None,
            "taxedTotalPrice": D("168.99"),
            "taxes": [],
            "sequence": 5,
            "description": "",
            "unit": "",
            "tax": None,
            "receivedQuantity": None,
            "status": "",
            "note": "",
            "code": "",
            "binName": "",
            "image": "",
            "cost": None,
            "markup": None,
            "isRevenue": None,
            "orderTax": None,
            "externalId": "",
            "externalValue": "",
            "metadata": {},
            "category": None,
            "uom": None,
            "item": None,
            "store": None,
            "prices": [],
            "modifierGroups": [],
        }
    ]


@pytest.mark.usefixtures("shop")
async def test_tokens_are_random(api: Api) -> None:
    tokens = {(await create(api))["token"] for _ in range(5)}

    assert len(tokens) == 5
    assert {len(token) for token in tokens} == {32}


@pytest.mark.usefixtures("shop")
async def test_what_is_left_out_comes_from_the_settings(api: Api) -> None:
    seller = {**NO_SELLER, "companyName": "Inv London", "country": "GB"}
    settings = {
        "currency": "JPY",
        "locale": "it-IT",
        "terms": "Net 30",
        "rounding": {"mode": "Down", "rule": "PerItem"},
        "company": {"address": seller},
    }
    await api.call("commerce.settings.update", {"settings": settings})
    made = await create(api)
    chosen = {"currency": "USD", "locale": "fr", "terms": "", "rounding": {"mode": "HalfEven"}}
    other = await create(api, **chosen, sellerAddress={})

    company = settings.pop("company")
    assert settings == {name: made[name] for name in settings}
    assert company == {"address": made["sellerAddress"]}
    assert other["rounding"] == {"mode": "HalfEven", "rule": "PerItem"}
    assert (other["currency"], other["locale"], other["terms"]) == ("USD", "fr", "")
    assert other["sellerAddress"] == NO_SELLER


@pytest.mark.usefixtures("shop")
async def test_what_is_left_out_comes_from_the_customer(api: Api) -> None:
    customer = {
        "firstName": "John",
        "lastName": "Watson",
        "email": "watson@inv-london.com",
        "locale": "fr-FR",
        "invoiceRecipient": "AB7TR6K",
        "billingAddress": address(firstName="John", lastName="Watson", email="bills@inv.com"),
        "shippingAddress": shipping_address(country="IT"),
    }
    id_ = (await api.call("commerce.customers.create", {"customer": customer}))["id"]
    bare = {"customer": id_, "items": [item()]}
    made = await get(api, (await api.call(CREATE, {"order": bare}))["id"])
    named = await create(
        api, customer=id_, customerName="Lestrade", customerEmail="l@yard.uk", locale="de"
    )

    assert made["customer"] == id_
    assert (made["locale"], made["invoiceRecipient"]) == ("fr-FR", "AB7TR6K")
    assert made["billingAddress"]["email"] == "bills@inv.com"
    assert made["shippingAddress"]["country"] == "IT"
    assert (made["customerName"], made["customerEmail"]) == ("Watson John", "bills@inv.com")
    assert (named["customerName"], named["customerEmail"]) == ("Lestrade", "l@yard.uk")
    assert (named["locale"], named["billingAddress"]["lastName"]) == ("de", "Holmes")


async def test_a_customer_without_an_address_does_not_save_the_order_one(
    api: Api, shop: Shop
) -> None:
    request = {"order": {"customer": shop.customer, "items": [item()]}}
    row = ("billingAddress", "Missing", "Billing address is required")

    assert await api.refused_once(CREATE, request) == row


@pytest.mark.parametrize("sent", [{}, {"orderedTime": "2013-08-31 22:30:00"}])
@pytest.mark.usefixtures("shop")
async def test_the_due_date_follows_the_due_period(api: Api, sent: Row) -> None:
    made = await create(api, duePeriod=30, **sent)
    chosen = await create(api, duePeriod=30, dueDate="2014-01-01")

    assert made["dueDate"] == ("2013-09-30" if sent else "2013-10-31")
    assert made["isPastDue"] is bool(sent)
    assert chosen["dueDate"] == "2014-01-01"


@pytest.mark.usefixtures("shop")
async def test_a_draft_needs_no_address_until_it_is_one_no_more(api: Api) -> None:
    draft = {"status": "Draft", "items": [item()]}
    id_ = (await api.call(CREATE, {"order": draft}))["id"]
    made = await get(api, id_)
    row = ("billingAddress", "Missing", "Billing address is required")
    request = {"id": id_, "order": {"status": "Open"}}

    assert (made["billingAddress"], made["taxedTotal"]) == (None, D("168.99"))
    assert await api.refused_once(UPDATE, request) == row
    opened = await update(api, id_, status="Open", billingAddress=address())
    assert (opened["status"], opened["customerName"]) == ("Open", "Holmes Sherlock")
    request = {"id": id_, "order": {"billingAddress": None}}
    assert await api.refused_once(UPDATE, request) == row


@pytest.mark.usefixtures("shop")
async def test_an_order_charged_no_more_needs_whole_addresses(api: Api) -> None:
    made = await create(
        api,
        charged={"total": 100, "taxedTotal": 122},
        billingAddress={"country": "GB", "city": "London"},
        shippingAddress={"city": "London"},
    )
    request = {"id": made["id"], "order": {"charged": None}}
    faults = await api.refused(UPDATE, request)

    assert {fault["code"] for fault in faults} == {"REQUIRED"}
    paths = {fault["path"] for fault in faults}
    assert "/order/billingAddress/lastName" in paths
    assert "/order/shippingAddress/name" in paths
    whole = await update(
        api, made["id"], charged=None, billingAddress=address(), shippingAddress=None
    )
    assert whole["taxedTotal"] == D("168.99")


# ---- Numbers


@pytest.mark.usefixtures("shop")
async def test_a_chosen_number_is_kept_and_the_next_one_follows_the_highest(api: Api) -> None:
    numbers = [
        (await create(api, **chosen))["number"]
        for chosen in ({}, {"number": "41"}, {}, {"number": "X-7"}, {"number": ""}, {})
    ]
    renumbered = await update(api, 1, number="90")

    assert numbers == ["1", "41", "42", "X-7", "", "43"]
    assert renumbered["number"] == "90"
    assert (await create(api))["number"] == "91"


@pytest.mark.usefixtures("shop")
async def test_numbers_of_orders_may_repeat(api: Api) -> None:
    twins = [await create(api, number="7", type=type_) for type_ in ("Order", "Estimate")]

    assert [twin["number"] for twin in twins] == ["7", "7"]
    assert await api.call(COUNT, {"conditions": {"fromNumber": "7", "toNumber": "7"}}) == {
        "count": 2
    }


@pytest.mark.usefixtures("shop")
async def test_a_refused_order_gives_its_number_back(api: Api, database: Database) -> None:
    with nothing_stored(database):
        await api.refused(CREATE, order(items=[item(price=9999999, quantity=999)]))
        await api.refused(CREATE, order(customer=99))

    assert (await create(api))["number"] == "1"


# ---- Updating

CHANGES: Row = {
    "number": "77",
    "creationTime": "2013-08-28 13:13:47",
    "referenceType": "Quote",
    "referenceNumber": "2013/30991",
    "customer": 1,
    "rounding": {"mode": "Down", "rule": "PerItem"},
    "locale": "en-GB",
    "discounts": [{"type": "PercentOff", "value": D("20.000")}],
    "discountsIncludeTaxes": True,
    "shippingMethod": 2,
    "shippingCost": D("3.000"),
    "paymentMethod": 2,
    "paymentCost": D("4.000"),
    "isPaidFor": True,
    "invoiceRecipient": "AB7TR6K",
    "shippingAddress": shipping_address(stateProv="LND", street2="2"),
    "sellerAddress": {**NO_SELLER, "companyName": "Investigations Inc", "country": "GB"},
    "terms": "none",
    "currency": "JPY",
    "labels": [3, 1],
    "metadata": {"key": "value"},
    "externalId": "e1",
    "status": "Open",
    "requests": "Ring twice",
    "sourceOrderNumber": "#1001",
    "orderedTime": "2013-09-30 08:00:00",
    "rawData": {"id": 7, "deep": [{"a": D("1.10")}, None]},
    "customerName": "Irene Adler",
    "customerEmail": "adler@opera.it",
    "customerData": {
        "externalId": "c1",
        "phone": "+39 02 1",
        "companyName": "La Scala",
        "taxNumber": "IT1",
        "companyNumber": "2",
        "isBusiness": True,
        "notes": "n",
    },
    "billingAddress": address(lastName="Adler", email="irene@opera.it"),
    "charged": {
        "total": D("100.00"),
        "taxedTotal": D("119.00"),
        "discount": D("1.00"),
        "shipping": D("2.00"),
    },
    "processAfter": "2013-11-01 00:00:00",
    "estimate": 1,
    "isComplete": True,
    "paymentStatus": "PartiallyPaid",
    "paidTime": "2013-09-30 09:00:00",
    "overrideTotal": D("99.50"),
    "transactions": [{"id": "t1", "amount": 5}],
    "paymentMethodName": "PayPal",
    "paymentGateway": "stripe",
    "isFulfilled": True,
    "fulfilledTime": "2013-09-30 10:00:00",
    "isInCollections": True,
    "isWrittenOff": True,
    "isMerged": True,
    "hasPaymentFailed": True,
    "isViewed": True,
    "isSent": True,
    "dateSent": "2013-09-30 11:00:00",
    "isDeclined": True,
    "isExpired": True,
    "isReadyForDelivery": True,
    "isPrinted": True,
    "title": "A title",
    "notes": "A note",
    "po": "PO-1",
    "deliveryStatus": "Packed",
    "serviceType": "Repair",
    "serviceDate": "2013-10-05",
    "duePeriod": 14,
    "dueDate": "2013-10-15",
    "attachments": [
        {"name": "a.pdf", "url": "https://x/a.pdf", "contentType": "application/pdf", "size": 9}
    ],
    "syncDate": "2013-09-30 12:00:00",
    "externalValue": "v1",
    "oldHash": "h1",
    "standing": True,
    "standingActive": True,
    "standingDue": 31,
    "standingData": {"frequency": "Weekly", "interval": 2, "endDate": "2014-10-01"},
    "standingDate": "2013-11-30",
    "taxPercent": D("22.00"),
    "items": [{"sku": "A927TP", "quantity": D("2.00"), "price": D("1.000"), "weight": D("0.100")}],
}
TOTALS = {
    "taxes",
    "taxAmount",
    "total",
    "taxedTotal",
    "dueTotal",
    "prediscountSubtotal",
    "taxedPrediscountSubtotal",
    "subtotal",
    "taxedSubtotal",
}
PAID = {"isPaidFor", "paidTotal", "dueTotal", "paidTime", "paymentStatus"}
# What else may change with a field.
FOLLOWS = {
    "rounding": TOTALS | {"items", "shippingMethod", "paymentMethod"},
    "discounts": TOTALS,
    "currency": TOTALS | {"items", "shippingMethod", "paymentMethod"},
    "items": TOTALS | {"quantity", "weight"},
    "shippingMethod": TOTALS,
    "paymentMethod": TOTALS | {"paymentMethodName"},
    "charged": TOTALS | {"shippingMethod", "paymentMethod"},
    "taxPercent": TOTALS | {"items"},
    "isPaidFor": PAID,
    "paidTime": PAID,
    "overrideTotal": {"dueTotal"},
    "billingAddress": {"customerName", "customerEmail"},
    "isFulfilled": {"fulfilledTime"},
    "fulfilledTime": {"isFulfilled"},
    "isSent": {"dateSent"},
    "dateSent": {"isSent"},
}
SHOWN_AS = {"shippingCost": "shippingMethod", "paymentCost": "paymentMethod"}


def test_every_field_that_can_change_is_changed_below() -> None:
    assert set(CHANGES) == set(OrderChanges().names())


@pytest.mark.parametrize("field", CHANGES)
async def test_a_field_changes_alone(api: Api, shop: Shop, clock: Clock, field: str) -> None:
    await api.call("commerce.shipping-methods.create", {"shippingMethod": {"name": "Bike"}})
    await api.call("commerce.payment-methods.create", {"paymentMethod": {"name": "Cash"}})
    await create(api, type="Estimate")
    before = await create(
        api,
        creationTime="2013-08-28 09:41:47",
        items=[item(taxClass=shop.vat), item(price=10)],
        shippingMethod=shop.courier,
        paymentMethod=shop.transfer,
        standingDate="2013-10-31",
    )
    clock.now = NOON + timedelta(hours=1)
    after = await update(api, before["id"], **{field: CHANGES[field]})
    shown = SHOWN_AS.get(field, field)
    follows = FOLLOWS.get(field, TOTALS if field in SHOWN_AS else set())

    assert differing(before, after) - (follows - {shown}) == {shown, "version", "updateTime"}
    assert (after["version"], after["updateTime"]) == (2, LATER)
    if field in SHOWN_AS:
        assert after[shown]["cost"] == CHANGES[field]
    elif field in ("shippingMethod", "paymentMethod"):
        assert after[field]["id"] == CHANGES[field]
    elif field in ("shippingAddress", "billingAddress"):
        assert after[field] == {**after[field], **CHANGES[field]}
    elif field != "items":
        assert after[field] == CHANGES[field]


@pytest.mark.usefixtures("shop")
async def test_an_update_of_nothing_is_a_new_version(api: Api) -> None:
    before = await create(api, metadata={"a": 1}, labels=[1], status="Completed", isPaidFor=True)

    assert await update(api, before["id"]) == {**before, "version": 2}


@pytest.mark.parametrize(
    "field",
    [
        "id",
        "version",
        "type",
        "series",
        "token",
        "source",
        "sourceId",
        "sourceEventId",
        "orderIntegration",
        "processingStatus",
        "processedTime",
        "invoice",
        "invoices",
        "itemsChangedAfterProcessing",
        "error",
        "isInvoiced",
        "isCancelled",
        "isRefunded",
        "isPastDue",
        "isClosed",
        "deletedTime",
        "taxedTotal",
        "paidTotal",
    ],
)
@pytest.mark.usefixtures("shop")
async def test_what_is_not_for_the_caller_to_say_is_unknown(api: Api, field: str) -> None:
    made = await create(api)
    request = {"id": made["id"], "order": {field: made[field]}}

    assert await codes(api, UPDATE, request) == ["UNKNOWN_FIELD"]


@pytest.mark.usefixtures("shop")
async def test_every_write_is_a_version_and_a_stale_one_conflicts(api: Api) -> None:
    made = await create(api)
    id_ = made["id"]
    request: Row = {"id": id_, "version": 1, "order": {"title": "first"}}
    await api.call(UPDATE, request)
    fault = (await api.refused(UPDATE, request))[0]
    await api.call(PAY, {"id": id_, "version": 2, "amount": 1})
    stale = [
        await codes(api, method, {"id": id_, "version": 2, **more})
        for method, more in ((PAY, {"amount": 1}), (PROCESS, {}), (CANCEL, {}), (REISSUE, {}))
    ]
    await api.call(CANCEL, {"id": id_, "version": 3})

    assert (fault["code"], fault["value"], fault["allowed"]) == ("VERSION_CONFLICT", 1, 2)
    assert stale == [["VERSION_CONFLICT"]] * 4
    assert (await get(api, id_))["version"] == 4


@pytest.mark.usefixtures("shop")
async def test_of_concurrent_updates_of_one_version_one_wins(api: Api) -> None:
    await create(api)
    requests = [{"id": 1, "version": 1, "order": {"title": str(i)}} for i in range(8)]
    answers = await asyncio.gather(*(api.post(UPDATE, each) for each in requests))

    assert sorted(answer["status"] for _, _, answer in answers) == ["error"] * 7 + ["ok"]
    assert (await get(api, 1))["version"] == 2


async def test_items_are_altered_added_and_removed_by_their_ids(api: Api, shop: Shop) -> None:
    made = await create(
        api,
        items=[
            item(name="Shirt", taxClass=shop.vat, note="blue", metadata={"a": 1}),
            item(name="Hat", price=10, quantity=1),
            item(name="Shoe", price=20, quantity=1, taxRate=5),
        ],
    )
    shirt, hat, shoe = made["items"]
    changed = await update(
        api,
        made["id"],
        items=[
            {"id": shoe["id"], "quantity": 3},
            {"name": "Scarf", "price": 7},
            {"id": shirt["id"], "name": "T-shirt"},
        ],
    )
    shoes, scarf, t_shirt = changed["items"]

    assert differing(shoe, shoes) == {"quantity", "totalPrice", "taxAmount", "taxedTotalPrice"}
    assert (shoes["totalPrice"], shoes["taxAmount"]) == (60, 3)
    assert differing(shirt, t_shirt) == {"name"}
    assert (scarf["name"], scarf["totalPrice"], scarf["sequence"]) == ("Scarf", 7, 5)
    assert scarf["id"] not in {shirt["id"], hat["id"], shoe["id"]}
    assert changed["total"] == D("235.99")
    assert changed["taxAmount"] == D("35.11")
    assert (await update(api, made["id"], items=[]))["total"] == 0


async def test_what_an_item_was_charged_stays_until_it_is_priced_anew(api: Api) -> None:
    await open_shop(api)
    made = await create(
        api,
        charged={"total": 100, "taxedTotal": 122},
        items=[
            item(name="Widget", quantity=2, price=50, totalPrice=99, taxedTotalPrice=D("121.01")),
        ],
    )
    (widget,) = made["items"]
    renamed = await update(api, 1, items=[{"id": widget["id"], "name": "Gadget"}])
    repriced = await update(api, 1, items=[{"id": widget["id"], "quantity": 3}])
    charged = await update(
        api, 1, items=[{"id": widget["id"], "totalPrice": 140, "taxedTotalPrice": 170}]
    )

    assert differing(widget, renamed["items"][0]) == {"name"}
    assert (widget["totalPrice"], widget["taxedTotalPrice"]) == (99, D("121.01"))
    assert (repriced["items"][0]["totalPrice"], repriced["items"][0]["taxedTotalPrice"]) == (
        150,
        150,
    )
    assert (charged["items"][0]["taxAmount"], charged["taxedTotal"]) == (30, 122)


async def test_charging_an_order_takes_its_own_discounts_and_costs_away(
    api: Api, shop: Shop, database: Database
) -> None:
    made = await create(
        api,
        discounts=[{"type": "PercentOff", "value": 10}],
        shippingMethod=shop.courier,
        items=[item(price=100, quantity=1)],
    )
    charged = await update(api, made["id"], charged={"total": 100, "taxedTotal": 100})
    invoice = await process(api, made["id"])

    assert (charged["discounts"], charged["shippingMethod"]["cost"]) == ([], 0)
    assert (invoice["taxedTotal"], invoice["roundingAmount"]) == (100, 0)
    assert_consistent(database, orders=1, invoices=1)


@pytest.mark.usefixtures("shop")
async def test_names_follow_the_address_unless_they_were_given(api: Api) -> None:
    made = await create(api)
    moved = await update(api, made["id"], billingAddress=address(companyName="Yard"))
    await update(api, made["id"], customerName="Lestrade")
    again = await update(api, made["id"], billingAddress=address(companyName="", email="x@y.uk"))

    assert moved["customerName"] == "Yard"
    assert (again["customerName"], again["customerEmail"]) == ("Lestrade", "x@y.uk")


# ---- Flags and times


@pytest.mark.parametrize(
    ("flag", "time"), [("isFulfilled", "fulfilledTime"), ("isSent", "dateSent")]
)
@pytest.mark.usefixtures("shop")
async def test_a_flag_has_its_time_and_a_time_its_flag(
    api: Api, clock: Clock, flag: str, time: str
) -> None:
    async def told(**changes: Any) -> tuple[Any, Any]:
        changed = await update(api, 1, **changes)
        return changed[flag], changed[time]

    await create(api)
    assert await told(**{flag: True}) == (True, NOW)
    clock.now = NOON + timedelta(hours=1)
    assert await told(**{flag: True}) == (True, NOW)
    assert await told(**{flag: False}) == (False, None)
    assert await told(**{flag: True}) == (True, LATER)
    assert await told(**{time: None}) == (False, None)
    assert await told(**{time: "2013-09-01 00:00:00"}) == (True, "2013-09-01 00:00:00")
    assert await told(**{flag: False, time: "2013-09-01 00:00:00"}) == (False, None)
    assert await told(title="x") == (False, None)


@pytest.mark.usefixtures("shop")
async def test_completing_and_reopening(api: Api, clock: Clock) -> None:
    made = await create(api, status="Completed")
    clock.now = NOON + timedelta(hours=1)
    opened = await update(api, 1, status="Delivered")
    completed = await update(api, 1, status="Completed", isComplete=False)

    assert (made["isComplete"], made["isClosed"], made["closeTime"]) == (True, True, NOW)
    assert (opened["isComplete"], opened["isClosed"], opened["closeTime"]) == (False, False, None)
    assert (completed["isComplete"], completed["closeTime"]) == (False, LATER)


@pytest.mark.usefixtures("shop")
async def test_being_paid_is_told_in_one_way(api: Api, clock: Clock) -> None:
    names = ("isPaidFor", "paymentStatus", "paidTime", "paidTotal", "dueTotal")

    async def told(**changes: Any) -> tuple[Any, ...]:
        changed = await update(api, 1, **changes)
        return tuple(changed[name] for name in names)

    whole = D("168.99")
    await create(api, paymentStatus="Paid")
    paid = (True, "Paid", NOW, whole, 0)
    clock.now = NOON + timedelta(hours=1)

    assert await told() == paid
    assert await told(paymentStatus="Unpaid") == (False, "Unpaid", None, 0, whole)
    assert await told(paidTime=NOW) == paid
    assert await told(paidTime=None) == (False, "Unpaid", None, 0, whole)
    assert await told(isPaidFor=True) == (True, "Paid", LATER, whole, 0)
    partly = (False, "PartiallyPaid", None, 0, whole)
    assert await told(paymentStatus="PartiallyPaid") == partly
    refunded = await update(api, 1, paymentStatus="Refunded")
    assert (refunded["isRefunded"], refunded["refundedTime"]) == (True, LATER)
    again = await update(api, 1, paymentStatus="Unpaid")
    assert (again["isRefunded"], again["refundedTime"]) == (False, None)


@pytest.mark.usefixtures("shop")
async def test_an_order_is_past_due_from_the_day_after(api: Api, clock: Clock) -> None:
    await create(api, dueDate="2013-10-01")
    first = await get(api, 1)
    clock.now = NOON + timedelta(days=1)
    late = await update(api, 1)
    paid = await update(api, 1, isPaidFor=True)
    unpaid = await update(api, 1, isPaidFor=False)
    await api.call(CANCEL, {"id": 1})
    cancelled = await get(api, 1)
    reopened = await update(api, 1, status="Open")

    flags = [each["isPastDue"] for each in (first, late, paid, unpaid, cancelled, reopened)]
    assert flags == [False, True, False, True, False, True]


@pytest.mark.parametrize("by", ["action", "status"])
@pytest.mark.usefixtures("shop")
async def test_cancelling_and_reopening(api: Api, clock: Clock, by: str) -> None:
    made = await create(api)
    clock.now = NOON + timedelta(hours=1)
    if by == "action":
        await api.call(CANCEL, {"id": 1})
    else:
        await update(api, 1, status="Cancelled")
    cancelled = await get(api, 1)
    names = ("status", "processingStatus", "isCancelled", "cancelledTime")

    assert [cancelled[name] for name in names] == ["Cancelled", "Cancelled", True, LATER]
    assert await codes(api, PROCESS, {"id": 1}) == ["ORDER_CANCELED"]
    assert await codes(api, CANCEL, {"id": 1}) == ["ORDER_CANCELED"]
    assert await codes(api, PAY, {"id": 1, "amount": 1}) == ["ORDER_CANCELED"]
    # Told again, it is no news.
    again = await update(api, 1, status="Cancelled")
    assert again["cancelledTime"] == LATER
    reopened = await update(api, 1, status="New")
    assert differing(made, reopened) == {"version", "updateTime"}
    assert (await process(api, 1))["order"] == 1


# ---- Finding


@pytest.mark.usefixtures("shop")
async def test_the_trash_is_apart(api: Api) -> None:
    for _ in range(3):
        await create(api, labels=[1])
    await api.call(DELETE, {"ids": [2, 99]})
    trashed = await get(api, 2, deleted=True)
    found = await api.call(FIND, {"fields": ["id"]})
    trash = await api.call(FIND, {"conditions": {"deleted": True}, "fields": ["deletedTime"]})

    assert found == {"orders": [{"id": 1}, {"id": 3}]}
    assert trash == {"orders": [{"id": 2, "deletedTime": NOW}]}
    assert (trashed["deletedTime"], trashed["version"]) == (NOW, 2)
    assert await api.call(GET, {"id": 2}) == {"order": None}
    assert await api.call(GET, {"id": 1, "deleted": True}) == {"order": None}
    assert await api.call(GET, {"id": 99}) == {"order": None}
    counts = [
        (await api.call(COUNT, {"conditions": conditions}))["count"]
        for conditions in (
            {},
            {"deleted": False},
            {"deleted": True},
            {"ids": [1, 2]},
            {"ids": [1, 2], "deleted": True},
            {"labels": [1], "deleted": True},
        )
    ]
    assert counts == [2, 2, 1, 1, 1, 1]
    # Twice is no news.
    await api.call(DELETE, {"ids": [2]})
    assert await get(api, 2, deleted=True) == trashed
    await api.call(RESTORE, {"ids": [2, 3, 99]})
    assert await get(api, 2) == {**trashed, "deletedTime": None, "version": 3}


@pytest.mark.usefixtures("shop")
async def test_fields_are_chosen(api: Api) -> None:
    made = await create(api)
    fields = ["taxedTotal", "items", "isPastDue"]
    chosen = {name: made[name] for name in ("id", *fields)}

    assert await get(api, 1, fields=fields) == chosen
    assert await api.call(FIND, {"fields": fields}) == {"orders": [chosen]}
    assert await codes(api, GET, {"id": 1, "fields": ["colour"]}) == ["NOT_ALLOWED"]
    every = await api.call(FIND, {"fields": list(made)})
    assert every == {"orders": [made]}


# ---- Processing


async def at_once(*calls: Any) -> list[Row]:
    """Run calls together and return their answers."""
    return [answer for _, _, answer in await asyncio.gather(*calls)]


async def test_concurrent_process_calls_make_one_invoice(
    api: Api, start: Any, database: Database
) -> None:
    await open_shop(api)
    callers = [api]
    if database.dialect == "postgresql":
        callers.append(Api(await start()))  # SQLite has one server process
    for id_ in range(1, 6):
        new = {"customerEmail": f"c{id_}@inv.com", "isPaidFor": id_ % 2 == 0}
        await create(api, **new)
        calls = (each.post(PROCESS, {"id": id_}) for each in callers for _ in range(4))
        answers = await at_once(*calls)
        won = [answer for answer in answers if answer["status"] == "ok"]
        lost = {
            fault["code"]
            for answer in answers
            if answer["status"] != "ok"
            for fault in answer["errors"]
        }

        assert (len(won), lost) == (1, {"ORDER_INVOICED"})
        assert (await get(api, id_))["invoices"] == [won[0]["invoice"]]
    assert await api.call("commerce.invoices.count") == {"count": 5}
    assert await api.call("commerce.payments.count") == {"count": 2}
    assert_consistent(database, orders=5, invoices=5)


async def test_orders_of_one_new_customer_make_one_customer(
    api: Api, start: Any, database: Database
) -> None:
    await open_shop(api)
    callers = [api]
    if database.dialect == "postgresql":
        callers.append(Api(await start()))
    new = {"billingAddress": address(email="new@inv.com", lastName="Moriarty")}
    for _ in range(6):
        await create(api, **new)
    calls = (callers[i % len(callers)].post(PROCESS, {"id": i + 1}) for i in range(6))
    answers = await at_once(*calls)
    found = await api.call(FIND, {"fields": ["customer"]})

    assert [answer["status"] for answer in answers] == ["ok"] * 6
    assert {each["customer"] for each in found["orders"]} == {2}
    assert await api.call("commerce.customers.count") == {"count": 2}


async def test_paying_and_processing_at_once_lose_no_payment(api: Api, database: Database) -> None:
    await open_shop(api)
    for id_ in range(1, 6):
        await create(api)
        answers = await at_once(
            *(api.post(PAY, {"id": id_, "amount": 10}) for _ in range(3)),
            api.post(PROCESS, {"id": id_}),
            api.post(UPDATE, {"id": id_, "order": {"title": "x"}}),
        )
        made = await get(api, id_)
        invoice = await invoice_of(api, made["invoice"])

        assert [answer["status"] for answer in answers] == ["ok"] * 5
        assert (made["paidTotal"], invoice["paidTotal"]) == (30, 30)
    assert_consistent(database, orders=5, invoices=5)


TOO_LARGE: Row = {
    "charged": {"total": 1, "taxedTotal": 1},
    "items": [
        item(totalPrice=D("99999999.99"), taxedTotalPrice=D("99999999.99"), taxRate=rate)
        for rate in (0, 1)
    ],
}


async def test_an_order_that_can_not_be_processed_stays_pending(
    api: Api, database: Database
) -> None:
    made = await create(api, **TOO_LARGE, billingAddress=None, customerName="New", isPaidFor=True)
    with nothing_stored(database):
        assert await codes(api, PROCESS, {"id": 1}) == ["AMOUNT_TOO_LARGE"]

    assert await get(api, 1) == made
    assert made["processingStatus"] == "Pending"
    await update(api, 1, items=[item(totalPrice=1, taxedTotalPrice=1)])
    assert (await process(api, 1))["number"] == "2013/1"


async def test_a_charged_line_that_no_discount_can_hold_is_refused(
    api: Api, database: Database
) -> None:
    huge = item(price=D("9999999.999"), quantity=D("999999.99"), totalPrice=1)
    await api.call(
        CREATE,
        {"order": {"charged": {"total": 1, "taxedTotal": 1}, "items": [huge]}},
    )

    assert await codes(api, PROCESS, {"id": 1}) == ["AMOUNT_TOO_LARGE"]
    assert_consistent(database, orders=1)


@pytest.mark.usefixtures("shop")
async def test_amounts_of_an_item_with_tax_fit_too(api: Api) -> None:
    """They may be too large where those of the whole order are not."""
    items = [
        item(price=price, quantity=20, taxRate=50)
        for price in (D("4999999.999"), D("-4999999.999"))
    ]

    assert await codes(api, CREATE, order(items=items)) == ["AMOUNT_TOO_LARGE"]


@contextmanager
def counter_set_back(database: Database, kind: str) -> Iterator[None]:
    """Let a series give its first number again, which is in use, while the block runs."""
    series = f"SELECT id FROM series WHERE kind = '{kind}'"
    execute = database.peewee.execute_sql
    (last,) = execute(f"SELECT last FROM series_counter WHERE series IN ({series})").fetchone()
    execute(f"UPDATE series_counter SET last = 0 WHERE series IN ({series})")
    yield
    execute(f"UPDATE series_counter SET last = {last} WHERE series IN ({series})")


@pytest.mark.parametrize("kind", ["Invoice", "CreditNote"])
@pytest.mark.usefixtures("shop")
async def test_a_reissue_that_fails_half_way_leaves_nothing(
    api: Api, database: Database, kind: str
) -> None:
    """Both documents are numbered before the last is stored, which is where it fails."""
    await create(api)
    await api.call(PAY, {"id": 1, "amount": 5})
    first = await process(api, 1)
    credit = {"type": "CreditNote", "items": [item()], "billingAddress": address()}
    await api.call("commerce.invoices.create", {"invoice": credit})
    changed = await update(api, 1, items=[item(price=70)])
    paid = await api.call("commerce.payments.find")
    with counter_set_back(database, kind), nothing_stored(database):
        assert await codes(api, REISSUE, {"id": 1}) == ["NUMBER_IN_USE"]

    assert await get(api, 1) == changed
    assert await invoice_of(api, first["id"]) == first
    assert await api.call("commerce.payments.find") == paid
    assert_consistent(database, orders=1, invoices=2)
    made = await api.call(REISSUE, {"id": 1})
    again = await get(api, 1)
    assert again["invoices"] == [first["id"], made["invoice"]]
    assert (await invoice_of(api, made["invoice"]))["paidTotal"] == 5
    assert_consistent(database, orders=1, invoices=4)


@pytest.mark.usefixtures("shop")
async def test_an_update_that_the_invoice_could_not_follow_is_refused(api: Api) -> None:
    await create(api, charged={"total": 1, "taxedTotal": 1}, items=[item(totalPrice=1)])
    await process(api, 1)
    before = await get(api, 1)

    assert await codes(api, UPDATE, {"id": 1, "order": TOO_LARGE}) == ["AMOUNT_TOO_LARGE"]
    assert await get(api, 1) == before


@pytest.mark.usefixtures("shop")
async def test_an_order_whose_invoice_is_deleted_is_pending_again(
    api: Api, database: Database
) -> None:
    await create(api, customer=1)
    await api.call(PAY, {"id": 1, "amount": 5})
    paid = await get(api, 1)
    invoice = await process(api, 1)
    await update(api, 1, items=[item(price=1)])
    await update(api, 1, items=[item()])
    await api.call("commerce.invoices.delete", {"ids": [invoice["id"]]})
    pending = await get(api, 1)
    (payment,) = (await api.call("commerce.payments.find"))["payments"]

    assert differing(paid, pending) == {"version", "items"}
    assert (payment["order"], payment["invoice"]) == (1, None)
    assert_consistent(database, orders=1)
    again = await process(api, 1)
    assert (again["number"], again["paidTotal"]) == ("2013/2", 5)
    assert_consistent(database, orders=1, invoices=1)


@pytest.mark.usefixtures("shop")
async def test_an_invoice_with_payments_of_its_own_is_not_deleted(
    api: Api, database: Database
) -> None:
    new = {"invoice": {"items": [item()], "billingAddress": address()}}
    id_ = (await api.call("commerce.invoices.create", new))["id"]
    await api.call("commerce.invoices.pay", {"id": id_, "amount": 5})
    with nothing_stored(database):
        faults = await api.refused("commerce.invoices.delete", {"ids": [99, id_]})

    assert [(each["code"], each["path"]) for each in faults] == [("INVOICE_PAID", "/ids/1")]
    await api.call("commerce.payments.delete", {"ids": [1]})
    await api.call("commerce.invoices.delete", {"ids": [id_]})
    assert await api.call("commerce.invoices.count") == {"count": 0}


@pytest.mark.usefixtures("shop")
async def test_an_invoice_that_was_credited_by_a_reissue_is_not_deleted(api: Api) -> None:
    await create(api)
    first = await process(api, 1)
    await update(api, 1, items=[item(price=70)])
    made = await api.call(REISSUE, {"id": 1})
    request = {"ids": [first["id"]]}

    assert await codes(api, "commerce.invoices.delete", request) == ["INVOICE_REFERRED_TO"]
    # Together they may go, and the order is invoiced still.
    both = {"ids": [first["id"], made["creditNote"]]}
    await api.call("commerce.invoices.delete", both)
    order_ = await get(api, 1)
    assert (order_["invoice"], order_["invoices"]) == (made["invoice"], [made["invoice"]])
    assert order_["processingStatus"] == "Invoiced"


# ---- Entities


@pytest.fixture
def tenants(api: Api, database: Database) -> tuple[Api, Api]:
    """Make a second entity and return a caller of each."""
    entity = store.entities.insert(database, "Second", NOON)
    with database.transaction(entity):
        setup.entity(Context(now=NOON, zone=UTC))
    first, second = (Api(api.client, **{"X-Entity-Id": str(id_)}) for id_ in (1, entity))
    return first, second


async def test_another_entitys_orders_are_not_there(
    tenants: tuple[Api, Api], database: Database
) -> None:
    first, second = tenants
    await open_shop(first)
    mine = await create(first, labels=[1], externalId="e", number="5")
    await first.call(PAY, {"id": 1, "amount": 1})
    mine = await get(first, 1)
    gone = ("id", "NotFound", "Order 1 does not exist")
    with nothing_stored(database):
        assert await second.call(GET, {"id": 1}) == {"order": None}
        for conditions in ({}, {"ids": [1]}, {"labels": [1]}, {"address": "Baker"}):
            assert await second.call(FIND, {"conditions": conditions}) == {"orders": []}
            assert await second.call(COUNT, {"conditions": conditions}) == {"count": 0}
        assert await second.call(FIND, {"search": "Holmes"}) == {"orders": []}
        assert await second.call("commerce.payments.find") == {"payments": []}
        for method, more in (
            (UPDATE, {"order": {}}),
            (PROCESS, {}),
            (CANCEL, {}),
            (REISSUE, {}),
            (PAY, {"amount": 1}),
        ):
            assert await second.refused_once(method, {"id": 1, **more}) == gone
        payment = {"payment": {"order": 1, "amount": 1}}
        refused = await codes(second, "commerce.payments.create", payment)
        assert refused == ["PAYMENT_ORDER_NOT_FOUND"]
        await second.call("commerce.payments.delete", {"ids": [1]})
        await second.call(DELETE, {"ids": [1]})
        await second.call(RESTORE, {"ids": [1]})
    assert await get(first, 1) == mine


async def test_entities_number_and_identify_apart(tenants: tuple[Api, Api]) -> None:
    for api in tenants:
        integration = {"orderIntegration": {"name": "Web"}}
        id_ = (await api.call("commerce.order-integrations.create", integration))["id"]
        made = await create(
            api,
            taxPercent=0,
            externalId="same",
            externalValue="same",
            oldHash="same",
            orderIntegration=id_,
            sourceId="same",
        )

        assert (made["number"], made["sourceId"]) == ("1", "same")
    _, second = tenants
    theirs = order(taxPercent=0, orderIntegration=1)
    assert await codes(second, CREATE, theirs) == ["ORDER_INTEGRATION_NOT_FOUND"]
