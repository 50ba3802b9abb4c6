"""The Word papers: complete, true to what was typed, and sound as documents."""

import re
import time
from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from jinja2 import UndefinedError
from openxml_audit import OpenXmlValidator

from tests.rendering import sample
from xlplan.palette import SWATCHES
from xlplan.rendering import word
from xlplan.rendering.word_parts import PORTRAIT, package, para, section
from xlplan.rendering.word_template import build_templates
from xlplan.reports.paper_values import Letters, Passages, ProgressReport, Schedules
from xlplan.reports.presets import PRESETS
from xlplan.shipped import shipped

PAPERS = {
    "progress": word.render_progress(sample.progress()),
    "exceptions": word.render_exceptions(sample.exceptions()),
}
both_papers = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())


def opened(paper):
    return docx.Document(BytesIO(paper))


def paragraphs(paper):
    body = opened(paper).element.body
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]


def text(paper):
    return "\n".join(line for line in paragraphs(paper) if line.strip())


def styled(paper, style):
    return [p.text for p in opened(paper).paragraphs if p.style and p.style.style_id == style]


def emptied(paper):
    empty: dict[str, Any] = {
        f.name: () for f in fields(paper) if isinstance(getattr(paper, f.name), tuple)
    }
    if isinstance(paper, ProgressReport):
        empty |= {"passages": Passages(), "schedules": Schedules(), "appendix": Letters()}
    return replace(paper, **empty)


def test_the_templates_are_those_that_their_text_makes(tmp_path: Path):
    build_templates(tmp_path)

    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in shipped("templates", "word").iterdir()}
    assert made == kept
    assert len(kept) > len(PRESETS)


@both_papers
def test_no_tag_is_left(paper):
    assert not re.search(r"\{%|%\}|paper\.|item\.", text(paper).replace(sample.AWKWARD, ""))


def test_text_prints_as_typed():
    assert sample.AWKWARD in paragraphs(PAPERS["progress"])
    assert "Data quality policy & standards" in paragraphs(PAPERS["exceptions"])


def test_line_ends_print_as_typed():
    item = replace(sample.ITEM, commentary=sample.told("one\ntwo"))
    section = replace(sample.progress().sections[0], items=(item,))

    paper = opened(word.render_progress(replace(sample.progress(), sections=(section,))))

    assert "one\ntwo" in [p.text for cell in paper._body.iter_inner_content() for p in _in(cell)]


def _in(block):
    if not hasattr(block, "rows"):
        return [block]
    return [p for row in block.rows for cell in row.cells for p in cell.paragraphs]


def test_the_first_page_of_the_exception_report_keeps_room_for_the_position():
    many = tuple(replace(sample.ASK, ref=f"AS{n}") for n in range(9))
    paper = word.render_exceptions(replace(sample.exceptions(), asks=many))
    headings = styled(paper, "Heading1")

    assert headings[:3] == [
        "Decisions and help needed",
        "Position",
        "Decisions and help needed, continued",
    ]
    assert "4 more on the next page." in paragraphs(paper)
    assert [f"AS{n}" in text(paper) for n in range(9)] == [True] * 9


def test_characters_that_word_refuses_are_left_out():
    paper = replace(sample.progress(), answer="Bell\x07 and null\x00 gone")

    assert "Bell and null gone" in text(word.render_progress(paper))


def test_recommendations_come_before_the_rest():
    assert styled(PAPERS["progress"], "Heading2") == [
        "Issue for decision",
        "Recommendation of the Head of Change and Scrutiny",
        "Reasons for recommendation",
        "October 2013 update",
        "Alternative action and why not recommended",
        "Other implications",
        "Air quality",
        "Relevant documents",
    ]
    assert styled(PAPERS["progress"], "Heading3") == [
        "Decisions and help needed",
        "What has changed since 30 April 2013",
        "Items needing attention",
    ]
    assert styled(PAPERS["exceptions"], "Heading1") == [
        "Decisions and help needed",
        "Position",
        "Exceptions",
        "Not reported, by owner",
        "Requests awaiting approval",
        "What has moved",
        "Reprogrammed and suspended",
        "Better than planned",
        "Data quality",
        "Findings waived for a time",
        "Returns by owner",
    ]


