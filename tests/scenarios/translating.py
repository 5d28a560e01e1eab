"""Samples of other systems, spelled in our names as the tables of `rpc/sources.py` say."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rpc.sources import SOURCES

# Members of ours that are lists: an index of theirs goes with each.
LISTS = {"items", "taxes"}

Values = Mapping[str, Callable[[Any], Any]]


class Translator:
    """Translates samples of a source; `values` translates what stands at our places."""

    def __init__(self, source: str, values: Values) -> None:
        (found,) = (each for each in SOURCES if each.name == source)
        self._places = {
            name: [place.replace("*", name.replace("[]", "")) for place in row.ours]
            for row in found.rows
            for name in row.theirs
        }
        self._values = values

    def ours(self, sample: Mapping[str, Any], objects: str) -> dict[str, Any]:
        """Return what of a sample belongs to one of our objects, without what is empty there."""
        made: dict[str, Any] = {}
        for path, value in self._members(sample, objects):
            if value is not None and value not in ([], {}):
                _set(made, path, value)
        return made

    def lost(self, sample: Mapping[str, Any], objects: Mapping[str, Any]) -> list[str]:
        """Return what of a sample is not found in our objects, given by their names."""
        return [
            f"{name}.{'.'.join(map(str, path))}: {value!r}"
            for name, shown in objects.items()
            for path, value in self._members(sample, name)
            if not _is_same(_at(shown, path), value)
        ]

    def unplaced(self, sample: Mapping[str, Any]) -> list[str]:
        """Return the members of a sample for which the table has no place."""
        return [name for name, _, _ in _leaves(sample) if name not in self._places]

    def _members(self, sample: Mapping[str, Any], objects: str) -> Iterator[tuple[list[Any], Any]]:
        for name, indexes, value in _leaves(sample):
            for place in self._places[name]:
                head, _, path = place.partition(".")
                if head != objects:
                    continue
                if path.endswith("metadata") and not isinstance(value, dict):
                    # It has no other place than a key of the caller's own.
                    if value is not None:
                        yield [path, name.replace(".", "_")], str(value)
                else:
                    translate = self._values.get(place, lambda same: same)
                    yield _indexed(path, indexes), None if value is None else translate(value)


def _leaves(sample: Any, name: str = "", indexes: tuple[int, ...] = ()) -> Iterator[Any]:
    """Yield what a sample has: dotted name, indexes into its lists, value."""
    for key, value in sample.items():
        here = f"{name}.{key}" if name else key
        if isinstance(value, dict) and value:
            yield from _leaves(value, here, indexes)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for i, element in enumerate(value):
                yield from _leaves(element, f"{here}[]", (*indexes, i))
        else:
            yield here, indexes, value


def _indexed(path: str, indexes: tuple[int, ...]) -> list[Any]:
    """Return the steps to a member of ours: names, and indexes after the names of lists."""
    left = list(indexes)
    steps: list[Any] = []
    for step in path.split("."):
        steps.append(step)
        if step in LISTS and left:
            steps.append(left.pop(0))
    return steps


def _set(made: dict[str, Any], path: list[Any], value: Any) -> None:
    at: Any = made
    for step, following in zip(path, [*path[1:], None], strict=True):
        if following is None:
            at[step] = value
        elif isinstance(step, int):
            while len(at) <= step:
                at.append({})
            at = at[step]
        else:
            at = at.setdefault(step, [] if isinstance(following, int) else {})


def _at(shown: Any, path: list[Any]) -> Any:
    for step in path:
        if shown is None:
            return None
        shown = shown[step]
    return shown


def _is_same(shown: Any, value: Any) -> bool:
    """Tell whether a value is found; what is null there may be empty or false here."""
    if isinstance(value, dict) and isinstance(shown, dict):
        return value.items() <= shown.items()
    return shown == value or (value in (None, []) and not shown)
