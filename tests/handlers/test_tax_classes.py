"""commerce.tax-classes.*, as users rely on it."""

from tests.api import Api


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
