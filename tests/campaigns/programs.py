"""How other programs write a return again, and what befalls a file on its way: bytes to bytes."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.campaigns.good import NotApplicable, opened
from tests.campaigns.habits import Habit
from xlplan.model import column_letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Parts = dict[str, bytes]


def parts_of(data: bytes) -> Parts:
    """Return the parts of a package by name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile as err:
        raise NotApplicable from err


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a package."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2013, 11, 1, 0, 0, 0)), content)
    return made.getvalue()


def rewritten(
    data: bytes, title: Callable[[str], str], *, hides: bool, extra: Mapping[str, str]
) -> bytes:
    """Write the values of a workbook as a web program does: inline, without tables or names."""
    try:
        book = load_workbook(io.BytesIO(data))
        values = load_workbook(io.BytesIO(data), data_only=True)
    except Exception as err:
        raise NotApplicable from err
    sheets = [
        (title(sheet.title), _inline(values[sheet.title]), hides and sheet.sheet_state != "visible")
        for sheet in book.worksheets
    ]
    sheets += [(name, _texts([[text]]), False) for name, text in extra.items()]
    parts = {f"xl/worksheets/sheet{n}.xml": xml for n, (_, xml, _) in enumerate(sheets, 1)}
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"'
        f"{' state=' + chr(34) + 'hidden' + chr(34) if is_hidden else ''}/>"
        for n, (name, _, is_hidden) in enumerate(sheets, 1)
    )
    kinds = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPES}.worksheet+xml"/>' for name in parts
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    styles = (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/>'
        '</fills><borders count="1"><border/></borders><cellXfs count="2"><xf/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )
    whole = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        f'PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/><Override '
        f'PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rIdS" Type="{_RELS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": styles,
    }
    return packed(
        {n: t.encode() for n, t in whole.items()} | {n: x.encode() for n, x in parts.items()}
    )


def _inline(sheet: Worksheet) -> str:
    hidden = {n for n, d in sheet.row_dimensions.items() if d.hidden}
    rows = [
        [cell.value for cell in row] for row in sheet.iter_rows(max_row=min(sheet.max_row, 900))
    ]
    return _texts(rows, hidden)


def _texts(rows: list[list[Any]], hidden: frozenset[int] | set[int] = frozenset()) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell(f"{column_letters(c)}{number}", value) for c, value in enumerate(row, 1)
        )
        mark = ' hidden="1"' if number in hidden else ""
        lines.append(f'<row r="{number}"{mark}>{cells}</row>' if cells else "")
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(at: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        day = value.date() if isinstance(value, datetime) else value
        return f'<c r="{at}" s="1"><v>{(day - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value!r}</v></c>'
    text = str(value)
    if text.startswith("#") and text.rstrip("!?").isupper():
        return f'<c r="{at}" t="e"><v>{text}</v></c>'
    clean = re.sub(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(clean)}</t></is></c>'


def like_google(data: bytes, chance: random.Random) -> bytes:
    """As Google Sheets hands a workbook out: very hidden sheets are hidden, tables are gone."""
    return rewritten(data, str, hides=True, extra={})


def like_numbers(data: bytes, chance: random.Random) -> bytes:
    """As Numbers hands a workbook out: a summary in front, and every sheet is shown."""
    return rewritten(
        data,
        lambda name: f"{name[:20]} - Table 1",
        hides=False,
        extra={"Export Summary": "This document was exported from Numbers."},
    )


def changed(
    pattern: str, change: Callable[[bytes], bytes]
) -> Callable[[bytes, random.Random], bytes]:
    """Return the change of every part whose name fits."""

    def do(data: bytes, chance: random.Random) -> bytes:
        parts = parts_of(data)
        fitting = {n: change(c) for n, c in parts.items() if re.fullmatch(pattern, n)}
        if not fitting:
            raise NotApplicable
        return packed(parts | fitting)

    return do


def added(**parts: bytes) -> Callable[[bytes, random.Random], bytes]:
    """Return the putting in of parts, by names in which two lines stand for a slash."""

    def do(data: bytes, chance: random.Random) -> bytes:
        names = {n.replace("__", "/").replace("_dot_", "."): c for n, c in parts.items()}
        return packed(parts_of(data) | names)

    return do


def _prefixed(xml: bytes) -> bytes:
    body = re.sub(rb"<(/?)(?=[A-Za-z])(?![A-Za-z0-9]+:)", rb"<\1x:", xml)
    return body.replace(b'xmlns="' + _MAIN.encode(), b'xmlns:x="' + _MAIN.encode())


def _without_places(xml: bytes) -> bytes:
    return re.sub(rb'(<row) r="\d+"', rb"\1", xml)


def without(pattern: str) -> Callable[[bytes, random.Random], bytes]:
    """Return the loss of every part whose name fits."""

    def do(data: bytes, chance: random.Random) -> bytes:
        parts = parts_of(data)
        kept = {n: c for n, c in parts.items() if not re.fullmatch(pattern, n)}
        if len(kept) == len(parts):
            raise NotApplicable
        return packed(kept)

    return do


def in_utf_16(xml: bytes) -> bytes:
    """Return a part in another encoding, as its declaration then says."""
    text = re.sub(r"^<\?xml[^>]*\?>\s*", "", xml.decode("utf-8"))
    return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")


def saved_formula(data: bytes, chance: random.Random) -> bytes:
    """Give some item's commentary a formula and its saved value, as Excel saves them."""
    desk, parts = opened(data, chance), parts_of(data)
    at = f"{column_letters(desk.column('commentary'))}{desk.row()}"
    part = f"xl/worksheets/sheet{desk.book.sheetnames.index(desk.sheet.title) + 1}.xml"
    pattern = re.compile(rf'<c r="{at}"[^>]*>.*?</c>'.encode(), re.DOTALL)
    made = (
        f'<c r="{at}" t="str"><f>UPPER("the desk is open on all days")</f>'
        "<v>THE DESK IS OPEN</v></c>"
    )
    if part not in parts or not pattern.search(parts[part]):
        raise NotApplicable
    return packed(parts | {part: pattern.sub(made.encode(), parts[part], count=1)})


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) // 4, len(data) * 3 // 4)]


