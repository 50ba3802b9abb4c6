"""A Word paper as PDF: LibreOffice prints it with tags, and what it leaves out is put in."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from lxml import etree

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
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


class NoPdf(Refusal):
    """A PDF needs {what}, which is not here. Install it, or open the Word paper and save it as PDF.

    Raised before anything is written.
    """


def find_office() -> str:
    """Return where LibreOffice is; raise NoPdf when it is not here."""
    found = next((p for name in _PROGRAMS if (p := shutil.which(name))), None)
    found = found or next((p for p in _USUAL_PLACES if Path(p).exists()), None)
    if found is None:
        raise NoPdf(what="LibreOffice")
    _pikepdf()
    return found


def _pikepdf() -> Any:
    try:
        import pikepdf
    except ImportError:
        raise NoPdf(what='pikepdf (pip install "xlplan[pdf]")') from None
    return pikepdf


def printed(word: bytes, office: str) -> bytes:
    """Return a Word paper as LibreOffice prints it: tagged, with bookmarks.

    Raises NoPdf when LibreOffice gives nothing back.
    """
    with TemporaryDirectory() as place:
        folder = Path(place)
        source = folder / "paper.docx"
        source.write_bytes(word)
        subprocess.run(
            [
                office,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *("--headless", "--norestore", "--convert-to"),
                f"pdf:writer_pdf_Export:{json.dumps(_OPTIONS)}",
                *("--outdir", str(folder), str(source)),
            ],
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
        made = folder / "paper.pdf"
        if not made.exists():
            raise NoPdf(what="a LibreOffice that prints (this one gave nothing back)")
        return made.read_bytes()


def heading_pages(pdf: bytes) -> tuple[int, ...]:
    """Return the page of each heading of a printed paper, in order, counted from 1."""
    pikepdf = _pikepdf()
    with pikepdf.open(BytesIO(pdf)) as document:
        places = {page.objgen: number for number, page in enumerate(document.pages, 1)}
        with document.open_outline() as outline:
            return tuple(_pages(outline.root, places))


def _pages(entries: Any, places: dict[Any, int]) -> Iterator[int]:
    for entry in entries:
        destination = entry.destination
        if destination is None and entry.action is not None:
            destination = entry.action.get("/D")
        yield places.get(destination[0].objgen, 0) if destination is not None else 0
        yield from _pages(entry.children, places)


def finished(pdf: bytes, word: bytes) -> bytes:
    """Return a printed paper with what LibreOffice leaves out: title shown, language, alt text."""
    pikepdf = _pikepdf()
    told = [d.get("descr", "") for d in _document(word).iter(_DRAWN)]
    with pikepdf.open(BytesIO(pdf)) as document:
        document.Root.Lang = pikepdf.String("en-GB")
        document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        for figure, words in zip(figures(document), told, strict=False):
            figure.Alt = pikepdf.String(words)
        target = BytesIO()
        document.save(target, deterministic_id=True)
    return target.getvalue()


def _document(word: bytes) -> Any:
    with ZipFile(BytesIO(word)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def figures(document: Any) -> list[Any]:
    """Return the figures of a tagged PDF, in reading order."""
    return list(_figures(document.Root.get("/StructTreeRoot"), set()))


def _figures(node: Any, seen: set[Any]) -> Iterator[Any]:
    if not isinstance(node, _pikepdf().Dictionary) or node.objgen in seen:
        return
    if node.is_indirect:
        seen.add(node.objgen)
    if str(node.get("/S", "")) == "/Figure":
        yield node
    below = node.get("/K", ())
    for child in below if isinstance(below, _pikepdf().Array) else (below,):
        yield from _figures(child, seen)
