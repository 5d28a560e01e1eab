"""One call from start to finish, without HTTP: request in, bytes out.

A handler that returns has its effect kept, one that raises has it undone. The answer is spelled
inside the transaction, so that an answer that can not be spelled leaves nothing behind. With an
idempotency key it is stored there too, so that the effect and the memory of it are one.
"""

import difflib
import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from handlers.method import Context, Method, Unfinished, finished
from handlers.rehearsing import rehearse
from rpc import codec, failures
from rpc.auth import Cached, Principal
from rpc.workshop import Workshop
from schemas import problems
from schemas.fields import time_zone
from schemas.problems import Problem, Refusal, refuse
from schemas.schema import Invalid
from store import entities, idempotency
from store.database import Database
from store.idempotency import Scope

T = TypeVar("T")

MAX_METHOD_LENGTH = 100
# How many names that no method has are remembered with the nearest one.
MAX_MISSPELLED = 1000

ANSWER_TOO_LARGE = Problem(
    "ANSWER_TOO_LARGE",
    "limit",
    problems.INVALID_VALUE,
    "The answer would have more than {most} bytes: ask for fewer objects or fields",
)


def utc_now() -> datetime:
    """Return the time, to the second."""
    return datetime.fromtimestamp(int(time.time()), UTC)


class Dispatcher:
    """Runs calls on a database."""

    def __init__(
        self,
        database: Database,
        methods: Mapping[str, Method],
        *,
        max_answer: int,
        mail_from: str | None = None,
        link_seconds: int = 0,
        workshop: Workshop | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.database = database
        self._methods = methods
        self._max_answer = max_answer
        self._mail_from = mail_from
        self._link_seconds = link_seconds
        self.workshop = workshop or Workshop()
        # Told of the entity whose e-mails wait, as soon as they are stored.
        self.mailed: Callable[[int], None] = lambda _: None
        self.clock = clock
        self._zones: Cached[ZoneInfo] = Cached()
        # It takes milliseconds, and who calls a wrong name does so again and again.
        self._nearest = lru_cache(MAX_MISSPELLED)(self._nearest_of_all)

    def method(self, name: str) -> Method:
        """Return a method by its name, or fail with the nearest one."""
        method = self._methods.get(name)
        if method is None:
            raise failures.no_method(name, self._nearest(name[:MAX_METHOD_LENGTH]))
        return method

    def _nearest_of_all(self, name: str) -> str | None:
        near = difflib.get_close_matches(name, self._methods, n=1)
        return near[0] if near else None

    def allowed(self, name: str, principal: Principal) -> Method:
        """Return a method by its name, if the key may call it."""
        method = self.method(name)
        if method.writes and principal.is_read_only:
            text = f"This key may only read; {method.name} writes"
            raise failures.forbidden("insufficient", text)
        return method

    async def call(
        self,
        method: Method,
        request: dict[str, Any],
        principal: Principal,
        entity: int,
        key: str = "",
    ) -> bytes:
        """Run a call for an entity and return its answer; raise a `Refusal` or a `Failure`.

        `key` is an idempotency key: a method that writes has its effect once for it.
        """
        if method.writes:
            answer = await self.database.write(
                entity, lambda: self.run(method, request, principal, key)
            )
            self.tell(entity, [(method, request)])
            return answer
        zone = await self.zone(entity)
        begun = await self.database.read(
            entity, lambda: self.begin(method, request, principal, zone)
        )
        return begun if type(begun) is bytes else await self.finish(entity, begun)

    def tell(self, entity: int, called: Iterable[tuple[object, object]]) -> None:
        """Have the e-mails delivered that methods have left with these requests, if any did."""
        for method, request in called:
            if isinstance(method, Method) and method.mails and not _is_dry(request):
                self.mailed(entity)
                return

    def known_zone(self, entity: int) -> ZoneInfo | None:
        """Return an entity's time zone if it was read a moment ago."""
        return self._zones.get(entity)

    async def zone(self, entity: int) -> ZoneInfo:
        """Return an entity's time zone, as it was a moment ago."""
        return self._zones.get(entity) or self._zones.put(
            entity, await self.database.read(entity, zone_of_entity)
        )

    async def finish(self, entity: int, begun: T | Unfinished[T]) -> T:
        """Do the long work that a read has left, beside all others, and end it by a write."""
        if not isinstance(begun, Unfinished):
            return begun
        made = await self.workshop.run(begun.work)
        return await self.database.write(entity, lambda: begun.end(made))

    def run(
        self, method: Method, request: dict[str, Any], principal: Principal, key: str = ""
    ) -> bytes:
        """Run a method that writes in the transaction of this thread, and return its answer."""

        def run() -> bytes:
            # What a write stores is printed for good: its zone is that of its own transaction.
            answer = self.begin(method, request, principal, zone_of_entity())
            assert type(answer) is bytes, "a method that writes is one transaction"
            return answer

        # Nothing is remembered of a dry run.
        if not key or _is_dry(request):
            return run()
        scope = Scope(principal.id, method.name, key)
        return once(scope, request, self.clock(), run)

    def begin(
        self, method: Method, request: dict[str, Any], principal: Principal, zone: ZoneInfo
    ) -> bytes | Unfinished[bytes]:
        """Read the request, run the method and spell its answer, in the entity's time zone."""
        time_zone.set(zone)
        try:
            loaded = method.request.load(request)
        except Invalid as invalid:
            raise invalid.as_refusal() from None
        context = Context(self.clock(), zone, principal.name, self._mail_from, self._link_seconds)
        if method.writes and loaded.pop("dry_run"):
            told, documents = rehearse(lambda: finished(method.function(loaded, context)))
            return self._spelled(method, told, documents=documents)
        answer = method.function(loaded, context)
        if isinstance(answer, Unfinished):
            return answer.then(lambda whole: self._spelled(method, whole, zone))
        return self._spelled(method, answer)

    def _spelled(
        self,
        method: Method,
        answer: Mapping[str, Any],
        zone: ZoneInfo | None = None,
        **more: Any,
    ) -> bytes:
        if zone is not None:  # it is another thread that ends what was begun
            time_zone.set(zone)
        body = codec.encode({"status": "ok", **method.response.write(answer), **more})
        if len(body) > self._max_answer:
            raise Refusal(ANSWER_TOO_LARGE("/limit", most=self._max_answer))
        return body


class Replayed(bytes):
    """The answer of an earlier call, told again."""


def once(scope: Scope, request: Any, now: datetime, run: Callable[[], bytes]) -> bytes:
    """Run what was not run before under an idempotency key; else tell its answer again."""
    digest = hashlib.sha256(codec.encode_sorted(request)).hexdigest()
    claimed = idempotency.claim(scope, digest, now)
    if isinstance(claimed, int):
        answer = run()
        idempotency.keep(claimed, answer)
        return answer
    if claimed.digest != digest:
        shown = problems.short(scope.key)
        refuse(problems.IDEMPOTENCY_KEY_REUSED("/idempotencyKey", value=shown, key=shown))
    return Replayed(claimed.answer)


def _is_dry(request: object) -> bool:
    return isinstance(request, dict) and request.get("dryRun") is True


def zone_of_entity() -> ZoneInfo:
    """Return the time zone of the session's entity."""
    return ZoneInfo(entities.time_zone())
