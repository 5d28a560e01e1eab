"""The Python client: calls, values there and back, refusals and failures."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from orderly_client import Failed, Refused, Unavailable
from tests.api import Api
from tests.conftest import Start
from tests.examples import invoice, item, open_shop
from tests.sdk.python.clients import Caller
from tests.sdk.python.conftest import Connect

# What the server stores in does not matter here.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CREATE = "commerce.invoices.create"
GET = "commerce.invoices.get"


@pytest.fixture
async def shop(caller: Caller, start: Start) -> Caller:
    """Make what invoices refer to, and return the client."""
    await open_shop(Api(await start()))
    return caller


async def create(caller: Caller, **changes: Any) -> dict[str, Any]:
    """Make an invoice and read it back."""
    made = await caller.call(CREATE, invoice(**changes))
    return dict((await caller.call(GET, {"id": made["id"]}))["invoice"])


async def test_an_answer_is_what_the_server_says(caller: Caller) -> None:
    made = await caller.call("commerce.tax-classes.create", {"taxClass": {"code": "VAT"}})

    assert made == {"status": "ok", "id": 1}


async def test_a_request_may_be_left_out(caller: Caller) -> None:
    answer = await caller.call("commerce.settings.get")

    assert answer["settings"]["locale"] == "en"


async def test_decimals_go_there_and_come_back_exactly(shop: Caller) -> None:
    prices = [Decimal(price) for price in ("56.330", "0.001", "9999999.999", "-0.125", "1E+3")]

    made = await create(shop, items=[item(price=p, quantity=Decimal("0.07")) for p in prices])

    assert [each["price"] for each in made["items"]] == prices
    assert {type(each["price"]) for each in made["items"]} == {Decimal}
    assert {str(each["quantity"]) for each in made["items"]} == {"0.07"}


async def test_numbers_of_ones_own_come_back_as_they_went(shop: Caller) -> None:
    kept = {"exact": Decimal("0.1000000000000000055"), "count": 3, "shop": "A", "new": True}

    made = await create(shop, metadata=kept)

    assert made["metadata"] == kept
    assert type(made["metadata"]["count"]) is int


async def test_every_number_with_a_fraction_is_a_decimal(shop: Caller) -> None:
    def numbers(value: Any) -> list[Any]:
        if isinstance(value, dict):
            value = list(value.values())
        return [n for each in value for n in numbers(each)] if isinstance(value, list) else [value]

    made = await create(shop, items=[item(taxClass=1)])

    assert not any(isinstance(number, float) for number in numbers(made))
    assert made["taxedTotal"] == Decimal("201.10")


async def test_dates_and_times_are_sent_as_they_are(shop: Caller) -> None:
    noon = datetime(2013, 11, 22, 12, 30, 15, 999, tzinfo=timezone(timedelta(hours=2)))

    made = await create(
        shop,
        issueDate=date(2013, 11, 22),
        creationTime=noon,
        shippingTime=datetime(2013, 11, 23, 9, 0),  # noqa: DTZ001 - a time of the entity's
        type="ShippingInvoice",
    )

    assert made["issueDate"] == "2013-11-22"
    assert made["creationTime"] == "2013-11-22 10:30:15"
    assert made["shippingTime"] == "2013-11-23 09:00:00"


async def test_an_id_may_be_a_key(shop: Caller) -> None:
    area = {"name": "France", "countries": ["FR"], "rates": {1: Decimal("20.5")}}
    made = await shop.call("commerce.tax-areas.create", {"taxArea": area})

    read = await shop.call("commerce.tax-areas.get", {"id": made["id"]})

    assert read["taxArea"]["rates"] == {"1": Decimal("20.50")}


async def test_a_refusal_tells_everything_that_is_wrong(caller: Caller) -> None:
    wrong = invoice(locale="xx", status="Opn")

    with pytest.raises(Refused) as caught:
        await caller.call(CREATE, wrong)

    refused = caught.value
    locale, status = refused.errors
    assert refused.error == locale
    assert (locale.field, locale.type, locale.code) == ("locale", "Malformed", "LOCALE_MALFORMED")
    assert (locale.path, locale.value, locale.allowed) == ("/invoice/locale", "xx", None)
    assert status.allowed == ["Open", "Sent", "Disputed", "Archived", "Cancelled"]
    assert str(refused).startswith("'xx' is not a valid locale code (/invoice/locale); ")
    assert refused.call is None


async def test_another_key_fails_with_the_reason_and_the_id_of_the_request(
    connect: Connect, start: Start
) -> None:
    stranger = await connect((await start()).make_url("/"), key="nobody")

    with pytest.raises(Failed, match="The key in the header X-Key is not valid") as caught:
        await stranger.call("commerce.settings.get")

    assert not isinstance(caught.value, Unavailable)
    assert caught.value.status == 403
    assert caught.value.errors[0].code == "MALFORMED_KEY"
    assert caught.value.request_id


async def test_a_method_that_does_not_exist_fails_with_the_nearest_one(caller: Caller) -> None:
    with pytest.raises(Failed, match=r"did you mean 'commerce\.invoices\.find'\?") as caught:
        await caller.call("commerce.invoices.fnd")

    assert caught.value.status == 404


async def test_another_server_is_told_as_such(connect: Connect, start: Start) -> None:
    server = (await start()).make_url("/somewhere")
    caller = await connect(server)

    with pytest.raises(Failed, match="There is nothing at") as caught:
        await caller.call("commerce.settings.get")

    assert caught.value.status == 404


async def test_an_entity_can_be_named(connect: Connect, start: Start) -> None:
    url = (await start()).make_url("/")
    named = await connect(url, entity=1)
    other = await connect(url, entity=2)

    assert await named.call("commerce.settings.get")
    assert await other.call("commerce.settings.get", entity=1)
    with pytest.raises(Failed, match="does not reach the entity"):
        await other.call("commerce.settings.get")
