"""A master and a return of the layout before are read: what they lack is blank, nothing is lost."""

import io
from pathlib import Path

from openpyxl import load_workbook

from tests.cycle.months import AT, answers, cell, issue_october, new_master, plan_rows, send
from xlplan.cycle.consolidating import consolidate
from xlplan.workbook.layout import HEADER_ROW, KEY_ROW
from xlplan.workbook.master import read_master
from xlplan.workbook.register_sheets import REGISTER_SHEETS
from xlplan.workbook.saving import steady

KEPT = ("services", "priorities", "decisions", "date_changes")
NEWER = ("risks", "measures", "origin", "partners", "timing", "ask_order", "weighs", "signed")


def made_older(data: bytes) -> bytes:
    """The workbook as layout 1 had it: without the newer sheets and columns."""
    book = load_workbook(io.BytesIO(data), rich_text=True)
    titles = {s.title for code, s in REGISTER_SHEETS.items() if code not in KEPT}
    for title in (*titles, "Rating scale", "New items", "Measures", "Dashboard"):
        if title in book.sheetnames:
            del book[title]
    for sheet in book.worksheets:
        for column in range(1, sheet.max_column + 1):
            if sheet.cell(KEY_ROW, column).value in NEWER:
                for row in range(KEY_ROW, sheet.max_row + 1):
                    sheet.cell(row, column).value = None
                sheet.cell(HEADER_ROW, column).value = f"Spare {column}"
        for row in range(1, 40 if sheet.title == "_xlplan" else 0):
            if sheet.cell(row, 2).value == "layout_version":
                sheet.cell(row, 4).value = "1"
    raw = io.BytesIO()
    book.save(raw)
    return steady(raw.getvalue(), made=AT)


def test_a_master_of_the_layout_before_runs_the_month(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(2))
    master.write_bytes(made_older(master.read_bytes()))
    assert read_master(master).plan.registers.measures == ()

    one = issue_october(master)["Property Manager"]
    send(one, tmp_path / "in", answers(["AM1", "AM2"]))
    done = consolidate(master, tmp_path / "in", at=AT)

    assert done.account.rows_merged == ("AM1", "AM2")
    assert cell(master, "AM1", "rag") == "Green"


def test_a_return_of_the_layout_before_is_merged(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(2))
    one = issue_october(master)["Property Manager"]
    path = send(one, tmp_path / "in", answers(["AM1", "AM2"]))
    path.write_bytes(made_older(path.read_bytes()))

    done = consolidate(master, tmp_path / "in", at=AT)

    assert done.account.rows_merged == ("AM1", "AM2")
    assert not [f for f in done.findings if f.must_be_put_right]
