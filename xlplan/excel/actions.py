"""The month's actions on the workbook that is open: each says plainly what it did.

They return their message and raise nothing for what happens every day: a workbook of another
kind, a closed month, a folder not chosen, a cell being edited, a protected sheet.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ParamSpec

import xlwings as xw

from xlplan import __version__
from xlplan.cycle import checking, closing, consolidating, papers
from xlplan.cycle.cabinet import CabinetChoices
from xlplan.cycle.identity import identify
from xlplan.cycle.rating import rate_plan
from xlplan.cycle.storing import Refused
from xlplan.excel import messages
from xlplan.excel.findings_sheet import NAME, Problem, problems, write_findings
from xlplan.excel.messages import Message
from xlplan.excel.reading import copy_of, master_in
from xlplan.excel.writing import change, keep_copy
from xlplan.model import Period, Refusal
from xlplan.workbook.master import Master, master_of
from xlplan.workbook.patch import apply_edits

_BUSY = (
    "Excel did not answer. If a cell is being edited, press Enter or Esc, close any dialog, and "
    "run this again. If cells have changed already, close the workbook without saving first."
)
_CANCELLED = "No folder was chosen. Nothing was changed."
_Asked = ParamSpec("_Asked")


def _said(title: str) -> Callable[[Callable[_Asked, Message]], Callable[_Asked, Message]]:
    """Have an action tell what stood in its way, under its title."""

    def wrap(action: Callable[_Asked, Message]) -> Callable[_Asked, Message]:
        @functools.wraps(action)
        def run(*asked: _Asked.args, **named: _Asked.kwargs) -> Message:
            try:
                return action(*asked, **named)
            except Refusal as refusal:
                return Message(title, str(refusal), is_refused=True)
            except OSError as refusal:
                place = f"{refusal.filename}: " if refusal.filename else ""
                return Message(title, f"{place}{refusal.strerror}.", is_refused=True)
            except Exception as problem:
                if not _is_of_excel(problem):
                    raise
                return Message(title, _BUSY, is_refused=True)

        return run

    return wrap


def _is_of_excel(problem: Exception) -> bool:
    # Excel's own class of problem exists on Windows only, so it is known by name.
    return isinstance(problem, xw.XlwingsError) or type(problem).__name__ in (
        "com_error",
        "ExcelBusyError",
        "CommandError",
    )


@_said("Check this return")
def check_return(book: xw.Book) -> Message:
    """Check the open return by itself and list what was found on a sheet of its own."""
    copied = copy_of(book)
    if copied.role != "return":
        what = "a master" if copied.role == "master" else "not a return that xlplan issued"
        raise Refused(f"{book.name} is {what}. Open a return and run this again.")
    found = checking.check_return(copied.data, copied.path).findings
    write_findings(book, found)
    where = f' They are on the sheet "{NAME}"; Next problem leads from cell to cell.'
    text = f"{book.name}: {messages.tally(found)}.{where if found else ''}"
    return Message("Check this return", text, messages.to_fix(found))


@_said("Next problem")
def next_problem(book: xw.Book) -> Message:
    """Select the cell of the next finding of the last check; after the last comes the first."""
    listed = problems(book)
    if listed is None:
        raise Refused("Nothing has been checked yet. Run Check this return first.")
    if not listed:
        return Message("Next problem", "The last check found no cell to look at.")
    cells = list(dict.fromkeys((p.sheet, p.cell) for p in listed))
    here = _selected(book)
    place = (cells.index(here) + 1) % len(cells) if here in cells else 0
    sheet, cell = cells[place]
    if sheet not in [s.name for s in book.sheets]:
        raise Refused(f'The sheet "{sheet}" is not there any more. Run Check this return again.')
    book.sheets[sheet].activate()
    book.sheets[sheet].range(cell).select()
    return Message("Next problem", _at(cells[place], place, len(cells), listed))


def _selected(book: xw.Book) -> tuple[str, str]:
    chosen = book.app.selection
    if chosen is None:
        return "", ""
    first = chosen[0, 0]
    return first.sheet.name, first.get_address(False, False)


def _at(cell: tuple[str, str], place: int, number: int, listed: tuple[Problem, ...]) -> str:
    said = [p.message for p in listed if (p.sheet, p.cell) == cell]
    return "\n".join([f"{cell[0]}!{cell[1]} ({place + 1} of {number} cells)", *said])


@_said("Consolidate folder")
def consolidate_folder(book: xw.Book, folder: Path | None, *, at: datetime) -> Message:
    """Merge the returns of a folder into the open master, through Excel; save nothing."""
    if folder is None:
        return Message("Consolidate folder", _CANCELLED)
    worked = consolidating.work_out(master_in(book), folder, at=at)
    consolidating.keep_returns(worked, at=at)
    change(book, worked.master, worked.edits, at=at)
    text = f"{messages.consolidated(worked.done)}\n{messages.SAVE}"
    return Message("Consolidate folder", text, messages.to_fix(worked.done.findings))


@_said("Roll-up explained")
def rollup_explained(book: xw.Book) -> Message:
    """Say of each rating why it is what it is."""
    return Message("Roll-up explained", messages.rated(rate_plan(master_in(book).plan)))


@_said("Exception report")
def exception_report(book: xw.Book, to: Path | None, *, at: datetime) -> Message:
    """Write the exception report to CMT from the open master into a folder."""
    if to is None:
        return Message("Exception report", _CANCELLED)
    master = _kept(book, at)
    return Message("Exception report", messages.written(papers.write_exceptions(master, to, at=at)))


@_said("Cabinet report")
def cabinet_report(
    book: xw.Book, to: Path | None, *, at: datetime, since: Period | None = None
) -> Message:
    """Write the progress report to Cabinet from the open master into a folder."""
    if to is None:
        return Message("Cabinet report", _CANCELLED)
    paper = papers.write_cabinet(_kept(book, at), to, at=at, choices=CabinetChoices(since=since))
    return Message("Cabinet report", messages.written(paper))


def _kept(book: xw.Book, at: datetime) -> Master:
    """Read the master, and keep what was read: a paper names the hash of what it was made from."""
    master = master_in(book)
    keep_copy(master, at=at)
    return master


@_said("Close month")
def close_month(book: xw.Book, *, at: datetime) -> Message:
    """Take the month's snapshot in the open master and close it, through Excel; save nothing."""
    master = master_in(book)
    closing.require_closable(master)
    first = identify(master).edits
    named = master_of(apply_edits(master.data, first, file=book.name), master.path)
    after = change(book, master, (*first, *closing.closing_edits(named)), at=at)
    text = messages.closed(closing.keep_closed(after, at=at))
    return Message("Close month", f"{text}\n{messages.SAVE}")


