"""What bytes prove to be right is what trees find right, whatever fault is planted."""

import os
import random
import re
from collections.abc import Callable, Collection
from datetime import date
from xml.etree import ElementTree

import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table

from tests.workbook.plans import a_plan, edited, saved
from tests.workbook.raw import parts_of, zipped
from tests.workbook.test_gate_new_rows import shared
from xlplan.model import CellValue
from xlplan.workbook import gate, gate_rows, gate_strings, gate_text, gate_view
from xlplan.workbook.cells import Run
from xlplan.workbook.edits import AppendRow, Edit, FitRow, RichText, SetCell
from xlplan.workbook.gate import differences

SHEET, LOG, STRINGS = (
    f"xl/{name}.xml" for name in ("worksheets/sheet1", "worksheets/sheet2", "sharedStrings")
)
FAULTS = int(os.environ.get("XLPLAN_PLANTED_FAULTS", "240"))
ROWS = 12
SAID: tuple[CellValue | RichText, ...] = (
    "Lease & sale of <the> depot",
    RichText((Run("Signed", bold=True), Run(" in May"))),
    date(2014, 3, 1),
    4.5,
    7,
    True,
    None,
    "  Red ",
    "Green",
)


def a_source() -> bytes:
    """A plan of some rows that was edited before, so that its texts are shared."""
    rows = [(f"13.{n}", f"Item {n % 4}", None, "Red") for n in range(ROWS)]
    book = a_plan(rows)
    assert book.active is not None
    book.active["A30"], book.active["G5"] = "Below", "Beside"
    log = book.create_sheet("Log")
    for row in (("When", "What", "Was", "Is"), (date(2014, 1, 1), "Lease", "Red", 4)):
        log.append(row)
    log["H1"], log["C2"].font = "Beside", Font(bold=True)
    log.add_table(Table(displayName="tblLog", ref="A1:D2"))
    content = parts_of(edited(saved(book), SetCell("Plan", 3, 2, "Lease of the _x0041_ depot")))
    return zipped({**content, SHEET: shared(content[SHEET], ROWS)})


