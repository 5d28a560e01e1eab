"""The HTTP server: routes, keys, limits, request ids; what is refused before any method runs.

Everything is checked in one order: key, HTTP method, method name, format, size, JSON. The key
comes first, so that a stranger learns nothing, not even which methods exist.
"""

import asyncio
import re
import secrets
import time
from http import HTTPStatus
from typing import Any

from aiohttp import hdrs, web

from rpc import codec, failures, log
from rpc.auth import Keys, Principal, RateLimit
from rpc.config import Config
from rpc.dispatch import Dispatcher
from rpc.failures import Failure
from rpc.registry import methods
from schemas.problems import Refusal
from store.database import Database, Unavailable

VERSION = "v6"
PATH = f"/api/{VERSION}/"

_SANE_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)
_KEY = re.compile(r"[\x21-\x7e]{1,512}")
_JSON_TYPES = frozenset(
    f"application/json{charset}"
    for charset in ("", ";charset=utf-8", '; charset="utf-8"', "; charset=utf-8")
)


class Server:
    """Answers requests: the state that they share."""

    def __init__(self, config: Config, database: Database) -> None:
        self.config = config
        self.database = database
        self.dispatcher = Dispatcher(database, methods(), max_answer=config.max_answer)
        self._keys = Keys(database, config.bootstrap_key)
        self._rates = RateLimit(config.rate_limit)
        self._wrong_keys = RateLimit(config.wrong_key_limit)
        self._open = 0
        self._log = log.logger()
        self.is_stopping = False

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request, whatever it is."""
        started = time.perf_counter()
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _SANE_ID.fullmatch(given) else secrets.token_hex(12)
        principal = None
        failure: Failure | None = None
        outcome = "ok"
        self._open += 1
        try:
            principal = await self._authenticate(request)
            body = await self._answer(request, principal)
        except Refusal as refusal:
            outcome = refusal.faults[0].code
            body = codec.encode(failures.answer(refusal.faults))
        except Failure as error:
            failure = error
        except (Unavailable, TimeoutError):
            failure = failures.unavailable()
        except Exception:  # noqa: BLE001 - the last resort: logged, and told as a plain 500
            self._log.exception("failed", request_id=request_id, method=_method_of(request))
            failure = failures.internal(request_id)
        finally:
            self._open -= 1
        headers = {"X-Request-Id": request_id, "Cache-Control": "no-store"}
        status, reason = 200, None
        if failure is not None:
            outcome = failure.fault.code
            status, reason = int(failure.status), failure.reason
            headers.update(failure.headers)
            body = codec.encode(failures.answer([failure.fault]))
        if self.config.access_log:
            self._log.info(
                "call",
                request_id=request_id,
                method=_method_of(request),
                key=principal.name if principal else None,
                outcome=outcome,
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 2),
            )
        response = web.Response(
            body=body,
            status=status,
            reason=reason,
            headers=headers,
            content_type="application/json",
        )
        if "Connection" in headers:
            response.force_close()
        return response

    async def _authenticate(self, request: web.Request) -> Principal:
        """Return whom the key stands for, before anything else is looked at."""
        if self.is_stopping or self._open > self.config.max_connections:
            raise failures.unavailable()
        key = request.headers.get("X-Key")
        if key is None:
            scheme, _, key = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
            if scheme.lower() != "bearer":
                raise failures.forbidden(
                    "missing", "The key is missing: send it in the header X-Key"
                )
        principal = await self._keys.principal(key) if _KEY.fullmatch(key) else None
        if principal is None:
            if wait := self._wrong_keys.wait(request.remote):
                raise failures.too_many(wait)
            raise failures.forbidden("malformed", "The key in the header X-Key is not valid")
        if wait := self._rates.wait(principal.name):
            raise failures.too_many(wait)
        return principal

    async def _answer(self, request: web.Request, principal: Principal) -> bytes:
        if request.method != hdrs.METH_POST:
            raise failures.not_post(request.method)
        if request.match_info["version"] != VERSION:
            raise failures.no_version(request.match_info["version"])
        method = self.dispatcher.method(request.match_info["method"])
        if method.writes and principal.is_read_only:
            raise failures.forbidden("insufficient", f"This key may only read; {method.name} writes")
        entity = await self._entity(request, principal)
        data = await self._object(request)
        async with asyncio.timeout(self.config.work_seconds):
            return await self.dispatcher.call(method, data, principal, entity)

    async def _entity(self, request: web.Request, principal: Principal) -> int:
        """Return the entity that the call is for: named, or the only one that the key reaches."""
        reachable = await self._keys.reachable(principal)
        given = request.headers.get("X-Entity-Id")
        if given is None:
            if len(reachable) == 1:
                return reachable[0]
            raise failures.entity_missing()
        for entity in reachable:
            if str(entity) == given:
                return entity
        # Another tenant's entity and none at all are told alike.
        raise failures.forbidden("insufficient", "The key does not reach the entity in X-Entity-Id")

    async def _object(self, request: web.Request) -> dict[str, Any]:
        """Return the body's JSON object."""
        headers = request.headers
        content_type = headers.get(hdrs.CONTENT_TYPE)
        if content_type is not None and content_type.lower() not in _JSON_TYPES:
            raise failures.not_json(
                "Send the body as UTF-8 JSON, with the header Content-Type: application/json"
            )
        if hdrs.CONTENT_ENCODING in headers:
            raise failures.not_json("Send the body without a Content-Encoding")
        limit = self.config.max_body
        if (request.content_length or 0) > limit:
            raise failures.too_large(limit)
        try:
            if request.content.is_eof():
                body = await request.read()
            else:
                async with asyncio.timeout(self.config.body_seconds):
                    body = await request.read()
        except TimeoutError:
            raise failures.body_late(self.config.body_seconds) from None
        except web.HTTPRequestEntityTooLarge:
            raise failures.too_large(limit) from None
        try:
            data = codec.decode(body)
        except codec.BadJson as error:
            raise failures.bad_body(str(error)) from None
        if type(data) is not dict:
            raise failures.bad_body("The body is not a JSON object")
        return data


def make_app(config: Config, database: Database) -> web.Application:
    """Make the application: one route for every method, and a JSON answer for any other path."""
    server = Server(config, database)
    app = web.Application(client_max_size=config.max_body)
    app.router.add_route("*", "/api/{version}/{method}", server.handle)
    app.router.add_get("/healthz", _healthy)
    app.router.add_route("*", "/{path:.*}", _nowhere)

    async def run(_: web.Application) -> Any:
        await database.start()
        yield
        await database.stop()

    async def stop(_: web.Application) -> None:
        server.is_stopping = True

    app.cleanup_ctx.append(run)
    app.on_shutdown.append(stop)
    return app


def _method_of(request: web.Request) -> str:
    return request.match_info.get("method", "")[:100]


async def _healthy(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _nowhere(request: web.Request) -> web.Response:
    failure = failures.no_method(request.path, None)
    body = codec.encode(failures.answer([failure.fault]))
    headers = {"X-Request-Id": secrets.token_hex(12)}
    return web.Response(
        body=body, status=HTTPStatus.NOT_FOUND, headers=headers, content_type="application/json"
    )
