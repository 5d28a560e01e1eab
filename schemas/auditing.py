"""Requests and answers of commerce.series.audit and commerce.series.chain.

A link is answered as it is exported, member by member, so that an answer can be verified as a
file can.
"""

from schemas import requests
from schemas.fields import Boolean, Date, Integer, List, Nested, String, identifier
from schemas.schema import Schema

# What is found is counted in full; of each kind so many are told.
MAX_FOUND = 100
# Links that one call checks: seconds of work.
MAX_CHECKED = 10_000
MAX_POSITION = 2**31 - 1
MAX_SEQUENCE = 10**12
HASH = 64
MAX_CONTENT = 2**26
MAX_DESCRIPTION = 1000


class Counts(Schema):
    """How many there are in all; `otherNumbers` are not of the pattern of the series."""

    documents = Integer(0)
    closed = Integer(0)
    voided = Integer(0)
    other_numbers = Integer(0)
    links = Integer(0)
    checked = Integer(0)
    gaps = Integer(0)
    doubles = Integer(0)
    date_inversions = Integer(0)
    broken_links = Integer(0)
    disagreements = Integer(0)


class Gap(Schema):
    """Numbers that are missing, from the first to the last; the year is null without one."""

    year = Integer(0, null=True)
    first = String(0, 32)
    last = String(0, 32)
    count = Integer(1, MAX_SEQUENCE)


class Double(Schema):
    """A number that several documents have, or one document and the journal of voided ones."""

    number = String(0, 32)
    documents = List(identifier(), most=MAX_FOUND)


class DateInversion(Schema):
    """A document with an earlier issue date than one with a lower number."""

    document = identifier()
    number = String(0, 32)
    issue_date = Date()
    earlier_number = String(0, 32)
    later_date = Date()


class BrokenLink(Schema):
    """A link that does not fit the chain before it, or its own hash."""

    position = Integer(0, MAX_POSITION)
    document = identifier()
    description = String(0, MAX_DESCRIPTION)


class Disagreement(Schema):
    """A document that is not what the chain says of it."""

    document = identifier()
    number = String(0, 32)
    description = String(0, MAX_DESCRIPTION)


class Link(Schema):
    """A closed document in the chain: its frozen content, as text, and the hash over all of it."""

    series = identifier()
    position = Integer(1, MAX_POSITION)
    document = identifier()
    close_time = String(20, 20)
    previous = String(HASH, HASH)
    content = String(0, MAX_CONTENT)
    hash = String(HASH, HASH)


LINK = Link()

Audit = requests.schema(
    "Audit",
    id=identifier(required=True),
    after=Integer(0, MAX_POSITION, default=0),
    limit=Integer(1, MAX_CHECKED, default=MAX_CHECKED),
)
Audited = requests.schema(
    "Audited",
    is_sound=Boolean(required=True),
    head=String(0, HASH, required=True),
    next=Integer(1, MAX_POSITION, null=True, required=True),
    counts=Nested(Counts(), required=True),
    gaps=List(Nested(Gap()), most=MAX_FOUND, required=True),
    doubles=List(Nested(Double()), most=MAX_FOUND, required=True),
    date_inversions=List(Nested(DateInversion()), most=MAX_FOUND, required=True),
    broken_links=List(Nested(BrokenLink()), most=MAX_FOUND, required=True),
    disagreements=List(Nested(Disagreement()), most=MAX_FOUND, required=True),
)
Chain = requests.schema(
    "Chain",
    id=identifier(required=True),
    after=Integer(0, MAX_POSITION, default=0),
    limit=Integer(1, requests.MAX_PAGE, default=requests.DEFAULT_PAGE),
)
Chained = requests.schema(
    "Chained", links=List(Nested(LINK), most=requests.MAX_PAGE, required=True)
)
