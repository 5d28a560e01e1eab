"""Every problem that the methods of orders and payments declare is provoked."""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rpc.registry import methods
from schemas import problems
from store.database import Database
from tests.api import Api
from tests.examples import address, item, open_shop, order, shipping_address
from tests.handlers.test_invoice_errors import expression, make_unsuitable_methods
from tests.handlers.test_invoices import nothing_stored

D = Decimal
Row = dict[str, Any]

# What any request may suffer, and therefore no method declares.
COMMON = {
    each.code
    for each in (
        problems.UNKNOWN,
        problems.REQUIRED,
        problems.NULL,
        problems.NOT_THE_TYPE,
        problems.OUT_OF_RANGE,
        problems.NOT_ALLOWED,
    )
}

# The orders of the fixture, by what is the matter with them.
TRASHED, TAKEN, PENDING, CANCELLED, INVOICED, TOO_LARGE, PAID, REFUNDED, IN_PARTS = range(1, 10)
UNKNOWN = 99

MISSING, MALFORMED, VALUE, FOUND = "Missing", "Malformed", "InvalidValue", "NotFound"
COMBINED, ALONE, CONFLICT = "MissingCombination", "InvalidCombination", "Conflict"


@dataclass(frozen=True)
class Case:
    """A request that a method refuses, and how."""

    method: str
    request: Row
    code: str
    type: str
    path: str
    field: str
    description: str


def case(method: str, request: Row, code: str, type_: str, where: str, description: str) -> Case:
    """Make a case; `where` is the path, and after a colon the field if that is not its end."""
    path, _, field = where.partition(":")
    return Case(method, request, code, type_, path, field or path.rpartition("/")[2], description)


def written(code: str, type_: str, where: str, description: str, **sent: Any) -> tuple[Case, Case]:
    """Make the cases of create and update, that are refused alike."""
    at = f"/order{where}"
    return (
        case("orders.create", order(**sent), code, type_, at, description),
        case("orders.update", {"id": PENDING, "order": sent}, code, type_, at, description),
    )


def created(code: str, type_: str, where: str, description: str, **sent: Any) -> Case:
    """Make a case of create."""
    return case("orders.create", order(**sent), code, type_, f"/order{where}", description)


def updated(code: str, type_: str, where: str, description: str, **sent: Any) -> Case:
    """Make a case of update."""
    request = {"id": PENDING, "order": sent}
    return case("orders.update", request, code, type_, f"/order{where}", description)


def acted(verb: str, id_: int, code: str, type_: str, description: str, **sent: Any) -> Case:
    """Make a case of an action on an order."""
    return case(f"orders.{verb}", {"id": id_, **sent}, code, type_, "/id", description)


CHARGED = {"total": 10, "taxedTotal": 12}

