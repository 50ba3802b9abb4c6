"""Rules about one row that need last month, arithmetic, or another row."""

from __future__ import annotations

from datetime import date

from xlplan.findings import Severity
from xlplan.rules.headers.header import Case, Cells, Header, item
from xlplan.typed import Value

_BROMSGROVE = {"computed_preset": "bromsgrove"}


def _measure(items: str, **cells: Value) -> tuple[Cells, ...]:
    return ({"code": "M1", "title": "Homes let in time", "unit": "%", "items": items} | cells,)


def _outturns(*amounts: float) -> tuple[Cells, ...]:
    months = ("2013-10", "2013-09")[: len(amounts)]
    return tuple(
        {"period": month, "measure": "M1", "outturn": amount}
        for month, amount in zip(months, reversed(amounts), strict=True)
    )


ROW_RULES: tuple[Header, ...] = (
    Header(
        "R04",
        "rated-better-than-computed",
        Severity.ERROR,
        "{ref}: the plan's rule makes it {computed} ({why}) and it was rated {rag}. Change the "
        "rating, or say why in Reason for rating.",
        "A rating better than the facts has to be defended (Reading 2022, Winchester 2024).",
        (
            Case(
                "a month's slip forecast, rated Green, by Bromsgrove's rule",
                (item(due=date(2013, 11, 30), forecast=date(2013, 12, 20)),),
                settings=_BROMSGROVE,
            ),
            Case(
                "two months late and rated Amber, by Bromsgrove's rule",
                (item(due=date(2013, 8, 31), rag="Amber", corrective_action="Agree a date."),),
                settings=_BROMSGROVE,
            ),
        ),
        (
            Case(
                "the same with a reason for the rating",
                (item(due=date(2013, 11, 30), forecast=date(2013, 12, 20), rag_reason="Funded."),),
                settings=_BROMSGROVE,
            ),
            Case(
                "on target and Green",
                (item(due=date(2013, 11, 30), forecast=date(2013, 11, 20)),),
                settings=_BROMSGROVE,
            ),
        ),
    ),
    Header(
        "R05",
        "rated-worse-than-computed",
        Severity.NOTE,
        "{ref}: rated {rag} where the plan's rule makes it {computed}. The owner's rating is kept; "
        "nothing needs doing.",
        "An owner may know what the dates do not show.",
        (
            Case(
                "on target and Amber",
                (item(due=date(2014, 3, 31), rag="Amber", corrective_action="Agree a date."),),
                settings=_BROMSGROVE,
            ),
            Case(
                "complete and rated Red",
                (
                    item(
                        due=date(2014, 3, 31),
                        rag="Red",
                        status="Complete",
                        corrective_action="Train the staff.",
                        completed_on=date(2013, 9, 2),
                        evidence="File 12",
                    ),
                ),
                settings=_BROMSGROVE,
            ),
        ),
        (
            Case("on target and Green", (item(due=date(2014, 3, 31)),), settings=_BROMSGROVE),
            Case("no date to judge by, rated Amber", (item(rag="Amber"),), settings=_BROMSGROVE),
        ),
    ),
    Header(
        "R06",
        "date-moved-without-approval",
        Severity.WARNING,
        "{ref}: the due date moved from {before} to {now} and no approval is recorded. Put the "
        "minute in Decision ref, or put {before} back.",
        "A date is reprogrammed by approval (Bromsgrove; in North Herts by Cabinet).",
        (
            Case(
                "due in March last month and in June now",
                (item(due=date(2014, 6, 30)),),
                (item(due=date(2014, 3, 31)),),
            ),
            Case(
                "brought forward by a month",
                (item(due=date(2014, 2, 28)),),
                (item(due=date(2014, 3, 31)),),
            ),
        ),
        (
            Case(
                "moved with a minute in Decision ref",
                (item(due=date(2014, 6, 30), decision_ref="Cabinet 12"),),
                (item(due=date(2014, 3, 31)),),
            ),
            Case(
                "the date of last month",
                (item(due=date(2014, 3, 31)),),
                (item(due=date(2014, 3, 31)),),
            ),
        ),
    ),
    Header(
        "R07",
        "programmed-date-lost",
        Severity.BLOCK,
        "{ref}: the programmed date is blank. Restore it; it never changes once adopted.",
        "Slips are told against it (Bromsgrove's grey bar).",
        (
            Case("a due date and no programmed date", (item(due=date(2014, 6, 30)),)),
            Case(
                "the same for a sub-item",
                (item(), item("A1.1", level="Sub-item", parent="A1", due=date(2014, 6, 30))),
            ),
        ),
        (
            Case("both dates", (item(due=date(2014, 6, 30), baseline_due=date(2014, 3, 31)),)),
            Case("no date at all", (item(),)),
        ),
    ),
    Header(
        "R08",
        "third-slip",
        Severity.WARNING,
        "{ref}: the due date has moved {number} times, {days} days in all. Tell CMT why the new "
        "date will hold.",
        "After a third slip the date is not the problem (Herefordshire 2017, Flintshire 2024).",
        (
            Case("three approved moves", (item(),), tables={"date_changes": ({"ref": "A1"},) * 3}),
            Case("four approved moves", (item(),), tables={"date_changes": ({"ref": "A1"},) * 4}),
        ),
        (
            Case("two approved moves", (item(),), tables={"date_changes": ({"ref": "A1"},) * 2}),
            Case(
                "three moves of three items",
                (item(), item("A2"), item("A3")),
                tables={"date_changes": tuple({"ref": f"A{n}"} for n in (1, 2, 3))},
            ),
        ),
    ),
    Header(
        "R10",
        "complete-then-reopened",
        Severity.WARNING,
        "{ref} was Complete in {period} and is {status} now. Say in Commentary why it was opened "
        "again, and give the reason in Reason for change.",
        "Members were told that it was done.",
        (
            Case("complete last month, in progress now", (item(),), (item(status="Complete"),)),
            Case(
                "complete last month, suspended now",
                (item(status="Suspended", decision_ref="Cabinet 12"),),
                (item(status="Complete"),),
            ),
        ),
        (
            Case(
                "opened again, with a reason for the change",
                (item(change_reason="The contractor went out of business."),),
                (item(status="Complete"),),
            ),
            Case("in progress last month and now", (item(),), (item(),)),
        ),
    ),
    Header(
        "R14",
        "per-cent-against-status",
        Severity.WARNING,
        "{ref}: {what}. Correct Per cent complete or Status.",
        "Two answers about one thing cannot both be printed.",
        (
            Case("100 per cent, in progress", (item(percent_complete=100),)),
            Case(
                "complete, 80 per cent",
                (
                    item(
                        status="Complete",
                        percent_complete=80,
                        completed_on=date(2013, 9, 2),
                        evidence="File 12",
                    ),
                ),
            ),
            Case("60 per cent, 80 last month", (item(percent_complete=60, last_percent=80),)),
        ),
        (
            Case("80 per cent, 60 last month", (item(percent_complete=80, last_percent=60),)),
            Case("in progress without a percentage", (item(last_percent=60),)),
        ),
    ),
    Header(
        "R15",
        "better-than-its-sub-items",
        Severity.WARNING,
        "{ref} is {rag} but its sub-item {child} is {child_rag}. Change one of the two, or give "
        "the reason in Reason for rating.",
        "An item rated better than its parts has to say why (Maidstone's Customer services).",
        (
            Case(
                "a Green item with an Amber sub-item",
                (item(), item("A1.1", level="Sub-item", parent="A1", rag="Amber")),
            ),
            Case(
                "an Amber item with a Red sub-item",
                (
                    item(rag="Amber"),
                    item("A1.1", level="Sub-item", parent="A1", rag="Red"),
                    item("A1.2", level="Sub-item", parent="A1"),
                ),
            ),
        ),
        (
            Case(
                "the same with a reason for the rating",
                (
                    item(rag_reason="The sub-item is small."),
                    item("A1.1", level="Sub-item", parent="A1", rag="Amber"),
                ),
            ),
            Case(
                "an Amber item with a Green sub-item",
                (item(rag="Amber"), item("A1.1", level="Sub-item", parent="A1")),
            ),
        ),
    ),
    Header(
        "R16",
        "owner-unknown",
        Severity.ERROR,
        '"{owner}", the owner of {refs}, is not on the People sheet{guess}. Correct it, or add the '
        "post there.",
        "A return can be sent only to a post that is known.",
        (
            Case("an owner who is not on People", (item(owner="Head of Nothing"),)),
            Case("an owner misspelt", (item(owner="Proprety Manager"),)),
        ),
        (
            Case("an owner who is on People", (item(),)),
            Case("no owner", (item(owner=None),)),
        ),
    ),
    Header(
        "R21",
        "dependency-behind",
        Severity.WARNING,
        "{ref} is {rag} and depends on {other}, which is {state}. Change its rating, or say in "
        "Reason for rating why it is still on target.",
        "An item is no safer than what it waits for (Bromsgrove guidance).",
        (
            Case(
                "a Green item that waits for a Red one",
                (item(depends_on="A2"), item("A2", rag="Red")),
            ),
            Case(
                "a Green item that waits for one overdue",
                (
                    item(depends_on="Local Plan; A2"),
                    item("A2", rag="N/A", due=date(2013, 8, 31), baseline_due=date(2013, 8, 31)),
                ),
            ),
        ),
        (
            Case("a Green item that waits for a Green one", (item(depends_on="A2"), item("A2"))),
            Case(
                "an Amber item that waits for a Red one",
                (item(rag="Amber", depends_on="A2"), item("A2", rag="Red")),
            ),
        ),
    ),
    Header(
        "R22",
        "override-unexplained",
        Severity.ERROR,
        "{ref}: an approved rating needs Approved by and Reason approved. Fill them in, or clear "
        "Approved rating.",
        "An override without a name and a reason cannot be defended in committee.",
        (
            Case("an approved rating alone", (item(approved_rag="Amber"),)),
            Case(
                "an approved rating with a name", (item(approved_rag="Amber", approved_by="CMT"),)
            ),
        ),
        (
            Case(
                "an approved rating with a name and a reason",
                (item(approved_rag="Amber", approved_by="CMT", approved_reason="The risk."),),
            ),
            Case("no approved rating", (item(),)),
        ),
    ),
    Header(
        "R23",
        "measure-worsening",
        Severity.WARNING,
        "{ref} is {rag} and its measure got worse: {measure}, {before}, {now}. Rate it Amber, or "
        "say in Reason for rating why it is still on target.",
        "Work that is on time and changes nothing is not going well.",
        (
            Case(
                "higher is better, and it fell",
                (item(),),
                tables={"measures": _measure("A1"), "outturns": _outturns(80, 71)},
            ),
            Case(
                "lower is better, and it rose",
                (item(),),
                tables={
                    "measures": _measure("A1", better="Lower"),
                    "outturns": _outturns(12, 15),
                },
            ),
        ),
        (
            Case(
                "higher is better, and it rose",
                (item(),),
                tables={"measures": _measure("A1"), "outturns": _outturns(71, 80)},
            ),
            Case(
                "one month's outturn only",
                (item(),),
                tables={"measures": _measure("A1"), "outturns": _outturns(80)},
            ),
        ),
    ),
)
