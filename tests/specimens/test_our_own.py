"""Rich workbooks of our own making lose nothing by an edit; the check can fail."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pytest

from tests.specimens import test_added as added
from tests.specimens.exact import changes
from tests.specimens.rich import RICH, SHEET
from tests.specimens.saved_over import saved_over
from tests.specimens.test_lossless import (
    check_landed,
    edits_of,
    faults,
    looks,
    lost,
    meant,
    parts_of,
)
from tests.support.libreoffice import LibreOffice
from tests.workbook.raw import zipped
from xlplan.workbook.edits import AppendRow, SetCell
from xlplan.workbook.gate import differences
from xlplan.workbook.package import open_package
from xlplan.workbook.patch import apply_edits

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")

TABLES = [name for name, make in RICH.items() if open_package(make()).table("plan")]


@pytest.mark.parametrize("name", RICH)
def test_an_edit_loses_nothing(name: str):
    source = RICH[name]()
    edits = edits_of(open_package(source))
    result = apply_edits(source, edits, file=name)

    assert lost(source, result) == []
    assert changes(source, result, meant(source, edits)) == []
    for edit in edits:
        assert isinstance(edit, SetCell)
        check_landed(result, edit, name)
    changed = {(e.sheet, e.row, e.column) for e in edits if isinstance(e, SetCell)}
    for saved_values in (False, True):
        before = looks(source, saved_values=saved_values)
        after = looks(result, saved_values=saved_values)
        assert before.keys() == after.keys()
        for sheet, cells in before.items():
            for at in cells.keys() | after[sheet].keys():
                if (sheet, *at) not in changed:
                    assert cells.get(at) == after[sheet].get(at), (sheet, at)


@pytest.mark.parametrize(
    ("name", "part", "was", "now"),
    [
        ("x14_rules", SHEET, b'sqref="C2:C4"', b'sqref="C2:C3"'),
        ("x14_rules", SHEET, b"<x14:negativeFillColor", b"<x14:negativeBorderColor"),
        ("x14_validation", SHEET, b"Lists!$A$1:$A$3", b"Lists!$A$1:$A$2"),
        ("sparklines", SHEET, b'markers="1"', b'markers="0"'),
        ("notes_under_the_table", SHEET, b"A7:C7", b"A7:B7"),
        ("formulas", SHEET, b'ref="F2:F4"', b'ref="F2:F3"'),
        ("formulas", SHEET, b' cm="1"', b""),
        ("formulas", SHEET, b"2 of 3", b"3 of 3"),
        ("formulas", "xl/workbook.xml", b"$C$4", b"$C$3"),
        ("days_from_1904", "xl/workbook.xml", b'date1904="1"', b'date1904="0"'),
        ("rich_text_and_properties", "xl/sharedStrings.xml", b"<b/>", b"<i/>"),
        ("printer_settings", SHEET, b'r:id="rIdQ"', b'r:id="rId1"'),
        ("printer_settings", SHEET, b'orientation="landscape"', b'orientation="portrait"'),
        ("pictures", "xl/worksheets/_rels/sheet1.xml.rels", b"drawing1.xml", b"drawing2.xml"),
        ("pivot", "xl/workbook.xml", b"<pivotCaches>", b"<pivotCaches><x/>"),
        ("macro", "[Content_Types].xml", b"vbaProject", b"vbaproject"),
        ("slicer", "xl/slicers/slicer1.xml", b'rowHeight="234950"', b'rowHeight="1"'),
        ("conversations", "xl/threadedComments/threadedComment1.xml", b"Yes, in", b"No, in"),
    ],
)
def test_the_check_sees_the_least_thing_that_is_lost(name: str, part: str, was: bytes, now: bytes):
    source = RICH[name]()
    edits = edits_of(open_package(source))
    content = parts_of(apply_edits(source, edits, file=name))
    assert was in content[part], content[part]

    spoilt = zipped({**content, part: content[part].replace(was, now)})
    assert len(changes(source, spoilt, meant(source, edits))) >= 1
    assert differences(source, spoilt, edits) != []


@pytest.mark.parametrize("name", RICH)
def test_a_sheet_in_front_and_notes_lose_nothing(name: str):
    source = RICH[name]()
    result = apply_edits(source, added.edits_of(source), file=name)

    assert added.lost(source, result) == []


@pytest.mark.parametrize("name", TABLES)
def test_a_row_is_appended_to_a_table(name: str):
    source = RICH[name]()
    edits = [AppendRow("plan", {"Ref": "A4", "Number": 1}), AppendRow("plan", {"Ref": "A5"})]
    result = apply_edits(source, edits, file=name)

    table, totals = open_package(result).table("plan"), int(name == "totals_row")
    assert table is not None and table.ref == (1, 1, 6 + totals, 3)
    follow = ("xl/tables/", "xl/charts/")
    assert [loss for loss in lost(source, result) if not loss.startswith(follow)] == []


@pytest.mark.parametrize("name", ["totals_row", "notes_under_the_table"])
def test_what_stood_below_a_table_is_two_rows_further_and_else_as_it_was(name: str):
    source = RICH[name]()
    edits = [AppendRow("plan", {"Ref": "A4"}), AppendRow("plan", {"Ref": "A5"})]
    result = apply_edits(source, edits, file=name)

    for saved_values in (False, True):
        (before,) = looks(source, saved_values=saved_values).values()
        (after,) = looks(result, saved_values=saved_values).values()
        new = {at: look for at, look in after.items() if at[0] in (5, 6)}
        moved = {(row + 2 * (row > 4), column): look for (row, column), look in before.items()}
        assert {at: look for at, look in after.items() if at not in new} == moved
        assert new.keys() >= {(5, 1), (6, 1)}


def test_charts_over_the_whole_table_draw_the_new_rows_and_nothing_else_of_them_changes():
    source = RICH["charts"]()
    result = apply_edits(source, [AppendRow("plan", {"Ref": "A4", "Number": 1})], file="charts")
    before, after = parts_of(source), parts_of(result)

    drawn = [name for name in before if name.startswith("xl/charts/chart")]
    assert len(drawn) == 3
    for name in drawn:
        longer = before[name].replace(b"$4</c:f>", b"$5</c:f>")
        assert longer != before[name]
        assert canonicalize(after[name]) == canonicalize(longer)


def test_openpyxl_would_have_lost_something_of_most():
    losers = set()
    for name, make in RICH.items():
        source = make()
        if lost(source, saved_over(source, has_macro=name == "macro")):
            losers.add(name)

    assert len(losers) > 2 * len(RICH) / 3, set(RICH) - losers
    assert {"slicer", "conversations", "sensitivity_label", "x14_rules", "custom_xml"} <= losers


@pytest.mark.filterwarnings("default")
def test_an_edit_adds_no_fault_against_the_specification(tmp_path: Path):
    for name, make in RICH.items():
        source = make()
        before, after = tmp_path / f"{name}.xlsx", tmp_path / f"{name} edited.xlsx"
        before.write_bytes(source)
        after.write_bytes(apply_edits(source, edits_of(open_package(source)), file=name))

        assert faults(after) - faults(before) == Counter(), name


@pytest.mark.libreoffice
def test_libreoffice_opens_every_one(libreoffice: LibreOffice, tmp_path: Path):
    paths = []
    for name, make in RICH.items():
        source = make()
        edited = tmp_path / f"{name}.xlsx"
        edited.write_bytes(apply_edits(source, edits_of(open_package(source)), file=name))
        paths.append(edited)
        if name in TABLES:
            grown = tmp_path / f"{name} grown.xlsx"
            grown.write_bytes(apply_edits(source, [AppendRow("plan", {"Ref": "A4"})], file=name))
            paths.append(grown)

    assert all(pdf.stat().st_size > 0 for pdf in libreoffice.to_pdf(paths))
