"""Delivering e-mails: to a real mail server, by servers that fail, die and share the work."""

import asyncio
import email
import email.policy
import shutil
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from handlers import delivery
from rpc import mail as postman
from rpc.app import POSTMAN
from store.database import Unavailable
from tests.api import KEY, NOON, Api, Clock
from tests.conftest import Start
from tests.examples import invoice, open_shop
from tests.mailserver import OK, MailServer, receiving
from tests.serving import serving

PATIENCE_SECONDS = 60

Row = dict[str, Any]

SEND = "commerce.invoices.send"
HEADERS = {"X-Key": KEY, "Content-Type": "application/json"}
FROM = {"mail_from": "invoices@shop.example"}
# What takes longer never comes.
PATIENCE = 60
HOLMES = "holmes@inv-london.com"


@pytest.fixture
async def mails() -> AsyncIterator[MailServer]:
    """Run a mail server."""
    async with receiving() as server:
        yield server


@pytest.fixture(autouse=True)
def timed(clock: Clock) -> None:
    """Set the clock before any server of these tests starts."""
    assert clock.now == NOON


async def started(start: Start, url: str, **settings: Any) -> Api:
    """Start a server that sends e-mails."""
    return Api(await start(smtp_url=url, **FROM, **settings))


async def opened(start: Start, url: str, documents: int = 1, **settings: Any) -> Api:
    """Start a server with a shop that has documents."""
    api = await started(start, url, **settings)
    await open_shop(api)
    for _ in range(documents):
        await api.call("commerce.invoices.create", invoice())
    return api


async def send(api: Api, id_: int = 1, **request: Any) -> str:
    request = {"id": id_, "attach": "None", **request}
    return str((await api.call(SEND, request))["messageId"])


async def deliver(api: Api) -> Row:
    """Let the server deliver what waits, and return what became of how many."""
    application = api.client.app
    assert application is not None
    return dict(await application[POSTMAN].round())


async def told(api: Api) -> list[Row]:
    """Return what is told of all e-mails."""
    return list((await api.call("commerce.mails.find", {"limit": 1000}))["mails"])


async def until(counted: Callable[[], Awaitable[bool]]) -> None:
    """Ask until it is so; each question gives the server time."""
    async with asyncio.timeout(PATIENCE):
        while not await counted():
            pass


async def test_it_is_delivered_at_once(start: Start, mails: MailServer) -> None:
    api = await opened(start, mails.url, background_seconds=86_400)
    message_id = await send(api)

    async def is_sent() -> bool:
        return bool((await told(api))[0]["state"] == "Sent")

    await until(is_sent)
    assert mails.message_ids == [message_id]
    (mail,) = await told(api)
    assert (mail["attempts"], mail["error"], mail["nextAttemptTime"]) == (1, None, None)
    assert mail["sentTime"] == "2013-10-01 12:00:00"


