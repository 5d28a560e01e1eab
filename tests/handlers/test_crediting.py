"""Credit notes over closed invoices: in parts, by pieces or amounts, never more than there is."""

import asyncio
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from store.database import Database
from tests.api import Api, Clock
from tests.consistency import assert_consistent
from tests.examples import Shop, address, invoice, item, open_shop, order

D = Decimal
Row = dict[str, Any]
CREDIT = "commerce.invoices.credit"
CLOSE = "commerce.invoices.close"

TOTALS = (
    "prediscountSubtotal",
    "taxedPrediscountSubtotal",
    "subtotal",
    "taxedSubtotal",
    "taxAmount",
    "total",
    "taxedTotal",
    "roundingAmount",
)


@pytest.fixture(autouse=True)
def timed(clock: Clock) -> None:
    """Set the clock before any server of these tests starts."""


@pytest.fixture
async def shop(api: Api) -> Shop:
    """Make what documents refer to."""
    return await open_shop(api)


async def get(api: Api, id_: int) -> Row:
    row = (await api.call("commerce.invoices.get", {"id": id_}))["invoice"]
    assert row is not None
    return dict(row)


async def closed(api: Api, **changes: Any) -> Row:
    """Create an invoice, close it and return it."""
    id_ = (await api.call("commerce.invoices.create", invoice(**changes)))["id"]
    await api.call(CLOSE, {"id": id_})
    return await get(api, id_)


async def credit(api: Api, of: Row, **request: Any) -> Row:
    """Credit an invoice and return the credit note."""
    return await get(api, (await api.call(CREDIT, {"id": of["id"], **request}))["id"])


async def why(api: Api, of: Row | int, **request: Any) -> list[tuple[str, str, str]]:
    """Return code, type and path of each fault of a credit that is refused."""
    id_ = of if isinstance(of, int) else of["id"]
    faults = await api.refused(CREDIT, {"id": id_, **request})
    return [(each["code"], each["type"], each["path"]) for each in faults]


def assert_adds_up(document: Row) -> None:
    rows = document["taxes"]
    assert sum(row["taxableTotal"] for row in rows) == document["total"]
    assert sum(row["amount"] for row in rows) == document["taxAmount"]
    parts = document["total"] + document["taxAmount"] + document["roundingAmount"]
    assert parts == document["taxedTotal"]


def assert_credited(of: Row, notes: Iterable[Row]) -> None:
    """Assert that credit notes come to exactly an invoice."""
    notes = list(notes)
    for name in TOTALS:
        assert sum(note[name] for note in notes) == of[name], name
    for row in of["taxes"]:
        for name in ("taxableTotal", "amount"):
            same = (r[name] for n in notes for r in n["taxes"] if r["rate"] == row["rate"])
            assert sum(same) == row[name]
    for method in ("shippingMethod", "paymentMethod"):
        if of[method] is not None:
            for name in ("cost", "taxAmount"):
                assert sum(note[method][name] for note in notes) == of[method][name]
    for each in of["items"]:
        for name in ("totalPrice", "taxAmount"):
            same = (i[name] for n in notes for i in n["items"] if i["name"] == each["name"])
            assert sum(same) == each[name]


def rich(shop: Shop) -> Row:
    """Return an invoice with everything that makes it hard to divide."""
    return {
        "items": [
            item(name="Shirt", taxClass=shop.vat, quantity=3),
            item(name="Bread", taxClass=shop.low, price=D("1.115"), quantity=D("2.50")),
            item(name="Advice", price=D("33.333"), quantity=1, discount=D("0.500")),
        ],
        "discounts": [
            {"type": "PercentOff", "value": D("7.5")},
            {"type": "AmountOff", "value": D("4.99")},
        ],
        "shippingMethod": shop.courier,
        "paymentMethod": shop.transfer,
    }


