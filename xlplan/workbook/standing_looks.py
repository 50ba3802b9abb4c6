"""What of a master still shows the rating scale, rules or colours of the day it was built."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from xlplan.model import Scale, Workstream
from xlplan.palette import NAVY, legible, look
from xlplan.rules.row_rules import RowRule
from xlplan.workbook.addresses import Area, parse_area
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.builder import list_name
from xlplan.workbook.dashboard_columns import LEAD, Columns
from xlplan.workbook.guard import MASTER
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW
from xlplan.workbook.master import Master
from xlplan.workbook.package import Sheet
from xlplan.workbook.reader import columns_of, find_sheet
from xlplan.workbook.rebuilt_logo import shown_logo
from xlplan.workbook.rebuilt_rules import listed_codes, missing_rules, stale_texts
from xlplan.workbook.relations import first_of
from xlplan.workbook.renewing import dashboard_of
from xlplan.workbook.styles import child, children, index
from xlplan.workbook.workstream_sheet import workstream_head

COLUMNS, LISTED, LIVE, COLOURS, LISTED_RULES, TEXTS, BRAND, LOGO = (
    "the columns of the Dashboard",
    "the drop-down of ratings",
    "the live formulas of the workstreams' sheets",
    "the colours of ratings",
    "the list of rules",
    "the texts of the Rules sheet",
    "the colour of headings",
    "the logo on the Guide",
)
RATED = re.compile(r'\s*TRIM\(\s*\$?([A-Z]{1,3})\$?(\d+)\s*\)\s*=\s*"([^"]*)"\s*')
# What a formula says, whichever program saved it: its texts and its numbers.
_SAID = re.compile(r'"(?:[^"]|"")*"|(?<![\w$.\]])\d+(?:\.\d+)?(?![\w:(!])')
# Formulas that change with the rating scale or with the rules.
CHANGING = ("all_to_fix", "counts_as")


def out_of_line(
    master: Master, rules: Sequence[RowRule], logo: bytes | None = None
) -> tuple[str, ...]:
    """Return what does not show the present settings; nothing when all of it does.

    `logo` is the present one, b"" for none; with None it is not looked at. A master
    without a Dashboard as xlplan builds it is passed over.
    """
    sheet = dashboard_sheet(master)
    if sheet is None:
        return ()
    settings = master.plan.settings
    scale = settings.scale
    found = []
    if shown_headings(sheet) != list(Columns(scale).headings):
        found.append(COLUMNS)
    if listed_ratings(master) != [r.word for r in scale.ratings]:
        found.append(LISTED)
    if any(stale_formulas(master, stream, rules) for stream in streams_with_sheets(master)):
        found.append(LIVE)
    shown = shown_colours(master, sheet.name)
    if {r.word: look(r).fill for r in scale.ratings} != shown:
        found.append(COLOURS)
    if missing_rules(listed_codes(master), rules):
        found.append(LISTED_RULES)
    if stale_texts(master, rules, listed_ratings(master)):
        found.append(TEXTS)
    if heading_colour(sheet) not in ("", house_colour(settings.colour)):
        found.append(BRAND)
    if logo is not None and logo != shown_logo(_book(master)):
        found.append(LOGO)
    return tuple(found)


def dashboard_sheet(master: Master) -> Sheet | None:
    """Return the Dashboard as xlplan built it, in whatever scale; None where it is not."""
    found = dashboard_of(master)
    if found is None or shown_headings(found[0])[: len(LEAD)] != list(LEAD):
        return None
    return found[0]


def shown_headings(sheet: Sheet) -> list[str]:
    """Return the Dashboard's headings up to the first blank."""
    headings: list[str] = []
    while value := sheet.value(HEADER_ROW, len(headings) + 1):
        headings.append(str(value))
    return headings


def listed_ratings(master: Master) -> list[str]:
    """Return the words that the drop-down of ratings offers."""
    found = listed_area(master, list_name("Rating"))
    if found is None:
        return []
    sheet, (top, left, bottom, _) = found
    return [str(sheet.value(row, left) or "") for row in range(top, bottom + 1)]


