"""Requests and answers of commerce.tax-areas.*."""

import re
from typing import Any

from schemas import problems, requests
from schemas.fields import (
    MAX_ID,
    Boolean,
    DateTime,
    Formatted,
    Integer,
    List,
    Mapped,
    Number,
    NumericKey,
    String,
    identifier,
)
from schemas.schema import Schema

MAX_COUNTRIES = 300
MAX_RATES = 1000
MAX_RATE = 100

_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


def countries(**options: Any) -> List:
    """Declare a set of countries."""
    right = "it must be two capital letters like 'GB'"
    country = Formatted(2, 2, _COUNTRY.fullmatch, right)
    return List(country, most=MAX_COUNTRIES, unique=problems.REPEATED, **options)


def rates(**options: Any) -> Mapped:
    """Declare rates in percent by the id of their tax class."""
    rate = Number(5, 2, 0, MAX_RATE)
    return Mapped(NumericKey(1, MAX_ID), rate, most=MAX_RATES, **options)


class Conditions(Schema):
    """Which tax areas."""

    is_active = Boolean()
    country = String(2, 2)
    after = Integer(0, MAX_ID)


class NewTaxArea(Schema):
    """A tax area to create."""

    name = String(0, 60, default="")
    is_active = Boolean(default=True)
    tax_companies = Boolean(default=True)
    countries = countries(default=list)
    rates = rates(default=dict)


class TaxAreaChanges(NewTaxArea):
    """What to change of a tax area; countries and rates replace those that it has."""

    partial_update = True


class TaxArea(Schema):
    """A tax area as it is answered."""

    id = identifier()
    version = Integer(1)
    name = String(0, 60)
    is_active = Boolean()
    tax_companies = Boolean()
    countries = countries()
    rates = rates()
    creation_time = DateTime()
    update_time = DateTime()


TAX_AREA = TaxArea()

Find = requests.finding(Conditions, TAX_AREA, "id", "name", "isActive", "taxCompanies", "countries")
Found = requests.found("tax_areas", TAX_AREA)
Get = requests.getting(TAX_AREA)
Got = requests.got("tax_area", TAX_AREA)
Count = requests.counting(Conditions, TAX_AREA)
Create = requests.creating("tax_area", NewTaxArea())
Update = requests.updating("tax_area", TaxAreaChanges())
