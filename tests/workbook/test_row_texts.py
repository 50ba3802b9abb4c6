"""Rows edited as text and rows edited as a tree come out the same, and doubt goes to the tree."""

import random
from datetime import date
from xml.etree import ElementTree

import pytest

from tests.workbook.plans import a_plan, saved
from tests.workbook.raw import parts, parts_of, zipped
from xlplan.model import CellValue
from xlplan.workbook import patch
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.edits import AppendRow, Edit, FitRow, SetCell
from xlplan.workbook.row_texts import NotPlain, joined, parted

VALUES: tuple[CellValue, ...] = (None, "R&D <1>", "  two  ", 3, 0.5, True, date(2014, 3, 31))
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


@pytest.mark.parametrize(
    "data",
    [
        f'<row r="1"><!-- <row r="2"/> -->{CELL}</row>',
        f'<row r="1"><![CDATA[<row>]]>{CELL}</row>',
        f'<row r="1">{CELL}</row><row r="1"/>',
        f'<row r="2">{CELL}</row><row r="1"/>',
        f"<row>{CELL}</row>",
        f'<row r="1" xmlns:z="urn:z">{CELL}</row>',
        f'<row r="1">{CELL}</row> ',
        f'<x:row r="1">{CELL}</x:row>',
        '<row r="1"><row r="2"/></row>',
        f'<row r="1" z="a>b">{CELL}</row>',
    ],
)
def test_what_bytes_do_not_tell_for_certain_is_left_to_the_tree(data: str):
    sheet = f"<worksheet><sheetData>{data}</sheetData></worksheet>".encode()
    with pytest.raises(NotPlain):
        parted(sheet)


@pytest.mark.parametrize(
    "cell", ['<c r="B2"/>', "<c/>", '<c r="A1"/><c r="A1"/>', "text", '<c r="A1" z="a>b"/>']
)
def test_a_row_that_is_not_plain_is_found_out_when_it_is_taken_apart(cell: str):
    sheet = f'<worksheet><sheetData><row r="1">{cell}</row></sheetData></worksheet>'.encode()
    frame, rows = parted(sheet)
    assert joined(frame, rows) == sheet
    with pytest.raises(NotPlain):
        rows.columns(1)
