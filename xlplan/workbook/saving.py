"""A new workbook as bytes that are the same whenever the same workbook is made."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

from openpyxl.workbook import Workbook

from xlplan.workbook.layout import FIRST_ROW

_FIXED = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_ROW = re.compile(rb'<row r="(\d+)"[^>]*>')
_OWN_HEIGHT = b' customHeight="1"'
_FONT = re.compile(rb"(<font>|<rPr>)(.*?)(</font>|</rPr>)", re.DOTALL)
_FONT_PART = re.compile(rb"<(\w+)\b[^>]*?/>")
_FONT_ORDER = tuple(
    b"b i strike condense extend outline shadow u vertAlign sz color name rFont family charset "
    b"scheme".split()
)


def stamp(at: datetime) -> str:
    """Return a moment as manifests and ledgers print it; later moments sort later."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


def save(book: Workbook, *, title: str, author: str, made: datetime) -> bytes:
    """Return the workbook's bytes, with its properties set and nothing of the clock in them."""
    properties = book.properties
    properties.title, properties.creator, properties.language = title, author, "en-GB"
    properties.lastModifiedBy = author
    properties.created = properties.modified = made
    book.calculation.fullCalcOnLoad = True
    raw = io.BytesIO()
    book.save(raw)
    return steady(raw.getvalue(), made=made)


def steady(data: bytes, *, made: datetime) -> bytes:
    """Return a workbook's bytes with the clock taken out, and rows free to grow as people type."""
    stamp = f"{made:%Y-%m-%dT%H:%M:%SZ}".encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", part)
            if name.startswith("xl/worksheets/sheet"):
                part = _ROW.sub(_let_grow, part)
            if name == "xl/styles.xml" or b"<rPr>" in part:
                part = _FONT.sub(_in_order, part)
            info = zipfile.ZipInfo(name, _FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, part)
    return out.getvalue()


def _let_grow(match: re.Match[bytes]) -> bytes:
    # A height of the author's own stops Excel from fitting the row as people type.
    if int(match[1]) < FIRST_ROW:
        return match[0]
    return match[0].replace(_OWN_HEIGHT, b"")


def _in_order(match: re.Match[bytes]) -> bytes:
    # Excel writes the parts of a font in one order; openpyxl in another, which auditors name.
    parts = sorted(_FONT_PART.finditer(match[2]), key=lambda part: _FONT_ORDER.index(part[1]))
    return match[1] + b"".join(part[0] for part in parts) + match[3]
