"""A document as FatturaPA 1.2.2, the electronic invoice of Italy.

It is written here and not by a library: the one there is lags behind the format and rounds the
discounts of lines; our tests read every file with it. What the format leaves open is decided so:

- `invoiceRecipient` decides on the kind: a code of 6 characters is an office of the state (FPA12),
  one of 7 or a PEC address anybody else (FPR12). An Italian customer without any is told as
  `0000000`; a customer abroad needs nothing and is `XXXXXXX`.
- The sender is the seller, in the regime `RF01`; the metadata of a document can say another one as
  `regimeFiscale`, from RF01 to RF20.
- An Invoice and a ShippingInvoice are TD01, a CreditNote is TD04; all tax is due at once.
- Discounts of the document and costs are lines of their own, one per rate, so that the lines add up
  to the summary by rate, which is the document's own tax rows. The exchange system takes a tax that
  is a cent away from base times rate; a document with more is refused.
- Only euros: the law wants the tax in them, and a document has one currency.
- Stamp duty, social funds, withheld taxes and split payment are nothing that a document knows of.
  Where one is due, its file has to be completed before it is sent.
- Texts are limited to Latin letters: others are written by their nearest, or as a question mark.
- A file is named after the document's id, so that no two documents share a name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Union
from zoneinfo import ZoneInfo

from lxml import etree

from handlers.printing import parties, taxing
from handlers.printing.checking import Check, plain
from handlers.printing.codes import EU, vat_prefix
from handlers.printing.figures import ZERO, Figures, Group, Line, figures
from handlers.printing.formats import FORMATS, Format
from handlers.printing.italian import latin, progressive
from handlers.printing.parties import Buyer, Seller
from schemas.problems import refuse_if_any

NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
ITALY = "IT"
TO_OFFICE, TO_OTHERS = "FPA12", "FPR12"
BY_PEC, ABROAD = "0000000", "XXXXXXX"
OFFICE_LENGTH = 6
REGIME = "RF01"
REGIMES = frozenset(f"RF{number:02}" for number in range(1, 21)) - {"RF03"}
INVOICE, CREDIT_NOTE = "TD01", "TD04"
PAID_AT_ONCE, TRANSFER = "TP02", "MP05"
NO_POSTAL_CODE = "00000"
# Who has no VAT id abroad: a person, and a company outside of the EU.
PERSON_ABROAD, COMPANY_ABROAD = "0000000", "OO99999999999"
# Where a line is more or less than an item.
DISCOUNT, COST = "SC", "AC"

MAX_NUMBER, MAX_TEXT, MAX_NAME, MAX_LINE, MAX_UNIT, MAX_SKU = 20, 200, 80, 1000, 10, 35
MAX_PERSON, MAX_STREET, MAX_BASIS, MAX_TRANSPORT = 60, 60, 100, 100
# The exchange system takes a cent of rounding.
MOST_OFF = Decimal("0.01")

# What explains a nature if the tax class has no name.
_BASIS = {
    "N2.1": "Artt. 7 - 7-septies DPR 633/72",
    "N2.2": "Operazione non soggetta",
    "N3.1": "Art. 8 c. 1 DPR 633/72",
    "N3.2": "Art. 41 DL 331/93",
    "N3.6": "Operazione non imponibile",
    "N4": "Art. 10 DPR 633/72",
}
_POSTAL_CODE = re.compile(r"\d{5}", re.ASCII)
_PROVINCE = re.compile(r"[A-Z]{2}", re.ASCII)
_TAX_CODE = re.compile(r"[A-Z0-9]{16}|\d{11}", re.ASCII)
_PEC = re.compile(r"(?=.{7,256}).+@.+\..+")
_DIGIT = re.compile(r"\d", re.ASCII)

# An element: its name, and its text or its elements; None and empty ones are left out.
Node = tuple[str, Union[str, "Nodes", None]]
Nodes = Sequence[Node]


def fattura_pa(document: Mapping[str, Any], settings: Mapping[str, Any]) -> bytes:
    """Return a document as FatturaPA."""
    check = Check(document, "FatturaPa")
    check.issued()
    refuse_if_any(check.faults)
    seller, buyer = parties.seller(check, settings), parties.buyer(check)
    situation = taxing.situation(document, seller, buyer)
    sums = figures(document, situation.nature)
    check.cents(sums)
    _check(check, seller, buyer, sums)
    refuse_if_any(check.faults)
    kind, recipient, pec = _recipient(document, buyer)
    root = etree.Element(f"{{{NAMESPACE}}}FatturaElettronica", nsmap={"p": NAMESPACE})
    root.set("versione", kind)
    header: Nodes = [
        (
            "DatiTrasmissione",
            [
                ("IdTrasmittente", [("IdPaese", ITALY), ("IdCodice", _sender(seller))]),
                ("ProgressivoInvio", progressive(document["id"])),
                ("FormatoTrasmissione", kind),
                ("CodiceDestinatario", recipient),
                ("PECDestinatario", pec),
            ],
        ),
        ("CedentePrestatore", _seller(document, seller)),
        ("CessionarioCommittente", _buyer(buyer)),
    ]
    body: Nodes = [
        ("DatiGenerali", _general(document, settings, sums)),
        ("DatiBeniServizi", [*_lines(sums), *_summary(sums)]),
        ("DatiPagamento", _payment(document, seller, sums)),
    ]
    _build(root, [("FatturaElettronicaHeader", header), ("FatturaElettronicaBody", body)])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def file_name(document: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """Return the name that a file has to have: its sender, and what tells it from all others."""
    seller = parties.seller(Check(document, "FatturaPa"), settings)
    return f"{ITALY}{_sender(seller)}_{progressive(document['id'])}.xml"


def _check(check: Check, seller: Seller, buyer: Buyer, sums: Figures) -> None:
    """Find what this format asks for beside what every electronic invoice does."""
    document = check.document
    at = "/sellerAddress"
    if seller.country and seller.country != ITALY:
        check.unfit("The country of the seller", f"{at}/country", seller.country, "it must be IT")
    elif seller.country and not seller.vat_id and seller.tax_number:
        right = "it must be an Italian VAT id like IT01234567890"
        check.unfit("The tax number", "/company/taxNumber", seller.tax_number, right)
    _check_postal_code(check, seller.address, at, "of the seller address")
    number = document["number"]
    if len(number) > MAX_NUMBER or latin(number, MAX_NUMBER) != number:
        check.unfit("The number", "/number", number, f"{MAX_NUMBER} Latin characters at most")
    elif not _DIGIT.search(number):
        check.unfit("The number", "/number", number, "it must have a digit")
    if document["currency"] != "EUR":
        given = document["currency"]
        check.unfit("The currency", "/currency", given, "Italian law wants the tax in euros")
    recipient = document["invoice_recipient"]
    if "@" in recipient and not _PEC.fullmatch(recipient):
        right = "a PEC address has a domain like pec.it"
        check.unfit("The PEC address", "/invoiceRecipient", recipient, right)
    regime = document["metadata"].get("regimeFiscale", REGIME)
    if regime not in REGIMES:
        right = "it must be RF01, RF02 or RF04 to RF20"
        check.unfit("The tax regime", "/metadata/regimeFiscale", regime, right)
    if buyer.country == ITALY:
        _check_italian(check, buyer)
    for i, line in enumerate(sums.lines):
        if not _description(line.item):
            check.missing("The name of an item", f"/items/{i}/name")
    for group in sums.groups:
        is_euro = document["currency"] == "EUR"
        if is_euro and abs(group.tax - group.computed_tax) > MOST_OFF:
            check.tax(group, computed=group.computed_tax)


def _check_italian(check: Check, buyer: Buyer) -> None:
    """Find what an Italian customer is missing."""
    if not check.document["invoice_recipient"]:
        what = "The recipient code or PEC address (0000000 for a customer who has neither)"
        check.missing(what, "/invoiceRecipient")
    if not buyer.vat_id and not _tax_code(buyer.address):
        path = "companyCode" if buyer.company else "personalCode"
        what = "The customer's VAT id as company code, or tax code as personal code,"
        check.missing(what, f"/billingAddress/{path}")
    _check_postal_code(check, buyer.address, "/billingAddress", "of the billing address")


def _check_postal_code(check: Check, address: Mapping[str, Any], at: str, whose: str) -> None:
    code = address.get("postal_code", "").strip()
    if code and address["country"].upper() == ITALY and not _POSTAL_CODE.fullmatch(code):
        check.unfit(f"The postal code {whose}", f"{at}/postalCode", code, "it must be five digits")


def _recipient(document: Mapping[str, Any], buyer: Buyer) -> tuple[str, str, str | None]:
    """Return the kind of file, the recipient's code, and the PEC address if there is one."""
    given = plain(document["invoice_recipient"])
    if "@" in given:
        return TO_OTHERS, BY_PEC, given
    if not given:
        return TO_OTHERS, BY_PEC if buyer.country == ITALY else ABROAD, None
    return TO_OFFICE if len(given) == OFFICE_LENGTH else TO_OTHERS, given.upper(), None


