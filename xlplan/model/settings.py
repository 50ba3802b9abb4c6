"""What one plan has settled; read from the master's Settings sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xlplan.model.dates import Period
from xlplan.model.scale import THREE_POINT, Scale


@dataclass(frozen=True)
class Settings:
    """What one plan has settled. Money is in pounds, tolerances in days, colours hex.

    `plan_stage` is where the plan stands in its life; `stage` whether its month is open.
    """

    plan_id: str
    council: str
    title: str
    period: Period
    as_at: date
    deadline: date | None = None
    stage: str = "open"
    item_label: str = "Item"
    policy: str = "majority"
    scale: Scale = THREE_POINT
    last_cabinet: Period | None = None
    any_red_guard: bool = True
    half_red_guard: bool = True
    enablers_count: bool = False
    computed_preset: str = "declared only"
    commentary_checks: str = "by calendar"
    commentary_words: int = 500
    exceptions_amber: str = "all"
    exceptions_slip_days: int = 0
    exceptions_priority: int = 0
    behaviour_in_paper: bool = False
    escalate_after_days: int = 5
    paper_preset: str = "maidstone-2009"
    colour: str = ""
    logo: str = ""
    plan_stage: str = "live"
    plan_from: date | None = None
    plan_to: date | None = None
    savings_target: float | None = None

    @property
    def is_closed(self) -> bool:
        """Whether the period has been closed."""
        return self.stage == "closed"

    @property
    def is_draft(self) -> bool:
        """Whether the plan has not yet been adopted."""
        return self.plan_stage in ("draft", "consulted")

    @property
    def item_noun(self) -> str:
        """What the council calls an item, as it stands in a sentence."""
        label = self.item_label.strip() or "item"
        return label if label.isupper() else label.lower()
