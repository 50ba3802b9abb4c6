"""Rules about papers, found when one is made."""

from __future__ import annotations

from datetime import date

from xlplan.findings import Severity
from xlplan.rules.headers.header import Case, Cells, Header, item


def _decision(text: str, *, applied: str) -> tuple[Cells, ...]:
    day = date(2013, 9, 11)
    row: Cells = {
        "ref": "D1",
        "body": "Cabinet",
        "day": day,
        "text": text,
        "items": "A1",
        "applied": applied,
    }
    return (row,)


PAPER_RULES: tuple[Header, ...] = (
    Header(
        "P01",
        "percentages-do-not-add-up",
        Severity.BLOCK,
        "The percentages in {where} add up to {total}, or equal counts print unequal ({shown}). "
        "Mend the text there, or tell whoever looks after xlplan.",
        "Bromsgrove's minutes of 2007 to 2010 have a month that totals 99.3.",
        (Case("33.3, 33.3 and 33.3"), Case("two equal counts as 50.0 and 49.9")),
        (Case("33.4, 33.3 and 33.3 for 334, 333 and 333"), Case("a table without percentages")),
    ),
    Header(
        "P02",
        "text-of-another-month",
        Severity.BLOCK,
        '"{said}" speaks of {got}, and the paper is for {want}. Mend the text on {where}, then '
        "make the paper again.",
        "Bromsgrove printed the month before in the minutes of December 2009 and January 2010.",
        (
            Case("a summary of September in the paper for October"),
            Case("a recommendation that names last year's month"),
        ),
        (Case("a summary of October"), Case("an owner's commentary that speaks of September")),
    ),
    Header(
        "P03",
        "text-for-another-body",
        Severity.WARNING,
        '"{said}" is addressed to {got}, and this paper goes to {want}. Mend the text on {where}.',
        "Bromsgrove's paper of 2009 asked another body to agree it.",
        (
            Case("CMT is asked, in the paper to Cabinet"),
            Case("Cabinet is asked, in the paper to CMT"),
        ),
        (Case("Cabinet is asked, in the paper to Cabinet"), Case("CMT is named, and not asked")),
    ),
    Header(
        "P04",
        "doubled-words",
        Severity.WARNING,
        '"{said}": {what}. Mend the text on {where}.',
        "Maidstone's paper of 2009 has a phrase twice, and a table below that is not there.",
        (Case("the the"), Case("see the table below, with no table after it")),
        (Case("had had enough"), Case("see the table below, with a table after it")),
    ),
    Header(
        "P05",
        "decision-not-applied",
        Severity.WARNING,
        "Decision {decision}: {what}. {item} not show it ({where}). Apply it in the plan, or "
        "record the later decision.",
        "Two of the four decisions of 2012 were not in Maidstone's plan.",
        (
            Case(
                "an item to be deleted is still live",
                (item(),),
                tables={"decisions": _decision("Delete the item.", applied="Yes")},
            ),
            Case(
                "a decision not yet applied",
                (item(),),
                tables={"decisions": _decision("Join the item with another.", applied="No")},
            ),
        ),
        (
            Case(
                "an item to be deleted is gone",
                (item("A2"),),
                tables={"decisions": _decision("Delete the item.", applied="Yes")},
            ),
            Case(
                "a decision that was applied",
                (item(),),
                tables={"decisions": _decision("Move the date to June.", applied="Yes")},
            ),
        ),
    ),
    Header(
        "P06",
        "paper-not-accessible",
        Severity.ERROR,
        "{file}: {what}. Put it right in the template, then make the paper again.",
        "A rating is never a colour alone, and every reader must be able to find their way.",
        (
            Case("a picture without alternative text"),
            Case("a heading of level 3 after one of level 1"),
        ),
        (Case("the paper as made"), Case("a picture marked as decoration")),
    ),
)
