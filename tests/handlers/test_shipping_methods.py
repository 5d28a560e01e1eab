"""commerce.shipping-methods.*, as users rely on it."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from tests import examples
from tests.api import Api

D = Decimal


async def create(api: Api, name: str, **method: Any) -> int:
    request = {"shippingMethod": {"name": name, **method}}
    return int((await api.call("commerce.shipping-methods.create", request))["id"])


async def get(api: Api, id_: int) -> Any:
    return (await api.call("commerce.shipping-methods.get", {"id": id_}))["shippingMethod"]


async def test_a_created_method_is_read_changed_and_deleted(api: Api) -> None:
    bands = [{"upToWeight": 2, "cost": D("4.5")}, {"upToWeight": D("2.001"), "cost": 5}]
    id_ = await create(api, "Courier", countries=["GB"], costBands=bands)
    made = await get(api, id_)
    change = {"costBands": [], "cost": 3, "maxWeight": 30, "stateProvs": ["LND"], "countries": []}
    request = {"id": id_, "version": 1, "shippingMethod": change}
    await api.call("commerce.shipping-methods.update", request)
    changed = await get(api, id_)
    await api.call("commerce.shipping-methods.delete", {"ids": [id_, 999]})

    assert {**made, "creationTime": "", "updateTime": ""} == {
        "id": id_,
        "version": 1,
        "name": "Courier",
        "isActive": True,
        "isDefault": False,
        "taxClass": None,
        "countries": ["GB"],
        "stateProvs": [],
        "minWeight": None,
        "maxWeight": None,
        "minSubtotal": None,
        "maxSubtotal": None,
        "cost": D("0.000"),
        "costBands": bands,
        "freeFrom": None,
        "creationTime": "",
        "updateTime": "",
    }
    assert {name: changed[name] for name in change} == change
    assert (changed["name"], changed["version"]) == ("Courier", 2)
    assert await get(api, id_) is None


async def shop(api: Api) -> None:
    """Make the methods that the next tests choose from."""
    await create(api, "world", cost=20, isDefault=True)
    await create(api, "italy", cost=5, countries=["IT"], freeFrom=100, maxWeight=30)
    light = [{"upToWeight": 1, "cost": 2}, {"upToWeight": 3, "cost": D("4.25")}]
    await create(api, "light", costBands=light, minSubtotal=10)
    await create(api, "rome", cost=1, countries=["IT"], stateProvs=["RM"], isActive=False)


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ({}, ["italy", "light", "rome", "world"]),
        ({"isActive": True}, ["italy", "light", "world"]),
        ({"isDefault": True}, ["world"]),
        ({"after": 1, "ids": [1, 2, 3]}, ["italy", "light"]),
        ({"country": "IT"}, ["italy", "light", "rome", "world"]),
        ({"country": "US"}, ["light", "world"]),
        ({"country": "IT", "stateProv": "MI", "isActive": True}, ["italy", "light", "world"]),
        ({"stateProv": ""}, ["italy", "light", "world"]),
        ({"weight": D("3.001")}, ["italy", "rome", "world"]),
        ({"weight": 31, "isActive": True}, ["world"]),
        ({"subtotal": D("9.999"), "ids": [1, 3]}, ["world"]),
        ({"quantity": 1000}, ["italy", "light", "rome", "world"]),
    ],
)
async def test_methods_are_found_and_counted_by_what_they_suit(
    api: Api, conditions: dict[str, Any], names: list[str]
) -> None:
    await shop(api)
    request = {"conditions": conditions, "order": ["name"], "fields": ["name"]}
    found = await api.call("commerce.shipping-methods.find", request)
    page = await api.call("commerce.shipping-methods.find", {**request, "first": 1, "limit": 2})
    count = await api.call("commerce.shipping-methods.count", {"conditions": conditions})

    assert [method["name"] for method in found["shippingMethods"]] == names
    assert page["shippingMethods"] == found["shippingMethods"][1:3]
    assert count == {"count": len(names)}


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, [{"1": 20, "2": 5, "4": 1}, {"1": 20, "2": 0, "3": D("4.25"), "4": 1}]),
        ({"isActive": True, "ids": [2, 4]}, [{"2": 5}, {"2": 0}]),
        ({"country": "US", "stateProv": "CA"}, [{"1": 20}, {"1": 20, "3": D("4.25")}]),
    ],
)
async def test_costs_are_computed_for_each_of_the_goods(
    api: Api, conditions: dict[str, Any], expected: list[dict[str, Any]]
) -> None:
    await shop(api)
    goods = [
        {"weight": 1, "quantity": 1, "subtotal": 9, "taxedSubtotal": 11},
        {"weight": 3, "quantity": 2, "subtotal": 100, "taxedSubtotal": 122},
    ]
    request = {"goods": goods, "conditions": conditions}
    answer = await api.call("commerce.shipping-methods.compute-costs", request)

    assert answer["costs"] == expected


async def test_every_field_of_the_goods_is_required(api: Api) -> None:
    refused = await api.refused("commerce.shipping-methods.compute-costs", {"goods": [{}]})

    assert {(fault["code"], fault["field"]) for fault in refused} == {
        ("REQUIRED", name) for name in ("weight", "quantity", "subtotal", "taxedSubtotal")
    }


async def test_there_is_one_default_at_most(api: Api) -> None:
    first = await create(api, "first", isDefault=True)
    second = await create(api, "second", isDefault=True)
    third = await create(api, "third")
    request = {"id": third, "shippingMethod": {"isDefault": True}}
    await api.call("commerce.shipping-methods.update", request)
    await api.call("commerce.shipping-methods.update", request)
    found = (await api.call("commerce.shipping-methods.find"))["shippingMethods"]
    default = {"conditions": {"isDefault": True}}
    counted = await api.call("commerce.shipping-methods.count", default)

    assert counted == {"count": 1}
    assert [(each["id"], each["isDefault"], each["version"]) for each in found] == [
        (first, False, 2),
        (second, False, 2),
        (third, True, 3),
    ]


async def test_of_many_callers_at_once_one_makes_the_default(api: Api) -> None:
    ids = [await create(api, f"method {i}") for i in range(4)]
    change = {"shippingMethod": {"isDefault": True}}
    await asyncio.gather(
        *(create(api, "new", isDefault=True) for _ in range(4)),
        *(api.call("commerce.shipping-methods.update", {"id": id_, **change}) for id_ in ids),
    )
    found = (await api.call("commerce.shipping-methods.find"))["shippingMethods"]

    assert sum(each["isDefault"] for each in found) == 1


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        (
            {"costBands": [{"upToWeight": 2, "cost": 1}, {"upToWeight": 2, "cost": 2}]},
            "/shippingMethod/costBands/1/upToWeight",
            "BANDS_NOT_ASCENDING",
        ),
        (
            {"costBands": [{"upToWeight": 2, "cost": 1}] * 101},
            "/shippingMethod/costBands",
            "TOO_MANY",
        ),
        ({"minWeight": 2, "maxWeight": 1}, "/shippingMethod/minWeight", "BOUNDS_REVERSED"),
        ({"maxSubtotal": 9}, "/shippingMethod/minSubtotal", "BOUNDS_REVERSED"),
        ({"taxClass": 99}, "/shippingMethod/taxClass", "TAX_CLASS_NOT_FOUND"),
        ({"stateProvs": ["LONG"]}, "/shippingMethod/stateProvs/0", "TOO_LONG"),
        ({"cost": D("-0.001")}, "/shippingMethod/cost", "OUT_OF_RANGE"),
    ],
)
async def test_a_wrong_method_is_refused(
    api: Api, method: dict[str, Any], path: str, code: str
) -> None:
    id_ = await create(api, "Courier", minSubtotal=10)
    new = {"shippingMethod": {"name": "Post", "minSubtotal": 10, **method}}
    change = {"id": id_, "shippingMethod": method}
    on_create = await api.refused("commerce.shipping-methods.create", new)
    on_update = await api.refused("commerce.shipping-methods.update", change)

    assert [(fault["path"], fault["code"]) for fault in on_create] == [(path, code)]
    assert on_update == on_create


async def test_a_method_that_is_gone_or_newer_is_not_changed(api: Api) -> None:
    default = await create(api, "Courier", isDefault=True)
    change = {"shippingMethod": {"isDefault": True}}
    gone = await api.refused_once("commerce.shipping-methods.update", {"id": 999, **change})
    stale = {"id": default, "version": 7, **change}
    conflict = await api.refused("commerce.shipping-methods.update", stale)

    assert gone == ("id", "NotFound", "Shipping method 999 does not exist")
    assert conflict[0]["code"] == "VERSION_CONFLICT"
    assert (await get(api, default))["version"] == 1


async def test_what_is_in_use_is_not_deleted(api: Api) -> None:
    vat = (await api.call("commerce.tax-classes.create", {"taxClass": {"code": "VAT"}}))["id"]
    await api.call("commerce.tax-areas.create", {"taxArea": {"countries": ["GB"]}})
    courier = await create(api, "Courier", taxClass=vat)
    post = await create(api, "Post")
    cash = {"paymentMethod": {"name": "Cash", "shippingMethods": [post]}}
    payment = (await api.call("commerce.payment-methods.create", cash))["id"]
    sold = examples.invoice(shippingMethod=courier)
    invoice = (await api.call("commerce.invoices.create", sold))["id"]

    async def refusal(resource: str, id_: int) -> str:
        told = await api.refused_once(f"commerce.{resource}.delete", {"ids": [id_]})
        return told[2]

    suffix = "and can not be deleted"
    assert await refusal("tax-classes", vat) == (
        f"Tax class {vat} is in use by shipping method {courier} {suffix}"
    )
    assert await refusal("shipping-methods", post) == (
        f"Shipping method {post} is in use by payment method {payment} {suffix}"
    )
    assert await refusal("shipping-methods", courier) == (
        f"Shipping method {courier} is in use by invoice {invoice} {suffix}"
    )
