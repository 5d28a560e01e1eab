"""Printed documents: what stands on them, in which words, and that texts are only texts."""

import base64
import re
import struct
import zlib
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from handlers.printing import pdf
from handlers.printing.labels import LABELS
from schemas.invoices import TYPES
from schemas.problems import Refusal
from tests.handlers.printing.sales import (
    BUYER,
    DELIVERY,
    NO_TAX,
    SELLER,
    VAT,
    item,
    method,
    sale,
    settings,
    shipping,
)

D = Decimal
Document = dict[str, Any]


def printed(document: Document, **company: Any) -> list[str]:
    """Print a document and return the text of each page, with plain spaces."""
    reader = PdfReader(BytesIO(pdf.render(document, settings(**company))))
    return [re.sub(r"[\u00a0\u202f]", " ", page.extract_text()) for page in reader.pages]


def text(document: Document, **company: Any) -> str:
    """Print a document and return all of its text."""
    return "\n".join(printed(document, **company))


def compact(texts: str) -> str:
    """Return a text without spaces, where lines may be broken, and without hints for that."""
    return re.sub(r"[\s\u200b]", "", texts)


# Words, numbers, places.


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "en-GB",
            ["Invoice 2026/17", "2 March 2026", "Unit price", "1,234.50", "€1,506.09", "Italy"],
        ),
        ("it", ["Fattura 2026/17", "2 marzo 2026", "Prezzo unitario", "1.506,09 €", "Italia"]),
        ("de", ["Rechnung 2026/17", "2. März 2026", "Einzelpreis", "1.506,09 €", "Italien"]),
        ("de-CH", ["Rechnung 2026/17", "1’234.50", "1’506.09", "Seite 1 von 1"]),
        ("fr", ["Facture 2026/17", "2 mars 2026", "Prix unitaire", "1 506,09 €", "Italie"]),
        ("sl", ["Račun 2026/17", "2. marec 2026", "Cena na enoto", "1.506,09 €", "Italija"]),
        # Words that we do not have are English; numbers, dates and places are not.
        ("es", ["Invoice 2026/17", "2 de marzo de 2026", "Unit price", "1.506,09 €", "Italia"]),
        ("av", ["Invoice 2026/17", "March 2, 2026", "€1,506.09"]),
    ],
)
def test_a_document_speaks_its_language(locale: str, expected: list[str]) -> None:
    page = text(sale(item("1234.500", "1.00"), locale=locale))

    assert [each for each in expected if each not in page] == []


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("type_", TYPES)
def test_every_kind_has_its_name_in_every_language(language: str, type_: str) -> None:
    more = shipping() if type_ == "ShippingInvoice" else {"type": type_}
    page = text(sale(locale=language, **more))

    assert f"{LABELS[language][type_]} 2026/17" in page


def test_every_language_has_every_word() -> None:
    names = {language: list(labels) for language, labels in LABELS.items()}

    assert all(each == names["en"] for each in names.values())
    assert all(all(labels.values()) for labels in LABELS.values())


@pytest.mark.parametrize(
    ("currency", "expected"), [("JPY", "¥3,704"), ("KWD", "KWD3,703.500"), ("USD", "$3,703.50")]
)
def test_money_has_the_decimals_of_its_currency(currency: str, expected: str) -> None:
    page = text(sale(item("1234.500", "3.00", NO_TAX), locale="en", currency=currency))

    assert expected in page


def test_addresses_are_written_as_their_country_does() -> None:
    london = {**BUYER, "city": "London", "postal_code": "NW1 6XE", "country": "GB"}
    portland = {**BUYER, "city": "Portland", "postal_code": "97201", "country": "US"}
    british = text(sale(billing_address={**london, "state_prov": ""}))
    american = text(sale(billing_address={**portland, "state_prov": "OR"}))
    italian = text(sale())

    assert "London\nNW1 6XE\nRegno Unito" in british
    assert "Portland OR 97201\nStati Uniti" in american
    assert "10121 Torino (TO)\nItalia" in italian


# What stands on them.