def test_headings_and_paragraphs_share_one_list():
    package_parts = ZipFile(BytesIO(PAPERS["progress"]))
    numbering = package_parts.read("word/numbering.xml").decode()
    document = opened(PAPERS["progress"])
    numbered = [p for p in document.paragraphs if p._p.pPr.numPr is not None]

    for level, style in enumerate(("Heading1", "Heading2", "Passage")):
        assert re.search(rf'w:ilvl="{level}">.*?<w:pStyle w:val="{style}"/>', numbering)
    assert not numbered  # a style numbers each, so that a paragraph moved in Word keeps step


@both_papers
def test_every_table_repeats_its_heading_row(paper):
    for table in opened(paper).tables:
        (properties,) = table.rows[0]._tr.findall(qn("w:trPr"))
        assert properties.find(qn("w:tblHeader")) is not None
        assert all(cell.text.strip() for cell in table.rows[0].cells)


@both_papers
def test_every_rated_cell_has_a_word_in_the_colours_of_its_rating(paper):
    fills = {swatch.fill for swatch in SWATCHES} - {"FFFFFF"}
    shaded = 0
    for cell in opened(paper).element.body.iter(qn("w:tc")):
        shading = cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
        if shading is not None and shading.get(qn("w:fill")) in fills:
            shaded += 1
            assert "".join(t.text or "" for t in cell.iter(qn("w:t"))).strip()
    assert shaded > 10


@both_papers
def test_cell_properties_stand_in_the_order_that_word_demands(paper):
    order = ["tcW", "gridSpan", "shd", "vAlign"]
    for properties in opened(paper).element.body.iter(qn("w:tcPr")):
        names = [child.tag.rpartition("}")[2] for child in properties]
        assert names == sorted(names, key=order.index)


@both_papers
def test_every_row_fills_the_grid_and_every_cell_ends_in_a_paragraph(paper):
    for table in opened(paper).element.body.iter(qn("w:tbl")):
        columns = len(table.find(qn("w:tblGrid")))
        for row in table.iterchildren(qn("w:tr")):
            cells = row.findall(qn("w:tc"))
            spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in cells]
            assert sum(1 if s is None else int(s.get(qn("w:val"))) for s in spans) == columns
            assert all(cell[-1].tag == qn("w:p") for cell in cells)


@both_papers
def test_every_style_that_is_used_exists(paper):
    document = opened(paper)
    known = {style.style_id for style in document.styles}
    names = ("w:pStyle", "w:rStyle", "w:tblStyle")
    used = {e.get(qn("w:val")) for name in names for e in document.element.body.iter(qn(name))}

    assert used <= known


def test_bullets_and_bold_are_kept():
    document = opened(PAPERS["progress"])
    bullets = [p for p in document.element.body.iter(qn("w:p")) if _style(p) == "ToldBullet"]
    bold = [
        "".join(t.text or "" for t in run.iter(qn("w:t")))
        for run in document.element.body.iter(qn("w:r"))
        if run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}[@{qn('w:val')}='Strong']") is not None
    ]

    assert len(bullets) == 6
    assert len([p for p in document.element.body.iter(qn("w:p")) if _style(p) == "Told"]) > 6
    assert {"Local Plan", "well received", "two services"} <= set(bold)


def _style(paragraph):
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return None if found is None else found.get(qn("w:val"))


def test_an_exception_prints_how_its_commentary_opens():
    told = "The posts are out to advert. " + "The strategy waits for the Local Plan. " * 12
    item = replace(sample.STRATEGY, commentary=sample.told(told.strip()))
    groups = (replace(sample.exceptions().groups[0], items=(item,)),)

    paper = text(word.render_exceptions(replace(sample.exceptions(), groups=groups)))

    assert paper.count("The strategy waits") == 3
    assert "Agree with Planning a date" in paper


def test_each_movement_names_its_items_one_to_a_paragraph():
    said = paragraphs(PAPERS["exceptions"])

    assert all(line in said for movement in sample.MOVEMENTS for line in movement.lines)


