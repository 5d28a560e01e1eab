"""Making the calls of the examples' story anew, to write down what they answer now."""

import tempfile
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from handlers.method import finished
from rpc import codec, server
from rpc.auth import Principal
from rpc.dispatch import Dispatcher, zone_of_entity
from rpc.examples import MAIL_FROM, NOW, PATH, examples, masked, story, written
from rpc.registry import methods
from schemas.problems import Refusal
from store import databases, entities
from store.database import Database

MAX_ANSWER = 1 << 20
LINK_SECONDS = 900
WHO = Principal(0, "bootstrap")


def replay(database: Database) -> Iterator[Any]:
    """Make the calls on a prepared database that has nothing yet, and yield what they answer."""
    dispatcher = Dispatcher(
        database,
        methods(),
        max_answer=MAX_ANSWER,
        mail_from=MAIL_FROM,
        link_seconds=LINK_SECONDS,
        clock=lambda: NOW,
    )
    entity = entities.ids(database)[0]
    for each in story():
        method = dispatcher.method(each.method)
        try:
            with database.transaction(entity):
                answer = finished(dispatcher.begin(method, each.request, WHO, zone_of_entity()))
        except Refusal as refusal:
            refusal.add_note(f"in the example of {each.method}")
            raise
        yield masked(codec.decode(answer))


def write() -> None:
    """Make the calls on a new database and write their answers into the file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(databases.connect(f"sqlite:///{folder}/orderly.db")) as database,
    ):
        server.prepare(database)
        PATH.write_text(written(list(replay(database))))
    story.cache_clear()
    examples.cache_clear()
