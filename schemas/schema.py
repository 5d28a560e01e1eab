"""The base of every request and answer: a marshmallow schema that walks its fields directly.

Why not marshmallow's own `load`: it costs four times as much, stops at nothing in particular
order and words its messages itself. The public face is unchanged (`load`, `dump`,
`ValidationError`, `fields`), so that tools and tests read these as schemas of marshmallow.
"""

import difflib
from collections.abc import Mapping
from typing import Any, ClassVar

import marshmallow
from marshmallow import ValidationError

from schemas import problems
from schemas.fields import Field, escape
from schemas.problems import Fault, Problem, Refusal


def camel(name: str) -> str:
    """Spell an attribute as its wire name: `taxed_total` is `taxedTotal`."""
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)


class Schema(marshmallow.Schema):
    """An object on the wire. Attributes are snake_case here and camelCase there."""

    # Left out fields stay left out: for updates, where they mean "unchanged".
    partial_update = False

    # What a request may be refused for, besides what its fields' types say.
    may_refuse: ClassVar[tuple[Problem, ...]] = ()

    def __init__(self) -> None:
        """Build the schema once, at start."""
        super().__init__(unknown=marshmallow.RAISE)
        # None for a field of another kind: `named` would not know it.
        self._known: dict[str, tuple[str, Field]] = {
            str(field.data_key): (name, field)
            for name, field in self.fields.items()
            if isinstance(field, Field)
        }
        self._required = [(key, field) for key, (_, field) in self._known.items() if field.required]
        defaults = {
            name: field.load_default
            for name, field in self._known.values()
            if not self.partial_update and field.load_default is not marshmallow.missing
        }
        # Those that are made anew each time, since whoever reads an object may change it.
        self._made = {k: v for k, v in defaults.items() if callable(v) and v is not tuple}
        self._defaults = {k: () if v is tuple else v for k, v in defaults.items()}
        # None where a value is printed as it is, which most are: a call each would be felt.
        self._written = [
            (key, name, None if type(field).write is Field.write else field.write)
            for key, (name, field) in self._known.items()
        ]

    def on_bind_field(self, field_name: str, field_obj: Any) -> None:
        """Give each field its wire name."""
        field_obj.data_key = field_obj.data_key or camel(field_name)
        field_obj.named(field_obj.data_key)

    def load(self, data: Any, **_: Any) -> Any:
        """Read a request, or raise a ValidationError that carries every fault as `faults`."""
        faults: list[Fault] = []
        read = self.read(data, "", faults)
        if faults:
            raise Invalid(faults)
        return read

    def dump(self, obj: Any, **_: Any) -> Any:
        """Print an answer as JSON types with exact decimals."""
        return self.write(obj)

    def read(self, data: Any, at: str, faults: list[Fault]) -> dict[str, Any] | None:
        """Read an object, appending what is wrong with it to `faults`."""
        if type(data) is not dict:
            faults.append(problems.NOT_THE_TYPE(at, value=data, type="an object"))
            return None
        known = self._known
        found = len(faults)
        read = {}
        for key, value in data.items():
            entry = known.get(key)
            if entry is None:
                if len(faults) < problems.MAX_FAULTS:
                    faults.append(self._unknown(key, at))
                elif faults[0].type != problems.UNKNOWN_FIELD:
                    # They are told first, so one is worth more than what would be cut off.
                    faults.insert(0, self._unknown(key, at))
            else:
                read[entry[0]] = entry[1].read(value, at, faults)
        for key, field in self._required:
            if key not in data:
                faults.append(field.fault(problems.REQUIRED, at))
        if self._defaults:
            read = {**self._defaults, **{k: make() for k, make in self._made.items()}, **read}
        if len(faults) == found:
            self.combine(read, at, faults)
        return read

    def write(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Print an object: its known fields, in the order of declaration."""
        return {
            key: value if (value := obj[name]) is None or write is None else write(value)
            for key, name, write in self._written
            if name in obj
        }

    def combine(self, read: dict[str, Any], at: str, faults: list[Fault]) -> None:
        """Check fields against each other; called only where each is right by itself."""

    def names(self) -> list[str]:
        """Return the wire names, in the order of declaration."""
        return list(self._known)

    def _unknown(self, key: str, at: str) -> Fault:
        near = difflib.get_close_matches(key[:60], self._known, n=1)
        hint = f": did you mean '{near[0]}'?" if near else ""
        shown = problems.short(key)
        return problems.UNKNOWN(f"{at}/{escape(key)}", key=shown, hint=hint)


class Invalid(ValidationError):  # noqa: N818 - an answer, not an error of ours
    """A request that is not as its schema says; `faults` are all there are."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__({fault.path: [fault.description] for fault in faults})
        self.faults = staged(faults)

    def as_refusal(self) -> Refusal:
        """Return the refusal that the dispatcher answers."""
        return Refusal(*self.faults)


def staged(faults: list[Fault]) -> list[Fault]:
    """Return faults as they are told: sorted by type, and not more than anybody would read.

    Combinations are left out while a field by itself is wrong: they may mislead.
    """
    combinations = (problems.MISSING_COMBINATION, problems.INVALID_COMBINATION)
    alone = [fault for fault in faults if fault.type not in combinations]
    ranked = sorted(alone or faults, key=lambda fault: problems.TYPES.index(fault.type))
    return ranked[: problems.MAX_FAULTS]
