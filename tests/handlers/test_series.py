"""commerce.series.*, as users rely on it."""

import asyncio
from typing import Any

import pytest

import store.series
from store.database import Database
from tests.api import Api
from tests.examples import invoice, open_shop

MALFORMED = (
    "is not a number pattern: it needs {seq} or {seq:5} once, may have {year} once, "
    "and its numbers must fit 32 characters"
)


async def create(api: Api, **series: Any) -> int:
    """Create a series and return its id."""
    made = await api.call("commerce.series.create", {"series": {"kind": "Invoice", **series}})
    return int(made["id"])


async def update(api: Api, id_: int, **series: Any) -> None:
    """Change a series."""
    assert await api.call("commerce.series.update", {"id": id_, "series": series}) == {}


async def read(api: Api, id_: int) -> dict[str, Any]:
    """Return a series."""
    return dict((await api.call("commerce.series.get", {"id": id_}))["series"])


async def default(api: Api, kind: str = "Invoice") -> dict[str, Any]:
    """Return the default series of a kind; there is one only."""
    found = await api.call("commerce.series.find", {"conditions": {"kind": kind}})
    defaults = [series for series in found["series"] if series["isDefault"]]
    assert len(defaults) == 1
    return dict(defaults[0])


async def issue(api: Api, **fields: Any) -> dict[str, Any]:
    """Create an invoice of 2013 and return it."""
    made = await api.call("commerce.invoices.create", invoice(issueDate="2013-08-28", **fields))
    answer = await api.call("commerce.invoices.get", {"id": made["id"]})
    return dict(answer["invoice"])


async def test_an_entity_has_a_default_series_of_each_kind(api: Api) -> None:
    found = await api.call("commerce.series.find", {"order": ["kind"]})

    assert [(s["kind"], s["pattern"], s["isDefault"]) for s in found["series"]] == [
        ("CreditNote", "{year}/{seq}", True),
        ("Invoice", "{year}/{seq}", True),
        ("Order", "{seq}", True),
        ("Proforma", "{year}/{seq}", True),
    ]


async def test_a_series_is_created_found_changed_and_deleted(api: Api) -> None:
    id_ = await create(api, name="Shop", assignOn="Close", gapless=True)
    conditions = {"conditions": {"kind": ["Invoice", "Order"], "ids": [id_]}}
    found = await api.call("commerce.series.find", conditions)
    assert found["series"] == [await read(api, id_)]
    assert await api.call("commerce.series.count", conditions) == {"count": 1}

    await update(api, id_, pattern="S{seq:4}")
    changed = await read(api, id_)
    assert (changed["pattern"], changed["name"], changed["assignOn"]) == (
        "S{seq:4}",
        "Shop",
        "Close",
    )
    assert (changed["gapless"], changed["version"], changed["kind"]) == (True, 2, "Invoice")

    await api.call("commerce.series.delete", {"ids": [id_, 999]})
    assert await api.call("commerce.series.get", {"id": id_}) == {"series": None}


@pytest.mark.parametrize("is_new", [True, False])
async def test_a_new_default_takes_the_mark_off_the_former(api: Api, *, is_new: bool) -> None:
    await open_shop(api)
    former = await default(api)
    if is_new:
        id_ = await create(api, isDefault=True, pattern="N{seq}")
    else:
        id_ = await create(api, pattern="N{seq}")
        await update(api, id_, isDefault=True)
    await update(api, id_, isDefault=True, name="again")

    assert (await default(api))["id"] == id_
    after = await read(api, former["id"])
    assert (after["isDefault"], after["version"]) == (False, former["version"] + 1)
    assert (await default(api, "Order"))["version"] == 1
    assert (await issue(api))["number"] == "N1"


async def test_the_default_stays_until_there_is_another(api: Api) -> None:
    id_ = (await default(api))["id"]
    request = {"id": id_, "series": {"isDefault": False}}
    kept = f"Series {id_} is the default of its kind of document"
    hint = ": make another one the default instead"

    assert await api.refused_once("commerce.series.update", request) == (
        "isDefault",
        "InvalidValue",
        kept + hint,
    )
    assert await api.refused_once("commerce.series.delete", {"ids": [id_]}) == (
        "ids",
        "InvalidValue",
        kept,
    )


