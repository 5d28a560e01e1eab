"""What the server does with orders by itself, when its time has come."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

import store.entities
from rpc.app import BACKGROUND
from schemas.fields import time_zone
from store.database import Database
from tests.api import NOON, Api, Clock
from tests.conftest import Start
from tests.consistency import assert_consistent
from tests.examples import address, item, open_shop, order, shipping_address

Row = dict[str, Any]

# It can be stored as it was charged; by the rules its taxes would come to as much again.
MOST = Decimal("99999999.99")
UNTAXED = {
    "price": MOST / 10,
    "quantity": 10,
    "taxRate": 100,
    "totalPrice": MOST,
    "taxedTotalPrice": MOST,
}
TOO_LARGE = {"items": [UNTAXED], "charged": {"total": MOST, "taxedTotal": MOST}}
REFUSED = (
    "The total of these items is 199999999.98, which is more than the 99999999.99 that can be "
    "stored"
)


@pytest.fixture(autouse=True)
def timed(clock: Clock) -> None:
    """Set the clock before any server of these tests starts."""


@pytest.fixture(autouse=True)
async def shop(timed: None, api: Api) -> None:
    """Make what orders need."""
    assert timed is None
    await open_shop(api)


@pytest.fixture(autouse=True)
def consistent(database: Database) -> Iterator[None]:
    """Check in the end that every stored answer says what its rows say."""
    yield
    with database.transaction(1):
        token = time_zone.set(ZoneInfo(store.entities.time_zone()))
    assert_consistent(database, orders=1)
    time_zone.reset(token)


async def round_of(api: Api) -> Row:
    """Let the server do what is due, and return how often what was done."""
    application = api.client.app
    assert application is not None
    return dict(await application[BACKGROUND].round())


async def create(api: Api, **fields: Any) -> int:
    return int((await api.call("commerce.orders.create", order(**fields)))["id"])


async def integrate(api: Api, **wishes: Any) -> int:
    """Make an order integration that processes orders by itself."""
    wishes = {"name": "Inv London", "autoProcess": True, **wishes}
    request = {"orderIntegration": wishes}
    return int((await api.call("commerce.order-integrations.create", request))["id"])


async def read(api: Api, id_: int = 1) -> Row:
    got = (await api.call("commerce.orders.get", {"id": id_}))["order"]
    assert got is not None
    return dict(got)


async def change(api: Api, id_: int = 1, **fields: Any) -> None:
    await api.call("commerce.orders.update", {"id": id_, "order": fields})


async def count(api: Api, resource: str) -> int:
    return int((await api.call(f"commerce.{resource}.count"))["count"])


async def nexts(api: Api, standing: int = 1) -> list[Row]:
    """Return the orders that a standing order has created."""
    found = await api.call("commerce.orders.find", {"conditions": {"after": standing}})
    return [each for each in found["orders"] if each["order"] == standing]


# Processing.


@pytest.mark.parametrize("reached", ["Created", "Paid", "Fulfilled"])
async def test_an_order_is_processed_when_its_shop_wants_it_and_not_before(
    api: Api, clock: Clock, reached: str
) -> None:
    shop = await integrate(api, autoProcessOn=reached, autoProcessDelaySeconds=3600)
    id_ = await create(api, orderIntegration=shop)
    created = await read(api)
    clock.now += timedelta(hours=2)
    if reached == "Created":
        clock.now = NOON
    elif reached == "Paid":
        await api.call("commerce.orders.pay", {"id": id_, "amount": created["taxedTotal"]})
    else:
        await change(api, isFulfilled=True)
    planned = await read(api)
    clock.now += timedelta(seconds=3599)
    before = await round_of(api)
    clock.now += timedelta(seconds=1)
    after = await round_of(api)
    again = await round_of(api)
    processed = await read(api)

    assert (created["processAfter"] is None) == (reached != "Created")
    assert planned["processAfter"] == processed["processedTime"]
    assert (before, after, again) == ({}, {"processed": 1}, {})
    assert processed["processingStatus"] == "Invoiced"
    assert processed["invoices"] == [processed["invoice"]]
    assert (processed["processAfter"], processed["error"]) == (None, None)
    assert processed["isInvoicePaid"] == (reached == "Paid")
    assert await count(api, "invoices") == 1


@pytest.mark.parametrize("way", ["created", "marked", "payment"])
async def test_every_way_to_be_paid_counts(api: Api, way: str) -> None:
    shop = await integrate(api)
    id_ = await create(api, orderIntegration=shop, isPaidFor=way == "created")
    due = (await read(api))["dueTotal"]
    if way == "marked":
        await change(api, paymentStatus="Paid")
    elif way == "payment":
        await api.call("commerce.payments.create", {"payment": {"order": id_, "amount": due}})

    assert await round_of(api) == {"processed": 1}
    assert (await read(api))["isInvoicePaid"]


async def test_a_part_payment_is_not_enough(api: Api) -> None:
    id_ = await create(api, orderIntegration=await integrate(api))
    await api.call("commerce.orders.pay", {"id": id_, "amount": 1})

    assert await round_of(api) == {}


async def test_a_caller_may_plan_an_order_without_a_shop(api: Api, clock: Clock) -> None:
    id_ = await create(api, processAfter="2013-10-01 13:00:00")
    other = await create(api, processAfter="2013-10-01 13:00:00")
    await change(api, other, processAfter=None)
    before = await round_of(api)
    clock.now += timedelta(hours=1)

    assert (before, await round_of(api)) == ({}, {"processed": 1})
    assert (await read(api, id_))["processingStatus"] == "Invoiced"
    assert (await read(api, other))["processingStatus"] == "Pending"


@pytest.mark.parametrize(
    "fields", [{"status": "Draft"}, {"type": "Estimate"}, {"type": "Purchase"}], ids=str
)
async def test_what_is_no_order_yet_is_not_processed(api: Api, fields: Row) -> None:
    await create(api, orderIntegration=await integrate(api, autoProcessOn="Created"), **fields)

    assert await round_of(api) == {}


async def test_a_draft_is_processed_once_it_is_an_order(api: Api) -> None:
    await create(
        api, orderIntegration=await integrate(api, autoProcessOn="Created"), status="Draft"
    )
    await change(api, status="New")

    assert await round_of(api) == {"processed": 1}


async def test_the_trash_and_cancelled_orders_are_left_alone(api: Api, clock: Clock) -> None:
    shop = await integrate(api, autoProcessOn="Created")
    standing = {"standing": True, "standingActive": True, "standingDate": "2013-10-01"}
    fields = {"orderIntegration": shop, "dueDate": "2013-10-01", **standing}
    trashed = await create(api, **fields)
    cancelled = await create(api, **fields)
    await api.call("commerce.orders.delete", {"ids": [trashed]})
    await api.call("commerce.orders.cancel", {"id": cancelled})
    clock.now += timedelta(days=2)
    left = await round_of(api)
    await change(api, cancelled, processAfter="2013-10-02 00:00:00")
    dropped = await round_of(api)
    kept = await read(api, cancelled)
    await api.call("commerce.orders.restore", {"ids": [trashed]})
    restored = await round_of(api)

    assert (left, dropped) == ({}, {"not processed": 1})
    assert (kept["processingStatus"], kept["processAfter"]) == ("Cancelled", None)
    assert restored == {"processed": 1, "repeated": 1}
    flags = [(await read(api, id_))["isPastDue"] for id_ in (trashed, cancelled)]
    assert flags == [True, False]


async def test_a_shop_that_was_switched_off_does_nothing_any_more(api: Api, clock: Clock) -> None:
    shop = await integrate(api, autoProcessOn="Created", autoProcessDelaySeconds=60)
    id_ = await create(api, orderIntegration=shop)
    off = {"id": shop, "orderIntegration": {"isActive": False}}
    await api.call("commerce.order-integrations.update", off)
    clock.now += timedelta(minutes=1)

    assert await round_of(api) == {"not processed": 1}
    assert await round_of(api) == {}
    assert (await read(api, id_))["processingStatus"] == "Pending"


async def test_an_order_that_was_refunded_meanwhile_is_not_processed(
    api: Api, clock: Clock
) -> None:
    shop = await integrate(api, autoProcessDelaySeconds=60)
    id_ = await create(api, orderIntegration=shop)
    paid = (await read(api))["taxedTotal"]
    await api.call("commerce.orders.pay", {"id": id_, "amount": paid})
    await api.call("commerce.orders.pay", {"id": id_, "amount": paid, "type": "Refund"})
    clock.now += timedelta(minutes=1)

    assert await round_of(api) == {"not processed": 1}
    assert await count(api, "invoices") == 0


async def test_a_refused_order_has_failed_until_somebody_processes_it(api: Api) -> None:
    shop = await integrate(api, autoProcessOn="Created")
    person = address(lastName="Moriarty", email="moriarty@inv-london.com")
    customers = await count(api, "customers")
    id_ = await create(api, orderIntegration=shop, billingAddress=person, **TOO_LARGE)
    first = await round_of(api)
    second = await round_of(api)
    failed = await read(api)
    nobody = await count(api, "customers")
    await change(api, items=[{**UNTAXED, "taxRate": 0}])
    invoice = (await api.call("commerce.orders.process", {"id": id_}))["invoice"]
    processed = await read(api)
    got = await api.call("commerce.invoices.get", {"id": invoice, "fields": ["number"]})

    assert (first, second) == ({"failed": 1}, {})
    assert failed["processingStatus"] == "Failed"
    assert (failed["processAfter"], failed["error"]) == (None, REFUSED)
    assert (failed["invoice"], failed["customer"]) == (None, None)
    assert nobody == customers
    assert processed["processingStatus"] == "Invoiced"
    assert processed["error"] is None
    assert got["invoice"]["number"] == "2013/1"


def lose_default(database: Database, kind: str, *, lost: bool) -> None:
    """Take the default mark off a series behind the server's back, or give it back."""
    database.peewee.execute_sql(
        f"UPDATE series SET is_default = {'FALSE' if lost else 'TRUE'} WHERE kind = '{kind}'"
    )


