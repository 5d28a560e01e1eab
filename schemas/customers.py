"""Requests and answers of commerce.customers.*.

The source's `canLogin` and `hasPassword` (with their condition and sort keys) do not exist here:
there is no shop to log in to. A customer is found by its addresses: `country` and `stateProv`
are those of the billing address, or of the shipping address where there is no other.
"""

from schemas import requests
from schemas.addresses import BillingAddress, ShippingAddress
from schemas.documents import labels
from schemas.fields import (
    Choice,
    DateTime,
    Integer,
    List,
    Locale,
    Nested,
    String,
    email,
    identifier,
    metadata,
    recipient,
)
from schemas.schema import Schema

TYPES = ("Person", "Company")
MAX_GROUP = 255
MAX_NOTES = 65535
MAX_FULL_NAME = 120

ORDER_KEYS = (
    "id",
    "code",
    "email",
    "fullName",
    "country",
    "creationTime",
    "updateTime",
    "group",
)


class Conditions(Schema):
    """Which customers: all of these conditions hold."""

    ids = List(identifier(), most=requests.MAX_IDS)
    code = String(0, 32)
    group = Integer(1, MAX_GROUP)
    email = String(3, 120)
    personal_code = String(1, 20)
    company_code = String(1, 20)
    keywords = String(1, 120)
    country = String(2, 2)
    state_prov = String(1, 3)
    external_id = String(0, 64)
    labels = labels()
    after = Integer(0, 2**31 - 1)


class NewCustomer(Schema):
    """A customer to create; one without a locale has that of the entity."""

    code = String(0, 32, default="")
    type = Choice(*TYPES, default="Person")
    first_name = String(0, 25, default="")
    last_name = String(0, 25, default="")
    company_name = String(0, 100, default="")
    personal_code = String(0, 20, default="")
    company_code = String(0, 20, default="")
    company_code2 = String(0, 20, default="")
    tax_number = String(0, 32, default="")
    email = email(0, default="")
    phone = String(0, 32, default="")
    locale = Locale(null=True, default=None)
    group = Integer(1, MAX_GROUP, null=True, default=None)
    invoice_recipient = recipient(default="")
    billing_address = Nested(BillingAddress(), null=True, default=None)
    shipping_address = Nested(ShippingAddress(), null=True, default=None)
    notes = String(0, MAX_NOTES, default="")
    external_id = String(0, 64, default="")
    metadata = metadata(default=dict)


NEW_CUSTOMER = NewCustomer()


class CustomerChanges(NewCustomer):
    """What to change of a customer; an address is replaced as a whole."""

    partial_update = True


class Customer(Schema):
    """A customer as it is answered; the full name is a company's name, or last and first name."""

    id = identifier()
    version = Integer(1)
    code = String(0, 32)
    type = Choice(*TYPES)
    full_name = String(0, MAX_FULL_NAME)
    first_name = String(0, 25)
    last_name = String(0, 25)
    company_name = String(0, 100)
    personal_code = String(0, 20)
    company_code = String(0, 20)
    company_code2 = String(0, 20)
    tax_number = String(0, 32)
    email = email(0)
    phone = String(0, 32)
    locale = Locale(null=True)
    group = Integer(1, MAX_GROUP, null=True)
    invoice_recipient = recipient()
    billing_address = Nested(BillingAddress(), null=True)
    shipping_address = Nested(ShippingAddress(), null=True)
    notes = String(0, MAX_NOTES)
    external_id = String(0, 64)
    metadata = metadata()
    creation_time = DateTime()
    update_time = DateTime()


CUSTOMER = Customer()

Find = requests.finding(Conditions, CUSTOMER, *ORDER_KEYS)
Found = requests.found("customers", CUSTOMER)
Get = requests.getting(CUSTOMER)
Got = requests.got("customer", CUSTOMER)
Count = requests.counting(Conditions, CUSTOMER)
Create = requests.creating("customer", NEW_CUSTOMER)
Update = requests.updating("customer", CustomerChanges())
