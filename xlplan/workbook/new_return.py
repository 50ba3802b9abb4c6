"""A new return workbook: one owner's rows, ready to fill in with nothing installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from xlplan import fields, palette
from xlplan.model import Settings, british_date, clean
from xlplan.rules.row_rules import RowRule
from xlplan.typed import Value, as_text, shown
from xlplan.workbook.builder import (
    DATE_FORMAT,
    FONT,
    Entry,
    add_lists,
    add_validation,
    fill,
    put,
    put_formula,
    set_page,
    sheet_name,
    title_cell,
    to_fix_count,
)
from xlplan.workbook.extra_sheets import (
    EXTRA_SHEETS,
    KEPT_OF_MEASURES,
    MEASURES,
    NEW_ITEMS,
    add_measures,
    add_new_items,
)
from xlplan.workbook.layout import table_name, workstream_layout
from xlplan.workbook.manifest import SHEET, Manifest, write_manifest
from xlplan.workbook.pictures import add_logo
from xlplan.workbook.saving import save, stamp
from xlplan.workbook.sign_off import SIGNED_NAMES
from xlplan.workbook.workstream_sheet import add_workstream_sheet, workstream_head

_SIGN_OFF = (("Name", "name"), ("Post", "post"), ("Date", "day"))


@dataclass(frozen=True)
class ReturnSheet:
    """One workstream on a return: its code, its title and the owner's rows in plan order."""

    code: str
    title: str
    rows: tuple[Mapping[str, Value], ...]


