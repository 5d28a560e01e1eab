"""Where long work is done: how much of it may wait, and how long."""

import asyncio
import threading

import pytest

from rpc import workshop
from rpc.workshop import Workshop
from store.database import Unavailable


async def test_work_is_done_beside_the_event_loop() -> None:
    shop = Workshop(1)
    thread = await shop.run(threading.current_thread)
    await shop.stop()

    assert thread is not threading.current_thread()


async def test_what_work_raises_reaches_whoever_waits_for_it() -> None:
    shop = Workshop(1)
    with pytest.raises(ZeroDivisionError):
        await shop.run(lambda: 1 // 0)
    await shop.stop()


async def test_nobody_waits_for_ever() -> None:
    shop, go_on = Workshop(1, seconds=0), threading.Event()
    with pytest.raises(TimeoutError):
        await shop.run(go_on.wait)
    go_on.set()
    await shop.stop()


async def test_too_many_may_not_wait() -> None:
    shop, go_on = Workshop(1), threading.Event()
    waiting = [asyncio.create_task(shop.run(go_on.wait)) for _ in range(workshop.MAX_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await shop.run(go_on.wait)
    go_on.set()

    assert all(await asyncio.gather(*waiting))
    assert await shop.run(go_on.wait)
    await shop.stop()
