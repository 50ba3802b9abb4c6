"""A living master whose scale, rules or colours change is brought in line, losing nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from tests.cycle.months import (
    AT,
    answers,
    cell,
    issue_october,
    new_master,
    plan_rows,
    send,
)
from tests.support.libreoffice import LibreOffice
from tests.workbook.test_sound import picture
from xlplan.cli import main
from xlplan.cycle.checking import check
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.growing import add_workstreams
from xlplan.cycle.rebuilding import rebuild, stale_parts
from xlplan.cycle.storing import Refused, append, set_cell, settings_edits, store
from xlplan.cycle.undoing import undo
from xlplan.model import FIVE_POINT, WITH_BLUE, Kind, Scale
from xlplan.palette import look
from xlplan.rollup import roll_up
from xlplan.typed import Value
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.dashboard_columns import Columns
from xlplan.workbook.edits import AddSheet, Edit, EditRefused, SetCell, SetFormula
from xlplan.workbook.layout import FIRST_ROW
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.officer import Answers, fill_in
from xlplan.workbook.package import open_package
from xlplan.workbook.rebuilt_logo import shown_logo
from xlplan.workbook.settings_sheet import scale_rows
from xlplan.workbook.standing_looks import listed_ratings, shown_colours, shown_headings

TAB = "Asset management"


def rescaled(path: Path, scale: Scale) -> None:
    """Have a performance officer type another scale on its sheet."""
    read = read_master(path)
    rows = read.table_rows("scale")
    edits: list[Edit] = []
    for number, values in enumerate(scale_rows(scale)):
        if number < len(rows):
            edits += [set_cell(rows[number], key, value) for key, value in values.items()]
        else:
            edits.append(append("scale", values))
    store(read, edits, at=AT)


def rated(path: Path, **ratings: str) -> None:
    """Have the team type ratings into the plan's rows."""
    read = read_master(path)
    edits: list[Edit] = []
    for ref, word in ratings.items():
        row = next(read.rows[i.item_id] for i in read.plan.rows if i.ref == ref)
        edits += [set_cell(row, "rag", word), set_cell(row, "reported", "Yes")]
    store(read, edits, at=AT)


def codes(path: Path) -> list[str]:
    return [f.code for f in check([path], None).findings]


def typed(master: Master) -> dict[str, object]:
    """Return what stands on every sheet that shows no settings."""
    return {
        sheet.name: {
            at: c.value
            for at, c in sheet.cells.items()
            if c.formula is None and (sheet.name != "Rules" or at[1] not in (4, 5))
        }
        for sheet in master.package.sheets
        if sheet.name not in ("Dashboard", "Lists", "Formulas")
    }


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_returns_that_were_issued_before_merge_and_undo_gives_the_same_bytes(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(3))
    (one,) = issue_october(path).values()
    rescaled(path, FIVE_POINT)
    before, was = path.read_bytes(), read_master(path)
    assert "S25" in codes(path)

    rebuild(path, at=AT)

    now = read_master(path)
    assert "S25" not in codes(path)
    errors = OpenXmlValidator().validate(path).errors
    assert [e.description for e in errors if e.severity.name == "ERROR"] == []
    assert now.plan == was.plan
    assert typed(now) == typed(was)
    assert shown_headings(now.package.sheets[1]) == list(Columns(FIVE_POINT).headings)
    assert listed_ratings(now) == [r.word for r in FIVE_POINT.ratings]
    for sheet in ("Dashboard", TAB):
        assert shown_colours(now, sheet) == {r.word: look(r).fill for r in FIVE_POINT.ratings}
    undo(path, at=AT)
    assert path.read_bytes() == before
    rebuild(path, at=AT)
    said = answers(["AM1", "AM2", "AM3"]) | {("AM2", "rag"): "Amber"}
    send(one, tmp_path / "in", said | {("AM2", "corrective_action"): "Ask the agent again."})
    consolidate(path, tmp_path / "in", at=AT)
    assert [cell(path, f"AM{n}", "rag") for n in (1, 2, 3)] == ["Green", "Amber", "Green"]
    close(path, at=AT)
    assert not {"M03", "S25"} & set(codes(path))


def rule_texts(path: Path, code: str) -> tuple[str, str]:
    rows = read_master(path).table_rows("rules")
    row = next(r for r in rows if r.text("code") == code and r.text("name") != "rating-blank")
    return row.text("words"), row.text("message")


