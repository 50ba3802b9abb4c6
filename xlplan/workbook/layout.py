"""Where things stand on the sheets that xlplan makes: rows, keys, tables and marks.

Each sheet that holds data has the same head: title, what it is for, a hidden mark that names the
sheet whatever its tab is called, a hidden row of column keys that move with their columns, and
one header row.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlplan.fields import BY_NAME, MASTER_COLUMNS, RETURN_COLUMNS, Field, FieldKind
from xlplan.rollup import POLICIES
from xlplan.rules import council_rules
from xlplan.workbook.columns import (
    FIRST_ROW,
    HEADER_ROW,
    KEY_ROW,
    LAYOUT_VERSION,
    LAYOUTS_READ,
    MANIFEST,
    MARK,
    MARK_ROW,
    NOTE_ROW,
    TITLE_ROW,
    Column,
    SheetLayout,
    sheet,
)
from xlplan.workbook.register_sheets import REGISTER_SHEETS
from xlplan.workbook.row_heights import Heights, row_height

__all__ = [
    "FIRST_ROW",
    "FRONT_SHEETS",
    "GROUPED_AWAY",
    "HEADER_ROW",
    "HIDDEN_WHEN_EMPTY",
    "KEY_ROW",
    "LAYOUTS_READ",
    "LAYOUT_VERSION",
    "MANIFEST",
    "MARK",
    "MARK_ROW",
    "NOTE_ROW",
    "SHEETS",
    "TITLE_ROW",
    "Column",
    "Heights",
    "SheetLayout",
    "field_column",
    "row_height",
    "table_name",
    "workstream_layout",
]

_P, _D, _W = FieldKind.PROSE, FieldKind.DATE, FieldKind.WHOLE


def table_name(code: str) -> str:
    """Return the name of the Excel table on a sheet."""
    return f"t_{code}"


def field_column(field: Field) -> Column:
    """Return the column of a catalogue field."""
    return Column(field.name, field.heading, field.kind, field.width, field.options)


def workstream_layout(code: str, title: str, *, is_return: bool) -> SheetLayout:
    """Return the layout of a workstream's sheet, on the master or on a return."""
    names = RETURN_COLUMNS if is_return else MASTER_COLUMNS
    note = (
        "Fill in the yellow columns. To fix says what is still missing; more columns open with "
        "the + above."
        if is_return
        else "The first row is the workstream's own. More columns open with the + above."
    )
    return SheetLayout(code, title, note, tuple(field_column(BY_NAME[n]) for n in names))


_ITEM = (
    Column("period", "Period", width=10),
    Column("item_id", "Item id", width=12),
    Column("ref", "Ref", width=8),
)
_DECIDED = ("Master", "Return")
_ANSWER = ("Accept", "Refuse")

