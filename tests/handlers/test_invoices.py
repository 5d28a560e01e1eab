"""Creating, updating and deleting invoices: what is stored, what stays, what is refused."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

import store.entities
import store.finding
import store.invoices
import store.labels
from handlers import setup
from handlers.method import Context
from rpc.registry import methods
from schemas.invoices import InvoiceChanges
from store.database import Database
from store.models import TABLES
from tests import direct
from tests.api import NOON, Api, Clock
from tests.consistency import assert_consistent
from tests.examples import Shop, address, invoice, item, open_shop, shipping_address

D = Decimal
CREATE, UPDATE, GET, FIND, COUNT, DELETE = (
    f"commerce.invoices.{verb}" for verb in ("create", "update", "get", "find", "count", "delete")
)

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def timed(clock: Clock) -> None:
    """Set the clock before any server of these tests starts."""


@pytest.fixture
async def shop(api: Api) -> Shop:
    """Make what invoices refer to."""
    return await open_shop(api)


async def create(api: Api, **changes: Any) -> Row:
    """Create an invoice and return it."""
    return await get(api, (await api.call(CREATE, invoice(**changes)))["id"])


async def get(api: Api, id_: int) -> Row:
    """Return an invoice that is there."""
    row = (await api.call(GET, {"id": id_}))["invoice"]
    assert row is not None
    return dict(row)


async def update(api: Api, id_: int, **changes: Any) -> Row:
    """Update an invoice and return it."""
    await api.call(UPDATE, {"id": id_, "invoice": changes})
    return await get(api, id_)


async def codes(api: Api, method: str, request: Row) -> list[str]:
    """Call a method that must refuse and return the codes of the faults."""
    return [fault["code"] for fault in await api.refused(method, request)]


def close(database: Database, id_: int) -> None:
    """Close an invoice behind the server's back."""
    with direct.entity(database):
        direct.call("commerce.invoices.close", {"id": id_})


def counted(database: Database) -> dict[str, int]:
    """Return how many rows each table has, and what the counters stand at."""
    counts = {
        table._meta.table_name: database.peewee.execute_sql(
            f'SELECT COUNT(*) FROM "{table._meta.table_name}"'
        ).fetchone()[0]
        for table in TABLES
    }
    last = database.peewee.execute_sql("SELECT SUM(last) FROM series_counter").fetchone()[0]
    return {**counts, "last": int(last or 0)}


@contextmanager
def nothing_stored(database: Database) -> Iterator[None]:
    """Assert that the block leaves no row behind."""
    before = counted(database)
    yield
    assert counted(database) == before


# ---- What is stored


async def test_the_stored_answers_are_what_the_rows_say(
    api: Api, shop: Shop, database: Database
) -> None:
    random = Random(7)
    for _ in range(12):
        await api.post(CREATE, invoice(**_drawn(random, shop)))
    for _ in range(40):
        changes = _drawn(random, shop)
        for name in random.sample(list(changes), random.randint(1, len(changes) - 1)):
            del changes[name]
        changes.pop("type", None)
        await api.post(UPDATE, {"id": random.randint(1, 12), "invoice": changes})

    assert_consistent(database, invoices=6)


def _drawn(random: Random, shop: Shop) -> Row:
    """Draw any fields of an invoice; some are refused, which must leave nothing behind."""
    return {
        "type": random.choice(["Invoice", "Proforma", "CreditNote"]),
        "status": random.choice(["Open", "Sent"]),
        "customer": random.choice([None, 0, shop.customer, 99]),
        "number": random.choice(["", "2013/5", f"X{random.randrange(9)}"]),
        "creationTime": f"2013-0{random.randint(1, 9)}-01 00:00:00",
        "dueDate": random.choice([None, "2014-01-01"]),
        "items": [
            {
                "name": random.choice(["Shirt", "", "Größe \U0001f9e6\t\"'\\"]),
                "price": D(random.randrange(-999, 99999)).scaleb(-3),
                "quantity": D(random.randrange(999)).scaleb(-2),
                "weight": D(random.randrange(99)).scaleb(-3),
                "taxClass": random.choice([None, shop.vat, shop.low]),
            }
            for _ in range(random.randrange(4))
        ],
        "currency": random.choice(["EUR", "JPY", "KWD"]),
        "discounts": random.choice([[], [{"type": "PercentOff", "value": D("12.5")}]]),
        "shippingMethod": random.choice([None, shop.courier, 99]),
        "paymentMethod": random.choice([None, shop.transfer]),
        "isPaidFor": random.random() < 0.5,
        "shippingAddress": random.choice([None, shipping_address(country="IT")]),
        "billingAddress": address(companyName=random.choice(["", "ΣΊΣΥΦΟΣ & Söhne"])),
        "labels": random.sample(range(1, 65), random.randrange(3)),
        "metadata": random.choice([{}, {"a": 1, "b": D("1.50"), "c": "ü", "d": None, "e": True}]),
        "externalId": random.choice(["", "", f"e{random.randrange(9)}"]),
    }


# ---- Create


