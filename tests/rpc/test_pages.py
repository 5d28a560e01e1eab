"""What the server shows to everybody: the explorer, the descriptions of the API, the SDK."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from rpc import codec
from rpc.describing.openapi import openapi
from rpc.describing.openrpc import openrpc
from tests.conftest import Start

ROOT = Path(__file__).parent.parent.parent
CSS = "text/css; charset=utf-8"
JAVASCRIPT = "text/javascript; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
TYPES = {
    "/docs": "text/html; charset=utf-8",
    "/docs/docs.css": CSS,
    "/docs/docs.js": JAVASCRIPT,
    "/docs/icon.svg": "image/svg+xml",
    "/docs/swagger-ui-bundle.js": JAVASCRIPT,
    "/docs/swagger-ui-bundle.js.LICENSE.txt": TEXT,
    "/docs/swagger-ui.css": CSS,
    "/openapi.json": "application/json",
    "/openrpc.json": "application/json",
    "/sdk/admin.d.ts": TEXT,
    "/sdk/admin.js": JAVASCRIPT,
    "/sdk/admin.mjs": JAVASCRIPT,
}
Client = TestClient[Any, Any]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
every_page = pytest.mark.parametrize("path", TYPES)


@pytest.fixture
async def client(start: Start) -> Client:
    """Return a client that sends no key, and takes answers as they are."""
    client: Client = await start()
    client.session.headers["Accept-Encoding"] = "identity"
    return client


async def asked(client: Client, target: str, *headers: str) -> tuple[int, bytes]:
    """Ask for exactly this target, which a client would tidy; return status and answer."""
    reader, writer = await asyncio.open_connection(client.host, client.port)
    head = "\r\n".join([f"GET {target} HTTP/1.1", "Connection: close", *headers])
    writer.write(f"{head}\r\n\r\n".encode(errors="surrogateescape"))
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(answer.split()[1]), answer.partition(b"\r\n\r\n")[2]


@every_page
async def test_a_page_needs_no_key(client: Client, path: str) -> None:
    response = await client.get(path, headers={"X-Request-Id": "mine"})

    assert (response.status, response.headers["Content-Type"]) == (200, TYPES[path])
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Request-Id"] == "mine"
    assert await response.read()


@every_page
@pytest.mark.parametrize("coding", ["identity", "gzip"])
async def test_a_page_is_sent_once(client: Client, path: str, coding: str) -> None:
    accepted = {"Accept-Encoding": coding}
    first = await client.get(path, headers=accepted)
    tag = first.headers["ETag"]
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = await client.get(path, headers={**accepted, "If-None-Match": known})

        assert (again.status, await again.read()) == (304, b"")
        assert (again.headers["ETag"], again.headers["Cache-Control"]) == (tag, "no-cache")
    other = await client.get(path, headers={**accepted, "If-None-Match": '"other"'})

    assert other.status == 200


@every_page
async def test_a_page_has_a_head(client: Client, path: str) -> None:
    whole, head = await client.get(path), await client.head(path)

    assert (head.status, await head.read()) == (200, b"")
    assert head.headers.keys() == whole.headers.keys()
    assert all(head.headers[name] == whole.headers[name] for name in ("Content-Length", "ETag"))


@every_page
async def test_a_page_is_compressed_for_who_can_read_it(client: Client, path: str) -> None:
    plain = await client.get(path)
    zipped = await client.get(path, headers={"Accept-Encoding": "br, GZIP;q=0.5"})

    # The client has unpacked it. What names the host that was asked for is never compressed.
    is_kept = path != "/openrpc.json"
    assert await zipped.read() == await plain.read()
    assert zipped.headers.get("Content-Encoding") == ("gzip" if is_kept else None)
    assert zipped.headers["Vary"] == "Accept-Encoding"
    assert (zipped.headers["ETag"] != plain.headers["ETag"]) == is_kept


@pytest.mark.parametrize("coding", ["", "br", "gzip;q=0", "gzip ; q=0.00, br", "gzipped"])
async def test_a_page_is_not_compressed_otherwise(client: Client, coding: str) -> None:
    response = await client.get("/docs", headers={"Accept-Encoding": coding})

    assert "Content-Encoding" not in response.headers
    assert (await response.text()).startswith("<!doctype html>")


@pytest.mark.parametrize("path", ["/", "/docs/", "/docs", "/openapi.json", "/sdk/admin.js"])
@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_pages_are_only_read(client: Client, path: str, verb: str) -> None:
    response = await client.request(verb, path)

    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")
    assert (await response.json())["error"]["type"] == "InvalidValue"


@pytest.mark.parametrize(("path", "there"), [("/", "docs"), ("/docs/", "../docs")])
async def test_the_front_door_leads_to_the_explorer(client: Client, path: str, there: str) -> None:
    response = await client.get(path, allow_redirects=False)
    arrived = await client.get(path)

    assert (response.status, response.headers["Location"]) == (303, there)
    assert arrived.url.path == "/docs"


@pytest.mark.parametrize(
    "target",
    [
        "/docs/../app.py",
        "/docs/%2e%2e/app.py",
        "/docs/..%2fapp.py",
        "/docs/%2e%2e%2fapp.py",
        "/docs//docs.js",
        "/docs/docs.html",
        "/docs/swagger-ui/package.json",
        "/docs/docs.js%00",
        "/docs/docs.js/",
        "/sdk/..",
        "/sdk/",
        "/sdk/test",
        "/sdk/../rpc/app.py",
        "//etc/passwd",
        "/DOCS",
    ],
)
async def test_nothing_else_is_shown(client: Client, target: str) -> None:
    status, answer = await asked(client, target, "Host: 127.0.0.1")

    assert status == 404
    assert codec.decode(answer)["error"]["type"] == "NotFound"


async def test_the_explorer_may_load_only_what_is_ours(client: Client) -> None:
    response = await client.get("/docs")

    assert dict(
        each.strip().split(" ", 1)
        for each in response.headers["Content-Security-Policy"].split(";")
    ) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Referrer-Policy"] == "no-referrer"


async def test_the_openapi_document_is_what_the_code_says(client: Client) -> None:
    response = await client.get("/openapi.json")

    assert codec.decode(await response.read()) == openapi()


@pytest.mark.parametrize(
    ("headers", "url"),
    [
        (["Host: api.example"], "http://api.example/api/v6"),
        (["Host: 10.0.0.1:8080"], "http://10.0.0.1:8080/api/v6"),
        (["Host: [::1]:8080"], "http://[::1]:8080/api/v6"),
        (["Host: api.example", "X-Forwarded-Proto: https"], "https://api.example/api/v6"),
        (["Host: api.example", "X-Forwarded-Proto: gopher"], "http://api.example/api/v6"),
    ],
)
async def test_the_openrpc_document_names_the_server_as_it_was_reached(
    client: Client, headers: list[str], url: str
) -> None:
    status, answer = await asked(client, "/openrpc.json", *headers)

    assert (status, codec.decode(answer)) == (200, openrpc(url))


@pytest.mark.parametrize(
    "host", ["a b", "api.example/x", "x@y", '"', "a:b", "[::1", "x" * 300, "", "\udcff"], ids=ascii
)
async def test_a_host_that_is_none_is_refused(client: Client, host: str) -> None:
    status, answer = await asked(client, "/openrpc.json", f"Host: {host}")

    assert status == 400
    assert codec.decode(answer)["errors"][0]["code"] == "BAD_HOST"


@pytest.mark.parametrize("name", ["admin.d.ts", "admin.js", "admin.mjs"])
async def test_the_sdk_is_the_one_of_this_version(client: Client, name: str) -> None:
    response = await client.get(f"/sdk/{name}")

    assert await response.read() == (ROOT / "sdk" / "js" / name).read_bytes()
