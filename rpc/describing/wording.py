"""What both documents say of a method in words."""

import re
from collections.abc import Iterator
from importlib.metadata import version
from string import Formatter
from typing import Any

from handlers.method import Method
from schemas.problems import Problem

INFO: dict[str, Any] = {
    "title": "Orderly",
    "version": version("orderly"),
    "description": (
        "Turns orders into legal invoices: every operation is one method.\n\n"
        "A request that is refused is answered too: `error` is the first thing that is wrong with"
        " it, `errors` are all. Besides the problems listed with it, a method answers"
        " `UnknownField`, `Missing`, `Malformed` and `InvalidValue` for fields that are not as"
        " their schema says; texts have no control characters other than tab and line ends.\n\n"
        "Numbers are exact decimals: read and write them as such, not as binary floats. Times are"
        " `yyyy-mm-dd hh:mm:ss` in the entity's time zone."
    ),
    "license": {"name": "MIT", "url": "https://opensource.org/license/mit"},
}


def summary(method: Method) -> str:
    """Return the first sentence of a method's description."""
    first, *_ = re.split(r"(?<=\.)\s", method.description, maxsplit=1)
    return " ".join(first.split())


def resource(method: Method) -> str:
    """Return what a method is about: `tax-areas` for `commerce.tax-areas.create`."""
    return method.name.split(".")[1]


def problems_of(method: Method) -> Iterator[dict[str, str]]:
    """Yield what a method may be refused for, each problem once, by its code."""
    for problem in sorted(set(method.problems), key=lambda each: (each.code, each.field)):
        field = {"field": problem.field} if problem.field else {}
        yield {"code": problem.code, "type": problem.type, **field, "description": _told(problem)}


def _told(problem: Problem) -> str:
    """Return a problem's sentence with names for what is filled in: `<id>`."""
    parts = Formatter().parse(problem.template)
    return "".join(f"{text}<{name}>" if name else text for text, name, *_ in parts)
