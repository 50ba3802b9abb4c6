"""What `undo` prints."""

from __future__ import annotations

from datetime import datetime

from xlplan.cli.printing import say
from xlplan.cycle.undoing import Undone, Writes
from xlplan.model import british_date
from xlplan.workbook.files import Kept


def _when(line: Kept) -> str:
    moment = datetime.fromisoformat(line.at)
    return f"{british_date(moment.date())} {moment:%H:%M:%S}"


def undone(done: Undone) -> None:
    """Say what was taken back, and where the master that was is kept."""
    say(f"Taken back: {done.line.why or 'the write'} of {_when(done.line)}.")
    if done.was_edited:
        say("The master had been changed since, in Excel or otherwise: that is taken back too.")
    say(f"The master as it was a moment ago is kept: {done.kept}")
    say(f"Writes that can still be taken back: {done.left}.")


def writes(listed: Writes) -> None:
    """List every write, and say whether the archive holds what it says."""
    if not listed.writes:
        say(f"No write to {listed.master.name} is in its archive.")
    for write in listed.writes:
        line = write.line
        taken = "  taken back" if write.is_undone else ""
        made = line.made[:12] or "?"
        say(f"{_when(line)}  {line.why or 'write':<12} {line.sha256[:12]} to {made}{taken}")
    for problem in listed.problems:
        say(problem)
    if not listed.problems:
        say("The archive holds everything that it lists, unchanged.")
