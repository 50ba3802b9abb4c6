"""The plan itself as a paper, and the cover paper that asks a body to adopt it."""

from __future__ import annotations

from collections.abc import Iterable

from xlplan.model import Kind, PaperNote, Plan, PlanText, british_date
from xlplan.reports import plan_tables as tables
from xlplan.reports.blocks import Block, BlockPaper, Table, anchor
from xlplan.reports.context import HeaderLine
from xlplan.reports.paragraphs import paragraphs
from xlplan.reports.sources import Sources
from xlplan.reports.wording import counted, is_or_are, item_noun, listed

STAGES = {
    "draft": "Draft, for consultation",
    "consulted": "Draft, for adoption",
    "adopted": "As adopted",
    "live": "As it stands at {day}",
    "superseded": "Superseded; as it stood at {day}",
}
_PLAIN = ("public", "")
_PAPERS = ("plan", "all")


def plan_document(plan: Plan, sources: Sources) -> BlockPaper:
    """Assemble the plan document; what the council does not use has no heading in it."""
    settings = plan.settings
    day = british_date(settings.as_at)
    blocks = (
        *_passages(plan),
        *_made("Objectives", tables.objectives(plan)),
        *_made("Workstreams", tables.parts(plan, Kind.WORKSTREAM)),
        *_made("Enablers", tables.parts(plan, Kind.ENABLER)),
        *_made("Tools", tables.parts(plan, Kind.TOOL)),
        *_made("What each workstream does", tables.matrix(plan)),
        *_made("Services in rank order", tables.services(plan)),
        *_made("Top services of each year", tables.priorities(plan)),
        *_horizons(plan),
        *_items(plan),
        *_made("Measures", tables.measures(plan)),
        *_made("Savings", tables.savings(plan), _savings_note(plan)),
        *_made("Resources", tables.resources(plan), _resources_note(plan)),
        *_made("Risks", tables.risks(plan)),
        *_made("Implications", tables.implications(plan)),
        *_made("Where actions come from", tables.origins(plan)),
        *_made("Who runs the plan", tables.governance(plan)),
        *_made("Reports and meetings", tables.calendar(plan)),
        *_made("Consultation", tables.consultation(plan)),
        *_made("Decisions about the plan", tables.decisions(plan)),
    )
    return BlockPaper(
        council=settings.council,
        title=settings.title,
        subtitle=STAGES[settings.plan_stage].format(day=day),
        watermark=_watermark(plan),
        header=(),
        answer=_answer(plan),
        blocks=blocks,
        provenance=sources.provenance(day),
    )


def _watermark(plan: Plan) -> str:
    return {"draft": "Draft", "consulted": "Draft", "superseded": "Superseded"}.get(
        plan.settings.plan_stage, ""
    )


def _answer(plan: Plan) -> str:
    settings = plan.settings
    items = [i for i in tables.readable(plan) if not i.parent]
    kinds = ((Kind.WORKSTREAM, "workstream"), (Kind.ENABLER, "enabler"))
    held = [(sum(w.kind is kind for w in plan.workstreams), noun) for kind, noun in kinds]
    told = listed([counted(number, noun) for number, noun in held if number])
    span = ""
    if settings.plan_from and settings.plan_to:
        span = f", from {british_date(settings.plan_from)} to {british_date(settings.plan_to)}"
    saved = settings.savings_target
    money = f" It is to save around {_round_money(saved)}." if saved else ""
    return f"{counted(len(items), item_noun(plan))} in {told}{span}.{money}"


def _round_money(amount: float) -> str:
    return f"£{amount / 1_000_000:.3g}m" if amount >= 1_000_000 else tables.pounds(amount)


def _made(heading: str, table: Table | None, note: str = "") -> Iterable[Block]:
    if table:
        yield Block(heading, anchor(heading), table=table, note=note)


def _passages(plan: Plan) -> Iterable[Block]:
    told = [p for p in plan.registers.plan_text if p.publish.lower() in _PLAIN and p.text.strip()]
    for passage in sorted(told, key=_place):
        heading = passage.heading or passage.section or "About the plan"
        yield Block(heading, f"text-{anchor(heading)}", paragraphs=paragraphs(passage.text))


def _place(passage: PlanText) -> tuple[bool, int]:
    return (passage.order is None, passage.order or 0)


def _horizons(plan: Plan) -> Iterable[Block]:
    found = tables.horizons(plan)
    if found:
        said = "What each service means to reach in the long term, the medium term and the year."
        yield Block("Horizons", "horizons", paragraphs=paragraphs(said))
    for service, table in found:
        yield Block(service, f"horizon-{anchor(service)}", level=2, table=table)


