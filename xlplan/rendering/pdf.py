"""What a printed paper says of its headings' pages, and what the printing program leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree

from xlplan.rendering.printers import NoPdf

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def require_pikepdf() -> None:
    """Raise NoPdf when what reads a PDF is not installed."""
    _pikepdf()


def _pikepdf() -> Any:
    try:
        import pikepdf
    except ImportError:
        raise NoPdf(what='pikepdf (pip install "xlplan[pdf]")') from None
    return pikepdf


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
    """Return a printed paper with what is left out: its title shown, language and alt text."""
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
