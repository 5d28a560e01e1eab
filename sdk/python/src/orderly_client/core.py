"""What a client does, but for sending and waiting: it asks for these, and is told what came of it.

`call` and `batch` are generators. They yield each `Attempt` and are given its outcome; what they
return is the answer. So `Client` and `AsyncClient` can not differ in what they send, in what they
try again or in how they read an answer.

Why a call may be tried again at all: each has an Idempotency-Key, the same one in all of its
attempts, by which the server does it once and answers the same whenever it is asked again.
"""

import dataclasses
import os
import random
import re
import time
import uuid
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypedDict, TypeVar
from urllib.parse import quote

import httpx

from orderly_client import codec
from orderly_client.errors import Failed, Fault, Refused, Unavailable

# The server works 30 seconds at most on a call; this is more.
TIMEOUT = 40.0
CONNECT_TIMEOUT = 5.0
ATTEMPTS = 6
PATIENCE = 60.0
FIRST_WAIT = 0.5
MAX_WAIT = 8.0
MAX_SHOWN = 200

# What passes. The server itself says 408, 429 and 503; a proxy, while the server is away, the rest.
_PASSING = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_KEY = re.compile(r"[\x21-\x7e]{1,512}")
_IDEMPOTENCY_KEY = re.compile(r"[\x20-\x7e]{1,255}")
_SECONDS = re.compile(r"\d{1,9}", re.ASCII)

Answer = dict[str, Any]
Outcome = httpx.Response | httpx.RequestError
T = TypeVar("T")
Steps = Generator["Attempt", Outcome, T]


class Settings(TypedDict, total=False):
    """What a client may be told besides URL and key; times are in seconds."""

    # Which entity, for keys that reach several.
    entity: int
    # How long one attempt may wait for its answer.
    timeout: float
    # How often a call is sent at most, and after which time it is not sent again.
    attempts: int
    patience: float


class Reading(TypedDict, total=False):
    """What may be said of a single call."""

    entity: int
    timeout: float


class Writing(Reading, total=False):
    """What may be said of a single call that writes."""

    dry_run: bool
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request to send by POST, after a wait."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes
    timeout: httpx.Timeout
    wait: float = 0


@dataclass(frozen=True, slots=True)
class Core:
    """A server, a key for it, and how much patience there is."""

    url: str
    key: str = field(repr=False)
    entity: int | None = None
    timeout: float = TIMEOUT
    attempts: int = ATTEMPTS
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        """Refuse what could never work, before the first call."""
        if not self.url.startswith(("http://", "https://")):
            raise ValueError(f"The URL must begin with http:// or https://, not {self.url!r}")
        if not _KEY.fullmatch(self.key):
            raise ValueError("The key must be printable ASCII without spaces, and not empty")
        if self.attempts < 1 or self.timeout <= 0 or self.patience < 0:
            raise ValueError("attempts, timeout and patience must be positive")

    def call(
        self,
        method: str,
        request: Mapping[str, Any] | None,
        *,
        dry_run: bool = False,
        idempotency_key: str | None = None,
        entity: int | None = None,
        timeout: float | None = None,
    ) -> Steps[Answer]:
        """Call a method and return its answer."""
        asked = dict(request or {}, **({"dryRun": True} if dry_run else {}))
        key = idempotency_key or str(uuid.uuid4())
        if not _IDEMPOTENCY_KEY.fullmatch(key):
            raise ValueError(f"An idempotency key has 1 to 255 characters of ASCII, not {key!r}")
        headers = {
            "X-Key": self.key,
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "User-Agent": "orderly-client",
        }
        if (entity := entity or self.entity) is not None:
            headers["X-Entity-Id"] = str(entity)
        url = f"{self.url.rstrip('/')}/api/v6/{quote(method, safe='')}"
        seconds = timeout or self.timeout
        limits = httpx.Timeout(seconds, connect=min(seconds, CONNECT_TIMEOUT))
        return self._send(Attempt(url, headers, codec.encode(asked), limits))

    def batch(
        self,
        calls: Iterable[tuple[str, Mapping[str, Any] | None]],
        *,
        atomic: bool = False,
        **options: Any,
    ) -> Steps[list[Answer | Refused]]:
        """Call several methods at once and return what came of each, in this order."""
        named = [{"method": method, "request": request or {}} for method, request in calls]
        answer = yield from self.call("batch", {"calls": named, "atomic": atomic}, **options)
        return [_refusal(each) or each for each in answer["results"]]

    def _send(self, attempt: Attempt) -> Steps[Answer]:
        """Send a request until there is an answer, or no patience any more."""
        began = time.monotonic()
        count = 0
        while True:
            outcome = yield attempt
            count += 1
            if isinstance(outcome, httpx.Response) and outcome.status_code not in _PASSING:
                return _judged(outcome, attempt)
            wait = _wait(outcome, count)
            passed = time.monotonic() - began
            if count >= self.attempts or passed + wait > self.patience:
                raise _unavailable(outcome, attempt, count, passed)
            attempt = dataclasses.replace(attempt, wait=wait)


