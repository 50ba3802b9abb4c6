"""Tidy pandas frames of a plan, for analysts: items, history and changes, a row for each.

Every frame has all its columns even when it is empty. Text is "" when blank; ratings are words of
the plan's scale, missing when there is none; days and moments are datetime64, missing as NaT.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from xlplan.history.slips import Slip, slip_ledger
from xlplan.model import Item, Level, Period, Plan, Rag, Reported

if TYPE_CHECKING:
    import pandas

_DTYPES = {
    "text": "string",
    "rating": "string",
    "day": "datetime64[s]",
    "moment": "datetime64[s]",
    "whole": "Int64",
    "number": "Float64",
    "yes or no": "boolean",
}


@dataclass(frozen=True)
class FrameColumn:
    """One column of a frame: its name, what kind of value it holds, its unit, and what it means."""

    name: str
    kind: str
    meaning: str
    unit: str = ""

    @property
    def dtype(self) -> str:
        """The pandas type of the column."""
        return _DTYPES[self.kind]


def _texts(names: str) -> tuple[FrameColumn, ...]:
    return tuple(FrameColumn(name, "text", "as the workbook's column") for name in names.split())


_IDENTITY = (
    FrameColumn("item_id", "text", "permanent identity of the row"),
    FrameColumn("ref", "text", "the item's label; text, so that 1.10 stays 1.10"),
)
_ROW = (
    *_IDENTITY,
    FrameColumn("level", "text", "Workstream (its own row), Item or Sub-item"),
    FrameColumn("workstream", "text", "code of the workstream"),
    FrameColumn("title", "text", "what is to be done"),
)
ITEM_COLUMNS: tuple[FrameColumn, ...] = (
    *_ROW,
    FrameColumn("parent", "text", "for a sub-item, the ref of its item"),
    *_texts("outcome service_area objectives risks measures origin owner delegate partners"),
    FrameColumn("priority_rank", "whole", "rank of the service, from 1, the first"),
    FrameColumn("status", "text", "where the work is; not a rating"),
    FrameColumn("reported", "text", "Yes, Held or No: whether this month's rating came in"),
    FrameColumn(
        "rating", "rating", "the rating that counts: approved while in force, else declared"
    ),
    FrameColumn("score", "whole", "the rating's place in the scale, from 1, the worst"),
    FrameColumn("declared", "rating", "the owner's rating of this month; missing if not reported"),
    FrameColumn("computed", "rating", "what the facts give, as consolidate wrote it"),
    FrameColumn("approved", "rating", "the override, in force or not"),
    FrameColumn("approved_until", "day", "when the override ends; NaT for no end"),
    FrameColumn("last_rating", "rating", "the rating last month"),
    FrameColumn("percent_complete", "number", "how much is done", "per cent, 0 to 100"),
    FrameColumn("start", "day", "when work starts"),
    FrameColumn("programmed", "day", "the date in the plan as adopted"),
    FrameColumn("due", "day", "the date that stands approved"),
    FrameColumn("forecast", "day", "when the owner expects to finish"),
    FrameColumn("completed_on", "day", "the day it was finished"),
    FrameColumn("moves", "whole", "approved moves of its due date", "number"),
    FrameColumn("days_approved", "whole", "from the programmed to the approved date", "days"),
    FrameColumn("days_after_approved", "whole", "expected after the approved date", "days"),
    FrameColumn("days_after_programmed", "whole", "expected after the programmed date", "days"),
    FrameColumn("is_overdue", "yes or no", "its approved date has passed and it is not complete"),
    *_texts(
        "commentary reason_code corrective_action corrective_owner help_needed "
        "decision_needed_from depends_on publish decision_ref"
    ),
    FrameColumn("corrective_due", "day", "by when the corrective action is to be done"),
    FrameColumn("decision_by", "day", "by when a decision or help is needed"),
    FrameColumn("cell", "text", "the cell of the rating, such as Asset management!K12"),
)
HISTORY_COLUMNS: tuple[FrameColumn, ...] = (
    FrameColumn("period", "day", "the last day of the closed month"),
    *_ROW,
    FrameColumn("reported", "text", "Yes, Held or No, when the month was closed"),
    FrameColumn("rating", "rating", "the rating that counted; missing if not reported"),
    FrameColumn("score", "whole", "the rating's place in the scale, from 1, the worst"),
    FrameColumn("status", "text", "where the work was"),
    FrameColumn("percent_complete", "number", "how much was done", "per cent, 0 to 100"),
    FrameColumn("programmed", "day", "the date in the plan as adopted"),
    FrameColumn("due", "day", "the date that stood approved"),
    FrameColumn("forecast", "day", "when the owner expected to finish"),
    FrameColumn("owner", "text", "the post that answered for it"),
    FrameColumn("cell", "text", "the cell of the rating then"),
    FrameColumn("parent", "text", "for a sub-item, the ref of its item"),
    FrameColumn("delegate", "text", "the post that might return it for the owner"),
    FrameColumn("priority_rank", "whole", "rank of the service then, from 1, the first"),
    FrameColumn("declared", "rating", "the owner's rating of that month"),
    FrameColumn("computed", "rating", "what the facts gave"),
    FrameColumn("approved", "rating", "the override that was in force"),
    FrameColumn("publish", "text", "who might read it; the stricter of its own and its item's"),
    FrameColumn("proposed_change", "text", "the change to the plan that was proposed"),
    FrameColumn("change_reason", "text", "why; for Merge or Split first the refs"),
    FrameColumn("decision_ref", "text", "the minute that approved a change"),
)
CHANGE_COLUMNS: tuple[FrameColumn, ...] = (
    FrameColumn("changed_at", "moment", "when consolidate changed the cell"),
    FrameColumn("period", "day", "the last day of the month that was open"),
    *_IDENTITY,
    FrameColumn("field", "text", "heading of the column that changed"),
    FrameColumn("was", "text", "what the cell held"),
    FrameColumn("now", "text", "what it holds since"),
    FrameColumn("by", "text", "who returned it, or the team"),
    FrameColumn("file", "text", "the return that it came from"),
    FrameColumn("cell", "text", "the cell of that return"),
)
COLUMNS: Mapping[str, tuple[FrameColumn, ...]] = {
    "items_frame": ITEM_COLUMNS,
    "history_frame": HISTORY_COLUMNS,
    "changes_frame": CHANGE_COLUMNS,
}

# Where a frame says more plainly what a value is called in the plan.
_CALLED = {"programmed": "baseline_due", "last_rating": "last_rag", "computed": "computed_rag"}
_CALLED |= {"approved": "approved_rag"}


def items_frame(plan: Plan) -> pandas.DataFrame:
    """Return a row for each row of the plan, workstreams' own rows among them (see `level`)."""
    slips = {slip.item.item_id: slip for slip in slip_ledger(plan)}
    as_at = plan.settings.as_at
    return _frame(ITEM_COLUMNS, (_item(row, slips.get(row.item_id), as_at) for row in plan.rows))


