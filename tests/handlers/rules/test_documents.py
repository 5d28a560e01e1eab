"""Test what each type of document requires or forbids, and what follows from its fields."""

from datetime import date
from typing import Any

import pytest

from handlers.rules import documents
from schemas import orders
from schemas.documents import REFERENCE_TYPES
from schemas.invoices import TYPES, InvoiceChanges
from schemas.problems import SHIPPING_ONLY
from schemas.series import KINDS

SHIPPING = "ShippingInvoice"


def codes(type_: str, sent: dict[str, Any]) -> list[str]:
    """Return the codes of what is wrong with a document's shipping fields."""
    return [fault.code for fault in documents.shipping_faults(type_, sent, "/invoice")]


@pytest.mark.parametrize("name", SHIPPING_ONLY)
def test_a_field_of_shipping_invoices_is_for_them_only(name: str) -> None:
    code = f"{name.upper()}_ONLY_FOR_SHIPPING"
    for type_ in set(TYPES) - {SHIPPING}:
        assert codes(type_, {name: 1}) == [code]
        assert codes(type_, {name: None}) == codes(type_, {}) == []
    assert codes(SHIPPING, {name: 1}) == codes(SHIPPING, {}) == []


@pytest.mark.parametrize("name", SHIPPING_ONLY)
def test_a_shipping_invoice_can_not_be_without_them_but_for_porto(name: str) -> None:
    expected = [] if name == "porto" else [f"{name.upper()}_REQUIRED_FOR_SHIPPING"]

    assert codes(SHIPPING, {name: None}) == expected


def test_every_fault_is_told_at_its_field() -> None:
    sent = dict.fromkeys(SHIPPING_ONLY, "x")
    paths = {fault.path for fault in documents.shipping_faults("Invoice", sent, "/invoice")}

    assert paths == {f"/invoice/{rows['only'].field}" for rows in SHIPPING_ONLY.values()}


def test_shipping_fields_have_defaults_but_for_the_time() -> None:
    assert {*documents.SHIPPING_DEFAULTS, "shipping_time"} == set(SHIPPING_ONLY)


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (("Sherlock", "Holmes", "Investigations Inc"), "Investigations Inc"),
        (("Sherlock", "Holmes", ""), "Holmes Sherlock"),
    ],
)
def test_a_customer_is_shown_as_the_company_or_by_last_and_first_name(
    names: tuple[str, str, str], shown: str
) -> None:
    address = dict(zip(("first_name", "last_name", "company_name"), names, strict=True))

    assert documents.customer_name(address) == shown
    assert documents.is_company({"billing_address": address}) == bool(names[2])


def test_nobody_is_no_company() -> None:
    assert not documents.is_company({"billing_address": None})


def test_the_shipping_address_decides_where_there_is_one() -> None:
    both = {"billing_address": {"country": "GB"}, "shipping_address": {"country": "IT"}}

    assert documents.destination(both) == ("shippingAddress", {"country": "IT"})
    assert documents.destination({**both, "shipping_address": None}) == (
        "billingAddress",
        {"country": "GB"},
    )


@pytest.mark.parametrize(
    ("issued", "days", "due"),
    [
        ("2013-08-28", None, None),
        ("2013-08-28", 0, "2013-08-28"),
        ("2013-08-28", 31, "2013-09-28"),
        ("2012-02-28", 1, "2012-02-29"),
        ("9999-12-30", 1, "9999-12-31"),
        ("9999-12-31", 1, None),
        ("9990-12-31", 3650, None),
    ],
)
def test_a_document_is_due_some_days_after_it_is_issued(
    issued: str, days: int | None, due: str | None
) -> None:
    expected = None if due is None else date.fromisoformat(due)

    assert documents.due_date(date.fromisoformat(issued), days) == expected


def test_every_type_is_numbered_by_a_kind_of_series() -> None:
    assert set(documents.SERIES_KINDS) == {*TYPES, *orders.TYPES}
    assert set(documents.SERIES_KINDS.values()) <= set(KINDS)
    assert documents.SERIES_KINDS[SHIPPING] == documents.SERIES_KINDS["Invoice"]
    assert {"Proforma", *orders.TYPES} == documents.FREELY_NUMBERED
    assert set(TYPES) <= set(REFERENCE_TYPES)


def test_what_may_change_once_closed_are_fields_that_can_change() -> None:
    assert set(InvoiceChanges().fields) > documents.CHANGEABLE_WHEN_CLOSED
