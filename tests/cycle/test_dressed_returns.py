"""Fix lists in returns that officers have dressed up: all of it comes back as it was."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Drawing
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook
from PIL import Image

from tests.campaigns.programs import packed
from tests.cycle.months import answers, issue_october, new_master, plan_rows, send
from tests.cycle.test_fixing import CURE, SHEET, given_back, lines_of, notes_of
from tests.specimens.rich import BOOK, EXCEL, MICROSOFT, with_parts
from tests.specimens.test_added import lost
from tests.specimens.test_lossless import faults, parts_of
from tests.support.libreoffice import LibreOffice
from xlplan.cycle.checking import check
from xlplan.workbook.edits import SetCell
from xlplan.workbook.package import open_package
from xlplan.workbook.patch import apply_edits

TALK = "Is the lease agreed?"
AMBER, DATE = "AM1 is Amber: say", 'AM2: "end of Jan'
PERSON, THREAD = (f"{{{n * 8}-{n * 4}-{n * 4}-{n * 4}-{n * 12}}}" for n in "12")


def picture() -> Drawing:
    raw = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(raw, "PNG")
    raw.seek(0)
    return Drawing(raw)


def dress(book: Workbook) -> None:
    """Pictures, notes, a chart on a sheet of one's own, formats by condition, looks, a name."""
    sheet = book[SHEET]
    sheet.add_image(picture(), "D14")
    sheet["G7"].comment = Comment("Legal asked us to wait.", "An officer")
    sheet["I6"].comment = Comment("Ask the depot.", "An officer")
    red = PatternFill("solid", fgColor="FFFFC7CE")
    sheet.conditional_formatting.add("F6:F8", CellIsRule("equal", ['"Red"'], fill=red))
    sheet["H6"].font = Font(bold=True, color="FF1F3150", size=14)
    sheet.column_dimensions["G"].width = 77
    own = book.create_sheet("My workings")
    for row in (("Month", "Visits"), ("May", 31), ("June", 45)):
        own.append(row)
    chart = BarChart()
    chart.add_data(Reference(own, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    own.add_chart(chart, "D2")
    own.add_image(picture(), "D20")
    own.conditional_formatting.add("B2:B3", ColorScaleRule("min", None, "FFFF0000", "max"))
    own["A5"].comment = Comment("From the counter at the door.", "An officer")
    own["B4"] = "=SUM(B2:B3)"


def dressed(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data), rich_text=True)
    dress(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def with_a_macro(data: bytes) -> bytes:
    """The dressed return as .xlsm, with a macro's part."""
    data = with_parts(
        dressed(data),
        {"xl/vbaProject.bin": bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)},
        types={"xl/vbaProject.bin": "application/vnd.ms-office.vbaProject"},
        pointers=((BOOK, "rIdM", f"{MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin"),),
    )
    return retyped(
        data,
        b"openxmlformats-officedocument.spreadsheetml.sheet.main",
        b"ms-excel.sheet.macroEnabled.main",
    )


def retyped(data: bytes, old: bytes, new: bytes) -> bytes:

    parts = parts_of(data)
    kinds = parts["[Content_Types].xml"]
    assert old in kinds
    return packed(parts | {"[Content_Types].xml": kinds.replace(old, new)})


def with_a_conversation(data: bytes) -> bytes:
    """The dressed return with threaded comments on the very cell that is to be put right."""
    space = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
    book = load_workbook(io.BytesIO(dressed(data)), rich_text=True)
    book[SHEET]["O7"].comment = Comment(
        f"[Threaded comment]\n\nComment:\n    {TALK}", f"tc={THREAD}"
    )
    made = io.BytesIO()
    book.save(made)
    part = f"xl/worksheets/sheet{book.sheetnames.index(SHEET) + 1}.xml"
    remarks = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="O7" dT="2013-10-01T09:00:00.00" '
        f'personId="{PERSON}" id="{THREAD}"><text>{TALK}</text></threadedComment>'
        "</ThreadedComments>"
    )
    people = (
        f'<personList xmlns="{space}"><person displayName="Property Manager" id="{PERSON}" '
        'userId="property" providerId="None"/></personList>'
    )
    kinds = f"{MICROSOFT}/2017/10/relationships"
    return with_parts(
        made.getvalue(),
        {"xl/threadedComments/threadedComment1.xml": remarks, "xl/persons/person.xml": people},
        types={
            "xl/threadedComments/threadedComment1.xml": f"{EXCEL}.threadedcomments+xml",
            "xl/persons/person.xml": f"{EXCEL}.person+xml",
        },
        pointers=(
            (part, "rIdT", f"{kinds}/threadedComment", "../threadedComments/threadedComment1.xml"),
            (BOOK, "rIdP", f"{kinds}/person", "persons/person.xml"),
        ),
    )


DRESSES: Mapping[str, Callable[[bytes], bytes]] = {
    "return.xlsx": dressed,
    "return.xlsm": with_a_macro,
    "talked over.xlsx": with_a_conversation,
}


