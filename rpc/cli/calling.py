"""The HTTP client of the command line: one connection, patient with a server that goes away.

Why `http.client`: one connection that stays open is all that a command needs, and the server sees
thousands of calls without thousands of handshakes.
"""

import functools
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import click
import msgspec

from rpc import codec
from rpc.cli import tables

TIMEOUT_SECONDS = 60
# What is sent again waits longer each time, about three minutes in all: a restart takes less.
MAX_ATTEMPTS = 10
FIRST_WAIT_SECONDS = 0.5
MAX_WAIT_SECONDS = 60.0

LOST = (OSError, HTTPException)
# The others are what a proxy answers while the server behind it starts again.
_LATER = (
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.GATEWAY_TIMEOUT,
)
_SCHEMES = {"http": HTTPConnection, "https": HTTPSConnection}


class Reply(NamedTuple):
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def answer(self) -> dict[str, Any]:
        """Return the decoded answer; what is none of a server of ours is told in a sentence."""
        try:
            answer = codec.decode(self.body)
        except codec.BadJson:
            answer = None
        if not isinstance(answer, dict) or "status" not in answer:
            raise click.ClickException(f"this is no server of ours: HTTP status {self.status}")
        return answer


class Client:
    """A caller of a running server."""

    def __init__(self, url: str, key: str | None, entity: str | None) -> None:
        """Take where the server is and who calls; nothing is sent yet."""
        self.url = url.rstrip("/")
        self.entity = entity or ""
        self._headers = {"Content-Type": "application/json", "X-Key": key or ""}
        if entity:
            self._headers["X-Entity-Id"] = entity
        try:
            parts = urlsplit(self.url)
            port = parts.port
        except ValueError as error:
            raise click.ClickException(f"this can not be sent: {error}") from None
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise click.ClickException(f"this can not be sent: unknown url type: '{url}'")
        connect = _SCHEMES[parts.scheme]
        self._connection = connect(parts.hostname, port, timeout=TIMEOUT_SECONDS)
        self._path = parts.path
        self._has_answered = False

    def call(self, method: str, body: bytes, idempotency_key: str | None = None) -> Reply:
        """Call a method once."""
        try:
            return self._post(method, body, idempotency_key)
        except LOST as error:
            raise self._nobody(error) from None

    def insist(self, method: str, request: Mapping[str, Any]) -> Reply:
        """Call a method, again if need be: for what may be done twice without harm.

        A server that never answered is not waited for: most often the address is wrong.
        """
        body = codec.encode(request)
        for attempt in range(MAX_ATTEMPTS):
            is_last = attempt == MAX_ATTEMPTS - 1
            wait = waiting(attempt)
            try:
                reply = self._post(method, body)
            except LOST as error:
                if is_last or not self._has_answered:
                    raise self._nobody(error) from None
            else:
                if is_last or reply.status not in _LATER:
                    break
                wait = max(wait, _seconds(reply.headers.get("Retry-After", "")))
            time.sleep(wait)
        return reply

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _post(self, method: str, body: bytes, idempotency_key: str | None = None) -> Reply:
        more = {} if idempotency_key is None else {"Idempotency-Key": idempotency_key}
        path = f"{self._path}/api/v6/{quote(method, safe='')}"
        try:
            self._connection.request("POST", path, body, {**self._headers, **more})
            response = self._connection.getresponse()
            reply = Reply(response.status, response.headers, response.read())
        except LOST:
            # The next request opens it anew.
            self._connection.close()
            raise
        except ValueError as error:
            raise click.ClickException(f"this can not be sent: {error}") from None
        self._has_answered = True
        return reply

    def _nobody(self, error: Exception) -> click.ClickException:
        return click.ClickException(f"no server answers at {self.url}: {error}")


def waiting(attempt: int) -> float:
    """Return how many seconds to wait before trying again."""
    return min(FIRST_WAIT_SECONDS * (1 << attempt), MAX_WAIT_SECONDS)


def connected(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which server it calls, and its client."""

    @functools.wraps(command)
    def reaching(url: str, key: str | None, entity: str | None, **given: Any) -> None:
        with closing(Client(url, key, entity)) as client:
            command(client, **given)

    for option in (
        click.option("--entity", help="the entity, if the key reaches several"),
        click.option("--key", envvar="ORDERLY_KEY", help="the access key [ORDERLY_KEY]"),
        click.option(
            "--url",
            envvar="ORDERLY_URL",
            default="http://127.0.0.1:8080",
            show_default=True,
            help="where the server is [ORDERLY_URL]",
        ),
    ):
        reaching = option(reaching)
    return reaching


def given_request(argument: str) -> bytes:
    """Return the request of an argument: JSON itself, `@` and a file, or `-` for standard input."""
    if argument == "-":
        return sys.stdin.buffer.read()
    if not argument.startswith("@"):
        return argument.encode()
    try:
        return Path(argument[1:]).read_bytes()
    except OSError as error:
        raise click.ClickException(str(error)) from None


def decoded_request(body: bytes) -> dict[str, Any]:
    """Return a request as an object, for who has something to add to it."""
    try:
        request = codec.decode(body)
    except codec.BadJson as error:
        raise click.ClickException(f"the request can not be read: {error}") from None
    if not isinstance(request, dict):
        raise click.ClickException("the request can not be read: it is not a JSON object")
    return request


def show(reply: Reply, *, as_table: bool) -> None:
    """Print an answer, and end the command with status 1 if it is a refusal."""
    try:
        answer = codec.decode(reply.body)
    except codec.BadJson:
        answer = None
    status = answer.get("status") if isinstance(answer, dict) else None
    if as_table and status == "ok":
        for line in tables.lines(answer):
            click.echo(line)
    elif as_table and status == "error":
        for sentence in tables.refusals(answer):
            click.secho(sentence, fg="red", err=True)
    else:
        click.echo(_indented(reply.body))
    if status != "ok":
        sys.exit(1)


def _indented(body: bytes) -> str:
    """Indent JSON for reading; numbers keep their digits."""
    try:
        return msgspec.json.format(body, indent=2).decode()
    except msgspec.DecodeError:
        return body.decode(errors="replace")


def _seconds(retry_after: str) -> float:
    return min(float(retry_after), MAX_WAIT_SECONDS) if retry_after.isdecimal() else 0.0