def test_the_sums_lead_from_the_items_to_what_is_due() -> None:
    document = sale(
        item("56.330", "3.00", discount=D("1.500")),
        item("10.040", "1.00", ("LOW", "Reduced", "10.00")),
        locale="en",
        discounts=[
            {"type": "PercentOff", "value": D("10.000")},
            {"type": "AmountOff", "value": D("5.000")},
        ],
        shipping_method=method("Courier", "8.572"),
        payment_method=method("Bank transfer", "1.200"),
        paid=D("50.00"),
    )
    page = text(document)
    amounts = (
        document["prediscount_subtotal"],
        document["subtotal"],
        document["total"],
        document["tax_amount"],
        document["taxed_total"],
        document["due_total"],
        *(row["amount"] for row in document["taxes"]),
        *(row["taxable_total"] for row in document["taxes"]),
    )

    assert [amount for amount in amounts if f"{amount:,}" not in page] == []
    assert "Discount (10%; 5.00)" in page
    assert "-1.50" in page  # the item's own discount
    assert re.search(r"Shipping · Courier\s*8\.57\n", page)
    assert re.search(r"Payment · Bank transfer\s*1\.20\n", page)
    assert re.search(r"Already paid\s*-50\.00", page)


def test_a_rounding_amount_stands_before_the_total_that_it_is_in() -> None:
    page = text(sale(locale="en", rounding_amount=D("-0.01")))

    assert re.search(r"Rounding\s*-0\.01\s*Total\s*€206\.16", page)


def test_payment_is_told_where_something_is_due() -> None:
    due = text(sale(locale="en"))
    paid = text(sale(locale="en", paid=D("206.17")))
    credit = text(sale(locale="en", type="CreditNote"))

    assert "IBAN IT60 X054 2811 1010 0000 0123 456" in due.replace("\n", " ")
    assert re.search(r"Payable by\s*April 1, 2026", due)
    assert "This document has been paid in full." in paid
    assert all("Payable by" not in page for page in (paid, credit))


def test_a_credit_note_tells_what_it_refers_to() -> None:
    refers = {"reference_type": "Invoice", "reference_number": "2013/3918"}
    page = text(sale(locale="en", type="CreditNote", **refers))

    assert "This document refers to: Invoice 2013/3918" in page


def test_an_invoice_tells_the_order_that_it_came_from() -> None:
    page = text(sale(locale="en", reference_type="Order", reference_number="1001"))

    assert re.search(r"Order\s*1001", page)


def test_a_shipping_invoice_tells_how_the_goods_travel() -> None:
    page = text(sale(locale="it", shipping_method=method("Courier", "0.000"), **shipping()))
    expected = [
        "Luogo di destinazione",
        "John Watson",
        "Via Lungo Dora 3",
        "Causale del trasporto",
        "Sale",
        "Courier",
        "2 marzo 2026, 12:00",
        "Franco",
        "Two boxes",
        "rt-5pl7f-fg",
    ]

    assert [each for each in expected if each not in page] == []


def test_a_delivery_elsewhere_is_told_once() -> None:
    there = text(sale(locale="en", shipping_address=dict(DELIVERY)))
    same = {name: BUYER[name] for name in DELIVERY if name != "name"}
    here = text(sale(locale="en", shipping_address={**same, "name": "Sherlock Holmes"}))

    assert "Delivery address" in there
    assert "Delivery address" not in here


def test_what_is_open_is_marked_as_a_draft() -> None:
    closed = {"is_closed": True, "close_time": sale()["update_time"]}

    assert "Draft" in text(sale(locale="en"))
    assert "Draft" not in text(sale(locale="en", **closed))


def test_an_empty_document_is_printed() -> None:
    document = sale(locale="en")
    document |= {"items": [], "taxes": [], "number": "", "billing_address": None}
    page = text(document)

    assert "No items" in page
    assert "Investigazioni S.p.A." in page


# Pages.