def as_text(data: bytes, chance: random.Random) -> bytes:
    try:
        sheet = load_workbook(io.BytesIO(data)).worksheets[-1]
    except Exception as err:
        raise NotApplicable from err
    rows = ([str(c or "") for c in row] for row in sheet.iter_rows(values_only=True))
    return "\n".join(",".join(row) for row in rows).encode()


_LINK = (
    f'<externalLink xmlns="{_MAIN}" xmlns:r="{_RELS}"><externalBook r:id="rId1"/></externalLink>'
).encode()
_DDE = (
    f'<externalLink xmlns="{_MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
)

REWRITINGS: tuple[Habit, ...] = (
    Habit("written by Google Sheets", like_google),
    Habit("written by Numbers", like_numbers, ("S15",), ("C15", "S13")),
    Habit("namespaces with prefixes", changed(r"xl/worksheets/sheet\d+\.xml", _prefixed)),
    Habit("rows without numbers", changed(r"xl/worksheets/sheet2\.xml", _without_places)),
    Habit("parts in UTF-16", changed(r"xl/worksheets/sheet2\.xml", in_utf_16)),
    Habit("no styles", without(r"xl/styles\.xml")),
    Habit("no theme and no names", without(r"xl/theme/.*|docProps/.*")),
    Habit(
        "a formula with its value",
        saved_formula,
        ("S09",),
        ("C09",),
        is_late=True,
    ),
    Habit(
        "macros", added(xl__vbaProject_dot_bin=b"\xd0\xcf\x11\xe0 not run"), ("F11",), is_late=True
    ),
    Habit(
        "links outside",
        added(xl__externalLinks__externalLink1_dot_xml=_LINK),
        ("F11",),
        is_late=True,
    ),
    Habit(
        "a DDE link",
        added(xl__externalLinks__externalLink2_dot_xml=_DDE.encode()),
        ("F11",),
        is_late=True,
    ),
    Habit("a file inside", added(xl__embeddings__object1_dot_docx=b"PK"), ("F11",), is_late=True),
)

DAMAGES: tuple[Habit, ...] = tuple(
    Habit(kind, do, ("F01",), is_sent_back=True)
    for kind, do in {
        "cut short": cut,
        "saved as text": as_text,
        "saved as a web page": lambda data, chance: b"<html><table><tr><td>Ref</td></tr></table>",
        "empty": lambda data, chance: b"",
        "with a password": lambda data, chance: (
            bytes.fromhex("D0CF11E0A1B11AE1")
            + bytes(504)
            + "EncryptedPackage".encode("utf-16-le")
            + data[:4000]
        ),
        "without its workbook": without(r"xl/workbook\.xml"),
        "without its list of parts": without(r"\[Content_Types\]\.xml"),
        "a broken sheet": changed(r"xl/worksheets/sheet2\.xml", lambda xml: xml[: len(xml) // 2]),
    }.items()
)
