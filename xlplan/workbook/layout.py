"""Where things stand on the sheets that xlplan makes: rows, keys, tables and marks.

Each sheet that holds data has the same head: title, what it is for, a hidden mark that names the
sheet whatever its tab is called, a hidden row of column keys that move with their columns, and
one header row.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlplan.fields import BY_NAME, MASTER_COLUMNS, RETURN_COLUMNS, Field, FieldKind
from xlplan.typed import Value

LAYOUT_VERSION = "1"

TITLE_ROW = 1
NOTE_ROW = 2
MARK_ROW = 3
KEY_ROW = 4
HEADER_ROW = 5
FIRST_ROW = 6

MARK = "xlplan sheet "
MANIFEST = "manifest"

_T, _P, _D, _W = FieldKind.TEXT, FieldKind.PROSE, FieldKind.DATE, FieldKind.WHOLE


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its hidden key, its heading, what it holds and how wide it is."""

    key: str
    heading: str
    kind: FieldKind = FieldKind.TEXT
    width: float = 14
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetLayout:
    """A sheet by its code: its title, what it is for, and its columns in order."""

    code: str
    title: str
    note: str
    columns: tuple[Column, ...]

    def heading(self, key: str) -> str:
        """Return the heading of a column; raise KeyError for an unknown key."""
        return {c.key: c.heading for c in self.columns}[key]


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


def row_height(columns: Iterable[Column], values: Mapping[str, Value]) -> float:
    """Return points enough for the longest wrapped cell, within Excel's tallest row."""
    lines = 1
    for column in columns:
        value = values.get(column.key)
        if isinstance(value, str):
            room = max(column.width * 1.1, 4)
            wrapped = sum(max(1, math.ceil(len(part) / room)) for part in value.split("\n"))
            lines = max(lines, wrapped)
    return min(409.0, lines * 15.0 + 4)


def _sheet(code: str, title: str, note: str, *columns: Column) -> tuple[str, SheetLayout]:
    return code, SheetLayout(code, title, note, columns)


_ITEM = (
    Column("period", "Period", width=10),
    Column("item_id", "Item id", width=12),
    Column("ref", "Ref", width=8),
)
_DECIDED = ("Master", "Return")
_ANSWER = ("Accept", "Refuse")

SHEETS: Mapping[str, SheetLayout] = dict(
    (
        _sheet(
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
        _sheet(
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
        _sheet(
            "findings",
            "Findings",
            "What the last consolidate found in the returns and the master.",
            Column("code", "Code", width=8),
            Column("severity", "Severity", width=10),
            Column("owner", "Owner", width=24),
            Column("ref", "Ref", width=8),
            Column("file", "File", width=30),
            Column("sheet", "Sheet", width=22),
            Column("cell", "Cell", width=8),
            Column("message", "What was found and what to do", _P, 80),
        ),
        _sheet(
            "workstreams",
            "Workstreams",
            "Workstreams, enablers and tools. Policy: majority, worst or threshold.",
            Column("code", "Code", width=8),
            Column("kind", "Kind", FieldKind.CHOICE, 13, ("Workstream", "Enabler", "Tool")),
            Column("title", "Title", width=38),
            Column("owner", "Owner", width=38),
            Column("portfolio_holder", "Portfolio holder", width=24),
            Column("policy", "Policy", FieldKind.CHOICE, 12, ("majority", "worst", "threshold")),
            Column("is_reported", "Reported", FieldKind.CHOICE, 10, ("Yes", "No")),
            Column("scope", "Scope", _P, 60),
        ),
        _sheet(
            "people",
            "People",
            "Posts that own, delegate or receive.",
            Column("post", "Post", width=44),
            Column("name", "Name", width=24),
            Column("email", "E-mail", width=28),
            Column("role", "Role in the working group", width=44),
            Column("delegate", "Delegate", width=34),
        ),
        _sheet(
            "objectives",
            "Objectives",
            "What the plan is for.",
            Column("code", "Code", width=8),
            Column("kind", "Kind", width=18),
            Column("title", "Title", width=60),
        ),
        _sheet(
            "services",
            "Services",
            "The services that the plan puts first, in rank order.",
            Column("name", "Service", width=36),
            Column("rank", "Rank", _W, 8),
            Column("workstream", "Workstream", width=12),
            Column("aliases", "Also called", width=40),
        ),
        _sheet(
            "priorities",
            "Priorities",
            "The top services of each year, in order.",
            Column("year", "Year", width=10),
            Column("position", "Position", _W, 10),
            Column("service", "Service", width=36),
        ),
        _sheet(
            "date_changes",
            "Date changes",
            "Every approved move of a due date.",
            *_ITEM,
            Column("was", "From", _D, 12),
            Column("now", "To", _D, 12),
            Column("days", "Days", _W, 8),
            Column("reason", "Reason", _P, 40),
            Column("approval", "Approval", width=20),
        ),
        _sheet(
            "returns",
            "Returns",
            "Each return issued, and what became of it.",
            Column("period", "Period", width=10),
            Column("owner", "Owner", width=44),
            Column("rows", "Rows", _W, 8),
            Column("issued", "Issued", width=18),
            Column("revision", "Revision", _W, 10),
            Column("state", "State", width=14),
            Column("received", "Received", width=18),
            Column("file", "File", width=44),
            Column("sha256", "Hash", width=18),
            Column("account", "Account", _P, 50),
        ),
        _sheet(
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
            Column("percent_complete", "Per cent complete", FieldKind.PERCENT, 10),
            Column("baseline_due", "Programmed date", _D, 12),
            Column("due", "Due date", _D, 12),
            Column("forecast", "Forecast date", _D, 12),
            Column("owner", "Owner", width=36),
            Column("source", "From cell", width=26),
        ),
        _sheet(
            "changes",
            "Changes",
            "Every cell that consolidation changed: from what, to what, by whom, from where.",
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
        _sheet(
            "settings",
            "Settings",
            "What this plan has settled. Change the middle column only.",
            Column("key", "Setting", width=22),
            Column("value", "Value", width=44),
            Column("help", "What it is", _P, 70),
        ),
        _sheet(
            "rules",
            "Rules",
            "Every rule that xlplan checks by.",
            Column("code", "Code", width=8),
            Column("name", "Name", width=36),
            Column("severity", "Severity", width=10),
            Column("words", "Found when", _P, 60),
            Column("message", "What it says", _P, 60),
            Column("why", "Why", _P, 50),
        ),
    )
)

FRONT_SHEETS = ("requests", "conflicts", "findings")
HIDDEN_WHEN_EMPTY = (
    "requests",
    "conflicts",
    "findings",
    "date_changes",
    "services",
    "priorities",
    "objectives",
)
