"""Stories of what happens in a shop, told together, in the order of time.

A story yields the moment of its next part; the methods that it calls then take place at that
moment. So documents, payments and numbers come one after another as they would have, and what lies
beyond the end of the telling has not happened yet.
"""

import heapq
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from typing import Any

from handlers.method import Context, finished
from rpc.registry import methods
from schemas.fields import time_zone

Story = Iterator[datetime]


class Caller:
    """Calls methods, in the transaction that is open, at the moment that the telling is at."""

    def __init__(self, now: datetime, zone: tzinfo) -> None:
        """Begin at a moment."""
        self.now = now
        self.zone = zone

    @property
    def context(self) -> Context:
        """Return what the methods are told of the world."""
        return Context(now=self.now.astimezone(UTC), zone=self.zone, key="demo")

    def call(self, method: str, request: Any) -> Any:
        """Call a method."""
        declared = methods()[f"commerce.{method}"]
        time_zone.set(self.zone)
        return finished(declared.function(declared.request.load(request), self.context))

    def create(self, resource: str, name: str, value: Any) -> int:
        """Create something and return its id."""
        return int(self.call(f"{resource}.create", {name: value})["id"])

    def tell(self, stories: Iterable[Story], end: datetime) -> None:
        """Tell stories until a moment."""
        told: list[tuple[datetime, int, Story]] = []

        def go_on(story: Story, place: int) -> None:
            moment = next(story, end)
            if moment < end:
                heapq.heappush(told, (moment, place, story))

        for place, story in enumerate(stories):
            go_on(story, place)
        while told:
            self.now, place, story = heapq.heappop(told)
            go_on(story, place)
