"""Requests by the thousand, made from our own OpenAPI document, against a real server.

Whatever is sent, a document tells what comes back: no failure of the server, an answer of the
shape that is promised, a refusal for what is not of the shape that is asked for. The seed is
fixed, so that a test that fails does so again.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from rpc import codec, replaying, server
from rpc.describing.openapi import openapi
from schemas.fields import MAX_ID
from store import databases
from tests.api import KEY
from tests.examples import address
from tests.serving import serving

Operation = APIOperation[Any, Any, Any, Any]
Sent = Case[Any]

MANY, FEW = 16, 8
MOST_CALLS = 3
# The ids of the shop are below this, so that most requests find what they name.
MAX_ID_HERE = 12
KNOWN = {
    "billingAddress": address(),
    "currency": "GBP",
    "iban": "",
    "invoiceRecipient": "",
    "locale": "en",
    "timeZone": "Europe/London",
}
# Printable, in several scripts: one control character would be all that a request is told of.
TEXT = "^[ -~À-žΑ-ω一-丿]*$"

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# What nobody is refused for who keeps to the document. Others depend on the calendar, on what
# else is sent, or on a bound that a client without decimals can not read exactly.
EXACT = {
    "NOT_ALLOWED",
    "NULL",
    "QUERY_FIELD",
    "QUERY_OPERATOR",
    "TOO_FEW",
    "TOO_LONG",
    "TOO_SHORT",
    "UNKNOWN_FIELD",
}


def narrowed(shape: Any) -> Any:
    """Return a shape with small ids, printable texts and what chance would hardly hit."""
    if isinstance(shape, list):
        return [narrowed(each) for each in shape]
    if not isinstance(shape, dict):
        return shape
    shape = {name: narrowed(each) for name, each in shape.items()}
    if shape.get("maximum") == MAX_ID:
        shape["maximum"] = MAX_ID_HERE
    if "string" in shape.get("type", ()) and not {"pattern", "enum", "const"} & shape.keys():
        shape["pattern"] = TEXT
    if "properties" in shape:
        told = shape["properties"]
        told |= {name: {"const": value} for name, value in KNOWN.items() if name in told}
        # Any but the current one would be stale.
        told.pop("version", None)
        shape["required"] = [*shape.get("required", ()), *({"billingAddress"} & told.keys())]
    return shape


def operations(document: Any) -> dict[str, Operation]:
    """Return the operations of a document by their ids; chance is about their bodies alone."""
    del document["security"]
    for path in document["paths"].values():
        del path["post"]["parameters"]
    schema = schemathesis.openapi.from_dict(document)
    return {id_: schema.find_operation_by_id(id_) for id_ in _ids(document)}


def _ids(document: Any) -> list[str]:
    return [path["post"]["operationId"] for path in document["paths"].values()]


DOCUMENT = codec.encode(openapi())
IDS = _ids(json.loads(DOCUMENT))
# What is right is drawn near what is there, what is wrong is wrong by the document itself.
RIGHT = operations(narrowed(json.loads(DOCUMENT)))
ANY = operations(json.loads(DOCUMENT))

# What is deleted is not found by others, so that comes last.
METHODS = sorted(
    (id_ for id_ in IDS if id_.startswith("commerce.")), key=lambda id_: id_.endswith(".delete")
)
RESOURCES = sorted({id_.split(".")[1] for id_ in METHODS})


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a shop in which everything happened once: the story of the examples."""
    path = tmp_path_factory.mktemp("fuzz") / "shop.db"
    with closing(databases.connect(f"sqlite:///{path}")) as database:
        server.prepare(database)
        assert list(replaying.replay(database))
    return path


@pytest.fixture
def url(prepared: Path, tmp_path: Path) -> Iterator[str]:
    """Serve a shop of its own to each test."""
    shutil.copy(prepared, tmp_path / "shop.db")
    mails = f"file:{tmp_path}/mails"
    with serving(f"sqlite:///{tmp_path}/shop.db", background_seconds=0, smtp_url=mails) as served:
        yield served.url


def chance(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        # Shrinking calls the server for minutes; what failed is told as it was.
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


def right(id_: str) -> st.SearchStrategy[Any]:
    """Draw bodies of requests that are of the right shape."""
    return RIGHT[id_].as_strategy().map(lambda case: case.body)


def sent(id_: str, body: Any, url: str) -> Any:
    """Send a body, check whatever comes back, and return it."""
    return answered(ANY[id_].Case(body=body, media_type="application/json"), url)


def answered(case: Sent, url: str) -> Any:
    """Send a request and check whatever comes back; return it."""
    response = case.call(base_url=url, headers={"X-Key": KEY})
    case.validate_response(response, checks=CHECKS)
    return codec.decode(response.content) if response.content else None


@pytest.mark.parametrize("resource", RESOURCES)
def test_what_is_of_the_right_shape_is_not_refused_for_its_shape(resource: str, url: str) -> None:
    for id_ in (id_ for id_ in METHODS if id_.split(".")[1] == resource):

        @chance(MANY)
        @given(st.just(id_), right(id_))
        def call(id_: str, body: Any) -> None:
            told = sent(id_, body, url)

            assert not {each["code"] for each in told.get("errors", ())} & EXACT, told

        call()


@pytest.mark.parametrize("resource", RESOURCES)
def test_what_is_of_another_shape_is_refused(resource: str, url: str) -> None:
    for id_ in (id_ for id_ in METHODS if id_.split(".")[1] == resource):

        @chance(FEW)
        @given(ANY[id_].as_strategy(generation_mode=GenerationMode.NEGATIVE))
        def call(case: Sent) -> None:
            told = answered(case, url)

            assert told["status"] == "error", case.body

        call()


@st.composite
def calls(draw: st.DrawFn) -> list[tuple[str, Any]]:
    """Draw some calls of methods that are right by themselves."""
    ids = draw(st.lists(st.sampled_from(METHODS), min_size=1, max_size=MOST_CALLS))
    return [(id_, draw(right(id_))) for id_ in ids]


@pytest.mark.parametrize("is_atomic", [True, False])
def test_whatever_a_batch_calls_is_answered_in_its_place(is_atomic: bool, url: str) -> None:
    @chance(MANY)
    @given(calls(), st.booleans())
    def call(drawn: list[tuple[str, Any]], is_dry: bool) -> None:
        several = [{"method": id_, "request": body} for id_, body in drawn]
        body: Any = {"calls": several, "atomic": is_atomic, "dryRun": is_dry}
        told = sent("batch", body, url)

        if not is_atomic or told["status"] == "ok":
            assert len(told["results"]) == len(drawn)
        else:
            assert told["call"] < len(drawn)

    call()


def test_whatever_json_rpc_calls_is_answered_by_its_id(url: str) -> None:
    @chance(MANY)
    @given(calls())
    def call(drawn: list[tuple[str, Any]]) -> None:
        body: Any = [
            {"jsonrpc": "2.0", "id": i, "method": id_, "params": body}
            for i, (id_, body) in enumerate(drawn)
        ]
        told = sent("json-rpc", body, url)

        assert [each["id"] for each in told] == list(range(len(drawn)))

    call()


@pytest.mark.parametrize("id_", ["batch", "json-rpc"])
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_an_envelope_of_any_shape_is_answered(id_: str, mode: GenerationMode, url: str) -> None:
    @chance(MANY)
    @given(ANY[id_].as_strategy(generation_mode=mode))
    def call(case: Sent) -> None:
        answered(case, url)

    call()
