"""GET /docs, /openapi.json, /openrpc.json and /sdk/…: what the server shows to everybody.

These pages tell what can be called, and nothing of what is stored; so they need no key. A path is
looked up in one dictionary, never in the file system: what is not listed here does not exist.

The explorer keeps a key in its tab, so nothing but our own files may run, show or be asked there:
its policy (CSP) allows no inline script, no inline style and no other host.
"""

import asyncio
import gzip
import hashlib
import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path, PurePosixPath

from aiohttp import hdrs, web

from rpc import codec, failures
from rpc.connections import SERVER
from rpc.describing.openapi import ROOT, openapi
from rpc.describing.openrpc import DEFAULT_URL, openrpc
from rpc.files import VERBS

OPENAPI = "/openapi.json"
OPENRPC = "/openrpc.json"
# Relative, so that they hold below whatever path a proxy puts us.
REDIRECTS = {"/": "docs", "/docs/": "../docs"}

_WEB = Path(__file__).parent / "web"
# A wheel has the SDK among our pages, a checkout has it where it is written.
_SDK = next(each for each in (_WEB / "sdk", _WEB.parent.parent / "sdk" / "js") if each.is_dir())
_SWAGGER_UI = ("swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css")
FILES = {
    "/docs": _WEB / "docs.html",
    **{f"/docs/{name}": _WEB / name for name in ("docs.css", "docs.js", "icon.svg")},
    **{f"/docs/{name}": _WEB / "swagger-ui" / name for name in _SWAGGER_UI},
    **{f"/sdk/{name}": _SDK / name for name in ("admin.d.ts", "admin.js", "admin.mjs")},
}
PATHS = {OPENAPI, OPENRPC, *REDIRECTS, *FILES}

_TYPES = {
    "": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
_HEADERS = {
    # Pages of other origins import the SDK's module, which browsers ask for by the rules of CORS.
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": SERVER,
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """A page, as it is and compressed, if it is."""

    content_type: str
    plain: bytes
    zipped: bytes
    tag: str


class Pages:
    """Hands out the pages; each is made when it is first asked for."""

    def __init__(self) -> None:
        self._kept: dict[str, Page] = {}
        self._making = asyncio.Lock()

    async def response(self, request: web.BaseRequest, request_id: str) -> web.Response | None:
        """Answer with the page at the request's path, if there is one; raise a `Failure`."""
        path = request.path
        if path not in PATHS:
            return None
        if request.method not in VERBS:
            raise failures.not_get(request.method)
        headers = {**_HEADERS, "X-Request-Id": request_id}
        if path in REDIRECTS:
            headers["Location"] = REDIRECTS[path]
            return web.Response(status=HTTPStatus.SEE_OTHER, headers=headers)
        return _sent(await self._page(path, request), request, headers)

    async def _page(self, path: str, request: web.BaseRequest) -> Page:
        if path not in self._kept:
            # In a thread, because describing and compressing take longer than a call should wait;
            # one at a time, so that they leave the other processors to the calls.
            async with self._making:
                if path not in self._kept:
                    self._kept[path] = await asyncio.to_thread(_made, path)
        page = self._kept[path]
        return page if path != OPENRPC else _placed(page, _url(request))


def _url(request: web.BaseRequest) -> str:
    """Return where methods are called, as the caller reaches us."""
    host = request.headers.get(hdrs.HOST, "")
    if not _HOST.fullmatch(host):
        raise failures.bad_host(host)
    is_secure = "https" in (request.scheme, request.headers.get(hdrs.X_FORWARDED_PROTO, "").lower())
    return f"{'https' if is_secure else 'http'}://{host}{ROOT}"


def _made(path: str) -> Page:
    """Make a page."""
    if path == OPENAPI:
        plain = codec.encode(openapi())
    elif path == OPENRPC:
        plain = codec.encode(openrpc())
    else:
        plain = FILES[path].read_bytes()
    content_type = _TYPES[PurePosixPath(path).suffix]
    return Page(content_type, plain, gzip.compress(plain, 6, mtime=0), _tag(plain))


def _placed(page: Page, url: str) -> Page:
    """Return the page that names the server by this URL.

    It is neither kept nor compressed: anybody can think up hosts, and compressing takes long.
    """
    plain = page.plain.replace(codec.encode(DEFAULT_URL), codec.encode(url))
    return Page(page.content_type, plain, b"", _tag(plain))


def _tag(plain: bytes) -> str:
    return hashlib.sha256(plain).hexdigest()[:32]


def _sent(page: Page, request: web.BaseRequest, headers: dict[str, str]) -> web.Response:
    """Send a page, unless the caller has it."""
    accepted = request.headers.get(hdrs.ACCEPT_ENCODING, "")
    is_zipped = bool(page.zipped) and bool(_GZIP.search(accepted))
    # The two are not the same bytes, so they do not share a tag.
    tag = f"{page.tag}-gzip" if is_zipped else page.tag
    headers["ETag"] = f'"{tag}"'
    if any(known.value in (tag, "*") for known in request.if_none_match or ()):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers["Content-Type"] = page.content_type
    if is_zipped:
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=page.zipped if is_zipped else page.plain, headers=headers)
