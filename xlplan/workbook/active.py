"""What a package carries that could act or reach outside: named, and never run or followed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xlplan.workbook.cells import local
from xlplan.workbook.formulas import LateFormula, WrittenFormula
from xlplan.workbook.guard import Parts
from xlplan.workbook.relations import pointers_in
from xlplan.workbook.sheets import Sheet
from xlplan.workbook.waiting_rows import WaitingLines

_BY_NAME = (
    (re.compile(r"vbaproject\.bin$"), "macros"),
    (re.compile(r"^xl/(macrosheets|intlmacrosheets)/"), "macros of the old kind"),
    (re.compile(r"^xl/embeddings/"), "other files inside it"),
    (re.compile(r"^xl/activex/"), "ActiveX controls"),
    (re.compile(r"^xl/(connections\.xml|querytables/|customdata/)"), "connections to data"),
)
_LINK = re.compile(r"^xl/externallinks/[^/]+\.xml$")
_DDE = re.compile(r"\s*[+@-]?\s*['\"]?\w[\w .\\:]*['\"]?\|")
# What may be such a formula as XML has it: what stands before its bar, and the bar.
_AS_WRITTEN = re.compile(r"[\w\s+@.\\:'\"&;#-]*(?:\||&#|_x00)")
_REACHING = ("image", "attachedTemplate", "frame", "video", "audio")
_MOST_LINKS = 200


def active_content(parts: Parts, sheets: Iterable[Sheet]) -> tuple[str, ...]:
    """Return what a package carries besides cells, in words, each kind once."""
    found = (*_named(parts), *_links(parts), *_reaching(parts), *_typed(sheets))
    return tuple(dict.fromkeys(found))


def _names(parts: Parts) -> Iterator[str]:
    return (info.filename.lower().lstrip("/") for info in parts.members)


def _named(parts: Parts) -> Iterator[str]:
    for pattern, words in _BY_NAME:
        if any(pattern.search(name) for name in _names(parts)):
            yield words


def _links(parts: Parts) -> Iterator[str]:
    for name in [n for n in _names(parts) if _LINK.match(n)][:_MOST_LINKS]:
        kinds = {local(element) for element in parts.xml(name)}
        is_dde = "ddeLink" in kinds
        yield "a DDE link, which starts another program" if is_dde else "links to other workbooks"


def _reaching(parts: Parts) -> Iterator[str]:
    for name in [n for n in _names(parts) if n.endswith(".rels")][:_MOST_LINKS]:
        said = pointers_in(parts, name, "")
        if any(r.is_external and r.kind in _REACHING for r in said.values()):
            yield "pictures kept elsewhere"


def _typed(sheets: Iterable[Sheet]) -> Iterator[str]:
    live = (sheet.lines for sheet in sheets if not isinstance(sheet.lines, WaitingLines))
    # What a cell shares stands in another, which is looked at.
    formulas = (f for lines in live for line in lines.values() for f in line.own_formulas())
    if any(_may_be_dde(formula) and _DDE.match(str(formula)) for formula in formulas):
        yield "a DDE formula, which starts another program"


def _may_be_dde(formula: str | LateFormula) -> bool:
    if isinstance(formula, str):
        return True
    return isinstance(formula, WrittenFormula) and _AS_WRITTEN.match(formula.written) is not None
