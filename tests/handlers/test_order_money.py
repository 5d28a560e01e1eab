"""The money of orders and of the invoices made from them: what always holds, whatever is ordered.

Every test draws orders out of all that decides on amounts and compares documents as callers read
them. What a reissued or processed order should be given is told by a twin: an order that was made
as the other one became.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from schemas.documents import MODES, RULES, minor_units
from store.database import Database
from tests import direct
from tests.api import Api
from tests.consistency import assert_consistent
from tests.examples import Shop, address, open_shop, shipping_address

D = Decimal
Row = dict[str, Any]

CURRENCIES = ("EUR", "JPY", "KWD")
TOTALS = (
    "currency",
    "rounding",
    "taxArea",
    "prediscountSubtotal",
    "taxedPrediscountSubtotal",
    "discounts",
    "discountsIncludeTaxes",
    "subtotal",
    "taxedSubtotal",
    "shippingMethod",
    "paymentMethod",
    "taxes",
    "taxAmount",
    "total",
    "taxedTotal",
    "quantity",
    "weight",
)
OF_ITEMS = (
    "sku",
    "name",
    "quantity",
    "price",
    "discount",
    "weight",
    "taxClass",
    "taxCode",
    "taxRate",
    "taxes",
    "totalPrice",
    "taxAmount",
    "taxedTotalPrice",
    "kind",
    "sourceId",
    "grossPrice",
)
# What a difference in makes another invoice.
TOLD = (
    *("currency", "discounts", "customerName", "billingAddress", "shippingAddress"),
    *("taxes", "total", "taxAmount", "taxedTotal", "roundingAmount"),
)
TOLD_OF_ITEMS = ("sku", "name", "quantity", "price", "discount", "weight", "totalPrice", "taxRate")
TAXES: tuple[list[Row], ...] = ([], [], [{"rate": D("7.7")}], [{"rate": 5}, {"rate": D("9.98")}])
# What an order may be refused for, since it is drawn at random.
REFUSED = {"AMOUNT_OFF_ZERO", "PAYMENT_METHOD_TOTAL"}


def bounded(examples: int) -> Callable[[Any], Any]:
    """Draw the same examples every time."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def shop(database: Database) -> Iterator[Shop]:
    """Make what orders refer to, in one transaction; what is left of them is consistent."""

    def create(resource: str, name: str, value: Row) -> int:
        return int(direct.call(f"commerce.{resource}.create", {name: value})["id"])

    with direct.entity(database):
        vat = create("tax-classes", "taxClass", {"code": "VAT", "name": "Generic"})
        low = create("tax-classes", "taxClass", {"code": "LOW", "name": "Reduced"})
        europe = {"countries": ["GB", "IT"], "rates": {str(vat): 19, str(low): D("5.5")}}
        yield Shop(
            vat,
            low,
            create("tax-areas", "taxArea", europe),
            create("shipping-methods", "shippingMethod", {"name": "Courier", "taxClass": vat}),
            create("payment-methods", "paymentMethod", {"name": "Transfer", "taxClass": low}),
            create("customers", "customer", {"lastName": "Holmes"}),
        )
    assert_consistent(database, orders=1, invoices=1)


# ---- What is drawn


def scaled(least: int, most: int, places: int) -> st.SearchStrategy[Decimal]:
    """Draw decimals with so many places."""
    return st.integers(least, most).map(lambda whole: D(whole).scaleb(-places))


@st.composite
def items(draw: st.DrawFn, shop: Shop, charged: int | None = None) -> Row:
    """Draw an item, as charged with so many decimals or not; everything is sent."""
    item = {
        "name": draw(st.sampled_from(["Shirt", "Mug"])),
        "price": draw(scaled(-5_000, 100_000, 3)),
        "quantity": draw(st.sampled_from([D(1), D(3), D("0.5"), D("7.25"), D(0)])),
        "weight": draw(scaled(0, 2_000, 3)),
        "discount": draw(st.just(D(0)) | scaled(-2_000, 9_000, 3)),
        "taxClass": draw(st.sampled_from([None, shop.vat, shop.low])),
        "orderTax": draw(st.sampled_from([None, True, False])),
        "taxes": draw(st.sampled_from(TAXES)),
    }
    if charged is not None:
        item |= {
            "kind": draw(st.sampled_from(["LineItem", "Shipping"])),
            "sourceId": draw(st.sampled_from(["", "gid://item/1"])),
            "grossPrice": draw(st.none() | scaled(0, 9_999, 3)),
        }
        for name in ("totalPrice", "taxedTotalPrice"):
            if draw(st.integers(0, 3)):
                item[name] = draw(scaled(-9_999, 99_999, charged))
    return item


