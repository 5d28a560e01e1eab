"""The explorer in a real browser: what it shows, what it asks for, and what becomes of the key."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Page, expect

from rpc.describing.openapi import openapi
from tests.api import KEY, Api
from tests.browser import browsing, watch
from tests.conftest import Start

Client = TestClient[Any, Any]
PHONE = {"width": 375, "height": 800}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """Open a browser."""
    async with browsing() as page:
        yield page


async def opened(page: Page, client: Client) -> list[str]:
    """Open the explorer; return the list of what goes wrong there."""
    wrong = watch(page, str(client.make_url("")))
    await page.goto(str(client.make_url("/docs")))
    await expect(page.locator(".opblock-tag").first).to_be_visible()
    return wrong


async def authorize(page: Page, key: str) -> None:
    """Enter a key, as a reader does."""
    await page.locator("button.authorize").first.click()
    dialog = page.locator(".dialog-ux")
    await dialog.locator(".auth-container input").first.fill(key)
    await dialog.locator("button.authorize").first.click()
    await dialog.locator("button.close-modal").click()


async def find(page: Page, resource: str = "tax-classes") -> tuple[str, str]:
    """Try the method that finds a resource; return status and body of the answer."""
    method = f"commerce.{resource}.find"
    await page.locator(".operation-filter-input").fill(method)
    await expect(page.locator(".opblock-tag")).to_have_count(1)
    await page.locator(".opblock-tag").click()
    operation = page.locator(".opblock", has_text=method)
    await operation.locator(".opblock-summary-control").click()
    await operation.locator("textarea").fill("{}")
    await operation.locator("button.execute").click()
    answer = operation.locator(".live-responses-table .response").first
    status = await answer.locator(".response-col_status").inner_text()
    return status.strip(), await answer.locator(".highlight-code code").first.inner_text()


async def test_the_page_opens_by_itself_alone(start: Start, page: Page) -> None:
    wrong = await opened(page, await start())
    await page.wait_for_load_state("networkidle")

    assert await page.title() == "Orderly"
    assert not wrong


async def test_a_method_is_tried_with_a_key(start: Start, page: Page) -> None:
    wrong = await opened(page, await start())
    await authorize(page, KEY)

    assert await find(page) == ("200", '{\n  "status": "ok",\n  "taxClasses": []\n}')
    assert not wrong


async def test_a_wrong_key_is_told(start: Start, page: Page) -> None:
    await opened(page, await start())
    await authorize(page, "wrong")

    status, body = await find(page)

    assert status.startswith("403")
    assert '"The key in the header X-Key is not valid"' in body


async def test_a_key_survives_a_reload_until_it_is_taken_back(start: Start, page: Page) -> None:
    await opened(page, await start())
    await authorize(page, KEY)
    await page.reload()
    locked = page.locator("button.authorize.locked")
    await expect(locked).to_be_visible()
    await locked.click()
    await page.locator(".dialog-ux button", has_text="Logout").click()

    assert await page.evaluate("sessionStorage.length") == 0


async def test_the_console_has_the_sdk_with_the_same_key(start: Start, page: Page) -> None:
    await opened(page, await start())
    await authorize(page, KEY)

    answer = await page.evaluate("Admin.api('commerce.tax-classes.find', null)")

    assert answer["taxClasses"] == []


async def test_an_answer_is_shown_as_it_was_sent(start: Start, page: Page) -> None:
    client = await start()
    api = Api(client)
    tax = await api.call("commerce.tax-classes.create", {"taxClass": {"code": "VAT"}})
    area = {"name": '"[1,2.50]\\": {}', "countries": ["GB"], "rates": {str(tax["id"]): 20}}
    await api.call("commerce.tax-areas.create", {"taxArea": area})
    await opened(page, client)
    await authorize(page, KEY)

    _, body = await find(page, "tax-areas")

    assert f'"{tax["id"]}": 20.00\n' in body
    assert json.loads(body)["taxAreas"][0].items() >= area.items()


async def test_a_link_leads_to_a_method_and_its_problems(start: Start, page: Page) -> None:
    method = "commerce.invoices.close"
    url = (await start()).make_url("/docs").with_fragment(f"/invoices/{method}")
    await page.goto(str(url))
    await page.locator(".problems summary").click()

    told = await page.locator(".problems li").all_inner_texts()

    assert told == [
        f"{each['type']} {each['field']} {each['description']} ({each['code']})"
        for each in openapi()["paths"][f"/api/v6/{method}"]["post"]["x-problems"]
    ]


async def test_it_fits_a_phone(start: Start) -> None:
    async with browsing(viewport=PHONE) as page:
        await opened(page, await start())
        await authorize(page, KEY)
        await find(page)

        width = await page.evaluate("document.documentElement.scrollWidth")

        assert width == PHONE["width"]
