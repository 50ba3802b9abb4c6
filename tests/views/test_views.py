"""Views cross the plan with what stands beside it, and find the gaps."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.reports.plans import OCTOBER, SEPTEMBER, enabler, item, plan
from xlplan.model import (
    Decision,
    Direction,
    Horizon,
    Measure,
    Named,
    Objective,
    Outturn,
    Period,
    Plan,
    Priority,
    Registers,
    Risk,
    Service,
    Status,
    named_codes,
)
from xlplan.views import (
    MeasureLine,
    blockers,
    decisions_not_applied,
    horizons_by_service,
    measure_lines,
    objective_map,
    places_of,
    priority_map,
    risk_map,
    shared_blockers,
)


def with_registers(found: Plan, **registers: Any) -> Plan:
    return replace(found, registers=Registers(**registers))


def refs(places: Any) -> list[str]:
    return [place.ref for place in places]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" ; ", []),
        ("FP1; FP2", [Named("FP1"), Named("FP2")]),
        ("FP1, FP2\nFP3", [Named("FP1"), Named("FP2"), Named("FP3")]),
        ("FP1: Legal, Equalities", [Named("FP1", "Legal, Equalities")]),
        ("HROD4 – Performance culture", [Named("HROD4", "Performance culture")]),
        ("A-1 - Leases; A-2", [Named("A-1", "Leases"), Named("A-2")]),
        ("Local Plan", [Named("Local Plan")]),
    ],
)
def test_a_cell_of_codes_is_read_with_or_without_titles(text: str, found: list[Named]):
    assert list(named_codes(text)) == found


def test_a_code_leads_to_a_workstream_an_item_or_a_part_of_one():
    found = places_of(plan(item("AM1"), item("AM1.1", parent="AM1"), enablers=[enabler("A")]))
    places, nowhere = found.found(["am", "AM1 ", "AM1.1", "id-AM1", "AM9"])
    assert refs(places) == ["AM", "AM1", "AM1.1"]
    assert nowhere == ("AM9",)
    assert found.find("") is None
    # A workstream is rated as everywhere: by its items.
    assert [str(place.rag) for place in places] == ["Green", "Green", "Green"]
    assert refs(found.under("AM")) == ["AM1", "AM1.1"]


def test_risks_are_crossed_both_ways_and_gaps_told():
    now = with_registers(
        plan(item("AM1", risks="KO2; KO9"), item("AM2", risks="KO7"), enablers=[enabler("G")]),
        risks=(
            Risk("KO1", "Leases", answered_by="AM1: Title AM1; AM3"),
            Risk("KO2", "Money", answered_by="AM1: Something else"),
            Risk("KO3", "Staff"),
            Risk("KO7", "Old", alias_of="KO2"),
        ),
    )
    found = risk_map(now)

    assert [(line.code, refs(line.places)) for line in found.lines] == [
        ("KO1", ["AM1"]),
        ("KO2", ["AM1", "AM2"]),
        ("KO3", []),
    ]
    assert found.lines[1].aliases == ("KO7",) and found.aliases == {"KO7": "KO2"}
    assert [(place.code, place.risks) for place in found.by_place] == [
        ("AM1", ("KO1", "KO2")),
        ("AM3", ("KO1",)),
        ("AM2", ("KO2",)),
    ]
    assert [line.code for line in found.unanswered] == ["KO3"]
    assert [(link.risk, link.code) for link in found.nowhere] == [("KO1", "AM3")]
    assert [(link.risk, link.code) for link in found.unknown] == [("KO9", "AM1")]
    assert [(place.code, place.titles) for place in found.two_titles] == [
        ("AM1", ("Title AM1", "Something else"))
    ]
    assert found.uncited == ("OC",)


def test_a_risk_is_at_work_while_what_answers_it_is_live():
    done = item("AM1", status=Status.COMPLETE)
    risks = (Risk("KO1", "Leases", answered_by="AM1"), Risk("KO2", "Money", answered_by="AM2"))
    found = risk_map(with_registers(plan(done, item("AM2")), risks=risks))
    assert [(line.is_answered, line.is_at_work) for line in found.lines] == [
        (True, False),
        (True, True),
    ]


def test_a_plan_without_risks_has_no_gaps():
    found = risk_map(plan(item("AM1")))
    assert (found.lines, found.links, found.uncited) == ((), (), ())


def test_aliases_in_a_ring_end():
    ring = (Risk("A", "a", alias_of="B"), Risk("B", "b", alias_of="A", answered_by="AM1"))
    assert risk_map(with_registers(plan(item("AM1")), risks=ring)).lines == ()


def test_objectives_have_their_items_and_ratings():
    now = plan(item("AM1", objectives="1; 2"), item("AM2", "A", objectives="1"), item("AM3"))
    now = replace(
        now,
        objectives=(
            Objective("1", "Plan objective", "Cost"),
            Objective("3", "Plan objective", "Chances"),
        ),
    )
    found = objective_map(now)
    assert refs(found.lines[0].places) == ["AM1", "AM2"]
    assert {word: n for word, n in found.lines[0].counts.items() if n} == {"Amber": 1, "Green": 1}
    assert [line.code for line in found.unserved] == ["3"]
    assert found.unknown == (("AM1", "2"),)
    assert refs(found.without) == ["AM3"]
    assert objective_map(plan(item("AM1"))).without == ()


def test_priorities_of_each_year_stand_against_ratings():
    now = with_registers(
        plan(
            item("AM1", "A", service_area="Waste and Recycling"),
            item("AM2", "R", service_area="ICT; Parking"),
            item("AM3"),
        ),
        services=(Service("Waste", 2, aliases="Waste and Recycling"), Service("ICT", 1)),
        priorities=(
            Priority("2011/12", 1, "Waste and Recycling"),
            Priority("2012/13", 2, "Waste"),
            Priority("2012/13", 1, "ICT"),
            Priority("2012/13", 3, "Museum"),
        ),
        horizons=(Horizon("ICT", "Long term", "One service", items="AM3"),),
    )
    found = priority_map(now)
    assert found.years == ("2011/12", "2012/13")
    assert [(x.service, refs(x.places), str(x.worst)) for x in found.lines] == [
        ("ICT", ["AM2", "AM3"], "Red"),
        ("Waste", ["AM1"], "Amber"),
        ("Museum", [], "None"),
    ]
    assert [line.service for line in found.year("2011/12")] == ["Waste"]
    assert found.lines[1].positions == {"2011/12": 1, "2012/13": 2}


def test_horizons_are_grouped_by_service_in_order():
    now = with_registers(
        plan(item("AM1")),
        services=(Service("Waste", 2), Service("ICT", 1)),
        horizons=(
            Horizon("Waste", "This year", "Tender", items="AM1; AM9", year="2012/13"),
            Horizon("Waste", "Long term", "Half recycled"),
            Horizon("ICT", "Medium term", "Phase 3", items="AM1", confirmed="Yes"),
        ),
    )
    ict, waste = horizons_by_service(now)
    assert (ict.service, list(ict.horizons)) == ("ICT", ["Medium term"])
    assert list(waste.horizons) == ["Long term", "This year"]
    (tender,) = waste.horizons["This year"]
    assert (refs(tender.places), tender.nowhere, tender.year) == (["AM1"], ("AM9",), "2012/13")
    assert [entry.text for entry in waste.undelivered] == ["Half recycled"]


def measured(*values: float, better: str = "Higher", **fields: Any) -> MeasureLine:
    months = [Period(2013, n) for n in range(11 - len(values), 11)]
    outturns = tuple(Outturn(p, "m1", v) for p, v in zip(months, values, strict=True))
    measure = Measure("M1", "Families", items="AM1; AM9", better=better, **fields)
    now = with_registers(plan(item("AM1")), measures=(measure,), outturns=outturns)
    (line,) = measure_lines(now)
    return line


def test_a_green_item_with_a_worsening_measure_is_told():
    line = measured(50, 61, better="Lower", target=50)
    assert (line.direction, line.is_met, line.before) == (Direction.WORSENED, False, 50)
    assert line.latest and line.latest.period == OCTOBER
    assert (refs(line.contradicts), line.nowhere) == (["AM1"], ("AM9",))
    assert measured(50, 61).contradicts == ()


@pytest.mark.parametrize(
    ("values", "fields", "direction", "is_met"),
    [
        ((), {"target": 5}, Direction.NONE, None),
        ((4,), {}, Direction.NONE, None),
        ((4,), {"baseline": 3, "target": 5}, Direction.IMPROVED, False),
        ((4, 4), {"target": 4}, Direction.SAME, True),
    ],
)
def test_a_measure_moves_from_its_last_outturn_or_its_baseline(
    values: tuple[float, ...], fields: dict[str, Any], direction: Direction, is_met: bool | None
):
    line = measured(*values, **fields)
    assert (line.direction, line.is_met) == (direction, is_met)


def test_an_outturn_of_a_month_to_come_is_left_out():
    outturns = (Outturn(SEPTEMBER, "M1", 3.0), Outturn(Period(2013, 11), "M1", 1.0))
    now = with_registers(
        plan(item("AM1")), measures=(Measure("M1", "Families"),), outturns=outturns
    )
    assert measure_lines(now)[0].outturns == outturns[:1]


def test_what_several_live_items_wait_for_is_shared():
    now = plan(
        item("AM1", depends_on="Local Plan; AM3"),
        item("AM2", depends_on="local plan"),
        item("AM3", depends_on="KCC: the depot", status=Status.COMPLETE),
        item("AM4", depends_on="AM3, AM1"),
    )
    found = blockers(now)
    assert [(b.name, refs(b.waiting), b.is_over) for b in found] == [
        ("Local Plan", ["AM1", "AM2"], False),
        ("AM3", ["AM1", "AM4"], True),
        ("AM1", ["AM4"], False),
    ]
    assert [b.name for b in shared_blockers(now)] == ["Local Plan", "AM3"]


def test_decisions_that_the_plan_does_not_show_are_told_oldest_first():
    def decided(ref: str, body: str, day: date | None, applied: str = "") -> Decision:
        return Decision(ref, body, day, "", f"Text {ref}", items="AM1; AM9", applied=applied)

    now = with_registers(
        plan(item("AM1")),
        decisions=(
            decided("D1", "Cabinet", None),
            decided("D2", "Cabinet", date(2013, 7, 1), "Part"),
            decided("D3", "CMT", date(2013, 6, 1), "No"),
            decided("D4", "Cabinet", date(2013, 5, 1), "Yes"),
        ),
    )
    found = decisions_not_applied(now)
    assert [line.decision.ref for line in found] == ["D3", "D2", "D1"]
    assert (refs(found[0].places), found[0].nowhere) == (["AM1"], ("AM9",))
    assert [line.decision.ref for line in decisions_not_applied(now, "cabinet")] == ["D2", "D1"]