def _tax_code(address: Mapping[str, Any]) -> str | None:
    """Return a party's tax code, if it has one that can be one."""
    code = "".join(address["personal_code"].upper().split())
    return code if _TAX_CODE.fullmatch(code) else None


def _sender(seller: Seller) -> str:
    return _tax_code(seller.address) or seller.vat_id.removeprefix(ITALY)


def _seat(address: Mapping[str, Any]) -> Nodes:
    country = address["country"].upper()
    is_italian = country == ITALY
    province = address["state_prov"].strip().upper()
    return [
        ("Indirizzo", latin(f"{address['street1']} {address['street2']}", MAX_STREET) or "-"),
        ("CAP", address["postal_code"].strip() if is_italian else NO_POSTAL_CODE),
        ("Comune", latin(address["city"], MAX_STREET) or "-"),
        ("Provincia", province if is_italian and _PROVINCE.fullmatch(province) else None),
        ("Nazione", country),
    ]


def _seller(document: Mapping[str, Any], seller: Seller) -> Nodes:
    number = seller.vat_id.removeprefix(ITALY)
    return [
        (
            "DatiAnagrafici",
            [
                ("IdFiscaleIVA", [("IdPaese", ITALY), ("IdCodice", number)]),
                ("CodiceFiscale", _tax_code(seller.address)),
                ("Anagrafica", [("Denominazione", latin(seller.name, MAX_NAME))]),
                ("RegimeFiscale", document["metadata"].get("regimeFiscale", REGIME)),
            ],
        ),
        ("Sede", _seat(seller.address)),
    ]


