"""A real browser for the tests: a Chromium that is there already, driven by Playwright."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import ConsoleMessage, Page, Request, async_playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium: install the package chromium"

# It is to ask nobody but the server under test: not its makers, and no other host.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--no-first-run",
)
# Milliseconds; five seconds, as Playwright has it, are short on a machine that does other work.
PATIENCE = 30_000


@asynccontextmanager
async def browsing(**options: Any) -> AsyncIterator[Page]:
    """Give a page of a browser, with Playwright's options of a page; skip where there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(MISSING)
    expect.set_options(timeout=PATIENCE)
    # Playwright starts it headless, and without the sandbox, which root can not have.
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield await browser.new_page(**options)
        finally:
            await browser.close()


def watch(page: Page, origin: str) -> list[str]:
    """Collect what goes wrong on a page: complaints in its console, requests to other origins."""
    wrong: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(f"{message.type}: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith(f"{origin}/"):
            wrong.append(f"asked {request.url}")

    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("request", asked)
    return wrong
