"""Documents that are parts of others: credit notes of invoices, and invoices of orders.

An item knows of which item it is a part, so that it is known how much of an order is invoiced, and
how much of an invoice is credited. Only credit notes that take pieces back make room for invoicing
them again; one over an amount makes them cheaper.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import store.invoices
import store.parts
from handlers import numbers, paying, pricing, storing
from handlers.drafting import stored_document
from handlers.kinds import INVOICE
from handlers.method import Context
from handlers.rules import amounts, crediting, documents, parts
from handlers.rules.amounts import Amounts, Whole
from handlers.rules.crediting import Balance, Note, Part
from schemas import documents as shape
from schemas import problems, stored
from schemas.problems import Fault

Document = dict[str, Any]

ZERO = Decimal("0.00")


class Divided(NamedTuple):
    """A part as a document, and of which items its items are parts."""

    document: Document
    origins: list[tuple[int, bool]]


# Credit notes of invoices.


def balance_of(invoice: Mapping[str, Any]) -> Balance:
    """Return what the credit notes of a locked invoice have left of it."""
    whole = amounts.whole(invoice, pricing.rounding(invoice))
    lines = {item["id"]: i for i, item in enumerate(invoice["items"])}
    made = {part.item: part for part in store.parts.of([*lines])}
    notes = []
    for body in store.parts.credit_notes(invoice["id"]):
        note = stored.parse(INVOICE.shape, body)
        quantities = [ZERO] * len(lines)
        at: list[int | None] = []
        takes = []
        for item in note["items"]:
            part = made.get(item["id"])
            at.append(lines[part.origin] if part else None)
            takes.append(part is not None and part.takes_quantity)
            if part and part.takes_quantity:
                quantities[lines[part.origin]] += item["quantity"]
        taken = amounts.amounts_of(note, whole.keys, at, len(lines), whole.rounding)
        notes.append(Note(taken, quantities, by_quantity=bool(takes) and all(takes)))
    return crediting.balance(whole, notes)


def credit(
    invoice: Mapping[str, Any],
    balance: Balance,
    part: Part,
    context: Context,
    *,
    reason: str = "",
    due_date: date | None = None,
    is_settled: bool = False,
) -> Document:
    """Store a credit note over a part of a locked invoice and return it.

    Its reader finds the reason in its terms, before those of the invoice.
    """
    document: Document = {
        **invoice,
        **dict.fromkeys([*documents.SHIPPING_DEFAULTS, "shipping_time"]),
        **parts.shown(balance.of, part),
        "version": 1,
        "type": "CreditNote",
        "number": "",
        "status": "Open",
        "creation_time": context.now,
        "update_time": context.now,
        "issue_date": context.today,
        "due_date": due_date,
        "reference": invoice["id"],
        "reference_type": invoice["type"],
        "reference_number": invoice["number"],
        "terms": "\n\n".join(filter(None, (reason, invoice["terms"])))[: shape.MAX_TEXT],
        "labels": [],
        "external_id": "",
        "is_closed": False,
        "close_time": None,
        "date_sent": None,
    }
    for name in ("id", "series"):
        document.pop(name)
    paying.settle(document, paying.NOTHING, marked=is_settled, context=context)
    numbers.assign(document, numbers.series_of(document), is_chosen=False)
    ids = [item["id"] for item in invoice["items"]]
    insert(Divided(document, _origins(ids, part)), context)
    return document


def settle_each_other(invoice: Mapping[str, Any], context: Context) -> None:
    """Let an invoice and the credit notes over all of it settle each other: nothing is due."""
    bodies = store.parts.credit_notes(invoice["id"])
    ids = [invoice["id"], *(stored.parse(INVOICE.shape, each)["id"] for each in bodies)]
    store.invoices.TABLE.lock(ids)
    for id_ in ids:
        document = stored_document(INVOICE, id_)
        assert document is not None, "it was just read"
        if document["due_total"]:
            paying.settle(document, paying.NOTHING, marked=True, context=context)
            storing.replace(INVOICE, document, context)


# Invoices of orders.


class Invoiced(NamedTuple):
    """How much of each item of an order is invoiced: in all, and less what was credited.

    `items` are those of the invoices that are parts of what the order has now.
    """

    gross: list[Decimal]
    net: list[Decimal]
    items: frozenset[int]


def invoiced(order: Mapping[str, Any]) -> Invoiced:
    """Return how much of each item of a locked order is invoiced; a new one has no id yet."""
    at = {item["id"]: i for i, item in enumerate(order["items"]) if "id" in item}
    made = {part.item: part for part in store.parts.of([*at])}
    gross = [ZERO] * len(order["items"])
    for part in made.values():
        gross[at[part.origin]] += part.quantity
    net = gross[:]
    for credited in store.parts.of([*made]):
        if credited.takes_quantity:
            net[at[made[credited.origin].origin]] -= credited.quantity
    return Invoiced(gross, net, frozenset(made))


def left(order: Mapping[str, Any]) -> list[Decimal]:
    """Return how much of each item of a locked order can be invoiced still."""
    ordered = (item["quantity"] for item in order["items"])
    return [
        max(quantity - net, ZERO)
        for quantity, net in zip(ordered, invoiced(order).net, strict=True)
    ]


def part_of(
    order: Mapping[str, Any],
    whole: Document,
    left_: Sequence[Decimal],
    wanted: Mapping[int, Decimal],
) -> Divided:
    """Return a part of what is left of an order, given the whole as an invoice.

    `wanted` are quantities by the positions of the items.
    """
    rounding = pricing.rounding(whole)
    of = amounts.whole(whole, rounding)
    before = [all_ - each for all_, each in zip(of.quantities, left_, strict=True)]
    after = [each + wanted.get(i, ZERO) for i, each in enumerate(before)]
    made = _made(order, of) if any(before) else []
    part = crediting.between(of, before, after, made)
    document = {**whole, **parts.shown(of, part)}
    pricing.check_size(document, "/order")
    return Divided(document, _origins([item["id"] for item in order["items"]], part))


def _made(order: Mapping[str, Any], of: Whole) -> list[Amounts]:
    """Return what was invoiced of an order, and what came back of it; nothing if that is mixed up.

    That is where something is taxed otherwise than the order is now, or became cheaper.
    """
    at = {item["id"]: i for i, item in enumerate(order["items"])}
    origins = {part.item: part.origin for part in store.parts.of([*at])}
    origins |= {
        part.item: origins[part.origin]
        for part in store.parts.of([*origins])
        if part.takes_quantity
    }
    made = []
    for id_ in order["invoices"]:
        invoice = stored_document(INVOICE, id_)
        bodies = store.parts.credit_notes(id_)
        for document in (invoice, *(stored.parse(INVOICE.shape, body) for body in bodies)):
            if document is None:
                continue
            methods = filter(None, (document[name] for name in amounts.METHODS))
            taxed = {amounts.key_of(each) for each in (*document["taxes"], *methods)}
            lines = [at.get(origins.get(item["id"], 0)) for item in document["items"]]
            if None in lines or not taxed <= set(of.keys):
                return []
            read = amounts.amounts_of(document, of.keys, lines, len(at), of.rounding)
            made.append(amounts.negative(read) if document["type"] == "CreditNote" else read)
    return made


def insert(divided: Divided, context: Context) -> int:
    """Store a document whose items are parts of others and return its id."""
    id_ = storing.insert(INVOICE, divided.document, context)
    store.parts.insert(
        {"item": item["id"], "origin": origin, "takes_quantity": takes_quantity}
        for item, (origin, takes_quantity) in zip(
            divided.document["items"], divided.origins, strict=True
        )
    )
    return id_


def _origins(ids: Sequence[int], part: Part) -> list[tuple[int, bool]]:
    """Tell of which items the lines of a part are, and whether they take a quantity of them."""
    return [(ids[i], bool(part.quantities[i])) for i in part.lines]


def wanted_faults(
    asked: Sequence[Mapping[str, Any]],
    document: Mapping[str, Any],
    left_: Sequence[Decimal],
    title: str,
) -> list[Fault]:
    """Find items that a document does not have, or has not so much left of."""
    at = {item["id"]: i for i, item in enumerate(document["items"])}
    faults = []
    for i, each in enumerate(asked):
        id_, given = each["id"], each["quantity"]
        if id_ not in at:
            facts = {"document": title, "id": document["id"], "item": id_}
            faults.append(problems.ITEM_NOT_FOUND(f"/items/{i}/id", value=id_, **facts))
        elif given > (most := left_[at[id_]]):
            problem = problems.QUANTITY_TOO_LARGE
            path = f"/items/{i}/quantity"
            faults.append(
                problem(path, value=given, allowed=most, item=id_, given=given, left=most)
            )
    return faults


def wanted(asked: Sequence[Mapping[str, Any]], document: Mapping[str, Any]) -> dict[int, Decimal]:
    """Return the quantities that are asked for by the positions of their items."""
    at = {item["id"]: i for i, item in enumerate(document["items"])}
    return {at[each["id"]]: each["quantity"] for each in asked}
