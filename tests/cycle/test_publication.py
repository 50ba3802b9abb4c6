"""What is not for publication is in no byte of what is published, and in what it is meant for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest

from tests.support.plans import Row, item_row, new_master, own_row
from xlplan.cycle.cabinet import CabinetChoices
from xlplan.cycle.papers import report_cabinet
from xlplan.fields import FIELDS, FieldKind
from xlplan.reports.presets import PRESETS
from xlplan.reports.selection import Audience
from xlplan.workbook.new_master import build_master

AT = datetime(2013, 11, 8, 9, 30)
_STRUCTURE = {"item_id", "level", "parent", "workstream", "owner", "publish"}


def hushed(mark: str, **fixed: object) -> Row:
    """A row in whose every cell that holds words one mark stands, with the cell's name."""
    texts = {
        f.name: f"{mark}{f.name}"
        for f in FIELDS
        if f.kind in (FieldKind.TEXT, FieldKind.PROSE) and f.name not in _STRUCTURE
    }
    row = item_row(f"{mark}ref", status="In progress", rag="Red", due=date(2013, 9, 1)) | texts
    return row | fixed  # type: ignore[return-value]


def master(folder: Path) -> Path:
    """A plan with an item for everybody, one for CMT, one exempt with a public part, and notes."""
    exempt = hushed("exqz", publish="Exempt", proposed_change="Delete")
    part = hushed("subqz", publish="Public", level="Sub-item", parent=exempt["ref"])
    rows = [
        own_row("AM", rag="Amber", commentary="ownqzcommentary", publish="Exempt"),
        item_row("AM1"),
        exempt,
        part,
        hushed(
            "cmtqz", publish="CMT only", help_needed="cmtqzhelp", decision_needed_from="Cabinet"
        ),
    ]
    ref = exempt["ref"]
    tables: dict[str, list[Row]] = {
        "papers": [
            {"paper": "Cabinet", "what": "Legal", "text": "exqzlegal", "publish": "Exempt"},
            {"paper": "Cabinet", "what": "Extra", "text": "cmtqzextra", "publish": "CMT only"},
            {"paper": "Cabinet", "what": "Wards", "text": "exqzwards", "publish": "Exempt"},
            {"paper": "Cabinet", "what": "Reasons", "text": "Said to everybody."},
        ],
        "savings": [{"item": ref, "year": "exqzyear", "kind": "Cashable", "target": 918273}],
        "resources": [{"item": ref, "what": "exqzwhat", "amount": 827364, "funded": "No"}],
        "risks": [{"code": "R1", "title": "A shared risk", "answered_by": f"AM1; {ref}"}],
        "measures": [{"code": "M1", "title": "A shared measure", "items": f"AM1; {ref}"}],
        "implications": [{"kind": "Legal", "text": "Everybody's.", "parts": f"{ref}; AM1"}],
        "date_changes": [
            {
                "period": "2013-10",
                "item_id": exempt["item_id"],
                "ref": ref,
                "was": date(2013, 8, 1),
                "now": date(2013, 9, 1),
                "days": 31,
                "reason": "exqzreason",
                "approval": "exqzapproval",
            }
        ],
        "decisions": [{"ref": "D1", "body": "Cabinet", "text": "exqzdecided", "items": ref}],
        "requests": [
            {
                "item_id": exempt["item_id"],
                "ref": ref,
                "field": "Due date",
                "was": "exqzwas",
                "wanted": "exqzwanted",
                "reason": "exqzwhy",
                "state": "Open",
            }
        ],
        "history": [
            {
                "period": "2013-09",
                "item_id": row["item_id"],
                "ref": row["ref"],
                "level": row["level"],
                "workstream": "AM",
                "title": row["title"],
                "reported": "Yes",
                "rag": "Green",
            }
            for row in (exempt, hushed("goneqz", title="goneqztitle"))
        ]
        + [
            _gone(hushed("goxqz"), "Exempt"),
            _gone(item_row("AM7", title="Gone for all to know"), "Public"),
        ],
    }
    made = new_master({"AM": rows})
    made = replace(made, tables={**made.tables, **tables})
    path = folder / "master.xlsx"
    path.write_bytes(build_master(made, made=AT))
    return path


def _gone(row: Row, publish: str) -> Row:
    """A row of a closed month that is in the plan no more, and who might read it."""
    kept = {key: row[key] for key in ("item_id", "ref", "level", "title")}
    told = {"period": "2013-09", "workstream": "AM", "reported": "Yes", "rag": "Green"}
    return kept | told | {"declared": "Green", "publish": publish}


def bytes_in(data: bytes) -> Iterator[bytes]:
    """Yield a file's bytes, and those of everything packed inside it."""
    yield data
    if is_zipfile(BytesIO(data)):
        with ZipFile(BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from bytes_in(archive.read(name))


def all_bytes(folder: Path) -> bytes:
    papers = [p for p in folder.iterdir() if "annex for officers" not in p.name]
    assert len(papers) == 2
    return b"\n".join(part for p in papers for part in bytes_in(p.read_bytes())).lower()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The master, built once."""
    return master(tmp_path_factory.mktemp("publication"))


def written(path: Path, folder: Path, audience: Audience, preset: str = "") -> bytes:
    to = folder / f"{audience.name}{preset}"
    choices = CabinetChoices(audience=audience, preset=preset)
    report_cabinet(path, to, at=AT, choices=choices)
    return all_bytes(to)


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_exempt_or_for_cmt_is_in_any_byte_of_a_public_paper(
    kept: Path, tmp_path: Path, preset: str
):
    published = written(kept, tmp_path, Audience.PUBLIC, preset)

    assert b"said to everybody" in published
    assert b"a shared risk" in published
    assert b"a shared measure" in published
    assert b"gone for all to know" in published
    for mark in (
        b"exqz",
        b"goxqz",
        b"subqz",
        b"cmtqz",
        b"ownqz",
        b"goneqztitle",
        b"918",
        b"827,364",
    ):
        assert mark not in published, published[published.index(mark) - 200 :][:400]


def test_nothing_exempt_is_in_any_byte_of_the_paper_for_cmt(kept: Path, tmp_path: Path):
    for_cmt = written(kept, tmp_path, Audience.CMT)

    assert b"cmtqzcommentary" in for_cmt
    assert b"cmtqzextra" in for_cmt
    assert b"not for publication" in for_cmt
    for mark in (b"exqz", b"goxqz", b"subqz", b"ownqz"):
        assert mark not in for_cmt


def test_an_exempt_paper_has_it_all_and_says_that_it_is_exempt(kept: Path, tmp_path: Path):
    exempt = written(kept, tmp_path, Audience.EXEMPT)

    for mark in (b"exqzcommentary", b"subqzcommentary", b"exqzlegal", b"exqzwanted", b"918,273"):
        assert mark in exempt
    assert b"exempt: not for publication" in exempt


def test_the_annex_for_officers_lists_what_was_left_out(kept: Path, tmp_path: Path):
    report_cabinet(kept, tmp_path / "to", at=AT)

    (page,) = (tmp_path / "to").glob("*annex for officers*.html")
    told = page.read_text(encoding="utf-8")
    assert "Left out of what is published" in told
    assert "exqztitle" in told
    assert "Margin" in told
    assert "SHA-256" in told