async def test_what_goes_wrong_is_told_by_a_request_id_and_keeps_nothing_else_from_being_done(
    api: Api, database: Database
) -> None:
    id_ = await create(api, processAfter="2013-10-01 00:00:00")
    await create(api, dueDate="2013-09-30", standing=True)
    await change(api, 2, dueDate="2013-09-30")
    lose_default(database, "Invoice", lost=True)
    with capture_logs() as logs:
        done = await round_of(api)
    failed = await read(api)
    customers = await count(api, "customers")
    lose_default(database, "Invoice", lost=False)
    await api.call("commerce.orders.process", {"id": id_})
    (line,) = (line for line in logs if line["event"] == "duty failed")
    told = re.fullmatch(r"Internal error, request ([0-9a-f]{16})", failed["error"])

    assert done["failed"] == 1
    assert failed["processingStatus"] == "Failed"
    assert told
    assert (line["request_id"], line["order"], line["entity"]) == (told[1], id_, 1)
    assert (failed["customer"], customers) == (None, 1)
    assert (await read(api))["processingStatus"] == "Invoiced"


# Reissuing.


async def test_an_invoiced_order_that_changes_is_reissued_if_its_shop_wants_that(
    api: Api, clock: Clock
) -> None:
    wishes = {"autoReissueOnUpdate": True, "autoProcessDelaySeconds": 60}
    shop = await integrate(api, autoProcessOn="Created", **wishes)
    await create(api, orderIntegration=shop)
    clock.now += timedelta(minutes=1)
    await round_of(api)
    await change(api, notes="Ring twice")
    unchanged = await read(api)
    await change(api, items=[item(quantity=1)])
    changed = await read(api)
    before = await round_of(api)
    clock.now += timedelta(minutes=1)
    after = await round_of(api)
    again = await round_of(api)
    reissued = await read(api)
    types = (await api.call("commerce.invoices.find", {"fields": ["type"]}))["invoices"]

    assert unchanged["processAfter"] is None
    assert changed["itemsChangedAfterProcessing"]
    assert (before, after, again) == ({}, {"reissued": 1}, {})
    assert len(reissued["invoices"]) == 2
    assert not reissued["itemsChangedAfterProcessing"]
    assert [each["type"] for each in types] == ["Invoice", "Invoice", "CreditNote"]


