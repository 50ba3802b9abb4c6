from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_page_is_opened_from_its_file(page: Page, tmp_path: Path):
    paper = tmp_path / "paper.html"
    paper.write_text("<h1>Progress</h1><script>document.title = 'ran'</script>", encoding="utf-8")

    page.goto(paper.as_uri())

    assert page.locator("h1").inner_text() == "Progress"
    assert page.title() == "ran"


def test_a_page_cannot_reach_the_network(page: Page, tmp_path: Path):
    paper = tmp_path / "paper.html"
    paper.write_text("<p>Nothing to fetch.</p>", encoding="utf-8")
    page.goto(paper.as_uri())

    assert page.evaluate("navigator.onLine") is False
