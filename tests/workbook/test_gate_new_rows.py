"""The gate judges every cell of a new row, also those for which nothing was asked."""

import re
from datetime import date

import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table

from tests.workbook.plans import a_plan, edited, saved
from tests.workbook.raw import parts_of, zipped
from xlplan.workbook import gate_rows
from xlplan.workbook.cells import Run
from xlplan.workbook.edits import (
    AppendRow,
    Edit,
    FitRow,
    RichText,
    SetCell,
    SetFormula,
    SetSheetState,
)
from xlplan.workbook.gate import differences

SHEET, LOG = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
FORMULA = r'IF\(D\d="Red","Say why",Plan!\$A\$1\)'


def a_source(*, is_shared: bool = False, rows: int = 3) -> bytes:
    """A plan whose column To fix fills itself, and a log of which no column does."""
    book = a_plan([(f"13.{n}", "Lease", None, "Red") for n in range(rows)])
    log = book.create_sheet("Log")
    log.append(("When", "What", "Was", "Is"))
    log.append((date(2014, 1, 1), "Lease", "Red", 4))
    log["C2"].font = Font(bold=True)
    log.add_table(Table(displayName="tblLog", ref="A1:D2"))
    content = parts_of(edited(saved(book), SetCell("Plan", 2, 2, "Lease of the depot")))
    return zipped({**content, SHEET: shared(content[SHEET], rows) if is_shared else content[SHEET]})


def shared(sheet: bytes, rows: int) -> bytes:
    """Have the formulas of a column share the text of the first."""
    first, rest = f'<f t="shared" ref="E2:E{rows + 1}" si="0">', b'<f t="shared" si="0"/>'
    start, *others = re.split(rb"(?=<f>)", sheet)
    others[1:] = [re.sub(rb"<f>[^<]*</f>", rest, piece) for piece in others[1:]]
    return b"".join([start, others[0].replace(b"<f>", first.encode()), *others[1:]])


EDITS: list[Edit] = [
    AppendRow("tblPlan", {"Ref": "14.1", "RAG": "Amber"}),
    AppendRow("tblPlan", {"Ref": "14.2", "RAG": "Red"}),
    AppendRow("tblLog", {"When": date(2014, 2, 1), "What": "Sale"}),
    AppendRow("tblLog", {"When": date(2014, 2, 2), "What": "Lease"}, 60.0),
]
# Part, what stands in it, and what an editor that is at fault would have written there.
FAULTS = {
    "a value": (SHEET, r'(r="B6" s="\d+") ?/>', r"\1><v>7</v></c>"),
    "a value that was not worked out": (SHEET, r'(r="E6"[^>]*><f[^/]*?(/>|</f>))', r"\1<v>7</v>"),
    "a value in a row proven by bytes": (LOG, r'(r="C4" s="\d+") ?/>', r"\1><v>7</v></c>"),
    "a cell of a line": (LOG, r'(r="B4"[^>]*><v>\d+</v></c>)', r'\1<c r="D4"><v>1</v></c>'),
    "another style": (SHEET, r'(r="B6") s="\d+"', r"\1"),
    "another style of a value": (SHEET, r'(r="A6")', r'\1 s="1"'),
    "another style in a line": (LOG, r'(r="C4") s="\d+"', r"\1"),
    "another style of a value in a line": (LOG, r'(r="B4")', r'\1 s="1"'),
    "another style in the first line": (LOG, r'(r="C3") s="\d+"', r"\1"),
    "no cell": (SHEET, r'<c r="B6" s="\d+" ?/>', ""),
    "no cell in a line": (LOG, r'<c r="C4" s="\d+" ?/>', ""),
    "a cell beside the table": (SHEET, r'(<c r="E6".*?</c>)', r'\1<c r="F6"><v>1</v></c>'),
    "a cell beside a line": (LOG, r'(<c r="C4" s="\d+" ?/>)', r'\1<c r="F4"><v>1</v></c>'),
    "a hidden row": (SHEET, r'<row r="6"', '<row r="6" hidden="1"'),
    "a hidden line": (LOG, r'<row r="4"', '<row r="4" hidden="1"'),
    "a line that is hidden by its height": (LOG, r'<row r="4" ht="60"', '<row r="4" ht="0"'),
    "another height": (SHEET, r'<row r="6" ht="45"', '<row r="6" ht="46"'),
    "a row with a style": (SHEET, r'<row r="6"', '<row r="6" s="1" customFormat="1"'),
    "a row too many": (LOG, r"(</sheetData>)", r'<row r="9"><c r="A9"><v>1</v></c></row>\1'),
    "another formula": (SHEET, r'r="E6"(.*?)<f.*?(/>|</f>)', r'r="E6"\1<f>1+1</f>'),
    "no formula": (SHEET, r'r="E6"(.*?)<f.*?(/>|</f>)</c>', r'r="E6"\1</c>'),
    "the formula of the row above": (
        SHEET,
        r'r="E6"(.*?)<f.*?(/>|</f>)',
        r'r="E6"\1<f>IF(D5="Red","Say why",Plan!$A$1)</f>',
    ),
    "an array formula": (
        SHEET,
        r'r="E6"(.*?)<f.*?(/>|</f>)',
        r'r="E6"\1<f t="array" ref="E6">IF(D6="Red","Say why",Plan!$A$1)</f>',
    ),
    "a formula shared with nobody": (
        SHEET,
        r'r="E6"(.*?)<f.*?(/>|</f>)',
        r'r="E6"\1<f t="shared" si="9"/>',
    ),
    "a format that does not reach it": (SHEET, r'(Formatting sqref="D2:D)6', r"\g<1>5"),
    "a validation that does not reach it": (SHEET, r'(Validation sqref="D2:D)6', r"\g<1>5"),
}


