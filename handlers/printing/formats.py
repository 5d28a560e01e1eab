"""The formats that an invoice can be exported in: one table, to which each format adds itself.

`handlers.exporting` imports the modules that fill it and makes the method's choices out of it; a
format that is not in the table can not be asked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

# An invoice and its entity's settings, both as `schemas.stored.parse` reads them.
Render = Callable[[Mapping[str, Any], Mapping[str, Any]], bytes]
Name = Callable[[Mapping[str, Any], Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is told as, and the pure function that makes it.

    The extension tells it from every other format, because a link names it: "pdf", "ubl.xml".
    A format whose authority decides how its files are called has a `name` for them, extension
    and all.
    """

    content_type: str
    extension: str
    render: Render
    name: Name | None = None


FORMATS: dict[str, Format] = {}
