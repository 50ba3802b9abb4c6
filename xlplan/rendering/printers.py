"""The programs that lay out a Word paper and print it as PDF: LibreOffice, or Word on Windows."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from xlplan.model import Refusal

_SECONDS = 180
_PROGRAMS = ("soffice", "libreoffice")
_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_OPTIONS = {
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "PDFUACompliance": {"type": "boolean", "value": "true"},
    "ExportBookmarks": {"type": "boolean", "value": "true"},
    "InitialView": {"type": "long", "value": "1"},
    "DisplayPDFDocumentTitle": {"type": "boolean", "value": "true"},
}
# Word's own numbers: wdExportFormatPDF, wdExportCreateHeadingBookmarks, wdAlertsNone,
# wdDoNotSaveChanges, msoAutomationSecurityForceDisable.
_AS_PDF, _BY_HEADING, _SILENT, _UNSAVED, _NO_MACROS = 17, 1, 0, 0, 3


class NoPdf(Refusal):
    """A PDF needs {what}, which is not here. Install it, or open the Word paper and save it as PDF.

    Raised before anything is written.
    """


class Printer(Protocol):
    """A program that prints a Word paper."""

    def printed(self, word: bytes) -> bytes:
        """Return a Word paper as PDF: tagged, with a bookmark for each heading; or raise NoPdf."""


@dataclass(frozen=True)
class LibreOffice:
    """LibreOffice, without a window and with a profile of its own."""

    program: str

    def printed(self, word: bytes) -> bytes:
        """Return a Word paper as LibreOffice prints it; raise NoPdf when nothing comes back."""
        with TemporaryDirectory() as place:
            folder = Path(place)
            source, made = folder / "paper.docx", folder / "paper.pdf"
            source.write_bytes(word)
            self._convert(source)
            if not made.exists():
                raise NoPdf(what="a LibreOffice that prints (this one gave nothing back)")
            return made.read_bytes()

    def _convert(self, source: Path) -> None:
        try:
            subprocess.run(
                [
                    self.program,
                    f"-env:UserInstallation={(source.parent / 'profile').as_uri()}",
                    *("--headless", "--norestore", "--convert-to"),
                    f"pdf:writer_pdf_Export:{json.dumps(_OPTIONS)}",
                    *("--outdir", str(source.parent), str(source)),
                ],
                capture_output=True,
                check=False,
                timeout=_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired):
            raise NoPdf(what="a LibreOffice that prints (this one did not finish)") from None


@dataclass(frozen=True)
class MicrosoftWord:
    """Word itself on Windows, through COM; `start` opens it.

    Written from Microsoft's description of ExportAsFixedFormat, and tested with a stand-in.
    """

    start: Callable[[], Any]

    def printed(self, word: bytes) -> bytes:
        """Return a Word paper as Word exports it; raise NoPdf when Word will not."""
        with TemporaryDirectory() as place:
            source, made = Path(place) / "paper.docx", Path(place) / "paper.pdf"
            source.write_bytes(word)
            try:
                self._export(source, made)
            except Exception as failed:  # COM has one error class, known only where Word is
                raise NoPdf(what=f"a Word that exports (this one said: {failed})") from failed
            if not made.exists():
                raise NoPdf(what="a Word that exports (this one gave nothing back)")
            return made.read_bytes()

    def _export(self, source: Path, made: Path) -> None:
        program = self.start()
        try:
            program.Visible = False
            program.DisplayAlerts = _SILENT
            program.AutomationSecurity = _NO_MACROS
            document = program.Documents.Open(
                FileName=str(source), ReadOnly=True, AddToRecentFiles=False, Visible=False
            )
            try:
                document.ExportAsFixedFormat(
                    OutputFileName=str(made),
                    ExportFormat=_AS_PDF,
                    OpenAfterExport=False,
                    IncludeDocProps=True,
                    CreateBookmarks=_BY_HEADING,
                    DocStructureTags=True,
                    BitmapMissingFonts=True,
                    UseISO19005_1=False,
                )
            finally:
                document.Close(SaveChanges=_UNSAVED)
        finally:
            program.Quit(SaveChanges=_UNSAVED)


def find_libre_office() -> LibreOffice | None:
    """Return LibreOffice where it is installed."""
    found = next((p for name in _PROGRAMS if (p := shutil.which(name))), None)
    found = found or next((p for p in _USUAL_PLACES if Path(p).exists()), None)
    return LibreOffice(found) if found else None


def find_word() -> MicrosoftWord | None:
    """Return Word where pywin32 can start it: on Windows, where xlwings brings pywin32 along."""
    try:
        client = import_module("win32com.client")
        registry = import_module("winreg")
        registry.CloseKey(registry.OpenKey(registry.HKEY_CLASSES_ROOT, "Word.Application"))
    except (ImportError, OSError):
        return None
    # A Word of its own: one that is open has the user's papers in it.
    return MicrosoftWord(lambda: client.DispatchEx("Word.Application"))


def find_printer() -> Printer:
    """Return what prints a paper here; raise NoPdf when there is neither."""
    found = find_libre_office() or find_word()
    if found is None:
        raise NoPdf(what="LibreOffice (or Word, on Windows)")
    return found