async def test_the_whole_is_credited_at_once(
    api: Api, shop: Shop, clock: Clock, database: Database
) -> None:
    before = await closed(api, **rich(shop), metadata={"a": 1}, terms="30 days", labels=[3])
    clock.now = clock.now.replace(month=11)
    note = await credit(api, before, version=2, reason="All of it came back")

    told = {
        "type": "CreditNote",
        "number": "2013/1",
        "status": "Open",
        "reference": before["id"],
        "referenceType": "Invoice",
        "referenceNumber": before["number"],
        "issueDate": "2013-11-01",
        "dueDate": None,
        "terms": "All of it came back\n\n30 days",
        "labels": [],
        "metadata": {"a": 1},
        "isClosed": False,
    }
    assert {name: note[name] for name in told} == told
    same = (*TOTALS, "taxes", "shippingMethod", "paymentMethod", "discounts", "quantity", "weight")
    assert {name: note[name] for name in same} == {name: before[name] for name in same}
    items = [[{**each, "id": 0} for each in one["items"]] for one in (before, note)]
    assert items[0] == items[1]
    assert_consistent(database, invoices=2)


async def test_pieces_and_amounts_in_any_order_end_at_the_invoice(
    api: Api, shop: Shop, database: Database
) -> None:
    whole = await closed(api, **rich(shop))
    shirt, bread, _ = (each["id"] for each in whole["items"])
    notes = [
        await credit(api, whole, **request)
        for request in (
            {"items": [{"id": shirt, "quantity": 1}, {"id": bread, "quantity": D("0.33")}]},
            {"amount": D("10.01")},
            {"items": [{"id": shirt, "quantity": 1}]},
            {"amount": D("0.01")},
            {"items": [{"id": bread, "quantity": D("2.17")}]},
            {},
        )
    ]

    assert notes[1]["taxedTotal"] == D("10.01")
    assert notes[3]["taxedTotal"] == D("0.01")
    for note in notes:
        assert_adds_up(note)
        assert all(each["totalPrice"] >= 0 and each["taxAmount"] >= 0 for each in note["items"])
    assert_credited(whole, notes)
    assert await why(api, whole) == [("CREDITED_IN_WHOLE", "InvalidValue", "/id")]
    assert_consistent(database, invoices=7)


async def test_an_amount_leaves_the_pieces(api: Api, shop: Shop) -> None:
    whole = await closed(api, items=[item(price=10, quantity=10, taxClass=shop.vat, weight=1)])
    shirt = whole["items"][0]["id"]
    cheaper = await credit(api, whole, amount=D("59.50"))
    back = await credit(api, whole, items=[{"id": shirt, "quantity": 5}])
    rest = await credit(api, whole, amount=D("29.75"))

    assert [cheaper["total"], cheaper["taxAmount"]] == [D("50.00"), D("9.50")]
    reduced = cheaper["items"][0]
    assert [reduced[name] for name in ("quantity", "price", "totalPrice", "weight")] == [
        1,
        50,
        50,
        0,
    ]
    assert [back["total"], back["quantity"]] == [25, 5]
    # The last amount brings back what is left of the pieces too.
    assert [rest["total"], rest["quantity"]] == [25, 5]
    assert [rest["items"][0][name] for name in ("price", "discount")] == [10, 25]


async def test_single_pieces_follow_the_share_of_the_whole(api: Api, shop: Shop) -> None:
    whole = await closed(api, items=[item(price=D("0.335"), quantity=3, taxClass=shop.vat)])
    one = [{"id": whole["items"][0]["id"], "quantity": 1}]
    notes = [await credit(api, whole, items=one) for _ in range(3)]

    assert whole["total"] == D("1.01")
    assert [note["total"] for note in notes] == [D("0.34"), D("0.33"), D("0.34")]
    assert_credited(whole, notes)


async def test_a_deleted_credit_note_gives_back_what_it_took(api: Api, shop: Shop) -> None:
    whole = await closed(api, **{**rich(shop), "shippingMethod": None, "paymentMethod": None})
    shirt = whole["items"][0]["id"]
    one = {"items": [{"id": shirt, "quantity": 1}]}
    first = await credit(api, whole, **one)
    second = await credit(api, whole, amount=50)
    await api.call("commerce.invoices.delete", {"ids": [first["id"]]})
    left = await credit(api, whole)

    assert_credited(whole, [second, left])


