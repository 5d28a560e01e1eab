"""What is to be in the wheel besides our packages."""

import tomllib
from pathlib import Path

from rpc import pages

ROOT = Path(__file__).parent.parent


def test_a_wheel_has_every_page() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    elsewhere = [path for path in pages.FILES.values() if not path.is_relative_to(ROOT / "rpc")]

    assert build["targets"]["wheel"]["force-include"] == {
        str(path.relative_to(ROOT)): f"rpc/web/sdk/{path.name}" for path in elsewhere
    }
