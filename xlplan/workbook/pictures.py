"""The council's logo on a new workbook, sized without a picture library."""

from __future__ import annotations

import struct

from openpyxl.drawing.image import Image
from openpyxl.worksheet.worksheet import Worksheet

_PNG = b"\x89PNG\r\n\x1a\n"
_WIDEST, _HIGHEST = 150, 56
# The frames of a JPEG that say how large it is; the others of these numbers are tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Logo(Image):
    """A PNG or JPEG picture, no wider than 150 and no higher than 56 pixels."""

    def __init__(self, data: bytes, council: str) -> None:
        self.data = data
        self.format = "png" if data.startswith(_PNG) else "jpeg"
        self.alt_text = f"{council} logo"
        width, height = size_of(data)
        scale = min(_WIDEST / width, _HIGHEST / height, 1.0)
        self.width, self.height = round(width * scale), round(height * scale)

    def _data(self) -> bytes:
        return self.data


def size_of(data: bytes) -> tuple[int, int]:
    """Return a picture's width and height in pixels; 150 by 56 where it does not say."""
    if data.startswith(_PNG) and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return max(width, 1), max(height, 1)
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return max(width, 1), max(height, 1)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return _WIDEST, _HIGHEST


def add_logo(sheet: Worksheet, place: str, logo: bytes, council: str) -> None:
    """Put the council's logo on a sheet; nothing where there is none."""
    if logo:
        sheet.add_image(Logo(logo, council), place)
