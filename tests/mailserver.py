"""A real mail server in the test's own loop, which keeps what it gets and answers as it is told."""

import asyncio
import email
import email.policy
import ssl
import warnings
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

OK = "250 OK"


@dataclass
class Received:
    """An e-mail as it was received."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    is_encrypted: bool
    lines: bytes

    @property
    def headers(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.message.items()}

    def part(self, content_type: str) -> str:
        """Return the text of one of its parts."""
        for part in self.message.walk():
            if part.get_content_type() == content_type:
                return str(part.get_content()).replace("\r\n", "\n")
        raise AssertionError(f"there is no {content_type}")

    @property
    def files(self) -> list[tuple[str, str, bytes]]:
        return [
            (str(part.get_filename()), part.get_content_type(), part.get_content())
            for part in self.message.iter_attachments()
        ]


@dataclass
class MailServer:
    """What a server was told to answer, and what it has got."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    # Answers by recipient, and to the end of an e-mail; each is used once, the last one again.
    to_recipients: dict[str, list[str]] = field(default_factory=dict)
    to_end: list[str] = field(default_factory=lambda: [OK])
    # What it waits for before it answers, and whether somebody waits for it.
    holds: dict[str, asyncio.Event] = field(default_factory=dict)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    now: Counter[str] = field(default_factory=Counter)
    most_at_once: int = 0
    login: tuple[str, str] | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def message_ids(self) -> list[str]:
        return [each.headers["Message-ID"] for each in self.received]

    def hold(self, what: str) -> asyncio.Event:
        """Hold answers to "rcpt" or "end"; return what tells that one is held."""
        self.holds[what] = asyncio.Event()
        self.held[what] = asyncio.Event()
        return self.held[what]

    def go_on(self, what: str) -> None:
        self.holds.pop(what).set()

    async def _wait(self, what: str) -> None:
        if what in self.holds:
            self.held[what].set()
            await self.holds[what].wait()

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        await self._wait("rcpt")
        answers = self.to_recipients.get(address, [OK])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        self.now["data"] += 1
        self.most_at_once = max(self.most_at_once, self.now["data"])
        answer = self.to_end.pop(0) if len(self.to_end) > 1 else self.to_end[0]
        if answer == OK:
            lines = envelope.content
            assert isinstance(lines, bytes)
            message = email.message_from_bytes(lines, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            is_encrypted = session.ssl is not None
            self.received.append(
                Received(
                    str(envelope.mail_from), list(envelope.rcpt_tos), message, is_encrypted, lines
                )
            )
        await self._wait("end")
        self.now["data"] -= 1
        return answer

    def authenticate(self, *arguments: Any) -> AuthResult:
        data = arguments[-1]
        assert isinstance(data, LoginPassword)
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self.login, handled=False)


@asynccontextmanager
async def receiving(
    *, tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None, **options: Any
) -> AsyncIterator[MailServer]:
    """Run a mail server on a free port."""
    running = MailServer(login=login)
    options = {"enable_SMTPUTF8": True, "hostname": "localhost", "ident": "Test", **options}
    if tls is not None:
        options |= {"tls_context": tls, "require_starttls": True}
    if login is not None:
        options |= {
            "authenticator": running.authenticate,
            "auth_required": True,
            "auth_require_tls": tls is not None,
        }

    def connected() -> SMTP:
        with warnings.catch_warnings():
            # It warns of passwords without TLS, which is what some tests are about.
            warnings.simplefilter("ignore")
            return SMTP(running, **options)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connected, "127.0.0.1", 0)
    running.port = server.sockets[0].getsockname()[1]
    try:
        yield running
    finally:
        for hold in running.holds.values():
            hold.set()
        server.close()
