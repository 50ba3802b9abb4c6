"""The column catalogue: every column declared once, for reader, builder, rules and docs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xlplan.model import Status


class FieldKind(StrEnum):
    """What a column holds, and so how it is read, checked and shown."""

    TEXT = "text"
    PROSE = "prose"
    DATE = "date"
    PERCENT = "per cent 0-100"
    WHOLE = "whole number"
    NUMBER = "number"
    PERIOD = "month"
    RATING = "rating"
    CHOICE = "choice"
    FORMULA = "formula"


class Editor(StrEnum):
    """Who may change a cell of the column."""

    OWNER = "owner"
    TEAM = "performance team"
    XLPLAN = "xlplan"


@dataclass(frozen=True)
class Field:
    """One column. `width` is in characters; `options` is a closed list, empty when free."""

    name: str
    heading: str
    kind: FieldKind
    editor: Editor
    width: float
    help: str
    options: tuple[str, ...] = ()

    @property
    def is_owners(self) -> bool:
        """Whether the owner fills it in on the return."""
        return self.editor is Editor.OWNER


REASON_CODES = (
    "Waiting for another body",
    "Resources or staffing",
    "Procurement or contract",
    "Scope or cost changed",
    "Decision awaited",
    "Demand or performance",
)
PUBLISH = ("Public", "CMT only", "Exempt")
CHANGES = ("Retain", "Update", "Delete", "Suspend", "Reprogramme", "Merge", "Split")
STATUSES = tuple(s.value for s in Status)

_T, _P, _D = FieldKind.TEXT, FieldKind.PROSE, FieldKind.DATE
_OWNER, _TEAM, _XLPLAN = Editor.OWNER, Editor.TEAM, Editor.XLPLAN

FIELDS: tuple[Field, ...] = (
    Field("item_id", "Item id", _T, _XLPLAN, 12, "Permanent identity of the row."),
    Field("level", "Level", _T, _TEAM, 12, "Workstream (its own row), Item or Sub-item."),
    Field("ref", "Ref", _T, _TEAM, 8, "The item's permanent label; never used again."),
    Field("parent", "Parent", _T, _TEAM, 8, "For a sub-item, the ref of its item."),
    Field("title", "Item", _T, _TEAM, 24, "What is to be done, in a few words."),
    Field("outcome", "Outcome", _P, _TEAM, 34, "What will be different when it is done."),
    Field("service_area", "Service", _T, _TEAM, 20, "The service that does the work."),
    Field("objectives", "Objectives", _T, _TEAM, 11, "Codes of the objectives, as 1; 3."),
    Field("risks", "Risks", _T, _TEAM, 12, "Codes of the risks it answers, as KO1; KO8."),
    Field("measures", "Measures", _T, _TEAM, 12, "Codes of its measures, as M1; M2."),
    Field("origin", "Origin", _T, _TEAM, 14, "Where the action came from: its code on Origins."),
    Field("priority_rank", "Priority", FieldKind.WHOLE, _TEAM, 9, "Rank of the service, from 1."),
    Field("owner", "Owner", _T, _TEAM, 22, "The post that answers for the item."),
    Field("delegate", "Delegate", _T, _TEAM, 22, "The post that may return it for the owner."),
    Field("start", "Start", _D, _TEAM, 12, "When work starts."),
    Field("baseline_due", "Programmed date", _D, _TEAM, 12, "The date as adopted; never changes."),
    Field("due", "Due date", _D, _TEAM, 12, "The approved date. To move it, propose a change."),
    Field("last_rag", "Last rating", FieldKind.RATING, _XLPLAN, 13, "The rating last month."),
    Field("last_commentary", "Last commentary", _P, _XLPLAN, 36, "What was said last month."),
    Field("last_percent", "Last per cent", FieldKind.PERCENT, _XLPLAN, 12, "Per cent last month."),
    Field(
        "rag",
        "Rating",
        FieldKind.RATING,
        _OWNER,
        13,
        "How it is going: choose from the list.",
    ),
    Field(
        "commentary",
        "Commentary",
        _P,
        _OWNER,
        92,
        "What was done, what is next, by when. Written for Members.",
    ),
    Field(
        "status",
        "Status",
        FieldKind.CHOICE,
        _OWNER,
        14,
        "Where the work is: choose from the list.",
        options=STATUSES,
    ),
    Field(
        "corrective_action",
        "Corrective action",
        _P,
        _OWNER,
        32,
        "Where the rating asks for action: what you will do about it.",
    ),
    Field("to_fix", "To fix", FieldKind.FORMULA, _XLPLAN, 30, "What is still to put right."),
    Field("corrective_owner", "Action by whom", _T, _OWNER, 20, "The post that will do it."),
    Field("corrective_due", "Action by when", _D, _OWNER, 12, "A date, as 31/03/2014."),
    Field(
        "reason_code",
        "Reason",
        FieldKind.CHOICE,
        _OWNER,
        20,
        "Why it is not on course: choose from the list.",
        options=REASON_CODES,
    ),
    Field("rag_reason", "Reason for rating", _P, _OWNER, 30, "Why N/A, or why this rating."),
    Field("forecast", "Forecast date", _D, _OWNER, 12, "When you now expect to finish."),
    Field(
        "percent_complete",
        "Per cent complete",
        FieldKind.PERCENT,
        _OWNER,
        13,
        "0 to 100.",
    ),
    Field("next_milestone", "Next milestone", _T, _OWNER, 30, "The next thing Members will see."),
    Field("next_milestone_due", "Milestone date", _D, _OWNER, 12, "A date, as 31/03/2014."),
    Field("completed_on", "Completed on", _D, _OWNER, 12, "The day it was finished."),
    Field("evidence", "Evidence", _T, _OWNER, 26, "Where proof of completion is kept."),
    Field("help_needed", "Help needed", _P, _OWNER, 30, "The decision or help you need."),
    Field("decision_needed_from", "Needed from", _T, _OWNER, 20, "Who must decide or help."),
    Field("decision_by", "Needed by", _D, _OWNER, 12, "A date, as 31/03/2014."),
    Field(
        "proposed_change",
        "Proposed change",
        FieldKind.CHOICE,
        _OWNER,
        16,
        "A change to the plan itself, for approval.",
        options=CHANGES,
    ),
    Field(
        "change_reason",
        "Reason for change",
        _P,
        _OWNER,
        30,
        "Why the plan should change; for Merge or Split, first the refs, as AM4; AM5: why.",
    ),
    Field("partners", "Partners", _T, _TEAM, 18, "Who outside the council it needs."),
    Field("depends_on", "Depends on", _T, _TEAM, 18, "Refs or outside blockers, parted by ;"),
    Field(
        "reported",
        "Reported",
        FieldKind.CHOICE,
        _XLPLAN,
        10,
        "Whether this month's rating came in.",
        options=("Yes", "Held", "No"),
    ),
    Field("counts_as", "Counts as", FieldKind.FORMULA, _XLPLAN, 13, "The word roll-ups count."),
    Field("timing", "Timing", FieldKind.FORMULA, _XLPLAN, 16, "Overdue, slipped, or neither."),
    Field(
        "computed_rag",
        "Computed rating",
        FieldKind.RATING,
        _XLPLAN,
        12,
        "What the facts give, by the plan's setting Computed rating; consolidate writes it.",
    ),
    Field("rag_as_typed", "Rating as typed", _T, _XLPLAN, 14, "Kept where it was read as another."),
    Field("approved_rag", "Approved rating", FieldKind.RATING, _TEAM, 12, "Overrides the owner's."),
    Field("approved_by", "Approved by", _T, _TEAM, 20, "Who approved the override."),
    Field("approved_reason", "Reason approved", _P, _TEAM, 30, "Why it was overridden."),
    Field("approved_until", "Approved until", _D, _TEAM, 12, "When the override ends."),
    Field(
        "publish",
        "Publish",
        FieldKind.CHOICE,
        _TEAM,
        11,
        "Who may read it.",
        options=PUBLISH,
    ),
    Field("decision_ref", "Decision ref", _T, _TEAM, 16, "Minute that approved a change."),
    Field("all_to_fix", "All to fix", FieldKind.FORMULA, _XLPLAN, 10, "Every line for To fix."),
    Field("ask_order", "Ask order", FieldKind.FORMULA, _XLPLAN, 10, "Sorts asks, soonest first."),
    Field("weighs", "Weighs", FieldKind.FORMULA, _XLPLAN, 8, "What an item counts by priority."),
)

BY_NAME = {f.name: f for f in FIELDS}
BY_HEADING = {f.heading.lower(): f for f in FIELDS}

RETURN_VISIBLE = (
    "ref",
    "title",
    "due",
    "last_rag",
    "last_commentary",
    "rag",
    "commentary",
    "status",
    "corrective_action",
    "to_fix",
)
RETURN_GROUPED = (
    "corrective_owner",
    "corrective_due",
    "reason_code",
    "rag_reason",
    "forecast",
    "percent_complete",
    "next_milestone",
    "next_milestone_due",
    "completed_on",
    "evidence",
    "help_needed",
    "decision_needed_from",
    "decision_by",
    "proposed_change",
    "change_reason",
)
RETURN_HIDDEN = ("item_id", "level", "decision_ref", "all_to_fix")
RETURN_COLUMNS = RETURN_VISIBLE + RETURN_GROUPED + RETURN_HIDDEN

MASTER_VISIBLE = (
    "ref",
    "title",
    "owner",
    "due",
    "last_rag",
    "rag",
    "reported",
    "commentary",
    "status",
    "corrective_action",
    "to_fix",
)
MASTER_HIDDEN = ("item_id", "level", "all_to_fix", "ask_order", "weighs")
MASTER_GROUPED = tuple(
    f.name for f in FIELDS if f.name not in MASTER_VISIBLE and f.name not in MASTER_HIDDEN
)
MASTER_COLUMNS = MASTER_VISIBLE + MASTER_GROUPED + MASTER_HIDDEN

OWNERS_FIELDS = tuple(n for n in RETURN_COLUMNS if BY_NAME[n].is_owners)
LOCKED_FIELDS = ("ref", "title", "due")
GREY_FIELDS = ("last_rag", "last_commentary")
DATE_FIELDS = tuple(f.name for f in FIELDS if f.kind is FieldKind.DATE)


def field_told(heading: str) -> Field | None:
    """Return the field that a ledger names by its heading; None for an unknown one."""
    return BY_HEADING.get(heading.strip().lower())
