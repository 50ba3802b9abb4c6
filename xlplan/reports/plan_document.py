"""The plan itself as a paper; the cover paper that puts it to a body is beside it."""

from __future__ import annotations

from collections.abc import Iterable

from xlplan.model import Kind, Plan, PlanText, british_date, clean
from xlplan.reports import plan_tables as tables
from xlplan.reports.blocks import Block, BlockPaper, Table, anchor
from xlplan.reports.money import pounds
from xlplan.reports.paragraphs import paragraphs
from xlplan.reports.plan_links import (
    implication_blocks,
    origin_blocks,
    partner_blocks,
    risk_blocks,
    waiting_blocks,
)
from xlplan.reports.plan_money import resource_blocks, savings_blocks
from xlplan.reports.selection import Audience
from xlplan.reports.sources import Sources
from xlplan.reports.trends import measure_charts
from xlplan.reports.wording import counted, item_noun, listed

STAGES = {
    "draft": "Draft, for consultation",
    "consulted": "Draft, for adoption",
    "adopted": "As adopted",
    "live": "As it stands at {day}",
    "superseded": "Superseded; as it stood at {day}",
}
READERS = Audience.PUBLIC


def plan_document(plan: Plan, sources: Sources) -> BlockPaper:
    """Assemble the plan document; what the council does not use has no heading in it."""
    settings = plan.settings
    day = british_date(settings.as_at)
    return BlockPaper(
        council=settings.council,
        title=settings.title,
        subtitle=STAGES[settings.plan_stage].format(day=day),
        watermark=stage_mark(plan),
        header=(),
        answer=in_one_sentence(plan),
        blocks=(*_arrangement(plan), *_substance(plan), *_running(plan)),
        provenance=sources.provenance(day),
    )


def _arrangement(plan: Plan) -> Iterable[Block]:
    """Yield why there is a plan, how it is arranged and what comes first."""
    yield from narrative(plan)
    yield from _made("Objectives", tables.objectives(plan))
    yield from _made("Workstreams", tables.parts(plan, Kind.WORKSTREAM))
    yield from _made("Enablers", tables.parts(plan, Kind.ENABLER))
    yield from _made("Tools", tables.parts(plan, Kind.TOOL))
    yield from _made("What each workstream does", tables.matrix(plan))
    yield from _made("Services in rank order", tables.services(plan))
    yield from _made("Top services of each year", tables.priorities(plan))
    yield from _horizons(plan)


def _substance(plan: Plan) -> Iterable[Block]:
    """Yield the items, and what they are to bring, cost and answer."""
    yield from _items(plan)
    yield from _measures(plan)
    yield from savings_blocks(plan, READERS)
    yield from resource_blocks(plan, READERS)
    yield from risk_blocks(plan, READERS)
    yield from implication_blocks(plan, READERS)
    yield from origin_blocks(plan, READERS)
    yield from partner_blocks(plan, READERS)
    yield from waiting_blocks(plan, READERS)


def _running(plan: Plan) -> Iterable[Block]:
    """Yield who runs the plan, when it is reported, and what has been said and decided of it."""
    yield from _made("Who runs the plan", tables.governance(plan))
    yield from _made("Reports and meetings", tables.calendar(plan))
    yield from _made("Consultation", tables.consultation(plan))
    yield from _made("Decisions about the plan", tables.decisions(plan))


def stage_mark(plan: Plan) -> str:
    """Return the word that heads every page: Draft until adoption, Superseded at the end."""
    return {"draft": "Draft", "consulted": "Draft", "superseded": "Superseded"}.get(
        plan.settings.plan_stage, ""
    )


def in_one_sentence(plan: Plan) -> str:
    """Say how much the plan holds, for which years, and what it is to save."""
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
    return f"£{amount / 1_000_000:.3g}m" if amount >= 1_000_000 else pounds(amount)


def _made(heading: str, table: Table | None) -> Iterable[Block]:
    if table:
        yield Block(heading, anchor(heading), table=table)


def narrative(plan: Plan) -> Iterable[Block]:
    """Yield the passages of the Plan text sheet that the public may read, in their order."""
    told = [p for p in plan.registers.plan_text if READERS.may_read_text(p.publish)]
    for passage in sorted((p for p in told if clean(p.text)), key=_place):
        heading = passage.heading or passage.section or "About the plan"
        yield Block(heading, f"text-{anchor(heading)}", paragraphs=paragraphs(passage.text))


def _place(passage: PlanText) -> tuple[bool, int]:
    return (passage.order is None, passage.order or 0)


def _horizons(plan: Plan) -> Iterable[Block]:
    found = tables.horizons(plan)
    if found:
        said = "What each service means to reach in the long term, the medium term and the year."
        named = {clean(service).casefold() for service, _ in found}
        without = [
            s.name
            for s in plan.registers.services
            if not named & {clean(name).casefold() for name in s.names}
        ]
        gap = f" None is set yet for {listed(without)}." if without else ""
        yield Block("Horizons", "horizons", paragraphs=paragraphs(said + gap))
    for service, table in found:
        yield Block(service, f"horizon-{anchor(service)}", level=2, table=table)


def _items(plan: Plan) -> Iterable[Block]:
    made = [(w, tables.every_item(plan, w.code)) for w in plan.workstreams]
    if any(table for _, table in made):
        noun = item_noun(plan)
        serves = plan.objectives and any(i.objectives for i in plan.items)
        what = ["its owner", "its programmed date", *(["the objectives it serves"] * bool(serves))]
        said = f"Each {noun} with {listed(what)}."
        yield Block("The plan in full", "in-full", paragraphs=paragraphs(said))
    for workstream, table in made:
        if table:
            title = f"{workstream.code} {workstream.title}"
            yield Block(title, f"items-{anchor(workstream.code)}", level=2, table=table)


def _measures(plan: Plan) -> Iterable[Block]:
    table = tables.measures(plan)
    if table:
        charts = measure_charts(plan, READERS)
        yield Block("Measures", "measures", charts=charts, table=table)
