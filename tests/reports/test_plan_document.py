import json
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from xlplan.model import (
    Consultation,
    Plan,
    PlanText,
    Registers,
    Resource,
    Settings,
    Workstream,
)
from xlplan.reports.blocks import Block, BlockPaper, Cell
from xlplan.reports.cover_paper import cover_paper
from xlplan.reports.plan_document import plan_document
from xlplan.reports.sources import Sources
from xlplan.rules.row_rules import row_rules
from xlplan.workbook.example import Example
from xlplan.workbook.master import master_of
from xlplan.workbook.new_master import build_master

FACTS = json.loads(
    (Path(__file__).parents[1] / "facts" / "maidstone_2012_15_plan.json").read_text("utf-8")
)
SOURCES = Sources("master.xlsx", "0" * 64, datetime(2013, 11, 1, 9, 0), "0.1")


@cache
def example(name: str) -> Plan:
    new = Example(name).latest(row_rules())
    return master_of(build_master(new, made=datetime(2013, 11, 1)), Path("master.xlsx")).plan


def paper_of(name: str) -> BlockPaper:
    return plan_document(example(name), SOURCES)


def block(paper: BlockPaper, heading: str) -> Block:
    return next(b for b in paper.blocks if b.heading == heading)


def said(cell: Cell) -> str:
    return "\n".join("".join(run.text for run in p.runs) for p in cell.paragraphs)


def rows(paper: BlockPaper, heading: str) -> list[list[str]]:
    table = block(paper, heading).table
    assert table
    return [[said(cell) for cell in line] for line in table.rows]


def bare(**registers: object) -> Plan:
    settings = Settings("p", "Borough", "Plan", example("maidstone-2013").settings.period, TODAY)
    stream = Workstream("A", next(iter(example("maidstone-2013").workstreams)).kind, "One", "Lead")
    return Plan(settings, (stream,), (), registers=replace(Registers(), **registers))  # type: ignore[arg-type]


TODAY = date(2013, 10, 31)


def test_the_ten_services_stand_in_rank_order_with_their_aims():
    printed = [
        [str(s["rank"]), s["service"], s["workstream"].lower(), s["aim"]]
        for s in FACTS["priority_services"]
    ]
    held = rows(paper_of("maidstone-2012"), "Services in rank order")
    assert [[rank, name, stream.lower(), aim] for rank, name, stream, aim in held] == printed


def test_the_top_services_of_each_year_are_7_5_and_5():
    paper = paper_of("maidstone-2012")
    table = block(paper, "Top services of each year").table
    assert table
    years = FACTS["priorities_by_year"]
    assert [c.heading for c in table.columns] == ["Place", *years]
    columns = list(zip(*rows(paper, "Top services of each year"), strict=True))[1:]
    assert [[name for name in column if name] for column in columns] == list(years.values())
    assert [len(names) for names in years.values()] == [7, 5, 5]


def test_the_matrix_holds_the_21_items_under_their_workstreams():
    paper = paper_of("maidstone-2012")
    table = block(paper, "What each workstream does").table
    assert table
    held = {
        column.heading.lower(): [text.split(" ", 1)[1] for text in texts if text]
        for column, texts in zip(
            table.columns, zip(*rows(paper, "What each workstream does"), strict=True), strict=True
        )
    }
    assert held == {name.lower(): items for name, items in FACTS["matrix"]["items"].items()}
    assert sum(map(len, held.values())) == FACTS["matrix"]["counts"]["items"] == 21


def test_horizons_are_printed_as_the_source_has_them():
    names = {
        "long_term": "Long term",
        "medium_term": "Medium term",
        "2012-13": "This year (2012/13)",
    }
    paper = paper_of("maidstone-2012")
    for service in FACTS["appendix_1"]["rows"]:
        printed = [
            [names[h], "\n".join(texts)] for h, texts in service["horizons"].items() if texts
        ]
        if printed:
            held = rows(paper, service["service"])
            assert [line[:2] for line in held] == printed, service["service"]


