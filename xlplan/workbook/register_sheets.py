"""The sheets beside the items, as declared: services, measures, risks, money, decisions, texts.

A column's key is the attribute of the value that a row is read as (see `model.registers`).
"""

from __future__ import annotations

from collections.abc import Mapping

from xlplan import model
from xlplan.fields import PUBLISH, FieldKind
from xlplan.workbook.columns import Column, SheetLayout, sheet

_P, _D, _W = FieldKind.PROSE, FieldKind.DATE, FieldKind.WHOLE
_N, _MONTH, _CHOICE = FieldKind.NUMBER, FieldKind.PERIOD, FieldKind.CHOICE

HORIZONS = ("Long term", "Medium term", "This year")
SAVING_KINDS = ("Cashable", "Income", "Efficiency (FTE)")
REPORTS = ("Exceptions", "Cabinet", "Plan update")
YES_NO = ("Yes", "No")

REGISTER_SHEETS: Mapping[str, SheetLayout] = dict(
    (
        sheet(
            "plan_text",
            "Plan text",
            "The words of the plan document, passage by passage, in order.",
            Column("section", "Section", width=20),
            Column("order", "Order", _W, 8),
            Column("heading", "Heading", width=34),
            Column("text", "Text", _P, 90),
            Column("publish", "Publish", _CHOICE, 12, PUBLISH),
        ),
        sheet(
            "papers",
            "Papers",
            "What only the author of a paper knows. It is kept here, so that a paper made again "
            "says it again.",
            Column("paper", "Paper", _CHOICE, 16, ("Cabinet", "Exceptions", "Plan", "All")),
            Column("what", "What", width=34),
            Column("text", "Text", _P, 90),
            Column("publish", "Publish", _CHOICE, 12, PUBLISH),
            Column("ask", "What to say", width=46),
        ),
        sheet(
            "calendar",
            "Calendar",
            "Which report is due for which month, the deadline for returns, and the meeting.",
            Column("period", "Month", _MONTH, 12),
            Column("report", "Report", _CHOICE, 16, REPORTS),
            Column("deadline", "Returns due", _D, 14),
            Column("body", "Body", width=30),
            Column("day", "Meeting", _D, 14),
            Column("state", "State", width=14),
        ),
        sheet(
            "services",
            "Services",
            "The services that the plan puts first, in rank order.",
            Column("name", "Service", width=36),
            Column("rank", "Rank", _W, 8),
            Column("workstream", "Workstream", width=12),
            Column("aliases", "Also called", width=40),
            Column("aim", "Aim", _P, 60),
        ),
        sheet(
            "priorities",
            "Priorities",
            "The top services of each year, in order.",
            Column("year", "Year", width=10),
            Column("position", "Position", _W, 10),
            Column("service", "Service", width=36),
        ),
        sheet(
            "horizons",
            "Horizons",
            "What each service means to reach in the long term, the medium term and this year, "
            "and the items that deliver it.",
            Column("service", "Service", width=34),
            Column("horizon", "Horizon", _CHOICE, 14, HORIZONS),
            Column("text", "What", _P, 70),
            Column("items", "Items", width=18),
            Column("year", "Year", width=10),
            Column("confirmed", "Confirmed", _CHOICE, 11, YES_NO),
        ),
        sheet(
            "measures",
            "Measures",
            "Numbers with a target: where they began, where they should be, and by when.",
            Column("code", "Code", width=8),
            Column("title", "Measure", width=44),
            Column("items", "Items", width=16),
            Column("owner", "Owner", width=34),
            Column("unit", "Unit", width=12),
            Column("better", "Better is", _CHOICE, 10, ("Higher", "Lower")),
            Column("baseline", "Baseline", _N, 11),
            Column("target", "Target", _N, 11),
            Column("by_when", "By when", _D, 13),
        ),
        sheet(
            "outturns",
            "Outturns",
            "What each measure came to, month by month.",
            Column("period", "Month", _MONTH, 12),
            Column("measure", "Measure", width=10),
            Column("outturn", "Outturn", _N, 12),
            Column("commentary", "Commentary", _P, 60),
            Column("owner", "Owner", width=34),
            Column("source", "From cell", width=26),
        ),
        sheet(
            "savings",
            "Savings",
            "What each item is to save in each year, in pounds (posts where the kind is FTE).",
            Column("item", "Item", width=10),
            Column("year", "Year", width=10),
            Column("kind", "Kind", _CHOICE, 18, SAVING_KINDS),
            Column("target", "Target", _N, 13),
            Column("achieved", "Achieved", _N, 13),
            Column("forecast", "Forecast", _N, 13),
            Column("note", "Note", _P, 50),
        ),
        sheet(
            "resources",
            "Resources",
            "What each item needs, and whether it is funded.",
            Column("item", "Item", width=10),
            Column("what", "What is needed", _P, 50),
            Column("amount", "Amount (£)", _N, 13),
            Column("year", "Year", width=10),
            Column("funded", "Funded", _CHOICE, 10, ("Yes", "Part", "No")),
            Column("source", "Paid from", width=30),
        ),
        sheet(
            "risks",
            "Risks",
            "Corporate risks, and the workstreams or items that answer them.",
            Column("code", "Code", width=8),
            Column("title", "Risk", _P, 60),
            Column("register", "Register", width=22),
            Column("alias_of", "Merged into", width=12),
            Column("answered_by", "Answered by", width=26),
            Column("owner", "Owner", width=30),
        ),
        sheet(
            "origins",
            "Origins",
            "Inspections, audits and surveys that actions answer.",
            Column("code", "Code", width=8),
            Column("kind", "Kind", width=18),
            Column("title", "Title", width=44),
            Column("day", "Date", _D, 13),
            Column("recommendation", "Recommendation", _P, 60),
            Column("items", "Items", width=18),
        ),
        sheet(
            "implications",
            "Implications",
            "What the plan means for equalities, procurement, personnel and the like, and which "
            "parts of it say so.",
            Column("kind", "Implication", width=34),
            Column("text", "Text", _P, 70),
            Column("parts", "Parts of the plan", width=26),
        ),
        sheet(
            "consultation",
            "Consultation",
            "What those consulted on the plan recommended, and the response.",
            Column("body", "Body", width=30),
            Column("day", "Date", _D, 13),
            Column("recommendation", "Recommendation", _P, 60),
            Column("response", "Response", _P, 60),
            Column("accepted", "Accepted", _CHOICE, 11, ("Yes", "Part", "No")),
        ),
        sheet(
            "decisions",
            "Decisions",
            "What was decided, by whom and when, and where the plan shows it.",
            Column("ref", "Decision", width=12),
            Column("body", "Body", width=22),
            Column("day", "Date", _D, 13),
            Column("minute", "Minute", width=14),
            Column("text", "What was decided", _P, 60),
            Column("items", "Items", width=16),
            Column("requests", "Requests", width=18),
            Column("applied", "Applied", _CHOICE, 10, ("Yes", "Part", "No")),
            Column("where", "Where it shows", _P, 36),
        ),
        sheet(
            "date_changes",
            "Date changes",
            "Every approved move of a due date.",
            Column("period", "Period", _MONTH, 10),
            Column("item_id", "Item id", width=12),
            Column("ref", "Ref", width=8),
            Column("was", "From", _D, 12),
            Column("now", "To", _D, 12),
            Column("days", "Days", _W, 8),
            Column("reason", "Reason", _P, 40),
            Column("approval", "Approval", width=20),
        ),
    )
)

VALUES: Mapping[str, type[model.Register]] = {
    "plan_text": model.PlanText,
    "papers": model.PaperNote,
    "calendar": model.Meeting,
    "services": model.Service,
    "priorities": model.Priority,
    "horizons": model.Horizon,
    "measures": model.Measure,
    "outturns": model.Outturn,
    "savings": model.Saving,
    "resources": model.Resource,
    "risks": model.Risk,
    "origins": model.Origin,
    "implications": model.Implication,
    "consultation": model.Consultation,
    "decisions": model.Decision,
    "date_changes": model.DateChange,
}
