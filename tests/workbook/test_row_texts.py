"""Rows edited as text and rows edited as a tree come out the same, and doubt goes to the tree."""

import os
import random
from datetime import date
from xml.etree import ElementTree

import pytest

from tests.workbook.plans import a_plan, edited, saved, sheet_of, why_refused, with_table
from tests.workbook.raw import MAIN, parts, parts_of, zipped
from xlplan.model import CellValue
from xlplan.workbook import patch, table_rows
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import Run
from xlplan.workbook.edits import AppendRow, Edit, FitRow, RichText, SetCell
from xlplan.workbook.row_texts import NotPlain, TextRows, joined, parted

VALUES: tuple[CellValue, ...] = (None, "R&D <1>", "  two  ", 3, 0.5, True, date(2014, 3, 31))
MARKS = ("", ' spans="2:5"', ' ht="33" customHeight="1"', ' spans="1:9" ht="20"')
CELL = '<c r="A1"><v>1</v></c>'


def made(source: bytes, edits: list[Edit], *, is_plain: bool) -> dict[str, str]:
    result = patch._made(BookDraft(source, "plan.xlsx", is_plain=is_plain), edits)
    return {
        name: ElementTree.canonicalize(content.decode())
        for name, content in parts_of(result).items()
    }


@pytest.mark.parametrize("seed", range(20))
def test_text_and_tree_make_the_same_edits(seed: int):
    chance = random.Random(seed)
    source = saved(a_plan([(f"13.{n}", "Lease", None, "Red") for n in range(6)]))
    edits: list[Edit] = [
        SetCell("Plan", chance.randint(2, 30), chance.randint(1, 9), chance.choice(VALUES))
        for _ in range(30)
    ]
    edits += [AppendRow("tblPlan", {"Ref": "14", "RAG": "Red"})] if seed % 2 else []
    edits += [FitRow("Plan", 3, 60.0)]
    edits = [e for e in edits if not (seed % 2 and isinstance(e, SetCell) and e.row > 7)]

    assert made(source, edits, is_plain=True) == made(source, edits, is_plain=False)


@pytest.mark.parametrize("seed", range(5))
def test_shared_formulas_are_released_alike(seed: int):
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A5" si="0">B1&amp;"&lt;"</f><v>1</v></c></row>'
    )
    rows += "".join(
        f'<row r="{n}" spans="1:2"><c r="A{n}" s="1"><f t="shared" si="0"/><v>{n}</v></c></row>'
        for n in range(2, 6)
    )
    edits: list[Edit] = [SetCell("Plan", seed + 1, 1, "x"), SetCell("Plan", 1, 1, None)]

    source = zipped(parts(rows))
    assert made(source, edits, is_plain=True) == made(source, edits, is_plain=False)


@pytest.mark.parametrize("seed", range(int(os.environ.get("XLPLAN_EDITED_SHEETS", "20"))))
def test_the_quick_ways_give_the_same_bytes_as_cell_by_cell(
    monkeypatch: pytest.MonkeyPatch, seed: int
):
    chance = random.Random(seed)
    texts = [
        "A",
        "  b ",
        "R&D <1>",
        "_x0041_",
        "two\nlines",
        "A",
        'say "no"',
        "naïve €",
        "",
        "\x01",
    ]
    rich = RichText((Run("bold", bold=True), Run(""), Run(" x ")))
    values: list[CellValue | RichText] = [*texts, *VALUES, rich]
    rows = "".join(_a_row(n, chance) for n in range(3, 9) if chance.random() < 0.8)
    edits: list[Edit] = [
        SetCell("Plan", chance.randint(2, 9), chance.randint(2, 5), chance.choice(values))
        for _ in range(25)
    ]
    edits += [FitRow("Plan", chance.randint(2, 9), chance.choice([15.0, 30.5])) for _ in range(4)]
    points = [None, None, 15.0, 48.0]
    edits += [
        AppendRow("tbl", {"Ref": chance.choice(values)}, chance.choice(points)) for _ in range(9)
    ]
    edits += [
        SetCell("Plan", chance.randint(2, 12), chance.randint(1, 5), chance.choice(values))
        for _ in range(9)
    ]
    stored = parts_of(with_table(rows=rows))
    above = b'<row r="2"' + chance.choice(MARKS).encode()
    sheet = stored["xl/sheet1.xml"].replace(b'<row r="2"', above)
    source = zipped({**stored, "xl/sheet1.xml": sheet})
    assert made(source, edits, is_plain=True) == made(source, edits, is_plain=False)

    quick = patch._made(BookDraft(source, "plan.xlsx"), edits)
    monkeypatch.setattr(TextRows, "spot", lambda *_: None)
    monkeypatch.setattr(table_rows, "write_lines", lambda *_, **__: False)
    assert quick == patch._made(BookDraft(source, "plan.xlsx"), edits)


