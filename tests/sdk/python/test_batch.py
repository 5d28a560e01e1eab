"""Many calls in one request of the Python client, and calls as if."""

from decimal import Decimal

import pytest

from orderly_client import Refused, ref
from tests.conftest import Start
from tests.examples import address
from tests.sdk.python.clients import Caller, Lossy
from tests.sdk.python.conftest import Connect

CREATE = "commerce.tax-classes.create"
COUNT = "commerce.tax-classes.count"
VAT = {"taxClass": {"code": "VAT"}}


async def count(caller: Caller) -> int:
    return int((await caller.call(COUNT))["count"])


async def test_each_call_has_its_answer_or_its_refusal(caller: Caller) -> None:
    made, refused, counted = await caller.batch([(CREATE, VAT), (CREATE, {}), (COUNT, None)])

    assert made["id"] == 1
    assert isinstance(refused, Refused)
    assert refused.error.code == "REQUIRED"
    assert counted["count"] == 1


async def test_a_batch_that_is_all_or_nothing_raises_its_refusal(caller: Caller) -> None:
    with pytest.raises(Refused) as caught:
        await caller.batch([(CREATE, VAT), (CREATE, {"taxClass": {}})], atomic=True)

    assert caught.value.call == 1
    assert caught.value.error.path == "/calls/1/request/taxClass/code"
    assert await count(caller) == 0


async def test_a_call_can_use_the_answer_of_an_earlier_one(caller: Caller) -> None:
    rates = {"name": "Britain", "countries": ["GB"], "rates": {"1": Decimal(20)}}
    item = {"name": "Lamp", "price": Decimal(50), "taxClass": ref(0, "id")}
    invoice = {"items": [item], "billingAddress": address()}

    *_, got = await caller.batch(
        [
            (CREATE, VAT),
            ("commerce.tax-areas.create", {"taxArea": rates}),
            ("commerce.invoices.create", {"invoice": invoice}),
            ("commerce.invoices.get", {"id": ref(2, "id")}),
        ],
        atomic=True,
    )

    assert got["invoice"]["taxedTotal"] == Decimal("60.00")


async def test_a_dry_run_shows_what_would_be_and_leaves_nothing(caller: Caller) -> None:
    planned = await caller.call(CREATE, VAT, dry_run=True)
    (also,) = await caller.batch([(CREATE, VAT)], dry_run=True)

    assert planned["documents"]["taxClasses"][0]["code"] == "VAT"
    assert also["status"] == "ok"
    assert await count(caller) == 0


async def test_a_batch_all_or_nothing_whose_answer_is_lost_is_done_once(
    connect: Connect, start: Start
) -> None:
    way = Lossy((await start()).make_url("/"), losses=1)
    async with way.open() as url:
        caller = await connect(url)
        (made,) = await caller.batch([(CREATE, VAT)], atomic=True)
        counted = await count(caller)

    assert (made["id"], counted) == (1, 1)