async def test_what_is_left_out_comes_from_the_settings(api: Api, shop: Shop) -> None:
    seller = {"companyName": "Investigations Inc", "country": "GB"}
    settings = {
        "company": {"address": seller},
        "locale": "it-IT",
        "currency": "KWD",
        "timeZone": "Pacific/Auckland",
        "rounding": {"mode": "Down", "rule": "PerItem"},
        "terms": "30 days",
        "daysUntilDue": 30,
    }
    await api.call("commerce.settings.update", {"settings": settings})
    made = await create(api)
    expected = {
        "type": "Invoice",
        "status": "Open",
        "version": 1,
        "number": "2013/1",
        "creationTime": "2013-10-02 01:00:00",
        "updateTime": "2013-10-02 01:00:00",
        "issueDate": "2013-10-02",
        "dueDate": "2013-11-01",
        "shippingTime": None,
        "referenceType": None,
        "referenceNumber": "",
        "customer": None,
        "currency": "KWD",
        "rounding": {"mode": "Down", "rule": "PerItem"},
        "locale": "it-IT",
        "taxArea": shop.area,
        "discounts": [],
        "discountsIncludeTaxes": False,
        "shippingMethod": None,
        "paymentMethod": None,
        "isPaidFor": False,
        "customerName": "Holmes Sherlock",
        "invoiceRecipient": "",
        "shippingAddress": None,
        "numberOfPackages": None,
        "porto": None,
        "goodsAppearance": None,
        "trackingNumber": None,
        "transportReason": None,
        "terms": "30 days",
        "order": None,
        "reference": None,
        "isClosed": False,
        "closeTime": None,
        "dateSent": None,
        "labels": [],
        "metadata": {},
        "externalId": "",
    }

    assert {name: made[name] for name in expected} == expected
    assert {name: made["sellerAddress"][name] for name in seller} == seller


async def test_what_is_sent_beats_the_settings(api: Api, shop: Shop) -> None:
    settings = {"daysUntilDue": 30, "terms": "30 days", "rounding": {"rule": "Total"}}
    await api.call("commerce.settings.update", {"settings": settings})
    sent = {"dueDate": None, "terms": "", "rounding": {"mode": "Down"}, "customer": shop.customer}
    made = await create(api, **sent)

    assert {name: made[name] for name in sent} == {
        **sent,
        "rounding": {"mode": "Down", "rule": "Total"},
    }
    assert (await create(api, customer=0))["customer"] is None


@pytest.mark.usefixtures("shop")
async def test_the_due_date_stays_within_the_calendar(api: Api) -> None:
    await api.call("commerce.settings.update", {"settings": {"daysUntilDue": 3650}})

    assert (await create(api, issueDate="9999-12-31"))["dueDate"] is None
    assert (await create(api, issueDate="9999-12-31", dueDate="9999-12-31"))["dueDate"]


@pytest.mark.usefixtures("shop")
async def test_a_shipping_invoice_has_its_own_defaults(api: Api) -> None:
    made = await create(api, type="ShippingInvoice", creationTime="2013-08-28 09:41:47")
    expected = {
        "shippingTime": "2013-08-28 09:41:47",
        "numberOfPackages": 1,
        "porto": None,
        "goodsAppearance": "",
        "trackingNumber": "",
        "transportReason": "",
    }

    assert {name: made[name] for name in expected} == expected


async def test_the_tax_class_and_its_rate_are_copied(api: Api, shop: Shop) -> None:
    made = await create(api, items=[item(taxClass=shop.vat), item(taxClass=None), item()])

    assert [
        (each["taxClass"], each["taxCode"], str(each["taxRate"])) for each in made["items"]
    ] == [(shop.vat, "VAT", "19.00"), (None, "", "0.00"), (None, "", "0.00")]
    assert [(row["code"], row["name"]) for row in made["taxes"]] == [("VAT", "Generic"), ("", "")]


@pytest.mark.parametrize(
    ("company", "is_taxed", "rate"),
    [("", False, "19.00"), ("Inc", True, "19.00"), ("Inc", False, "0.00")],
)
async def test_companies_are_exempt_where_the_area_says_so(
    api: Api, shop: Shop, company: str, is_taxed: bool, rate: str
) -> None:
    area = {"id": shop.area, "taxArea": {"taxCompanies": is_taxed}}
    await api.call("commerce.tax-areas.update", area)
    made = await create(
        api,
        items=[item(taxClass=shop.vat)],
        shippingMethod=shop.courier,
        billingAddress=address(companyName=company),
    )

    assert str(made["items"][0]["taxRate"]) == str(made["shippingMethod"]["taxRate"]) == rate
    assert made["taxArea"] == shop.area


@pytest.mark.usefixtures("shop")
async def test_an_area_that_is_not_active_taxes_nobody(api: Api) -> None:
    other = {"name": "Ireland", "countries": ["IE"], "isActive": False}
    await api.call("commerce.tax-areas.create", {"taxArea": other})
    request = invoice(billingAddress=address(country="IE"))

    assert await codes(api, CREATE, request) == ["NO_TAX_AREA"]
    request = invoice(
        billingAddress=address(country="IE"), shippingAddress=shipping_address(country="IT")
    )
    assert await api.call(CREATE, request)