def test_ordinary_cells_and_new_rows_take_the_quick_ways(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(TextRows, "put", lambda *_, **__: pytest.fail("written cell by cell"))
    row = '<row r="9" spans="3:3"><c r="C9" s="3" t="inlineStr"><is><t>x</t></is></c></row>'
    edits: list[Edit] = [SetCell("Plan", 9, 3, "y"), SetCell("Plan", 2, 1, 4)]
    edits += [AppendRow("tbl", {"Ref": f"Q{n}"}, 30.5) for n in range(3)]

    result = parts_of(patch._made(BookDraft(with_table(rows=row), "plan.xlsx"), edits))
    assert b'<row r="9"><c r="C9" s="3" t="s"><v>0</v></c></row>' in result["xl/sheet1.xml"]
    assert b'<row r="5" ht="30.5"><c r="A5" t="s"><v>3</v></c></row>' in result["xl/sheet1.xml"]
    assert b"<si><t>y</t></si><si><t>Q0</t></si>" in result["xl/sharedStrings.xml"]


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="A1"><f>1+1</f></c>',
        '<c r="A1"/><c r="A1"/>',
        '<c r="A1" vm="1"><v>1</v></c>',
        '<c r="A1"><extLst/></c>',
        '<c r="A1" xmlns:z="urn:z"><v>1</v></c>',
        '<c r="A1"><v>1</v></c><c r="B1"><z xmlns="urn:z"/></c>',
    ],
)
def test_other_cells_are_not_written_in_place(cells: str):
    sheet = f'<worksheet><sheetData><row r="1">{cells}</row></sheetData></worksheet>'.encode()
    assert parted(sheet)[1].spot(1, 1) is None


@pytest.mark.parametrize("others", ['<c r="B1" z="1"/><c r="B1"/>', "<c/>", '<c r="B2"/>'])
def test_what_stands_beside_a_cell_stays_as_it_is(others: str):
    source = zipped(parts(f'<row r="1"><c r="A1" s="3"/>{others}</row>'))
    result = patch._made(BookDraft(source, "plan.xlsx"), [SetCell("Plan", 1, 1, 4)])
    row = f'<row r="1"><c r="A1" s="3"><v>4</v></c>{others}</row>'
    assert row.encode() in parts_of(result)["xl/sheet1.xml"]


def test_a_cell_that_stands_twice_is_refused():
    source = zipped(parts('<row r="1"><c r="A1"/><c r="A1"/></row>'))
    assert "Plan!A1 stands twice" in why_refused(source, SetCell("Plan", 1, 1, 4))


def test_a_cell_that_cannot_be_written_is_refused_however_plain_it_is():
    row = '<row r="3"><c r="C3"/><c r="D3"><v>1</v></c></row>'
    source = with_table(rows=row, after='<mergeCells><mergeCell ref="C3:D4"/></mergeCells>')
    good = [SetCell("Plan", 2, 1, "b"), SetCell("Plan", 3, 3, 2)]

    assert sheet_of(edited(source, *good)).value(3, 3) == 2
    assert why_refused(source, *good, SetCell("Plan", 1, 1, "x")) == (
        "Plan!A1 is in the heading or totals row of a table."
    )
    assert why_refused(source, *good, SetCell("Plan", 3, 4, 5)) == (
        "Plan!D3 is inside the merged cells C3:D4."
    )


