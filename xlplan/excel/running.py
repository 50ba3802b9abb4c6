"""Running an action by its name, and asking for what it was not given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlwings as xw

from xlplan.cycle.cabinet import CabinetChoices
from xlplan.cycle.issuing import Month, month_to_issue, read_day, read_period
from xlplan.cycle.showing import hidden_sheets
from xlplan.excel import actions
from xlplan.excel.desk import Desk
from xlplan.excel.messages import Message
from xlplan.excel.reading import master_in
from xlplan.excel.telling import said
from xlplan.rendering.printers import find_libre_office
from xlplan.reports.briefing import known_posts

_CANCELLED = "Cancelled. Nothing was changed."


@dataclass(frozen=True)
class Given:
    """What an action was given beforehand: a folder or a workbook, a month, a deadline, a post."""

    place: Path | None = None
    period: str = ""
    deadline: str = ""
    post: str = ""


Action = Callable[[xw.Book, Given, Desk, datetime], Message]


def run_action(name: str, book: xw.Book, given: Given, desk: Desk, *, at: datetime) -> Message:
    """Run an action by its name; raise KeyError for a name that is none of them."""
    return ACTIONS[name](book, given, desk, at)


@said("Issue returns")
def _issue(book: xw.Book, given: Given, desk: Desk, at: datetime) -> Message:
    due = month_to_issue(master_in(book).plan.settings)
    asks = not given.period
    period = given.period or desk.ask("Issue returns", "Which month? As 2013-10.", str(due))
    if period is None:
        return Message("Issue returns", _CANCELLED)
    question = "When are they due back? As 2013-10-31, or blank for no day."
    deadline = desk.ask("Issue returns", question, "") if asks else given.deadline
    if deadline is None:
        return Message("Issue returns", _CANCELLED)
    month = Month(read_period(period), deadline=read_day(deadline))
    to = given.place or desk.choose_folder("Write the returns into which folder?")
    return actions.issue_returns(book, to, month, at=at)


def _consolidate(book: xw.Book, given: Given, desk: Desk, at: datetime) -> Message:
    folder = given.place or desk.choose_folder("In which folder are the returns?")
    return actions.consolidate_folder(book, folder, at=at)


def _chase(book: xw.Book, given: Given, desk: Desk, at: datetime) -> Message:
    to = given.place or desk.choose_folder("Write the drafts into which new folder?")
    return actions.chase_owners(book, to, at=at)


def _compare(book: xw.Book, given: Given, desk: Desk, at: datetime) -> Message:
    other = given.place or desk.choose_workbook("Compare with which earlier master?")
    return actions.compare_with(book, other)


def _exceptions(book: xw.Book, given: Given, desk: Desk, at: datetime) -> Message:
    return actions.exception_report(book, _papers(given, desk), at=at)


def _cabinet(book: xw.Book, given: Given, desk: Desk, at: datetime) -> Message:
    choices = CabinetChoices(printer=find_libre_office())
    return actions.cabinet_report(book, _papers(given, desk), at=at, choices=choices)


@said("Briefing")
def _briefing(book: xw.Book, given: Given, desk: Desk, at: datetime) -> Message:
    first = next(iter(known_posts(master_in(book).plan)), "")
    question = "For which post? A head of service, an owner or a portfolio holder."
    post = given.post or desk.ask("Briefing", question, first)
    if post is None:
        return Message("Briefing", _CANCELLED)
    return actions.write_briefing(book, _papers(given, desk), post, at=at)


def _papers(given: Given, desk: Desk) -> Path | None:
    return given.place or desk.choose_folder("Write the paper into which folder?")


@said("Show a sheet")
def _show(book: xw.Book, given: Given, desk: Desk, at: datetime) -> Message:
    hidden = hidden_sheets(master_in(book))
    if not hidden:
        return Message("Show a sheet", "Every sheet is in view. Nothing was changed.")
    question = f"Which sheet? Hidden, as nothing stands on them yet: {', '.join(hidden)}."
    name = given.place.name if given.place else desk.ask("Show a sheet", question, "")
    if not name:
        return Message("Show a sheet", _CANCELLED)
    return actions.show_sheet(book, name, at=at)


ACTIONS: Mapping[str, Action] = {
    "check": lambda book, given, desk, at: actions.check_return(book),
    "next": lambda book, given, desk, at: actions.next_problem(book),
    "issue": _issue,
    "consolidate": _consolidate,
    "chase": _chase,
    "close": lambda book, given, desk, at: actions.close_month(book, at=at),
    "dashboard": lambda book, given, desk, at: actions.refresh_dashboard(book),
    "rollup": lambda book, given, desk, at: actions.rollup_explained(book),
    "compare": _compare,
    "exceptions": _exceptions,
    "cabinet": _cabinet,
    "briefing": _briefing,
    "show": _show,
    "rebuild": lambda book, given, desk, at: actions.bring_in_line(book, at=at),
    "about": lambda book, given, desk, at: actions.about(book),
}