def _buyer(buyer: Buyer) -> Nodes:
    address = buyer.address
    if buyer.company:
        name: Nodes = [("Denominazione", latin(buyer.company, MAX_NAME))]
    else:
        first, last = (latin(address[f"{each}_name"], MAX_PERSON) for each in ("first", "last"))
        # Whoever has one name only has it as a whole.
        name = (
            [("Nome", first), ("Cognome", last)]
            if first and last
            else [("Denominazione", latin(buyer.name, MAX_NAME))]
        )
    return [
        (
            "DatiAnagrafici",
            [
                ("IdFiscaleIVA", _buyer_id(buyer)),
                ("CodiceFiscale", _tax_code(address) if buyer.country == ITALY else None),
                ("Anagrafica", name),
            ],
        ),
        ("Sede", _seat(address)),
    ]


def _buyer_id(buyer: Buyer) -> Nodes:
    """Tell a customer's VAT id; abroad everybody has one, if need be one that says nothing."""
    if buyer.vat_id:
        country = buyer.country if buyer.vat_id[:2] == vat_prefix(buyer.country) else "XI"
        return [("IdPaese", country), ("IdCodice", buyer.vat_id[2:])]
    if buyer.country == ITALY:
        return []
    is_far_company = buyer.company and buyer.country not in EU
    number = COMPANY_ABROAD if is_far_company else PERSON_ABROAD
    return [("IdPaese", buyer.country), ("IdCodice", number)]


def _general(document: Mapping[str, Any], settings: Mapping[str, Any], sums: Figures) -> Nodes:
    is_credit = document["type"] == "CreditNote"
    number = latin(document["reference_number"], MAX_NUMBER)
    refers = document["reference_type"] if number else None
    is_preceding = refers in ("Invoice", "ShippingInvoice", "CreditNote")
    texts = latin(document["terms"], len(document["terms"]) * 4)
    return [
        (
            "DatiGeneraliDocumento",
            [
                ("TipoDocumento", CREDIT_NOTE if is_credit else INVOICE),
                ("Divisa", document["currency"]),
                ("Data", f"{document['issue_date']:%Y-%m-%d}"),
                ("Numero", document["number"]),
                ("ImportoTotaleDocumento", _amount(sums.taxed + sums.rounding)),
                ("Arrotondamento", _amount(sums.rounding) if sums.rounding else None),
                *_chunks("Causale", texts),
            ],
        ),
        ("DatiOrdineAcquisto", [("IdDocumento", number)] if refers == "Order" else []),
        ("DatiFattureCollegate", [("IdDocumento", number)] if is_preceding else []),
        ("DatiTrasporto", _transport(document, settings)),
    ]


def _chunks(name: str, text: str) -> Iterator[Node]:
    """Tell a long text by as many elements as it needs."""
    for start in range(0, len(text), MAX_TEXT):
        part = text[start : start + MAX_TEXT].strip()
        if part:
            yield name, part


def _transport(document: Mapping[str, Any], settings: Mapping[str, Any]) -> Nodes:
    """Tell how the goods of a shipping invoice travel."""
    if document["type"] != "ShippingInvoice":
        return []
    moment, address = document["shipping_time"], document["shipping_address"]
    local = moment and moment.astimezone(ZoneInfo(settings["time_zone"]))
    is_whole = address is not None and (
        address["country"].upper() != ITALY or _POSTAL_CODE.fullmatch(address["postal_code"])
    )
    return [
        ("CausaleTrasporto", latin(document["transport_reason"] or "", MAX_TRANSPORT)),
        ("NumeroColli", str(document["number_of_packages"] or "")),
        ("Descrizione", latin(document["goods_appearance"] or "", MAX_TRANSPORT)),
        ("DataOraRitiro", f"{local:%Y-%m-%dT%H:%M:%S}" if local else None),
        ("IndirizzoResa", _seat(address) if is_whole and address["country"].strip() else []),
    ]


