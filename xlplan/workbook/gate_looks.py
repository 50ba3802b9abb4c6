"""Whether a cell that got a value looks as before; one with a date may have to show it as one."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from xml.etree import ElementTree

from xlplan.workbook.gate_asked import Meant
from xlplan.workbook.gate_text import name_of
from xlplan.workbook.gate_view import Opened

_OF_NUMBERS = ("numFmtId", "applyNumberFormat")


class Looks:
    """The cell formats of a workbook that was edited, by their numbers ("" is 0)."""

    def __init__(self, new: Opened) -> None:
        self._new = new
        self._dated: dict[tuple[str, str], bool] = {}

    def is_kept(self, was: str, now: str, value: Meant) -> bool:
        """Whether a format is the one of before, or for a date differs in its number format."""
        if was == now:
            return True
        if not isinstance(value, date):
            return False
        if (was, now) not in self._dated:
            first, then = (self._beside_numbers(int(style or "0")) for style in (was, now))
            self._dated[was, now] = first == then
        return self._dated[was, now]

    def _beside_numbers(self, number: int) -> tuple[object, ...]:
        # A number that no format has stands for the first, as in the programs that show it.
        made = self._formats[number if number < len(self._formats) else 0]
        marks = {key: value for key, value in made.attrib.items() if key not in _OF_NUMBERS}
        return marks, [ElementTree.tostring(element).strip() for element in made]

    @cached_property
    def _formats(self) -> list[ElementTree.Element]:
        root = self._new.tree(self._new.part_of_kind("styles"))
        return [e for group in root if name_of(group) == "cellXfs" for e in group]
