"""The items of orders and invoices, one by one: found, saved and deleted with all that follows."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, timedelta
from decimal import Decimal
from operator import itemgetter
from random import Random
from typing import Any

import pytest

from handlers import setup
from handlers.method import Context
from rpc.registry import methods
from schemas import problems
from schemas.documents import MAX_ITEMS
from schemas.line_items import ORDER_KEYS, OWNERS
from store import entities
from store.database import Database
from tests.api import NOON, Api, Clock
from tests.consistency import assert_consistent
from tests.examples import Shop, address, invoice, item, open_shop, order
from tests.handlers.test_invoices import close, nothing_stored

D = Decimal
FIND, GET, COUNT, SAVE, DELETE = (
    f"commerce.line-items.{verb}" for verb in ("find", "get", "count", "save", "delete")
)
NEW = {"order": order, "invoice": invoice}
OWN_NAMES = {"order", "invoice", "creationTime", "updateTime"}
UNKNOWN = 2_000_000_000

Row = dict[str, Any]

of_each_kind = pytest.mark.parametrize("kind", ["order", "invoice"])


@pytest.fixture(autouse=True)
def timed(clock: Clock) -> None:
    """Set the clock before any server of these tests starts."""


@pytest.fixture(autouse=True)
def consistent(database: Database) -> Iterator[None]:
    """Assert after every test that all stored answers say what their rows say."""
    yield
    assert_consistent(database)


@pytest.fixture
async def shop(api: Api) -> Shop:
    """Make what documents refer to."""
    return await open_shop(api)


async def create(api: Api, kind: str, **changes: Any) -> Row:
    """Create an order or invoice and return it."""
    made = await api.call(f"commerce.{kind}s.create", NEW[kind](**changes))
    return await get(api, kind, made["id"])


async def get(api: Api, kind: str, id_: int) -> Row:
    """Return an order or invoice that is there."""
    row = (await api.call(f"commerce.{kind}s.get", {"id": id_}))[kind]
    assert row is not None
    return dict(row)


async def line_item(api: Api, id_: int) -> Row:
    """Return an item that is there."""
    row = (await api.call(GET, {"id": id_}))["item"]
    assert row is not None
    return dict(row)


async def save(api: Api, *items: Row) -> list[int]:
    """Save items and return their ids."""
    return list((await api.call(SAVE, {"items": list(items)}))["ids"])


async def found(api: Api, conditions: Row, **more: Any) -> list[Row]:
    """Return the items that are found, all that are counted too."""
    request = {"conditions": conditions, **more}
    rows = (await api.call(FIND, {"limit": 1000, **request}))["items"]
    counting = {name: request[name] for name in ("conditions", "query", "search") if name in more}
    counted = await api.call(COUNT, {"conditions": conditions, **counting})
    assert counted == {"count": len(rows)}
    return list(rows)


def hat(**changes: Any) -> Row:
    """Return a new item, of what is given with it."""
    return {"name": "Hat", "quantity": D("2.00"), "price": D("10.000"), **changes}


def ids(rows: list[Row]) -> list[int]:
    return [row["id"] for row in rows]


def without(row: Mapping[str, Any], *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


# ---- What is found


async def test_items_are_found_by_what_they_are_of(api: Api, shop: Shop) -> None:
    made = {
        type_: await create(api, "order", type=type_, items=[item(name=type_), hat()])
        for type_ in ("Order", "Estimate", "Purchase")
    }
    bill = await create(api, "invoice", items=[item(taxClass=shop.vat), item(), item()])

    for type_, document in made.items():
        id_ = document["id"]
        wanted = ids(document["items"])
        assert ids(await found(api, {"order": id_}, order=["id"])) == wanted
        for condition in ("estimate", "purchase"):
            rows = await found(api, {condition: id_}, order=["id"])
            assert ids(rows) == (wanted if condition == type_.lower() else [])
        assert await found(api, {"order": id_, "ids": [bill["items"][0]["id"]]}) == []
    assert ids(await found(api, {"invoice": bill["id"]}, order=["id"])) == ids(bill["items"])
    for condition in OWNERS:
        assert await found(api, {condition: UNKNOWN}) == []


@pytest.mark.usefixtures("shop")
@of_each_kind
async def test_an_item_is_what_its_document_shows_of_it(api: Api, kind: str) -> None:
    document = await create(api, kind, items=[item(metadata={"a": 1}), hat(sequence=1)])
    rows = await found(api, {kind: document["id"]}, order=["id"])

    assert [without(row, *OWN_NAMES) for row in rows] == document["items"]
    assert [await line_item(api, id_) for id_ in ids(rows)] == rows
    other = "invoice" if kind == "order" else "order"
    for row in rows:
        assert (row[kind], row[other]) == (document["id"], None)
        assert row["creationTime"] == row["updateTime"] == document["creationTime"]


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("method", [FIND, COUNT])
async def test_it_must_be_said_once_what_the_items_are_of(api: Api, method: str) -> None:
    nothing = ("order", "Missing", "An order, invoice, estimate or purchase is required")
    empty: list[Row] = [{}, {"conditions": {}}, {"conditions": {"ids": [1], "after": 0}}]
    for request in empty:
        assert await api.refused_once(method, request) == nothing
    (fault,) = await api.refused(method, {})
    assert (fault["path"], fault["code"]) == ("/conditions/order", "LINE_ITEM_OF_NOTHING")

    for i, first in enumerate(OWNERS):
        for second in OWNERS[i + 1 :]:
            refusal = await api.refused_once(method, {"conditions": {second: 1, first: 1}})
            name = second.capitalize()
            text = f"{name} is not allowed if {first} is provided"
            assert refusal == (second, "InvalidCombination", text)
    faults = await api.refused(method, {"conditions": dict.fromkeys(OWNERS, 1)})
    assert [fault["path"] for fault in faults] == [f"/conditions/{name}" for name in OWNERS[1:]]
    for wrong in (None, 0, "1", [1]):
        refusal = await api.refused_once(method, {"conditions": {"order": wrong}})
        assert refusal[:2] == ("order", "Malformed")


async def test_the_newest_items_are_first_and_ten_of_them_by_default(
    api: Api, shop: Shop, clock: Clock
) -> None:
    assert shop.vat
    old = await create(api, "order", items=[item(name=f"{i}") for i in range(12)])
    clock.now = NOON + timedelta(hours=1)
    new = await save(api, hat(order=old["id"]), hat(order=old["id"]))
    request: Row = {"conditions": {"order": old["id"]}}
    rows = (await api.call(FIND, request))["items"]

    assert ids(rows) == [*new, *ids(old["items"])[:8]]
    assert ids((await api.call(FIND, {**request, "first": 10}))["items"]) == ids(old["items"])[8:]
    assert ids((await api.call(FIND, {**request, "order": []}))["items"]) == ids(old["items"])[:10]
    assert (await api.call(COUNT, request)) == {"count": 14}
    assert (await api.refused_once(FIND, {**request, "limit": 1001}))[:2] == ("limit", "Malformed")


@pytest.mark.usefixtures("shop")
async def test_items_are_sorted_by_every_key(api: Api, clock: Clock) -> None:
    random = Random(5)
    owner = await create(api, "order", items=[])
    for i in range(12):
        clock.now = NOON + timedelta(minutes=i // 3)
        values = {
            "name": random.choice(["a", "b"]),
            "quantity": random.randint(1, 3),
            "price": random.randint(-2, 2),
            "sequence": random.randint(0, 2),
        }
        await save(api, hat(order=owner["id"], **values))
    rows = await found(api, {"order": owner["id"]}, order=["id"])

    for key in ORDER_KEYS:
        for sign in ("", "-"):
            # Sorting is stable: ties stay in the order of their ids.
            wanted = sorted(rows, key=itemgetter(key), reverse=bool(sign))
            assert ids(await found(api, {"order": owner["id"]}, order=[sign + key])) == ids(wanted)
    refusal = await api.refused_once(FIND, {"conditions": {"order": 1}, "order": ["weight"]})
    assert refusal[:2] == ("order", "InvalidValue")


@pytest.mark.usefixtures("shop")
async def test_ids_and_after_leave_out_items(api: Api) -> None:
    owner = await create(api, "order", items=[item() for _ in range(4)])
    one, two, three, four = ids(owner["items"])

    assert ids(await found(api, {"order": owner["id"], "ids": [two, UNKNOWN, four]})) == [two, four]
    assert ids(await found(api, {"order": owner["id"], "after": two})) == [three, four]
    assert one


@pytest.mark.usefixtures("shop")
async def test_pages_by_cursor_are_the_whole_though_items_come(api: Api, clock: Clock) -> None:
    owner = await create(api, "invoice", items=[item() for _ in range(23)])
    request: Row = {"conditions": {"invoice": owner["id"]}, "fields": ["name"]}
    page = await api.call(FIND, {**request, "cursor": ""})
    seen = ids(page["items"])
    clock.now = NOON + timedelta(hours=1)
    await save(api, hat(invoice=owner["id"]))
    totals = [page["pagination"]["total"]]
    while cursor := page["pagination"]["nextCursor"]:
        page = await api.call(FIND, {**request, "cursor": cursor})
        seen += ids(page["items"])
        totals.append(page["pagination"]["total"])

    assert seen == ids(owner["items"])
    assert totals == [23, 24, 24]
    assert page["items"][0] == {"id": seen[20], "name": "Shirt"}


async def test_items_are_queried_by_any_field(api: Api, shop: Shop) -> None:
    owner = await create(
        api,
        "order",
        items=[
            item(metadata={"color": "red", "n": 5}, note="Gift", taxClass=shop.vat),
            item(price=2, metadata={"color": "blue"}, isRevenue=True, item=77),
            item(quantity=1, metadata={"color": "Red"}, cost=D("1.5")),
        ],
    )
    one, two, three = ids(owner["items"])
    queries: list[tuple[Row, list[int]]] = [
        ({"metadata.color": "red"}, [one]),
        ({"metadata.color": {"contains": "RED"}}, [one, three]),
        ({"metadata.n": {"gte": 5}}, [one]),
        ({"metadata.color": {"not": "blue"}, "quantity": {"gt": 1}}, [one]),
        ({"price": {"lt": 3}}, [two]),
        ({"totalPrice": {"between": [5, 60]}}, [two, three]),
        ({"taxRate": 19, "taxCode": "VAT"}, [one]),
        ({"note": {"startsWith": "Gi"}}, [one]),
        ({"isRevenue": True}, [two]),
        ({"item": {"in": [77, 78]}}, [two]),
        ({"cost": None}, [one, two]),
        ({"id": {"notIn": [two]}}, [one, three]),
        ({"order": owner["id"], "invoice": None}, [one, two, three]),
        ({"order": owner["id"] + 1}, []),
        ({"creationTime": {"lte": "2013-10-01 12:00:00"}}, [one, two, three]),
    ]
    for query, wanted in queries:
        assert ids(await found(api, {"order": owner["id"]}, query=query)) == wanted, query
    wrong = {"conditions": {"order": 1}, "query": {"colour": 1}}
    for method in (FIND, COUNT):
        assert (await api.refused_once(method, wrong))[:2] == ("query", "InvalidValue")


@pytest.mark.usefixtures("shop")
@of_each_kind
async def test_items_are_searched_by_their_texts(api: Api, kind: str) -> None:
    items = [
        item(name="Straße No 5", sku="AB-1", metadata={"size": "Large", "n": 4711, "x": None}),
        item(name="100% Cotton", description="A shirt, gift wrapped", code="c-77"),
        item(note="Handle with care", externalId="ext9", metadata={"sold": True}),
    ]
    owner = await create(api, kind, items=items)
    await create(api, kind, items=[item(name="Straße")])
    one, two, three = ids(owner["items"])
    searches = {
        "STRASSE": [one],
        "ab-": [one],
        "large": [one],
        "4711": [one],
        "n": [one, two, three],
        "0% cot": [two],
        "wrapped GIFT": [two],
        "C-77": [two],
        "CARE": [three],
        "ext9": [three],
        "shirt": [two, three],
        "shirt care": [three],
        "none": [],
        "true": [],
        " ": [one, two, three],
    }
    for search, wanted in searches.items():
        rows = await found(api, {kind: owner["id"]}, search=search)
        assert ids(rows) == wanted, search
    await save(api, {"id": two, "name": "Tweed"})
    assert ids(await found(api, {kind: owner["id"]}, search="cotton")) == []
    assert ids(await found(api, {kind: owner["id"]}, search="tweed")) == [two]


@pytest.mark.usefixtures("shop")
async def test_fields_are_chosen(api: Api) -> None:
    owner = await create(api, "order")
    (id_,) = ids(owner["items"])
    fields = ["price", "order"]
    wanted = {"id": id_, "price": D("56.330"), "order": owner["id"]}

    request = {"conditions": {"order": owner["id"]}, "fields": fields}
    assert (await api.call(FIND, request))["items"] == [wanted]
    assert (await api.call(GET, {"id": id_, "fields": fields}))["item"] == wanted
    assert (await api.call(GET, {"id": UNKNOWN})) == {"item": None}


# ---- What is saved


@of_each_kind
async def test_a_new_item_stands_behind_the_others(
    api: Api, shop: Shop, kind: str, clock: Clock
) -> None:
    before = await create(api, kind, items=[item(), item()])
    clock.now = NOON + timedelta(hours=1)
    new = [hat(taxClass=shop.vat, **{kind: before["id"]}), hat(name="Cap", **{kind: before["id"]})]
    saved = await save(api, *new)
    after = await get(api, kind, before["id"])

    assert ids(after["items"]) == ids(before["items"]) + saved
    assert after["items"][:2] == before["items"]
    assert [each["name"] for each in after["items"][2:]] == ["Hat", "Cap"]
    shown = await line_item(api, saved[0])
    assert without(shown, *OWN_NAMES) == after["items"][2]
    told = {name: shown[name] for name in ("sequence", "taxCode", "taxRate", "totalPrice", kind)}
    assert told == {
        "sequence": 5,
        "taxCode": "VAT",
        "taxRate": D("19.00"),
        "totalPrice": D("20.00"),
        kind: before["id"],
    }
    assert shown["creationTime"] == shown["updateTime"] == "2013-10-01 13:00:00"
    assert after["version"] == before["version"] + 1
    assert after["total"] == before["total"] + 40
    assert after["taxAmount"] == D("3.80")
    assert after["taxedTotal"] == after["total"] + D("3.80")


@pytest.mark.usefixtures("shop")
@of_each_kind
async def test_what_is_left_out_of_an_item_stays(api: Api, kind: str, clock: Clock) -> None:
    metadata = {"color": "red"}
    first = item(note="x", metadata=metadata, sequence=3)
    before = await create(api, kind, items=[first, item()])
    clock.now = NOON + timedelta(hours=1)
    one, two = ids(before["items"])
    untouched = await line_item(api, two)
    assert await save(api, {"id": one, "quantity": 1}) == [one]
    after = await get(api, kind, before["id"])

    changed = {name for name in first if after["items"][0][name] != before["items"][0][name]}
    assert changed == {"quantity"}
    assert (await line_item(api, one))["updateTime"] == "2013-10-01 13:00:00"
    assert (await line_item(api, one))["creationTime"] == "2013-10-01 12:00:00"
    assert await line_item(api, two) == untouched
    assert after["total"] == D("56.33") * 4
    assert (after["version"], after["updateTime"]) == (2, "2013-10-01 13:00:00")


@pytest.mark.usefixtures("shop")
async def test_several_documents_are_saved_at_once(api: Api) -> None:
    orders = [await create(api, "order", items=[item(), item()]) for _ in range(2)]
    bill = await create(api, "invoice", items=[item()])
    first, second = (each["id"] for each in orders)
    known = ids(orders[1]["items"])
    saved = await save(
        api,
        hat(name="1", order=second),
        hat(name="2", invoice=bill["id"]),
        {"id": known[1], "name": "3"},
        hat(name="4", order=first),
        hat(name="5", order=second),
        {"id": bill["items"][0]["id"], "name": "6", "invoice": bill["id"], "order": None},
    )

    assert [(await line_item(api, id_))["name"] for id_ in saved] == list("123456")
    assert (saved[2], saved[5]) == (known[1], bill["items"][0]["id"])
    after = [await get(api, "order", id_) for id_ in (first, second)]
    names = [[each["name"] for each in document["items"]] for document in after]
    assert names == [["Shirt", "Shirt", "4"], ["Shirt", "3", "1", "5"]]
    billed = await get(api, "invoice", bill["id"])
    assert [each["name"] for each in billed["items"]] == ["6", "2"]
    assert [each["version"] for each in (*after, billed)] == [2, 2, 2]


@pytest.mark.usefixtures("shop")
async def test_an_order_is_named_by_its_type_too(api: Api) -> None:
    made = {
        type_: (await create(api, "order", type=type_))["id"]
        for type_ in ("Order", "Estimate", "Purchase")
    }
    for type_, id_ in made.items():
        await save(api, hat(order=id_))
        for name in ("estimate", "purchase"):
            if name == type_.lower():
                (saved,) = await save(api, hat(**{name: id_}))
                await save(api, {"id": saved, name: id_}, hat(order=id_))
                continue
            for wrong in (id_, UNKNOWN):
                refusal = await api.refused_once(SAVE, {"items": [hat(**{name: wrong})]})
                text = f"{name.capitalize()} {wrong} does not exist"
                assert refusal == (name, "NotFound", text)
        document = await get(api, "order", id_)
        assert len(document["items"]) == (2 if type_ == "Order" else 4)


async def test_a_rate_and_its_taxes_stand_for_each_other(api: Api, shop: Shop) -> None:
    owner = await create(api, "order", items=[item(taxClass=shop.vat)])
    (one,) = ids(owner["items"])
    (two,) = await save(api, hat(order=owner["id"], taxes=[{"rate": 4}, {"rate": D("1.5")}]))
    rates = {id_: await line_item(api, id_) for id_ in (one, two)}
    assert [row["taxRate"] for row in rates.values()] == [D("19.00"), D("5.50")]

    await save(api, {"id": one, "taxRate": 7}, {"id": two, "taxes": [], "taxClass": shop.low})
    after = [await line_item(api, id_) for id_ in (one, two)]
    assert [row["taxRate"] for row in after] == [D("7.00"), D("10.00")]
    assert [row["taxes"] for row in after] == [[{"rate": D("7.00")}], []]


def told(document: Row) -> Row:
    """Return what two documents that were made alike have in common."""
    items = [without(each, "id") for each in document["items"]]
    return {**without(document, "id", "number", "token"), "items": items}


def drawn(random: Random, shop: Shop, kind: str) -> Row:
    """Return some fields of an item."""
    drawn: Row = {
        "price": D(random.randint(-500, 9999)) / 1000,
        "quantity": D(random.randint(0, 999)) / 100,
        "weight": random.randint(0, 9),
        "discount": random.choice([0, D("0.5")]),
        "taxClass": random.choice([None, shop.vat, shop.low]),
        "name": random.choice("abc"),
        "note": random.choice(["", "x"]),
        "metadata": random.choice([{}, {"a": "b"}]),
        "orderTax": random.choice([None, True, False]),
    }
    if kind != "invoice":
        drawn["taxRate"] = random.choice([0, D("5.5")])
        drawn["taxes"] = random.choice([[], [{"rate": 3}, {"rate": 4}]])
    if kind == "charged":
        drawn |= {"totalPrice": random.randint(0, 90), "taxedTotalPrice": random.randint(90, 99)}
    chosen = random.sample(list(drawn), random.randint(1, len(drawn)))
    return {name: drawn[name] for name in chosen}


OF_TWINS: Mapping[str, Row] = {
    "invoice": {"discounts": [{"type": "PercentOff", "value": 10}]},
    "order": {"discounts": [{"type": "PercentOff", "value": 10}], "taxPercent": 8},
    "charged": {"charged": {"total": 100, "taxedTotal": 119}},
}


@pytest.mark.parametrize("kind", list(OF_TWINS))
@pytest.mark.parametrize("rule", ["PerItem", "PerTaxClass"])
async def test_saving_items_is_updating_their_document(
    api: Api, shop: Shop, kind: str, rule: str, clock: Clock
) -> None:
    random = Random(f"{kind} {rule}")
    name = "invoice" if kind == "invoice" else "order"
    new: Row = {
        **OF_TWINS[kind],
        "items": [item(taxClass=shop.vat), item(price=3), item(quantity=1)],
        "rounding": {"rule": rule},
    }
    if kind != "charged":
        new |= {"shippingMethod": shop.courier}
    by_items, by_update = [await create(api, name, **new) for _ in range(2)]
    for step in range(25):
        clock.now = NOON + timedelta(minutes=step)
        known, twins = ids(by_items["items"]), ids(by_update["items"])
        gone = random.sample(range(len(known)), min(len(known), random.choice([0, 0, 0, 1, 2])))
        changes = {
            i: drawn(random, shop, kind)
            for i in random.sample(range(len(known)), random.randint(0, len(known)))
        }
        added = [hat(**drawn(random, shop, kind)) for _ in range(random.choice([0, 1, 2]))]
        wanted = [{"id": id_, **changes.get(i, {})} for i, id_ in enumerate(twins)] + added
        if gone:
            wanted = [{"id": id_} for i, id_ in enumerate(twins) if i not in gone]
            await api.call(DELETE, {"ids": [known[i] for i in gone]})
        elif changes or added:
            sent = [{"id": known[i], **each} for i, each in changes.items()]
            sent += [{**each, name: by_items["id"]} for each in added]
            random.shuffle(sent)
            # New ones keep their order.
            wanted = wanted[: len(twins)] + [without(each, name) for each in sent if name in each]
            await save(api, *sent)
        else:
            continue
        await api.call(f"commerce.{name}s.update", {"id": by_update["id"], name: {"items": wanted}})
        by_items = await get(api, name, by_items["id"])
        by_update = await get(api, name, by_update["id"])
        assert told(by_items) == told(by_update)
        rows = await found(api, {name: by_items["id"]}, order=["id"])
        shown = sorted(by_items["items"], key=lambda each: each["id"])
        assert [without(row, *OWN_NAMES) for row in rows] == shown


async def test_what_was_charged_stays_whatever_its_items_are(api: Api, shop: Shop) -> None:
    charged = {"total": D("100.00"), "taxedTotal": D("119.00")}
    sold = item(taxRate=19, totalPrice=100, taxedTotalPrice=119)
    owner = await create(api, "order", charged=charged, items=[sold])
    (id_,) = await save(api, hat(order=owner["id"], totalPrice=18, taxedTotalPrice=20, taxRate=10))
    await save(api, {"id": owner["items"][0]["id"], "totalPrice": 80, "taxedTotalPrice": 95})
    after = await get(api, "order", owner["id"])

    assert (after["total"], after["taxedTotal"]) == (D("100.00"), D("119.00"))
    sums = [(each["totalPrice"], each["taxedTotalPrice"]) for each in after["items"]]
    assert sums == [(D("80.00"), D("95.00")), (D("18.00"), D("20.00"))]
    assert (await line_item(api, id_))["taxAmount"] == D("2.00")
    assert shop.vat


@pytest.mark.usefixtures("shop")
async def test_what_is_paid_follows_the_items(api: Api) -> None:
    owner = await create(api, "order", items=[item(price=10, quantity=1)])
    id_ = owner["id"]
    await api.call("commerce.orders.pay", {"id": id_, "amount": 10})
    (new,) = await save(api, hat(order=id_))
    partly = await get(api, "order", id_)
    await api.call(DELETE, {"ids": [new]})
    wholly = await get(api, "order", id_)

    told = ("paymentStatus", "isPaidFor", "dueTotal")
    assert [partly[name] for name in told] == ["PartiallyPaid", False, D("20.00")]
    assert [wholly[name] for name in told] == ["Paid", True, D("0.00")]


@pytest.mark.usefixtures("shop")
async def test_a_document_is_searched_by_the_items_that_were_saved(api: Api) -> None:
    owner = await create(api, "order")
    (id_,) = await save(api, hat(order=owner["id"], name="Bowler"))

    async def finds(search: str) -> list[int]:
        return ids((await api.call("commerce.orders.find", {"search": search}))["orders"])

    assert await finds("bowler") == [owner["id"]]
    await save(api, {"id": id_, "name": "Fedora"})
    assert (await finds("bowler"), await finds("fedora")) == ([], [owner["id"]])
    await api.call(DELETE, {"ids": [id_]})
    assert await finds("fedora") == []


# ---- Orders that are invoiced


@pytest.mark.usefixtures("shop")
async def test_items_that_differ_from_the_invoice_are_reissued(api: Api) -> None:
    owner = await create(api, "order")
    id_, (known,) = owner["id"], ids(owner["items"])
    first = (await api.call("commerce.orders.process", {"id": id_}))["invoice"]

    async def is_changed() -> bool:
        return bool((await get(api, "order", id_))["itemsChangedAfterProcessing"])

    await save(api, {"id": known, "note": "The invoice does not tell this."})
    assert not await is_changed()
    (new,) = await save(api, hat(order=id_))
    assert await is_changed()
    await api.call(DELETE, {"ids": [new]})
    assert not await is_changed()
    await save(api, {"id": known, "quantity": 1})
    assert await is_changed()

    reissued = await api.call("commerce.orders.reissue", {"id": id_})
    assert not await is_changed()
    billed = await get(api, "invoice", reissued["invoice"])
    assert [each["quantity"] for each in billed["items"]] == [1]
    rows = await found(api, {"invoice": reissued["invoice"]})
    assert [without(row, *OWN_NAMES) for row in rows] == billed["items"]
    # The items of the former invoice are still there.
    assert [row["quantity"] for row in await found(api, {"invoice": first})] == [3]


@pytest.mark.usefixtures("shop")
async def test_an_order_and_its_invoice_are_saved_together(api: Api) -> None:
    owner = await create(api, "order", items=[item(price=1, quantity=1)])
    id_ = owner["id"]
    bill = (await api.call("commerce.orders.process", {"id": id_}))["invoice"]
    await api.call("commerce.orders.pay", {"id": id_, "amount": 1})
    await save(api, hat(invoice=bill), hat(order=id_), hat(invoice=bill))
    order_, invoice_ = await get(api, "order", id_), await get(api, "invoice", bill)

    assert (order_["taxedTotal"], invoice_["taxedTotal"]) == (D("21.00"), D("41.00"))
    assert (order_["invoiceTotal"], order_["isInvoicePaid"]) == (D("41.00"), False)
    assert (order_["dueTotal"], invoice_["dueTotal"]) == (D("20.00"), D("40.00"))
    payments = (await api.call("commerce.payments.find"))["payments"]
    assert [(each["order"], each["invoice"]) for each in payments] == [(id_, bill)]


# ---- What is deleted, closed, or in the trash


@pytest.mark.usefixtures("shop")
async def test_items_are_deleted_out_of_their_documents(api: Api) -> None:
    owner = await create(api, "order", items=[item(), item(price=1), item(price=2)])
    bill = await create(api, "invoice", items=[item(), item(price=5)])
    one, two, three = ids(owner["items"])
    gone = [three, UNKNOWN, bill["items"][0]["id"], one, three]
    await api.call(DELETE, {"ids": gone})
    order_, invoice_ = await get(api, "order", owner["id"]), await get(api, "invoice", bill["id"])

    assert ids(order_["items"]) == ids(await found(api, {"order": owner["id"]})) == [two]
    assert ids(invoice_["items"]) == [bill["items"][1]["id"]]
    assert (order_["total"], invoice_["total"]) == (D("3.00"), D("15.00"))
    assert (order_["version"], invoice_["version"]) == (2, 2)
    assert (await api.call(GET, {"id": one})) == {"item": None}
    await api.call(DELETE, {"ids": gone})
    await api.call(DELETE, {"ids": []})
    assert (await get(api, "order", owner["id"]))["version"] == 2
    await api.call(DELETE, {"ids": [two]})
    assert (await get(api, "order", owner["id"]))["items"] == []


@pytest.mark.usefixtures("shop")
async def test_items_of_a_closed_invoice_are_frozen(api: Api, database: Database) -> None:
    owner = await create(api, "order")
    bill = await create(api, "invoice", items=[item(), item()])
    id_, (known, other) = bill["id"], ids(bill["items"])
    close(database, id_)
    before = await get(api, "invoice", id_)
    text = f"Invoice {id_} is closed"
    refused: list[tuple[str, Row, str]] = [
        (SAVE, {"items": [hat(order=owner["id"]), {"id": known, "note": "x"}]}, "/items/1/id"),
        (SAVE, {"items": [hat(invoice=id_)]}, "/items/0/invoice"),
        (SAVE, {"items": [{"id": other, "invoice": id_}, hat(invoice=id_)]}, "/items/0/id"),
        (DELETE, {"ids": [UNKNOWN, *ids(owner["items"]), other, known]}, "/ids/2"),
    ]
    for method, request, path in refused:
        with nothing_stored(database):
            (fault,) = await api.refused(method, request)
        field = "ids" if method == DELETE else path.rpartition("/")[2]
        assert (fault["path"], fault["field"]) == (path, field)
        assert (fault["type"], fault["code"]) == ("InvalidValue", "CLOSED")
        assert fault["description"] == text
    assert await get(api, "invoice", id_) == before
    assert await get(api, "order", owner["id"]) == owner
    assert len(await found(api, {"invoice": id_})) == 2


@pytest.mark.usefixtures("shop")
async def test_the_items_of_an_order_in_the_trash_are_there_too(api: Api) -> None:
    owner = await create(api, "order", type="Estimate")
    id_, (known,) = owner["id"], ids(owner["items"])
    bill = (await api.call("commerce.orders.process", {"id": id_}))["invoice"]
    await api.call("commerce.orders.delete", {"ids": [id_]})

    for condition in ("order", "estimate"):
        assert await found(api, {condition: id_}) == []
        assert await found(api, {condition: id_, "ids": [known]}) == []
    assert (await api.call(GET, {"id": known})) == {"item": None}
    # Its invoice stays.
    (billed,) = await found(api, {"invoice": bill})
    assert (await line_item(api, billed["id"])) == billed
    text = f"Order {id_} is in the trash: restore it first"
    for method, request, field in (
        (SAVE, {"items": [{"id": known, "note": "x"}]}, "id"),
        (SAVE, {"items": [hat(estimate=id_)]}, "estimate"),
        (DELETE, {"ids": [known]}, "ids"),
    ):
        assert await api.refused_once(method, request) == (field, "InvalidValue", text)
    await api.call("commerce.orders.restore", {"ids": [id_]})
    assert ids(await found(api, {"order": id_})) == [known]
    await save(api, {"id": known, "note": "x"})


# ---- What is refused

FREE, TAXED, TRASHED, DRAFT, RATED, OFF, CARRIED, LARGE = range(1, 9)
BILL, CLOSED = 1, 2


@pytest.fixture
async def documents(api: Api, shop: Shop, database: Database) -> dict[str, int]:
    """Make a document for each thing that can be wrong; return ids of items of some of them."""
    abroad = address(country="FR")
    large = item(quantity=9, price=9_999_999)
    orders: list[Row] = [
        {"items": [item(), item()]},
        {"billingAddress": abroad, "taxPercent": 5},
        {},
        {"status": "Draft", "billingAddress": None},
        {"billingAddress": abroad, "items": [item(taxRate=5)]},
        {"discounts": [{"type": "AmountOff", "value": 5}]},
        {"paymentMethod": shop.transfer},
        {"items": [large, large, {**large, "price": -9_999_999}]},
    ]
    made = [await create(api, "order", **each) for each in orders]
    assert ids(made) == list(range(1, 9))
    bills = [await create(api, "invoice", items=[item(), item()]) for _ in range(2)]
    assert ids(bills) == [BILL, CLOSED]
    await api.call("commerce.orders.delete", {"ids": [TRASHED]})
    close(database, CLOSED)
    known = {f"order {document['id']}": document["items"][-1]["id"] for document in made}
    return known | {f"invoice {document['id']}": document["items"][-1]["id"] for document in bills}


def of(document: str, **changes: Any) -> Row:
    """Return the last item of a document, by a name that is looked up."""
    return {"id": document, **changes}


OF_NOTHING = "An order, invoice, estimate or purchase is required"
TOO_LARGE = "The total of these items is {}, which is more than the 99999999.99 that can be stored"
IN_TRASH = f"Order {TRASHED} is in the trash: restore it first"
NO_PAYMENT = "No payment methods can be used if total is zero or negative"
NOT_CHARGED = "Charged is required if taxedTotalPrice of an item is provided"
NO_ADDRESS = "Billing address is required if tax class is provided"
OFF_ZERO = "Amount off discount can not be applied to a zero subtotal"
# What is sent, and its faults: code, type, path (and field, if that is not its end), description.
SAVES: list[tuple[list[Row], list[str]]] = [
    ([], ["TOO_FEW Malformed /items Items must have 1 elements or more"]),
    ([hat()], [f"LINE_ITEM_OF_NOTHING Missing /items/0/order {OF_NOTHING}"]),
    (
        [{"order": FREE}, hat(order=FREE, quantity=-1)],
        [
            "REQUIRED Missing /items/0/name Name is required",
            "REQUIRED Missing /items/0/quantity Quantity is required",
            "OUT_OF_RANGE Malformed /items/1/quantity Quantity -1 is out of range: *",
        ],
    ),
    (
        [hat(order=FREE, colour="red"), hat(order=FREE, id=None), hat(order=FREE, id=0)],
        [
            "UNKNOWN_FIELD UnknownField /items/0/colour:unknown Field 'colour' is unknown*",
            "NULL Malformed /items/1/id Id can not be null",
            "OUT_OF_RANGE Malformed /items/2/id Id 0 is out of range: *",
        ],
    ),
    (
        [hat(order=FREE, invoice=BILL), hat(order=None, estimate=1, purchase=1)],
        [
            f"LINE_ITEM_OF_SEVERAL InvalidCombination {path} is not allowed if {other} is provided"
            for path, other in (
                ("/items/0/invoice Invoice", "order"),
                ("/items/1/purchase Purchase", "estimate"),
            )
        ],
    ),
    (
        [of("order 1"), hat(order=FREE), of("order 1", name="x")],
        ["ITEM_REPEATED Malformed /items An item id is repeated"],
    ),
    (
        [hat(order=FREE), *(hat(order=TAXED) for _ in range(MAX_ITEMS))],
        ["TOO_MANY Malformed /items Items can have 1000 elements at most"],
    ),
    (
        [{"id": UNKNOWN}, hat(order=UNKNOWN), hat(invoice=UNKNOWN), hat(estimate=FREE)],
        [
            f"LINE_ITEM_NOT_FOUND NotFound /items/0/id Line item {UNKNOWN} does not exist",
            *(
                f"LINE_ITEM_OWNER_NOT_FOUND NotFound {path} does not exist"
                for path in (
                    f"/items/1/order Order {UNKNOWN}",
                    f"/items/2/invoice Invoice {UNKNOWN}",
                    f"/items/3/estimate Estimate {FREE}",
                )
            ),
        ],
    ),
    (
        [
            of("order 1", order=TAXED),
            of("invoice 1", order=FREE),
            of("order 4", purchase=DRAFT),
            of("order 5", order=UNKNOWN),
        ],
        [
            f"LINE_ITEM_MOVED InvalidValue {path} Line item {{{name}}} is of {name} and can not be "
            "moved"
            for path, name in (
                ("/items/0/order", "order 1"),
                ("/items/1/order", "invoice 1"),
                ("/items/2/purchase", "order 4"),
                ("/items/3/order", "order 5"),
            )
        ],
    ),
    (
        [
            of("invoice 1", taxRate=5),
            hat(invoice=BILL, kind="Shipping", taxes=[], totalPrice=1, sourceId="x"),
        ],
        [
            f"LINE_ITEM_OF_ORDERS InvalidValue {path} can be defined only for items of orders"
            for path in (
                "/items/0/taxRate Tax rate",
                "/items/1/kind Kind",
                "/items/1/sourceId Source id",
                "/items/1/totalPrice Total price",
                "/items/1/taxes Taxes",
            )
        ],
    ),
    (
        [hat(order=FREE), of("order 1", taxedTotalPrice=5)],
        [f"CHARGED_MISSING MissingCombination /items/1:charged {NOT_CHARGED}"],
    ),
    (
        [hat(order=FREE), of("order 1", taxes=[{"rate": 60}, {"rate": 60}])],
        ["OUT_OF_RANGE Malformed /items/1/taxRate Tax rate 120.00 is out of range: *"],
    ),
    (
        [hat(order=FREE, taxClass=99), hat(invoice=BILL), of("order 1", taxClass=98)],
        [
            "TAX_CLASS_NOT_FOUND NotFound /items/2/taxClass Tax class 98 does not exist",
            "TAX_CLASS_NOT_FOUND NotFound /items/0/taxClass Tax class 99 does not exist",
        ],
    ),
    (
        [of("order 1"), hat(order=TAXED, taxClass=1)],
        ["NO_TAX_AREA InvalidValue /items/1:country No tax areas for country 'FR'"],
    ),
    (
        [hat(order=DRAFT), hat(order=DRAFT, taxClass=1)],
        [f"BILLING_ADDRESS_FOR_TAX MissingCombination /items/0:billingAddress {NO_ADDRESS}"],
    ),
    (
        [of("order 6", price=0)],
        [f"AMOUNT_OFF_ZERO InvalidValue /items/0:discounts {OFF_ZERO}"],
    ),
    (
        [hat(order=FREE), of("order 7", quantity=0)],
        [f"PAYMENT_METHOD_TOTAL InvalidValue /items/1:paymentMethod {NO_PAYMENT}"],
    ),
    (
        [hat(order=FREE), of("order 8", price=1), hat(order=LARGE)],
        [f"AMOUNT_TOO_LARGE InvalidValue /items/1:items {TOO_LARGE.format('180000011.00')}"],
    ),
    (
        [hat(order=FREE), hat(order=TRASHED), hat(invoice=CLOSED), hat(order=FREE, taxClass=99)],
        [
            f"ORDER_DELETED InvalidValue /items/1/order {IN_TRASH}",
            f"CLOSED InvalidValue /items/2/invoice Invoice {CLOSED} is closed",
            "TAX_CLASS_NOT_FOUND NotFound /items/3/taxClass Tax class 99 does not exist",
        ],
    ),
]
DELETES: list[tuple[list[str], list[str]]] = [
    (
        ["order 1", "order 3", "invoice 2", "order 3"],
        [
            f"ORDER_DELETED InvalidValue /ids/1:ids {IN_TRASH}",
            f"CLOSED InvalidValue /ids/2:ids Invoice {CLOSED} is closed",
        ],
    ),
    (
        ["order 1", "order 5"],
        ["NO_TAX_AREA InvalidValue /ids/1:country No tax areas for country 'FR'"],
    ),
    (["order 6"], [f"AMOUNT_OFF_ZERO InvalidValue /ids/0:discounts {OFF_ZERO}"]),
    (
        ["invoice 1", "order 7", "order 8"],
        [
            f"PAYMENT_METHOD_TOTAL InvalidValue /ids/1:paymentMethod {NO_PAYMENT}",
            f"AMOUNT_TOO_LARGE InvalidValue /ids/2:items {TOO_LARGE.format('179999982.00')}",
        ],
    ),
]
# What any request may suffer, and therefore no method declares.
COMMON = {
    each.code
    for each in (
        problems.UNKNOWN,
        problems.REQUIRED,
        problems.NULL,
        problems.OUT_OF_RANGE,
        problems.TOO_MANY,
        problems.TOO_FEW,
    )
}


def of_table(table: list[Any]) -> pytest.MarkDecorator:
    """Run a test with every row of a table."""
    names = [" ".join(each.partition(" ")[0] for each in wanted) for _, wanted in table]
    return pytest.mark.parametrize(("sent", "wanted"), table, ids=names)


async def everything(api: Api) -> list[Any]:
    """Return all documents as they are shown."""
    orders = await api.call("commerce.orders.find", {"limit": 1000})
    trash = await api.call("commerce.orders.find", {"conditions": {"deleted": True}})
    return [orders, trash, await api.call("commerce.invoices.find", {"limit": 1000})]


def as_told(fault: Row) -> str:
    """Return a fault as the tables have it."""
    path, field = fault["path"], fault["field"]
    place = path if path.endswith(f"/{field}") else f"{path}:{field}"
    return f"{fault['code']} {fault['type']} {place} {fault['description']}"


async def assert_refused(
    api: Api, database: Database, method: str, request: Row, wanted: list[str]
) -> None:
    """Assert that a request is refused for these faults, and changes nothing."""
    before = await everything(api)
    with nothing_stored(database):
        told = [as_told(fault) for fault in await api.refused(method, request)]

    assert len(told) == len(wanted), told
    for text, each in zip(told, wanted, strict=True):
        assert text.startswith(each[:-1]) if each.endswith("*") else text == each
    assert await everything(api) == before


@of_table(SAVES)
async def test_what_is_wrong_is_told_of_the_element_that_was_sent(
    api: Api, database: Database, documents: dict[str, int], sent: list[Row], wanted: list[str]
) -> None:
    items = [
        {**each, "id": documents[each["id"]]} if each.get("id") in documents else each
        for each in sent
    ]
    for name, id_ in documents.items():
        wanted = [each.replace(f"{{{name}}}", str(id_)) for each in wanted]
    await assert_refused(api, database, SAVE, {"items": items}, wanted)


@of_table(DELETES)
async def test_what_can_not_be_deleted_is_told_of_its_id(
    api: Api, database: Database, documents: dict[str, int], sent: list[str], wanted: list[str]
) -> None:
    request = {"ids": [documents[name] for name in sent]}
    await assert_refused(api, database, DELETE, request, wanted)


def test_every_declared_problem_is_provoked() -> None:
    tables: dict[str, list[Any]] = {SAVE: SAVES, DELETE: DELETES}
    for method, table in tables.items():
        declared = {problem.code for problem in methods()[method].problems}
        provoked = {each.partition(" ")[0] for _, wanted in table for each in wanted}
        # The number of items of a document has a test of its own.
        declared.discard("TOO_MANY_ITEMS")

        assert declared - provoked == set()
        assert provoked - declared <= COMMON


@pytest.mark.usefixtures("shop")
@of_each_kind
async def test_a_document_has_so_many_items_at_most(
    api: Api, kind: str, database: Database
) -> None:
    owner = await create(api, kind, items=[hat() for _ in range(MAX_ITEMS - 1)])
    id_ = owner["id"]
    items = [{"id": owner["items"][5]["id"], "note": "x"}, hat(**{kind: id_}), hat(**{kind: id_})]
    text = f"{kind.capitalize()} {id_} would have 1001 items, and 1000 are allowed"

    wanted = [f"TOO_MANY_ITEMS InvalidValue /items/2:items {text}"]
    await assert_refused(api, database, SAVE, {"items": items}, wanted)
    await save(api, *items[:2])
    assert len((await get(api, kind, id_))["items"]) == MAX_ITEMS


# ---- Others


async def test_another_entity_has_no_part_in_it(api: Api, shop: Shop, database: Database) -> None:
    assert shop.vat
    owner = await create(api, "order")
    bill = await create(api, "invoice")
    known, billed = owner["items"][0]["id"], bill["items"][0]["id"]
    with database.transaction(0):
        other_id = entities.insert(database, "Other", NOON)
        with database.transaction(other_id):
            setup.entity(Context(now=NOON, zone=UTC))
    await asyncio.sleep(1.1)  # until the server has forgotten that there was one entity only
    mine = Api(api.client, **{"X-Entity-Id": "1"})
    other = Api(api.client, **{"X-Entity-Id": str(other_id)})

    before = await everything(mine)
    assert await found(other, {"order": owner["id"]}) == []
    assert await found(other, {"invoice": bill["id"], "ids": [billed]}, search="shirt") == []
    assert (await other.call(GET, {"id": known})) == {"item": None}
    await other.call(DELETE, {"ids": [known, billed]})
    for sent in ({"id": known}, {"id": billed}, hat(order=owner["id"]), hat(invoice=bill["id"])):
        (fault,) = await other.refused(SAVE, {"items": [sent]})
        assert fault["type"] == "NotFound"
    assert await everything(mine) == before


async def test_concurrent_saves_lose_nothing(api: Api, shop: Shop) -> None:
    owner = await create(api, "order", items=[item(taxClass=shop.vat)])
    id_ = owner["id"]
    bill = (await api.call("commerce.orders.process", {"id": id_}))["invoice"]
    elsewhere = (await create(api, "order", items=[]))["id"]
    places = [("order", id_), ("invoice", bill), ("order", elsewhere)]

    # All of them, or two of them that others have in another order.
    touched = [places[::-1], places[::2], places[2:0:-1]] * 4
    requests = [
        {"items": [hat(name=f"{i}", price=1, **{kind: place}) for kind, place in each]}
        for i, each in enumerate(touched)
    ]
    saved = await asyncio.gather(*(api.call(SAVE, each) for each in requests))
    for (kind, place), before in zip(places, map(D, ("168.99", "168.99", "0")), strict=True):
        document = await get(api, kind, place)
        added = [each["name"] for each in document["items"] if each["name"] != "Shirt"]
        wanted = [f"{i}" for i, each in enumerate(touched) if (kind, place) in each]
        assert sorted(added) == sorted(wanted)
        assert document["total"] == before + 2 * len(wanted)
    made = [each for answer in saved for each in answer["ids"]]
    assert len(set(made)) == 28

    calls = [api.call(DELETE, {"ids": [id_]}) for id_ in made[::2]]
    changed = [api.call(SAVE, {"items": [{"id": id_, "quantity": 1}]}) for id_ in made[1::2]]
    await asyncio.gather(*calls, *changed)
    left = [row for kind, place in places for row in await found(api, {kind: place})]
    quantities = {row["id"]: row["quantity"] for row in left if row["name"] != "Shirt"}
    assert quantities == dict.fromkeys(made[1::2], 1)


async def test_of_a_save_and_a_delete_at_once_one_is_first(api: Api, shop: Shop) -> None:
    assert shop.vat
    for _ in range(5):
        owner = await create(api, "order")
        (id_,) = ids(owner["items"])
        save_ = api.post(SAVE, {"items": [{"id": id_, "quantity": 1}]})
        (_, _, answer), _ = await asyncio.gather(save_, api.call(DELETE, {"ids": [id_]}))

        if answer["status"] == "error":
            assert [fault["code"] for fault in answer["errors"]] == ["LINE_ITEM_NOT_FOUND"]
        after = await get(api, "order", owner["id"])
        assert (after["items"], after["total"]) == ([], 0)
