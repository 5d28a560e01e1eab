"""What follows from a customer's fields: the name to show, and what it is found by."""

from collections.abc import Mapping
from typing import Any

# The most that a customer's fields hold.
MAX_NAME = 25
MAX_CODE = 20

# What the words of `keywords` are looked for in, beside the addresses.
_SEARCHED = (
    "first_name",
    "last_name",
    "company_name",
    "email",
    "phone",
    "code",
    "personal_code",
    "company_code",
    "company_code2",
    "tax_number",
)


def full_name(customer: Mapping[str, Any]) -> str:
    """Return a company's name, or last and first name; what is missing falls back.

    First on the other one of the two, then on the names of the billing address, and in the end
    on the e-mail address, so that a list of customers shows each by something.
    """
    company, person = customer["company_name"], _person(customer)
    own = (company or person) if customer["type"] == "Company" else (person or company)
    billing = customer["billing_address"]
    billed = (billing["company_name"] or _person(billing)) if billing else ""
    return str(own or billed or customer["email"])


def of_order(order: Mapping[str, Any]) -> dict[str, Any]:
    """Return the customer that an order tells of; a name without an address is cut to fit."""
    data, address = order["customer_data"] or {}, order["billing_address"] or {}
    first, _, last = order["customer_name"].strip().rpartition(" ")
    company = data.get("company_name") or address.get("company_name", "")
    return {
        "type": "Company" if company or data.get("is_business") else "Person",
        "first_name": (address.get("first_name") or first)[:MAX_NAME],
        "last_name": (address.get("last_name") or last)[:MAX_NAME],
        "company_name": company,
        "personal_code": address.get("personal_code", ""),
        "company_code": (data.get("company_number") or address.get("company_code", ""))[:MAX_CODE],
        "tax_number": data.get("tax_number", ""),
        "email": order["customer_email"],
        "phone": data.get("phone") or address.get("phone_number", ""),
        "locale": order["locale"],
        "invoice_recipient": order["invoice_recipient"],
        "billing_address": order["billing_address"],
        "shipping_address": order["shipping_address"],
        "notes": data.get("notes", ""),
        "external_id": data.get("external_id", ""),
    }


def place(customer: Mapping[str, Any]) -> tuple[str, str]:
    """Return country and state or province of the billing address, else of the shipping one."""
    address = customer["billing_address"] or customer["shipping_address"]
    return (address["country"], address["state_prov"]) if address else ("", "")


def search_text(customer: Mapping[str, Any]) -> str:
    """Return all that `keywords` looks for; line ends keep parts from joining into words."""
    parts = [customer[name] for name in _SEARCHED]
    for address in (customer["billing_address"], customer["shipping_address"]):
        parts += (address or {}).values()
    return "\n".join(part for part in parts if part)


def _person(named: Mapping[str, Any]) -> str:
    return f"{named['last_name']} {named['first_name']}".strip()
