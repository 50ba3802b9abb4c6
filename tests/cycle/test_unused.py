"""What a council does not use has no heading in any paper, no column, and no finding."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.cycle.months import answers, issue_october, new_master, plan_rows, send
from tests.support.papers import Part, parts_of_docx, parts_of_html
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.papers import report_briefing, report_cabinet, report_exceptions
from xlplan.cycle.plan_papers import report_forward, report_plan, report_resources
from xlplan.cycle.starting import start_blank

AT = datetime(2013, 11, 1, 9, 30)
# Headings that papers give to the sheets beside the items.
UNUSED = [
    *"objectives enablers tools horizons measures savings resources risks".split(),
    *"implications partners consultation".split(),
    "services in rank order",
    "top services of each year",
    "where actions come from",
    "what the plan waits for",
    "who runs the plan",
    "reports and meetings",
    "decisions about the plan",
    "corporate risks, and what answers them",
    "measures, and the items that bear on them",
    "meetings",
]
TO_BE_COMPLETED = "to be completed"


def papers_of(path: Path, to: Path, post: str = "") -> list[Path]:
    made = [*report_plan(path, to, at=AT), report_cabinet(path, to, at=AT)]
    made += [report_exceptions(path, to, at=AT), report_forward(path, to, at=AT)]
    made += [report_resources(path, to, at=AT)]
    made += [report_briefing(path, to, post, at=AT)] if post else []
    return [p for paper in made for p in paper.paths if p.suffix in (".docx", ".html")]


def read(path: Path) -> list[Part]:
    if path.suffix == ".docx":
        return parts_of_docx(path.read_bytes())
    return parts_of_html(path.read_text("utf-8"))


def used_by_its_author(part: Part) -> bool:
    """Whether a heading stands for what the author of the paper has still to say."""
    return any(TO_BE_COMPLETED in line.lower() for line in part.lines)


def none_is_for_nothing(paths: list[Path]) -> None:
    for path in paths:
        for part in read(path)[1:]:
            heading = part.heading.lower()
            assert heading not in UNUSED or used_by_its_author(part), (path.name, part)


def test_a_blank_master_prints_every_paper_without_what_it_has_not(tmp_path: Path):
    path = tmp_path / "blank.xlsx"
    start_blank(path, {"W1": "First workstream"}, at=AT)
    none_is_for_nothing(papers_of(path, tmp_path / "papers"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A council of one workstream that uses no sheet beside the items."""
    path = new_master(tmp_path, plan_rows(2))
    one = issue_october(path)["Property Manager"]
    send(one, tmp_path / "in", answers(["AM1", "AM2"]))
    return path


def test_a_small_council_is_told_of_nothing_that_it_does_not_use(small: Path, tmp_path: Path):
    done = consolidate(small, tmp_path / "in", at=AT)

    sheets = {f.at.sheet for f in done.findings if f.at}
    assert sheets <= {"Asset management", "Returns"}
    assert not [f for f in done.findings if f.code[0] in "PY"]

    paths = papers_of(small, tmp_path / "papers", "Property Manager")
    none_is_for_nothing(paths)
    plan = next(read(p) for p in paths if p.name == "Plan document (live).docx")
    assert [p.heading for p in plan] == [
        "",
        "Workstreams",
        "What each workstream does",
        "The plan in full",
        "AM Asset management",
        "Where the figures come from",
    ]
    assert [p.rows[0] for p in plan if p.rows] == [
        ["Code", "Title", "Led by"],
        ["Asset management"],
        ["Ref", "Item", "Owner", "Programmed"],
    ]