def test_the_rules_sheet_speaks_of_the_present_scale_and_keeps_what_the_team_wrote(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(1))
    was = {code: rule_texts(path, code) for code in ("C02", "C07", "C08", "R01")}
    read = read_master(path)
    line = next(r for r in read.table_rows("rules") if r.text("code") == "R01")
    store(read, [set_cell(line, "words", "Agreed by CMT: for Red and Amber alone")], at=AT)
    rescaled(path, WITH_BLUE)
    assert "the texts of the Rules sheet" in stale_parts(read_master(path))

    rebuild(path, at=AT)

    assert "Green or Blue or N/A" in rule_texts(path, "C07")[0]
    assert rule_texts(path, "C02")[1].endswith("Choose Red, Amber, Green, Blue or N/A.")
    assert rule_texts(path, "C08") == was["C08"]
    assert rule_texts(path, "R01") == ("Agreed by CMT: for Red and Amber alone", was["R01"][1])
    assert stale_parts(read_master(path)) == ()
    rescaled(path, FIVE_POINT)
    rebuild(path, at=AT)
    assert "Amber or Green/Amber or Green" in rule_texts(path, "C07")[0]


def test_rules_that_came_later_get_their_rows_and_can_be_set(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(1))
    read = read_master(path)
    old = [r for r in read.table_rows("rules") if r.text("code") in ("F12", "X05")]
    was = [[r.text(k) for k in ("code", "name", "severity", "message")] for r in old]
    store(read, [set_cell(r, key, None) for r in old for key in r.columns], at=AT)
    assert stale_parts(read_master(path)) == ("the list of rules",)

    rebuild(path, at=AT)

    rows = read_master(path).table_rows("rules")
    new = [r for r in rows if r.text("code") in ("F12", "X05")]
    assert [[r.text(k) for k in ("code", "name", "severity", "message")] for r in new] == was
    store(read_master(path), [set_cell(r, "severity", "off") for r in new], at=AT)
    issued = issue_october(path)["Property Manager"]
    book = fill_in(issued.path.read_bytes(), Answers(answers(["AM1"])), at=AT)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "unsigned.xlsx").write_bytes(book)
    assert "F12" not in [f.code for f in consolidate(path, tmp_path / "in", at=AT).findings]


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("scale", "words"),
    [
        (FIVE_POINT, ("Amber/Red", "Amber/Red", "Green/Amber", "N/A")),
        (WITH_BLUE, ("Blue", "Amber", "Blue", "Blue")),
    ],
    ids=["five-point", "with-blue"],
)
def test_the_dashboard_is_live_what_the_roll_up_says(
    tmp_path: Path, libreoffice: LibreOffice, scale: Scale, words: tuple[str, ...]
):
    path = new_master(tmp_path, plan_rows(4))
    issue_october(path)
    # As a team may have saved it, in another program.
    (saved,) = libreoffice.recalculated(path)
    path.write_bytes(saved.read_bytes())
    rescaled(path, scale)
    rated(path, **{f"AM{n}": word for n, word in enumerate(words, 1)})
    rebuild(path, at=AT)
    plan = read_master(path).plan

    (live,) = libreoffice.recalculated(path)

    whole, (line,) = roll_up(plan)
    sheet = open_package(live).sheet("Dashboard")
    columns = Columns(scale).headings
    assert sheet
    shown = dict(zip(columns, (sheet.value(FIRST_ROW + 1, n) for n in range(1, 99)), strict=False))
    assert sheet.value(FIRST_ROW, columns.index("Rating") + 1) == str(whole.rag)
    assert shown["Rating"] == str(line.rag)
    counted = {r.word: words.count(r.word) for r in scale.rated}
    assert {word: shown[word] for word in counted} == counted
    assert shown["All"] == len(words)