@pytest.mark.usefixtures("shop")
async def test_a_thousand_items_are_enough(api: Api) -> None:
    made = await create(api, items=[{"price": 1}] * 1000)

    assert len(made["items"]) == made["total"] == 1000
    assert await api.refused_once(CREATE, invoice(items=[{}] * 1001)) == (
        "items",
        "Malformed",
        "Items can have 1000 elements at most",
    )


# ---- Numbers


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("sent", "numbers"),
    [
        ([None, None], ["2013/1", "2013/2"]),
        (["2013/3918", None], ["2013/3918", "2013/3919"]),
        ([None, "2013/0007", None], ["2013/1", "2013/0007", "2013/8"]),
        (["2013/5", "2013/3", None], ["2013/5", "2013/3", "2013/6"]),
        (["2012/50", None], ["2012/50", "2013/1"]),
        (["", "", None], ["", "", "2013/1"]),
        (["A-17", None], ["A-17", "2013/1"]),
    ],
    ids=str,
)
async def test_a_chosen_number_is_kept_and_the_next_one_follows_the_highest(
    api: Api, sent: list[str | None], numbers: list[str]
) -> None:
    made = [await create(api, **({} if number is None else {"number": number})) for number in sent]

    assert [each["number"] for each in made] == numbers


@pytest.mark.usefixtures("shop")
async def test_numbers_start_again_each_year_of_issue(api: Api) -> None:
    made = [await create(api, issueDate=f"{year}-06-01") for year in (2012, 2013, 2012, 2014, 2013)]

    assert [each["number"] for each in made] == ["2012/1", "2013/1", "2012/2", "2014/1", "2013/2"]


@pytest.mark.usefixtures("shop")
async def test_kinds_are_numbered_apart(api: Api) -> None:
    types = ["Invoice", "ShippingInvoice", "Proforma", "CreditNote", "Invoice"]
    made = [await create(api, type=type_) for type_ in types]

    assert [each["number"] for each in made] == ["2013/1", "2013/2", "2013/1", "2013/1", "2013/3"]
    assert made[0]["series"] == made[1]["series"] == made[4]["series"]
    assert len({each["series"] for each in made}) == 3


@pytest.mark.usefixtures("shop")
async def test_a_series_can_be_chosen(api: Api) -> None:
    new = {"series": {"kind": "Invoice", "pattern": "WEB-{seq:4}"}}
    web = (await api.call("commerce.series.create", new))["id"]
    late = {"series": {"kind": "Invoice", "pattern": "L{seq}", "assignOn": "Close"}}
    closing = (await api.call("commerce.series.create", late))["id"]

    assert (await create(api, series=web))["number"] == "WEB-0001"
    assert (await create(api, series=web, number="2013/1"))["number"] == "2013/1"
    assert (await create(api))["number"] == "2013/1"
    assert (await create(api, series=closing))["number"] == ""
    assert await codes(api, CREATE, invoice(series=99)) == ["SERIES_NOT_FOUND"]
    wrong = invoice(series=web, type="Proforma")
    assert await codes(api, CREATE, wrong) == ["SERIES_OTHER_KIND"]


@pytest.mark.parametrize("type_", ["Invoice", "ShippingInvoice", "CreditNote"])
@pytest.mark.usefixtures("shop")
async def test_a_number_is_used_once(api: Api, type_: str, database: Database) -> None:
    await create(api, type=type_, number="2013/3918")
    row = ("number", "InvalidValue", "Number '2013/3918' is already in use")
    twin = {"type": type_, "number": "2013/3918"}
    with nothing_stored(database):
        assert await api.refused_once(CREATE, invoice(**twin)) == row
    other = await create(api, type=type_)
    renumber = {"id": other["id"], "invoice": {"number": "2013/3918"}}
    assert await api.refused_once(UPDATE, renumber) == row


@pytest.mark.usefixtures("shop")
async def test_numbers_of_proformas_may_repeat(api: Api) -> None:
    made = [await create(api, type="Proforma", number="2013/1") for _ in range(2)]
    await api.call(DELETE, {"ids": [made[0]["id"]]})
    await api.call(DELETE, {"ids": [made[1]["id"]]})

    assert (await create(api, type="Proforma", number="2013/1"))["number"] == "2013/1"


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("field", "code"), [("number", "NUMBER_IN_USE"), ("externalId", "EXTERNAL_ID_IN_USE")]
)
async def test_of_concurrent_twins_one_is_stored(
    api: Api, database: Database, field: str, code: str
) -> None:
    for turn in range(8):
        request = invoice(**{field: f"twin {turn}"})
        answers = await asyncio.gather(*(api.post(CREATE, request) for _ in range(4)))
        refused = [answer for _, _, answer in answers if answer["status"] == "error"]

        assert [status for status, _, _ in answers] == [200] * 4
        assert [answer["errors"][0]["code"] for answer in refused] == [code] * 3
    assert_consistent(database)


@pytest.mark.usefixtures("shop")
async def test_an_external_id_is_had_once(api: Api) -> None:
    first = await create(api, externalId="e1")
    second = await create(api)
    row = ("externalId", "InvalidValue", "External id 'e1' is already in use")

    assert await api.refused_once(CREATE, invoice(externalId="e1")) == row
    request = {"id": second["id"], "invoice": {"externalId": "e1"}}
    assert await api.refused_once(UPDATE, request) == row
    assert (await update(api, first["id"], externalId="e1", status="Sent"))["externalId"] == "e1"
    await api.call(DELETE, {"ids": [first["id"]]})
    assert (await update(api, second["id"], externalId="e1"))["externalId"] == "e1"


