"""Each row of the v6 documentation's Errors tables is provoked, word for word."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.api import Api
from tests.examples import Shop, address, invoice, item, open_shop, shipping_address

Make = Callable[[Shop], dict[str, Any]]
Row = tuple[str, str, str]

SHIPPING_ONLY = {
    "goodsAppearance": "a box",
    "numberOfPackages": 2,
    "porto": "Franco",
    "shippingTime": "2013-09-02 10:22:54",
    "trackingNumber": "rt-5pl7f-fg",
    "transportReason": "sale",
}
DESCRIBED = {
    "goodsAppearance": ("Goods appearance", "shipping invoices"),
    "numberOfPackages": ("Number of packages", "shipping invoices"),
    "porto": ("Porto", "shipping invoices"),
    "shippingTime": ("Shipping time", "shipping invoices"),
    "trackingNumber": ("Tracking number", 'type "ShippingInvoice"'),
    "transportReason": ("Transport reason", 'type "ShippingInvoice"'),
}


def case(field: str, type_: str, description: str, make: Make) -> Any:
    """Name a case by its row."""
    return pytest.param((field, type_, description), make, id=f"{field}: {description[:50]}")


def sending(field: str, value: Any, **others: Any) -> Make:
    """Make a request that sends a field."""
    return lambda _: {field: value, **others}


# What a caller may send, and the row that answers it: alike for create and update.
SHARED = [
    case(
        "country",
        "InvalidValue",
        "No tax areas for country 'XX'",
        lambda _: {"billingAddress": address(country="XX")},
    ),
    case(
        "country",
        "MissingCombination",
        "Country of seller address is required if 'stateProv' is provided",
        lambda _: {"sellerAddress": {"stateProv": "LND"}},
    ),
    case(
        "creationTime",
        "InvalidValue",
        "Creation time '2999-08-28 09:41:47' is in the future",
        lambda _: {"creationTime": "2999-08-28 09:41:47"},
    ),
    case("customer", "NotFound", "Customer 99 does not exist", lambda _: {"customer": 99}),
    case(
        "discounts",
        "InvalidValue",
        "Amount off discount can not be applied to a zero subtotal",
        lambda _: {
            "items": [item(price=0)],
            "discounts": [{"type": "AmountOff", "value": 1}],
        },
    ),
    case(
        "discounts",
        "Malformed",
        "There can be no more than 5 discounts",
        lambda _: {"discounts": [{"type": "PercentOff", "value": 1}] * 6},
    ),
    case(
        "invoiceRecipient",
        "Malformed",
        "'no recipient' is not a recipient code or email address",
        lambda _: {"invoiceRecipient": "no recipient"},
    ),
    case(
        "locale",
        "Malformed",
        "'xx-YY' is not a valid locale code",
        lambda _: {"locale": "xx-YY"},
    ),
    case(
        "paymentMethod",
        "InvalidValue",
        "No payment methods can be used if total is zero or negative",
        lambda shop: {"items": [item(price=-1)], "paymentMethod": shop.transfer},
    ),
    case(
        "paymentMethod",
        "InvalidValue",
        "Payment method 3 can not be used in combination with shipping method 1",
        lambda shop: {"shippingMethod": shop.courier, "paymentMethod": 3},
    ),
    case(
        "paymentMethod",
        "InvalidValue",
        "Payment method 4 is not suitable for this invoice",
        lambda _: {"paymentMethod": 4},
    ),
    case(
        "paymentMethod",
        "NotFound",
        "Payment method 99 does not exist",
        lambda _: {"paymentMethod": 99},
    ),
    case(
        "shippingMethod",
        "InvalidValue",
        "Shipping method 2 is not suitable for this invoice",
        lambda _: {"shippingMethod": 2},
    ),
    case(
        "shippingMethod",
        "MissingCombination",
        "Shipping method is required because the payment method is on delivery",
        lambda _: {"paymentMethod": 2},
    ),
    case(
        "shippingMethod",
        "NotFound",
        "Shipping method 99 does not exist",
        lambda _: {"shippingMethod": 99},
    ),
    case(
        "taxClass",
        "NotFound",
        "Tax class 99 does not exist",
        lambda _: {"items": [item(taxClass=99)]},
    ),
]
CREATE = [
    *SHARED,
    case(
        "paymentMethod",
        "InvalidCombination",
        "Payment method is required if payment cost is provided",
        lambda _: {"paymentCost": Decimal("1.200")},
    ),
    case(
        "shippingMethod",
        "InvalidCombination",
        "Shipping method is required if shipping cost is provided",
        lambda _: {"shippingCost": Decimal("8.572")},
    ),
    *(
        case(
            field,
            "InvalidValue",
            f"{name} can be defined only for {documents}",
            sending(field, SHIPPING_ONLY[field]),
        )
        for field, (name, documents) in DESCRIBED.items()
    ),
    *(
        case(
            field,
            "InvalidValue",
            f"{name} must be defined for {documents}",
            sending(field, None, type="ShippingInvoice"),
        )
        for field, (name, documents) in DESCRIBED.items()
        if field != "porto"
    ),
]
UPDATE = [
    *SHARED,
    case(
        "items",
        "Malformed",
        "An item id is repeated",
        lambda _: {"items": [{"id": 1}, {"id": 1}]},
    ),
    case(
        "items",
        "NotFound",
        "Invoice 1 does not have item 99",
        lambda _: {"items": [{"id": 99}]},
    ),
    case(
        "paymentCost",
        "InvalidValue",
        "Invoice 1 has not a payment method",
        lambda _: {"paymentCost": Decimal("1.200")},
    ),
    case(
        "shippingCost",
        "InvalidValue",
        "Invoice 1 has not a shipping method",
        lambda _: {"shippingCost": Decimal("8.572")},
    ),
    *(
        case(
            field,
            "InvalidValue",
            f"{name} can be defined only for {documents}",
            sending(field, SHIPPING_ONLY[field]),
        )
        for field, (name, documents) in DESCRIBED.items()
    ),
]
# Invoice 2 is a shipping invoice.
UPDATE_SHIPPING = [
    case(
        field,
        "InvalidValue",
        f"{name} must be defined for {documents}",
        sending(field, None),
    )
    for field, (name, documents) in DESCRIBED.items()
    if field != "porto"
]


async def make_unsuitable_methods(api: Api) -> None:
    """Make shipping method 2 and payment methods 2 to 4, each wrong for most documents."""
    ireland = {"shippingMethod": {"name": "To Ireland", "countries": ["IE"]}}
    await api.call("commerce.shipping-methods.create", ireland)
    for payment in (
        {"name": "Cash on delivery", "isOnDelivery": True},
        {"name": "Only to Ireland", "shippingMethods": [2]},
        {"name": "For millions", "minTotal": 1_000_000},
    ):
        await api.call("commerce.payment-methods.create", {"paymentMethod": payment})


@pytest.fixture
async def shop(api: Api) -> Shop:
    """Make a shop, methods that do not suit, and invoices 1 and 2 (of which 2 is shipped)."""
    shop = await open_shop(api)
    await make_unsuitable_methods(api)
    await api.call("commerce.invoices.create", invoice())
    await api.call("commerce.invoices.create", invoice(type="ShippingInvoice"))
    return shop


@pytest.mark.parametrize(("row", "make"), CREATE)
async def test_create_answers_with_the_row(api: Api, shop: Shop, row: Row, make: Make) -> None:
    request = invoice(**make(shop))

    assert await api.refused_once("commerce.invoices.create", request) == row
    assert await api.call("commerce.invoices.count") == {"count": 2}


@pytest.mark.parametrize(("row", "make"), UPDATE)
async def test_update_answers_with_the_row(api: Api, shop: Shop, row: Row, make: Make) -> None:
    before = await api.call("commerce.invoices.get", {"id": 1})
    request = {"id": 1, "invoice": make(shop)}

    assert await api.refused_once("commerce.invoices.update", request) == row
    assert await api.call("commerce.invoices.get", {"id": 1}) == before


@pytest.mark.parametrize(("row", "make"), UPDATE_SHIPPING)
async def test_update_of_a_shipping_invoice_answers_with_the_row(
    api: Api, shop: Shop, row: Row, make: Make
) -> None:
    request = {"id": 2, "invoice": make(shop)}

    assert await api.refused_once("commerce.invoices.update", request) == row


async def test_update_of_an_unknown_invoice_is_refused(api: Api) -> None:
    request = {"id": 99, "invoice": {"status": "Sent"}}
    row = ("id", "NotFound", "Invoice 99 does not exist")

    assert await api.refused_once("commerce.invoices.update", request) == row


async def test_country_of_the_shipping_address_comes_first(api: Api) -> None:
    await open_shop(api)
    request = invoice(shippingAddress=shipping_address(country="XX"))
    faults = await api.refused("commerce.invoices.create", request)

    assert faults[0]["path"] == "/invoice/shippingAddress/country"
    assert (faults[0]["code"], faults[0]["value"]) == ("NO_TAX_AREA", "XX")


@pytest.mark.parametrize(
    ("method", "cases", "apart"),
    [
        ("create", CREATE, set()),
        ("update", UPDATE + UPDATE_SHIPPING, {"id NotFound Invoice <id> does not exist"}),
    ],
)
def test_no_row_of_the_documentation_is_left_out(
    method: str, cases: list[Any], apart: set[str]
) -> None:
    text = (Path(__file__).parent / f"v6_{method}_errors.txt").read_text()
    provoked = [" ".join(each.values[0]) for each in cases]
    left = {
        row
        for row in text.splitlines()
        if not any(re.fullmatch(expression(row), each) for each in provoked)
    }

    assert left == apart


def expression(row: str) -> str:
    """Match what a row says, with any value in the place of `<name>`."""
    return re.sub(r"<\w+>", ".+", re.escape(row).replace("\\<", "<").replace("\\>", ">"))
