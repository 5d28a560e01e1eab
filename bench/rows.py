"""What is asked of the server: one row of the benchmark's table for each kind of request."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec

from bench import samples, shop
from bench.load import Address, ask
from bench.servers import KEY
from schemas.batch import MAX_CALLS
from schemas.invoices import STATUSES
from schemas.orders import PROCESSING_STATUSES

FIELDS = ["number", "status", "total", "customerName"]
CHECKED = 20

Json = dict[str, Any]

_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of request, what is right for an answer, and the goal that its speed should reach."""

    name: str
    method: str
    request: Callable[[Random, int], Json]
    is_right: Callable[[Json, Json, int], bool]
    resource: str = "invoices"
    share: float | None = None  # of what the bare handler does
    rate: int | None = None  # requests a second
    calls: int = 1  # in a request: more than one is a batch

    @property
    def called(self) -> str:
        """Return the name of the method of each call."""
        return f"commerce.{self.resource}.{self.method}"

    @property
    def path(self) -> str:
        """Return the path that it is sent to."""
        return f"/api/v6/{self.called if self.calls == 1 else 'batch'}"

    def requests(self, chance: Random, size: int, count: int) -> list[bytes]:
        """Make requests of so many calls over so many documents, each as it goes over the wire."""
        return [self._sent(self.request(chance, size)) for _ in range(0, count, self.calls)]

    def wrong(self, address: Address, chance: Random, size: int) -> list[str]:
        """Ask for some answers, look into them and return those that are not right."""
        requests = [self.request(chance, size) for _ in range(CHECKED)]
        asked = [(request, ask(address, self._sent(request))) for request in requests]
        return [
            f"{self.name}: {request} is answered {answer}"
            for request, answer in asked
            if answer.get("status") != "ok" or not self.is_right(request, answer, size)
        ]

    def _sent(self, request: Json) -> bytes:
        body = _encoder.encode(request)
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: localhost\r\nX-Key: {KEY}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def _get(chance: Random, size: int) -> Json:
    return {"id": chance.randint(1, size)}


def _is_got(request: Json, answer: Json, _: int) -> bool:
    return bool(answer["invoice"]["id"] == request["id"])


def _find(limit: int, **rest: Any) -> Callable[[Random, int], Json]:
    """Ask for a page somewhere in the data, as a caller does that reads them all."""

    def request(chance: Random, size: int) -> Json:
        after = chance.randrange(max(1, size - limit))
        return {"conditions": {"after": after}, "limit": limit, **rest}

    return request


def _is_page(request: Json, answer: Json, _: int) -> bool:
    """Tell whether a page has the invoices that follow, and of each what was asked for."""
    first = request["conditions"]["after"] + 1
    wanted = list(range(first, first + request["limit"]))
    fields = {"id", *request.get("fields", ())}
    found = answer["invoices"]
    return [each["id"] for each in found] == wanted and all(
        each.keys() == fields if "fields" in request else len(each["items"]) == shop.ITEMS
        for each in found
    )


def _find_latest(chance: Random, _: int) -> Json:
    """Ask for one of the first pages of a list, the latest first."""
    return {
        "conditions": {"status": chance.choice(STATUSES)},
        "order": ["-creationTime"],
        "limit": 10,
        "first": 10 * chance.randrange(10),
    }


def _is_latest(request: Json, answer: Json, _: int) -> bool:
    status = request["conditions"]["status"]
    found = answer["invoices"]
    return _is_descending(found) and all(each["status"] == status for each in found)


def _count_unpaid(chance: Random, size: int) -> Json:
    customer = chance.randint(1, shop.customers(size))
    return {"conditions": {"customer": customer, "isPaidFor": False}}


def _is_number(_: Json, answer: Json, size: int) -> bool:
    count: int = answer["count"]
    return 0 <= count <= 2 * size


def _count_day(chance: Random, _: int) -> Json:
    day = (shop.START + timedelta(days=chance.randrange(shop.DAYS))).strftime("%Y-%m-%d")
    span = {"fromCreationTime": f"{day} 00:00:00", "toCreationTime": f"{day} 23:59:59"}
    return {"conditions": span}


def _is_of_day(request: Json, answer: Json, size: int) -> bool:
    day = datetime.fromisoformat(request["conditions"]["fromCreationTime"]).replace(tzinfo=UTC)
    return bool(answer["count"] == samples.made_on((day - shop.START).days, size))