@_said("About xlplan")
def about(book: xw.Book) -> Message:
    """Say which xlplan this is, and what the open workbook is to it."""
    copied = copy_of(book)
    what = f"{book.name} is no workbook of xlplan's."
    if copied.role == "master":
        settings = master_of(copied.data, copied.path).plan.settings
        stage = "closed" if settings.is_closed else "open"
        what = f"{book.name} is the master of {settings.title}: {settings.period.title}, {stage}."
    elif copied.manifest and copied.role == "return":
        what = f"{book.name} is the return of {copied.manifest.owner}, {copied.manifest.period}."
    return Message("About xlplan", f"xlplan {__version__}. {what}")


def run_action(name: str, book: xw.Book, folder: Path | None, *, at: datetime) -> Message:
    """Run an action by its name; raise KeyError for a name that is none of them."""
    actions: dict[str, Callable[[], Message]] = {
        "check": lambda: check_return(book),
        "next": lambda: next_problem(book),
        "consolidate": lambda: consolidate_folder(book, folder, at=at),
        "rollup": lambda: rollup_explained(book),
        "exceptions": lambda: exception_report(book, folder, at=at),
        "cabinet": lambda: cabinet_report(book, folder, at=at),
        "close": lambda: close_month(book, at=at),
        "about": lambda: about(book),
    }
    return actions[name]()
