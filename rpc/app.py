"""The HTTP server: routes, keys, limits, request ids; what is refused before any method runs.

Everything is checked in one order: key, HTTP method, method name, format, size, JSON. The key
comes first, so that a stranger learns nothing, not even which methods exist.
"""

import asyncio
import itertools
import re
import secrets
import time
from http import HTTPStatus
from typing import Any

from aiohttp import HttpVersion11, hdrs, web
from aiohttp.http import HttpProcessingError

from handlers.exporting import PATH
from rpc import codec, failures, log
from rpc.auth import Keys, Principal, RateLimit
from rpc.background import Background
from rpc.config import Config
from rpc.connections import HANDLER, MAX_BODY, SERVER, Answer
from rpc.dispatch import Dispatcher
from rpc.failures import Failure
from rpc.files import Files
from rpc.mail import Postman
from rpc.registry import methods
from rpc.smtp import mailbox
from rpc.workshop import Workshop
from schemas.problems import Refusal
from store.database import Database, Unavailable

# A call is POST /api/v6/<method>.
ROUTE = ("api", "v6", "<method>")
HEALTH = "/healthz"

BACKGROUND = web.AppKey("background", Background)
POSTMAN = web.AppKey("postman", Postman)

_ENTITY = web.RequestKey("entity", int)
_SANE_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)
_KEY = re.compile(r"[\x21-\x7e]{1,512}")
_JSON = re.compile(r"application/json(?:[ \t]*;[ \t]*charset=(\"?)utf-?8\1)?", re.IGNORECASE)


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
        self._files = Files(self.dispatcher, self._wrong_keys)
        self._open = 0
        self._reading: set[asyncio.Timeout] = set()
        # Ids of ours are told apart, not guessed: a prefix for this process, and a count.
        self._prefix = f"{secrets.token_hex(8)}-"
        self._serial = itertools.count(1)
        self._log = log.logger()
        self._calls = log.Calls()

    async def handle(self, request: web.BaseRequest) -> Answer | web.Response:
        """Answer one request, whatever it is."""
        started = time.perf_counter()
        request_id = self._request_id(request)
        _, *steps = request.rel_url.raw_path.split("/")
        if len(steps) != len(ROUTE) or steps[0] != ROUTE[0]:
            return await self._elsewhere(request, request_id)
        _, version, name = steps
        principal = None
        failure: Failure | None = None
        outcome = "ok"
        self._open += 1
        try:
            principal = self._authenticate(request) or await self._look_up(request)
            body = await self._answer(request, principal, version, name)
        except Refusal as refusal:
            outcome = refusal.faults[0].code
            body = codec.encode(failures.answer(refusal.faults))
        except Failure as error:
            failure = error
        except (Unavailable, TimeoutError):
            failure = failures.unavailable()
        except Exception:  # noqa: BLE001 - the last resort: logged, and told as a plain 500
            self._log.exception("failed", request_id=request_id, method=_known(name))
            failure = failures.internal(request_id)
        finally:
            self._open -= 1
        status = HTTPStatus.OK
        response: Answer | web.Response
        if failure is not None:
            outcome, status = failure.fault.code, failure.status
            response = _failed(request_id, failure)
        elif request.version == HttpVersion11:
            response = Answer(request_id, body)
        else:
            response = _response(request_id, body)
        if self.is_stopping:
            response.force_close()
        if self.config.access_log:
            self._calls.add(
                request_id,
                _known(name),
                request.get(_ENTITY),
                principal.id if principal else None,
                outcome,
                status,
                time.perf_counter() - started,
            )
        return response

    def _request_id(self, request: web.BaseRequest) -> str:
        """Return the caller's id of the request, if it is a sane one, else a new one."""
        given = request.headers.get("X-Request-Id")
        if given and _SANE_ID.fullmatch(given):
            return given
        return f"{self._prefix}{next(self._serial):x}"

    async def _elsewhere(self, request: web.BaseRequest, request_id: str) -> web.Response:
        """Answer what is no call: a file, a look whether requests are taken, or no path of ours."""
        if request.path.startswith(PATH):
            return await self._file(request, request_id)
        if request.path != HEALTH or request.method not in (hdrs.METH_GET, hdrs.METH_HEAD):
            return _failed(request_id, failures.no_path(request.path))
        if self.is_stopping:
            return _failed(request_id, failures.unavailable())
        return _response(request_id, b'{"status":"ok"}')

    async def _file(self, request: web.BaseRequest, request_id: str) -> web.Response:
        """Answer with the file that a link names."""
        started = time.perf_counter()
        failure: Failure | None = None
        self._open += 1
        try:
            self._check_load()
            response = await self._files.response(request, request_id)
        except Refusal as refusal:
            failure = failures.no_file(refusal.faults[0])
        except Failure as error:
            failure = error
        except (Unavailable, TimeoutError):
            failure = failures.unavailable()
        except Exception:  # noqa: BLE001 - as for calls
            self._log.exception("failed", request_id=request_id, path=request.path)
            failure = failures.internal(request_id)
        finally:
            self._open -= 1
        outcome = "ok"
        if failure is not None:
            outcome, response = failure.fault.code, _failed(request_id, failure)
        if self.is_stopping:
            response.force_close()
        if self.config.access_log:
            seconds = time.perf_counter() - started
            self._calls.add(request_id, PATH, None, None, outcome, response.status, seconds)
        return response

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
        self, request: web.BaseRequest, principal: Principal, version: str, name: str
    ) -> bytes:
        if request.method != hdrs.METH_POST:
            raise failures.not_post(request.method)
        if version != ROUTE[1]:
            raise failures.no_version(version)
        method = self.dispatcher.method(name)
        if method.writes and principal.is_read_only:
            raise failures.forbidden(
                "insufficient", f"This key may only read; {method.name} writes"
            )
        entity = request[_ENTITY] = await self._entity(request, principal)
        data = await self._object(request)
        return await self.dispatcher.call(method, data, principal, entity)

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

    async def _object(self, request: web.BaseRequest) -> dict[str, Any]:
        """Return the body's JSON object."""
        headers = request.headers
        content_type = headers.get(hdrs.CONTENT_TYPE)
        # Compared first, because that is cheaper than the pattern, and nearly always true.
        if content_type not in ("application/json", None) and not _JSON.fullmatch(content_type):
            raise failures.not_json(
                "Send the body as UTF-8 JSON, with the header Content-Type: application/json"
            )
        if hdrs.CONTENT_ENCODING in headers:
            raise failures.not_json("Send the body without a Content-Encoding")
        limit = self.config.max_body
        if (request.content_length or 0) > limit:
            raise failures.too_large(limit)
        if request.content.is_eof():
            body = request.content.read_nowait()
        else:
            body = await self._late_body(request)
        if len(body) > limit:
            raise failures.too_large(limit)
        try:
            data = codec.decode(body)
        except codec.BadJson as error:
            raise failures.bad_body(str(error)) from None
        if type(data) is not dict:
            raise failures.bad_body("The body is not a JSON object")
        return data

    async def _late_body(self, request: web.BaseRequest) -> bytes:
        """Wait for a body, but not for long, and not at all once the server stops."""
        try:
            seconds = 0 if self.is_stopping else self.config.body_seconds
            async with asyncio.timeout(seconds) as limit:
                self._reading.add(limit)
                await _go_on(request)
                return await request.read()
        except TimeoutError:
            if self.is_stopping:
                raise failures.unavailable() from None
            raise failures.body_late(self.config.body_seconds) from None
        except web.HTTPRequestEntityTooLarge:
            raise failures.too_large(self.config.max_body) from None
        except (ConnectionError, HttpProcessingError):
            raise failures.body_broken() from None
        finally:
            self._reading.discard(limit)

    async def stop(self, _: web.Application) -> None:
        """Take no more requests. What runs is answered; a body that is not here never comes."""
        self.is_stopping = True
        for limit in self._reading:
            limit.reschedule(asyncio.get_running_loop().time())


def make_app(config: Config, database: Database) -> web.Application:
    """Make the application: what runs with the server, and the handler of every request."""
    server = Server(config, database)
    app = web.Application()
    app[HANDLER] = server.handle
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


def _known(name: str) -> str | None:
    """Return a method's name for the log; one that does not exist may be anything."""
    return name if name in methods() else None


def _response(request_id: str, body: bytes) -> web.Response:
    headers = {
        "Content-Type": "application/json",
        "X-Request-Id": request_id,
        "Cache-Control": "no-store",
        "Server": SERVER,
    }
    return web.Response(body=body, headers=headers)


def _failed(request_id: str, failure: Failure) -> web.Response:
    response = _response(request_id, codec.encode(failures.answer([failure.fault])))
    response.set_status(failure.status, failure.reason)
    response.headers.update(failure.headers)
    if "Connection" in failure.headers:
        response.force_close()
    return response


async def _go_on(request: web.BaseRequest) -> None:
    """Ask for the body, if the caller waits for that."""
    expected = request.headers.get(hdrs.EXPECT, "").lower()
    if expected == "100-continue" and request.version >= HttpVersion11:
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # the answer has not begun
