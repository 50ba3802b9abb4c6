"""What an owner sends besides the answers: items to add, outturns of measures, a signature."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.cycle.months import AT, answers, issue_october, new_master, plan_rows, send
from xlplan.cycle.consolidating import Consolidated, consolidate
from xlplan.cycle.issuing import IssuedReturn
from xlplan.cycle.storing import append, set_cell, settings_edits, store
from xlplan.model import Period
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.edits import Edit, SetCell
from xlplan.workbook.extra_sheets import MEASURES, NEW_ITEMS
from xlplan.workbook.layout import FIRST_ROW
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.package import open_package
from xlplan.workbook.patch import apply_edits
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.returns import Return, read_return
from xlplan.workbook.sign_off import SIGNED_NAMES

OWNER = "Property Manager"
WIFI: dict[str, Value] = {
    "title": "Free wi-fi in the library",
    "workstream": "Asset management",
    "outcome": "People get on line in town.",
    "due": date(2014, 6, 30),
    "reason": "The supplier pays for it.",
}


@pytest.fixture
def master(tmp_path: Path) -> Path:
    path = new_master(tmp_path, plan_rows(1))
    measure: dict[str, Value] = {
        "code": "M1",
        "title": "Empty offices",
        "owner": OWNER,
        "unit": "%",
        "baseline": 12,
        "target": 5,
    }
    before: dict[str, Value] = {"period": "2013-09", "measure": "M1", "outturn": 11}
    store(read_master(path), [append("measures", measure), append("outturns", before)], at=AT)
    return path


def typed(one: IssuedReturn, tab: str, key: str, row: int, value: Value) -> SetCell:
    known = {NEW_ITEMS.title: NEW_ITEMS, MEASURES.title: MEASURES}[tab]
    column = [c.key for c in known.columns].index(key) + 1
    return SetCell(tab, FIRST_ROW + row, column, value)


def sent(one: IssuedReturn, folder: Path, edits: list[SetCell]) -> None:
    path = send(one, folder, answers(["AM1"]))
    path.write_bytes(apply_edits(path.read_bytes(), edits))


def proposed(one: IssuedReturn, row: int = 0, **cells: Value) -> list[SetCell]:
    return [typed(one, "New items", k, row, v) for k, v in (WIFI | cells).items()]


def run(master: Path, hours: int = 1) -> Consolidated:
    return consolidate(master, master.parent / "in", at=AT + timedelta(hours=hours))


def requests(master: Path) -> list[SheetRow]:
    return list(read_master(master).table_rows("requests"))


def decide(master: Path, **cells: Value) -> None:
    read = read_master(master)
    row = read.table_rows("requests")[0]
    edits: list[Edit] = [set_cell(row, key, value) for key, value in cells.items()]
    store(read, edits, at=AT)


def test_a_proposed_item_becomes_a_request_and_once_accepted_an_item(master: Path):
    one = issue_october(master)[OWNER]
    sent(one, master.parent / "in", proposed(one))

    run(master)
    (request,) = requests(master)
    assert request.text("field") == "New item" and request.text("state") == "Open"
    assert request.text("reason") == WIFI["reason"]
    assert "Item: Free wi-fi in the library" in request.text("wanted")
    assert len(read_master(master).plan.items) == 1

    decide(master, decision="Accept", decision_ref="CMT 4")
    run(master, 2)
    item = read_master(master).plan.items[-1]
    assert (item.ref, item.title, item.workstream) == ("AM2", WIFI["title"], "AM")
    assert (item.due, item.baseline_due, item.owner) == (WIFI["due"], WIFI["due"], OWNER)
    assert (item.outcome, item.decision_ref) == (WIFI["outcome"], "CMT 4")
    assert requests(master)[0].text("state") == "Applied"
    assert read_master(master).table_rows("changes")[-1].text("now") == WIFI["title"]

    before = master.read_bytes()
    run(master, 3)
    assert master.read_bytes() == before


def test_an_item_that_joins_is_rated_by_its_facts_in_the_same_run(master: Path):
    read = read_master(master)
    store(read, settings_edits(read, {"computed_preset": "bromsgrove"}), at=AT)
    one = issue_october(master)[OWNER]
    sent(one, master.parent / "in", proposed(one))
    run(master)
    decide(master, decision="Accept", decision_ref="CMT 4")

    run(master, 2)

    assert [str(item.computed_rag) for item in read_master(master).plan.items] == ["Green"] * 2
    before = master.read_bytes()
    run(master, 3)
    assert master.read_bytes() == before


def test_the_team_may_give_the_ref_but_not_one_that_is_in_use(master: Path):
    one = issue_october(master)[OWNER]
    sent(one, master.parent / "in", proposed(one))
    run(master)

    decide(master, decision="Accept", ref="AM1")
    done = run(master, 2)
    assert next(f.message for f in done.findings if f.code == "M02").count("AM1") > 1
    assert len(read_master(master).plan.items) == 1

    decide(master, ref="AM9")
    run(master, 3)
    assert read_master(master).plan.items[-1].ref == "AM9"


def test_a_proposal_taken_back_or_changed_is_followed_until_it_is_decided(master: Path):
    one = issue_october(master)[OWNER]
    folder = master.parent / "in"
    sent(one, folder, proposed(one))
    run(master)

    sent(one, folder, proposed(one, reason="It costs nothing."))
    run(master, 2)
    assert [r.text("reason") for r in requests(master)] == ["It costs nothing."]

    sent(one, folder, [])
    run(master, 3)
    assert [r.text("state") for r in requests(master)] == ["Withdrawn"]

    sent(one, folder, proposed(one))
    run(master, 4)
    assert [r.text("state") for r in requests(master)] == ["Open"]


def test_a_proposal_without_a_date_or_with_one_in_words_is_told_of_and_passed_on(master: Path):
    one = issue_october(master)[OWNER]
    edits = [*proposed(one, due=None), *proposed(one, 1, title="A bicycle shed", due="soon")]
    sent(one, master.parent / "in", edits)

    found = {f.code: f for f in run(master).findings}

    assert "Due date" in found["S24"].message
    assert '"soon"' in found["C14"].message
    assert len(requests(master)) == 2


def test_an_outturn_is_merged_with_a_line_on_changes_and_shown_next_month(master: Path):
    one = issue_october(master)[OWNER]
    issued = open_package(one.path).sheet("Measures")
    assert issued and issued.value(FIRST_ROW, 8) == 11
    cells: dict[str, Value] = {"outturn": 9.5, "commentary": "Two floors let."}
    sent(one, master.parent / "in", [typed(one, "Measures", k, 0, v) for k, v in cells.items()])

    run(master)

    read = read_master(master)
    outturn = read.plan.registers.outturns[-1]
    assert (outturn.period, outturn.measure, outturn.outturn) == (Period(2013, 10), "M1", 9.5)
    assert (outturn.commentary, outturn.owner) == ("Two floors let.", OWNER)
    assert outturn.source.endswith("Measures!I6")
    (line,) = [c for c in read.table_rows("changes") if c.text("field") == "Outturn"]
    assert (line.text("now"), line.text("by")) == ("9.5", OWNER)
    before = master.read_bytes()
    run(master, 2)
    assert master.read_bytes() == before


def test_an_outturn_sent_again_replaces_the_one_before(master: Path):
    one = issue_october(master)[OWNER]
    for hours, figure in enumerate((9, 8), 1):
        sent(one, master.parent / "in", [typed(one, "Measures", "outturn", 0, figure)])
        run(master, hours)
    assert [o.outturn for o in read_master(master).plan.registers.outturns] == [11, 8]


def test_a_figure_that_the_team_typed_stays_and_is_told_of(master: Path):
    one = issue_october(master)[OWNER]
    read = read_master(master)
    mine: dict[str, Value] = {"period": "2013-10", "measure": "M1", "outturn": 7}
    store(read, [append("outturns", mine)], at=AT)
    sent(one, master.parent / "in", [typed(one, "Measures", "outturn", 0, 8)])

    done = run(master)

    assert next(f.message for f in done.findings if f.code == "M10").startswith("M1: the return")
    assert read_master(master).plan.registers.outturns[-1].outturn == 7


def test_an_outturn_in_words_is_held_and_told_of(master: Path):
    one = issue_october(master)[OWNER]
    sent(one, master.parent / "in", [typed(one, "Measures", "outturn", 0, "about nine")])
    done = run(master)
    (told,) = [f for f in done.findings if f.code == "C14"]
    assert str(told.at) == "Measures!I6" and "about nine" in told.message
    assert len(read_master(master).plan.registers.outturns) == 1


def test_what_is_kept_of_a_measure_and_was_pasted_over_is_told_with_what_was_said(master: Path):
    one = issue_october(master)[OWNER]
    said: dict[str, Value] = {
        "title": "Empty desks",
        "unit": None,
        "target": 4.5,
        "by_when": "next spring",
        "last_outturn": "eleven",
        "baseline": 12.0,
        "outturn": 9,
    }
    sent(one, master.parent / "in", [typed(one, "Measures", k, 0, v) for k, v in said.items()])

    told = {str(f.at): f.message for f in run(master).findings if f.code == "C15"}

    assert sorted(told) == [f"Measures!{letter}6" for letter in "BCFGH"]
    assert told["Measures!B6"].startswith('M1: Measure is kept for you, so "Empty desks" was not')
    assert all(message.endswith("belongs in Comment.") for message in told.values())
    assert [word in told[f"Measures!{c}6"] for c, word in zip("CFGH", _TOLD, strict=True)] == [
        True
    ] * 4
    measure = read_master(master).plan.registers.measures[0]
    assert (measure.title, measure.target) == ("Empty offices", 5)
    assert read_master(master).plan.registers.outturns[-1].outturn == 9


_TOLD = ("(blank)", "4.5", "next spring", "eleven")


def test_an_owner_without_measures_has_no_sheet_for_them(tmp_path: Path):
    one = issue_october(new_master(tmp_path, plan_rows(1)))[OWNER]
    names = [s.name for s in open_package(one.path).sheets]
    assert "New items" in names and "Measures" not in names


def test_the_sign_off_is_read_wherever_it_has_moved_and_stands_on_returns(master: Path):
    one = issue_october(master)[OWNER]
    package = open_package(one.path)
    rows = {k: int(package.names[n].rpartition("$")[2]) for k, n in SIGNED_NAMES.items()}
    values: dict[str, Value] = {"post": OWNER, "day": date(2013, 11, 4)}
    sent(one, master.parent / "in", [SetCell("Guide", rows[k], 2, v) for k, v in values.items()])

    run(master)

    line = read_master(master).table_rows("returns")[-1]
    assert line.text("signed") == "Property Manager, 04/11/2013"


def test_what_is_typed_over_the_guide_is_told_with_its_cell_and_its_words(master: Path):
    one = issue_october(master)[OWNER]
    package = open_package(one.path)
    guide = package.sheet("Guide")
    assert guide
    rows = {str(guide.value(row, 1)): row for row in range(1, guide.max_row + 1)}
    step = next(text for text in rows if text.startswith("3. "))
    edits = [
        SetCell("Guide", rows[step], 1, f"{step} We have no budget for any."),
        SetCell("Guide", rows["Post"], 1, "Acting Property Manager"),
        SetCell("Guide", 2, 1, "Please ring me."),
    ]
    sent(one, master.parent / "in", edits)

    (told,) = [f for f in run(master).findings if f.code == "S13"]

    assert f'on Guide at A2, A{rows[step]}, A{rows["Post"]}: "Please ring me."; ' in told.message
    assert '"We have no budget for any."; "Acting Property Manager".' in told.message
    assert told.message.endswith("Move it into Commentary, or delete it.")


def test_a_copy_of_new_items_is_told_of_and_an_empty_one_asks_nothing(master: Path):
    one = issue_october(master)[OWNER]
    returned = whole(one, read_master(master))
    assert returned.extras.proposed == () and returned.extras.outturns == ()
    assert not [f for f in returned.findings if f.code in ("S14", "S24", "C14")]


def whole(one: IssuedReturn, read: Master) -> Return:
    settings, data = read.plan.settings, one.path.read_bytes()
    return read_return(
        data, file=one.path.name, rules=row_rules(), settings=settings, has_plan=True
    )


def test_two_lines_of_one_title_are_two_requests_unless_they_say_the_same(master: Path):
    one = issue_october(master)[OWNER]
    other = {"outcome": "Fewer people queue.", "reason": "Members asked for it twice."}
    lines = [*proposed(one), *proposed(one, 1, **other), *proposed(one, 2)]
    sent(one, master.parent / "in", lines)

    run(master)

    assert {r.text("reason") for r in requests(master)} == {WIFI["reason"], other["reason"]}
    assert len(requests(master)) == 2
    before = master.read_bytes()
    run(master, 2)
    assert master.read_bytes() == before


def test_a_measure_that_was_not_issued_is_told_with_all_that_stands_in_its_line(master: Path):
    one = issue_october(master)[OWNER]
    line: dict[str, Value] = {
        "code": "M9",
        "title": "Full offices",
        "outturn": 81,
        "commentary": "Counted in May",
    }
    sent(one, master.parent / "in", [typed(one, "Measures", k, 1, v) for k, v in line.items()])

    (told,) = [f for f in run(master).findings if f.code == "S13"]

    assert told.at and str(told.at).startswith("Measures!A")
    assert all(str(value) in told.message for value in line.values())


def test_an_outturn_of_a_measure_that_has_left_the_master_is_told(master: Path):
    one = issue_october(master)[OWNER]
    sent(one, master.parent / "in", [typed(one, "Measures", "outturn", 0, 7)])
    read = read_master(master)
    (row,) = read.table_rows("measures")
    store(read, [set_cell(row, "code", "M2")], at=AT)

    (told,) = [f for f in run(master).findings if f.code == "M04"]

    assert told.message.startswith("M1 was issued to Property Manager and is no longer")


def test_a_comment_on_an_outturn_that_the_team_typed_otherwise_is_told_with_it(master: Path):
    one = issue_october(master)[OWNER]
    store(
        read_master(master),
        [append("outturns", {"period": "2013-10", "measure": "M1", "outturn": 9})],
        at=AT,
    )
    said: dict[str, Value] = {"outturn": 7, "commentary": "Two floors were let."}
    sent(one, master.parent / "in", [typed(one, "Measures", k, 0, v) for k, v in said.items()])

    (told,) = [f for f in run(master).findings if f.code == "M10"]

    assert '7 ("Two floors were let."); the team has typed 9' in told.message


def test_words_struck_through_beside_the_rows_are_left_out_and_named(master: Path):
    one = issue_october(master)[OWNER]
    sent(one, master.parent / "in", proposed(one))
    path = master.parent / "in" / one.path.name
    book = load_workbook(path, rich_text=True)
    gone = TextBlock(InlineFont(strike=True), "in the museum")
    book["New items"]["B6"] = CellRichText("Free wi-fi ", gone)
    comment = book["Measures"]["J6"]
    comment.value, comment.font = "Nobody counted.", Font(strike=True)
    book.save(path)

    done = run(master)

    assert "Item: Free wi-fi\n" in requests(master)[0].text("wanted")
    told = [f.message for f in done.findings if f.code == "M06"]
    assert [text.partition(" is struck")[0] for text in told] == [
        'M1: "Nobody counted." in Comment',
        'Line 1: "in the museum" in What is to be done',
    ]
    assert not [r for r in read_master(master).table_rows("outturns") if r.text("commentary")]


@pytest.mark.parametrize(("typed_in", "look"), [(0.075, "0.0%"), ("7.5%", "General")])
def test_an_outturn_typed_as_per_cent_is_that_many_per_cent(
    master: Path, typed_in: float | str, look: str
):
    one = issue_october(master)[OWNER]
    path = send(one, master.parent / "in", answers(["AM1"]))
    book = load_workbook(path)
    cell = book["Measures"]["I6"]
    cell.value, cell.number_format = typed_in, look
    book.save(path)

    run(master)

    (_, now) = read_master(master).plan.registers.outturns
    assert now.outturn == 7.5


def test_who_signed_stands_on_returns_as_typed_even_where_the_date_is_none(master: Path):
    one = issue_october(master)[OWNER]
    path = send(one, master.parent / "in", answers(["AM1"]))
    book = load_workbook(path)
    for name, text in (("SignedName", "J Smith"), ("SignedOn", "4 Nov or so")):
        place = book.defined_names[name].attr_text.rpartition("!")[2].replace("$", "")
        book["Guide"][place] = text
    book.save(path)

    run(master)

    (line,) = read_master(master).table_rows("returns")
    assert line.text("signed") == "J Smith, Property Manager, 4 Nov or so"
