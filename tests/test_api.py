"""Analysts open a master and get tidy frames, with documented columns, types and units."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

import xlplan
from tests.cycle.months import AT, answers, issue_october, new_master, plan_rows, send
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import consolidate
from xlplan.history.frames import COLUMNS
from xlplan.model import Plan, Refusal

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder = tmp_path_factory.mktemp("api")
    master = new_master(folder, plan_rows(2))
    one = issue_october(master)["Property Manager"]
    send(one, folder / "in", answers(["AM1"], rag="Amber", corrective_action="Sign by March."))
    consolidate(master, folder / "in", at=AT)
    close(master, at=AT + timedelta(hours=1))
    return xlplan.open(str(master))


def test_items_are_a_row_each_with_the_rating_that_counts(october: Plan):
    items = xlplan.items_frame(october)

    assert items["ref"].tolist() == ["AM", "AM1", "AM2"]
    one = items.set_index("ref").loc["AM1"]
    assert (one["rating"], one["score"], one["declared"], one["level"]) == (
        "Amber",
        2,
        "Amber",
        "Item",
    )
    assert one["due"] == pd.Timestamp(2014, 3, 31)
    assert (one["days_approved"], one["moves"], one["is_overdue"]) == (0, 0, False)
    assert items["rating"].isna().tolist() == [True, False, True]
    assert one["cell"].startswith("Asset management!")


def test_history_has_each_closed_month(october: Plan):
    history = xlplan.history_frame(october)

    assert set(history["period"]) == {pd.Timestamp(2013, 10, 31)}
    assert history.set_index("ref")["rating"].dropna().to_dict() == {"AM1": "Amber"}


def test_changes_are_each_cell_that_was_merged(october: Plan):
    changes = xlplan.changes_frame(october)

    rated = changes[changes["field"] == "Rating"]
    assert rated[["ref", "now", "by"]].to_numpy().tolist() == [["AM1", "Amber", "Property Manager"]]
    assert rated["changed_at"].tolist() == [pd.Timestamp(datetime(2013, 11, 1, 9, 30))]


@pytest.mark.parametrize("name", COLUMNS)
def test_a_frame_has_its_columns_and_types_even_when_it_is_empty(october: Plan, name: str):
    full = getattr(xlplan, name)(october)
    empty = getattr(xlplan, name)(Plan(october.settings, (), ()))

    assert len(full) and not len(empty)
    for made in (full, empty):
        assert [(c, str(t)) for c, t in made.dtypes.items()] == [
            (column.name, column.dtype) for column in COLUMNS[name]
        ]


def test_what_is_no_master_is_refused_in_words(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="There is no"):
        xlplan.open(tmp_path / "none.xlsx")
    (tmp_path / "plan.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(Refusal):
        xlplan.open(tmp_path / "plan.xlsx")
    with pytest.raises(AttributeError):
        xlplan.nothing  # noqa: B018


def test_importing_xlplan_brings_nothing_heavy():
    said = "import sys, xlplan; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"pandas", "lxml", "openpyxl", "numpy"}
