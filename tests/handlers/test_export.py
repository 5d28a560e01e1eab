"""Documents as files over HTTP: the file, the link, and what stays as it is."""

import asyncio
import base64
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

import store.exports
from handlers.printing import pdf
from handlers.printing.formats import FORMATS
from rpc.__main__ import make_key
from store.database import Database
from tests.api import NOON, Api, Clock
from tests.conftest import Start
from tests.examples import address, invoice, item, open_shop
from tests.rpc.test_auth import add_entity

CREATE, UPDATE, GET, CLOSE, EXPORT = (
    f"commerce.invoices.{verb}" for verb in ("create", "update", "get", "close", "export")
)
Row = dict[str, Any]


async def made(api: Api, **changes: Any) -> int:
    """Create an invoice and return its id."""
    # So that it needs no tax area.
    await open_shop(api)
    return int((await api.call(CREATE, invoice(**changes)))["id"])


async def exported(api: Api, id_: int, **request: Any) -> tuple[Row, bytes]:
    """Export an invoice; return the answer and the file."""
    answer = await api.call(EXPORT, {"id": id_, **request})
    return answer, base64.b64decode(answer["content"], validate=True)


async def got(api: Api, link: str, verb: str = "GET") -> tuple[int, Any, bytes]:
    """Follow a link, without a key."""
    async with api.client.request(verb, link) as response:
        return response.status, response.headers, await response.read()


