"""Rating a workstream or plan from its parts, by a named policy that explains itself."""

from xlplan.rollup.explaining import explain
from xlplan.rollup.lines import (
    RollUp,
    counts_as,
    differs_from_sub_items,
    priority_weights,
    roll_up,
    roll_up_plan,
    roll_up_sub_items,
    roll_up_workstream,
)
from xlplan.rollup.margins import Margin, margin
from xlplan.rollup.policies import (
    PLAIN,
    POLICIES,
    POLICY_WORDS,
    SHARES,
    Counts,
    Policy,
    Terms,
    apply_policy,
    terms_of,
)

__all__ = [
    "PLAIN",
    "POLICIES",
    "POLICY_WORDS",
    "SHARES",
    "Counts",
    "Margin",
    "Policy",
    "RollUp",
    "Terms",
    "apply_policy",
    "counts_as",
    "differs_from_sub_items",
    "explain",
    "margin",
    "priority_weights",
    "roll_up",
    "roll_up_plan",
    "roll_up_sub_items",
    "roll_up_workstream",
    "terms_of",
]
