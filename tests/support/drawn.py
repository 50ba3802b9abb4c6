"""Text boxes in workbooks, which openpyxl cannot make: a picture that it made becomes one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from openpyxl import load_workbook
from openpyxl.drawing.image import Image as Drawing
from PIL import Image

_SHAPE = (
    '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/>'
    '<xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="900000" cy="300000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "</xdr:spPr><xdr:txBody><a:bodyPr/>{}</xdr:txBody></xdr:sp>"
)


def picture() -> Drawing:
    """Return a small picture."""
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(made, "PNG")
    made.seek(0)
    return Drawing(made)


def with_text_box(data: bytes, tab: str, cell: str, paragraphs: Sequence[str]) -> bytes:
    """Return a workbook with a text box whose corner is in a cell; each paragraph in two runs."""
    book = load_workbook(io.BytesIO(data), rich_text=True)
    book[tab].add_image(picture(), cell)
    saved = io.BytesIO()
    book.save(saved)
    said = "".join(
        f"<a:p><a:r><a:t>{text[:3]}</a:t></a:r><a:r><a:t>{text[3:]}</a:t></a:r></a:p>"
        for text in paragraphs
    )
    made = io.BytesIO()
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            content = before.read(name).decode("latin-1")
            if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
                content = _as_text_box(content, said)
            after.writestr(name, content.encode("latin-1"))
    return made.getvalue()


def _as_text_box(drawing: str, said: str) -> str:
    """Put a shape in the place of the picture, by the namespaces that openpyxl writes."""
    root = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    )
    start = re.search(r"<(?:xdr:)?from>.*?</(?:xdr:)?from>", drawing, re.S)
    assert start
    corner = re.sub(r"<(/?)(?:xdr:)?", r"<\1xdr:", start[0])
    return (
        f'{root}<xdr:oneCellAnchor>{corner}<xdr:ext cx="900000" cy="300000"/>'
        f"{_SHAPE.format(said)}<xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"
    )
