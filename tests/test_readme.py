"""The README can not drift from what it tells of."""

from pathlib import Path

from rpc import config

ROOT = Path(__file__).parent.parent


def test_the_table_of_settings_is_that_of_the_code() -> None:
    readme = (ROOT / "README.md").read_text()
    between = readme.partition("<!-- settings -->\n")[2].partition("<!-- /settings -->")[0]

    assert between.strip() == config.table()


def test_the_two_commands_stand_in_the_readme_to_the_letter() -> None:
    lines = (ROOT / "README.md").read_text().splitlines()

    assert {"    python3 run.py demo", "    python3 run.py test"} <= set(lines)
