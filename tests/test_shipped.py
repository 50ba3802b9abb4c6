import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from xlplan.shipped import shipped

PROJECT = Path(__file__).resolve().parent.parent


def test_a_checkout_uses_its_own_folders():
    assert shipped("templates", "plan.docx") == PROJECT / "templates" / "plan.docx"


def files_in(folder: Path) -> set[Path]:
    # Excel and LibreOffice leave lock files beside a workbook that is open.
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder) for path in found if not path.name.startswith(("~$", "."))}


@pytest.mark.slow  # builds the wheel and starts a second Python
def test_a_wheel_carries_what_is_shipped_and_finds_it(tmp_path: Path):
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run([*build, str(PROJECT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")

    ask = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from xlplan.shipped import shipped; print(shipped())"
    )
    found = subprocess.run(
        [sys.executable, "-I", "-c", ask, str(tmp_path / "installed")],
        check=True,
        capture_output=True,
        text=True,
    )

    carried = Path(found.stdout.strip())
    assert carried == tmp_path / "installed" / "xlplan" / "_shipped"
    for folder in ("templates", "workbooks"):
        assert files_in(carried / folder) == files_in(PROJECT / folder)
