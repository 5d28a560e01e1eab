"""Who sells and who buys, as electronic invoices tell it.

The seller's VAT id is the tax number of the settings, which is taken without its country too, or
the company code of the seller's address. A tax number that is no VAT id is told as what it is. The
buyer's VAT id is the company code of the billing address, if it begins with its country; in Italy
companies are known by that number, so there it is one without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.printing.checking import Check, plain
from handlers.printing.codes import vat_id

# Where a company's code is the number of its VAT id.
_SAME_NUMBER = "IT"


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells; `tax_number` is one that is no VAT id."""

    address: Mapping[str, Any]
    name: str
    country: str
    vat_id: str
    tax_number: str
    company_code: str
    iban: str


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who is billed; `company` is empty for a person."""

    address: Mapping[str, Any]
    name: str
    company: str
    country: str
    vat_id: str
    company_code: str


def seller(check: Check, settings: Mapping[str, Any]) -> Seller:
    """Tell who sells, and what is missing of it."""
    address, company = check.document["seller_address"], settings["company"]
    at, whose = "/sellerAddress", "of the seller address"
    country = check.country(address["country"], f"The country {whose}", f"{at}/country")
    check.require(address["street1"], f"The street {whose}", f"{at}/street1")
    check.require(address["city"], f"The city {whose}", f"{at}/city")
    check.require(address["postal_code"], f"The postal code {whose}", f"{at}/postalCode")
    code, number = plain(address["company_code"]), plain(company["tax_number"])
    known = vat_id(number, country, bare=True)
    known = known or vat_id(code, country, bare=country == _SAME_NUMBER)
    if not known and not number:
        check.missing("The seller's VAT id or tax number", "/company/taxNumber")
    return Seller(
        address=address,
        name=check.require(address["company_name"], f"The company {whose}", f"{at}/companyName"),
        country=country,
        vat_id=known,
        tax_number="" if known else number,
        company_code="" if _is_same(code, known) else code,
        iban=company["iban"],
    )


def buyer(check: Check) -> Buyer:
    """Tell who is billed, and what is missing of it."""
    address = check.document["billing_address"]
    if address is None:
        check.missing("The billing address", "/billingAddress")
        return Buyer({}, "", "", "", "", "")
    at, whose = "/billingAddress", "of the billing address"
    country = check.country(address["country"], f"The country {whose}", f"{at}/country")
    company, code = plain(address["company_name"]), plain(address["company_code"])
    person = plain(f"{address['first_name']} {address['last_name']}")
    known = vat_id(code, country, bare=country == _SAME_NUMBER)
    return Buyer(
        address=address,
        name=check.require(company or person, f"The name {whose}", f"{at}/companyName"),
        company=company,
        country=country,
        vat_id=known,
        company_code="" if _is_same(code, known) else code,
    )


def _is_same(code: str, vat: str) -> bool:
    """Tell whether a company code says nothing beside the VAT id."""
    return bool(vat) and "".join(filter(str.isalnum, code)).upper() in (vat, vat[2:])
