"""A workstream's sheet, on the master or on a return: live formulas, drop-downs, colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlplan import fields
from xlplan.fields import BY_NAME, Editor, Field, FieldKind
from xlplan.model import THREE_POINT, Level, Scale, Status
from xlplan.rules.as_asked import AS_AT
from xlplan.rules.conditions import Asked, IsDate, cleaned, quoted
from xlplan.rules.row_rules import RowRule, all_to_fix_formula, to_fix_formula
from xlplan.typed import Value
from xlplan.workbook.builder import (
    Entry,
    Head,
    add_sheet,
    add_validation,
    colour_ratings,
    column_of,
    highlight,
    last_row,
    list_name,
    progress,
    sheet_name,
)
from xlplan.workbook.layout import FIRST_ROW, table_name, workstream_layout

SPARE_ROWS = 200
_LOCKED = (
    "This cell is kept by the performance team, so that the plan stays one plan. To have it "
    "changed, use Proposed change and Reason for change at the end of the row."
)


def add_workstream_sheet(
    book: Workbook,
    head: Head,
    rows: Sequence[Mapping[str, Value]],
    *,
    scale: Scale,
    rules: Sequence[RowRule],
) -> Worksheet:
    """Add the sheet of one workstream with its rows and everything that is live on it."""
    sheet = add_sheet(book, head, rows)
    last = last_row(rows) + (0 if head.owners is not None else SPARE_ROWS)
    progress(sheet, head)
    _add_validations(sheet, head, last, scale)
    _add_colours(sheet, head, last, scale=scale, rules=rules)
    return sheet


def workstream_head(
    code: str,
    title: str,
    *,
    is_return: bool,
    scale: Scale,
    rules: Sequence[RowRule],
    number: int = 0,
) -> Head:
    """Return how a workstream's sheet is made; `number` is its place among the others."""
    table = table_name(code)
    names = fields.RETURN_COLUMNS if is_return else fields.MASTER_COLUMNS
    cells = {n: f"{table}[[#This Row],[{BY_NAME[n].heading}]]" for n in names}
    formulas = {
        "all_to_fix": all_to_fix_formula(rules, cells),
        "to_fix": to_fix_formula(cells["all_to_fix"]),
    }
    if not is_return:
        formulas["counts_as"] = counts_as_formula(cells, scale)
        formulas["timing"] = timing_formula(cells)
        formulas["ask_order"] = ask_order_formula(cells, number)
        formulas["weighs"] = weighs_formula(cells)
    owners = frozenset(fields.OWNERS_FIELDS)
    return Head(
        layout=workstream_layout(code, title, is_return=is_return),
        tab=sheet_name(title),
        table=table,
        formulas=formulas,
        owners=owners if is_return else None,
        grouped=frozenset(fields.RETURN_GROUPED if is_return else fields.MASTER_GROUPED),
        hidden=frozenset(fields.RETURN_HIDDEN if is_return else fields.MASTER_HIDDEN),
        frozen_columns=2,
    )


def counts_as_formula(cells: Mapping[str, str], scale: Scale) -> str:
    """Return the formula for the word that a row is counted under; agrees with `rollup`.

    A row without a ref is counted under none: the reader passes it over.
    """
    approved, declared = (word_formula(cells[n], scale) for n in ("approved_rag", "rag"))
    in_force = in_force_formula(cells, scale)
    reported = f'IFERROR({cleaned(cells["reported"])}="Yes",FALSE)'
    told = f'IF({declared}="","Not reported",{declared})'
    word = f'IF({in_force},{approved},IF({reported},{told},"Not reported"))'
    return f'=IF(IFERROR({cleaned(cells["ref"])}="",TRUE),"",{word})'


def timing_formula(cells: Mapping[str, str]) -> str:
    """Return the formula that says whether live work is overdue, or slipped, or both."""
    is_over = Asked("status").is_in(Status.COMPLETE, Status.SUSPENDED, Status.NOT_PURSUED)
    is_live = f"NOT({is_over.formula(cells)})"
    due = (Asked("due").is_date() & Asked("due").is_before(AS_AT)).formula(cells)
    programmed = Asked("baseline_due").is_before("forecast").formula(cells)
    approved = Asked("due").is_before("forecast").formula(cells)
    has_approved = Asked("due").is_date().formula(cells)
    has_forecast = Asked("forecast").is_date().formula(cells)
    later = f"IF({has_approved},{approved},{programmed})"
    slipped = f"AND({is_live},{has_forecast},{later})"
    overdue = f"AND({is_live},{due})"
    both = f'IF({overdue},IF({slipped},"Overdue, slipped","Overdue"),IF({slipped},"Slipped",""))'
    return f'=IF(IFERROR({cleaned(cells["ref"])}="",TRUE),"",{both})'


