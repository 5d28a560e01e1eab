"""commerce.invoices.close: a document becomes final and joins the chain of its series.

An invoice may be closed whatever its issue date is. Its number was taken when it was made, or is
taken now, and others may have been closed meanwhile with later dates; refusing would leave it open
for good, since neither its number nor the others can change. `commerce.series.audit` tells where
dates do not ascend with the numbers.
"""

from typing import Any

import store.chain
import store.series
from handlers import invoices, numbers, storing
from handlers.method import Context, method
from handlers.rules import chain
from schemas import closing as shape
from schemas import problems, stored
from schemas.problems import refuse


@method(
    "commerce.invoices.close",
    request=shape.Close,
    response=shape.Closed,
    problems=(
        problems.INVOICE_NOT_FOUND,
        problems.VERSION_CONFLICT,
        problems.CLOSED,
        problems.NUMBER_IN_USE,
    ),
    writes=True,
)
def close(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Make an invoice final: it takes its number if it has none, and is frozen from then on.

    Only `status`, `isPaidFor`, `labels`, `metadata` and `externalId` can still be updated, and
    payments recorded; a correction is a new document.
    """
    _, invoice = invoices.locked(request)
    id_ = invoice["id"]
    if invoice["is_closed"]:
        refuse(problems.CLOSED("/id", value=id_, document="Invoice", id=id_))
    # Before the number is taken: whoever changes a series locks it before its counters too.
    store.chain.lock(invoice["series"])
    invoice |= {
        "issue_date": invoice["issue_date"] or context.today,
        "is_closed": True,
        "close_time": context.now,
    }
    if not invoice["number"]:
        series = numbers.series_of(invoice)
        assert series is not None, "a series with documents can not be deleted"
        invoice["number"] = numbers.take(invoice, series)
    _link(invoice, storing.close(invoice, context))
    return {
        "number": invoice["number"],
        "source": "Manual" if invoice["order"] is None else "Order",
        "close_time": invoice["close_time"],
    }


def content(body: bytes) -> bytes:
    """Return what of a document's answer the chain keeps."""
    return stored.canonical(body, without=chain.CHANGEABLE_MEMBERS, chain=chain.VERSION)


def _link(invoice: dict[str, Any], body: bytes) -> None:
    """Append a closed document to the chain of its series, which is locked."""
    position, head = store.chain.head(invoice["series"]) or (0, chain.START)
    link = chain.linked(
        series=invoice["series"],
        position=position + 1,
        document=invoice["id"],
        close_time=chain.spelled(invoice["close_time"]),
        previous=head,
        content=content(body),
    )
    store.chain.append(
        {
            "series": link.series,
            "position": link.position,
            "document": link.document,
            "close_time": invoice["close_time"],
            "previous": link.previous,
            "hash": link.hash,
            "content": link.content,
        }
    )
