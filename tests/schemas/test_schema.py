"""Objects on the wire: names, defaults, and all faults at once in the contract's order."""

import time
from decimal import Decimal
from typing import Any

import marshmallow
import pytest
from marshmallow import ValidationError

from schemas import invoices, problems
from schemas.fields import Boolean, Choice, Integer, List, Nested, Number, String
from schemas.problems import MAX_FAULTS, TYPES, Fault
from schemas.schema import Invalid, Schema, camel

BOTH = problems.Problem("BOTH", "last", problems.INVALID_COMBINATION, "Both are given")


class Name(Schema):
    """A name with a rule of its own."""

    first = String(0, 9, required=True)
    last = String(0, 9, default="")

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Refuse a last name like the first."""
        if read["first"] == read["last"]:
            faults.append(BOTH(f"{at}/last"))


class Order(Schema):
    """An order."""

    order_id = Integer(1, 9, required=True)
    status = Choice("Open", "Sent", default="Open")
    is_paid_for = Boolean(default=False)
    taxed_total = Number(10, 2, default=Decimal("0.00"))
    labels = List(Integer(1, 64), most=1000, default=list)
    customer_name = Nested(Name(), null=True, default=None)


class Changes(Schema):
    """What to change of an order."""

    partial_update = True

    status = Choice("Open", "Sent", default="Open")
    labels = List(Integer(1, 64), most=64)


ORDER = Order()


def faults(request: Any) -> list[Fault]:
    """Load a wrong request and return what is wrong with it."""
    with pytest.raises(Invalid) as caught:
        ORDER.load(request)
    return caught.value.faults


@pytest.mark.parametrize(
    ("name", "wire"),
    [("id", "id"), ("taxed_total", "taxedTotal"), ("company_code2", "companyCode2")],
)
def test_names_are_camel_case_on_the_wire(name: str, wire: str) -> None:
    assert camel(name) == wire


def test_a_request_is_read_with_defaults() -> None:
    read = ORDER.load({"orderId": 3, "customerName": {"first": "Sherlock"}})

    assert read == {
        "order_id": 3,
        "status": "Open",
        "is_paid_for": False,
        "taxed_total": Decimal("0.00"),
        "labels": [],
        "customer_name": {"first": "Sherlock", "last": ""},
    }


def test_a_default_is_made_anew_for_each_request() -> None:
    first = ORDER.load({"orderId": 1})
    first["labels"].append(36)

    assert ORDER.load({"orderId": 1})["labels"] == []


def test_a_change_leaves_out_what_it_does_not_say() -> None:
    assert Changes().load({}) == {}
    assert Changes().load({"labels": []}) == {"labels": []}


def test_an_answer_has_its_known_fields_in_the_order_of_declaration() -> None:
    obj = {
        "secret": "x",
        "taxed_total": Decimal(3),
        "customer_name": {"first": "Sherlock", "last": "Holmes", "key": "x"},
        "order_id": 3,
        "status": None,
    }
    written = ORDER.dump(obj)

    assert list(written.items()) == [
        ("orderId", 3),
        ("status", None),
        ("taxedTotal", Decimal("3.00")),
        ("customerName", {"first": "Sherlock", "last": "Holmes"}),
    ]


@pytest.mark.parametrize("request_", [None, [], "x", 3, True])
def test_a_request_must_be_an_object(request_: Any) -> None:
    (fault,) = faults(request_)

    assert (fault.type, fault.code) == ("Malformed", "NOT_THE_TYPE")


def test_all_faults_are_told_at_once_in_the_contracts_order() -> None:
    request = {
        "status": "Lost",
        "taxedTotal": "3.00",
        "isPaidFor": None,
        "labels": [1, 65, "x"],
        "customerName": {"last": 3, "colour": "red"},
        "taxedtotal": 3,
    }

    assert [(fault.type, fault.code, fault.path) for fault in faults(request)] == [
        ("UnknownField", "UNKNOWN_FIELD", "/customerName/colour"),
        ("UnknownField", "UNKNOWN_FIELD", "/taxedtotal"),
        ("Missing", "REQUIRED", "/customerName/first"),
        ("Missing", "REQUIRED", "/orderId"),
        ("Malformed", "NOT_THE_TYPE", "/taxedTotal"),
        ("Malformed", "NULL", "/isPaidFor"),
        ("Malformed", "OUT_OF_RANGE", "/labels/1"),
        ("Malformed", "NOT_THE_TYPE", "/labels/2"),
        ("Malformed", "NOT_THE_TYPE", "/customerName/last"),
        ("InvalidValue", "NOT_ALLOWED", "/status"),
    ]


def test_combinations_are_told_only_where_every_field_is_right_by_itself() -> None:
    both = {"first": "Holmes", "last": "Holmes"}
    alone = faults({"orderId": 3, "customerName": both})
    beside_another = faults({"orderId": 36, "customerName": both})

    assert [(fault.code, fault.path) for fault in alone] == [("BOTH", "/customerName/last")]
    assert [(fault.code, fault.path) for fault in beside_another] == [("OUT_OF_RANGE", "/orderId")]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("taxedTotl", "Field 'taxedTotl' is unknown: did you mean 'taxedTotal'?"),
        ("taxed_total", "Field 'taxed_total' is unknown: did you mean 'taxedTotal'?"),
        ("entity", "Field 'entity' is unknown"),
        ("__class__", "Field '__class__' is unknown"),
        ("", "Field '' is unknown"),
        ("{name}", "Field '{name}' is unknown"),
        ("x" * 5000, f"Field '{'x' * 100}' is unknown"),
    ],
)
def test_an_unknown_field_is_told_with_the_nearest_name(key: str, sentence: str) -> None:
    (fault,) = faults({"orderId": 3, key: 1})

    assert (fault.field, fault.type, fault.description) == ("unknown", "UnknownField", sentence)


def test_the_number_of_faults_is_bounded_and_the_first_in_order_is_still_told() -> None:
    many = faults({"labels": [0] * 1000, "orderId": "x"})
    with_unknown = faults({"labels": [0] * 1000, **{f"key{i}": 1 for i in range(1000)}})
    all_unknown = faults({f"key{i}": 1 for i in range(5000)})

    assert [len(each) for each in (many, with_unknown, all_unknown)] == [MAX_FAULTS] * 3
    assert with_unknown[0].type == "UnknownField"
    assert [fault.type for fault in with_unknown[1:3]] == ["Missing", "Malformed"]


@pytest.mark.parametrize(
    "request_",
    [
        {"invoice": {"items": [{"price": "x", "quantity": -1, "weight": -1}] * 1000}},
        {"invoice": {"items": [{f"k{i}": 1 for i in range(50)}] * 1000}},
        {f"key{i}": 1 for i in range(100_000)},
        {"invoice": {"labels": [0] * 300_000}},
        {"invoice": {"metadata": {f"k{i}": [] for i in range(100_000)}}},
        {"invoice": {"terms": "\0" * 1_000_000}},
    ],
    ids=["bad items", "unknown in items", "unknown", "labels", "metadata", "one long text"],
)
def test_a_request_full_of_faults_is_refused_in_no_time(request_: dict[str, Any]) -> None:
    create = invoices.Create()
    began = time.thread_time()
    with pytest.raises(Invalid) as caught:
        create.load(request_)
    took = time.thread_time() - began

    assert len(caught.value.faults) <= MAX_FAULTS
    assert took < 0.5


def test_every_type_of_fault_has_its_place_in_the_order() -> None:
    told = {
        value
        for problem in vars(problems).values()
        if isinstance(problem, problems.Problem)
        for value in [problem.type]
    }

    assert told <= set(TYPES)
    assert len(set(TYPES)) == len(TYPES)


def test_a_schema_is_one_of_marshmallow() -> None:
    assert isinstance(ORDER, marshmallow.Schema)
    assert list(ORDER.fields) == [
        "order_id",
        "status",
        "is_paid_for",
        "taxed_total",
        "labels",
        "customer_name",
    ]
    with pytest.raises(ValidationError) as caught:
        ORDER.load({"orderId": 36})

    assert caught.value.messages == {"/orderId": ["Order id 36 is out of range: it must be 1…9"]}
