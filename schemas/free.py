"""Data of the caller's own, kept as it came: any JSON that both databases can keep."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from schemas import problems
from schemas.fields import MAX_DECIMAL_EXPONENT, MAX_INT, Field, List, has_control_character
from schemas.problems import Fault

MAX_FREE = 262_144
MAX_DIGITS = 40


class Free(Field):
    """An object of any members, bounded in all its texts and numbers together."""

    type_name = "an object"

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is not dict:
            return self.wrong_type(value, at, faults)
        size = 0
        for leaf in _leaves(value):
            if isinstance(leaf, str) and has_control_character(leaf):
                faults.append(self.fault(problems.CONTROL_CHARACTER, at, leaf))
                return None
            if not _is_storable(leaf):
                faults.append(self.fault(problems.NUMBER_TOO_LARGE, at, leaf))
                return None
            size += len(str(leaf))
        if size > MAX_FREE:
            faults.append(self.fault(problems.TOO_LONG, at, most=MAX_FREE, allowed=MAX_FREE))
            return None
        return value


class FreeList(List):
    """Objects of any members."""

    def __init__(self, *, most: int, **options: Any) -> None:
        """Declare how many there can be."""
        super().__init__(Free(), most=most, **options)


def _leaves(value: Any) -> Iterator[Any]:
    """Yield every key and every scalar; the nesting was bounded when the request was decoded."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield key
            yield from _leaves(member)
    elif isinstance(value, list):
        for element in value:
            yield from _leaves(element)
    else:
        yield value


def _is_storable(leaf: Any) -> bool:
    """Tell whether this is a text, or a number that stays exact on its way."""
    if isinstance(leaf, Decimal):
        is_short = len(leaf.as_tuple().digits) <= MAX_DIGITS
        return is_short and -MAX_DIGITS < leaf.adjusted() < MAX_DECIMAL_EXPONENT
    return not isinstance(leaf, int) or abs(leaf) <= MAX_INT
