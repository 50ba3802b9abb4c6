"""What can be read and still be doubted: colours, dates in two orders, characters nobody sees."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from xlplan.fields import BY_NAME, LOCKED_FIELDS, OWNERS_FIELDS, FieldKind
from xlplan.findings import Finding
from xlplan.model import CellValue, ErrorValue, Scale, british_date, clean
from xlplan.rules.headers import found
from xlplan.typed import Typed, as_text, told
from xlplan.workbook.manifest import Manifest
from xlplan.workbook.reader import SheetRow

_PALE = {"FFC7CE": "Red", "FFEB9C": "Amber", "C6EFCE": "Green"}  # Excel's Bad, Neutral and Good
_HUES = (("Red", 0, 17), ("Amber", 25, 62), ("Green", 75, 165), ("Red", 343, 361))
_EITHER_ORDER = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)


def rating_colour(row: SheetRow) -> str:
    """Return the rating whose colour a rating cell was filled with; "" for none.

    A whole row in one colour says something else.
    """
    line, columns = row.line, row.columns
    fill = line.fill(columns.get("rag", 0))
    if fill is None or fill == line.fill(columns.get("commentary", 0)):
        return ""
    return colour_name(fill)


def colour_name(fill: str) -> str:
    """Return Red, Amber or Green for a fill that people take for one; "" for any other."""
    if fill in _PALE:
        return _PALE[fill]
    red, green, blue = (int(fill[n : n + 2], 16) / 255 for n in (0, 2, 4))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < 0.45 or value < 0.3:
        return ""
    return next((name for name, low, high in _HUES if low <= hue * 360 < high), "")


def by_colour(row: SheetRow, typed: Typed, scale: Scale) -> Typed:
    """Return a blank rating as the colour that its cell was filled with (C16)."""
    rag = scale.find(rating_colour(row)) if typed == Typed() else None
    return Typed(rag.word, notice="C16", as_typed=rag.word.lower()) if rag else typed


def cell_findings(
    row: SheetRow, ref: str, read: Mapping[str, Typed], manifest: Manifest, item_id: str
) -> Iterator[Finding]:
    """Yield what reading one row's cells came upon: formulas, failures, locked and split ones.

    `read` has the cells that say something or have a formula.
    """
    owner, live = manifest.owner, row.line.with_formula
    for name, typed in read.items():
        is_live = row.columns[name] in live
        issued = manifest.values.text(item_id, name) if name in LOCKED_FIELDS else ""
        is_moved = name in LOCKED_FIELDS and as_text(typed.value) not in ("", issued)
        if not (is_live or is_moved or typed.problem or typed.notice or typed.struck):
            continue
        facts: dict[str, object] = {
            "ref": ref,
            "heading": BY_NAME[name].heading,
            "value": typed.as_typed or told(typed.value),
            "worse": typed.value,
            "word": typed.value,
            "colour": typed.as_typed,
            "struck": typed.struck[:200],
        }
        at = row.at(name)
        if isinstance(row.plain(name), ErrorValue):
            yield found("S10", facts, at=at, owner=owner)
        elif is_live and name in OWNERS_FIELDS and not typed.problem:
            yield found("S09", facts, at=at, owner=owner)
        if is_moved:
            moved = found("C01", facts, at=at, owner=owner)
            # Whoever has given the reason is not asked for it again.
            has_reason = read.get("change_reason", Typed()).value
            said = moved.message.partition(" Say why in ")[0] if has_reason else moved.message
            yield replace(moved, message=said)
        if typed.problem == "M07":
            yield found("M07", facts, at=at, owner=owner)
        if typed.struck:
            yield found("M06", facts, at=at, owner=owner)
        if typed.notice:
            yield found(typed.notice, facts, at=at, owner=owner)


def typing_findings(
    row: SheetRow,
    ref: str,
    typed: Mapping[str, Typed],
    said: Mapping[str, CellValue],
    owner: str,
) -> Iterator[Finding]:
    """Yield what is doubtful in one row's own cells: C04, C06 and C10.

    `said` is what the cells hold.
    """
    colour, rating = rating_colour(row), typed.get("rag", Typed()).value
    if colour and rating in ("Red", "Amber", "Green") and rating != colour:
        facts = {"ref": ref, "word": rating, "colour": colour.lower()}
        yield found("C04", facts, at=row.at("rag"), owner=owner)
    for name in OWNERS_FIELDS:
        value = said.get(name)
        if not isinstance(value, str):
            continue
        is_date = BY_NAME[name].kind is FieldKind.DATE
        doubt = _orders(value) if is_date else _odd(value)
        if doubt:
            about = {"ref": ref, "heading": BY_NAME[name].heading, "value": clean(value)}
            code = "C06" if is_date else "C10"
            yield found(code, about | doubt, at=row.at(name), owner=owner)


def _orders(text: str) -> dict[str, str]:
    """Return a date in both orders where either may be meant; nothing where one is plain."""
    match = _EITHER_ORDER.fullmatch(clean(text))
    first, second = (int(match[1]), int(match[2])) if match else (0, 0)
    if not match or first == second or not (1 <= first <= 12 and 1 <= second <= 12):
        return {}
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    american = date(year, first, second)
    return {
        "british": british_date(date(year, second, first)),
        "american": british_date(american),
        "example": f"{american:%d/%m/%Y}",
    }


def _odd(text: str) -> dict[str, str]:
    """Return what is odd about a text; nothing for most."""
    # What cannot be seen cannot be printed either, and Python tells that faster.
    if not text.isprintable() and _UNSEEN.search(text):
        return {"what": "characters that nobody can see"}
    first = text.lstrip()[:1]
    if first in ("=", "+", "@") and len(text) > 1:
        return {"what": f'text that begins with "{first}"'}
    return {}