# ---- Update

CHANGES: Row = {
    "number": "X-1",
    "status": "Sent",
    "creationTime": "2013-08-28 13:13:47",
    "issueDate": "2013-08-29",
    "dueDate": "2013-09-28",
    "shippingTime": "2013-09-02 10:22:54",
    "referenceType": "Order",
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
    "sellerAddress": {"companyName": "Investigations Inc", "country": "GB"},
    "numberOfPackages": 3,
    "porto": "Franco",
    "goodsAppearance": "a box",
    "trackingNumber": "rt-5pl7f-fg",
    "transportReason": "sale",
    "terms": "none",
    "currency": "JPY",
    "labels": [3, 1],
    "metadata": {"key": "value"},
    "externalId": "e1",
    "items": [{"sku": "A927TP", "quantity": D("2.00"), "price": D("1.000")}],
    "billingAddress": address(companyName="Investigations Inc"),
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
# What else may change with a field.
FOLLOWS = {
    "rounding": TOTALS | {"items", "shippingMethod", "paymentMethod"},
    "discounts": TOTALS,
    "currency": TOTALS | {"items", "shippingMethod", "paymentMethod"},
    "items": TOTALS | {"quantity", "weight"},
    "shippingMethod": TOTALS,
    "paymentMethod": TOTALS,
    "isPaidFor": {"paidTotal", "dueTotal"},
    "billingAddress": {"customerName"},
}
SHOWN_AS = {"shippingCost": "shippingMethod", "paymentCost": "paymentMethod"}


def test_every_field_that_can_change_is_changed_below() -> None:
    assert set(CHANGES) == set(InvoiceChanges().names())


@pytest.mark.parametrize("field", CHANGES)
async def test_a_field_changes_alone(api: Api, shop: Shop, clock: Clock, field: str) -> None:
    await api.call("commerce.shipping-methods.create", {"shippingMethod": {"name": "Bike"}})
    await api.call("commerce.payment-methods.create", {"paymentMethod": {"name": "Cash"}})
    before = await create(
        api,
        type="ShippingInvoice",
        creationTime="2013-08-28 09:41:47",
        items=[item(taxClass=shop.vat)],
        shippingMethod=shop.courier,
        paymentMethod=shop.transfer,
    )
    clock.now = NOON + timedelta(hours=1)
    after = await update(api, before["id"], **{field: CHANGES[field]})
    shown = SHOWN_AS.get(field, field)
    changed = {name for name in after if after[name] != before[name]}
    follows = FOLLOWS.get(field, TOTALS if field in SHOWN_AS else set())

    assert changed - follows == {shown, "version", "updateTime"}
    assert (after["version"], after["updateTime"]) == (2, "2013-10-01 13:00:00")
    if field in SHOWN_AS:
        assert after[shown]["cost"] == CHANGES[field]
    elif field.endswith("Method"):
        assert after[field]["id"] == CHANGES[field]
    elif isinstance(CHANGES[field], dict):
        assert after[field] == {**after[field], **CHANGES[field]}
    elif field != "items":
        assert after[field] == CHANGES[field]


@pytest.mark.usefixtures("shop")
async def test_an_update_of_nothing_is_a_new_version(api: Api) -> None:
    before = await create(api, metadata={"a": 1})

    assert await update(api, before["id"]) == {**before, "version": 2}


async def test_items_are_altered_added_and_removed_by_their_ids(api: Api, shop: Shop) -> None:
    made = await create(
        api, items=[item(name=name, taxClass=shop.vat, weight=D("0.5")) for name in "abc"]
    )
    a, b, c = (each["id"] for each in made["items"])
    sent = [{"name": "new", "price": 1}, {"id": c}, {"id": a, "quantity": D("5.00")}]
    after = await update(api, made["id"], items=sent)
    new, kept, altered = after["items"]

    assert new["id"] not in (a, b, c)
    assert kept == made["items"][2]
    assert altered == {
        **made["items"][0],
        "quantity": D("5.00"),
        "totalPrice": D("281.65"),
        "taxAmount": D("53.51"),
        "taxedTotalPrice": D("335.16"),
    }
    assert (new["quantity"], new["taxClass"], new["weight"]) == (1, None, 0)
    gone = {"id": made["id"], "invoice": {"items": [{"id": b}]}}
    assert await codes(api, UPDATE, gone) == ["ITEM_NOT_FOUND"]
    assert (await update(api, made["id"], items=[]))["items"] == []


@pytest.mark.usefixtures("shop")
async def test_items_of_another_invoice_are_not_there(api: Api) -> None:
    one, two = [await create(api), await create(api)]
    request = {"id": two["id"], "invoice": {"items": [{"id": one["items"][0]["id"]}]}}

    assert await api.refused_once(UPDATE, request) == (
        "items",
        "NotFound",
        f"Invoice {two['id']} does not have item {one['items'][0]['id']}",
    )


@pytest.fixture
async def dated(api: Api, shop: Shop) -> Row:
    """Make an invoice, and then change and rename all that it refers to."""
    made = await create(
        api,
        items=[item(taxClass=shop.vat), item(taxClass=shop.low)],
        shippingMethod=shop.courier,
        paymentMethod=shop.transfer,
        customer=shop.customer,
    )
    rates = {str(shop.vat): D("22.00"), str(shop.low): D("5.00")}
    for resource, id_, changes in (
        ("tax-area", shop.area, {"rates": rates, "taxCompanies": False}),
        ("tax-class", shop.vat, {"code": "NEW", "name": "Renamed"}),
        ("shipping-method", shop.courier, {"name": "Van", "cost": 99, "isActive": False}),
        ("payment-method", shop.transfer, {"name": "Gold", "cost": 99, "isActive": False}),
        ("customer", shop.customer, {"lastName": "Moriarty"}),
    ):
        first, *rest = resource.split("-")
        name = first + "".join(map(str.capitalize, rest))
        plural = f"{resource}es" if resource.endswith("s") else f"{resource}s"
        await api.call(f"commerce.{plural}.update", {"id": id_, name: changes})
    return made


async def test_a_document_keeps_its_copies(api: Api, dated: Row) -> None:
    assert await get(api, dated["id"]) == dated
    items = [{"id": each["id"]} for each in dated["items"]]
    changes: list[Row] = [
        {"items": items},
        {"discounts": []},
        {"shippingCost": D("8.572")},
        {"paymentCost": D("1.200")},
        {"billingAddress": address()},
        {"status": "Open", "currency": "EUR"},
    ]
    for version, each in enumerate(changes, 2):
        assert await update(api, dated["id"], **each) == {**dated, "version": version}, each


async def test_a_tax_class_that_is_sent_brings_todays_rate(
    api: Api, shop: Shop, dated: Row
) -> None:
    first, second = (each["id"] for each in dated["items"])
    items = [{"id": first, "taxClass": shop.vat}, {"id": second}, {"taxClass": shop.low}]
    after = await update(api, dated["id"], items=items)

    assert [(each["taxCode"], str(each["taxRate"])) for each in after["items"]] == [
        ("NEW", "22.00"),
        ("LOW", "10.00"),
        ("LOW", "5.00"),
    ]
    assert [(row["code"], str(row["rate"])) for row in after["taxes"]] == [
        ("NEW", "22.00"),
        ("LOW", "10.00"),
        ("LOW", "5.00"),
        ("VAT", "19.00"),
    ]


async def test_another_area_brings_its_rates(api: Api, shop: Shop, dated: Row) -> None:
    ireland = {"countries": ["IE"], "rates": {str(shop.vat): D("23.00")}}
    area = (await api.call("commerce.tax-areas.create", {"taxArea": ireland}))["id"]
    after = await update(api, dated["id"], shippingAddress=shipping_address(country="IE"))

    assert after["taxArea"] == area
    assert [str(each["taxRate"]) for each in after["items"]] == ["23.00", "0.00"]
    assert str(after["shippingMethod"]["taxRate"]) == "23.00"
    assert (after["shippingMethod"]["name"], after["shippingMethod"]["cost"]) == (
        "Courier",
        D("8.572"),
    )


async def test_the_area_stays_until_an_address_is_sent(api: Api, shop: Shop) -> None:
    made = await create(api, items=[item(taxClass=shop.vat)])
    await api.call("commerce.tax-areas.update", {"id": shop.area, "taxArea": {"isActive": False}})
    new = {"countries": ["GB"], "rates": {str(shop.vat): D(7)}}
    other = (await api.call("commerce.tax-areas.create", {"taxArea": new}))["id"]
    items = [{"id": made["items"][0]["id"]}, {"taxClass": shop.vat}]
    after = await update(api, made["id"], items=items)

    assert after["taxArea"] == shop.area
    assert {str(each["taxRate"]) for each in after["items"]} == {"19.00"}
    moved = await update(api, made["id"], billingAddress=address())
    assert moved["taxArea"] == other
    assert {str(each["taxRate"]) for each in moved["items"]} == {"7.00"}


async def test_methods_are_judged_together_when_either_changes(api: Api, shop: Shop) -> None:
    for payment in (
        {"name": "Cash on delivery", "isOnDelivery": True},
        {"name": "With the courier", "shippingMethods": [shop.courier]},
    ):
        await api.call("commerce.payment-methods.create", {"paymentMethod": payment})
    await api.call("commerce.shipping-methods.create", {"shippingMethod": {"name": "Bike"}})
    on_delivery = await create(api, shippingMethod=shop.courier, paymentMethod=2)
    courier_only = await create(api, shippingMethod=shop.courier, paymentMethod=3)

    async def refused(row: Row, method: int | None) -> list[str]:
        request = {"id": row["id"], "invoice": {"shippingMethod": method}}
        return await codes(api, UPDATE, request)

    assert await refused(on_delivery, None) == ["SHIPPING_METHOD_REQUIRED"]
    assert await refused(courier_only, None) == ["PAYMENT_METHOD_UNSUITABLE"]
    assert await refused(courier_only, 2) == ["PAYMENT_METHOD_COMBINATION"]
    inactive = {"id": 2, "paymentMethod": {"isActive": False}}
    await api.call("commerce.payment-methods.update", inactive)
    moved = await update(api, on_delivery["id"], shippingMethod=2)
    assert (moved["shippingMethod"]["id"], moved["paymentMethod"]["id"]) == (2, 2)
    gone = await update(api, courier_only["id"], shippingMethod=None, paymentMethod=None)
    assert (gone["shippingMethod"], gone["paymentMethod"]) == (None, None)


@pytest.mark.usefixtures("shop")
async def test_a_stale_version_conflicts(api: Api) -> None:
    made = await create(api)
    request = {"id": made["id"], "version": 1, "invoice": {"status": "Sent"}}
    await api.call(UPDATE, request)
    (fault,) = await api.refused(UPDATE, request)

    assert (fault["type"], fault["code"], fault["path"]) == (
        "Conflict",
        "VERSION_CONFLICT",
        "/version",
    )
    assert (fault["value"], fault["allowed"]) == (1, 2)
    await api.call(UPDATE, {**request, "version": 2})


@pytest.mark.usefixtures("shop")
async def test_of_concurrent_updates_of_one_version_one_wins(api: Api) -> None:
    made = await create(api)
    for version in range(1, 6):
        request = {"id": made["id"], "version": version, "invoice": {"terms": f"{version}"}}
        answers = await asyncio.gather(*(api.post(UPDATE, request) for _ in range(6)))

        assert sorted(answer["status"] for _, _, answer in answers) == ["error"] * 5 + ["ok"]
    assert (await get(api, made["id"]))["version"] == 6


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    "field", ["type", "series", "version", "id", "total", "isClosed", "customerName", "taxArea"]
)
async def test_what_is_not_for_the_caller_to_say_is_unknown(api: Api, field: str) -> None:
    made = await create(api)
    request = {"id": made["id"], "invoice": {field: made[field]}}
    (fault,) = await api.refused(UPDATE, request)

    assert (fault["field"], fault["type"]) == ("unknown", "UnknownField")
    assert fault["path"] == f"/invoice/{field}"


