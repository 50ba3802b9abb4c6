"""Fix lists, told as rounds: given back, filled in, sent again, and cured."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.cycle.months import (
    AT,
    GOOD,
    answers,
    new_master,
    one_return,
    plan_rows,
    send,
)
from tests.support.libreoffice import LibreOffice
from xlplan.cycle.checking import check
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.fixing import FixList, write_fix_lists
from xlplan.cycle.issuing import IssuedReturn
from xlplan.cycle.storing import Refused
from xlplan.findings import Severity
from xlplan.typed import Value
from xlplan.workbook.manifest import read_manifest
from xlplan.workbook.officer import Answers, fill_in
from xlplan.workbook.package import open_package

SHEET = "Asset management"
CURE: dict[tuple[str, str], Value] = {
    ("AM1", "corrective_action"): "Agree a date with Planning by 31 January.",
    ("AM1", "corrective_owner"): "Property Manager",
    ("AM1", "corrective_due"): date(2014, 1, 31),
}


def send_with_two_faults(issued: IssuedReturn, to: Path) -> Path:
    """AM1 is Amber with no action; AM2 has a date that cannot be read; AM3 is good."""
    said = answers(["AM1", "AM2", "AM3"])
    said |= {("AM1", "rag"): "Amber", ("AM2", "forecast"): "end of Jan 14ish"}
    return send(issued, to, said)


def given_back(folder: Path, master: Path | None = None, *, to: str = "lists") -> FixList:
    """The one fix list for what stands in the folder of returns."""
    (made,) = write_fix_lists(check([folder / "in"], master), folder / to)
    return made


def lines_of(content: bytes) -> list[tuple[object, ...]]:
    sheet = open_package(content).sheets[0]
    return [
        tuple(sheet.value(row, column) for column in range(1, 5))
        for row in range(5, sheet.max_row + 1)
        if sheet.value(row, 4)
    ]


def notes_of(content: bytes) -> dict[str, str]:
    sheet = load_workbook(io.BytesIO(content))[SHEET]
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def test_the_officers_own_file_comes_back_with_a_list_in_front_and_notes(tmp_path: Path):
    master, issued = one_return(tmp_path)
    sent = send_with_two_faults(issued, tmp_path / "in")

    made = given_back(tmp_path, master)

    assert made.path is not None
    assert (made.path.name, made.owner, made.findings) == (sent.name, "Property Manager", 2)
    content = made.path.read_bytes()
    package = open_package(content)
    assert package.sheets[0].name == "Fix list"
    assert [line[:3] for line in lines_of(content)] == [
        ("Put right", "AM1", f"{SHEET}, I6"),
        ("Put right", "AM2", f"{SHEET}, O7"),
    ]
    shown, apart = (str(line[3]) for line in lines_of(content))
    assert apart.endswith(" First open its columns with the + above the headings.")
    assert "+ above" not in shown
    assert notes_of(content).keys() == {"I6", "O7"}
    assert notes_of(content)["O7"].startswith('xlplan: AM2: "end of Jan 14ish" is not a date.')
    links = load_workbook(io.BytesIO(content))["Fix list"]
    assert links["C5"].hyperlink is not None
    assert links["C5"].hyperlink.location == f"'{SHEET}'!I6"


def test_nothing_that_the_officer_sent_is_touched(tmp_path: Path):
    master, issued = one_return(tmp_path)
    sent = send_with_two_faults(issued, tmp_path / "in")
    before = sent.read_bytes()

    made = given_back(tmp_path, master)

    assert made.path is not None
    assert sent.read_bytes() == before
    was, now = (open_package(c, file=sent.name) for c in (before, made.path.read_bytes()))
    assert [s.cells for s in was.sheets] == [s.cells for s in now.sheets[1:]]
    assert read_manifest(was) == read_manifest(now)


def test_a_fix_list_that_is_filled_in_merges_and_leaves_no_finding(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send_with_two_faults(issued, tmp_path / "in")
    consolidate(master, tmp_path / "in", at=AT)
    made = given_back(tmp_path, master)
    assert made.path is not None
    cured = Answers(CURE | {("AM2", "forecast"): "31/01/2014"})
    again = tmp_path / "again" / made.path.name
    again.parent.mkdir()
    again.write_bytes(fill_in(made.path.read_bytes(), cured, at=AT))

    assert check([again], master).findings == ()
    done = consolidate(master, tmp_path / "again", at=AT)

    assert done.account.cells_held == ()
    assert done.account.conflicts == ()
    assert write_fix_lists(check([again], master), tmp_path / "none") == ()
    assert not (tmp_path / "none").exists()


def test_what_is_cured_is_gone_from_the_next_fix_list(tmp_path: Path):
    master, issued = one_return(tmp_path)
    sent = send_with_two_faults(issued, tmp_path / "in")
    first = given_back(tmp_path, master)
    assert first.path is not None
    half = Answers(CURE)
    sent.write_bytes(fill_in(first.path.read_bytes(), half, at=AT))

    second = given_back(tmp_path, master, to="second")

    assert second.path is not None
    content = second.path.read_bytes()
    assert [line[1] for line in lines_of(content)] == ["AM2"]
    assert notes_of(content).keys() == {"O7"}
    assert [s.name for s in open_package(content).sheets].count("Fix list") == 1


def test_the_same_check_twice_gives_the_same_bytes(tmp_path: Path):
    master, issued = one_return(tmp_path)
    sent = send_with_two_faults(issued, tmp_path / "in")
    first = given_back(tmp_path, master)
    assert first.path is not None
    assert given_back(tmp_path, master) == first

    send(issued, tmp_path / "in", answers(["AM1"], rag="Amber"))
    with pytest.raises(Refused, match="is there already"):
        given_back(tmp_path, master)
    with pytest.raises(Refused, match="is there already"):
        given_back(tmp_path, master, to="in")
    assert sent.exists()


def test_an_officers_own_note_and_own_sheet_called_fix_list_stay(tmp_path: Path):
    master, issued = one_return(tmp_path)
    sent = send_with_two_faults(issued, tmp_path / "in")
    book = load_workbook(sent)
    book[SHEET]["I6"].comment = Comment("Ask Jo about this.", "J Officer")
    book.create_sheet("Fix list")["A1"] = "My own jobs"
    book.save(sent)

    made = given_back(tmp_path, master)

    assert made.path is not None
    content = made.path.read_bytes()
    assert open_package(content).sheets[0].name == "Fix list 2"
    assert load_workbook(io.BytesIO(content))["Fix list"]["A1"].value == "My own jobs"
    assert notes_of(content)["I6"].startswith("Ask Jo about this.\nxlplan: AM1 is Amber")


def test_a_good_return_gets_no_fix_list_and_the_most_serious_comes_first(tmp_path: Path):
    master, issued = one_return(tmp_path)
    said = answers(["AM1", "AM2", "AM3"])
    send(issued, tmp_path / "in", said)
    assert write_fix_lists(check([tmp_path / "in"], master), tmp_path / "lists") == ()

    said |= {("AM1", "rag"): "Green/ Amber", ("AM3", "rag"): "Amber", ("AM1", "commentary"): GOOD}
    send(issued, tmp_path / "in", said)
    made = given_back(tmp_path, master)

    assert made.path is not None
    todo = [str(line[0]) for line in lines_of(made.path.read_bytes())]
    assert todo == sorted(todo, key=["Send again", "Put right", "Look at", "To know"].index)
    assert todo[0] == "Put right"
    assert "Look at" in todo


def test_a_return_of_another_month_is_given_back_with_the_reason(tmp_path: Path):
    _, issued = one_return(tmp_path)
    send_with_two_faults(issued, tmp_path / "in")
    (tmp_path / "other").mkdir()
    other = new_master(tmp_path / "other", plan_rows(1))  # still at September

    checked = check([tmp_path / "in"], other)
    (made,) = write_fix_lists(checked, tmp_path / "lists")

    assert [f.severity for f in checked.findings] == [Severity.BLOCK]
    assert made.path is not None
    ((todo, _, where, said),) = lines_of(made.path.read_bytes())
    assert (todo, where) == ("Send again", "the whole file")
    assert "is a return for October 2013" in str(said)


def test_a_return_that_cannot_be_edited_is_named_with_the_reason(tmp_path: Path):
    master, issued = one_return(tmp_path)
    sent = send_with_two_faults(issued, tmp_path / "in")
    with zipfile.ZipFile(sent, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")

    made = given_back(tmp_path, master)

    assert made.path is None
    assert f"{sent.name} is signed" in made.why_not


@pytest.mark.libreoffice
def test_a_fix_list_that_libreoffice_saved_is_known_again(tmp_path: Path, libreoffice: LibreOffice):
    master, issued = one_return(tmp_path)
    sent = send_with_two_faults(issued, tmp_path / "in")
    first = given_back(tmp_path, master)
    assert first.path is not None
    (saved,) = libreoffice.recalculated(first.path)
    sent.write_bytes(saved.read_bytes())

    second = given_back(tmp_path, master, to="second")

    assert second.path is not None
    content = second.path.read_bytes()
    assert [line[1] for line in lines_of(content)] == ["AM1", "AM2"]
    assert {at: text.count("xlplan: ") for at, text in notes_of(content).items()} == {
        "I6": 1,
        "O7": 1,
    }
