"""Sheets of the master that are hidden while they are empty, brought into view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from xlplan.cycle.storing import Refused, store, writing
from xlplan.model import clean
from xlplan.workbook.edits import SetSheetState
from xlplan.workbook.layout import HIDDEN_WHEN_EMPTY
from xlplan.workbook.master import read_master


def show_sheets(path: Path, names: Sequence[str], *, at: datetime) -> tuple[str, ...]:
    """Bring sheets into view by their names; return those that were hidden.

    Raise Refused, with nothing changed, for a name that is no sheet that xlplan hides.
    """
    with writing(path, why="show", at=at):
        master = read_master(path)
        tabs = {master.sheet_of(code).casefold(): code for code in HIDDEN_WHEN_EMPTY}
        unknown = [name for name in names if clean(name).casefold() not in tabs]
        states = {sheet.name: sheet.state for sheet in master.package.sheets}
        hidden = [t for c in HIDDEN_WHEN_EMPTY if states[t := master.sheet_of(c)] != "visible"]
        if unknown or not names:
            said = f'There is no hidden sheet "{unknown[0]}". ' if unknown else ""
            listed = ", ".join(hidden) or "none"
            raise Refused(f"{said}Hidden, as nothing stands on them yet: {listed}.")
        wanted = {master.sheet_of(tabs[clean(name).casefold()]) for name in names}
        shown = tuple(title for title in hidden if title in wanted)
        store(master, [SetSheetState(title, "visible") for title in shown], at=at, why="show")
    return shown
