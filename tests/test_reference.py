"""The reference is what the code says, and nothing in the code is left out of it."""

import re

from rpc import reference
from rpc.registry import methods


def test_the_committed_reference_is_what_the_code_says() -> None:
    drifted = "run 'orderly reference --write' and commit the page"

    assert reference.PATH.read_text() == reference.render(), drifted


def test_every_method_has_a_section_and_every_section_a_method() -> None:
    sections = re.findall(r"^## (\S+)$", reference.PATH.read_text(), re.MULTILINE)

    assert sections == list(methods())


def test_every_method_says_what_it_does() -> None:
    silent = [name for name, method in methods().items() if not method.description.endswith(".")]

    assert silent == []
