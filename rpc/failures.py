"""Refusals below the methods: those that have an HTTP status of their own."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from schemas import problems
from schemas.batch import malformed_key
from schemas.problems import Fault, Problem

RETRY_SECONDS = 1

# Types that only transport failures have.
TOO_MANY_REQUESTS = "TooManyRequests"
INTERNAL_ERROR = "InternalError"
UNAVAILABLE = "Unavailable"


class Failure(Exception):  # noqa: N818 - an answer, not an error of ours
    """A request that fails with an HTTP status, told in the shape of every error."""

    def __init__(
        self,
        status: HTTPStatus,
        fault: Fault,
        *,
        reason: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(fault.description)
        self.status = status
        self.fault = fault
        self.reason = reason
        self.headers = dict(headers or {})


def bad_body(description: str) -> Failure:
    """Refuse a body that is not a JSON object."""
    problem = Problem("BAD_BODY", "body", problems.MALFORMED, "{description}")
    return Failure(HTTPStatus.BAD_REQUEST, problem("", description=description))


def bad_idempotency_key(given: str) -> Failure:
    """Refuse a header that is no idempotency key."""
    return Failure(HTTPStatus.BAD_REQUEST, malformed_key(_tellable(given), "/Idempotency-Key"))


def entity_missing() -> Failure:
    """Refuse a call that does not say which of several entities it is for."""
    return Failure(HTTPStatus.BAD_REQUEST, problems.ENTITY_REQUIRED())


def forbidden(kind: str, description: str) -> Failure:
    """Refuse a key; the reason phrase says why, as the source's does."""
    code = f"{kind.upper()}_KEY"
    problem = Problem(code, "key", problems.ACCESS_DENIED, "{description}")
    return Failure(
        HTTPStatus.FORBIDDEN,
        problem("", description=description),
        reason=f"Forbidden, {kind} key",
    )


def no_method(name: str, nearest: str | None) -> Failure:
    """Refuse a method that does not exist, offering the nearest name."""
    hint = f": did you mean '{nearest}'?" if nearest else ""
    problem = Problem(
        "METHOD_NOT_FOUND", "method", problems.NOT_FOUND, "Method '{given}' does not exist{hint}"
    )
    return Failure(HTTPStatus.NOT_FOUND, problem("", given=problems.short(name), hint=hint))


def no_version(version: str) -> Failure:
    """Refuse a version of the API that does not exist."""
    problem = Problem(
        "VERSION_NOT_FOUND",
        "version",
        problems.NOT_FOUND,
        "Version '{given}' of the API does not exist: use '/api/v6/'",
    )
    return Failure(HTTPStatus.NOT_FOUND, problem("", given=problems.short(version)))


def no_path(path: str) -> Failure:
    """Refuse a path that is none of ours."""
    problem = Problem(
        "PATH_NOT_FOUND",
        "path",
        problems.NOT_FOUND,
        "There is nothing at '{given}': call methods by POST /api/v6/<method>",
    )
    return Failure(HTTPStatus.NOT_FOUND, problem("", given=problems.short(path)))


def not_post(verb: str) -> Failure:
    """Refuse any HTTP method but POST."""
    problem = Problem(
        "NOT_POST", "verb", problems.INVALID_VALUE, "Methods are called by POST, not by {verb}"
    )
    return Failure(HTTPStatus.METHOD_NOT_ALLOWED, problem("", verb=verb), headers={"Allow": "POST"})


def not_get(verb: str) -> Failure:
    """Refuse any HTTP method but GET and HEAD where a file is."""
    problem = Problem(
        "NOT_GET", "verb", problems.INVALID_VALUE, "Files are had by GET, not by {verb}"
    )
    return Failure(
        HTTPStatus.METHOD_NOT_ALLOWED, problem("", verb=verb), headers={"Allow": "GET, HEAD"}
    )