def test_a_rule_and_a_colour_of_the_councils_own_are_shown(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(2))
    read = read_master(path)
    told: dict[str, Value] = {"code": "L01", "severity": "error", "condition": "is blank"}
    told |= {"field": "Next milestone", "message": "name the milestone"}
    store(read, [append("rules", told), *settings_edits(read, {"colour": "7B1E3A"})], at=AT)

    done = rebuild(path, at=AT)

    now = read_master(path)
    sheet, dashboard = now.package.sheet(TAB), now.package.sheet("Dashboard")
    assert "the live formulas of the workstreams' sheets" in done.what
    assert sheet and dashboard
    assert any("name the milestone" in str(c.formula) for c in sheet.cells.values() if c.formula)
    assert {sheet.cells[5, 1].fill, dashboard.cells[5, 1].fill} == {"7B1E3A"}
    assert (
        b"name the milestone" in parts(path)["xl/worksheets/sheet3.xml"].split(b"</sheetData>")[1]
    )
    assert rebuild(path, at=AT).what == ()


def test_the_teams_own_sheet_and_a_workstream_that_joined_stay(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(2))
    add_workstreams(path, {"HR": "Our staff"}, kind=Kind.WORKSTREAM, owner="Head of HR", at=AT)
    own = AddSheet("Ours", "our mark", (("our mark",), ("Kept as it is", 12)))
    store(read_master(path), [own], at=AT)
    rescaled(path, WITH_BLUE)
    was = parts(path)

    rebuild(path, at=AT)

    now, read = parts(path), read_master(path)
    ours = [name for name, part in was.items() if name.startswith("xl/worksheets/sheet")]
    same = [name for name in was if name in now and now[name] == was[name]]
    assert set(was) == set(now)
    assert {
        "xl/theme/theme1.xml",
        "docProps/core.xml",
        "xl/drawings/_rels/drawing1.xml.rels",
    } <= set(same)
    assert len([name for name in ours if name in same]) >= 10
    sheet = read.package.sheet("Ours")
    dashboard = read.package.sheet("Dashboard")
    assert sheet and sheet.value(2, 1) == "Kept as it is"
    assert dashboard and [dashboard.value(FIRST_ROW + n, 1) for n in (1, 2)] == ["AM", "HR"]


@pytest.mark.parametrize(
    "edit",
    [
        SetCell("Dashboard", 3, 2, "A note of the team's own"),
        SetFormula("Settings", 90, 1, "Dashboard!D7"),
    ],
    ids=["text on it", "a cell that reads it"],
)
def test_what_is_the_teams_own_stops_it_until_they_say_anyway(tmp_path: Path, edit: Edit):
    path = new_master(tmp_path, plan_rows(2))
    store(read_master(path), [edit], at=AT)
    rescaled(path, FIVE_POINT)
    before = path.read_bytes()

    with pytest.raises(Refused, match=r"Dashboard.*--anyway"):
        rebuild(path, at=AT)

    assert path.read_bytes() == before
    assert len(rebuild(path, at=AT, is_sure=True).own) == 1


def test_the_command_and_issue_say_what_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = new_master(tmp_path, plan_rows(2))
    assert main(["rebuild", str(path)]) == 0
    assert "nothing was changed" in capsys.readouterr().out
    rescaled(path, WITH_BLUE)
    main(["issue", str(path), "--period", "2013-10", "--to", str(tmp_path / "out")])
    assert "xlplan rebuild MASTER" in capsys.readouterr().out
    assert main(["rebuild", str(path)]) == 0
    assert "the columns of the Dashboard" in capsys.readouterr().out


def test_another_logo_takes_the_place_of_the_one_before(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(2))
    for number, (name, size) in enumerate(
        (("a.png", (300, 90)), ("b.png", (80, 80)), ("", (1, 1)))
    ):
        logo = picture(*size) if name else b""
        if name:
            (tmp_path / name).write_bytes(logo)
        read = read_master(path)
        store(read, settings_edits(read, {"logo": name or None}), at=AT)

        assert rebuild(path, at=AT).what == ("the logo on the Guide",)

        shown = [part for name, part in parts(path).items() if name.startswith("xl/media/")]
        assert shown_logo(BookDraft(path.read_bytes(), "")) == logo
        assert len(shown) == min(number + 1, 2)
        errors = OpenXmlValidator().validate(path).errors
        assert [e.description for e in errors if e.severity.name == "ERROR"] == []


def test_a_master_that_is_signed_is_checked_all_the_same(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(2))
    rescaled(path, WITH_BLUE)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("_xmlsignatures/origin.sigs", b"")
    assert "S25" not in codes(path)
    with pytest.raises(EditRefused, match="signed"):
        store(read_master(path), [SetCell("Settings", 90, 1, "x")], at=AT)
