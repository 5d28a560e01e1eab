"""Handing an e-mail over: to a mail server by SMTP, or into a folder as a file.

Whatever hands over calls `end` just before the line that makes the e-mail sent, and goes on only if
that says so; `handlers.delivery` tells why. So the text is sent first, and then the point that ends
it, by itself.
"""

import asyncio
import re
import socket
import ssl
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

COMMAND_SECONDS = 30
QUIT_SECONDS = 2
FLUSH_SECONDS = 0.01
MAX_ANSWER = 300

PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
_GO_ON = 354
_LEAST_FAULT, _LEAST_LASTING = 400, 500
# A server that wants a name and a password, or other ones: that is for its operator to mend.
_OPERATORS = frozenset({530, 534, 535, 538})
_LINE_START_POINT = re.compile(rb"^\.", re.MULTILINE)
_FILE_NAME = re.compile(r"[^\w.-]")

End = Callable[[], Awaitable[bool]]
# Name, content type and bytes.
File = tuple[str, str, bytes]


class Refused(Exception):  # noqa: N818 - an answer
    """The e-mail is refused for good; the text says why."""


class NotNow(Exception):  # noqa: N818 - an answer
    """The e-mail is not taken now; the text says why."""


class Overtaken(Exception):  # noqa: N818 - a state
    """Somebody else has seen to the e-mail: it must not be sent."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """An e-mail as it is handed over."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def is_international(self) -> bool:
        """Tell whether an address has letters that only newer mail servers take."""
        return not all(each.isascii() for each in (self.sender, *self.recipients))

    def encoded(self) -> bytes:
        """Return the lines that are sent."""
        policy = SMTP_POLICY.clone(cte_type="7bit", utf8=self.is_international)
        return self.message.as_bytes(policy=policy)


class Mailbox(ABC):
    """Something that takes e-mails."""

    @abstractmethod
    async def deliver(self, envelope: Envelope, end: End) -> str | None:
        """Hand an e-mail over; return whom of several recipients it was refused for, if any."""


def mailbox(url: str) -> Mailbox | None:
    """Return what a URL of the settings stands for; "" for nothing."""
    if not url:
        return None
    if url.startswith("file:"):
        return Folder(Path(unquote(url.removeprefix("file:"))))
    return MailServer(url)


def envelope(mail: Mapping[str, Any], content: Mapping[str, Any], files: list[File]) -> Envelope:
    """Write an e-mail: text, HTML and files, under exactly these headers."""
    sender = _reachable(content["sender"])
    recipients = [_reachable(each) for each in (*mail["to"], *mail["cc"])]
    to, cc = recipients[: len(mail["to"])], recipients[len(mail["to"]) :]
    message = EmailMessage(SMTP_POLICY)
    message["From"] = _named(content["sender_name"], sender)
    message["To"] = [_named(content["recipient_name"] if len(to) == 1 else "", each) for each in to]
    if cc:
        message["Cc"] = [_named("", each) for each in cc]
    if content["reply_to"]:
        reply_to = _reachable(content["reply_to"])
        message["Reply-To"] = _named(content["sender_name"], reply_to)
    message["Subject"] = _literal(mail["subject"])
    message["Date"] = format_datetime(mail["creation_time"])
    message["Message-ID"] = mail["message_id"]
    message.set_content(content["text"])
    message.add_alternative(content["html"], subtype="html")
    for name, content_type, data in files:
        main, _, sub = content_type.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return Envelope(mail["message_id"], sender, tuple(dict.fromkeys(recipients)), message)


def _reachable(address: str) -> str:
    """Return an address as mail servers know it: its domain in ASCII."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def _named(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(_literal(name), local, domain)


def _literal(text: str) -> str:
    """Return a text that the library and readers take as it stands, not for an encoded one."""
    return text.replace("=?", "= ?")


class Folder(Mailbox):
    """A folder in which each e-mail is a file, to look at: for trying things out."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def deliver(self, envelope: Envelope, end: End) -> str | None:
        """Write the file; it is there as a whole or not at all."""
        if not await end():
            raise Overtaken
        await asyncio.to_thread(self._write, envelope)
        return None

    def _write(self, envelope: Envelope) -> None:
        self._path.mkdir(parents=True, exist_ok=True)
        name = _FILE_NAME.sub("_", envelope.id.strip("<>").partition("@")[0])
        part = self._path / f"{name}.part"
        part.write_bytes(envelope.encoded())
        part.replace(self._path / f"{name}.eml")