@pytest.mark.usefixtures("shop")
async def test_a_new_number_voids_the_one_before(api: Api) -> None:
    made = await create(api)
    await update(api, made["id"], number="2013/7")
    void = ("number", "InvalidValue", "Number '2013/1' was voided and is never given again")
    journal = await api.call("commerce.series.journal", {"id": made["series"]})

    assert [(each["number"], each["document"], each["reason"]) for each in journal["entries"]] == [
        ("2013/1", made["id"], "renumbered")
    ]
    assert await api.refused_once(CREATE, invoice(number="2013/1")) == void
    request = {"id": made["id"], "invoice": {"number": "2013/1"}}
    assert await api.refused_once(UPDATE, request) == void
    assert (await create(api))["number"] == "2013/8"
    assert (await update(api, made["id"], number=""))["number"] == ""
    assert (await create(api))["number"] == "2013/9"


async def test_a_closed_invoice_changes_in_few_fields_only(
    api: Api, shop: Shop, database: Database
) -> None:
    made = await create(api, items=[item(taxClass=shop.vat)])
    close(database, made["id"])
    before = await get(api, made["id"])
    row = ("id", "InvalidValue", f"Invoice {made['id']} is closed")
    allowed = {"status", "isPaidFor", "labels", "metadata", "externalId"}
    for field in set(CHANGES) - allowed:
        request = {"id": made["id"], "invoice": {field: CHANGES[field], "status": "Sent"}}
        assert await api.refused_once(UPDATE, request) == row, field
    assert await get(api, made["id"]) == before

    after = await update(api, made["id"], **{field: CHANGES[field] for field in allowed})
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {*allowed, "version", "updateTime", "paidTotal", "dueTotal"}
    assert_consistent(database)