async def test_a_document_goes_with_it(start: Start, mails: MailServer) -> None:
    api = await opened(start, mails.url)
    await api.call(SEND, {"id": 1})

    assert await deliver(api) == {"sent": 1}
    (received,) = mails.received
    ((name, content_type, content),) = received.files
    assert (name, content_type) == ("Invoice-2013-1.pdf", "application/pdf")
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    kinds = [part.get_content_type() for part in received.message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    assert "please find attached the invoice 2013/1" in received.part("text/plain").lower()


async def test_a_closed_document_goes_as_its_one_file(start: Start, mails: MailServer) -> None:
    api = await opened(start, mails.url)
    await api.call("commerce.invoices.close", {"id": 1})
    before = (await api.call("commerce.invoices.get", {"id": 1}))["invoice"]
    await api.call(SEND, {"id": 1, "version": before["version"]})
    await api.call(SEND, {"id": 1})
    await deliver(api)
    after = (await api.call("commerce.invoices.get", {"id": 1}))["invoice"]

    first, second = (each.files for each in mails.received)
    assert first == second
    assert after == {
        **before,
        "version": before["version"] + 2,
        "status": "Sent",
        "dateSent": "2013-10-01 12:00:00",
    }


async def test_who_is_refused_for_good_is_told(start: Start, mails: MailServer) -> None:
    mails.to_recipients[HOLMES] = ["550 5.1.1 User is not known"]
    api = await opened(start, mails.url)
    await send(api)
    with capture_logs() as logs:
        assert await deliver(api) == {"failed": 1}
    (mail,) = await told(api)

    assert (mail["state"], mail["attempts"], mail["nextAttemptTime"]) == ("Failed", 1, None)
    assert mail["error"] == "holmes@inv-london.com: 550 5.1.1 User is not known"
    assert mails.received == []
    assert await deliver(api) == {}
    assert "@" not in str(logs)


async def test_one_of_several_who_is_refused_keeps_it_from_nobody(
    start: Start, mails: MailServer
) -> None:
    mails.to_recipients["gone@inv-london.com"] = ["550 5.1.1 Gone"]
    api = await opened(start, mails.url)
    await send(api, cc=["gone@inv-london.com", "there@inv-london.com"])

    assert await deliver(api) == {"sent": 1}
    assert mails.received[0].recipients == [HOLMES, "there@inv-london.com"]
    (mail,) = await told(api)
    assert (mail["state"], mail["error"]) == ("Sent", "gone@inv-london.com: 550 5.1.1 Gone")


async def test_what_is_not_taken_now_is_tried_again_later_and_later(
    start: Start, mails: MailServer, clock: Clock
) -> None:
    mails.to_recipients[HOLMES] = ["451 4.7.1 Grey-listed", "450 4.2.1 Busy", OK]
    mails.to_end = ["452 4.3.1 Full", OK]
    api = await opened(start, mails.url)
    message_id = await send(api)
    seen = []
    for wait in (0, 60, 300, 900):
        clock.now += timedelta(seconds=wait - 1)
        assert not wait or await deliver(api) == {}
        clock.now += timedelta(seconds=1)
        done = await deliver(api)
        (mail,) = await told(api)
        seen.append((*done, mail["state"], mail["error"], mail["nextAttemptTime"]))

    assert seen == [
        ("put off", "Waiting", "451 4.7.1 Grey-listed", "2013-10-01 12:01:00"),
        ("put off", "Waiting", "450 4.2.1 Busy", "2013-10-01 12:06:00"),
        ("put off", "Waiting", "452 4.3.1 Full", "2013-10-01 12:21:00"),
        ("sent", "Sent", None, None),
    ]
    assert mails.message_ids == [message_id]
    assert mails.received[0].headers["Date"] == "Tue, 01 Oct 2013 12:00:00 +0000"


async def test_what_is_never_taken_has_failed_in_the_end(
    start: Start, mails: MailServer, clock: Clock
) -> None:
    mails.to_recipients[HOLMES] = ["451 4.7.1 Never mind"]
    api = await opened(start, mails.url)
    await send(api)
    done: list[Row] = []
    while not done or done[-1]:
        done.append(await deliver(api))
        clock.now += timedelta(days=1)

    assert done == [{"put off": 1}] * len(delivery.WAITS) + [{"failed": 1}, {}]
    (mail,) = await told(api)
    assert (mail["state"], mail["error"]) == ("Failed", "451 4.7.1 Never mind")


async def test_a_mail_server_that_is_away_is_waited_for(start: Start, clock: Clock) -> None:
    async with receiving() as gone:
        url = gone.url
    api = await opened(start, url)
    message_id = await send(api)
    assert await deliver(api) == {"put off": 1}
    (mail,) = await told(api)
    clock.now += timedelta(minutes=1)
    async with receiving() as mails:
        other = await started(start, mails.url)
        assert await deliver(other) == {"sent": 1}

    assert mail["state"] == "Waiting"
    assert "Connect" in mail["error"]
    assert mails.message_ids == [message_id]


async def test_a_server_that_ends_the_connection_without_an_answer_is_not_asked_again(
    start: Start, clock: Clock
) -> None:
    """It may have taken the e-mail: nobody knows, and a person decides."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        is_data = False
        while line := await reader.readline():
            if is_data and line != b".\r\n":
                continue
            if is_data:
                break
            is_data = line.startswith(b"DATA")
            writer.write(b"354 go on\r\n" if is_data else b"250 ok\r\n")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    api = await opened(start, url)
    await send(api)
    assert await deliver(api) == {"unknown": 1}
    clock.now += timedelta(days=2)
    assert await deliver(api) == {}
    (mail,) = await told(api)
    server.close()

    assert (mail["state"], mail["sentTime"]) == ("Unknown", None)
    assert mail["error"].startswith("The mail server did not answer in the end")


@pytest.mark.parametrize("answer", ["554 5.7.1 Spam", "452 4.3.1 Full"])
async def test_an_answer_to_the_end_is_believed(
    start: Start, mails: MailServer, answer: str
) -> None:
    mails.to_end = [answer]
    api = await opened(start, mails.url)
    await send(api)
    await deliver(api)
    (mail,) = await told(api)

    assert mail["state"] == ("Failed" if answer.startswith("5") else "Waiting")
    assert mail["error"] == answer


async def test_many_at_once_go_out_once_each(start: Start, mails: MailServer) -> None:
    api = await opened(start, mails.url, 8, background_seconds=86_400)
    mails.hold("end")
    sent = await asyncio.gather(*(send(api, 1 + i % 8) for i in range(64)))

    async def all_are_sent() -> bool:
        asked = {"conditions": {"state": "Sent"}}
        return bool((await api.call("commerce.mails.count", asked))["count"] == len(sent))

    async def is_full() -> bool:
        await api.call("commerce.mails.count")
        return mails.now["data"] == postman.MAX_AT_ONCE

    await until(is_full)
    mails.go_on("end")
    await until(all_are_sent)
    assert sorted(mails.message_ids) == sorted(sent)
    assert len(set(sent)) == 64
    assert mails.most_at_once == postman.MAX_AT_ONCE


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_servers_send_each_once(start: Start, mails: MailServer) -> None:
    api = await opened(start, mails.url, 4)
    other = await started(start, mails.url)
    sent = [await send(api, 1 + i % 4) for i in range(40)]
    done = await asyncio.gather(deliver(api), deliver(other), deliver(api), deliver(other))

    assert sorted(mails.message_ids) == sorted(sent)
    assert sum(each.get("sent", 0) for each in done) == 40
    assert {(mail["state"], mail["attempts"]) for mail in await told(api)} == {("Sent", 1)}


async def test_a_server_that_was_too_slow_can_not_end_it(
    start: Start, mails: MailServer, clock: Clock
) -> None:
    api = await opened(start, mails.url)
    message_id = await send(api)
    held = mails.hold("rcpt")
    slow = asyncio.create_task(deliver(api))
    async with asyncio.timeout(PATIENCE):
        await asyncio.wait_for(held.wait(), PATIENCE_SECONDS)
    clock.now += timedelta(seconds=delivery.TAKE_SECONDS + delivery.MARGIN_SECONDS)
    first = mails.holds.pop("rcpt")
    assert await deliver(api) == {"sent": 1}
    first.set()
    assert await slow == {"overtaken": 1}

    assert mails.message_ids == [message_id]
    (mail,) = await told(api)
    assert (mail["state"], mail["attempts"]) == ("Sent", 2)


class Caller:
    """Calls a server in a process of its own."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def call(self, method: str, **request: Any) -> Any:
        async with self.session.post(f"/api/v6/{method}", json=request) as response:
            return await response.json()


@pytest.mark.parametrize(("point", "state"), [("rcpt", "Sent"), ("end", "Unknown")])
async def test_what_a_killed_server_was_delivering_goes_out_once(
    start: Start, mails: MailServer, clock: Clock, database_url: str, point: str, state: str
) -> None:
    api = await opened(start, mails.url)
    await api.client.close()
    held = mails.hold(point)
    with serving(database_url, smtp_url=mails.url, **FROM) as running:
        async with aiohttp.ClientSession(running.url, headers=HEADERS) as session:
            answer = await Caller(session).call(SEND, id=1)
            async with asyncio.timeout(PATIENCE):
                await asyncio.wait_for(held.wait(), PATIENCE_SECONDS)
            running.kill()
    mails.go_on(point)
    clock.now = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    api = await started(start, mails.url)
    await deliver(api)

    assert await deliver(api) == {}
    assert mails.message_ids == [answer["messageId"]]
    (mail,) = await told(api)
    assert mail["state"] == state
    document = (await api.call("commerce.invoices.get", {"id": 1}))["invoice"]
    assert (document["status"], document["version"]) == ("Sent", 2)


async def test_killed_servers_lose_nothing_and_send_nothing_twice(
    start: Start, mails: MailServer, clock: Clock, database_url: str
) -> None:
    api = await opened(start, mails.url, 8)
    await api.client.close()
    acknowledged: list[str] = []

    async def send_many(caller: Caller) -> None:
        for i in range(12):
            answer = await caller.call(SEND, id=1 + i % 8, attach="None")
            acknowledged.append(answer["messageId"])

    for _ in range(3):
        before = len(mails.received)
        with serving(database_url, smtp_url=mails.url, **FROM) as running:
            async with aiohttp.ClientSession(running.url, headers=HEADERS) as session:
                callers = [asyncio.create_task(send_many(Caller(session))) for _ in range(4)]
                async with asyncio.timeout(PATIENCE):
                    while len(mails.received) < before + 9:  # noqa: ASYNC110 - killed mid-way
                        await asyncio.sleep(0)
                running.kill()
                await asyncio.gather(*callers, return_exceptions=True)
    clock.now = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    api = await started(start, mails.url)
    await deliver(api)
    known = {mail["messageId"]: mail["state"] for mail in await told(api)}

    assert set(acknowledged) <= set(known)
    assert len(set(mails.message_ids)) == len(mails.message_ids)
    assert set(known.values()) <= {"Sent", "Unknown"}
    assert {id_ for id_ in known if known[id_] == "Sent"} <= set(mails.message_ids)
    assert len(mails.message_ids) >= 27


async def test_an_outcome_is_recorded_when_the_database_is_back(
    start: Start, mails: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = await opened(start, mails.url)
    application = api.client.app
    assert application is not None
    await send(api)
    held = mails.hold("end")
    sending = asyncio.create_task(deliver(api))
    async with asyncio.timeout(PATIENCE):
        await asyncio.wait_for(held.wait(), PATIENCE_SECONDS)
    working = application[POSTMAN]._database.write

    async def away(*_: Any) -> None:
        monkeypatch.setattr(application[POSTMAN]._database, "write", working)
        raise Unavailable

    monkeypatch.setattr(application[POSTMAN]._database, "write", away)
    monkeypatch.setattr(postman, "RECORD_SECONDS", 0)
    mails.go_on("end")

    assert await sending == {"sent": 1}
    assert [mail["state"] for mail in await told(api)] == ["Sent"]


# How the mail server is spoken to.


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Make a certificate for this machine, and its key in the same file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not there to make a certificate")
    path = tmp_path / "localhost.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(path), "-out", str(tmp_path / "certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )
    with path.open("a") as both:
        both.write((tmp_path / "certificate.pem").read_text())
    return path


@pytest.mark.parametrize("is_trusted", [True, False])
async def test_a_password_goes_over_tls_to_a_server_that_proves_itself(
    start: Start, certificate: Path, monkeypatch: pytest.MonkeyPatch, is_trusted: bool
) -> None:
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with receiving(tls=context, login=("shop@x", "p/a:s")) as mails:
        url = f"starttls://shop%40x:p%2Fa%3As@localhost:{mails.port}"
        api = await opened(start, url)
        await send(api)
        done = await deliver(api)

        assert done == ({"sent": 1} if is_trusted else {"put off": 1})
        assert [each.is_encrypted for each in mails.received] == [True] * is_trusted


@pytest.mark.parametrize(("password", "done"), [("right", "sent"), ("wrong", "put off")])
async def test_a_wrong_password_is_for_the_operator_to_mend(
    start: Start, password: str, done: str
) -> None:
    async with receiving(login=("shop", "right")) as mails:
        api = await opened(start, mails.url.replace("://", f"://shop:{password}@"))
        await send(api)

        assert await deliver(api) == {done: 1}
        (mail,) = await told(api)
        assert mail["error"] == (
            None if done == "sent" else "535 5.7.8 Authentication credentials invalid"
        )


@pytest.mark.parametrize("is_taken", [True, False])
async def test_an_address_beyond_ascii_needs_a_server_that_takes_it(
    start: Start, is_taken: bool
) -> None:
    async with receiving(enable_SMTPUTF8=is_taken) as mails:
        api = await opened(start, mails.url)
        await send(api, to="jürgen@bücher.example", subject="Grüße")

        assert await deliver(api) == {"sent" if is_taken else "failed": 1}
        if is_taken:
            assert mails.received[0].recipients == ["jürgen@xn--bcher-kva.example"]
            assert mails.received[0].headers["Subject"] == "Grüße"
        else:
            (mail,) = await told(api)
            assert mail["error"] == "The mail server takes only addresses in ASCII"


async def test_a_domain_beyond_ascii_needs_nothing(start: Start) -> None:
    async with receiving(enable_SMTPUTF8=False) as mails:
        api = await opened(start, mails.url)
        await send(api, to="jo@bücher.example")

        assert await deliver(api) == {"sent": 1}
        assert mails.received[0].recipients == ["jo@xn--bcher-kva.example"]


async def test_a_folder_gets_files(start: Start, tmp_path: Path) -> None:
    api = await opened(start, f"file:{tmp_path}/my%20mails")
    sent = [await send(api, attach="Pdf") for _ in range(2)]

    assert await deliver(api) == {"sent": 2}
    files = sorted((tmp_path / "my mails").iterdir())
    assert {file.suffix for file in files} == {".eml"}
    messages = [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files
    ]
    assert sorted(message["Message-ID"] for message in messages) == sorted(sent)


async def test_without_rounds_the_command_delivers(
    start: Start, mails: MailServer, clock: Clock, database_url: str
) -> None:
    clock.now = datetime.now(UTC).replace(microsecond=0)
    api = await opened(start, mails.url)
    message_id = await send(api)
    await api.client.close()

    async def duties() -> str:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "rpc", "duties", "--database", database_url),
            env={"ORDERLY_SMTP_URL": mails.url, "PATH": ""},
            cwd=Path(__file__).parents[2],
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
        return out.decode()

    assert await duties() == "mails sent: 1\n"
    assert await duties() == "nothing to do\n"
    assert mails.message_ids == [message_id]
