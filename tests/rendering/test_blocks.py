"""The plan document and its cover paper: sound as documents, and readable by everyone."""

import re
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from lxml import html as lxml_html
from openxml_audit import OpenXmlValidator
from playwright.sync_api import Page

from tests.rendering import plans
from xlplan.rendering import html, word
from xlplan.rendering.word_template import build_templates
from xlplan.shipped import shipped

PLAN, COVER = plans.papers()
MADE = {"plan": PLAN, "cover": COVER, "briefing": plans.a_briefing()}
NAMES = tuple(MADE)
PAGES = {name: html.render_blocks(paper) for name, paper in MADE.items()}
DOCUMENTS = {name: word.render_blocks(paper) for name, paper in MADE.items()}
each_paper = pytest.mark.parametrize("name", NAMES)


def test_the_template_is_the_one_that_its_text_makes(tmp_path: Path):
    build_templates(tmp_path)
    shipped_one = shipped("templates", "word", "blocks.docx")
    assert (tmp_path / "blocks.docx").read_bytes() == shipped_one.read_bytes()


@each_paper
def test_the_word_paper_is_sound(tmp_path: Path, name):
    path = tmp_path / "paper.docx"
    path.write_bytes(DOCUMENTS[name])
    assert [str(e) for e in OpenXmlValidator().validate(str(path)).errors] == []


@each_paper
def test_every_table_repeats_its_heading_row_and_every_cell_ends_in_a_paragraph(name):
    body = docx.Document(BytesIO(DOCUMENTS[name])).element.body
    tables = list(body.iter(qn("w:tbl")))
    assert tables
    for table in tables:
        rows = table.findall(qn("w:tr"))
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert len(rows) > 1
        for cell in table.iter(qn("w:tc")):
            assert cell[-1].tag == qn("w:p")


@each_paper
def test_no_tag_of_the_template_is_left(name):
    with ZipFile(BytesIO(DOCUMENTS[name])) as parts:
        for part in parts.namelist():
            assert not re.search(rb"\{[{%]|[%}]\}", parts.read(part)), part


@each_paper
def test_word_and_html_have_the_same_headings_and_the_same_words_in_tables(name):
    document = docx.Document(BytesIO(DOCUMENTS[name]))
    page = lxml_html.fromstring(PAGES[name])
    paper = MADE[name]
    for block in paper.blocks:
        assert page.xpath(f"//*[@id='{block.anchor}']")
    in_word = [p.text for p in document.paragraphs]
    assert all(block.heading in in_word for block in paper.blocks)
    cells = {" ".join(c.text.split()) for t in document.tables for r in t.rows for c in r.cells}
    # Word prints a rating's shape as a letter of text; the page draws it.
    cells |= {text.lstrip("■◆●–✓▨ ") for text in cells}
    on_page = {" ".join("".join(map(str, td.itertext())).split()) for td in page.iter("td")}
    assert on_page - cells == set()


@each_paper
def test_headings_never_skip_a_level_and_ids_are_unique(name):
    page = lxml_html.fromstring(PAGES[name])
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_the_same_paper_gives_the_same_bytes():
    assert word.render_blocks(PLAN) == DOCUMENTS["plan"]
    assert html.render_blocks(PLAN) == PAGES["plan"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@each_paper
def test_the_page_is_open_to_everyone(page: Page, tmp_path: Path, name, width):
    path = tmp_path / "paper.html"
    path.write_text(PAGES[name], encoding="utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path.as_uri())
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))

    found = page.evaluate("axe.run()")

    assert len(found["passes"]) > 20
    assert [(v["id"], [n["html"][:90] for n in v["nodes"]]) for v in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
