"""A client that knows nothing of us, only the specification: pjrpc, with its own exceptions."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientResponseError, ClientSession
from pjrpc.client import exceptions
from pjrpc.client.backend.aiohttp import Client

from store.database import Database
from tests.api import KEY, Api
from tests.conftest import Start
from tests.examples import open_shop
from tests.rpc.test_jsonrpc import COUNT, CREATE, SPOILT, UPDATE, spoil


@pytest.fixture
async def client(api: Api) -> AsyncIterator[Client]:
    async with ClientSession(headers={"X-Key": KEY}) as session:
        yield Client(str(api.client.make_url("/api/v6")), session=session)


async def test_it_calls_by_name_and_by_position(client: Client) -> None:
    by_name = await client.call(CREATE, taxClass={"code": "VAT"})
    by_position = await client(CREATE, {"code": "LOW"})

    assert (by_name, by_position) == ({"status": "ok", "id": 1}, {"status": "ok", "id": 2})
    assert await client.call(COUNT) == {"status": "ok", "count": 2}


async def test_it_notifies(client: Client) -> None:
    await client.notify(CREATE, taxClass={"code": "VAT"})
    await client.notify(CREATE, taxClass={"code": ""})

    assert await client.call(COUNT) == {"status": "ok", "count": 1}


async def test_it_makes_batches(client: Client) -> None:
    async with client.batch() as batch:
        batch(CREATE, taxClass={"code": "VAT"})
        batch.notify(CREATE, taxClass={"code": "LOW"})
        batch(COUNT)
        batch("commerce.unicorns.find")
    answered = batch.get_response()
    assert answered is not None
    created, counted, unknown = answered
    async with client.batch() as silent:
        silent.notify(CREATE, taxClass={"code": "NIL"})

    assert created.unwrap_result() == {"status": "ok", "id": 1}
    assert counted.unwrap_result() == {"status": "ok", "count": 2}
    assert isinstance(unknown.unwrap_error(), exceptions.MethodNotFoundError)
    assert await client.call(COUNT) == {"status": "ok", "count": 3}


async def test_errors_arrive_as_its_exceptions(client: Client) -> None:
    with pytest.raises(exceptions.MethodNotFoundError):
        await client.call("commerce.unicorns.find")
    with pytest.raises(exceptions.InvalidParamsError, match="Code") as refused:
        await client.call(CREATE, taxClass={"code": ""})
    with pytest.raises(exceptions.JsonRpcError) as missing:
        await client.call(UPDATE, id=9, taxClass={"name": "x"})

    data: Any = refused.value.data
    assert data["errors"][0]["path"] == "/taxClass/code"
    assert (type(missing.value), missing.value.code) == (exceptions.JsonRpcError, 404)


async def test_an_error_of_ours_is_an_internal_error(
    client: Client, api: Api, database: Database
) -> None:
    await open_shop(api)
    spoil(database)

    with pytest.raises(exceptions.InternalError, match="logged as request"):
        await client.call(SPOILT[0], **SPOILT[1])


async def test_it_finds_the_description(client: Client) -> None:
    described: Any = await client.call("rpc.discover")

    assert COUNT in {each["name"] for each in described["methods"]}


async def test_without_a_key_it_is_told_by_http(start: Start) -> None:
    url = str((await start()).make_url("/api/v6"))
    async with Client(url) as stranger:
        with pytest.raises(ClientResponseError, match="Forbidden, missing key") as refused:
            await stranger.call(COUNT)

    assert refused.value.status == 403
