"""The papers of October 2013 agree with the ratings that Maidstone published."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.reports.plans import FACTS
from xlplan.model import Plan
from xlplan.reports.exceptions import exception_report
from xlplan.reports.progress import progress_report
from xlplan.rules.row_rules import row_rules
from xlplan.workbook.example import Example
from xlplan.workbook.master import read_master
from xlplan.workbook.new_master import build_master


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    path: Path = tmp_path_factory.mktemp("example") / "master.xlsx"
    new = Example().latest(row_rules())
    path.write_bytes(build_master(new, made=datetime(2013, 11, 1)))
    return read_master(path).plan


def test_the_cabinet_paper_counts_what_was_published(october: Plan):
    report = progress_report(october, FACTS)
    counts = {count.mark.word: count.number for count in report.plan.counts}
    assert counts == {"Green": 13, "Amber": 10, "Red": 0, "N/A": 3}
    assert {line.title: line.now.word for line in report.workstreams} == {
        "Incremental Improvement": "Amber",
        "Asset Management": "Amber",
        "External Challenge": "Green",
        "Transformation": "Green",
    }
    assert report.answer.startswith(
        "The plan is Amber. Of 26 items, 13 are Green, 10 are Amber and none is Red; "
        "3 are not rated. Since April 2013, 5 improved and 5 worsened"
    )
    assert sum(len(section.items) for section in report.sections) == 26
    assert "Councillor assurance" in report.not_reported[0]


def test_customer_services_says_why_it_is_amber(october: Plan):
    report = progress_report(october, FACTS)
    found = [i for section in report.sections for i in section.items if i.ref == "TR1"]
    assert found[0].note.startswith(
        "Its sub-items alone would make it Green (5 Green, 1 Amber). Amber although five of its"
    )
    assert [sub.ref for sub in found[0].sub_items] == [f"TR1.{n}" for n in range(1, 7)]


def test_the_exception_paper_keeps_its_two_counts_apart(october: Plan):
    report = exception_report(october, FACTS)
    assert report.resolution == (
        "That it be noted that of the 26 items reported on, 1 (3.8%) is complete, "
        "12 (46.2%) are Green, 10 (38.5%) are Amber, 3 (11.5%) are not rated and none is Red."
    )
    assert [m.heading for m in report.movements] == [
        "Left Green, from 13 in September 2013",
        "Joined Green, making 13 (1 complete)",
        "Other changes of rating",
    ]
    margins = [row.margin for row in (*report.position[:4], report.position_total)]
    assert margins == [
        "1 item to Red; 1 to Green",
        "3 items to Red; 1 to Green",
        "1 item to Amber",
        "1 item to Amber",
        "2 workstreams to Red; 1 to Green",
    ]
    refs = [line.ref for group in report.groups for line in group.items]
    assert len(refs) == len(set(refs)) == 12  # the silent one among them
