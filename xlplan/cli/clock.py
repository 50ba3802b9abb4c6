"""The clock: only the edge asks for the time."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def now() -> datetime:
    """Return the moment of this run; SOURCE_DATE_EPOCH, where set, stands for the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC).replace(tzinfo=None)
    return datetime.now().replace(microsecond=0)
