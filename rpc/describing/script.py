"""Make the classic script of the Admin SDK, admin.js, out of its module, admin.mjs.

A page without modules gets the same code, by a plain script element, as `window.Admin`. The two
differ in how they are wrapped, how they learn where they are from, and how they give their names.
"""

from pathlib import Path

SDK = Path(__file__).parents[2] / "sdk" / "js"
SOURCE = SDK / "admin.mjs"
PATH = SDK / "admin.js"

_BEFORE = """\
// Made of admin.mjs by `orderly reference`; do not edit it.
"use strict";
(() => {
"""
_AFTER = "})();\n"
_DIFFERENCES = {
    "import.meta.url": "document.currentScript?.src",
    "\nexport {": "\nwindow.Admin = {",
}


def render() -> str:
    """Return the whole script."""
    code = SOURCE.read_text()
    for module, script in _DIFFERENCES.items():
        assert code.count(module) == 1, f"{SOURCE.name} has {module!r} once"
        code = code.replace(module, script)
    return f"{_BEFORE}{code}{_AFTER}"