def test_long_documents_carry_their_sums_from_page_to_page() -> None:
    pages = printed(sale(*(item(name=f"Shirt {i}") for i in range(1000)), locale="en"))
    carried, brought = (
        [found[1] if (found := re.search(rf"{label}\s+([\d,.]+)", page)) else "" for page in pages]
        for label in ("Carried over", "Brought forward")
    )
    items = [re.findall(r"Shirt \d+", page) for page in pages]
    with_items = [page for page, found in zip(pages, items, strict=True) if found]
    sums = [f"{D('168.99') * sum(map(len, items[: i + 1])):,}" for i in range(len(with_items) - 1)]

    assert [name for page in items for name in page] == [f"Shirt {i}" for i in range(1000)]
    assert all("Unit price" in page for page in with_items)
    assert all(f"Page {i} of {len(pages)}" in page for i, page in enumerate(pages, 1))
    assert carried[: len(with_items)] == [*sums, ""]
    assert brought[: len(with_items)] == ["", *sums]
    assert all("Invoice 2026/17" in page for page in pages)


def test_a_short_document_carries_nothing() -> None:
    (page,) = printed(sale(locale="en"))

    assert "Carried" not in page
    assert "Brought" not in page


def test_overlong_words_stay_within_the_page() -> None:
    word = "W" * 255
    document = sale(item(name=word, sku="M" * 32, unit="U" * 32), number="N" * 32, locale="en")
    reader = PdfReader(BytesIO(pdf.render(document, settings())))
    places: list[float] = []

    def visit(shown: str, _: Any, matrix: Any, *__: Any) -> None:
        if shown.strip():
            places.append(matrix[4] + 8 * len(shown.strip()) * ("W" in shown))

    reader.pages[0].extract_text(visitor_text=visit)

    assert word in compact(reader.pages[0].extract_text())
    assert max(places) < reader.pages[0].mediabox.width


def test_sellers_in_america_print_on_letter_paper() -> None:
    sizes = {}
    for country in ("IT", "US"):
        document = sale(seller_address={**SELLER, "country": country})
        page = PdfReader(BytesIO(pdf.render(document, settings()))).pages[0]
        sizes[country] = tuple(round(each) for each in page.mediabox[2:])

    assert sizes == {"IT": (595, 842), "US": (612, 792)}


# The file.


def test_the_same_document_is_the_same_file() -> None:
    assert pdf.render(sale(), settings()) == pdf.render(sale(), settings())


def test_a_file_can_be_archived_and_read_aloud() -> None:
    reader = PdfReader(BytesIO(pdf.render(sale(locale="de"), settings())))
    root: Any = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data()

    assert b"<pdfaid:part>3</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in metadata
    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Rechnung 2026/17"
    assert reader.metadata.author == SELLER["company_name"]


def test_scripts_are_printed_as_far_as_there_are_fonts() -> None:
    names = ["Привет", "Ελληνικά", "čšž ßñø", "שלום"]
    page = text(sale(*(item(name=name) for name in names)))
    unknown = pdf.render(sale(item(name="\U0010fffd")), settings())

    assert [name for name in names[:3] if name not in page] == []
    assert {*names[3]} <= {*page}
    assert b"pdfaid" not in unknown


@pytest.mark.parametrize("locale", ["ar", "hi", "ja", "ka", "ko", "th", "zh"])
def test_our_own_words_are_always_shown(locale: str) -> None:
    # With the machine's fonts in its language, else in English: no character is missing.
    document = sale(locale=locale, currency="GEL")

    assert b"pdfaid" in pdf.render(document, settings())
    assert re.search(r"1\D?506", text(sale(item("1234.500", "1.00"), locale=locale)))


def test_a_document_beyond_all_measure_is_refused() -> None:
    document = sale()
    document["items"] = [item(description="lorem " * 10_000, total_price=D(1))] * 70
    with pytest.raises(Refusal) as refusal:
        pdf.render(document, settings())

    assert refusal.value.faults[0].code == "TOO_LONG_TO_PRINT"


# Logos.


