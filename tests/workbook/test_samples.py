"""The example workbooks in the repository are what their text makes, byte for byte."""

from pathlib import Path

import pytest

from xlplan.cycle.samples import samples

FOLDER = Path(__file__).parents[2] / "workbooks"
MADE = samples()


@pytest.mark.parametrize("name", sorted(MADE))
def test_an_example_workbook_is_what_its_text_makes(name: str):
    kept = (FOLDER / name).read_bytes()
    assert kept == MADE[name], "run: python -m xlplan.cycle.samples"
