"""A new master workbook: the whole plan in one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, Font, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xlplan import palette
from xlplan.fields import FieldKind
from xlplan.model import Scale, Settings, Workstream
from xlplan.rules.row_rules import RowRule
from xlplan.typed import Value
from xlplan.workbook.builder import (
    FONT,
    Entry,
    Head,
    add_lists,
    add_sheet,
    add_validation,
    colour_ratings,
    column_of,
    fill,
    highlight,
    list_name,
)
from xlplan.workbook.dashboard import write_dashboard
from xlplan.workbook.formula_patterns import add_patterns
from xlplan.workbook.layout import (
    FIRST_ROW,
    FRONT_SHEETS,
    GROUPED_AWAY,
    HIDDEN_WHEN_EMPTY,
    SHEETS,
    Column,
    table_name,
)
from xlplan.workbook.manifest import Manifest, write_manifest
from xlplan.workbook.master_guide import tab_colour, write_guide
from xlplan.workbook.new_return import vocabularies
from xlplan.workbook.pictures import add_logo
from xlplan.workbook.rebuilt_rules import missing_rules
from xlplan.workbook.saving import save
from xlplan.workbook.settings_sheet import NAMED_CELLS, SETTINGS, scale_rows, settings_rows
from xlplan.workbook.workstream_sheet import SPARE_ROWS, add_workstream_sheet, workstream_head

LONGEST_LIST = 255


@dataclass(frozen=True)
class NewMaster:
    """Everything a master workbook is made from.

    `rows` are the rows of each workstream's sheet by its code; `tables` the rows of the other
    sheets by theirs. Keys of a row are column keys. `logo` is a PNG or JPEG picture.
    """

    settings: Settings
    workstreams: tuple[Workstream, ...]
    rows: Mapping[str, Sequence[Mapping[str, Value]]]
    rules: tuple[RowRule, ...]
    tables: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)
    logo: bytes = b""


def build_master(new: NewMaster, *, made: datetime) -> bytes:
    """Return the bytes of a new master workbook."""
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)
    guide.title = "Guide"
    dashboard: Worksheet = book.create_sheet("Dashboard")
    for number, workstream in enumerate(_with_sheets(new), 1):
        head = workstream_head(
            workstream.code,
            workstream.title,
            is_return=False,
            scale=new.settings.scale,
            rules=new.rules,
            number=number,
        )
        rows = new.rows.get(workstream.code, ())
        add_workstream_sheet(book, head, rows, scale=new.settings.scale, rules=new.rules)
    for code in (*FRONT_SHEETS, *(c for c in SHEETS if c not in FRONT_SHEETS)):
        _add_plain_sheet(book, code, new)
    write_dashboard(dashboard, new.settings, _with_sheets(new))
    _name_settings(book)
    people = [str(row["post"]) for row in new.tables.get("people", ())]
    add_lists(book, vocabularies(new.settings, people) | _long_lists(), state="visible")
    add_patterns(book, new.settings.scale)
    write_guide(guide, _with_sheets(new), book)
    add_logo(guide, "E1", new.logo, new.settings.council)
    write_manifest(book, Manifest(role="master", plan_id=new.settings.plan_id))
    settings = new.settings
    return save(
        book,
        title=settings.title,
        author=settings.council,
        made=made,
        colour=settings.colour,
    )


def _long_lists() -> dict[str, Sequence[str]]:
    """Return the options of columns that are too many to stand in a validation itself."""
    columns = (column for sheet in SHEETS.values() for column in sheet.columns)
    return {c.heading: c.options for c in columns if len(",".join(c.options)) > LONGEST_LIST - 2}


def _with_sheets(new: NewMaster) -> tuple[Workstream, ...]:
    """A tool that reports nothing has no sheet: an empty sheet helps nobody."""
    return tuple(w for w in new.workstreams if w.is_reported or new.rows.get(w.code))


def plain_head(code: str) -> Head:
    """Return how one of the master's other sheets is made."""
    sheet_layout = SHEETS[code]
    return Head(
        layout=sheet_layout,
        tab=sheet_layout.title,
        table=table_name(code),
        formulas={},
        grouped=GROUPED_AWAY.get(code, frozenset()),
        hidden=frozenset({"item_id", "key"}),
        frozen_columns=1,
        tab_colour=tab_colour(code),
    )


