import subprocess
import sys

import pytest

HEAVY = {"docxtpl", "jinja2", "lxml", "openpyxl", "pandas", "xlwings"}


def imported(*arguments: str) -> set[str]:
    """The top-level packages that a run of Python imports, by its own account."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def test_asking_for_help_waits_for_no_heavy_library():
    modules = imported("-m", "xlplan", "--help")

    assert "xlplan" in modules
    assert modules & HEAVY == set()


@pytest.mark.parametrize("module", sorted(HEAVY))
def test_a_heavy_library_would_be_noticed(module: str):
    assert module in imported("-c", f"import {module}")


def test_a_command_about_files_does_not_wait_for_what_speaks_to_excel():
    modules = imported("-m", "xlplan", "rules")

    assert "openpyxl" in modules
    assert "xlwings" not in modules
