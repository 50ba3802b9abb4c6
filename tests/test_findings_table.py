"""Findings on a terminal: by owner, those who sent nothing together, none without its words."""

from __future__ import annotations

from xlplan.cli.findings_table import table
from xlplan.findings import Finding, Severity
from xlplan.model import CellRef
from xlplan.rules.headers import found


def missing(owner: str) -> Finding:
    return found("X01", {"owner": owner, "refs": "AM1, AM2"}, owner=owner)


def test_a_finding_without_a_place_is_printed():
    lines = list(table([missing("Head of Finance")]))

    assert lines[1] == "No return yet: 1 to put right"
    said = " ".join(" ".join(lines[3:]).split())
    assert "No return from Head of Finance. Not reported: AM1, AM2." in said


def test_owners_who_sent_nothing_are_told_together_behind_the_others():
    cell = CellRef("r.xlsx", "Place", 7, 3)
    other = Finding("C05", Severity.ERROR, "Not a date.", at=cell, ref="PL1", owner="Head of ICT")
    team = Finding("M01", Severity.ERROR, "None of the choices.", ref="PL1")

    found_here = [team, missing("Head of Finance"), other, missing("Head of HR")]
    lines = list(table(found_here))

    titles = [line for line in lines if line and not line.startswith(" ")]
    assert titles == [
        "Head of ICT: 1 to put right",
        "No return yet: 2 to put right",
        "For the performance team: 1 to put right",
    ]
    assert all(any(f.message.split(".")[0] in line for line in lines) for f in found_here)
