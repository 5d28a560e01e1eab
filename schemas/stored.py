"""Stored answers: an object's canonical JSON, rendered once a write and joined into answers.

The bytes are compact JSON in the schema's order with exact decimals. Reading them back gives
the object as a request's would, so that an update starts from exactly what was answered.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from schemas.problems import Fault
from schemas.schema import Schema

# float_hook: a decimal is never a binary float, not even on its way through.
_decoder = msgspec.json.Decoder(float_hook=Decimal)
_cutter = msgspec.json.Decoder(dict[str, msgspec.Raw])
_encoder = msgspec.json.Encoder(decimal_format="number")

Raw = msgspec.Raw

MAX_PARTIALS = 256


def render(schema: Schema, obj: Mapping[str, Any]) -> bytes:
    """Render an object as it will be answered."""
    return _encoder.encode(schema.write(obj))


def parse(schema: Schema, body: bytes) -> dict[str, Any]:
    """Read a stored answer back."""
    faults: list[Fault] = []
    read = schema.read(_decoder.decode(body), "", faults)
    assert not faults, f"a stored answer is not as its schema says: {faults}"
    assert read is not None
    return read


def shown(bodies: Iterable[bytes], fields: Sequence[str]) -> list[Raw]:
    """Return stored answers for an answer: whole, or these fields of them and the id."""
    if not fields:
        return [Raw(body) for body in bodies]
    decode = _partial(("id", *(name for name in fields if name != "id"))).decode
    return [Raw(_encoder.encode(decode(body))) for body in bodies]


def patched(body: bytes, **members: Any) -> bytes:
    """Return a stored answer with these members replaced; every other byte stays as it is."""
    parts: dict[str, Any] = _cutter.decode(body)
    assert parts.keys() >= members.keys(), "members are replaced, never added"
    return _encoder.encode({**parts, **members})


@lru_cache(MAX_PARTIALS)
def _partial(names: tuple[str, ...]) -> msgspec.json.Decoder[msgspec.Struct]:
    """Return what reads only these members of an answer, and none of them any deeper."""
    return msgspec.json.Decoder(msgspec.defstruct("Partial", [(name, Raw) for name in names]))
