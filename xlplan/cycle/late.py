"""Returns that come after their month was closed: kept and listed, and merged into nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from xlplan.cycle.issuing import returns_row
from xlplan.cycle.receiving import Intake, Received
from xlplan.cycle.storing import set_cell
from xlplan.findings import Finding
from xlplan.rules.headers import found
from xlplan.typed import Value
from xlplan.workbook.edits import Edit
from xlplan.workbook.master import Master
from xlplan.workbook.saving import stamp

LATE = "Late"


def late_returns(master: Master, came: Intake) -> tuple[Received, ...]:
    """Return the returns of a closed month that are not what was merged before it closed."""
    found: list[Received] = []
    if not master.plan.settings.is_closed:
        return ()
    for received in came.chosen:
        line = returns_row(master, received.returned.owner)
        is_known = line is not None and line.text("sha256") == received.returned.sha256
        if received.returned.is_accepted and not (is_known and line and line.text("state") != LATE):
            found.append(received)
    return tuple(found)


def late_findings(master: Master, late: Sequence[Received]) -> Iterator[Finding]:
    """Say of each late return that it waits, and what to do."""
    period = master.plan.settings.period.title
    for received in late:
        owner = received.returned.owner
        facts = {"owner": owner, "period": period, "file": received.returned.file}
        yield found("M08", facts, owner=owner)


def late_edits(master: Master, late: Sequence[Received], at: datetime) -> Iterator[Edit]:
    """List late returns on the Returns sheet, where nothing of theirs was merged in time."""
    for received in late:
        line = returns_row(master, received.returned.owner)
        if line is None or line.text("state") == "Accepted":
            continue
        if line.text("sha256") == received.returned.sha256:
            continue
        values: dict[str, Value] = {
            "state": LATE,
            "received": stamp(at),
            "file": received.returned.file,
            "sha256": received.returned.sha256,
        }
        yield from (set_cell(line, key, value) for key, value in values.items())
