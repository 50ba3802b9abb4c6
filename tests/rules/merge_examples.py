"""The examples of rules about merging and about the master: how each comes about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from tests.cycle.months import GOOD
from tests.rules.file_examples import Scene, good, two_owners
from tests.rules.stage import NEXT_YEAR, OTHER, REFS, Stage, changed, new_row, typed
from xlplan.cycle.storing import set_cell, settings_edits
from xlplan.model import ErrorValue
from xlplan.typed import Value
from xlplan.workbook.edits import SetCell
from xlplan.workbook.layout import FIRST_ROW
from xlplan.workbook.reader import SheetRow, find_sheet


def conflict(decision: str) -> Scene:
    def scene(stage: Stage) -> None:
        stage.type("AM1", corrective_action="What the team typed.")
        stage.put(stage.filled({("AM1", "corrective_action"): "What the owner typed."}))
        stage.merge()
        stage.fill("conflicts", decision=decision or None)

    return scene


def sent_again(
    first: Mapping[tuple[str, str], Value], then: Mapping[tuple[str, str], Value]
) -> Scene:
    """The owner sends a return, and after it was merged another."""

    def scene(stage: Stage) -> None:
        stage.put(stage.filled(first))
        stage.merge()
        stage.put(stage.filled(then))

    return scene


def request(decision: str) -> Scene:
    def scene(stage: Stage) -> None:
        stage.put(stage.filled({("AM1", "due"): NEXT_YEAR}))
        stage.merge()
        stage.fill("requests", decision=decision or None)

    return scene


def another_ref(ref: str) -> Scene:
    """The owner asks for another ref, and it is accepted."""

    def scene(stage: Stage) -> None:
        stage.put(stage.filled({("AM1", "ref"): ref}))
        stage.merge()
        stage.fill("requests", decision="Accept")

    return scene


def ref_of_another_row(stage: Stage) -> None:
    another_ref("AM8")(stage)
    stage.type("AM3", ref="AM8")


def ref_of_a_deleted_row(stage: Stage) -> None:
    cleared("PL1")(stage)
    stage.put(stage.filled({("AM1", "ref"): "PL1"}, issued=stage.issued(where="november")))
    stage.merge()
    stage.fill("requests", decision="Accept")


def cleared(ref: str) -> Scene:
    def scene(stage: Stage) -> None:
        row = stage.row(ref)
        plain = [name for name, cell in row.cells.items() if cell.formula is None]
        stage.edit(*(set_cell(row, name, None) for name in plain))

    return scene


def gone(ref: str, /, **cells: Value) -> Scene:
    """The team changes or clears a row while its return is out."""

    def scene(stage: Stage) -> None:
        if cells:
            stage.type(ref, **cells)
        else:
            cleared(ref)(stage)
        good(stage)

    return scene


def typed_in(row: SheetRow) -> dict[str, Value]:
    """Return what is typed in a row, formulas apart."""
    typed_there = ((name, row.value(name)) for name, c in row.cells.items() if c.formula is None)
    return {n: v for n, v in typed_there if v is not None and not isinstance(v, ErrorValue)}


def moved_elsewhere(stage: Stage) -> None:
    """Cut a row and paste it below the rows of the other workstream, as it stands."""
    row = stage.row("AM3")
    cells = typed_in(row)
    cleared("AM3")(stage)
    stage.edit(new_row("PL", **cells))
    good(stage)


def history(stage: Stage, **values: Value) -> None:
    """Have somebody type over October's line of an item on History."""
    rows = stage.read().table_rows("history")
    row = next(r for r in rows if r.text("ref") == "AM2" and r.text("period") == "2013-10")
    keys = values or dict.fromkeys(row.cells)
    stage.edit(*(set_cell(row, key, value) for key, value in keys.items()))


def sorted_history(stage: Stage) -> None:
    read = stage.read()
    rows = [r for r in read.table_rows("history") if r.text("ref") in ("AM1", "AM2")]
    pairs = zip(rows, reversed(rows), strict=True)
    stage.edit(*(set_cell(a, k, b.value(k)) for a, b in pairs for k in a.columns))  # type: ignore[arg-type]


def late(stage: Stage) -> None:
    stage.close()
    good(stage)


def late_again(stage: Stage) -> None:
    good(stage)
    stage.merge()
    stage.close()
    stage.put(stage.filled({("AM1", "rag"): "Amber"}))


def novembers_return(stage: Stage) -> None:
    stage.put(stage.filled(issued=stage.issued(where="november")))


def copied_row(code: str, ref: str, *, keeps: bool = True) -> Scene:
    """Copy a row of the master below another, with or without its hidden identity."""

    def scene(stage: Stage) -> None:
        row = stage.row("AM1")
        cells = typed_in(row)
        cells |= {"ref": ref} if keeps else {"ref": ref, "item_id": None}
        stage.edit(new_row(code, **cells))

    return scene


