"""Find the methods that are declared under `handlers/`."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

import handlers
from handlers.method import Method


@cache
def methods() -> Mapping[str, Method]:
    """Return every declared method by its name."""
    found: dict[str, Method] = {}
    for module in pkgutil.iter_modules(handlers.__path__):
        if module.ispkg:
            continue
        for value in vars(importlib.import_module(f"handlers.{module.name}")).values():
            declared = getattr(value, "method", None)
            if isinstance(declared, Method):
                assert declared.name not in found, f"{declared.name} is declared twice"
                found[declared.name] = declared
    return dict(sorted(found.items()))
