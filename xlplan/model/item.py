"""An item: one row of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from xlplan.model.cells import CellRef
from xlplan.model.scale import Rag
from xlplan.model.words import Level, Reported, Status


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the plan, or a workstream's own row (`level` says which).

    `cells` remembers where each field was read; it takes no part in equality.
    Dates are None when not set; `percent_complete` is 0-100; text is "" when blank.
    """

    item_id: str
    ref: str
    level: Level
    workstream: str
    title: str
    parent: str = ""
    outcome: str = ""
    service_area: str = ""
    objectives: str = ""
    risks: str = ""
    measures: str = ""
    origin: str = ""
    priority_rank: int | None = None
    owner: str = ""
    delegate: str = ""
    start: date | None = None
    baseline_due: date | None = None
    due: date | None = None
    forecast: date | None = None
    completed_on: date | None = None
    evidence: str = ""
    status: Status | None = None
    reported: Reported = Reported.NO
    rag: Rag | None = None
    last_rag: Rag | None = None
    computed_rag: Rag | None = None
    rag_as_typed: str = ""
    rag_reason: str = ""
    approved_rag: Rag | None = None
    approved_by: str = ""
    approved_reason: str = ""
    approved_until: date | None = None
    percent_complete: float | None = None
    last_percent: float | None = None
    commentary: str = ""
    last_commentary: str = ""
    reason_code: str = ""
    corrective_action: str = ""
    corrective_owner: str = ""
    corrective_due: date | None = None
    next_milestone: str = ""
    next_milestone_due: date | None = None
    help_needed: str = ""
    decision_needed_from: str = ""
    decision_by: date | None = None
    partners: str = ""
    depends_on: str = ""
    publish: str = "Public"
    proposed_change: str = ""
    change_reason: str = ""
    decision_ref: str = ""
    cells: Mapping[str, CellRef] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_complete(self) -> bool:
        """Whether the work is done."""
        return self.status is Status.COMPLETE

    @property
    def is_live(self) -> bool:
        """Whether work is still to be done on it."""
        return self.status not in (Status.COMPLETE, Status.SUSPENDED, Status.NOT_PURSUED)

    def rating(self, as_at: date) -> Rag | None:
        """Return the rating that counts: the approved one while it runs, else the declared one.

        None when the period's rating was not reported.
        """
        declared = self.rag if self.reported is Reported.YES else None
        return self.override(as_at) or declared

    def override(self, as_at: date) -> Rag | None:
        """Return the approved rating while it is in force."""
        has_ended = self.approved_until is not None and as_at > self.approved_until
        return None if has_ended else self.approved_rag

    def rating_cell(self, as_at: date) -> str:
        """Return where the rating that counts stands; "" where it was read from no cell."""
        at = self.cells.get("approved_rag" if self.override(as_at) else "rag")
        return str(at) if at else ""

    def is_overdue(self, as_at: date) -> bool:
        """Whether the approved date has passed and the item is not complete."""
        return self.due is not None and self.due < as_at and self.is_live

    @property
    def slip_days(self) -> int:
        """Days that the forecast (or due) date lies after the programmed date; 0 if not later."""
        now = self.completed_on if self.is_complete else (self.forecast or self.due)
        if self.baseline_due is None or now is None:
            return 0
        return max(0, (now - self.baseline_due).days)
