"""A council's own Word template: copied, changed, checked, used."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cycle.test_publication import AT, master
from tests.rendering import sample
from xlplan.cli import main
from xlplan.cycle.cabinet import CabinetChoices
from xlplan.cycle.papers import report_cabinet, report_exceptions
from xlplan.cycle.storing import Refused
from xlplan.cycle.templates import check_template, copy_template
from xlplan.rendering.word_check import problems_in
from xlplan.reports.paper_values import ProgressReport
from xlplan.reports.presets import PRESETS


def changed(folder: Path, *pairs: tuple[str, str], part: str = "word/document.xml") -> Path:
    """A copy of a template in which somebody changed a part's text."""
    path = copy_template(folder / "own.docx", "cabinet", "modern")
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    parts[part] = text.encode("utf-8")
    with ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def said(path: Path) -> list[str]:
    return [p.what for p in problems_in(path, ProgressReport, sample.progress())]


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_is_wrong_with_a_copy_of_what_ships(tmp_path: Path, preset: str):
    path = copy_template(tmp_path / "own.docx", "cabinet", preset)

    assert said(path) == []


def test_the_command_prints_a_paper_of_the_example_with_it(tmp_path: Path):
    assert check_template(copy_template(tmp_path / "own.docx", "cabinet"), "cabinet") == ()


def test_every_unknown_tag_is_named_with_the_one_that_was_meant(tmp_path: Path):
    path = changed(
        tmp_path,
        ("paper.answer", "paper.anser"),
        ("line.explanation", "line.explanations"),
        ("item.title", "itm.title"),
    )

    found = said(path)
    assert 'There is no "paper.anser". Did you mean answer?' in found
    assert 'There is no "line.explanations". Did you mean explanation?' in found
    assert 'There is no "itm". Did you mean item?' in found
    assert len(found) == 3


def test_an_unknown_filter_is_named(tmp_path: Path):
    assert said(changed(tmp_path, ("|told", "|tolled"))) == [
        'There is no filter "tolled". Did you mean told?'
    ]


def test_a_missing_style_is_named(tmp_path: Path):
    path = changed(
        tmp_path, ('w:styleId="RatingAmber"', 'w:styleId="Mine"'), part="word/styles.xml"
    )

    assert said(path) == ['The style "RatingAmber" is missing. Copy it from the template.']


def test_words_beside_a_tag_that_would_not_print_are_told(tmp_path: Path):
    path = changed(tmp_path, ("{%p if paper.restriction %}", "{%p if paper.restriction %} Secret"))

    (told,) = said(path)
    assert told.startswith('"Secret" stands in one paragraph with {%p if paper.restriction %}')


def test_a_tag_that_cannot_be_read_is_shown(tmp_path: Path):
    (told,) = said(changed(tmp_path, ("{{ paper.title }}", "{{ paper.title + }}")))

    assert told.startswith("{{ paper.title + }} cannot be read")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{%p endif %}", "", "{%p if paper.brand.logo %} is never closed. Put {%p endif %} after"),
        (
            "{%p endfor %}",
            "",
            "{%p for line in paper.passages.issue.known %} is not closed where {%p endif %} "
            "stands. Put {%p endfor %} before it",
        ),
        ("{%p if paper.restriction %}", "", "{%p endif %} has nothing to close. Take it away"),
        ("{%p endif %}", "{%p endfi %}", 'There is no "endfi", as in {%p endfi %}. Did you mean e'),
        ("{{ paper.title }}", "{{ paper.title }", "a tag begins with {{ and does not end with }}"),
        ("{{ paper.title }}", "paper.title }}", "}} ends a tag that does not begin with {{."),
    ],
)
def test_a_tag_that_is_not_whole_or_not_closed_is_told_in_plain_words(
    tmp_path: Path, old: str, new: str, told: str
):
    (found,) = said(changed(tmp_path, (old, new)))

    assert told in found


def test_what_is_no_word_document_is_told(tmp_path: Path):
    path = tmp_path / "own.docx"
    path.write_text("Dear all")

    assert said(path) == ["This is no Word document (.docx)."]


def test_a_copy_never_takes_the_place_of_a_file(tmp_path: Path):
    path = tmp_path / "own.docx"
    path.write_text("my work")

    with pytest.raises(Refused, match="there already"):
        copy_template(path, "cabinet")
    assert path.read_text() == "my work"


def test_a_paper_is_made_with_a_council_s_own_template(tmp_path: Path):
    path = changed(tmp_path, ("Purpose of the report", "Why we write"))
    report_cabinet(master(tmp_path), tmp_path / "to", at=AT, choices=CabinetChoices(template=path))

    (paper,) = (p for p in (tmp_path / "to").glob("*.docx") if "annex" not in p.name)
    with ZipFile(paper) as archive:
        assert b"Why we write" in archive.read("word/document.xml")


def test_the_exception_report_too_is_made_with_a_council_s_own_template(tmp_path: Path):
    path = copy_template(tmp_path / "own.docx", "exceptions")
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b">Position<", b">Where we are<"
    )
    with ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)

    report_exceptions(master(tmp_path), tmp_path / "to", at=AT, template=path)

    (paper,) = (tmp_path / "to").glob("*.docx")
    with ZipFile(paper) as archive:
        assert b"Where we are" in archive.read("word/document.xml")
    with pytest.raises(Refused, match=r"paper\.resolution|paper\.plan|There is no"):
        cabinet = copy_template(tmp_path / "cabinet.docx", "cabinet")
        report_exceptions(master(tmp_path), tmp_path / "to", at=AT, template=cabinet)


@pytest.mark.parametrize("kind", ["cabinet", "exceptions"])
def test_the_command_says_how_to_check_and_use_what_it_copied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
):
    path = tmp_path / "own.docx"

    assert main(["template", "copy", str(path), "--paper", kind]) == 0
    hint = capsys.readouterr().out.partition("xlplan ")[2].split()
    assert main(hint) == 0
    assert f"xlplan report {kind} MASTER" in capsys.readouterr().out


def test_a_template_with_something_wrong_is_refused_before_anything_is_written(tmp_path: Path):
    path = changed(tmp_path, ("paper.answer", "paper.anser"))

    with pytest.raises(Refused, match=r"paper\.anser"):
        choices = CabinetChoices(template=path)
        report_cabinet(master(tmp_path), tmp_path / "to", at=AT, choices=choices)
    assert not (tmp_path / "to").exists()
