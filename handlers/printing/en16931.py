"""A document in the terms of EN 16931, from which both of its syntaxes are written.

The keys are the standard's own: BT-… is a term, BG-… a group of them. Amounts go in as text, so
that nothing on the way makes them binary. What the standard leaves open is decided so:

- A tax that is less than 1.00 away from base times rate is told as the document shows it, as the
  official rules allow: such a cent comes of other rounding rules than `PerTaxClass`, and two
  documents of one sale must not tell two taxes. Anything else is refused.
- What a charged order's invoice differs by from the rules is the rounding amount (BT-114).
- A price below zero is not allowed: it is told as a quantity below zero.
- An intra-community supply has to tell when and where it was delivered. Without a shipping time
  that is the issue date, without a shipping address the billing address.
- Neither an IBAN nor a buyer's reference is required. The reference is `buyerReference` of the
  document's metadata, because there it can still be set once the document is closed.
- Transport data have no terms of their own and are told as a note.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from handlers.printing import codes, parties, taxing
from handlers.printing.checking import Check, plain
from handlers.printing.figures import ZERO, Charge, Figures, Group, Line, figures
from handlers.printing.parties import Buyer, Seller
from handlers.printing.taxing import (
    EXEMPT,
    EXPORT,
    INTRA_COMMUNITY,
    NOT_SUBJECT,
    REVERSE_CHARGE,
)
from schemas.problems import refuse_if_any

Terms = dict[str, Any]

CREDIT_NOTE, INVOICE = "381", "380"
SEPA_TRANSFER, TRANSFER = "58", "30"
EMAIL = "EM"
DISCOUNT, DISCOUNT_CODE, ROUNDING = "Discount", "95", "Rounding"
SURCHARGE = "Surcharge"
NO_DUE_DATE = "No due date is stated"

# What a document refers to, by its kind.
PURCHASE_ORDER, DESPATCH_ADVICE = "BT-13", "BT-16"
_REFERENCES = {"Order": PURCHASE_ORDER, "PackingSlip": DESPATCH_ADVICE}
_PRECEDING = frozenset({"Invoice", "ShippingInvoice", "CreditNote"})

MOST_OFF = Decimal(1)


def terms(document: Mapping[str, Any], settings: Mapping[str, Any], format_: str) -> Terms:
    """Tell a document in the terms of EN 16931, or refuse it with all that is missing."""
    check = Check(document, format_)
    check.issued()
    refuse_if_any(check.faults)
    seller, buyer = parties.seller(check, settings), parties.buyer(check)
    situation = taxing.situation(document, seller, buyer)
    sums = figures(document, situation.category)
    check.cents(sums)
    if document["currency"] in codes.UNKNOWN_CURRENCIES:
        right = "the official code lists do not have it"
        check.unfit("The currency", "/currency", document["currency"], right)
    categories = {group.key[0] for group in sums.groups}
    _check_categories(check, categories, seller, buyer)
    _check_taxes(check, sums)
    _check_items(check, sums)
    refuse_if_any(check.faults)
    is_credit = document["type"] == "CreditNote"
    told = {
        "BT-1": plain(document["number"]),
        "BT-2": document["issue_date"],
        "BT-3": CREDIT_NOTE if is_credit else INVOICE,
        "BT-5": document["currency"],
        "BT-10": _buyer_reference(document),
        "BG-1": _notes(document),
        "BG-4": _seller(seller, categories),
        "BG-7": _buyer(buyer, categories),
        "BG-25": [_item(number, line) for number, line in enumerate(sums.lines, 1)],
        **_references(document),
        **_delivery(document, settings, buyer, categories),
        **_payment(document, seller, sums),
        **_sums(sums),
    }
    return {term: value for term, value in told.items() if value}


def _check_categories(check: Check, categories: set[str], seller: Seller, buyer: Buyer) -> None:
    """Find what the reason for not taxing something asks for."""
    code, number = "/billingAddress/companyCode", "/company/taxNumber"
    if categories & {EXPORT, INTRA_COMMUNITY} and not seller.vat_id and seller.tax_number:
        right = "a delivery abroad needs a VAT id that begins with its country"
        check.unfit("The tax number", number, seller.tax_number, right)
    if INTRA_COMMUNITY in categories and buyer.name and not buyer.vat_id:
        check.missing("The customer's VAT id, as this is an intra-community supply,", code)
    if REVERSE_CHARGE in categories and buyer.name and not (buyer.vat_id or buyer.company_code):
        check.missing("The customer's VAT id or company code, under reverse charge,", code)
    if NOT_SUBJECT in categories and len(categories) > 1:
        right = "what is not subject to VAT can not stand beside anything else"
        check.unfit("The tax class", "/items", NOT_SUBJECT, right)


def _check_taxes(check: Check, sums: Figures) -> None:
    """Find taxes that the official rules would not take for base times rate."""
    for group in sums.groups:
        is_tiny = group.key[1] < Decimal("0.5")
        computed = ZERO if is_tiny else group.computed_tax
        # Rates that round to zero are taken for zero, where a tax may round to zero only.
        most = Decimal("0.5") if is_tiny else MOST_OFF
        if abs(group.tax - computed) >= most:
            check.tax(group, computed=computed)


def _check_items(check: Check, sums: Figures) -> None:
    """Find items without a name."""
    for i, line in enumerate(sums.lines):
        if not _name(line.item):
            check.missing("The name of an item", f"/items/{i}/name")


def _amount(amount: Decimal) -> str:
    """Return an amount of cents as text."""
    return f"{amount or abs(amount):.2f}"


def _number(number: Decimal) -> str:
    return f"{number:f}"


def _name(item: Mapping[str, Any]) -> str:
    """Return what an item is called."""
    return plain(item["name"]) or plain(item["sku"]) or plain(item["description"])


def _buyer_reference(document: Mapping[str, Any]) -> str:
    given = document["metadata"].get("buyerReference")
    return plain(given) if isinstance(given, str) else ""


def _notes(document: Mapping[str, Any]) -> list[Terms]:
    transport = (
        ("Shipping time", document["shipping_time"] and f"{document['shipping_time']:%Y-%m-%d}"),
        ("Packages", document["number_of_packages"]),
        ("Goods", document["goods_appearance"]),
        ("Reason", document["transport_reason"]),
        ("Porto", document["porto"]),
        ("Tracking number", document["tracking_number"]),
    )
    is_shipping = document["type"] == "ShippingInvoice"
    told = [f"{name}: {value}" for name, value in transport if value and is_shipping]
    texts = (document["terms"], "; ".join(told))
    # Between two number signs, UBL would read the code of a subject.
    return [{"BT-22": plain(text).replace("#", "\uff03")} for text in texts if plain(text)]


def _address(address: Mapping[str, Any]) -> Terms:
    return {
        "addr_l1": plain(address["street1"]),
        "addr_l2": plain(address["street2"]),
        "city": plain(address["city"]),
        "postcode": plain(address["postal_code"]),
        "country_subdivision": plain(address["state_prov"]),
        "country_code": address["country"].upper(),
    }


def _contact(address: Mapping[str, Any], name: str) -> Terms:
    """Tell how to reach a party."""
    phone = plain(address["phone_number"]) or plain(address["mobile_number"])
    email = plain(address["email"])
    contact = {"name": name, "phone": phone, "email": email}
    told: Terms = {"contacts": [contact]} if phone or email else {}
    if email:
        told |= {"einvoicing_addr": email, "einvoicing_addr_schemeid": EMAIL}
    return told


def _seller(seller: Seller, categories: set[str]) -> Terms:
    """Tell the seller; what is not subject to VAT may not tell a VAT id as such."""
    is_hidden = NOT_SUBJECT in categories
    identifier = seller.tax_number or (seller.vat_id if is_hidden else "")
    return {
        "name": seller.name,
        "vat_identifier": "" if is_hidden else seller.vat_id,
        "tax_identifier": seller.tax_number,
        "legal_identifier": seller.company_code,
        # The buyer's machine has to know the seller by something.
        "identifiers": {None: identifier} if identifier and not seller.company_code else {},
        **_address(seller.address),
        **_contact(seller.address, seller.name),
    }


def _buyer(buyer: Buyer, categories: set[str]) -> Terms:
    is_hidden = NOT_SUBJECT in categories
    person = plain(f"{buyer.address['first_name']} {buyer.address['last_name']}")
    return {
        "name": buyer.name,
        "vat_identifier": "" if is_hidden else buyer.vat_id,
        "legal_identifier": buyer.company_code,
        **_address(buyer.address),
        **_contact(buyer.address, person or buyer.name),
    }


def _references(document: Mapping[str, Any]) -> Terms:
    number, kind = plain(document["reference_number"]), document["reference_type"]
    if not number:
        return {}
    if kind in _PRECEDING:
        return {"BG-3": [{"BT-25": number}]}
    return {_REFERENCES[kind]: number} if kind in _REFERENCES else {}


def _delivery(
    document: Mapping[str, Any],
    settings: Mapping[str, Any],
    buyer: Buyer,
    categories: set[str],
) -> Terms:
    """Tell when and where goods were delivered."""
    moment, address = document["shipping_time"], document["shipping_address"]
    day: date | None = moment and moment.astimezone(ZoneInfo(settings["time_zone"])).date()
    told: Terms = {}
    if address is not None and address["country"].upper() in codes.COUNTRIES:
        told = {"name": plain(address["name"]) or buyer.name, **_address(address)}
    if INTRA_COMMUNITY in categories:
        day = day or document["issue_date"]
        told = told or {"name": buyer.name, **_address(buyer.address)}
    return {"BT-72": day, "BG-13": told}


def _payment(document: Mapping[str, Any], seller: Seller, sums: Figures) -> Terms:
    """Tell how and by when to pay."""
    told: Terms = {"BT-9": document["due_date"]}
    if sums.due > 0 and document["due_date"] is None:
        told["BT-20"] = NO_DUE_DATE
    if seller.iban:
        code = SEPA_TRANSFER if document["currency"] == "EUR" else TRANSFER
        told |= {"BT-81": code, "BT-84": seller.iban, "BT-85": seller.name}
    elif document["type"] == "CreditNote" and document["due_date"] is not None:
        # UBL has no other place for the due date of a credit note.
        told["BT-20"] = f"Due on {document['due_date']:%Y-%m-%d}"
    return told


def _sums(sums: Figures) -> Terms:
    allowances = [_allowance(group, sums) for group in sums.groups if group.allowance > 0]
    charges = [_charge(charge) for charge in sums.charges]
    charges += [_allowance(group, sums) for group in sums.groups if group.allowance < 0]
    taken = sum((abs(each.allowance) for each in sums.groups if each.allowance > 0), ZERO)
    added = sum((abs(each.allowance) for each in sums.groups if each.allowance < 0), ZERO)
    added += sum((charge.amount for charge in sums.charges), ZERO)
    return {
        "BG-20": allowances,
        "BG-21": charges,
        "BG-23": [_breakdown(group) for group in sums.groups],
        "BT-106": _amount(sums.net),
        "BT-107": _amount(taken) if allowances else "",
        "BT-108": _amount(added) if charges else "",
        "BT-109": _amount(sums.total),
        "BT-110": _amount(sums.tax),
        "BT-112": _amount(sums.taxed),
        "BT-113": _amount(sums.paid) if sums.paid else "",
        "BT-114": _amount(sums.rounding) if sums.rounding else "",
        "BT-115": _amount(sums.due),
    }


def _category(key: tuple[str, Decimal]) -> Terms:
    category, rate = key
    told = {"vat_category_code": category}
    return told if category == NOT_SUBJECT else {**told, "vat_rate": _number(rate)}


def _allowance(group: Group, sums: Figures) -> Terms:
    """Tell what discounts take off of what is taxed alike, or what rounding does to it."""
    told = {"amount": _amount(abs(group.allowance)), **_category(group.key)}
    if not sums.is_discounted:
        return told | {"reason": ROUNDING}
    if group.allowance < 0:
        return told | {"reason": DISCOUNT}
    return told | {"reason": DISCOUNT, "reason_code": DISCOUNT_CODE}


def _charge(charge: Charge) -> Terms:
    told = {"amount": _amount(charge.amount), **_category(charge.key)}
    return told | {"reason": plain(charge.name) or SURCHARGE}


def _breakdown(group: Group) -> Terms:
    category, rate = group.key
    told = {
        "BT-116": _amount(group.taxable),
        "BT-117": _amount(group.tax),
        "BT-118": category,
        "BT-119": _number(rate),
    }
    if category == NOT_SUBJECT:
        told.pop("BT-119")
    if category in (EXEMPT, *taxing.REASONS):
        told["BT-120"] = plain(taxing.reason(category, group.names))
    if category in taxing.REASONS:
        told["BT-121"] = taxing.REASONS[category][0]
    return told


def _item(number: int, line: Line) -> Terms:
    item = line.item
    category, rate = line.key
    told: Terms = {
        "BT-126": str(number),
        "BT-129": _number(line.quantity),
        "BT-130": codes.unit(item["unit"]),
        "BT-131": _amount(line.total),
        "BT-146": _number(line.price),
        "BT-151": category,
        "BT-152": _number(rate),
        "BT-153": _name(item),
        "BT-154": plain(item["description"]),
        "BT-155": plain(item["sku"]),
    }
    if category == NOT_SUBJECT:
        told.pop("BT-152")
    amount = _amount(abs(line.discount))
    if line.discount > 0:
        told["BG-27"] = [{"amount": amount, "reason": DISCOUNT, "reason_code": DISCOUNT_CODE}]
    elif line.discount < 0:
        told["BG-28"] = [{"amount": amount, "reason": SURCHARGE}]
    return told
