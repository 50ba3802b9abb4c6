"""Programs that tests need and pip cannot install."""

import os
import shutil

import pytest


def needed(program: str, *, package: str) -> str:
    """Return the path of a program; without it the test fails in CI and skips elsewhere."""
    found = shutil.which(program)
    if found is None:
        missing = f"{program} is not installed; on Debian it is in the package {package}"
        if os.environ.get("CI"):
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    return found