async def test_a_credit_note_stays_a_part_of_its_invoice(api: Api, shop: Shop) -> None:
    whole = await closed(api, items=[item(taxClass=shop.vat)])
    note = await credit(api, whole, amount=10)
    line = note["items"][0]["id"]

    for method, request in (
        ("invoices.update", {"id": note["id"], "invoice": {"items": []}}),
        ("invoices.update", {"id": note["id"], "invoice": {"currency": "JPY"}}),
        ("line-items.save", {"items": [{"id": line, "price": 5}]}),
        ("line-items.delete", {"ids": [line]}),
    ):
        faults = await api.refused(f"commerce.{method}", request)
        assert [each["code"] for each in faults] == ["CREDIT_NOTE_FIXED"]
    changes = {"terms": "Sorry", "billingAddress": address(city="Bath")}
    await api.call("commerce.invoices.update", {"id": note["id"], "invoice": changes})
    after = await get(api, note["id"])
    assert [after["terms"], after["billingAddress"]["city"]] == ["Sorry", "Bath"]
    assert {name: after[name] for name in TOTALS} == {name: note[name] for name in TOTALS}


async def test_lines_that_take_something_off_are_credited_with_the_goods(
    api: Api, shop: Shop
) -> None:
    goods = item(name="Goods", price=100, quantity=1, taxClass=shop.vat)
    off = item(name="Voucher", price=-20, quantity=1, taxClass=shop.vat)
    whole = await closed(api, items=[goods, off])
    ids = [each["id"] for each in whole["items"]]
    alone = [{"id": ids[0], "quantity": 1}]

    assert await why(api, whole, items=alone) == [("CREDIT_UNBALANCED", "InvalidValue", "/items")]
    note = await credit(api, whole, items=[*alone, {"id": ids[1], "quantity": 1}])
    assert_credited(whole, [note])


async def test_what_can_not_be_credited_is_told(api: Api, shop: Shop) -> None:
    still_open = (await api.call("commerce.invoices.create", invoice()))["id"]
    proforma = await closed(api, type="Proforma")
    whole = await closed(api, items=[item(taxClass=shop.vat)])
    other = await closed(api)
    line, strange = (each["items"][0]["id"] for each in (whole, other))
    note = await credit(api, whole, items=[{"id": line, "quantity": 2}])
    await api.call(CLOSE, {"id": note["id"]})

    def asked(*items: tuple[int, Any]) -> Row:
        return {"items": [{"id": id_, "quantity": quantity} for id_, quantity in items]}

    value, found, malformed = "InvalidValue", "NotFound", "Malformed"
    assert await why(api, 99) == [("INVOICE_NOT_FOUND", found, "/id")]
    assert await why(api, still_open) == [("REF_INVOICE_STILL_OPEN", value, "/id")]
    for wrong in (proforma, note):
        assert await why(api, wrong) == [("NON_STANDARD_REF_INVOICE", value, "/id")]
    assert await why(api, whole, version=1) == [("VERSION_CONFLICT", "Conflict", "/version")]
    for request, fault in (
        (asked((strange, 1)), ("ITEM_NOT_FOUND", found, "/items/0/id")),
        (asked((line, 1), (line, 1)), ("ITEM_REPEATED", malformed, "/items")),
        (asked((line, 0)), ("OUT_OF_RANGE", malformed, "/items/0/quantity")),
        (asked((line, D("1.01"))), ("QUANTITY_TOO_LARGE", value, "/items/0/quantity")),
        ({"items": []}, ("TOO_FEW", malformed, "/items")),
        ({"amount": 0}, ("OUT_OF_RANGE", malformed, "/amount")),
        ({"amount": D("0.001")}, ("TOO_PRECISE", malformed, "/amount")),
        ({"amount": D("67.04")}, ("CREDIT_TOO_LARGE", value, "/amount")),
        ({**asked((line, 1)), "amount": 1}, ("AMOUNT_ALONE", "InvalidCombination", "/amount")),
    ):
        assert await why(api, whole, **request) == [fault]
    assert (await credit(api, whole, amount=D("67.03")))["taxedTotal"] == D("67.03")


