"""The samples of the v6 documentation: each request is accepted as it is printed there."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rpc import codec
from store import databases
from tests.api import Api
from tests.examples import invoice

SAMPLES = codec.decode((Path(__file__).parent / "v6_samples.json").read_bytes())

# What the samples refer to: the ids that they name are given to real objects.
IDS = {
    "invoice": 662705500,
    "customer": 37091,
    "shipping_method": 3,
    "payment_method": 8,
    "tax_class": 2,
    "tax_area": 7,
}


@pytest.fixture
async def shop(api: Api, database_url: str) -> Api:
    """Make what the samples refer to, with the ids that they print."""
    _continue_ids(database_url)
    vat = {"taxClass": {"code": "VAT", "name": "Generic"}}
    await api.call("commerce.tax-classes.create", vat)
    area = {"name": "Britain", "countries": ["GB"], "rates": {"2": Decimal("19.00")}}
    await api.call("commerce.tax-areas.create", {"taxArea": area})
    fedex = {"shippingMethod": {"name": "FedEx", "taxClass": 2}}
    await api.call("commerce.shipping-methods.create", fedex)
    card = {"paymentMethod": {"name": "Credit Card", "taxClass": 2}}
    await api.call("commerce.payment-methods.create", card)
    await api.call("commerce.customers.create", {"customer": {"lastName": "Holmes"}})
    return api


async def test_an_invoice_made_from_the_sample_has_every_field_of_the_sample(shop: Api) -> None:
    sample = SAMPLES["commerce.invoices.create"]["request"]
    made = await shop.call("commerce.invoices.create", sample)
    answer = await shop.call("commerce.invoices.get", {"id": made["id"]})
    printed = SAMPLES["commerce.invoices.get"]["response"]["invoice"]

    assert made == {"id": 662705500}
    assert _differences(answer["invoice"], printed, "") == []


async def test_the_sample_of_create_is_computed_to_the_cent(shop: Api) -> None:
    await shop.call("commerce.invoices.create", SAMPLES["commerce.invoices.create"]["request"])
    answer = await shop.call("commerce.invoices.get", {"id": 662705500})
    made = answer["invoice"]

    assert str(made["items"][0]["totalPrice"]) == "168.99"
    assert str(made["items"][0]["taxAmount"]) == "32.10"
    assert str(made["shippingMethod"]["taxAmount"]) == "1.63"
    assert str(made["paymentMethod"]["taxAmount"]) == "0.23"
    assert str(made["subtotal"]) == "124.74"
    assert str(made["taxes"][0]["amount"]) == "25.56"
    assert str(made["taxedTotal"]) == "160.07"


@pytest.mark.parametrize("method", ["find", "count"])
async def test_the_conditions_of_the_sample_are_accepted(shop: Api, method: str) -> None:
    sample = SAMPLES[f"commerce.invoices.{method}"]["request"]

    assert list(await shop.call(f"commerce.invoices.{method}", sample))


async def test_the_sample_of_update_changes_the_invoice(shop: Api) -> None:
    await shop.call("commerce.invoices.create", invoice(type="ShippingInvoice"))
    await shop.call("commerce.invoices.update", SAMPLES["commerce.invoices.update"]["request"])
    answer = await shop.call("commerce.invoices.get", {"id": 662705500})
    made = answer["invoice"]

    assert (made["number"], made["version"]) == ("2013/3918", 2)
    assert [item["sku"] for item in made["items"]] == ["A927TP"]
    assert _differences(made, SAMPLES["commerce.invoices.get"]["response"]["invoice"], "") == []


async def test_the_sample_of_delete_ignores_what_is_not_there(shop: Api) -> None:
    await shop.call("commerce.invoices.create", invoice())
    await shop.call("commerce.invoices.delete", SAMPLES["commerce.invoices.delete"]["request"])

    assert await shop.call("commerce.invoices.get", {"id": 662705500}) == {"invoice": None}


def _differences(answer: Any, printed: Any, at: str) -> list[str]:
    """Compare names, JSON types and scales; the values of the sample are decorative."""
    if answer is None or printed is None:
        return []
    if isinstance(printed, dict):
        missing = [f"{at}.{name} is missing" for name in printed if name not in answer]
        nested = [
            difference
            for name, value in printed.items()
            if name in answer
            for difference in _differences(answer[name], value, f"{at}.{name}")
        ]
        return missing + nested
    if isinstance(printed, list):
        return _differences(answer[0], printed[0], f"{at}[]") if answer and printed else []
    if type(answer) is not type(printed):
        return [f"{at} is {answer!r}, not like {printed!r}"]
    if isinstance(printed, Decimal) and answer.as_tuple()[2] != printed.as_tuple()[2]:
        return [f"{at} is {answer}, not with the scale of {printed}"]
    return []


def _continue_ids(url: str) -> None:
    """Make the next id of each table the one that the samples name."""
    database = databases.connect(url)
    for table, id_ in IDS.items():
        if database.dialect == "sqlite":
            database.peewee.execute_sql(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, id_ - 1)
            )
        else:
            database.peewee.execute_sql(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", (table, id_)
            )
    database.close()
