"""Electronic invoices: EN 16931 as UBL 2.1, as CII, and as Factur-X, which is CII inside of a PDF.

The library that writes them could check every file against the official schemas. For UBL that costs
twenty times what writing does, and our tests do it, with the official rules too, over generated
documents: so it is not done here. Nothing is fetched, and no XML of others is read.
"""

from collections.abc import Mapping
from threading import Lock
from typing import Any

import facturx
from lxml import etree

from handlers.printing import en16931, pdf
from handlers.printing.fattura_pa import fattura_pa
from handlers.printing.formats import FORMATS, Format
from schemas import problems
from schemas.problems import refuse

__all__ = ["PROBLEMS", "cii", "factur_x", "fattura_pa", "ubl"]

XML = "application/xml"
LEVEL = "en16931"

# What any of these formats may refuse a document for.
PROBLEMS = (
    problems.EINVOICE_PROFORMA,
    problems.EINVOICE_MISSING,
    problems.EINVOICE_UNFIT,
    problems.EINVOICE_ROUNDING,
    problems.EINVOICE_NOT_ARCHIVABLE,
)

_CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_ROUNDING = f"{{{_CBC}}}PayableRoundingAmount"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
# It reads what was just written, and even so it resolves and fetches nothing.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
# Its first call alters a table of its own, which two threads at once would break.
_writing = Lock()


def ubl(document: Mapping[str, Any], settings: Mapping[str, Any]) -> bytes:
    """Return a document as UBL 2.1: an Invoice or a CreditNote."""
    return _write(en16931.terms(document, settings, "Ubl"), "ubl-2.1")


def cii(document: Mapping[str, Any], settings: Mapping[str, Any]) -> bytes:
    """Return a document as UN/CEFACT Cross Industry Invoice."""
    return _write(en16931.terms(document, settings, "Cii"), "factur-x")


def factur_x(document: Mapping[str, Any], settings: Mapping[str, Any], printed: bytes) -> bytes:
    """Return the printed document, a PDF/A-3, with its CII inside."""
    xml = _write(en16931.terms(document, settings, "FacturX"), "factur-x")
    if b"<pdfaid:part>" not in printed:
        refuse(problems.EINVOICE_NOT_ARCHIVABLE("/id", id=document["id"]))
    made: bytes = facturx.generate_from_binary(
        printed,
        xml,
        flavor="factur-x",
        level=LEVEL,
        check_xsd=False,
        check_schematron=False,
        lang=document["locale"],
        afrelationship="alternative",
    )
    return made


def _write(terms: en16931.Terms, flavor: str) -> bytes:
    currency = terms["BT-5"]
    with _writing:
        written: bytes = facturx.generate_xml(
            terms, flavor=flavor, level=LEVEL, check_xsd=False, check_schematron=None
        )
    root = etree.fromstring(written, _PARSER)
    for element in root.iter():
        # The library takes what it leaves empty for null, and a rounding amount for euros.
        element.attrib.pop(_NIL, None)
        if element.tag == _ROUNDING:
            element.set("currencyID", currency)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _render_factur_x(document: Mapping[str, Any], settings: Mapping[str, Any]) -> bytes:
    return factur_x(document, settings, pdf.render(document, settings))


FORMATS["Ubl"] = Format(XML, "ubl.xml", ubl)
FORMATS["Cii"] = Format(XML, "cii.xml", cii)
FORMATS["FacturX"] = Format("application/pdf", "factur-x.pdf", _render_factur_x)
