import re
from datetime import date

import pytest

from tests.workbook.plans import a_plan, edited, saved
from tests.workbook.raw import parts_of, zipped
from xlplan.workbook.edits import SetCell, SetSheetState
from xlplan.workbook.gate import differences

SPOILT = [
    ("xl/worksheets/sheet1.xml", b"<v>77</v>", b"<v>78</v>", "does not hold"),
    ("xl/worksheets/sheet1.xml", b'ht="45"', b'ht="46"', "another height"),
    ("xl/worksheets/sheet1.xml", b'sqref="D2"><cf', b'sqref="D2"><x/><cf', "beside its cells"),
    ("xl/worksheets/sheet1.xml", b'Say why",Plan', b'Say how",Plan', "column 5"),
    ("xl/sharedStrings.xml", b"Lease", b"Least", "Text that other cells share"),
    ("xl/styles.xml", b'wrapText="1"', b'wrapText="0"', "style sheet"),
    ("xl/theme/theme1.xml", b"Office", b"Offices", "theme1.xml was changed"),
    ("xl/worksheets/sheet1.xml", b"</worksheet>", b"", "cannot be read back"),
    ("xl/workbook.xml", b"<calcPr", b"<workbookProtection/><calcPr", "own settings"),
    ("xl/workbook.xml", b"<calcPr", b'<calcPr calcMode="manual"', "own settings or views"),
    ("xl/workbook.xml", b'activeTab="0"', b'activeTab="1"', "own settings or views"),
    ("xl/workbook.xml", b'state="visible"', b'state="hidden"', "shown or hidden otherwise"),
    ("[Content_Types].xml", b"sheet.main+xml", b"template.main+xml", "said of xl/workbook.xml"),
    ("[Content_Types].xml", b"worksheet+xml", b"chartsheet+xml", "said of xl/worksheets/sheet1"),
    ("[Content_Types].xml", b"application/xml", b"text/xml", "What is said of"),
    ("xl/_rels/workbook.xml.rels", b'Id="rId1"', b'Id="rId9"', "What is said of"),
    ("xl/_rels/workbook.xml.rels", b"relationships/theme", b"relationships/them", "theme1.xml"),
    ("xl/_rels/workbook.xml.rels", b"theme1.xml", b"theme2.xml", "theme1.xml"),
]


@pytest.mark.parametrize(("part", "old", "new", "said"), SPOILT)
def test_the_gate_notices_what_an_edit_should_not_have_done(
    part: str, old: bytes, new: bytes, said: str
):
    source = edited(a_plan(), SetCell("Plan", 8, 1, "Lease of the depot"))
    edit = SetCell("Plan", 9, 1, 77)
    result = edited(source, edit)
    assert differences(source, result, [edit]) == []
    content = parts_of(result)
    assert old in content[part]
    content[part] = content[part].replace(old, new)

    assert said in " ".join(differences(source, zipped({**content}), [edit]))


DATED = SetCell("Plan", 2, 2, date(2014, 3, 1))


@pytest.mark.parametrize(
    ("edit", "part", "pattern", "new"),
    [
        (
            SetCell("Plan", 2, 2, "Sold"),
            "xl/worksheets/sheet1.xml",
            rb'(r="B2" s=")\d+',
            rb"\g<1>0",
        ),
        (SetCell("Plan", 2, 2, None), "xl/worksheets/sheet1.xml", rb'(r="B2") s="\d+"', rb"\1"),
        (DATED, "xl/worksheets/sheet1.xml", rb'(r="B2" s=")\d+', rb"\g<1>0"),
        (DATED, "xl/styles.xml", rb'(.*)wrapText="1"', rb'\1wrapText="0"'),
    ],
)
def test_the_gate_notices_a_cell_that_looks_otherwise(
    edit: SetCell, part: str, pattern: bytes, new: bytes
):
    source = saved(a_plan())
    content = parts_of(edited(source, edit))
    spoilt, number = re.subn(pattern, new, content[part], count=1, flags=re.DOTALL)
    assert number == 1

    told = differences(source, zipped({**content, part: spoilt}), [edit])
    assert told == ["Row 2, column 2 of xl/worksheets/sheet1.xml looks otherwise."]


def test_the_gate_notices_a_missing_part_and_another_order():
    source, edit = saved(a_plan()), SetCell("Plan", 9, 1, 77)
    content = parts_of(edited(source, edit))
    without = {name: part for name, part in content.items() if "theme" not in name}
    turned = dict(reversed(content.items()))

    assert "gone" in " ".join(differences(source, zipped({**without}), [edit]))
    assert "another order" in " ".join(differences(source, zipped({**turned}), [edit]))


def test_the_gate_notices_a_sheet_that_is_not_shown_as_asked():
    book = a_plan()
    book.create_sheet("Log")
    source, edit = saved(book), SetSheetState("log", "hidden")
    result = edited(source, edit)
    assert differences(source, result, [edit]) == []

    assert "shown or hidden otherwise" in " ".join(differences(source, source, [edit]))
    other = SetSheetState("log", "veryHidden")
    assert "shown or hidden otherwise" in " ".join(differences(source, result, [other]))