def history_frame(plan: Plan) -> pandas.DataFrame:
    """Return a row for each row of each closed month."""
    called = {"programmed": "baseline_due"}
    records = (
        {
            column.name: getattr(seen, called.get(column.name, column.name), None)
            for column in HISTORY_COLUMNS
        }
        | {
            "period": seen.period.last_day,
            "rating": seen.rag,
            "score": seen.rag.score if seen.rag else None,
            "cell": seen.source,
        }
        for seen in plan.history
    )
    return _frame(HISTORY_COLUMNS, records)


def changes_frame(plan: Plan) -> pandas.DataFrame:
    """Return a row for each cell that consolidate has changed, oldest first."""
    return _frame(CHANGE_COLUMNS, (dict(vars(change)) for change in plan.changes))


def _item(row: Item, slip: Slip | None, as_at: date) -> dict[str, Any]:
    rating = row.rating(as_at)
    said = {
        column.name: getattr(row, _CALLED.get(column.name, column.name), None)
        for column in ITEM_COLUMNS
    }
    at = row.cells.get("rag") or row.cells.get("ref")
    said |= {
        "rating": rating,
        "score": rating.score if rating else None,
        "declared": row.rag if row.reported is Reported.YES else None,
        "is_overdue": row.is_overdue(as_at),
        "cell": str(at) if at else "",
    }
    if slip and row.level is not Level.WORKSTREAM:
        names = ("days_approved", "days_after_approved", "days_after_programmed")
        said |= {name: getattr(slip, name) for name in names} | {"moves": len(slip.moves)}
    return said


def _frame(
    columns: Sequence[FrameColumn], records: Iterable[Mapping[str, Any]]
) -> pandas.DataFrame:
    import pandas as pd

    rows = list(records)
    return pd.DataFrame(
        {
            column.name: pd.Series(
                list(_values(rows, column)), dtype=column.dtype, name=column.name
            )
            for column in columns
        }
    )


def _values(rows: Sequence[Mapping[str, Any]], column: FrameColumn) -> Iterator[Any]:
    plain = _PLAIN[column.kind]
    return (plain(row.get(column.name)) for row in rows)


def _text(value: object) -> str:
    return value.value if isinstance(value, StrEnum) else "" if value is None else str(value)


def _word(value: object) -> str | None:
    return value.word if isinstance(value, Rag) else None


def _day(value: object) -> object:
    if isinstance(value, Period):
        value = value.last_day
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else None


def _same(value: object) -> object:
    return value


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "rating": _word,
    "day": _day,
    "moment": _same,
    "whole": _same,
    "number": _same,
    "yes or no": _same,
}
