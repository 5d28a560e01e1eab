"""Requests and answers of commerce.mails.*, and of `commerce.invoices.send`."""

import re
from typing import Any

from schemas import problems, requests
from schemas.documents import MAX_TEXT
from schemas.fields import (
    MAX_ID,
    Choice,
    DateTime,
    Formatted,
    Integer,
    List,
    Nested,
    String,
    identifier,
)
from schemas.invoices import INVOICE
from schemas.schema import Schema
from schemas.settings import MAX_SUBJECT, email_subject

STATES = ("Waiting", "Sending", "Sent", "Failed", "Unknown")
ATTACHMENTS = ("Pdf", "None")
MAX_ADDRESS = 120
MAX_LOCAL_PART = 64
MAX_RECIPIENTS = 20
MAX_MESSAGE_ID = 255
MAX_ERROR = 1000
MAX_HTML = 64 * MAX_TEXT

ORDER_KEYS = ("id", "creationTime", "updateTime")
RIGHT_ADDRESS = "it must be an email address like 'name@example.com'"

# Stricter than what an address in a document has to look like: this one is to be reached.
_LOCAL_PART = re.compile(r"[^\s@\"<>()\[\],;:\\]+")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)*[^\W_](?:[\w-]*[^\W_])?")


def is_address(text: str) -> bool:
    """Tell whether an e-mail could be sent to this address."""
    local, at, domain = text.rpartition("@")
    if not (at and text.isprintable() and len(text) <= MAX_ADDRESS):
        return False
    if len(local) > MAX_LOCAL_PART or not _LOCAL_PART.fullmatch(local):
        return False
    try:
        domain.encode("idna")
    except UnicodeError:
        return False
    return _DOMAIN.fullmatch(domain) is not None


def _addresses(**options: Any) -> List:
    """Declare recipients: a list of addresses, or one alone."""
    address = Formatted(3, MAX_ADDRESS, is_address, RIGHT_ADDRESS)
    return List(address, most=MAX_RECIPIENTS, or_single=True, unique=problems.REPEATED, **options)


class Send(Schema):
    """What to send to whom; without `to` it goes to the e-mail address of the billing address.

    An empty subject or message is the entity's own, else ours in the document's language.
    """

    id = identifier(required=True)
    version = Integer(1)
    to = _addresses(least=1)
    cc = _addresses(default=list)
    subject = email_subject(default="")
    message = String(0, MAX_TEXT, default="")
    attach = Choice(*ATTACHMENTS, default="Pdf")


class SentAs(Schema):
    """The id of the e-mail: its header `Message-ID`, and `messageId` in `commerce.mails.find`."""

    message_id = String(1, MAX_MESSAGE_ID, required=True)


class Conditions(Schema):
    """Which e-mails: all of these conditions hold."""

    ids = List(identifier(), most=requests.MAX_IDS)
    invoice = identifier()
    message_id = String(1, MAX_MESSAGE_ID)
    state = List(Choice(*STATES), most=len(STATES), or_single=True)
    from_creation_time = DateTime()
    to_creation_time = DateTime()
    after = Integer(0, MAX_ID)


class Mail(Schema):
    """An e-mail and what became of it.

    It is `Waiting` until it is handed to the mail server, `Sending` until that has answered, then
    `Sent`, or `Failed` if it was refused for good. `Unknown` tells that the answer never came: it
    may have been sent, so it is not sent again. `error` is what went wrong last, also which of
    several recipients were refused.
    """

    id = identifier()
    version = Integer(1)
    invoice = identifier()
    to = List(String(1, MAX_ADDRESS), most=MAX_RECIPIENTS)
    cc = List(String(1, MAX_ADDRESS), most=MAX_RECIPIENTS)
    subject = String(0, MAX_SUBJECT)
    message = String(0, MAX_TEXT, searched=False)
    attach = Choice(*ATTACHMENTS)
    message_id = String(1, MAX_MESSAGE_ID)
    state = Choice(*STATES)
    attempts = Integer(0)
    error = String(0, MAX_ERROR, null=True, searched=False)
    next_attempt_time = DateTime(null=True)
    sent_time = DateTime(null=True)
    creation_time = DateTime()
    update_time = DateTime()


class Content(Schema):
    """What is stored of an e-mail besides: all that it takes to send it at any later time.

    The document is kept as it was when somebody decided to send it; it may change meanwhile.
    """

    sender = String(1, MAX_ADDRESS)
    sender_name = String(0, 100)
    reply_to = String(0, MAX_ADDRESS)
    recipient_name = String(0, 100)
    text = String(0, MAX_HTML)
    html = String(0, MAX_HTML)
    document = Nested(INVOICE)


MAIL = Mail()
CONTENT = Content()

Find = requests.finding(Conditions, MAIL, *ORDER_KEYS)
Found = requests.found("mails", MAIL)
Get = requests.getting(MAIL)
Got = requests.got("mail", MAIL)
Count = requests.counting(Conditions, MAIL)