@st.composite
def orders(draw: st.DrawFn, shop: Shop, *, charged: bool = False) -> Row:
    """Draw all that decides on the amounts of an order."""
    currency = draw(st.sampled_from(CURRENCIES))
    places = minor_units(currency)
    order = {
        "currency": currency,
        "rounding": {
            "mode": draw(st.sampled_from(MODES)),
            "rule": draw(st.sampled_from(RULES)),
        },
        "taxPercent": draw(st.none() | scaled(0, 3_000, 2)),
        "billingAddress": address(lastName=draw(st.sampled_from(["Holmes", "Watson"]))),
        "shippingAddress": draw(st.sampled_from([None, shipping_address(country="IT")])),
        "items": draw(st.lists(items(shop, places if charged else None), max_size=4)),
    }
    if charged:
        money = scaled(-99_999, 999_999, places)
        names = ("total", "taxedTotal", "discount", "shipping")
        return {**order, "charged": {name: draw(money) for name in names}}
    ship, pay = draw(st.sampled_from([(False, False), (True, False), (True, True)]))
    discounts = st.builds(
        lambda type_, value: {"type": type_, "value": value},
        st.sampled_from(["PercentOff", "AmountOff"]),
        scaled(1, 60_000, 3),
    )
    return {
        **order,
        "discounts": draw(st.just([]) | st.lists(discounts, max_size=5)),
        "discountsIncludeTaxes": draw(st.booleans()),
        "shippingMethod": shop.courier if ship else None,
        "shippingCost": draw(scaled(0, 20_000, 3)) if ship else None,
        "paymentMethod": shop.transfer if pay else None,
        "paymentCost": draw(scaled(0, 3_000, 3)) if pay else None,
    }


# ---- What is done with it


def tried(database: Database, method: str, request: Row) -> Any:
    """Call a method of orders that may refuse for what was drawn, and then draw something else."""
    answer, faults = direct.tried(database, f"commerce.orders.{method}", request)
    assert set(faults) <= REFUSED, (faults, request)
    event(f"{method}: {faults}")
    assume(not faults)
    return answer


def called(database: Database, method: str, request: Row) -> Any:
    """Call a method that must succeed."""
    answer, faults = direct.tried(database, f"commerce.{method}", request)
    assert not faults, (faults, request)
    return answer


def got(database: Database, kind: str, id_: int) -> Row:
    """Return a document."""
    row: Row = called(database, f"{kind}s.get", {"id": id_})[kind]
    assert_adds_up(row)
    return row


def processed(database: Database, id_: int) -> Row:
    """Return the invoice that is made of an order."""
    made = called(database, "orders.process", {"id": id_})
    return got(database, "invoice", made["invoice"])


def assert_adds_up(row: Row) -> None:
    """Assert what holds for every document, charged or not."""
    taxes = row["taxes"]
    is_charged = row.get("charged") is not None

    assert row["taxedTotal"] == row["total"] + row["taxAmount"] + row.get("roundingAmount", 0)
    assert row["paidTotal"] + row["dueTotal"] == row["taxedTotal"]
    assert row["quantity"] == sum(each["quantity"] for each in row["items"])
    assert len({(each["code"], each["rate"]) for each in taxes}) == len(taxes)
    for item in row["items"]:
        assert item["taxedTotalPrice"] == item["totalPrice"] + item["taxAmount"]
    if is_charged:
        assert sum(each["taxableTotal"] for each in taxes) == sum(
            each["totalPrice"] for each in row["items"]
        )
        assert sum(each["amount"] for each in taxes) == sum(
            each["taxAmount"] for each in row["items"]
        )
    else:
        assert row["taxAmount"] == sum(each["amount"] for each in taxes)
        assert row["total"] == sum(each["taxableTotal"] for each in taxes)


