"""What the reference says before the methods: calls are answered so, and no failure is missing."""

import inspect
import re

import pytest

from rpc import codec, examples, failures, introduction
from rpc.examples import spelled
from tests.api import Api, Clock
from tests.conftest import Start


@pytest.mark.parametrize("name", examples.conventions())
async def test_a_call_is_answered_as_it_is_told(start: Start, clock: Clock, name: str) -> None:
    shown = examples.conventions()[name]
    clock.now = examples.NOW
    api = Api(await start())
    path = f"/api/v6/{shown.method}".removesuffix("/")
    body = codec.encode(shown.request)
    async with api.client.post(path, data=body, headers=api.headers) as response:
        answer = codec.decode(await response.read())

    assert spelled(answer) == spelled(shown.answer)


def test_every_failure_is_told() -> None:
    codes = set(re.findall(r'"([A-Z]+_[A-Z_]+)"', inspect.getsource(failures)))
    told = {each.fault.code for each in introduction.FAILURES}

    assert codes <= told
