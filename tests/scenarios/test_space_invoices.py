"""The life of a shop's order, as the orders of Space Invoices are described."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from store.database import Database
from tests.api import Api, Clock
from tests.consistency import assert_consistent
from tests.examples import address
from tests.scenarios.translating import Translator

D = Decimal
Row = dict[str, Any]

# The example of its documentation: what is sent, and what is answered.
SENT: Row = {
    "order_integration_id": "oint_6595a27b5d35015c3ef0c3fd",
    "source": "manual",
    "source_id": "manual-001",
    "currency_code": "EUR",
    "total": 100,
    "total_with_tax": 122,
    "items": [
        {
            "name": "Widget Pro",
            "quantity": 2,
            "price": 50,
            "gross_price": 61,
            "total": 100,
            "total_with_tax": 122,
            "tax_rate": 22,
        }
    ],
}
ANSWERED: Row = {
    "id": "ord_6595a27b5d35015c3ef0c3fd",
    "entity_id": "ent_6595a27b5d35015c3ef0c3fd",
    **SENT,
    "source_order_number": None,
    "status": "pending",
    "paid": False,
    "paid_at": None,
    "fulfilled": False,
    "fulfilled_at": None,
    "cancelled": False,
    "cancelled_at": None,
    "refunded": False,
    "refunded_at": None,
    "customer_name": None,
    "customer_email": None,
    "customer": None,
    "billing_address": None,
    "shipping_address": None,
    "customer_id": None,
    "total_discount": 0,
    "total_shipping": 0,
    "payment_status": "unpaid",
    "payment_method": None,
    "payment_gateway": None,
    "invoice_id": None,
    "estimate_id": None,
    "process_after": None,
    "transactions": [],
    "complete": False,
    "items_changed_after_processing": False,
    "raw_data": None,
    "source_event_id": None,
    "error": None,
    "ordered_at": None,
    "processed_at": None,
    "metadata": {},
    "created_at": "2024-01-01T00:00:00.000Z",
    "updated_at": "2024-09-01T00:00:00.000Z",
    "deleted_at": None,
}
CREATED, UPDATED = (datetime(2024, month, 1, tzinfo=UTC) for month in (1, 9))
WORDS = {"manual": "Manual", "pending": "Pending", "unpaid": "Unpaid"}


def moment(text: str) -> str:
    """Spell a time of theirs as ours, in UTC."""
    return text.replace("T", " ").removesuffix(".000Z")


TRANSLATOR = Translator(
    "Space Invoices: orders",
    {
        "order.id": lambda _: 1,
        "order.orderIntegration": lambda _: 1,
        "order.source": WORDS.__getitem__,
        "order.processingStatus": WORDS.__getitem__,
        "order.paymentStatus": WORDS.__getitem__,
        "order.creationTime": moment,
        "order.updateTime": moment,
    },
)


@pytest.fixture(autouse=True)
def timed(clock: Clock) -> None:
    """Let it be the time of the example before any server starts."""
    clock.now = CREATED


@pytest.fixture
async def web(api: Api) -> int:
    """Make a shop's integration and return its id."""
    request = {"orderIntegration": {"name": "Web", "source": "Shopify"}}
    return int((await api.call("commerce.order-integrations.create", request))["id"])


def widgets(**changes: Any) -> Row:
    """Return the example in our names."""
    return {**TRANSLATOR.ours(SENT, "order"), **changes}


async def create(api: Api, **changes: Any) -> int:
    """Create an order like the example; each with a source id of its own unless it is given."""
    count = (await api.call("commerce.orders.count", {"conditions": {}}))["count"]
    new = widgets(**{"sourceId": f"manual-{count + 1:03}", **changes})
    return int((await api.call("commerce.orders.create", {"order": new}))["id"])


async def get(api: Api, id_: int, **request: Any) -> Row:
    """Return an order that is there."""
    row = (await api.call("commerce.orders.get", {"id": id_, **request}))["order"]
    assert row is not None
    return dict(row)


async def invoice_of(api: Api, order: int) -> Row:
    """Return the current invoice of an order."""
    id_ = (await get(api, order))["invoice"]
    row = (await api.call("commerce.invoices.get", {"id": id_}))["invoice"]
    assert row is not None
    return dict(row)


async def refusal(api: Api, verb: str, id_: int) -> str:
    """Call an action that must be refused for one reason and return its code."""
    (fault,) = await api.refused(f"commerce.orders.{verb}", {"id": id_})
    return str(fault["code"])


def test_the_example_has_its_place_in_the_table() -> None:
    assert TRANSLATOR.unplaced(ANSWERED) == []


