"""The HTML papers: self-contained, complete without script, and true to what was typed."""

import re
from base64 import b64encode
from dataclasses import fields, replace
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from lxml import html as lxml_html
from playwright.sync_api import Page

from tests.rendering import sample
from xlplan.rendering import html
from xlplan.rendering.environment import strict_environment
from xlplan.reports.paper_values import Letters, Passages, ProgressReport, Schedules

PAPERS = {
    "progress": html.render_progress(sample.progress()),
    "exceptions": html.render_exceptions(sample.exceptions()),
}
both_papers = pytest.mark.parametrize("page_text", PAPERS.values(), ids=PAPERS.keys())


def parsed(page_text: str) -> Any:
    return lxml_html.fromstring(page_text)


def words(page_text):
    body = parsed(page_text).find("body")
    for code in body.iter("script"):
        code.text = ""
    return " ".join(" ".join(body.itertext()).split())


def headings(page_text):
    return [
        (int(element.tag[1]), " ".join(element.text_content().split()))
        for element in parsed(page_text).iter("h1", "h2", "h3", "h4")
    ]


def emptied(paper):
    empty: dict[str, Any] = {
        f.name: () for f in fields(paper) if isinstance(getattr(paper, f.name), tuple)
    }
    if isinstance(paper, ProgressReport):
        empty |= {"passages": Passages(), "schedules": Schedules(), "appendix": Letters()}
    return replace(paper, **empty)


@both_papers
def test_nothing_is_fetched_from_anywhere(page_text):
    assert not re.search(r"https?:|//[a-z]|@import|url\(", page_text)
    assert "style=" not in page_text


