"""Running the server: opening the database, listening, several processes, an orderly end."""

import asyncio
import gc
import multiprocessing
import multiprocessing.connection
import signal
import socket
import sys
import time
from collections.abc import Callable
from datetime import UTC
from typing import Any

import aiohttp
from aiohttp import http_parser, web

from handlers import setup
from handlers.method import Context
from rpc import log
from rpc.app import make_app
from rpc.config import Config
from rpc.connections import Runner
from rpc.dispatch import utc_now
from store import databases, entities, migrate
from store.database import Database

STOP_SECONDS = 4
BACKLOG = 1024
# A worker that can not even start must not be started in a tight loop.
RESTART_SECONDS = 0.5
# Older ones let requests be smuggled by an upgrade.
LEAST_AIOHTTP = (3, 14, 3)
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def check_libraries() -> None:
    """Refuse an aiohttp whose parser is known to let requests be smuggled, or is the slow one."""
    version = tuple(int(part) for part in aiohttp.__version__.split(".")[:3] if part.isdigit())
    if version < LEAST_AIOHTTP or http_parser.HttpRequestParser is http_parser.HttpRequestParserPy:
        least = ".".join(map(str, LEAST_AIOHTTP))
        raise OSError(
            f"aiohttp {aiohttp.__version__} can not be used: install {least} or newer, with its C "
            "parser"
        )


def open_database(config: Config) -> Database:
    """Open the database that the settings name."""
    return databases.connect(
        config.database, threads=config.database_threads, work_seconds=config.work_seconds
    )


def prepare(database: Database, **settings: Any) -> list[str]:
    """Bring the database to this release's tables, with its first entity."""
    with migrate.reached(), migrate.alone(database):
        applied = migrate.migrate(database)
        if not entities.ids(database):
            now = utc_now()
            # All or nothing: an entity without settings would be taken for a finished one.
            with database.transaction(0):
                entity = entities.insert(database, "Default", now)
                with database.transaction(entity):
                    setup.entity(Context(now=now, zone=UTC), **settings)
    return applied


def check(database: Database) -> None:
    """Prepare an empty database; refuse one whose tables are not this release's."""
    if migrate.is_empty(database):
        prepare(database)
    else:
        migrate.check(database)


def check_memory(database: Database) -> None:
    """Refuse a database that may forget what a caller was told is stored."""
    if names := database.forgetful_settings():
        settings = " and ".join(f"{name}=off" for name in names)
        raise OSError(
            f"PostgreSQL runs with {settings} and may forget invoices that were acknowledged: set "
            f"{', '.join(f'{name}=on' for name in names)} there, or "
            "ORDERLY_FORGETFUL_DATABASE=true if its data may be lost"
        )


def serve(config: Config, ready: Callable[[str], None]) -> None:
    """Serve until a signal to stop; `ready` is told the URL."""
    check_libraries()
    database = open_database(config)
    check(database)
    if not config.forgetful_database:
        check_memory(database)
    database.close()
    listener = _listen(config)
    # From here on a signal waits for those who heed it, and then ends the server in good order.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    host = f"[{config.host}]" if ":" in config.host else config.host
    ready(f"http://{host}:{listener.getsockname()[1]}")
    if config.workers == 1:
        run_worker(config, listener)
    else:
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
    stopped = _until_stopped()
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
    # What is there by now stays: each walk over it would stop every request for 0.1 s.
    gc.freeze()
    await stopped.wait()
    await runner.cleanup()


def _until_stopped() -> asyncio.Event:
    """Return an event that a signal to stop sets, and the death of the parent process."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stopped.set)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def orphaned() -> None:
            loop.remove_reader(parent.sentinel)
            stopped.set()

        loop.add_reader(parent.sentinel, orphaned)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    return stopped


def _listen(config: Config) -> socket.socket:
    """Open the listening socket, once, so that a taken port is told before anything starts."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.host, config.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        text = f"can not listen on {config.host}, port {config.port}: {error.strerror}"
        raise OSError(text) from None
    return listener


def _supervise(config: Config, listener: socket.socket) -> None:
    """Run the worker processes; one that dies is replaced until a signal to stop."""
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    workers: list[Any] = []
    is_stopping = False

    def start() -> None:
        # A signal between the start and the list would miss the worker, and one before the
        # worker has its own handlers would be lost in ours.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        if not is_stopping:
            worker = context.Process(target=run_worker, args=(config, listener))
            worker.start()
            workers.append(worker)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)

    def stop(*_: Any) -> None:
        nonlocal is_stopping
        is_stopping = True
        for worker in workers:
            worker.terminate()

    log.configure()
    for number in STOP_SIGNALS:
        signal.signal(number, stop)
    for _ in range(config.workers):
        start()
    while workers:
        multiprocessing.connection.wait([worker.sentinel for worker in workers])
        for worker in [worker for worker in workers if not worker.is_alive()]:
            workers.remove(worker)
            if not is_stopping:
                log.logger().error("worker died", pid=worker.pid, exit_code=worker.exitcode)
                time.sleep(RESTART_SECONDS)
                start()
