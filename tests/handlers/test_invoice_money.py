"""The amounts of invoices over HTTP: sums, scales, currencies, and limits."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from schemas.documents import MODES, RULES
from tests.api import Api
from tests.examples import Shop, address, invoice, item, open_shop

D = Decimal
CREATE, UPDATE, GET = (f"commerce.invoices.{verb}" for verb in ("create", "update", "get"))

AMOUNTS = (
    "prediscountSubtotal",
    "taxedPrediscountSubtotal",
    "subtotal",
    "taxedSubtotal",
    "taxAmount",
    "total",
    "taxedTotal",
    "paidTotal",
    "dueTotal",
)
PRICED = (*AMOUNTS, "taxes", "quantity", "weight", "shippingMethod", "paymentMethod", "taxArea")

Row = dict[str, Any]


@pytest.fixture
async def shop(api: Api) -> Shop:
    """Make a shop whose payment takes 1.5 % and whose courier is free from 500."""
    shop = await open_shop(api)
    courier = {"freeFrom": 500, "costBands": [{"upToWeight": 5, "cost": D("3.333")}]}
    changes = {"id": shop.courier, "shippingMethod": {**courier, "cost": D("8.572")}}
    await api.call("commerce.shipping-methods.update", changes)
    transfer = {"id": shop.transfer, "paymentMethod": {"costPercent": D("1.5")}}
    await api.call("commerce.payment-methods.update", transfer)
    return shop


async def made(api: Api, **changes: Any) -> Row:
    """Create an invoice and return it."""
    id_ = (await api.call(CREATE, invoice(**changes)))["id"]
    return await got(api, id_)


async def got(api: Api, id_: int) -> Row:
    """Return an invoice."""
    row: Row = (await api.call(GET, {"id": id_}))["invoice"]
    return row


def priced(row: Row) -> Row:
    """Return what was computed of an invoice."""
    lines = [(each["totalPrice"], each["taxAmount"], each["taxRate"]) for each in row["items"]]
    return {"lines": lines, **{name: row[name] for name in PRICED}}


def drawn(random: Random, shop: Shop) -> Row:
    """Draw what decides the amounts, all of it sent."""
    methods = random.choice([(None, None), (shop.courier, None), (shop.courier, shop.transfer)])
    costs = [
        None if method is None else random.choice([None, D(random.randrange(20_000)).scaleb(-3)])
        for method in methods
    ]
    return {
        "items": [_drawn_item(random, shop) for _ in range(random.randint(0, 5))],
        "discounts": [_drawn_discount(random) for _ in range(random.choice([0, 0, 1, 2, 5]))],
        "discountsIncludeTaxes": random.random() < 0.5,
        "rounding": {"mode": random.choice(MODES), "rule": random.choice(RULES)},
        "currency": random.choice(["EUR", "EUR", "JPY", "KWD"]),
        "shippingMethod": methods[0],
        "shippingCost": costs[0],
        "paymentMethod": methods[1],
        "paymentCost": costs[1],
        "isPaidFor": random.random() < 0.5,
        "billingAddress": address(country=random.choice(["GB", "IT"])),
    }


def _drawn_item(random: Random, shop: Shop) -> Row:
    return {
        "price": D(random.randrange(-5_000, 100_000)).scaleb(-3),
        "quantity": D(random.randrange(1_000)).scaleb(-2),
        "weight": D(random.randrange(2_000)).scaleb(-3),
        "taxClass": random.choice([None, shop.vat, shop.low]),
    }


def _drawn_discount(random: Random) -> Row:
    value = D(random.randrange(1, 100_001)).scaleb(-3)
    return {"type": random.choice(["PercentOff", "AmountOff"]), "value": value}


async def test_an_update_computes_what_a_create_would(api: Api, shop: Shop) -> None:
    random = Random(4)
    other = await made(api, items=[item(taxClass=shop.low)], paymentMethod=shop.transfer)
    stored = 0
    for _ in range(150):
        fields = drawn(random, shop)
        update = {"id": other["id"], "invoice": fields}
        _, _, answer = await api.post(CREATE, invoice(**fields))
        if answer["status"] == "ok":
            stored += 1
            await api.call(UPDATE, update)
            created, updated = await got(api, answer["id"]), await got(api, other["id"])

            assert priced(updated) == priced(created), fields
            assert_adds_up(created)
        else:
            assert await api.refused(UPDATE, update) == answer["errors"]
    assert stored > 60


def assert_adds_up(row: Row) -> None:
    """Assert what holds for every invoice."""
    taxes = row["taxes"]
    costs = [row[name]["cost"] for name in ("shippingMethod", "paymentMethod") if row[name]]

    assert row["taxAmount"] == sum(each["amount"] for each in taxes)
    assert row["total"] == sum(each["taxableTotal"] for each in taxes)
    assert row["taxedTotal"] == row["total"] + row["taxAmount"]
    assert row["paidTotal"] + row["dueTotal"] == row["taxedTotal"]
    assert (row["paidTotal"] if row["isPaidFor"] else row["dueTotal"]) == row["taxedTotal"]
    assert row["quantity"] == sum(each["quantity"] for each in row["items"])
    assert len({(each["code"], each["rate"]) for each in taxes}) == len(taxes)
    assert row["discounts"] or row["subtotal"] == row["prediscountSubtotal"]
    assert costs or row["total"] == row["subtotal"]


@pytest.mark.parametrize(
    ("currency", "total", "tax", "taxed"),
    [
        ("EUR", "168.99", "32.11", "201.10"),
        ("JPY", "169.00", "32.00", "201.00"),
        ("KWD", "168.990", "32.108", "201.098"),
    ],
)
async def test_amounts_are_rounded_to_the_currency(
    api: Api, shop: Shop, currency: str, total: str, tax: str, taxed: str
) -> None:
    row = await made(api, currency=currency, items=[item(taxClass=shop.vat)])

    assert [str(row[name]) for name in ("total", "taxAmount", "taxedTotal")] == [total, tax, taxed]
    assert str(row["items"][0]["totalPrice"]) == total
    await api.call(UPDATE, {"id": row["id"], "invoice": {"currency": "EUR"}})
    assert str((await got(api, row["id"]))["taxedTotal"]) == "201.10"


@pytest.mark.parametrize("currency", ["eur", "EURO", "CLF", "ZZZ", "", None])
async def test_a_currency_that_money_is_not_made_of_is_refused(api: Api, currency: Any) -> None:
    faults = await api.refused(CREATE, invoice(currency=currency))

    assert [(each["field"], each["type"]) for each in faults] == [("currency", "Malformed")]


@pytest.mark.usefixtures("shop")
async def test_scales_are_those_of_the_types(api: Api) -> None:
    row = await made(
        api,
        items=[{"price": 5, "quantity": 2, "weight": 1, "taxClass": 1}],
        discounts=[{"type": "AmountOff", "value": 1}],
        shippingMethod=1,
        paymentMethod=1,
    )
    line, shipping, tax = row["items"][0], row["shippingMethod"], row["taxes"][0]

    assert [str(line[name]) for name in ("price", "quantity", "weight")] == [
        "5.000",
        "2.00",
        "1.000",
    ]
    assert [str(line[name]) for name in ("totalPrice", "taxRate", "taxAmount")] == [
        "10.00",
        "19.00",
        "1.90",
    ]
    assert str(row["discounts"][0]["value"]) == "1.000"
    assert [str(shipping[name]) for name in ("cost", "taxRate", "taxAmount")] == [
        "3.333",
        "19.00",
        "0.63",
    ]
    # 14.67 with its tax, of which 1.5 % are 0.22005, and the 1.200 of the transfer.
    assert str(row["paymentMethod"]["cost"]) == "1.420"
    assert [str(row[name]) for name in ("quantity", "weight")] == ["2.00", "2.000"]
    assert [str(tax[name]) for name in ("rate", "taxableTotal", "amount")] == [
        "19.00",
        "13.75",
        "2.61",
    ]
    assert {row[name].as_tuple().exponent for name in AMOUNTS} == {-2}


@pytest.mark.parametrize(
    ("quantity", "sent", "cost"),
    [
        (1, {}, "3.333"),
        (1, {"shippingCost": None}, "3.333"),
        (1, {"shippingCost": 0}, "0.000"),
        (1, {"shippingCost": D("7.5")}, "7.500"),
        (9, {}, "0.000"),
    ],
)
async def test_shipping_costs_what_is_sent_or_what_the_method_says(
    api: Api, shop: Shop, quantity: int, sent: Row, cost: str
) -> None:
    row = await made(api, items=[item(quantity=quantity)], shippingMethod=shop.courier, **sent)

    assert str(row["shippingMethod"]["cost"]) == cost


@pytest.mark.parametrize(
    ("sent", "cost"),
    [
        ({}, "3.735"),
        ({"paymentCost": None}, "3.735"),
        ({"paymentCost": 0}, "0.000"),
        ({"paymentCost": 7}, "7.000"),
    ],
)
async def test_payment_costs_what_is_sent_or_what_the_method_says(
    api: Api, shop: Shop, sent: Row, cost: str
) -> None:
    row = await made(api, paymentMethod=shop.transfer, **sent)

    assert str(row["paymentMethod"]["cost"]) == cost


async def test_a_cost_stays_until_it_is_sent_anew(api: Api, shop: Shop) -> None:
    id_ = (await made(api, shippingMethod=shop.courier, shippingCost=1))["id"]

    async def cost_after(**changes: Any) -> str:
        await api.call(UPDATE, {"id": id_, "invoice": changes})
        return str((await got(api, id_))["shippingMethod"]["cost"])

    assert await cost_after(items=[item(price=1)]) == "1.000"
    assert await cost_after(shippingCost=2) == "2.000"
    assert await cost_after(shippingCost=None) == "3.333"
    assert await cost_after(shippingCost=2) == "2.000"
    assert await cost_after(shippingMethod=shop.courier) == "3.333"
    await api.call(UPDATE, {"id": id_, "invoice": {"shippingMethod": None}})
    assert (await got(api, id_))["shippingMethod"] is None


MOST = D("9999999.999")


@pytest.mark.parametrize(
    ("amount", "fields"),
    [
        pytest.param("total", {"items": [item(price=MOST, quantity=100)]}, id="line"),
        pytest.param("total", {"items": [item(price=-MOST, quantity=100)]}, id="negative line"),
        pytest.param("total", {"items": [item(price=MOST, quantity=6)] * 2}, id="sum"),
        pytest.param(
            "total",
            {
                "items": [item(price=MOST, quantity=9, taxClass=1)],
                "discounts": [{"type": "PercentOff", "value": 100}],
            },
            id="taxed before discounts",
        ),
        pytest.param(
            "total",
            {
                "items": [
                    item(price=price, quantity=6, taxClass=class_)
                    for price, class_ in ((MOST, 1), (MOST, 1), (-MOST, 2), (-MOST, 2))
                ]
            },
            id="tax row",
        ),
        pytest.param(
            "weight", {"items": [item(price=1, weight=D("99999.999"), quantity=2)]}, id="weight"
        ),
        pytest.param(
            "quantity", {"items": [item(price=0, quantity=D("999999.99"))] * 101}, id="quantity"
        ),
    ],
)
async def test_amounts_that_do_not_fit_are_refused(
    api: Api, shop: Shop, amount: str, fields: Row
) -> None:
    stored = await made(api, paymentMethod=shop.transfer)
    for method, request in (
        (CREATE, invoice(**fields)),
        (UPDATE, {"id": stored["id"], "invoice": {"paymentMethod": None, **fields}}),
    ):
        (fault,) = await api.refused(method, request)

        assert (fault["code"], fault["type"]) == ("AMOUNT_TOO_LARGE", "InvalidValue")
        assert fault["description"].startswith(f"The {amount} of these items is ")
    assert await got(api, stored["id"]) == stored


async def test_the_largest_amounts_fit_and_can_be_read_and_changed(api: Api, shop: Shop) -> None:
    largest = item(price=D("999999.999"), quantity=D("84.03"), taxClass=shop.vat)
    row = await made(api, items=[largest])
    await api.call(UPDATE, {"id": row["id"], "invoice": {"isPaidFor": True}})

    assert (await got(api, row["id"]))["paidTotal"] == row["taxedTotal"] == D("99995699.90")


async def test_a_document_without_items_comes_to_nothing(api: Api, shop: Shop) -> None:
    row = await made(api, items=[])

    assert {str(row[name]) for name in AMOUNTS} == {"0.00"}
    assert row["taxes"] == row["items"] == []
    await api.call(UPDATE, {"id": row["id"], "invoice": {"shippingMethod": shop.courier}})
    shipped = await got(api, row["id"])
    assert str(shipped["total"]) == "3.33"
