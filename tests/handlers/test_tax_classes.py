"""commerce.tax-classes.*, as users rely on it."""

import pytest

from tests.api import Api
from tests.examples import invoice, item, open_shop, order


async def test_a_created_tax_class_is_found_read_counted_and_deleted(api: Api) -> None:
    made = await api.call("commerce.tax-classes.create", {"taxClass": {"code": "VAT"}})
    found = await api.call("commerce.tax-classes.find", {"fields": ["code"]})
    got = await api.call("commerce.tax-classes.get", {"id": made["id"]})
    await api.call("commerce.tax-classes.delete", {"ids": [made["id"], 999]})
    count = await api.call("commerce.tax-classes.count")

    assert found["taxClasses"] == [{"id": made["id"], "code": "VAT"}]
    assert (got["taxClass"]["name"], got["taxClass"]["version"]) == ("", 1)
    assert count == {"count": 0}


async def test_a_code_is_unique(api: Api) -> None:
    request = {"taxClass": {"code": "VAT"}}
    await api.call("commerce.tax-classes.create", request)
    other = await api.call("commerce.tax-classes.create", {"taxClass": {"code": "LOW"}})
    change = {"id": other["id"], "taxClass": {"code": "VAT"}}
    refusal = ("code", "InvalidValue", "Code 'VAT' is already in use")

    assert await api.refused_once("commerce.tax-classes.create", request) == refusal
    assert await api.refused_once("commerce.tax-classes.update", change) == refusal


@pytest.mark.parametrize("kind", ["order", "invoice"])
async def test_a_class_of_an_item_is_in_use_by_its_document(api: Api, kind: str) -> None:
    await open_shop(api)
    id_ = (await api.call("commerce.tax-classes.create", {"taxClass": {"code": "NEW"}}))["id"]
    request = {"order": order, "invoice": invoice}[kind](items=[item(), item(taxClass=id_)])
    document = (await api.call(f"commerce.{kind}s.create", request))["id"]
    refusal = await api.refused_once("commerce.tax-classes.delete", {"ids": [id_]})

    text = f"Tax class {id_} is in use by {kind} {document} and can not be deleted"
    assert refusal == ("ids", "InvalidValue", text)
