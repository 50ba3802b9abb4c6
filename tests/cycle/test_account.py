"""The account adds up: returns to those issued, rows to one place each, with those who answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from xlplan.cycle.account import Account, Rows, account_of
from xlplan.cycle.judging import Judged
from xlplan.cycle.receiving import Intake, Received
from xlplan.findings import Finding, Severity
from xlplan.merge import Entry, Merge, Outcome
from xlplan.model import CellRef, Item, Level
from xlplan.typed import Value
from xlplan.workbook.manifest import Manifest
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.returned_rows import ReturnRow
from xlplan.workbook.returns import Return

AT = CellRef("r.xlsx", "Asset management", 6, 3)
BROKEN = Finding("F08", Severity.BLOCK, "The return is not whole.", owner="Planner")


def a_return(owner: str, issued: str, came: str, **others: object) -> Return:
    """Return a return by the refs of its rows, which are their ids too."""
    sent = {(ref, "ref"): ref for ref in issued.split()}
    rows = [
        ReturnRow(ref, ref, SheetRow("r.xlsx", "S", number, {}, {}), {})
        for number, ref in enumerate(came.split(), 6)
    ]
    manifest = Manifest("return", "p", owner=owner, issued=sent)
    return Return(f"{owner}.xlsx", owner, manifest, tuple(rows), **others)  # type: ignore[arg-type]


def judged(returned: Return, *merges: Merge, rows: str = "") -> Judged:
    return Judged(
        returned, {row.item_id: row for row in returned.rows if row.ref in rows.split()}, merges
    )


def merge(ref: str, outcome: Outcome, value: Value, issued: Value = None) -> Merge:
    return Merge(Entry(ref, ref, "commentary", value, issued, AT), outcome, issued, issued)


def account(
    issued: str,
    parts: Iterable[Judged],
    owned: Mapping[str, str],
    *,
    came: Iterable[Return] = (),
    findings: tuple[Finding, ...] = (),
) -> Account:
    items = {
        owner: tuple(Item(ref, ref, Level.ITEM, "AM", "Title", owner=owner) for ref in refs.split())
        for owner, refs in owned.items()
    }
    parts = tuple(parts)
    chosen = tuple(
        Received(Path(one.file), b"", one, 0.0) for one in (*(j.returned for j in parts), *came)
    )
    rows = Rows(tuple(issued.split()), Intake(chosen, chosen, ()), parts, items)
    return account_of(rows, findings)


def test_returns_that_were_issued_have_come_or_are_missing():
    mine, strange = a_return("Surveyor", "A1", "A1"), a_return("Visitor", "V1", "V1")
    broken = [a_return(owner, "", "", findings=(BROKEN,)) for owner in ("Planner", "Guest")]

    told = account("Surveyor Planner Clerk", [judged(mine), judged(strange)], {}, came=broken)

    assert (told.accepted, told.sent_back) == (("Surveyor",), ("Planner",))
    assert (told.received, told.missing) == (("Surveyor", "Planner"), ("Clerk",))


def test_each_row_is_in_one_place():
    returned = a_return(
        "Surveyor", "A1 A2 A3 A4 A5 A6", "A1 A2 A3", absent=("A4",), doubtful=("A5",)
    )
    part = judged(returned, merge("A1", Outcome.MERGED, "new"), rows="A1 A2")

    told = account("Surveyor", [part], {"Surveyor": "A1 A2 A3 A4 A5 A6 A7"})

    assert (told.rows_merged, told.rows_unchanged) == (("A1",), ("A2",))
    assert (told.rows_held, told.rows_not_received) == (("A3", "A5"), ("A4", "A6", "A7"))
    assert told.rows == 7
    assert told.by_owner == {
        "Surveyor": "7 rows: 1 merged, 1 unchanged, 2 held, 3 not received; cells: 1 merged."
    }


def test_a_row_that_two_were_sent_counts_with_its_owner_of_today():
    before, now = a_return("Surveyor", "A1 A2", "A1 A2"), a_return("Planner", "A1", "A1")

    parts = [judged(before, rows="A1 A2"), judged(now, rows="A1")]
    told = account("Surveyor Planner", parts, {"Planner": "A1 A2"})

    assert told.by_owner == {"Surveyor": "1 row: 1 unchanged.", "Planner": "1 row: 1 unchanged."}


def test_a_change_that_an_earlier_run_has_merged_is_merged():
    again = merge("A1", Outcome.UNCHANGED, "new", issued="old")
    part = judged(a_return("Surveyor", "A1", "A1"), again, rows="A1")

    told = account("Surveyor", [part], {"Surveyor": "A1"})

    assert (told.rows_merged, told.cells_merged) == (("A1",), (f"A1 {AT}",))
    assert told.by_owner == {"Surveyor": "1 row: 1 merged; cells: 1 merged."}


def test_rows_to_fix_are_those_of_the_account_and_clean_ones_have_come():
    part = judged(a_return("Surveyor", "A1 A2 A3", "A1 A2", absent=("A3",)), rows="A1 A2")
    findings = (
        Finding("R01", Severity.ERROR, "Say what is done.", AT, ref="A1"),
        Finding("R01", Severity.ERROR, "Say it here too.", AT, ref="A1"),
        Finding("R16", Severity.WARNING, "Is that so?", AT, ref="A2"),
        Finding("S05", Severity.ERROR, "It did not come back.", ref="A3"),
        Finding("R01", Severity.ERROR, "Of another plan.", ref="X9"),
    )

    told = account("Surveyor", [part], {"Surveyor": "A1 A2 A3"}, findings=findings)

    assert told.to_fix == ("A1", "A3")
    assert told.in_words()[1] == (
        "Rows: 3 = 0 merged + 2 unchanged + 0 held + 1 not received; of the 2 received 1 clean, "
        "1 with something to fix."
    )


def test_what_is_to_fix_under_the_ref_that_was_issued_is_counted_when_it_has_another():
    part = judged(a_return("Surveyor", "A1", "A1"), rows="A1")
    item = Item("A1", "B1", Level.ITEM, "AM", "Title", owner="Surveyor")
    intake = Intake((), (), ())
    finding = Finding("R01", Severity.ERROR, "Say what is done.", AT, ref="A1")

    told = account_of(Rows(("Surveyor",), intake, (part,), {"Surveyor": (item,)}), [finding])

    assert (told.rows_unchanged, told.to_fix) == (("B1",), ("A1",))
