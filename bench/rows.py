"""What is asked of the server: one row of the benchmark's table for each kind of request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import msgspec

from bench import shop
from bench.servers import KEY
from schemas.invoices import STATUSES

FIELDS = ["number", "status", "total", "customerName"]

_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of request, and the goal that its speed should reach."""

    name: str
    method: str
    request: Callable[[Random, int], dict[str, Any]]
    share: float | None = None  # of what the bare handler does
    rate: int | None = None  # requests a second

    @property
    def path(self) -> str:
        """Return the path that it is sent to."""
        return f"/api/v6/commerce.invoices.{self.method}"

    def requests(self, chance: Random, invoices: int, count: int) -> list[bytes]:
        """Make requests over so many invoices, each as it goes over the wire."""
        return [self._sent(self.request(chance, invoices)) for _ in range(count)]

    def _sent(self, request: dict[str, Any]) -> bytes:
        body = _encoder.encode(request)
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: localhost\r\nX-Key: {KEY}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def _get(chance: Random, invoices: int) -> dict[str, Any]:
    return {"id": chance.randint(1, invoices)}


def _find(limit: int, **rest: Any) -> Callable[[Random, int], dict[str, Any]]:
    """Ask for a page somewhere in the data, as a caller does that reads them all."""

    def request(chance: Random, invoices: int) -> dict[str, Any]:
        after = chance.randrange(max(1, invoices - limit))
        return {"conditions": {"after": after}, "limit": limit, **rest}

    return request


def _find_latest(chance: Random, _: int) -> dict[str, Any]:
    """Ask for one of the first pages of a list, the latest first."""
    return {
        "conditions": {"status": chance.choice(STATUSES)},
        "order": ["-creationTime"],
        "limit": 10,
        "first": 10 * chance.randrange(10),
    }


def _count_unpaid(chance: Random, invoices: int) -> dict[str, Any]:
    customer = chance.randint(1, shop.customers(invoices))
    return {"conditions": {"customer": customer, "isPaidFor": False}}


def _count_day(chance: Random, _: int) -> dict[str, Any]:
    day = (shop.START + timedelta(days=chance.randrange(shop.DAYS))).strftime("%Y-%m-%d")
    span = {"fromCreationTime": f"{day} 00:00:00", "toCreationTime": f"{day} 23:59:59"}
    return {"conditions": span}


def _create(chance: Random, invoices: int) -> dict[str, Any]:
    return {"invoice": shop.invoice(chance, chance.randint(1, shop.customers(invoices)))}


ROWS = (
    Row("get", "get", _get, share=0.55),
    Row("find 10", "find", _find(10), share=0.35),
    Row("find 10, 4 fields", "find", _find(10, fields=FIELDS), share=0.35),
    Row("find 10 by status, latest first", "find", _find_latest),
    Row("find 100", "find", _find(100)),
    Row("count by customer, unpaid", "count", _count_unpaid, share=0.5),
    Row("count of a day", "count", _count_day, share=0.5),
    Row("create, 3 items", "create", _create, rate=300),
)