def test_a_workstream_without_items_counts_nothing():
    row = replace(sample.exceptions().position[0], items=0, counts=(0,) * 5, percent_green="–")
    paper = word.render_exceptions(replace(sample.exceptions(), position=(row,)))

    (table,) = [t for t in opened(paper).tables if t.rows[0].cells[0].text == "Workstream"]
    assert [cell.text for cell in table.rows[1].cells[1:7]] == ["–"] * 6


def test_nothing_to_say_prints_no_heading():
    progress = word.render_progress(emptied(sample.progress()))
    exceptions = word.render_exceptions(emptied(sample.exceptions()))

    assert styled(progress, "Heading2") == ["October 2013 update"]
    assert [line for line in paragraphs(progress) if line.startswith("Appendix")] == []
    assert styled(exceptions, "Heading1") == []
    assert not opened(exceptions).tables


@both_papers
def test_a_draft_says_so_in_the_title_block_and_on_every_page(paper):
    document = opened(paper)

    assert any("Draft" in p.text for p in document.paragraphs[:3])
    assert all("Draft" in s.header.paragraphs[0].text for s in document.sections)


def test_a_closed_paper_does_not_say_draft():
    document = opened(word.render_progress(replace(sample.progress(), watermark="")))

    assert not any("Draft" in p.text for p in document.paragraphs)
    assert not any("Draft" in s.header.paragraphs[0].text for s in document.sections)


def test_what_only_the_author_knows_is_marked():
    table = opened(PAPERS["progress"]).tables[0]

    said = [cell.text for row in table.rows for cell in row.cells]
    assert said[said.index("Financial comments") + 1] == "To be completed"


def test_pages_are_a4_and_only_the_wide_tables_are_turned():
    assert [
        (round(s.page_width.cm), round(s.page_height.cm))
        for s in opened(PAPERS["progress"]).sections
    ] == [(21, 30), (30, 21)]
    assert [
        (round(s.page_width.cm), round(s.page_height.cm))
        for s in opened(PAPERS["exceptions"]).sections
    ] == [(30, 21)]


def test_tables_fit_between_the_margins_whatever_the_number_of_columns():
    for count in (1, 3, 7, 9):
        headings = tuple(f"Word {n}" for n in range(count))
        rows = tuple(replace(row, counts=(0,) * count) for row in sample.exceptions().position)
        total = replace(sample.exceptions().position_total, counts=(0,) * count)
        paper = replace(
            sample.exceptions(), position_headings=headings, position=rows, position_total=total
        )
        for table in opened(word.render_exceptions(paper)).tables:
            widths = [int(c.get(qn("w:w"))) for c in table._tbl.find(qn("w:tblGrid"))]
            assert sum(widths) == pytest.approx(26.7 * 567, abs=20)


def test_properties_say_what_the_paper_is():
    about = opened(PAPERS["exceptions"]).core_properties

    assert about.title == "Improvement Plan 2012–15: exception report"
    assert about.author == "Maidstone Borough Council"
    assert about.language == "en-GB"


def test_an_ampersand_in_a_property_is_not_escaped_twice():
    paper = replace(sample.progress(), council="Ash & Elm")

    assert opened(word.render_progress(paper)).core_properties.author == "Ash & Elm"


def test_the_same_paper_gives_the_same_bytes(monkeypatch):
    again = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: again)

    assert word.render_progress(sample.progress()) == PAPERS["progress"]
    assert word.render_exceptions(sample.exceptions()) == PAPERS["exceptions"]


def test_a_council_may_change_a_template_and_its_colours(tmp_path: Path):
    template = tmp_path / "own.docx"
    with ZipFile(shipped("templates", "word", "cabinet-maidstone-2009.docx")) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"A21A2C", b"990000")
    with ZipFile(template, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)

    paper = opened(word.render_progress(sample.progress(), template))

    fills = {shd.get(qn("w:fill")) for shd in paper.element.body.iter(qn("w:shd"))}
    assert "990000" in fills
    assert "A21A2C" not in fills


def test_a_misspelt_tag_stops_the_paper(tmp_path: Path):
    template = tmp_path / "wrong.docx"
    template.write_bytes(package(para("{{ paper.ttile }}") + section(PORTRAIT), (PORTRAIT,)))

    with pytest.raises(UndefinedError):
        word.render_progress(sample.progress(), template)