def test_new_texts_stand_behind_those_of_a_prefixed_part():
    strings = f'<x:sst xmlns:x="{MAIN}" count="9"><x:si><x:t>a</x:t></x:si></x:sst>'
    source = parts('<row r="1"><c r="A1"/></row>', strings="<si><t>a</t></si>")
    source["xl/sharedStrings.xml"] = strings
    values: list[CellValue | RichText] = [
        "b & <c>",
        RichText((Run("bold", bold=True),)),
        "a",
        "b & <c>",
    ]
    result = edited(zipped(source), *(SetCell("Plan", 1, n, v) for n, v in enumerate(values, 1)))

    assert [sheet_of(result).value(1, n) for n in range(1, 5)] == [
        "b & <c>",
        "bold",
        "a",
        "b & <c>",
    ]
    assert parts_of(result)["xl/sharedStrings.xml"].endswith(
        b"<x:si><x:t>a</x:t></x:si><x:si><x:t>b &amp; &lt;c&gt;</x:t></x:si>"
        b'<x:si><x:r><x:rPr><x:b/><x:sz val="12"/><x:rFont val="Arial"/></x:rPr>'
        b"<x:t>bold</x:t></x:r></x:si></x:sst>"
    )


def _a_row(number: int, chance: random.Random) -> str:
    """A row of cells of many kinds, with and without marks, as programs write them."""
    kinds = (
        '<c r="{0}{1}"/>',
        '<c r="{0}{1}" s="1"><v>41729</v></c>',
        '<c r="{0}{1}" s="3" t="inlineStr"><is><t xml:space="preserve"> two &amp; </t></is></c>',
        '<c r="{0}{1}" t="str"><f>B2&amp;"x"</f><v>x</v></c>',
        '<c r="{0}{1}" s="2" cm="1" t="b"><v>1</v></c>',
        '<c r="{0}{1}" t="inlineStr"><is><r><t>rich</t></r></is></c>',
        "",
    )
    cells = "".join(chance.choice(kinds).format(column, number) for column in "BCDE")
    return f'<row r="{number}"{chance.choice(MARKS)}>{cells}</row>'


@pytest.mark.parametrize(
    "data",
    [
        f'<row r="1"><!-- <row r="2"/> -->{CELL}</row>',
        f'<row r="1"><![CDATA[<row>]]>{CELL}</row>',
        f'<row r="1">{CELL}</row><row r="1"/>',
        f'<row r="2">{CELL}</row><row r="1"/>',
        f"<row>{CELL}</row>",
        f'<row r="1">{CELL}</row> ',
        f'<x:row r="1">{CELL}</x:row>',
        '<row r="1"><row r="2"/></row>',
        f'<row r="1">{CELL}</row></row><row r="2"/>',
    ],
)
def test_what_bytes_do_not_tell_for_certain_is_left_to_the_tree(data: str):
    sheet = f"<worksheet><sheetData>{data}</sheetData></worksheet>".encode()
    with pytest.raises(NotPlain):
        parted(sheet)


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="B2"/></row>',
        '<row r="1"><c/></row>',
        '<row r="1"><c r="A1"/><c r="A1"/></row>',
        '<row r="1">text</row>',
        '<row r="1"><c r="A1" z="a>b"/></row>',
        f'<row r="1" xmlns:z="urn:z">{CELL}</row>',
        f'<row r="1" z="a>b" ht="30">{CELL}</row>',
    ],
)
def test_a_row_that_is_not_plain_is_found_out_when_it_is_taken_apart(row: str):
    sheet = f"<worksheet><sheetData>{row}</sheetData></worksheet>".encode()
    frame, rows = parted(sheet)
    assert joined(frame, rows) == sheet
    assert rows.spot(1, 1) is None
    with pytest.raises(NotPlain):
        rows.columns(1)


def test_no_mark_is_read_from_a_row_that_is_not_plain():
    row = '<row r="1" z="a>b" ht="30"/>'
    _, rows = parted(f"<worksheet><sheetData>{row}</sheetData></worksheet>".encode())
    with pytest.raises(NotPlain):
        rows.mark(1, "ht")