# ---- Delete


@pytest.mark.usefixtures("shop")
async def test_what_is_deleted_is_gone_with_all_that_belongs_to_it(
    api: Api, database: Database
) -> None:
    made = [await create(api, labels=[1], externalId=f"{i}") for i in range(3)]
    await api.call(DELETE, {"ids": [made[0]["id"], 99, made[2]["id"], made[0]["id"]]})

    assert await api.call(COUNT) == {"count": 1}
    counts = counted(database)
    assert [counts[name] for name in ("invoice", "invoice_body", "item", "label")] == [1] * 4
    journal = (await api.call("commerce.series.journal", {"id": made[0]["series"]}))["entries"]
    assert [(each["number"], each["reason"], each["key"]) for each in journal] == [
        ("2013/1", "deleted", "bootstrap"),
        ("2013/3", "deleted", "bootstrap"),
    ]
    assert (await create(api))["number"] == "2013/4"
    assert await codes(api, CREATE, invoice(number="2013/3")) == ["NUMBER_VOIDED"]
    assert (await create(api))["id"] == made[2]["id"] + 2


@pytest.mark.usefixtures("shop")
async def test_deleting_is_all_or_nothing(api: Api, database: Database) -> None:
    made = [await create(api) for _ in range(4)]
    ids = [each["id"] for each in made]
    for id_ in ids[1:3]:
        close(database, id_)
    with nothing_stored(database):
        faults = await api.refused(DELETE, {"ids": ids})
    assert [(fault["field"], fault["type"], fault["path"]) for fault in faults] == [
        ("id", "InvalidValue", "/ids/1"),
        ("id", "InvalidValue", "/ids/2"),
    ]
    await api.call(DELETE, {"ids": [ids[0], ids[3]]})
    assert await api.call(COUNT) == {"count": 2}