WRITTEN = [
    *written(
        "NO_TAX_AREA",
        VALUE,
        "/billingAddress/country",
        "No tax areas for country 'XX'",
        billingAddress=address(country="XX"),
    ),
    *written(
        "NO_TAX_AREA",
        VALUE,
        "/shippingAddress/country",
        "No tax areas for country 'XX'",
        shippingAddress=shipping_address(country="XX"),
    ),
    *written(
        "SELLER_COUNTRY_MISSING",
        COMBINED,
        "/sellerAddress/country",
        "Country of seller address is required if 'stateProv' is provided",
        sellerAddress={"stateProv": "LND"},
    ),
    *written(
        "CREATION_TIME_IN_FUTURE",
        VALUE,
        "/creationTime",
        "Creation time '2999-08-28 09:41:47' is in the future",
        creationTime="2999-08-28 09:41:47",
    ),
    *written("CUSTOMER_NOT_FOUND", FOUND, "/customer", "Customer 99 does not exist", customer=99),
    *written(
        "AMOUNT_OFF_ZERO",
        VALUE,
        "/discounts",
        "Amount off discount can not be applied to a zero subtotal",
        items=[item(price=0)],
        discounts=[{"type": "AmountOff", "value": 1}],
    ),
    *written(
        "TOO_MANY_DISCOUNTS",
        MALFORMED,
        "/discounts",
        "There can be no more than 5 discounts",
        discounts=[{"type": "PercentOff", "value": 1}] * 6,
    ),
    *written(
        "DISCOUNT_VALUE",
        VALUE,
        "/discounts/0/value",
        "Value 101.000 is not a valid discount: it must be greater than zero, and at most 100 if "
        "it is a percentage",
        discounts=[{"type": "PercentOff", "value": 101}],
    ),
    *written(
        "INVOICE_RECIPIENT_MALFORMED",
        MALFORMED,
        "/invoiceRecipient",
        "'no recipient' is not a recipient code or email address",
        invoiceRecipient="no recipient",
    ),
    *written(
        "LOCALE_MALFORMED",
        MALFORMED,
        "/locale",
        "'xx-YY' is not a valid locale code",
        locale="xx-YY",
    ),
    *written(
        "PAYMENT_METHOD_TOTAL",
        VALUE,
        "/paymentMethod",
        "No payment methods can be used if total is zero or negative",
        items=[item(price=-1)],
        paymentMethod=1,
    ),
    *written(
        "PAYMENT_METHOD_COMBINATION",
        VALUE,
        "/paymentMethod",
        "Payment method 3 can not be used in combination with shipping method 1",
        shippingMethod=1,
        paymentMethod=3,
    ),
    *written(
        "PAYMENT_METHOD_UNSUITABLE",
        VALUE,
        "/paymentMethod",
        "Payment method 4 is not suitable for this order",
        paymentMethod=4,
    ),
    *written(
        "PAYMENT_METHOD_NOT_FOUND",
        FOUND,
        "/paymentMethod",
        "Payment method 99 does not exist",
        paymentMethod=99,
    ),
    *written(
        "SHIPPING_METHOD_UNSUITABLE",
        VALUE,
        "/shippingMethod",
        "Shipping method 2 is not suitable for this order",
        shippingMethod=2,
    ),
    *written(
        "SHIPPING_METHOD_REQUIRED",
        COMBINED,
        "/shippingMethod",
        "Shipping method is required because the payment method is on delivery",
        paymentMethod=2,
    ),
    *written(
        "SHIPPING_METHOD_NOT_FOUND",
        FOUND,
        "/shippingMethod",
        "Shipping method 99 does not exist",
        shippingMethod=99,
    ),
    *written(
        "TAX_CLASS_NOT_FOUND",
        FOUND,
        "/items/1/taxClass",
        "Tax class 99 does not exist",
        items=[item(), item(taxClass=99)],
    ),
    *written(
        "ESTIMATE_NOT_FOUND",
        FOUND,
        "/estimate",
        "Estimate 3 does not exist",
        estimate=PENDING,
    ),
    *written(
        "EXTERNAL_ID_IN_USE",
        VALUE,
        "/externalId",
        "External id 'taken' is already in use",
        externalId="taken",
    ),
    *written(
        "EXTERNAL_VALUE_IN_USE",
        VALUE,
        "/externalValue",
        "External value 'taken' is already in use",
        externalValue="taken",
    ),
    *written(
        "OLD_HASH_IN_USE",
        VALUE,
        "/oldHash",
        "Old hash 'taken' is already in use",
        oldHash="taken",
    ),
    *written(
        "AMOUNT_TOO_LARGE",
        VALUE,
        "/items",
        "The total of these items is 9989999001.00, which is more than the 99999999.99 that can "
        "be stored",
        items=[item(price=9999999, quantity=999)],
    ),
    *written("LABEL_REPEATED", MALFORMED, "/labels", "An identifier is repeated", labels=[1, 2, 1]),
    *written(
        "CHARGED_MISSING",
        COMBINED,
        "/charged",
        "Charged is required if taxedTotalPrice of an item is provided",
        items=[item(), item(taxedTotalPrice=1)],
    ),
    *written(
        "CHARGED_ALONE",
        ALONE,
        "/discounts",
        "Discounts is not allowed if charged is provided",
        charged=CHARGED,
        discounts=[{"type": "PercentOff", "value": 1}],
    ),
    *written(
        "CHARGED_ALONE",
        ALONE,
        "/shippingCost",
        "Shipping cost is not allowed if charged is provided",
        charged=CHARGED,
        shippingMethod=1,
        shippingCost=1,
    ),
    *written(
        "TOO_PRECISE",
        MALFORMED,
        "/charged/total",
        "Total 10.50 has too many decimals: 0 are allowed, and nothing is rounded silently",
        currency="JPY",
        charged={"total": D("10.50"), "taxedTotal": 12},
        items=[item()],
    ),
    *written(
        "PAYMENT_STATUS_CONTRADICTED",
        ALONE,
        "/paymentStatus",
        "Payment status is not what is paid for says",
        isPaidFor=True,
        paymentStatus="PartiallyPaid",
    ),
    *written(
        "STANDING_DATE_MISSING",
        COMBINED,
        "/standingDate",
        "Standing date is required if the standing order is active",
        standingActive=True,
    ),
    *written(
        "BILLING_ADDRESS_FOR_TAX",
        COMBINED,
        "/billingAddress",
        "Billing address is required if tax class is provided",
        billingAddress=None,
        taxPercent=22,
        items=[item(taxClass=1)],
    ),
]
ONCE = [
    created("SERIES_NOT_FOUND", FOUND, "/series", "Series 99 does not exist", series=99),
    created(
        "SERIES_OTHER_KIND",
        VALUE,
        "/series",
        "Series 1 is for documents of kind 'Invoice'",
        series=1,
    ),
    created(
        "PAYMENT_COST_WITHOUT_METHOD",
        ALONE,
        "/paymentMethod",
        "Payment method is required if payment cost is provided",
        paymentCost=D("1.200"),
    ),
    created(
        "SHIPPING_COST_WITHOUT_METHOD",
        ALONE,
        "/shippingMethod",
        "Shipping method is required if shipping cost is provided",
        shippingCost=D("8.572"),
    ),
    created(
        "ORDER_INTEGRATION_NOT_FOUND",
        FOUND,
        "/orderIntegration",
        "Order integration 99 does not exist",
        orderIntegration=99,
    ),
    created(
        "SOURCE_ID_IN_USE",
        VALUE,
        "/sourceId",
        "Order integration 1 has an order with source id 'S1' already",
        orderIntegration=1,
        sourceId="S1",
    ),
    created(
        "REQUIRED",
        MISSING,
        "/billingAddress",
        "Billing address is required",
        billingAddress=None,
    ),
    updated(
        "ITEM_REPEATED",
        MALFORMED,
        "/items",
        "An item id is repeated",
        items=[{"id": 3}, {"id": 3}],
    ),
    updated(
        "ITEM_NOT_FOUND",
        FOUND,
        "/items/1/id:items",
        "Order 3 does not have item 99",
        items=[{}, {"id": 99}],
    ),
    updated(
        "NO_PAYMENT_METHOD",
        VALUE,
        "/paymentCost",
        "Order 3 has not a payment method",
        paymentCost=D("1.200"),
    ),
    updated(
        "NO_SHIPPING_METHOD",
        VALUE,
        "/shippingCost",
        "Order 3 has not a shipping method",
        shippingCost=D("8.572"),
    ),
    case(
        "orders.update",
        {"id": PAID, "order": {"isPaidFor": False}},
        "PAID_BY_PAYMENTS",
        VALUE,
        "/order/isPaidFor",
        f"Order {PAID} is paid for by its payments: refund or delete them",
    ),
    case(
        "orders.update",
        {"id": INVOICED, "order": {"status": "Cancelled"}},
        "ORDER_INVOICED",
        VALUE,
        "/order/status",
        f"Order {INVOICED} is invoiced already, by invoice 1",
    ),
    case(
        "orders.restore",
        {"ids": [UNKNOWN, TRASHED]},
        "SOURCE_ID_IN_USE",
        VALUE,
        "/ids/1:sourceId",
        "Order integration 1 has an order with source id 'S1' already",
    ),
]