async def test_a_change_of_mind_before_the_time_reissues_nothing(api: Api, clock: Clock) -> None:
    wishes = {"autoReissueOnUpdate": True, "autoProcessDelaySeconds": 60}
    id_ = await create(api, orderIntegration=await integrate(api, **wishes))
    await api.call("commerce.orders.process", {"id": id_})
    await change(api, items=[item(quantity=1)])
    await change(api, items=[item()])
    clock.now += timedelta(minutes=1)
    done = await round_of(api)

    assert done == {"not processed": 1}
    assert await count(api, "invoices") == 1


async def test_a_reissue_that_fails_leaves_order_and_invoice_as_they_were(
    api: Api, database: Database
) -> None:
    id_ = await create(api, orderIntegration=await integrate(api, autoReissueOnUpdate=True))
    invoice = (await api.call("commerce.orders.process", {"id": id_}))["invoice"]
    before = await api.call("commerce.invoices.get", {"id": invoice})
    await change(api, items=[item(quantity=1)])
    lose_default(database, "CreditNote", lost=True)
    done = [await round_of(api), await round_of(api)]
    failed = await read(api)
    after = await api.call("commerce.invoices.get", {"id": invoice})
    kept = await count(api, "invoices")
    lose_default(database, "CreditNote", lost=False)
    await api.call("commerce.orders.reissue", {"id": id_})
    reissued = await read(api)

    assert done == [{"failed": 1}, {}]
    assert (failed["processingStatus"], failed["invoice"]) == ("Invoiced", invoice)
    assert failed["error"].startswith("Internal error, request ")
    assert (failed["processAfter"], failed["itemsChangedAfterProcessing"]) == (None, True)
    assert (after, kept) == (before, 1)
    assert (reissued["error"], len(reissued["invoices"])) == (None, 2)


