"""What the server answers is of the types that the Python client has for it."""

from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import (
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import httpx

from orderly_client import Client, types
from rpc import server
from rpc.demo import loading
from rpc.registry import methods
from store import databases
from tests.api import KEY
from tests.serving import serving


def test_what_stands_in_the_demo_is_answered_as_its_type_says(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    database = databases.connect(url)
    server.prepare(database)
    loading.load(database)
    database.close()
    transport = httpx.HTTPTransport()
    finding = [name for name in methods() if name.endswith(".find")]
    asked: dict[str, Any] = {
        "commerce.line-items.find": {"conditions": {"order": 1}},
        "commerce.labels.find": {"conditions": {"type": "Invoice", "resources": [1, 2]}},
    }

    with serving(url) as running, Client(running.url, KEY, transport=transport) as client:
        answers = {name: client._call(name, asked.get(name)) for name in finding}
        answers["commerce.settings.get"] = client.call("commerce.settings.get")
        answers["commerce.tax-classes.create"] = client.call(
            "commerce.tax-classes.create", {"taxClass": {"code": "NEW"}}, dry_run=True
        )

    assert len(answers["commerce.invoices.find"]["invoices"]) == 100
    assert [each for name in answers for each in misfits(answers[name], type_of(name), name)] == []


def type_of(method: str) -> Any:
    """Return the type of a method's answer."""
    words = method.removeprefix("commerce.").replace(".", "-").split("-")
    return getattr(types, "".join(map(str.capitalize, words)) + "Answer")


def misfits(value: Any, type_: Any, at: str) -> Iterator[str]:
    """Yield the places where a value is not of its type."""
    kind, arguments = get_origin(type_) or type_, get_args(type_)
    if kind is NotRequired:
        yield from misfits(value, arguments[0], at)
    elif kind in (Union, UnionType):
        if all(any(misfits(value, each, at)) for each in arguments):
            yield f"{at} is {value!r}"
    elif kind is Literal:
        if value not in arguments:
            yield f"{at} is {value!r}"
    elif is_typeddict(kind) and type(value) is dict:
        hints = get_type_hints(kind, include_extras=True)
        yield from (f"{at}/{key} is not declared" for key in value.keys() - hints.keys())
        for key, hint in hints.items():
            if key in value:
                yield from misfits(value[key], hint, f"{at}/{key}")
            elif get_origin(hint) is not NotRequired:
                yield f"{at}/{key} is missing"
    elif kind is not Any and type(value) is not kind:
        yield f"{at} is {value!r}"
    elif arguments:
        members: Any = value.items() if kind is dict else enumerate(value)
        for key, each in members:
            yield from misfits(each, arguments[-1], f"{at}/{key}")


def test_a_misfit_would_be_seen() -> None:
    right = {"status": "ok", "taxClass": None}

    assert list(misfits(right, types.TaxClassesGetAnswer, "")) == []
    assert list(misfits({"status": "ok"}, types.TaxClassesGetAnswer, "")) == [
        "/taxClass is missing"
    ]
    assert list(misfits(right | {"a": 1}, types.TaxClassesGetAnswer, "")) == ["/a is not declared"]
    assert list(misfits([1, "2"], list[int | None], "")) == ["/1 is '2'"]
