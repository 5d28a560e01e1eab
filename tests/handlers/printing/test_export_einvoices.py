"""Electronic invoices as callers get them: over HTTP, from documents that the server made."""

import base64
from decimal import Decimal
from typing import Any

import facturx
import pytest

from tests.api import Api
from tests.examples import address, invoice, item, open_shop
from tests.handlers.printing import conformance, reading
from tests.handlers.printing.conformance import needs_saxon
from tests.handlers.printing.test_einvoices import assert_told

EXPORT = "commerce.invoices.export"
SELLER = {
    "companyName": "Investigations Inc",
    "street1": "221b Baker Street",
    "city": "London",
    "postalCode": "NW1 6XE",
    "country": "GB",
}


async def made(api: Api, **changes: Any) -> int:
    """Create an invoice of a seller who is known, with discounts and costs."""
    company = {"taxNumber": "GB123456789", "address": SELLER}
    await api.call("commerce.settings.update", {"settings": {"company": company}})
    shop = await open_shop(api)
    items = [
        item(taxClass=shop.vat),
        item(taxClass=shop.low, discount=Decimal("1.005"), unit="kg"),
        item(price=Decimal("-5.00"), quantity=1),
    ]
    new = {
        "items": items,
        "discounts": [{"type": "PercentOff", "value": Decimal("7.5")}],
        "shippingMethod": shop.courier,
        "paymentMethod": shop.transfer,
    }
    answer = await api.call("commerce.invoices.create", invoice(**{**new, **changes}))
    return int(answer["id"])


async def file_of(api: Api, id_: int, format_: str) -> tuple[dict[str, Any], bytes]:
    answer = await api.call(EXPORT, {"id": id_, "format": format_})
    return answer, base64.b64decode(answer["content"], validate=True)


def as_stored(document: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer shows, by the names that the file is compared by."""
    names = {"taxAmount": "tax_amount", "taxedTotal": "taxed_total", "paidTotal": "paid_total"}
    names |= {"dueTotal": "due_total", "roundingAmount": "rounding_amount"}
    shown = {**document, **{ours: document[wire] for wire, ours in names.items()}}
    shown["items"] = [{**each, "total_price": each["totalPrice"]} for each in document["items"]]
    rows = document["taxes"]
    shown["taxes"] = [{**row, "taxable_total": row["taxableTotal"]} for row in rows]
    return shown


@needs_saxon
@pytest.mark.parametrize(("format_", "read"), [("Ubl", reading.ubl), ("Cii", reading.cii)])
@pytest.mark.parametrize("type_", ["Invoice", "ShippingInvoice", "CreditNote"])
async def test_a_document_is_exported_as_a_valid_file(
    api: Api, format_: str, read: Any, type_: str
) -> None:
    id_ = await made(api, type=type_)
    answer, xml = await file_of(api, id_, format_)
    document = (await api.call("commerce.invoices.get", {"id": id_}))["invoice"]

    assert answer["contentType"] == "application/xml"
    assert answer["fileName"].endswith(f".{format_.lower()}.xml")
    assert conformance.faults(xml) == []
    assert_told(read(xml), as_stored(document))


async def test_a_factur_x_is_a_pdf(api: Api) -> None:
    answer, content = await file_of(api, await made(api), "FacturX")

    assert answer["contentType"] == "application/pdf"
    assert content.startswith(b"%PDF-")
    name, xml = facturx.get_facturx_xml_from_pdf(content, check_xsd=True, check_schematron=False)
    assert name == "factur-x.xml"
    assert len(reading.cii(xml).lines) == 3


async def test_a_fattura_pa_has_the_name_that_it_has_to_have(api: Api) -> None:
    id_ = await made(api, invoiceRecipient="ABC1234")
    seller = {**SELLER, "country": "IT", "postalCode": "20121"}
    await api.call(
        "commerce.invoices.update",
        {
            "id": id_,
            "invoice": {
                "sellerAddress": seller,
                "billingAddress": address(
                    country="IT", personalCode="RSSMRA85T10A562S", postalCode="20121"
                ),
            },
        },
    )
    company = {"taxNumber": "01234567897"}
    await api.call("commerce.settings.update", {"settings": {"company": company}})
    answer, content = await file_of(api, id_, "FatturaPa")

    assert answer["fileName"].startswith("IT01234567897_")
    assert b'versione="FPR12"' in content


async def test_what_is_missing_is_told_with_where_to_set_it(api: Api) -> None:
    id_ = (
        await api.call(
            "commerce.invoices.create", invoice(items=[item(taxClass=(await open_shop(api)).vat)])
        )
    )["id"]
    faults = await api.refused(EXPORT, {"id": id_, "format": "Ubl"})

    assert {fault["code"] for fault in faults} == {"EINVOICE_MISSING"}
    assert {fault["field"] for fault in faults} == {
        "companyName",
        "street1",
        "city",
        "postalCode",
        "country",
        "taxNumber",
    }
    assert all("commerce." in fault["description"] for fault in faults)


async def test_a_proforma_has_no_electronic_form(api: Api) -> None:
    id_ = await made(api, type="Proforma")
    for format_ in ("Ubl", "Cii", "FacturX", "FatturaPa"):
        (fault,) = await api.refused(EXPORT, {"id": id_, "format": format_})
        assert (fault["field"], fault["code"]) == ("format", "EINVOICE_PROFORMA")