def actions(verb: str, **sent: Any) -> list[Case]:
    """Make the cases that every action on an order has."""
    name = f"orders.{verb}"
    stale = "Version 7 is stale: the current version is 1; read it again and repeat"
    version = {"id": PENDING, "version": 7, **sent}
    return [
        acted(verb, UNKNOWN, "ORDER_NOT_FOUND", FOUND, "Order 99 does not exist", **sent),
        acted(
            verb,
            TRASHED,
            "ORDER_DELETED",
            VALUE,
            "Order 1 is in the trash: restore it first",
            **sent,
        ),
        case(name, version, "VERSION_CONFLICT", CONFLICT, "/version", stale),
    ]


CANCELED = f"Order {CANCELLED} is cancelled"
BY_INVOICE = f"Order {INVOICED} is invoiced already, by invoice 1"
ACTED = [
    *actions("update", order={}),
    *actions("process"),
    *actions("cancel"),
    *actions("reissue"),
    *actions("pay", amount=1),
    acted("process", INVOICED, "ORDER_INVOICED", VALUE, BY_INVOICE),
    acted("process", CANCELLED, "ORDER_CANCELED", VALUE, CANCELED),
    case(
        "orders.process",
        {"id": TOO_LARGE},
        "AMOUNT_TOO_LARGE",
        VALUE,
        "/order/items",
        "The total of these items is 200999999.98, which is more than the 99999999.99 that can "
        "be stored",
    ),
    acted("cancel", INVOICED, "ORDER_INVOICED", VALUE, BY_INVOICE),
    acted("cancel", CANCELLED, "ORDER_CANCELED", VALUE, CANCELED),
    acted(
        "reissue",
        PENDING,
        "ORDER_NOT_INVOICED",
        VALUE,
        "Order 3 has no invoice yet: process it first",
    ),
    acted(
        "reissue",
        INVOICED,
        "ORDER_UNCHANGED",
        VALUE,
        f"Order {INVOICED} has not changed since it was invoiced: there is nothing to reissue",
    ),
    acted(
        "reissue",
        IN_PARTS,
        "ORDER_IN_PARTS",
        VALUE,
        f"Order {IN_PARTS} is invoiced in parts, by invoices 2: credit what is wrong with them, "
        "and create the right ones from the order",
    ),
]


