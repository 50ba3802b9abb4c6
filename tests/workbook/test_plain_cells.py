"""The fast way of reading a worksheet sees what the parser sees, or leaves it to the parser."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from typing import Any

import pytest

from xlplan.workbook import plain_cells, row_patterns
from xlplan.workbook.cells import Run, Text
from xlplan.workbook.guard import Limits, WorkbookRefused
from xlplan.workbook.plain_cells import read_carefully, read_cells
from xlplan.workbook.sheets import Book
from xlplan.workbook.styles import Style

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STRINGS = (Text("One"), Text("Two", (Run("Two", bold=True),)), Text("_x0041_"))
STYLES = (Style(), Style(is_date=True), Style(fill="FFC7CE"), Style(is_percent=True, fill="C6EFCE"))
BOOK = Book("r.xlsx", STRINGS, STYLES, False, Limits())
ROWS = (
    '<row r="1" spans="1:4" ht="24" customHeight="1"><c r="A1" s="1"><v>41578</v></c>'
    '<c r="B1" t="inlineStr"><is><t xml:space="preserve"> R&amp;D &lt;5 </t></is></c>'
    '<c r="C1" t="inlineStr"><is><t>_x0041_</t></is></c><c r="D1"><v>41578</v></c></row>'
    '<row r="2" hidden="1"/><row r="3"><c r="A3" s="2"/><c r="B3" t="s"><v>1</v></c>'
    '<c r="C3" t="str"><f>IF(A1&gt;1,"x","_xlfn.y")</f><v>x_x0041_</v></c>'
    '<c r="D3" t="e"><v>#N/A</v></c><c r="AA3" t="b"><v>1</v></c></row>'
    '<row r="4"><c r="A4"><f t="shared" ref="A4:A5" si="0">B4*2</f><v>8.5</v></c>'
    '<c r="B4" s="3"><v>0.25</v></c></row><row r="5"><c r="A5"><f t="shared" si="0"/><v>9</v></c>'
    '<c r="B5" s="9" t="n"><f aca="false">1+1</f><v/></c><c r="C5" s="2" t="n"></c></row>'
    '<row r="6"><c r="A6" s="1"/></row>'
)
SHEET = f"""<?xml version="1.0" encoding="UTF-8"?>
<worksheet {MAIN} xmlns:x14ac="urn:a"><cols><col min="3" max="4" hidden="1"/></cols>
<sheetData>{ROWS}</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>"""
# Rows of a few forms, which are read when they are asked for: lines of a ledger, and blank ones.
LINE = (
    '<row r="{0}" ht="33"><c r="A{0}" s="1"><v>4{0}578</v></c><c r="B{0}" s="{0}" t="s"><v>{1}</v>'
    "</c>{2}</row>{3}"
)
TOLD = '<c r="D{0}" t="inlineStr"><is><t>{0}" #</t></is></c>'
LINES = "".join(
    LINE.format(n, n % 3, "" if n % 4 else TOLD.format(n), "" if n % 5 else f'<row r="{n + 1}"/>')
    for n in (*range(1, 12, 2), 15, 24, 25, 28, 115, 205, 1205)
)
LEDGER = f'<worksheet {MAIN}><sheetData>{LINES}<row r="1300"/></sheetData></worksheet>'
# Rows of one form, for which a pattern is made: each kind of content, alone and with a formula.
FORM = (
    '<row r="{0}"><c r="A{0}" s="1"><v>4157{0}</v></c><c r="B{0}" t="inlineStr"><is><t>R&amp;D {0}'
    '</t></is></c><c r="C{0}" s="2"/><c r="D{0}" t="s"><v>{1}</v></c><c r="E{0}" s="3" t="str">'
    '<f>B{0}&amp;"_x0041_"</f><v>R_x0041_</v></c><c r="F{0}"><f>1+1</f></c><c r="G{0}" t="b"><v>1'
    '</v></c><c r="H{0}"><f t="shared" si="0"/></c><c r="I{0}"><f t="shared" si="1"/><v>{0}</v></c>'
    "</row>"
)
FIRST = (
    '<row r="{0}"><c r="H{0}"><f t="shared" ref="H{0}:H99" si="0">A{0}*2</f></c><c r="I{0}">'
    '<f t="shared" ref="I{0}:I99" si="1">B{0}</f></c></row>'
)
FORMS = "".join(FIRST.format(n) if n in (1, 6) else FORM.format(n, n % 3) for n in range(1, 12))
FORMED = f"<worksheet {MAIN}><sheetData>{FORMS}</sheetData></worksheet>"
# What breaks a worksheet, turns it into another, or only looks as if it did.
SCRAPS = (
    *"<>&;\"'=/ _x0AaZz19.-\n\t\r\u00a0\u00e9\ufffe",
    *("</row>", '<row r="2">', '<c r="A1"/>', "<v>", "</v>", "&#65;", "&#0;", "&#xD800;", "&lt"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<?p ?>", "<sheetData>", "</sheetData>", "<sheetData/>"),
    *(
        ' t="s"',
        '"',
        '#"',
        ' t="n"',
        ' r="B1"',
        ' hidden="true"',
        ' s="2"',
        ' x14ac:dyDescent="1"',
        "x14ac:",
    ),
    *("<f/>", "<f></f>", "<is><t/></is>", "<is><r><t>a</t></r></is>", '<f t="array">1</f>'),
)


def seen(how: Any, content: bytes) -> object:
    """Return everything that a way of reading sees, or why it refuses."""
    try:
        reader, cells = how(content, BOOK, "Sheet")
        # Rows that wait are read below; which are hidden is asked before that.
        hidden = sorted(reader.hidden_rows)
        told = [(at, *cell[:2], _text(cell.formula), *cell[3:]) for at, cell in cells.items()]
        return repr((told, hidden, reader.merges(), reader.has_filter()))
    except WorkbookRefused as refusal:
        return str(refusal)


def _text(formula: object) -> str | None:
    return None if formula is None else str(formula)


@pytest.fixture(autouse=True)
def small_sheets_are_read_as_large_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rows wait, or have a pattern made for them, that are fewer than are worth it."""
    monkeypatch.setattr(plain_cells, "LARGE", 0)
    monkeypatch.setattr(row_patterns, "OFTEN", 2)


