"""All that a `find` finds, page by page, while others create and delete."""

from typing import Any

import pytest

from orderly_client import Refused
from tests.sdk.python.clients import Caller

# What the server stores in does not matter here.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CREATE = "commerce.tax-classes.create"
FIND = "commerce.tax-classes.find"


@pytest.fixture
async def filled(caller: Caller) -> Caller:
    """Make twelve objects, whose codes are the other way round than their ids."""
    await fill(caller, [f"{12 - i:02}" for i in range(12)])
    return caller


async def fill(caller: Caller, codes: list[str]) -> None:
    await caller.batch([(CREATE, {"taxClass": {"code": code}}) for code in codes], atomic=True)


async def all_of(caller: Caller, *arguments: Any, **options: Any) -> list[Any]:
    return [each async for each in caller.iterate(*arguments, **options)]


@pytest.mark.parametrize("page", [1, 5, 12, 1000])
async def test_all_objects_are_yielded_whatever_the_page(filled: Caller, page: int) -> None:
    found = await all_of(filled, FIND, page=page)

    assert [each["id"] for each in found] == list(range(1, 13))
    assert {"id", "version", "code", "name", "creationTime", "updateTime"} == found[0].keys()


async def test_order_fields_and_conditions_are_kept_to(filled: Caller) -> None:
    asked = {"order": ["code"], "fields": ["code"], "conditions": {"after": 4}}

    found = await all_of(filled, FIND, asked, page=3)

    assert found == [{"id": 13 - i, "code": f"{i:02}"} for i in range(1, 9)]


async def test_nothing_is_yielded_where_nothing_is(caller: Caller) -> None:
    assert await all_of(caller, "commerce.orders.find") == []


@pytest.mark.parametrize("order", [[], ["code"], ["-code"]])
async def test_what_others_create_and_delete_moves_no_page(
    filled: Caller, order: list[str]
) -> None:
    seen = []
    async for each in filled.iterate(FIND, {"order": order}, page=3):
        seen.append(each["code"])
        if len(seen) % 3 == 1:
            # One more before all others, one that was seen is gone, and one more in between.
            await fill(filled, [f"00-{len(seen)}", f"{each['code']}-between"])
            await filled.call("commerce.tax-classes.delete", {"ids": [each["id"]]})

    from_the_start = [code for code in seen if len(code) == 2]
    assert sorted(from_the_start) == [f"{i:02}" for i in range(1, 13)]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("name", ["limit", "first", "cursor"])
async def test_who_turns_the_pages_himself_is_told_how_it_is_meant(
    caller: Caller, name: str
) -> None:
    with pytest.raises(TypeError, match=f"page= is their size: leave out {name}$"):
        await all_of(caller, FIND, {name: 1})


async def test_a_refusal_comes_with_the_first_page(caller: Caller) -> None:
    with pytest.raises(Refused, match="Limit 1001 is out of range"):
        await all_of(caller, FIND, page=1001)
