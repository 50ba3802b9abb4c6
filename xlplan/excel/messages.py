"""What an action says when it is done, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlplan.cycle.chasing import Chasers
from xlplan.cycle.closing import Closed
from xlplan.cycle.comparing import Compared
from xlplan.cycle.consolidating import Consolidated
from xlplan.cycle.issuing import Issued
from xlplan.cycle.papers import Paper
from xlplan.cycle.rating import Rated
from xlplan.excel.dashboard_check import Shown
from xlplan.findings import Finding, Severity
from xlplan.model import CellRef, Level, british_date
from xlplan.reports.wording import counted, listed
from xlplan.rollup import RollUp

SAVE = "Save the workbook to keep this; close it without saving to take it back."
SAVE_NOW = (
    "Save the workbook before the returns go out: they belong to the month that it now holds."
)
LEVELS = {Level.ITEM: "Items", Level.SUB_ITEM: "Sub-items", Level.WORKSTREAM: "Workstreams"}
_WORDS = {
    Severity.BLOCK: "to send back",
    Severity.ERROR: "to put right",
    Severity.WARNING: "to look at",
    Severity.NOTE: "to know",
}


@dataclass(frozen=True)
class Message:
    """The message of an action. `to_fix` counts what must be put right."""

    title: str
    text: str
    to_fix: int = 0
    is_refused: bool = False


def to_fix(findings: Sequence[Finding]) -> int:
    """Return how many findings must be put right."""
    return sum(f.must_be_put_right for f in findings)


def tally(findings: Sequence[Finding]) -> str:
    """Return how many findings there are of each weight."""
    numbers = {s: sum(f.severity is s for f in findings) for s in Severity}
    parts = [f"{number} {_WORDS[s]}" for s, number in numbers.items() if number]
    return ", ".join(parts) or "nothing to put right"


def unnoted(cells: Sequence[CellRef]) -> str:
    """Say which cells were found and got no note."""
    listed = ", ".join(f"{at.sheet}!{at.a1}" for at in cells)
    return f"Without a note, as people talk there or the sheet is protected: {listed}."


def issued(done: Issued, to: Path) -> str:
    """Say which returns were issued."""
    period = done.settings.period.title
    opened = f"{period} is open. " if done.is_new_period else ""
    lines = [f"{opened}{counted(len(done.returns), 'return')} for {period} written to {to}:"]
    for one in done.returns:
        again = f", revision {one.revision}" if one.revision > 1 else ""
        lines.append(f"{one.path.name} ({counted(one.rows, 'row')}{again})")
    if done.drafts:
        lines.append(f"The e-mails that carry them are drafted in {done.drafts[0].path.parent}.")
    if done.without_owner:
        lines.append(f"No owner, so sent to nobody: {', '.join(done.without_owner)}.")
    if done.stale:
        what = f"{listed(done.stale)} of the master"
        lines.append(f"Still as before the settings were changed: {what}. See: xlplan rebuild.")
    return "\n".join(lines)


def chased(done: Chasers, to: Path) -> str:
    """Say how many drafts were written, why, and where."""
    reasons = Counter(draft.occasion.value for draft in done.drafts)
    lines = [
        f"{counted(len(done.drafts), 'draft')} for {done.period.title} in {to}. Nothing was sent."
    ]
    lines += [f"{reason}: {number}" for reason, number in reasons.items()]
    return "\n".join([*lines, *done.remarks])


def refreshed(shown: Shown, differing: Sequence[str]) -> str:
    """Say what the Dashboard shows, and where xlplan works out something else."""
    lines = [f"The Dashboard is worked out anew. Plan: {shown.plan}."]
    lines.append("; ".join(f"{code} {rating}" for code, rating in shown.lines.items()) + ".")
    if not differing:
        return "\n".join([*lines, "xlplan works out the same ratings from the rows."])
    lines += [f"Not what xlplan works out: {', '.join(differing)}."]
    return "\n".join([*lines, "Look for a formula or a heading that was changed by hand."])


def compared(done: Compared) -> str:
    """Say how many rows were kept, changed, taken out and put in."""
    lines = [f"{done.before} compared with {done.after}."]
    for level, title in LEVELS.items():
        account = done.comparison.accounts[level]
        if account.opening or account.closing:
            lines.append(f"{title}: {account.in_words()}.")
    if done.silent:
        refs = ", ".join(change.row.ref for change in done.silent)
        lines.append(f"Vanished, and nobody closed them: {refs}.")
    return "\n".join(lines)


def consolidated(done: Consolidated) -> str:
    """Say what a consolidation did."""
    account = done.account
    lines = [
        *account.in_words(),
        f"{counted(done.changed, 'cell')} of the master changed; {tally(done.findings)} "
        "(see the sheet Findings).",
    ]
    if account.missing:
        lines.append(f"Missing: {'; '.join(account.missing)}.")
    lines += [f.message for f in done.findings if f.code == "M08"]
    return "\n".join(lines)


def rated(done: Rated) -> str:
    """Explain each rating."""
    settings = done.plan.settings
    head = f"{settings.title}, {settings.council}: position at {british_date(settings.as_at)}"
    return "\n".join([head, *(_line(line) for line in (done.whole, *done.lines))])


def _line(line: RollUp) -> str:
    name = line.title if line.kind is None else f"{line.code} {line.title}"
    rating = "" if line.reason.startswith(f"{line.rag}:") else f"{line.rag or 'not reported'}. "
    margin = f" {line.margin.in_words()}." if line.margin.in_words() else ""
    return f"{name}: {rating}{line.reason}{margin}"


def written(paper: Paper) -> str:
    """Say where a paper is."""
    draft = f" (a draft: {paper.why_draft})" if paper.is_draft else ""
    lines = (f"{paper.title}{draft}:", *map(str, paper.paths), paper.note)
    return "\n".join(line for line in lines if line)


def closed(done: Closed) -> str:
    """Say what closing did."""
    lines = [f"{done.period.title} is closed: {counted(done.rows, 'row')} added to History."]
    if done.not_reported:
        lines.append(f"Not reported: {', '.join(done.not_reported)}.")
    return "\n".join([*lines, *done.undecided_in_words()])
