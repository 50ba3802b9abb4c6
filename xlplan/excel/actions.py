"""The month's actions on the workbook that is open: each says plainly what it did.

They return their message and raise nothing for what happens every day: a workbook of another
kind, a closed month, a folder not chosen, a cell being edited, a protected sheet.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import xlwings as xw

from xlplan import __version__
from xlplan.cycle import (
    chasing,
    checking,
    closing,
    comparing,
    consolidating,
    issuing,
    papers,
    rebuilding,
    showing,
)
from xlplan.cycle.cabinet import CabinetChoices
from xlplan.cycle.identity import identify
from xlplan.cycle.issuing import Month
from xlplan.cycle.rating import rate_plan
from xlplan.cycle.storing import Refused
from xlplan.excel import messages
from xlplan.excel.dashboard_check import DASHBOARD, differences, ratings_shown
from xlplan.excel.edits import make_edits
from xlplan.excel.findings_sheet import NAME, Problem, problems, write_findings
from xlplan.excel.messages import Message
from xlplan.excel.own_sheets import comparison, ratings
from xlplan.excel.reading import copy_of, master_in
from xlplan.excel.telling import said
from xlplan.excel.writing import change, keep_copy
from xlplan.workbook.edits import AddSheet, EditRefused
from xlplan.workbook.guard import MASTER
from xlplan.workbook.master import Master, master_of, read_master
from xlplan.workbook.patch import apply_edits

_IN_VIEW = (1, -1)  # what Excel and xlwings say of a sheet that is not hidden
_CANCELLED = "No folder was chosen. Nothing was changed."
_HELP = "Help: point at a button, or see docs/excel.md and docs/team.md of xlplan."
_NO_MASTER = "No other master was chosen. Nothing was changed."


@said("Check this return")
def check_return(book: xw.Book) -> Message:
    """Check the open return by itself: findings on a sheet with links, and as notes on cells."""
    copied = copy_of(book)
    if copied.role != "return":
        what = "a master" if copied.role == "master" else "not a return that xlplan issued"
        raise Refused(f"{book.name} is {what}. Open a return and run this again.")
    found = checking.check_return(copied.data, copied.path).findings
    unnoted = write_findings(book, found)
    where = f' They are on the sheet "{NAME}"; Next problem leads from cell to cell.'
    text = f"{book.name}: {messages.tally(found)}.{where if found else ''}"
    if unnoted:
        text += f"\n{messages.unnoted(unnoted)}"
    return Message("Check this return", text, messages.to_fix(found))


@said("Next problem")
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
    shown = _brought_into_view(book.sheets[sheet], cell)
    book.sheets[sheet].activate()
    book.sheets[sheet].range(cell).select()
    return Message("Next problem", _at(cells[place], place, len(cells), listed) + shown)


def _brought_into_view(sheet: xw.Sheet, cell: str) -> str:
    """Show the sheet, column and row of a cell where they are hidden; return what to say of it."""
    is_shown = int(sheet.visible) in _IN_VIEW
    if not is_shown and sheet.book.api.ProtectStructure:
        raise Refused(
            f'{cell} stands on the hidden sheet "{sheet.name}", and the structure of the workbook '
            "is protected. Take the protection off (Review) and run this again."
        )
    at = sheet.range(cell).api
    lines = {"column": at.EntireColumn, "row": at.EntireRow}
    hidden = [word for word, line in lines.items() if line.Hidden]
    if hidden and sheet.api.ProtectContents:
        return (
            f"\nIts {' and '.join(hidden)} cannot be seen: hidden, on a protected sheet. Take the "
            "protection off (Review) and run this again."
        )
    if not is_shown:
        sheet.visible = True
    for word in hidden:
        lines[word].Hidden = False
    told = [*(() if is_shown else ("sheet",)), *hidden]
    return f"\nHidden until now, and shown for you: its {' and '.join(told)}." if told else ""


def _selected(book: xw.Book) -> tuple[str, str]:
    chosen = book.app.selection
    if chosen is None:
        return "", ""
    first = chosen[0, 0]
    return first.sheet.name, first.get_address(False, False)


def _at(cell: tuple[str, str], place: int, number: int, listed: tuple[Problem, ...]) -> str:
    said = [p.message for p in listed if (p.sheet, p.cell) == cell]
    return "\n".join([f"{cell[0]}!{cell[1]} ({place + 1} of {number} cells)", *said])


@said("Issue returns")
def issue_returns(book: xw.Book, to: Path | None, month: Month, *, at: datetime) -> Message:
    """Open the month in the open master, through Excel, and write its returns; save nothing."""
    if to is None:
        return Message("Issue returns", _CANCELLED)
    worked = issuing.work_out(master_in(book), month, at=at)
    to.mkdir(parents=True, exist_ok=True)
    change(book, worked.before, worked.edits, at=at)
    returns = issuing.write_returns(worked, to)
    done = issuing.with_covering(worked, returns, to, at=at)
    return Message("Issue returns", f"{messages.issued(done, to)}\n{messages.SAVE_NOW}")


@said("Consolidate folder")
def consolidate_folder(book: xw.Book, folder: Path | None, *, at: datetime) -> Message:
    """Merge the returns of a folder into the open master, through Excel; save nothing."""
    if folder is None:
        return Message("Consolidate folder", _CANCELLED)
    worked = consolidating.work_out(master_in(book), folder, at=at)
    consolidating.keep_returns(worked, at=at)
    change(book, worked.master, worked.edits, at=at)
    text = f"{messages.consolidated(worked.done)}\n{messages.SAVE}"
    return Message("Consolidate folder", text, messages.to_fix(worked.done.findings))


@said("Chase owners")
def chase_owners(book: xw.Book, to: Path | None, *, at: datetime) -> Message:
    """Draft an e-mail to each owner and log it in the open master, through Excel; send nothing."""
    if to is None:
        return Message("Chase owners", _CANCELLED)
    master = master_in(book)
    made, edits = chasing.draft_chasers(master, to, at=at)
    change(book, master, edits, at=at)
    return Message("Chase owners", f"{messages.chased(made, to)}\n{messages.SAVE}")


@said("Dashboard refresh")
def refresh_dashboard(book: xw.Book) -> Message:
    """Have Excel work the Dashboard out anew, and say whether it agrees with xlplan."""
    master_in(book)
    book.app.calculate()
    shown = ratings_shown(book)
    differing = differences(shown, rate_plan(master_in(book).plan))
    book.sheets[DASHBOARD].activate()
    return Message("Dashboard refresh", messages.refreshed(shown, differing), len(differing))


@said("Roll-up explained")
def rollup_explained(book: xw.Book) -> Message:
    """Say of each rating why it is what it is, in the message and on a sheet with links."""
    master = master_in(book)
    rated = rate_plan(master.plan)
    return Message("Roll-up explained", _with_sheet(book, messages.rated(rated), ratings(rated)))


@said("Compare with")
def compare_with(book: xw.Book, other: Path | None) -> Message:
    """Say what changed from another master to the open one, in the message and on a sheet."""
    if other is None:
        return Message("Compare with", _NO_MASTER)
    done = comparing.compare_read(read_master(other), master_in(book))
    text = _with_sheet(book, messages.compared(done), comparison(done))
    return Message("Compare with", text, len(done.silent))


def _with_sheet(book: xw.Book, text: str, sheet: AddSheet) -> str:
    """Write a sheet and say where it is; the text stands where it cannot be written."""
    try:
        make_edits(book, [sheet])
    except EditRefused as refusal:
        return f"{text}\n{refusal}"
    return f'{text}\nThe sheet "{sheet.name}" has it line by line.'


@said("Exception report")
def exception_report(book: xw.Book, to: Path | None, *, at: datetime) -> Message:
    """Write the exception report to CMT from the open master into a folder."""
    if to is None:
        return Message("Exception report", _CANCELLED)
    master = _kept(book, at)
    return Message("Exception report", messages.written(papers.write_exceptions(master, to, at=at)))


@said("Cabinet report")
def cabinet_report(
    book: xw.Book, to: Path | None, *, at: datetime, choices: CabinetChoices | None = None
) -> Message:
    """Write the progress report to Cabinet from the open master into a folder."""
    if to is None:
        return Message("Cabinet report", _CANCELLED)
    paper = papers.write_cabinet(_kept(book, at), to, at=at, choices=choices)
    return Message("Cabinet report", messages.written(paper))


@said("Briefing")
def write_briefing(book: xw.Book, to: Path | None, post: str, *, at: datetime) -> Message:
    """Write the page for one post from the open master into a folder."""
    if to is None:
        return Message("Briefing", _CANCELLED)
    paper = papers.write_briefing(_kept(book, at), to, post, at=at)
    return Message("Briefing", messages.written(paper))


def _kept(book: xw.Book, at: datetime) -> Master:
    """Read the master, and keep what was read: a paper names the hash of what it was made from."""
    master = master_in(book)
    keep_copy(master, at=at)
    return master


@said("Close month")
def close_month(book: xw.Book, *, at: datetime) -> Message:
    """Take the month's snapshot in the open master and close it, through Excel; save nothing."""
    master = master_in(book)
    closing.require_closable(master)
    first = identify(master).edits
    named = master_of(apply_edits(master.data, first, file=book.name, limits=MASTER), master.path)
    after = change(book, master, (*first, *closing.closing_edits(named, at)), at=at)
    text = messages.closed(closing.keep_closed(after, at=at))
    return Message("Close month", f"{text}\n{messages.SAVE}")


