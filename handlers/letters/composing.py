"""A letter: its subject, its text, and both as HTML with the document's facts beside them.

Subject and text are the caller's, else the entity's own (its settings; what stands in braces there,
such as `{number}`, is filled in), else ours in the document's language.

The HTML is built as a tree of elements, so that no text can ever be taken for markup. It has
neither scripts nor anything to load, only styles within its elements, which is what the programs
that show e-mails have in common.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from handlers.letters.wording import wording
from handlers.printing.spelling import Spelling
from schemas.documents import MAX_TEXT
from schemas.settings import MAX_SUBJECT

Document = Mapping[str, Any]

_FILLED_IN = re.compile(r"\{([a-zA-Z]+)\}")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_PAGE = f"margin:0;padding:24px 12px;background-color:#f3f4f6;color:#1f2937;{_FONT}"
_CARD = (
    "width:100%;max-width:600px;background-color:#ffffff;border:1px solid #e5e7eb;"
    "border-radius:8px;border-spacing:0"
)
_HEAD = "padding:28px 32px 4px;font-size:20px;line-height:28px;font-weight:600"
_TEXT = "padding:12px 32px;font-size:15px;line-height:23px"
_LABEL = "padding:9px 0;border-top:1px solid #e5e7eb;font-size:14px;color:#6b7280"
_VALUE = (
    "padding:9px 0;border-top:1px solid #e5e7eb;font-size:14px;text-align:right;"
    "font-variant-numeric:tabular-nums"
)
_FOOT = "padding:16px 12px;font-size:12px;line-height:18px;color:#6b7280"


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail says, whoever it is from and for."""

    subject: str
    message: str
    text: str
    html: str


def compose(
    document: Document, settings: Document, spelling: Spelling, request: Document
) -> Letter:
    """Write the letter that goes with a document."""
    facts = _facts(document, settings, spelling)
    texts = settings["email_texts"]
    subject = (
        request["subject"]
        or _filled(texts["subject"], facts)
        or _subject(document, spelling, facts)
    )
    message = (
        request["message"]
        or _filled(texts["message"], facts)
        or _message(document, spelling, facts, request["attach"])
    )
    rows = list(_rows(document, settings, spelling, facts))
    signature = _signature(document, settings, spelling)
    message = "\n".join(message.splitlines())[:MAX_TEXT]
    return Letter(
        one_line(subject)[:MAX_SUBJECT],
        message,
        _text(message, rows, signature),
        _html(message, _title(facts), rows, signature, spelling),
    )


def one_line(text: str) -> str:
    """Return a text as it can stand in a header: on one line, and all of it can be seen."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable())


def seller_name(document: Document, settings: Document) -> str:
    """Return who sells."""
    return one_line(
        document["seller_address"]["company_name"] or settings["company"]["address"]["company_name"]
    )


def customer_name(document: Document) -> str:
    """Return who buys, as one is addressed: the first name first."""
    address = document["billing_address"] or {"company_name": ""}
    name = address["company_name"]
    if not name and "first_name" in address:
        name = f"{address['first_name']} {address['last_name']}"
    return one_line(name) or one_line(document["customer_name"])


def _facts(document: Document, settings: Document, spelling: Spelling) -> dict[str, str]:
    """Return what can be told of a document in one place of a sentence each."""
    issued, due = document["issue_date"], document["due_date"]
    return {
        "kind": spelling.labels[document["type"]],
        "number": one_line(document["number"]),
        "issueDate": spelling.date(issued) if issued else "",
        "dueDate": spelling.date(due) if due else "",
        "total": spelling.money(document["taxed_total"]),
        "due": spelling.money(document["due_total"]),
        "customer": customer_name(document),
        "seller": seller_name(document, settings),
    }


def _filled(text: str, facts: Mapping[str, str]) -> str:
    """Fill in the names in braces that we know; anything else in braces stays."""
    return _FILLED_IN.sub(lambda match: facts.get(match[1], match[0]), text)


def _subject(document: Document, spelling: Spelling, facts: Mapping[str, str]) -> str:
    words = wording(spelling.language)
    return words["subject_from" if facts["seller"] else "subject"].format(**facts)


def _message(document: Document, spelling: Spelling, facts: Mapping[str, str], attach: str) -> str:
    words = wording(spelling.language)
    what = f"{words[document['type']]} {facts['number']}".rstrip()
    if facts["issueDate"]:
        what = words["dated"].format(what=what, date=facts["issueDate"])
    sentence = words[attach].format(document=what, total=facts["total"])
    if spelling.language not in _LOWER_CASE:
        sentence = sentence[:1].upper() + sentence[1:]
    payment = _payment(document, words, facts)
    return "\n\n".join(
        [
            words["dear" if facts["customer"] else "dear_unknown"].format(**facts),
            f"{sentence} {payment}".rstrip(),
            "\n".join(filter(None, (words["closing"], facts["seller"]))),
        ]
    )


# After the greeting's comma the sentence goes on, but in English.
_LOWER_CASE = frozenset({"it", "de", "fr", "sl"})


def _payment(document: Document, words: Mapping[str, str], facts: Mapping[str, str]) -> str:
    """Say what is to be paid, and by when; a credit note asks for nothing."""
    if document["type"] == "CreditNote" or document["taxed_total"] <= 0:
        return ""
    if document["due_total"] <= 0:
        return words["paid"]
    if facts["dueDate"]:
        return words["due_by"].format(due=facts["due"], date=facts["dueDate"])
    return words["due"].format(due=facts["due"])


def _title(facts: Mapping[str, str]) -> str:
    return f"{facts['kind']} {facts['number']}".rstrip()


def _rows(
    document: Document, settings: Document, spelling: Spelling, facts: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the facts that are told besides, with their labels."""
    labels = spelling.labels
    is_asking = document["type"] != "CreditNote" and document["due_total"] > 0
    told = [
        (labels[document["type"]], facts["number"]),
        (labels["issued"], facts["issueDate"]),
        (labels["gross"], facts["total"]),
    ]
    if is_asking:
        told += [
            (labels["open"], facts["due"]),
            (labels["due"], facts["dueDate"]),
            ("IBAN", _in_fours(settings["company"]["iban"])),
        ]
    yield from (row for row in told if row[1])