def sent_with_faults(folder: Path, name: str, dress: Callable[[bytes], bytes]) -> tuple[Path, Path]:
    """A master, and a dressed return: AM1 is Amber with no action, AM2 has a date in words."""
    master = new_master(folder, plan_rows(3))
    said = answers(["AM1", "AM2", "AM3"])
    said |= {("AM1", "rag"): "Amber", ("AM2", "forecast"): "end of Jan 14ish"}
    path = send(issue_october(master)["Property Manager"], folder / "in", said, name=name)
    path.write_bytes(dress(path.read_bytes()))
    return master, path


def put_right(data: bytes, *cells: tuple[str, object]) -> bytes:
    """Have the officer type over cells of the file that came back, and change nothing else."""
    places = {"I6": (6, 9), "O7": (7, 15)}
    return apply_edits(data, [SetCell(SHEET, *places[at], value) for at, value in cells])  # type: ignore[arg-type]


def told(data: bytes) -> set[str]:
    """How each line of a fix list begins."""
    return {" ".join(str(line[3]).split()[:4]) for line in lines_of(data)}


def round_trip(folder: Path, master: Path, sent: Path) -> None:
    before = sent.read_bytes()
    made = given_back(folder, master)
    assert made.path is not None, made.why_not
    first = made.path.read_bytes()

    assert lost(before, first) == []
    was, now = open_package(before, file=sent.name), open_package(first, file=sent.name)
    assert [s.cells for s in was.sheets] == [s.cells for s in now.sheets[1:]]
    assert {AMBER, DATE} <= told(first)

    sent.write_bytes(put_right(first, ("I6", CURE[("AM1", "corrective_action")])))
    second = given_back(folder, master, to="second")
    assert second.path is not None, second.why_not
    again = second.path.read_bytes()
    assert AMBER not in told(again) and DATE in told(again)
    assert lost(before, again) == []
    assert [s.name for s in open_package(again).sheets].count("Fix list") == 1

    sent.write_bytes(put_right(again, ("O7", "31/01/2014")))
    assert not [f for f in check([sent], master).findings if f.must_be_put_right]


@pytest.mark.parametrize("name", DRESSES)
def test_everything_else_comes_back_and_what_is_cured_is_gone(tmp_path: Path, name: str):
    master, sent = sent_with_faults(tmp_path, name, DRESSES[name])
    before = parts_of(sent.read_bytes())

    round_trip(tmp_path, master, sent)

    after = parts_of((tmp_path / "second" / name).read_bytes())
    kept = [p for p in before if "media" in p or "charts" in p or "vba" in p or "hreaded" in p]
    assert len(kept) >= 3
    assert [p for p in kept if after[p] != before[p]] == []


def test_an_officers_own_notes_stand_beside_ours_and_stay_when_ours_go(tmp_path: Path):
    master, sent = sent_with_faults(tmp_path, "return.xlsx", dressed)
    made = given_back(tmp_path, master)
    assert made.path is not None
    notes = notes_of(made.path.read_bytes())
    assert notes["I6"].startswith("Ask the depot.\nxlplan: AM1 is Amber")
    assert notes["G7"].startswith("Legal asked us to wait.")

    sent.write_bytes(put_right(made.path.read_bytes(), ("I6", CURE[("AM1", "corrective_action")])))
    second = given_back(tmp_path, master, to="second")

    assert second.path is not None
    assert notes_of(second.path.read_bytes())["I6"].split("\nxlplan: ")[0] == "Ask the depot."
    assert "AM1 is Amber" not in notes_of(second.path.read_bytes())["I6"]


def test_where_people_talk_no_note_is_put_and_the_list_says_it(tmp_path: Path):
    master, _ = sent_with_faults(tmp_path, "talked over.xlsx", with_a_conversation)

    made = given_back(tmp_path, master)

    assert made.path is not None
    assert [at.a1 for at in made.unnoted] == ["O7"]
    assert any(str(line[2]).endswith("O7") for line in lines_of(made.path.read_bytes()))
    parts = parts_of(made.path.read_bytes())
    assert TALK.encode() in parts["xl/threadedComments/threadedComment1.xml"]


def test_the_fix_list_adds_no_fault_against_the_specification(tmp_path: Path):
    master, sent = sent_with_faults(tmp_path, "return.xlsx", dressed)
    made = given_back(tmp_path, master)

    assert made.path is not None
    assert faults(made.path) - faults(sent) == Counter()


@pytest.mark.libreoffice
def test_a_dressed_return_that_libreoffice_saved_makes_the_round_too(
    tmp_path: Path, libreoffice: LibreOffice
):
    master, sent = sent_with_faults(tmp_path, "return.xlsx", dressed)
    (saved,) = libreoffice.recalculated(sent)
    sent.write_bytes(saved.read_bytes())

    round_trip(tmp_path, master, sent)
