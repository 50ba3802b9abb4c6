"""Conditional colours and input prompts of a living master, for another rating scale or rules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from xlplan.fields import FIELDS
from xlplan.model import THREE_POINT, Scale, column_letters
from xlplan.rules.conditions import quoted
from xlplan.rules.row_rules import RowRule
from xlplan.workbook.addresses import Area, area_text, parse_area
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import local, namespace
from xlplan.workbook.layout import table_name, workstream_layout
from xlplan.workbook.master import Master
from xlplan.workbook.package import Sheet
from xlplan.workbook.reader import columns_of
from xlplan.workbook.standing_looks import RATED, formula_of, streams_with_sheets
from xlplan.workbook.styles import children, index
from xlplan.workbook.workstream_sheet import in_words_of

ATTENTION = re.compile(
    r'\s*ISNUMBER\(\s*FIND\(\s*"(?:[^"]|"")*"\s*,\s*\$?([A-Z]{1,3})\$?(\d+)\s*\)\s*\)'
)
_HOLDER = "conditionalFormatting"


@dataclass(frozen=True)
class Conditions:
    """The numbers of the looks that conditions give: by a rating's word, and for attention."""

    rated: Mapping[str, str]
    attention: str = ""


@dataclass
class _Sheet:
    """The conditions of one sheet while they are changed."""

    root: etree._Element
    priority: int = field(default=0)

    def __post_init__(self) -> None:
        found = (index(rule.get("priority")) for rule in self.root.iter("{*}cfRule"))
        self.priority = max(found, default=0)

    @property
    def holders(self) -> list[etree._Element]:
        return children(self.root, _HOLDER)

    def add(self, holder: etree._Element, formula: str, look: str, *, stops: bool) -> None:
        self.priority += 1
        marks = {"type": "expression", "dxfId": look, "priority": str(self.priority)}
        if stops:
            marks["stopIfTrue"] = "1"
        space = namespace(self.root)
        rule = etree.Element(f"{space}cfRule", marks)
        etree.SubElement(rule, f"{space}formula").text = formula
        rules = children(holder, "cfRule")
        if rules:
            rules[-1].addnext(rule)
        else:
            holder.insert(0, rule)

    def holder_of(self, area: str) -> etree._Element:
        for holder in self.holders:
            if holder.get("sqref") == area:
                return holder
        made = etree.Element(f"{namespace(self.root)}{_HOLDER}", {"sqref": area})
        self.holders[-1].addnext(made)
        return made

    def tidy(self) -> None:
        for holder in self.holders:
            if not children(holder, "cfRule"):
                self.root.remove(holder)


def recolour(
    book: BookDraft,
    master: Master,
    conditions: Conditions,
    rules: Sequence[RowRule],
    *,
    passed_over: str,
) -> None:
    """Colour every sheet but one by the present scale, and mark cells by the rules in force."""
    streams = {s.code for s in streams_with_sheets(master)}
    read = {sheet.name: sheet for sheet in master.package.sheets}
    heads = {t.name.casefold(): sheet for sheet in read.values() for t in sheet.tables}
    by_sheet = {sheet.name: code for code in streams if (sheet := _of(heads, code))}
    for name, _, part in book.sheets():
        root = book.draft.tree(part)
        if part == passed_over or not children(root, _HOLDER):
            continue
        edited = _Sheet(root)
        area = _rated(edited, conditions)
        if area and name in by_sheet:
            _attention(edited, read[name], (by_sheet[name], area), rules, conditions.attention)
        edited.tidy()
        _prompts(root, master.plan.settings.scale)
        book.draft.touch(part)


def _of(heads: Mapping[str, Sheet], code: str) -> Sheet | None:
    return heads.get(table_name(code).casefold())


def _rated(sheet: _Sheet, conditions: Conditions) -> Area | None:
    """Colour what is coloured by a rating's word; return the rows where, as an area."""
    area = None
    for holder in sheet.holders:
        ours = [(e, m) for e in children(holder, "cfRule") if (m := RATED.fullmatch(formula_of(e)))]
        if not ours:
            continue
        first = ours[0][1]
        for element, _ in ours:
            holder.remove(element)
        for word, look in conditions.rated.items():
            formula = f"TRIM(${first[1]}{first[2]})={quoted(word)}"
            sheet.add(holder, formula, look, stops=True)
        area = area or parse_area(holder.get("sqref", "").split()[0])
    return area


def _attention(
    sheet: _Sheet,
    read: Sheet,
    where: tuple[str, Area],
    rules: Sequence[RowRule],
    look: str,
) -> None:
    """Mark the cells that the live rules speak of."""
    code, (top, _, bottom, _) = where
    for holder in sheet.holders:
        for element in children(holder, "cfRule"):
            if ATTENTION.fullmatch(formula_of(element)):
                holder.remove(element)
    columns = columns_of(read, workstream_layout(code, "", is_return=False))
    said = f"${column_letters(columns['all_to_fix'])}{top}"
    for rule in rules:
        if rule.is_shown_live and rule.at in columns and look:
            column = columns[rule.at]
            holder = sheet.holder_of(area_text((top, column, bottom, column)))
            formula = f"ISNUMBER(FIND({quoted(rule.to_fix)},{said}))"
            sheet.add(holder, formula, look, stops=False)


def _prompts(root: etree._Element, scale: Scale) -> None:
    """Name the ratings that ask for action, on this scale, in what Excel says at a cell."""
    usual = THREE_POINT.needing_action
    helps = [f for f in FIELDS if usual in f.help]
    for element in (e for e in root.iter() if isinstance(e.tag, str)):
        if local(element) != "dataValidation" or not element.get("prompt"):
            continue
        for one in helps:
            known = re.escape(one.help).replace(re.escape(usual), ".+")
            if re.fullmatch(known, element.get("prompt", "")):
                element.set("prompt", in_words_of(scale, one).help)
