"""commerce.payment-methods.*, as users rely on it."""

from decimal import Decimal
from typing import Any

import pytest

from tests import examples
from tests.api import Api

D = Decimal


async def create(api: Api, name: str, **method: Any) -> int:
    request = {"paymentMethod": {"name": name, **method}}
    return int((await api.call("commerce.payment-methods.create", request))["id"])


async def get(api: Api, id_: int) -> Any:
    return (await api.call("commerce.payment-methods.get", {"id": id_}))["paymentMethod"]


async def shipping(api: Api, name: str) -> int:
    request = {"shippingMethod": {"name": name}}
    return int((await api.call("commerce.shipping-methods.create", request))["id"])


async def test_a_created_method_is_read_changed_and_deleted(api: Api) -> None:
    courier, post = await shipping(api, "Courier"), await shipping(api, "Post")
    id_ = await create(api, "Cash", isOnDelivery=True, shippingMethods=[post, courier])
    made = await get(api, id_)
    change = {"shippingMethods": [courier], "costPercent": D("2.5"), "provider": "Stripe"}
    request = {"id": id_, "version": 1, "paymentMethod": change}
    await api.call("commerce.payment-methods.update", request)
    changed = await get(api, id_)
    await api.call("commerce.shipping-methods.delete", {"ids": [post]})
    await api.call("commerce.payment-methods.delete", {"ids": [id_, 999]})
    await api.call("commerce.shipping-methods.delete", {"ids": [courier]})

    assert {**made, "creationTime": "", "updateTime": ""} == {
        "id": id_,
        "version": 1,
        "name": "Cash",
        "isActive": True,
        "isDefault": False,
        "isOnDelivery": True,
        "provider": "",
        "taxClass": None,
        "minTotal": None,
        "maxTotal": None,
        "cost": D("0.000"),
        "costPercent": D("0.00"),
        "shippingMethods": [post, courier],
        "creationTime": "",
        "updateTime": "",
    }
    assert {name: changed[name] for name in change} == change
    assert (changed["name"], changed["version"]) == ("Cash", 2)
    assert await get(api, id_) is None


async def shop(api: Api) -> int:
    """Make the methods that the next tests choose from, and a tax area."""
    await create(api, "transfer", cost=1, isDefault=True)
    await create(api, "card", costPercent=D("1.5"), maxTotal=1000, provider="Stripe")
    await create(api, "cash", cost=5, isOnDelivery=True, isActive=False, minTotal=10)
    return int((await api.call("commerce.tax-areas.create", {"taxArea": {}}))["id"])


@pytest.mark.parametrize(
    ("conditions", "order", "names"),
    [
        ({}, [], ["transfer", "card", "cash"]),
        ({}, ["name"], ["card", "cash", "transfer"]),
        ({}, ["-isOnDelivery", "-provider"], ["cash", "card", "transfer"]),
        ({"isActive": True}, ["-id"], ["card", "transfer"]),
        ({"isDefault": True}, [], ["transfer"]),
        ({"ids": [1, 3], "after": 1}, [], ["cash"]),
    ],
)
async def test_methods_are_found_and_counted(
    api: Api, conditions: dict[str, Any], order: list[str], names: list[str]
) -> None:
    await shop(api)
    request = {"conditions": conditions, "order": order, "fields": ["name"], "language": "en"}
    found = await api.call("commerce.payment-methods.find", request)
    count = await api.call("commerce.payment-methods.count", {"conditions": conditions})

    assert [method["name"] for method in found["paymentMethods"]] == names
    assert count == {"count": len(names)}


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, [{"1": 1, "2": D("0.150"), "3": 5}, {"1": 1, "2": D("0.001")}, {"1": 1, "3": 5}, {}]),
        ({"isActive": True, "after": 1}, [{"2": D("0.150")}, {"2": D("0.001")}, {}, {}]),
        ({"isDefault": False, "ids": [1, 3]}, [{"3": 5}, {}, {"3": 5}, {}]),
    ],
)
async def test_costs_are_computed_for_each_amount(
    api: Api, conditions: dict[str, Any], expected: list[dict[str, Any]]
) -> None:
    area = await shop(api)
    amounts = [10, D("0.034"), D("1000.001"), 0]
    request = {"amounts": amounts, "taxArea": area, "conditions": conditions}
    answer = await api.call("commerce.payment-methods.compute-costs", request)

    assert answer["costs"] == expected


async def test_costs_are_computed_in_a_tax_area_that_exists(api: Api) -> None:
    request = {"amounts": [1], "taxArea": 99}
    refusal = await api.refused_once("commerce.payment-methods.compute-costs", request)

    assert refusal == ("taxArea", "NotFound", "Tax area 99 does not exist")


async def test_there_is_one_default_at_most(api: Api) -> None:
    first = await create(api, "first", isDefault=True)
    second = await create(api, "second", isDefault=True)
    request = {"id": first, "paymentMethod": {"isDefault": True}}
    await api.call("commerce.payment-methods.update", request)
    found = (await api.call("commerce.payment-methods.find"))["paymentMethods"]

    assert [(each["id"], each["isDefault"], each["version"]) for each in found] == [
        (first, True, 3),
        (second, False, 2),
    ]


@pytest.mark.parametrize(
    ("method", "faults"),
    [
        ({"maxTotal": 9}, [("/paymentMethod/minTotal", "BOUNDS_REVERSED")]),
        ({"costPercent": 101}, [("/paymentMethod/costPercent", "OUT_OF_RANGE")]),
        ({"shippingMethods": [1, 1]}, [("/paymentMethod/shippingMethods", "REPEATED")]),
        (
            {"shippingMethods": [1, 99], "taxClass": 98},
            [
                ("/paymentMethod/taxClass", "TAX_CLASS_NOT_FOUND"),
                ("/paymentMethod/shippingMethods/1", "SHIPPING_METHOD_NOT_FOUND"),
            ],
        ),
    ],
)
async def test_a_wrong_method_is_refused(
    api: Api, method: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    await shipping(api, "Courier")
    id_ = await create(api, "Cash", minTotal=10)
    new = {"paymentMethod": {"name": "Card", "minTotal": 10, **method}}
    change = {"id": id_, "paymentMethod": method}
    on_create = await api.refused("commerce.payment-methods.create", new)
    on_update = await api.refused("commerce.payment-methods.update", change)

    assert [(fault["path"], fault["code"]) for fault in on_create] == faults
    assert on_update == on_create


async def test_a_method_that_is_gone_or_newer_is_not_changed(api: Api) -> None:
    id_ = await create(api, "Cash")
    gone = await api.refused_once(
        "commerce.payment-methods.update", {"id": 999, "paymentMethod": {}}
    )
    stale = {"id": id_, "version": 7, "paymentMethod": {}}
    conflict = await api.refused("commerce.payment-methods.update", stale)

    assert gone == ("id", "NotFound", "Payment method 999 does not exist")
    assert conflict[0]["code"] == "VERSION_CONFLICT"


async def test_a_method_that_an_invoice_uses_is_not_deleted(api: Api) -> None:
    await api.call("commerce.tax-areas.create", {"taxArea": {"countries": ["GB"]}})
    cash = await create(api, "Cash")
    sold = examples.invoice(paymentMethod=cash)
    invoice = (await api.call("commerce.invoices.create", sold))["id"]
    refusal = await api.refused_once("commerce.payment-methods.delete", {"ids": [cash]})

    assert refusal == (
        "ids",
        "InvalidValue",
        f"Payment method {cash} is in use by invoice {invoice} and can not be deleted",
    )
