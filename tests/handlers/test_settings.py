"""commerce.settings.*, as users rely on it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.api import Api
from tests.examples import invoice, open_shop

IBAN = "GB82WEST12345698765432"


async def update(api: Api, **settings: Any) -> dict[str, Any]:
    """Change settings and return them."""
    await api.call("commerce.settings.update", {"settings": settings})
    return await current(api)


async def current(api: Api) -> dict[str, Any]:
    """Return the settings."""
    return dict((await api.call("commerce.settings.get"))["settings"])


async def test_what_an_entity_starts_with(api: Api) -> None:
    settings = await current(api)
    address = settings["company"].pop("address")

    assert set(address.values()) == {""}
    assert settings["company"] == {"taxNumber": "", "iban": "", "logo": ""}
    assert settings["rounding"] == {"mode": "HalfUp", "rule": "PerTaxClass"}
    assert settings["emailTexts"] == {"subject": "", "message": ""}
    assert (settings["locale"], settings["currency"], settings["timeZone"]) == ("en", "EUR", "UTC")
    assert (settings["terms"], settings["daysUntilDue"], settings["version"]) == ("", None, 1)


async def test_objects_are_changed_member_by_member_and_the_address_as_a_whole(api: Api) -> None:
    await update(api, company={"taxNumber": "IT1", "address": {"city": "Roma", "country": "IT"}})
    await update(api, rounding={"rule": "PerLine"}, emailTexts={"subject": "Your invoice"})
    settings = await update(
        api, company={"iban": IBAN, "address": {"companyName": "Inv"}}, daysUntilDue=30
    )

    assert (settings["company"]["taxNumber"], settings["company"]["iban"]) == ("IT1", IBAN)
    assert settings["company"]["address"]["companyName"] == "Inv"
    assert settings["company"]["address"]["city"] == ""
    assert settings["rounding"] == {"mode": "HalfUp", "rule": "PerLine"}
    assert settings["emailTexts"] == {"subject": "Your invoice", "message": ""}
    assert (settings["daysUntilDue"], settings["version"]) == (30, 4)


@pytest.mark.parametrize(
    ("settings", "code", "path"),
    [
        ({"locale": "xx"}, "LOCALE_MALFORMED", "/locale"),
        (
            {"company": {"address": {"stateProv": "RM"}}},
            "SELLER_COUNTRY_MISSING",
            "/company/address/country",
        ),
        ({"company": {"iban": IBAN[:-1] + "3"}}, "NOT_THE_FORMAT", "/company/iban"),
        ({"company": {"iban": IBAN.lower()}}, "NOT_THE_FORMAT", "/company/iban"),
        ({"timeZone": "Mars/Olympus"}, "NOT_THE_FORMAT", "/timeZone"),
        ({"timeZone": "localtime"}, "NOT_THE_FORMAT", "/timeZone"),
        ({"currency": "XYZ"}, "NOT_THE_FORMAT", "/currency"),
        ({"emailTexts": {"subject": "a\r\nBcc: b"}}, "NOT_THE_FORMAT", "/emailTexts/subject"),
        ({"daysUntilDue": -1}, "OUT_OF_RANGE", "/daysUntilDue"),
        ({"rounding": {"mode": "Up"}}, "NOT_ALLOWED", "/rounding/mode"),
        ({"company": None}, "NULL", "/company"),
    ],
)
async def test_refused_settings(api: Api, settings: Any, code: str, path: str) -> None:
    faults = await api.refused("commerce.settings.update", {"settings": settings})

    assert [(f["code"], f["path"]) for f in faults] == [(code, f"/settings{path}")]


async def test_stale_settings_are_not_changed(api: Api) -> None:
    await update(api, terms="30 days")
    request = {"version": 1, "settings": {"terms": "now"}}

    assert (await api.refused("commerce.settings.update", request))[0]["code"] == "VERSION_CONFLICT"
    assert (await current(api))["terms"] == "30 days"


async def test_without_documents_the_time_zone_can_change_and_every_time_with_it(api: Api) -> None:
    made = await api.call("commerce.customers.create", {"customer": {}})
    before = await _times(api, made)
    settings = await update(api, timeZone="Asia/Tokyo")

    assert settings["timeZone"] == "Asia/Tokyo"
    later = [_moment(time) + timedelta(hours=9) for time in before]
    times = await _times(api, made)
    assert [_moment(time) for time in times[:3]] == later[:3]
    # The settings are as old as the session that prepared them.
    assert timedelta() <= _moment(times[3]) - later[3] < timedelta(hours=8)


async def test_with_documents_the_time_zone_is_fixed(api: Api) -> None:
    await open_shop(api)
    await api.call("commerce.invoices.create", invoice())
    await update(api, timeZone="UTC", terms="30 days")
    request = {"settings": {"timeZone": "Asia/Tokyo"}}

    assert await api.refused_once("commerce.settings.update", request) == (
        "timeZone",
        "InvalidValue",
        "The time zone can not be changed once there are documents: their times are printed in it",
    )


async def test_new_invoices_start_from_the_settings(api: Api) -> None:
    await open_shop(api)
    await update(
        api,
        company={"address": {"companyName": "Inv"}},
        terms="30 days",
        currency="USD",
        locale="it",
        daysUntilDue=30,
    )
    made = await api.call("commerce.invoices.create", invoice(issueDate="2013-08-28"))
    shown = (await api.call("commerce.invoices.get", made))["invoice"]
    await update(api, terms="now", currency="EUR")

    assert shown["sellerAddress"]["companyName"] == "Inv"
    assert (shown["terms"], shown["currency"], shown["locale"]) == ("30 days", "USD", "it")
    assert shown["dueDate"] == "2013-09-27"
    assert (await api.call("commerce.invoices.get", made))["invoice"] == shown


async def _times(api: Api, customer: dict[str, Any]) -> list[str]:
    shown = (await api.call("commerce.customers.get", customer))["customer"]
    settings = await current(api)
    return [
        shown["creationTime"],
        shown["updateTime"],
        settings["creationTime"],
        settings["updateTime"],
    ]


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - compared in one zone