def payments(id_: int, code: str, where: str, description: str, **sent: Any) -> list[Case]:
    """Make the cases of both ways to record a payment on an order, that are refused alike."""
    made = {"amount": 1, **sent}
    type_ = MALFORMED if code == "TOO_PRECISE" else VALUE
    created_at = "order" if where == "id" else where
    return [
        case("orders.pay", {"id": id_, **made}, code, type_, f"/{where}", description),
        case(
            "payments.create",
            {"payment": {"order": id_, **made}},
            code,
            type_,
            f"/payment/{created_at}",
            description,
        ),
    ]


def unpaid(code: str, type_: str, where: str, description: str, **sent: Any) -> Case:
    """Make a case of a payment that belongs nowhere."""
    request = {"payment": {"amount": 1, **sent}}
    return case("payments.create", request, code, type_, f"/payment/{where}", description)


PAYMENTS = [
    *payments(
        PENDING,
        "TOO_PRECISE",
        "amount",
        "Amount 1.005 has too many decimals: 2 are allowed, and nothing is rounded silently",
        amount=D("1.005"),
    ),
    *payments(
        PENDING,
        "OVERPAID",
        "amount",
        "Amount 169.00 is more than the 168.99 that is due; overpaying needs 'allowOverpayment'",
        amount=169,
    ),
    *payments(
        PAID,
        "REFUND_TOO_LARGE",
        "amount",
        "Amount 169.00 is more than the 168.99 that was paid",
        type="Refund",
        amount=169,
    ),
    *payments(CANCELLED, "ORDER_CANCELED", "id", CANCELED),
    *payments(
        PENDING,
        "EXTERNAL_ID_IN_USE",
        "externalId",
        "External id 'first' is already in use",
        externalId="first",
    ),
    unpaid("PAYMENT_ORDER_NOT_FOUND", FOUND, "order", "Order 99 does not exist", order=99),
    unpaid("PAYMENT_INVOICE_NOT_FOUND", FOUND, "invoice", "Invoice 99 does not exist", invoice=99),
    unpaid(
        "PAYMENT_ON_BOTH",
        ALONE,
        "invoice",
        "Invoice is not allowed if order is provided",
        order=PENDING,
        invoice=1,
    ),
    unpaid("PAYMENT_ON_NOTHING", MISSING, "order", "An order or an invoice is required"),
    unpaid(
        "ORDER_DELETED",
        VALUE,
        "order",
        "Order 1 is in the trash: restore it first",
        order=TRASHED,
    ),
    case(
        "payments.delete",
        {"ids": [UNKNOWN, 2]},
        "REFUND_UNCOVERED",
        VALUE,
        "/ids/1:ids",
        "Payment 2 can not be deleted: what was refunded would be more than what was paid",
    ),
]
READ = [
    case(
        f"{resource}.{verb}",
        {name: sent},
        code,
        type_,
        where,
        description,
    )
    for resource, verbs in (("orders", ("find", "count")), ("payments", ("find", "count")))
    for verb in verbs
    for name, sent, code, type_, where, description in (
        (
            "conditions",
            {"labels": [1, 1]},
            "LABEL_REPEATED",
            MALFORMED,
            "/conditions/labels",
            "An identifier is repeated",
        ),
        (
            "query",
            {"externalIdd": "a"},
            "QUERY_FIELD",
            VALUE,
            "/query/externalIdd:query",
            "'externalIdd' can not be queried: did you mean 'externalId'?",
        ),
        (
            "query",
            {"externalId": {"like": "a"}},
            "QUERY_OPERATOR",
            VALUE,
            "/query/externalId/like:query",
            "'like' is not an operator for 'externalId': *",
        ),
        (
            "cursor",
            "no cursor",
            "CURSOR_MALFORMED",
            MALFORMED,
            "/cursor",
            "The cursor is not one that an answer with this order gave",
        ),
    )
    if (resource, name) != ("payments", "conditions") and (verb, name) != ("count", "cursor")
] + [
    case(
        f"{resource}.find",
        {"cursor": "any", "first": 1},
        "CURSOR_AND_FIRST",
        ALONE,
        "/first",
        "First is not allowed if cursor is provided",
    )
    for resource in ("orders", "payments")
]
CASES = [*WRITTEN, *ONCE, *ACTED, *PAYMENTS, *READ]


