"""Rules about what owners write. In a month without a report to Cabinet they are notes."""

from __future__ import annotations

from xlplan.findings import Severity
from xlplan.rules.headers.header import Case, Header, item

_LONG = "The survey of the roof was carried out and its findings went to the contractor. " * 40
_SHARED = "The new system for both services was procured in September and will be signed for soon."

COMMENTARY_RULES: tuple[Header, ...] = (
    Header(
        "C08",
        "commentary-too-long",
        Severity.WARNING,
        "{ref}: the commentary has {number} words; Members read {limit}. Keep what changed, what "
        "is next and by when, and put the rest in a background paper.",
        "A commentary over a page long is not read.",
        (
            Case("over 500 words", (item(commentary=_LONG),)),
            Case("over 500 words in one line each", (item(commentary="word\n" * 501),)),
        ),
        (
            Case("exactly 500 words", (item(commentary="word " * 500),)),
            Case("a commentary of one sentence", (item(commentary=_SHARED),)),
        ),
    ),
    Header(
        "C11",
        "personal-or-exempt-words",
        Severity.WARNING,
        '{ref}: {heading} says "{said}", {what}. Take it out, or ask the performance team to clear '
        "it; until then {heading} is held back from papers for the public.",
        "The Cabinet paper is public (Local Government Act 1972, Schedule 12A).",
        (
            Case(
                "a National Insurance number",
                (item(commentary="The claimant, QQ 12 34 56 C, was paid on time this month."),),
            ),
            Case(
                "a telephone number",
                (item(corrective_action="Ring the contractor on 01622 602000 each week."),),
            ),
            Case(
                "an e-mail address",
                (item(commentary="Write to lease@example.gov.uk for the terms of the lease."),),
            ),
            Case(
                "the word confidential",
                (item(commentary="The terms are confidential until the lease has been signed."),),
            ),
        ),
        (
            Case(
                "the word confidential, not for publication",
                (
                    item(
                        commentary="The terms are confidential until the lease has been signed.",
                        publish="Exempt",
                    ),
                ),
            ),
            Case(
                "figures that are no telephone number",
                (item(commentary="The site cost £1,622,602 and has 1622 602 square metres."),),
            ),
        ),
    ),
    Header(
        "R13",
        "status-word-first",
        Severity.NOTE,
        "{ref} is {status}: begin the commentary with {word}, so that Members see it first.",
        "Bromsgrove's guidance puts the status word first.",
        (
            Case(
                "suspended, and the commentary does not say so first",
                (
                    item(
                        status="Suspended",
                        decision_ref="Cabinet 12",
                        commentary="Cabinet stopped the work until the Local Plan is adopted.",
                    ),
                ),
            ),
            Case(
                "reprogrammed, and the commentary does not say so first",
                (
                    item(
                        status="Reprogrammed",
                        decision_ref="Cabinet 12",
                        commentary="The new date is June, by decision of Cabinet in October.",
                    ),
                ),
            ),
        ),
        (
            Case(
                "suspended, and said so first",
                (
                    item(
                        status="Suspended",
                        decision_ref="Cabinet 12",
                        commentary="SUSPENDED by Cabinet until the Local Plan is adopted.",
                    ),
                ),
            ),
            Case("in progress", (item(),)),
        ),
    ),
    Header(
        "R17",
        "no-movement",
        Severity.WARNING,
        "{ref}: the commentary is the same as last month's, or nearly so. Say what has happened "
        "since, or that nothing has and why.",
        "Maidstone's ICT entry of October 2013 reads as if written a year before.",
        (
            Case(
                "the words of last month",
                (item(commentary=_SHARED, last_commentary=_SHARED),),
            ),
            Case(
                "the words of last month but for one",
                (
                    item(
                        commentary=_SHARED.replace("soon", "shortly"),
                        last_commentary=_SHARED,
                    ),
                ),
            ),
        ),
        (
            Case(
                "other words than last month",
                (
                    item(
                        commentary="The contract was signed on 4 October and work has begun.",
                        last_commentary=_SHARED,
                    ),
                ),
            ),
            Case("nothing said last month", (item(commentary=_SHARED),)),
        ),
    ),
    Header(
        "R18",
        "weekday-mismatch",
        Severity.WARNING,
        "{ref}: {what}. Correct the day or the date.",
        "Maidstone's ICT entry names Thursday 18 October, which was 2012.",
        (
            Case(
                "Thursday 18 October, in 2013",
                (item(commentary="Staff met in Tunbridge Wells on Thursday 18 October to agree."),),
            ),
            Case(
                "a board on a Saturday",
                (item(commentary="The board met on 19 October and agreed the list of projects."),),
            ),
        ),
        (
            Case(
                "Friday 18 October, in 2013",
                (item(commentary="Staff met in Tunbridge Wells on Friday 18 October to agree."),),
            ),
            Case(
                "an open day on a Saturday",
                (item(commentary="Residents came to the open day on 19 October in numbers."),),
            ),
        ),
    ),
    Header(
        "R19",
        "past-spoken-of-as-future",
        Severity.WARNING,
        "{ref} speaks of days past as still to come: {what}. Say what happened.",
        "Words carried over from an earlier month tell Members nothing of this one.",
        (
            Case(
                "a meeting to be held in September",
                (item(commentary="The board will see the final list on 12 September 2013."),),
            ),
            Case(
                "approval expected three weeks before the month's end",
                (item(commentary="Approval of the project plan is expected on 10 October."),),
            ),
        ),
        (
            Case(
                "a meeting to be held in December",
                (item(commentary="The board will see the final list on 12 December 2013."),),
            ),
            Case(
                "a meeting that was held",
                (item(commentary="The board saw the final list on 12 September 2013."),),
            ),
        ),
    ),
    Header(
        "R20",
        "delay-words-on-green",
        Severity.WARNING,
        '{ref} is {rag} but its commentary says "{word}". Rate it Amber, or say in Reason for '
        "rating why it is still on target.",
        "Maidstone's housing strategies were Green with a strategy delayed.",
        (
            Case(
                "a delayed strategy on a Green item",
                (item(commentary="The Housing Strategy is **delayed** by the Local Plan."),),
            ),
            Case(
                "behind schedule on a Green item",
                (item(commentary="Two of the three works are behind schedule at present."),),
            ),
        ),
        (
            Case(
                "no delay on a Green item",
                (item(commentary="There has been no delay and the works end in December."),),
            ),
            Case(
                "a delayed strategy on an Amber item",
                (
                    item(
                        rag="Amber",
                        corrective_action="Agree a date.",
                        commentary="The Housing Strategy is delayed by the Local Plan.",
                    ),
                ),
            ),
        ),
    ),
    Header(
        "X09",
        "sentence-shared",
        Severity.NOTE,
        '{ref} and {other} share a sentence: "{said}" Report it once, in the item that it belongs '
        "to.",
        "Maidstone's Planning and Environmental Health share a passage almost word for word.",
        (
            Case(
                "one sentence in two items",
                (item(commentary=_SHARED), item("A2", commentary=_SHARED)),
            ),
            Case(
                "nearly one sentence in two items",
                (
                    item(commentary=f"Work goes on. {_SHARED}"),
                    item("A2", commentary=_SHARED.replace("both services", "the two services")),
                ),
            ),
        ),
        (
            Case(
                "two items with their own words",
                (
                    item(commentary="The lease of the hall was signed in the first days of May."),
                    item("A2", commentary="Bins are now emptied on the new days in every ward."),
                ),
            ),
            Case(
                "one short phrase in two items",
                (item(commentary="All is on target."), item("A2", commentary="All is on target.")),
            ),
        ),
    ),
    Header(
        "X10",
        "items-contradict",
        Severity.WARNING,
        '{ref} says "{said}" and {other} says "{theirs}" Find out which is true, and correct the '
        "other.",
        "In October 2013 one system was procured in Planning and awaited sign-off in ICT.",
        (
            Case(
                "a system procured here and awaiting sign-off there",
                (
                    item(commentary="Procurement of the parking permit system was completed."),
                    item("A2", commentary="The parking permit system is awaiting sign-off."),
                ),
            ),
            Case(
                "a contract signed here and not yet agreed there",
                (
                    item(commentary="The leisure centre roof contract has been signed at last."),
                    item("A2", commentary="The leisure centre roof contract is not yet agreed."),
                ),
            ),
        ),
        (
            Case(
                "two things, one done and one to do",
                (
                    item(commentary="Procurement of the parking permit system was completed."),
                    item("A2", commentary="The lease of the town hall is awaiting sign-off."),
                ),
            ),
            Case(
                "one thing, done in both",
                (
                    item(commentary="The leisure centre roof contract has been signed at last."),
                    item("A2", commentary="The leisure centre roof contract was agreed in May."),
                ),
            ),
        ),
    ),
)
