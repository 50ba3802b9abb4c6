"""What waits on Conflicts and Requests for somebody to decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlplan.cycle.adding import NEW_ITEM
from xlplan.cycle.deciding import CLOSED, OPEN
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow


@dataclass(frozen=True)
class Undecided:
    """The lines that wait, each as "AM10 Due date"."""

    conflicts: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.conflicts, *self.requests)


def undecided(master: Master) -> Undecided:
    """Return what waits; a conflict of a month that is closed waits no longer."""
    period = str(master.plan.settings.period)
    conflicts = (r for r in master.table_rows("conflicts") if r.text("period") in ("", period))
    return Undecided(_left(conflicts), _left(master.table_rows("requests")))


def _left(rows: Iterable[SheetRow]) -> tuple[str, ...]:
    # A request that the team types in has no state yet.
    return tuple(_named(row) for row in rows if row.text("state") in (OPEN, CLOSED, ""))


def _named(row: SheetRow) -> str:
    what = row.text("field")
    if what == NEW_ITEM and not row.text("ref"):
        title = row.text("wanted").partition("\n")[0].partition(":")[2].strip()
        return f'{NEW_ITEM} "{title}"'
    return f"{row.text('ref')} {what}".strip()
