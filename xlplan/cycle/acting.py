"""Which items something was done about since the last closed month."""

from __future__ import annotations

from collections.abc import Iterator

from xlplan.fields import field_told
from xlplan.model import Item, Period, Plan
from xlplan.reports.movement import last_closed
from xlplan.workbook.files import archive_of, kept_in
from xlplan.workbook.guard import WorkbookRefused
from xlplan.workbook.master import Master, NotAMaster, read_master

# Words and ratings tell of work; these are the work.
_ACTING = (
    *("status", "due", "forecast", "completed_on", "evidence", "corrective_action"),
    *("corrective_owner", "corrective_due", "next_milestone", "next_milestone_due"),
    *("help_needed", "decision_needed_from", "decision_by", "decision_ref", "proposed_change"),
)


def acted_on(master: Master) -> frozenset[str] | None:
    """Return the ids of items whose dates, status, actions or asks changed since last month.

    Told from the archived master of the last closed month, and from Changes; None without history.
    """
    last = last_closed(master.plan)
    if last is None:
        return None
    changed = set(_logged(master))
    before = _archived(master, last)
    if before:
        then = {row.item_id: row for row in before.rows}
        changed |= {
            row.item_id for row in master.plan.rows if _is_other(then.get(row.item_id), row)
        }
    return frozenset(changed)


def _logged(master: Master) -> Iterator[str]:
    period = str(master.plan.settings.period)
    for line in master.table_rows("changes"):
        field = field_told(line.text("field"))
        if field and field.name in _ACTING and line.text("period") == period:
            yield line.text("item_id")


def _archived(master: Master, last: Period) -> Plan | None:
    archive = archive_of(master.path)
    kept = [k for k in kept_in(archive) if k.kind == "closed" and k.name.startswith(str(last))]
    path = archive / kept[-1].path if kept else None
    if path is None or not path.exists():
        return None
    try:
        return read_master(path).plan
    except (NotAMaster, WorkbookRefused):
        return None


def _is_other(then: Item | None, now: Item) -> bool:
    return then is None or any(getattr(then, f) != getattr(now, f) for f in _ACTING)
