"""A small plan as papers: every kind of item, and text that trips careless templates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.rendering import cabinet_parts
from xlplan.reports.context import (
    Ask,
    BehaviourLine,
    Brand,
    Count,
    ExceptionGroup,
    ExceptionReport,
    ExceptionRow,
    HeaderLine,
    ItemLine,
    Mark,
    MoveLine,
    Movement,
    NotReportedLine,
    Paragraph,
    PositionRow,
    Provenance,
    QualityLine,
    RequestLine,
    RollUpLine,
    Section,
    TextRun,
    WaiverLine,
)
from xlplan.reports.paper_values import ProgressReport

RED = Mark("Red", "R", "red")
AMBER = Mark("Amber", "A", "amber")
GREEN = Mark("Green", "G", "green")
NOT_RATED = Mark("N/A", "N/A", "na")
NOT_REPORTED = Mark("Not reported", "NR", "nr")
COMPLETE = Mark("Complete", "C", "complete")
MOVED = Mark("Reprogrammed", "H", "moved")
SUSPENDED = Mark("Suspended", "S", "suspended")

AWKWARD = 'R&D <b>not bold</b> "quoted" {{ 7 + 7 }} {% if %} {_{ Llanfair Ŵyl ŷ 🚧 it\'s'
MONTHS = tuple(
    f"{name} {year}"
    for name, year in [
        ("Nov", 12), ("Dec", 12), ("Jan", 13), ("Feb", 13), ("Mar", 13), ("Apr", 13),
        ("May", 13), ("Jun", 13), ("Jul", 13), ("Aug", 13), ("Sep", 13), ("Oct", 13),
    ]
)  # fmt: skip


def told(*lines: str) -> tuple[Paragraph, ...]:
    """Read `- ` as a bullet and `*stars*` as bold, for short samples."""
    return tuple(_paragraph(line) for line in lines)


def _paragraph(line: str) -> Paragraph:
    is_bullet = line.startswith("- ")
    parts = line.removeprefix("- ").split("*")
    runs = tuple(TextRun(text, bold=bool(i % 2)) for i, text in enumerate(parts) if text)
    return Paragraph(runs, is_bullet)


def strip(letters: str) -> tuple[Mark | None, ...]:
    """One mark a month from letters: R A G, N not rated, ? not reported, - not yet in the plan."""
    marks = {
        "R": RED,
        "A": AMBER,
        "G": GREEN,
        "N": NOT_RATED,
        "?": NOT_REPORTED,
        "C": COMPLETE,
        "H": MOVED,
        "S": SUSPENDED,
    }
    return tuple(marks.get(letter) for letter in letters)


ITEM = ItemLine(
    ref="IIW1",
    anchor="iiw1",
    title="More proactive use of the performance system",
    owner="Head of Change and Scrutiny",
    workstream="Incremental improvement",
    workstream_code="IIW",
    objectives="KO2",
    status="In progress",
    now=GREEN,
    last=GREEN,
    change="No change",
    direction="Same",
    programmed="31 March 2014",
    due="31 March 2014",
    expected="31 March 2014",
    flags=(),
    is_exception=False,
    commentary=told(
        "South East officers met at Maidstone in quarter 2 and compared how each council runs it.",
        "- The browser version is due *before the financial year closes*",
        "- The first report for the Economic Development project was *well received*",
    ),
    last_commentary=(),
    corrective_action=(),
    corrective_by="",
    reason="",
    next_milestone="Meeting on service planning, 14 November 2013",
    strip=strip("GGGGGGGGGGGG"),
)

STRATEGY = replace(
    ITEM,
    ref="IIW2",
    anchor="iiw2",
    title="Economic Development restructure and strategy",
    owner="Economic Development Manager",
    now=AMBER,
    change="Worsened from Green",
    direction="Worsened",
    due="31 December 2013",
    programmed="30 September 2013",
    expected="30 April 2014",
    flags=("Expected 120 days after its due date",),
    is_exception=True,
    commentary=told(
        "The new structure is agreed and its posts are out to advert.",
        "The strategy cannot be settled before the *Local Plan* work on employment land.",
    ),
    corrective_action=told("Agree with Planning a date for the employment land findings."),
    corrective_by="Economic Development Manager, 30 November 2013",
    reason="Waiting for a decision elsewhere",
    slip_days=92,
    slips=1,
    strip=strip("GGGGGGGGGGGA"),
)

OTHER_WORK = replace(
    ITEM,
    ref="IIW3",
    anchor="iiw3",
    title="Bright Sparks staff suggestion scheme",
    owner="Policy and Performance Manager",
    now=NOT_RATED,
    last=None,
    change="New to the plan",
    direction="New",
    due="",
    programmed="",
    expected="",
    commentary=told(AWKWARD),
    next_milestone="",
    strip=strip("---------NNN"),
)

INTRANET = replace(
    ITEM,
    ref="IKM1",
    anchor="ikm1",
    title="Intranet quality",
    owner="Communications Manager",
    workstream="Information and knowledge management",
    workstream_code="IKM",
    now=RED,
    last=AMBER,
    change="Worsened from Amber",
    direction="Worsened",
    due="30 September 2013",
    programmed="30 June 2013",
    expected="28 February 2014",
    flags=("Overdue by 31 days", "Due date moved twice"),
    is_exception=True,
    commentary=told("Many pages are *out of date* and information is hard to find."),
    corrective_action=told(
        "Each service names an editor by 15 November.",
        "- Pages untouched since 2010 are withdrawn",
        "- CMT is asked for *two days a week* of web team time",
    ),
    corrective_by="Communications Manager, 31 January 2014",
    reason="Not enough people",
    next_milestone="Editors named, 15 November 2013",
    slip_days=92,
    slips=2,
    strip=strip("---GGGAAHSAR"),
    last_commentary=told("Editors are being sought."),
    how_long="6 months, since May 2013",
    unacted="No action recorded since September 2013",
)

REVIEW = replace(
    ITEM,
    ref="IKM2",
    anchor="ikm2",
    title="Information management review",
    owner="Policy and Performance Manager",
    workstream="Information and knowledge management",
    workstream_code="IKM",
    now=AMBER,
    last=AMBER,
    flags=(),
    is_exception=True,
    commentary=told("The review is complete and the draft final report has been received."),
    corrective_action=told("A bid for resources goes to the budget round."),
    strip=strip("GAAAAAAAAAAA"),
    sub_items=(
        replace(
            ITEM,
            ref="IKM2.1",
            anchor="ikm2-1",
            title="Records store: electronic documents",
            owner="Head of ICT",
            workstream_code="IKM",
            now=GREEN,
            commentary=told("Pilot under way in *two services*."),
            strip=strip("------GGGGGG"),
        ),
        replace(
            ITEM,
            ref="IKM2.2",
            anchor="ikm2-2",
            title="Data quality policy & standards",
            owner="Policy and Performance Manager",
            workstream_code="IKM",
            now=AMBER,
            last=GREEN,
            change="Worsened from Green",
            commentary=told("Postponed to November."),
            corrective_action=told("Conclude by December."),
            strip=strip("------GGGGGA"),
        ),
    ),
)

SURVEY = replace(
    ITEM,
    ref="IKM3",
    anchor="ikm3",
    title="Residents' survey",
    owner="Policy and Performance Manager",
    workstream="Information and knowledge management",
    workstream_code="IKM",
    now=NOT_REPORTED,
    last=GREEN,
    change="Not reported; was Green",
    direction="Not reported",
    flags=("Not reported",),
    is_exception=True,
    commentary=(),
    next_milestone="",
    strip=strip("---RRRGGGGG?"),
)

TOWN_HALL = replace(
    ITEM,
    ref="1.10",
    anchor="a1-10",
    title="Future use of the Town Hall",
    owner="Property and Procurement Manager",
    workstream="Asset management",
    workstream_code="AM",
    now=AMBER,
    last=RED,
    change="Improved from Red",
    direction="Improved",
    is_exception=True,
    due="31 March 2014",
    expected="30 June 2014",
    flags=("Expected 91 days after its due date",),
    commentary=told("A three-year lease of the entrance foyer is agreed."),
    corrective_action=told("Bring an options paper to Cabinet in January."),
    strip=strip("ARRRRRRRRRRA"),
)

DEPOT = replace(
    ITEM,
    ref="1.11",
    anchor="a1-11",
    title="Depot energy works",
    owner="Property and Procurement Manager",
    workstream="Asset management",
    workstream_code="AM",
    status="Complete",
    now=COMPLETE,
    last=GREEN,
    change="Completed",
    direction="Complete",
    commentary=told("Finished two weeks early and under budget."),
    next_milestone="",
    strip=strip("GGGGGGGGGGGC"),
)

ENABLER_OWN = replace(
    ITEM,
    ref="OC",
    anchor="oc",
    title="Organisational culture",
    owner="Head of HR",
    workstream="Organisational culture",
    workstream_code="OC",
    commentary=told("- Competency framework launched", "- Coaching programme has begun"),
)

IIW_LINE = RollUpLine(
    code="IIW",
    title="Incremental improvement",
    kind="Workstream",
    owner="Head of Change and Scrutiny",
    now=AMBER,
    last=GREEN,
    change="Worsened from Green",
    counts=(Count(RED, 0), Count(AMBER, 1), Count(GREEN, 1), Count(NOT_RATED, 1)),
    total=3,
    explanation="Amber, because an equal number of items are Amber and Green and ties go to worse.",
    margin="1 item would change it to Green.",
    policy="Most common rating",
)
IKM_LINE = replace(
    IIW_LINE,
    code="IKM",
    title="Information and knowledge management",
    owner="Policy and Performance Manager",
    now=RED,
    last=AMBER,
    change="Worsened from Amber",
    counts=(Count(RED, 1), Count(AMBER, 1), Count(GREEN, 0), Count(NOT_REPORTED, 1)),
    explanation="Red, because half of the items reported are Red.",
)
AM_LINE = replace(
    IIW_LINE,
    code="AM",
    title="Asset management",
    owner="Property and Procurement Manager",
    now=AMBER,
    last=RED,
    change="Improved from Red",
    counts=(Count(RED, 0), Count(AMBER, 1), Count(GREEN, 1), Count(NOT_RATED, 0)),
    total=2,
    explanation="Amber, because 1 of 2 items is Amber.",
)
OC_LINE = replace(
    IIW_LINE,
    code="OC",
    title="Organisational culture",
    kind="Enabler",
    owner="Head of HR",
    now=GREEN,
    last=GREEN,
    change="No change",
    counts=(),
    total=0,
    explanation="Green, as its owner rates it.",
)
PLAN_LINE = RollUpLine(
    code="",
    title="Whole plan",
    kind="Plan",
    owner="Leader of the Council",
    now=AMBER,
    last=AMBER,
    change="No change",
    counts=(
        Count(RED, 1, "12.5%"),
        Count(AMBER, 3, "37.5%"),
        Count(GREEN, 2, "25.0%"),
        Count(NOT_RATED, 1, "12.5%"),
        Count(NOT_REPORTED, 1, "12.5%"),
    ),
    total=8,
    explanation="Amber, because 2 of 3 workstreams are Amber.",
    margin="2 workstreams would have to change to make it Green.",
    policy="Most common rating",
)

PROVENANCE = Provenance(
    workbook="Improvement Plan master.xlsx",
    as_at="31 October 2013",
    sha256="9f2c4e1bd35a7081c6fa1f2e57d0b9a4e8c6230d7715fa42b1e90cc3d8a47f16",
    made="1 November 2013",
    version="xlplan 1.0",
)

HEADER = (
    HeaderLine("Meeting", "Cabinet, 13 November 2013"),
    HeaderLine("Report of", "Head of Change & Scrutiny"),
    HeaderLine("Cabinet member", "Leader of the Council"),
    HeaderLine("Key decision", "No"),
    HeaderLine("Wards", "All"),
    HeaderLine("Open or exempt", "Open"),
    HeaderLine("Financial comments", "", is_missing=True),
)

ASK = Ask(
    ref="IKM1",
    title="Intranet quality",
    ask="Release two days a week of web team time until January.",
    from_whom="Corporate Management Team",
    by_when="30 November 2013",
    owner="Communications Manager",
)

MOVEMENTS = (
    Movement("Completed", ("1.11 Depot energy works, two weeks early.",)),
    Movement(
        "Worsened",
        (
            "IKM1 Intranet quality went from Amber to Red: not enough people.",
            "IIW2 Economic Development restructure and strategy went from Green to Amber.",
        ),
    ),
    Movement("Improved", ("1.10 Future use of the Town Hall went from Red to Amber.",)),
    Movement("Added", ("IIW3 Bright Sparks staff suggestion scheme.",)),
)


def progress() -> ProgressReport:
    """Return the Cabinet paper of the sample plan."""
    return ProgressReport(
        council="Maidstone Borough Council",
        title="Improvement Plan 2012–15: six-month progress report",
        subtitle="Position at 31 October 2013",
        watermark="Draft",
        header=HEADER,
        answer="The plan is Amber: 2 of 8 items are Green, 3 are Amber and 1 is Red; "
        "2 got worse and 1 got better since April.",
        since="30 April 2013",
        item_label="item",
        recommendations=(
            "That progress against the Improvement Plan be noted.",
            "That the corrective action for the 4 items rated Red or Amber be agreed.",
            "That the addition of IIW3 Bright Sparks staff suggestion scheme be agreed.",
        ),
        plan=PLAN_LINE,
        workstreams=(IIW_LINE, AM_LINE, IKM_LINE),
        enablers=(OC_LINE,),
        asks=(ASK,),
        movements=MOVEMENTS,
        attention=(INTRANET, STRATEGY, TOWN_HALL, REVIEW, SURVEY),
        sections=(
            Section(IIW_LINE, None, (ITEM, STRATEGY, OTHER_WORK)),
            Section(AM_LINE, None, (TOWN_HALL, DEPOT)),
            Section(IKM_LINE, None, (INTRANET, REVIEW, SURVEY)),
            Section(OC_LINE, ENABLER_OWN, ()),
        ),
        months=MONTHS,
        not_reported=("IKM3 Residents' survey (Policy and Performance Manager).",),
        provenance=PROVENANCE,
        month="October 2013",
        report_of="Head of Change and Scrutiny",
        passages=cabinet_parts.PASSAGES,
        named=cabinet_parts.NAMED,
        more=cabinet_parts.MORE,
        implications=cabinet_parts.IMPLICATIONS,
        workstream_chart=(cabinet_parts.BY_WORKSTREAM,),
        month_chart=(cabinet_parts.BY_MONTH,),
        schedules=cabinet_parts.SCHEDULES,
        appendix=cabinet_parts.LETTERS,
        brand=Brand(logo=cabinet_parts.png()),
    )


ROW = ExceptionRow(
    kind="Red",
    priority=3,
    ref="IKM1",
    title="Intranet quality",
    workstream="IKM Information and knowledge management",
    rating=RED,
    last=AMBER,
    direction="Worsened from Amber",
    months=6,
    unacted=True,
    owner="Communications Manager",
    programmed=date(2013, 6, 30),
    due=date(2013, 9, 30),
    expected=date(2014, 2, 28),
    slips=2,
    slip_days=92,
    days_overdue=31,
    corrective_action="Each service names an editor by 15 November.",
    corrective_owner="Communications Manager",
    corrective_due=date(2014, 1, 31),
    reason="Not enough people",
    said_now=AWKWARD,
    said_last="=SUM(A1:A2) was typed as words",
)

POSITION_HEADINGS = ("Green", "Amber", "Red", "Complete", "Not reported")


def exceptions() -> ExceptionReport:
    """Return the monthly CMT paper of the sample plan."""
    return ExceptionReport(
        council="Maidstone Borough Council",
        title="Improvement Plan 2012–15: exception report",
        subtitle="October 2013",
        watermark="Draft",
        header=(
            HeaderLine("Meeting", "Corporate Management Team, 12 November 2013"),
            HeaderLine("Prepared by", "Policy & Performance"),
            HeaderLine("Agenda item", "", is_missing=True),
        ),
        resolution="That it be noted that of the 8 items reported on, 1 (12.5%) is complete, "
        "1 (12.5%) is on target (green), 3 (37.5%) are amber and 1 (12.5%) is red; "
        "1 was not reported.",
        returns="Returns received: 5 of 6 by the deadline.",
        item_label="item",
        plan=PLAN_LINE,
        position_headings=POSITION_HEADINGS,
        position=(
            PositionRow("IIW", "Incremental improvement", 3, (1, 1, 0, 0, 0), "33.3%",
                        GREEN, AMBER, "Worsened from Green", "1 to Green"),
            PositionRow("AM", "Asset management", 2, (0, 1, 0, 1, 0), "0.0%",
                        RED, AMBER, "Improved from Red", "1 to Green"),
            PositionRow("IKM", "Information and knowledge management", 3, (0, 1, 1, 0, 1), "0.0%",
                        AMBER, RED, "Worsened from Amber", "2 to Green"),
        ),
        position_total=PositionRow("", "Whole plan", 8, (1, 3, 1, 1, 1), "12.5%",
                                   AMBER, AMBER, "No change", "2 to Green"),
        asks=(ASK,),
        movements=MOVEMENTS,
        groups=(
            ExceptionGroup("Red", RED, (INTRANET,)),
            ExceptionGroup("Slipped", None, (STRATEGY,)),
            ExceptionGroup("Amber", AMBER, (TOWN_HALL, REVIEW)),
        ),
        what_counts="An item is an exception when it is Red or Amber, overdue, slipped or missing.",
        months=MONTHS,
        not_reported=(
            NotReportedLine("Policy and Performance Manager", "IKM3", "September 2013", "Green"),
        ),
        requests=(
            RequestLine("IIW2", "Economic Development restructure and strategy", "Move due date",
                        "31 December 2013", "30 April 2014",
                        "The employment land findings are not expected before March.",
                        "Economic Development Manager", ""),
        ),
        positive=(
            Movement("Recovered", ("1.12 Car park lining: Amber to Green",)),
            Movement("Above target", ("M1 Calls answered: 91% against a target of 80%",)),
        ),
        quality=(
            QualityLine("R01", "Error", "Red or Amber without corrective action", 2, "IKM2; 1.4"),
            QualityLine("C05", "Warning", "A date that cannot be read", 1, "IIW3"),
        ),
        provenance=PROVENANCE,
        headline=("4 exceptions: 1 Red, 1 slipped and 2 Amber.", "1 is new this month: IIW2."),
        this_month="October 2013",
        last_month="September 2013",
        moves=(
            MoveLine("IIW2", "Economic Development restructure", "Reprogrammed",
                     "30 September 2013", "31 December 2013", "+92", "1 of 1",
                     "Waiting for a decision elsewhere", "Cabinet, minute 12", is_new=True),
            MoveLine("IIW9", "Mobile working & hot desks", "Suspended", "31 March 2014", "", "",
                     "", "No budget", ""),
        ),
        waivers=(WaiverLine("R01", "IKM2", "Awaiting the budget", "CMT", "31 January 2014"),),
        behaviour=(BehaviourLine("Policy and Performance Manager", 6, 4, 1, 1),),
        rows=(ROW,),
    )  # fmt: skip
