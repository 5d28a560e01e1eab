"""The demo's database: made once, used again.

The same data come out each time: chance is seeded, only the dates follow the day of the demo.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from rpc import server
from rpc.demo import agreements, invoices, orders, web
from rpc.demo.shop import Shop
from rpc.demo.telling import Story
from rpc.dispatch import utc_now, zone_of_entity
from store import databases, entities, migrate
from store.database import Database

ZONE = "Europe/Rome"
SEED = 1882
# How many of each, and over how many days.
INVOICES, INVOICE_DAYS = 200, 420
BY_HAND, BY_HAND_DAYS = 125, 200
WEB = {"Shopify": 85, "WooCommerce": 65}
WEB_DAYS = 150
ESTIMATES = ("accepted", "declined", "accepted", "expired", "open", "accepted", "open") * 2
PURCHASES = 10


def prepare(directory: Path) -> tuple[str, str]:
    """Make the demo's database and key, unless they are there; return its URL and the key."""
    directory.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{directory.absolute()}/orderly.db"
    key_file = directory / "key.txt"
    if not key_file.exists():
        key_file.touch(mode=0o600)
        key_file.write_text(f"demo-{secrets.token_hex(24)}\n")
    database = databases.connect(url)
    if migrate.is_empty(database):
        server.prepare(database, time_zone=ZONE)
    else:
        server.prepare(database)
    load(database)
    database.close()
    return url, key_file.read_text().strip()


def load(database: Database) -> None:
    """Fill the first entity, if it has nothing yet: all of it or nothing."""
    entity = entities.ids(database)[0]
    with database.transaction(entity):
        zone = zone_of_entity()
        today = utc_now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        shop = Shop(today - timedelta(days=INVOICE_DAYS + 1), zone)
        if not shop.call("customers.count", {})["count"]:
            shop.open()
            shop.tell(_stories(shop, today), today)


def _stories(shop: Shop, today: datetime) -> Iterator[Story]:
    """Yield all that has happened until today; each has a chance of its own."""
    yield _nights(shop, today - timedelta(days=BY_HAND_DAYS))
    for i in range(INVOICES):
        chance = _chance("invoice", i)
        yield invoices.invoiced(shop, chance, _moment(chance, today, INVOICE_DAYS), today)
    for i in range(BY_HAND):
        chance = _chance("by hand", i)
        yield orders.by_hand(shop, chance, _moment(chance, today, BY_HAND_DAYS))
    for source, number in WEB.items():
        # The numbers that a web shop gives follow the time.
        moments = sorted(_moment(_chance(source, i), today, WEB_DAYS) for i in range(number))
        for i, moment in enumerate(moments, 1):
            yield web.ordered(shop, _chance(f"{source} order", i), moment, source, i)
    for i, outcome in enumerate(ESTIMATES):
        chance = _chance("estimate", i)
        yield agreements.estimated(shop, chance, _moment(chance, today, 150), outcome)
    for i in range(PURCHASES):
        chance = _chance("purchase", i)
        yield agreements.purchased(shop, chance, _moment(chance, today, 200))
    for i, (frequency, interval, ago, days) in enumerate(agreements.STANDING):
        moment = today - timedelta(days=ago) + timedelta(hours=10)
        chance = _chance("standing", i)
        yield agreements.standing(shop, chance, moment, frequency, interval, days)


def _nights(shop: Shop, moment: datetime) -> Story:
    """Let the server do what is due, each night."""
    while True:
        moment += timedelta(days=1)
        yield moment - timedelta(minutes=1)
        shop.do_duties()


def _moment(chance: Random, today: datetime, days: int) -> datetime:
    """Return a moment within so many days, within opening hours."""
    day = today - timedelta(days=chance.randrange(1, days))
    return day.replace(hour=chance.randrange(9, 18), minute=chance.randrange(60))


def _chance(*about: object) -> Random:
    return Random(f"{SEED} {about}")  # noqa: S311 - demo data are no secret