_OTHER_SHEETS: Mapping[str, SheetLayout] = dict(
    (
        sheet(
            "requests",
            "Requests",
            "What owners ask for and someone else must approve. Choose Accept or Refuse; the next "
            "consolidate applies it.",
            Column("request_id", "Request", width=12),
            *_ITEM,
            Column("field", "What", width=16),
            Column("was", "Now", _P, 24),
            Column("wanted", "Asked for", _P, 24),
            Column("reason", "Reason", _P, 30),
            Column("owner", "Owner", width=24),
            Column("source", "From cell", width=26),
            Column("decision", "Decision", FieldKind.CHOICE, 12, _ANSWER),
            Column("decision_ref", "Decision ref", width=16),
            Column("state", "State", width=12),
        ),
        sheet(
            "conflicts",
            "Conflicts",
            "Cells changed both in the master and in a return. Choose which to keep; the next "
            "consolidate applies it. Meanwhile the master keeps its own.",
            Column("conflict_id", "Conflict", width=12),
            *_ITEM,
            Column("field", "Column", width=18),
            Column("base", "As issued", _P, 30),
            Column("master", "Master says", _P, 36),
            Column("returned", "Return says", _P, 36),
            Column("owner", "Owner", width=24),
            Column("source", "From cell", width=26),
            Column("decision", "Keep", FieldKind.CHOICE, 12, _DECIDED),
            Column("state", "State", width=12),
        ),
        sheet(
            "findings",
            "Findings",
            "What the last consolidate found in returns and master. To let one stand, say why, "
            "who says so and until when; papers print it.",
            Column("code", "Code", width=8),
            Column("severity", "Severity", width=10),
            Column("owner", "Owner", width=24),
            Column("ref", "Ref", width=8),
            Column("file", "File", width=30),
            Column("sheet", "Sheet", width=22),
            Column("cell", "Cell", width=8),
            Column("message", "What was found and what to do", _P, 80),
            Column("waived_reason", "Waived because", _P, 34),
            Column("waived_by", "Waived by", width=22),
            Column("waived_until", "Waived until", _D, 13),
        ),
        sheet(
            "workstreams",
            "Workstreams",
            "Workstreams, enablers and tools. Policy: how each rolls up.",
            Column("code", "Code", width=8),
            Column("kind", "Kind", FieldKind.CHOICE, 13, ("Workstream", "Enabler", "Tool")),
            Column("title", "Title", width=38),
            Column("owner", "Owner", width=38),
            Column("portfolio_holder", "Portfolio holder", width=24),
            Column("policy", "Policy", FieldKind.CHOICE, 12, tuple(POLICIES)),
            Column("is_reported", "Reported", FieldKind.CHOICE, 10, ("Yes", "No")),
            Column("scope", "Scope", _P, 60),
        ),
        sheet(
            "people",
            "People",
            "Posts that own, delegate or receive.",
            Column("post", "Post", width=44),
            Column("name", "Name", width=24),
            Column("email", "E-mail", width=28),
            Column("role", "Role in the working group", width=44),
            Column("delegate", "Delegate", width=34),
        ),
        sheet(
            "objectives",
            "Objectives",
            "What the plan is for.",
            Column("code", "Code", width=8),
            Column("kind", "Kind", width=18),
            Column("title", "Title", width=60),
        ),
        sheet(
            "returns",
            "Returns",
            "Each return issued, and what became of it. More columns open with the + above.",
            Column("period", "Period", width=10),
            Column("owner", "Owner", width=44),
            Column("rows", "Rows", _W, 8),
            Column("issued", "Issued", width=18),
            Column("revision", "Revision", _W, 10),
            Column("state", "State", width=14),
            Column("received", "Received", width=18),
            Column("deadline", "Due back", _D, 12),
            Column("times", "Times received", _W, 13),
            Column("signed", "Signed by", width=36),
            Column("file", "File", width=44),
            Column("sha256", "Hash", width=18),
            Column("account", "Account", _P, 50),
            Column("chased", "Chased", width=18),
            Column("chased_to", "Chased to", _P, 44),
        ),
        sheet(
            "history",
            "History",
            "One row for each item and closed period. Added to, never changed.",
            *_ITEM,
            Column("level", "Level", width=12),
            Column("workstream", "Workstream", width=12),
            Column("title", "Item", width=36),
            Column("reported", "Reported", width=10),
            Column("rag", "Rating", FieldKind.RATING, 10),
            Column("status", "Status", width=14),
            Column("percent_complete", "Per cent complete", FieldKind.PERCENT, 13),
            Column("baseline_due", "Programmed date", _D, 12),
            Column("due", "Due date", _D, 12),
            Column("forecast", "Forecast date", _D, 12),
            Column("owner", "Owner", width=36),
            Column("source", "From cell", width=26),
            Column("parent", "Parent", width=8),
            Column("delegate", "Delegate", width=30),
            Column("priority_rank", "Priority", _W, 9),
            Column("declared", "Declared rating", FieldKind.RATING, 11),
            Column("computed", "Computed rating", FieldKind.RATING, 11),
            Column("approved", "Approved rating", FieldKind.RATING, 11),
            Column("publish", "Publish", width=11),
            Column("proposed_change", "Proposed change", width=16),
            Column("change_reason", "Reason for change", _P, 30),
            Column("decision_ref", "Decision ref", width=16),
        ),
        sheet(
            "changes",
            "Changes",
            "Every cell that consolidation changed: from what, to what, by whom, from where. More "
            "columns open with the + above.",
            Column("changed_at", "When", width=18),
            *_ITEM,
            Column("field", "Column", width=18),
            Column("was", "From", _P, 36),
            Column("now", "To", _P, 36),
            Column("by", "By", width=30),
            Column("file", "File", width=36),
            Column("cell", "From cell", width=26),
            Column("sha256", "Hash", width=18),
        ),
        sheet(
            "settings",
            "Settings",
            "What this plan has settled. Change the middle column only.",
            Column("heading", "Setting", width=34),
            Column("value", "Value", width=44),
            Column("help", "What it is", _P, 70),
            Column("key", "Key", width=12),
        ),
        sheet(
            "scale",
            "Rating scale",
            "The words that ratings are given in, worst first. One without a score is not rated "
            "and counts in no roll-up.",
            Column("word", "Word", width=16),
            Column("letter", "Letter", width=10),
            Column("score", "Score", _W, 10),
            Column("needs_action", "Needs corrective action", FieldKind.CHOICE, 20, ("Yes", "No")),
            Column("colour", "Colour", width=12),
            Column("meaning", "Meaning", _P, 60),
        ),
        sheet(
            "rules",
            "Rules",
            "Every rule that xlplan checks by. Choose another Severity, or off. Below add your "
            "own: a code as L01, severity, message, and in each row a column, a condition and a "
            "value; And/or joins a row to the one above. They work from the next issue.",
            Column("code", "Code", width=8),
            Column("name", "Name", width=36),
            Column("severity", "Severity", FieldKind.CHOICE, 10, council_rules.SEVERITIES),
            Column("words", "Found when", _P, 60),
            Column("message", "What it says", _P, 60),
            Column("join", "And/or", FieldKind.CHOICE, 8, council_rules.JOINS),
            Column("field", "Rule column", FieldKind.CHOICE, 20, council_rules.COLUMNS),
            Column("condition", "Condition", FieldKind.CHOICE, 16, council_rules.CONDITIONS),
            Column("value", "Value", width=20),
            Column("why", "Why", _P, 50),
        ),
    )
)

# What is looked up now and then, and stands behind a +.
GROUPED_AWAY: Mapping[str, frozenset[str]] = {
    "returns": frozenset({"issued", "revision", "times", "file", "sha256", "chased_to"}),
    "changes": frozenset({"file", "sha256"}),
}
FRONT_SHEETS = ("requests", "conflicts", "findings")
_ORDER = (
    *FRONT_SHEETS,
    "plan_text",
    "papers",
    "calendar",
    "workstreams",
    "services",
    "priorities",
    "horizons",
    "measures",
    "outturns",
    "savings",
    "resources",
    "risks",
    "origins",
    "implications",
    "objectives",
    "people",
    "consultation",
    "decisions",
    "date_changes",
    "returns",
    "history",
    "changes",
    "settings",
    "scale",
    "rules",
)
_ALL = {**_OTHER_SHEETS, **REGISTER_SHEETS}
SHEETS: Mapping[str, SheetLayout] = {code: _ALL[code] for code in _ORDER}
HIDDEN_WHEN_EMPTY = (*FRONT_SHEETS, "objectives", *REGISTER_SHEETS)
