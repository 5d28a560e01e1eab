"""Both documents are as their specifications say, and tell of every method."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator, Draft202012Validator, Registry
from jsonschema_rs import meta as meta_schemas

from rpc import codec, jsonrpc
from rpc.describing.openapi import ROOT, openapi
from rpc.describing.openrpc import AT_FAULT, CODES, openrpc
from rpc.registry import methods
from schemas.batch import BATCH

META = Path(__file__).parent / "meta"
ENVELOPES = {ROOT, f"{ROOT}/batch"}


def sent(document: dict[str, Any]) -> Any:
    """Return a document as a client without decimals reads it."""
    return json.loads(codec.encode(document))


DOCUMENTS = {"openapi": sent(openapi()), "openrpc": sent(openrpc())}
OPENAPI, OPENRPC = DOCUMENTS["openapi"], DOCUMENTS["openrpc"]
OPERATIONS = {path: each["post"] for path, each in OPENAPI["paths"].items()}
CALLS = {path: each for path, each in OPERATIONS.items() if path not in ENVELOPES}


def meta(name: str) -> Any:
    return json.loads((META / f"{name}.json").read_text())


def openrpc_validator() -> Draft7Validator:
    schema = meta("json-schema")
    # It is referred to with and without the slash.
    places = [(f"https://meta.json-schema.tools{slash}", schema) for slash in ("", "/")]
    return Draft7Validator(meta("openrpc"), registry=Registry(places))


def references(value: Any) -> Iterator[str]:
    """Yield what is referred to in a document, but for its examples, where `$ref` is ours."""
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == "$ref":
                yield each
            elif name not in ("example", "examples"):
                yield from references(each)


def test_the_openapi_document_is_as_its_specification_says() -> None:
    Draft202012Validator(meta("openapi")).validate(OPENAPI)


def test_a_path_without_a_slash_is_not_as_openapi_says() -> None:
    astray = {**OPENAPI, "paths": {"batch": {}}}

    assert not Draft202012Validator(meta("openapi")).is_valid(astray)


def test_every_shape_is_a_json_schema() -> None:
    bodies = [each["requestBody"]["content"]["application/json"] for each in OPERATIONS.values()]
    answers = [
        each["responses"]["200"]["content"]["application/json"] for each in OPERATIONS.values()
    ]
    shapes = [each["schema"] for each in bodies + answers]

    assert all(map(meta_schemas.is_valid, [*shapes, *OPENAPI["components"]["schemas"].values()]))
    assert not meta_schemas.is_valid({"type": "text"})


def test_every_example_is_of_its_shape() -> None:
    contents = [
        content["content"]["application/json"]
        for each in OPERATIONS.values()
        for content in (each["requestBody"], each["responses"]["200"])
    ]
    for each in contents:
        shape = {**each["schema"], "components": OPENAPI["components"]}

        Draft202012Validator(shape).validate(each["example"])


def test_the_openrpc_document_is_as_its_specification_says() -> None:
    openrpc_validator().validate(OPENRPC)


def test_a_method_without_a_name_is_not_as_openrpc_says() -> None:
    assert not openrpc_validator().is_valid({**OPENRPC, "methods": [{"params": []}]})


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_reference_leads_somewhere(name: str) -> None:
    document = DOCUMENTS[name]
    places = {
        f"#/components/{kind}/{each}"
        for kind, named in document["components"].items()
        if kind != "securitySchemes"
        for each in named
    }

    assert set(references(document)) <= places


def test_every_method_has_a_path_and_every_path_a_method() -> None:
    assert list(CALLS) == [f"{ROOT}/{name}" for name in methods()]
    assert set(OPERATIONS) - set(CALLS) == ENVELOPES


def test_every_method_is_told_of_by_json_rpc_and_no_other() -> None:
    assert [method["name"] for method in OPENRPC["methods"]] == list(methods())


def test_every_method_is_told_alike_in_both_documents() -> None:
    for told, operation in zip(OPENRPC["methods"], CALLS.values(), strict=True):
        request = operation["requestBody"]["content"]["application/json"]["schema"]
        answer, _ = operation["responses"]["200"]["content"]["application/json"]["schema"]["oneOf"]
        problems = [each for error in told["errors"] for each in error["data"]["problems"]]
        params = {each["name"]: each["schema"] for each in told["params"]}

        assert params == request["properties"]
        assert [each["name"] for each in told["params"] if each["required"]] == request["required"]
        assert told["result"]["schema"] == answer
        assert sorted(map(str, problems)) == sorted(map(str, operation["x-problems"]))


def test_problems_have_the_codes_that_json_rpc_answers() -> None:
    assert CODES.items() <= jsonrpc.CODES.items()
    assert AT_FAULT == jsonrpc.INVALID_PARAMS


def test_every_problem_of_a_method_is_told() -> None:
    for method, operation in zip(methods().values(), CALLS.values(), strict=True):
        told = {each["code"] for each in operation["x-problems"]}

        assert told == {problem.code for problem in method.problems}


def test_every_summary_is_one_sentence_that_begins_the_description() -> None:
    for operation in CALLS.values():
        summary, description = operation["summary"], operation["description"]

        assert summary.endswith(".")
        assert " ".join(description.split()).startswith(summary)


def test_only_methods_that_write_take_an_idempotency_key() -> None:
    key = {"$ref": "#/components/parameters/Idempotency-Key"}
    taking = [path for path, operation in CALLS.items() if key in operation["parameters"]]

    assert taking == [f"{ROOT}/{name}" for name, method in methods().items() if method.writes]


def test_bounds_are_printed_exactly() -> None:
    assert b'"maximum":9999999.999,"multipleOf":0.001' in codec.encode(openapi())


def test_a_batch_is_of_its_shape() -> None:
    body = OPERATIONS[f"{ROOT}/batch"]["requestBody"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**body, "components": OPENAPI["components"]})
    call = {"method": "commerce.invoices.get", "request": {"id": {"$ref": "0.id"}}}

    assert validator.is_valid({"calls": [call, {"method": "commerce.settings.get"}]})
    assert not validator.is_valid({"calls": []})
    assert not validator.is_valid({"calls": [{**call, "idempotencyKey": ""}]})
    assert list(body["properties"]) == BATCH.names()


def test_a_server_is_told_by_its_own_address() -> None:
    url = "https://shop.example/api/v6"

    assert openrpc(url)["servers"] == [{"name": "Orderly", "url": url}]
    assert openrpc()["servers"] != openrpc(url)["servers"]