def _lines(sums: Figures) -> Iterator[Node]:
    """Tell the items, then what is charged and taken off beside them."""
    number = 0
    for line in sums.lines:
        number += 1
        yield "DettaglioLinee", [("NumeroLinea", str(number)), *_item(line)]
    beside = [(COST, plain(each.name) or "Spese", each.amount, each.key) for each in sums.charges]
    for group in sums.groups:
        if group.allowance:
            kind = (DISCOUNT, "Sconto") if sums.is_discounted else ("", "Arrotondamento")
            beside.append((*kind, -group.allowance, group.key))
    for kind_, name, amount, (nature, rate) in beside:
        number += 1
        yield (
            "DettaglioLinee",
            [
                ("NumeroLinea", str(number)),
                ("TipoCessionePrestazione", kind_),
                ("Descrizione", latin(name, MAX_LINE) or "-"),
                ("PrezzoUnitario", _amount(amount)),
                ("PrezzoTotale", _amount(amount)),
                ("AliquotaIVA", _amount(rate)),
                ("Natura", nature),
            ],
        )


def _item(line: Line) -> Nodes:
    item = line.item
    sku = latin(item["sku"], len(item["sku"]))
    is_told = sku and sku == item["sku"] and len(sku) <= MAX_SKU
    # Here a price may be below zero, and a quantity may not.
    price = line.price if line.quantity >= 0 else -line.price
    priced: Nodes = [
        ("Quantita", f"{abs(line.quantity):.2f}"),
        ("UnitaMisura", latin(item["unit"], MAX_UNIT) or "NR"),
        ("PrezzoUnitario", f"{price:.3f}"),
        ("ScontoMaggiorazione", _discount(line)),
    ]
    if not line.quantity:
        # Nothing can be taken off of no piece.
        priced = [("PrezzoUnitario", _amount(line.total))]
    return [
        ("CodiceArticolo", [("CodiceTipo", "SKU"), ("CodiceValore", sku)] if is_told else []),
        ("Descrizione", _description(item)),
        *priced,
        ("PrezzoTotale", _amount(line.total)),
        ("AliquotaIVA", _amount(line.key[1])),
        ("Natura", line.key[0]),
    ]


def _discount(line: Line) -> Nodes:
    """Tell the discount of an item, or its surcharge: the format takes it off of every piece."""
    if not (line.discount and line.quantity):
        return []
    kind = "SC" if line.discount > 0 else "MG"
    each = abs(line.discount) / abs(line.quantity)
    return [("Tipo", kind), ("Importo", f"{each:.8f}")]


def _description(item: Mapping[str, Any]) -> str:
    name = plain(item["name"]) or plain(item["sku"])
    return latin(f"{name} {item['description']}", MAX_LINE)


def _summary(sums: Figures) -> Iterator[Node]:
    for group in sums.groups:
        nature, rate = group.key
        yield (
            "DatiRiepilogo",
            [
                ("AliquotaIVA", _amount(rate)),
                ("Natura", nature),
                ("ImponibileImporto", _amount(group.taxable)),
                ("Imposta", _amount(group.tax)),
                ("EsigibilitaIVA", "I"),
                ("RiferimentoNormativo", _basis(group) if nature else None),
            ],
        )


def _basis(group: Group) -> str:
    nature = group.key[0]
    return latin("; ".join(group.names), MAX_BASIS) or _BASIS.get(nature, nature)


def _payment(document: Mapping[str, Any], seller: Seller, sums: Figures) -> Nodes:
    """Tell how to pay what is due, if it is to be transferred."""
    if not seller.iban or sums.due <= 0 or document["type"] == "CreditNote":
        return []
    due = document["due_date"]
    return [
        ("CondizioniPagamento", PAID_AT_ONCE),
        (
            "DettaglioPagamento",
            [
                ("ModalitaPagamento", TRANSFER),
                ("DataScadenzaPagamento", f"{due:%Y-%m-%d}" if due else None),
                ("ImportoPagamento", _amount(sums.due)),
                ("IBAN", seller.iban),
            ],
        ),
    ]


def _amount(amount: Decimal) -> str:
    return f"{amount or ZERO:.2f}"


def _build(parent: Any, nodes: Nodes) -> None:
    """Append elements, without those that are empty."""
    for name, content in nodes:
        if not content:
            continue
        element = etree.SubElement(parent, name)
        if isinstance(content, str):
            element.text = content
        else:
            _build(element, content)


FORMATS["FatturaPa"] = Format("application/xml", "fattura-pa.xml", fattura_pa, file_name)
