"""Where long work is done that needs no database, such as printing: a few threads of its own.

So it holds up neither the event loop nor whoever reads or writes. There is a limit on what waits
for a thread, and on how long a caller waits; the library's code can not be interrupted, so work
that is begun goes on to its end.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from store.database import WORK_SECONDS, Unavailable

T = TypeVar("T")

THREADS = 2
MAX_WAITING = 100


class Workshop:
    """A few threads for long work."""

    def __init__(self, threads: int = THREADS, seconds: int = WORK_SECONDS) -> None:
        self._pool = ThreadPoolExecutor(threads, "orderly-workshop")
        self._seconds = seconds
        self._waiting = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Do work in a thread; whoever waits too long, or finds too many waiting, is told so."""
        if self._waiting >= MAX_WAITING:
            raise Unavailable
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1

    async def stop(self) -> None:
        """Finish what is begun; nobody waits for the rest any more."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, lambda: self._pool.shutdown(cancel_futures=True))
