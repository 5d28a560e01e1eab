"""Test what is answered of documents when only some fields are asked for, whoever wrote them."""

from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
import pytest

from handlers.drafting import Kind
from handlers.kinds import INVOICE, ORDER
from schemas.fields import List, Mapped, Nested, String
from schemas.free import Free
from store.database import Database
from tests.consistency import assert_consistent
from tests.selling import Caller, open_shop

Row = dict[str, Any]
Raws = dict[str, msgspec.Raw]

SETS = 40
# Texts that can be longer are not brief.
MOST = 256

KINDS = pytest.mark.parametrize("kind", [ORDER, INVOICE], ids=["orders", "invoices"])


@pytest.fixture
def shop(database: Database) -> Iterator[Caller]:
    """Let a shop have sold for a while, and its documents be changed by all that changes them."""
    with database.transaction(1):
        caller = Caller(database)
        open_shop(caller)
        order = caller.call("orders.find", {"conditions": {"processingStatus": "Pending"}})
        open_ = caller.call("invoices.find", {"query": {"isClosed": False, "type": "Invoice"}})
        closed = caller.call("invoices.find", {"query": {"isClosed": True, "isPaidFor": False}})
        changes = {"number": 'A "new" \\ one, ', "metadata": {"total": 1, "items": "[]"}}
        change(caller, "orders.update", order["orders"][0], order=changes)
        change(caller, "invoices.update", open_["invoices"][0], invoice=changes)
        change(caller, "invoices.update", closed["invoices"][0], invoice={"externalId": "Größe"})
        change(caller, "invoices.pay", closed["invoices"][0], amount=1)
        for type_, found in (("Order", order["orders"]), ("Invoice", closed["invoices"])):
            labelled = {"type": type_, "resources": [found[0]["id"]], "ids": [7]}
            caller.call("labels.add", labelled)
        yield caller


def change(caller: Caller, method: str, document: Row, **sent: Any) -> None:
    caller.call(method, {"id": document["id"], **sent})


def page(caller: Caller, kind: Kind, request: Row) -> list[Raws]:
    """Find documents, also those in the trash, and return their members as they are spelled."""
    resource = f"{kind.name}s"
    found: list[Raws] = []
    for conditions in ({}, {"deleted": True}) if kind is ORDER else ({},):
        answer = caller.answer(f"{resource}.find", {"conditions": conditions, **request})
        found += msgspec.json.decode(member(answer, resource), type=list[Raws])
    return found


def member(answer: bytes, name: str) -> msgspec.Raw:
    return msgspec.json.decode(answer, type=Raws)[name]


def spelled(documents: list[Raws], fields: list[str]) -> list[list[tuple[str, bytes]]]:
    """Return these fields of documents, and their ids first, as they are spelled."""
    names = dict.fromkeys(["id", *fields])
    return [[(name, bytes(each[name])) for name in names] for each in documents]


def in_order(documents: list[Raws]) -> list[list[tuple[str, bytes]]]:
    return [[(name, bytes(raw)) for name, raw in each.items()] for each in documents]


def field_sets(kind: Kind) -> list[list[str]]:
    """Return each field by itself, all that are brief, and some sets of any."""
    names = kind.shape.names()
    chance = Random(kind.name)
    some = [chance.sample(names, chance.randrange(2, 9)) for _ in range(SETS)]
    brief = [name for name in names if name not in kind.what.left_out]
    few = [chance.sample(brief, chance.randrange(2, 9)) for _ in range(SETS)]
    return [*([name] for name in names), brief, names, *some, *few]


@KINDS
def test_the_fields_of_documents_are_those_of_their_whole_answers(shop: Caller, kind: Kind) -> None:
    whole = page(shop, kind, {})
    assert len(whole) > 10

    for fields in field_sets(kind):
        assert in_order(page(shop, kind, {"fields": fields})) == spelled(whole, fields)


@KINDS
def test_one_document_has_the_same_fields(shop: Caller, kind: Kind) -> None:
    for document in page(shop, kind, {}):
        id_ = int(bytes(document["id"]))
        is_deleted = bytes(document.get("deletedTime", b"null")) != b"null"
        deleted = {"deleted": True} if is_deleted else {}
        for fields in Random(id_).sample(field_sets(kind), 5):
            request = {"id": id_, "fields": fields, **deleted}
            answer = shop.answer(f"{kind.name}s.get", request)
            got = msgspec.json.decode(member(answer, kind.name), type=Raws)

            assert in_order([got]) == spelled([document], fields)


@KINDS
def test_pages_and_searches_have_them_too(shop: Caller, kind: Kind) -> None:
    fields = ["number", "total", "customerName"]
    for request in (
        {"cursor": None, "limit": 2, "order": ["-total"]},
        {"first": 2, "limit": 3, "order": ["customerName"]},
        {"search": "holmes", "order": ["-creationTime"]},
        {"query": {"terms": ""}},
        {"query": {"billingAddress.city": "London"}},
        {"includeTotalCount": True},
    ):
        whole = page(shop, kind, request)
        assert whole, request

        assert in_order(page(shop, kind, {**request, "fields": fields})) == spelled(whole, fields)


@KINDS
def test_a_brief_answer_leaves_out_what_is_nested_or_can_be_long(kind: Kind) -> None:
    nested = (Nested, List, Mapped, Free)
    fields = {name: field for name, (_, field) in kind.shape._known.items()}
    left_out = {
        name
        for name, field in fields.items()
        if isinstance(field, nested) or (isinstance(field, String) and field.most > MOST)
    }

    assert kind.what.left_out == left_out


def test_whoever_writes_a_document_writes_its_brief_answer(shop: Caller) -> None:
    assert_consistent(shop.database, orders=10, invoices=10)
