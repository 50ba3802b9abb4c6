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

_MACRO = 'macro:///Standard.Recalculate.Run("{}","{}")'
_RECALCULATE = """
Sub Run(source As String, target As String)
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "Hidden" : how(0).Value = True
  how(1).Name = "MacroExecutionMode" : how(1).Value = 4
  book = StarDesktop.loadComponentFromURL(source, "_blank", 0, how())
  book.calculateAll()
  Dim form(0) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName" : form(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL(target, form())
  book.close(True)
End Sub
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

    def opened_with_macros(self, path: Path) -> list[Path]:
        """Return an Excel file with macros as LibreOffice has it, in its own format."""
        return self.converted(path, "ods", "--infilter=Calc MS Excel 2007 VBA XML")

    def run_macros(self, paths: Iterable[Path]) -> list[Path]:
        """Return copies of workbooks with every formula worked out, by their own macros too."""
        call = self.folder / f"call-{next(self._calls)}"
        sources = _staged(list(paths), call / "in")
        results = [call / f"{source.stem}.xlsx" for source in sources]
        # The first start makes the profile and runs no macro.
        self._run(["--terminate_after_init"], [])
        _write_macro(self.folder / "profile" / "user" / "basic")
        for source, result in zip(sources, results, strict=True):
            said = self._run([_MACRO.format(source.as_uri(), result.as_uri())], [])
            assert result.exists(), f"LibreOffice did not make {result.name}:\n{said}"
        return results

    def converted(self, paths: Path | Iterable[Path], to: str, *how: str) -> list[Path]:
        """Return the files in another format, in the order given."""
        call = self.folder / f"call-{next(self._calls)}"
        sources = _staged([paths] if isinstance(paths, Path) else list(paths), call / "in")
        results = [call / "out" / f"{source.stem}.{to}" for source in sources]
        if sources:
            said = self._run([*how, "--convert-to", to, "--outdir", str(call / "out")], sources)
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


def _write_macro(folder: Path) -> None:
    """Write a macro of LibreOffice's own: converting a file runs none of the file's."""
    library = folder / "Standard"
    library.mkdir(parents=True, exist_ok=True)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = 'xmlns:library="http://openoffice.org/2000/library" library:name="Standard"'
    (folder / "script.xlc").write_text(
        f"{head}<library:libraries {space.rpartition(' ')[0]} "
        'xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard" '
        'xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" '
        'library:link="false"/></library:libraries>',
        encoding="utf-8",
    )
    (library / "script.xlb").write_text(
        f'{head}<library:library {space} library:readonly="false" '
        'library:passwordprotected="false"><library:element library:name="Recalculate"/>'
        "</library:library>",
        encoding="utf-8",
    )
    (library / "Recalculate.xba").write_text(
        f'{head}<script:module xmlns:script="http://openoffice.org/2000/script" '
        f'script:name="Recalculate" script:language="StarBasic">{_RECALCULATE}</script:module>',
        encoding="utf-8",
    )


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
