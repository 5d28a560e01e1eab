"""JSON in and out: strict, with exact decimals, at a cost bounded by the length of the body.

Why refuse what most parsers let pass: JSON leaves duplicate keys, number ranges and surrogates
open, parsers differ in them, and such differences have been exploited in payment flows. Control
characters are left to the fields, which tell where they stand.

Why the standard scanner: its hooks see every number as the text that was sent, so no binary float
is ever made. Reading a number costs no more than its length; whoever computes with one must
look at its digits and exponent first (`1e999999` is a million digits the moment it is an `int`).
"""

import json
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

import msgspec

MAX_DEPTH = 32
# Longer integers come as Decimal, which reads them in linear time; `int` takes quadratic time.
MAX_INT_DIGITS = 40
MAX_SHOWN = 100
# Most requests of readers are shorter, and most of writers are longer.
SHORT = 512

_ALL_BUT_STRUCTURE = bytes(set(range(256)) - set(b'[]{}"'))


class BadJson(ValueError):  # noqa: N818 - an answer, not an error of ours
    """The body is not JSON as this server reads it; the message says why."""


def decode(body: bytes) -> Any:
    """Read a JSON document."""
    value = decode_short(body)
    if value is not None:
        return value
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadJson(f"The body is not UTF-8: bad byte at offset {error.start}") from None
    if text.startswith("\ufeff"):
        raise BadJson("The body begins with a byte order mark")
    check_depth(body)
    try:
        value = _decoder.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        complaint = error.msg.removesuffix(" at")
        raise BadJson(f"The body is not JSON ({where}): {complaint}") from None
    except InvalidOperation:
        raise BadJson("A number has an exponent beyond all bounds") from None
    if "\\u" in text:
        _check_surrogates(value)
    return value


def decode_own(body: bytes) -> Any:
    """Read what `encode` wrote: nothing about it needs to be doubted."""
    return _short.decode(body)


def encode(value: Any) -> bytes:
    """Write a JSON document; decimals keep their scale, `msgspec.Raw` goes through as it is."""
    return _encoder.encode(value)


def encode_sorted(value: Any) -> bytes:
    """Write a JSON document in the one way in which equal ones are alike."""
    return _sorter.encode(value)


def decode_short(body: bytes) -> dict[str, Any] | None:
    """Read a short and plain object in a third of the time; None if it needs a closer look.

    Each key ends by a quote and a colon: if there are as many keys as these, then no key occurs
    twice. White space between them, an escape, and whatever is wrong need the closer look.
    """
    if len(body) > SHORT or body.count(b"[") + body.count(b"{") > MAX_DEPTH:
        return None
    if b"\\" in body or b" :" in body or b"\n:" in body or b"\t:" in body or b"\r:" in body:
        return None
    try:
        value = _short.decode(body)
    except (ValueError, InvalidOperation):
        return None
    return value if type(value) is dict and _keys(value) == body.count(b'":') else None


def _keys(value: dict[str, Any] | list[Any]) -> int:
    """Count the keys in an object or array, however deep."""
    members: Any = value
    keys = 0
    if type(value) is dict:
        keys, members = len(value), value.values()
    for each in members:
        if type(each) is dict or type(each) is list:
            keys += _keys(each)
    return keys


def check_depth(body: bytes, most: int = MAX_DEPTH) -> None:
    """Refuse a document that is nested too deeply, before it is parsed: the scanner recurses."""
    # Few brackets can not nest deeply.
    if body.count(b"[") + body.count(b"{") <= most:
        return
    if b"\\" in body:
        body = body.replace(rb"\\", b"").replace(rb"\"", b"")
    # With the escapes gone, every second piece between quotes is the inside of a string.
    brackets = b"".join(body.translate(None, _ALL_BUT_STRUCTURE).split(b'"')[::2])
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        if depth > most:
            raise BadJson(f"The body is nested more than {MAX_DEPTH} levels deep")


def _check_surrogates(value: Any) -> None:
    # Raw UTF-8 can not hold a lone surrogate, only an escape can, and then it can not be encoded.
    try:
        _encoder.encode(value)
    except UnicodeEncodeError:
        raise BadJson("A text holds half of a surrogate pair") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        # The name goes into an answer, so it must be encodable whatever it holds.
        shown = twice[:MAX_SHOWN].encode(errors="backslashreplace").decode()
        raise BadJson(f"The key '{shown}' occurs twice in one object")
    return members


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= MAX_INT_DIGITS else Decimal(digits)


def _constant(name: str) -> NoReturn:
    raise BadJson(f"{name} is not a number in JSON")


_decoder = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=Decimal,
    parse_int=_integer,
    parse_constant=_constant,
)
_short = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")
_sorter = msgspec.json.Encoder(decimal_format="number", order="sorted")
