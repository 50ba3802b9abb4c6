"""Snapshots of closed periods, and what changed between two of them."""

from xlplan.history.accounts import Account, DoesNotReconcile, reconcile
from xlplan.history.comparing import (
    HISTORY_FIELDS,
    PLAN_FIELDS,
    Change,
    Comparison,
    Disposition,
    FieldChange,
    Manner,
    compare,
    silent_drops,
)
from xlplan.history.past import NotInHistory, compare_periods, plan_at
from xlplan.history.snapshots import by_item, direction, frame, periods, snapshot, strip

__all__ = [
    "HISTORY_FIELDS",
    "PLAN_FIELDS",
    "Account",
    "Change",
    "Comparison",
    "Disposition",
    "DoesNotReconcile",
    "FieldChange",
    "Manner",
    "NotInHistory",
    "by_item",
    "compare",
    "compare_periods",
    "direction",
    "frame",
    "periods",
    "plan_at",
    "reconcile",
    "silent_drops",
    "snapshot",
    "strip",
]
