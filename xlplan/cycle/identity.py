"""Rows that the team typed, copied or typed again in the master get a permanent identity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlplan.cycle.changing import deleted_ids
from xlplan.cycle.storing import set_cell
from xlplan.fields import BY_NAME
from xlplan.findings import Finding
from xlplan.model import Level, clean
from xlplan.rules.headers import found
from xlplan.typed import read_typed
from xlplan.workbook.edits import Edit
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow


@dataclass(frozen=True)
class Identified:
    """The edits that give rows an identity, and what the team should know of them."""

    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]


def identify(master: Master, issued: Mapping[str, str] | None = None) -> Identified:
    """Give each row without an item id one, and a level; and each copied row one of its own.

    A row that was typed again, as on another workstream's sheet, is known by its ref from
    History, from Changes or from what was `issued` this month (item ids by ref), and goes on
    where it left off.
    """
    numbers = _new_numbers(master)
    lost = _lost(master, issued or {})
    edits: list[Edit] = []
    findings: list[Finding] = []
    for row in master.nameless:
        known = lost.pop(clean(row.text("ref")).lower(), None)
        edits.append(set_cell(row, "item_id", known or next(numbers)))
        edits += _completed(master, row)
    for row in _copies(master):
        edits.append(set_cell(row, "item_id", next(numbers)))
        facts = {"ref": row.text("ref"), "row": row.number, "sheet": row.sheet}
        findings.append(found("M09", facts, at=row.at("ref")))
    return Identified(tuple(edits), tuple(findings))


def _completed(master: Master, row: SheetRow) -> Iterator[Edit]:
    if row.text("due") and not row.text("baseline_due"):
        # The first date that an item has is the one it was programmed for.
        due = read_typed(BY_NAME["due"], row.share("due"), master.plan.settings.scale).value
        yield set_cell(row, "baseline_due", due)
    if not row.text("level"):
        level = Level.SUB_ITEM if row.text("parent") else Level.ITEM
        yield set_cell(row, "level", level.value)


def _new_numbers(master: Master) -> Iterator[str]:
    """Yield item ids that no row has, or has had."""
    taken = {i.item_id for i in master.plan.rows} | {s.item_id for s in master.plan.history}
    number = max((int(t.rsplit("-", 1)[-1]) for t in taken if _is_numbered(t)), default=0)
    while True:
        number += 1
        yield f"row-{number:04d}"


def _is_numbered(item_id: str) -> bool:
    return item_id.rsplit("-", 1)[-1].isdigit()


def _lost(master: Master, issued: Mapping[str, str]) -> dict[str, str]:
    """Return the item id that is known for each ref of which no row has the id any more."""
    if not master.nameless:
        return {}
    gone = {row.item_id for row in master.plan.rows} | deleted_ids(master)
    known = {clean(ref).lower(): item_id for ref, item_id in issued.items()}
    for line in master.change_lines:
        # A measure's outturn has a line too, and no item id.
        if line.text("item_id"):
            known[clean(line.text("ref")).lower()] = line.text("item_id")
    for taken in sorted(master.plan.history, key=lambda s: s.period):
        known[clean(taken.ref).lower()] = taken.item_id
    return {ref: item_id for ref, item_id in known.items() if item_id not in gone}


def _copies(master: Master) -> Iterator[SheetRow]:
    """Yield the rows that must give up an item id: the one with its ref in History keeps it."""
    refs = {s.item_id: s.ref for s in sorted(master.plan.history, key=lambda s: s.period)}
    groups: dict[str, list[SheetRow]] = {}
    for row in master.copied:
        item_id = row.text("item_id")
        groups.setdefault(item_id, [master.rows[item_id]]).append(row)
    for item_id, rows in groups.items():
        named = [row for row in rows if row.text("ref") == refs.get(item_id)]
        keeper = named[0] if named else rows[0]
        yield from (row for row in rows if row is not keeper)
