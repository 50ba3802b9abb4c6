"""The pages that a paper's contents name: laid out by another program, then written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlplan.rendering import pdf
from xlplan.rendering.printers import NoPdf, Printer

_UNPAGED = (
    "The contents name no pages, as {why}: in Word, press Ctrl+A and then F9, and it fills them in."
)


def paged(
    render: Callable[[Sequence[int]], bytes], printer: Printer | None, *, is_pdf: bool = False
) -> tuple[bytes, str]:
    """Return a Word paper whose contents name pages where a program can lay it out.

    `render` makes the paper from the page of each heading, or without any. The text is "" or says
    why there are none. Raises NoPdf where nothing is laid out and a PDF was asked for.
    """
    paper = render(())
    if printer is None:
        return paper, _UNPAGED.format(why="LibreOffice is not here")
    try:
        pages = pdf.heading_pages(printer.printed(paper))
    except NoPdf:
        if is_pdf:
            raise
        return paper, _UNPAGED.format(why="LibreOffice did not lay it out")
    return render(pages), ""
