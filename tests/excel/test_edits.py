"""One list of edits gives one set of cells, in a file or in the workbook that is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.worksheet.table import Table

from tests.cycle.months import AT
from xlplan.cycle.starting import start_example
from xlplan.excel.edits import blocks, make_edits
from xlplan.excel.engine import open_headless
from xlplan.excel.typing_in import as_excel
from xlplan.model import ErrorValue
from xlplan.workbook.cells import Run
from xlplan.workbook.edits import (
    AddNote,
    AddSheet,
    AppendRow,
    Edit,
    EditRefused,
    FitRow,
    Look,
    Place,
    RemoveNotes,
    RichText,
    SetCell,
    SetFormula,
    SetSheetState,
)
from xlplan.workbook.master import read_master
from xlplan.workbook.package import Package, open_package
from xlplan.workbook.patch import apply_edits

HOSTILE = [
    "=1+1",
    " =HYPERLINK(0)",
    "+44 1622 602000",
    "-",
    "@SUM(1)",
    "#N/A",
    "0012",
    "1234e567",
    "1/2",
    "2013-10",
    "2013-10-31 09:30:00",
    "TRUE",
    "50%",
    "£12",
    "'quoted'",
    "Two lines\nof text",
    "31 leases were signed, and options come to Cabinet in March 2014 with a paper.",
]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "plan.xlsx"
    start_example(path, "maidstone-2013", at=AT)
    return path


Told = dict[tuple[str, int, int], object]


def told(package: Package) -> Told:
    """Every cell, formulas by their text: what they came to is for Excel to say."""
    return {
        (sheet.name, *place): (
            f"={cell.formula}" if cell.formula is not None else cell.value,
            tuple((run.text, run.bold, run.italic) for run in cell.runs),
        )
        for sheet in package.sheets
        for place, cell in sheet.cells.items()
        if cell.formula is not None or cell.value is not None
    }


def both_ways(path: Path, edits: list[Edit], to: Path) -> tuple[Package, Package]:
    """The edits made in the file, and in the open workbook."""
    in_file = open_package(apply_edits(path.read_bytes(), edits))
    book = open_headless(path)
    make_edits(book, edits)
    book.save(to)
    return in_file, open_package(to)


def example_edits(path: Path) -> list[Edit]:
    master = read_master(path)
    rows = [row for row in master.rows.values() if row.sheet == "Asset Management"]
    sheet, rag = rows[0].sheet, rows[0].columns["rag"]
    text = rows[0].columns["commentary"]
    bold = RichText((Run("Signed", bold=True), Run(" in "), Run("May", italic=True)))
    made: list[Edit] = [SetCell(sheet, row.number, rag, "Amber") for row in rows]
    made += [SetCell(sheet, r.number, text, t) for r, t in zip(rows, HOSTILE, strict=False)]
    made += [
        SetCell(sheet, rows[1].number, rows[1].columns["forecast"], date(2014, 3, 31)),
        SetCell(sheet, rows[2].number, rows[2].columns["percent_complete"], 0),
        SetCell(sheet, rows[3].number, text, None),
        SetCell(sheet, rows[4].number, text, bold),
        FitRow(sheet, rows[1].number, 90.0),
        SetSheetState("Conflicts", "visible"),
        SetSheetState("People", "hidden"),
    ]
    (table,) = (t.name for s in master.package.sheets if s.name == sheet for t in s.tables)
    made += [AppendRow(table, {"Ref": "AM98", "Item": "A new one"})]
    made += [AppendRow("t_changes", {"From": t, "To": f"{n}"}) for n, t in enumerate(HOSTILE)]
    made += [AppendRow("t_date_changes", {"Ref": "AM1", "From": date(2014, 3, 31), "Days": 31})]
    made += [AppendRow("t_people", {"Post": "Head of Finance", "Name": bold}, points=34.0)]
    return made


def test_the_same_edits_give_the_same_cells_in_a_file_and_in_excel(example: Path, tmp_path: Path):
    edits = example_edits(example)

    in_file, in_excel = both_ways(example, edits, tmp_path / "by excel.xlsx")

    assert told(in_excel) == told(in_file)
    assert told(in_excel) != told(open_package(example))
    assert [s.state for s in in_excel.sheets] == [s.state for s in in_file.sheets]
    assert [s.tables for s in in_excel.sheets] == [s.tables for s in in_file.sheets]


def test_a_formula_is_the_same_in_a_file_and_in_excel(example: Path, tmp_path: Path):
    edits: list[Edit] = [SetFormula("People", 8, 2, 'IF(COUNTIF(A:A,"*")>1,SUM(1,2),"")')]
    in_file, in_excel = both_ways(example, edits, tmp_path / "formula.xlsx")
    assert told(in_excel) == told(in_file)
    sheet = in_excel.sheet("People")
    assert sheet and sheet.cells[8, 2].formula == edits[0].formula  # type: ignore[union-attr]


def test_rows_are_added_again_below_those_just_added(example: Path, tmp_path: Path):
    one: Edit = AppendRow("t_changes", {"From": "=1", "To": "2013-10"})
    other: Edit = AppendRow("t_requests", {"Ref": "AM1", "State": "Open"})

    in_file, in_excel = both_ways(example, [one, other, one, one], tmp_path / "new.xlsx")

    assert told(in_excel) == told(in_file)


def with_below(path: Path, to: Path, *, totals: bool) -> Path:
    """The example with what people put below the Changes: a totals row or not, and a source."""
    book = load_workbook(path)
    table = book["Changes"].tables["t_changes"]
    left, top, right, bottom = range_boundaries(table.ref)
    assert left and top and right and bottom
    sheet, letters = book["Changes"], get_column_letter(right)
    sheet.cell(bottom, left, "2013-09")
    if totals:
        bottom += 1
        sheet.cell(bottom, left, "Total")
        table.totalsRowCount, table.ref = 1, f"{get_column_letter(left)}{top}:{letters}{bottom}"
        table.tableColumns[0].totalsRowLabel = "Total"
    sheet.cell(bottom + 1, left + 1, "Source: the returns.")
    book.save(to)
    return to


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
@pytest.mark.parametrize("totals", [False, True])
def test_what_stands_below_a_table_makes_room_in_a_file_and_in_excel(
    example: Path, tmp_path: Path, totals: bool
):
    source = with_below(example, tmp_path / "below.xlsx", totals=totals)
    one: Edit = AppendRow("t_changes", {"From": "=1", "To": "2013-10"})
    other: Edit = AppendRow("t_requests", {"Ref": "AM1", "State": "Open"})

    in_file, in_excel = both_ways(source, [one, one, other, one], tmp_path / "new.xlsx")

    assert told(in_excel) == told(in_file) != told(open_package(source))
    assert [s.tables for s in in_excel.sheets] == [s.tables for s in in_file.sheets]
    changes = in_excel.sheet("Changes")
    assert changes and "Source: the returns." in [cell.value for cell in changes.cells.values()]


def test_a_table_that_excel_gives_no_room_leaves_the_workbook_as_it_was(
    example: Path, tmp_path: Path
):
    source = tmp_path / "two.xlsx"
    book = load_workbook(with_below(example, tmp_path / "below.xlsx", totals=False))
    people = range_boundaries(book["People"].tables["t_people"].ref)
    assert people[3]
    book["People"].cell(people[3] + 1, 1, "Post")
    book["People"].cell(people[3] + 2, 1, "Clerk")
    book["People"].add_table(Table(displayName="own", ref=f"A{people[3] + 1}:A{people[3] + 2}"))
    book.save(source)
    opened = open_headless(source)
    edits: list[Edit] = [
        SetCell("People", 6, 2, "A change"),
        AppendRow("t_changes", {"To": "2013-10"}),
        AppendRow("t_people", {"Post": "Head of Finance"}),
    ]

    with pytest.raises(EditRefused, match=r"t_people cannot take more rows: .*Nothing was changed"):
        make_edits(opened, edits)

    opened.save(tmp_path / "after.xlsx")
    assert told(open_package(tmp_path / "after.xlsx")) == told(open_package(source))


def test_text_is_never_taken_for_anything_else(example: Path, tmp_path: Path):
    edits: list[Edit] = [SetCell("People", 6 + n, 2, text) for n, text in enumerate(HOSTILE)]

    _, in_excel = both_ways(example, edits, tmp_path / "new.xlsx")

    sheet = in_excel.sheet("People")
    assert sheet is not None
    written = [sheet.cells[6 + n, 2] for n, _ in enumerate(HOSTILE)]
    assert [(cell.value, cell.formula) for cell in written] == [(t, None) for t in HOSTILE]


def test_prose_is_left_without_a_mark():
    assert as_excel("Leases signed.") == "Leases signed."
    assert as_excel(HOSTILE[-1]) == HOSTILE[-1]
    assert as_excel(None) is None


def test_cells_side_by_side_are_written_at_once():
    cells = {(row, column): row * 10 + column for row in (5, 6, 7) for column in (2, 3)}

    assert list(blocks(cells | {(9, 9): "alone"})) == [
        (5, 2, [[52, 53], [62, 63], [72, 73]]),
        (9, 9, [["alone"]]),
    ]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (SetCell("Nowhere", 1, 1, "x"), "There is no sheet Nowhere"),
        (SetSheetState("Nowhere", "hidden"), "There is no sheet Nowhere"),
        (AppendRow("t_nothing", {}), "There is no table t_nothing"),
        (AppendRow("t_changes", {"Colour": "x"}), "t_changes has no column Colour"),
        (SetCell("People", 6, 2, ErrorValue("#N/A")), "#N/A cannot be written"),
        (SetCell("Asset Management", 6, 2, "x"), '"Asset Management" is protected'),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is(
    example: Path, tmp_path: Path, edit: Edit, told: str
):
    book = open_headless(example)
    book.sheets["Asset Management"].impl.grid.sheet.protection.sheet = True

    with pytest.raises(EditRefused, match=told):
        make_edits(book, [SetCell("People", 6, 2, "A change"), edit])

    assert book.sheets["People"].range((6, 2)).value != "A change"


def test_the_sheet_in_front_stays_in_front(example: Path):
    book = open_headless(example)
    book.sheets["Dashboard"].activate()

    make_edits(book, [SetSheetState("Conflicts", "visible"), SetCell("People", 6, 2, "x")])

    assert book.sheets.active.name == "Dashboard"
    assert book.sheets["Conflicts"].visible


def test_a_date_is_read_back_as_a_date(example: Path):
    book = open_headless(example)

    make_edits(book, [SetCell("People", 6, 2, date(2014, 3, 31))])

    assert book.sheets["People"].range((6, 2)).value in (date(2014, 3, 31), datetime(2014, 3, 31))


MARK = "xlplan:test-sheet"
FIXES = AddSheet(
    "What to do",
    MARK,
    (("To do",), (MARK,), ("Cell", "What"), ("People, B6", "=1+1"), ("E5", RichText((Run("b"),)))),
    widths=(20, 40),
    links={(4, 1): "'People'!B6", (5, 1): "'People'!E5"},
    looks={1: Look.TITLE, 2: Look.HIDDEN, 3: Look.HEADING},
)


Cells = dict[tuple[str, str], str | None]


def links_and_notes(path: Path) -> tuple[Cells, Cells]:
    book = load_workbook(path)
    cells = [(s.title, c) for s in book for row in s.iter_rows() for c in row]
    links = {(t, c.coordinate): c.hyperlink.location for t, c in cells if c.hyperlink}
    return links, {(t, c.coordinate): c.comment.text for t, c in cells if c.comment}


@pytest.mark.parametrize("place", list(Place))
def test_an_added_sheet_and_notes_are_the_same_in_a_file_and_in_excel(
    example: Path, tmp_path: Path, place: Place
):
    first: list[Edit] = [
        replace(FIXES, place=place),
        AddNote("People", 6, 2, "Say who.\nAnd when.", "xlplan"),
        AddNote("People", 6, 2, "Again.", "xlplan"),
        AddNote("People", 7, 3, "Ask Personnel.", "The team"),
        AddNote("People", 7, 3, "Wrong.", "xlplan"),
    ]
    again = replace(FIXES, rows=(*FIXES.rows[:3], ("People, C9", "Anew")), place=place)
    second: list[Edit] = [
        RemoveNotes("xlplan"),
        replace(again, links={(4, 1): "'People'!C9"}),
        AddNote("People", 9, 3, "Stays.", "xlplan"),
    ]
    in_file = apply_edits(apply_edits(example.read_bytes(), first), second)
    (tmp_path / "in file.xlsx").write_bytes(in_file)
    book = open_headless(example)
    make_edits(book, first)
    assert len(book.sheets["People"].notes) == 2
    make_edits(book, second)
    book.save(tmp_path / "by excel.xlsx")

    by_file, by_excel = (open_package(tmp_path / f"{n}.xlsx") for n in ("in file", "by excel"))
    assert told(by_excel) == told(by_file)
    assert [sheet.name for sheet in by_excel.sheets] == [sheet.name for sheet in by_file.sheets]
    links, notes = links_and_notes(tmp_path / "by excel.xlsx")
    assert (links, notes) == links_and_notes(tmp_path / "in file.xlsx")
    assert notes == {
        ("People", "C7"): "The team: Ask Personnel.",
        ("People", "C9"): "xlplan: Stays.",
    }
    assert links["What to do", "A4"] == "'People'!C9"


def test_a_sheet_in_front_is_the_one_that_is_seen(example: Path):
    book = open_headless(example)

    make_edits(book, [FIXES])

    assert book.sheets[0].name == book.sheets.active.name == "What to do"
    assert book.sheets[0].range("A3").font.bold and not book.sheets[0].range("A4").font.bold
    assert book.sheets[0].range("A1").font.size == 16


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (replace(FIXES, name="People"), "There is a sheet People already"),
        (replace(FIXES, name="What: to do"), "cannot be called"),
        (replace(FIXES, mark="xlplan:other"), "does not carry its mark"),
        (AddNote("Nowhere", 1, 1, "x", "xlplan"), "There is no sheet Nowhere"),
        (AddNote("People", 9, 9, "x", "xlplan"), "People!I9 carries a threaded comment"),
        (AddNote("Asset Management", 9, 9, "x", "xlplan"), '"Asset Management" is protected'),
        (RemoveNotes("xlplan"), '"Asset Management" is protected'),
    ],
)
def test_a_sheet_or_note_that_cannot_stand_is_refused_before_anything_is_done(
    example: Path, edit: Edit, told: str
):
    book = open_headless(example)
    book.sheets["People"].range((9, 9)).add_note("[Threaded comment]\nTalk.")
    book.sheets["Asset Management"].range((9, 9)).add_note("xlplan: From before.")
    book.sheets["Asset Management"].impl.grid.sheet.protection.sheet = True

    with pytest.raises(EditRefused, match=told):
        make_edits(book, [SetCell("People", 6, 2, "A change"), edit])

    assert book.sheets["People"].range((6, 2)).value != "A change"
    assert "What to do" not in [sheet.name for sheet in book.sheets]
