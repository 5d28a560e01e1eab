"""What a call of a batch takes from the answers before it: `{"$ref": "0.id"}`."""

import re
from collections.abc import Sequence
from typing import Any

from rpc import codec
from schemas import problems
from schemas.fields import escape
from schemas.problems import refuse

NAME = "$ref"
MAX_REFERENCE = 200

_REFERENCE = re.compile(r"(\d{1,3})((?:\.[^.]+)*)", re.ASCII)
_POSITION = re.compile(r"\d{1,6}", re.ASCII)


class References:
    """Replaces references in the requests of a batch by values of the answers so far."""

    def __init__(self, outcomes: Sequence[object], most: int) -> None:
        """Take the outcomes, to which others may still come, and the bytes to be put in."""
        self._outcomes = outcomes
        # Each answer is read once, however many references there are to it.
        self._answers: dict[int, Any] = {}
        self._left = self._most = most

    def resolved(self, value: Any, at: str = "") -> Any:
        """Return a request with each reference replaced by what it stands for, or refuse it."""
        if type(value) is dict:
            if value.keys() == {NAME}:
                return self._found(value[NAME], f"{at}/{NAME}")
            return {key: self.resolved(each, f"{at}/{escape(key)}") for key, each in value.items()}
        if type(value) is list:
            return [self.resolved(each, f"{at}/{i}") for i, each in enumerate(value)]
        return value

    def _found(self, reference: Any, at: str) -> Any:
        """Return the value that a reference stands for."""
        shown = problems.short(reference)
        match = None
        if type(reference) is str and len(reference) <= MAX_REFERENCE:
            match = _REFERENCE.fullmatch(reference)
        if match is None:
            refuse(problems.REFERENCE_MALFORMED(at, value=shown, given=shown))
        call, steps = int(match[1]), match[2].split(".")[1:]
        if call >= len(self._outcomes):
            refuse(problems.REFERENCE_NOT_FOUND(at, value=shown, given=shown))
        outcome = self._outcomes[call]
        if not isinstance(outcome, bytes):
            refuse(problems.REFERENCE_FAILED(at, value=shown, given=shown, call=call))
        if call not in self._answers:
            self._answers[call] = codec.decode_own(outcome)
        found = self._answers[call]
        for step in steps:
            if type(found) is dict and step in found:
                found = found[step]
            elif type(found) is list and _POSITION.fullmatch(step) and int(step) < len(found):
                found = found[int(step)]
            else:
                refuse(problems.REFERENCE_NOT_FOUND(at, value=shown, given=shown))
        text = codec.encode(found)
        self._left -= len(text)
        if self._left < 0:
            refuse(problems.REFERENCE_TOO_LARGE(at, value=shown, given=shown, most=self._most))
        try:
            # Each slash before that of the reference itself is a level.
            codec.check_depth(text, codec.MAX_DEPTH - at.count("/") + 1)
        except codec.BadJson:
            most = codec.MAX_DEPTH
            refuse(problems.REFERENCE_TOO_DEEP(at, value=shown, given=shown, most=most))
        return found
