"""A whole month on the Maidstone example, with simulated officers, start to finish."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlplan import fields
from xlplan.cycle.cabinet import CabinetChoices
from xlplan.cycle.checking import Checked, check
from xlplan.cycle.closing import Closed, close
from xlplan.cycle.consolidating import Consolidated, consolidate
from xlplan.cycle.fixing import FixList, write_fix_lists
from xlplan.cycle.issuing import Issued, IssuedReturn, Month, issue
from xlplan.cycle.papers import Paper, report_cabinet, report_exceptions
from xlplan.cycle.storing import Refused, set_cell, store, write_new
from xlplan.model import Period
from xlplan.rendering.printers import Printer
from xlplan.rollup import RollUp, roll_up
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.example import Example, trimmed
from xlplan.workbook.files import write_atomically
from xlplan.workbook.master import read_master
from xlplan.workbook.new_master import build_master
from xlplan.workbook.officer import Answers, fill_in

OCTOBER = Month(Period(2013, 10), deadline=date(2013, 11, 8))
_MARK = ".xlplan-demo"
_MASTER = "Improvement Plan 2012-15.xlsx"

Habit = Mapping[str, Any]


@dataclass(frozen=True)
class Demo:
    """What happened in the demonstration month, step by step."""

    folder: Path
    master: Path
    issued: Issued
    checked: Checked
    fix_lists: tuple[FixList, ...]
    first: Consolidated
    second: Consolidated
    ratings: tuple[RollUp, ...]
    drafts: tuple[Paper, ...]
    closed: Closed
    papers: tuple[Paper, ...]


def run_demo(folder: Path, *, at: datetime, printer: Printer | None = None) -> Demo:
    """Run October 2013 in a folder of its own; raise Refused when other files stand there.

    `printer` gives the final papers' contents their page numbers.
    """
    _clear(folder)
    example = Example()
    master = folder / _MASTER
    write_new(master, build_master(example.september(row_rules()), made=at))
    issued = issue(master, folder / "1 issued", OCTOBER, at=at)
    officers = _Officers(example, issued, at)
    received, cured = folder / "2 received", folder / "4 second round"
    officers.send(received, "first_round")
    _team_types(master, officers.team_edits(), at)
    checked = check([received], master)
    fix_lists = write_fix_lists(checked, folder / "3 fix lists")
    first = consolidate(master, received, at=at)
    officers.send(cured, "second_round", given_back=folder / "3 fix lists")
    _decide_for_return(master, at)
    second = consolidate(master, cured, at=at)
    plan, lines = roll_up(read_master(master).plan)
    drafts = _papers(master, folder / "5 draft papers", at)
    closed = close(master, at=at)
    papers = _papers(master, folder / "6 papers", at, printer)
    return Demo(
        folder=folder,
        master=master,
        issued=issued,
        checked=checked,
        fix_lists=fix_lists,
        first=first,
        second=second,
        ratings=(plan, *lines),
        drafts=drafts,
        closed=closed,
        papers=papers,
    )


def _clear(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).exists():
            raise Refused(f"{folder} holds other files. Name a folder that is new or empty.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text("Made by xlplan demo; the next demo here replaces it.\n")


def _papers(
    master: Path, to: Path, at: datetime, printer: Printer | None = None
) -> tuple[Paper, ...]:
    choices = CabinetChoices(printer=printer)
    cabinet = report_cabinet(master, to, at=at, choices=choices)
    return report_exceptions(master, to, at=at), cabinet


class _Officers:
    """The owners of the example, with what each types and the habits each has."""

    def __init__(self, example: Example, issued: Issued, at: datetime) -> None:
        self._said = example.said_in("october")
        self._habits = example.officers()
        self._issued = issued.returns
        self._at = at

    def team_edits(self) -> list[Habit]:
        """Return what the performance team types into the master meanwhile."""
        return [h for h in self._habits["first_round"] if h["kind"] == "team-edits-master"]

    def send(self, to: Path, which: str, *, given_back: Path | None = None) -> None:
        """Write the returns of one round as files; who was given a fix list fills that in."""
        to.mkdir(parents=True, exist_ok=True)
        habits = self._habits.get(which, [])
        senders = {h["owner"] for h in habits}
        for returned in self._issued:
            mine = [h for h in habits if h["owner"] == returned.owner]
            is_silent = any(h["kind"] == "sends-nothing" for h in mine)
            if is_silent or (which == "second_round" and returned.owner not in senders):
                continue
            fix_list = given_back / returned.path.name if given_back else returned.path
            blank = fix_list if fix_list.exists() else returned.path
            data = fill_in(blank.read_bytes(), self._answers(returned, mine), at=self._at)
            write_atomically(to / returned.path.name, data)

    def _answers(self, returned: IssuedReturn, habits: Sequence[Habit]) -> Answers:
        cells: dict[tuple[str, str], Value] = {}
        for ref, row in self._said.items():
            for name in fields.OWNERS_FIELDS:
                cells[(ref, name)] = trimmed(row.get(name))
        tabs: dict[str, str] = {}
        for habit in habits:
            if habit["kind"] == "types":
                cells[(habit["ref"], habit["field"])] = habit["typed"]
            elif habit["kind"] == "leaves-blank":
                cells[(habit["ref"], habit["field"])] = None
            elif habit["kind"] == "renames-sheet":
                tabs[habit["workstream"]] = habit["to"]
        return Answers(cells, tabs, returned.owner)


def _team_types(path: Path, habits: Sequence[Habit], at: datetime) -> None:
    master = read_master(path)
    by_ref = {i.ref: i.item_id for i in master.plan.rows}
    edits = [
        set_cell(master.rows[by_ref[h["ref"]]], h["field"], trimmed(h["typed"])) for h in habits
    ]
    store(master, edits, at=at, why="typed")


def _decide_for_return(path: Path, at: datetime) -> None:
    master = read_master(path)
    edits = [set_cell(row, "decision", "Return") for row in master.table_rows("conflicts")]
    store(master, edits, at=at, why="typed")