@pytest.mark.usefixtures("web")
async def test_the_example_goes_in_and_comes_out(api: Api, clock: Clock) -> None:
    order = TRANSLATOR.ours(SENT, "order")
    made = await api.call("commerce.orders.create", {"order": order})
    clock.now = UPDATED
    await api.call("commerce.orders.update", {"id": made["id"], "order": {}})
    answer = await get(api, made["id"])

    assert TRANSLATOR.lost(ANSWERED, {"order": answer}) == []
    found = await api.call("commerce.orders.find", {"includeTotalCount": True})
    pagination = {"total": 1, "nextCursor": None, "prevCursor": None, "hasMore": False}
    assert found == {"orders": [answer], "pagination": pagination}


@pytest.mark.usefixtures("web")
async def test_the_whole_life_of_an_order(api: Api, clock: Clock, database: Database) -> None:
    id_ = await create(api, customerName="Ada Byron", customerEmail="ada@byron.uk")
    await api.call("commerce.orders.process", {"id": id_})
    processed, first = await get(api, id_), await invoice_of(api, id_)

    assert processed["processingStatus"] == "Invoiced"
    assert processed["processedTime"] == "2024-01-01 00:00:00"
    assert (processed["isInvoiced"], processed["itemsChangedAfterProcessing"]) == (True, False)
    assert (first["order"], first["customer"]) == (id_, processed["customer"])
    assert (first["total"], first["taxedTotal"], first["roundingAmount"]) == (100, 122, 0)
    assert await refusal(api, "process", id_) == "ORDER_INVOICED"
    assert await refusal(api, "cancel", id_) == "ORDER_INVOICED"
    assert await refusal(api, "reissue", id_) == "ORDER_UNCHANGED"

    await api.call("commerce.orders.update", {"id": id_, "order": {"title": "No news"}})
    assert await refusal(api, "reissue", id_) == "ORDER_UNCHANGED"
    (item,) = processed["items"]
    fewer = {"id": item["id"], "quantity": 1, "totalPrice": 50, "taxedTotalPrice": 61}
    change = {"items": [fewer], "charged": {"total": 50, "taxedTotal": 61}}
    await api.call("commerce.orders.update", {"id": id_, "order": change})
    assert (await get(api, id_))["itemsChangedAfterProcessing"] is True

    clock.now = UPDATED
    made = await api.call("commerce.orders.reissue", {"id": id_})
    reissued, second = await get(api, id_), await invoice_of(api, id_)
    credit = (await api.call("commerce.invoices.get", {"id": made["creditNote"]}))["invoice"]
    assert (reissued["invoice"], reissued["invoices"]) == (
        second["id"],
        [first["id"], second["id"]],
    )
    assert reissued["processedTime"] == "2024-09-01 00:00:00"
    assert (reissued["itemsChangedAfterProcessing"], second["taxedTotal"]) == (False, 61)
    assert (credit["type"], credit["reference"], credit["taxedTotal"]) == (
        "CreditNote",
        first["id"],
        122,
    )
    assert await refusal(api, "reissue", id_) == "ORDER_UNCHANGED"

    await api.call("commerce.orders.pay", {"id": id_, "amount": 61, "method": "card"})
    paid, invoice = await get(api, id_), await invoice_of(api, id_)
    assert (paid["isPaidFor"], paid["paidTime"]) == (True, "2024-09-01 00:00:00")
    assert (paid["paymentStatus"], paid["isInvoicePaid"], invoice["dueTotal"]) == ("Paid", True, 0)
    await api.call("commerce.orders.update", {"id": id_, "order": {"isFulfilled": True}})
    refund = {"id": id_, "type": "Refund", "amount": 61}
    await api.call("commerce.orders.pay", refund)
    refunded = await get(api, id_)
    assert (refunded["isFulfilled"], refunded["fulfilledTime"]) == (True, "2024-09-01 00:00:00")
    assert (refunded["isRefunded"], refunded["paymentStatus"]) == (True, "Refunded")
    assert refunded["refundedTime"] == "2024-09-01 00:00:00"

    await api.call("commerce.orders.delete", {"ids": [id_]})
    assert (await api.call("commerce.orders.get", {"id": id_})) == {"order": None}
    # Its invoice stays.
    assert (await api.call("commerce.invoices.get", {"id": second["id"]}))["invoice"] is not None
    await api.call("commerce.orders.restore", {"ids": [id_]})
    assert (await get(api, id_))["processingStatus"] == "Invoiced"
    assert_consistent(database, orders=1, invoices=3)


@pytest.mark.usefixtures("web")
async def test_cancelling(api: Api) -> None:
    id_ = await create(api)
    await api.call("commerce.orders.cancel", {"id": id_})
    cancelled = await get(api, id_)

    assert cancelled["processingStatus"] == "Cancelled"
    assert (cancelled["isCancelled"], cancelled["cancelledTime"]) == (True, "2024-01-01 00:00:00")
    assert await refusal(api, "cancel", id_) == "ORDER_CANCELED"
    assert await refusal(api, "process", id_) == "ORDER_CANCELED"
    assert await refusal(api, "reissue", id_) == "ORDER_NOT_INVOICED"