# Standing orders.


def standing(day: str = "2013-10-01", frequency: str = "Monthly", **fields: Any) -> Row:
    data = {"frequency": frequency, **fields.pop("data", {})}
    told = {"standing": True, "standingActive": True, "standingDate": day, "standingData": data}
    return {**told, **fields}


@pytest.mark.parametrize(
    ("frequency", "interval", "due", "dates"),
    [
        ("Daily", 1, None, "2013-10-31 2013-11-01 2013-11-02"),
        ("Daily", 3, None, "2013-10-31 2013-11-03 2013-11-06"),
        ("Weekly", 2, None, "2013-10-31 2013-11-14 2013-11-28"),
        ("Monthly", 1, None, "2013-10-31 2013-11-30 2013-12-31 2014-01-31 2014-02-28 2014-03-31"),
        ("Monthly", 1, 15, "2013-10-31 2013-11-15 2013-12-15"),
        ("Monthly", 2, 31, "2013-10-31 2013-12-31 2014-02-28 2014-04-30 2014-06-30 2014-08-31"),
        ("Yearly", 1, None, "2012-02-29 2013-02-28 2014-02-28 2015-02-28 2016-02-29"),
    ],
)
async def test_a_standing_order_creates_its_next_order_at_each_of_its_dates(
    api: Api, clock: Clock, frequency: str, interval: int, due: int | None, dates: str
) -> None:
    days = dates.split()
    clock.now = datetime.fromisoformat(f"{days[0]} 00:00:00Z") - timedelta(seconds=1)
    data = {"interval": interval}
    await create(api, **standing(days[0], frequency, data=data, standingDue=due))
    for day in days:
        clock.now = datetime.fromisoformat(f"{day} 00:00:00Z") - timedelta(seconds=1)

        assert (await read(api))["standingDate"] == day
        assert await round_of(api) == {}

        clock.now += timedelta(seconds=1)

        assert await round_of(api) == {"repeated": 1}
        assert await round_of(api) == {}
    made = await nexts(api)

    assert [each["creationTime"] for each in made] == [f"{day} 00:00:00" for day in days]
    assert [each["serviceDate"] for each in made] == days


