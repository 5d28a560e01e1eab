"""A dry run leaves no trace, and tells exactly what the call itself would do."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings

from rpc import codec
from rpc.app import POSTMAN
from rpc.registry import methods
from schemas.fields import Integer
from store import databases
from store.database import Database, in_session
from tests import examples
from tests.api import Api, answer_shape, refusal_shape
from tests.clocks import by_the_clock
from tests.conftest import Start
from tests.drawing import Drawing
from tests.postgresql import PostgreSQL
from tests.selling import Caller, Row, documents, open_shop

CREATE = "commerce.invoices.create"

# What each method that writes can show of what it would leave behind.
SHOWN: dict[str, set[str]] = {
    "customers.create": {"customers"},
    "customers.delete": set(),
    "customers.update": {"customers"},
    "invoices.close": {"invoices"},
    "invoices.create": {"invoices", "payments"},
    "invoices.create-from-order": {"invoices", "orders", "customers", "payments"},
    "invoices.credit": {"invoices", "orders"},
    "invoices.delete": {"orders", "payments"},
    "invoices.pay": {"payments", "invoices", "orders"},
    "invoices.send": {"mails", "invoices"},
    "invoices.update": {"invoices", "orders", "payments"},
    "labels.add": {"invoices", "orders"},
    "labels.remove": {"invoices", "orders"},
    "labels.replace": {"invoices", "orders"},
    "line-items.delete": {"invoices", "orders"},
    "line-items.save": {"invoices", "orders"},
    "order-integrations.create": {"orderIntegrations"},
    "order-integrations.delete": set(),
    "order-integrations.update": {"orderIntegrations"},
    "orders.cancel": {"orders"},
    "orders.create": {"orders"},
    "orders.delete": {"orders"},
    "orders.pay": {"payments", "orders", "invoices"},
    "orders.process": {"orders", "invoices", "customers", "payments"},
    "orders.reissue": {"orders", "invoices"},
    "orders.restore": {"orders"},
    "orders.update": {"orders", "invoices", "payments"},
    "payment-methods.create": {"paymentMethods"},
    "payment-methods.delete": set(),
    "payment-methods.update": {"paymentMethods"},
    "payments.create": {"payments", "orders", "invoices"},
    "payments.delete": {"orders", "invoices"},
    "series.create": {"series"},
    "series.delete": set(),
    "series.update": {"series"},
    "settings.update": {"settings"},
    "shipping-methods.create": {"shippingMethods"},
    "shipping-methods.delete": set(),
    "shipping-methods.update": {"shippingMethods"},
    "tax-areas.create": {"taxAreas"},
    "tax-areas.delete": set(),
    "tax-areas.update": {"taxAreas"},
    "tax-classes.create": {"taxClasses"},
    "tax-classes.delete": set(),
    "tax-classes.update": {"taxClasses"},
}
# Methods whose requests have much to say.
RICH = {
    *("invoices.create", "invoices.update", "invoices.create-from-order", "invoices.credit"),
    *("orders.create", "orders.update", "line-items.save", "payments.create"),
    *("invoices.pay", "orders.pay", "labels.add", "labels.remove", "labels.replace"),
}
OFTEN, SELDOM = 20, 4
# Every document is tried, but not every item of it.
MOST_TRIED = 20
# Members that are new each time.
RANDOM = {"token", "messageId"}

Documents = dict[str, list[Row]]

WRITING = sorted(
    name.removeprefix("commerce.") for name, method in methods().items() if method.writes
)
READING = sorted(name for name, method in methods().items() if not method.writes)


class Shop(Caller):
    """A shop in which everything that is tried is undone."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        with database.peewee.atomic():
            open_shop(self)
        self.documents = documents(self)
        self.rows = self._rows()
        self.sequences = self._sequences()

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo all that the block does, whatever becomes of it."""
        with self.database.peewee.atomic() as transaction:
            try:
                yield
            finally:
                transaction.rollback()

    def assert_untouched(self) -> None:
        """Assert that every row of every table is what it was."""
        assert self._rows() == self.rows

    def faults(self, name: str, request: Row) -> list[Row]:
        """Return the faults of a request, which must have some."""
        answer: Row = codec.decode_own(self.answer(name.removeprefix("commerce."), request))
        return list(answer["errors"])

    def _rows(self) -> dict[str, Counter[Any]]:
        return {
            table: Counter(map(repr, self.database.peewee.execute_sql(f'SELECT * FROM "{table}"')))
            for table in self._tables
        }

    @cached_property
    def _tables(self) -> list[str]:
        # What counts the ids is no row of anything.
        return [name for name in self.database.peewee.get_tables() if name != "sqlite_sequence"]

    def begin_ids_anew(self) -> None:
        """Let the next call give the ids that the last one, which was undone, has given."""
        if self.sequences:
            self.database.peewee.execute_sql(self.sequences)

    def _sequences(self) -> str:
        """Return what sets the sequences, which know no transactions, to where they are."""
        if self.database.dialect == "sqlite":
            return ""
        query = "SELECT sequencename, last_value FROM pg_sequences"
        last = self.database.peewee.execute_sql(query).fetchall()
        return "SELECT " + ", ".join(
            f"setval('{name}', {value or 1}, {value is not None})" for name, value in last
        )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    """Open one shop for all tests: none of them leaves anything behind."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("shop") / "shop.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
    else:
        running: PostgreSQL = request.getfixturevalue("postgres")
        running.create("shop", template="prepared")
        url = running.url("shop")
    database = databases.connect(url)
    with in_session(database, 1):
        yield Shop(database)
    database.close()
    if request.param == "postgresql":
        running.drop("shop")


