"""Conditional formats and validations that follow a table when it grows."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from xlplan.workbook.addresses import Area, area_text, overlap, parse_area
from xlplan.workbook.cells import local
from xlplan.workbook.styles import child

_HOLDERS = ("conditionalFormatting", "dataValidation")


def extend_ranges(root: etree._Element, table: Area, end: int) -> None:
    """Extend each range that ended at the table's last row, unless its kind holds there already."""
    outside_cells = [part for part in root if local(part) != "sheetData"]
    holders = [e for part in outside_cells for e in part.iter() if local(e) in _HOLDERS]
    validated = [
        area for e in holders if local(e) == "dataValidation" for area in _areas_of(_read(e))
    ]
    for holder in holders:
        # Two validations on one cell make Excel repair the file; two formats are ordinary.
        others = validated if local(holder) == "dataValidation" else []
        text = _read(holder)
        longer = " ".join(_extended(word, table, end, others) for word in text.split())
        if longer != " ".join(text.split()):
            _write(holder, longer)


def _extended(word: str, table: Area, end: int, others: list[Area]) -> str:
    try:
        area = parse_area(word)
    except ValueError:
        return word
    top, left, bottom, right = area
    last = table[2]
    added = (last + 1, left, end, right)
    follows = bottom == last and overlap(area, table)
    if not follows or any(overlap(added, other) for other in others):
        return word
    return area_text((top, left, end, right))


def _areas_of(text: str) -> Iterator[Area]:
    for word in text.split():
        try:
            yield parse_area(word)
        except ValueError:
            continue


def _read(holder: etree._Element) -> str:
    inner = child(holder, "sqref")
    return holder.get("sqref", "") if inner is None else inner.text or ""


def _write(holder: etree._Element, text: str) -> None:
    inner = child(holder, "sqref")
    if inner is None:
        holder.set("sqref", text)
    else:
        inner.text = text
