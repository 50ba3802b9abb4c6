"""A finding says where it is, and findings stand in the order in which people read."""

import random

from xlplan.findings import Finding, Severity, in_reading_order
from xlplan.model import CellRef


def at(file: str, sheet: str, row: int, column: int) -> CellRef:
    return CellRef(file, sheet, row, column)


def found(code: str, where: CellRef | None, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code, severity, "Type the date as 31/03/2014.", where)


def test_where_is_the_cell_or_else_the_file():
    assert found("C05", at("a.xlsx", "Asset Management", 12, 11)).where == "Asset Management!K12"
    assert Finding("F01", Severity.BLOCK, "Send it again.", file="a.xlsx").where == "a.xlsx"


def test_blocks_and_errors_must_be_put_right():
    right = [s for s in Severity if found("C05", None, s).must_be_put_right]
    assert right == [Severity.BLOCK, Severity.ERROR]
    assert [s.rank for s in Severity] == [0, 1, 2, 3]


def test_findings_are_read_file_by_file_down_the_sheet():
    ordered = [
        Finding("F01", Severity.BLOCK, "Send it again.", file="a.xlsx"),
        Finding("F09", Severity.NOTE, "It was renamed.", file="a.xlsx"),
        found("C05", at("a.xlsx", "Asset", 6, 2)),
        found("C05", at("a.xlsx", "Asset", 6, 11)),
        found("C05", at("a.xlsx", "Asset", 10, 1)),
        found("R01", at("a.xlsx", "Zoo", 6, 1)),
        found("C09", at("a.xlsx", "Zoo", 6, 1), Severity.WARNING),
        found("C05", at("b.xlsx", "Asset", 6, 1)),
    ]
    for seed in range(20):
        shuffled = random.Random(seed).sample(ordered, len(ordered))
        assert in_reading_order(shuffled) == tuple(ordered)


def test_a_finding_as_json():
    finding = Finding("C05", Severity.ERROR, "Type it.", at("a.xlsx", "Asset", 12, 11), ref="AM1")
    assert finding.as_json() == {
        "code": "C05",
        "severity": "error",
        "file": "a.xlsx",
        "sheet": "Asset",
        "cell": "K12",
        "ref": "AM1",
        "message": "Type it.",
    }
    assert Finding("F01", Severity.BLOCK, "No.", file="b.xlsx").as_json()["file"] == "b.xlsx"