def _in_fours(iban: str) -> str:
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))


def _signature(document: Document, settings: Document, spelling: Spelling) -> list[str]:
    """Return who writes, as lines."""
    own, company = document["seller_address"], settings["company"]
    address = own if own["company_name"] else company["address"]
    tax_number = company["tax_number"]
    lines = [
        address["company_name"],
        " · ".join(spelling.place(address)),
        f"{spelling.labels['tax_number']} {tax_number}" if tax_number else "",
        " · ".join(filter(None, (address["phone_number"], address["email"]))),
    ]
    return [one_line(line) for line in lines if line]


def _text(message: str, rows: list[tuple[str, str]], signature: list[str]) -> str:
    """Return the letter as plain text."""
    told = "\n".join(f"{label}: {value}" for label, value in rows)
    # "-- " on a line of its own begins a signature.
    signed = "\n".join(["-- ", *signature]) if signature else ""
    return "\n\n".join(filter(None, (message, told, signed))) + "\n"


def _html(
    message: str,
    title: str,
    rows: list[tuple[str, str]],
    signature: list[str],
    spelling: Spelling,
) -> str:
    """Return the letter as HTML."""
    language = str(spelling.locale).replace("_", "-")
    page = ET.Element("html", lang=language)
    head = ET.SubElement(page, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "meta", name="viewport", content="width=device-width")
    ET.SubElement(head, "title").text = title
    body = ET.SubElement(page, "body", style=_PAGE)
    # A program that shows e-mails may have no styles for a page: this one centres by itself.
    card = ET.SubElement(body, "table", role="presentation", align="center", style=_CARD)
    _cell(card, _HEAD).text = title
    text = _cell(card, _TEXT)
    for paragraph in _PARAGRAPHS.split(message.strip("\n")):
        _lines(ET.SubElement(text, "p", style="margin:0 0 14px"), paragraph.split("\n"))
    facts = ET.SubElement(
        _cell(card, "padding:4px 32px 28px"), "table", style="width:100%;border-spacing:0"
    )
    for label, value in rows:
        row = ET.SubElement(facts, "tr")
        ET.SubElement(row, "td", style=_LABEL).text = label
        ET.SubElement(row, "td", style=_VALUE).text = value
    if signature:
        _lines(ET.SubElement(body, "p", align="center", style=_FOOT), signature)
    return f"<!DOCTYPE html>\n{ET.tostring(page, encoding='unicode', method='html')}\n"


def _cell(table: ET.Element, style: str) -> ET.Element:
    return ET.SubElement(ET.SubElement(table, "tr"), "td", style=style)


def _lines(owner: ET.Element, lines: list[str]) -> None:
    """Write lines of text, one below the other."""
    owner.text = lines[0]
    for line in lines[1:]:
        ET.SubElement(owner, "br").tail = line
