"""Sheets of the master that are hidden while they are empty, brought into view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from xlplan.cycle.storing import Refused, store, writing
from xlplan.model import clean
from xlplan.workbook.edits import SetSheetState
from xlplan.workbook.layout import HIDDEN_WHEN_EMPTY
from xlplan.workbook.master import Master, read_master


def show_sheets(path: Path, names: Sequence[str], *, at: datetime) -> tuple[str, ...]:
    """Bring sheets into view by their names; return those that were hidden.

    Raise Refused, with nothing changed, for a name that is no sheet that xlplan hides.
    """
    with writing(path, why="show", at=at):
        master = read_master(path)
        edits = showing_edits(master, names)
        store(master, edits, at=at, why="show")
    return tuple(edit.sheet for edit in edits)


def hidden_sheets(master: Master) -> tuple[str, ...]:
    """Return the names of the sheets that are hidden while nothing stands on them."""
    states = {sheet.name: sheet.state for sheet in master.package.sheets}
    titles = map(master.sheet_of, HIDDEN_WHEN_EMPTY)
    return tuple(title for title in titles if states.get(title, "visible") != "visible")


def showing_edits(master: Master, names: Sequence[str]) -> tuple[SetSheetState, ...]:
    """Return what brings sheets into view; raise Refused for a name that is none of them."""
    titles = {master.sheet_of(code).casefold(): master.sheet_of(code) for code in HIDDEN_WHEN_EMPTY}
    unknown = [name for name in names if clean(name).casefold() not in titles]
    hidden = hidden_sheets(master)
    if unknown or not names:
        said = f'There is no hidden sheet "{unknown[0]}". ' if unknown else ""
        listed = ", ".join(hidden) or "none"
        raise Refused(f"{said}Hidden, as nothing stands on them yet: {listed}.")
    wanted = {titles[clean(name).casefold()] for name in names}
    return tuple(SetSheetState(title, "visible") for title in hidden if title in wanted)
