"""The Cabinet paper as files: its preset, its brand, its PDF, and the same bytes again."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest

from tests.rendering.cabinet_parts import png
from tests.support.plans import item_row, new_master, own_row
from xlplan.cycle.cabinet import CabinetChoices
from xlplan.cycle.papers import report_cabinet
from xlplan.cycle.storing import Refused
from xlplan.rendering import pdf
from xlplan.rendering.printers import NoPdf, find_libre_office, find_printer
from xlplan.workbook.new_master import build_master

AT = datetime(2013, 11, 8, 9, 30)


def master(folder: Path, **settings: Any) -> Path:
    """A plan of two items with the settings given."""
    rows = [own_row("AM"), item_row("AM1"), item_row("AM2", rag="Amber")]
    made = new_master({"AM": rows})
    path = folder / "master.xlsx"
    changed = replace(made, settings=replace(made.settings, **settings))
    path.write_bytes(build_master(changed, made=AT))
    return path


def written(path: Path, to: Path, **choices: Any) -> dict[str, bytes]:
    report_cabinet(path, to, at=AT, choices=CabinetChoices(**choices))
    return {p.name: p.read_bytes() for p in to.iterdir()}


def text_of(files: dict[str, bytes]) -> str:
    (name,) = (n for n in files if n.endswith("(draft).docx") and "annex" not in n)
    with ZipFile(BytesIO(files[name])) as archive:
        return archive.read("word/document.xml").decode("utf-8")


def test_the_same_master_gives_the_same_bytes(tmp_path: Path):
    path = master(tmp_path)

    assert written(path, tmp_path / "one") == written(path, tmp_path / "two")


def test_the_settings_choose_the_headings_and_the_command_may_choose_others(tmp_path: Path):
    path = master(tmp_path, paper_preset="bromsgrove")

    assert "Value for money implications" in text_of(written(path, tmp_path / "one"))
    other = text_of(written(path, tmp_path / "two", preset="decision-record"))
    assert "Alternatives considered and why rejected" in other
    assert "Value for money implications" not in other


def test_the_council_s_colour_and_logo_are_on_both_papers(tmp_path: Path):
    (tmp_path / "logo.png").write_bytes(png())
    files = written(master(tmp_path, colour="#5B1E7A", logo="logo.png"), tmp_path / "to")

    assert "5B1E7A" in text_of(files)
    assert 'descr="Test Council logo"' in text_of(files)
    page = next(d for n, d in files.items() if n.endswith("(draft).html") and "annex" not in n)
    assert b"--navy:#5B1E7A" in page
    assert b'alt="Test Council logo"' in page


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"colour": "purple"}, "six hex digits"),
        ({"logo": "none.png"}, "no such file is beside the master"),
        ({"logo": "../logo.png"}, "no such file is beside the master"),
        ({"logo": "master.xlsx"}, "has to be a PNG or JPEG"),
    ],
)
def test_a_colour_or_logo_that_cannot_be_used_is_told(
    tmp_path: Path, settings: dict[str, str], said: str
):
    with pytest.raises(Refused, match=said):
        written(master(tmp_path, **settings), tmp_path / "to")
    assert not (tmp_path / "to").exists()


def test_a_pdf_that_nothing_here_can_print_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(NoPdf, match="LibreOffice \\(or Word, on Windows\\)"):
        find_printer()


class Silent:
    """A program that prints nothing."""

    def printed(self, word: bytes) -> bytes:
        raise NoPdf(what="a program that prints")


def test_a_pdf_that_does_not_print_leaves_nothing_behind(tmp_path: Path):
    with pytest.raises(NoPdf):
        written(master(tmp_path), tmp_path / "to", printer=Silent(), is_pdf=True)
    assert not (tmp_path / "to").exists()


def test_without_page_numbers_the_paper_is_made_and_says_how_word_fills_them_in(tmp_path: Path):
    path = master(tmp_path)
    plain = report_cabinet(path, tmp_path / "one", at=AT)
    failed = report_cabinet(path, tmp_path / "two", at=AT, choices=CabinetChoices(printer=Silent()))

    assert plain.note.startswith("The contents name no pages, as LibreOffice is not here: in Word")
    assert "LibreOffice did not lay it out" in failed.note
    fields = re.findall(
        r'PAGEREF (\w+) .*?"separate"/></w:r><w:r><w:t[^>]*?(?:/>|>(\w*)</w:t>)',
        text_of(written(path, tmp_path / "three")),
    )
    assert len(fields) > 10
    assert {page for _, page in fields} == {""}


@pytest.mark.libreoffice
def test_the_contents_name_pages_where_libreoffice_is_there_whether_or_not_a_pdf_is_asked(
    tmp_path: Path,
):
    paper = report_cabinet(
        master(tmp_path),
        tmp_path / "to",
        at=AT,
        choices=CabinetChoices(printer=find_libre_office()),
    )

    contents = text_of({path.name: path.read_bytes() for path in paper.paths})
    pages = re.findall(r'PAGEREF \w+ .*?"separate"/></w:r><w:r><w:t[^>]*>(\d+)</w:t>', contents)
    assert paper.note == ""
    assert pages[0] == "1"
    assert len(pages) == contents.count("PAGEREF") > 10
    assert not any(path.suffix == ".pdf" for path in paper.paths)


@pytest.mark.libreoffice
def test_the_pdf_is_tagged_titled_and_says_what_its_drawings_show(tmp_path: Path):
    files = written(master(tmp_path), tmp_path / "to", printer=find_libre_office(), is_pdf=True)
    (paper,) = (data for name, data in files.items() if name.endswith(".pdf"))

    with pikepdf.open(BytesIO(paper)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo["/Title"]) == "Test plan"
        told = [str(f.Alt) for f in pdf.figures(document)]
        pages = pdf.heading_pages(paper)
    assert len(told) == 1
    assert told[0].startswith("Ratings of each workstream, October 2013.")
    assert pages == tuple(sorted(pages))
    assert len(pages) > 10
    contents = text_of(files)
    assert contents.count("PAGEREF _Contents") > 10
