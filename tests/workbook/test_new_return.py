"""A new return is one owner's rows: little to see, nothing to install, nothing in the way."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from tests.support.plans import MADE, RULES, new_return, owners_of
from xlplan import palette
from xlplan.fields import (
    BY_NAME,
    OWNERS_FIELDS,
    RETURN_COLUMNS,
    RETURN_GROUPED,
    RETURN_HIDDEN,
    RETURN_VISIBLE,
)
from xlplan.typed import as_text
from xlplan.workbook.example import Example
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW, KEY_ROW, MARK_ROW, workstream_layout
from xlplan.workbook.manifest import Manifest, read_manifest
from xlplan.workbook.new_master import build_master
from xlplan.workbook.new_return import NewReturn, build_return
from xlplan.workbook.package import Package, open_package
from xlplan.workbook.reader import find_sheet, read_rows

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OCTOBER = Example().latest(RULES)
OWNERS = tuple(owners_of(OCTOBER))
# The owner with most rows has every kind of row and cell.
NEW = max(
    (new_return(OCTOBER, o) for o in OWNERS), key=lambda n: sum(len(s.rows) for s in n.sheets)
)


@pytest.fixture(scope="module")
def content() -> bytes:
    return build_return(NEW, made=MADE)


@pytest.fixture(scope="module")
def package(content: bytes) -> Package:
    return open_package(content, file="return.xlsx")


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content), rich_text=True)


def workstream_sheets(book: Workbook) -> list[Worksheet]:
    codes = {f"xlplan sheet {s.code}" for s in NEW.sheets}
    return [s for s in book.worksheets if s.cell(MARK_ROW, 1).value in codes]


def roots(content: bytes, folder: str) -> list[etree._Element]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = [n for n in archive.namelist() if n.startswith(folder) and n.endswith(".xml")]
        return [etree.fromstring(archive.read(name)) for name in names]


def test_the_same_return_has_the_same_bytes(content: bytes):
    assert build_return(NEW, made=MADE) == content


def test_an_officer_sees_ten_columns_and_opens_the_rest_with_a_plus(book: Workbook):
    assert len(RETURN_VISIBLE) <= 10
    for sheet in workstream_sheets(book):
        keys = [str(c.value) for c in sheet[KEY_ROW]]
        looks = {
            k: sheet.column_dimensions[c.column_letter]
            for k, c in zip(keys, cells(sheet), strict=True)
        }
        assert tuple(keys) == RETURN_COLUMNS
        assert tuple(k for k in keys if not looks[k].hidden) == RETURN_VISIBLE
        assert tuple(k for k in keys if looks[k].outlineLevel == 1) == RETURN_GROUPED
        assert {k for k in keys if looks[k].hidden} == {*RETURN_GROUPED, *RETURN_HIDDEN}


def cells(sheet: Worksheet) -> tuple[Cell, ...]:
    return tuple(c for c in sheet[KEY_ROW] if isinstance(c, Cell))


def test_headings_marks_and_keys_stand_where_the_reader_looks(book: Workbook):
    sheets = workstream_sheets(book)
    assert [s.title for s in sheets] == [s.title for s in NEW.sheets]
    for sheet in sheets:
        assert [c.value for c in sheet[HEADER_ROW]] == [BY_NAME[n].heading for n in RETURN_COLUMNS]
        assert sheet.row_dimensions[MARK_ROW].hidden and sheet.row_dimensions[KEY_ROW].hidden
        assert not sheet.row_dimensions[HEADER_ROW].hidden
        assert sheet.freeze_panes == f"C{FIRST_ROW}"


@pytest.mark.parametrize("owner", OWNERS)
def test_an_owner_gets_their_own_rows_and_no_others(owner: str):
    new = new_return(OCTOBER, owner)
    package = open_package(build_return(new, made=MADE), file="")
    found = [
        row.text("item_id")
        for part in new.sheets
        if (sheet := find_sheet(package, part.code))
        for row in read_rows(package, sheet, workstream_layout(part.code, "", is_return=True))
    ]
    theirs = [r["item_id"] for rows in OCTOBER.rows.values() for r in rows if r["owner"] == owner]
    assert found == theirs != []


def test_every_issued_value_is_read_back(package: Package):
    for part in NEW.sheets:
        sheet = find_sheet(package, part.code)
        assert sheet
        known = workstream_layout(part.code, part.title, is_return=True)
        for row, was in zip(read_rows(package, sheet, known), part.rows, strict=True):
            for name in RETURN_COLUMNS:
                if name in was:
                    assert as_text(row.value(name)) == as_text(was[name]), name  # type: ignore[arg-type]


def test_the_manifest_holds_what_a_merge_needs(package: Package):
    manifest = read_manifest(package)
    assert manifest
    assert (manifest.role, manifest.period, manifest.owner) == ("return", "2013-10", NEW.owner)
    assert (manifest.revision, manifest.plan_id) == (1, OCTOBER.settings.plan_id)
    assert manifest.sheets == {s.code: s.title for s in NEW.sheets}
    ids = {row["item_id"] for s in NEW.sheets for row in s.rows}
    assert set(manifest.issued) >= {
        (i, n) for i in ids for n in (*OWNERS_FIELDS, "ref", "title", "due")
    }
    assert manifest.is_whole


def test_a_changed_issued_value_is_seen(package: Package):
    manifest = read_manifest(package)
    assert manifest
    key = next(iter(manifest.issued))
    changed = Manifest(
        role=manifest.role,
        plan_id=manifest.plan_id,
        period=manifest.period,
        owner=manifest.owner,
        issued={**manifest.issued, key: "something else"},
        checksum=manifest.checksum,
    )
    assert not changed.is_whole


def test_what_is_hidden_and_what_is_shown(package: Package):
    states = {s.name: s.state for s in package.sheets}
    assert states.pop("_xlplan") == "veryHidden"
    assert {n for n, state in states.items() if state == "hidden"} == {"Settings", "Lists"}
    assert next(iter(states)) == "Guide"


def test_nothing_is_protected_and_nothing_runs(content: bytes):
    for root in roots(content, "xl/"):
        assert not list(root.iter(f"{MAIN}sheetProtection"))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert not [n for n in archive.namelist() if re.search(r"vba|macro|external|activeX", n)]


def test_the_owners_cells_are_coloured_and_the_others_refuse_typing_kindly(
    book: Workbook, content: bytes
):
    for sheet in workstream_sheets(book):
        for number, name in enumerate(RETURN_COLUMNS, 1):
            colour = palette.OWNERS_CELL if name in OWNERS_FIELDS else palette.LOCKED_CELL
            assert sheet.cell(FIRST_ROW, number).fill.start_color.rgb == f"00{colour}"
        rules = sheet.data_validations.dataValidation
        locked = [r for r in rules if r.type == "custom" and r.formula1 == "FALSE"]
        not_theirs = [n for n in RETURN_COLUMNS if n not in OWNERS_FIELDS]
        assert len(locked) == len(not_theirs)
        assert all("performance team" in str(r.error) for r in locked)


def test_validations_and_conditions_keep_excels_limits(content: bytes):
    found = [
        element.text or ""
        for root in roots(content, "xl/worksheets/")
        for element in root.iter(f"{MAIN}formula", f"{MAIN}formula1", f"{MAIN}formula2")
    ]
    without_text = [re.sub(r'"(?:[^"]|"")*"', "", formula) for formula in found]
    assert len(found) > 30
    assert max(map(len, found)) <= 255
    assert not [formula for formula in without_text if "{" in formula]


def test_rows_grow_with_what_is_typed(content: bytes):
    for root in roots(content, "xl/worksheets/"):
        rows = [r for r in root.iter(f"{MAIN}row") if int(r.get("r", "0")) >= FIRST_ROW]
        assert not [r for r in rows if r.get("customHeight")]
        assert max((float(r.get("ht", "0")) for r in rows), default=0) <= 409


def test_the_guide_says_whose_it_is_and_where_to_sign(book: Workbook):
    guide = book["Guide"]
    said = [str(c.value) for row in guide.iter_rows() for c in row if c.value]
    assert any(NEW.owner in text for text in said)
    assert {"Sign-off", "Name", "Post", "Date"} <= set(said)
    assert all(s.title in said for s in NEW.sheets)
    assert guide["A1"].value == f"{OCTOBER.settings.title}: your return for October 2013"


def test_two_workstreams_do_not_share_a_tab():
    for owner in OWNERS:
        new: NewReturn = new_return(OCTOBER, owner)
        assert len({s.title for s in new.sheets}) == len(new.sheets)


@pytest.mark.parametrize("name", ["master", "return"])
def test_the_file_is_as_the_standard_has_it(name: str, tmp_path: Path):
    made = build_master(OCTOBER, made=MADE) if name == "master" else build_return(NEW, made=MADE)
    (tmp_path / "book.xlsx").write_bytes(made)

    found = OpenXmlValidator().validate(tmp_path / "book.xlsx")

    problems = [e for e in found.errors if e.severity.name == "ERROR"]
    assert [f"{e.part_uri} {e.path}: {e.description}" for e in problems] == []
