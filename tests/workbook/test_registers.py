from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path

import pytest

from xlplan.cycle.checking import check_master
from xlplan.model import FIVE_POINT, Measure, Period, Registers, Saving
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.example import Example
from xlplan.workbook.master import Master, NotAMaster, master_of
from xlplan.workbook.new_master import NewMaster, build_master
from xlplan.workbook.register_sheets import REGISTER_SHEETS, VALUES
from xlplan.workbook.settings_sheet import SETTINGS

AT = datetime(2013, 11, 1)
OCTOBER = Example().latest(row_rules())


def _master(**tables: list[dict[str, Value]]) -> Master:
    new = replace(OCTOBER, tables={**OCTOBER.tables, **tables})
    return _built(new)


def _built(new: NewMaster) -> Master:
    return master_of(build_master(new, made=AT), Path("master.xlsx"))


def test_each_register_has_a_sheet_whose_columns_are_its_attributes():
    assert {f.name for f in fields(Registers)} == set(VALUES) == set(REGISTER_SHEETS)
    for code, kind in VALUES.items():
        attributes = {f.name for f in fields(kind)} - {"cell"}
        assert {c.key for c in REGISTER_SHEETS[code].columns} == attributes


def test_a_measure_is_read_as_people_type_it():
    row: dict[str, Value] = {
        "code": "M1",
        "title": "Customers",
        "target": "£1.2k",
        "by_when": "31 March 2015",
    }
    found = _master(measures=[row]).plan.registers.measures
    assert found == (Measure("M1", "Customers", target=1200, by_when=date(2015, 3, 31)),)
    assert str(found[0].cell) == "Measures!A6"


def test_money_may_be_typed_in_thousands_or_millions():
    rows: list[dict[str, Value]] = [
        {"item": "AM1", "year": "2013/14", "kind": "cashable", "target": "2.9m", "achieved": "-5k"}
    ]
    found = _master(savings=rows).plan.registers.savings
    assert found == (Saving("AM1", "2013/14", "Cashable", 2_900_000, -5000),)


def test_a_cell_that_cannot_be_read_is_told_of_and_the_rest_of_its_row_is_kept():
    row: dict[str, Value] = {"code": "M1", "title": "Customers", "target": "lots", "baseline": 104}
    master = _master(measures=[row])
    assert master.plan.registers.measures[0].baseline == 104
    told = [f for f in check_master(master) if f.code == "S17"]
    assert [str(f.at) for f in told] == ["Measures!H6"]
    assert told[0].message == (
        'Measures: Target "lots" cannot be used and was left out. Type a number, as 1200 or £1.2k.'
    )


def test_a_row_without_its_month_is_told_of():
    master = _master(outturns=[{"measure": "M1", "outturn": 5}])
    assert master.plan.registers.outturns == ()
    assert [str(f.at) for f in check_master(master) if f.code == "S17"] == ["Outturns!A6"]


def test_every_setting_is_read_back_as_it_was_written():
    changed = replace(
        OCTOBER.settings,
        scale=FIVE_POINT,
        deadline=date(2013, 11, 8),
        enablers_count=True,
        any_red_guard=False,
        exceptions_slip_days=30,
        savings_target=2_900_000,
        last_cabinet=Period(2013, 4),
        plan_from=date(2012, 4, 1),
        colour="1F3150",
    )
    assert _built(replace(OCTOBER, settings=changed)).plan.settings == changed
    assert {s.key for s in SETTINGS} | {"scale"} == {f.name for f in fields(changed)}


def test_a_setting_that_cannot_be_read_says_where_and_what_to_type():
    wrong = replace(OCTOBER.settings, policy="fairest")
    with pytest.raises(NotAMaster, match=r"Settings!B\d+ says Roll-up policy \"fairest\". Choose"):
        _built(replace(OCTOBER, settings=wrong))