@pytest.mark.usefixtures("shop")
async def test_a_gapless_series_keeps_its_numbers(api: Api, database: Database) -> None:
    made = [await create(api), await create(api), await create(api, number="")]
    await api.call("commerce.series.update", {"id": made[0]["series"], "series": {"gapless": True}})
    ids = [each["id"] for each in made]
    with nothing_stored(database):
        faults = await api.refused(DELETE, {"ids": ids})
        renumber = {"id": ids[0], "invoice": {"number": "2013/9"}}
        (refused,) = await api.refused(UPDATE, renumber)

    assert [(fault["field"], fault["code"], fault["value"]) for fault in faults] == [
        ("ids", "NUMBER_GAPLESS", ids[0]),
        ("ids", "NUMBER_GAPLESS", ids[1]),
    ]
    assert (refused["field"], refused["path"]) == ("number", "/invoice/number")
    await api.call(DELETE, {"ids": ids[2:]})
    assert (await update(api, ids[0], number="2013/1", status="Sent"))["number"] == "2013/1"


# ---- Refusals

WRONG_BY_ITSELF = {
    "number": "x" * 33,
    "status": "open",
    "rounding": {"mode": "Up", "rules": "PerItem"},
    "items": [{"quantity": -1}, {"price": "5"}, {"taxClass": 0, "weight": D("0.0001")}],
    "discounts": [{"type": "PercentOff", "value": 101}],
    "billingAddress": address(country="GBR"),
    "dueDate": "2013-02-30",
    "labels": [65],
}
WRONG_PATHS = [
    ("/invoice/rounding/rules", "UNKNOWN_FIELD"),
    ("/invoice/billingAddress/country", "TOO_LONG"),
    ("/invoice/dueDate", "NOT_THE_TYPE"),
    ("/invoice/items/0/quantity", "OUT_OF_RANGE"),
    ("/invoice/items/1/price", "NOT_THE_TYPE"),
    ("/invoice/items/2/taxClass", "OUT_OF_RANGE"),
    ("/invoice/items/2/weight", "TOO_PRECISE"),
    ("/invoice/labels/0", "OUT_OF_RANGE"),
    ("/invoice/number", "TOO_LONG"),
    ("/invoice/discounts/0/value", "DISCOUNT_VALUE"),
    ("/invoice/rounding/mode", "NOT_ALLOWED"),
    ("/invoice/status", "NOT_ALLOWED"),
]


@pytest.mark.parametrize("method", [CREATE, UPDATE])
@pytest.mark.usefixtures("shop")
async def test_all_that_is_wrong_by_itself_comes_at_once(
    api: Api, method: str, database: Database
) -> None:
    made = await create(api)
    request = {"invoice": {**invoice()["invoice"], **WRONG_BY_ITSELF, "customer": 99}}
    with nothing_stored(database):
        faults = await api.refused(
            method, {"id": made["id"], **request} if method == UPDATE else request
        )
    ranks = ["UnknownField", "Missing", "Malformed", "InvalidValue"]
    found = [ranks.index(fault["type"]) for fault in faults]

    assert found == sorted(found)
    assert sorted((fault["path"], fault["code"]) for fault in faults) == sorted(WRONG_PATHS)


async def test_all_that_is_not_there_comes_at_once(
    api: Api, shop: Shop, database: Database
) -> None:
    made = await create(api, number="N", externalId="e")
    sent: Row = {
        "customer": 99,
        "items": [item(taxClass=98), item(taxClass=shop.vat), item(taxClass=97)],
        "shippingMethod": 96,
        "paymentMethod": 95,
        "billingAddress": address(country="XX"),
        "externalId": "e",
        "number": "N",
    }
    expected = [
        ("/invoice/billingAddress/country", "NO_TAX_AREA"),
        ("/invoice/customer", "CUSTOMER_NOT_FOUND"),
        ("/invoice/externalId", "EXTERNAL_ID_IN_USE"),
        ("/invoice/items/0/taxClass", "TAX_CLASS_NOT_FOUND"),
        ("/invoice/items/2/taxClass", "TAX_CLASS_NOT_FOUND"),
        ("/invoice/number", "NUMBER_IN_USE"),
        ("/invoice/paymentMethod", "PAYMENT_METHOD_NOT_FOUND"),
        ("/invoice/shippingMethod", "SHIPPING_METHOD_NOT_FOUND"),
    ]
    other = await create(api)
    with nothing_stored(database):
        created = await api.refused(CREATE, invoice(**sent))
        sent["items"] = [*sent["items"], {"id": made["items"][0]["id"]}]
        updated = await api.refused(UPDATE, {"id": other["id"], "invoice": sent})

    assert sorted((fault["path"], fault["code"]) for fault in created) == expected
    item_row = ("/invoice/items/3/id", "ITEM_NOT_FOUND")
    assert sorted((fault["path"], fault["code"]) for fault in updated) == sorted(
        [*expected, item_row]
    )
    assert await get(api, other["id"]) == other


