"""commerce.customers.*, as users rely on it."""

from typing import Any

import pytest

from tests.api import Api
from tests.examples import address, invoice, open_shop, shipping_address

HOLMES = {
    "code": "H-1",
    "firstName": "Sherlock",
    "lastName": "Holmes",
    "email": "Holmes@inv-london.com",
    "phone": "0720 555-01",
    "group": 7,
    "personalCode": "HLMSHR",
    "billingAddress": address(stateProv="LND"),
    "externalId": "shop-1",
    "metadata": {"source": "web"},
}
STRAUSS = {
    "code": "S-2",
    "type": "Company",
    "firstName": "Leo",
    "lastName": "Strauß",
    "companyName": "Zahnräder GmbH",
    "companyCode": "HRB 7",
    "companyCode2": "X9",
    "taxNumber": "DE123",
    "locale": "de-AT",
    "shippingAddress": shipping_address(country="AT", city="Graz"),
}
ANON = {"email": "anon@example.org"}


async def create(api: Api, **customer: Any) -> int:
    """Create a customer and return the id."""
    made = await api.call("commerce.customers.create", {"customer": customer})
    return int(made["id"])


async def read(api: Api, id_: int) -> dict[str, Any]:
    """Return a customer."""
    got = await api.call("commerce.customers.get", {"id": id_})
    return dict(got["customer"])


async def codes(api: Api, **request: Any) -> list[str]:
    """Find customers and return their codes."""
    found = await api.call("commerce.customers.find", {"fields": ["code"], **request})
    return [customer["code"] for customer in found["customers"]]


async def test_what_was_created_is_read_back(api: Api) -> None:
    made = await read(api, await create(api, **HOLMES))

    assert {name: made[name] for name in HOLMES if name != "billingAddress"} == {
        name: value for name, value in HOLMES.items() if name != "billingAddress"
    }
    assert made["billingAddress"]["stateProv"] == "LND"
    assert (made["version"], made["type"], made["fullName"]) == (1, "Person", "Holmes Sherlock")
    assert made["creationTime"] == made["updateTime"]


async def test_what_was_left_out_has_its_default(api: Api) -> None:
    made = await read(api, await create(api))
    absent = ("group", "locale", "billingAddress", "shippingAddress")

    assert [made.pop(name) for name in absent] == [None] * 4
    assert made.pop("type") == "Person"
    assert made.pop("metadata") == {}
    for name in ("id", "version", "creationTime", "updateTime"):
        del made[name]
    assert set(made.values()) == {""}


@pytest.mark.parametrize(
    ("customer", "full_name"),
    [
        ({"firstName": "Ada", "lastName": "Byron", "companyName": "Engines"}, "Byron Ada"),
        (
            {"firstName": "Ada", "lastName": "Byron", "companyName": "Engines", "type": "Company"},
            "Engines",
        ),
        ({"lastName": "Byron"}, "Byron"),
        ({"companyName": "Engines"}, "Engines"),
        ({"lastName": "Byron", "type": "Company"}, "Byron"),
        ({"billingAddress": address(), "email": "a@b.org"}, "Holmes Sherlock"),
        ({"billingAddress": address(companyName="Inv")}, "Inv"),
        (ANON, "anon@example.org"),
        ({}, ""),
    ],
)
async def test_the_full_name(api: Api, customer: dict[str, Any], full_name: str) -> None:
    assert (await read(api, await create(api, **customer)))["fullName"] == full_name


async def test_an_update_changes_what_is_sent_and_what_follows_from_it(api: Api) -> None:
    id_ = await create(api, **HOLMES)
    changes = {"lastName": "Adler", "billingAddress": None, "shippingAddress": shipping_address()}
    await api.call("commerce.customers.update", {"id": id_, "version": 1, "customer": changes})
    made = await read(api, id_)

    assert (made["version"], made["fullName"], made["code"]) == (2, "Adler Sherlock", "H-1")
    assert await codes(api, conditions={"keywords": "adler"}) == ["H-1"]
    assert await codes(api, conditions={"keywords": "holmes sherlock lnd"}) == []
    assert await codes(api, conditions={"stateProv": "LND"}) == []


async def test_conditions(api: Api) -> None:
    holmes, strauss = await create(api, **HOLMES), await create(api, **STRAUSS)
    await api.call(
        "commerce.labels.add", {"ids": [3, 5], "type": "Customer", "resources": [strauss]}
    )
    for conditions, expected in (
        ({}, ["H-1", "S-2"]),
        ({"ids": [strauss, 999]}, ["S-2"]),
        ({"code": "H-1"}, ["H-1"]),
        ({"group": 7}, ["H-1"]),
        ({"group": 8}, []),
        ({"email": "hOLMES@inv-london.com"}, ["H-1"]),
        ({"email": "@inv-london.com"}, []),
        ({"personalCode": "HLMSHR"}, ["H-1"]),
        ({"companyCode": "HRB 7"}, ["S-2"]),
        ({"country": "GB"}, ["H-1"]),
        ({"country": "AT"}, ["S-2"]),
        ({"country": "GB", "stateProv": "LND"}, ["H-1"]),
        ({"labels": [5, 64]}, ["S-2"]),
        ({"labels": [64]}, []),
        ({"after": holmes}, ["S-2"]),
        ({"externalId": "shop-1"}, ["H-1"]),
        ({"externalId": ""}, ["S-2"]),
        ({"keywords": "STRAUSS zahnRÄDER"}, ["S-2"]),
        ({"keywords": "555-01 baker"}, ["H-1"]),
        ({"keywords": "graz de123 hrb x9"}, ["S-2"]),
        ({"keywords": "holmes graz"}, []),
        ({"keywords": "%"}, []),
        ({"keywords": " "}, ["H-1", "S-2"]),
    ):
        assert await codes(api, conditions=conditions) == expected, conditions
        counted = await api.call("commerce.customers.count", {"conditions": conditions})
        assert counted == {"count": len(expected)}, conditions


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("id", ["b", "a", "B"]),
        ("-id", ["B", "a", "b"]),
        ("code", ["B", "a", "b"]),
        ("-code", ["b", "a", "B"]),
        ("email", ["a", "B", "b"]),
        ("fullName", ["a", "b", "B"]),
        ("-fullName", ["B", "b", "a"]),
        ("country", ["B", "a", "b"]),
        ("group", ["a", "B", "b"]),
        ("-group", ["b", "B", "a"]),
        ("creationTime", ["b", "a", "B"]),
        ("-updateTime", ["b", "a", "B"]),
    ],
)
async def test_order_is_alike_on_every_database(api: Api, order: str, expected: list[str]) -> None:
    group = {"b": 9, "a": None, "B": 2}
    email = {"b": "x@example.org", "a": "", "B": "W@example.org"}
    name = {"b": "mill", "a": "Ada", "B": "Moss"}
    country = {"b": "IT", "a": "GB", "B": "AT"}
    for code in ("b", "a", "B"):
        await create(
            api,
            code=code,
            group=group[code],
            email=email[code],
            lastName=name[code],
            shippingAddress=shipping_address(country=country[code]),
        )
    # They may be made within a second or not.
    found = await codes(api, order=[order])

    assert sorted(found) == ["B", "a", "b"]
    if "Time" not in order:
        assert found == expected


