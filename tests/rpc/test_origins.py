"""Which web pages may call: those that are configured, and nobody who only looks like one."""

import io
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.api import KEY
from tests.conftest import Start

SHOP = "https://admin.shop.example"
LOCAL = "http://localhost:3000"
BOTH = f"{SHOP} {LOCAL}"
CALL = "/api/v6/commerce.tax-classes.count"
JSON = {"X-Key": KEY, "Content-Type": "application/json"}
PATHS = [CALL, "/api/v6/batch", "/api/v6"]
ASKS = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type, x-key",
}
STRANGERS = [
    "https://evil.example",
    "null",
    "",
    "*",
    "https://admin.shop.example.evil.example",
    "https://evil-admin.shop.example",
    "https://admin.shop.example@evil.example",
    "https://admin.shop.exampl",
    "https://admin.shop.example:443",
    "https://admin.shop.example/",
    "https://sub.admin.shop.example",
    "https://ADMIN.shop.example",
    "http://admin.shop.example",
    "https://shop.example",
    "admin.shop.example",
    f"{SHOP},{LOCAL}",
    f"{SHOP} {LOCAL}",
    "http://localhost:30000",
    "http://localhost",
]

# Nothing here depends on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


Told = tuple[int, Mapping[str, str], bytes]


async def ask(
    client: TestClient[Any, Any], verb: str = "POST", path: str = CALL, **options: Any
) -> Told:
    options = {"headers": JSON, "data": b"{}", **options}
    async with client.request(verb, path, **options) as response:
        return response.status, response.headers, await response.read()


def granted(told: Told) -> dict[str, str]:
    """Return the headers of CORS that an answer has."""
    return {k.lower(): v for k, v in told[1].items() if k.lower().startswith("access-control-")}


def of(origin: str, headers: Mapping[str, str] = JSON) -> dict[str, Any]:
    return {"headers": {**headers, "Origin": origin}}


def preflight(origin: str) -> dict[str, Any]:
    return {"verb": "OPTIONS", "data": None, **of(origin, ASKS)}


@pytest.mark.parametrize("path", PATHS)
async def test_without_the_setting_no_page_may_call(start: Start, path: str) -> None:
    client = await start()
    asked = await ask(client, **preflight(SHOP), path=path)
    with_key = await ask(client, "OPTIONS", path, data=None, **of(SHOP))
    called = await ask(client, path=path, **of(SHOP))

    assert [told[0] for told in (asked, with_key)] == [403, 405]
    assert [granted(told) for told in (asked, with_key, called)] == [{}] * 3
    assert "Vary" not in called[1]


@pytest.mark.parametrize("origin", [SHOP, LOCAL])
@pytest.mark.parametrize("path", PATHS)
async def test_a_browser_asks_without_a_key_and_is_told_what_its_page_may_do(
    start: Start, path: str, origin: str
) -> None:
    status, headers, body = await ask(
        await start(cors_origins=BOTH), **preflight(origin), path=path
    )

    assert (status, body) == (204, b"")
    assert granted((status, headers, body)) == {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": (
            "Authorization, Content-Type, Idempotency-Key, X-Entity-Id, X-Key, X-Request-Id"
        ),
        "access-control-expose-headers": "Idempotent-Replayed, Retry-After, X-Request-Id",
        "access-control-max-age": "600",
    }
    assert headers["Vary"] == "Origin"
    assert headers["X-Request-Id"]


@pytest.mark.parametrize("origin", STRANGERS)
async def test_a_page_of_another_origin_is_told_nothing(start: Start, origin: str) -> None:
    client = await start(cors_origins=BOTH)
    asked = await ask(client, **preflight(origin))
    called = await ask(client, **of(origin))

    assert (asked[0], called[0]) == (403, 200)
    assert granted(asked) == granted(called) == {}
    # A cache must not show one origin what another was told.
    assert asked[1]["Vary"] == called[1]["Vary"] == "Origin"


async def test_whoever_is_no_page_is_answered_as_ever(start: Start) -> None:
    told = await ask(await start(cors_origins=BOTH))

    assert (told[0], granted(told), told[1]["Vary"]) == (200, {}, "Origin")


ANSWERS: dict[str, tuple[int, dict[str, Any]]] = {
    "ok": (200, {}),
    "a refusal": (200, {"data": b'{"x":1}'}),
    "a batch": (200, {"path": "/api/v6/batch", "data": f'{{"calls":[{{"method":"{CALL[8:]}"}}]}}'}),
    "a notification": (204, {"path": "/api/v6", "data": b'{"jsonrpc":"2.0","method":"x"}'}),
    "no JSON": (400, {"data": b"["}),
    "no key": (403, {"headers": {}}),
    "a wrong key": (403, {"headers": {**JSON, "X-Key": "wrong"}}),
    "an entity out of reach": (403, {"headers": {**JSON, "X-Entity-Id": "9"}}),
    "an unknown method": (404, {"path": "/api/v6/commerce.unicorns.find"}),
    "an unknown version": (404, {"path": "/api/v5/x"}),
    "another verb": (405, {"verb": "PUT"}),
    "a long body": (413, {"data": lambda: io.BytesIO(b" " * 2_000_000)}),
    "another format": (415, {"headers": {**JSON, "Content-Type": "text/plain"}}),
}


@pytest.mark.parametrize("origin", [SHOP, "https://evil.example"])
async def test_a_page_that_may_call_sees_every_answer(start: Start, origin: str) -> None:
    client = await start(cors_origins=BOTH)
    seen = {}
    for name, (_, request) in ANSWERS.items():
        headers = {"Origin": origin, **request.get("headers", JSON)}
        data = request.get("data", b"{}")
        asked = {**request, "headers": headers, "data": data() if callable(data) else data}
        seen[name] = await ask(client, **asked)
    allowed = {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "Idempotent-Replayed, Retry-After, X-Request-Id",
    }

    assert {name: told[0] for name, told in seen.items()} == {k: v[0] for k, v in ANSWERS.items()}
    assert {name: granted(told) for name, told in seen.items()} == dict.fromkeys(
        ANSWERS, allowed if origin == SHOP else {}
    )
    assert {told[1]["Vary"] for told in seen.values()} == {"Origin"}


async def test_a_page_sees_that_it_must_wait(start: Start) -> None:
    limited = await start(cors_origins=BOTH, rate_limit=1)
    too_many = [await ask(limited, **of(LOCAL)) for _ in range(2)][1]
    # Asking first is no call.
    asked = [await ask(limited, **preflight(LOCAL)) for _ in range(5)]
    assert limited.app is not None
    await limited.app.shutdown()
    stopping = await ask(limited, **of(LOCAL))

    assert [told[0] for told in (too_many, *asked, stopping)] == [429, *[204] * 5, 503]
    for told in (too_many, stopping):
        assert told[1]["Access-Control-Allow-Origin"] == LOCAL
        assert told[1]["Retry-After"]


async def test_a_grant_opens_nothing_but_calls(start: Start) -> None:
    client = await start(cors_origins=BOTH)
    elsewhere = [await ask(client, **preflight(SHOP), path=path) for path in ("/", "/healthz")]

    assert [granted(told) for told in elsewhere] == [{}, {}]
    assert all(told[0] in (404, 405) for told in elsewhere)
