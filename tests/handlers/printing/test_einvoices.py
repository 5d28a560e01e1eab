"""UBL, CII and Factur-X, judged by the official schemas and rules, and read back to the cent."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import facturx
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from handlers.printing import codes, einvoices, pdf
from handlers.printing.codes import unit, vat_id
from schemas import documents
from schemas.problems import Refusal
from tests.handlers.printing import conformance, reading
from tests.handlers.printing.conformance import needs_saxon
from tests.handlers.printing.reading import Told
from tests.handlers.printing.sales import (
    BUYER,
    DELIVERY,
    NO_TAX,
    SELLER,
    VAT,
    Document,
    item,
    method,
    sale,
    settings,
    shipping,
)

Render = Callable[[Any, Any], bytes]
Read = Callable[[bytes], Told]

LOW, FINE = ("LOW", "Reduced", "10.00"), ("MID", "Odd", "5.50")
TAXES = (VAT, LOW, FINE, NO_TAX)
FORMATS = pytest.mark.parametrize(
    ("render", "read"),
    [(einvoices.ubl, reading.ubl), (einvoices.cii, reading.cii)],
    ids=["ubl", "cii"],
)
RENDERS = pytest.mark.parametrize("render", [einvoices.ubl, einvoices.cii])
CENT = Decimal("0.01")


def decimals(least: str, most: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(least), Decimal(most), places=places, allow_nan=False)


# Whatever a document can hold: no control characters and no halves of pairs.
words = st.text(
    st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\t\r\n<>&\"'#]]>"),
    max_size=40,
)
items = st.builds(
    lambda price, quantity, tax, discount, name, description: item(
        str(price), str(quantity), tax, discount=discount, name=f"{name}.", description=description
    ),
    decimals("-50", "2000", 3),
    decimals("0", "500", 2),
    st.sampled_from(TAXES),
    st.just(Decimal("0.000")) | decimals("-5", "20", 3),
    words,
    words,
)
discounts = st.lists(
    st.builds(lambda value: {"type": "PercentOff", "value": value}, decimals("0.001", "100", 3))
    | st.builds(lambda value: {"type": "AmountOff", "value": value}, decimals("0.001", "50", 3)),
    max_size=3,
)
methods = st.none() | st.builds(
    lambda cost, tax: method("Courier", str(cost), tax),
    decimals("0", "30", 3),
    st.sampled_from(TAXES),
)
MODES, RULES = ("HalfUp", "HalfEven", "HalfDown", "Down"), ("PerItem", "PerLine", "Total")


@st.composite
def sales(draw: st.DrawFn, *, rule: st.SearchStrategy[str], mode: st.SearchStrategy[str]) -> Any:
    """Draw a document of any kind."""
    kind = draw(st.sampled_from(["Invoice", "CreditNote", "ShippingInvoice"]))
    changes: dict[str, Any] = shipping() if kind == "ShippingInvoice" else {"type": kind}
    if kind == "CreditNote":
        changes |= {"reference_type": "Invoice", "reference_number": "2026/1"}
    changes |= {
        "discounts": draw(discounts),
        "discounts_include_taxes": draw(st.booleans()),
        "shipping_method": draw(methods),
        "payment_method": draw(methods),
        "currency": draw(st.sampled_from(["EUR", "EUR", "EUR", "USD", "JPY", "KWD"])),
        "rounding": {"mode": draw(mode), "rule": draw(rule)},
        "terms": draw(words),
        "paid": draw(st.sampled_from([Decimal("0.00"), Decimal("5.00")])),
        "rounding_amount": draw(st.sampled_from([Decimal("0.00"), CENT, -CENT])),
        "due_date": draw(st.sampled_from([None, date(2026, 4, 1)])),
    }
    try:
        return sale(*draw(st.lists(items, min_size=1, max_size=12)), **changes)
    except Refusal:
        # An amount can not be taken off of nothing.
        assume(False)


FEW = examples(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def attempt(render: Render, document: Document) -> tuple[bytes, set[tuple[str, str]]]:
    """Return a file, or why there is none."""
    try:
        return render(document, settings()), set()
    except Refusal as refusal:
        return b"", {(fault.code, fault.field) for fault in refusal.faults}


IN_CENTS = ("EINVOICE_UNFIT", "currency")
NEAR = ("EINVOICE_ROUNDING", "rounding")


def assert_told(told: Told, document: Document) -> None:
    """Assert that a file tells every amount that its document shows."""
    assert [line["total"] for line in told.lines] == [i["total_price"] for i in document["items"]]
    for line, of in zip(told.lines, document["items"], strict=True):
        assert line["price"] >= 0
        assert abs(line["quantity"]) == of["quantity"]
        # A mode may cut what is below a cent, and PerItem rounds the price.
        exact = line["quantity"] * line["price"] - line["off"]
        assert abs(exact - line["total"]) <= CENT or document["currency"] == "JPY"
    rows: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for row in document["taxes"]:
        taxable, tax = rows.get(row["rate"], (Decimal(0), Decimal(0)))
        rows[row["rate"]] = (taxable + row["taxable_total"], tax + row["amount"])
    told_rows = {rate: amounts for (_, rate), amounts in told.taxes.items()}
    assert told_rows == {rate: sums for rate, sums in rows.items() if rate in told_rows}
    assert all(not any(sums) for rate, sums in rows.items() if rate not in told_rows)
    for key, (taxable, _) in told.taxes.items():
        lines = sum((line["total"] for line in told.lines if line["key"] == key), Decimal(0))
        off, on = (each.get(key, Decimal(0)) for each in (told.allowances, told.charges))
        assert lines - off + on == taxable
    assert (told.total, told.tax) == (document["total"], document["tax_amount"])
    assert told.taxed == told.total + told.tax
    assert told.taxed + told.rounding == document["taxed_total"]
    assert told.rounding == document["rounding_amount"]
    assert (told.paid, told.due) == (document["paid_total"], document["due_total"])


@needs_saxon
@FORMATS
@FEW
@given(document=sales(rule=st.just("PerTaxClass"), mode=st.just("HalfUp")))
def test_every_document_is_a_valid_file_with_its_own_amounts(
    render: Render, read: Read, document: Document
) -> None:
    xml, faults = attempt(render, document)
    if faults:
        assert faults == {IN_CENTS}
        assert document["currency"] == "KWD"
        return

    assert conformance.faults(xml) == []
    assert_told(read(xml), document)


@needs_saxon
@FORMATS
@FEW
@given(document=sales(rule=st.sampled_from(RULES), mode=st.sampled_from(MODES)))
def test_other_rounding_rules_are_told_to_the_cent_or_refused(
    render: Render, read: Read, document: Document
) -> None:
    xml, faults = attempt(render, document)
    if faults:
        assert faults <= {IN_CENTS, NEAR}
        return

    assert conformance.faults(xml) == []
    assert_told(read(xml), document)


@needs_saxon
@FORMATS
def test_a_long_document_is_valid(render: Render, read: Read) -> None:
    many = [item(f"{i}.335", "1.50", TAXES[i % 4], description="x" * 2000) for i in range(200)]
    document = sale(*many, discounts=[{"type": "PercentOff", "value": Decimal("3.333")}])

    xml = render(document, settings())

    assert conformance.faults(xml) == []
    assert_told(read(xml), document)


@needs_saxon
@RENDERS
def test_an_amount_that_is_one_cent_off_is_found(render: Render) -> None:
    document = sale(
        item(),
        item("10.04", "1", LOW, discount=Decimal("1.00")),
        discounts=[{"type": "PercentOff", "value": Decimal(10)}],
        shipping_method=method("Courier", "8.572"),
        paid=Decimal("5.00"),
        rounding_amount=CENT,
    )
    xml = render(document, settings())
    assert conformance.faults(xml) == []

    names: tuple[str, ...] = (
        ("LineExtensionAmount", "TaxAmount", "TaxInclusiveAmount", "TaxExclusiveAmount")
        if render is einvoices.ubl
        else ("LineTotalAmount", "CalculatedAmount", "BasisAmount", "GrandTotalAmount")
    )
    names += (
        ("AllowanceTotalAmount", "ChargeTotalAmount", "PayableAmount", "PrepaidAmount")
        if render is einvoices.ubl
        else ("AllowanceTotalAmount", "ChargeTotalAmount", "DuePayableAmount", "TaxTotalAmount")
    )
    for name in names:
        for i in range(len(list(conformance.parse(xml).iter(f"{{*}}{name}")))):
            root = conformance.parse(xml)
            amount = list(root.iter(f"{{*}}{name}"))[i]
            amount.text = str(Decimal(amount.text or "") + CENT)
            assert conformance.rule_faults(etree.tostring(root)), (name, i)


@needs_saxon
@FORMATS
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("rule", [*RULES, "PerTaxClass"])
def test_the_known_cases_of_rounding_are_told(
    render: Render, read: Read, rule: str, mode: str
) -> None:
    for price, quantity, rate in (
        ("56.330", "3", "19"),
        ("1.115", "3", "22"),
        ("2.345", "1.5", "22"),
    ):
        tax = ("VAT", "Generic", rate)
        document = sale(item(price, quantity, tax), rounding={"mode": mode, "rule": rule})
        xml = render(document, settings())
        assert conformance.faults(xml) == []
        assert_told(read(xml), document)


@needs_saxon
@RENDERS
def test_every_currency_and_unit_is_in_the_official_lists_or_refused(render: Render) -> None:
    for currency in sorted(documents._currencies()):
        xml, faults = attempt(render, sale(item("5.000"), currency=currency))
        assert bool(faults) == (currency in codes.UNKNOWN_CURRENCIES), currency
        assert faults or conformance.faults(xml) == []
    units = [item(unit=code) for code in sorted(codes._CODES)]
    assert conformance.faults(render(sale(*units), settings())) == []


@needs_saxon
@RENDERS
def test_every_country_is_in_the_official_lists(render: Render) -> None:
    countries = sorted(codes.COUNTRIES)
    for seller, buyer, there in zip(*(countries[i::3] for i in range(3)), strict=True):
        document = sale(
            seller_address={**SELLER, "country": seller},
            billing_address=foreign(buyer),
            **shipping(shipping_address={**DELIVERY, "country": there}),
        )
        assert conformance.rule_faults(render(document, settings())) == [], (seller, buyer, there)


@RENDERS
def test_taxes_that_are_too_far_off_are_refused(render: Render) -> None:
    # A thousand lines of a tax of 0.0044 each, which PerLine rounds away.
    many = [item("0.02", "1", ("VAT", "", "22.00")) for _ in range(1000)]
    document = sale(*many, rounding={"mode": "HalfUp", "rule": "PerLine"})

    with pytest.raises(Refusal) as refused:
        render(document, settings())

    (fault,) = refused.value.faults
    assert (fault.code, fault.field, fault.type) == (
        "EINVOICE_ROUNDING",
        "rounding",
        "InvalidValue",
    )
    assert "PerTaxClass" in fault.description
    assert "4.40" in fault.description


def foreign(country: str, code: str = "", **changes: Any) -> dict[str, Any]:
    return {**BUYER, "country": country, "company_code": code, **changes}


PRIVATE = {"company_name": ""}


@needs_saxon
@FORMATS
@pytest.mark.parametrize(
    ("tax", "changes", "category"),
    [
        (VAT, {}, "S"),
        (NO_TAX, {}, "E"),
        (("Z", "Books", "0.00"), {}, "Z"),
        (("O", "Vouchers", "0.00"), {}, "O"),
        (("N2.2", "Regime forfettario", "0.00"), {}, "O"),
        (("AE", "Reverse charge", "0.00"), {}, "AE"),
        (("N6.3", "Subappalto", "0.00"), {}, "AE"),
        (("G", "Export", "0.00"), {"billing_address": foreign("CH")}, "G"),
        (("VAT", "Standard", "0.00"), {"billing_address": foreign("US"), **shipping()}, "E"),
        (
            ("VAT", "Standard", "0.00"),
            {**shipping(shipping_address={**DELIVERY, "country": "US"})},
            "G",
        ),
        (("VAT", "Standard", "0.00"), {"billing_address": foreign("DE", "DE136695976")}, "AE"),
        (
            ("VAT", "Standard", "0.00"),
            {
                "billing_address": foreign("DE", "DE136695976"),
                "shipping_method": method("Courier", "9", NO_TAX),
            },
            "K",
        ),
        (
            ("VAT", "Standard", "0.00"),
            {"billing_address": foreign("GR", "EL123456789", state_prov="")}
            | {**shipping(shipping_address={**DELIVERY, "country": "GR"})},
            "K",
        ),
        (("VAT", "Standard", "0.00"), {"billing_address": foreign("DE", **PRIVATE)}, "E"),
    ],
)
@pytest.mark.parametrize("type_", ["Invoice", "CreditNote"])
def test_why_something_is_not_taxed(
    render: Render,
    read: Read,
    tax: tuple[str, str, str],
    changes: dict[str, Any],
    category: str,
    type_: str,
) -> None:
    document = sale(item(tax=tax), **{"type": type_, **changes})

    xml = render(document, settings())

    assert conformance.faults(xml) == []
    assert {key[0] for key in read(xml).taxes} == {category}
    assert_told(read(xml), document)


@needs_saxon
@RENDERS
@pytest.mark.parametrize("currency", ["EUR", "CHF"])
@pytest.mark.parametrize(
    "changes",
    [
        shipping(),
        {"type": "CreditNote", "reference_type": "Invoice", "reference_number": "2026/1"},
        {"reference_type": "Order", "reference_number": "4711"},
        {"reference_type": "PackingSlip", "reference_number": "7"},
        {"metadata": {"buyerReference": "04011000-12345-34"}, "due_date": None},
        {"billing_address": {**BUYER, "company_name": "", "company_code": ""}},
    ],
)
def test_every_kind_is_valid(render: Render, changes: dict[str, Any], currency: str) -> None:
    for company in ({}, {"iban": ""}, {"tax_number": "12/345/67890"}):
        xml = render(sale(currency=currency, **changes), settings(**company))
        assert conformance.faults(xml) == []


def test_what_a_file_refers_to() -> None:
    note = sale(type="CreditNote", reference_type="Invoice", reference_number="2026/1")
    told = einvoices.ubl(note, settings()).decode()
    assert "<CreditNote " in told.replace("\n", " ")
    assert ">381</cbc:CreditNoteTypeCode>" in told
    assert "<cac:InvoiceDocumentReference><cbc:ID>2026/1</cbc:ID>" in "".join(told.split())

    shipped = "".join(einvoices.cii(sale(**shipping()), settings()).decode().split("\n"))
    assert "Via Lungo Dora 3" in shipped
    assert "20260302" in shipped
    assert "Tracking number: rt-5pl7f-fg" in shipped


def faults_of(document: Document, **company: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as refused:
        einvoices.cii(document, settings(**company))
    return [(fault.code, fault.field) for fault in refused.value.faults]


def test_all_that_is_missing_is_told_at_once() -> None:
    empty = dict.fromkeys(SELLER, "")
    document = sale(
        item(name="", sku=""),
        seller_address=empty,
        billing_address={
            **BUYER,
            "country": "xx",
            "company_name": "",
            "first_name": " ",
            "last_name": " ",
        },
    )

    with pytest.raises(Refusal) as refused:
        einvoices.ubl(document, settings(tax_number=""))

    faults = refused.value.faults
    assert {fault.field for fault in faults if fault.code == "EINVOICE_MISSING"} == {
        "country",
        "street1",
        "city",
        "postalCode",
        "companyName",
        "taxNumber",
        "name",
    }
    assert [fault.value for fault in faults if fault.code == "EINVOICE_UNFIT"] == ["xx"]
    told = {fault.field: fault.description for fault in faults}
    assert "'commerce.settings.update' as 'company.taxNumber'" in told["taxNumber"]
    assert "'commerce.invoices.update' as 'sellerAddress.street1'" in told["street1"]
    assert all(fault.path == "/id" for fault in faults)


def test_a_closed_document_is_not_told_to_be_changed() -> None:
    document = sale(seller_address={**SELLER, "city": ""}, is_closed=True)

    with pytest.raises(Refusal, match="of a closed invoice: credit that and issue a new one"):
        einvoices.ubl(document, settings())


@pytest.mark.parametrize(
    ("changes", "company", "expected"),
    [
        ({"type": "Proforma"}, {}, [("EINVOICE_PROFORMA", "format")]),
        ({"number": ""}, {}, [("EINVOICE_MISSING", "number")]),
        ({"issue_date": None}, {}, [("EINVOICE_MISSING", "issueDate")]),
        ({"items": []}, {}, [("EINVOICE_MISSING", "items")]),
        ({"billing_address": None}, {}, [("EINVOICE_MISSING", "billingAddress")]),
    ],
)
def test_what_can_not_be_told(
    changes: dict[str, Any], company: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert faults_of(sale(**changes), **company) == expected


def test_what_a_reason_for_not_taxing_asks_for() -> None:
    abroad = foreign("DE")
    supplied = sale(item(tax=("K", "", "0.00")), billing_address=abroad)
    reversed_ = sale(item(tax=("AE", "", "0.00")), billing_address=abroad)
    mixed = sale(item(), item(tax=("O", "", "0.00")))
    exported = sale(item(tax=("G", "", "0.00")), billing_address=foreign("CH"))

    assert faults_of(supplied) == [("EINVOICE_MISSING", "companyCode")]
    assert faults_of(reversed_) == [("EINVOICE_MISSING", "companyCode")]
    assert faults_of(mixed) == [("EINVOICE_UNFIT", "items")]
    assert faults_of(exported, tax_number="123") == [("EINVOICE_UNFIT", "taxNumber")]


def test_amounts_below_a_cent_are_refused_and_others_of_that_currency_told() -> None:
    assert faults_of(sale(item("1.005", "1", NO_TAX), currency="KWD")) == [
        ("EINVOICE_UNFIT", "currency")
    ]
    whole = sale(item("1.010", "1", NO_TAX), currency="KWD")
    assert_told(reading.cii(einvoices.cii(whole, settings())), whole)


@FORMATS
def test_texts_are_told_to_the_letter_and_never_as_markup(render: Render, read: Read) -> None:
    evil = '</cbc:Name><x a="1">&amp;&lol;<![CDATA[y]]>\u2028"\'é€漢😀'
    document = sale(item(name=evil, description=f"{evil}\uffff"), terms=evil)

    (line,) = read(render(document, settings())).lines

    assert line["name"] == evil
    assert line["description"] == f"{evil}\ufffd"


def test_units_and_vat_ids() -> None:
    assert [unit(each) for each in ("pz", "Kg", "h", "Stück", "", "wagon", "KGM")] == [
        "H87",
        "KGM",
        "HUR",
        "H87",
        "C62",
        "C62",
        "KGM",
    ]
    assert vat_id("GR 123456789", "GR", bare=False) == "EL123456789"
    assert vat_id("123 456 789", "DE", bare=True) == "DE123456789"
    assert vat_id("123456789", "DE", bare=False) == ""
    assert vat_id("CHE-123.456.789", "CH", bare=False) == "CHE123456789"
    assert vat_id("HRB 123", "DE", bare=True) == ""


@needs_saxon
def test_a_printed_document_carries_its_own_file() -> None:
    document = sale(item(), item("10", "1", LOW), **shipping())
    printed = pdf.render(document, settings())

    made = einvoices.factur_x(document, settings(), printed)

    name, xml = facturx.get_facturx_xml_from_pdf(made, check_xsd=True, check_schematron=False)
    assert name == "factur-x.xml"
    assert conformance.faults(xml) == []
    assert_told(reading.cii(xml), document)
    told = PdfReader(BytesIO(made)).xmp_metadata
    assert told is not None
    meta = told.rdf_root.toxml()
    assert "<pdfaid:part>3</pdfaid:part>" in meta
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in meta


def test_a_pdf_that_is_not_archivable_is_refused() -> None:
    with pytest.raises(Refusal, match="can not be a PDF/A-3"):
        einvoices.factur_x(sale(), settings(), b"%PDF-1.7")
    # A character that no font has.
    unseen = sale(item(name="\U0010fffd"))
    with pytest.raises(Refusal, match="export as Cii"):
        einvoices.factur_x(unseen, settings(), pdf.render(unseen, settings()))


def test_files_are_made_in_several_threads_at_once() -> None:
    document = sale(*(item(name=f"Shirt {i}") for i in range(20)), **shipping())
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(lambda _: einvoices.ubl(document, settings()), range(40)))

    assert len(made) == 1
