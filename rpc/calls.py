"""The calls of an envelope, JSON-RPC or batch: judged one by one, run in their order.

Each call is judged as if it had come alone: it counts for the rate limit, its key must suffice,
its method must exist. If all of them only read, they share one snapshot, so that their lists and
counts agree. Otherwise a few at a time share a transaction, which is what makes a batch cheap; a
call that is refused undoes what it did itself, and leaves its faults in its place.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from handlers.method import Method, Unfinished
from handlers.rehearsing import rehearse
from rpc import codec, failures, log
from rpc.auth import Principal, RateLimit
from rpc.dispatch import ANSWER_TOO_LARGE, Dispatcher, once, zone_of_entity
from rpc.failures import Failure
from rpc.references import References
from schemas import problems
from schemas.problems import Fault, Refusal, refuse
from schemas.stored import Raw
from store.database import Unavailable
from store.idempotency import Scope
from store.rehearsing import apart

BATCH = "batch"
# Others that write wait for a transaction of a batch to end.
MAX_TOGETHER = 20

# Faults of a call that are not of its request.
_OF_CALLS = frozenset(
    (
        "METHOD_NOT_FOUND",
        "INSUFFICIENT_KEY",
        "TOO_MANY_REQUESTS",
        problems.IDEMPOTENCY_KEY_REUSED.code,
        problems.NOT_ATOMIC.code,
    )
)

# What becomes of a call: its answer, or why there is none; before that, its long work.
Outcome = bytes | Sequence[Fault]
Begun = Outcome | Unfinished[bytes]


class Call(NamedTuple):
    """One call of an envelope, its fields by name or by position; `key` is its idempotency key."""

    method: str
    request: dict[str, Any] | list[Any]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf calls are run, and under which id they are logged."""

    principal: Principal
    entity: int
    request_id: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Where calls are run, and what bounds them together."""

    dispatcher: Dispatcher
    rates: RateLimit
    max_body: int
    max_answer: int


class CallRefused(Exception):  # noqa: N818 - an answer, not an error of ours
    """All or nothing was to be done, and this call is refused."""

    def __init__(self, call: int, faults: Sequence[Fault]) -> None:
        super().__init__(f"call {call}")
        self.call = call
        self.faults = [replace(fault, path=_placed(fault, call)) for fault in faults]


class Envelope:
    """Calls that came together; if they are linked, they refer to each other's answers."""

    def __init__(
        self, desk: Desk, calls: Sequence[Call], caller: Caller, *, linked: bool = False
    ) -> None:
        self._desk = desk
        self._dispatcher = desk.dispatcher
        self._database = desk.dispatcher.database
        self._calls = calls
        self._caller = caller
        self._linked = linked
        self._methods = [self._judged(i) for i in range(len(calls))]
        self._write_any = any(isinstance(each, Method) and each.writes for each in self._methods)

    def _judged(self, i: int) -> Method | Sequence[Fault]:
        """Return the method of a call, or why it can not be called."""
        principal = self._caller.principal
        try:
            # The first one was counted when the envelope came.
            if i and (wait := self._desk.rates.wait(principal.name)):
                raise failures.too_many(wait)
            return self._dispatcher.allowed(self._calls[i].method, principal)
        except Failure as failure:
            return [failure.fault]

    async def each(self) -> list[Outcome]:
        """Run each call for itself, and return what became of it."""
        begun = await (self._write() if self._write_any else self._read())
        left = self._desk.max_answer - _length(begun)
        outcomes: list[Outcome] = []
        for each in begun:
            outcome = await self._finished(each, left)
            if isinstance(each, Unfinished):
                left -= _length([outcome])
            outcomes.append(outcome)
        return outcomes

    async def together(self, key: str = "", *, is_dry: bool = False) -> bytes:
        """Run all calls in one transaction and return the answer; raise a `CallRefused`."""
        for i, method in enumerate(self._methods):
            if not isinstance(method, Method):
                raise CallRefused(i, method)

        def answers() -> Iterator[Begun]:
            return self._run(range(len(self._calls)), [], is_atomic=True)

        entity = self._caller.entity
        if not self._write_any:
            return results(await self._database.read_together(entity, answers))

        def whole() -> bytes:
            if not is_dry:
                return results(answers())
            outcomes, documents = rehearse(lambda: list(answers()))
            return results(outcomes, documents=documents)

        def once_only() -> bytes:
            scope = Scope(self._caller.principal.id, BATCH, key)
            return once(scope, self._calls, self._dispatcher.clock(), whole)

        is_kept = key and not is_dry
        answer = await self._database.write(entity, once_only if is_kept else whole)
        if not is_dry:
            self._tell()
        return answer

    async def _read(self) -> list[Begun]:
        """Run the calls on one snapshot."""
        zone = await self._dispatcher.zone(self._caller.entity)
        count = len(self._calls)
        try:
            return await self._database.read_together(
                self._caller.entity, lambda: self._run(range(count), [], zone)
            )
        except (Unavailable, TimeoutError):  # the whole envelope may be sent again
            raise
        except Exception as error:  # noqa: BLE001 - told in the places of all that it ended
            return [[self._failed(error)]] * count

    async def _write(self) -> list[Begun]:
        """Run the calls, a few of them in one transaction."""
        begun: list[Begun] = []
        count = len(self._calls)
        while len(begun) < count:
            some = range(len(begun), min(len(begun) + MAX_TOGETHER, count))
            try:
                begun += await self._database.write(
                    self._caller.entity, partial(self._run_all, some, begun)
                )
            except Exception as error:  # told in the places of what it kept from being done
                # Nothing is done, and the whole envelope may be sent again.
                if not begun and isinstance(error, Unavailable | TimeoutError):
                    raise
                begun += [[self._failed(error)]] * (count - len(begun))
        self._tell()
        return begun

    def _tell(self) -> None:
        requests = [call.request for call in self._calls]
        self._dispatcher.tell(self._caller.entity, zip(self._methods, requests, strict=True))

    def _run_all(self, some: range, before: Sequence[Begun]) -> list[Begun]:
        return list(self._run(some, before))

    def _run(
        self,
        some: range,
        before: Sequence[Begun],
        zone: ZoneInfo | None = None,
        *,
        is_atomic: bool = False,
    ) -> Iterator[Begun]:
        """Run some calls in the transaction of this thread, after what was begun before."""
        outcomes = list(before)
        references = References(outcomes, self._desk.max_body)
        left = self._desk.max_answer - _length(before)
        for i in some:
            try:
                outcome = self._one(i, references, zone, left)
            except Refusal as refusal:
                if is_atomic:
                    raise CallRefused(i, refusal.faults) from None
                outcome = refusal.faults
            if isinstance(outcome, bytes):
                left -= len(outcome)
            elif is_atomic and isinstance(outcome, Unfinished):
                name = self._calls[i].method
                raise CallRefused(i, [problems.NOT_ATOMIC(value=name, method=name)])
            outcomes.append(outcome)
            yield outcome

    def _one(self, i: int, references: References, zone: ZoneInfo | None, left: int) -> Begun:
        """Run one call, and undo what it did if it is refused."""
        call, method, principal = self._calls[i], self._methods[i], self._caller.principal
        if not isinstance(method, Method):
            return method
        request: Any = call.request
        if self._linked:
            request = references.resolved(request)
        elif isinstance(request, list):
            request = _by_name(method, request)
        if type(request) is not dict:  # a reference stands for the whole of it
            refuse(problems.NOT_THE_TYPE("", value=problems.short(request), type="an object"))
        if method.writes:
            with apart():
                return self._dispatcher.run(method, request, principal, call.key)
        answer = self._dispatcher.begin(method, request, principal, zone or zone_of_entity())
        # Only what reads: a write that is done is told, whatever came before it.
        if isinstance(answer, bytes) and len(answer) > left:
            refuse(ANSWER_TOO_LARGE("/limit", most=self._desk.max_answer))
        return answer

    async def _finished(self, begun: Begun, left: int) -> Outcome:
        """Do the long work of a call, if it has any."""
        if not isinstance(begun, Unfinished):
            return begun
        try:
            answer: bytes = await self._dispatcher.finish(self._caller.entity, begun)
            if len(answer) > left:
                refuse(ANSWER_TOO_LARGE("/limit", most=self._desk.max_answer))
            return answer
        except Refusal as refusal:
            return refusal.faults
        except Exception as error:  # noqa: BLE001 - told in its place, like all that becomes of it
            return [self._failed(error)]

    def _failed(self, error: Exception) -> Fault:
        """Return how a failure is told that leaves other calls as they are."""
        if isinstance(error, Unavailable | TimeoutError):
            return failures.unavailable().fault
        request_id = self._caller.request_id
        log.logger().error("failed", request_id=request_id, method=BATCH, exc_info=error)
        return failures.internal(request_id).fault


def _length(outcomes: Iterable[Begun]) -> int:
    """Return how long the answers among outcomes are together."""
    return sum(len(each) for each in outcomes if isinstance(each, bytes))


def _by_name(method: Method, values: list[Any]) -> dict[str, Any]:
    """Return the fields of a request that were given by position."""
    names = method.request.names()
    if len(values) > len(names):
        refuse(problems.TOO_MANY("/params", most=len(names), allowed=len(names)))
    return dict(zip(names, values, strict=False))


def _placed(fault: Fault, call: int) -> str:
    """Return where a fault stands in the envelope: at the call, or in its request."""
    at = "" if fault.code in _OF_CALLS else "/request"
    return f"/calls/{call}{at}{fault.path}"


def results(outcomes: Iterable[Any], **more: Any) -> bytes:
    """Spell the answer of a batch: what became of each call, in its place."""
    told = [Raw(each) if isinstance(each, bytes) else failures.answer(each) for each in outcomes]
    return codec.encode({"status": "ok", "results": told, **more})