def test_each_of_300_items_is_printed_in_a_paper_that_can_be_sent_by_mail():
    items = tuple(replace(sample.STRATEGY, ref=f"P{n}", anchor=f"p{n}") for n in range(300))
    one = replace(sample.progress().sections[0], items=items)

    paper = word.render_progress(replace(sample.progress(), sections=(one,), attention=items))

    printed = text(paper).split()
    assert all(printed.count(item.ref) >= 2 for item in items)
    assert len(paper) < 1_000_000


def headings_of(paper: bytes, caption: str) -> list[str]:
    """The headings of the table with a caption, in the order printed."""
    (found,) = (
        table
        for table in opened(paper).tables
        if (said := table._tbl.tblPr.find(qn("w:tblCaption"))) is not None
        and said.get(qn("w:val")).startswith(caption)
    )
    return [cell.text for cell in found.rows[0].cells]


def test_a_column_of_an_appendix_without_anything_in_it_is_left_out():
    held = sample.progress().schedules
    bare = replace(held, changes=(replace(held.changes[0], reason="", decision="", how="Moved"),))
    paper = word.render_progress(replace(sample.progress(), schedules=bare))

    assert headings_of(paper, "Changes") == ["Ref", "Item", "Change", "How"]
    assert headings_of(PAPERS["progress"], "Changes") == [
        *("Ref", "Item", "Change", "Reason", "Decision")
    ]
    both = replace(held.answers[0], measures="M1 Calls answered in time")
    paper = word.render_progress(
        replace(sample.progress(), schedules=replace(held, answers=(both,)))
    )
    assert headings_of(paper, "Items, and") == ["Ref", "Item", "Rating", "Risks", "Measures"]
    assert headings_of(PAPERS["progress"], "Items, and") == ["Ref", "Item", "Rating", "Risks"]


def test_headings_name_what_the_plan_has_and_no_column_is_all_dashes():
    paper, held = sample.progress(), sample.progress().schedules
    measured = replace(held.answers[0], risks="", measures="M1 Calls answered in time")
    bare = replace(held, risks=(), answers=(measured,), ties=())
    said = styled(word.render_progress(replace(paper, schedules=bare)), "AppendixHeading")
    under = styled(word.render_progress(replace(paper, schedules=bare)), "AppendixSubHeading")

    assert any(line.endswith(": measures") for line in said)
    assert "Items, and the measures they bear on" in under
    assert replace(held, measures=(), answers=held.answers, ties=()).linked == "risks"
    assert replace(bare, answers=(), measures=()).linked == ""
    assert "Outcome" not in headings_of(PAPERS["progress"], "Every item of the plan")
    first = paper.sections[0]
    told = replace(first.items[0], outcome="Fewer empty desks")
    section = replace(first, items=(told, *first.items[1:]))
    wide = word.render_progress(replace(paper, sections=(section, *paper.sections[1:])))
    assert headings_of(wide, "Every item of the plan")[2] == "Outcome"


@pytest.mark.parametrize("made", PAPERS)
def test_an_audit_of_the_format_finds_nothing_in_a_paper(tmp_path: Path, made):
    paper = tmp_path / "paper.docx"
    paper.write_bytes(PAPERS[made])

    assert OpenXmlValidator().validate(paper).errors == []


@pytest.mark.parametrize("name", (*(f"cabinet-{preset}" for preset in PRESETS), "exceptions"))
def test_an_audit_of_the_format_finds_nothing_in_a_template(name):
    assert OpenXmlValidator().validate(word.shipped_template(name)).errors == []


@pytest.mark.libreoffice
def test_libreoffice_prints_both_papers(libreoffice, tmp_path: Path):
    sources = [tmp_path / f"{name}.docx" for name in PAPERS]
    for source, paper in zip(sources, PAPERS.values(), strict=True):
        source.write_bytes(paper)

    for printed in libreoffice.to_pdf(sources):
        with pikepdf.open(printed) as pdf:
            assert len(pdf.pages) in range(3, 14)
