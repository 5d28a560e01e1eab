"""Every setting: its environment variable, its default, its check and an example.

Settings come from the command line, else from `ORDERLY_…` variables, else from the default.
All faults are told at once, each with the setting, the value found and a good example.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from schemas.mails import is_address

_DATABASE = re.compile(r"sqlite:///.+|postgres(?:ql)?://.*")
_LEAST_KEY = 32
_PASSWORD = re.compile(r"(?<=:)[^/@]*(?=@)")
_ALL = re.compile(r".+", re.DOTALL)
_HOST = r"(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?/?"
_USER = r"[^\s/@:]+(?::[^\s/@]*)?@"
# A user's password is told to nobody on the way: it needs TLS, but within the machine.
_SMTP = re.compile(
    rf"(?:smtps|starttls)://(?:{_USER})?{_HOST}|smtp://{_HOST}|file:\S.*|"
    rf"smtp://{_USER}(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{{1,5}})?/?",
    re.ASCII,
)
_ORIGIN = re.compile(r"https?://[a-z0-9._-]{1,253}(?::\d{1,5})?", re.ASCII)
_USER_OF_URL = re.compile(r"(?<=//).*(?=@)", re.DOTALL)


class BadConfig(Exception):  # noqa: N818 - the operator's doing, told in full
    """Settings that can not be used; one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting."""

    name: str
    default: Any
    parse: Callable[[str], Any]
    right: str
    example: str
    meaning: str
    # What of its value is never shown.
    hides: re.Pattern[str] | None = None

    def shown(self, value: object) -> str:
        """Return the value as it may be printed."""
        return self.hides.sub("…", str(value)) if self.hides else str(value)

    @property
    def variable(self) -> str:
        """Return the environment variable that sets it."""
        return f"ORDERLY_{self.name.upper()}"


def _integer(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise ValueError(text)
        return value

    return parse


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        return text

    return parse


def _boolean(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.lower()]


def _smtp(text: str) -> str:
    if not _SMTP.fullmatch(text):
        raise ValueError
    # Its port may be beyond all ports.
    urlsplit(text).port  # noqa: B018 - looking at it checks it
    return text


def _address(text: str) -> str:
    if not is_address(text):
        raise ValueError
    return text


def _origins(text: str) -> str:
    if not all(map(_ORIGIN.fullmatch, text.split())):
        raise ValueError
    return text


def _key(text: str) -> str:
    if not (len(text) >= _LEAST_KEY and text.isascii() and text.isprintable() and " " not in text):
        raise ValueError
    return text


def _whole(name: str, default: int, least: int, most: int, meaning: str) -> Setting:
    right = f"a whole number from {least} to {most}"
    return Setting(name, default, _integer(least, most), right, str(default), meaning)


SETTINGS = (
    Setting(
        "database",
        "sqlite:///orderly.db",
        _matching(_DATABASE),
        "a URL of SQLite or PostgreSQL",
        "postgresql://orderly@db.example/orderly",
        "where everything is stored",
        hides=_PASSWORD,
    ),
    Setting(
        "host",
        "127.0.0.1",
        _matching(re.compile(r"[\w.:-]+", re.ASCII)),
        "an address or host name to listen on",
        "0.0.0.0",  # noqa: S104 - an example
        "the address to listen on",
    ),
    _whole("port", 8080, 0, 65535, "the port to listen on; 0 takes a free one"),
    _whole("workers", 1, 1, 64, "server processes; more than one needs PostgreSQL"),
    _whole("database_threads", 4, 1, 32, "PostgreSQL connections of each process"),
    Setting(
        "forgetful_database",
        default=False,
        parse=_boolean,
        right="true or false",
        example="true",
        meaning="whether a PostgreSQL may serve with fsync or synchronous_commit off, for tests",
    ),
    Setting(
        "bootstrap_key",
        "",
        _key,
        "at least 32 printable characters without spaces",
        "replace-me-by-64-random-hex-digits",
        "a key with full access, for containers and tests",
        hides=_ALL,
    ),
    _whole("max_body", 1 << 20, 1024, 1 << 26, "bytes of a request's body"),
    _whole("max_answer", 32 << 20, 1 << 16, 1 << 30, "bytes of an answer"),
    _whole("header_seconds", 10, 1, 600, "time for a request's headers to arrive"),
    _whole("body_seconds", 30, 1, 600, "time for a request's body to arrive"),
    _whole("idle_seconds", 75, 1, 3600, "time that an unused connection stays open"),
    _whole("work_seconds", 30, 1, 600, "time for a request's work"),
    _whole(
        "background_seconds",
        10,
        0,
        86_400,
        "time between looks for what is due with orders and e-mails; 0: never",
    ),
    Setting(
        "smtp_url",
        "",
        _smtp,
        "smtps://, starttls:// or smtp:// with a host (and a user, if there is TLS), or file: and "
        "a folder",
        "smtps://user:password@mail.example",
        "the mail server that e-mails go to, or a folder",
        hides=_USER_OF_URL,
    ),
    Setting(
        "mail_from",
        "",
        _address,
        "an email address",
        "invoices@shop.example",
        "whom e-mails come from; none: from each seller's own address",
    ),
    _whole("export_threads", 2, 1, 32, "documents that are printed at a time, each process"),
    _whole("link_seconds", 900, 1, 604_800, "time that a link to a file is valid"),
    Setting(
        "cors_origins",
        "",
        _origins,
        "origins of web pages, separated by spaces, each a scheme, a host and maybe a port",
        "https://admin.shop.example http://localhost:3000",
        "origins whose pages may call, besides our own",
    ),
    _whole("max_connections", 20_000, 1, 1_000_000, "open requests at a time, each process"),
    _whole("rate_limit", 0, 0, 10_000_000, "calls a minute and key, each process; 0: no limit"),
    _whole("wrong_key_limit", 100, 1, 1_000_000, "wrong keys a minute and address, each process"),
    Setting(
        "access_log",
        default=True,
        parse=_boolean,
        right="true or false",
        example="false",
        meaning="whether each request is logged",
    ),
)


class Config(SimpleNamespace):
    """The settings of this server, each an attribute."""


def load(environment: Mapping[str, str], given: Mapping[str, Any] | None = None) -> Config:
    """Read the settings; raise `BadConfig` with every fault."""
    values = {}
    faults = []
    for setting in SETTINGS:
        source, text = _found(setting, environment, given or {})
        if text is None:
            values[setting.name] = setting.default
            continue
        try:
            values[setting.name] = setting.parse(str(text))
        except (ValueError, KeyError):
            shown = setting.shown(text)
            faults.append(
                f"{source} is '{shown}', but must be {setting.right}, for example "
                f"{setting.variable}={setting.example}"
            )
    faults.extend(_combined(values))
    if faults:
        raise BadConfig(faults)
    return Config(**values)


def table() -> str:
    """Return the README's table of settings."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for setting in SETTINGS:
        default = setting.default if setting.default != "" else "none"
        shown = str(default).lower() if isinstance(default, bool) else default
        rows.append(f"| `{setting.variable}` | `{shown}` | {setting.meaning} |")
    return "\n".join(rows)


def _found(
    setting: Setting, environment: Mapping[str, str], given: Mapping[str, Any]
) -> tuple[str, Any]:
    """Return where a setting was given, and what."""
    if given.get(setting.name) is not None:
        return f"--{setting.name.replace('_', '-')}", given[setting.name]
    return setting.variable, environment.get(setting.variable) or None


def _combined(values: Mapping[str, Any]) -> list[str]:
    is_sqlite = str(values.get("database", "")).startswith("sqlite:")
    workers = values.get("workers", 1)
    if not is_sqlite or workers == 1:
        return []
    example = f"{SETTINGS[0].variable}={SETTINGS[0].example}"
    return [f"--workers is '{workers}', but must be 1 with SQLite: use PostgreSQL, like {example}"]
