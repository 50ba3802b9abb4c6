"""Rating a workstream or plan from its parts, by a named policy that explains itself."""

from xlplan.rollup.lines import (
    RollUp,
    counts_as,
    differs_from_sub_items,
    priority_weights,
    roll_up,
    roll_up_plan,
    roll_up_workstream,
)
from xlplan.rollup.margins import Margin, margin
from xlplan.rollup.policies import (
    POLICIES,
    POLICY_WORDS,
    SHARES,
    Counts,
    Terms,
    apply_policy,
    explain,
    majority,
    threshold,
    weighted,
    worst,
)

__all__ = [
    "POLICIES",
    "POLICY_WORDS",
    "SHARES",
    "Counts",
    "Margin",
    "RollUp",
    "Terms",
    "apply_policy",
    "counts_as",
    "differs_from_sub_items",
    "explain",
    "majority",
    "margin",
    "priority_weights",
    "roll_up",
    "roll_up_plan",
    "roll_up_workstream",
    "threshold",
    "weighted",
    "worst",
]