def _add_plain_sheet(book: Workbook, code: str, new: NewMaster) -> None:
    rows: Sequence[Mapping[str, Value]] = new.tables.get(code, ())
    if code == "settings":
        rows = settings_rows(new.settings)
    if code == "scale":
        rows = scale_rows(new.settings.scale)
    if code == "rules" and not rows:
        rows = missing_rules((), new.rules)
    head = plain_head(code)
    sheet = add_sheet(book, head, rows)
    if code == "scale":
        _show_colours(sheet, head, new.settings.scale)
    if code == "papers":
        _show_unsaid(sheet, head, len(rows))
    if code == "findings":
        _line_what_is_filled(sheet, head, len(rows))
    if not rows and code in HIDDEN_WHEN_EMPTY:
        sheet.sheet_state = "hidden"
    last = FIRST_ROW + len(rows) + SPARE_ROWS
    for column in head.layout.columns:
        letter = column_of(head, column.key)
        area = f"{letter}{FIRST_ROW}:{letter}{last}"
        if entry := _entry(column):
            add_validation(sheet, area, entry)
        if column.options:
            words = '"' + ",".join(column.options) + '"'
            listed = words if len(words) <= LONGEST_LIST else list_name(column.heading)
            note = "Choose from the list: click the arrow beside the cell."
            add_validation(sheet, area, Entry("list", listed, column.heading, "", note))
        if column.kind is FieldKind.RATING:
            colour_ratings(sheet, area, f"${letter}{FIRST_ROW}", new.settings.scale)


def _entry(column: Column) -> Entry | None:
    if column.key == "owner":
        note = "That post is not in the list. Keep it?"
        return Entry("list", list_name("People"), column.heading, "", note, style="warning")
    if column.kind is FieldKind.DATE:
        note = "Type a date, as 30/09/2026."
        return Entry("date", "18264", column.heading, "", note, "between", "73050")
    return None


def _show_colours(sheet: Worksheet, head: Head, scale: Scale) -> None:
    """Set each word of the scale in its own colour, as the sheets will show it."""
    for row, rag in enumerate(scale.ratings, FIRST_ROW):
        look = palette.look(rag)
        for key in ("word", "colour"):
            cell = sheet[f"{column_of(head, key)}{row}"]
            cell.fill = fill(look.fill)
            cell.font = Font(name=FONT, size=11, bold=True, color=look.text)


def _show_unsaid(sheet: Worksheet, head: Head, rows: int) -> None:
    """Mark the text that a paper's author has still to type."""
    asked, text = (column_of(head, key) for key in ("ask", "text"))
    area = f"{text}{FIRST_ROW}:{text}{FIRST_ROW + rows + SPARE_ROWS}"
    highlight(sheet, area, f'AND(${asked}{FIRST_ROW}<>"",TRIM(${text}{FIRST_ROW})="")')


def _line_what_is_filled(sheet: Worksheet, head: Head, rows: int) -> None:
    """Draw lines around lines that hold something: a list that grew shorter ends where it ends."""
    edge = Side(style="thin", color=palette.RULE_LINE)
    lined = DifferentialStyle(border=Border(left=edge, right=edge, top=edge, bottom=edge))
    last = column_of(head, head.layout.columns[-1].key)
    area = f"A{FIRST_ROW}:{last}{FIRST_ROW + max(rows, 1) - 1}"
    for cell in (cell for line in sheet[area] for cell in line):
        cell.border = Border()
    rule = Rule(type="expression", formula=[f'$A{FIRST_ROW}<>""'], dxf=lined)
    sheet.conditional_formatting.add(area, rule)


def _name_settings(book: Workbook) -> None:
    letter = column_of(plain_head("settings"), "value")
    for offset, setting in enumerate(SETTINGS):
        name = NAMED_CELLS.get(setting.key)
        place = f"Settings!${letter}${FIRST_ROW + offset}"
        if name:
            book.defined_names[name] = DefinedName(name, attr_text=place)
        if setting.key == "period":
            # Excel may take a month that is typed for a date.
            month = f'IF(ISNUMBER({place}),TEXT({place},"yyyy-mm"),{place})'
            first = f"DATE(LEFT({month},4),MID({month},6,2)-{{}},1)"
            for name, months in (("OpenMonth", 0), ("MonthBefore", 1)):
                text = f'IFERROR(TEXT({first.format(months)},"yyyy-mm"),"")'
                book.defined_names[name] = DefinedName(name, attr_text=text)
        if setting.options:
            listed = '"' + ",".join(setting.options) + '"'
            note = "Choose from the list: click the arrow beside the cell."
            cell = f"{letter}{FIRST_ROW + offset}"
            add_validation(book["Settings"], cell, Entry("list", listed, setting.heading, "", note))
