"""commerce.order-integrations.*, as users rely on it."""

from typing import Any

import pytest

from tests.api import Api

SHOPIFY: dict[str, Any] = {
    "name": "Inv London",
    "source": "Shopify",
    "isActive": False,
    "shopDomain": "inv-london.myshopify.com",
    "scopes": ["read_orders", "write_orders"],
    "autoProcess": True,
    "autoProcessOn": "Fulfilled",
    "autoProcessDelaySeconds": 31536000,
    "autoReissueOnUpdate": True,
    "sendInvoiceEmail": True,
    "sendEstimateEmail": True,
    "attachPdfToEmail": False,
    "issueInvoiceForBank": True,
    "issueInvoiceOnComplete": True,
    "defaultPaymentType": "card",
    "locale": "en-GB",
    "businessUnit": "west",
    "metadata": {"plan": "plus"},
}


async def create(api: Api, name: str, **integration: Any) -> int:
    """Create an order integration and return the id."""
    request = {"orderIntegration": {"name": name, **integration}}
    return int((await api.call("commerce.order-integrations.create", request))["id"])


async def read(api: Api, id_: int) -> Any:
    """Return an order integration."""
    got = await api.call("commerce.order-integrations.get", {"id": id_})
    return got["orderIntegration"]


async def names(api: Api, **request: Any) -> list[str]:
    """Find order integrations and return their names."""
    sent = {"fields": ["name"], **request}
    found = await api.call("commerce.order-integrations.find", sent)
    return [each["name"] for each in found["orderIntegrations"]]


async def test_a_created_integration_is_read_changed_and_deleted(api: Api) -> None:
    id_ = await create(api, **SHOPIFY)
    made = await read(api, id_)
    change = {"name": "Inv", "scopes": [], "isActive": True, "locale": None, "metadata": {}}
    request = {"id": id_, "version": 1, "orderIntegration": change}
    await api.call("commerce.order-integrations.update", request)
    changed = await read(api, id_)
    active = await names(api, conditions={"isActive": True})
    await api.call("commerce.order-integrations.delete", {"ids": [id_, 999]})

    times = {"creationTime": made["creationTime"], "updateTime": made["creationTime"]}
    assert made == {"id": id_, "version": 1, **SHOPIFY, **times}
    now = {"updateTime": changed["updateTime"]}
    assert changed == {**made, **change, "version": 2, **now}
    assert active == ["Inv"]
    assert await read(api, id_) is None
    assert await api.call("commerce.order-integrations.count") == {"count": 0}


async def test_what_was_left_out_has_its_default(api: Api) -> None:
    made = await read(api, await create(api, "Till"))

    assert {**made, "creationTime": "", "updateTime": ""} == {
        "id": made["id"],
        "version": 1,
        "name": "Till",
        "source": "Manual",
        "isActive": True,
        "shopDomain": "",
        "scopes": [],
        "autoProcess": False,
        "autoProcessOn": "Paid",
        "autoProcessDelaySeconds": 0,
        "autoReissueOnUpdate": False,
        "sendInvoiceEmail": False,
        "sendEstimateEmail": False,
        "attachPdfToEmail": True,
        "issueInvoiceForBank": False,
        "issueInvoiceOnComplete": False,
        "defaultPaymentType": "",
        "locale": None,
        "businessUnit": "",
        "metadata": {},
        "creationTime": "",
        "updateTime": "",
    }


