"""Papers of blocks, from a plan that is shipped: the plan document and its cover paper."""

from datetime import datetime
from pathlib import Path

from tests.reports.plans import FACTS
from xlplan.reports.blocks import BlockPaper
from xlplan.reports.briefing import briefing, scope_of
from xlplan.reports.cover_paper import cover_paper
from xlplan.reports.plan_document import plan_document
from xlplan.reports.sources import Sources
from xlplan.rules.row_rules import row_rules
from xlplan.workbook.example import Example
from xlplan.workbook.master import master_of
from xlplan.workbook.new_master import build_master

AT = datetime(2012, 4, 2, 9, 30)


def a_briefing() -> BlockPaper:
    """Return the page for one post of Maidstone's plan."""
    new = Example("maidstone-2013").latest(row_rules())
    plan = master_of(build_master(new, made=AT), Path("master.xlsx")).plan
    scope = scope_of(plan, "Head of Business Improvement")
    assert scope is not None
    return briefing(plan, FACTS, scope)


def papers(name: str = "maidstone-2012") -> tuple[BlockPaper, BlockPaper]:
    new = Example(name).latest(row_rules())
    plan = master_of(build_master(new, made=AT), Path("master.xlsx")).plan
    sources = Sources("master.xlsx", "0123456789abcdef", AT, "0.1")
    return plan_document(plan, sources), cover_paper(plan, sources)
