"""The examples show what the published papers show: Bromsgrove's risks, Maidstone's blockers."""

import csv
import json
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path

from xlplan.model import Direction, Plan
from xlplan.rules.row_rules import row_rules
from xlplan.views import (
    decisions_not_applied,
    horizons_by_service,
    measure_lines,
    priority_map,
    risk_map,
    shared_blockers,
)
from xlplan.workbook.example import Example
from xlplan.workbook.master import master_of
from xlplan.workbook.new_master import build_master

FACTS = Path(__file__).parents[1] / "facts" / "bromsgrove_risk_map.csv"


@cache
def example(name: str) -> Plan:
    new = Example(name).latest(row_rules())
    return master_of(build_master(new, made=datetime(2013, 11, 1)), Path("master.xlsx")).plan


def published() -> list[dict[str, str]]:
    lines = FACTS.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_bromsgroves_nineteen_risks_and_forty_six_links_are_as_published():
    found = risk_map(example("bromsgrove-2009"))

    assert [(link.risk, link.code, link.title) for link in found.links] == [
        (row["risk"], row["section"], row["section_title_as_printed"]) for row in published()
    ]
    assert {line.code: line.title for line in found.lines} == {
        row["risk"]: row["risk_title"] for row in published()
    }
    assert (len(found.lines), len(found.links), len(found.by_place)) == (19, 46, 12)
    assert {place.code: len(place.risks) for place in found.by_place} == Counter(
        row["section"] for row in published()
    )


def test_bromsgroves_gaps_are_found():
    found = risk_map(example("bromsgrove-2009"))

    assert [(link.risk, link.code, link.title) for link in found.nowhere] == [
        ("KO15", "HROD4", "Performance culture")
    ]
    assert [(place.code, place.titles) for place in found.two_titles] == [
        ("FP1", ("Managing Finances", "Value for Money"))
    ]
    assert found.aliases == {"KO18": "KO5"}
    assert found.uncited == ("CP4",)  # named in the report, and answers no risk
    assert found.unanswered == () and found.unknown == ()


def test_three_items_of_maidstones_wait_for_the_local_plan():
    found = {b.name: [p.workstream for p in b.waiting] for b in shared_blockers(maidstone())}
    assert len(found["Local Plan"]) == len(set(found["Local Plan"])) == 3


def test_maidstones_green_housing_item_has_a_worsening_measure():
    lines = {line.measure.code: line for line in measure_lines(maidstone())}
    assert lines["M3"].direction is Direction.WORSENED
    assert [place.ref for place in lines["M3"].contradicts] == ["TR6"]


def test_maidstones_horizons_and_priorities_have_their_services():
    services = [s.service for s in horizons_by_service(maidstone())]
    assert services[:3] == ["Waste & Recycling", "Customer Services delivery", "ICT"]
    assert len({line.service for line in priority_map(maidstone()).lines}) >= len(services)
    assert all(
        entry.nowhere == ()
        for service in horizons_by_service(maidstone())
        for entries in service.horizons.values()
        for entry in entries
    )


def test_the_decisions_that_maidstones_plan_does_not_show_are_those_of_the_record():
    record = json.loads((FACTS.parent / "maidstone_2012_15_plan.json").read_text(encoding="utf-8"))
    left = [x["id"] for x in record["decision_changes"] if x["in_plan_text"] != "yes"]
    assert left == ["DEC-1", "DEC-2", "DEC-5"]
    assert [line.decision.ref for line in decisions_not_applied(maidstone())] == left


def maidstone() -> Plan:
    return example("maidstone-2013")
