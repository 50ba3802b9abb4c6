"""What a cell's style says about its value: a date, a percentage, and its fill."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from xlplan.workbook.cells import is_date_format, local
from xlplan.workbook.guard import parse


@dataclass(frozen=True, slots=True)
class Style:
    """One cell format; `fill` is the RGB hex of a solid fill that is not a theme colour.

    `is_struck` when its text is struck through.
    """

    is_date: bool = False
    is_percent: bool = False
    fill: str | None = None
    is_struck: bool = False


PLAIN = Style()
_BUILT_IN_PERCENT = (9, 10)


def child(parent: etree._Element, name: str) -> etree._Element | None:
    """Return the first child of a name, whatever its namespace."""
    return next((element for element in parent if local(element) == name), None)


def children(parent: etree._Element | None, name: str) -> list[etree._Element]:
    """Return the children of a name, whatever their namespace; none of nothing."""
    return [] if parent is None else [e for e in parent if local(e) == name]


def index(text: str | None) -> int:
    """Return a number written as an attribute; 0 when it is absent or unreadable."""
    return int(text) if text and text.isdigit() else 0


def number_formats(root: etree._Element) -> dict[int, str]:
    """Return the workbook's own number formats by id (those of dxfs reuse ids: not read)."""
    return {
        index(element.get("numFmtId")): element.get("formatCode", "")
        for element in children(child(root, "numFmts"), "numFmt")
    }


@lru_cache(maxsize=16)
def known_styles(content: bytes) -> tuple[Style, ...]:
    """Return the cell formats of a style sheet; the workbooks of one month have the same."""
    return read_styles(parse(content))


def read_styles(root: etree._Element) -> tuple[Style, ...]:
    """Return the cell formats of a style sheet in their order."""
    formats = number_formats(root)
    fills = [_solid(fill) for fill in children(child(root, "fills"), "fill")]
    fonts = [_is_struck(font) for font in children(child(root, "fonts"), "font")]
    styles = []
    for xf in children(child(root, "cellXfs"), "xf"):
        shown, fill = index(xf.get("numFmtId")), index(xf.get("fillId"))
        font = index(xf.get("fontId"))
        styles.append(
            Style(
                is_date_format(shown, formats.get(shown)),
                shown in _BUILT_IN_PERCENT or "%" in formats.get(shown, ""),
                fills[fill] if fill < len(fills) else None,
                font < len(fonts) and fonts[font],
            )
        )
    return tuple(styles)


def _is_struck(font: etree._Element) -> bool:
    strike = child(font, "strike")
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def _solid(fill: etree._Element) -> str | None:
    pattern = child(fill, "patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return None
    colour = child(pattern, "fgColor")
    rgb = "" if colour is None else colour.get("rgb", "")
    return rgb[-6:].upper() or None
