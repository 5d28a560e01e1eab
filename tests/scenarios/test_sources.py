"""Every operation and attribute of the systems that are joined here has its place.

`source_attributes.json` has their names, those of the samples and of nested objects too. Only
what HTTP itself has (`Content-Type` and its like) is left out. The names of v6 invoices are those
of `v6_samples.json`.
"""

import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import rpc.app
from rpc import codec, reference
from rpc.registry import methods
from rpc.sources import COMES_LATER, OBJECTS, SOURCES, Row, Source
from schemas.fields import List, Mapped, Nested
from schemas.queries import OPERATORS, Query
from schemas.schema import Schema

HERE = Path(__file__).parent
NAMES = codec.decode((HERE / "source_attributes.json").read_bytes())
V6 = codec.decode((HERE / "v6_samples.json").read_bytes())

PLACE = re.compile(r"(commerce\.[a-z-]+\.[a-z-]+)(?:\((\S+)\)| → (\S+))?")
NOWHERE = "—"

# What a document is made from is told when it is made, and stays. A document knows its order.
STAYS = {
    "PATCH /v1/om/invoices/{id}: params.orderId",
    "PATCH /v1/om/invoices/{id}: params.referenceInvoiceId",
    "POST /v1/om/invoices/{id}/send: params.orderId",
}

of_each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)


def test_every_system_has_its_table() -> None:
    assert [source.name for source in SOURCES] == list(NAMES)


@of_each_source
def test_every_name_of_a_source_has_a_place(source: Source) -> None:
    placed = {name for row in source.rows for name in row.theirs}
    lost = [name for name in named(source) if name not in placed and not is_ours(source, name)]

    assert lost == [], told(lost)


@of_each_source
def test_every_row_is_about_names_that_the_source_has(source: Source) -> None:
    placed = [name for row in source.rows for name in row.theirs]
    strange = [name for name in placed if name not in named(source)]

    assert strange == [], told(strange)
    assert len(set(placed)) == len(placed)


@of_each_source
def test_every_place_exists(source: Source) -> None:
    rows = [(name, place) for row in source.rows for name in row.theirs for place in at(row, name)]
    broken = [f"{name}: {place}" for name, place in rows if not exists(place)]

    assert broken == [], told(broken)


@of_each_source
def test_what_could_be_sent_there_can_be_sent_here(source: Source) -> None:
    stuck = {
        f"{operation}: {name}"
        for operation, parameters in parameters_of(source).items()
        for name in parameters
        if not any(is_sent(place, calls(source, operation)) for place in places(source, name))
    }

    assert stuck <= STAYS, told(sorted(stuck - STAYS))
    assert stuck & STAYS == {line for line in STAYS if line.split(":")[0] in parameters_of(source)}


@of_each_source
def test_what_could_be_queried_there_can_be_queried_here(source: Source) -> None:
    queried = [
        (name, place.removeprefix("order."))
        for name in NAMES[source.name].get("queried", ())
        for place in places(source, name)
    ]
    unknown = [name for name, path in queried if path not in queries("commerce.orders.find")]

    assert unknown == [], told(unknown)


@of_each_source
def test_what_has_no_place_has_a_reason(source: Source) -> None:
    assert [row for row in source.rows if NOWHERE in row.ours and not row.remark] == []


def test_what_comes_later_is_not_here_yet() -> None:
    called = {
        match[1]
        for source in SOURCES
        for row in source.rows
        for name in row.theirs
        for place in at(row, name)
        if (match := PLACE.fullmatch(place))
    }

    assert sorted(COMES_LATER & set(methods())) == [], "it is here: strike it from COMES_LATER"
    assert sorted(COMES_LATER - called) == []


def test_the_reference_has_a_table_of_each_source() -> None:
    _, _, tables = reference.render().partition("# From other systems")

    assert re.findall(r"^## (.+)$", tables, re.MULTILINE) == [source.name for source in SOURCES]
    assert tables.count("\n| `") == sum(len(source.rows) for source in SOURCES)


@pytest.mark.parametrize(
    "place",
    [
        "commerce.invoices.lose",
        "commerce.invoices.find(conditions.colour)",
        "commerce.invoices.find → orders",
        "commerce.invoices.get → invoice.id.digits",
        "invoice.items.colour",
        "quote.id",
        "header X-Colour",
        "operator like",
        "colour",
    ],
)
def test_a_place_that_does_not_exist_is_noticed(place: str) -> None:
    assert not exists(place)


@pytest.mark.parametrize(
    "place",
    ["invoice.metadata.colour", "settings.company.address.city", "operator notIn", "status"],
)
def test_a_place_that_exists_is_found(place: str) -> None:
    assert exists(place)


