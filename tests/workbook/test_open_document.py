"""A return saved as .ods: what stands on it in no cell is told as in a return saved by Excel."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.campaigns.good import good
from tests.support.drawn import with_text_box
from tests.support.libreoffice import LibreOffice
from xlplan.findings import Finding
from xlplan.rules.row_rules import row_rules
from xlplan.workbook.returns import read_return

TAB = "Transformation"


def told(path: Path) -> dict[str, Finding]:
    settings = good().master.plan.settings
    returned = read_return(
        path.read_bytes(), file=path.name, rules=row_rules(), settings=settings, has_plan=True
    )
    assert returned.is_accepted
    return {f.code: f for f in returned.findings if f.code in ("M05", "S27")}


@pytest.mark.libreoffice
def test_comments_text_boxes_and_links_of_an_ods_are_told(tmp_path: Path, libreoffice: LibreOffice):
    book = load_workbook(io.BytesIO(good().filled), rich_text=True)
    sheet = book[TAB]
    sheet["G8"].comment = Comment("Please ring me about this one.", "Officer")
    sheet["T7"].value, sheet["T7"].hyperlink = "Minutes", "https://www.test.gov.uk/minutes"
    made = io.BytesIO()
    book.save(made)
    talked, plain = tmp_path / "talked.xlsx", tmp_path / "plain.xlsx"
    talked.write_bytes(with_text_box(made.getvalue(), TAB, "G9", ["Ask the depot.", "Not me."]))
    plain.write_bytes(good().filled)

    said, nothing = map(told, libreoffice.converted([talked, plain], "ods"))

    assert not nothing
    assert 'at Transformation!G8: "Please ring me about this one"' in said["M05"].message
    assert 'a text box at G9 ("Ask the depot. Not me")' in said["S27"].message
    assert 'a link to "https://www.test.gov.uk/minutes" behind T7' in said["S27"].message