def listed_area(master: Master, name: str) -> tuple[Sheet, Area] | None:
    """Return the sheet and the cells that a defined name stands for; None for no such."""
    title, _, where = master.package.names.get(name, "").rpartition("!")
    sheet = master.package.sheet(title.strip("'").replace("''", "'"))
    try:
        return (sheet, parse_area(where)) if sheet else None
    except ValueError:
        return None


def streams_with_sheets(master: Master) -> tuple[Workstream, ...]:
    """Return the workstreams and enablers that have a sheet, in their order."""
    return tuple(s for s in master.plan.workstreams if find_sheet(master.package, s.code))


def wanted_formulas(
    master: Master, stream: Workstream, rules: Sequence[RowRule]
) -> Mapping[str, str]:
    """Return the formulas that a workstream's rows should have, with structured references."""
    scale: Scale = master.plan.settings.scale
    head = workstream_head(stream.code, stream.title, is_return=False, scale=scale, rules=rules)
    return {key: head.formulas[key] for key in CHANGING}


def stale_formulas(
    master: Master, stream: Workstream, rules: Sequence[RowRule]
) -> Mapping[str, str]:
    """Return the formulas of a workstream's rows that should say something else, by key."""
    sheet = find_sheet(master.package, stream.code)
    if sheet is None:
        return {}
    head = workstream_head(
        stream.code, stream.title, is_return=False, scale=master.plan.settings.scale, rules=()
    )
    columns = columns_of(sheet, head.layout)
    stale = {}
    for key, formula in wanted_formulas(master, stream, rules).items():
        cell = sheet.cells.get((FIRST_ROW, columns.get(key, 0)))
        # A cell that somebody cleared or typed over is theirs to see to.
        if cell and cell.formula is not None and said(str(cell.formula)) != said(formula):
            stale[key] = formula
    return stale


def said(formula: str) -> list[str]:
    """Return the texts and numbers of a formula, in their order."""
    return _SAID.findall(re.sub(r"\[[^\]]*\]", "", formula))


def heading_colour(sheet: Sheet) -> str:
    """Return the colour of the Dashboard's headings, six hex digits; "" when it has none."""
    cell = sheet.cells.get((HEADER_ROW, 1))
    return (cell.fill or "")[-6:].upper() if cell else ""


def house_colour(colour: str) -> str:
    """Return the colour that headings should have for the council's own."""
    said = colour.strip().lstrip("#").upper()
    return legible(said) if re.fullmatch(r"[0-9A-F]{6}", said) else NAVY


def shown_colours(master: Master, sheet: str) -> dict[str, str]:
    """Return the fill that conditional formatting gives each rating's word on a sheet."""
    book = _book(master)
    part = next(part for name, _, part in book.sheets() if name == sheet)
    kept = first_of(book.linked, "styles")
    if kept is None:
        return {}
    styles = book.draft.tree(kept)
    fills = [_fill(dxf) for dxf in children(child(styles, "dxfs"), "dxf")]
    found = dict(_ruled(book, part, fills))
    found.pop("Not reported", None)
    return found


def _book(master: Master) -> BookDraft:
    return BookDraft(master.data, master.path.name, MASTER)


def _ruled(book: BookDraft, part: str, fills: Sequence[str]) -> Iterator[tuple[str, str]]:
    for rule in book.draft.tree(part).iter("{*}cfRule"):
        match = RATED.fullmatch(formula_of(rule))
        number = index(rule.get("dxfId"))
        if match and number < len(fills):
            yield match[3], fills[number]


def formula_of(rule: etree._Element) -> str:
    """Return the formula of a condition; "" where it has none."""
    return next((e.text or "" for e in children(rule, "formula")), "")


def _fill(dxf: etree._Element) -> str:
    return next((e.get("rgb", "")[-6:].upper() for e in dxf.iter("{*}bgColor")), "")