@both_papers
def test_the_policy_names_the_style_and_the_script_that_are_there(page_text):
    page = parsed(page_text)
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]

    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (element,) = page.iter(tag)
        digest = b64encode(sha256(element.text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_line_ends_and_spaces_print_as_typed():
    item = replace(sample.ITEM, commentary=sample.told("one\ntwo  spaces"))
    section = replace(sample.progress().sections[0], items=(item,))

    page = html.render_progress(replace(sample.progress(), sections=(section,)))

    assert "<p>one\ntwo  spaces</p>" in page


def test_text_prints_as_typed():
    assert sample.AWKWARD in words(PAPERS["progress"])
    assert "Data quality policy & standards" in words(PAPERS["exceptions"])


def test_characters_that_no_page_can_hold_are_left_out():
    paper = replace(sample.progress(), answer="Bell\x07 and null\x00 gone")

    assert "Bell and null gone" in words(html.render_progress(paper))


@both_papers
def test_headings_never_skip_a_level(page_text):
    levels = [level for level, _ in headings(page_text)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@both_papers
def test_ids_are_unique_and_links_lead_somewhere(page_text):
    page = parsed(page_text)
    ids = page.xpath("//@id")

    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href")} <= set(ids)


@both_papers
def test_every_rating_has_a_shape_and_a_word(page_text):
    for tag in parsed(page_text).find_class("tag"):
        assert tag.text_content().strip()
        assert tag.xpath("./svg/use/@href")[0][1:] in page_text


@both_papers
def test_every_table_has_headings_and_a_region_that_a_keyboard_reaches(page_text):
    for table in parsed(page_text).iter("table"):
        assert table.xpath("./thead/tr/th[@scope='col']")
        assert table.xpath("./caption")
        assert table.getparent().get("tabindex") == "0"
        assert table.getparent().get("role") == "region"


def test_the_answer_comes_first_then_what_cabinet_is_asked():
    assert words(PAPERS["progress"]).index("The plan is Amber: 2 of 8") < 250
    assert [text for level, text in headings(PAPERS["progress"]) if level == 2] == [
        "The position",
        "Recommendations",
        "About this paper",
        "Decisions and help needed",
        "What has moved since 30 April 2013",
        "Rating of each workstream",
        "Not reported",
        "Needing attention",
        "Every item, by workstream",
        "Ratings month by month",
        "The rest of the report",
        "Schedules",
        "Where the figures come from",
    ]


def test_what_only_the_author_knows_is_marked():
    assert "Financial comments To be completed" in words(PAPERS["progress"])


@both_papers
def test_a_draft_says_so_at_the_top(page_text):
    assert 0 <= words(page_text).find("Draft") < 100


def test_a_closed_paper_does_not_say_draft():
    paper = replace(sample.progress(), watermark="")

    assert "Draft" not in words(html.render_progress(paper))


def test_nothing_to_say_prints_no_heading():
    progress = html.render_progress(emptied(sample.progress()))
    exceptions = html.render_exceptions(emptied(sample.exceptions()))

    assert [text for _, text in headings(progress)] == [
        "Improvement Plan 2012–15: six-month progress report",
        "The position",
        "Where the figures come from",
    ]
    assert [text for _, text in headings(exceptions)] == [
        "Improvement Plan 2012–15: exception report",
        "The position",
        "Where the figures come from",
    ]


def test_the_strip_marks_months_before_the_plan_and_months_without_a_return():
    page = parsed(PAPERS["progress"])
    (row,) = page.xpath("//table[contains(@class,'strip')]//tr[th/a[text()='IKM3']]")

    assert [cell.text_content() for cell in row.iter("td")] == [*"–––RRRGGGGG", "NR"]
    assert "is-nr" in row.xpath("./td[last()]/@class")[0]


def test_an_exception_opens_with_what_is_done_and_keeps_the_whole_commentary_at_hand():
    told = "The posts are out to advert. " + "The strategy waits for the Local Plan. " * 12
    item = replace(sample.STRATEGY, commentary=sample.told(told.strip()))
    groups = (replace(sample.exceptions().groups[0], items=(item,)),)

    page = parsed(html.render_exceptions(replace(sample.exceptions(), groups=groups)))
    (said,) = page.xpath("//article//div[@class='told']")
    (whole,) = said.xpath(".//details")

    assert told.strip() in whole.text_content()
    whole.getparent().remove(whole)
    assert said.text_content().count("The strategy waits") == 5
    assert said.text_content().index("Agree with Planning") < said.text_content().index("advert")


def test_a_short_commentary_is_not_offered_twice():
    assert not parsed(PAPERS["progress"]).xpath("//details[@class='whole']")
    groups = (replace(sample.exceptions().groups[0], items=(sample.INTRANET,)),)
    page = parsed(html.render_exceptions(replace(sample.exceptions(), groups=groups)))
    assert not page.xpath("//details[@class='whole']")


def test_a_misspelt_field_stops_the_paper():
    with pytest.raises(UndefinedError):
        strict_environment().from_string("{{ paper.ttile }}").render(paper=sample.progress())


def test_300_items_stay_under_a_megabyte():
    items = tuple(
        replace(sample.STRATEGY, ref=f"P{n}", anchor=f"p{n}", sub_items=()) for n in range(300)
    )
    section = replace(sample.progress().sections[0], items=items)
    paper = replace(sample.progress(), sections=(section,), attention=items)

    assert len(html.render_progress(paper).encode()) < 1_000_000


def headings_of(page: str, schedule: str) -> list[str]:
    """The headings of one of the schedules, in the order printed."""
    found = parsed(page).xpath(f"//h3[@id='{schedule}']/..//thead//th")
    return [str(heading.text_content()) for heading in found]


def test_a_column_of_a_schedule_without_anything_in_it_is_left_out():
    held = sample.progress().schedules
    bare = replace(
        held,
        changes=(replace(held.changes[0], reason="", decision="", how="Moved"),),
        answers=(replace(held.answers[0], risks="", measures="M1 Calls answered in time"),),
    )
    page = html.render_progress(replace(sample.progress(), schedules=bare))

    assert headings_of(page, "changes") == ["Ref", "Item", "Change", "How"]
    assert headings_of(page, "answers") == ["Ref", "Item", "Measures"]
    assert headings_of(PAPERS["progress"], "changes") == [
        *("Ref", "Item", "Change", "Reason", "Decision")
    ]
    assert headings_of(PAPERS["progress"], "answers") == ["Ref", "Item", "Risks"]


def test_the_same_paper_gives_the_same_page():
    assert html.render_progress(sample.progress()) == PAPERS["progress"]
    assert html.render_exceptions(sample.exceptions()) == PAPERS["exceptions"]


@pytest.fixture
def opened(page: Page, tmp_path: Path):
    """Opens a paper as a file and fails on any request or complaint of the browser."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))

    def show(name: str, width: int = 1280) -> Page:
        path = tmp_path / f"{name}.html"
        path.write_text(PAPERS[name], encoding="utf-8")
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(path.as_uri())
        return page

    yield show
    assert {url.rsplit("/", 1)[-1] for url in asked} <= {"progress.html", "exceptions.html"}
    assert said == []


@pytest.mark.browser
@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_never_scrolls_sideways(opened, name, width):
    page = opened(name, width)

    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.browser
@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("width", [360, 1280])
def test_an_audit_of_accessibility_finds_nothing(opened, name, width):
    page = opened(name, width)
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))

    found = page.evaluate("axe.run()")

    assert len(found["passes"]) > 30
    assert [(rule["id"], rule["nodes"]) for rule in found["violations"]] == []


@pytest.mark.browser
@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("width", [360, 1280])
def test_an_audit_of_the_page_without_its_script_finds_nothing(page: Page, tmp_path, width, name):
    path = tmp_path / "plain.html"
    plain = re.sub(r"<script>.*?</script>", "", PAPERS[name], flags=re.S)
    assert len(plain) < len(PAPERS[name])
    path.write_text(plain, encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path.as_uri())
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))

    found = page.evaluate("axe.run()")

    assert [(rule["id"], rule["nodes"]) for rule in found["violations"]] == []


@pytest.mark.browser
def test_a_deep_link_opens_at_its_item_and_an_objective_narrows_to_those_that_serve_it(opened):
    page = opened("progress")
    page.get_by_label("Objective").select_option("KO2")
    shown = page.locator("article:visible").count()
    assert 0 < shown <= 8
    assert page.get_by_role("status").inner_text() == f"Showing {shown} of 8"

    page.goto(f"{page.url}#ikm1")
    assert page.locator("#ikm1").evaluate("e => e.getBoundingClientRect().top < innerHeight")
    page.locator("#ikm2 .ref").first.click()
    assert page.url.endswith("#ikm2")


@pytest.mark.browser
def test_filters_narrow_the_items_and_say_how_many(opened):
    page = opened("progress")
    page.get_by_label("Red", exact=True).check()

    assert page.get_by_role("status").inner_text() == "Showing 1 of 8"
    assert page.locator("article:visible h4").all_inner_texts() == ["IKM1 Intranet quality"]
    assert page.locator("[data-group]:visible").count() == 1

    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Owner").select_option("Property and Procurement Manager")
    assert page.get_by_role("status").inner_text() == "Showing 2 of 8"

    page.get_by_label("Exceptions only").check()
    assert page.locator("article:visible h4").all_inner_texts() == [
        "1.10 Future use of the Town Hall"
    ]

    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Words").fill("LOCAL plan")
    assert page.get_by_role("status").inner_text() == "Showing 1 of 8"


@pytest.mark.browser
def test_a_link_to_a_filtered_item_brings_it_back(opened):
    page = opened("progress")
    page.get_by_label("Workstream", exact=True).select_option("Asset management")
    page.locator("#attention ~ .attention a", has_text="Intranet quality").click()

    assert page.locator("#ikm1").is_visible()
    assert page.get_by_role("status").inner_text() == "Showing 8 of 8"


@pytest.mark.browser
@pytest.mark.parametrize("name", PAPERS)
def test_all_is_there_without_script_except_the_filters(browser, tmp_path, name):
    path = tmp_path / "paper.html"
    path.write_text(PAPERS[name], encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())

    assert not page.get_by_text("Find an item").is_visible()
    cards = page.locator("article")
    assert cards.count() and all(card.is_visible() for card in cards.all())
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", PAPERS)
def test_controls_are_large_enough_to_touch(opened, name):
    page = opened(name, 360)
    page.get_by_text("Find an item").click()

    for control in page.locator("select, button, input[type=search], .tick label, summary").all():
        box = control.bounding_box()
        assert box is None or box["height"] >= 44


@pytest.mark.browser
def test_the_first_press_of_tab_offers_to_skip_to_the_paper(opened):
    page = opened("progress")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the paper"

    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
