"""The house rules: which folder may import what, how long a function may be, what is banned."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("rpc", "handlers", "schemas", "store")
MAX_FUNCTION_LINES = 60
MAX_LINES = 450

# What a folder may import of us and of others; the standard library is free for all but rules.
OURS = {
    "rpc": {"rpc", "handlers", "schemas", "store"},
    "handlers": {"handlers", "schemas", "store"},
    "schemas": {"schemas"},
    "store": {"store"},
}
OTHERS = {
    "rpc": {"aiohttp", "aiosmtplib", "click", "marshmallow", "msgspec", "structlog", "uvloop"},
    "handlers": set(),
    "schemas": {"babel", "marshmallow", "msgspec"},
    "store": {"msgspec", "peewee", "playhouse", "psycopg"},
}
# What a folder in one of them may import besides.
WITHIN = {
    "handlers/printing/": {"babel", "facturx", "lxml", "typst"},
}
RULES_MAY_IMPORT = {
    "bisect",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "fractions",
    "functools",
    "hashlib",
    "operator",
    "re",
    "typing",
}
THIRD_PARTY = {name for names in (*OTHERS.values(), *WITHIN.values()) for name in names}

# Only the store writes, and only one module of it starts queries on an entity's rows.
QUERIES = {"select", "execute", "execute_sql", "save", "delete_instance", "get_or_create"}

# Modules that are longer for a reason.
LONG = {
    "schemas/fields.py": "the data types of the wire, side by side",
    "schemas/problems.py": "the catalogue is one list",
    "store/models.py": "the tables are one list",
}


def modules() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted((ROOT / folder).rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", list(modules()), ids=named)
def test_a_module_keeps_the_house_rules(path: Path) -> None:
    name = named(path)
    folder = name.partition("/")[0]
    text = path.read_text()
    tree = ast.parse(text)
    is_rule = name.startswith("handlers/rules/")
    found = set(imports(tree))
    tops = {each.partition(".")[0] for each in found}

    assert tops & set(FOLDERS) <= OURS[folder]
    within = {each for part, names in WITHIN.items() if name.startswith(part) for each in names}
    assert tops & THIRD_PARTY <= OTHERS[folder] | within
    if is_rule:
        ours = {each for each in found if each.partition(".")[0] in FOLDERS}
        assert all(each.startswith(("handlers.rules.", "schemas.problems")) for each in ours)
        assert tops - set(FOLDERS) <= RULES_MAY_IMPORT
    assert ast.get_docstring(tree), "a module says what it is"
    assert len(text.splitlines()) <= MAX_LINES or name in LONG
    assert not list(faults(tree, folder))


def faults(tree: ast.Module, folder: str) -> Iterator[str]:
    """Find functions that are too long, binary floats, and queries outside of the store."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield f"{node.name} has {lines} lines"
        is_money = folder in ("handlers", "schemas")
        if is_money and isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"line {node.lineno}: a binary float"
        if not isinstance(node, ast.Call):
            continue
        if is_money and isinstance(node.func, ast.Name) and node.func.id == "float":
            yield f"line {node.lineno}: float()"
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if folder != "store" and called in QUERIES:
            yield f"line {node.lineno}: .{called}() belongs to the store"


def test_only_one_place_rounds() -> None:
    rounding = [named(path) for path in modules() if ".quantize(" in path.read_text()]

    assert rounding == ["handlers/rules/rounding.py"]


def test_every_long_module_exists() -> None:
    assert all((ROOT / name).exists() for name in LONG)
