"""The ribbon as a file: xlplan.xlam, built from the reviewed text in templates/excel."""

from __future__ import annotations

import zipfile
from io import BytesIO

from xlplan.excel.vba_project import Module, vba_project
from xlplan.shipped import shipped

NAME = "xlplan.xlam"
PROJECT = "XlplanAddIn"
_PROJECT_ID = "{5B0F6A52-7C39-4E1D-9A57-2D6B8C4E1F03}"
_DOCUMENTS = ("ThisWorkbook.cls", "Sheet1.cls")
_MODULES = ("Ribbon.bas",)
# Times and compression would differ from one machine to another; nothing here needs either.
_TIME = (1980, 1, 1, 0, 0, 0)

_PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/core.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/styles.xml",
)


def build_addin() -> bytes:
    """Return xlplan.xlam; the same text gives the same bytes on every machine."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
        for name, data in _contents().items():
            info = zipfile.ZipInfo(name, date_time=_TIME)
            info.create_system = 0
            package.writestr(info, data)
    return made.getvalue()


def _contents() -> dict[str, bytes]:
    parts = {name: _text(f"package/{name}").encode() for name in _PARTS}
    parts["customUI/customUI14.xml"] = _text("ribbon.xml").encode()
    modules = [Module(_text(name), is_document=True) for name in _DOCUMENTS]
    modules += [Module(_text(name)) for name in _MODULES]
    parts["xl/vbaProject.bin"] = vba_project(PROJECT, _PROJECT_ID, modules)
    return parts


def _text(name: str) -> str:
    # A checkout with Windows' line ends builds the same bytes.
    return shipped("templates", "excel", name).read_text(encoding="utf-8").replace("\r\n", "\n")
