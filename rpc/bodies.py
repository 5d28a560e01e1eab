"""The body of a request: JSON by what its headers say, of a bounded size, here in bounded time."""

import asyncio
import re

from aiohttp import HttpVersion11, hdrs, web
from aiohttp.http import HttpProcessingError

from rpc import failures
from rpc.config import Config

USUAL_TYPE = "application/json"

_JSON = re.compile(r"application/json(?:[ \t]*;[ \t]*charset=(\"?)utf-?8\1)?", re.IGNORECASE)


class Bodies:
    """Reads the bodies of requests until the server stops."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._is_stopping = False
        self._reading: set[asyncio.Timeout] = set()

    async def read(self, request: web.BaseRequest) -> bytes:
        """Return the body, which says that it is JSON."""
        headers = request.headers
        content_type = headers.get(hdrs.CONTENT_TYPE)
        # Compared first, because that is cheaper than the pattern, and nearly always true.
        if content_type not in (USUAL_TYPE, None) and not _JSON.fullmatch(content_type):
            raise failures.not_json(
                "Send the body as UTF-8 JSON, with the header Content-Type: application/json"
            )
        if hdrs.CONTENT_ENCODING in headers:
            raise failures.not_json("Send the body without a Content-Encoding")
        limit = self._config.max_body
        if (request.content_length or 0) > limit:
            raise failures.too_large(limit)
        if request.content.is_eof():
            body = request.content.read_nowait()
        else:
            body = await self._late(request)
        if len(body) > limit:
            raise failures.too_large(limit)
        return body

    async def _late(self, request: web.BaseRequest) -> bytes:
        """Wait for a body, but not for long, and not at all once the server stops."""
        try:
            seconds = 0 if self._is_stopping else self._config.body_seconds
            async with asyncio.timeout(seconds) as limit:
                self._reading.add(limit)
                await _go_on(request)
                return await request.read()
        except TimeoutError:
            if self._is_stopping:
                raise failures.unavailable() from None
            raise failures.body_late(self._config.body_seconds) from None
        except web.HTTPRequestEntityTooLarge:
            raise failures.too_large(self._config.max_body) from None
        except (ConnectionError, HttpProcessingError):
            raise failures.body_broken() from None
        finally:
            self._reading.discard(limit)

    def stop(self) -> None:
        """Wait for no body any more: what is not here never comes."""
        self._is_stopping = True
        for limit in self._reading:
            limit.reschedule(asyncio.get_running_loop().time())


async def _go_on(request: web.BaseRequest) -> None:
    """Ask for the body, if the caller waits for that."""
    expected = request.headers.get(hdrs.EXPECT, "").lower()
    if expected == "100-continue" and request.version >= HttpVersion11:
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # the answer has not begun
