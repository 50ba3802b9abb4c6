"""A new master is one whole plan: read back unchanged, live in Excel, and within its limits."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from tests.support.plans import (
    MADE,
    RULES,
    item_row,
    new_master,
    new_return,
    own_row,
    owners_of,
    stream,
)
from xlplan.fields import MASTER_HIDDEN, MASTER_VISIBLE
from xlplan.model import Level, Plan
from xlplan.workbook.builder import Entry, add_validation, put_formula
from xlplan.workbook.example import Example
from xlplan.workbook.layout import (
    HEADER_ROW,
    HIDDEN_WHEN_EMPTY,
    KEY_ROW,
    MARK_ROW,
    SHEETS,
    workstream_layout,
)
from xlplan.workbook.manifest import read_manifest
from xlplan.workbook.master import NotAMaster, read_master
from xlplan.workbook.new_master import NewMaster, build_master
from xlplan.workbook.new_return import build_return
from xlplan.workbook.package import Package, open_package
from xlplan.workbook.rows import item_values

OCTOBER = Example().latest(RULES)
CLASSIC = set(
    "AND CHAR CHOOSE COUNT COUNTA COUNTIF COUNTIFS DATE FIND IF IFERROR INDEX INT ISNUMBER ISTEXT "
    "LEFT LEN LOWER MATCH MAX MID MIN NOT OR ROW SMALL SUBSTITUTE SUM SUMIFS SUMPRODUCT TEXT "
    "TRIM".split()
)
PREFIXED = {"_xlfn.AGGREGATE", "_xlfn.UNICHAR"}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRING = re.compile(r'"(?:[^"]|"")*"')
FUNCTION = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)\(")
NAME = re.compile(r"(?<![\w\[!.'])([A-Z][A-Za-z_]{3,})(?![\w(\[!'])")
TABLE = re.compile(r"\b(t_\w+)\[")


@pytest.fixture(scope="module")
def content() -> bytes:
    return build_master(OCTOBER, made=MADE)


@pytest.fixture(scope="module")
def package(content: bytes) -> Package:
    return open_package(content, file="master.xlsx")


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return opened(content)


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content), rich_text=True)


def plan_of(new: NewMaster, folder: Path) -> Plan:
    path = folder / "master.xlsx"
    path.write_bytes(build_master(new, made=MADE))
    return read_master(path).plan


def xml_parts(content: bytes, folder: str) -> Iterator[etree._Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith(folder) and name.endswith(".xml"):
                yield etree.fromstring(archive.read(name))


def texts(content: bytes, folder: str, *tags: str) -> list[str]:
    """Return the text of every element of these names in the parts of a folder."""
    return [
        element.text or ""
        for root in xml_parts(content, folder)
        for tag in tags
        for element in root.iter(f"{MAIN}{tag}")
        if element.text
    ]


def every_formula(content: bytes) -> set[str]:
    in_sheets = texts(content, "xl/worksheets/", "f", "formula", "formula1", "formula2")
    return {*in_sheets, *texts(content, "xl/tables/", "calculatedColumnFormula")}


def test_the_same_plan_gives_the_same_bytes(content: bytes):
    assert build_master(Example().latest(RULES), made=MADE) == content


def test_the_plan_is_read_back_as_it_was_written(tmp_path: Path):
    plan = plan_of(OCTOBER, tmp_path)

    written = [row for w in OCTOBER.workstreams for row in OCTOBER.rows.get(w.code, ())]
    read = [item_values(item) for item in plan.rows]
    assert len(read) == len(written) == 39
    for was, now in zip(written, read, strict=True):
        assert {k: v or None for k, v in was.items() if k in now} == {
            k: now[k] for k in was if k in now
        }
    assert plan.settings == OCTOBER.settings
    assert [replace(w, own=None) for w in plan.workstreams] == list(OCTOBER.workstreams)
    assert [w.code for w in plan.workstreams if w.own] == [
        w.code for w in OCTOBER.workstreams if w.is_reported
    ]
    assert [p.post for p in plan.people] == [r["post"] for r in OCTOBER.tables["people"]]
    assert len(plan.history) == len(OCTOBER.tables["history"])
    assert [str(s.period) for s in plan.history] == [r["period"] for r in OCTOBER.tables["history"]]


def test_bold_marks_survive(tmp_path: Path):
    marked = "**Agreed:** the lease.\n\nNext: **Cabinet**, in March"
    new = new_master({"A": [own_row("A"), item_row("A1", commentary=marked)]})

    (item,) = plan_of(new, tmp_path).items

    assert item.commentary == marked
    assert any("**" in str(r["commentary"]) for rows in OCTOBER.rows.values() for r in rows)


@pytest.mark.parametrize(
    "text", ["=1+1", "=HYPERLINK(1)", "+44 1622", "-", "@here", "{=1}", "#N/A"]
)
def test_text_that_looks_like_a_formula_stays_text(text: str, tmp_path: Path):
    new = new_master({"A": [own_row("A"), item_row("A1", commentary=text)]})
    made = open_package(build_master(new, made=MADE), file="")
    formulas = [c.formula for s in made.sheets for c in s.cells.values() if c.value == text]

    (item,) = plan_of(new, tmp_path).items

    assert item.commentary == text
    assert formulas == [None]


def test_a_ref_is_text(tmp_path: Path):
    new = new_master({"A": [own_row("A"), item_row("1.10"), item_row("007")]})
    assert [i.ref for i in plan_of(new, tmp_path).items] == ["1.10", "007"]


def test_a_plan_may_have_next_to_nothing(tmp_path: Path):
    plan = plan_of(new_master({"A": []}), tmp_path)
    assert plan.items == () and plan.workstreams[0].own is None
    assert list(plan.rows) == []


def test_heads_marks_and_keys_stand_where_the_reader_looks(book: Workbook):
    for stream_ in OCTOBER.workstreams:
        if stream_.is_reported:
            sheet = next(
                s for s in book if s.cell(MARK_ROW, 1).value == f"xlplan sheet {stream_.code}"
            )
            known = workstream_layout(stream_.code, stream_.title, is_return=False)
            keys = [c.value for c in sheet[KEY_ROW]]
            assert keys == [c.key for c in known.columns]
            assert [c.value for c in sheet[HEADER_ROW]] == [c.heading for c in known.columns]
            assert sheet.row_dimensions[MARK_ROW].hidden and sheet.row_dimensions[KEY_ROW].hidden
            shown = [k for k, c in zip(keys, sheet[KEY_ROW], strict=True) if is_shown(sheet, c)]
            assert tuple(shown) == MASTER_VISIBLE
            assert sheet.column_dimensions["L"].outlineLevel == 1


def is_shown(sheet: object, cell: object) -> bool:
    return not sheet.column_dimensions[cell.column_letter].hidden  # type: ignore[attr-defined]


def test_sheets_stand_in_the_order_of_use(package: Package):
    names = [s.name for s in package.sheets]
    assert names[:3] == ["Guide", "Dashboard", "Incremental Improvement"]
    reported = [w for w in OCTOBER.workstreams if w.is_reported]
    assert names[2 + len(reported) :][:3] == ["Requests", "Conflicts", "Findings"]
    assert {known.title for known in SHEETS.values()} <= set(names)
    states = {s.name: s.state for s in package.sheets}
    assert states.pop("_xlplan") == "veryHidden"
    hidden = {name for name, state in states.items() if state != "visible"}
    assert hidden == {SHEETS[c].title for c in HIDDEN_WHEN_EMPTY if not OCTOBER.tables.get(c)}
    assert {"Requests", "Conflicts", "Findings", "Risks"} <= hidden
    assert max(map(len, names)) <= 31


def test_each_sheet_says_what_it_is_and_nothing_is_protected(content: bytes, package: Package):
    manifest = read_manifest(package)
    assert manifest and (manifest.role, manifest.plan_id) == ("master", OCTOBER.settings.plan_id)
    assert manifest.is_whole
    for root in xml_parts(content, "xl/"):
        assert not list(root.iter(f"{MAIN}sheetProtection"))
        assert not any(e.attrib for e in root.iter(f"{MAIN}workbookProtection"))


def test_validations_keep_excels_limits(content: bytes):
    formulas = texts(content, "xl/worksheets/", "formula1", "formula2")
    assert formulas and max(map(len, formulas)) <= 255
    for root in xml_parts(content, "xl/worksheets/"):
        for rule in root.iter(f"{MAIN}dataValidation"):
            assert len(rule.get("promptTitle", "")) <= 32 and len(rule.get("errorTitle", "")) <= 32
            assert len(rule.get("prompt", "")) <= 255 and len(rule.get("error", "")) <= 255


def test_no_array_of_words_where_excel_refuses_one(content: bytes):
    conditions = texts(content, "xl/worksheets/", "formula", "formula1", "formula2")
    assert not [f for f in conditions if "{" in STRING.sub("", f)]


def test_formulas_use_only_functions_that_every_excel_has(content: bytes):
    used = {name for f in every_formula(content) for name in FUNCTION.findall(STRING.sub("", f))}
    assert used - PREFIXED <= CLASSIC
    assert "COUNTIFS" in used and used >= PREFIXED


@pytest.mark.parametrize("formula", ["=XLOOKUP(A1,B:B,C:C)", "=LET(a,1,a)", "=A1&" + "1&" * 4100])
def test_a_formula_that_excel_2013_cannot_work_out_is_refused(formula: str):
    sheet = Workbook().active
    assert sheet
    with pytest.raises(ValueError, match="Excel"):
        put_formula(sheet["A1"], formula)


def test_a_validation_that_excel_would_break_on_is_refused():
    sheet = Workbook().active
    assert sheet
    long = '"' + "a word," * 40 + '"'
    with pytest.raises(ValueError, match="255"):
        add_validation(sheet, "A1", Entry("list", long, "Word", "", ""))


def test_a_formula_is_within_excels_length(content: bytes):
    assert max(map(len, every_formula(content))) <= 8192


def test_every_name_and_table_that_a_formula_uses_is_there(content: bytes, package: Package):
    tables = {table.name for sheet in package.sheets for table in sheet.tables}
    bare = [re.sub(r"\[[^\]]*\]", "", STRING.sub("", f)) for f in every_formula(content)]
    names = {n for f in bare for n in NAME.findall(f)} - {"TRUE", "FALSE"}

    assert names <= package.names.keys()
    assert {"AsAt", "PlanPolicy", "List_Rating", "List_People"} <= names
    assert {t for f in every_formula(content) for t in TABLE.findall(f)} <= tables


def test_every_name_points_to_cells_that_are_filled(package: Package):
    for name, place in package.names.items():
        tab, _, area = place.replace("$", "").rpartition("!")
        sheet = package.sheet(tab.strip("'"))
        if name in ("OpenMonth", "MonthBefore"):
            assert "Settings!$B$8" in package.names[name]
            continue
        assert sheet, name
        if name.startswith("List_") or name in ("AsAt", "PlanPolicy"):
            letters, row = re.match(r"([A-Z]+)(\d+)", area).groups()  # type: ignore[union-attr]
            column = sum((ord(c) - 64) * 26**n for n, c in enumerate(reversed(letters)))
            assert sheet.value(int(row), column) is not None, name
    assert package.names["AsAt"] == "Settings!$B$9"


def test_the_formula_of_a_table_column_is_that_of_its_cells(content: bytes, book: Workbook):
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            for column in table.tableColumns:
                if column.calculatedColumnFormula:
                    told = column.calculatedColumnFormula.attr_text
                    for number, heading in enumerate(table.column_names, 1):
                        place = f"{get_column_letter(number)}{HEADER_ROW + 1}"
                        told = told.replace(f"{table.name}[[#This Row],[{heading}]]", place)
                    assert sheet.cell(HEADER_ROW + 1, column.id).value == f"={told}"


def test_the_as_at_date_is_a_date(package: Package):
    sheet = package.sheet("Settings")
    assert sheet and sheet.value(9, 2) == date(2013, 10, 31)


def test_a_return_or_another_workbook_is_not_a_master(tmp_path: Path):
    owner = next(owners_of(OCTOBER))
    (tmp_path / "return.xlsx").write_bytes(build_return(new_return(OCTOBER, owner), made=MADE))
    plain = Workbook()
    plain.save(tmp_path / "plain.xlsx")

    with pytest.raises(NotAMaster, match="is a return"):
        read_master(tmp_path / "return.xlsx")
    with pytest.raises(NotAMaster, match="is not a master"):
        read_master(tmp_path / "plain.xlsx")


def test_an_unknown_policy_is_told_in_words(tmp_path: Path):
    rows = {"A": [own_row("A"), item_row("A1")]}
    new = new_master(rows, streams=[stream("A", policy="best")])
    with pytest.raises(NotAMaster, match='"best", which is not a roll-up policy'):
        plan_of(new, tmp_path)


def test_levels_and_hidden_columns(tmp_path: Path):
    rows = [own_row("A"), item_row("A1"), item_row("A1.1", level="Sub-item", parent="A1")]
    plan = plan_of(new_master({"A": rows}), tmp_path)
    assert [r.level for r in plan.rows] == [Level.WORKSTREAM, Level.ITEM, Level.SUB_ITEM]
    assert plan.sub_items_of(plan.items[0]) == plan.items[1:]
    assert {"item_id", "level"} <= set(MASTER_HIDDEN)


def test_a_plan_of_many_workstreams_still_has_a_dashboard(tmp_path: Path):
    codes = [f"W{number}" for number in range(70)]
    rows = {code: [own_row(code), item_row(f"{code}1")] for code in codes}
    new = new_master(rows, streams=[stream(code) for code in codes])
    assert len(plan_of(new, tmp_path).workstreams) == 70


@pytest.mark.parametrize(("number", "height"), [(2, 8.2), (12, 12.4)])
def test_the_chart_of_workstreams_has_room_to_name_each_of_them(number: int, height: float):
    codes = [f"W{place:02}" for place in range(number)]
    rows = {code: [own_row(code), item_row(f"{code}1")] for code in codes}
    made = build_master(new_master(rows, streams=[stream(code) for code in codes]), made=MADE)

    dashboard: Any = load_workbook(io.BytesIO(made))["Dashboard"]
    place = next(c.anchor for c in dashboard._charts if c.anchor._from.col == 0)
    assert place.ext.height == pytest.approx(height * 360_000, rel=0.01)
    first = (str(dashboard.cell(row, 1).value) for row in range(1, 200))
    asks = next(row for row, text in enumerate(first) if text.startswith("What owners ask"))
    assert (asks - place._from.row) * 0.53 > height