@dataclass(frozen=True)
class NewReturn:
    """Everything a return workbook is made from.

    `measures` are rows of the owner's measures by column key; `streams` the titles of the plan's
    workstreams, of which a proposed item belongs to one; `logo` is a PNG or JPEG picture.
    """

    settings: Settings
    owner: str
    revision: int
    sheets: tuple[ReturnSheet, ...]
    people: tuple[str, ...]
    rules: tuple[RowRule, ...]
    measures: tuple[Mapping[str, Value], ...] = ()
    streams: tuple[str, ...] = ()
    logo: bytes = b""


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
    if new.measures:
        add_measures(book, new.measures)
    add_new_items(book)
    _write_guide(guide, new)
    _add_settings(book, new)
    streams = {"Workstream": new.streams or tuple(s.title for s in new.sheets)}
    add_lists(book, vocabularies(new.settings, new.people) | streams, state="hidden")
    manifest = manifest_of(new, issued_at=stamp(made))
    write_manifest(book, replace(manifest, guide=_texts_of(guide)))
    return save(
        book,
        title=f"{new.settings.title}: return for {new.settings.period.title}, {new.owner}",
        author=new.settings.council,
        made=made,
        colour=new.settings.colour,
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
    layouts = [workstream_layout(s.code, s.title, is_return=True) for s in new.sheets]
    return Manifest(
        role="return",
        plan_id=new.settings.plan_id,
        period=str(new.settings.period),
        owner=new.owner,
        revision=new.revision,
        issued_at=issued_at,
        sheets={s.code: sheet_name(s.title) for s in new.sheets},
        issued=issued | places,
        measures={
            (str(row["code"]), key): as_text(row.get(key))
            for row in new.measures
            for key in KEPT_OF_MEASURES
        },
        printed=frozenset(
            clean(text)
            for layout in (*layouts, *EXTRA_SHEETS.values())
            for text in (layout.title, layout.note)
        ),
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
    for letter, width in {"A": 34, "B": 38, "C": 12, "D": 22}.items():
        sheet.column_dimensions[letter].width = width
    title_cell(sheet, f"{settings.title}: your return for {settings.period.title}")
    sheet["A2"] = f"{settings.council}. For: {new.owner}. {_deadline(settings.deadline)}"
    sheet["A2"].font = Font(name=FONT, size=12)
    parts = _contents(new)
    counts = "+".join(to_fix_count(table) for _, table, _, _ in parts)
    total = f'=IF({counts}=0,"Nothing left to fix",{counts}&" still to fix in all")'
    put_formula(sheet["A4"], total)
    sheet["A4"].font = Font(name=FONT, size=14, bold=True, color=palette.NAVY)
    row = 6
    for number, step in enumerate(_steps(settings), 1):
        sheet.cell(row, 1, f"{number}. {step}").font = Font(name=FONT, size=11)
        row += 1
    row = _write_contents(sheet, parts, row + 1)
    _write_sign_off(sheet, row + 1)
    add_logo(sheet, "D1", new.logo, settings.council)
    set_page(sheet, paper="9")


def _texts_of(guide: Worksheet) -> frozenset[str]:
    """Return what the Guide says, but for its live counts."""
    cells = [c for row in guide.iter_rows() for c in row if c.data_type != "f"]
    return frozenset(clean(shown(c.value)) for c in cells if c.value is not None)  # type: ignore[arg-type]


def _steps(settings: Settings) -> Iterator[str]:
    """Yield what an owner does, in the words of the plan's scale and label."""
    noun, poor = settings.item_noun, settings.scale.needing_action
    yield "Yellow cells are yours; grey ones are kept for you. Nothing to install, nothing locked."
    yield (
        f"For each {noun} choose a Rating and write the Commentary: what was done, what is next, "
        "by when."
    )
    if poor:
        yield f"Where it is {poor}, say what you will do about it in Corrective action."
    yield (
        "Dates, milestones, help you need and changes to propose open with the + above the "
        "headings."
    )
    yield "When nothing is left to fix, sign below, save, and send this file back."


def _deadline(day: date | None) -> str:
    return f"Please send it back by {british_date(day)}." if day else ""


def _contents(new: NewReturn) -> list[tuple[str, str, str, int | None]]:
    """Return each sheet's tab, its table, what it is, and how many rows stand on it."""
    parts: list[tuple[str, str, str, int | None]] = [
        (
            sheet_name(s.title),
            table_name(s.code),
            f"Your {new.settings.item_noun}s, to rate and comment on",
            len(s.rows),
        )
        for s in new.sheets
    ]
    if new.measures:
        what = "Your measures: this month's outturns"
        parts.append((MEASURES.title, table_name(MEASURES.code), what, len(new.measures)))
    what = "Work you want to add to the plan"
    return [*parts, (NEW_ITEMS.title, table_name(NEW_ITEMS.code), what, None)]


def _write_contents(
    sheet: Worksheet, parts: Sequence[tuple[str, str, str, int | None]], row: int
) -> int:
    for column, heading in enumerate(("Sheet", "What is on it", "Rows", "Still to fix"), 1):
        _heading(sheet, row, column, heading)
    for tab, table, what, rows in parts:
        row += 1
        link = sheet.cell(row, 1, tab)
        quoted = tab.replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!C6", display=tab)
        link.font = Font(name=FONT, size=11, underline="single", color="1F4E99")
        sheet.cell(row, 2, what)
        put(sheet.cell(row, 3), rows)
        count = to_fix_count(table)
        put_formula(sheet.cell(row, 4), f'=IF({count}=0,"Nothing",{count})')
        for column in (2, 3, 4):
            sheet.cell(row, column).alignment = Alignment(horizontal="left")
            sheet.cell(row, column).font = Font(name=FONT, size=11)
    return row + 1


def _write_sign_off(sheet: Worksheet, row: int) -> None:
    sheet.cell(row, 1, "Sign-off").font = Font(name=FONT, size=13, bold=True, color=palette.NAVY)
    line = Side(style="thin", color=palette.INK)
    for offset, (label, key) in enumerate(_SIGN_OFF, 1):
        sheet.cell(row + offset, 1, label).font = Font(name=FONT, size=11)
        box = sheet.cell(row + offset, 2)
        box.fill = fill(palette.OWNERS_CELL)
        box.border = Border(left=line, right=line, top=line, bottom=line)
        box.alignment = Alignment(horizontal="left")
        name, book = SIGNED_NAMES[key], sheet.parent
        assert isinstance(book, Workbook)
        place = f"Guide!$B${row + offset}"
        book.defined_names[name] = DefinedName(name, attr_text=place)
        if label == "Date":
            box.number_format = DATE_FORMAT
            what = "Type a date, as 30/09/2026."
            entry = Entry("date", "18264", label, "", what, operator="between", formula2="73050")
            add_validation(sheet, box.coordinate, entry)


def _heading(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column, text)
    cell.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
    cell.fill = fill(palette.NAVY)