async def test_shipping_discount_and_a_cent_more_of_tax_are_kept(
    api: Api, web: int, database: Database
) -> None:
    """22 % of 31.87 is 7.01, but the shop has rounded the shirts up."""
    shirts = {
        "name": "T-shirt",
        "sku": "TS-1",
        "sourceId": "line-1",
        "unit": "pcs",
        "quantity": 3,
        "price": D("9.99"),
        "discount": 3,
        "totalPrice": D("26.97"),
        "taxedTotalPrice": D("32.91"),
        "taxes": [{"rate": 20}, {"rate": 2}],
    }
    shipping = {
        "name": "Standard",
        "kind": "Shipping",
        "quantity": 1,
        "price": D("4.90"),
        "totalPrice": D("4.90"),
        "taxedTotalPrice": D("5.98"),
        "taxRate": 22,
    }
    charged = {
        "total": D("31.87"),
        "taxedTotal": D("38.89"),
        "discount": D("3.00"),
        "shipping": D("4.90"),
    }
    id_ = await create(
        api,
        orderIntegration=web,
        source="Shopify",
        items=[shirts, shipping],
        charged=charged,
        paymentStatus="Paid",
        paidTime="2023-12-31 12:00:00",
        paymentMethodName="card",
        paymentGateway="stripe",
        billingAddress={"street1": "221b Baker Street", "city": "London", "country": "GB"},
        customerName="Ada Byron",
    )
    order = await get(api, id_)

    assert order["charged"] == charged
    assert [each["totalPrice"] for each in order["items"]] == [D("26.97"), D("4.90")]
    assert [each["taxedTotalPrice"] for each in order["items"]] == [D("32.91"), D("5.98")]
    assert [each["kind"] for each in order["items"]] == ["LineItem", "Shipping"]
    assert order["items"][0]["taxRate"] == 22
    assert (order["total"], order["taxAmount"], order["taxedTotal"]) == (
        D("31.87"),
        D("7.02"),
        D("38.89"),
    )
    await api.call("commerce.orders.process", {"id": id_})
    invoice = await invoice_of(api, id_)
    assert [each["discount"] for each in invoice["items"]] == [3, 0]
    assert [each["totalPrice"] for each in invoice["items"]] == [D("26.97"), D("4.90")]
    assert (invoice["total"], invoice["taxAmount"]) == (D("31.87"), D("7.01"))
    assert (invoice["roundingAmount"], invoice["taxedTotal"]) == (D("0.01"), D("38.89"))
    # It was paid, so a payment tells of it, at its own time.
    (payment,) = (await api.call("commerce.payments.find"))["payments"]
    assert (payment["order"], payment["invoice"]) == (id_, invoice["id"])
    assert (payment["amount"], payment["method"]) == (D("38.89"), "card")
    assert payment["time"] == "2023-12-31 12:00:00"
    assert (invoice["isPaidFor"], invoice["dueTotal"]) == (True, 0)
    assert_consistent(database, orders=1, invoices=1)


async def test_a_shop_tells_of_an_order_once(api: Api, web: int) -> None:
    first = await create(api, sourceId="1001")
    taken = ["SOURCE_ID_IN_USE"]

    async def codes(method: str, request: Row) -> list[str]:
        return [fault["code"] for fault in await api.refused(f"commerce.orders.{method}", request)]

    again = {"order": widgets(sourceId="1001")}
    assert await codes("create", again) == taken
    await create(api, sourceId="1001", orderIntegration=None)
    await create(api, sourceId="1002")
    await api.call("commerce.orders.delete", {"ids": [first]})
    second = await create(api, sourceId="1001")
    assert await codes("restore", {"ids": [first]}) == taken
    assert (await get(api, first, deleted=True))["deletedTime"] is not None
    await api.call("commerce.orders.delete", {"ids": [second]})
    # Both wait in the trash, and only one of them can come back.
    assert await codes("restore", {"ids": [first, second]}) == taken
    await api.call("commerce.orders.restore", {"ids": [second]})
    conditions = {"orderIntegration": web, "sourceId": "1001"}
    found = await api.call("commerce.orders.find", {"conditions": conditions, "fields": ["id"]})
    assert found == {"orders": [{"id": second}]}