@said("Show a sheet")
def show_sheet(book: xw.Book, name: str, *, at: datetime) -> Message:
    """Bring a sheet of the open master into view that is hidden while it is empty; save nothing."""
    master = master_in(book)
    edits = showing.showing_edits(master, [name])
    change(book, master, edits, at=at)
    for edit in edits:
        book.sheets[edit.sheet].activate()
    said = (
        f"{edits[0].sheet} is in view.\n{messages.SAVE}" if edits else f"{name} is in view already."
    )
    return Message("Show a sheet", said)


@said("Bring in line")
def bring_in_line(book: xw.Book, *, at: datetime) -> Message:
    """Bring the open master in line with its settings: closed, written anew, and opened again."""
    master = master_in(book)
    if not rebuilding.stale_parts(master):
        return Message("Bring in line", rebuilding.Rebuilt(master.path).in_words)
    if not book.api.Saved:
        raise Refused(
            f"Save {book.name} and press this again: it is closed, brought in line with its "
            "settings, and opened again."
        )
    app = book.app
    book.close()
    try:
        done = rebuilding.rebuild(master.path, at=at)
    finally:
        app.books.open(str(master.path))
    return Message("Bring in line", done.in_words)


@said("About xlplan")
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
    return Message("About xlplan", f"xlplan {__version__}. {what}\n{_HELP}")