async def test_an_external_id_is_unique_where_it_is_not_empty(api: Api) -> None:
    await create(api, externalId="x")
    other = await create(api)
    await create(api)
    refusal = ("externalId", "InvalidValue", "External id 'x' is already in use")
    request = {"customer": {"externalId": "x"}}

    assert await api.refused_once("commerce.customers.create", request) == refusal
    assert await api.refused_once("commerce.customers.update", {"id": other, **request}) == refusal


@pytest.mark.parametrize(
    ("customer", "refusal"),
    [
        (
            {"invoiceRecipient": "?"},
            (
                "invoiceRecipient",
                "Malformed",
                "'?' is not a recipient code or email address",
            ),
        ),
        ({"locale": "xx"}, ("locale", "Malformed", "'xx' is not a valid locale code")),
        (
            {"fullName": "Ada"},
            ("unknown", "UnknownField", "Field 'fullName' is unknown"),
        ),
        (
            {"canLogin": True},
            ("unknown", "UnknownField", "Field 'canLogin' is unknown"),
        ),
        (
            {"type": "Robot"},
            (
                "type",
                "InvalidValue",
                'Type \'Robot\' is not a valid value: it can be "Person", "Company"',
            ),
        ),
        (
            {"group": 256},
            ("group", "Malformed", "Group 256 is out of range: it must be 1…255"),
        ),
        (
            {"billingAddress": address(city="")},
            ("city", "Malformed", "City is too short: it must have 1 characters or more"),
        ),
    ],
)
async def test_refused_fields(api: Api, customer: dict[str, Any], refusal: Any) -> None:
    request = {"customer": customer}
    field, type_, description = refusal

    for method, sent in (("create", request), ("update", {"id": 1, **request})):
        found = await api.refused_once(f"commerce.customers.{method}", sent)
        assert found[:2] == (field, type_)
        assert found[2].startswith(description)


async def test_labels_that_are_sought_are_not_repeated(api: Api) -> None:
    request = {"conditions": {"labels": [1, 1]}}
    refusal = ("labels", "Malformed", "An identifier is repeated")

    assert await api.refused_once("commerce.customers.find", request) == refusal
    assert await api.refused_once("commerce.customers.count", request) == refusal


async def test_an_update_of_a_missing_or_newer_customer_is_refused(api: Api) -> None:
    id_ = await create(api)
    missing = await api.refused_once("commerce.customers.update", {"id": 99, "customer": {}})
    stale = await api.refused(
        "commerce.customers.update", {"id": id_, "version": 2, "customer": {}}
    )

    assert missing == ("id", "NotFound", "Customer 99 does not exist")
    assert (stale[0]["code"], stale[0]["allowed"]) == ("VERSION_CONFLICT", 1)


async def test_a_customer_of_an_invoice_is_kept_and_others_are_deleted(api: Api) -> None:
    shop = await open_shop(api)
    other = await create(api)
    label = {"ids": [1], "type": "Customer", "resources": [other]}
    await api.call("commerce.labels.add", label)
    made = await api.call("commerce.invoices.create", invoice(customer=shop.customer))
    refusal = await api.refused_once("commerce.customers.delete", {"ids": [other, shop.customer]})
    labelled = {"conditions": {"type": "Customer", "resources": [other]}}

    assert refusal == (
        "ids",
        "InvalidValue",
        f"Customer {shop.customer} is in use by invoice {made['id']} and can not be deleted",
    )
    assert await api.call("commerce.labels.find", labelled) == {"labels": {str(other): [1]}}
    await api.call("commerce.customers.delete", {"ids": [other, 999]})
    assert (await api.call("commerce.customers.count"))["count"] == 1
    assert await api.call("commerce.labels.find", labelled) == {"labels": {}}


async def test_a_changed_customer_changes_no_invoice(api: Api) -> None:
    shop = await open_shop(api)
    made = await api.call("commerce.invoices.create", invoice(customer=shop.customer))
    before = await api.call("commerce.invoices.get", made)
    changes = {"id": shop.customer, "customer": {"lastName": "Moriarty", "type": "Company"}}
    await api.call("commerce.customers.update", changes)

    assert await api.call("commerce.invoices.get", made) == before
