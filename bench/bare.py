"""The yardstick: the least that aiohttp does for a request with an answer of a given size.

Run as `python -m bench.bare PORT PATH BYTES`.
"""

import sys

from aiohttp import web

from bench.load import OK, loop_factory


def main(port: int, path: str, size: int) -> None:
    """Answer every request to a path with the same bytes, until a signal to stop."""
    body = (OK + b"}").ljust(size)

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_post(path, answer)
    make_loop = loop_factory()
    loop = make_loop() if make_loop else None
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None, loop=loop)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
