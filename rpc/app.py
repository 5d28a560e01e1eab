"""The HTTP server: routes, keys, limits, request ids; what is refused before any method runs.

Everything is checked in one order: key, HTTP method, method name, format, size, JSON. The key
comes first, so that a stranger learns nothing, not even which methods exist.
"""

import asyncio
import itertools
import re
import secrets
import time
from collections.abc import Awaitable, Sequence
from http import HTTPStatus
from typing import Any

from aiohttp import HttpVersion11, hdrs, web

from handlers.exporting import PATH as FILES
from rpc import batch, codec, failures, jsonrpc, log
from rpc.auth import Keys, Principal, RateLimit
from rpc.background import Background
from rpc.bodies import USUAL_TYPE, Bodies
from rpc.calls import BATCH, Call, Caller, Desk, Envelope, Outcome
from rpc.config import Config
from rpc.connections import AT_ONCE, HANDLER, MAX_BODY, SERVER, Answer
from rpc.dispatch import Dispatcher, Replayed
from rpc.failures import Failure
from rpc.files import VERBS, Files
from rpc.mail import Postman
from rpc.origins import Origins
from rpc.pages import Pages
from rpc.registry import methods
from rpc.smtp import mailbox
from rpc.workshop import Workshop
from schemas.batch import bare_key
from schemas.problems import Refusal
from store.database import Database, Unavailable

# A call is POST /api/v6/<method>; without a method, it is JSON-RPC.
ROUTE = ("api", "v6")
JSONRPC = ""
HEALTH = "/healthz"
# How the log names what is no call, beside files.
PAGES = "/"

BACKGROUND = web.AppKey("background", Background)
POSTMAN = web.AppKey("postman", Postman)

_ENTITY = web.RequestKey("entity", int)
_SANE_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)
_KEY = re.compile(r"[\x21-\x7e]{1,512}")


