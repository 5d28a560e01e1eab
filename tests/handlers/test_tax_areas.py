"""commerce.tax-areas.*, as users rely on it."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from store import tax_areas
from store.database import Database
from tests import examples
from tests.api import Api


async def create(api: Api, **area: Any) -> int:
    answer = await api.call("commerce.tax-areas.create", {"taxArea": area})
    return int(answer["id"])


async def tax_class(api: Api, code: str = "VAT") -> int:
    answer = await api.call("commerce.tax-classes.create", {"taxClass": {"code": code}})
    return int(answer["id"])


async def get(api: Api, id_: int) -> Any:
    return (await api.call("commerce.tax-areas.get", {"id": id_}))["taxArea"]


async def test_a_created_area_is_read_changed_and_deleted(api: Api) -> None:
    vat, low = await tax_class(api, "VAT"), await tax_class(api, "LOW")
    europe = {"countries": ["IT", "FR"], "rates": {str(vat): 22, str(low): Decimal("4.5")}}
    id_ = await create(api, name="Europe", **europe)
    made = await get(api, id_)
    change = {"countries": ["DE"], "rates": {str(vat): 100}, "taxCompanies": False}
    await api.call("commerce.tax-areas.update", {"id": id_, "version": 1, "taxArea": change})
    changed = await get(api, id_)
    await api.call("commerce.tax-areas.delete", {"ids": [id_, 999]})

    assert {**made, "creationTime": "", "updateTime": ""} == {
        "id": id_,
        "version": 1,
        "name": "Europe",
        "isActive": True,
        "taxCompanies": True,
        "countries": ["IT", "FR"],
        "rates": {str(vat): Decimal("22.00"), str(low): Decimal("4.50")},
        "creationTime": "",
        "updateTime": "",
    }
    assert changed["rates"] == {str(vat): 100}
    assert (changed["name"], changed["version"], changed["countries"]) == ("Europe", 2, ["DE"])
    assert await get(api, id_) is None


@pytest.mark.parametrize(
    ("conditions", "order", "names"),
    [
        ({}, [], ["b", "a", "c"]),
        ({"isActive": True}, ["name"], ["a", "b"]),
        ({"isActive": False}, [], ["c"]),
        ({"country": "IT"}, [], ["b", "c"]),
        ({"country": "US"}, [], []),
        ({}, ["-countries"], ["b", "a", "c"]),
        ({}, ["isActive", "-taxCompanies", "-id"], ["c", "b", "a"]),
    ],
)
async def test_areas_are_found_and_counted(
    api: Api, conditions: dict[str, Any], order: list[str], names: list[str]
) -> None:
    await create(api, name="b", countries=["IT", "DE"])
    await create(api, name="a", countries=["FR"], taxCompanies=False)
    await create(api, name="c", countries=["DE", "IT"], isActive=False)
    request = {"conditions": conditions, "order": order, "fields": ["name"]}
    found = await api.call("commerce.tax-areas.find", request)
    count = await api.call("commerce.tax-areas.count", {"conditions": conditions})

    assert [area["name"] for area in found["taxAreas"]] == names
    assert count == {"count": len(names)}


async def test_a_country_is_in_one_active_area_at_most(api: Api) -> None:
    first = await create(api, countries=["GB", "IE"])
    asleep = await create(api, countries=["FR", "GB"], isActive=False)
    other = await create(api, countries=["FR"])
    in_use = [
        ("countries", "InvalidValue", f"Country 'GB' is in the active tax area {first} already"),
        ("countries", "InvalidValue", f"Country 'FR' is in the active tax area {other} already"),
    ]
    wake = {"id": asleep, "taxArea": {"isActive": True}}
    extend = {"id": other, "taxArea": {"countries": ["FR", "GB"]}}
    again = {"taxArea": {"countries": ["GB"]}}
    faults = await api.refused("commerce.tax-areas.update", wake)

    assert [fault["path"] for fault in faults] == ["/taxArea/countries/0", "/taxArea/countries/1"]
    assert [fault["description"] for fault in faults] == [in_use[1][2], in_use[0][2]]
    assert await api.refused_once("commerce.tax-areas.update", extend) == in_use[0]
    assert await api.refused_once("commerce.tax-areas.create", again) == in_use[0]

    # Once the others rest, or are gone, their countries are free; its own never hinder an area.
    rest = {"id": first, "taxArea": {"isActive": False}}
    await api.call("commerce.tax-areas.update", rest)
    await api.call("commerce.tax-areas.delete", {"ids": [other]})
    await api.call("commerce.tax-areas.update", wake)
    await api.call("commerce.tax-areas.update", wake)


async def test_of_two_callers_at_once_one_gets_the_country(api: Api) -> None:
    request = {"taxArea": {"countries": ["GB"]}}
    posts = [api.post("commerce.tax-areas.create", request) for _ in range(8)]
    answers = [answer for _, _, answer in await asyncio.gather(*posts)]
    made = [answer["id"] for answer in answers if answer["status"] == "ok"]
    told = {answer["error"]["description"] for answer in answers if answer["status"] == "error"}

    assert len(made) == 1
    assert told == {f"Country 'GB' is in the active tax area {made[0]} already"}


@pytest.mark.parametrize(
    ("area", "path", "code"),
    [
        ({"countries": ["gb"]}, "/taxArea/countries/0", "NOT_THE_FORMAT"),
        ({"countries": ["GB", "IT", "GB"]}, "/taxArea/countries", "REPEATED"),
        ({"countries": ["GB"] * 301}, "/taxArea/countries", "TOO_MANY"),
        ({"rates": {"x": 1}}, "/taxArea/rates/x", "NOT_THE_TYPE"),
        ({"rates": {"1": Decimal("100.01")}}, "/taxArea/rates/1", "OUT_OF_RANGE"),
        ({"rates": {"1": Decimal("0.001")}}, "/taxArea/rates/1", "TOO_PRECISE"),
        ({"rates": {str(i): 1 for i in range(1, 1002)}}, "/taxArea/rates", "TOO_MANY"),
        ({"rates": {"99": 1}}, "/taxArea/rates/99", "TAX_CLASS_NOT_FOUND"),
    ],
)
async def test_a_wrong_area_is_refused(
    api: Api, area: dict[str, Any], path: str, code: str
) -> None:
    id_ = await create(api)
    on_create = await api.refused("commerce.tax-areas.create", {"taxArea": area})
    on_update = await api.refused("commerce.tax-areas.update", {"id": id_, "taxArea": area})

    assert [(fault["path"], fault["code"]) for fault in on_create] == [(path, code)]
    assert on_update == on_create


async def test_an_area_that_is_gone_or_newer_is_not_changed(api: Api) -> None:
    id_ = await create(api)
    stale = {"id": id_, "version": 7, "taxArea": {}}
    gone = ("id", "NotFound", "Tax area 999 does not exist")

    assert await api.refused_once("commerce.tax-areas.update", {"id": 999, "taxArea": {}}) == gone
    assert (await api.refused("commerce.tax-areas.update", stale))[0]["code"] == "VERSION_CONFLICT"


async def test_what_is_in_use_is_not_deleted(api: Api) -> None:
    vat = await tax_class(api)
    area = await create(api, countries=["GB"], rates={str(vat): 19})
    invoice = (await api.call("commerce.invoices.create", examples.invoice()))["id"]

    assert await api.refused_once("commerce.tax-classes.delete", {"ids": [vat]}) == (
        "ids",
        "InvalidValue",
        f"Tax class {vat} is in use by tax area {area} and can not be deleted",
    )
    assert await api.refused_once("commerce.tax-areas.delete", {"ids": [area]}) == (
        "ids",
        "InvalidValue",
        f"Tax area {area} is in use by invoice {invoice} and can not be deleted",
    )


async def test_documents_are_taxed_by_the_active_area(api: Api, database: Database) -> None:
    vat = await tax_class(api)
    await create(api, countries=["GB"], rates={str(vat): 1}, isActive=False)
    area = await create(api, countries=["GB"], rates={str(vat): Decimal("17.5")})
    expected = {"id": area, "tax_companies": True, "rates": {vat: Decimal("17.50")}}
    with database.transaction(1):
        found = tax_areas.for_country("GB"), tax_areas.get(area)
        missing = tax_areas.for_country("IT"), tax_areas.get(999)

    assert found == (expected, expected)
    assert missing == (None, None)
