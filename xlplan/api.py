"""For analysts: a master opened as a plan, and the plan as tidy pandas frames."""

from __future__ import annotations

import os
from pathlib import Path

from xlplan.history.frames import changes_frame, history_frame, items_frame
from xlplan.model import Plan
from xlplan.workbook.master import read_master

__all__ = ["changes_frame", "history_frame", "items_frame", "open_plan"]


def open_plan(master: str | os.PathLike[str]) -> Plan:
    """Read a master workbook; nothing is written.

    Raises FileNotFoundError, or a `xlplan.model.Refusal` whose text says why it is no master.
    """
    path = Path(master)
    if not path.exists():
        raise FileNotFoundError(f"There is no {path}. Check the name.")
    return read_master(path).plan
