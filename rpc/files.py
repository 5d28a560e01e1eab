"""GET /files/…: documents for whoever has a link, without a key; the link is the key.

The links are made and judged by `handlers.exporting`. A file is never shown within a page of ours:
it is to be kept, and whatever it contains may do nothing.
"""

import re
from functools import partial

from aiohttp import hdrs, web

from handlers.exporting import PATH, Link, content_type, follow
from rpc import failures
from rpc.auth import RateLimit
from rpc.connections import SERVER
from rpc.dispatch import Dispatcher
from schemas.fields import MAX_ID

VERBS = (hdrs.METH_GET, hdrs.METH_HEAD)

_FILE = re.compile(rf"{PATH}([1-9]\d{{0,9}})\.([a-z0-9.-]{{1,32}})", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,11}", re.ASCII)
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Files:
    """Hands out the files that links name."""

    def __init__(self, dispatcher: Dispatcher, wrong_keys: RateLimit) -> None:
        self._dispatcher = dispatcher
        self._wrong_keys = wrong_keys

    async def response(self, request: web.BaseRequest, request_id: str) -> web.Response:
        """Answer with the file; raise a `Refusal` or a `Failure`."""
        if request.method not in VERBS:
            raise failures.not_get(request.method)
        link = _link(request)
        file = None
        if link is not None:
            follow_ = partial(follow, link, self._dispatcher.clock())
            begun = await self._dispatcher.database.read(link.entity, follow_)
            if begun is not None:
                file = await self._dispatcher.finish(link.entity, begun)
        if link is None or file is None:
            if wait := self._wrong_keys.wait(request.remote):
                raise failures.too_many(wait)
            raise failures.bad_link()
        return web.Response(
            body=file.content,
            headers={
                "Content-Type": content_type(link),
                "Content-Disposition": f'attachment; filename="{file.name}"',
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "private, no-store",
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
                "X-Request-Id": request_id,
                "Server": SERVER,
            },
        )


def _link(request: web.BaseRequest) -> Link | None:
    """Read the link that a request follows, if it looks like one of ours."""
    path = _FILE.fullmatch(request.path)
    entity, expires, key = (request.query.get(name, "") for name in ("entity", "expires", "key"))
    are_numbers = _NUMBER.fullmatch(entity) and _NUMBER.fullmatch(expires)
    if path is None or not are_numbers or not _KEY.fullmatch(key):
        return None
    link = Link(int(entity), int(path[1]), path[2], int(expires), key)
    return link if max(link.entity, link.id) <= MAX_ID else None