def masked(value: Any) -> Any:
    """Return a value without what is random about it."""
    if isinstance(value, list):
        return [masked(each) for each in value]
    if isinstance(value, dict):
        return {name: "" if name in RANDOM else masked(value[name]) for name in value}
    return value


def assert_told(told: Documents, before: Documents, after: Documents) -> None:
    """Assert that all that has changed is told of, and stands as it was told."""
    for name, rows in after.items():
        was = {row["id"]: row for row in before[name]}
        shown = {row["id"]: row for row in told.get(name, ())}
        for row in rows:
            if row["id"] in shown:
                assert masked(shown.pop(row["id"])) == masked(row)
            else:
                assert row == was[row["id"]], f"{name}: nothing was told of this"
        assert not shown


def bounded(examples: int) -> Callable[[Any], Any]:
    """Draw the same examples every time."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


def assert_rehearsed(shop: Shop, name: str, request: Row) -> set[str] | None:
    """Assert that a dry run tells what the call does; return what it shows, None if refused.

    The call is made with the key that the dry run had, and twice: what is there afterwards has
    been done once.
    """
    with shop.undone():
        shop.begin_ids_anew()
        rehearsed = codec.decode_own(shop.answer(name, {**request, "dryRun": True}, "key"))
        shop.assert_untouched()
        shop.begin_ids_anew()
        done, again = (shop.answer(name, request, "key") for _ in range(2))
        answer = codec.decode_own(done)
        is_refused = answer["status"] != "ok"
        shape = refusal_shape() if is_refused else answer_shape(f"commerce.{name}")
        shape.validate(rehearsed)
        told = rehearsed.pop("documents", {})

        assert again == done
        assert masked(rehearsed) == masked(answer)
        if is_refused:
            return None
        assert_told(told, shop.documents, documents(shop))
        return set(told)


def about(name: str, drawing: Drawing) -> Iterator[Row]:
    """Yield the shortest request about each object that a method can be told of, if any."""
    fields = methods()[f"commerce.{name}"].request.fields.values()
    needed = {str(each.data_key): each for each in fields if each.required}
    resource, _ = name.split(".")
    if isinstance(needed.get("order"), Integer):
        resource = "orders"
    elif not needed.keys() & {"id", "ids"} or "resources" in needed:
        return
    known = drawing.ids[resource]
    for id_ in known[:: -(-len(known) // MOST_TRIED)]:
        values = {"id": id_, "ids": [id_], "order": id_, "amount": 1}
        yield {each: values.get(each, {}) for each in needed}


def test_every_method_that_writes_is_tried() -> None:
    assert sorted(SHOWN) == WRITING


@pytest.mark.parametrize("name", WRITING)
def test_a_dry_run_tells_what_the_call_does_and_does_none_of_it(shop: Shop, name: str) -> None:
    drawing = Drawing(shop.documents)
    shown = [assert_rehearsed(shop, name, request) for request in about(name, drawing)]

    @bounded(OFTEN if name in RICH else SELDOM)
    @given(drawing.request(methods()[f"commerce.{name}"]))
    def check(request: Row) -> None:
        shown.append(assert_rehearsed(shop, name, request))

    check()
    done = [each for each in shown if each is not None]
    kinds = set().union(*done)

    assert done, "nothing that was tried was ever done"
    assert kinds <= SHOWN[name]
    assert kinds or not SHOWN[name]


# ---- What asks for one


@pytest.mark.parametrize("wrong", [None, 0, 1, "true", [], {}], ids=repr)
def test_only_true_and_false_say_whether_it_is_one(shop: Shop, wrong: Any) -> None:
    told = {name: shop.faults(name, {"dryRun": wrong}) for name in WRITING}

    for name, faults in told.items():
        (fault,) = [each for each in faults if each["field"] == "dryRun"]
        assert (fault["type"], fault["path"]) == ("Malformed", "/dryRun"), name


@pytest.mark.parametrize("value", [True, False])
def test_a_method_that_reads_knows_none(shop: Shop, value: bool) -> None:
    told = {name: shop.faults(name, {"dryRun": value}) for name in READING}

    for name, faults in told.items():
        assert faults[0]["field"] == "unknown", name
        assert (faults[0]["type"], faults[0]["path"]) == ("UnknownField", "/dryRun")


def test_a_call_that_is_none_tells_no_documents(shop: Shop) -> None:
    with shop.undone():
        done = shop.call("tax-classes.create", {"taxClass": {"code": "NEW"}, "dryRun": False})

    assert done.keys() == {"status", "id"}


# ---- Over HTTP


async def test_neither_a_number_nor_a_key_is_used_up(api: Api) -> None:
    await examples.open_shop(api)
    new = examples.invoice(issueDate="2013-08-28")
    dry = {**new, "dryRun": True}
    key = {"Idempotency-Key": "a"}
    rehearsed = [await api.post(CREATE, dry, **key) for _ in range(3)]
    counted = await api.call("commerce.invoices.count")
    _, headers, made = await api.post(CREATE, new, **key)
    found = await api.call("commerce.invoices.get", {"id": made["id"]})

    assert [answer["status"] for _, _, answer in rehearsed] == ["ok"] * 3
    shown = [answer["documents"]["invoices"] for _, _, answer in rehearsed]
    assert [invoice["number"] for (invoice,) in shown] == ["2013/1"] * 3
    assert not any("Idempotent-Replayed" in told for _, told, _ in rehearsed)
    assert counted == {"count": 0}
    assert "Idempotent-Replayed" not in headers
    assert found["invoice"]["number"] == "2013/1"


async def test_a_key_that_is_in_use_does_not_keep_anybody_from_a_dry_run(api: Api) -> None:
    new = {"customer": {"lastName": "Holmes"}}
    key = {"Idempotency-Key": "a"}
    await api.post("commerce.customers.create", new, **key)
    _, headers, told = await api.post("commerce.customers.create", {**new, "dryRun": True}, **key)

    assert told["documents"]["customers"][0]["lastName"] == "Holmes"
    assert "Idempotent-Replayed" not in headers
    assert await api.call("commerce.customers.count") == {"count": 1}


async def test_no_e_mail_is_sent_nor_anybody_woken(start: Start) -> None:
    client = await start(smtp_url="smtp://127.0.0.1:9", mail_from="shop@ceramics.example")
    api = Api(client)
    await examples.open_shop(api)
    await api.call(CREATE, examples.invoice())
    woken = client.app[POSTMAN]._wanted
    send = {"method": "commerce.invoices.send", "request": {"id": 1}}
    for is_atomic in (False, True):
        await api.post("batch", {"calls": [send], "atomic": is_atomic, "dryRun": True})
    _, _, told = await api.post("commerce.invoices.send", {"id": 1, "dryRun": True})
    (mail,) = told["documents"]["mails"]

    assert (mail["state"], mail["messageId"]) == ("Waiting", told["messageId"])
    assert told["documents"]["invoices"][0]["status"] == "Sent"
    assert await api.call("commerce.mails.count") == {"count": 0}
    assert not woken
    await api.call("commerce.invoices.send", {"id": 1})
    assert woken == {1}


async def test_many_at_once_leave_nothing_and_are_told_alike(api: Api) -> None:
    await examples.open_shop(api)
    new = examples.invoice(issueDate="2013-08-28")
    requests = [new, {**new, "dryRun": True}] * 16
    sent = await asyncio.gather(*(api.post(CREATE, each) for each in requests))
    told = [answer["documents"]["invoices"] for _, _, answer in sent if "documents" in answer]
    found = (await api.call("commerce.invoices.find"))["invoices"]

    assert len(told) == len(found) == 16
    assert sorted(int(each["number"].split("/")[1]) for each in found) == list(range(1, 17))
    # Each was told the number that would have come next.
    assert {invoice["number"] for (invoice,) in told} <= {f"2013/{i}" for i in range(1, 18)}


async def test_moving_to_another_time_zone_can_be_tried(api: Api) -> None:
    request = {"settings": {"timeZone": "Asia/Tokyo"}}
    before = await api.call("commerce.settings.get")
    _, _, told = await api.post("commerce.settings.update", {**request, "dryRun": True})
    after = await api.call("commerce.settings.get")
    await api.call("commerce.settings.update", request)
    found = await api.call("commerce.series.find")

    assert before == after
    assert told["documents"]["settings"][0]["timeZone"] == "Asia/Tokyo"
    assert {each["creationTime"] for each in told["documents"]["series"]} == {
        each["creationTime"] for each in found["series"]
    }


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@by_the_clock
async def test_a_connection_that_is_lost_meanwhile_is_told_as_in_the_call_itself(
    api: Api, database_url: str
) -> None:
    await examples.open_shop(api)
    call = {"method": CREATE, "request": examples.invoice()}
    requests = [
        (CREATE, examples.invoice()),
        (CREATE, {**examples.invoice(), "dryRun": True}),
        ("batch", {"calls": [call]}),
        ("batch", {"calls": [call], "atomic": True, "dryRun": True}),
    ]
    told = []
    for method, request in requests:
        with psycopg.connect(database_url) as connection:
            connection.execute("LOCK TABLE series_counter IN EXCLUSIVE MODE")
            answer = asyncio.create_task(api.post(method, request))
            await asyncio.sleep(0.3)
            ended = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                "current_database() AND wait_event_type = 'Lock'"
            ).fetchall()
            assert ended == [(True,)]
            told.append(await answer)
    again = await api.post(CREATE, {**examples.invoice(), "dryRun": True})

    assert [(status, answer["errors"][0]["code"]) for status, _, answer in told] == [
        (503, "UNAVAILABLE")
    ] * len(requests)
    assert again[2]["status"] == "ok"
