"""JSON as Orderly speaks it: decimals go out and come in exactly.

A binary float is refused: it has no decimals of its own, and whoever computed 0.1 + 0.2 would
send 0.30000000000000004.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def ref(call: int, *steps: str | int) -> Any:
    """Refer to a value in the answer of an earlier call of a batch: `ref(0, "id")`."""
    return {"$ref": ".".join(map(str, (call, *steps)))}


def encode(request: Mapping[str, Any]) -> bytes:
    """Write a request; decimals keep their digits, dates are spelled as the API wants them."""
    return _encoder.encode(_plain(request, ""))


def decode(body: bytes) -> Any:
    """Read an answer; a number with a fraction is a `Decimal`."""
    try:
        return _decoder.decode(body)
    except ArithmeticError as error:
        raise ValueError("A number has an exponent beyond all bounds") from error


def _plain(value: Any, at: str) -> Any:
    """Return a value as the encoder takes it, or tell where one stands that can not be sent."""
    if isinstance(value, str | int | None):
        return value
    if isinstance(value, Mapping):
        return {_name(key, at): _plain(each, f"{at}/{key}") for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, f"{at}/{i}") for i, each in enumerate(value)]
    if isinstance(value, Decimal):
        if value.is_finite():
            return value
        raise ValueError(f"{at}: {value} is not a number in JSON")
    if isinstance(value, datetime):
        # Without a zone it is a time of the entity's, and only then there is no T.
        return value.isoformat("T" if value.tzinfo else " ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        raise TypeError(f'{at}: {value!r} is a binary float: use Decimal("{value!r}")')
    raise TypeError(f"{at}: a value of type {type(value).__name__} can not be sent")


def _name(key: object, at: str) -> str:
    """Return a key as JSON has it: ids, as in the rates of a tax area, become strings."""
    if isinstance(key, str):
        return key
    if isinstance(key, int) and not isinstance(key, bool):
        return str(key)
    raise TypeError(f"{at}: the key {key!r} is neither a string nor an id")
