"""Sample documents by the million: some are made by the methods, the rest cloned from those.

A clone differs from its template in its ids, number, times, customer and state. Its columns, its
stored answer, its items and its text to search come from the same changed document, so that they
agree, as if a method had made it. (Invoiced orders do not name their invoices: both are samples.)
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import msgspec

import store.finding
import store.items
import store.series
from bench import ageing, shop
from handlers.drafting import Kind
from handlers.kinds import INVOICE, ORDER
from handlers.method import Context, finished
from handlers.rules import numbering
from handlers.rules.numbering import Pattern
from rpc.dispatch import utc_now
from rpc.registry import methods
from schemas import stored
from schemas.line_items import LINE_ITEM
from store.database import session
from store.models import SeriesCounter

TEMPLATES = 200

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a template: its id, its answer, and how its document shows it."""

    id: int
    body: bytes
    shown: dict[str, msgspec.Raw]


@dataclass(frozen=True, slots=True)
class Template:
    """A document that a method made, and how its series numbers."""

    document: dict[str, Any]
    body: bytes
    items: list[Item]
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Sample:
    """What is stored of a document: its row, its answer, its text, and its items.

    An item is what of it differs from the item of the template that it is a copy of.
    """

    row: dict[str, Any]
    body: bytes
    text: str
    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sampled:
    """A kind of document: how one is asked for, and what becomes of it."""

    kind: Kind
    request: Callable[[Random, int], dict[str, Any]]
    aged: Callable[[Random, dict[str, Any], datetime], dict[str, Any]]

    @property
    def resource(self) -> str:
        """Return the name of the resource."""
        return f"{self.kind.name}s"


def open_shop(customers: int) -> None:
    """Make what documents refer to."""
    days = ageing.DUE_DAYS
    _call("settings.update", {"settings": {"daysUntilDue": days, "company": shop.COMPANY}})
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
    for source, id_ in shop.INTEGRATIONS.items():
        integration = {"name": source, "source": source}
        assert _create("order-integrations", "orderIntegration", integration) == id_
    for customer in range(1, customers + 1):
        assert _create("customers", "customer", shop.customer(customer)) == customer


def templates(what: Sampled, chance: Random, number: int, customers: int) -> list[Template]:
    """Make so many documents, on the shop's first day."""
    return [_template(what, chance, i, chance.randint(1, customers)) for i in range(number)]


def made_on(day: int, size: int) -> int:
    """Return how many of so many documents were made on a day after the shop's start."""
    made = min(size, TEMPLATES)
    # The least ids of the day and of the next one.
    first, end = (-(-each * (size + 1) // shop.DAYS) for each in (day, day + 1))
    cloned = max(0, min(end, size + 1) - max(first, made + 1))
    return cloned if day else cloned + made


def clones(
    what: Sampled,
    chance: Random,
    models: Sequence[Template],
    size: int,
    customers: int,
    item_ids: Iterator[int],
) -> Iterator[Sample]:
    """Yield clones, the oldest first, until there are so many; then mark their numbers."""
    last = _counters()
    for id_ in range(len(models) + 1, size + 1):
        template = chance.choice(models)
        document = template.document
        moment = shop.START + timedelta(seconds=_second(id_, size))
        series = document["series"]
        year = template.pattern.year(moment.year)
        last[series, year] += 1
        customer = chance.randint(1, customers)
        made = {
            **ageing.sold(document, customer),
            "id": id_,
            "number": template.pattern.spell(moment.year, last[series, year]),
            "creation_time": moment,
            "update_time": moment + timedelta(seconds=chance.randrange(2_000_000)),
        }
        yield _clone(what.kind, template, what.aged(chance, made, moment), item_ids)
    for (series, year), seq in last.items():
        store.series.follow(series, year, seq)


def _second(id_: int, size: int) -> int:
    """Return when a clone was made, in seconds since the shop's start."""
    return id_ * shop.DAYS * _DAY // (size + 1)


def _template(what: Sampled, chance: Random, i: int, customer: int) -> Template:
    kind = what.kind
    moment = shop.START + timedelta(seconds=i)
    request = what.request(chance, customer)
    request["creationTime"] = moment.strftime("%Y-%m-%d %H:%M:%S")
    id_ = _create(what.resource, kind.name, request)
    assert id_ == i + 1, "the database was empty"
    body = store.finding.get(kind.what, id_)
    assert body is not None, "it was just made"
    document = stored.parse(kind.shape, body)
    series = store.series.get(document["series"])
    pattern = numbering.pattern(series["pattern"]) if series else None
    assert pattern is not None, "a series has a right pattern"
    members = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    shown = msgspec.json.decode(members["items"], type=list[dict[str, msgspec.Raw]])
    of = store.items.of(kind.name, id_)
    ids = [item["id"] for item in document["items"]]
    items = [Item(id_, of[id_].body, item) for id_, item in zip(ids, shown, strict=True)]
    return Template(document, body, items, pattern)


def _clone(
    kind: Kind, template: Template, document: dict[str, Any], item_ids: Iterator[int]
) -> Sample:
    id_, created = document["id"], document["creation_time"]
    before = template.document
    changes = {name: value for name, value in document.items() if value is not before[name]}
    copies = [(item, next(item_ids)) for item in template.items]
    shown = [{**item.shown, "id": copy} for item, copy in copies]
    own = {"creation_time": created, "update_time": created}
    told = LINE_ITEM.write({kind.name: id_, **own})
    return Sample(
        {"id": id_, **kind.table.columns(document, numbering.sort_key(document["number"]))},
        stored.patched(template.body, **kind.shape.write(changes), items=shown),
        stored.searched(kind.shape, document),
        [
            {
                "copied": item.id,
                "id": copy,
                "owner": id_,
                "body": stored.patched(item.body, id=copy, **told),
                **own,
            }
            for item, copy in copies
        ],
    )


def _counters() -> Counter[tuple[int, int]]:
    """Return the last number of each series and year."""
    rows = SeriesCounter.select(SeriesCounter.series, SeriesCounter.year, SeriesCounter.last)
    found = rows.tuples().execute(session().database.peewee)
    return Counter({(series, year): last for series, year, last in found})


def _create(resource: str, name: str, value: Any) -> int:
    return int(_call(f"{resource}.create", {name: value})["id"])


def _call(method: str, request: Any) -> Any:
    """Call a method in the transaction that is open."""
    declared = methods()[f"commerce.{method}"]
    context = Context(now=utc_now(), zone=UTC, key="bench")
    return finished(declared.function(declared.request.load(request), context))


def _invoice(chance: Random, customer: int) -> dict[str, Any]:
    return shop.invoice(chance, customer, type=ageing.one_of(chance, ageing.TYPES))


def _order(chance: Random, customer: int) -> dict[str, Any]:
    source = ageing.one_of(chance, shop.SOURCES)
    return shop.order(chance, customer, source, chance.randint(1, shop.ITEMS))


ORDERS = Sampled(ORDER, _order, ageing.order)
INVOICES = Sampled(INVOICE, _invoice, ageing.invoice)