def some_edits() -> list[Edit]:
    """Cells of every kind, rows with other heights, and lines of two forms."""
    cells = [SetCell("Plan", 2 + n, 1 + n % 4, value) for n, value in enumerate(SAID)]
    lines = [
        AppendRow("tblPlan", {"Ref": f"14.{n}", "Title": f"New {n % 3}", "RAG": "Amber"})
        for n in range(3)
    ]
    more: tuple[dict[str, CellValue], ...] = ({"Is": 3, "Was": "Red & Green"}, {"Was": None})
    said = [
        AppendRow(
            "tblLog",
            {"When": date(2014, 1, 1 + n // 3), "What": f"Change {n}", **more[n % 4 == 0]},
        )
        for n in range(20)
    ]
    return [*cells, FitRow("Plan", 4, 60), *lines, *said]


Fault = Callable[[random.Random, bytes], bytes]


def _one(rng: random.Random, pattern: bytes, content: bytes) -> re.Match[bytes]:
    return rng.choice(list(re.finditer(pattern, content, re.DOTALL)))


def _put(content: bytes, found: re.Match[bytes], new: bytes, group: int = 0) -> bytes:
    return content[: found.start(group)] + new + content[found.end(group) :]


def another_byte(rng: random.Random, content: bytes) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + bytes([rng.randrange(256)]) + content[at + 1 :]


def a_lost_byte(rng: random.Random, content: bytes) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + content[at + 1 :]


def another_number(rng: random.Random, content: bytes) -> bytes:
    """Another value, style, height, width, row number or count."""
    found = _one(rng, rb"(?<=[>\"A-Z])\d+", content)
    return _put(content, found, b"%d" % (int(found[0]) + rng.choice((-1, 1, 10))))


def another_kind(rng: random.Random, content: bytes) -> bytes:
    found = _one(rng, rb' t="(\w+)"', content)
    return _put(content, found, rng.choice((b"s", b"n", b"b", b"str", b"e")), 1)


def a_missing_piece(rng: random.Random, content: bytes) -> bytes:
    """A cell, a row, a value or a mark that is not there."""
    kind = rng.choice((rb"<c [^<>]*/>|<c .*?</c>", rb"<row.*?</row>", rb"<v>.*?</v>", rb' \w+="'))
    found = _one(rng, kind, content)
    piece = found[0] if found[0][:1] == b"<" else content[found.start() :].split(b'"')[0]
    return content[: found.start()] + content[found.start() + len(piece) :]


def a_piece_twice(rng: random.Random, content: bytes) -> bytes:
    found = _one(rng, rng.choice((rb"<c [^<>]*/>|<c .*?</c>", rb"<row.*?</row>")), content)
    return _put(content, found, found[0] * 2)


def exchanged(rng: random.Random, content: bytes) -> bytes:
    """Two rows, cells or values in each other's place."""
    kind = rng.choice((rb"<c [^<>]*/>|<c .*?</c>", rb"<row.*?</row>", rb"<v>.*?</v>"))
    first, second = sorted((_one(rng, kind, content) for _ in range(2)), key=re.Match.start)
    return _put(_put(content, second, first[0]), first, second[0])


def a_piece_from_elsewhere(rng: random.Random, content: bytes) -> bytes:
    """A cell written over another, a comment, or an element that is none of a sheet's."""
    found = _one(rng, rb"<c [^<>]*/>|<c .*?</c>", content)
    other = _one(rng, rb"<c [^<>]*/>|<c .*?</c>", content)[0]
    odd = b"<!--" + found[0] + b"-->", found[0] + b"<!-- -->", b"<x/>", other, b"<c/>", b"<?x ?>"
    return _put(content, found, rng.choice(odd))


def another_string(rng: random.Random, content: bytes) -> bytes:
    found = _one(rng, rb"<t[^<>]*>([^<]+)</t>", content)
    odd = (
        b"Another",
        b"",
        b"A &amp; B",
        b"A &bad; B",
        b"A\rB",
        b"]]>",
        b"_x0041_",
        b"A\x01",
        b"\xff",
    )
    return _put(content, found, rng.choice(odd), 1)


def strings_turned(rng: random.Random, content: bytes) -> bytes:
    first, second = sorted(
        (_one(rng, rb"<si>.*?</si>", content) for _ in range(2)), key=re.Match.start
    )
    return _put(_put(content, second, first[0]), first, rng.choice((second[0], b"<si/>")))


def beside_what_was_asked(rng: random.Random, content: bytes) -> bytes:
    """A value, a style or a formula where none was asked for, or none where there was one."""
    pattern = rb'<c r="([A-Z]+\d+)"( s="\d+")?(?:/>|></c>)|<c r="(E\d+)"( s="\d+")?>.*?</c>'
    found = _one(rng, pattern, content)
    place, style = found[1] or found[3], found[2] or found[4] or b""
    odd = (
        b"%b><v>7</v></c>" % style,
        b' s="%d"/>' % rng.randrange(4),
        b"%b><f>IF(D%d=1,2)</f></c>" % (style, rng.randrange(2, 20)),
        b'%b><f t="shared" si="%d"/></c>' % (style, rng.randrange(2)),
        b"%b><f>IF(D%b=&quot;Red&quot;,&quot;Say why&quot;,Plan!$A$1)</f></c>" % (style, place[1:]),
        b"%b/>" % style,
    )
    return _put(content, found, b'<c r="%b"' % place + rng.choice(odd))


def another_look_of_a_row(rng: random.Random, content: bytes) -> bytes:
    found = _one(rng, rb'<row r="\d+"', content)
    odd = (b' hidden="1"', b' ht="0"', b' s="1" customFormat="1"', b' outlineLevel="1"')
    return _put(content, found, found[0] + rng.choice(odd))


def another_range(rng: random.Random, content: bytes) -> bytes:
    found = _one(rng, rb'sqref="D2:D(\d+)"|ref="E2:E(\d+)"|calcPr', content + b"calcPr")
    if found.end() > len(content):
        return another_byte(rng, content)
    return _put(content, found, b"%d" % rng.randrange(2, 20), 1 if found[1] else 2)


IN_A_SHEET = (
    *(beside_what_was_asked, another_look_of_a_row, another_range),
    *(another_byte, a_lost_byte, another_number, another_kind, a_missing_piece, a_piece_twice),
    *(exchanged, a_piece_from_elsewhere),
)
PLANTED: list[tuple[str, Fault]] = [
    *((part, fault) for fault in IN_A_SHEET for part in (SHEET, LOG)),
    *((STRINGS, fault) for fault in (another_byte, a_lost_byte, another_string, strings_turned)),
    *(("xl/tables/table1.xml", fault) for fault in (another_byte, another_number)),
    *(("xl/styles.xml", fault) for fault in (another_byte, another_number)),
]


def by_trees(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes, bytes, list[Edit]], list[str]]:
    """Return the gate that reads everything as trees."""

    def whole(*_: object) -> None:
        raise gate_rows._NotPlain

    def texts(content: bytes) -> list[str]:
        root = ElementTree.fromstring(content)
        return [gate_text.text_of(e) for e in root if gate_text.name_of(e) == "si"]

    def slow(before: bytes, after: bytes, edits: list[Edit]) -> list[str]:
        with monkeypatch.context() as context:
            context.setattr(gate_rows, "_Compared", whole)
            context.setattr(gate_view, "shared_texts", texts)
            context.setattr(gate, "goes_on", lambda *_: False)
            return differences(before, after, edits)

    return slow


def test_bytes_and_trees_find_the_same_faults(monkeypatch: pytest.MonkeyPatch):
    source, edits, rng = a_source(), some_edits(), random.Random(3)
    monkeypatch.setattr(gate, "_SHOWN", 1000)
    result, slow = edited(source, *edits), by_trees(monkeypatch)
    assert differences(source, result, edits) == slow(source, result, edits) == []
    content, found = parts_of(result), 0

    for number in range(FAULTS):
        part, fault = PLANTED[number % len(PLANTED)]
        spoilt = zipped({**content, part: fault(rng, content[part])})
        quick, trees = differences(source, spoilt, edits), slow(source, spoilt, edits)
        assert bool(quick) == bool(trees), (number, fault.__name__, quick, trees)
        found += bool(quick)

    assert found > FAULTS * 0.9


def test_most_rows_are_proven_by_bytes(monkeypatch: pytest.MonkeyPatch):
    source, edits = a_source(), some_edits()
    result, looked = edited(source, *edits), set[int]()
    look = gate_rows._Compared._look

    def noted(rows: gate_rows._Compared, number: int, wanted: Collection[int]) -> None:
        looked.add(number)
        look(rows, number, wanted)

    monkeypatch.setattr(gate_rows._Compared, "_look", noted)

    assert differences(source, result, edits) == []
    assert looked == {2, 14, 15, 16}  # these have a formula, which the first shares with more


def test_shared_strings_are_the_same_as_bytes_and_as_a_tree():
    pieces = (
        "<si><t>Plain</t></si>",
        '<si><t xml:space="preserve"> spaced\n </t></si>',
        "<si><t>A &amp; B &#65; _x0041_ _x005F_x0041_</t></si>",
        "<si><r><t>Bold</t></r><r><rPr><b/></rPr><t> and not</t></r></si>",
        "<si/>",
        "<si></si>",
        "<si><t/></si>",
        "<si><t></t></si>",
        "\n <si><t>After a space</t><phoneticPr fontId='1'/></si>",
        "<si><t>é – ok</t></si>",
    )
    rng = random.Random(5)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    for _ in range(300):
        chosen = rng.choices(pieces[: rng.choice((2, 3, 10))], k=rng.randrange(1, 8))
        tail = rng.choice(("", "<extLst><ext/></extLst>"))
        head = rng.choice(("", '<?xml version="1.0" encoding="UTF-8"?>\r\n'))
        text = f'{head}<sst xmlns="{main}" uniqueCount="3">{"".join(chosen)}{tail}</sst>'
        tree = [
            gate_text.text_of(e)
            for e in ElementTree.fromstring(text)
            if gate_text.name_of(e) == "si"
        ]
        assert gate_strings.shared_texts(text.encode()) == tree, text
