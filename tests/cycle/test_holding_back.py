"""What looks personal or exempt is held back from what is published until somebody clears it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.cycle.test_publication import AT, bytes_in, written
from tests.support.plans import OWNER, Row, item_row, new_master, own_row, settings
from xlplan.cycle.checking import check
from xlplan.cycle.papers import report_briefing, report_cabinet
from xlplan.cycle.plan_papers import report_forward, report_plan, report_resources
from xlplan.reports.holding import HELD
from xlplan.reports.selection import Audience
from xlplan.typed import Value
from xlplan.workbook.new_master import build_master

MARKS = (b"602000", b"qq 12 34 56 c", b"jo.bloggs", b"grievance", b"700999")


HOLDER = "Cabinet Member for Property"


def master(folder: Path, **waiver: Value) -> Path:
    """A plan whose rows say what no paper for the public should, in several columns."""
    rows = [
        own_row("AM", rag="Amber", commentary="Ask jo.bloggs@example.gov.uk about the whole."),
        item_row(
            "AM1",
            rag="Red",
            commentary="Ring the tenant on 01622 602000.",
            corrective_action="The claim of QQ 12 34 56 C is paid by hand.",
            help_needed="The grievance has to be heard first.",
            outcome="The shelves are up by May.",
        ),
        item_row("AM2", rag=None, commentary=None, reported="No", last_commentary="01622 700999"),
    ]
    request: Row = {"item_id": "id-AM1", "ref": "AM1", "field": "Due date", "state": "Open"}
    request |= {"was": "1", "wanted": "2", "reason": "The grievance of Jo takes long."}
    tables: dict[str, list[Row]] = {"requests": [request]}
    if waiver:
        line: Row = {"code": "C11", "waived_reason": "Agreed.", "waived_until": date(2014, 3, 31)}
        tables["findings"] = [line | {"waived_by": "Legal", **waiver}]
    made = new_master({"AM": rows}, settled=settings(commentary_checks="off"))
    tables["workstreams"] = [
        {**line, "portfolio_holder": HOLDER} for line in made.tables["workstreams"]
    ]
    path = folder / "master.xlsx"
    path.write_bytes(build_master(replace(made, tables={**made.tables, **tables}), made=AT))
    return path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return master(tmp_path_factory.mktemp("holding"))


def test_no_byte_of_it_is_in_the_public_paper_and_a_mark_says_so(kept: Path, tmp_path: Path):
    published = written(kept, tmp_path, Audience.PUBLIC)

    assert HELD.encode().lower() in published
    assert b"item am1" in published
    for mark in MARKS:
        assert mark not in published, published[published.index(mark) - 200 :][:400]


def test_those_who_may_read_it_do(kept: Path, tmp_path: Path):
    for_cmt = written(kept, tmp_path, Audience.CMT)

    assert HELD.encode().lower() not in for_cmt
    assert all(mark in for_cmt for mark in (b"602000", b"qq 12 34 56 c"))


def test_a_portfolio_holder_is_briefed_without_it_and_an_officer_with_it(
    kept: Path, tmp_path: Path
):
    def briefed(post: str) -> bytes:
        paths = report_briefing(kept, tmp_path / post, post, at=AT).paths
        return b"\n".join(part for p in paths for part in bytes_in(p.read_bytes())).lower()

    holders, officers = briefed(HOLDER), briefed(OWNER)

    assert HELD.encode().lower() in holders
    assert not [mark for mark in MARKS if mark in holders]
    assert HELD.encode().lower() not in officers
    assert b"grievance" in officers


def test_the_officer_is_told_what_is_held_back_and_how_to_have_it_printed(kept: Path):
    said: Mapping[tuple[str, str], str] = {
        (f.ref, f.message.split()[1]): f.message
        for f in check([kept], None).findings
        if f.code == "C11"
    }

    assert {ref for ref, _ in said} == {"AM", "AM1", "AM2"}
    assert said[("AM1", "Commentary")] == (
        'AM1: Commentary says "01622 602000", which looks like a telephone number. Take it out, or '
        "ask the performance team to clear it; until then Commentary is held back from papers for "
        "the public."
    )


def test_what_is_cleared_is_printed_and_the_rest_stays_held_back(tmp_path: Path):
    path = master(tmp_path, ref="AM1")

    published = written(path, tmp_path, Audience.PUBLIC)

    assert b"602000" in published
    assert b"jo.bloggs" not in published


def test_the_annex_for_officers_says_which_texts_are_held_back(kept: Path, tmp_path: Path):
    report_cabinet(kept, tmp_path / "to", at=AT)

    (page,) = (tmp_path / "to").glob("*annex for officers*.html")
    told = page.read_text(encoding="utf-8")
    assert "Held back until cleared (C11): Commentary, Corrective action, Help needed" in told


def test_nor_is_it_in_the_plan_document_the_forward_plan_or_the_list_for_the_budget(
    kept: Path, tmp_path: Path
):
    report_plan(kept, tmp_path, at=AT)
    report_forward(kept, tmp_path, at=AT)
    report_resources(kept, tmp_path, at=AT)

    papers = [p for p in tmp_path.iterdir() if p.is_file()]
    assert len(papers) >= 6
    whole = b"\n".join(part for p in papers for part in bytes_in(p.read_bytes())).lower()
    assert not [mark for mark in MARKS if mark in whole]
