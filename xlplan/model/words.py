"""The closed lists of words that describe an item."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where the work is; not a rating."""

    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    COMPLETE = "Complete"
    SUSPENDED = "Suspended"
    REPROGRAMMED = "Reprogrammed"
    NOT_PURSUED = "Not pursued"


class Reported(StrEnum):
    """Whether a rating came in for the open period; only consolidation sets it."""

    YES = "Yes"
    HELD = "Held"
    NO = "No"


class Level(StrEnum):
    """What a row of a workstream's sheet is."""

    WORKSTREAM = "Workstream"
    ITEM = "Item"
    SUB_ITEM = "Sub-item"


class Kind(StrEnum):
    """What a themed part of the plan is."""

    WORKSTREAM = "Workstream"
    ENABLER = "Enabler"
    TOOL = "Tool"


class Direction(StrEnum):
    """Change of rating since the last report."""

    IMPROVED = "Improved"
    SAME = "Same"
    WORSENED = "Worsened"
    NEW = "New"
    NONE = "Not compared"
