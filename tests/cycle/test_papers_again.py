"""A closed month's papers come out again, byte for byte, whatever has happened since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cycle.months import AT, OCTOBER, answers, issue_october, new_master, plan_rows, send
from xlplan.cli import main
from xlplan.cycle.cabinet import CabinetChoices
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import issue
from xlplan.cycle.papers import report_cabinet, report_exceptions
from xlplan.cycle.starting import start_blank
from xlplan.cycle.storing import Refused
from xlplan.model import Period
from xlplan.rendering.printers import find_libre_office
from xlplan.workbook.files import archive_of

LATER = AT + timedelta(days=40)


def closed(folder: Path) -> Path:
    master = new_master(folder, plan_rows(3))
    send(issue_october(master)["Property Manager"], folder / "in", answers(["AM1"], rag="Red"))
    consolidate(master, folder / "in", at=AT)
    close(master, at=AT)
    return master


def papers(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_closed_months_papers_come_out_again(tmp_path: Path):
    master = closed(tmp_path)
    report_exceptions(master, tmp_path / "then", at=AT + timedelta(hours=1))
    choices = CabinetChoices(printer=find_libre_office())
    report_cabinet(master, tmp_path / "then", at=AT + timedelta(hours=2), choices=choices)
    issue(master, tmp_path / "nov", replace(OCTOBER, period=Period(2013, 11)), at=LATER)

    report_exceptions(master, tmp_path / "again", at=LATER, period=OCTOBER.period)
    month = ["--period", "2013-10"]
    assert main(["report", "cabinet", str(master), "--to", str(tmp_path / "again"), *month]) == 0

    assert papers(tmp_path / "again") == papers(tmp_path / "then")
    assert len(papers(tmp_path / "then")) >= 4


def test_a_month_that_the_archive_does_not_hold_is_refused(tmp_path: Path):
    master = closed(tmp_path)

    with pytest.raises(Refused, match=r"September 2013 is not a closed month .* Closed: 2013-10"):
        report_exceptions(master, tmp_path / "p", at=LATER, period=Period(2013, 9))
    for kept in (archive_of(master) / "closed").iterdir():
        kept.write_bytes(b"spoilt")
    with pytest.raises(Refused, match="has changed there"):
        report_exceptions(master, tmp_path / "p", at=LATER, period=OCTOBER.period)


def test_the_month_before_a_blank_masters_first_is_no_closed_one(tmp_path: Path):
    path = tmp_path / "plan.xlsx"
    start_blank(path, {"AM": "Asset management"}, at=AT)
    made = report_exceptions(path, tmp_path / "papers", at=AT)
    first, then = closed(tmp_path), report_exceptions(tmp_path / "master.xlsx", tmp_path, at=LATER)

    assert first.exists() and not then.is_draft
    assert (made.is_draft, made.why_draft) == (True, "October 2013 was never reported")
    assert all(paper.stem.endswith("(draft)") for paper in made.paths)