def lines(row: Row, names: tuple[str, ...]) -> list[Row]:
    """Return what a document shows of its items."""
    return [{name: item[name] for name in names} for item in row["items"]]


def shown(row: Row, names: tuple[str, ...]) -> Row:
    """Return some fields of a document."""
    return {name: row[name] for name in names}


# ---- An invoice has what its order has


def test_an_invoice_has_the_totals_of_its_order(database: Database, shop: Shop) -> None:
    @bounded(60)
    @given(orders(shop))
    def check(new: Row) -> None:
        id_ = tried(database, "create", {"order": new})["id"]
        order = got(database, "order", id_)
        invoice = processed(database, id_)

        assert shown(invoice, TOTALS) == shown(order, TOTALS)
        assert lines(invoice, OF_ITEMS) == lines(order, OF_ITEMS)
        assert invoice["roundingAmount"] == 0
        assert invoice["order"] == id_
        after = got(database, "order", id_)
        assert shown(after, TOTALS) == shown(order, TOTALS)
        assert after["invoiceTotal"] == order["taxedTotal"]

    check()


def test_what_an_item_is_taxed_by(database: Database, shop: Shop) -> None:
    @bounded(30)
    @given(orders(shop))
    def check(new: Row) -> None:
        id_ = tried(database, "create", {"order": new})["id"]
        order = got(database, "order", id_)
        for sent, item in zip(new["items"], order["items"], strict=True):
            rates = [each["rate"] for each in sent["taxes"]]
            by_class = {shop.vat: D(19), shop.low: D("5.5"), None: D(0)}[sent["taxClass"]]
            expected = sum(rates) if rates else by_class
            if not rates and sent["taxClass"] is None and sent["orderTax"] is not False:
                expected = new["taxPercent"] or D(0)

            assert item["taxRate"] == expected
        processed(database, id_)

    check()


# ---- As charged


def test_what_was_charged_is_kept_and_invoiced_to_the_cent(database: Database, shop: Shop) -> None:
    @bounded(80)
    @given(orders(shop, charged=True))
    def check(new: Row) -> None:
        charged = new["charged"]
        id_ = tried(database, "create", {"order": new})["id"]
        order = got(database, "order", id_)
        assert order["charged"] == charged
        assert shown(order, ("total", "taxedTotal")) == shown(charged, ("total", "taxedTotal"))
        assert order["taxAmount"] == charged["taxedTotal"] - charged["total"]
        for sent, item in zip(new["items"], order["items"], strict=True):
            for name in ("totalPrice", "taxedTotalPrice"):
                assert item[name] == sent.get(name, item[name])
            assert shown(item, ("kind", "sourceId", "grossPrice")) == shown(
                sent, ("kind", "sourceId", "grossPrice")
            )

        invoice = processed(database, id_)
        is_half_even = (new["currency"], new["rounding"]["mode"]) == ("KWD", "HalfEven")
        for kept, item in zip(order["items"], invoice["items"], strict=True):
            off = abs(item["totalPrice"] - kept["totalPrice"])
            assert off <= (D("0.001") if is_half_even else 0)
        assert invoice["taxedTotal"] == charged["taxedTotal"]
        assert invoice["roundingAmount"] == (
            charged["taxedTotal"] - invoice["total"] - invoice["taxAmount"]
        )
        assert got(database, "order", id_)["invoiceTotal"] == charged["taxedTotal"]

    check()


