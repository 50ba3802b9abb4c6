"""The forward plan as a paper: decisions and milestones ahead, by who decides and by date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlplan.model import Plan, british_date, short_date
from xlplan.reports.blocks import Block, BlockPaper, anchor, cell, table
from xlplan.reports.selection import Audience
from xlplan.reports.sources import Sources
from xlplan.reports.wording import counted, listed
from xlplan.views.forward import DECISION, DUE, MEETING, MILESTONE, Ahead, forward_plan

READERS = Audience.CMT


def forward_paper(plan: Plan, sources: Sources) -> BlockPaper:
    """Assemble the forward plan for CMT, what was missed first."""
    settings = plan.settings
    day = british_date(settings.as_at)
    ahead = [a for a in forward_plan(plan) if not a.item or READERS.may_read(a.item, plan)]
    missed = [a for a in ahead if a.day < settings.as_at]
    to_come = [a for a in ahead if a.day >= settings.as_at]
    asked = [a for a in to_come if a.kind == DECISION]
    blocks = (
        *_block("Missed", missed),
        *_by_body(asked),
        *_block("Meetings", [a for a in to_come if a.kind == MEETING]),
        *_block("Milestones", [a for a in to_come if a.kind == MILESTONE]),
        *_block("Items due", [a for a in to_come if a.kind == DUE]),
    )
    return BlockPaper(
        council=settings.council,
        title=f"{settings.title}: forward plan",
        subtitle=f"Decisions and milestones ahead, as at {day}",
        watermark="",
        header=(),
        answer=_answer(missed, to_come),
        blocks=blocks,
        provenance=sources.provenance(day),
    )


def _answer(missed: list[Ahead], to_come: list[Ahead]) -> str:
    kinds = ((DECISION, "decision"), (MILESTONE, "milestone"), (MEETING, "meeting"))
    counts = [(sum(a.kind == kind for a in to_come), noun) for kind, noun in kinds]
    told = listed([counted(number, noun) for number, noun in counts if number])
    first = f"{told} ahead." if told else "No decision, milestone or meeting is dated."
    return f"{first} {counted(len(missed), 'date')} missed." if missed else first


def _by_body(asked: list[Ahead]) -> Iterator[Block]:
    if asked:
        bodies = dict.fromkeys(a.body for a in asked)
        for body in sorted(bodies, key=str.casefold):
            yield from _block(f"Decisions of {body}", [a for a in asked if a.body == body])


def _block(heading: str, lines: Iterable[Ahead]) -> Iterator[Block]:
    rows = [
        (
            short_date(a.day),
            cell(f"**{a.ref}** {a.what}" if a.ref else a.what),
            a.item.owner if a.item and a.kind == DECISION else a.body,
            "; ".join(a.notices),
        )
        for a in lines
    ]
    columns = (("Date", 2.6), ("What", 7.4), ("Who", 4.0), ("Notice", 3.0))
    made = table(heading, columns, rows)
    if made:
        yield Block(heading, anchor(heading), table=made)
