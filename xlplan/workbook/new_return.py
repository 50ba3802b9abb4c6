"""A new return workbook: one owner's rows, ready to fill in with nothing installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from xlplan import fields, palette
from xlplan.model import Settings, british_date
from xlplan.rules.row_rules import RowRule
from xlplan.typed import Value, as_text
from xlplan.workbook.builder import (
    FONT,
    add_lists,
    fill,
    put,
    set_page,
    sheet_name,
    title_cell,
)
from xlplan.workbook.manifest import SHEET, Manifest, write_manifest
from xlplan.workbook.saving import save, stamp
from xlplan.workbook.workstream_sheet import (
    add_workstream_sheet,
    to_fix_count,
    workstream_head,
)

_STEPS = (
    "Open each sheet below. The yellow columns are yours; the grey ones are kept for you.",
    "Choose a Rating and write the Commentary: what was done, what is next, by when.",
    "For a Red or Amber item say what you will do about it in Corrective action.",
    "More columns (dates, milestones, help you need) open with the + above the headings.",
    "When To fix is empty, sign below, save and send the file back. Nothing to install.",
)


@dataclass(frozen=True)
class ReturnSheet:
    """One workstream on a return: its code, its title and the owner's rows in plan order."""

    code: str
    title: str
    rows: tuple[Mapping[str, Value], ...]


@dataclass(frozen=True)
class NewReturn:
    """Everything a return workbook is made from."""

    settings: Settings
    owner: str
    revision: int
    sheets: tuple[ReturnSheet, ...]
    people: tuple[str, ...]
    rules: tuple[RowRule, ...]


def build_return(new: NewReturn, *, made: datetime) -> bytes:
    """Return the bytes of a new return workbook."""
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)
    heads = [
        workstream_head(s.code, s.title, is_return=True, scale=new.settings.scale, rules=new.rules)
        for s in new.sheets
    ]
    for head, sheet in zip(heads, new.sheets, strict=True):
        add_workstream_sheet(book, head, sheet.rows, scale=new.settings.scale, rules=new.rules)
    _write_guide(guide, new)
    _add_settings(book, new)
    add_lists(book, vocabularies(new.settings, new.people), state="hidden")
    write_manifest(book, manifest_of(new, issued_at=stamp(made)))
    return save(
        book,
        title=f"{new.settings.title}: return for {new.settings.period.title}, {new.owner}",
        author=new.settings.council,
        made=made,
    )


def vocabularies(settings: Settings, people: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return the words of every drop-down by the name of its list."""
    lists: dict[str, Sequence[str]] = {"Rating": [r.word for r in settings.scale.ratings]}
    lists |= {f.heading: f.options for f in fields.FIELDS if f.options}
    return lists | {"People": people}


def manifest_of(new: NewReturn, *, issued_at: str) -> Manifest:
    """Return what the return says of itself, with every value as issued."""
    issued = {
        (str(row["item_id"]), name): as_text(row.get(name))
        for sheet in new.sheets
        for row in sheet.rows
        for name in fields.RETURN_COLUMNS
        if fields.BY_NAME[name].is_owners or name in fields.LOCKED_FIELDS + fields.GREY_FIELDS
    }
    places = {(str(row["item_id"]), SHEET): s.code for s in new.sheets for row in s.rows}
    return Manifest(
        role="return",
        plan_id=new.settings.plan_id,
        period=str(new.settings.period),
        owner=new.owner,
        revision=new.revision,
        issued_at=issued_at,
        sheets={s.code: sheet_name(s.title) for s in new.sheets},
        issued=issued | places,
    )


def _add_settings(book: Workbook, new: NewReturn) -> None:
    # The live formulas need the as-at date; a name keeps it out of the officer's sight.
    sheet = book.create_sheet("Settings")
    sheet.sheet_state = "hidden"
    sheet["A1"], sheet["B1"] = "AsAt", new.settings.as_at
    sheet["B1"].number_format = "dd/mm/yyyy"
    book.defined_names["AsAt"] = DefinedName("AsAt", attr_text="Settings!$B$1")


def _write_guide(sheet: Worksheet, new: NewReturn) -> None:
    settings = new.settings
    sheet.title = "Guide"
    sheet.sheet_properties.tabColor = palette.GREEN.fill
    sheet.sheet_view.showGridLines = False
    for letter, width in {"A": 34, "B": 16, "C": 26, "D": 30}.items():
        sheet.column_dimensions[letter].width = width
    title_cell(sheet, f"{settings.title}: your return for {settings.period.title}")
    sheet["A2"] = f"{settings.council}. For: {new.owner}. {_deadline(settings.deadline)}"
    sheet["A2"].font = Font(name=FONT, size=12)
    row = 4
    for number, step in enumerate(_STEPS, 1):
        sheet.cell(row, 1, f"{number}. {step}").font = Font(name=FONT, size=11)
        row += 1
    row = _write_contents(sheet, new, row + 1)
    _write_sign_off(sheet, row + 1)
    set_page(sheet, paper="9")


def _deadline(day: date | None) -> str:
    return f"Please send it back by {british_date(day)}." if day else ""


def _write_contents(sheet: Worksheet, new: NewReturn, row: int) -> int:
    for column, heading in enumerate(("Sheet", "Your rows", "Still to fix"), 1):
        _heading(sheet, row, column, heading)
    for part in new.sheets:
        row += 1
        tab, table = sheet_name(part.title), f"t_{part.code}"
        link = sheet.cell(row, 1, tab)
        quoted = tab.replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!C6", display=tab)
        link.font = Font(name=FONT, size=11, underline="single", color="1F4E99")
        put(sheet.cell(row, 2), len(part.rows))
        count = to_fix_count(table)
        sheet.cell(row, 3, f'=IF({count}=0,"Nothing: thank you",{count})')
        for column in (2, 3):
            sheet.cell(row, column).alignment = Alignment(horizontal="left")
    return row + 1


def _write_sign_off(sheet: Worksheet, row: int) -> None:
    sheet.cell(row, 1, "Sign-off").font = Font(name=FONT, size=13, bold=True, color=palette.NAVY)
    line = Side(style="thin", color=palette.INK)
    for offset, label in enumerate(("Name", "Post", "Date"), 1):
        sheet.cell(row + offset, 1, label).font = Font(name=FONT, size=11)
        box = sheet.cell(row + offset, 2)
        box.fill = fill(palette.OWNERS_CELL)
        sheet.cell(row + offset, 3).fill = fill(palette.OWNERS_CELL)
        box.border = Border(bottom=line)
        sheet.cell(row + offset, 3).border = Border(bottom=line)
        if label == "Date":
            box.number_format = "dd/mm/yyyy"
            box.alignment = Alignment(horizontal="left")


def _heading(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column, text)
    cell.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
    cell.fill = fill(palette.NAVY)