@pytest.mark.parametrize(
    ("currency", "charged", "item", "line", "tax", "rounding"),
    [
        ("EUR", ("10.00", "11.90"), ("10", "10.00", "11.90"), "10.00", "1.90", "0.00"),
        # The shop has rounded the tax down.
        ("EUR", ("9.99", "11.88"), ("9.99", "9.99", "11.88"), "9.99", "1.90", "-0.01"),
        # The shop took a discount off the line.
        ("EUR", ("8.00", "9.52"), ("10", "8.00", "9.52"), "8.00", "1.52", "0.00"),
        # Nothing adds up.
        ("EUR", ("100.00", "77.77"), ("10", "10.00", "11.90"), "10.00", "1.90", "65.87"),
        ("EUR", ("-10.00", "-11.90"), ("-10", "-10.00", "-11.90"), "-10.00", "-1.90", "0.00"),
        ("EUR", ("0.00", "0.00"), ("10", "0.00", "0.00"), "0.00", "0.00", "0.00"),
        ("JPY", ("1000", "1190"), ("999.6", "1000", "1190"), "1000.00", "190.00", "0.00"),
        ("KWD", ("1.005", "1.196"), ("1.005", "1.005", "1.196"), "1.005", "0.191", "0.000"),
    ],
)
async def test_an_order_as_charged_and_its_invoice(
    api: Api,
    currency: str,
    charged: tuple[str, str],
    item: tuple[str, str, str],
    line: str,
    tax: str,
    rounding: str,
) -> None:
    new = {
        "currency": currency,
        "charged": {"total": D(charged[0]), "taxedTotal": D(charged[1])},
        "items": [
            {
                "price": D(item[0]),
                "totalPrice": D(item[1]),
                "taxedTotalPrice": D(item[2]),
                "taxRate": 19,
            }
        ],
    }
    made = await api.call("commerce.orders.create", {"order": new})
    answer = await api.call("commerce.orders.process", made)
    request = {"id": answer["invoice"]}
    invoice = (await api.call("commerce.invoices.get", request))["invoice"]

    assert str(invoice["items"][0]["totalPrice"]) == line
    assert str(invoice["taxAmount"]) == tax
    assert str(invoice["roundingAmount"]) == rounding
    assert invoice["taxedTotal"] == D(charged[1])


@pytest.mark.parametrize(
    ("currency", "fields", "path"),
    [
        ("JPY", {"charged": {"total": D("10.5"), "taxedTotal": 11}}, "/order/charged/total"),
        ("EUR", {"charged": {"total": 1, "taxedTotal": D("1.005")}}, "/order/charged/taxedTotal"),
        ("EUR", {"overrideTotal": D("1.005")}, "/order/overrideTotal"),
        ("JPY", {"overrideTotal": D("0.5")}, "/order/overrideTotal"),
        (
            "JPY",
            {"charged": {"total": 1, "taxedTotal": 1}, "items": [{"totalPrice": D("0.5")}]},
            "/order/items/0/totalPrice",
        ),
    ],
)
async def test_what_no_coin_can_pay_was_not_charged(
    api: Api, currency: str, fields: Row, path: str
) -> None:
    await open_shop(api)
    sent = {"currency": currency, "billingAddress": address(), **fields}
    made = await api.call("commerce.orders.create", {"order": {"taxPercent": 0}})
    for method, request in (
        ("commerce.orders.create", {"order": sent}),
        ("commerce.orders.update", {**made, "order": sent}),
    ):
        (fault,) = await api.refused(method, request)

        assert (fault["path"], fault["type"], fault["code"]) == (path, "Malformed", "TOO_PRECISE")


# ---- Changes, and what they make of the invoice


def resent(order: Row, changed: list[Row], kept: list[bool]) -> list[Row]:
    """Let changed items take the place of an order's, or be new beside them."""
    ids = [item["id"] for item in order["items"]]
    return [
        {**item, **({"id": id_} if keeps else {})}
        for item, id_, keeps in zip(changed, [*ids, *[0] * len(changed)], kept, strict=False)
        if id_ or not keeps
    ]


def invoice_told(row: Row) -> Row:
    return {**shown(row, TOLD), "items": lines(row, TOLD_OF_ITEMS)}


