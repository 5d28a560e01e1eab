"""Sending documents by e-mail: what is refused, what the document says, what the letter says."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest

from rpc.app import POSTMAN
from store.database import Database
from tests.api import NOON, Api, Clock
from tests.conftest import Start
from tests.consistency import assert_consistent
from tests.examples import address, invoice, item, open_shop, order
from tests.mailserver import MailServer, Received, receiving
from tests.rpc.test_auth import add_entity

Row = dict[str, Any]

CREATE, SEND = "commerce.invoices.create", "commerce.invoices.send"
SELLER = {
    "companyName": "Inv London Ltd",
    "street1": "10 Downing Street",
    "city": "London",
    "postalCode": "SW1A 2AA",
    "country": "GB",
    "phoneNumber": "+44 20 7946",
    "email": "invoices@inv-london.com",
}
COMPANY = {"address": SELLER, "taxNumber": "GB123456789", "iban": "GB82WEST12345698765432"}
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]


@pytest.fixture
async def mails() -> AsyncIterator[MailServer]:
    """Run a mail server."""
    async with receiving() as server:
        yield server


@pytest.fixture
async def api(clock: Clock, start: Start, mails: MailServer) -> Api:
    """Call a server that sends e-mails, with a shop."""
    assert clock.now == NOON
    api = Api(await start(smtp_url=mails.url))
    await open_shop(api)
    await api.call("commerce.settings.update", {"settings": {"company": COMPANY}})
    return api


@pytest.fixture(autouse=True)
def consistent(database: Database) -> Iterator[None]:
    """Check in the end that every stored answer says what its rows say."""
    yield
    assert_consistent(database)


async def create(api: Api, **fields: Any) -> int:
    return int((await api.call(CREATE, invoice(**fields)))["id"])


async def get(api: Api, id_: int = 1) -> Row:
    return dict((await api.call("commerce.invoices.get", {"id": id_}))["invoice"])


async def mail_of(api: Api, message_id: str) -> Row:
    asked = {"conditions": {"messageId": message_id}}
    (mail,) = (await api.call("commerce.mails.find", asked))["mails"]
    return dict(mail)


async def deliver(api: Api) -> Row:
    """Let the server deliver what waits, and return what became of how many."""
    application = api.client.app
    assert application is not None
    return dict(await application[POSTMAN].round())


async def sent(api: Api, mails: MailServer, id_: int, **request: Any) -> Received:
    """Send a document and return what the mail server got."""
    message_id = (await api.call(SEND, {"id": id_, "attach": "None", **request}))["messageId"]
    assert await deliver(api) == {"sent": 1}
    (received,) = [each for each in mails.received if each.headers["Message-ID"] == message_id]
    return received


async def test_a_document_goes_to_its_customer_and_says_so(
    api: Api, mails: MailServer, clock: Clock
) -> None:
    id_ = await create(api)
    before = await get(api, id_)
    clock.now += timedelta(hours=1)
    answer = await api.call(SEND, {"id": id_, "version": 1, "attach": "None"})
    after = await get(api, id_)

    times = {"updateTime": "2013-10-01 13:00:00", "dateSent": "2013-10-01 13:00:00"}
    assert after == {**before, "status": "Sent", "version": 2, **times}
    assert mails.received == []
    assert await deliver(api) == {"sent": 1}
    (received,) = mails.received
    assert list(received.headers) == HEADERS
    assert received.headers["Message-ID"] == answer["messageId"]
    assert received.headers["From"] == "Inv London Ltd <invoices@inv-london.com>"
    assert received.headers["To"] == "Sherlock Holmes <holmes@inv-london.com>"
    assert received.headers["Subject"] == "Invoice 2013/1 from Inv London Ltd"
    assert received.headers["Date"] == "Tue, 01 Oct 2013 13:00:00 +0000"
    assert received.sender == "invoices@inv-london.com"
    assert received.recipients == ["holmes@inv-london.com"]
    assert re.fullmatch(r"<[0-9a-f]{32}@inv-london\.com>", answer["messageId"])


async def test_the_letter_tells_what_is_to_be_paid(api: Api, mails: MailServer) -> None:
    id_ = await create(api, dueDate="2013-10-31")
    received = await sent(api, mails, id_)

    assert received.part("text/plain") == (
        "Dear Sherlock Holmes,\n"
        "\n"
        "We have issued the invoice 2013/1 of October 1, 2013 for €168.99. "
        "Please pay €168.99 by October 31, 2013.\n"
        "\n"
        "Kind regards\n"
        "Inv London Ltd\n"
        "\n"
        "Invoice: 2013/1\n"
        "Date: October 1, 2013\n"
        "Total: €168.99\n"
        "Amount due: €168.99\n"
        "Due date: October 31, 2013\n"
        "IBAN: GB82 WEST 1234 5698 7654 32\n"
        "\n"
        "-- \n"
        "Inv London Ltd\n"
        "10 Downing Street · London · SW1A 2AA · United Kingdom\n"
        "VAT no. GB123456789\n"
        "+44 20 7946 · invoices@inv-london.com\n"
    )
    html = received.part("text/html")
    assert '<html lang="en">' in html
    for told in ("Dear Sherlock Holmes,", "Invoice 2013/1", "GB82 WEST", "10 Downing Street"):
        assert told in html
    assert not re.search(r"https?:|src=|url\(|<script|<link", html)


@pytest.mark.parametrize(
    ("locale", "subject", "phrase"),
    [
        ("en-GB", "Pro forma invoice", "the pro forma invoice"),
        ("it", "Fattura proforma", "la fattura proforma"),
        ("de-AT", "Proformarechnung", "die Proformarechnung"),
        ("fr", "Facture pro forma", "la facture pro forma"),
        ("sl", "Predračun", "predračun"),
        ("ja", "Pro forma invoice", "the pro forma invoice"),
    ],
)
async def test_the_letter_speaks_the_language_of_the_document(
    api: Api, mails: MailServer, locale: str, subject: str, phrase: str
) -> None:
    names = address(firstName="Žiga", lastName="Čuček")
    id_ = await create(
        api, type="Proforma", locale=locale, billingAddress=names, dueDate="2013-10-31"
    )
    received = await sent(api, mails, id_)

    assert received.headers["Subject"].startswith(f"{subject} ")
    assert received.headers["To"] == "Žiga Čuček <holmes@inv-london.com>"
    assert f"{phrase} " in received.part("text/plain")
    assert f"{phrase} " in received.part("text/html")
    assert received.lines.isascii()


@pytest.mark.parametrize("locale", ["en", "it", "de", "fr", "sl"])
async def test_every_kind_of_document_has_its_words(
    api: Api, mails: MailServer, locale: str
) -> None:
    for type_ in ("Invoice", "ShippingInvoice", "Proforma", "CreditNote"):
        id_ = await create(api, type=type_, locale=locale, isPaidFor=type_ == "Invoice")
        await sent(api, mails, id_)
    texts = [each.part("text/plain") for each in mails.received]
    subjects = [each.headers["Subject"] for each in mails.received]

    assert len({text.split("\n")[2].split("2013/")[0] for text in texts}) == 4
    assert len({subject.split(" 2013")[0] for subject in subjects}) == 4
    assert not re.search(r"[{}]", "".join(texts + subjects))
    # What is paid, and what is credited, asks for nothing.
    assert ["IBAN" in text for text in texts] == [False, True, True, False]


async def test_amounts_are_spelled_as_the_country_does(api: Api, mails: MailServer) -> None:
    more = {"items": [item(price=1234, quantity=1)], "currency": "JPY", "locale": "de"}
    received = await sent(api, mails, await create(api, **more))

    assert "über 1.234\xa0¥ ausgestellt" in received.part("text/plain")


async def test_a_caller_writes_the_letter_himself(api: Api, mails: MailServer) -> None:
    id_ = await create(api)
    received = await sent(
        api,
        mails,
        id_,
        to="watson@inv-london.com",
        cc=["lestrade@yard.example", "mycroft@yard.example"],
        subject="Naša ponudba {number} 🎻",
        message="First.\nLine <b>two</b> & {total}.\n\n.\n..\nFrom here.",
    )

    assert list(received.headers) == [*HEADERS[:2], "Cc", *HEADERS[2:]]
    assert received.headers["To"] == "watson@inv-london.com"
    assert received.headers["Cc"] == "lestrade@yard.example, mycroft@yard.example"
    assert received.headers["Subject"] == "Naša ponudba {number} 🎻"
    assert received.recipients == [
        "watson@inv-london.com",
        "lestrade@yard.example",
        "mycroft@yard.example",
    ]
    assert received.part("text/plain").startswith(
        "First.\nLine <b>two</b> & {total}.\n\n.\n..\nFrom here.\n"
    )
    assert "First.<br>Line &lt;b&gt;two&lt;/b&gt; &amp; {total}.</p>" in received.part("text/html")
    mail = await mail_of(api, received.headers["Message-ID"])
    assert (mail["to"], mail["cc"], mail["attach"]) == (
        ["watson@inv-london.com"],
        ["lestrade@yard.example", "mycroft@yard.example"],
        "None",
    )
    assert mail["message"].startswith("First.\nLine")


async def test_an_entity_has_texts_of_its_own(api: Api, mails: MailServer) -> None:
    texts = {"subject": "{kind} {number}: {total}", "message": "{customer}! {due} to {seller} {x}"}
    await api.call("commerce.settings.update", {"settings": {"emailTexts": texts}})
    received = await sent(api, mails, await create(api))

    assert received.headers["Subject"] == "Invoice 2013/1: €168.99"
    assert received.part("text/plain").startswith(
        "Sherlock Holmes! €168.99 to Inv London Ltd {x}\n"
    )


async def test_another_sender_has_replies_go_to_the_seller(start: Start, mails: MailServer) -> None:
    api = Api(await start(smtp_url=mails.url, mail_from="no-reply@müller.example"))
    await open_shop(api)
    await api.call("commerce.settings.update", {"settings": {"company": COMPANY}})
    received = await sent(api, mails, await create(api))

    assert received.headers["From"] == "Inv London Ltd <no-reply@xn--mller-kva.example>"
    assert received.headers["Reply-To"] == "Inv London Ltd <invoices@inv-london.com>"
    assert received.headers["Message-ID"].endswith("@xn--mller-kva.example>")
    assert received.sender == "no-reply@xn--mller-kva.example"


INJECTED = "Bcc: thief@evil.example"
PAYLOADS = [
    f"x\r\n{INJECTED}",
    f"x\n{INJECTED}\n\nbody",
    f"x\r{INJECTED}",
    f'"x" <thief@evil.example>, \n {INJECTED}',
    f"=?utf-8?q?x=0D=0A{INJECTED.replace(' ', '_')}?=",
    "x\u2028Bcc: thief@evil.example\u2029\u200b\ufeff",
    "<script>alert(1)</script><img src=https://evil.example/x>&amp;",
    "</td></html>\r\n.\r\nMAIL FROM:<thief@evil.example>",
    "{customer} {0} {seller.__class__} %s ${x} $x {{7*7}}",
    "\t" * 3 + "ü" * 60,
]


@pytest.mark.parametrize("is_company", [True, False])
@pytest.mark.parametrize("payload", PAYLOADS)
async def test_no_text_gets_into_headers_or_markup(
    api: Api, mails: MailServer, payload: str, is_company: bool
) -> None:
    company = payload[:100] if is_company else ""
    names = address(lastName=payload[:25], companyName=company)
    seller = {**SELLER, "companyName": payload[:100], "street1": payload[:60]}
    texts = {"message": f"{payload} {{customer}}", "subject": "{customer} {number}"}
    await api.call("commerce.settings.update", {"settings": {"emailTexts": texts}})
    id_ = await create(
        api, number=payload[:32], billingAddress=names, sellerAddress=seller, terms=payload
    )
    received = await sent(api, mails, id_)
    again = await sent(api, mails, id_, message=payload)

    for each in (received, again):
        assert list(each.headers) == HEADERS
        assert each.recipients == ["holmes@inv-london.com"]
        assert each.message["To"].addresses[0].addr_spec == "holmes@inv-london.com"
        assert len(each.message["To"].addresses) == len(each.message["From"].addresses) == 1
        html = each.part("text/html")
        assert set(re.findall(r"<[a-z]+", html)) <= {
            f"<{tag}"
            for tag in ("html", "head", "meta", "title", "body", "table", "tr", "td", "p", "br")
        }
        parts = [part.get_content_type() for part in each.message.walk()]
        assert parts == ["multipart/alternative", "text/plain", "text/html"]
    assert len(mails.received) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        "x",
        "a@b@c",
        "a b@c.de",
        "a@b.de\n",
        "a@b.de\r\nBcc: x@y.z",
        "<a@b.de>",
        "a@b.de,c@d.de",
        "a@-b.de",
        "a@b..de",
        f"{'a' * 65}@b.de",
        f"a@{'b' * 64}.de",
        "a@b.de>",
        "(a)@b.de",
        "\u200ba@b.de",
    ],
)
async def test_what_is_no_address_is_refused(api: Api, wrong: str) -> None:
    id_ = await create(api)
    for name in ("to", "cc"):
        for sent_ in (wrong, ["ok@inv-london.com", wrong]):
            (fault,) = await api.refused(SEND, {"id": id_, name: sent_})
            assert (fault["field"], fault["type"]) == (name, "Malformed")
            assert fault["path"].startswith(f"/{name}")
    assert (await api.call("commerce.mails.count"))["count"] == 0


async def test_recipients_are_some_and_different(api: Api) -> None:
    id_ = await create(api)
    many = [f"a{i}@inv-london.com" for i in range(21)]
    faults = {}
    for name, value in (("none", []), ("many", many), ("twice", [many[0]] * 2), ("null", None)):
        (fault,) = await api.refused(SEND, {"id": id_, "to": value})
        faults[name] = fault["code"]

    assert faults == {"none": "TOO_FEW", "many": "TOO_MANY", "twice": "REPEATED", "null": "NULL"}


@pytest.mark.parametrize("subject", ["a\nb", "a\rb", "a\tb", "a\u2028b", "x" * 256])
async def test_a_subject_is_one_line(api: Api, subject: str) -> None:
    id_ = await create(api)
    (fault,) = await api.refused(SEND, {"id": id_, "subject": subject})

    assert (fault["field"], fault["type"]) == ("subject", "Malformed")


async def test_somebody_must_be_there_to_send_to_and_from(api: Api) -> None:
    await api.call("commerce.settings.update", {"settings": {"company": {"address": {}}}})
    nobody = await create(api, billingAddress=address(email="not(reachable@x"))
    faults = await api.refused(SEND, {"id": nobody})

    assert [(fault["field"], fault["type"], fault["code"]) for fault in faults] == [
        ("id", "InvalidValue", "SENDER_MISSING"),
        ("to", "InvalidValue", "RECIPIENT_UNREACHABLE"),
    ]
    assert (await get(api, nobody))["status"] == "Open"
    new = order(taxPercent=20)
    new["order"].pop("billingAddress")
    id_ = (await api.call("commerce.orders.create", new))["id"]
    unknown = (await api.call("commerce.orders.process", {"id": id_}))["invoice"]
    missing, _ = await api.refused(SEND, {"id": unknown})
    assert (missing["field"], missing["type"]) == ("to", "Missing")


async def test_without_a_mail_server_the_setting_is_named(start: Start) -> None:
    api = Api(await start())
    await open_shop(api)
    id_ = await create(api)
    (fault,) = await api.refused(SEND, {"id": id_, "attach": "None"})

    assert (fault["field"], fault["type"], fault["code"]) == (
        "id",
        "InvalidValue",
        "MAIL_NOT_CONFIGURED",
    )
    assert "ORDERLY_SMTP_URL" in fault["description"]
    assert (await get(api, id_))["version"] == 1


async def test_an_older_version_and_an_unknown_invoice_are_refused(api: Api) -> None:
    id_ = await create(api)
    (stale,) = await api.refused(SEND, {"id": id_, "version": 2})
    (gone,) = await api.refused(SEND, {"id": 999})

    assert (stale["type"], gone["code"]) == ("Conflict", "INVOICE_NOT_FOUND")
    assert (await api.call("commerce.mails.count"))["count"] == 0


@pytest.mark.parametrize("status", ["Sent", "Disputed", "Archived", "Cancelled"])
async def test_only_what_is_open_gets_another_status(api: Api, status: str) -> None:
    id_ = await create(api, status=status)
    await api.call(SEND, {"id": id_, "attach": "None"})
    after = await get(api, id_)

    assert (after["status"], after["version"], after["dateSent"]) == (
        status,
        2,
        "2013-10-01 12:00:00",
    )


async def test_each_request_is_an_e_mail(api: Api, mails: MailServer) -> None:
    id_ = await create(api)
    first = await sent(api, mails, id_)
    second = await sent(api, mails, id_)

    assert first.headers["Message-ID"] != second.headers["Message-ID"]
    found = (await api.call("commerce.mails.find", {"conditions": {"invoice": id_}}))["mails"]
    assert [mail["messageId"] for mail in found] == mails.message_ids
    assert (await get(api, id_))["version"] == 3


async def test_what_is_sent_is_the_document_as_it_was(api: Api, mails: MailServer) -> None:
    id_ = await create(api)
    await api.call(SEND, {"id": id_, "attach": "None"})
    await api.call("commerce.invoices.update", {"id": id_, "invoice": {"items": []}})
    await api.call("commerce.invoices.delete", {"ids": [id_]})

    assert await deliver(api) == {"sent": 1}
    (received,) = mails.received
    assert "€168.99" in received.part("text/plain")
    (mail,) = (await api.call("commerce.mails.find"))["mails"]
    assert (mail["invoice"], mail["state"]) == (id_, "Sent")


async def test_an_e_mail_can_be_found_by_what_it_is(api: Api, mails: MailServer) -> None:
    ids = [await create(api) for _ in range(2)]
    for id_ in ids:
        await api.call(SEND, {"id": id_, "attach": "None", "to": f"to{id_}@inv-london.com"})
    await deliver(api)
    await api.call(SEND, {"id": ids[0], "attach": "None"})

    async def found(**asked: Any) -> list[int]:
        mails_ = (await api.call("commerce.mails.find", asked))["mails"]
        return [mail["id"] for mail in mails_]

    assert await found() == [1, 2, 3]
    assert await found(order=["-creationTime", "-id"], limit=2) == [3, 2]
    assert await found(conditions={"invoice": ids[0]}) == [1, 3]
    assert await found(conditions={"state": "Waiting"}) == [3]
    assert await found(conditions={"state": ["Sent", "Failed"]}) == [1, 2]
    assert await found(conditions={"messageId": mails.message_ids[1]}) in ([1], [2])
    assert await found(conditions={"ids": [1, 9], "after": 0}) == [1]
    assert await found(conditions={"fromCreationTime": "2013-10-01 12:00:01"}) == []
    assert await found(search="to2@inv") == [2]
    assert await found(query={"nextAttemptTime": None}) == [1, 2]
    assert await found(query={"attempts": {"gte": 1}, "subject": {"contains": "2013/2"}}) == [2]
    one = (await api.call("commerce.mails.get", {"id": 1, "fields": ["state", "sentTime"]}))["mail"]
    assert one == {"id": 1, "state": "Sent", "sentTime": "2013-10-01 12:00:00"}
    assert (await api.call("commerce.mails.get", {"id": 9}))["mail"] is None


async def test_another_entity_neither_sends_nor_sees_it(
    start: Start, mails: MailServer, database: Database
) -> None:
    add_entity(database)
    client = await start(smtp_url=mails.url, mail_from="invoices@shop.example")
    other, owner = (Api(client, **{"X-Entity-Id": each}) for each in ("2", "1"))
    await open_shop(owner)
    id_ = await create(owner)
    (refused,) = await other.refused(SEND, {"id": id_})
    await owner.call(SEND, {"id": id_, "attach": "None"})

    assert refused["code"] == "INVOICE_NOT_FOUND"
    assert (await other.call("commerce.mails.find"))["mails"] == []
    assert (await other.call("commerce.mails.count"))["count"] == 0
    assert (await other.call("commerce.mails.get", {"id": 1}))["mail"] is None
    assert await deliver(owner) == {"sent": 1}
    assert len(mails.received) == 1
