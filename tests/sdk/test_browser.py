"""The Admin SDK in a real browser: on a page of the server, and on one of another origin."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Page, Request, Route

from tests.api import KEY
from tests.browser import browsing, watch
from tests.conftest import Start

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """Open a browser."""
    async with browsing() as page:
        yield page


async def opened(page: Page, client: TestClient[Any, Any]) -> list[str]:
    """Open a page of the server, with a key as its explorer keeps it; return what goes wrong."""
    wrong = watch(page, origin(client))
    await page.goto(str(client.make_url("/docs")))
    await page.evaluate("key => sessionStorage.setItem('orderly.key', key)", KEY)
    return wrong


def origin(server: TestServer | TestClient[Any, Any]) -> str:
    return str(server.make_url("/")).rstrip("/")


async def test_callbacks_and_promises_come_in_the_order_of_their_calls(
    start: Start, page: Page
) -> None:
    wrong = await opened(page, await start())

    told = await page.evaluate("""async () => {
        const told = [];
        const method = "commerce.tax-classes.create";
        const create = (code, callback) => Admin.api(method, {taxClass: {code}}, callback);
        const returned = create("A", (response) => told.push(["A", response.status]));
        Admin.api("commerce.tax-classes.count", null, (response) => told.push(response.count));
        create("A", (response) => told.push(response.error.type));
        create("B");
        const {taxClasses} = await Admin.api("commerce.tax-classes.find", {order: ["code"]});
        return [returned === undefined, ...told, ...taxClasses.map(({code}) => code)];
    }""")

    assert told == [True, ["A", "ok"], 1, "InvalidValue", "A", "B"]
    assert not wrong


async def test_a_batch_is_all_or_nothing(start: Start, page: Page) -> None:
    await opened(page, await start())

    told = await page.evaluate("""async () => {
        const method = "commerce.tax-classes.create";
        const create = (code) => ({method, request: {taxClass: {code}}});
        const get = {method: "commerce.tax-classes.get", request: {id: Admin.ref(0, "id")}};
        const [made, had] = await Admin.batch([create("A"), get], {atomic: true});
        const error = await Admin.batch([create("B"), create("A")], {atomic: true}).catch((e) => e);
        const {count} = await Admin.api("commerce.tax-classes.count");
        return [made.id === had.taxClass.id, error.name, error.answer.call, count];
    }""")

    assert told == [True, "AdminError", 1, 1]


async def test_what_is_sent_again_is_done_once(start: Start, page: Page) -> None:
    await opened(page, await start())
    keys: list[str | None] = []

    async def lose_first(route: Route, request: Request) -> None:
        keys.append(await request.header_value("Idempotency-Key"))
        if len(keys) > 1:
            await route.continue_()
            return
        await route.fetch()
        await route.abort("connectionreset")

    await page.route("**/api/v6/commerce.tax-classes.create", lose_first)
    told = await page.evaluate("""async () => {
        const {id} = await Admin.api("commerce.tax-classes.create", {taxClass: {code: "A"}});
        const {taxClasses} = await Admin.api("commerce.tax-classes.find");
        return taxClasses.map((each) => each.id === id);
    }""")

    assert told == [True]
    assert len(keys) == 2
    assert keys[0] == keys[1]


async def test_the_key_is_forgotten_when_the_page_says_so(start: Start, page: Page) -> None:
    await opened(page, await start())

    told = await page.evaluate("""async () => {
        Admin.configure({key: null});
        const error = await Admin.api("commerce.tax-classes.count").catch((e) => e);
        return [sessionStorage.length, error.httpStatus, error.code];
    }""")

    assert told == [0, 403, "MISSING_KEY"]


@pytest.fixture
async def elsewhere() -> AsyncIterator[TestServer]:
    """Serve a page of another origin."""

    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(
            text="<!doctype html><title>Elsewhere</title>", content_type="text/html"
        )

    app = web.Application()
    app.router.add_get("/", answer)
    server = TestServer(app)
    async with server:
        yield server


async def loaded(page: Page, elsewhere: TestServer, client: TestClient[Any, Any]) -> None:
    """Load the script of a server into the page of another origin, and give it the key there."""
    await page.goto(origin(elsewhere))
    await page.add_script_tag(url=str(client.make_url("/sdk/admin.js")))
    await page.evaluate("key => Admin.configure({key})", KEY)


async def test_a_page_of_a_configured_origin_may_call(
    start: Start, page: Page, elsewhere: TestServer
) -> None:
    client = await start(cors_origins=f"https://shop.example {origin(elsewhere)}")
    await loaded(page, elsewhere, client)

    told = await page.evaluate(
        """async (module) => {
            const {count} = await Admin.api("commerce.tax-classes.count");
            const same = await (await import(module)).api("commerce.tax-classes.count");
            const error = await Admin.api("commerce.tax-classes.get", {}).catch((e) => e);
            return [count, same.count, error.type, error.requestId.length > 0];
        }""",
        str(client.make_url("/sdk/admin.mjs")),
    )

    assert told == [0, 0, "Missing", True]


async def test_a_page_of_any_other_origin_is_kept_out(
    start: Start, page: Page, elsewhere: TestServer
) -> None:
    await loaded(page, elsewhere, await start(cors_origins="https://shop.example"))

    told = await page.evaluate("""async () => {
        const error = await Admin.api("commerce.tax-classes.count").catch((e) => e);
        return error.code;
    }""")

    assert told == "NO_ANSWER"
