"""What an e-mail carries besides its letter."""

from collections.abc import Mapping
from typing import Any

from handlers import exporting, issuing
from handlers.method import Context, Unfinished
from handlers.printing import pdf
from schemas import fields
from store.exports import File

CONTENT_TYPE = "application/pdf"


def begin(document: Mapping[str, Any], context: Context) -> File | Unfinished[File]:
    """Return the file of a document that is sent, or what is left to do to make it.

    A closed document has one file for ever; one that was open is printed as it was when somebody
    decided to send it.
    """
    if document["is_closed"]:
        return exporting.begin(document["id"], pdf.NAME, context)
    settings = issuing.current_settings()

    def make() -> File:
        fields.time_zone.set(context.zone)
        return exporting.made(document, settings, pdf.NAME)

    return Unfinished(make, lambda file: file)
