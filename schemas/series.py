"""Requests and answers of commerce.series.*."""

from schemas import requests
from schemas.fields import Boolean, Choice, DateTime, Integer, List, String, identifier
from schemas.schema import Schema

KINDS = ("Invoice", "Proforma", "CreditNote", "Order")
ASSIGN_ON = ("Create", "Close")


class Conditions(Schema):
    """Which series."""

    ids = List(identifier(), most=requests.MAX_IDS)
    kind = List(Choice(*KINDS), most=len(KINDS), or_single=True)
    after = Integer(0, 2**31 - 1)


class SeriesFields(Schema):
    """What a caller may say of a series."""

    name = String(0, 60, default="")
    pattern = String(5, 64)
    assign_on = Choice(*ASSIGN_ON, default="Create")
    gapless = Boolean(default=False)
    is_default = Boolean(default=False)


class NewSeries(SeriesFields):
    """A series to create; without a pattern it has the default one of its kind."""

    kind = Choice(*KINDS, required=True)


class SeriesChanges(SeriesFields):
    """What to change of a series."""

    partial_update = True


class Series(Schema):
    """A series as it is answered; ShippingInvoice shares that of Invoice."""

    id = identifier()
    version = Integer(1)
    kind = Choice(*KINDS)
    name = String(0, 60)
    pattern = String(5, 64)
    assign_on = Choice(*ASSIGN_ON)
    gapless = Boolean()
    is_default = Boolean()
    creation_time = DateTime()
    update_time = DateTime()


SERIES = Series()

Find = requests.finding(Conditions, SERIES, "id", "name", "kind")
Found = requests.found("series", SERIES)
Get = requests.getting(SERIES)
Got = requests.got("series", SERIES)
Count = requests.counting(Conditions)
Create = requests.creating("series", NewSeries())
Update = requests.updating("series", SeriesChanges())