class Server:
    """Answers requests: the state that they share."""

    def __init__(self, config: Config, database: Database) -> None:
        self.config = config
        self.database = database
        self.dispatcher = Dispatcher(
            database,
            methods(),
            max_answer=config.max_answer,
            mail_from=config.mail_from if config.smtp_url else None,
            link_seconds=config.link_seconds,
            workshop=Workshop(config.export_threads, config.work_seconds),
        )
        self.is_stopping = False
        self._keys = Keys(database, config.bootstrap_key)
        self._rates = RateLimit(config.rate_limit)
        self._wrong_keys = RateLimit(config.wrong_key_limit)
        self._desk = Desk(self.dispatcher, self._rates, config.max_body, config.max_answer)
        self._files = Files(self.dispatcher, self._wrong_keys)
        self._pages = Pages()
        self._origins = Origins(config.cors_origins.split())
        self._open = 0
        self._bodies = Bodies(config)
        # Ids of ours are told apart, not guessed: a prefix for this process, and a count.
        self._prefix = f"{secrets.token_hex(8)}-"
        self._serial = itertools.count(1)
        self._log = log.logger()
        self._calls = log.Calls()
        self._reads = {
            "/".join(("", *ROUTE, name)): method
            for name, method in methods().items()
            if not method.writes
        }

    async def handle(self, request: web.BaseRequest) -> Answer | web.Response:
        """Answer one request, whatever it is."""
        started = time.perf_counter()
        request_id = self._request_id(request)
        _, *steps = request.rel_url.raw_path.split("/")
        if not 2 <= len(steps) <= 3 or steps[0] != ROUTE[0]:  # noqa: PLR2004 - with a method or not
            return await self._elsewhere(request, request_id)
        if self._origins.asks(request):
            granted = _response(request_id, b"")
            self._origins.grant(request, granted)
            return granted
        version, name = steps[1], steps[2] if steps[2:] else JSONRPC
        principal, outcome = None, "ok"
        answer: bytes | Failure
        self._open += 1
        try:
            principal = self._authenticate(request) or await self._look_up(request)
            answer = await self._answer(request, request_id, principal, version, name)
        except Refusal as refusal:
            outcome, answer = _refused(refusal)
        except Failure as failure:
            answer = failure
        except (Unavailable, TimeoutError):
            answer = failures.unavailable()
        except Exception:  # noqa: BLE001 - the last resort: logged, and told as a plain 500
            self._log.exception("failed", request_id=request_id, method=_known(name))
            answer = failures.internal(request_id)
        finally:
            self._open -= 1
        status = HTTPStatus.OK
        if isinstance(answer, Failure):
            outcome, status = answer.fault.code, answer.status
        if self.config.access_log:
            seconds = time.perf_counter() - started
            key = principal.id if principal else None
            entity = request.get(_ENTITY)
            self._calls.add(request_id, _known(name), entity, key, outcome, status, seconds)
        return self._told(request, request_id, answer)

    def at_once(self, request: web.BaseRequest, body: bytes) -> Answer | web.Response | None:
        """Answer a call that has nothing to wait for; None: it is to be handled.

        Most calls only read, on SQLite, for a caller who was known a moment ago, and making a task
        for such a call takes as long as the call. What is in any way unusual is left to `handle`,
        which alone turns requests away: here it is only found that nothing is in doubt.
        """
        started = time.perf_counter()
        method = self._reads.get(request.rel_url.raw_path)
        if method is None or not _is_usual(request) or self.is_stopping:
            return None
        principal = self._keys.cached(request.headers.get("X-Key", ""))
        entity = self._keys.only_entity(principal) if principal else None
        zone = self.dispatcher.known_zone(entity) if entity else None
        data = codec.decode_short(body) if zone else None
        if not (principal and entity and zone) or data is None:
            return None
        if len(body) > self.config.max_body or self._rates.wait(principal.name):
            return None
        outcome = "ok"
        try:
            answer = self.database.read_at_once(
                entity, lambda: self.dispatcher.begin(method, data, principal, zone)
            )
        except Refusal as refusal:
            outcome, answer = _refused(refusal)
        except Exception:  # noqa: BLE001 - it happens again on the long way, and is told there
            return None
        if type(answer) is not bytes:
            return None
        request_id = self._request_id(request)
        if self.config.access_log:
            seconds = time.perf_counter() - started
            self._calls.add(
                request_id, method.name, entity, principal.id, outcome, HTTPStatus.OK, seconds
            )
        return self._told(request, request_id, answer)

    def _told(
        self, request: web.BaseRequest, request_id: str, answer: bytes | Failure
    ) -> Answer | web.Response:
        """Return the response that tells an answer or a failure."""
        response: Answer | web.Response
        if isinstance(answer, Failure):
            response = _failed(request_id, answer)
        elif request.version == HttpVersion11 and answer:
            response = Answer(request_id, answer)
        else:
            response = _response(request_id, answer)
        if type(answer) is Replayed:
            response.headers["Idempotent-Replayed"] = "true"
        if self._origins:
            self._origins.grant(request, response)
        if self.is_stopping:
            response.force_close()
        return response

    def _request_id(self, request: web.BaseRequest) -> str:
        """Return the caller's id of the request, if it is a sane one, else a new one."""
        given = request.headers.get("X-Request-Id")
        if given and _SANE_ID.fullmatch(given):
            return given
        return f"{self._prefix}{next(self._serial):x}"

    async def _elsewhere(self, request: web.BaseRequest, request_id: str) -> web.Response:
        """Answer what is no call: a look whether requests are taken, a file, a page, or nothing."""
        if request.path == HEALTH and request.method in VERBS:
            if self.is_stopping:
                return _failed(request_id, failures.unavailable())
            return _response(request_id, b'{"status":"ok"}')
        started = time.perf_counter()
        response: web.Response | Failure
        self._open += 1
        try:
            self._check_load()
            response = await self._resource(request, request_id)
        except Refusal as refusal:
            response = failures.no_file(refusal.faults[0])
        except Failure as failure:
            response = failure
        except (Unavailable, TimeoutError):
            response = failures.unavailable()
        except Exception:  # noqa: BLE001 - as for calls
            self._log.exception("failed", request_id=request_id, path=request.path)
            response = failures.internal(request_id)
        finally:
            self._open -= 1
        outcome = "ok"
        if isinstance(response, Failure):
            outcome, response = response.fault.code, _failed(request_id, response)
        if self.is_stopping:
            response.force_close()
        if self.config.access_log:
            path = FILES if request.path.startswith(FILES) else PAGES
            seconds = time.perf_counter() - started
            self._calls.add(request_id, path, None, None, outcome, response.status, seconds)
        return response

    async def _resource(self, request: web.BaseRequest, request_id: str) -> web.Response:
        """Return the file or the page at a path."""
        if request.path.startswith(FILES):
            return await self._files.response(request, request_id)
        page = await self._pages.response(request, request_id)
        if page is None:
            raise failures.no_path(request.path)
        return page

    def _check_load(self) -> None:
        """Refuse a request while the server stops, or while too many others are open."""
        if self.is_stopping or self._open > self.config.max_connections:
            raise failures.unavailable()

    def _authenticate(self, request: web.BaseRequest) -> Principal | None:
        """Return whom the key stood for a moment ago, before anything else is looked at."""
        self._check_load()
        principal = self._keys.cached(_key(request))
        if principal is not None and (wait := self._rates.wait(principal.name)):
            raise failures.too_many(wait)
        return principal

    async def _look_up(self, request: web.BaseRequest) -> Principal:
        """Return whom the key stands for."""
        key = _key(request)
        principal = await self._keys.principal(key) if _KEY.fullmatch(key) else None
        if principal is None:
            if wait := self._wrong_keys.wait(request.remote):
                raise failures.too_many(wait)
            raise failures.forbidden("malformed", "The key in the header X-Key is not valid")
        if wait := self._rates.wait(principal.name):
            raise failures.too_many(wait)
        return principal

    async def _answer(
        self,
        request: web.BaseRequest,
        request_id: str,
        principal: Principal,
        version: str,
        name: str,
    ) -> bytes:
        if request.method != hdrs.METH_POST:
            raise failures.not_post(request.method)
        if version != ROUTE[1]:
            raise failures.no_version(version)
        if name in (BATCH, JSONRPC):
            return await self._envelope(request, request_id, principal, name)
        method = self.dispatcher.allowed(name, principal)
        entity = request[_ENTITY] = await self._entity(request, principal)
        key = _idempotency_key(request) if method.writes else ""
        data = _object(await self._bodies.read(request))
        return await self.dispatcher.call(method, data, principal, entity, key)

    async def _envelope(
        self, request: web.BaseRequest, request_id: str, principal: Principal, name: str
    ) -> bytes:
        """Answer an envelope of calls."""
        entity = request[_ENTITY] = await self._entity(request, principal)
        caller = Caller(principal, entity, request_id)
        key = _idempotency_key(request)
        body = await self._bodies.read(request)
        if name == BATCH:
            return await batch.answer(self._desk, caller, _object(body), key)

        def run(calls: Sequence[Call]) -> Awaitable[Sequence[Outcome]]:
            return Envelope(self._desk, calls, caller).each()

        return await jsonrpc.answer(body, run, key)

    async def _entity(self, request: web.BaseRequest, principal: Principal) -> int:
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

    async def stop(self, _: web.Application) -> None:
        """Take no more requests. What runs is answered; a body that is not here never comes."""
        self.is_stopping = True
        self._bodies.stop()


