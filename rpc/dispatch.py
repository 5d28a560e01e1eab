"""One call from start to finish, without HTTP: request in, bytes out.

A handler that returns has its effect kept, one that raises has it undone. The answer is spelled
inside the transaction, so that an answer that can not be spelled leaves nothing behind.
"""

import difflib
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from handlers.method import Context, Method, Unfinished
from rpc import codec, failures
from rpc.auth import Cached, Principal
from rpc.workshop import Workshop
from schemas import problems
from schemas.fields import time_zone
from schemas.problems import Problem, Refusal
from schemas.schema import Invalid
from store import entities
from store.database import Database

T = TypeVar("T")

MAX_METHOD_LENGTH = 100

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

    def method(self, name: str) -> Method:
        """Return a method by its name, or fail with the nearest one."""
        method = self._methods.get(name)
        if method is None:
            near = difflib.get_close_matches(name[:MAX_METHOD_LENGTH], self._methods, n=1)
            raise failures.no_method(name, near[0] if near else None)
        return method

    async def call(
        self, method: Method, request: dict[str, Any], principal: Principal, entity: int
    ) -> bytes:
        """Run a call for an entity and return its answer; raise a `Refusal` or a `Failure`."""
        if method.writes:
            answer = await self.database.write(
                entity, lambda: self._run(method, request, principal, zone_of_entity())
            )
            if method.mails:
                self.mailed(entity)
            return answer
        zone = self._zones.get(entity) or self._zones.put(
            entity, await self.database.read(entity, zone_of_entity)
        )
        begun = await self.database.read(
            entity, lambda: self._begin(method, request, principal, zone)
        )
        return begun if type(begun) is bytes else await self.finish(entity, begun)

    async def finish(self, entity: int, begun: T | Unfinished[T]) -> T:
        """Do the long work that a read has left, beside all others, and end it by a write."""
        if not isinstance(begun, Unfinished):
            return begun
        made = await self.workshop.run(begun.work)
        return await self.database.write(entity, lambda: begun.end(made))

    def _run(
        self, method: Method, request: dict[str, Any], principal: Principal, zone: ZoneInfo
    ) -> bytes:
        """Run a method that writes, and return its answer's bytes."""
        answer = self._begin(method, request, principal, zone)
        assert type(answer) is bytes, "a method that writes is one transaction"
        return answer

    def _begin(
        self, method: Method, request: dict[str, Any], principal: Principal, zone: ZoneInfo
    ) -> bytes | Unfinished[bytes]:
        """Read the request, run the method and spell its answer, in the entity's time zone.

        A write reads the zone in its own transaction: what it stores is printed for good.
        """
        time_zone.set(zone)
        try:
            loaded = method.request.load(request)
        except Invalid as invalid:
            raise invalid.as_refusal() from None
        context = Context(self.clock(), zone, principal.name, self._mail_from, self._link_seconds)
        answer = method.function(loaded, context)
        if isinstance(answer, Unfinished):
            return answer.then(lambda whole: self._spelled(method, whole, zone))
        return self._spelled(method, answer)

    def _spelled(
        self, method: Method, answer: Mapping[str, Any], zone: ZoneInfo | None = None
    ) -> bytes:
        if zone is not None:  # it is another thread that ends what was begun
            time_zone.set(zone)
        body = codec.encode({"status": "ok", **method.response.write(answer)})
        if len(body) > self._max_answer:
            raise Refusal(ANSWER_TOO_LARGE("/limit", most=self._max_answer))
        return body


def zone_of_entity() -> ZoneInfo:
    """Return the time zone of the session's entity."""
    return ZoneInfo(entities.time_zone())
