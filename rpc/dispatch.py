"""One call from start to finish, without HTTP: request in, bytes out.

A handler that returns has its effect kept, one that raises has it undone. The answer is spelled
inside the transaction, so that an answer that can not be spelled leaves nothing behind.
"""

import difflib
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.method import Context, Method
from rpc import codec, failures
from rpc.auth import Cached, Principal
from schemas import problems
from schemas.fields import time_zone
from schemas.problems import Problem, Refusal
from schemas.schema import Invalid
from store import entities
from store.database import Database

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
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.database = database
        self._methods = methods
        self._max_answer = max_answer
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
            return await self.database.write(
                entity, lambda: self._run(method, request, principal, zone_of_entity())
            )
        zone = self._zones.get(entity) or self._zones.put(
            entity, await self.database.read(entity, zone_of_entity)
        )
        return await self.database.read(entity, lambda: self._run(method, request, principal, zone))

    def _run(
        self, method: Method, request: dict[str, Any], principal: Principal, zone: ZoneInfo
    ) -> bytes:
        """Read the request, run the method and spell its answer, in the entity's time zone.

        A write reads the zone in its own transaction: what it stores is printed for good.
        """
        time_zone.set(zone)
        try:
            loaded = method.request.load(request)
        except Invalid as invalid:
            raise invalid.as_refusal() from None
        context = Context(now=self.clock(), zone=zone, key=principal.name)
        return self._spelled(method, method.function(loaded, context))

    def _spelled(self, method: Method, answer: Mapping[str, Any]) -> bytes:
        body = codec.encode({"status": "ok", **method.response.write(answer)})
        if len(body) > self._max_answer:
            raise Refusal(ANSWER_TOO_LARGE("/limit", most=self._max_answer))
        return body


def zone_of_entity() -> ZoneInfo:
    """Return the time zone of the session's entity."""
    return ZoneInfo(entities.time_zone())