def outturn(theirs: float, mine: float | None) -> Scene:
    def scene(stage: Stage) -> None:
        if mine is not None:
            stage.add("outturns", period="2013-10", measure="M1", outturn=mine)
        stage.put(changed(stage.filled(), typed("outturn", theirs, FIRST_ROW, "Measures")))

    return scene


def outturn_again(stage: Stage) -> None:
    outturn(81, None)(stage)
    stage.merge()
    outturn(82, None)(stage)


def team_typed(field: str, mine: str, theirs: str) -> Scene:
    """The team and the owner both type into one cell."""

    def scene(stage: Stage) -> None:
        stage.type("AM1", **{field: mine})
        stage.put(stage.filled({("AM1", field): theirs}))

    return scene


def deletion(
    said: Mapping[str, Value] = MappingProxyType({}), *, is_decided: bool = False
) -> Scene:
    """The owner asks for an item to be deleted, and says how it stands."""

    def scene(stage: Stage) -> None:
        cells: dict[str, Value] = {
            "proposed_change": "Delete",
            "change_reason": "No longer needed.",
        }
        asked = cells | dict(said)
        stage.put(stage.filled({("AM1", name): value for name, value in asked.items()}))
        if is_decided:
            stage.merge()
            stage.fill("requests", decision="Accept")

    return scene


def in_a_new_row(**cells: Value) -> Scene:
    return lambda stage: stage.edit(new_row("AM", **cells))


def below(by: int, **cells: Value) -> Scene:
    """Type cells so many rows below the table of a workstream, which does not grow."""

    def scene(stage: Stage) -> None:
        read = stage.read()
        sheet = find_sheet(read.package, "AM")
        assert sheet
        columns, bottom = stage.row("AM1").columns, sheet.tables[0].ref[2]
        stage.edit(*(SetCell(sheet.name, bottom + by, columns[k], v) for k, v in cells.items()))

    return scene


def own_rule(**cells: Value) -> Scene:
    rule: dict[str, Value] = {"code": "L01", "severity": "error", "message": "name the milestone"}
    rule |= {"field": "Next milestone", "condition": "is blank"}
    return lambda stage: stage.add("rules", **(rule | cells))


def turned_off(stage: Stage) -> None:
    rows = stage.read().table_rows("rules")
    stage.edit(set_cell(next(r for r in rows if r.text("code") == "R02"), "severity", "off"))


def waived(**cells: Value) -> Scene:
    def scene(stage: Stage) -> None:
        stage.put(stage.filled({("AM1", "rag"): "Amber"}))
        stage.merge()
        rows = stage.read().table_rows("findings")
        row = next(r for r in rows if r.text("code") == "R01")
        stage.edit(*(set_cell(row, f"waived_{key}", value) for key, value in cells.items()))

    return scene


def in_settings(**values: Value) -> Scene:
    def scene(stage: Stage) -> None:
        stage.edit(*settings_edits(stage.read(), values))

    return scene


def sent_back(stage: Stage) -> None:
    two_owners(stage)
    stage.put(b"not a workbook any more", "return.xlsx")


def typed_by_the_team(stage: Stage) -> None:
    two_owners(stage)
    (stage.folder / "in" / "return.xlsx").unlink()
    said: dict[str, Value] = {"rag": "Green", "commentary": GOOD}
    rows = [stage.row(ref) for ref in REFS]
    stage.edit(*(set_cell(row, key, value) for row in rows for key, value in said.items()))


WAIVER: dict[str, Value] = {"reason": "Agreed.", "by": "Head of Policy", "until": NEXT_YEAR}

DONE: dict[str, Value] = {"status": "Complete", "completed_on": date(2013, 9, 30)}
DONE |= {"evidence": "Contract file, Legal"}

