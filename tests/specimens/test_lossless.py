"""Rich workbooks made by others lose nothing by an edit.

The folder that XLPLAN_SPECIMENS names holds them; they are not part of the project.
"""

import io
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from tests.specimens.exact import Place, changes, places
from tests.specimens.saved_over import saved_over
from tests.support.libreoffice import LibreOffice
from xlplan.model import CellValue, ErrorValue
from xlplan.workbook.edits import AppendRow, Edit, EditRefused, RichText, SetCell
from xlplan.workbook.package import Package, Run, Sheet, open_package
from xlplan.workbook.patch import apply_edits

# What openpyxl warns of is what it loses, which is the reason for these tests.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")

TABLES_THAT_GROW = 1
# LibreOffice 7.4 ends on their sparklines before any edit is made.
TOO_MUCH_FOR_LIBREOFFICE = {"ClosedXML__SampleSparklines", "PhpSS__sparklineEdgeCases"}
FEWEST_SPECIMENS = 40
VALUES: tuple[CellValue | RichText, ...] = (
    "R&D <b> _x0041_\nsecond line ",
    date(2013, 10, 31),
    3.5,
    7,
    True,
    ErrorValue("#N/A"),
    RichText((Run("Lease", bold=True), Run(" agreed"))),
)


def free_row(sheet: Sheet) -> int:
    """The first row under everything, merged cells included, with one left empty."""
    tables = [table.ref[2] for table in sheet.tables]
    merges = [area[2] for area in sheet.merges]
    return max([sheet.max_row, *tables, *merges]) + 2


def edits_of(package: Package) -> list[Edit]:
    """New cells of each kind under the first sheet's content, and one of its texts changed."""
    sheet = package.sheets[0]
    row = free_row(sheet)
    edits: list[Edit] = [
        SetCell(sheet.name, row, column, value) for column, value in enumerate(VALUES, start=1)
    ]
    inside = {
        (r, c)
        for top, left, bottom, right in sheet.merges
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
    }
    headings = {(table.ref[0], c) for table in sheet.tables for c in range(1, 500)}
    plain = (
        at
        for at, cell in sheet.cells.items()
        if isinstance(cell.value, str) and not cell.formula and at not in inside | headings
    )
    first = next(plain, None)
    if first:
        edits.append(SetCell(sheet.name, *first, "Overwritten"))
    return edits


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


MAY_CHANGE = re.compile(
    r"xl/(sharedStrings|styles|workbook)\.xml|xl/worksheets/[^/]*\.xml|"
    r"\[Content_Types\]\.xml|xl/_rels/workbook\.xml\.rels"
)


def lost(before: bytes, after: bytes) -> list[str]:
    """The parts that are gone, changed without need, or emptied of a tag they had."""
    old, new = parts_of(before), parts_of(after)
    found = [name for name in old if name not in new]
    for name in old.keys() & new.keys():
        if old[name] != new[name] and not MAY_CHANGE.fullmatch(name):
            found.append(name)
        elif old[name] != new[name]:
            found += [f"{name}: {tag}" for tag in tags(old[name]) - tags(new[name])]
    return found


def tags(content: bytes) -> set[str]:
    """Every tag with its attribute names, but for those of cells and rows."""
    own = ("c", "v", "f", "is", "t", "row", "r", "rPr", "sst", "dimension")
    found = set()
    for element in etree.fromstring(content).iter():
        if isinstance(element.tag, str) and etree.QName(element).localname not in own:
            marks = {str(mark) for mark in element.attrib} - {"fullCalcOnLoad"}
            found.add(f"{element.tag} {sorted(marks)}")
    return found


def look(sheet: Worksheet) -> dict[tuple[int, int], object]:
    """Value or formula, number format, font, fill and protection of each cell."""
    return {
        (cell.row or 0, cell.column or 0): (
            getattr(cell.value, "text", cell.value),
            cell.number_format,
            repr(cell.font),
            repr(cell.fill),
            repr(cell.border),
            repr(cell.alignment),
            cell.protection.locked,
        )
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.has_style
    }


def looks(content: bytes, *, saved_values: bool) -> dict[str, dict[tuple[int, int], object]]:
    book = load_workbook(io.BytesIO(content), data_only=saved_values)
    return {sheet.title: look(sheet) for sheet in book.worksheets}


def test_there_are_enough_specimens(specimens: list[Path]):
    assert len(specimens) >= FEWEST_SPECIMENS