def test_the_streams_enablers_and_tools_are_led_by_those_whom_the_plan_names():
    paper = paper_of("maidstone-2012")
    led = {
        line[1].lower(): line[2]
        for heading in ("Workstreams", "Enablers", "Tools")
        for line in rows(paper, heading)
    }
    printed = {s["name"].lower(): s["owner_post"] for s in FACTS["streams"]}
    printed |= {t["name"].lower(): t["owner_post"] or "No post is named" for t in FACTS["tools"]}
    assert led == printed


def test_what_a_council_does_not_use_has_no_heading():
    paper = plan_document(bare(), SOURCES)
    assert [b.heading for b in paper.blocks] == ["Workstreams"]


def test_no_block_is_empty():
    for name in ("maidstone-2012", "maidstone-2013", "bromsgrove-2009"):
        for made in paper_of(name).blocks:
            assert made.table or made.paragraphs or made.numbered, made.heading


def test_a_passage_that_is_not_for_the_public_is_left_out():
    texts = (
        PlanText("a", 2, "Open", "For all."),
        PlanText("b", 1, "Closed", "Private words.", "Exempt"),
        PlanText("c", 1, "Officers", "Also private.", "CMT only"),
    )
    paper = plan_document(bare(plan_text=texts), SOURCES)
    assert "rivate" not in repr(paper)
    assert block(paper, "Open").paragraphs


def test_the_answer_counts_what_the_plan_holds():
    assert paper_of("maidstone-2012").answer == (
        "21 items in 4 workstreams and 3 enablers, from 1 April 2012 to 31 March 2015. It is to "
        "save around £2.9m."
    )
    assert paper_of("bromsgrove-2009").answer.startswith("24 actions in 12 workstreams")


def test_savings_say_how_much_is_still_to_be_found():
    paper = paper_of("maidstone-2012")
    assert rows(paper, "Savings")[-1] == [
        "All items",
        "£300,000",
        "£1,300,000",
        "£1,100,000",
        "£2,700,000",
    ]
    assert block(paper, "Savings").note == (
        "The plan's target is £2,900,000; the items leave £200,000 to be found."
    )


def test_a_draft_asks_for_consultation_and_a_consulted_plan_for_adoption():
    draft = example("maidstone-2012")
    asked = block(cover_paper(draft, SOURCES), "Recommendations").numbered
    assert asked[0] == "That the draft Improvement Plan 2012–15 be approved for consultation."
    heard = (Consultation("Overview and Scrutiny", TODAY, "Say who leads.", "Agreed.", "Yes"),)
    needs = (Resource("TR1", "A reviewer", 5000, "2012/13", "No"),)
    consulted = replace(
        draft,
        settings=replace(draft.settings, plan_stage="consulted"),
        registers=replace(draft.registers, consultation=heard, resources=needs),
    )
    paper = cover_paper(consulted, SOURCES)
    assert block(paper, "Recommendations").numbered == (
        "That the 1 recommendation of those consulted, and the responses to it, be considered.",
        "That the Improvement Plan 2012–15 be adopted, and its programmed dates be fixed from "
        "then on.",
        "That the leads of its workstreams and enablers be agreed.",
        "That the 1 resource without funding be considered in the budget round.",
        "That progress be reported as the timetable below sets out.",
    )
    assert rows(paper, "Recommendations of those consulted") == [
        ["Overview and Scrutiny", "Say who leads.", "Yes. Agreed."]
    ]
    assert paper.watermark == "Draft"


def test_risks_are_told_with_those_merged_into_them_and_what_answers_them():
    held = {line[0]: line for line in rows(paper_of("bromsgrove-2009"), "Risks")}
    assert "KO18" not in held
    assert held["KO5"][1].endswith("(with KO18)")
    assert held["KO7"][2] == "PR4 Improved Partnership Working"


def test_measures_name_their_items_and_not_how_those_are_rated():
    assert rows(paper_of("maidstone-2012"), "Measures") == [
        ["Household waste recycled", "TR2 Waste & Recycling", "43%", "50% by 31 March 2015"]
    ]