def by_trees(monkeypatch: pytest.MonkeyPatch, *given: object) -> list[str]:
    def whole(*_: object) -> None:
        raise gate_rows._NotPlain

    with monkeypatch.context() as context:
        context.setattr(gate_rows, "_Compared", whole)
        return differences(*given)  # type: ignore[arg-type]


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize(("part", "pattern", "fault"), FAULTS.values(), ids=FAULTS)
def test_what_was_not_asked_for_in_a_new_row_is_seen(
    monkeypatch: pytest.MonkeyPatch, part: str, pattern: str, fault: str, *, is_shared: bool
):
    source = a_source(is_shared=is_shared)
    result = edited(source, *EDITS)
    assert differences(source, result, EDITS) == by_trees(monkeypatch, source, result, EDITS) == []
    content = parts_of(result)
    spoilt, number = re.subn(pattern, fault, content[part].decode(), count=1, flags=re.DOTALL)
    assert number == 1, content[part].decode()

    wrong = zipped({**content, part: spoilt})
    quick, trees = (
        differences(source, wrong, EDITS),
        by_trees(monkeypatch, source, wrong, EDITS),
    )
    assert quick == trees != []


BLANK: list[Edit] = [AppendRow("tblPlan", {"Ref": "14.1"})]


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        (r'(r="C2" s="\d+") ?/>', r"\1><v>7</v></c>"),
        (r'(r="C2") s="\d+"', r"\1"),
        (FORMULA, "1+1"),
        (r"<f>[^<]*</f>", ""),
    ],
)
def test_the_rest_of_a_blank_row_that_took_values_stays(pattern: str, fault: str):
    source = saved(a_plan([(None, None, None, None)]))
    content = parts_of(edited(source, *BLANK))
    spoilt, number = re.subn(pattern, fault, content[SHEET].decode(), count=1)
    assert number == 1, content[SHEET].decode()

    assert differences(source, zipped({**content, SHEET: spoilt}), BLANK) != []


DAY = date(2014, 3, 1)


@pytest.mark.parametrize(
    "edits",
    [
        [SetCell("Plan", 2, 1, DAY), SetCell("Plan", 2, 1, "x")],
        [AppendRow("tblPlan", {"Ref": DAY}), SetCell("Plan", 5, 1, "x")],
        [AppendRow("tblPlan", {"Ref": DAY}), FitRow("Plan", 5, 9), AppendRow("tblPlan", {})],
        [SetCell("Plan", 4, 1, DAY), AppendRow("tblPlan", {"Ref": "x"})],
        [AppendRow("tblPlan", {"Ref": "x"}), SetCell("Plan", 4, 1, DAY)],
        [SetCell("Plan", 4, 5, "typed"), AppendRow("tblPlan", {"Ref": "x"})],
        [AppendRow("tblPlan", {"Ref": "x"}), SetCell("Plan", 4, 5, "typed")],
        [AppendRow("tblPlan", {"To fix": "typed"}), FitRow("Plan", 5, 77)],
        [AppendRow("tblPlan", {"Ref": "x"}), SetFormula("Plan", 5, 4, "A5&B5")],
        [AppendRow("tblPlan", {}), SetSheetState("Log", "hidden"), AppendRow("TBLPLAN", {}, 30)],
        [SetCell("Plan", 40, 3, "x"), FitRow("Plan", 40, 30)],
    ],
)
@pytest.mark.parametrize("is_shared", [False, True])
def test_edits_that_follow_each_other_are_no_fault(edits: list[Edit], *, is_shared: bool):
    edited(a_source(is_shared=is_shared), *edits)


@pytest.mark.parametrize("typed", [(), (3,), (2, 3), (4,)])
def test_a_column_that_the_table_does_not_fill_goes_by_its_cells(typed: tuple[int, ...]):
    book = a_plan([("13.1", "Lease", None, "Red")] * 3)
    book["Plan"].tables["tblPlan"].tableColumns[4].calculatedColumnFormula = None
    for number in typed:
        book["Plan"].cell(number, 5).value = "typed"
    source, edits = saved(book), [AppendRow("tblPlan", {"Ref": "x"})] * 2
    content = parts_of(edited(source, *edits))
    assert content[SHEET].count(b"<f>") == (3 - len(typed) if typed else 5)

    wrong = re.sub(rb'(<c r="E5")(/>|>.*?</c>)', rb"\1><f>1+1</f></c>", content[SHEET])
    if typed:
        wrong = wrong.replace(b"</row></sheetData>", b'<c r="E6"><f>1+1</f></c></row></sheetData>')
    assert wrong != content[SHEET]
    assert differences(source, zipped({**content, SHEET: wrong}), edits) != []


