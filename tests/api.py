"""The interface that tests speak through: methods called by name, over HTTP."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from jsonschema_rs import Draft202012Validator

from rpc import codec
from rpc.connections import Runner
from rpc.describing import shapes
from rpc.registry import methods

KEY = "test-key-with-full-access-0123456789"


NOON = datetime(2013, 10, 1, 12, tzinfo=UTC)


class Clock:
    """A time that a test sets."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


class RealServer(TestServer):
    """A test server on our own connections."""

    async def _make_runner(self, **options: Any) -> Runner:
        return Runner(self.app, **{**options, "shutdown_timeout": 1})


class Api:
    """A caller with a key. Every answer is read back through its response schema."""

    def __init__(self, client: TestClient[Any, Any], key: str = KEY, **headers: str) -> None:
        self.client = client
        self.headers = {"X-Key": key, "Content-Type": "application/json", **headers}

    async def post(
        self, method: str, request: Any, **headers: str
    ) -> tuple[int, Mapping[str, str], Any]:
        """Call a method and return HTTP status, headers and decoded answer."""
        body = request if isinstance(request, bytes) else codec.encode(request)
        path = f"/api/v6/{method}"
        sent = {**self.headers, **headers}
        async with self.client.post(path, data=body, headers=sent) as response:
            return response.status, response.headers, codec.decode(await response.read())

    async def call(self, method: str, request: Any = None, **headers: str) -> dict[str, Any]:
        """Call a method that must succeed and return its answer."""
        status, _, answer = await self.post(method, request or {}, **headers)
        assert (status, answer["status"]) == (200, "ok"), answer
        answer_shape(method).validate(answer)
        faults: list[Any] = []
        answer.pop("status")
        shape = methods()[method].response
        if not (request or {}).get("fields"):
            told = [name for name in shape.names() if name != "pagination" or name in answer]
            assert list(answer) == told
        shape.read(answer, "", faults)
        assert not faults
        return dict(answer)

    async def refused(self, method: str, request: Any = None) -> list[dict[str, Any]]:
        """Call a method that must refuse and return the faults."""
        status, _, answer = await self.post(method, request or {})
        assert (status, answer["status"]) == (200, "error"), answer
        refusal_shape().validate(answer)
        first = answer["errors"][0]
        assert answer["error"] == {key: first[key] for key in ("field", "type", "description")}
        return list(answer["errors"])

    async def refused_once(self, method: str, request: Any = None) -> tuple[str, str, str]:
        """Call a method that must refuse for one fault and return field, type and description."""
        faults = await self.refused(method, request)
        assert len(faults) == 1, faults
        return faults[0]["field"], faults[0]["type"], faults[0]["description"]


@cache
def answer_shape(method: str) -> Draft202012Validator:
    """Return what tells whether an answer is as the documents say."""
    return _whole(shapes.answer_schema(methods()[method]))


@cache
def refusal_shape() -> Draft202012Validator:
    """Return what tells whether a refusal is as the documents say."""
    return _whole(shapes.error_schema())


def _whole(shape: shapes.Shape) -> Draft202012Validator:
    return Draft202012Validator({**shape, "components": {"schemas": shapes.components()}})
