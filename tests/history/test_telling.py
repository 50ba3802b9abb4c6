"""A workbook that says Merge or Split, and into which refs, is believed by `compare`."""

from tests.reports.plans import item, plan
from xlplan.history import Disposition, Manner, compare, silent_drops, told_in
from xlplan.model import Level, Plan


def dispositions(before: Plan, after: Plan) -> dict[str, tuple[Disposition, Manner | None]]:
    found = compare(before, after, told=told_in(before, after))
    return {change.row.ref: (change.disposition, change.manner) for change in found.at(Level.ITEM)}


def test_a_merger_that_the_rows_tell_is_no_silent_drop():
    before = plan(
        item("AM1", proposed_change="Merge", change_reason="into AM3: one lease covers both"),
        item("AM2", proposed_change="merge", change_reason="AM3"),
        item("AM4"),
    )
    after = plan(item("AM3"))
    assert dispositions(before, after) == {
        "AM3": (Disposition.UPDATED, Manner.MERGED),
        "AM2": (Disposition.DELETED, Manner.MERGED),
        "AM4": (Disposition.DELETED, None),
    }
    found = compare(before, after, told=told_in(before, after))
    assert [change.row.ref for change in silent_drops(found)] == ["AM4"]


def test_a_split_goes_on_in_its_first_part():
    before = plan(item("AM1", proposed_change="Split", change_reason="AM2; AM3: two sites"))
    after = plan(item("AM2"), item("AM3"))
    assert dispositions(before, after) == {
        "AM2": (Disposition.UPDATED, Manner.SPLIT),
        "AM3": (Disposition.ADDED, Manner.SPLIT),
    }


def test_a_proposal_that_was_not_carried_out_tells_nothing():
    merging = item("AM1", proposed_change="Merge", change_reason="AM3: one lease covers both")
    splitting = item("AM2", proposed_change="Split", change_reason="AM2; AM3: two sites")
    before = plan(merging, splitting, item("AM3"))
    assert told_in(before, before) == {}
    assert dispositions(before, plan(splitting, item("AM3"))) == {
        "AM2": (Disposition.RETAINED, None),
        "AM3": (Disposition.UPDATED, Manner.MERGED),
        "AM1": (Disposition.DELETED, Manner.MERGED),
    }
    assert dispositions(before, plan(merging, splitting, item("AM3"), item("AM4"))) == {
        "AM1": (Disposition.RETAINED, None),
        "AM2": (Disposition.RETAINED, None),
        "AM3": (Disposition.RETAINED, None),
        "AM4": (Disposition.ADDED, None),
    }
    in_part = item("AM2", proposed_change="Split", change_reason="AM2; AM4: two sites")
    assert dispositions(plan(in_part), plan(in_part, item("AM4"))) == {
        "AM2": (Disposition.UPDATED, Manner.SPLIT),
        "AM4": (Disposition.ADDED, Manner.SPLIT),
    }


def test_a_row_that_names_no_row_of_the_plan_after_tells_nothing():
    before = plan(
        item("AM1", proposed_change="Merge", change_reason="It is done elsewhere: see AM3."),
        item("AM2", proposed_change="Merge", change_reason=""),
        item("AM5", proposed_change="Delete", change_reason="AM3"),
    )
    assert told_in(before, plan(item("AM3"))) == {}
