"""The story of the examples, told again over HTTP: every answer is the one that is committed."""

from collections import Counter

from rpc import codec, examples
from rpc.describing.openapi import ROOT, openapi
from rpc.describing.openrpc import openrpc
from rpc.examples import MAIL_FROM, MASKS, Example
from rpc.registry import methods
from schemas.problems import Fault
from tests.api import Api, Clock
from tests.conftest import Start

JSON = "application/json"


async def test_the_story_is_answered_as_it_is_told(start: Start, clock: Clock) -> None:
    clock.now = examples.NOW
    api = Api(await start(smtp_url="file:unused", mail_from=MAIL_FROM))
    for told in examples.story():
        answer = examples.masked(await api.call(told.method, told.request))

        assert spelled(told, {"status": "ok", **answer}) == spelled(told, told.answer)


def test_every_method_has_one_example_and_every_example_a_method() -> None:
    shown = Counter(each.method for each in examples.story() if not each.is_setup)

    assert shown == Counter(list(methods()))


def test_what_is_masked_is_still_an_answer_of_the_method() -> None:
    faults: list[Fault] = []
    for each in examples.story():
        answer = {name: value for name, value in each.answer.items() if name != "status"}
        methods()[each.method].response.read(answer, each.method, faults)

    assert faults == []


def test_both_documents_show_every_example() -> None:
    paths = openapi()["paths"]
    paired = {method["name"]: method["examples"] for method in openrpc()["methods"]}
    for name, shown in examples.examples().items():
        call = paths[f"{ROOT}/{name}"]["post"]
        [pairing] = paired[name]
        params = {each["name"]: each["value"] for each in pairing["params"]}

        assert call["requestBody"]["content"][JSON]["example"] == params == shown.request
        assert call["responses"]["200"]["content"][JSON]["example"] == shown.answer
        assert pairing["result"]["value"] == shown.answer


def test_every_mask_hides_something() -> None:
    text = examples.PATH.read_text()

    assert all(f'"{path.rpartition(".")[2]}": "{shown}"' in text for path, shown in MASKS.items())


def test_what_is_spelled_for_reading_is_the_same_json() -> None:
    for each in examples.story():
        again = codec.decode(examples.spelled(each.answer).encode())

        assert codec.encode(again) == codec.encode(each.answer)


def spelled(told: Example, answer: object) -> str:
    return f"{told.method} {examples.spelled(answer)}"