async def test_the_kind_is_fixed(api: Api) -> None:
    request = {"id": await create(api), "series": {"kind": "Order"}}

    assert (await api.refused("commerce.series.update", request))[0]["code"] == "UNKNOWN_FIELD"


@pytest.mark.parametrize("pattern", ["{year}", "{seq}{seq}", "{year:2}{seq}", "x" * 21 + "{seq}"])
async def test_a_malformed_pattern_is_refused(api: Api, pattern: str) -> None:
    refusal = ("pattern", "Malformed", f"'{pattern}' {MALFORMED}")
    new = {"series": {"kind": "Order", "pattern": pattern}}
    changed = {"id": await create(api), "series": {"pattern": pattern}}

    assert await api.refused_once("commerce.series.create", new) == refusal
    assert await api.refused_once("commerce.series.update", changed) == refusal


async def test_a_missing_or_newer_series_is_not_changed(api: Api) -> None:
    stale = {"id": await create(api), "version": 9, "series": {"name": "x"}}
    missing = ("id", "NotFound", "Series 99 does not exist")
    change = {"id": 99, "series": {"name": "x"}}

    assert (await api.refused("commerce.series.update", stale))[0]["code"] == "VERSION_CONFLICT"
    assert await api.refused_once("commerce.series.update", change) == missing
    assert await api.refused_once("commerce.series.journal", {"id": 99}) == missing


async def test_a_series_with_documents_or_voided_numbers_is_kept(api: Api) -> None:
    await open_shop(api)
    id_ = await create(api, pattern="X{seq}")
    made = await issue(api, series=id_)

    async def refusal() -> str:
        return (await api.refused_once("commerce.series.delete", {"ids": [id_]}))[2]

    kept = f"Series {id_} is in use by {{}} and can not be deleted"
    assert await refusal() == kept.format(f"invoice {made['id']}")
    assert (await issue(api, series=id_))["number"] == "X2", "the counter came back too"

    both = {"ids": [made["id"], made["id"] + 1]}
    await api.call("commerce.invoices.delete", both)
    assert await refusal() == kept.format("voided number X1")


async def test_an_unused_series_goes_with_its_counters(api: Api, database: Database) -> None:
    id_ = await create(api)
    with database.transaction(1):
        store.series.take_next(id_, 2013)
    await api.call("commerce.series.delete", {"ids": [id_]})

    assert await api.call("commerce.series.get", {"id": id_}) == {"series": None}


async def test_of_many_new_defaults_one_is_left(api: Api) -> None:
    made = await asyncio.gather(*(create(api, isDefault=True) for _ in range(8)))

    assert (await default(api))["id"] in made


async def test_the_journal_tells_the_voided_numbers(api: Api) -> None:
    await open_shop(api)
    made = [await issue(api) for _ in range(3)]
    id_ = (await default(api))["id"]
    assert await api.call("commerce.series.journal", {"id": id_}) == {"entries": []}

    await api.call("commerce.invoices.delete", {"ids": [made[0]["id"], made[2]["id"]]})
    all_ = (await api.call("commerce.series.journal", {"id": id_}))["entries"]
    first = await api.call("commerce.series.journal", {"id": id_, "limit": 1})
    rest = await api.call("commerce.series.journal", {"id": id_, "after": all_[0]["id"]})

    assert [(e["number"], e["document"], e["key"], e["reason"]) for e in all_] == [
        ("2013/1", made[0]["id"], "bootstrap", "deleted"),
        ("2013/3", made[2]["id"], "bootstrap", "deleted"),
    ]
    assert first["entries"] + rest["entries"] == all_
    assert (await issue(api))["number"] == "2013/4"


async def test_a_new_pattern_goes_on_after_numbers_that_callers_chose(api: Api) -> None:
    await open_shop(api)
    id_ = (await default(api))["id"]
    chosen = [await issue(api, number=number) for number in ("A-7", "A-12", "B-99", "2013/2")]
    await api.call("commerce.invoices.delete", {"ids": [chosen[1]["id"]]})
    await update(api, id_, pattern="A-{seq}")
    follows = await issue(api)
    await update(api, id_, pattern="{year}/{seq}")
    returns = await issue(api)
    await update(api, id_, pattern="A-{seq:3}")
    padded = await issue(api)

    assert follows["number"] == "A-13", "A-12 was voided, and is never given again"
    assert returns["number"] == "2013/3"
    assert padded["number"] == "A-014"