def text(content: bytes) -> str:
    """Return all that is printed."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


async def test_an_invoice_is_exported_as_pdf(api: Api) -> None:
    id_ = await made(api, number="2013/3918")
    answer, content = await exported(api, id_)

    assert answer["contentType"] == "application/pdf"
    assert answer["fileName"] == "Invoice-2013-3918.pdf"
    assert content.startswith(b"%PDF-")
    assert "Invoice 2013/3918" in text(content)
    assert "€168.99" in text(content)


async def test_the_link_opens_the_same_file_without_a_key(api: Api) -> None:
    answer, content = await exported(api, await made(api, number="2013/3918"))
    status, headers, body = await got(api, answer["link"])

    assert (status, body) == (200, content)
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="Invoice-2013-3918.pdf"'
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["X-Request-Id"]


async def test_a_link_answers_head_and_nothing_but_get(api: Api) -> None:
    answer, content = await exported(api, await made(api))
    head = await got(api, answer["link"], "HEAD")
    post = await got(api, answer["link"], "POST")

    assert (head[0], head[1]["Content-Length"], head[2]) == (200, str(len(content)), b"")
    assert (post[0], post[1]["Allow"]) == (405, "GET, HEAD")


async def test_a_link_ends(start: Start, clock: Clock) -> None:
    api = Api(await start(link_seconds=60))
    answer, _ = await exported(api, await made(api))
    clock.now = NOON + timedelta(seconds=60)
    last = (await got(api, answer["link"]))[0]
    clock.now = NOON + timedelta(seconds=61)
    late = await got(api, answer["link"])

    assert (last, late[0]) == (200, 403)
    assert b"ask for a new one" in late[2]


@pytest.mark.parametrize(
    ("part", "other"),
    [
        (r"/(\d+)\.", "2"),
        (r"\.(pdf)", "ubl.xml"),
        (r"\.(pdf)", "exe"),
        (r"entity=(\d+)", "2"),
        (r"entity=(\d+)", "999999999999"),
        (r"entity=(\d+)", "x"),
        (r"expires=(\d+)", "9999999999"),
        (r"expires=(\d+)", "-1"),
        (r"key=(..)", "zz"),
        (r"key=(.*)", "0" * 64),
        (r"key=(.*)", ""),
        (r"(\?.*)", ""),
        (r"/(\d+)\.", "99999999999"),
        (r"/(\d+)\.", "..%2F..%2Fetc%2Fpasswd"),
    ],
)
async def test_a_link_opens_nothing_else(api: Api, part: str, other: str) -> None:
    id_ = await made(api)
    await api.call(CREATE, invoice())
    answer, _ = await exported(api, id_)
    link: str = answer["link"]
    found = re.search(part, link)
    assert found is not None
    forged = link[: found.start(1)] + other + link[found.end(1) :]
    status, _, body = await got(api, forged)

    assert forged != link
    assert status == 403
    assert b"BAD_LINK" in body


async def test_wrong_links_are_limited_as_wrong_keys_are(start: Start) -> None:
    api = Api(await start(wrong_key_limit=3))
    statuses = [(await got(api, "/files/invoices/1.pdf"))[0] for _ in range(4)]

    assert statuses == [403, 403, 403, 429]


async def test_a_link_of_one_entity_opens_no_other(start: Start, database: Database) -> None:
    other = add_entity(database)
    client = await start()
    first, second = (
        Api(client, make_key(database, name=str(entity), entity=entity)) for entity in (1, other)
    )
    id_ = await made(first)
    answer, _ = await exported(first, id_)
    refused = await second.refused_once(EXPORT, {"id": id_})
    moved = answer["link"].replace("entity=1", f"entity={other}")
    before = (await got(first, moved))[0]
    await exported(second, await made(second))  # now that one has a secret too

    assert refused == ("id", "NotFound", f"Invoice {id_} does not exist")
    assert (before, (await got(first, moved))[0]) == (403, 403)
    assert (await got(first, answer["link"]))[0] == 200


async def test_forgetting_the_secret_ends_all_links(api: Api, database: Database) -> None:
    id_ = await made(api)
    before, _ = await exported(api, id_)
    forgotten = store.exports.forget_secrets(database)
    ended = (await got(api, before["link"]))[0]
    after, _ = await exported(api, id_)

    assert (forgotten, ended) == (1, 403)
    assert (await got(api, after["link"]))[0] == 200


async def test_a_link_of_a_deleted_invoice_finds_nothing(api: Api) -> None:
    id_ = await made(api)
    answer, _ = await exported(api, id_)
    await api.call("commerce.invoices.delete", {"ids": [id_]})
    status, _, body = await got(api, answer["link"])

    assert status == 404
    assert b"INVOICE_NOT_FOUND" in body


async def test_exporting_changes_nothing(api: Api) -> None:
    series = (await api.call("commerce.series.find", {}))["series"]
    default = next(each["id"] for each in series if each["kind"] == "Invoice")
    change = {"id": default, "series": {"assignOn": "Close"}}
    await api.call("commerce.series.update", change)
    id_ = await made(api)
    before = (await api.call(GET, {"id": id_}))["invoice"]
    answer, _ = await exported(api, id_)
    await got(api, answer["link"])
    after = (await api.call(GET, {"id": id_}))["invoice"]

    assert before["number"] == ""
    assert after == before
    assert answer["fileName"] == f"Invoice-{id_}.pdf"


async def test_an_open_invoice_is_a_draft_and_exported_as_it_stands(api: Api) -> None:
    id_ = await made(api)
    _, before = await exported(api, id_)
    link = (await exported(api, id_))[0]["link"]
    await api.call(UPDATE, {"id": id_, "invoice": {"terms": "Thirty days"}})
    _, after = await exported(api, id_)

    assert "Draft" in text(before)
    assert "Thirty days" not in text(before)
    assert "Thirty days" in text(after)
    assert "Thirty days" in text((await got(api, link))[2])


async def test_a_closed_invoice_stays_the_same_file(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = await made(api)
    await api.call(CLOSE, {"id": id_})
    _, first = await exported(api, id_)
    company = {"iban": "DE89370400440532013000"}
    await api.call("commerce.settings.update", {"settings": {"company": company}})
    await api.call(UPDATE, {"id": id_, "invoice": {"isPaidFor": True, "labels": [3]}})

    # It is not even made again: without a template there is nothing to make it of.
    monkeypatch.setattr(pdf, "_template", None)
    answer, second = await exported(api, id_)
    _, _, followed = await got(api, answer["link"])

    assert first == second == followed
    assert "Draft" not in text(first)


async def test_an_open_invoice_is_made_anew(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = await made(api)
    await exported(api, id_)
    monkeypatch.setattr(pdf, "_template", None)
    status, _, answer = await api.post(EXPORT, {"id": id_})

    # What fails unexpectedly tells nothing of the inside.
    assert (status, answer["error"]["type"]) == (500, "InternalError")
    assert "template" not in str(answer)


async def test_first_exports_at_once_agree(start: Start) -> None:
    api = Api(await start(export_threads=4))
    id_ = await made(api)
    await api.call(CLOSE, {"id": id_})
    files = await asyncio.gather(*(exported(api, id_) for _ in range(8)))
    links = {(await got(api, answer["link"]))[2] for answer, _ in files}

    assert len({content for _, content in files}) == 1
    assert links == {files[0][1]}


async def test_a_kept_file_can_not_be_changed(api: Api, database: Database) -> None:
    id_ = await made(api)
    await api.call(CLOSE, {"id": id_})
    _, content = await exported(api, id_)
    attacks = [
        "UPDATE export SET name = 'other'",
        "UPDATE export SET id = id + 1",
        "DELETE FROM export",
    ]
    columns = "(id, entity, invoice, format, name, content, creation_time)"
    copy = "SELECT {}, entity, invoice, format, name, name, 0 FROM export"
    if database.dialect == "sqlite":
        attacks += [
            f"{verb} INTO export {columns} {copy.format(id_of_row)}"
            for verb in ("REPLACE", "INSERT OR REPLACE")
            for id_of_row in ("id", "id + 1")
        ]
        attacks.append("UPDATE OR REPLACE export SET content = name")
    else:
        upsert = "ON CONFLICT (invoice, format) DO UPDATE SET content = EXCLUDED.content"
        copied = copy.format("id + 1").replace("name, name", "name, content")
        attacks += ["TRUNCATE export CASCADE", f"INSERT INTO export {columns} {copied} {upsert}"]
    outcomes = []
    for attack in attacks:
        try:
            with database.transaction(1):
                database.peewee.execute_sql(attack)
        except Exception as error:  # noqa: BLE001 - each database has its own
            outcomes.append("can not be changed" in str(error))
    _, after = await exported(api, id_)

    assert outcomes == [True] * len(attacks)
    assert after == content


async def test_an_unknown_invoice_has_no_file(api: Api) -> None:
    refused = await api.refused_once(EXPORT, {"id": 17})

    assert refused == ("id", "NotFound", "Invoice 17 does not exist")


async def test_formats_are_those_that_there_are(api: Api) -> None:
    id_ = await made(api)
    field, type_, description = await api.refused_once(EXPORT, {"id": id_, "format": "Docx"})

    assert (field, type_) == ("format", "InvalidValue")
    assert all(f'"{name}"' in description for name in FORMATS)
    assert len({each.extension for each in FORMATS.values()}) == len(FORMATS)


async def test_a_key_that_only_reads_may_export(start: Start, database: Database) -> None:
    client = await start()
    id_ = await made(Api(client))
    reader = Api(client, make_key(database, name="reader", read_only=True))
    answer, content = await exported(reader, id_)

    assert (await got(reader, answer["link"]))[2] == content


async def test_an_answer_that_would_be_too_large_is_refused(start: Start) -> None:
    api = Api(await start(max_answer=1 << 16))
    id_ = await made(api, items=[item()] * 300)
    faults = await api.refused(EXPORT, {"id": id_})

    assert [fault["code"] for fault in faults] == ["ANSWER_TOO_LARGE"]


async def test_reads_go_on_while_documents_are_printed(start: Start) -> None:
    api = Api(await start(export_threads=1))
    id_ = await made(api, items=[item()] * 1000)
    order: list[str] = []

    async def do(name: str, request: Row) -> None:
        await api.call(name, request)
        order.append(name)

    await asyncio.gather(do(EXPORT, {"id": id_}), *(do(GET, {"id": id_}) for _ in range(3)))

    assert order == [GET, GET, GET, EXPORT]


async def test_no_logo_is_fetched(api: Api) -> None:
    asked: list[bytes] = []

    async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(100))
        writer.close()

    canary = await asyncio.start_server(ask, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{canary.sockets[0].getsockname()[1]}/logo.png"
    company = {"logo": url, "address": {"companyName": url, "street1": "/etc/passwd"}}
    await api.call("commerce.settings.update", {"settings": {"company": company}})
    id_ = await made(api, terms=f'#image("{url}")', billingAddress=address(companyName=url))
    _, content = await exported(api, id_)
    canary.close()

    assert url in "".join(text(content).split())
    assert not asked