async def test_conditions_and_order(api: Api) -> None:
    # One shop may be integrated twice.
    domain = "inv-london.com"
    b = await create(api, "b", source="WooCommerce", shopDomain=domain)
    a = await create(api, "a", source="Shopify", shopDomain=domain, isActive=False)
    await create(api, "C")
    for conditions, expected in (
        ({}, ["b", "a", "C"]),
        ({"ids": [a, b, 999]}, ["b", "a"]),
        ({"ids": []}, []),
        ({"source": "Manual"}, ["C"]),
        ({"source": ["Manual", "WooCommerce"]}, ["b", "C"]),
        ({"isActive": True}, ["b", "C"]),
        ({"isActive": False}, ["a"]),
        ({"isActive": False, "source": "Manual"}, []),
        ({"after": a}, ["C"]),
    ):
        assert await names(api, conditions=conditions) == expected, conditions
        counted = await api.call("commerce.order-integrations.count", {"conditions": conditions})
        assert counted == {"count": len(expected)}, conditions
    for order, expected in (
        (["-id"], ["C", "a", "b"]),
        (["name"], ["C", "a", "b"]),
        (["-name"], ["b", "a", "C"]),
        (["source"], ["C", "a", "b"]),
        (["-source"], ["b", "a", "C"]),
        (["isActive"], ["a", "b", "C"]),
        (["-isActive", "-id"], ["C", "b", "a"]),
        (["creationTime"], ["b", "a", "C"]),
        (["updateTime", "-name"], ["b", "a", "C"]),
    ):
        assert await names(api, order=order) == expected, order


@pytest.mark.parametrize(
    ("integration", "refusal"),
    [
        (
            {"source": "Etsy"},
            (
                "source",
                "InvalidValue",
                (
                    "Source 'Etsy' is not a valid value: it can be "
                    '"Shopify", "WooCommerce", "Manual"'
                ),
            ),
        ),
        (
            {"autoProcessOn": "paid"},
            (
                "autoProcessOn",
                "InvalidValue",
                (
                    "Auto process on 'paid' is not a valid value: it can be "
                    '"Created", "Paid", "Fulfilled"'
                ),
            ),
        ),
        (
            {"autoProcessDelaySeconds": 31536001},
            (
                "autoProcessDelaySeconds",
                "Malformed",
                "Auto process delay seconds 31536001 is out of range: it must be 0…31536000",
            ),
        ),
        (
            {"scopes": [f"scope{i}" for i in range(51)]},
            ("scopes", "Malformed", "Scopes can have 50 elements at most"),
        ),
        (
            {"scopes": [""]},
            ("scopes", "Malformed", "Scopes is too short: it must have 1 characters or more"),
        ),
        ({"locale": "xx"}, ("locale", "Malformed", "'xx' is not a valid locale code")),
        ({"name": None}, ("name", "Malformed", "Name can not be null")),
    ],
)
async def test_refused_fields(api: Api, integration: dict[str, Any], refusal: Any) -> None:
    new = {"orderIntegration": {"name": "Till", **integration}}
    change = {"id": 1, "orderIntegration": integration}

    assert await api.refused_once("commerce.order-integrations.create", new) == refusal
    if "source" not in integration:
        assert await api.refused_once("commerce.order-integrations.update", change) == refusal


async def test_a_name_is_required_and_the_source_is_fixed(api: Api) -> None:
    id_ = await create(api, "Till")
    nameless = await api.refused_once(
        "commerce.order-integrations.create", {"orderIntegration": {}}
    )
    moved = await api.refused_once(
        "commerce.order-integrations.update",
        {"id": id_, "orderIntegration": {"source": "Shopify"}},
    )

    assert nameless == ("name", "Missing", "Name is required")
    assert moved[:2] == ("unknown", "UnknownField")
    assert moved[2].startswith("Field 'source' is unknown")


async def test_an_update_of_a_missing_or_newer_integration_is_refused(api: Api) -> None:
    id_ = await create(api, "Till")
    method = "commerce.order-integrations.update"
    missing = await api.refused_once(method, {"id": 99, "orderIntegration": {}})
    stale = await api.refused(method, {"id": id_, "version": 2, "orderIntegration": {}})

    assert missing == ("id", "NotFound", "Order integration 99 does not exist")
    assert (stale[0]["code"], stale[0]["allowed"]) == ("VERSION_CONFLICT", 1)
