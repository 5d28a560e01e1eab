"""Electronic invoices read back: the amounts that each format tells, by its own paths."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from tests.handlers.printing.conformance import parse

ZERO = Decimal(0)
UBL = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
CII = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
Key = tuple[str, Decimal]


@dataclass
class Told:
    """What a file says."""

    lines: list[dict[str, Any]]
    allowances: dict[Key, Decimal]
    charges: dict[Key, Decimal]
    taxes: dict[Key, tuple[Decimal, Decimal]]
    total: Decimal
    tax: Decimal
    taxed: Decimal
    rounding: Decimal
    paid: Decimal
    due: Decimal


def texts(element: Any, path: str, names: Mapping[str, str]) -> list[str]:
    return [each.text or "" for each in element.xpath(path, namespaces=names)]


def number(element: Any, path: str, names: Mapping[str, str]) -> Decimal:
    return sum((Decimal(text) for text in texts(element, path, names)), ZERO)


def text(element: Any, path: str, names: Mapping[str, str]) -> str:
    return "".join(texts(element, path, names))


def ubl(xml: bytes) -> Told:
    root, ns = parse(xml), UBL
    totals = "cac:LegalMonetaryTotal/cbc:"
    kind = etree.QName(root).localname
    lines = []
    for line in root.xpath("cac:InvoiceLine|cac:CreditNoteLine", namespaces=ns):
        off = number(line, "cac:AllowanceCharge[cbc:ChargeIndicator='false']/cbc:Amount", ns)
        on = number(line, "cac:AllowanceCharge[cbc:ChargeIndicator='true']/cbc:Amount", ns)
        lines.append(
            {
                "name": text(line, "cac:Item/cbc:Name", ns),
                "description": text(line, "cac:Item/cbc:Description", ns),
                "quantity": number(line, "cbc:InvoicedQuantity|cbc:CreditedQuantity", ns),
                "price": number(line, "cac:Price/cbc:PriceAmount", ns),
                "off": off - on,
                "total": number(line, "cbc:LineExtensionAmount", ns),
                "key": _key(line, "cac:Item/cac:ClassifiedTaxCategory/cbc:", "ID", "Percent", ns),
            }
        )
    rows = root.xpath("cac:TaxTotal/cac:TaxSubtotal", namespaces=ns)
    currency = text(root, "cbc:DocumentCurrencyCode", ns)
    assert set(root.xpath("//@currencyID")) == {currency}, kind
    return Told(
        lines=lines,
        allowances=_ubl_charges(root, "false"),
        charges=_ubl_charges(root, "true"),
        taxes=_by_key(
            (
                _key(row, "cac:TaxCategory/cbc:", "ID", "Percent", ns),
                (number(row, "cbc:TaxableAmount", ns), number(row, "cbc:TaxAmount", ns)),
            )
            for row in rows
        ),
        total=number(root, f"{totals}TaxExclusiveAmount", ns),
        tax=number(root, "cac:TaxTotal/cbc:TaxAmount", ns),
        taxed=number(root, f"{totals}TaxInclusiveAmount", ns),
        rounding=number(root, f"{totals}PayableRoundingAmount", ns),
        paid=number(root, f"{totals}PrepaidAmount", ns),
        due=number(root, f"{totals}PayableAmount", ns),
    )


def _ubl_charges(root: Any, indicator: str) -> dict[Key, Decimal]:
    found: dict[Key, Decimal] = {}
    path = f"cac:AllowanceCharge[cbc:ChargeIndicator='{indicator}']"
    for each in root.xpath(path, namespaces=UBL):
        key = _key(each, "cac:TaxCategory/cbc:", "ID", "Percent", UBL)
        found[key] = found.get(key, ZERO) + number(each, "cbc:Amount", UBL)
    return found


def cii(xml: bytes) -> Told:
    root, ns = parse(xml), CII
    settled = "//ram:ApplicableHeaderTradeSettlement/ram:"
    totals = f"{settled}SpecifiedTradeSettlementHeaderMonetarySummation/ram:"
    lines = []
    for line in root.xpath("//ram:IncludedSupplyChainTradeLineItem", namespaces=ns):
        of_line = "ram:SpecifiedLineTradeSettlement/ram:"
        charge = f"{of_line}SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator="
        off = number(line, f"{charge}'false']/ram:ActualAmount", ns)
        on = number(line, f"{charge}'true']/ram:ActualAmount", ns)
        price = "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount"
        summed = "SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
        lines.append(
            {
                "name": text(line, "ram:SpecifiedTradeProduct/ram:Name", ns),
                "description": text(line, "ram:SpecifiedTradeProduct/ram:Description", ns),
                "quantity": number(line, "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", ns),
                "price": number(line, price, ns),
                "off": off - on,
                "total": number(line, of_line + summed, ns),
                "key": _cii_key(line, f"{of_line}ApplicableTradeTax/ram:"),
            }
        )
    return Told(
        lines=lines,
        allowances=_cii_charges(root, "false"),
        charges=_cii_charges(root, "true"),
        taxes=_by_key(
            (
                _cii_key(row, "ram:"),
                (number(row, "ram:BasisAmount", ns), number(row, "ram:CalculatedAmount", ns)),
            )
            for row in root.xpath(f"{settled}ApplicableTradeTax", namespaces=ns)
        ),
        total=number(root, f"{totals}TaxBasisTotalAmount", ns),
        tax=number(root, f"{totals}TaxTotalAmount", ns),
        taxed=number(root, f"{totals}GrandTotalAmount", ns),
        rounding=number(root, f"{totals}RoundingAmount", ns),
        paid=number(root, f"{totals}TotalPrepaidAmount", ns),
        due=number(root, f"{totals}DuePayableAmount", ns),
    )


def _cii_charges(root: Any, indicator: str) -> dict[Key, Decimal]:
    found: dict[Key, Decimal] = {}
    path = "//ram:ApplicableHeaderTradeSettlement/ram:SpecifiedTradeAllowanceCharge"
    for each in root.xpath(
        f"{path}[ram:ChargeIndicator/udt:Indicator='{indicator}']", namespaces=CII
    ):
        key = _cii_key(each, "ram:CategoryTradeTax/ram:")
        found[key] = found.get(key, ZERO) + number(each, "ram:ActualAmount", CII)
    return found


def _cii_key(element: Any, path: str) -> Key:
    return _key(element, path, "CategoryCode", "RateApplicablePercent", CII)


def _key(element: Any, path: str, code: str, rate: str, names: Mapping[str, str]) -> Key:
    return text(element, path + code, names), number(element, path + rate, names)


def _by_key(rows: Iterable[tuple[Key, tuple[Decimal, Decimal]]]) -> dict[Key, Any]:
    told = list(rows)
    assert len(dict(told)) == len(told), "one row for each category and rate"
    return dict(told)
