"""Requests and answers of commerce.series.*."""

from schemas import requests
from schemas.fields import (
    Boolean,
    Choice,
    DateTime,
    Integer,
    List,
    Nested,
    String,
    identifier,
)
from schemas.schema import Schema

KINDS = ("Invoice", "Proforma", "CreditNote", "Order")
ASSIGN_ON = ("Create", "Close")

# Of what the journal tells; the texts are our own, so nobody is refused for their length.
MAX_KEY_NAME = 255
MAX_REASON = 255


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
Count = requests.counting(Conditions, SERIES)
Create = requests.creating("series", NewSeries())
Update = requests.updating("series", SeriesChanges())


class JournalEntry(Schema):
    """A number that was given and voided: of which document, when, by which key and why."""

    id = identifier()
    number = String(0, 32)
    document = identifier()
    time = DateTime()
    key = String(0, MAX_KEY_NAME)
    reason = String(0, MAX_REASON)


Journal = requests.schema(
    "Journal",
    id=identifier(required=True),
    after=Integer(0, 2**31 - 1, default=0),
    limit=Integer(1, requests.MAX_PAGE, default=requests.DEFAULT_PAGE),
)
Journalled = requests.schema(
    "Journalled",
    entries=List(Nested(JournalEntry()), most=requests.MAX_PAGE, required=True),
)
