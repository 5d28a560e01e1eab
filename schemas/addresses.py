"""Billing, shipping and seller addresses, as documents and customers carry them."""

from collections.abc import Mapping
from typing import Any

from schemas import problems
from schemas.fields import String, email
from schemas.problems import Fault
from schemas.schema import Schema


def _text(most: int) -> String:
    return String(0, most, default="")


class BillingAddress(Schema):
    """Who is billed."""

    first_name = String(1, 25, required=True)
    last_name = String(1, 25, required=True)
    personal_code = _text(20)
    company_name = _text(100)
    company_code = _text(20)
    company_code2 = _text(20)
    street1 = String(1, 60, required=True)
    street2 = _text(60)
    city = String(1, 25, required=True)
    postal_code = String(1, 20, required=True)
    state_prov = _text(3)
    country = String(2, 2, required=True)
    phone_number = _text(15)
    mobile_number = _text(15)
    fax_number = _text(15)
    email = email(3, required=True)


class AnyBillingAddress(Schema):
    """Who is billed, as far as it is known."""

    first_name = _text(25)
    last_name = _text(25)
    personal_code = _text(20)
    company_name = _text(100)
    company_code = _text(20)
    company_code2 = _text(20)
    street1 = _text(60)
    street2 = _text(60)
    city = _text(25)
    postal_code = _text(20)
    state_prov = _text(3)
    country = _text(2)
    phone_number = _text(15)
    mobile_number = _text(15)
    fax_number = _text(15)
    email = email(0, default="")


class ShippingAddress(Schema):
    """Where the goods go."""

    name = String(1, 100, required=True)
    street1 = String(1, 60, required=True)
    street2 = _text(60)
    city = String(1, 25, required=True)
    postal_code = String(1, 20, required=True)
    state_prov = _text(3)
    country = String(2, 2, required=True)


class AnyShippingAddress(Schema):
    """Where the goods go, as far as it is known."""

    name = _text(100)
    street1 = _text(60)
    street2 = _text(60)
    city = _text(25)
    postal_code = _text(20)
    state_prov = _text(3)
    country = _text(2)


class SellerAddress(Schema):
    """Who sells."""

    company_name = _text(100)
    company_code = _text(20)
    personal_code = _text(20)
    street1 = _text(60)
    street2 = _text(60)
    city = _text(25)
    postal_code = _text(20)
    state_prov = _text(3)
    country = _text(2)
    phone_number = _text(15)
    mobile_number = _text(15)
    fax_number = _text(15)
    email = email(0, default="")

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Require the country of a state or province."""
        if read["state_prov"] and not read["country"]:
            faults.append(problems.SELLER_COUNTRY_MISSING(f"{at}/country"))


BILLING_ADDRESS, SHIPPING_ADDRESS = BillingAddress(), ShippingAddress()


def lacking(address: Mapping[str, Any], shape: Schema) -> list[str]:
    """Return the wire names of what an address lacks of a whole one."""
    return [
        str(field.data_key)
        for name, field in shape.fields.items()
        if field.required and not address[name]
    ]
