"""Stored answers: an object's canonical JSON, rendered once a write and joined into answers.

The bytes are compact JSON in the schema's order with exact decimals. Reading them back gives
the object as a request's would, so that an update starts from exactly what was answered.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

import msgspec

from schemas.fields import Field, List, Mapped, Nested, String, time_zone
from schemas.problems import Fault
from schemas.schema import Schema

# float_hook: a decimal is never a binary float, not even on its way through.
_decoder = msgspec.json.Decoder(float_hook=Decimal)
_cutter = msgspec.json.Decoder(dict[str, msgspec.Raw])
_encoder = msgspec.json.Encoder(decimal_format="number")
_sorter = msgspec.json.Encoder(decimal_format="number", order="sorted")

Raw = msgspec.Raw
Listed = list[Raw] | Raw
Gather = Callable[[Any, list[str]], object]

MAX_PARTIALS = 256
MAX_REMEMBERED = 256
# Of a longer text the beginning is searched; a text that can not be longer than the code of a
# country, currency or province would only be noise.
MAX_SEARCHED = 1000
MAX_CODE = 3


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


def remembered(schema: Schema, body: bytes) -> Mapping[str, Any]:
    """Read back a stored answer that is asked for again and again, such as the settings.

    It is the same object each time, so nobody can change it.
    """
    return _remembered(schema, body, time_zone.get())


@lru_cache(MAX_REMEMBERED)
def _remembered(schema: Schema, body: bytes, _: tzinfo) -> Mapping[str, Any]:
    read: Mapping[str, Any] = _fixed(parse(schema, body))
    return read


def _fixed(value: Any) -> Any:
    """Return a value that can not be changed, nor anything in it."""
    match value:
        case dict():
            return MappingProxyType({key: _fixed(each) for key, each in value.items()})
        case list():
            return tuple(map(_fixed, value))
    return value


def shown(body: bytes, fields: Sequence[str]) -> Raw:
    """Return a stored answer for an answer: whole, or these fields of it and the id."""
    return Raw(_cut(_partial(tuple(fields)), body) if fields else body)


def listed(bodies: Iterable[bytes], fields: Sequence[str]) -> Listed:
    """Return stored answers for an answer, each as `shown` returns one."""
    if not fields:
        return [Raw(body) for body in bodies]
    # Reading and writing all of them at once saves a part of the time.
    return Raw(_cut(_partials(tuple(fields)), b"[%b]" % b",".join(bodies)))


def _cut(partial: msgspec.json.Decoder[Any], body: bytes) -> bytes:
    return _encoder.encode(partial.decode(body))


def brief(body: bytes, left_out: Collection[str]) -> bytes:
    """Return a stored answer without some members; every other byte stays as it is."""
    parts: dict[str, Any] = _cutter.decode(body)
    return _encoder.encode({name: part for name, part in parts.items() if name not in left_out})


def patched(body: bytes, **members: Any) -> bytes:
    """Return a stored answer with these members replaced; every other byte stays as it is."""
    parts: dict[str, Any] = _cutter.decode(body)
    assert parts.keys() >= members.keys(), "members are replaced, never added"
    return _encoder.encode({**parts, **members})


def canonical(body: bytes, *, without: Iterable[str], **members: Any) -> bytes:
    """Return a stored answer but for some members, with others: compact, sorted by their names."""
    left_out = frozenset(without)
    kept = {name: _decoder.decode(raw) for name, raw in _members(body).items()}
    kept = {name: value for name, value in kept.items() if name not in left_out}
    return _sorter.encode({**kept, **members})


def member(body: bytes, name: str) -> Any:
    """Return one member of a stored answer as JSON has it; None if there is none."""
    return _decoder.decode(_members(body).get(name, b"null"))


def differing(one: bytes, other: bytes) -> list[str]:
    """Return the names of the members in which two objects are not spelled alike."""
    left, right = _members(one), _members(other)
    return [
        name
        for name in sorted(left.keys() | right.keys())
        if bytes(left.get(name, b"")) != bytes(right.get(name, b""))
    ]


def _members(body: bytes) -> dict[str, Any]:
    """Return the members of an object, each as it is spelled; of anything else, none."""
    try:
        return _cutter.decode(body)
    except ValueError:
        return {}


def searched(schema: Schema, obj: Mapping[str, Any]) -> str:
    """Return the texts of an object that `search` looks in, one a line."""
    found: list[str] = []
    _gatherer(schema)(obj, found)
    return "\n".join(found)


@cache
def _gatherer(what: Schema | Field) -> Gather:
    """Return what adds the texts of such values to a list."""
    match what:
        case Schema():
            members = [(name, _gatherer(field)) for name, field in _searched(what)]

            def gather(value: Any, found: list[str]) -> None:
                for name, add in members:
                    if (member := value.get(name)) is not None:
                        add(member, found)

            return gather
        case Nested():
            return _gatherer(what.schema)
        case List():
            add = _gatherer(what.inner)
            return lambda value, found: [add(each, found) for each in value if each is not None]
        case Mapped():
            add = _gatherer(what.inner)
            return lambda value, found: [add(v, found) for v in value.values() if v is not None]
    return _add_text


def _add_text(value: Any, found: list[str]) -> None:
    # Metadata can have numbers, which are searched as they are printed, and truth values.
    if value is not True and value is not False:
        found.append(str(value)[:MAX_SEARCHED])


def _searched(schema: Schema) -> list[tuple[str, Field]]:
    """Return the fields in which there can be something to search."""
    return [
        (name, field)
        for name, field in schema.fields.items()
        if isinstance(field, Field) and field.searched and _has_text(field)
    ]


def _has_text(field: Field) -> bool:
    match field:
        case Nested():
            return bool(_searched(field.schema))
        case List() | Mapped():
            return _has_text(field.inner)
        case String():
            return field.most > MAX_CODE
    return False


@lru_cache(MAX_PARTIALS)
def _partial(names: tuple[str, ...]) -> msgspec.json.Decoder[msgspec.Struct]:
    """Return what reads the id and these members of an answer, and none of them any deeper."""
    members = [(name, Raw) for name in dict.fromkeys(("id", *names))]
    return msgspec.json.Decoder(msgspec.defstruct("Partial", members, gc=False))


@lru_cache(MAX_PARTIALS)
def _partials(names: tuple[str, ...]) -> msgspec.json.Decoder[list[msgspec.Struct]]:
    """Return what reads an array of answers alike."""
    return msgspec.json.Decoder(list[_partial(names).type])  # type: ignore[misc] # it is made here