@pytest.fixture
async def shop(api: Api) -> None:
    """Make a shop, methods that do not suit, and orders with which something is the matter."""
    await open_shop(api)
    await make_unsuitable_methods(api)
    await api.call("commerce.order-integrations.create", {"orderIntegration": {"name": "Web"}})
    of_shop = {"orderIntegration": 1, "sourceId": "S1"}
    taken = dict.fromkeys(("externalId", "externalValue", "oldHash"), "taken")
    most = D("99999999.99")
    too_large = {
        "charged": {"total": 1, "taxedTotal": 1},
        "items": [item(totalPrice=most, taxedTotalPrice=most, taxRate=rate) for rate in (0, 1)],
    }

    async def make(id_: int, **sent: Any) -> None:
        assert await api.call("commerce.orders.create", order(**sent)) == {"id": id_}

    await make(TRASHED, **of_shop)
    await api.call("commerce.orders.delete", {"ids": [TRASHED]})
    await make(TAKEN, **of_shop, **taken)
    await make(PENDING)
    await make(CANCELLED, status="Cancelled")
    await make(INVOICED)
    await make(TOO_LARGE, **too_large)
    await make(PAID)
    await make(REFUNDED)
    await api.call("commerce.orders.process", {"id": INVOICED})
    await make(IN_PARTS)
    one = (await api.call("commerce.orders.get", {"id": IN_PARTS}))["order"]["items"][0]["id"]
    part = {"order": IN_PARTS, "items": [{"id": one, "quantity": 1}]}
    await api.call("commerce.invoices.create-from-order", part)
    paid = {"amount": D("168.99"), "externalId": "first"}
    await api.call("commerce.orders.pay", {"id": PAID, **paid})
    await api.call("commerce.orders.pay", {"id": REFUNDED, "amount": 5})
    await api.call("commerce.orders.pay", {"id": REFUNDED, "amount": 5, "type": "Refund"})


@pytest.mark.parametrize("each", CASES, ids=lambda each: f"{each.method}: {each.code}")
@pytest.mark.usefixtures("shop")
async def test_a_wrong_request_is_told_what_is_wrong(
    api: Api, database: Database, each: Case
) -> None:
    method = f"commerce.{each.method}"
    before = await api.call("commerce.orders.find")
    with nothing_stored(database):
        faults = await api.refused(method, each.request)

    assert [(fault["code"], fault["path"]) for fault in faults] == [(each.code, each.path)]
    assert (faults[0]["field"], faults[0]["type"]) == (each.field, each.type)
    wanted = re.escape(each.description).replace(r"\*", ".+")
    assert re.fullmatch(wanted, faults[0]["description"]), faults[0]["description"]
    assert await api.call("commerce.orders.find") == before


def test_every_declared_problem_is_provoked() -> None:
    ours = [
        name for name in methods() if name.startswith(("commerce.orders.", "commerce.payments."))
    ]
    declared = {(name, each.code) for name in ours for each in methods()[name].problems}
    provoked = {(f"commerce.{each.method}", each.code) for each in CASES}

    assert sorted(declared - provoked) == []
    assert sorted(each for each in provoked - declared if each[1] not in COMMON) == []


@pytest.mark.parametrize("verb", ["create", "update"])
def test_every_row_of_the_v6_documentation_holds_for_orders(verb: str) -> None:
    text = (Path(__file__).parent / f"v6_{verb}_errors.txt").read_text()
    rows = [
        row.replace("Invoice <id>", "Order <id>").replace("this invoice", "this order")
        for row in text.splitlines()
        if "ShippingInvoice" not in row and "shipping invoices" not in row
    ]
    told = [
        f"{each.field} {each.type} {each.description}"
        for each in CASES
        if each.method == f"orders.{verb}"
    ]
    left = [row for row in rows if not any(re.fullmatch(expression(row), each) for each in told)]

    assert len(rows) > 15
    assert left == []


