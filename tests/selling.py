"""A shop that has sold for a while: what documents refer to, and documents in all states."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rpc import codec, failures
from rpc.auth import Principal
from rpc.dispatch import Dispatcher
from rpc.registry import methods
from schemas.problems import Refusal
from schemas.requests import MAX_PAGE
from store.database import Database
from tests.examples import address, item, shipping_address

D = Decimal
Row = dict[str, Any]

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WHO = Principal(7, "shop")
MAX_ANSWER = 1 << 25

# What tells of all that there is: the methods, by the names that their lists have everywhere.
FINDERS = {
    "orders": "commerce.orders.find",
    "invoices": "commerce.invoices.find",
    "payments": "commerce.payments.find",
    "customers": "commerce.customers.find",
    "taxClasses": "commerce.tax-classes.find",
    "taxAreas": "commerce.tax-areas.find",
    "shippingMethods": "commerce.shipping-methods.find",
    "paymentMethods": "commerce.payment-methods.find",
    "orderIntegrations": "commerce.order-integrations.find",
    "series": "commerce.series.find",
    "mails": "commerce.mails.find",
    "settings": "commerce.settings.get",
}


class Caller:
    """Calls methods of the first entity through a dispatcher, inside of a transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.dispatcher = Dispatcher(
            database, methods(), max_answer=MAX_ANSWER, mail_from="", clock=lambda: NOW
        )

    def answer(self, method: str, request: Row, key: str = "") -> bytes:
        """Call a method as a request does, all or nothing, and return what is answered."""
        body = codec.decode(codec.encode(request))
        called = self.dispatcher.method(f"commerce.{method}")
        try:
            with self.database.peewee.atomic():
                if called.writes:
                    return self.dispatcher.run(called, body, WHO, key)
                read = self.dispatcher.begin(called, body, WHO, ZoneInfo("UTC"))
                assert isinstance(read, bytes)
                return read
        except Refusal as refusal:
            return codec.encode(failures.answer(refusal.faults))

    def call(self, method: str, request: Row) -> Row:
        """Call a method that must succeed and return its answer."""
        answer: Row = codec.decode_own(self.answer(method, request))
        assert answer["status"] == "ok", (method, request, answer)
        return answer

    def create(self, resource: str, name: str, /, **fields: Any) -> int:
        """Create an object and return its id."""
        return int(self.call(f"{resource}.create", {name: fields})["id"])


def documents(caller: Caller) -> dict[str, list[Row]]:
    """Return all that a dry run could show, as a caller finds it."""
    page = {"limit": MAX_PAGE}
    found: dict[str, list[Row]] = {}
    for name, method in FINDERS.items():
        is_one = method.endswith(".get")
        answer = caller.call(method.removeprefix("commerce."), {} if is_one else page)[name]
        found[name] = [answer] if is_one else answer
    deleted = caller.call("orders.find", {"conditions": {"deleted": True}, **page})
    found["orders"] += deleted["orders"]
    return found


def open_shop(caller: Caller) -> None:
    """Let a shop have sold for a while."""
    seller = {"companyName": "Ceramics", "country": "GB", "email": "shop@ceramics.example"}
    caller.call("settings.update", {"settings": {"company": {"address": seller}}})
    _set_up(caller)
    _sell(caller)
    _invoice(caller)


def _set_up(caller: Caller) -> None:
    """Make what documents refer to; the last of each kind is used by none."""
    create = caller.create
    for code in ("VAT", "LOW", "OLD"):
        create("tax-classes", "taxClass", code=code)
    rates = {"1": 19, "2": D("5.5")}
    create("tax-areas", "taxArea", name="Europe", countries=["GB", "IT"], rates=rates)
    create("tax-areas", "taxArea", name="Abroad", countries=["US"], isActive=False)
    for resource, name in (
        ("shipping-methods", "shippingMethod"),
        ("payment-methods", "paymentMethod"),
    ):
        create(resource, name, name="Usual", isDefault=True, taxClass=1, cost=D("8.572"))
        create(resource, name, name="Other")
    person = {"lastName": "Holmes", "email": "holmes@inv-london.com"}
    create("customers", "customer", **person, billingAddress=address())
    create("customers", "customer", type="Company", companyName="Green", externalId="green")
    create("customers", "customer", code="C3")
    for kind in ("Order", "Invoice", "CreditNote", "Proforma", "Invoice"):
        create("series", "series", kind=kind, pattern=f"{kind[0]}{{seq:4}}", assignOn="Close")
    shop = {"autoProcess": True, "autoProcessDelaySeconds": 60, "autoReissueOnUpdate": True}
    create("order-integrations", "orderIntegration", name="Shop", source="Shopify", **shop)
    create("order-integrations", "orderIntegration", name="Old", isActive=False)


