"""Snapshots of closed periods, and what changed between two of them."""

from xlplan.history.accounts import Account, DoesNotReconcile, reconcile
from xlplan.history.behaviour import OwnerReturns, return_behaviour
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
from xlplan.history.movement import Bridge, Move, bridge
from xlplan.history.past import NotInHistory, compare_periods, plan_at
from xlplan.history.slips import Slip, slip_ledger
from xlplan.history.snapshots import by_item, direction, periods, snapshot
from xlplan.history.telling import told_in
from xlplan.history.travel import (
    StripMonth,
    Travel,
    cabinet_before,
    is_for_cabinet,
    month_before,
    months_to,
    travels,
)

__all__ = [
    "HISTORY_FIELDS",
    "PLAN_FIELDS",
    "Account",
    "Bridge",
    "Change",
    "Comparison",
    "Disposition",
    "DoesNotReconcile",
    "FieldChange",
    "Manner",
    "Move",
    "NotInHistory",
    "OwnerReturns",
    "Slip",
    "StripMonth",
    "Travel",
    "bridge",
    "by_item",
    "cabinet_before",
    "compare",
    "compare_periods",
    "direction",
    "is_for_cabinet",
    "month_before",
    "months_to",
    "periods",
    "plan_at",
    "reconcile",
    "return_behaviour",
    "silent_drops",
    "slip_ledger",
    "snapshot",
    "told_in",
    "travels",
]
