"""POST /api/v6/batch: up to a hundred calls in one request, each for itself or all or nothing."""

from typing import Any

from rpc import codec, failures
from rpc.calls import Call, Caller, CallRefused, Desk, Envelope, results
from rpc.registry import methods
from schemas.batch import BATCH
from schemas.schema import Invalid


async def answer(desk: Desk, caller: Caller, data: Any, key: str = "") -> bytes:
    """Run a batch and return its answer; `key` is the idempotency key of the whole."""
    try:
        batch = BATCH.load(data)
    except Invalid as invalid:
        raise invalid.as_refusal() from None
    is_atomic, is_dry = batch["atomic"], batch["dry_run"]
    calls = [
        Call(
            call["method"],
            _request(call, is_dry=is_dry and not is_atomic),
            call.get("idempotency_key") or ("" if is_atomic or not key else f"{key}#{i}"),
        )
        for i, call in enumerate(batch["calls"])
    ]
    envelope = Envelope(desk, calls, caller, linked=True)
    if not is_atomic:
        return results(await envelope.each())
    try:
        return await envelope.together(key, is_dry=is_dry)
    except CallRefused as refused:
        return codec.encode({**failures.answer(refused.faults), "call": refused.call})


def _request(call: dict[str, Any], *, is_dry: bool) -> dict[str, Any]:
    """Return the request of a call, that of a dry run if it would write."""
    request: dict[str, Any] = call.get("request") or {}
    method = methods().get(call["method"])
    return {**request, "dryRun": True} if is_dry and method and method.writes else request
