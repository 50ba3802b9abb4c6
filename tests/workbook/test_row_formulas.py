"""The formulas that rows repeat are written once, and stay right when rows come."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tests.support.libreoffice import LibreOffice
from tests.support.plans import (
    MADE,
    Row,
    item_row,
    master_bytes,
    new_master,
    new_return,
    own_row,
    owners_of,
    stream,
)
from xlplan.model import CellValue
from xlplan.workbook.edits import AppendRow, SetCell
from xlplan.workbook.layout import FIRST_ROW, table_name, workstream_layout
from xlplan.workbook.new_master import build_master
from xlplan.workbook.new_return import build_return
from xlplan.workbook.package import Package, Sheet, open_package
from xlplan.workbook.patch import apply_edits
from xlplan.workbook.reader import SheetRow, find_sheet, read_rows
from xlplan.workbook.row_formulas import is_shareable

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRING = re.compile(r'"(?:[^"]|"")*"')
LAYOUT = workstream_layout("A", "", is_return=False)
LIVE = ("to_fix", "all_to_fix", "counts_as", "timing", "ask_order")
CELLS: Row = {"ref": "A9", "title": "Let the depot", "rag": "Red", "status": "In progress"}
NEW: dict[str, CellValue] = {LAYOUT.heading(key): value for key, value in CELLS.items()}


def two_items() -> bytes:
    return master_bytes({"A": [own_row("A"), item_row("A1"), item_row("A2", rag="Green")]})


def sheets(content: bytes) -> list[etree._Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        return [etree.fromstring(archive.read(name)) for name in names]


def stream_of(package: Package) -> Sheet:
    sheet = find_sheet(package, "A")
    assert sheet is not None
    return sheet


def rows_of(package: Package) -> list[SheetRow]:
    return list(read_rows(package, stream_of(package), LAYOUT))


@pytest.mark.parametrize("made", ["master", "return"])
def test_each_rows_formulas_are_the_first_rows(made: str):
    new = new_master({"A": [own_row("A"), item_row("A1"), item_row("A2")]}, streams=[stream("A")])
    content = build_master(new, made=MADE)
    if made == "return":
        content = build_return(new_return(new, next(owners_of(new))), made=MADE)
    groups = 0
    for root in sheets(content):
        shared = [f for f in root.iter(f"{MAIN}f") if f.get("t") == "shared"]
        first = [f for f in shared if f.text]
        groups += len(first)
        assert len({f.get("si") for f in shared}) == len(first)
        assert all(f.get("ref") for f in first)
        for formula in first:
            # What Excel shares with no cell: arrays, structured references, other sheets.
            assert not re.search(r"[{\[!]", STRING.sub("", formula.text or ""))
        ignored = root.find(f"{MAIN}ignoredErrors/{MAIN}ignoredError")
        assert (ignored is not None) is bool(first)
    assert groups >= 2


@pytest.mark.parametrize(
    "formula", ['OR(A6={"a","b"})', "SUM(t[Red])", "Lists!A6", "A6:B9 B1:B9", "'A b'!A6&A6"]
)
def test_what_excel_does_not_share_is_not_shared(formula: str):
    assert not is_shareable(formula)
    assert is_shareable('IF(A6="{[!] 1 A6",AsAt,_xlfn.UNICHAR(160)&A6)')


def test_a_row_that_is_added_shares_its_columns_formulas():
    content = apply_edits(two_items(), [AppendRow(table_name("A"), NEW)] * 3)

    sheet = stream_of(open_package(content))
    column = {c.key: n for n, c in enumerate(LAYOUT.columns, 1)}
    last = FIRST_ROW + 5
    assert str(sheet.cells[last, column["to_fix"]].formula) == str(
        sheet.cells[FIRST_ROW, column["to_fix"]].formula
    ).replace(str(FIRST_ROW), str(last))
    root = next(r for r in sheets(content) if len(list(r.iter(f"{MAIN}row"))) == last)
    ends = {f.get("ref", "").rpartition(":")[2] for f in root.iter(f"{MAIN}f") if f.get("ref")}
    assert {re.sub("[A-Z]", "", end) for end in ends} == {str(last)}


def test_the_first_row_of_an_empty_table_keeps_its_formulas():
    content = apply_edits(master_bytes({"A": []}), [AppendRow(table_name("A"), NEW)] * 2)

    first, second = rows_of(open_package(content))
    assert first.number == FIRST_ROW
    assert [first.cells[k].formula is None for k in LIVE] == [False] * 5
    assert [second.cells[k].formula is None for k in LIVE] == [False] * 5


@pytest.mark.libreoffice
def test_they_say_the_same_wherever_a_row_stands_and_after_another_program_saved_it(
    libreoffice: LibreOffice, tmp_path: Path
):
    # The same cells as rows of the builder, as appended rows, and over what was there.
    built = master_bytes({"A": [own_row("A"), CELLS, CELLS, CELLS]})
    added = apply_edits(
        master_bytes({"A": [own_row("A"), {"ref": "A9"}]}),
        [
            *(
                SetCell("Workstream A", FIRST_ROW + 1, n, CELLS.get(c.key))
                for n, c in enumerate(LAYOUT.columns, 1)
                if c.key in CELLS
            ),
            *[AppendRow(table_name("A"), NEW)] * 2,
        ],
    )
    (tmp_path / "built.xlsx").write_bytes(built)
    (tmp_path / "added.xlsx").write_bytes(added)
    by_builder, by_edits = libreoffice.recalculated(
        [tmp_path / "built.xlsx", tmp_path / "added.xlsx"]
    )
    said = [[row.value(key) for key in LIVE[:4]] for row in rows_of(open_package(by_edits))[1:]]
    assert said == [said[0]] * 3 and said[0][0]
    assert said == [[r.value(k) for k in LIVE[:4]] for r in rows_of(open_package(by_builder))[1:]]

    again = apply_edits(by_edits.read_bytes(), [AppendRow(table_name("A"), NEW)])
    (tmp_path / "again.xlsx").write_bytes(again)
    (saved,) = libreoffice.recalculated([tmp_path / "again.xlsx"])
    assert [r.value("to_fix") for r in rows_of(open_package(saved))[1:]] == [said[0][0]] * 4