@pytest.mark.usefixtures("shop")
async def test_all_that_is_wrong_by_itself_comes_at_once(api: Api) -> None:
    wrong: Row = {
        "colour": "red",
        "status": "Lost",
        "locale": "xx-YY",
        "isPaidFor": "yes",
        "items": [item(price=D("1.2345")), item(quantity=-1)],
        "charged": {"total": 1},
        "isFulfilled": None,
        "duePeriod": -1,
    }
    expected = [
        ("/order/colour", "UNKNOWN_FIELD"),
        ("/order/charged/taxedTotal", "REQUIRED"),
        ("/order/locale", "LOCALE_MALFORMED"),
        ("/order/isPaidFor", "NOT_THE_TYPE"),
        ("/order/items/0/price", "TOO_PRECISE"),
        ("/order/items/1/quantity", "OUT_OF_RANGE"),
        ("/order/isFulfilled", "NULL"),
        ("/order/duePeriod", "OUT_OF_RANGE"),
        ("/order/status", "NOT_ALLOWED"),
    ]
    for method, request in (
        ("create", order(**wrong)),
        ("update", {"id": PENDING, "order": wrong}),
    ):
        faults = await api.refused(f"commerce.orders.{method}", request)

        assert sorted((each["path"], each["code"]) for each in faults) == sorted(expected)
        types = [each["type"] for each in faults]
        assert types == sorted(types, key=problems.TYPES.index)


@pytest.mark.usefixtures("shop")
async def test_all_that_is_not_there_comes_at_once(api: Api) -> None:
    wrong: Row = {
        "customer": 99,
        "shippingMethod": 99,
        "paymentMethod": 99,
        "estimate": 99,
        "externalId": "taken",
        "externalValue": "taken",
        "oldHash": "taken",
        "items": [item(taxClass=98), item(), item(taxClass=99)],
    }
    expected = [
        ("/order/customer", "CUSTOMER_NOT_FOUND"),
        ("/order/shippingMethod", "SHIPPING_METHOD_NOT_FOUND"),
        ("/order/paymentMethod", "PAYMENT_METHOD_NOT_FOUND"),
        ("/order/estimate", "ESTIMATE_NOT_FOUND"),
        ("/order/externalId", "EXTERNAL_ID_IN_USE"),
        ("/order/externalValue", "EXTERNAL_VALUE_IN_USE"),
        ("/order/oldHash", "OLD_HASH_IN_USE"),
        ("/order/items/0/taxClass", "TAX_CLASS_NOT_FOUND"),
        ("/order/items/2/taxClass", "TAX_CLASS_NOT_FOUND"),
    ]
    new = {**wrong, "orderIntegration": 99, "series": 99}
    faults = await api.refused("commerce.orders.create", order(**new))

    assert sorted((each["path"], each["code"]) for each in faults) == sorted(
        [
            *expected,
            ("/order/orderIntegration", "ORDER_INTEGRATION_NOT_FOUND"),
            ("/order/series", "SERIES_NOT_FOUND"),
        ]
    )
    changes = {**wrong, "items": [*wrong["items"], {"id": 99}]}
    faults = await api.refused("commerce.orders.update", {"id": PENDING, "order": changes})

    assert sorted((each["path"], each["code"]) for each in faults) == sorted(
        [*expected, ("/order/items/3/id", "ITEM_NOT_FOUND")]
    )


async def test_everything_an_address_lacks_comes_at_once(api: Api) -> None:
    await open_shop(api)
    await api.call("commerce.orders.create", order())
    part = {"firstName": "Sherlock", "street1": "221b Baker Street", "country": "GB"}
    wrong = {"billingAddress": part, "shippingAddress": {"city": "London", "country": "GB"}}
    lacking = {"lastName", "city", "postalCode", "email"}
    elsewhere = {"name", "street1", "postalCode"}
    expected = sorted(
        [f"/order/billingAddress/{name}" for name in lacking]
        + [f"/order/shippingAddress/{name}" for name in elsewhere]
    )
    for method, request in (
        ("create", order(**wrong)),
        ("update", {"id": 1, "order": wrong}),
    ):
        faults = await api.refused(f"commerce.orders.{method}", request)

        assert {each["code"] for each in faults} == {"REQUIRED"}
        assert sorted(each["path"] for each in faults) == expected
