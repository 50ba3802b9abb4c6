"""The ribbon: built from reviewed text, read by other programs, and its macros run in one."""

from __future__ import annotations

import csv
import hashlib
import re
import struct
import zipfile
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import olefile
import pytest
from antlr4 import CommonTokenStream, InputStream, PredictionMode
from antlr4.error.ErrorListener import ErrorListener
from antlr4_vba.vbaLexer import vbaLexer
from antlr4_vba.vbaParser import vbaParser
from lxml import etree
from oletools.olevba import VBA_Parser, decompress_stream
from openpyxl import load_workbook

from tests.support.libreoffice import LibreOffice
from xlplan.excel.addin import NAME, build_addin
from xlplan.excel.compound_file import compound_file
from xlplan.excel.running import ACTIONS
from xlplan.excel.vba_compression import compressed, enciphered
from xlplan.excel.vba_project import Module, vba_project
from xlplan.shipped import shipped

TEXTS = shipped("templates", "excel")
RIBBON = etree.fromstring((TEXTS / "ribbon.xml").read_bytes())
BUTTONS = list(RIBBON.iter("{*}button"))
# Microsoft's lists of Excel's controls: github.com/OfficeDev/office-fluent-ui-command-identifiers
# (MIT), commit b230a0d of 18 March 2024; only the names that the ribbon uses.
FACTS = Path(__file__).parent.parent / "facts" / "office_control_names.csv"
PROGRAM = r"C:\Council tools\xlplan\Scripts\pythonw.exe"


def package() -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(build_addin()))


def project(data: bytes) -> olefile.OleFileIO:
    """A VBA project's container, as another library reads it; its doubts are errors."""
    return olefile.OleFileIO(BytesIO(data), raise_defects=olefile.DEFECT_POTENTIAL)


def test_every_button_is_an_action_and_every_action_has_a_button():
    assert sorted(b.get("tag", "") for b in BUTTONS) == sorted(ACTIONS)
    assert {b.get("onAction") for b in BUTTONS} == {"RunAction"}


def test_every_button_says_what_it_does_within_what_office_shows():
    identities = [e.get("id") for e in RIBBON.iter() if e.get("id")]
    assert len(identities) == len(set(identities))
    for button in BUTTONS:
        said = [button.get(name) or "" for name in ("label", "screentip", "supertip")]
        assert all(said) and len(said[0]) <= 24
        assert max(map(len, said)) <= 1024


def test_every_icon_and_tab_is_on_microsofts_list():
    with FACTS.open(encoding="utf-8", newline="") as lines:
        known = {row[0]: row[1:] for row in csv.reader(lines)}

    drawn = [b for b in BUTTONS if b.get("showImage") != "false"]
    named = [b.get("imageMso", "") for b in drawn]
    assert {b.get("size") for b in drawn} == {"large"}
    assert {b.get("size") for b in BUTTONS if b not in drawn} == {"normal"}
    named += [tab.get("insertAfterMso", "") for tab in RIBBON.iter("{*}tab")]

    assert all(all(known[name]) for name in named)
    assert len(set(named)) == len(named)


def test_the_same_text_makes_the_same_bytes_wherever_it_was_checked_out(
    monkeypatch: pytest.MonkeyPatch,
):
    made = build_addin()
    read = Path.read_text

    def with_windows_line_ends(path: Path, **how: str) -> str:
        return read(path, **how).replace("\n", "\r\n")

    monkeypatch.setattr(Path, "read_text", with_windows_line_ends)

    assert build_addin() == made


def test_the_documents_name_the_fingerprint_of_the_file():
    told = (Path(__file__).parents[2] / "docs" / "excel.md").read_text(encoding="utf-8")

    assert hashlib.sha256(build_addin()).hexdigest() in told


def test_the_package_holds_what_its_lists_say():
    parts = package()
    types = etree.fromstring(parts.read("[Content_Types].xml"))
    listed = {e.get("PartName", "").removeprefix("/") for e in types.iter("{*}Override")}

    assert listed <= set(parts.namelist())
    for name in [n for n in parts.namelist() if n.endswith(".rels")]:
        folder = name.removesuffix(name.rpartition("_rels/")[2]).removesuffix("_rels/")
        for relation in etree.fromstring(parts.read(name)):
            assert f"{folder}{relation.get('Target')}" in parts.namelist()
    assert parts.read("customUI/customUI14.xml") == (TEXTS / "ribbon.xml").read_bytes()
    assert parts.testzip() is None


def test_another_program_finds_the_very_text_of_the_modules():
    parsed = VBA_Parser(NAME, data=build_addin())

    found = {name: code for _, _, name, code in parsed.extract_all_macros()}

    assert {name: code.replace("\r\n", "\n").rstrip("\n") for name, code in found.items()} == {
        path.name: path.read_text(encoding="utf-8").rstrip("\n")
        for path in (*TEXTS.glob("*.bas"), *TEXTS.glob("*.cls"))
    }


