"""What a Cabinet paper holds beside its items: passages, charts and schedules of the sample."""

from __future__ import annotations

from struct import pack
from zlib import compress, crc32

from xlplan.reports.context import Mark, Paragraph, TextRun
from xlplan.reports.paper_values import (
    AnswerLine,
    ChangeLine,
    Chart,
    FigureLine,
    Implication,
    Letters,
    MeasureLine,
    Named,
    Passage,
    Passages,
    RiskLine,
    SavingLine,
    Schedules,
    Series,
    SlipLine,
)

RED = Mark("Red", "R", "red")
AMBER = Mark("Amber", "A", "amber")
GREEN = Mark("Green", "G", "green")


def said(text: str) -> tuple[Paragraph, ...]:
    """One paragraph as its author typed it."""
    return (Paragraph((TextRun(text),)),)


def png() -> bytes:
    """A picture of 2 by 1 dots, as a council's logo."""
    head = pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    dots = compress(b"\x00" + b"\x1f\x31\x50" * 2)
    chunks = ((b"IHDR", head), (b"IDAT", dots), (b"IEND", b""))
    made = b"".join(
        pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + made


REASONS = Passage(("The plan is Amber by its most common rating.",), said("Members asked for it."))
ALTERNATIVES = Passage(asked="what else could be done, and why it is not recommended")
PASSAGES = Passages(
    issue=Passage(("To consider progress.",)),
    reasons=REASONS,
    alternatives=ALTERNATIVES,
    documents=Passage(told=said("R&D <none> {{ 1 }}")),
)
NAMED = (
    Named("issue", "Issue for decision", PASSAGES.issue),
    Named("reasons", "Reasons for recommendation", REASONS),
    Named("alternatives", "Alternative action and why not recommended", ALTERNATIVES),
)
MORE = (Named("note-1", "Air quality", Passage(told=said("No effect is expected."))),)
IMPLICATIONS = (
    Implication("Financial", Passage(("£120,000 is planned (IIW1).",), said("In the budget."))),
    Implication("Legal", Passage(asked="any implications, or None")),
)
BY_WORKSTREAM = Chart(
    "Ratings of each workstream, October 2013",
    "Ratings of each workstream. Improvement & more: 1 Green and 1 Amber. Assets: 1 Red.",
    ("Improvement & more", "Assets"),
    (Series(GREEN, (1, 0)), Series(AMBER, (1, 0)), Series(RED, (0, 1))),
)
BY_MONTH = Chart(
    "Ratings month by month, September 2013 to October 2013",
    "Ratings month by month. Sep 13: 3 Green. Oct 13: 1 Green, 1 Amber and 1 Red.",
    ("Sep 13", "Oct 13"),
    (Series(GREEN, (3, 1)), Series(AMBER, (0, 1)), Series(RED, (0, 1))),
)
SCHEDULES = Schedules(
    changes=(
        ChangeLine("IIW3", "Bright Sparks", "Added", "", "Staff asked for it.", "Cabinet, min. 42"),
    ),
    account="Items: 7 before = 7 retained + 0 updated + 0 deleted; 8 after = 7 + 0 + 1 added.",
    slips=(
        SlipLine(
            ref="IKM1",
            title="Intranet quality",
            owner="Communications Manager",
            programmed="30 June 2013",
            due="30 September 2013",
            moves=2,
            days=92,
            reasons="The pages waited for ICT.",
            late="31 days past its approved date",
        ),
    ),
    risks=(
        RiskLine("7", "Data is lost", ("IKM1 Intranet quality: Red",)),
        RiskLine("8", "Staff leave", (), "Nothing in the plan answers it"),
    ),
    answers=(AnswerLine("IKM1", "Intranet quality", RED, "7 Data is lost", ""),),
    measures=(
        MeasureLine(
            *("M1", "Calls answered in time", "80%", "85%, September 2013"),
            *("90% by 31 March 2014", "Better than it began", ("IKM1 Intranet quality: Red",)),
        ),
    ),
    savings=(
        SavingLine("IIW1", "Performance system", "2013/14", "Cashable", "£120,000", "£60,000", "–"),
    ),
    figures=(FigureLine("Plan: Green", 2, "IIW1, IKM2"),),
)
LETTERS = Letters("A", "B", "C", "D", "E", "F", "G", "H")