def _create(chance: Random, size: int) -> Json:
    return {"invoice": shop.invoice(chance, chance.randint(1, shop.customers(size)))}


def _is_new(_: Json, answer: Json, size: int) -> bool:
    return bool(answer["id"] > size)


def _orders_latest(chance: Random, _: int) -> Json:
    """Ask for one of the first pages of the orders that are to be processed, or were."""
    return {
        "conditions": {"processingStatus": chance.choice(PROCESSING_STATUSES)},
        "order": ["-creationTime"],
        "limit": 10,
        "first": 10 * chance.randrange(10),
    }


def _are_latest(request: Json, answer: Json, _: int) -> bool:
    status = request["conditions"]["processingStatus"]
    found = answer["orders"]
    return _is_descending(found) and all(each["processingStatus"] == status for each in found)


def _search_rare(chance: Random, size: int) -> Json:
    """Ask for a number that one order has."""
    made = min(size, samples.TEMPLATES)
    return {"search": shop.source_number(chance.randint(min(made + 1, size), size)), "limit": 10}


def _is_the_one(request: Json, answer: Json, _: int) -> bool:
    found = answer["orders"]
    return [shop.source_number(each["id"]) for each in found] == [request["search"]]


def _search_common(_: Random, __: int) -> Json:
    return {"search": shop.COMMON, "order": ["-creationTime"], "limit": 10}


def _have_the_word(request: Json, answer: Json, _: int) -> bool:
    found = answer["orders"]
    return (
        len(found) == request["limit"]
        and _is_descending(found)
        and all(shop.COMMON in str(each["items"]).casefold() for each in found)
    )


def _query_email(chance: Random, size: int) -> Json:
    email = shop.email(chance.randint(1, shop.customers(size)))
    return {"query": {"customerEmail": email}, "limit": 10}


def _are_of_customer(request: Json, answer: Json, _: int) -> bool:
    email = request["query"]["customerEmail"]
    return all(each["customerEmail"] == email for each in answer["orders"])


def _create_order(chance: Random, size: int) -> Json:
    customer = chance.randint(1, shop.customers(size))
    return {"order": shop.order(chance, customer, "Manual", shop.ITEMS)}


def _together(row: Row, calls: int) -> Row:
    """Make so many calls of a row in one request."""

    def request(chance: Random, size: int) -> Json:
        made = [row.request(chance, size) for _ in range(calls)]
        return {"calls": [{"method": row.called, "request": each} for each in made]}

    def are_right(request: Json, answer: Json, size: int) -> bool:
        pairs = zip(request["calls"], answer["results"], strict=True)
        return all(
            told["status"] == "ok" and row.is_right(call["request"], told, size)
            for call, told in pairs
        )

    return replace(
        row,
        name=f"batch of {calls}: {row.name}",
        request=request,
        is_right=are_right,
        share=None,
        calls=calls,
    )


def _is_descending(found: list[Json]) -> bool:
    times = [each["creationTime"] for each in found]
    return times == sorted(times, reverse=True)


_FIND = Row("find 10, 4 fields", "find", _find(10, fields=FIELDS), _is_page, share=0.35)
_COUNT = Row("count by customer, unpaid", "count", _count_unpaid, _is_number, share=0.5)

ROWS = (
    Row("get", "get", _get, _is_got, share=0.55),
    Row("find 10", "find", _find(10), _is_page, share=0.35),
    _FIND,
    Row("find 10 by status, latest first", "find", _find_latest, _is_latest),
    Row("find 100", "find", _find(100), _is_page),
    _COUNT,
    Row("count of a day", "count", _count_day, _is_of_day, share=0.5),
    Row("create, 3 items", "create", _create, _is_new, rate=300),
    Row(
        "orders: find 10 by processing status, latest first",
        "find",
        _orders_latest,
        _are_latest,
        "orders",
    ),
    Row("orders: search a rare word", "find", _search_rare, _is_the_one, "orders"),
    Row(
        "orders: search a common word, latest first",
        "find",
        _search_common,
        _have_the_word,
        "orders",
    ),
    Row("orders: query customerEmail", "find", _query_email, _are_of_customer, "orders"),
    Row("orders: create, 3 items", "create", _create_order, _is_new, "orders", rate=300),
    # What these do in a second, as against the same calls one by one.
    _together(_FIND, MAX_CALLS),
    _together(_COUNT, MAX_CALLS),
)
