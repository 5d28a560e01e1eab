"""`query`, as users of any resource rely on it, against the same filter in Python."""

import itertools
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpc.registry import methods
from schemas.customers import CUSTOMER
from schemas.fields import Boolean, Choice, Date, DateTime, Integer, Number
from schemas.invoices import INVOICE
from schemas.problems import Fault
from schemas.queries import MAX_TERMS, Leaf, Query, operators
from schemas.schema import Invalid
from store import finding
from store.customers import CUSTOMERS
from store.database import Database
from store.invoices import INVOICES
from store.texts import after_all_with, lower, number_key
from tests import direct
from tests.api import Api
from tests.examples import address, invoice, item, shipping_address

FIND, COUNT = "commerce.invoices.find", "commerce.invoices.count"
# Items are asked for by their document only.
FINDING = sorted(
    name
    for name in methods()
    if name.endswith(".find") and name.split(".")[1] not in ("labels", "line-items")
)
KEYS = ["shop", "n", "flag", "ключ", "a.b", "x'; DROP TABLE customer; --", "[0]", "$", "%s", "*"]
NAMES = ["smith", "Smith", "SMITH & Sons", "Ärger", "ärger", "ΣΊΣΥΦΟΣ", "σίσυφος", "100%", "_x_"]
NAMES += ["L'Aquila", 'the "best"', "back\\slash", "😀 z", "😀", "\ufffd", "a\tb", "5", "Straße"]
SCALARS = [5, Decimal("5.0"), "5", "", "a", "A", True, False, None, -3, Decimal("-3.25"), 0]
SCALARS += [Decimal("12345678901234567.123"), Decimal("12345678901234567.124"), 2**60, "true"]
SCALARS += [*NAMES]

Row = dict[str, Any]


@pytest.fixture
def filled(database: Database) -> Iterator[dict[str, list[Row]]]:
    """Make customers and invoices that differ in all that a query looks at."""
    random = Random(2026)
    with direct.entity(database):
        customer = direct.open_shop()
        for i in range(150):
            new = _customer(random, i)
            direct.call("commerce.customers.create", {"customer": new})
        for i in range(100):
            direct.call("commerce.invoices.create", _invoice(random, i, customer))
        yield {
            plural: direct.call(f"commerce.{plural}.find", {"limit": 1000})[plural]
            for plural in ("customers", "invoices")
        }


def _metadata(random: Random) -> Row:
    return {key: random.choice(SCALARS) for key in random.sample(KEYS, random.randrange(6))}


def _customer(random: Random, i: int) -> Row:
    return {
        "code": random.choice(["", "A", "a", "b7"]),
        "type": random.choice(["Person", "Company"]),
        "firstName": random.choice(NAMES),
        "lastName": random.choice(NAMES),
        "companyName": random.choice(["", *NAMES]),
        "email": random.choice(["", "a@b.com", "A@b.com"]),
        "group": random.choice([None, 1, 2, 255]),
        "billingAddress": random.choice([None, address(city=random.choice(NAMES))]),
        "externalId": random.choice(["", f"x{i}"]),
        "metadata": _metadata(random),
    }


def _invoice(random: Random, i: int, customer: int) -> Row:
    price = random.choice([Decimal("-1.5"), 0, 9, Decimal("10.005"), 100])
    return invoice(
        type=random.choice(["Proforma", "Invoice"]),
        status=random.choice(["Open", "Sent", "Archived"]),
        isPaidFor=random.random() < 0.5,
        creationTime=f"2013-0{random.randint(1, 4)}-15 0{random.randrange(3)}:00:00",
        dueDate=random.choice([None, "2013-05-01", "2013-06-01"]),
        customer=random.choice([None, customer]),
        currency=random.choice(["EUR", "JPY", "KWD"]),
        billingAddress=address(lastName=random.choice(NAMES), city=random.choice(NAMES)),
        shippingAddress=random.choice([None, shipping_address(name=random.choice(NAMES))]),
        items=[item(price=price, taxClass=random.choice([None, 1]))],
        externalId=random.choice(["", f"x{i}"]),
        metadata=_metadata(random),
    )


def at(row: Row, steps: tuple[str, ...]) -> Any:
    """Return the value in a row, or None if there is none."""
    value: Any = row
    for step in steps:
        value = (value or {}).get(step)
    return value


def kind(value: Any) -> str:
    """Tell texts, numbers, truth values and nothing apart."""
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return "number" if is_number else type(value).__name__


