"""Sample invoices by the million: some are made by the methods, the rest cloned from those.

A clone differs from its template in its ids, number, times, customer, status and payment. Its
columns and its stored answer come from the same changed document, so that they agree, as if a
method had made it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import msgspec

import store.finding
import store.invoices
import store.series
from bench import shop
from handlers import issuing
from handlers.method import Context
from handlers.rules import documents, numbering
from handlers.rules.numbering import Pattern
from rpc.dispatch import utc_now
from rpc.registry import methods
from schemas import stored
from schemas.invoices import INVOICE
from store.database import session
from store.models import SeriesCounter

TEMPLATES = 200
DUE_DAYS = 30
PAID = 0.85

# How many of each there are: a shop makes few credit notes, and most of its invoices are old.
TYPES = {"Invoice": 80, "ShippingInvoice": 10, "Proforma": 7, "CreditNote": 3}
STATUSES = {"Archived": 70, "Sent": 17, "Open": 9, "Disputed": 2, "Cancelled": 2}


@dataclass(frozen=True, slots=True)
class Template:
    """An invoice that a method made, its items also as JSON, and how its series numbers."""

    document: dict[str, Any]
    body: bytes
    items: list[dict[str, msgspec.Raw]]
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Sample:
    """What is stored of an invoice: its row, its answer, and which items it is to copy."""

    row: dict[str, Any]
    body: dict[str, Any]
    items: dict[str, int]


def open_shop(customers: int) -> None:
    """Make what invoices refer to."""
    _call("settings.update", {"settings": {"daysUntilDue": DUE_DAYS, "company": shop.COMPANY}})
    classes = {"VAT": shop.VAT, "LOW": shop.LOW}
    for code, id_ in classes.items():
        assert _create("tax-classes", "taxClass", {"code": code, "name": code}) == id_
    rates = {str(shop.VAT): Decimal(22), str(shop.LOW): Decimal(10)}
    _create(
        "tax-areas",
        "taxArea",
        {"name": "Europe", "countries": list(shop.COUNTRIES), "rates": rates},
    )
    courier = {"name": "Courier", "taxClass": shop.VAT, "cost": Decimal("7.900")}
    assert _create("shipping-methods", "shippingMethod", courier) == shop.COURIER
    transfer = {"name": "Bank transfer", "taxClass": shop.VAT, "cost": Decimal("1.200")}
    assert _create("payment-methods", "paymentMethod", transfer) == shop.TRANSFER
    for customer in range(1, customers + 1):
        assert _create("customers", "customer", shop.customer(customer)) == customer


def templates(chance: Random, number: int, customers: int) -> list[Template]:
    """Make so many invoices, on the shop's first day."""
    return [_template(chance, i, chance.randint(1, customers)) for i in range(number)]


def clones(chance: Random, models: list[Template], size: int, customers: int) -> Iterator[Sample]:
    """Yield clones, the oldest first, until there are so many invoices; then mark their numbers."""
    last = _counters()
    item_id = len(models) * shop.ITEMS
    for id_ in range(len(models) + 1, size + 1):
        template = chance.choice(models)
        day, second = divmod(id_ * shop.DAYS * 86_400 // (size + 1), 86_400)
        moment = shop.START + timedelta(day, second)
        series = template.document["series"]
        year = template.pattern.year(moment.year)
        last[series, year] += 1
        changes = {
            "id": id_,
            "number": template.pattern.spell(year, last[series, year]),
            **_aged(chance, template.document, moment),
            **_customer(template.document, chance.randint(1, customers)),
        }
        yield _clone(template, changes, item_id + 1)
        item_id += shop.ITEMS
    for (series, year), seq in last.items():
        store.series.follow(series, year, seq)


def _template(chance: Random, i: int, customer: int) -> Template:
    moment = shop.START + timedelta(seconds=i)
    invoice = shop.invoice(
        chance,
        customer,
        type=_one_of(chance, TYPES),
        creationTime=moment.strftime("%Y-%m-%d %H:%M:%S"),
    )
    id_ = _create("invoices", "invoice", invoice)
    assert id_ == i + 1, "the database was empty"
    body = store.finding.get(store.invoices.INVOICES, id_)
    assert body is not None, "it was just made"
    document = stored.parse(INVOICE, body)
    series = store.series.get(document["series"])
    pattern = numbering.pattern(series["pattern"]) if series else None
    assert pattern is not None, "a series has a right pattern"
    members = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    items = msgspec.json.decode(members["items"], type=list[dict[str, msgspec.Raw]])
    return Template(document, body, items, pattern)


def _aged(chance: Random, document: dict[str, Any], moment: datetime) -> dict[str, Any]:
    """Return what has become of an invoice that was made at a moment."""
    aged = {
        "creation_time": moment,
        "update_time": moment + timedelta(seconds=chance.randrange(2_000_000)),
        "issue_date": moment.date(),
        "due_date": moment.date() + timedelta(DUE_DAYS),
        "shipping_time": document["shipping_time"] and moment,
        "status": _one_of(chance, STATUSES),
        "is_paid_for": chance.random() < PAID,
        "taxed_total": document["taxed_total"],
    }
    issuing.settle(aged)
    return aged


def _customer(document: dict[str, Any], customer: int) -> dict[str, Any]:
    address = document["billing_address"] | shop.name(customer)
    return {
        "customer": customer,
        "customer_name": documents.customer_name(address),
        "billing_address": address,
    }


def _clone(template: Template, changes: dict[str, Any], item_id: int) -> Sample:
    id_ = changes["id"]
    document = template.document | changes
    number_key = numbering.sort_key(document["number"])
    row = {"id": id_, **store.invoices.columns(document, number_key)}
    items = [{**item, "id": item_id + i} for i, item in enumerate(template.items)]
    body = stored.patched(template.body, **INVOICE.write(changes), items=items)
    first = template.document["items"][0]["id"]
    copied = {"invoice": id_, "first": first, "distance": item_id - first}
    return Sample(row, {"id": id_, "body": body}, copied)


def _counters() -> Counter[tuple[int, int]]:
    """Return the last number of each series and year."""
    rows = SeriesCounter.select(SeriesCounter.series, SeriesCounter.year, SeriesCounter.last)
    found = rows.tuples().execute(session().database.peewee)
    return Counter({(series, year): last for series, year, last in found})


def _one_of(chance: Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _create(resource: str, name: str, value: Any) -> int:
    return int(_call(f"{resource}.create", {name: value})["id"])


def _call(method: str, request: Any) -> Any:
    """Call a method in the transaction that is open."""
    declared = methods()[f"commerce.{method}"]
    context = Context(now=utc_now(), zone=UTC, key="bench")
    return declared.function(declared.request.load(request), context)
