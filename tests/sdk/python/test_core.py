"""What the Python client sends and tries again, seen without any server."""

from typing import Any

import httpx
import pytest

from orderly_client import Failed, Unavailable, core
from orderly_client.core import Core

OK = httpx.Response(200, content=b'{"status":"ok"}')


def run(
    client: Core, *outcomes: core.Outcome, method: str = "commerce.settings.get"
) -> list[core.Attempt]:
    """Answer a call with outcomes, the last of which ends it; return the attempts."""
    steps = client.call(method, None)
    attempts = [next(steps), *(steps.send(outcome) for outcome in outcomes[:-1])]
    with pytest.raises(StopIteration):
        steps.send(outcomes[-1])
    return attempts


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_what_passes_is_tried_again_with_the_same_key(status: int) -> None:
    passing = httpx.Response(status)

    attempts = run(Core("http://x", "k"), passing, httpx.ReadTimeout("late"), OK)

    assert len({each.headers["Idempotency-Key"] for each in attempts}) == 1
    assert len({each.body for each in attempts}) == 1
    assert len(attempts) == 3


@pytest.mark.parametrize("status", [301, 400, 403, 404, 413, 500])
def test_what_does_not_pass_is_not_tried_again(status: int) -> None:
    steps = Core("http://x", "k").call("commerce.settings.get", None)
    next(steps)

    with pytest.raises(Failed) as caught:
        steps.send(httpx.Response(status, text="<html>"))

    assert not isinstance(caught.value, Unavailable)
    assert caught.value.status == status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"status":"error"}',
        b'{"status":"error","errors":[{}]}',
        b'{"status":"ok","count":1e99999999999999999999}',
    ],
)
def test_an_answer_that_is_none_of_ours_is_told_as_such(body: bytes) -> None:
    steps = Core("http://x", "k").call("commerce.settings.get", None)
    next(steps)

    with pytest.raises(Failed, match=r"^HTTP 200 from http://x/api/v6/commerce\.settings\.get: "):
        steps.send(httpx.Response(200, content=body))


def test_waits_grow_are_never_the_same_and_never_less_than_the_server_says() -> None:
    away = httpx.Response(503)
    bidden = httpx.Response(503, headers={"Retry-After": "3"})
    many: dict[str, Any] = {"attempts": 9, "patience": 1e9}

    first, *waits = (each.wait for each in run(Core("http://x", "k", **many), *[away] * 8, OK))
    told = [each.wait for each in run(Core("http://x", "k", **many), *[bidden] * 8, OK)][1:]

    assert first == 0
    assert len(set(waits)) == 8
    assert all(0.25 * 2**i <= wait <= 0.5 * 2**i for i, wait in enumerate(waits[:5]))
    assert max(waits) <= core.MAX_WAIT
    assert min(told) > 3


@pytest.mark.parametrize("told", ["", "soon", "-1", "Sun, 22 Nov 2026 10:00:00 GMT", "9" * 30])
def test_a_retry_after_that_is_no_number_of_seconds_is_passed_over(told: str) -> None:
    odd = httpx.Response(503, headers={"Retry-After": told})

    _, again = run(Core("http://x", "k"), odd, OK)

    assert again.wait <= core.FIRST_WAIT


def test_a_method_can_not_lead_elsewhere() -> None:
    (attempt,) = run(Core("https://example.com/orderly/", "k"), OK, method="../a?b#c")

    assert attempt.url == "https://example.com/orderly/api/v6/..%2Fa%3Fb%23c"


@pytest.mark.parametrize(
    ("url", "key", "settings", "complaint"),
    [
        ("localhost:8080", "k", {}, "begin with http:// or https://, not 'localhost:8080'"),
        ("http://x", "", {}, "must be printable ASCII"),
        ("http://x", "ключ", {}, "must be printable ASCII"),
        ("http://x", "k", {"attempts": 0}, "must be positive"),
    ],
    ids=["url", "no key", "key", "attempts"],
)
def test_what_could_never_work_is_refused_at_once(
    url: str, key: str, settings: Any, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Core(url, key, **settings)


@pytest.mark.parametrize("key", ["é", "a\nb", "a" * 256])
def test_an_idempotency_key_that_no_header_can_carry_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="An idempotency key has 1 to 255 characters of ASCII"):
        Core("http://x", "k").call("commerce.settings.get", {}, idempotency_key=key)


def test_the_key_stays_out_of_what_is_printed() -> None:
    secret = Core("http://x", "secret")

    assert "secret" not in repr([secret, *run(secret, OK)])


def test_url_and_key_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORDERLY_KEY", raising=False)
    monkeypatch.setenv("ORDERLY_URL", "http://localhost")
    with pytest.raises(ValueError, match="in the environment: ORDERLY_KEY"):
        core.environment()

    monkeypatch.setenv("ORDERLY_KEY", "secret")
    assert core.environment() == ("http://localhost", "secret")