def bad_host(host: str) -> Failure:
    """Refuse a host that can not be a part of our URL."""
    problem = Problem(
        "BAD_HOST",
        "host",
        problems.MALFORMED,
        "The header Host is '{given}', not the name or address of a host, and perhaps a port",
    )
    return Failure(HTTPStatus.BAD_REQUEST, problem("", given=problems.short(_tellable(host))))


def bad_link() -> Failure:
    """Refuse a link that is not ours, or not any more; nothing is told of what it names."""
    problem = Problem(
        "BAD_LINK",
        "key",
        problems.ACCESS_DENIED,
        "The link is not valid any more, or never was: ask for a new one",
    )
    return Failure(HTTPStatus.FORBIDDEN, problem(""))


def no_file(fault: Fault) -> Failure:
    """Tell why the document of a valid link has no file: deleted since, or changed."""
    is_gone = fault.type == problems.NOT_FOUND
    return Failure(HTTPStatus.NOT_FOUND if is_gone else HTTPStatus.CONFLICT, fault)


def body_broken() -> Failure:
    """Give up on a body that ends too early; most often nobody is left to read this."""
    problem = Problem("BODY_BROKEN", "body", problems.MALFORMED, "The body is not complete")
    return Failure(HTTPStatus.BAD_REQUEST, problem(""), headers={"Connection": "close"})


def body_late(seconds: int) -> Failure:
    """Give up on a body that does not arrive."""
    problem = Problem(
        "BODY_LATE",
        "body",
        problems.MALFORMED,
        "The body did not arrive within {seconds} seconds",
    )
    return Failure(
        HTTPStatus.REQUEST_TIMEOUT, problem("", seconds=seconds), headers={"Connection": "close"}
    )


def too_large(limit: int) -> Failure:
    """Refuse a body that is too large."""
    problem = Problem(
        "BODY_TOO_LARGE",
        "body",
        problems.MALFORMED,
        "The body is larger than {limit} bytes: split the request",
    )
    return Failure(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        problem("", limit=limit, allowed=limit),
        headers={"Connection": "close"},
    )


def not_json(description: str) -> Failure:
    """Refuse a body in another format or encoding."""
    problem = Problem("NOT_JSON", "body", problems.MALFORMED, "{description}")
    return Failure(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, problem("", description=description))


def too_many(seconds: float) -> Failure:
    """Refuse calls beyond the rate limit."""
    problem = Problem(
        "TOO_MANY_REQUESTS",
        "key",
        TOO_MANY_REQUESTS,
        "Too many calls: try again in {seconds} seconds",
    )
    wait = max(1, int(seconds + 0.999))
    return Failure(
        HTTPStatus.TOO_MANY_REQUESTS,
        problem("", seconds=wait),
        headers={"Retry-After": str(wait)},
    )


def unavailable() -> Failure:
    """Ask to try again: the server is stopping, or its database is away, busy or full."""
    problem = Problem(
        "UNAVAILABLE",
        "server",
        UNAVAILABLE,
        "The server can not do this now: try again in {seconds} seconds",
    )
    return Failure(
        HTTPStatus.SERVICE_UNAVAILABLE,
        problem("", seconds=RETRY_SECONDS),
        headers={"Retry-After": str(RETRY_SECONDS)},
    )


def internal(request_id: str) -> Failure:
    """Tell that something unexpected went wrong, and nothing about the inside."""
    problem = Problem(
        "INTERNAL_ERROR",
        "server",
        INTERNAL_ERROR,
        "Something went wrong on our side; it is logged as request {request_id}",
    )
    return Failure(HTTPStatus.INTERNAL_SERVER_ERROR, problem("", request_id=request_id))


def _tellable(header: str) -> str:
    """Spell a header so that it can be answered, whatever bytes were sent."""
    return header.encode(errors="backslashreplace").decode()


def answer(faults: Sequence[Fault]) -> dict[str, Any]:
    """Spell faults as an answer: the first as `error`, all of them as `errors`."""
    first = faults[0]
    return {
        "status": "error",
        "error": {
            "field": first.field,
            "type": first.type,
            "description": first.description,
        },
        "errors": [fault.as_wire() for fault in faults],
    }
