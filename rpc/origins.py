"""Which web pages may call: those of configured origins, by the rules of CORS.

Browsers ask before they let a page of another origin send a key. A page of an origin that is not
configured is told nothing, and its browser keeps our answers from it.
"""

from collections.abc import Iterable

from aiohttp import hdrs, web

from rpc.connections import Answer

PREFLIGHT_SECONDS = 600
# What a page may send, and what it may see of an answer besides the body.
SENT = "Authorization, Content-Type, Idempotency-Key, X-Entity-Id, X-Key, X-Request-Id"
SEEN = "Idempotent-Replayed, Retry-After, X-Request-Id"


class Origins:
    """The origins whose pages may call."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(allowed)

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._allowed)

    def asks(self, request: web.BaseRequest) -> bool:
        """Tell whether a browser asks if a page may call; only then no key is needed."""
        return (
            bool(self._allowed)
            and request.method == hdrs.METH_OPTIONS
            and request.headers.get(hdrs.ORIGIN) in self._allowed
        )

    def grant(self, request: web.BaseRequest, response: web.Response | Answer) -> None:
        """Let the page see the answer, if it may."""
        response.headers[hdrs.VARY] = hdrs.ORIGIN
        origin = request.headers.get(hdrs.ORIGIN)
        if origin not in self._allowed:
            return
        response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
        response.headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = SEEN
        if request.method == hdrs.METH_OPTIONS:
            response.headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS] = hdrs.METH_POST
            response.headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = SENT
            response.headers[hdrs.ACCESS_CONTROL_MAX_AGE] = str(PREFLIGHT_SECONDS)
