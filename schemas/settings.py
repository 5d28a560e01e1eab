"""Requests and answers of commerce.settings.*: what the documents of an entity start from.

The seller's address is one value, as in documents: sending it replaces the whole of it. The
other objects are changed member by member.
"""

import zoneinfo
from functools import cache
from typing import Any

from schemas.addresses import SellerAddress
from schemas.documents import MAX_TEXT, MODES, RULES, Rounding, currency
from schemas.fields import DateTime, Formatted, Integer, Locale, Nested, String, identifier
from schemas.requests import schema
from schemas.schema import Schema

MAX_DAYS_UNTIL_DUE = 3650
MAX_LOGO = 65_536
MAX_SUBJECT = 255


# Files of zones that name no place: what they mean is up to the machine.
_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones()) - _NO_PLACES


def _time_zone() -> Formatted:
    right = "it must be a name like 'Europe/Rome'"
    return Formatted(1, 64, lambda name: name in _zones(), right)


def _iban() -> Formatted:
    right = "it must be an IBAN without spaces"
    return Formatted(0, 34, _looks_like_iban, right)


def _looks_like_iban(text: str) -> bool:
    """Check the country, the length and the checksum of ISO 13616."""
    if not (15 <= len(text) <= 34 and text.isascii() and text.isalnum() and text.isupper()):  # noqa: PLR2004 - the standard's lengths
        return False
    digits = "".join(str(int(character, 36)) for character in text[4:] + text[:4])
    return text[:2].isalpha() and text[2:4].isdigit() and int(digits) % 97 == 1


def email_subject(**options: Any) -> Formatted:
    """Declare the subject of an e-mail."""
    # A line break would end the header of the e-mail and begin another one.
    right = "it must be one line"
    return Formatted(0, MAX_SUBJECT, lambda text: text.isprintable(), right, **options)


class Company(Schema):
    """Who issues: the seller's address that documents copy, and what is printed beside it.

    The logo is a PNG or JPEG, as a `data:` URL or in bare base64. Any other text prints nothing:
    nothing is ever fetched.
    """

    partial_update = True

    address = Nested(SellerAddress())
    tax_number = String(0, 32)
    iban = _iban()
    logo = String(0, MAX_LOGO)


class EmailTexts(Schema):
    """The subject and the text of the e-mails that carry documents; empty: ours in the language.

    `{kind}`, `{number}`, `{issueDate}`, `{dueDate}`, `{total}`, `{due}`, `{customer}` and
    `{seller}` are filled in as the document has them.
    """

    partial_update = True

    subject = email_subject()
    message = String(0, MAX_TEXT)


class SettingsFields(Schema):
    """What an entity can set."""

    partial_update = True

    company = Nested(Company())
    locale = Locale()
    currency = currency()
    time_zone = _time_zone()
    rounding = Nested(Rounding())
    terms = String(0, MAX_TEXT)
    days_until_due = Integer(0, MAX_DAYS_UNTIL_DUE, null=True)
    email_texts = Nested(EmailTexts())


class Settings(SettingsFields):
    """An entity's settings as they are answered."""

    id = identifier()
    version = Integer(1)
    creation_time = DateTime()
    update_time = DateTime()


SETTINGS = Settings()

Get = schema("Get")
Got = schema("Got", settings=Nested(SETTINGS, required=True))
Update = schema("Update", version=Integer(1), settings=Nested(SettingsFields(), required=True))

DEFAULTS = {
    "company": {
        "address": SellerAddress().load({}),
        "tax_number": "",
        "iban": "",
        "logo": "",
    },
    "locale": "en",
    "currency": "EUR",
    "time_zone": "UTC",
    "rounding": {"mode": MODES[-1], "rule": RULES[-1]},
    "terms": "",
    "days_until_due": None,
    "email_texts": {"subject": "", "message": ""},
}