def _items(plan: Plan) -> Iterable[Block]:
    made = [(w, tables.every_item(plan, w.code)) for w in plan.workstreams]
    if any(table for _, table in made):
        noun = item_noun(plan)
        said = f"Each {noun} with its owner, its programmed date and the objectives it serves."
        yield Block("The plan in full", "in-full", paragraphs=paragraphs(said))
    for workstream, table in made:
        if table:
            title = f"{workstream.code} {workstream.title}"
            yield Block(title, f"items-{anchor(workstream.code)}", level=2, table=table)


def _savings_note(plan: Plan) -> str:
    target = plan.settings.savings_target
    planned = sum(s.target or 0 for s in plan.registers.savings if s.is_money)
    posts = sum(s.target or 0 for s in plan.registers.savings if not s.is_money)
    told = [f"{counted_posts(posts)} besides."] if posts else []
    if target:
        short = target - planned
        state = (
            "the items reach it"
            if short <= 0
            else f"the items leave {tables.pounds(short)} to be found"
        )
        told.insert(0, f"The plan's target is {tables.pounds(target)}; {state}.")
    return " ".join(told)


def counted_posts(posts: float) -> str:
    """Return a number of full-time posts in words."""
    return f"{posts:g} full-time {'post' if posts == 1 else 'posts'}"


def _resources_note(plan: Plan) -> str:
    unfunded = [r for r in plan.registers.resources if r.funded.lower() in ("no", "part")]
    if not unfunded:
        return ""
    amount = sum(r.amount or 0 for r in unfunded)
    return (
        f"{len(unfunded)} of these {is_or_are(len(unfunded))} not funded, or only in part: "
        f"{tables.pounds(amount)}."
    )


def cover_paper(plan: Plan, sources: Sources, *, body: str = "Cabinet") -> BlockPaper:
    """Assemble the paper that puts the plan to a body: for consultation, or for adoption."""
    settings = plan.settings
    day = british_date(settings.as_at)
    blocks = (
        Block("Recommendations", "recommendations", numbered=_recommendations(plan)),
        *_reasons(plan),
        *_made("Recommendations of those consulted", tables.consultation(plan)),
        *_made("Savings", tables.savings(plan), _savings_note(plan)),
        *_made("Resources", tables.resources(plan), _resources_note(plan)),
        *_made("Risks", tables.risks(plan)),
        *_made("Implications", tables.implications(plan)),
        *_notes(plan),
        *_made("Timetable", tables.calendar(plan)),
    )
    return BlockPaper(
        council=settings.council,
        title=f"{settings.title}: for {'consultation' if _is_draft(plan) else 'adoption'}",
        subtitle=f"Report to {body}",
        watermark=_watermark(plan),
        header=_header(plan),
        answer=_answer(plan),
        blocks=blocks,
        provenance=sources.provenance(day),
    )


def _is_draft(plan: Plan) -> bool:
    return plan.settings.plan_stage == "draft"


def _recommendations(plan: Plan) -> tuple[str, ...]:
    title = plan.settings.title
    if _is_draft(plan):
        return (
            f"That the draft {title} be approved for consultation.",
            "That Overview and Scrutiny be asked for its comments, to be brought back before the "
            "plan is adopted.",
        )
    answered = len(plan.registers.consultation)
    considered = f"That the {counted(answered, 'recommendation')} of those consulted, and the "
    them = "it" if answered == 1 else "them"
    unfunded = [r for r in plan.registers.resources if r.funded.lower() == "no"]
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


def _reasons(plan: Plan) -> Iterable[Block]:
    passages = list(_passages(plan))
    if passages:
        first = passages[0]
        yield Block("Why the plan is needed", "reasons", paragraphs=first.paragraphs)


def _header(plan: Plan) -> tuple[HeaderLine, ...]:
    said = {n.what.lower(): n.text for n in _noted(plan)}
    lines = []
    for label in ("Meeting", "Report of", "Portfolio holder", "Key decision", "Wards"):
        value = said.get(label.lower(), "")
        lines.append(HeaderLine(label, value, is_missing=not value))
    return (HeaderLine("Council", plan.settings.council), *lines)


def _notes(plan: Plan) -> Iterable[Block]:
    labels = ("meeting", "report of", "portfolio holder", "key decision", "wards")
    for note in _noted(plan):
        if note.what.lower() not in labels and note.text:
            yield Block(note.what, f"note-{anchor(note.what)}", paragraphs=paragraphs(note.text))


def _noted(plan: Plan) -> list[PaperNote]:
    return [
        n
        for n in plan.registers.papers
        if n.paper.lower() in _PAPERS and n.publish.lower() in _PLAIN
    ]