class MailServer(Mailbox):
    """A mail server, which is spoken to anew for each e-mail.

    With `smtp:` nothing is encrypted; with `starttls:` everything is after the first words, and
    with `smtps:` from the start, and only with a server whose certificate is good.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname, "the configuration checks the URL"
        self._options: dict[str, Any] = {
            "hostname": parts.hostname,
            "port": parts.port or PORTS[parts.scheme],
            "username": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password or "") if parts.username else None,
            "use_tls": parts.scheme == "smtps",
            "start_tls": parts.scheme == "starttls",
            "tls_context": None if parts.scheme == "smtp" else ssl.create_default_context(),
            "local_hostname": _own_name(),
            "timeout": COMMAND_SECONDS,
        }

    async def deliver(self, envelope: Envelope, end: End) -> str | None:
        """Hand an e-mail over, to all recipients that the server takes."""
        client = aiosmtplib.SMTP(**self._options)
        try:
            await client.connect()
            refused = await self._address(client, envelope)
            await self._hand_over(client, envelope.encoded(), end)
            await self._take_leave(client)
        except SMTPResponseException as error:
            raise NotNow(told(error.code, error.message)) from error
        finally:
            client.close()
        return refused

    async def _address(self, client: aiosmtplib.SMTP, envelope: Envelope) -> str | None:
        """Tell from whom and for whom the e-mail is; return whom the server refuses.

        One that it can not tell about now keeps the e-mail from all of them, so that each gets it
        once.
        """
        options, encoding = [], "ascii"
        if envelope.is_international:
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
            if not client.supports_extension("smtputf8"):
                raise Refused("The mail server takes only addresses in ASCII")
            options, encoding = ["SMTPUTF8"], "utf-8"
        try:
            await client.mail(envelope.sender, options=options, encoding=encoding)
        except SMTPResponseException as error:
            raise _judged(error.code, error.message) from error
        refusals = []
        for recipient in envelope.recipients:
            try:
                await client.rcpt(recipient, encoding=encoding)
            except SMTPResponseException as error:
                judged = _judged(error.code, error.message)
                if isinstance(judged, NotNow):
                    raise judged from error
                refusals.append(f"{recipient}: {judged}")
        text = "; ".join(refusals)
        if len(refusals) == len(envelope.recipients):
            raise Refused(text)
        return text or None

    async def _hand_over(self, client: aiosmtplib.SMTP, lines: bytes, end: End) -> None:
        response = await client.execute_command(b"DATA")
        if response.code != _GO_ON:
            raise _judged(response.code, response.message)
        # uvloop's transports are no subclass of it.
        transport = cast("asyncio.WriteTransport", client.transport)
        transport.write(_LINE_START_POINT.sub(b"..", lines))
        # A transport tells nobody when its buffer is empty.
        while transport.get_write_buffer_size() and client.is_connected:  # noqa: ASYNC110 - as above
            await asyncio.sleep(FLUSH_SECONDS)
        if not client.is_connected:
            raise SMTPException("The mail server has hung up")
        if not await end():
            raise Overtaken
        try:
            response = await client.execute_command(b".", timeout=None)
        except SMTPResponseException as error:
            # What can not be read as an answer is none.
            raise SMTPException(told(error.code, error.message)) from error
        if response.code >= _LEAST_FAULT:
            raise _judged(response.code, response.message)

    @staticmethod
    async def _take_leave(client: aiosmtplib.SMTP) -> None:
        """Be polite; whatever goes wrong now, the e-mail was taken."""
        try:
            async with asyncio.timeout(QUIT_SECONDS):
                await client.quit()
        except (SMTPException, OSError, TimeoutError):
            pass


def told(code: int, text: str) -> str:
    """Return a server's answer: what it is, and its words."""
    return one_line(f"{code} {text}")


def one_line(text: str) -> str:
    """Return a text on one line, as far as anybody would read it."""
    line = " ".join(text.split())
    return "".join(each for each in line if each.isprintable())[:MAX_ANSWER]


def _judged(code: int, text: str) -> Refused | NotNow:
    """Tell an answer that will stay from one that may change."""
    lasts = code >= _LEAST_LASTING and code not in _OPERATORS
    return Refused(told(code, text)) if lasts else NotNow(told(code, text))


def _own_name() -> str:
    """Return how this machine names itself to a mail server."""
    name = socket.gethostname()
    return name if re.fullmatch(r"[a-zA-Z\d](?:[a-zA-Z\d.-]*[a-zA-Z\d])?", name) else "localhost"