def test_what_a_scanner_shows_is_what_the_documents_say():
    told = (Path(__file__).parents[2] / "docs" / "excel.md").read_text(encoding="utf-8")
    shown = {
        (kind, word) for kind, word, _ in VBA_Parser(NAME, data=build_addin()).analyze_macros()
    }

    assert {kind for kind, _ in shown} == {"Suspicious", "IOC"}
    assert {word for _, word in shown} == {
        *("open", "shell", "vbNormalNoFocus", "Hex Strings", "pythonw.exe")
    }
    assert all(f"`{word}`" in told for _, word in shown)


def test_nothing_in_the_macros_reads_a_cell_or_a_name_of_a_workbook():
    code = (TEXTS / "Ribbon.bas").read_text(encoding="utf-8")
    running = re.sub(r"(?m)^\s*'.*$", "", code)

    for word in ("Cells", "Range", "Selection", "ActiveWorkbook", "Sheets", "Evaluate", "cmd"):
        assert not re.search(rf"\b{word}\b", running, re.IGNORECASE), word
    assert running.count("Shell ") == 1
    assert "Auto_Open" not in running and "Workbook_" not in running


@pytest.mark.parametrize(
    ("data", "seed", "told"),
    [
        (b"\0\0\0\0", 0x07, "0705D8E3D8EDDBF1DBF1DBF1DBF1"),
        (b"\0", 0x0E, "0E0CD1ECDFF4E7F5E7F5E7"),
        (b"\xff", 0x15, "1517CAF1D6F9D7F9D706"),
    ],
)
def test_the_cipher_gives_the_example_of_microsofts_paper(data: bytes, seed: int, told: str):
    # MS-OVBA 3.1.6, the PROJECT stream of the example.
    assert enciphered(data, "{917DED54-440B-4FD1-A5C1-74ACF261E600}", seed) == told


@pytest.mark.parametrize(
    "text",
    [
        b"a",
        b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
        b'Attribute VB_Name = "X"\r\n' * 400,
        bytes(range(256)) * 33,
        b"ab" * 5000 + b"c",
    ],
)
def test_what_is_compressed_is_read_back_by_another_program(text: bytes):
    packed = compressed(text)

    assert bytes(decompress_stream(bytearray(packed))) == text
    assert len(packed) < len(text) + 8 + len(text) // 8


def test_long_and_short_streams_come_back_from_the_container():
    long, short = {"a": b"x" * 9000, "big": b"y" * 4096}, {f"s{n:02}": b"z" * n for n in range(40)}

    read = project(compound_file(long | {"none": b""}, {"In": short, "In 2": {"dir": b"1"}}))

    assert {"/".join(path) for path in read.listdir()} == {
        *(*long, "none", "In 2/dir"),
        *(f"In/{name}" for name in short),
    }
    for name, content in (long | {f"In/{n}": c for n, c in short.items()}).items():
        assert read.openstream(name).read() == content
    assert read.parsing_issues == []


@pytest.mark.parametrize("number", range(1, 20))
def test_the_directory_is_a_red_black_tree(number: int):
    names = [f"n{'x' * (n % 3)}{n}" for n in range(number)]
    data = compound_file({name: b"1" for name in names}, {})
    start = 512 * (1 + struct.unpack_from("<I", data, 48)[0])
    lines = [data[at : at + 128] for at in range(start, start + 128 * (number + 1), 128)]

    def walk(at: int) -> tuple[list[str], int]:
        """Names in order, and how many black entries lie on the way down."""
        if at == 0xFFFFFFFF:
            return [], 0
        size, _, colour, left, right = struct.unpack_from("<HBBII", lines[at], 64)
        name = lines[at][: size - 2].decode("utf-16-le")
        before, black_left = walk(left)
        after, black_right = walk(right)
        assert black_left == black_right
        for child in (left, right):
            if colour == 0 and child != 0xFFFFFFFF:
                assert lines[child][67] == 1
        return [*before, name, *after], black_left + colour

    found, _ = walk(struct.unpack_from("<I", lines[0], 76)[0])
    assert found == sorted(names, key=lambda name: (len(name), name.upper()))


def test_a_project_reads_as_one_that_office_wrote():
    read = project(package().read("xl/vbaProject.bin"))
    directory = bytes(decompress_stream(bytearray(read.openstream("VBA/dir").read())))

    said = read.openstream("PROJECT").read().decode("ascii")
    assert "Document=ThisWorkbook/&H00000000\r\nDocument=Sheet1/&H00000000\r\nModule=Ribbon" in said
    assert read.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC61FFFF000000")
    assert directory.endswith(struct.pack("<HI", 0x10, 0))
    assert "Ribbon".encode("utf-16-le") in directory


def test_a_module_without_a_name_or_with_letters_office_has_not_is_refused():
    with pytest.raises(ValueError, match="begins with Attribute VB_Name"):
        vba_project("P", "{0}", [Module("Option Explicit\n")])
    with pytest.raises(UnicodeEncodeError):
        vba_project("P", "{0}", [Module('Attribute VB_Name = "A"\n\' ☃\n')])


class Complaints(ErrorListener):  # type: ignore[misc]
    """What a parser finds wrong, line by line."""

    def __init__(self) -> None:
        self.lines: list[int] = []

    def syntaxError(self, _: object, __: object, line: int, *more: object) -> None:
        self.lines.append(line)