MERGED: Mapping[str, Mapping[str, Scene]] = {
    "F07": {
        "the team typed a commentary into the master, and the owner returned another": team_typed(
            "commentary", "What the team heard of it on the telephone.", GOOD
        ),
        "the team typed a rating into the master, and the owner returned another": team_typed(
            "rag", "Amber", "Green"
        ),
        "only the owner changed the cell": good,
        "both typed the same": team_typed("rag", "Green", "Green"),
    },
    "M01": {
        '"Both" typed in Keep on Conflicts': conflict("Both"),
        '"Maybe" typed in Decision on Requests': request("Maybe"),
        "Master or Return in Keep": conflict("Return"),
        "a decision not yet made": request(""),
    },
    "M02": {
        "a ref accepted that another row has": ref_of_another_row,
        "a ref accepted that is new": another_ref("AM7"),
        "a due date accepted": request("Accept"),
    },
    "M04": {
        "a row deleted from the master while its return was out": gone("AM3"),
        "a row whose identity was cleared and whose ref was changed": gone(
            "AM3", item_id=None, ref="AM30"
        ),
        "a row whose identity was cleared, its ref in place": gone("AM3", item_id=None),
        "a row moved to another workstream": moved_elsewhere,
        "a row given to another owner": gone("AM3", owner=OTHER),
    },
    "M08": {
        "October's return, first sent after the close": late,
        "another version of a return after the close": late_again,
    },
    "M09": {
        "a row copied and given another ref": copied_row("AM", "AM4"),
        "a row copied to another workstream": copied_row("PL", "PL4"),
        "a row typed without an identity": copied_row("AM", "AM4", keeps=False),
        "a row cut and pasted elsewhere": moved_elsewhere,
    },
    "M10": {
        "an outturn of 81 returned where the team typed 80": outturn(81, 80),
        "an outturn of 0 returned where the team typed 5": outturn(0, 5),
        "an outturn returned where the team typed none": outturn(81, None),
        "an outturn returned again with another figure": outturn_again,
    },
    "M11": {
        "a deletion asked for of work in progress": deletion(),
        "a deletion asked for of complete work that is Amber": deletion(DONE | {"rag": "Amber"}),
        "a deletion asked for of complete work that is Green": deletion(DONE),
        "a deletion that has been decided": deletion(is_decided=True),
    },
    "M12": {
        "half the answers sent, then the other half on a fresh copy": sent_again(
            {("AM1", "help_needed"): "A day of Legal's."}, {("AM3", "help_needed"): "Two days."}
        ),
        "an answer that was merged, sent again blank": sent_again(
            {("AM1", "help_needed"): "A day of Legal's."}, {}
        ),
        "an answer that was merged, sent again with other words": sent_again(
            {("AM1", "help_needed"): "A day of Legal's."}, {("AM1", "help_needed"): "Two days."}
        ),
        "the same return sent again": sent_again({}, {}),
    },
    "X01": {
        "nothing came back from one owner": good,
        "a return was sent back, and not replaced": sent_back,
        "every return came": two_owners,
        "the team typed the ratings into the master": typed_by_the_team,
    },
}

# The same where October was closed with every return, and November is open.
IN_NOVEMBER: Mapping[str, Mapping[str, Scene]] = {
    "F03": {"October's return in November": good},
    "M02": {"a ref accepted that a deleted row had": ref_of_a_deleted_row},
    "M03": {
        "a rating on History typed over": lambda stage: history(stage, rag="Amber"),
        "a row of History cleared": history,
        "History as it was closed": lambda stage: None,
        "the rows of History sorted": sorted_history,
    },
    "M08": {"November's return in November": novembers_return},
}

# What is told of the master itself; nothing has to come for it.
TYPED_IN: Mapping[str, Mapping[str, Scene]] = {
    "S16": {
        "a title typed in a new row": in_a_new_row(title="Wi-fi in the library"),
        "an owner typed in a new row": in_a_new_row(owner=OTHER),
        "a row with its ref": in_a_new_row(ref="AM9", title="Wi-fi in the library"),
        "a blank row": lambda stage: None,
    },
    "S18": {
        "a condition without a column": own_rule(field=None),
        "a severity that is none": own_rule(severity="grave"),
        "a rule of the council's own, complete": own_rule(),
        "a built-in rule turned off": turned_off,
    },
    "S19": {
        "a reason without a name": waived(reason="Agreed.", until=date(2013, 12, 31)),
        "a name without an end": waived(reason="Agreed.", by="Head of Policy"),
        "a reason, a name and an end": waived(**WAIVER),
        "no waiver": waived(),
    },
    "S25": {
        "a word added to the rating scale": lambda stage: stage.add(
            "scale", word="Blue", letter="B", score=4, needs_action="No"
        ),
        "a colour of the rating scale changed": lambda stage: stage.fill("scale", colour="7B1E3A"),
        "another council colour": in_settings(colour="7B1E3A"),
        "a rule of the council's own added to the Rules sheet": own_rule(),
        "settings as the master was built": lambda stage: None,
        "another roll-up policy": in_settings(policy="worst"),
    },
    "S26": {
        "a row of values right under the table": below(1, ref="AM9", title="Wi-fi", owner=OTHER),
        "a ref typed below the table": below(2, ref="AM9"),
        "a title typed right under the table": below(1, title="Wi-fi in the library"),
        "a footnote below the table": below(2, title="* Dates are those of the audit."),
        "a footnote where refs stand": below(1, ref="* Dates are those of the audit."),
        "a new row in the table": in_a_new_row(ref="AM9", title="Wi-fi in the library"),
    },
}