def _sell(caller: Caller) -> None:
    """Make orders in all states, none of which has an invoice yet."""

    def order(**fields: Any) -> int:
        goods = [item(taxClass=1), item(name="Mug", price=D("9.5"), quantity=2, taxClass=2)]
        return caller.create(
            "orders", "order", **{"items": goods, "billingAddress": address()} | fields
        )

    off = [{"type": "PercentOff", "value": 5}]
    order(customer=1, discounts=off, shippingMethod=1, paymentMethod=1, labels=[1, 2])
    order(status="Draft", items=[], billingAddress=None)
    charged = {"total": 120, "taxedTotal": D("142.8")}
    shop = {"source": "Shopify", "orderIntegration": 1, "customerEmail": "irene@example.com"}
    for number in (1, 2):
        sold = [item(taxes=[{"rate": 19}], quantity=2, price=60)]
        order(**shop, sourceId=f"s{number}", charged=charged, items=sold, isPaidFor=number == 1)
    order(type="Estimate", externalId="offer")
    order(type="Purchase", status="Open", shippingAddress=shipping_address())
    daily = {"standing": True, "standingActive": True, "standingDate": "2026-03-05"}
    order(**daily, standingData={"frequency": "Daily"}, taxPercent=20)
    order(processAfter="2026-03-04 10:00:00", dueDate="2026-03-01")
    part_paid, cancelled, deleted, refunded, series = (
        order(),
        order(),
        order(),
        order(),
        order(series=5),
    )
    caller.call("orders.pay", {"id": part_paid, "amount": 20})
    caller.call("orders.pay", {"id": part_paid, "amount": 5, "status": "Pending"})
    caller.call("orders.cancel", {"id": cancelled})
    caller.call("orders.delete", {"ids": [deleted]})
    for type_ in ("Receipt", "Refund"):
        caller.call("orders.pay", {"id": refunded, "amount": 10, "type": type_})
    caller.call("orders.update", {"id": series, "order": {"overrideTotal": 100}})


def _invoice(caller: Caller) -> None:
    """Make documents in all states, from orders and without."""

    def order(**fields: Any) -> int:
        sold = {
            "items": [item(taxClass=1), item(name="Mug", quantity=2)],
            "billingAddress": address(),
        }
        return caller.create("orders", "order", **sold | fields)

    def invoice(**fields: Any) -> int:
        sold = {
            "items": [item(taxClass=1), item(name="Mug", quantity=4)],
            "billingAddress": address(),
        }
        return caller.create("invoices", "invoice", **sold | fields)

    def act(method: str, id_: int, **fields: Any) -> Row:
        return caller.call(method, {"id": id_, **fields})

    processed = [order(customer=2), order(isPaidFor=True), order(), order(), order()]
    made = [int(act("orders.process", each)["invoice"]) for each in processed]
    act("orders.update", processed[0], order={"items": [item(price=70, taxClass=1)]})
    act("invoices.close", made[2])
    act("orders.update", processed[2], order={"shippingAddress": shipping_address()})
    act("orders.reissue", processed[2])
    act("invoices.pay", made[3], amount=50)
    caller.call("orders.delete", {"ids": [processed[4]]})
    parted = order()
    (first, *_) = act("orders.get", parted)["order"]["items"]
    parts = [{"id": first["id"], "quantity": 1}]
    caller.call("invoices.create-from-order", {"order": parted, "items": parts})

    invoice(labels=[3], customer=1, externalId="bill")
    act("invoices.pay", invoice(), amount=D("19.99"))
    act("invoices.send", invoice(series=6))
    invoice(type="Proforma")
    invoice(type="ShippingInvoice", customer=3)
    invoice(billingAddress=address(country="IT"), shippingMethod=1, paymentMethod=1)
    closed, credited, in_parts = invoice(), invoice(), invoice(isPaidFor=True)
    for each in (closed, credited, in_parts, invoice(), invoice(series=6)):
        act("invoices.close", each)
    act("invoices.credit", credited)
    (shirt, *_) = act("invoices.get", in_parts)["invoice"]["items"]
    part = [{"id": shirt["id"], "quantity": 1}]
    note = act("invoices.credit", in_parts, items=part)["id"]
    act("invoices.close", note)
    act("invoices.send", closed)
