"""Running the server: opening the database, listening, several processes, an orderly end."""

import asyncio
import multiprocessing
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from aiohttp import web

from handlers import setup
from handlers.method import Context
from rpc import log
from rpc.app import make_app
from rpc.config import Config
from rpc.connections import Runner
from rpc.dispatch import utc_now
from store import database as databases
from store import entities, migrate
from store.database import Database

STOP_SECONDS = 4
BACKLOG = 1024


def open_database(config: Config) -> Database:
    """Open the database that the settings name."""
    return databases.connect(config.database, threads=config.database_threads)


def prepare(database: Database, **settings: Any) -> list[str]:
    """Bring the database to this release's tables, with its first entity."""
    applied = migrate.migrate(database)
    if not entities.ids(database):
        now = utc_now()
        entity = entities.insert(database, "Default", now)
        with database.transaction(entity):
            setup.entity(Context(now=now, zone=now.tzinfo), **settings)
    return applied


def check(database: Database) -> None:
    """Prepare an empty database; refuse one whose tables are not this release's."""
    if migrate.is_empty(database):
        prepare(database)
    else:
        migrate.check(database)


def serve(config: Config, ready: Callable[[str], None]) -> None:
    """Serve until a signal to stop; `ready` is told the URL."""
    database = open_database(config)
    check(database)
    database.close()
    listener = _listen(config)
    port = listener.getsockname()[1]
    ready(f"http://{config.host}:{port}")
    if config.workers == 1:
        run_worker(config, listener)
        return
    _supervise(config, listener)


def run_worker(config: Config, listener: socket.socket) -> None:
    """Serve in this process until a signal to stop."""
    log.configure()
    try:
        import uvloop  # noqa: PLC0415 - optional, and not there on every platform

        factory: Any = uvloop.new_event_loop
    except ImportError:
        factory = None
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_serve(config, listener))


async def _serve(config: Config, listener: socket.socket) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    runner = Runner(
        make_app(config, open_database(config)),
        header_seconds=config.header_seconds,
        idle_seconds=config.idle_seconds,
        access_log=None,
        shutdown_timeout=STOP_SECONDS,
        handle_signals=False,
    )
    await runner.setup()
    await web.SockSite(runner, listener, backlog=BACKLOG).start()
    await stopped.wait()
    await runner.cleanup()


def _listen(config: Config) -> socket.socket:
    """Open the listening socket, once, so that a taken port is told before anything starts."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((config.host, config.port))
    listener.listen(BACKLOG)
    listener.set_inheritable(True)
    return listener


def _supervise(config: Config, listener: socket.socket) -> None:
    """Run the worker processes; one that dies is replaced until a signal to stop."""
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    stopping = False

    def start() -> Any:
        worker = context.Process(target=run_worker, args=(config, listener))
        worker.start()
        return worker

    def stop(*_: Any) -> None:
        nonlocal stopping
        stopping = True
        for worker in workers:
            worker.terminate()

    workers: list[Any] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    workers.extend(start() for _ in range(config.workers))
    while any(worker.is_alive() for worker in workers):
        multiprocessing.connection.wait([worker.sentinel for worker in workers])
        for i, worker in enumerate(workers):
            if not worker.is_alive():
                worker.join()
                if not stopping:
                    workers[i] = start()
        workers[:] = [worker for worker in workers if worker.is_alive()]