def test_an_edit_loses_nothing_of_any_specimen(specimens: list[Path]):
    for path in specimens:
        source = path.read_bytes()
        package = open_package(source, file=path.name)
        edits = edits_of(package)
        result = apply_edits(source, edits, file=path.name)

        assert lost(source, result) == [], path.name
        assert changes(source, result, meant(source, edits)) == [], path.name
        for edit in edits:
            assert isinstance(edit, SetCell)
            check_landed(result, edit, path.name)


def meant(source: bytes, edits: list[Edit]) -> set[Place]:
    """The cells that edits set."""
    return places(source, [(e.sheet, e.row, e.column) for e in edits if isinstance(e, SetCell)])


def check_landed(result: bytes, edit: SetCell, name: str) -> None:
    sheet = open_package(result).sheet(edit.sheet)
    assert sheet is not None
    cell = sheet.cells[edit.row, edit.column]
    if isinstance(edit.value, RichText):
        assert (cell.value, cell.runs) == (edit.value.plain, edit.value.runs), name
    # A whole number in a cell that shows dates is a date, as when it is typed into Excel.
    elif not (isinstance(cell.value, date) and isinstance(edit.value, int | float)):
        assert cell.value == edit.value, name


@pytest.mark.parametrize("saved_values", [False, True])
def test_every_other_cell_looks_the_same_to_openpyxl(specimens: list[Path], saved_values: bool):
    for path in specimens:
        source = path.read_bytes()
        edits = edits_of(open_package(source, file=path.name))
        result = apply_edits(source, edits, file=path.name)
        before = looks(source, saved_values=saved_values)
        after = looks(result, saved_values=saved_values)

        assert before.keys() == after.keys(), path.name
        changed = {(e.sheet, e.row, e.column) for e in edits if isinstance(e, SetCell)}
        for name in before:
            places = before[name].keys() | after[name].keys()
            for at in places:
                if (name, *at) not in changed:
                    assert before[name].get(at) == after[name].get(at), (path.name, name, at)


def test_rows_are_appended_where_a_table_allows_and_refused_with_a_reason_elsewhere(
    specimens: list[Path],
):
    grown = 0
    for path in specimens:
        source = path.read_bytes()
        package = open_package(source, file=path.name)
        for table in (table for sheet in package.sheets for table in sheet.tables):
            edits = [AppendRow(table.name, {table.columns[0]: word}) for word in ("one", "two")]
            try:
                result = apply_edits(source, edits, file=path.name)
            except EditRefused as err:
                assert table.name in str(err)
                continue
            after = open_package(result).table(table.name)
            assert after is not None
            assert after.ref == (*table.ref[:2], table.ref[2] + 2, table.ref[3])
            assert [loss for loss in lost(source, result) if "xl/tables/" not in loss] == []
            grown += 1
    assert grown >= TABLES_THAT_GROW


def test_the_check_can_fail_because_openpyxl_loses_something(specimens: list[Path]):
    losers = []
    for path in specimens:
        source = path.read_bytes()
        saved = saved_over(source, has_macro=path.suffix == ".xlsm")
        assert changes(source, saved, set()), path.name
        if lost(source, saved):
            losers.append(path.name)

    assert len(losers) > len(specimens) // 2


@pytest.mark.filterwarnings("default")
def test_an_edit_adds_no_fault_against_the_specification(specimens: list[Path], tmp_path: Path):
    for path in specimens:
        source = path.read_bytes()
        edited = tmp_path / path.name
        edited.write_bytes(apply_edits(source, edits_of(open_package(source)), file=path.name))

        assert faults(edited) - faults(path) == Counter(), path.name


def faults(path: Path) -> Counter[str]:
    return Counter(
        f"{e.part_uri} {e.description}" for e in OpenXmlValidator().validate(path).errors
    )


@pytest.mark.libreoffice
def test_libreoffice_opens_every_edited_specimen(
    specimens: list[Path], libreoffice: LibreOffice, tmp_path: Path
):
    paths = []
    for path in (path for path in specimens if path.stem not in TOO_MUCH_FOR_LIBREOFFICE):
        source = path.read_bytes()
        edits = edits_of(open_package(source, file=path.name))
        edited = tmp_path / f"{path.stem}.xlsx"
        edited.write_bytes(apply_edits(source, edits, file=path.name))
        paths.append(edited)

    assert all(pdf.stat().st_size > 0 for pdf in libreoffice.to_pdf(paths))