async def test_an_unpaid_invoice_and_its_credit_notes_settle_each_other(
    api: Api, shop: Shop, database: Database
) -> None:
    unpaid, paid = [await closed(api, items=[item(taxClass=shop.vat)]) for _ in range(2)]
    await api.call("commerce.invoices.pay", {"id": paid["id"], "amount": 100})
    notes = {
        each["id"]: [await credit(api, each, amount=50), await credit(api, each)]
        for each in (unpaid, paid)
    }

    async def due(each: Row) -> list[Any]:
        documents = [await get(api, one["id"]) for one in (each, *notes[each["id"]])]
        return [document["dueTotal"] for document in documents]

    assert await due(unpaid) == [0, 0, 0]
    assert await due(paid) == [D("101.10"), 50, D("151.10")]
    assert_consistent(database, invoices=6)


async def test_a_reissue_credits_only_what_is_left(
    api: Api, shop: Shop, database: Database
) -> None:
    made = await api.call(
        "commerce.orders.create", order(items=[item(taxClass=shop.vat, quantity=4, price=10)])
    )
    first = (await api.call("commerce.orders.process", made))["invoice"]
    await api.call(CLOSE, {"id": first})
    whole = await get(api, first)
    line = whole["items"][0]["id"]
    part = await credit(api, whole, items=[{"id": line, "quantity": 1}])
    changes = {"items": [item(taxClass=shop.vat, quantity=3, price=10)]}
    await api.call("commerce.orders.update", {**made, "order": changes})
    answer = await api.call("commerce.orders.reissue", made)
    rest, new = [await get(api, answer[name]) for name in ("creditNote", "invoice")]

    assert part["order"] == rest["order"] == made["id"]
    assert_credited(whole, [part, rest])
    assert [new["total"], (await get(api, first))["dueTotal"], rest["dueTotal"]] == [30, 0, 0]
    assert_consistent(database, invoices=4, orders=1)


async def test_a_reissue_of_what_is_credited_in_whole_makes_no_credit_note(
    api: Api, shop: Shop
) -> None:
    made = await api.call("commerce.orders.create", order(items=[item(taxClass=shop.vat)]))
    first = (await api.call("commerce.orders.process", made))["invoice"]
    await api.call(CLOSE, {"id": first})
    await credit(api, {"id": first})
    await api.call("commerce.orders.update", {**made, "order": {"items": [item(price=1)]}})
    answer = await api.call("commerce.orders.reissue", made)

    assert answer["creditNote"] is None
    assert (await get(api, answer["invoice"]))["total"] == 3


async def test_many_credits_at_once_never_exceed_the_invoice(
    api: Api, shop: Shop, database: Database
) -> None:
    whole = await closed(api, items=[item(taxClass=shop.vat, price=D("0.777"), quantity=20)])
    one = {"id": whole["id"], "items": [{"id": whole["items"][0]["id"], "quantity": 1}]}
    answers = await asyncio.gather(*(api.post(CREDIT, one) for _ in range(32)))
    made = [answer["id"] for _, _, answer in answers if answer["status"] == "ok"]
    refused = [answer["errors"][0]["code"] for _, _, answer in answers if "errors" in answer]
    notes = [await get(api, id_) for id_ in made]

    assert len(made) == 20
    assert set(refused) <= {"QUANTITY_TOO_LARGE", "CREDITED_IN_WHOLE"}
    assert_credited(whole, notes)
    numbers = sorted(int(note["number"].partition("/")[2]) for note in notes)
    assert numbers == list(range(1, 21))
    assert_consistent(database, invoices=21)


async def test_many_amounts_at_once_never_exceed_the_invoice(api: Api, shop: Shop) -> None:
    whole = await closed(api, **rich(shop))
    amount = {"id": whole["id"], "amount": D("16.67")}
    answers = await asyncio.gather(*(api.post(CREDIT, amount) for _ in range(32)))
    made = [answer["id"] for _, _, answer in answers if answer["status"] == "ok"]
    notes = [await get(api, id_) for id_ in made]
    left = await credit(api, whole)

    assert len(made) == int(whole["taxedTotal"] / D("16.67"))
    assert_credited(whole, [*notes, left])
