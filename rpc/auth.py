"""Who calls: keys, what they reach, and how many wrong ones an address may try.

A key is 32 random bytes with a prefix and a checksum, so that secret scanners know it and a
typing error is told from a wrong key. Only its SHA-256 is stored, and it is looked up by that,
so no comparison of secrets takes place; the bootstrap key is compared in constant time.
"""

import hashlib
import hmac
import secrets
import time
import zlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from store import entities
from store.database import Database

PREFIX = "orderly_"
SHOWN = 12
CACHE_SECONDS = 0.5
MAX_CACHED = 10_000
MAX_KEY_LENGTH = 512

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Principal:
    """The key of a request: its id for logs, its name for journals, and what it may do."""

    id: int
    name: str
    entity: int | None = None
    is_read_only: bool = False


def new_key() -> str:
    """Make a key."""
    secret = secrets.token_urlsafe(32)
    return f"{PREFIX}{secret}{_checksum(secret)}"


def digest(key: str) -> str:
    """Return what is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_well_formed(key: str) -> bool:
    """Tell whether a key of ours was typed without an error; other keys are not ours to judge."""
    if not key.startswith(PREFIX):
        return 0 < len(key) <= MAX_KEY_LENGTH
    secret, checksum = key[len(PREFIX) : -8], key[-8:]
    return checksum == _checksum(secret)


def _checksum(secret: str) -> str:
    return f"{zlib.crc32(secret.encode()):08x}"


class Cached(Generic[V]):
    """Values that are believed for a moment: a revoked key is dead within it."""

    def __init__(self, seconds: float = CACHE_SECONDS) -> None:
        self._seconds = seconds
        self._values: dict[Hashable, tuple[float, V]] = {}

    def get(self, key: Hashable) -> V | None:
        """Return the value if it is fresh."""
        entry = self._values.get(key)
        return entry[1] if entry is not None and entry[0] > time.monotonic() else None

    def put(self, key: Hashable, value: V) -> V:
        """Keep a value for a moment."""
        if len(self._values) >= MAX_CACHED:
            self._values.clear()
        self._values[key] = (time.monotonic() + self._seconds, value)
        return value


class Keys:
    """The keys of a database."""

    def __init__(self, database: Database, bootstrap_key: str) -> None:
        self._database = database
        self._bootstrap = digest(bootstrap_key) if bootstrap_key else ""
        self._principals: Cached[Principal] = Cached()
        self._entities: Cached[list[int]] = Cached()

    def cached(self, key: str) -> Principal | None:
        """Return whom a key stood for a moment ago."""
        return self._principals.get(key)

    async def principal(self, key: str) -> Principal | None:
        """Look up whom a key stands for; None if it is not valid."""
        if not is_well_formed(key):
            return None
        hashed = digest(key)
        if self._bootstrap and hmac.compare_digest(hashed, self._bootstrap):
            return self._principals.put(key, Principal(0, "bootstrap"))
        database = self._database
        found = await database.read(0, lambda: entities.key_by_hash(database, hashed))
        if found is None:
            return None
        id_, entity, name, is_read_only = found
        # Names are for people, and need not be given: two keys can have the same, or none.
        principal = Principal(id_, name or f"key {id_}", entity, is_read_only)
        return self._principals.put(key, principal)

    def only_entity(self, principal: Principal) -> int | None:
        """Return the entity that a key reaches, if it is only one, as it was a moment ago."""
        if principal.entity is not None:
            return principal.entity
        cached = self._entities.get("all")
        return cached[0] if cached is not None and len(cached) == 1 else None

    async def reachable(self, principal: Principal) -> list[int]:
        """Return the entities that a key reaches."""
        if principal.entity is not None:
            return [principal.entity]
        cached = self._entities.get("all")
        if cached is not None:
            return cached
        database = self._database
        return self._entities.put("all", await database.read(0, lambda: entities.ids(database)))


class RateLimit:
    """A token bucket a caller: `limit` calls a minute, and as many at once."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._buckets: dict[Hashable, tuple[float, float]] = {}

    def wait(self, caller: Hashable, cost: int = 1) -> float:
        """Take `cost` tokens and return 0, or return the seconds until there are enough."""
        if not self._limit:
            return 0.0
        now = self._clock()
        tokens = self._tokens(caller, now)
        if tokens < cost:
            return (cost - tokens) * 60 / self._limit
        if len(self._buckets) >= MAX_CACHED:
            self._forget_full(now)
        self._buckets[caller] = (tokens - cost, now)
        return 0.0

    def _tokens(self, caller: Hashable, now: float) -> float:
        tokens, then = self._buckets.get(caller, (float(self._limit), now))
        return min(float(self._limit), tokens + (now - then) * self._limit / 60)

    def _forget_full(self, now: float) -> None:
        """Forget callers whose bucket is full again; if none is, the oldest half."""
        full = [c for c in self._buckets if self._tokens(c, now) >= self._limit]
        for caller in full or list(self._buckets)[: MAX_CACHED // 2]:
            del self._buckets[caller]
