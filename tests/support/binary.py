"""A workbook in the binary .xlsb format, written record by record as [MS-XLSB] lays it out."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EXCEL = "application/vnd.ms-excel"
_STATES = {"visible": 0, "hidden": 1, "veryHidden": 2}
_DAY, _PLAIN = 1, 0
# Records, by what [MS-XLSB] calls them.
_ROW, _BOOL, _REAL, _TEXT, _XF = 0, 4, 5, 6, 47
_BEGIN_SHEET, _END_SHEET, _BEGIN_BOOK, _END_BOOK = 129, 130, 131, 132
_BEGIN_SHEETS, _END_SHEETS, _BEGIN_DATA, _END_DATA, _SIZE, _SHEET = 143, 144, 145, 146, 148, 156
_BEGIN_STYLES, _END_STYLES, _BEGIN_XFS, _END_XFS = 278, 279, 617, 618


def as_xlsb(data: bytes) -> bytes:
    """Return the values of an .xlsx as an .xlsb: formulas as the values that were saved of them."""
    book = load_workbook(io.BytesIO(data), data_only=True)
    names = [f"worksheets/sheet{number}.bin" for number in range(1, len(book.worksheets) + 1)]
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELS}/worksheet" Target="{name}"/>'
        for n, name in enumerate(names, 1)
    )
    links += f'<Relationship Id="rIdS" Type="{_RELS}/styles" Target="styles.bin"/>'
    kinds = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{_EXCEL}.worksheet"/>' for name in names
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="bin" '
        f'ContentType="{_EXCEL}.sheet.binary.macroEnabled.main"/><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        f'PartName="/xl/styles.bin" ContentType="{_EXCEL}.styles"/>{kinds}</Types>',
        "_rels/.rels": _links(
            f'<Relationship Id="rId1" Type="{_RELS}/officeDocument" Target="xl/workbook.bin"/>'
        ),
        "xl/_rels/workbook.bin.rels": _links(links),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
        archive.writestr("xl/workbook.bin", _book(book.worksheets))
        archive.writestr("xl/styles.bin", _styles())
        for name, sheet in zip(names, book.worksheets, strict=True):
            archive.writestr(f"xl/{name}", b"".join(_sheet(sheet)))
    return made.getvalue()


def _links(links: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _record(kind: int, data: bytes = b"") -> bytes:
    """Return a record: its kind in one or two bytes, its length in as many as it takes."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(data)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + data


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def _book(sheets: Sequence[Worksheet]) -> bytes:
    listed = b"".join(
        _record(
            _SHEET,
            struct.pack("<II", _STATES[sheet.sheet_state], number)
            + _text(f"rId{number}")
            + _text(sheet.title),
        )
        for number, sheet in enumerate(sheets, 1)
    )
    listed = _record(_BEGIN_SHEETS) + listed + _record(_END_SHEETS)
    return _record(_BEGIN_BOOK) + listed + _record(_END_BOOK)


def _styles() -> bytes:
    """Two looks: plain, and a date (number format 14)."""
    looks = b"".join(_record(_XF, struct.pack("<HH12x", 0, form)) for form in (0, 14))
    looks = _record(_BEGIN_XFS, struct.pack("<I", 2)) + looks + _record(_END_XFS)
    return _record(_BEGIN_STYLES) + looks + _record(_END_STYLES)


def _sheet(sheet: Worksheet) -> Iterator[bytes]:
    yield _record(_BEGIN_SHEET)
    size = struct.pack("<IIII", 0, sheet.max_row - 1, 0, sheet.max_column - 1)
    yield _record(_SIZE, size) + _record(_BEGIN_DATA)
    for row in sheet.iter_rows():
        cells = [(cell.column, cell.value) for cell in row if cell.value is not None]
        if cells:
            yield _record(_ROW, struct.pack("<II9x", int(row[0].row or 0) - 1, 0))
        yield from (_cell(int(column or 0) - 1, value) for column, value in cells)
    yield _record(_END_DATA) + _record(_END_SHEET)


def _cell(column: int, value: object) -> bytes:
    head = struct.pack("<II", column, _DAY if isinstance(value, date) else _PLAIN)
    if isinstance(value, bool):
        return _record(_BOOL, head + bytes([value]))
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return _record(_REAL, head + struct.pack("<d", (day - date(1899, 12, 30)).days))
    if isinstance(value, int | float):
        return _record(_REAL, head + struct.pack("<d", value))
    return _record(_TEXT, head + _text(str(value)))