def ask_order_formula(cells: Mapping[str, str], number: int) -> str:
    """Return the formula that sorts what owners ask: by date, priority, workstream, then row.

    Blank for a row that asks for nothing. Each number is there once in the whole workbook.
    """
    asks = f"AND({Asked('help_needed').is_blank().formula(cells)},{_no_decision(cells)})"
    day = f"IF({Asked('decision_by').is_date().formula(cells)},INT({cells['decision_by']}),99999)"
    rank = cells["priority_rank"]
    place = f"IF(ISNUMBER({rank}),MIN(MAX({rank},0),98),99)/100"
    # Fourteen digits in all: programs take numbers for equal that differ in the sixteenth or so.
    order = f"{day}+{place}+{number}/100000+ROW()/1000000000"
    return f'=IF(OR(IFERROR({cleaned(cells["ref"])}="",TRUE),{asks}),"",{order})'


def weighs_formula(cells: Mapping[str, str]) -> str:
    """Return the formula for what an item weighs under the weighted policy; 0 for other rows.

    Its priority counted from the last one that any row has: agrees with `rollup`.
    """
    rank, level = cells["priority_rank"], cells["level"]
    others = ",".join(f'{level}="{one}"' for one in (Level.WORKSTREAM, Level.SUB_ITEM))
    ranked = f"AND(ISNUMBER({rank}),{rank}>=1)"
    return f"=IFERROR(IF(OR({others}),0,IF({ranked},LastPriority+1-{rank},1)),1)"


def _no_decision(cells: Mapping[str, str]) -> str:
    return Asked("decision_needed_from").is_blank().formula(cells)


def in_force_formula(cells: Mapping[str, str], scale: Scale) -> str:
    """Return the formula for whether an approved rating counts at the as-at date."""
    until = cells["approved_until"]
    is_date = IsDate("approved_until").formula(cells)
    approved = word_formula(cells["approved_rag"], scale)
    return f'AND({approved}<>"",IF({is_date},AsAt<={until},TRUE))'


def word_formula(cell: str, scale: Scale) -> str:
    """Return the formula that gives a cell's rating word as the scale spells it, "" for none."""
    formula = '""'
    for rag in reversed(scale.ratings):
        is_it = f"IFERROR({cleaned(cell)}={quoted(rag.word)},FALSE)"
        formula = f"IF({is_it},{quoted(rag.word)},{formula})"
    return formula


def _add_validations(sheet: Worksheet, head: Head, last: int, scale: Scale) -> None:
    is_return = head.owners is not None
    for column in head.layout.columns:
        letter = column_of(head, column.key)
        field = in_words_of(scale, BY_NAME[column.key])
        entry = _entry(field, f"{letter}{FIRST_ROW}", is_return=is_return)
        if entry:
            add_validation(sheet, f"{letter}{FIRST_ROW}:{letter}{last}", entry)


def in_words_of(scale: Scale, field: Field) -> Field:
    """Return a field whose help names the ratings that ask for action on this scale."""
    usual, here = THREE_POINT.needing_action, scale.needing_action
    return replace(field, help=field.help.replace(usual, here)) if here else field


def _entry(field: Field, first: str, *, is_return: bool) -> Entry | None:
    if is_return and field.editor is not Editor.OWNER:
        return Entry("custom", "FALSE", "Kept for you", "", _LOCKED)
    listed = _listed(field)
    if listed:
        return listed
    prompt = field.help if field.is_owners else ""
    if field.kind is FieldKind.DATE:
        return Entry(
            "date",
            "18264",
            field.heading,
            prompt,
            "Type a date, as 30/09/2026.",
            operator="between",
            formula2="73050",
        )
    if field.kind is FieldKind.PERCENT:
        return Entry(
            "decimal",
            "0",
            field.heading,
            prompt,
            "Type a number from 0 to 100, as 80.",
            operator="between",
            formula2="100",
        )
    if field.kind is FieldKind.PROSE and prompt:
        return Entry("custom", f"LEN({first})<=32000", field.heading, prompt, "Shorten the text.")
    return None


def _listed(field: Field) -> Entry | None:
    prompt = field.help if field.is_owners else ""
    if field.kind is FieldKind.RATING:
        error = "Choose a rating from the list: click the arrow beside the cell."
        return Entry("list", list_name("Rating"), field.heading, prompt, error)
    if field.name in ("owner", "delegate", "corrective_owner"):
        note = "That post is not in the list. Keep it?"
        return Entry("list", list_name("People"), field.heading, prompt, note, style="warning")
    if field.options:
        error = "Choose from the list: click the arrow beside the cell."
        return Entry("list", list_name(field.heading), field.heading, prompt, error)
    return None


def _add_colours(
    sheet: Worksheet, head: Head, last: int, *, scale: Scale, rules: Sequence[RowRule]
) -> None:
    for column in head.layout.columns:
        if column.kind is FieldKind.RATING or column.key == "counts_as":
            letter = column_of(head, column.key)
            area = f"{letter}{FIRST_ROW}:{letter}{last}"
            colour_ratings(sheet, area, f"${letter}{FIRST_ROW}", scale)
    # Excel allows no list of words in such a condition, so it looks up what the row already says.
    said = f"${column_of(head, 'all_to_fix')}{FIRST_ROW}"
    keys = {c.key for c in head.layout.columns}
    for rule in rules:
        if rule.is_shown_live and rule.at in keys:
            letter = column_of(head, rule.at)
            formula = f"ISNUMBER(FIND({quoted(rule.to_fix)},{said}))"
            highlight(sheet, f"{letter}{FIRST_ROW}:{letter}{last}", formula)