@pytest.mark.usefixtures("web")
async def test_the_customer_is_found_by_external_id_then_by_email_else_made(api: Api) -> None:
    for customer in (
        {"lastName": "First", "email": "one@inv.com", "externalId": "c1"},
        {"lastName": "Second", "email": "Two@inv.com"},
    ):
        await api.call("commerce.customers.create", {"customer": customer})

    async def customer_of(**told: Any) -> Any:
        id_ = await create(api, **told)
        await api.call("commerce.orders.process", {"id": id_})
        assert (await invoice_of(api, id_))["customer"] == (await get(api, id_))["customer"]
        return (await get(api, id_))["customer"]

    first = {"externalId": "c1", "companyName": "Acme"}
    assert await customer_of(customerData=first, customerEmail="two@inv.com") == 1
    assert await customer_of(customerEmail="TWO@inv.com", customerName="Else") == 2
    unknown = {"externalId": "c9"}
    assert await customer_of(customerEmail="one@inv.com", customerData=unknown) == 1
    told = {
        "externalId": "c2",
        "phone": "+39 02 1",
        "companyName": "Acme",
        "taxNumber": "IT1",
        "companyNumber": "77",
        "isBusiness": True,
        "notes": "gold",
    }
    new = {"customerEmail": "new@inv.com", "customerName": "Ada Byron", "customerData": told}
    assert await customer_of(**new, billingAddress=address(companyName="Acme")) == 3
    assert await customer_of(**new) == 3
    made = (await api.call("commerce.customers.get", {"id": 3}))["customer"]
    expected = {
        "type": "Company",
        "companyName": "Acme",
        "companyCode": "77",
        "taxNumber": "IT1",
        "email": "new@inv.com",
        "phone": "+39 02 1",
        "notes": "gold",
        "externalId": "c2",
    }
    assert {name: made[name] for name in expected} == expected
    assert made["billingAddress"]["city"] == "London"
    # Nobody is made of an order that names nobody.
    assert await customer_of() is None
    assert await api.call("commerce.customers.count") == {"count": 3}


@pytest.mark.usefixtures("web")
async def test_listing_by_filter_search_and_cursor(api: Api, clock: Clock) -> None:
    for day in range(1, 8):
        clock.now = CREATED.replace(day=day)
        charged = {"total": 100 * day, "taxedTotal": 122 * day}
        name = f"{'Acme' if day % 2 else 'Globex'} {day}"
        more = {"metadata": {"order_id": f"x-{day}"}, "customerEmail": f"c{day}@inv.com"}
        await create(api, charged=charged, customerName=name, **more)
    await api.call("commerce.orders.delete", {"ids": [7]})
    await api.call("commerce.orders.process", {"id": 1})

    async def ids(**request: Any) -> list[int]:
        found = await api.call("commerce.orders.find", {"fields": ["id"], **request})
        return [each["id"] for each in found["orders"]]

    queries: list[tuple[Row, list[int]]] = [
        ({"taxedTotal": {"gte": 488}}, [4, 5, 6]),
        ({"charged.total": {"between": [200, 300]}}, [2, 3]),
        ({"customerName": {"contains": "acme"}}, [1, 3, 5]),
        ({"customerName": {"startsWith": "Glo"}, "id": {"notIn": [2]}}, [4, 6]),
        ({"customerEmail": {"endsWith": "6@inv.com"}}, [6]),
        ({"processingStatus": "Invoiced"}, [1]),
        ({"processingStatus": {"not": "Invoiced"}, "id": {"lt": 4}}, [2, 3]),
        ({"sourceId": {"in": ["manual-002", "manual-005"]}}, [2, 5]),
        ({"metadata.order_id": "x-3"}, [3]),
        ({"creationTime": {"gt": "2024-01-04 00:00:00", "lte": "2024-01-06 00:00:00"}}, [5, 6]),
    ]
    for query, expected in queries:
        assert (query, await ids(query=query)) == (query, expected)
        assert await api.call("commerce.orders.count", {"query": query}) == {"count": len(expected)}
    assert await ids(search="lobex") == [2, 4, 6]
    assert await ids(search="widget pro", conditions={"deleted": True}) == [7]
    assert await ids(conditions={"processingStatus": ["Invoiced"], "source": "Manual"}) == [1]

    request: Row = {"fields": ["id"], "order": ["-creationTime"], "limit": 4}
    first = await api.call("commerce.orders.find", {**request, "cursor": None})
    cursors = first["pagination"]
    second = await api.call("commerce.orders.find", {**request, "cursor": cursors["nextCursor"]})
    back = {**request, "cursor": second["pagination"]["prevCursor"], "includeTotalCount": False}
    before = await api.call("commerce.orders.find", back)

    assert [each["id"] for each in first["orders"]] == [6, 5, 4, 3]
    assert (cursors["total"], cursors["hasMore"], cursors["prevCursor"]) == (6, True, None)
    assert [each["id"] for each in second["orders"]] == [2, 1]
    assert (second["pagination"]["hasMore"], second["pagination"]["nextCursor"]) == (False, None)
    assert before["orders"] == first["orders"]
    assert before["pagination"]["total"] == -1
