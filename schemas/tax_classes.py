"""Requests and answers of commerce.tax-classes.*."""

from schemas import requests
from schemas.fields import DateTime, Integer, String, identifier
from schemas.schema import Schema


class Conditions(Schema):
    """Which tax classes."""

    after = Integer(0, 2**31 - 1)


class NewTaxClass(Schema):
    """A tax class to create."""

    code = String(1, 32, required=True)
    name = String(0, 60, default="")


class TaxClassChanges(Schema):
    """What to change of a tax class."""

    partial_update = True

    code = String(1, 32)
    name = String(0, 60)


class TaxClass(Schema):
    """A tax class as it is answered."""

    id = identifier()
    version = Integer(1)
    code = String(1, 32)
    name = String(0, 60)
    creation_time = DateTime()
    update_time = DateTime()


TAX_CLASS = TaxClass()

Find = requests.finding(Conditions, TAX_CLASS, "id", "code", "name")
Found = requests.found("tax_classes", TAX_CLASS)
Get = requests.getting(TAX_CLASS)
Got = requests.got("tax_class", TAX_CLASS)
Count = requests.counting(Conditions, TAX_CLASS)
Create = requests.creating("tax_class", NewTaxClass())
Update = requests.updating("tax_class", TaxClassChanges())