def told(lines: list[str]) -> str:
    """Return a message that pytest does not cut."""
    return "\n".join(["", *lines])


def parameters_of(source: Source) -> dict[str, list[str]]:
    """Return what each operation of a source takes."""
    found: dict[str, list[str]] = dict(NAMES[source.name]["parameters"])
    if source.followed:
        found |= {method: list(flat(sample["request"])) for method, sample in V6.items()}
    return found


def named(source: Source) -> dict[str, None]:
    """Return all names of a source, in their order."""
    known = NAMES[source.name]
    lists = [known["operations"], known["headers"], known.get("operators", [])]
    lists += [*parameters_of(source).values(), *known["answers"].values()]
    if source.followed:
        lists += [list(V6), *(list(flat(sample["response"])) for sample in V6.values())]
    return dict.fromkeys(name for names in lists for name in names)


def flat(sample: Any, path: str = "") -> Iterator[str]:
    """Yield the dotted name of every member of a sample."""
    if isinstance(sample, list):
        for element in sample:
            yield from flat(element, f"{path}[]")
    elif isinstance(sample, dict):
        for name, value in sample.items():
            here = f"{path}.{name}" if path else name
            yield here
            yield from flat(value, here)


def is_ours(source: Source, name: str) -> bool:
    """Tell whether a name of a system that is followed means the same here, in every place."""
    if not source.followed:
        return False
    answers = {method: list(flat(sample["response"])) for method, sample in V6.items()}
    answers |= NAMES[source.name]["answers"]
    taken = parameters_of(source)
    seen = [f"{method}({name})" for method, names in taken.items() if name in names]
    seen += [f"{method} → {name}" for method, names in answers.items() if name in names]
    return all(exists(place.replace("[]", "")) for place in seen or [name])


def at(row: Row, name: str) -> Iterator[str]:
    """Yield the places of a name of the row."""
    for place in row.ours:
        yield place.replace("*", name.replace("[]", ""))


def places(source: Source, name: str) -> list[str]:
    """Return the places of a name; that of a system that is followed has its own too."""
    found = [place for row in source.rows if name in row.theirs for place in at(row, name)]
    if source.followed:
        taken = [operation for operation, names in parameters_of(source).items() if name in names]
        found += [f"{method}({name.replace('[]', '')})" for method in taken]
    return found


def calls(source: Source, operation: str) -> set[str]:
    """Return our methods for an operation."""
    return {place.partition("(")[0] for place in places(source, operation)} or {operation}


def exists(place: str) -> bool:
    """Tell whether there is such a method, field or header, now or later."""
    kind, _, name = place.partition(" ")
    if place in (NOWHERE, "status"):
        return True
    if kind == "header":
        source = inspect.getsource(rpc.app)
        return f'"{name}"' in source or f"hdrs.{name.upper()}" in source
    if kind == "operator":
        return name in OPERATORS
    if match := PLACE.fullmatch(place):
        method, sent, answered = match.groups()
        if method in COMES_LATER:
            return True
        if method not in methods():
            return False
        called = methods()[method]
        return leads(called.request, sent) and leads(called.response, answered)
    head, _, rest = place.partition(".")
    return head in OBJECTS and exists(inside(OBJECTS[head][0], rest))


def inside(place: str, path: str) -> str:
    """Return the place of a member of an object."""
    return f"{place[:-1]}.{path})" if place.endswith(")") else f"{place}.{path}"


def is_sent(place: str, called: Iterable[str]) -> bool:
    """Tell whether one of these methods takes what stands at a place."""
    if place == NOWHERE or place.startswith(("header ", "operator ")):
        return True
    head, _, rest = place.partition(".")
    inner = [inside(each, rest) for each in OBJECTS.get(head, ())]
    return any(
        each.partition("(")[0] in called and "→" not in each and exists(each)
        for each in (place, *inner)
    )


def leads(schema: Schema, path: str | None) -> bool:
    """Tell whether a dotted name leads to a field; objects of the caller's own have any."""
    names = path.split(".") if path else []
    for i, name in enumerate(names):
        field: Any = {each.data_key: each for each in schema.fields.values()}.get(name)
        while isinstance(field, List):
            field = field.inner
        if isinstance(field, Mapped):
            return True
        if not isinstance(field, Nested):
            return field is not None and i == len(names) - 1
        schema = field.schema
    return True


def queries(method: str) -> set[str]:
    """Return the dotted names of what a method can be asked for by."""
    if method not in methods():
        return set()
    query = methods()[method].request.fields["query"]
    assert isinstance(query, Query)
    return set(query.leaves)
