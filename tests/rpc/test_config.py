"""Settings: where they come from, and what is told when they are wrong."""

import copy
import pickle
from typing import Any

import pytest

from rpc.config import SETTINGS, BadConfig, load, table
from rpc.smtp import mailbox

POSTGRESQL = "postgresql://orderly@db.example/orderly"


def faults(environment: dict[str, str], **given: Any) -> list[str]:
    """Load settings that are wrong and return what is said of them."""
    with pytest.raises(BadConfig) as caught:
        load(environment, given)
    return caught.value.faults


def test_every_setting_has_a_default() -> None:
    config = load({})

    assert {s.name: getattr(config, s.name) for s in SETTINGS} == {
        s.name: s.default for s in SETTINGS
    }
    assert (config.max_body, config.work_seconds, config.body_seconds) == (1 << 20, 30, 30)
    assert (config.header_seconds, config.idle_seconds) == (10, 75)
    assert config.max_answer == 32 << 20


def test_the_command_line_wins_over_the_environment_and_that_over_the_default() -> None:
    environment = {"ORDERLY_PORT": "1", "ORDERLY_HOST": "127.0.0.2", "ORDERLY_WORKERS": ""}
    config = load(environment, {"port": "2", "host": None})

    assert (config.port, config.host, config.workers) == (2, "127.0.0.2", 1)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_example_is_a_good_one(setting: Any) -> None:
    # Alone: an example of `workers` may need that of `database`.
    value = getattr(load({setting.variable: setting.example}), setting.name)

    assert str(value).lower() == setting.example


BAD = {
    "ORDERLY_DATABASE": ("mysql://u:secret@db/x", "sqlite:", "sqlite:///", "secret"),
    "ORDERLY_HOST": ("http://x", "a b", "*"),
    "ORDERLY_PORT": ("-1", "65536", "http", "8080.0"),
    "ORDERLY_WORKERS": ("0", "65", "two"),
    "ORDERLY_BOOTSTRAP_KEY": ("too-short", "é" * 40, "with a space " * 4, "x" * 31),
    "ORDERLY_MAX_BODY": ("1023", "1MB", "1e9"),
    "ORDERLY_RATE_LIMIT": ("-1", "many"),
    "ORDERLY_ACCESS_LOG": ("yes", "on", "2"),
}


@pytest.mark.parametrize(
    ("variable", "value"), [(variable, value) for variable, all_ in BAD.items() for value in all_]
)
def test_a_bad_value_is_told_with_the_setting_the_value_and_an_example(
    variable: str, value: str
) -> None:
    (setting,) = (setting for setting in SETTINGS if setting.variable == variable)
    (told,) = faults({variable: value})
    shown = "…" if setting.name == "bootstrap_key" else value.replace(":secret@", ":…@")

    assert told == (
        f"{variable} is '{shown}', but must be {setting.right}, for example "
        f"{variable}={setting.example}"
    )
    assert ":secret@" not in told


@pytest.mark.parametrize(
    "url",
    [
        "smtp://localhost",
        "smtp://relay.example:2525/",
        "smtp://user:secret@127.0.0.1:25",
        "smtp://user@[::1]",
        "starttls://user%40shop.example:se%2Fcret@mail.example:587",
        "smtps://mail.example",
        "smtps://user:secret@[2001:db8::1]:465",
        "file:demo-data/mails",
        "file:///var/spool/my mails",
    ],
)
def test_a_mail_server_is_a_url(url: str) -> None:
    config = load({"ORDERLY_SMTP_URL": url})
    (setting,) = (setting for setting in SETTINGS if setting.name == "smtp_url")

    assert config.smtp_url == url
    assert "secret" not in setting.shown(url)
    assert mailbox(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://user:secret@mail.example",
        "smtp://user:secret@127.0.0.1.evil.example",
        "smtps://user:sec/secret@mail.example",
        "smtps://secret secret@mail.example",
        "smtps://:secret@mail.example",
        "smtps://mail.example:99999",
        "smtps://mail.example:465/folder",
        "smtps://mail.example\r\nX: y",
        "file:",
    ],
)
def test_a_mail_server_that_can_not_be_used_is_told_without_its_password(url: str) -> None:
    (told,) = faults({"ORDERLY_SMTP_URL": url})

    assert "but must be smtps://" in told
    assert "secret" not in told


def test_whom_e_mails_come_from_is_an_address() -> None:
    for wrong in ("x", "Shop <a@b.de>", "a@b.de, c@d.de", "a@b.de\n"):
        (told,) = faults({"ORDERLY_MAIL_FROM": wrong})
        assert "but must be an email address" in told


@pytest.mark.parametrize(
    "given",
    [
        "*",
        "null",
        "admin.shop.example",
        "https://",
        "https://*.shop.example",
        "https://admin.shop.example/",
        "https://admin.shop.example/path",
        "https://user@admin.shop.example",
        "https://ADMIN.shop.example",
        "https://admin.shop.example:x",
        "https://admin.shop.example,http://localhost",
        "ftp://admin.shop.example",
        "file://",
        "https://admin.shop.example https://",
        "https://münchen.example",
    ],
)
def test_what_is_no_origin_is_told_with_an_example(given: str) -> None:
    (told,) = faults({"ORDERLY_CORS_ORIGINS": given})

    assert told == (
        f"ORDERLY_CORS_ORIGINS is '{given}', but must be origins of web pages, separated by "
        "spaces, each a scheme, a host and maybe a port, for example "
        "ORDERLY_CORS_ORIGINS=https://admin.shop.example http://localhost:3000"
    )


def test_all_faults_are_told_at_once() -> None:
    told = faults({"ORDERLY_PORT": "http", "ORDERLY_ACCESS_LOG": "maybe"}, host="a b", workers="0")

    assert [line.split(" is ")[0] for line in told] == [
        "--host",
        "ORDERLY_PORT",
        "--workers",
        "ORDERLY_ACCESS_LOG",
    ]


@pytest.mark.parametrize("database", ["sqlite:///orderly.db", None])
def test_several_workers_are_refused_with_sqlite(database: str | None) -> None:
    (told,) = faults({}, database=database, workers="2")

    assert told == (
        "--workers is '2', but must be 1 with SQLite: use PostgreSQL, like "
        f"ORDERLY_DATABASE={POSTGRESQL}"
    )


def test_several_workers_are_taken_with_postgresql() -> None:
    assert load({}, {"database": POSTGRESQL, "workers": "2"}).workers == 2


def test_settings_reach_worker_processes_as_they_are() -> None:
    config = load({}, {"port": "2"})

    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301 - these are our own bytes
    assert copy.copy(config) == config


def test_an_unknown_setting_is_a_bug() -> None:
    with pytest.raises(AttributeError):
        _ = load({}).colour


def test_the_table_for_the_readme_names_every_setting() -> None:
    lines = table().splitlines()

    assert len(lines) == len(SETTINGS) + 2
    assert [line.split("`")[1] for line in lines[2:]] == [s.variable for s in SETTINGS]
    assert "| `ORDERLY_BOOTSTRAP_KEY` | `none` | a key with full access" in table()
