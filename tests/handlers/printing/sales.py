"""Documents as they are stored, without a server: made of items, rates, discounts and costs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from handlers import pricing
from schemas import stored
from schemas.documents import NOT_CHARGED
from schemas.invoices import INVOICE, NEW_ITEM
from schemas.settings import DEFAULTS, SETTINGS

Document = dict[str, Any]

ZERO = Decimal("0.00")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
IBAN = "IT60X0542811101000000123456"
VAT, NO_TAX = ("VAT", "Standard", "22.00"), ("", "", "0.00")

SELLER = {
    "company_name": "Caffè Fiori S.r.l.",
    "company_code": "REA MI-123456",
    "personal_code": "01234567897",
    "street1": "Via Roma 1",
    "street2": "",
    "city": "Milano",
    "postal_code": "20121",
    "state_prov": "MI",
    "country": "IT",
    "phone_number": "+39 02 123456",
    "mobile_number": "",
    "fax_number": "",
    "email": "info@fiori.example",
}
BUYER = {
    "first_name": "Sherlock",
    "last_name": "Holmes",
    "personal_code": "",
    "company_name": "Investigazioni S.p.A.",
    "company_code": "09876543217",
    "company_code2": "",
    "street1": "Via Po 22",
    "street2": "Scala B",
    "city": "Torino",
    "postal_code": "10121",
    "state_prov": "TO",
    "country": "IT",
    "phone_number": "",
    "mobile_number": "",
    "fax_number": "",
    "email": "holmes@investigazioni.example",
}
DELIVERY = {
    "name": "John Watson",
    "street1": "Via Lungo Dora 3",
    "street2": "",
    "city": "Torino",
    "postal_code": "10122",
    "state_prov": "TO",
    "country": "IT",
}


def item(
    price: str = "56.330",
    quantity: str = "3.00",
    tax: tuple[str, str, str] = VAT,
    **changes: Any,
) -> dict[str, Any]:
    """Return an item of a document."""
    code, name, rate = tax
    return {
        **NEW_ITEM.load({}),
        **NOT_CHARGED,
        "id": 1,
        "sku": "A927TP",
        "name": "Shirt",
        "quantity": Decimal(quantity),
        "price": Decimal(price),
        "tax_class": 1 if code else None,
        "tax_code": code,
        "tax_name": name,
        "tax_rate": Decimal(rate),
        "unit": "pz",
        **changes,
    }


def method(name: str, cost: str, tax: tuple[str, str, str] = VAT, **changes: Any) -> dict[str, Any]:
    """Return a shipping or payment method of a document."""
    code, tax_name, rate = tax
    return {
        "id": 3,
        "name": name,
        "cost": Decimal(cost),
        "tax_class": 1 if code else None,
        "tax_code": code,
        "tax_name": tax_name,
        "tax_rate": Decimal(rate),
        **changes,
    }


def sale(*items: dict[str, Any], **changes: Any) -> Document:
    """Return a document with its amounts computed, read back as it is stored."""
    document: Document = {
        "id": 4711,
        "version": 1,
        "type": "Invoice",
        "series": 1,
        "number": "2026/17",
        "status": "Open",
        "creation_time": NOON,
        "update_time": NOON,
        "issue_date": date(2026, 3, 2),
        "due_date": date(2026, 4, 1),
        "shipping_time": None,
        "reference_type": None,
        "reference_number": "",
        "customer": None,
        "currency": "EUR",
        "rounding": {"mode": "HalfUp", "rule": "PerTaxClass"},
        "locale": "it",
        "tax_area": None,
        "items": list(items) or [item()],
        "discounts": [],
        "discounts_include_taxes": False,
        "shipping_method": None,
        "payment_method": None,
        "rounding_amount": ZERO,
        "is_paid_for": False,
        "customer_name": "Investigazioni S.p.A.",
        "invoice_recipient": "ABC1234",
        "billing_address": dict(BUYER),
        "shipping_address": None,
        "seller_address": dict(SELLER),
        "number_of_packages": None,
        "porto": None,
        "goods_appearance": None,
        "tracking_number": None,
        "transport_reason": None,
        "terms": "",
        "order": None,
        "reference": None,
        "is_closed": False,
        "close_time": None,
        "date_sent": None,
        "labels": [],
        "metadata": {},
        "external_id": "",
        **changes,
    }
    paid = document.pop("paid", ZERO)
    rounding = document["rounding_amount"]
    pricing.price_again(document, "/invoice")
    document["taxed_total"] += rounding
    document |= {"paid_total": paid, "due_total": document["taxed_total"] - paid}
    return stored.parse(INVOICE, stored.render(INVOICE, document))


def settings(**company: Any) -> dict[str, Any]:
    """Return settings, as they are stored."""
    own = {"tax_number": "IT01234567897", "iban": IBAN, "logo": "", **company}
    whole = {**DEFAULTS, "id": 1, "version": 1, "creation_time": NOON, "update_time": NOON}
    whole["company"] = {**DEFAULTS["company"], **own}  # type: ignore[dict-item] # a dict of dicts
    return stored.parse(SETTINGS, stored.render(SETTINGS, whole))


def shipping(**changes: Any) -> dict[str, Any]:
    """Return what makes a sale a shipping invoice."""
    return {
        "type": "ShippingInvoice",
        "shipping_time": NOON,
        "shipping_address": dict(DELIVERY),
        "number_of_packages": 2,
        "porto": "Franco",
        "goods_appearance": "Two boxes",
        "tracking_number": "rt-5pl7f-fg",
        "transport_reason": "Sale",
        **changes,
    }
