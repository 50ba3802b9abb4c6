"""The sheet of a fix list in an officer's own return: what was printed on it, and what was not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from xlplan.model import clean
from xlplan.typed import shown
from xlplan.workbook.layout import MARK
from xlplan.workbook.package import Package, Sheet
from xlplan.workbook.reader import find_sheet

FIX_LIST = "fix-list"
_COLUMNS = 4
_LETTERS = 8
_ROOM = 32_000


def printed_mark(texts: Iterable[str]) -> str:
    """Return what stands in the hidden row: a short hash of each text that is printed.

    It is blank where there are more of them than a cell can hold.
    """
    said = " ".join(sorted({_hash(text) for text in texts}))
    return said if len(said) <= _ROOM else ""


def typed_on_fix_list(package: Package) -> tuple[Sheet | None, list[tuple[int, int]]]:
    """Return the fix list that a return carries, and the cells in which somebody has typed."""
    sheet = find_sheet(package, FIX_LIST)
    return sheet, sorted(_typed(sheet)) if sheet else []


def _typed(sheet: Sheet) -> Iterator[tuple[int, int]]:
    top = next(r for r in sheet.lines if str(sheet.value(r, 1) or "").startswith(MARK))
    printed = set(str(sheet.value(top, 2) or "").split())
    for row, line in sheet.lines.items():
        for column in line.held if row != top else ():
            is_printed = not printed or _hash(shown(sheet.value(row, column))) in printed
            if column > _COLUMNS or not is_printed:
                yield row, column


def _hash(text: str) -> str:
    return hashlib.sha256(clean(text).encode()).hexdigest()[:_LETTERS]