async def test_the_next_order_is_a_new_one_with_the_same_content(api: Api) -> None:
    fields = {
        "items": [item(taxClass=1), item(taxClass=2, externalId="A", receivedQuantity=1)],
        "shippingAddress": shipping_address(),
        "shippingMethod": 1,
        "shippingCost": 5,
        "paymentMethod": 1,
        "customer": 1,
        "discounts": [{"type": "PercentOff", "value": 5}],
        "title": "Tea",
        "notes": "Every month",
        "labels": [3, 36],
        "metadata": {"shelf": 5},
        "attachments": [{"name": "Terms", "url": "https://inv-london.com/terms"}],
    }
    once_only = {
        "externalId": "E",
        "externalValue": "V",
        "oldHash": "H",
        "sourceId": "S",
        "rawData": {"id": 1},
        "sourceOrderNumber": "#1001",
        "isPaidFor": True,
        "isFulfilled": True,
        "status": "Shipped",
    }
    id_ = await create(api, **fields, **once_only, **standing(), duePeriod=14)
    # What is changed afterwards is not looked up.
    raised = {"paymentMethod": {"cost": 99}}
    await api.call("commerce.payment-methods.update", {"id": 1, **raised})
    await round_of(api)
    template, (made,) = await read(api), await nexts(api)

    def content(document: Row) -> Row:
        gone = {"id", "externalId", "receivedQuantity"}
        names = [*fields.keys() - {"shippingCost"}, "total", "taxedTotal", "taxes", "weight"]
        told = {name: document[name] for name in names}
        items = [{k: v for k, v in each.items() if k not in gone} for each in told.pop("items")]
        return {**told, "items": items}

    assert content(made) == content(template)
    assert made["shippingMethod"]["cost"] == 5
    assert {each["id"] for each in made["items"]}.isdisjoint(
        each["id"] for each in template["items"]
    )
    assert made["token"] != template["token"]
    assert (made["number"], template["number"]) == ("2", "1")
    assert (made["order"], made["referenceType"], made["referenceNumber"]) == (id_, "Order", "1")
    assert (made["status"], made["processingStatus"]) == ("New", "Pending")
    assert (made["paymentStatus"], made["paidTotal"]) == ("Unpaid", 0)
    assert made["dueTotal"] == made["taxedTotal"]
    assert made["dueDate"] == "2013-10-15"
    assert {made[name] for name in ("standing", "standingActive", "isFulfilled")} == {False}
    assert (made["standingDate"], made["rawData"], made["deletedTime"]) == (None, None, None)
    unique = ("externalId", "externalValue", "oldHash", "sourceId", "sourceOrderNumber")
    assert {made[name] for name in unique} == {""}
    assert [each["externalId"] for each in made["items"]] == ["", ""]
    found = await api.call("commerce.orders.count", {"conditions": {"labels": [36]}})
    assert found == {"count": 2}


async def test_the_next_order_is_charged_as_the_standing_order_was(api: Api) -> None:
    charged = {"total": 10, "taxedTotal": Decimal("12.01")}
    await create(api, items=[item(totalPrice=10, taxRate=20)], charged=charged, **standing())
    await round_of(api)
    template, (made,) = await read(api), await nexts(api)

    names = ("charged", "total", "taxedTotal", "taxAmount", "taxes")
    assert [made[name] for name in names] == [template[name] for name in names]
    assert made["items"][0]["totalPrice"] == 10


async def test_a_shop_processes_what_its_standing_orders_create(api: Api) -> None:
    shop = await integrate(api, autoProcessOn="Created")
    await create(api, orderIntegration=shop, **standing())
    first = await round_of(api)
    second = await round_of(api)
    (made,) = await nexts(api)

    assert (first, second) == ({"processed": 1, "repeated": 1}, {"processed": 1})
    assert made["processingStatus"] == "Invoiced"


async def test_a_standing_order_rests_after_its_last_date(api: Api, clock: Clock) -> None:
    await create(api, **standing(data={"endDate": "2013-11-30"}))
    clock.now += timedelta(days=365)
    done = await round_of(api)
    ended = await read(api)

    assert done == {"repeated": 2}
    assert ended["standing"]
    assert (ended["standingActive"], ended["standingDate"]) == (False, None)


async def test_a_standing_order_whose_end_came_before_its_date_creates_nothing(api: Api) -> None:
    await create(api, **standing(data={"endDate": "2013-09-30"}))

    assert await round_of(api) == {"ended": 1}
    assert await round_of(api) == {}
    assert await nexts(api) == []


async def test_each_missed_date_gets_its_order(api: Api) -> None:
    await create(api, **standing("2013-08-31"), duePeriod=14)
    done = await round_of(api)
    made = await nexts(api)

    assert done == {"repeated": 2}
    assert [each["serviceDate"] for each in made] == ["2013-08-31", "2013-09-30"]
    assert {each["creationTime"] for each in made} == {"2013-10-01 12:00:00"}
    assert {each["dueDate"] for each in made} == {"2013-10-15"}
    assert (await read(api))["standingDate"] == "2013-10-31"


async def test_a_long_time_is_made_up_for_in_several_rounds(api: Api) -> None:
    await create(api, **standing("2012-01-01", "Daily"))
    rounds = [await round_of(api) for _ in range(3)]

    assert rounds == [{"repeated": 500}, {"repeated": 140}, {}]


