"""A new workbook as bytes that are the same whenever the same workbook is made."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from xml.sax.saxutils import quoteattr

from openpyxl.workbook import Workbook

from xlplan.palette import NAVY, legible
from xlplan.workbook.layout import FIRST_ROW
from xlplan.workbook.row_formulas import let_differ

_FIXED = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_ROW = re.compile(rb'<row r="(\d+)"[^>]*>')
_AT_LENGTH = (
    (b' t="n"></c>', b"/>"),
    (b' t="n"><v>', b"><v>"),
    (b"></f><v></v></c>", b"/></c>"),
    (b"</f><v></v></c>", b"</f></c>"),
)
_OWN_HEIGHT = b' customHeight="1"'
_DRAWING = re.compile(r"xl/drawings/drawing(\d+)\.xml")
# A picture comes with words of openpyxl's own, which say nothing.
_SHAPE = re.compile(rb'(<(?:\w+:)?cNvPr [^>]*?name="[^"]*")(?: descr="[^"]*")?(\s*/?>)')
_HEX = re.compile(r"[0-9A-F]{6}")
_OURS = re.compile(rb'(rgb="[0-9A-F]{2})' + NAVY.encode())
_LINKED = re.compile(rb'(<(?:\w+:)?numFmt formatCode="[^"]*")\s*/>')
_FONT = re.compile(rb"(<font>|<rPr>)(.*?)(</font>|</rPr>)", re.DOTALL)
_FONT_PART = re.compile(rb"<(\w+)\b[^>]*?/>")
_FONT_ORDER = tuple(
    b"b i strike condense extend outline shadow u vertAlign sz color name rFont family charset "
    b"scheme".split()
)


def stamp(at: datetime) -> str:
    """Return a moment as manifests and ledgers print it; later moments sort later."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


def save(book: Workbook, *, title: str, author: str, made: datetime, colour: str = "") -> bytes:
    """Return the workbook's bytes, with its properties set and nothing of the clock in them.

    Headings and titles are in the council's colour, darkened until white text can be read on it.
    """
    properties = book.properties
    properties.title, properties.creator, properties.language = title, author, "en-GB"
    properties.lastModifiedBy = author
    properties.created = properties.modified = made
    book.calculation.fullCalcOnLoad = True
    raw = io.BytesIO()
    book.save(raw)
    return steady(raw.getvalue(), made=made, described=_described(book), colour=colour)


def _described(book: Workbook) -> list[list[str]]:
    """Return the alt text of every chart and picture, drawing by drawing."""
    drawn = ((*sheet._charts, *sheet._images) for sheet in book.worksheets)  # type: ignore[attr-defined]
    return [[getattr(shape, "alt_text", "") for shape in shapes] for shapes in drawn if shapes]


def steady(
    data: bytes,
    *,
    made: datetime,
    described: Sequence[Sequence[str]] = (),
    colour: str = "",
) -> bytes:
    """Return a workbook's bytes with the clock taken out, and rows free to grow as people type.

    `described` is the alt text of the shapes on each drawing, in their order; `colour` takes the
    place of xlplan's own.
    """
    house = colour.strip().lstrip("#").upper()
    house = legible(house) if _HEX.fullmatch(house) else ""
    moment = f"{made:%Y-%m-%dT%H:%M:%SZ}".encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + moment + rb"\g<2>", part)
            if name.startswith("xl/worksheets/sheet"):
                part = _ROW.sub(_let_grow, _plainly(let_differ(part)))
            if name == "xl/styles.xml" or b"<rPr>" in part:
                part = _FONT.sub(_in_order, part)
            if (drawing := _DRAWING.fullmatch(name)) and described:
                texts = iter(described[int(drawing[1]) - 1])
                part = _SHAPE.sub(partial(_describe, texts), part)
            if house and name.startswith(("xl/styles", "xl/worksheets/")):
                part = _OURS.sub(rb"\g<1>" + house.encode(), part)
            if name.startswith("xl/charts/"):
                part = _LINKED.sub(rb'\1 sourceLinked="0"/>', part)
            info = zipfile.ZipInfo(name, _FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, part)
    return out.getvalue()


def _plainly(sheet: bytes) -> bytes:
    # A third of a plan's sheet is cells that hold nothing, said at length.
    for long, short in _AT_LENGTH:
        sheet = sheet.replace(long, short)
    return sheet


def _describe(texts: Iterator[str], match: re.Match[bytes]) -> bytes:
    text = quoteattr(next(texts)).encode()
    return match[1] + b" descr=" + text + match[2]


def _let_grow(match: re.Match[bytes]) -> bytes:
    # A height of the author's own stops Excel from fitting the row as people type.
    if int(match[1]) < FIRST_ROW:
        return match[0]
    return match[0].replace(_OWN_HEIGHT, b"")


def _in_order(match: re.Match[bytes]) -> bytes:
    # Excel writes the parts of a font in one order; openpyxl in another, which auditors name.
    parts = sorted(_FONT_PART.finditer(match[2]), key=lambda part: _FONT_ORDER.index(part[1]))
    return match[1] + b"".join(part[0] for part in parts) + match[3]
