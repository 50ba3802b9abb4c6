"""LibreOffice without a window: recalculates workbooks, and turns documents into PDF."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from tests.support.programs import needed

# 0 is "always": otherwise LibreOffice trusts the values that another program saved in the file.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale"
 oor:op="fuse"><value>en-GB</value></prop></item>
</oor:items>
"""

_START, _PER_FILE = 120, 30  # seconds, generous: a build machine may be busy


@dataclass(frozen=True)
class LibreOffice:
    """One program with one private profile; each call starts it once, for any number of files."""

    program: str
    folder: Path
    _calls: Iterator[int] = field(default_factory=count, init=False)

    def recalculated(self, paths: Path | Iterable[Path]) -> list[Path]:
        """Return copies of the workbooks with every formula worked out, in the order given."""
        return self.converted(paths, "xlsx")

    def to_pdf(self, paths: Path | Iterable[Path]) -> list[Path]:
        """Return the documents or workbooks as PDF files, in the order given."""
        return self.converted(paths, "pdf")

    def converted(self, paths: Path | Iterable[Path], to: str) -> list[Path]:
        """Return the files in another format, in the order given."""
        call = self.folder / f"call-{next(self._calls)}"
        sources = _staged([paths] if isinstance(paths, Path) else list(paths), call / "in")
        results = [call / "out" / f"{source.stem}.{to}" for source in sources]
        if sources:
            said = self._run(["--convert-to", to, "--outdir", str(call / "out")], sources)
            missing = [result.name for result in results if not result.exists()]
            assert not missing, f"LibreOffice did not make {missing}:\n{said}"
        return results

    def _run(self, arguments: list[str], sources: list[Path]) -> str:
        profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        done = subprocess.run(
            [self.program, profile, "--headless", "--norestore", *arguments, *map(str, sources)],
            capture_output=True,
            text=True,
            check=False,
            timeout=_START + _PER_FILE * len(sources),
        )
        return done.stdout + done.stderr


def _staged(paths: list[Path], folder: Path) -> list[Path]:
    # All results land in one folder, so two files called return.xlsx must not share a name.
    folder.mkdir(parents=True)
    staged: list[Path] = []
    for number, path in enumerate(paths):
        taken = {other.stem for other in staged}
        name = f"{path.stem}-{number}{path.suffix}" if path.stem in taken else path.name
        staged.append(Path(shutil.copy(path, folder / name)))
    return staged


def started(folder: Path) -> LibreOffice:
    """Return a LibreOffice whose profile, copies and results lie in an empty folder."""
    program = needed("soffice", package="libreoffice-calc")
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    return LibreOffice(program, folder)


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """LibreOffice with a profile of its own for this test run."""
    return started(tmp_path_factory.mktemp("libreoffice"))
