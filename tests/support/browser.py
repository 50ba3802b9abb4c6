"""Chromium as Debian ships it; no browser is ever downloaded."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.programs import needed


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for this test run."""
    program = needed("chromium", package="chromium")
    with sync_playwright() as playwright:
        # Containers have no user namespaces, which the sandbox needs; the pages are our own.
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new tab without a network: a paper in HTML must carry all it needs."""
    context = browser.new_context(offline=True, locale="en-GB")
    yield context.new_page()
    context.close()