@pytest.mark.parametrize("charged", [False, True], ids=["computed", "charged"])
def test_a_reissue_takes_back_what_was_and_invoices_what_is(
    database: Database, shop: Shop, charged: bool
) -> None:
    pair = st.tuples(orders(shop, charged=charged), orders(shop, charged=charged))

    @bounded(40)
    @given(pair, st.lists(st.booleans(), min_size=9, max_size=9), st.integers(0, 6))
    def check(states: tuple[Row, Row], kept: list[bool], how: int) -> None:
        first, second = states
        # Most changes are small ones: the more alike, the likelier that nothing differs.
        names = sorted(second)[:how] if how < 6 else sorted(second)
        changes = {name: second[name] for name in names} | {"currency": first["currency"]}
        if charged and "charged" in changes:
            changes["charged"] = first["charged"]
        if charged and "items" in changes and first["currency"] != second["currency"]:
            changes["items"] = first["items"]
        final = {**first, **changes}
        id_ = tried(database, "create", {"order": first})["id"]
        before = got(database, "order", id_)
        former = processed(database, id_)
        request = {name: changes[name] for name in changes}
        if "items" in request:
            request["items"] = resent(before, changes["items"], kept)
            final["items"] = [
                {name: value for name, value in item.items() if name != "id"}
                for item in request["items"]
            ]
        tried(database, "update", {"id": id_, "order": request})
        after = got(database, "order", id_)
        twin = tried(database, "create", {"order": final})["id"]
        would_be = processed(database, twin)

        assert shown(after, TOTALS) == shown(got(database, "order", twin), TOTALS)
        assert after["itemsChangedAfterProcessing"] is (
            invoice_told(former) != invoice_told(would_be)
        )
        assert got(database, "invoice", former["id"]) == former
        if not after["itemsChangedAfterProcessing"]:
            event("nothing to reissue")
            _, faults = direct.tried(database, "commerce.orders.reissue", {"id": id_})
            assert faults == ["ORDER_UNCHANGED"]
            return
        event("reissued")
        made = called(database, "orders.reissue", {"id": id_})
        credit = got(database, "invoice", made["creditNote"])
        new = got(database, "invoice", made["invoice"])

        assert (credit["type"], credit["reference"]) == ("CreditNote", former["id"])
        same = (*TOTALS, "roundingAmount")
        assert shown(credit, same) == shown(former, same)
        assert lines(credit, OF_ITEMS) == lines(former, OF_ITEMS)
        assert invoice_told(new) == invoice_told(would_be)
        grown = after["taxedTotal"] - before["taxedTotal"]
        assert new["taxedTotal"] - credit["taxedTotal"] == grown
        if not charged:
            assert new["total"] - credit["total"] == after["total"] - before["total"]
        now = got(database, "order", id_)
        assert now["itemsChangedAfterProcessing"] is False
        assert (now["invoice"], now["invoiceTotal"]) == (new["id"], new["taxedTotal"])
        assert now["invoices"] == [former["id"], new["id"]]

    check()


@pytest.mark.parametrize("charged", [False, True], ids=["computed", "charged"])
def test_an_order_that_is_changed_there_and_back_is_what_it_was(
    database: Database, shop: Shop, charged: bool
) -> None:
    pair = st.tuples(orders(shop, charged=charged), orders(shop, charged=charged))

    @bounded(40)
    @given(pair, st.lists(st.booleans(), min_size=9, max_size=9), st.booleans())
    def check(states: tuple[Row, Row], kept: list[bool], is_invoiced: bool) -> None:
        first, second = states
        id_ = tried(database, "create", {"order": first})["id"]
        if is_invoiced:
            processed(database, id_)
        before = got(database, "order", id_)
        there = {**second, "items": resent(before, second["items"], kept)}
        tried(database, "update", {"id": id_, "order": there})
        known = {item["id"] for item in got(database, "order", id_)["items"]}
        still = [item["id"] in known for item in before["items"]]
        back = {**first, "items": resent(before, first["items"], still)}
        tried(database, "update", {"id": id_, "order": back})
        after = got(database, "order", id_)
        own = {"version": 0, "updateTime": "", "items": []}

        assert {**after, **own} == {**before, **own}
        assert lines(after, OF_ITEMS) == lines(before, OF_ITEMS)
        assert after["version"] == before["version"] + 2
        assert after["itemsChangedAfterProcessing"] is False

    check()
    # The last example may not have been processed; what is left must have an invoice.
    processed(database, called(database, "orders.create", {"order": {"taxPercent": 0}})["id"])
