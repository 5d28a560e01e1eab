"""Send a document by e-mail: the letter is written and stored, and delivered afterwards.

Why stored: the e-mail and what the document says of it (`status`, `dateSent`) are one transaction,
so neither is ever there without the other, and no caller waits for a mail server. What becomes of
it is told by `commerce.mails`, and how in `handlers.delivery`.
"""

import secrets
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from handlers import issuing, resource, storing
from handlers.kinds import INVOICE
from handlers.letters import composing
from handlers.method import Context
from handlers.printing.spelling import Spelling
from schemas import problems, stored
from schemas.mails import CONTENT, MAIL, is_address
from schemas.problems import Fault, refuse_if_any
from store.mails import MAILS

Document = dict[str, Any]

SEND_PROBLEMS = (
    problems.MAIL_NOT_CONFIGURED,
    problems.SENDER_MISSING,
    problems.RECIPIENT_MISSING,
    problems.RECIPIENT_UNREACHABLE,
)


def send(invoice: Document, request: Mapping[str, Any], context: Context) -> str:
    """Store the e-mail that takes a document to its customer, and return the e-mail's id.

    A document that is open is sent from now on; one that is disputed or archived stays so.
    """
    settings = issuing.current_settings()
    sellers = _sellers(invoice, settings)
    to = request.get("to") or _customers(invoice)
    refuse_if_any(_faults(invoice, to, sellers, context))
    sender = context.mail_from or sellers[0]
    if invoice["status"] == "Open":
        invoice["status"] = "Sent"
    invoice["date_sent"] = context.now
    storing.replace(INVOICE, invoice, context)
    spelling = Spelling(invoice["locale"], invoice["currency"], ZoneInfo(settings["time_zone"]))
    letter = composing.compose(invoice, settings, spelling, request)
    is_to_customer = "to" not in request
    content = {
        "sender": sender,
        "sender_name": composing.seller_name(invoice, settings),
        "reply_to": next((each for each in sellers if each != sender), ""),
        "recipient_name": composing.customer_name(invoice) if is_to_customer else "",
        "text": letter.text,
        "html": letter.html,
        "document": invoice,
    }
    mail = {
        "invoice": invoice["id"],
        "to": to,
        "cc": request["cc"],
        "subject": letter.subject,
        "message": letter.message,
        "attach": request["attach"],
        "message_id": _new_id(sender),
        "state": "Waiting",
        "attempts": 0,
        "error": None,
        "next_attempt_time": context.now,
        "sent_time": None,
        "content": stored.render(CONTENT, content),
    }
    resource.insert(MAILS, MAIL, mail, context)
    return str(mail["message_id"])


def _customers(invoice: Document) -> list[str]:
    """Return where the customer is reached by e-mail."""
    address = (invoice["billing_address"] or {}).get("email")
    return [address] if address else []


def _sellers(invoice: Document, settings: Mapping[str, Any]) -> list[str]:
    """Return where the seller is reached by e-mail, by the document first."""
    addresses = (invoice["seller_address"], settings["company"]["address"])
    return [each["email"] for each in addresses if is_address(each["email"])]


def _faults(invoice: Document, to: list[str], sellers: list[str], context: Context) -> list[Fault]:
    """Find out why a document can not be sent."""
    id_ = invoice["id"]
    faults = []
    if context.mail_from is None:
        faults.append(problems.MAIL_NOT_CONFIGURED("/id", value=id_, id=id_))
    elif not (context.mail_from or sellers):
        faults.append(problems.SENDER_MISSING("/id", value=id_, id=id_))
    if not to:
        faults.append(problems.RECIPIENT_MISSING("/to", id=id_))
    # What a caller names was looked at when the request was read.
    faults += [
        problems.RECIPIENT_UNREACHABLE("/to", value=each, id=id_, given=problems.short(each))
        for each in to
        if not is_address(each)
    ]
    return faults


def _new_id(sender: str) -> str:
    """Return an id that no other e-mail in the world has."""
    domain = sender.rpartition("@")[2].encode("idna").decode()
    return f"<{secrets.token_hex(16)}@{domain}>"