async def test_the_day_begins_in_the_time_zone_of_the_entity(api: Api, clock: Clock) -> None:
    zone = {"settings": {"timeZone": "Pacific/Auckland"}}
    await api.call("commerce.settings.update", zone)
    await create(api, **standing("2013-10-03"))
    clock.now = datetime(2013, 10, 2, 10, 59, 59, tzinfo=UTC)
    before = await round_of(api)
    clock.now += timedelta(seconds=1)
    after = await round_of(api)
    (made,) = await nexts(api)

    assert (before, after) == ({}, {"repeated": 1})
    assert made["creationTime"] == "2013-10-03 00:00:00"


@pytest.mark.parametrize(
    "fields", [{"standing": False}, {"standingActive": False}], ids=["not standing", "inactive"]
)
async def test_only_an_active_standing_order_is_repeated(api: Api, fields: Row) -> None:
    await create(api, **standing(**fields))

    assert await round_of(api) == {}


async def test_a_standing_order_that_fails_says_so_and_rests(api: Api, database: Database) -> None:
    await create(api, **standing())

    def spell(pattern: str) -> None:
        database.peewee.execute_sql(f"UPDATE series SET pattern = '{pattern}' WHERE kind = 'Order'")

    spell("nonsense")
    done = [await round_of(api), await round_of(api)]
    failed = await read(api)
    spell("{seq}")
    await change(api, standingActive=True)

    assert done == [{"failed": 1}, {}]
    assert failed["error"].startswith("Internal error, request ")
    assert (failed["standingActive"], failed["standingDate"]) == (False, "2013-10-01")
    assert await round_of(api) == {"repeated": 1}
    assert len(await nexts(api)) == 1


# Past due.


async def test_an_order_is_past_due_from_the_day_after(api: Api, clock: Clock) -> None:
    unpaid = await create(api, dueDate="2013-10-01")
    paid = await create(api, dueDate="2013-10-01", isPaidFor=True)
    cancelled = await create(api, dueDate="2013-10-01", status="Cancelled")
    clock.now = datetime(2013, 10, 1, 23, 59, 59, tzinfo=UTC)
    before = await round_of(api)
    clock.now += timedelta(seconds=1)
    after = [await round_of(api), await round_of(api)]
    flags = [(await read(api, id_))["isPastDue"] for id_ in (unpaid, paid, cancelled)]
    due = (await read(api, unpaid))["dueTotal"]
    await api.call("commerce.orders.pay", {"id": unpaid, "amount": due})
    settled = (await read(api, unpaid))["isPastDue"]

    assert (before, after) == ({}, [{"past due": 1}, {}])
    assert flags == [True, False, False]
    assert not settled


async def test_a_later_due_date_counts_anew(api: Api, clock: Clock) -> None:
    await create(api, dueDate="2013-09-30")
    at_once = (await read(api))["isPastDue"]
    await change(api, dueDate="2013-10-31")
    later = (await read(api))["isPastDue"]
    clock.now += timedelta(days=31)

    assert (at_once, later) == (True, False)
    assert await round_of(api) == {"past due": 1}


# Several servers.


async def test_servers_share_the_work_and_do_none_of_it_twice(
    start: Start, api: Api, clock: Clock, database_url: str
) -> None:
    is_shared = database_url.startswith("postgresql")
    others = [Api(await start()) for _ in range(2 if is_shared else 0)]
    shop = await integrate(api, autoProcessOn="Created")
    for _ in range(12):
        await create(api, orderIntegration=shop)
    for _ in range(3):
        await create(api, **standing("2013-08-01"))
    for _ in range(6):
        await create(api, dueDate="2013-10-01")
    clock.now += timedelta(days=1)
    total: dict[str, int] = {}
    servers = [api, *others] if is_shared else [api, api]
    for _ in range(4):
        for done in await asyncio.gather(*map(round_of, servers)):
            for name, times in done.items():
                total[name] = total.get(name, 0) + times
    found = await api.call("commerce.orders.find", {"limit": 1000})
    numbers = [int(each["number"]) for each in found["orders"]]

    assert total == {"processed": 12, "repeated": 9, "past due": 6}
    assert await count(api, "invoices") == 12
    assert sorted(numbers) == list(range(1, 31))
    for template in (13, 14, 15):
        dates = sorted(each["serviceDate"] for each in await nexts(api, template))
        assert dates == ["2013-08-01", "2013-09-01", "2013-10-01"]
