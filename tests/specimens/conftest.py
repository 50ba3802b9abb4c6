"""The workbooks of others, in the folder that XLPLAN_SPECIMENS names; not part of the project."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def specimens() -> list[Path]:
    """The rich workbooks; without them the test fails in CI and skips elsewhere."""
    folder = os.environ.get("XLPLAN_SPECIMENS", "")
    found = sorted(Path(folder).glob("*.xl[st][xm]")) if folder else []
    if not found:
        missing = f"XLPLAN_SPECIMENS names no folder of workbooks ({folder or 'it is not set'})"
        if os.environ.get("CI"):
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    return found