def test_a_formula_written_out_wrongly_or_not_at_all_is_seen():
    source, edit = a_source(is_shared=True), SetCell("Plan", 2, 5, "typed")
    content = parts_of(edited(source, edit))
    assert content[SHEET].count(b"<f>") == 2
    wrong = content[SHEET].replace(b"IF(D4=", b"IF(D3=")
    lost = re.sub(rb"<f>[^<]*</f>", b'<f t="shared" si="0"/>', content[SHEET])

    assert "column 5" in " ".join(differences(source, zipped({**content, SHEET: wrong}), [edit]))
    assert "lost its" in " ".join(differences(source, zipped({**content, SHEET: lost}), [edit]))


RICH = SetCell("Plan", 2, 2, RichText((Run("Not", bold=True), Run(" agreed "), Run("yet"))))


@pytest.mark.parametrize(("was", "now"), [(b"<b/>", b""), (b"<b/>", b"<i/>"), (b"<r>", b"<r><b/>")])
def test_rich_text_that_lost_or_got_weight_is_seen(was: bytes, now: bytes):
    source = a_source()
    content = parts_of(edited(source, RICH))
    strings = content["xl/sharedStrings.xml"]
    at = strings.rindex(b"<si>")
    if now == b"<r><b/>":
        was, now = b"</r><r><rPr>", b"</r><r><rPr><b/>"
    spoilt = strings[:at] + strings[at:].replace(was, now, 1)
    assert spoilt != strings

    wrong = zipped({**content, "xl/sharedStrings.xml": spoilt})
    assert "does not hold" in " ".join(differences(source, wrong, [RICH]))


def test_another_text_that_reads_the_same_is_seen():
    bold = RichText((Run("Lease", bold=True),))
    first = edited(a_source(), SetCell("Plan", 2, 2, bold), SetCell("Plan", 3, 2, "Lease"))
    edit = SetCell("Plan", 9, 9, 1)
    content = parts_of(edited(first, edit))
    rich, plain = re.findall(rb'r="B[23]"[^>]*><v>(\d+)</v>', content[SHEET])
    assert rich != plain
    spoilt = re.sub(rb'(r="B3"[^>]*><v>)\d+', rb"\g<1>" + rich, content[SHEET])

    wrong = zipped({**content, SHEET: spoilt})
    assert "Row 3, column 2" in " ".join(differences(first, wrong, [edit]))


SPACED = "  Ask Legal "
STRINGS = "xl/sharedStrings.xml"


@pytest.mark.parametrize(
    ("part", "pattern", "fault"),
    [
        (SHEET, r'(<c r="A3".*?</c>)', r"\1\1"),
        (SHEET, r'(<row r="3".*?</row>)', r"\1\1"),
        (SHEET, r'(<c r="A4".*?</c>)(<c r="B4".*?</c>)', r"\2\1"),
        (SHEET, r'(<row r="3".*?</row>)(<row r="4".*?</row>)', r"\2\1"),
        (SHEET, r'<c r="A4"', '<c r="A5"'),
        (SHEET, r'<c r="A4"', '<c r="4"'),
        (SHEET, r'(r="C3") s="\d+"', r'\1 s="0"'),
        (SHEET, r'(r="C3") s="\d+"', r'\1 s="99"'),
        (SHEET, r'<row r="4" ht="\d+"', '<row r="4" ht="0"'),
        (SHEET, r'version="1.0"', 'version="2.0"'),
        (STRINGS, r"spreadsheetml/2006", "spreadsheetml/2007"),
        (STRINGS, r' xml:space="preserve">  Ask', ">  Ask"),
        (STRINGS, r'<rFont val="Calibri"', '<rFont val="Arial"'),
        (STRINGS, r"<sz [^>]*>", ""),
        ("xl/styles.xml", r'defaultTableStyle="\w+"', ""),
    ],
)
def test_what_excel_would_mend_or_show_otherwise_is_seen(
    monkeypatch: pytest.MonkeyPatch, part: str, pattern: str, fault: str
):
    source = a_source()
    edits: list[Edit] = [
        SetCell("Plan", 3, 1, SPACED),
        SetCell("Plan", 3, 3, DAY),
        SetCell("Plan", 4, 1, DAY),
        SetCell("Plan", 4, 2, RichText((Run("Not", bold=True), Run(" agreed")))),
        FitRow("Plan", 4, 30),
    ]
    content = parts_of(edited(source, *edits))
    spoilt, number = re.subn(pattern, fault, content[part].decode(), count=1, flags=re.DOTALL)
    assert number == 1, content[part].decode()

    wrong = zipped({**content, part: spoilt})
    assert differences(source, wrong, edits) != []
    assert by_trees(monkeypatch, source, wrong, edits) != []