def make_app(config: Config, database: Database) -> web.Application:
    """Make the application: what runs with the server, and the handler of every request."""
    server = Server(config, database)
    app = web.Application()
    app[HANDLER] = server.handle
    if database.can_read_at_once:
        app[AT_ONCE] = server.at_once
    app[MAX_BODY] = config.max_body
    clock, seconds = server.dispatcher.clock, config.background_seconds
    app[BACKGROUND] = Background(database, seconds, clock)
    app[POSTMAN] = Postman(
        database, mailbox(config.smtp_url), seconds, clock, server.dispatcher.workshop
    )
    server.dispatcher.mailed = app[POSTMAN].wake

    async def run(_: web.Application) -> Any:
        await database.start()
        app[BACKGROUND].start()
        app[POSTMAN].start()
        yield
        await asyncio.gather(app[BACKGROUND].stop(), app[POSTMAN].stop())
        await server.dispatcher.workshop.stop()
        await database.stop()

    app.cleanup_ctx.append(run)
    app.on_shutdown.append(server.stop)
    return app


def _key(request: web.BaseRequest) -> str:
    """Return the key that a request was sent with."""
    key = request.headers.get("X-Key")
    if not key:
        scheme, _, key = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        if scheme.lower() != "bearer":
            raise failures.forbidden("missing", "The key is missing: send it in the header X-Key")
    return key


def _idempotency_key(request: web.BaseRequest) -> str:
    """Return the idempotency key that a request was sent with, if any."""
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return ""
    key = bare_key(given)
    if key is None:
        raise failures.bad_idempotency_key(given)
    return key


def _object(body: bytes) -> dict[str, Any]:
    """Return the body's JSON object."""
    try:
        data = codec.decode(body)
    except codec.BadJson as error:
        raise failures.bad_body(str(error)) from None
    if type(data) is not dict:
        raise failures.bad_body("The body is not a JSON object")
    return data


def _is_usual(request: web.BaseRequest) -> bool:
    """Tell whether a call is as most calls are: nothing about it is in doubt, or to be judged."""
    headers = request.headers
    return (
        request.method == hdrs.METH_POST
        and request.version == HttpVersion11
        and headers.get(hdrs.CONTENT_TYPE) == USUAL_TYPE
        and hdrs.CONTENT_ENCODING not in headers
        and "X-Entity-Id" not in headers
    )


def _refused(refusal: Refusal) -> tuple[str, bytes]:
    """Return the outcome of a refused call for the log, and its answer."""
    return refusal.faults[0].code, codec.encode(failures.answer(refusal.faults))


def _known(name: str) -> str | None:
    """Return a method's name for the log; one that does not exist may be anything."""
    if name == JSONRPC:
        return "jsonrpc"
    return name if name == BATCH or name in methods() else None


def _response(request_id: str, body: bytes) -> web.Response:
    headers = {"X-Request-Id": request_id, "Cache-Control": "no-store", "Server": SERVER}
    if not body:
        return web.Response(status=HTTPStatus.NO_CONTENT, headers=headers)
    headers["Content-Type"] = "application/json"
    return web.Response(body=body, headers=headers)


def _failed(request_id: str, failure: Failure) -> web.Response:
    response = _response(request_id, codec.encode(failures.answer([failure.fault])))
    response.set_status(failure.status, failure.reason)
    response.headers.update(failure.headers)
    if "Connection" in failure.headers:
        response.force_close()
    return response
