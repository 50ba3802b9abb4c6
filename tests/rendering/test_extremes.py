"""Papers of plans as councils have them at their worst: empty, huge, all red, oddly typed."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import html as lxml_html
from openxml_audit import OpenXmlValidator

from tests.rendering.sample import AWKWARD
from tests.reports.plans import APRIL, FACTS, SEPTEMBER, after, enabler, item, plan
from xlplan.model import FIVE_POINT, Item, Plan, Rag, Scale
from xlplan.palette import contrast
from xlplan.rendering import html, word
from xlplan.reports.context import Brand
from xlplan.reports.paper_values import ProgressReport
from xlplan.reports.presets import PRESETS
from xlplan.reports.progress import progress_report

LONG = "The lease was signed and the options were costed. " * 500
OWN_SCALE = Scale(
    (
        Rag("Limited", "L", 1, needs_action=True, colour="7A1E5B"),
        Rag("Satisfactory", "S", 2, needs_action=True),
        Rag("Good", "Go", 3, colour="BFE3C0"),
        Rag("Not rated", "–", None),
    )
)


def said(ref: str, letter: str, **more: Any) -> Item:
    return item(ref, letter, commentary="Said.", **more)


def with_text(text: str) -> Plan:
    """A plan in which a text stands in every cell that takes words."""
    words = {
        f.name: text
        for f in fields(Item)
        if f.type == "str" and f.name not in ("item_id", "ref", "workstream", "parent", "publish")
    }
    odd = replace(item("AM1", "R"), **words)  # type: ignore[arg-type]
    return after(plan(odd, item("AM2", "G")), (APRIL, plan(item("AM1", "G"))))


def rated(scale: Scale) -> Plan:
    items = [
        replace(item(f"AM{n}", "G"), rag=rag, commentary="Said.")
        for n, rag in enumerate(scale.ratings, 1)
    ]
    return plan(*items, scale=scale)


PLANS = {
    "no items": plan(),
    "nothing but an enabler": plan(enablers=[enabler("G")]),
    "no history": plan(said("AM1", "A"), said("AM2", "G")),
    "no reds": after(plan(said("AM1", "G")), (SEPTEMBER, plan(said("AM1", "A")))),
    "all reds": after(
        plan(*(said(f"AM{n}", "R") for n in range(6))),
        (SEPTEMBER, plan(*(said(f"AM{n}", "G") for n in range(6)))),
    ),
    "nothing reported": plan(*(item(f"AM{n}", "?") for n in range(3))),
    "long": plan(item("AM1", "R", commentary=LONG, corrective_action=LONG)),
    "odd": with_text(AWKWARD),
    "five ratings": rated(FIVE_POINT),
    "ratings of its own": rated(OWN_SCALE),
}
every_plan = pytest.mark.parametrize("name", PLANS)


def report(held: Plan, preset: str = "") -> ProgressReport:
    return progress_report(held, FACTS, preset=preset)


def opened(paper: bytes) -> Any:
    return docx.Document(BytesIO(paper))


def levels(document: Any) -> list[int]:
    """The level of every heading of a Word paper, by its style."""
    outline = {}
    for style in document.styles.element.iter(qn("w:style")):
        found = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if found is not None:
            outline[style.get(qn("w:styleId"))] = int(found.get(qn("w:val")))
    return [outline[p.style.style_id] for p in document.paragraphs if p.style.style_id in outline]


@cache
def in_word(name: str) -> bytes:
    return word.render_progress(report(PLANS[name]))


@every_plan
def test_a_word_paper_is_sound(name: str, tmp_path: Path):
    path = tmp_path / "paper.docx"
    path.write_bytes(in_word(name))

    assert OpenXmlValidator().validate(path).errors == []


@pytest.mark.parametrize("preset", PRESETS)
def test_headings_never_skip_a_level_in_any_preset(preset: str):
    for name in ("no items", "no reds", "odd"):
        found = levels(opened(word.render_progress(report(PLANS[name], preset))))
        assert found[0] == 0
        assert all(later - before <= 1 for before, later in pairwise(found))


@every_plan
def test_every_table_repeats_its_heading_row_and_every_drawing_says_what_it_shows(name: str):
    document = opened(in_word(name))

    for table in document.tables:
        assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    drawn = list(document.element.body.iter(qn("wp:docPr")))
    assert all(len(d.get("descr")) > 20 for d in drawn)
    assert bool(drawn) == bool(PLANS[name].items)


@every_plan
def test_every_shaded_cell_has_a_word(name: str):
    for cell in opened(in_word(name)).element.body.iter(qn("w:tc")):
        if cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}") is not None:
            words = "".join(t.text or "" for t in cell.iter(qn("w:t")))
            blank = cell.find(f".//{qn('w:pStyle')}[@{qn('w:val')}='TableText']") is not None
            assert words.strip() or blank  # the header block's last pair may stand alone


@every_plan
def test_a_page_reads_in_order_and_says_each_rating_in_words(name: str):
    page: Any = lxml_html.fromstring(html.render_progress(report(PLANS[name])))
    found = [int(e.tag[1]) for e in page.iter("h1", "h2", "h3", "h4")]

    assert found[0] == 1
    assert all(later - before <= 1 for before, later in pairwise(found))
    assert all(tag.text_content().strip() for tag in page.find_class("tag"))


def test_odd_text_prints_as_typed_in_word_and_on_the_page():
    made = report(with_text(AWKWARD))
    document = opened(word.render_progress(made))
    texts = [
        "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.iter(qn("w:p"))
    ]
    parsed: Any = lxml_html.fromstring(html.render_progress(made))
    page = parsed.text_content()

    assert sum(AWKWARD in text for text in texts) > 5
    assert page.count(AWKWARD) > 5


def test_long_commentary_is_kept_to_the_last_word():
    held = plan(item("AM1", "R", commentary=f"{LONG}The very last words."))
    made = report(held)

    assert "The very last words." in html.render_progress(made)
    document = opened(word.render_progress(made))
    assert any("The very last words." in (t.text or "") for t in document.element.iter(qn("w:t")))


def test_a_scale_of_the_council_s_own_has_its_words_and_its_colours():
    made = report(rated(OWN_SCALE))
    document = opened(word.render_progress(made))
    fills = {s.get(qn("w:fill")) for s in document.element.body.iter(qn("w:shd"))}
    page = html.render_progress(made)

    assert {"7A1E5B", "BFE3C0"} <= fills
    assert ".is-x7a1e5bsquare{--fill:#7A1E5B;--on-fill:#FFFFFF}" in page
    assert "Limited" in page
    assert "Red" not in page.replace("Reduc", "")


def test_a_council_s_colour_is_put_where_ours_was_and_white_stays_readable_on_it():
    made = replace(report(PLANS["no history"]), brand=Brand(colour="FFCC00"))
    page = html.render_progress(made)
    document = opened(word.render_progress(made))
    fills = {s.get(qn("w:fill")) for s in document.element.body.iter(qn("w:shd"))}
    band = page.partition("--navy:#")[2][:6]

    assert contrast(band, "FFFFFF") >= 4.5
    assert band in fills
    assert "1F3150" not in fills


def test_300_items_make_a_page_under_a_megabyte():
    rows = [
        item(
            f"AM{n}",
            "RAG"[n % 3],
            commentary="A sentence of the usual length says what was done this month. " * 6,
            corrective_action="A date will be agreed with the owner of the lease.",
        )
        for n in range(300)
    ]
    months = [(p, plan(*rows)) for p in (APRIL, SEPTEMBER)]

    assert len(html.render_progress(report(after(plan(*rows), *months))).encode()) < 1_000_000
