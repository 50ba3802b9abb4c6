"""What the plan needs, funded or not, as a list for the budget round."""

from __future__ import annotations

from dataclasses import dataclass

from xlplan.model import Plan, Resource, british_date, clean
from xlplan.reports.blocks import Block, BlockPaper
from xlplan.reports.context import Provenance
from xlplan.reports.money import pounds
from xlplan.reports.paragraphs import paragraphs
from xlplan.reports.plan_money import resource_blocks
from xlplan.reports.selection import Audience, readable
from xlplan.reports.sources import Sources
from xlplan.reports.wording import counted, is_or_are, sentence
from xlplan.views import FUNDINGS, NeedTotal, funding, needs

READERS = Audience.CMT


@dataclass(frozen=True)
class NeedLine:
    """One resource: the item and who owns it, what is needed, pounds (None unknown), how funded."""

    ref: str
    title: str
    owner: str
    workstream: str
    what: str
    year: str
    amount: float | None
    funding: str
    source: str


@dataclass(frozen=True)
class ResourceList:
    """The list for the budget round: a paper of blocks, and its lines and totals for a workbook."""

    paper: BlockPaper
    lines: tuple[NeedLine, ...]
    totals: tuple[NeedTotal, ...]

    @property
    def provenance(self) -> Provenance:
        """Where the figures come from."""
        return self.paper.provenance


def resource_list(plan: Plan, sources: Sources) -> ResourceList:
    """Assemble the list of resources for officers, those without funding first."""
    settings = plan.settings
    day = british_date(settings.as_at)
    known = readable(plan, READERS)
    told = [r for r in plan.registers.resources if known.may_name(r.item)]
    withheld = len(plan.registers.resources) - len(told)
    blocks = tuple(resource_blocks(plan, READERS))
    if withheld:
        said = f"{counted(withheld, 'resource')} of exempt items {is_or_are(withheld)} left out."
        blocks += (Block("Left out", "left-out", paragraphs=paragraphs(said)),)
    paper = BlockPaper(
        council=settings.council,
        title=f"{settings.title}: resources for the budget round",
        subtitle=f"What the plan needs, funded or not, as at {day}",
        watermark="",
        header=(),
        answer=_answer(told),
        blocks=blocks,
        provenance=sources.provenance(day),
    )
    order = {word: place for place, word in enumerate(FUNDINGS)}
    lines = sorted((_line(r, plan) for r in told), key=lambda x: (order[x.funding], x.year, x.ref))
    return ResourceList(paper, tuple(lines), needs(told))


def _answer(held: list[Resource]) -> str:
    if not held:
        return "The plan has no resources on its Resources sheet."
    short = [r for r in held if funding(r) in FUNDINGS[:2]]
    whole = sum(r.amount or 0 for r in held)
    asked = sum(r.amount or 0 for r in short)
    if not short:
        return sentence(f"{counted(len(held), 'resource')}, {pounds(whole)} in all, each funded")
    return sentence(
        f"{counted(len(held), 'resource')}, {pounds(whole)} in all; {len(short)} "
        f"{is_or_are(len(short))} not funded, or only in part: {pounds(asked)}"
    )


def _line(resource: Resource, plan: Plan) -> NeedLine:
    row = next((r for r in plan.rows if clean(r.ref) == clean(resource.item)), None)
    streams = {w.code: w.title for w in plan.workstreams}
    return NeedLine(
        ref=resource.item,
        title=row.title if row else "",
        owner=row.owner if row else "",
        workstream=streams.get(row.workstream, "") if row else "",
        what=resource.what,
        year=resource.year,
        amount=resource.amount,
        funding=funding(resource),
        source=resource.source,
    )