def page_request(request: Mapping[str, Any] | None, size: int, cursor: str) -> Answer:
    """Return what asks for one page of a `find`, beginning at a cursor."""
    given = dict(request or {})
    if taken := given.keys() & {"limit", "first", "cursor", "includeTotalCount"}:
        raise TypeError(f"iterate turns the pages, page= is their size: leave out {min(taken)}")
    return given | {"limit": size, "cursor": cursor, "includeTotalCount": False}


def page_answer(answer: Answer) -> tuple[list[Any], str | None]:
    """Return the objects of a page, and the cursor of the next one if there is one."""
    (objects,) = (each for each in answer.values() if isinstance(each, list))
    return objects, answer["pagination"]["nextCursor"]


def environment() -> tuple[str, str]:
    """Return URL and key as the environment has them."""
    missing = [name for name in ("ORDERLY_URL", "ORDERLY_KEY") if not os.environ.get(name)]
    if missing:
        raise ValueError(f"Not set in the environment: {' and '.join(missing)}")
    return os.environ["ORDERLY_URL"], os.environ["ORDERLY_KEY"]


def _wait(outcome: Outcome, count: int) -> float:
    """Return for how long to wait: what the server says, and more each time, never the same."""
    told = outcome.headers.get("Retry-After", "") if isinstance(outcome, httpx.Response) else ""
    least = int(told) if _SECONDS.fullmatch(told) else 0
    most = min(MAX_WAIT, FIRST_WAIT * 2 ** min(count - 1, 10))
    return least + random.uniform(most / 2, most)  # noqa: S311 - it keeps callers apart, no secret


def _judged(response: httpx.Response, attempt: Attempt) -> Answer:
    """Return what a method answers, or raise what the answer says."""
    answer = _read(response)
    refusal = _refusal(answer)
    if response.status_code == HTTPStatus.OK:
        if answer.get("status") == "ok":
            return answer
        if refusal:
            raise refusal
    told = str(refusal) if refusal else response.text[:MAX_SHOWN] or "no body"
    raise Failed(
        f"HTTP {response.status_code} from {attempt.url}: {told}",
        response.status_code,
        refusal.errors if refusal else (),
        response.headers.get("X-Request-Id"),
        attempt.headers["Idempotency-Key"],
    )


def _unavailable(outcome: Outcome, attempt: Attempt, count: int, passed: float) -> Unavailable:
    """Return the failure that the last of all attempts ends with."""
    key = attempt.headers["Idempotency-Key"]
    if isinstance(outcome, httpx.Response):
        refusal = _refusal(_read(outcome))
        last = f"HTTP {outcome.status_code}{f': {refusal}' if refusal else ''}"
        status, request_id = outcome.status_code, outcome.headers.get("X-Request-Id")
    else:
        refusal, status, request_id = None, None, None
        last = f"{type(outcome).__name__}: {outcome}"
    return Unavailable(
        f"{attempt.url} could not be had in {passed:.0f} s, sent {count} times ({last}); it may "
        f"have been done, which a call with idempotency_key={key!r} finds out",
        status,
        refusal.errors if refusal else (),
        request_id,
        key,
    )


def _read(response: httpx.Response) -> Answer:
    """Return an answer's object, empty if it is none."""
    try:
        answer = codec.decode(response.content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _refusal(answer: Answer) -> Refused | None:
    """Return the refusal that an answer, or a part of a batch's answer, tells."""
    if answer.get("status") != "error":
        return None
    try:
        faults = [Fault.read(each) for each in answer["errors"]]
    except (KeyError, TypeError):  # some proxy's own idea of an error
        return None
    return Refused(faults, answer.get("call")) if faults else None