def complaints(code: str) -> list[int]:
    """The lines of a module that are not VBA, by its published grammar."""
    found = Complaints()
    lexer = vbaLexer(InputStream(code.replace("\n", "\r\n")))
    parser = vbaParser(CommonTokenStream(lexer))
    for part in (lexer, parser):
        part.removeErrorListeners()
        part.addErrorListener(found)
    parser._interp.predictionMode = PredictionMode.SLL  # else it takes three times as long
    parser.startRule()
    return found.lines


def test_the_macros_parse_and_a_slip_in_them_would_not():
    code = (TEXTS / "Ribbon.bas").read_text(encoding="utf-8")

    assert complaints(code) == []
    for right, wrong in (
        ("End Function", ""),
        ("    Next at\n", ""),
        ("LONGEST_ACTION Then", "LONGEST_ACTION"),
    ):
        # The rest is cut off: what comes after a slip takes the parser long.
        end = code.index("\n\n", code.index(right))
        assert complaints(code[:end].replace(right, wrong, 1)), right


def test_every_name_that_is_given_a_value_was_declared():
    code = (TEXTS / "Ribbon.bas").read_text(encoding="utf-8")

    for routine in re.split(r"(?m)^End (?:Sub|Function)$", code)[:-1]:
        declared = set(re.findall(r"\b(\w+) As \w+", routine))
        declared |= set(re.findall(r"(?m)^P\w+ Function (\w+)", routine))
        given = set(re.findall(r"(?m)^\s+(?:For )?(\w+) = ", routine))
        assert given <= declared
    assert "\nOption Explicit\n" in code


def a_workbook_that_calls(calls: list[str], to: Path) -> Path:
    """Our macros in a workbook whose cells call them."""
    with zipfile.ZipFile(to, "w") as made, package() as parts:
        for name in parts.namelist():
            data = parts.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"excel.addin.macro", b"excel.sheet.macro")
            if name.endswith("sheet1.xml"):
                cells = "".join(f"<row><c><f>{escape(call)}</f></c></row>" for call in calls)
                data = data.replace(b"<sheetData/>", f"<sheetData>{cells}</sheetData>".encode())
            made.writestr(name, data)
    return to


def values(path: Path) -> list[object]:
    sheet = load_workbook(path, data_only=True).worksheets[0]
    return [row[0] for row in sheet.iter_rows(values_only=True)]


CALLS: list[tuple[str, str | None]] = [
    *((f'ActionOf("{tag}")', tag) for tag in sorted(ACTIONS)),
    *((f'ActionOf("{tag}")', None) for tag in ("", "Check", "check ", "a&b", "é", "x" * 21, "a1")),
    ('ActionOf("check"&CHAR(10))', None),
    ('ActionOf("check""")', None),
    (f'ProgramNamed("{PROGRAM}")', PROGRAM),
    (f'ProgramNamed("  {PROGRAM} ")', PROGRAM),
    (r'ProgramNamed("\\server\py\PYTHONW.EXE")', r"\\server\py\PYTHONW.EXE"),
    *(
        (f'ProgramNamed("{path}")', None)
        for path in (
            *("", "pythonw.exe", r"\pythonw.exe", r"C:\Windows\System32\cmd.exe"),
            *(r'C:\a""b\pythonw.exe', r"C:\a|b\pythonw.exe", r"C:\pythonw.exe /c calc"),
        )
    ),
    ('ProgramNamed("C:\\a"&CHAR(13)&"b\\pythonw.exe")', None),
    ("WindowNumber(4711)", "4711"),
    ("WindowNumber(-1)", None),
    ('WindowNumber("4711 & calc")', None),
    (
        f'LineFor("{PROGRAM}","check",WindowNumber(4711))',
        f'"{PROGRAM}" -I -m xlplan excel check --window 4711',
    ),
    ('LineFor(ProgramNamed("calc.exe"),"check","1")', None),
    (f'LineFor("{PROGRAM}",ActionOf("che""ck"),"1")', None),
    (f'LineFor("{PROGRAM}","check","")', None),
]


@pytest.mark.libreoffice
def test_the_functions_of_the_macros_run_in_an_interpreter(
    libreoffice: LibreOffice, tmp_path: Path
):
    calls = [call for call, _ in CALLS] + ['NotStartedText("C:\\x","check")']

    (ran,) = libreoffice.run_macros([a_workbook_that_calls(calls, tmp_path / "ours.xlsm")])

    found = values(ran)
    assert dict(zip(calls, found, strict=True)) == dict(CALLS) | {calls[-1]: found[-1]}
    assert "xlplan excel check" in str(found[-1]) and "C:\\x" in str(found[-1])


@pytest.mark.libreoffice
def test_the_file_opens_in_libreoffice_with_its_macros(libreoffice: LibreOffice, tmp_path: Path):
    path = tmp_path / NAME
    path.write_bytes(build_addin())

    (opened,) = libreoffice.opened_with_macros(path)

    code = zipfile.ZipFile(opened).read("Basic/XlplanAddIn/Ribbon.xml").decode()
    assert "Public Sub RunAction(control As Object)" in code