async def test_a_refusal_at_the_last_step_leaves_nothing(
    api: Api, shop: Shop, database: Database
) -> None:
    made = await create(api)
    for wrong in (
        {"items": [item(price=9999999, quantity=999)]},
        {"items": [item(price=0)], "discounts": [{"type": "AmountOff", "value": 1}]},
        {"items": [item(price=-1)], "paymentMethod": shop.transfer},
        {"number": "2013/77", "customer": 99},
    ):
        with nothing_stored(database):
            await api.refused(CREATE, invoice(**wrong))
            await api.refused(UPDATE, {"id": made["id"], "invoice": {"labels": [5], **wrong}})
    assert await get(api, made["id"]) == made
    assert (await create(api))["number"] == "2013/2"


@pytest.mark.parametrize("verb", ["create", "update"])
def test_each_row_of_the_documentation_is_declared(verb: str) -> None:
    text = (Path(__file__).parent / f"v6_{verb}_errors.txt").read_text()
    declared = {
        (problem.field, problem.type) for problem in methods()[f"commerce.invoices.{verb}"].problems
    }

    assert {tuple(row.split()[:2]) for row in text.splitlines()} <= declared


# ---- Entities


@pytest.fixture
def tenants(api: Api, database: Database) -> tuple[Api, Api]:
    """Make a second entity and return a caller of each."""
    entity = store.entities.insert(database, "Second", NOON)
    with database.transaction(entity):
        setup.entity(Context(now=NOON, zone=UTC))
    first, second = (Api(api.client, **{"X-Entity-Id": str(id_)}) for id_ in (1, entity))
    return first, second


async def test_another_entitys_invoices_are_not_there(
    tenants: tuple[Api, Api], database: Database
) -> None:
    first, second = tenants
    await open_shop(first)
    mine = await create(first, labels=[1], externalId="e", number="2013/5")
    id_ = mine["id"]
    gone = ("id", "NotFound", f"Invoice {id_} does not exist")
    with nothing_stored(database):
        assert await second.call(GET, {"id": id_}) == {"invoice": None}
        for conditions in ({}, {"ids": [id_]}, {"labels": [1]}, {"after": 0}, {"address": "Baker"}):
            assert await second.call(FIND, {"conditions": conditions}) == {"invoices": []}
            assert await second.call(COUNT, {"conditions": conditions}) == {"count": 0}
        request = {"id": id_, "invoice": {"status": "Sent"}}
        assert await second.refused_once(UPDATE, request) == gone
        await second.call(DELETE, {"ids": [id_]})
        labels = {"ids": [2], "type": "Invoice", "resources": [id_]}
        for verb in ("add", "remove", "replace"):
            refused = await codes(second, f"commerce.labels.{verb}", labels)
            assert refused == ["LABELLED_NOT_FOUND"]
    assert await get(first, id_) == mine


async def test_another_entitys_things_can_not_be_referred_to(tenants: tuple[Api, Api]) -> None:
    first, second = tenants
    theirs = await open_shop(first)
    series = (await create(first))["series"]
    own = {"name": "Own", "countries": ["GB"]}
    await second.call("commerce.tax-areas.create", {"taxArea": own})
    made = await create(second)
    refers: list[tuple[Row, str]] = [
        ({"customer": theirs.customer}, "CUSTOMER_NOT_FOUND"),
        ({"items": [item(taxClass=theirs.vat)]}, "TAX_CLASS_NOT_FOUND"),
        ({"shippingMethod": theirs.courier}, "SHIPPING_METHOD_NOT_FOUND"),
        ({"paymentMethod": theirs.transfer}, "PAYMENT_METHOD_NOT_FOUND"),
        ({"billingAddress": address(country="IT")}, "NO_TAX_AREA"),
    ]
    for sent, code in refers:
        assert await codes(second, CREATE, invoice(**sent)) == [code]
        assert await codes(second, UPDATE, {"id": made["id"], "invoice": sent}) == [code]
    assert await codes(second, CREATE, invoice(series=series)) == ["SERIES_NOT_FOUND"]


async def test_entities_number_and_identify_apart(tenants: tuple[Api, Api]) -> None:
    for api in tenants:
        await api.call("commerce.tax-areas.create", {"taxArea": {"countries": ["GB"]}})
        made = await create(api, externalId="same")

        assert (made["number"], made["externalId"]) == ("2013/1", "same")


@pytest.mark.usefixtures("shop")
async def test_a_customer_who_is_deleted_meanwhile_is_not_there(
    api: Api, database: Database
) -> None:
    """Whichever comes first: the customer stays because of the invoice, or is not found."""
    for _ in range(12):
        new = {"customer": {"lastName": "Moriarty"}}
        customer = (await api.call("commerce.customers.create", new))["id"]
        answers = await asyncio.gather(
            *(api.post(CREATE, invoice(customer=customer)) for _ in range(3)),
            api.post("commerce.customers.delete", {"ids": [customer]}),
        )
        *created, deleted = [answer for _, _, answer in answers]
        told = json.dumps([created, deleted], default=str)

        assert [status for status, _, _ in answers] == [200] * 4, told
        is_used = any(answer["status"] == "ok" for answer in created)
        assert (deleted["status"] == "error") == is_used, told
    assert_consistent(database)