def png(width: int, height: int) -> bytes:
    """Return a picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x10\x20\x30" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def base64_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.mark.parametrize(
    ("logo", "is_printed"),
    [
        (base64_of(png(40, 20)), True),
        ("data:image/png;base64," + base64_of(png(40, 20)), True),
        ("", False),
        ("https://example.com/logo.png", False),
        ("file:///etc/passwd", False),
        ("../invoice.typ", False),
        ("data:image/svg+xml;base64," + base64_of(b"<svg/>"), False),
        (base64_of(b"\xff\xd8\xff\xe0\x00\x02"), False),
        (base64_of(b"\xff\xd8\xff" + b"\xff" * 100), False),
        # Nothing but a head, a broken body, and a picture that would fill the memory.
        (base64_of(png(40, 20)[:40]), False),
        (base64_of(png(40, 20)[:50] + b"?" * 40), False),
        (
            base64_of(png(40, 20)[:16] + struct.pack(">II", 60_000, 60_000) + png(40, 20)[24:]),
            False,
        ),
    ],
)
def test_a_logo_is_a_picture_or_nothing(logo: str, is_printed: bool) -> None:
    reader = PdfReader(BytesIO(pdf.render(sale(), settings(logo=logo))))

    assert bool(reader.pages[0].images) == is_printed
    assert SELLER["company_name"] in reader.pages[0].extract_text()


# Texts are texts.

MARKUP = [
    *("#import", '#import "a.typ"', '#include "/etc/passwd"', '#eval("1+1")', "#panic()"),
    *('#read("../pdf.py")', '#image("/x.png")', "#let x = 1", "#sys.inputs", "#{1+1}", "#[x]"),
    *(
        "#context 1",
        "#pagebreak()",
        "#set page(fill: red)",
        "#show: it => none",
        "$x^2$",
        "$ sum $",
    ),
    *("*bold*", "_soft_", "`raw`", "```typ #x```", "= Heading", "- list", "+ enum", "/ term: x"),
    *("@ref", "@preview/cetz:0.3.0", "<label>", "\\ break", "\\u{41}", "~", "--", "---", "..."),
    *("//comment", "/*comment*/", "'quote'", '"quote"', "<<a>>", "https://example.com/a?b=c#d"),
    *("<script>alert(1)</script>", "<img src=x>", "&amp;&#65;", "{{7*7}}", "{% x %}", "${x}", "%s"),
    *(
        "../../etc/passwd",
        "file:///etc/passwd",
        "C:\\x\\y",
        "' OR 1=1",
        "$(id)",
        "`id`",
        "| cat",
        "%00",
    ),
]
SHAPES = ("{}", "#{}", "{}\\", "[{}]", "({}", "{}\n#x")
PAYLOADS = [shape.format(markup) for shape in SHAPES for markup in MARKUP][:220]


def infested(payload: str) -> tuple[Document, dict[str, str], list[str]]:
    """Return a document whose every text begins with a mark and has the payload; and the texts."""
    texts: list[str] = []

    def put(most: int) -> str:
        mark = f"Q{len(texts):02}"
        whole = (mark + payload)[:most]
        texts.append(whole)
        return whole

    def address(names: dict[str, int]) -> dict[str, str]:
        return {name: put(most) for name, most in names.items()}

    place = {"street1": 60, "street2": 60, "city": 25, "postal_code": 20}
    person = {"company_name": 100, "first_name": 25, "last_name": 25, "company_code2": 20, **place}
    goods = {"name": 255, "sku": 32, "description": 999, "requests": 255, "unit": 32}
    document = sale(
        item(tax=(VAT[0], put(60), VAT[2]), **{name: put(most) for name, most in goods.items()}),
        locale="en",
        number=put(32),
        terms=put(9999),
        reference_type="Quote",
        reference_number=put(32),
        shipping_method=method(put(80), "1.000"),
        payment_method=method(put(80), "1.000"),
        billing_address={**BUYER, **address(person)},
        seller_address={**SELLER, **address({"company_name": 100, "personal_code": 20, **place})},
        **shipping(
            shipping_address={**DELIVERY, **address({"name": 100, **place})},
            goods_appearance=put(255),
            tracking_number=put(64),
            transport_reason=put(255),
        ),
    )
    return document, {"tax_number": put(32)}, texts


@pytest.mark.parametrize("payload", PAYLOADS)
def test_texts_are_printed_to_the_letter(payload: str) -> None:
    document, company, texts = infested(payload)
    page = compact(text(document, **company))

    assert [each for each in texts if compact(each) not in page] == []


def test_texts_that_turn_the_direction_stay_in_their_place() -> None:
    page = text(sale(item(name="\u202eabc \u2067evil", unit="\u202e"), locale="en"))

    assert {*"abcevil"} <= {*page}
    assert re.search(r"Total\s*€206\.17", page)