@pytest.fixture
def careful(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Count the worksheets that are left to the parser."""
    left: list[bytes] = []

    def counted(content: bytes, book: Book, name: str) -> Any:
        left.append(content)
        return read_carefully(content, book, name)

    monkeypatch.setattr(plain_cells, "read_carefully", counted)
    return left


@pytest.mark.parametrize("sheet", [SHEET, LEDGER, FORMED], ids=["sheet", "ledger", "formed"])
def test_the_fast_way_reads_every_plain_form_as_the_parser_does(sheet: str, careful: list[bytes]):
    content = sheet.encode()

    assert seen(read_cells, content) == seen(read_carefully, content)
    assert careful == []


@pytest.mark.parametrize("sheet", [SHEET, LEDGER, FORMED], ids=["sheet", "ledger", "formed"])
def test_a_worksheet_that_is_broken_anywhere_is_read_the_same_or_left_to_the_parser(
    sheet: str, careful: list[bytes]
):
    number = int(os.environ.get("XLPLAN_BROKEN_SHEETS", "2500"))
    for content in broken(sheet, number, random.Random(20131031)):
        assert seen(read_cells, content) == seen(read_carefully, content), content

    assert 0 < len(careful) < number


def broken(sheet: str, number: int, chance: random.Random) -> Iterator[bytes]:
    """Yield a worksheet after one to three accidents to its text, each time anew."""
    for _ in range(number):
        text = sheet
        for _ in range(chance.randint(1, 3)):
            start = chance.randrange(len(text))
            end = start + chance.choice((0, 0, 1, 1, 2, 7))
            scrap = chance.choice(("1", "7", "", "a")) if chance.random() < 0.5 else None
            text = text[:start] + (chance.choice(SCRAPS) if scrap is None else scrap) + text[end:]
        yield text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    "change",
    [
        ("<sheetData>", "<!-- <sheetData>"),
        ("<sheetData>", "<sheetData ><row r='9'/>"),
        ('encoding="UTF-8"', 'encoding="ISO-8859-1"'),
        ("<worksheet ", "<x:worksheet xmlns:x='urn:b' "),
        ("</row><row", "</row>\r\n<row"),
        ('r="A3"', 'r="a3"'),
        ('r="B3"', 'r="B4"'),
        ('r="B3"', ""),
        ('<row r="3">', "<row>"),
        ('<row r="3">', '<row r="1">'),
        ("<is>", "<is><rPh/>"),
        (" R&amp;D", "]]&gt; ]]> R&amp;D"),
        ("<v>1</v>", "<v>99</v>"),
        ("<v>1</v>", "<v>one</v>"),
        ('t="inlineStr"', 't="s"'),
        ('hidden="1"/>', 'hidden="1" hidden="0"/>'),
        ('ht="24"', 'x14ac:dyDescent="24"'),
        ('ht="24"', 'y:dyDescent="24"'),
    ],
)
def test_what_is_not_plain_is_read_as_the_parser_reads_it(change: tuple[str, str]):
    content = SHEET.replace(*change).encode()

    assert content != SHEET.encode()
    assert seen(read_cells, content) == seen(read_carefully, content)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" s="1"><v>7</v></c></row>'
        '<row r="2"><c r="A2" s="#"><v>7</v></c></row>',
        '<row r="1"><c r="A1" s="2"/></row><row r="2"><c r="A2" s="1"/></row>',
        '<row r="1"><c r="A1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>9</v></c></row>',
        "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><v>7</v></c></row>' for n in range(1, 6)),
        f"{FORMS}{FORM.format(13, 1)}".replace('<row r="13">', '<row r="12">'),
        '<row r="1" hidden="0"><c r="A1"><v>7</v></c></row>'
        '<row r="2" hidden="1"><c r="A2"><v>7</v></c></row>',
    ],
    ids=["sign", "fill", "string", "inline", "number", "hidden"],
)
def test_rows_that_are_alike_and_do_not_read_alike_do_not_wait(rows: str):
    content = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()

    assert seen(read_cells, content) == seen(read_carefully, content)
