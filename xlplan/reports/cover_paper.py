"""The paper that puts the plan to a body: a draft for consultation, or a plan for adoption."""

from __future__ import annotations

from collections.abc import Iterator

from xlplan.model import Kind, Plan, british_date
from xlplan.reports import plan_tables as tables
from xlplan.reports.blocks import Block, BlockPaper, Table, anchor, number_cell, table
from xlplan.reports.context import HeaderLine
from xlplan.reports.notes import BODY_NOTES, HEADER_NOTES, Asked, Notes, notes_for
from xlplan.reports.paragraphs import paragraphs
from xlplan.reports.plan_document import READERS, in_one_sentence, narrative, stage_mark
from xlplan.reports.plan_links import implication_blocks, risk_blocks
from xlplan.reports.plan_money import resource_blocks, savings_blocks
from xlplan.reports.sources import Sources
from xlplan.reports.wording import counted, item_noun, plural
from xlplan.views import FUNDINGS, funding

_ASKED = {asked.key: asked for asked in BODY_NOTES}


def cover_paper(plan: Plan, sources: Sources, *, body: str = "Cabinet") -> BlockPaper:
    """Assemble the cover paper; what only its author knows is marked until the Papers sheet has it.

    It stands on the Papers sheet under Plan, or under All.
    """
    settings = plan.settings
    day = british_date(settings.as_at)
    notes = notes_for(plan, "Plan", READERS)
    purpose = "consultation" if settings.plan_stage == "draft" else "adoption"
    header = tuple(notes.line(asked, _known(plan, asked)) for asked in HEADER_NOTES)
    return BlockPaper(
        council=settings.council,
        title=f"{settings.title}: for {purpose}",
        subtitle=f"Report to {body}",
        watermark=stage_mark(plan),
        header=(HeaderLine("Council", settings.council), *header),
        answer=in_one_sentence(plan),
        blocks=(*_decision(plan, notes), *_evidence(plan, notes), *_ending(plan, notes)),
        provenance=sources.provenance(day),
    )


def _known(plan: Plan, asked: Asked) -> str:
    """Return the meeting that the calendar has for the plan; the rest only its author knows."""
    if asked.key != "meeting":
        return ""
    updates = [m for m in plan.registers.calendar if m.report == "Plan update" and m.day]
    ahead = [m for m in updates if m.day and m.day >= plan.settings.as_at]
    if not ahead or ahead[0].day is None:
        return ""
    return f"{ahead[0].body or 'Cabinet'}, {british_date(ahead[0].day)}"


def _decision(plan: Plan, notes: Notes) -> Iterator[Block]:
    yield Block("Recommendations", "recommendations", numbered=recommendations(plan))
    first = next(iter(narrative(plan)), None)
    reasons = notes.find(_ASKED["reasons"])
    if reasons or first is None:
        yield from _note(notes, "reasons", "Reasons for the recommendations")
    if first:
        yield Block("Why the plan is needed", "why", paragraphs=first.paragraphs)
    yield from _made("The plan in brief", _brief(plan))
    yield from _note(notes, "alternatives", "Alternatives considered, and why not recommended")


def _evidence(plan: Plan, notes: Notes) -> Iterator[Block]:
    yield from _made("Recommendations of those consulted", tables.consultation(plan))
    if not plan.registers.consultation and plan.settings.plan_stage != "draft":
        yield from _note(notes, "consultation", "Consultation")
    yield from savings_blocks(plan, READERS)
    yield from resource_blocks(plan, READERS)
    yield from risk_blocks(plan, READERS)
    if not plan.registers.risks:
        yield from _note(notes, "risk", "Risk management")
    yield from implication_blocks(plan, READERS)


def _ending(plan: Plan, notes: Notes) -> Iterator[Block]:
    yield from _made("Changes agreed so far", tables.decisions(plan))
    printed = [i.kind for i in plan.registers.implications]
    for note in notes.others(printed):
        yield Block(note.what, f"note-{anchor(note.what)}", paragraphs=paragraphs(note.text))
    for key in ("conclusions", "next_steps"):
        if notes.find(_ASKED[key]):
            yield from _note(notes, key, _ASKED[key].what)
    yield from _made("Timetable", tables.calendar(plan))
    appended = f"- Appendix 1: {plan.settings.title}, the plan document"
    yield Block("Appendices", "appendices", paragraphs=paragraphs(appended))
    yield from _note(notes, "documents", "Background papers")


def _note(notes: Notes, key: str, heading: str) -> Iterator[Block]:
    passage = notes.passage(_ASKED[key])
    known = tuple(p for line in passage.known for p in paragraphs(line))
    yield Block(heading, anchor(heading), paragraphs=(*known, *passage.told), asked=passage.asked)


def _made(heading: str, made: Table | None) -> Iterator[Block]:
    if made:
        yield Block(heading, anchor(heading), table=made)


def _brief(plan: Plan) -> Table | None:
    readable = [i for i in tables.readable(plan) if not i.parent]
    rows = [
        (
            f"{w.code} {w.title}",
            w.kind.value.capitalize(),
            w.owner or "No post is named",
            number_cell(str(sum(i.workstream == w.code for i in readable))),
        )
        for w in plan.workstreams
        if w.kind is not Kind.TOOL
    ]
    nouns = plural(item_noun(plan), 2).capitalize()
    columns = (("Part of the plan", 6.6), ("Kind", 2.6), ("Led by", 5.8), (nouns, 2.0))
    return table("The parts of the plan, who leads each, and how much is in it", columns, rows)


def recommendations(plan: Plan) -> tuple[str, ...]:
    """Return what the body is asked to agree, as the plan's stage and its sheets have it."""
    title = plan.settings.title
    if plan.settings.plan_stage == "draft":
        return (
            f"That the draft {title} be approved for consultation.",
            "That Overview and Scrutiny be asked for its comments, to be brought back before the "
            "plan is adopted.",
        )
    answered = len(plan.registers.consultation)
    considered = f"That the {counted(answered, 'recommendation')} of those consulted, and the "
    them = "it" if answered == 1 else "them"
    unfunded = [r for r in plan.registers.resources if funding(r) == FUNDINGS[0]]
    told = [
        considered + f"responses to {them}, be considered." if answered else "",
        f"That the {title} be adopted, and its programmed dates be fixed from then on.",
        "That the leads of its workstreams and enablers be agreed.",
        f"That the {counted(len(unfunded), 'resource')} without funding be considered in the "
        "budget round."
        if unfunded
        else "",
        "That progress be reported as the timetable below sets out."
        if plan.registers.calendar
        else "That progress be reported to Cabinet every six months.",
    ]
    return tuple(line for line in told if line)
