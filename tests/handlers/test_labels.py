"""commerce.labels.*, as users rely on it."""

import asyncio
from typing import Any

import pytest

from tests.api import Api
from tests.examples import address, invoice, item, open_shop


async def label(api: Api, verb: str, ids: list[int], type_: str, *resources: int) -> None:
    """Add, remove or replace labels."""
    request = {"ids": ids, "type": type_, "resources": list(resources)}
    assert await api.call(f"commerce.labels.{verb}", request) == {}


async def labels(api: Api, type_: str, *resources: int) -> dict[int, list[int]]:
    """Return the labels of resources."""
    conditions = {"type": type_, "resources": list(resources), "mustHaveName": True}
    found = await api.call("commerce.labels.find", {"conditions": conditions})
    return {int(id_): ids for id_, ids in found["labels"].items()}


async def two_customers(api: Api) -> list[int]:
    """Create two customers."""
    made = [await api.call("commerce.customers.create", {"customer": {}}) for _ in range(2)]
    return [one["id"] for one in made]


async def two_invoices(api: Api) -> list[int]:
    """Create two invoices."""
    await open_shop(api)
    made = [await api.call("commerce.invoices.create", invoice()) for _ in range(2)]
    return [one["id"] for one in made]


async def two_orders(api: Api) -> list[int]:
    """Create two orders."""
    await open_shop(api)
    new = {"order": {"items": [item()], "billingAddress": address()}}
    made = [await api.call("commerce.orders.create", new) for _ in range(2)]
    return [one["id"] for one in made]


MAKE = {"Customer": two_customers, "Order": two_orders, "Invoice": two_invoices}


@pytest.mark.parametrize("type_", MAKE)
async def test_labels_are_added_removed_and_replaced(api: Api, type_: str) -> None:
    one, two = await MAKE[type_](api)
    await label(api, "add", [9, 64, 1], type_, one, two)
    await label(api, "add", [9, 10], type_, one)
    assert await labels(api, type_, two, one, 999) == {one: [1, 9, 10, 64], two: [1, 9, 64]}

    await label(api, "remove", [9, 11], type_, one, two)
    assert await labels(api, type_, one, two) == {one: [1, 10, 64], two: [1, 64]}

    await label(api, "replace", [2], type_, one)
    await label(api, "replace", [], type_, two)
    assert await labels(api, type_, one, two) == {one: [2]}


async def test_labels_of_one_type_are_not_those_of_another(api: Api) -> None:
    customer, _ = await two_customers(api)
    invoices = await two_invoices(api)
    assert customer in invoices, "they have ids of their own, so these are alike"
    await label(api, "add", [5], "Customer", customer)

    assert await labels(api, "Invoice", *invoices) == {}


@pytest.mark.parametrize("type_", ["Order", "Invoice"])
async def test_a_document_shows_its_labels_and_stays_as_it_is(api: Api, type_: str) -> None:
    one, two = await MAKE[type_](api)
    documents = f"{type_.lower()}s"
    find = f"commerce.{documents}.find"
    before = await api.post(find, {})
    await label(api, "add", [7, 3], type_, one, two)
    shown = await api.call(find, {"fields": ["labels", "version"]})
    found = await api.call(find, {"conditions": {"labels": [3]}})
    await label(api, "replace", [], type_, one, two)

    assert shown[documents] == [{"id": i, "labels": [3, 7], "version": 1} for i in (one, two)]
    assert len(found[documents]) == 2
    assert (await api.post(find, {}))[2] == before[2]


async def test_labels_of_an_invoice_are_those_that_it_was_made_with(api: Api) -> None:
    await open_shop(api)
    made = await api.call("commerce.invoices.create", invoice(labels=[4, 2]))
    await label(api, "add", [3], "Invoice", made["id"])
    change = {"id": made["id"], "invoice": {"terms": "30 days"}}
    await api.call("commerce.invoices.update", change)
    answer = await api.call("commerce.invoices.get", made)

    assert answer["invoice"]["labels"] == [2, 3, 4]
    assert await labels(api, "Invoice", made["id"]) == {made["id"]: [2, 3, 4]}


async def test_labelling_and_updating_at_once_lose_nothing(api: Api) -> None:
    one, _ = await two_invoices(api)
    change = {"id": one, "invoice": {"terms": "30 days"}}
    await asyncio.gather(
        *(label(api, "add", [i], "Invoice", one) for i in range(1, 11)),
        *(api.call("commerce.invoices.update", change) for _ in range(10)),
    )
    shown = (await api.call("commerce.invoices.get", {"id": one}))["invoice"]

    assert (shown["labels"], shown["version"]) == (list(range(1, 11)), 11)
    assert await labels(api, "Invoice", one) == {one: shown["labels"]}


@pytest.mark.parametrize("verb", ["add", "remove", "replace"])
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"ids": [1, 2, 1]}, ("ids", "Malformed", "An identifier is repeated")),
        ({"resources": [1, 1]}, ("resources", "Malformed", "A resource is repeated")),
        (
            {"resources": list(range(1, 1002))},
            ("resources", "Malformed", "There cannot be more than 1000 resources"),
        ),
        ({"resources": [77]}, ("resources", "NotFound", "Customer 77 does not exist")),
        ({"ids": [65]}, ("ids", "Malformed", "Ids 65 is out of range: it must be 1…64")),
        (
            {"type": "Product"},
            (
                "type",
                "InvalidValue",
                'Type \'Product\' is not a valid value: it can be "Customer", "Order", "Invoice"',
            ),
        ),
    ],
)
async def test_refusals(
    api: Api, verb: str, changes: dict[str, Any], refusal: tuple[str, str, str]
) -> None:
    request = {"ids": [1], "type": "Customer", "resources": [1], **changes}

    assert await api.refused_once(f"commerce.labels.{verb}", request) == refusal


async def test_what_is_required(api: Api) -> None:
    written = await api.refused("commerce.labels.add", {})
    read = await api.refused("commerce.labels.find", {"conditions": {}})
    repeated = {"conditions": {"type": "Customer", "resources": [1, 1]}}
    many = {"conditions": {"type": "Customer", "resources": [1] * 1001}}

    assert [(f["field"], f["type"]) for f in written] == [
        ("ids", "Missing"),
        ("type", "Missing"),
        ("resources", "Missing"),
    ]
    assert [f["path"] for f in read] == ["/conditions/type", "/conditions/resources"]
    assert (await api.refused("commerce.labels.find"))[0]["path"] == "/conditions"
    assert (await api.refused("commerce.labels.find", repeated))[0]["code"] == "RESOURCE_REPEATED"
    assert (await api.refused("commerce.labels.find", many))[0]["code"] == "TOO_MANY_RESOURCES"


async def test_one_unknown_resource_keeps_all_from_being_labelled(api: Api) -> None:
    one, _ = await two_customers(api)
    request = {"ids": [1], "type": "Customer", "resources": [one, 98, 99]}
    faults = await api.refused("commerce.labels.add", request)

    assert [(f["code"], f["path"], f["value"]) for f in faults] == [
        ("LABELLED_NOT_FOUND", "/resources/1", 98),
        ("LABELLED_NOT_FOUND", "/resources/2", 99),
    ]
    assert await labels(api, "Customer", one) == {}