def alike(comparison: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Compare values of one kind only."""
    return lambda value, other: (
        value is not None and kind(value) == kind(other) and comparison(value, other)
    )


def equal(value: Any, other: Any) -> bool:
    return kind(value) == kind(other) and bool(value == other)


AT_LEAST = alike(lambda value, other: value >= other)
AT_MOST = alike(lambda value, other: value <= other)
MEANS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": equal,
    "not": lambda value, other: not equal(value, other),
    "gte": AT_LEAST,
    "lte": AT_MOST,
    "gt": alike(lambda value, other: value > other),
    "lt": alike(lambda value, other: value < other),
    "in": lambda value, others: any(equal(value, other) for other in others),
    "notIn": lambda value, others: not any(equal(value, other) for other in others),
    "contains": alike(lambda value, other: str(lower(other)) in str(lower(value))),
    "startsWith": alike(lambda value, other: value.startswith(other)),
    "endsWith": alike(lambda value, other: value.endswith(other)),
    "between": lambda value, ends: AT_LEAST(value, ends[0]) and AT_MOST(value, ends[1]),
}


def operand(data: st.DataObject, leaf: Leaf, operator: str, there: list[Any]) -> Any:
    """Draw what a field is compared with: mostly values that are there."""
    values = [value for value in there if value is not None] or [_any_value(leaf)]
    if operator in ("contains", "startsWith", "endsWith"):
        text = data.draw(st.sampled_from([each for each in values if type(each) is str] or [""]))
        start, end = data.draw(st.tuples(st.integers(0, 4), st.integers(0, 9)))
        part = {"startsWith": text[:end], "endsWith": text[start:]}.get(operator, text[start:end])
        return part.swapcase() if data.draw(st.integers(0, 3)) == 0 else part
    one = st.sampled_from(values)
    if operator in ("in", "notIn"):
        return data.draw(st.lists(one, max_size=4))
    if operator == "between":
        return data.draw(st.lists(one, min_size=2, max_size=2))
    if leaf.null and operator in ("equals", "not") and data.draw(st.integers(0, 3)) == 0:
        return None
    return data.draw(one)


def _any_value(leaf: Leaf) -> Any:
    match leaf.field:
        case Integer() | Number():
            return 7
        case Boolean():
            return True
        case DateTime():
            return "2013-02-15 01:00:00"
        case Date():
            return "2013-05-01"
        case Choice():
            return leaf.field.choices[0]
    return "x"


def paths(query: Query, open_: str) -> list[tuple[str, Leaf]]:
    """Return every field that can be queried, and keys of the metadata."""
    found = [(path, leaf) for path, leaf in query.leaves.items() if not leaf.is_open]
    inner = query.leaves[f"{open_}.*"]
    keys = [(f"{open_}.{key}", Leaf(inner.field, (open_, key), null=True)) for key in KEYS]
    return [*found, *keys * 3]


@pytest.mark.parametrize(
    ("plural", "shown"),
    [("customers", CUSTOMER), ("invoices", INVOICE)],
    ids=["customers", "invoices"],
)
def test_every_operator_means_what_it_says(
    filled: dict[str, list[Row]], plural: str, shown: Any
) -> None:
    rows = filled[plural]
    known = paths(Query(shown), "metadata")

    @settings(
        max_examples=150,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        query: Row = {}
        for path, leaf in data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=3)):
            operator = data.draw(st.sampled_from(operators(leaf.field)))
            there = [at(row, leaf.steps) for row in rows]
            query[path] = {operator: operand(data, leaf, operator, there)}
        expected = [
            row
            for row in rows
            if all(
                MEANS[operator](at(row, _steps(path)), wanted)
                for path, term in query.items()
                for operator, wanted in term.items()
            )
        ]
        request = {"query": query, "limit": 1000, "fields": ["id"]}
        found = direct.call(f"commerce.{plural}.find", request)[plural]
        counted = direct.call(f"commerce.{plural}.count", {"query": query})

        assert [each["id"] for each in found] == [row["id"] for row in expected], query
        assert counted == {"count": len(expected)}

    check()


def _steps(path: str) -> tuple[str, ...]:
    owner, _, rest = path.partition(".")
    return (owner, rest) if owner == "metadata" else tuple(path.split("."))


def test_each_operator_on_each_kind_of_field(filled: dict[str, list[Row]]) -> None:
    for plural, shown, names in (
        ("customers", CUSTOMER, ["code", "email", "firstName", "group", "metadata.shop"]),
        ("invoices", INVOICE, ["total", "number", "dueDate", "subtotal", "isPaidFor", "status"]),
    ):
        leaves = dict(paths(Query(shown), "metadata"))
        for name in names:
            for operator in operators(leaves[name].field):
                assert_means(filled[plural], plural, name, operator, leaves[name].steps)


def assert_means(
    rows: list[Row], plural: str, name: str, operator: str, steps: tuple[str, ...]
) -> None:
    """Compare with a value that is there."""
    values = [value for value in (at(row, steps) for row in rows) if value]
    one = values[len(values) // 2]
    if operator in ("contains", "startsWith", "endsWith") and type(one) is not str:
        one = "s"
    wanted = {"in": [one], "notIn": [one], "between": [one, one]}.get(operator, one)
    expected = [row["id"] for row in rows if MEANS[operator](at(row, steps), wanted)]
    request = {"query": {name: {operator: wanted}}, "limit": 1000}
    found = direct.call(f"commerce.{plural}.find", request)[plural]

    assert [row["id"] for row in found] == expected, request


def test_every_resource_is_queried_and_paged(database: Database) -> None:
    query = {"id": {"gte": 1}, "creationTime": {"gt": "2020-01-01 00:00:00"}}
    with direct.entity(database):
        for name in FINDING:
            found = direct.call(name, {"query": query, "cursor": ""})
            counted = direct.call(name.replace(".find", ".count"), {"query": query})
            nobody = direct.call(name, {"query": {"id": 2**31 - 1}})
            plural = next(iter(found))

            assert found["pagination"]["total"] == counted["count"] == len(found[plural])
            assert nobody == {plural: []}


def faults(method: str, request: Row) -> list[Fault]:
    """Return what is wrong with a request."""
    with pytest.raises(Invalid) as invalid:
        methods()[method].request.load(request)
    return invalid.value.faults


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ({"totl": 5}, "total"),
        ({"billingAddress.town": "x"}, "billingAddress.city"),
        ({"billingAddress": "x"}, "billingAddress"),
        ({"metadata": "x"}, "metadata.*"),
        ({"metadata.": "x"}, "metadata.*"),
        ({'metadata.*x"': 1}, "metadata.*"),
        ({"metadata.a\\b": 1}, "metadata.*"),
        ({"items.name": "x"}, "terms"),
        ({"'; DROP TABLE invoice; --": 1}, ""),
        ({"$.total": 1}, "total"),
        ({"total[0]": 1}, "total"),
        ({"": 1}, ""),
        ({"x" * 5000: 1}, ""),
    ],
    ids=str,
)
def test_a_field_that_is_not_there_is_told_with_the_nearest(query: Row, nearest: str) -> None:
    for method in (FIND, COUNT):
        (fault,) = faults(method, {"query": query})

        assert (fault.field, fault.type, fault.code) == ("query", "InvalidValue", "QUERY_FIELD")
        assert nearest in fault.description.partition("did you mean")[2]


@pytest.mark.parametrize(
    ("query", "type_", "path"),
    [
        ([], "Malformed", "/query"),
        (None, "Malformed", "/query"),
        ({"total": {"near": 5}}, "InvalidValue", "/query/total/near"),
        ({"total": {"contains": "5"}}, "InvalidValue", "/query/total/contains"),
        ({"isPaidFor": {"gte": True}}, "InvalidValue", "/query/isPaidFor/gte"),
        ({"total": "5"}, "Malformed", "/query/total"),
        ({"total": Decimal("0.0001")}, "Malformed", "/query/total"),
        ({"total": {"gte": None}}, "Malformed", "/query/total/gte"),
        ({"number": None}, "Malformed", "/query/number"),
        ({"dueDate": {"in": [None]}}, "Malformed", "/query/dueDate/in/0"),
        ({"dueDate": "tomorrow"}, "Malformed", "/query/dueDate"),
        ({"id": {"between": [1]}}, "Malformed", "/query/id/between"),
        ({"id": {"in": [1] * 1001}}, "Malformed", "/query/id/in"),
        ({"id": [1, 2]}, "Malformed", "/query/id"),
        ({"status": "open"}, "InvalidValue", "/query/status"),
        ({"number": {"contains": "a\0"}}, "Malformed", "/query/number/contains"),
        ({f"metadata.k{i}": 1 for i in range(MAX_TERMS + 1)}, "Malformed", "/query"),
        ({"total": {str(i): 1 for i in range(MAX_TERMS + 1)}}, "Malformed", "/query"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_query_is_refused(query: Any, type_: str, path: str) -> None:
    (fault,) = faults(FIND, {"query": query})

    assert (fault.field, fault.type, fault.path) == ("query", type_, path)


async def test_every_fault_of_a_query_is_told(api: Api) -> None:
    told = await api.refused(FIND, {"query": {"totl": 1, "total": {"gte": "1", "near": 2}}})

    assert [(fault["code"], fault["path"]) for fault in told] == [
        ("NOT_THE_TYPE", "/query/total/gte"),
        ("QUERY_FIELD", "/query/totl"),
        ("QUERY_OPERATOR", "/query/total/near"),
    ]


async def test_fifty_terms_hold_together(api: Api) -> None:
    query = {f"metadata.k{i}": {"notIn": [i]} for i in range(MAX_TERMS)}

    assert await api.call(FIND, {"query": query}) == {"invoices": []}


async def test_times_are_read_in_the_zone_of_the_entity(api: Api) -> None:
    await api.call("commerce.settings.update", {"settings": {"timeZone": "Europe/Rome"}})
    await api.call("commerce.tax-areas.create", {"taxArea": {"countries": ["GB"]}})
    await api.call("commerce.invoices.create", invoice(creationTime="2013-08-28T09:41:47Z"))
    for wanted in ("2013-08-28 11:41:47", "2013-08-28T09:41:47Z"):
        assert await api.call(COUNT, {"query": {"creationTime": wanted}}) == {"count": 1}


async def test_methods_that_suit_are_queried_too(api: Api) -> None:
    for name, most in (("Post", 1), ("Courier", 30), ("Freight", 3000)):
        method = {"name": name, "maxWeight": most}
        await api.call("commerce.shipping-methods.create", {"shippingMethod": method})
    request = {"conditions": {"weight": 20}, "query": {"name": {"contains": "C"}}}
    found = await api.call("commerce.shipping-methods.find", {**request, "fields": ["name"]})
    counted = await api.call("commerce.shipping-methods.count", request)

    assert found["shippingMethods"] == [{"id": 2, "name": "Courier"}]
    assert counted == {"count": 1}


# PostgreSQL decides by the size of its tables.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("plural", "query", "index"),
    [
        ("invoices", {"id": 5}, "PRIMARY KEY"),
        ("invoices", {"status": "Open"}, "invoice_entity_status_id"),
        ("invoices", {"number": "2013/1"}, "invoice_entity_number_id"),
        ("invoices", {"number": {"startsWith": "2013/"}}, "invoice_entity_number_id"),
        ("invoices", {"number": {"in": ["1", "2"]}}, "invoice_entity_number_id"),
        ("invoices", {"total": {"between": [1, 2]}}, "invoice_entity_total_id"),
        ("invoices", {"dueDate": {"lt": "2013-01-01"}}, "invoice_entity_due_date_id"),
        ("invoices", {"dueDate": None}, "invoice_entity_due_date_id"),
        ("invoices", {"customer": 7, "status": "Open"}, "invoice_customer_entity_id"),
        ("invoices", {"externalId": "x"}, "invoice_external_id"),
        ("invoices", {"externalId": {"startsWith": "x"}}, "invoice_external_id"),
        ("invoices", {"customerName": "Holmes"}, "invoice_entity_customer_name_key_id"),
        ("invoices", {"customerName": {"in": ["a", "b"]}}, "invoice_entity_customer_name_key_id"),
        ("customers", {"email": "a@b.com"}, "customer_entity_email_key_id"),
        ("customers", {"code": "A", "metadata.x": 1}, "customer_entity_code_id"),
    ],
    ids=str,
)
def test_a_query_on_a_column_is_served_by_an_index(
    database: Database, plural: str, query: Row, index: str
) -> None:
    what, shown = (INVOICES, INVOICE) if plural == "invoices" else (CUSTOMERS, CUSTOMER)
    terms = Query(shown).deserialize(query)
    with direct.entity(database):
        finding.find(what, {}, (), limit=10, query=terms)
        statement = list(database._statements.values())[-1]
        bound = {"entity": 1, "limit_": 10, **finding._asked(what, {}, terms)[1]}
        plan = database.peewee.execute_sql(
            f"EXPLAIN QUERY PLAN {statement.sql}", statement.parameters(bound)
        ).fetchall()

    assert any(index in row[3] for row in plan), plan


def test_a_query_is_compiled_once_a_shape(database: Database) -> None:
    query = Query(INVOICE)
    with direct.entity(database):
        for i in range(5):
            terms = query.deserialize({"total": {"gt": i}, f"metadata.k{i}": {"contains": "x"}})
            finding.find(INVOICES, {}, (), limit=10, query=terms)
        for operand_ in ("a", 5, True):
            terms = query.deserialize({"metadata.k": operand_})
            finding.find(INVOICES, {}, (), limit=10, query=terms)

        assert len(database._statements) == 1 + 3


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=6), min_size=2))
@settings(deadline=None, max_examples=200)
def test_numbers_spelled_as_texts_compare_as_numbers(numbers: list[Decimal]) -> None:
    assert sorted(numbers) == sorted(numbers, key=number_key)
    for one, other in itertools.pairwise(numbers):
        assert (one == other) is (number_key(one) == number_key(other))


@given(st.text(), st.text())
@settings(deadline=None, max_examples=200)
def test_what_begins_alike_is_one_range(prefix: str, text: str) -> None:
    end = after_all_with(prefix)
    for each in (text, prefix, prefix + text):
        in_range = prefix <= each and (end is None or each < end)

        assert in_range is each.startswith(prefix) or end is None
