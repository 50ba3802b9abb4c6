"""xlplan: a council's improvement plan, run in Excel, checked, merged, rated and reported."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlplan.model import Plan

__version__ = "0.1.0"
__all__ = ["changes_frame", "history_frame", "items_frame", "open"]

_FRAMES = ("changes_frame", "history_frame", "items_frame")


def open(master: str | os.PathLike[str]) -> Plan:
    """Read a master workbook as a plan; nothing is written.

    Raises FileNotFoundError, or a `xlplan.model.Refusal` whose text says why it is no master.
    """
    # By name, so that importing xlplan stays quick and this module stays out of every cycle.
    found: Plan = importlib.import_module("xlplan.api").open_plan(master)
    return found


def __getattr__(name: str) -> Any:
    if name in _FRAMES:
        return getattr(importlib.import_module("xlplan.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
