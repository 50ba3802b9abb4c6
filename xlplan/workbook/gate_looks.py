"""Whether a cell that got a value looks as before; one with a date may have to show it as one."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from xml.etree import ElementTree

from xlplan.workbook.gate_asked import Meant
from xlplan.workbook.gate_text import name_of
from xlplan.workbook.gate_view import Opened

_OF_NUMBERS = ("numFmtId", "applyNumberFormat")
# Built-in formats of plain numbers, percentages, fractions and text.
_NUMBERS = (*range(14), *range(37, 45), 48, 49)
_DAYS = (14, 15, 22)
_WORDS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Looks:
    """The cell formats of a workbook that was edited, by their numbers ("" is 0)."""

    def __init__(self, new: Opened) -> None:
        self._new = new
        self._dated: dict[tuple[str, str], bool] = {}

    def is_kept(self, was: str, now: str, value: Meant) -> bool:
        """Whether a format is the one of before, or one that differs in that it shows a date.

        A date must not look like a number.
        """
        if not isinstance(value, date):
            return was == now
        if (was, now) not in self._dated:
            self._dated[was, now] = self._is_dated(int(was or "0"), int(now or "0"))
        return self._dated[was, now]

    def _is_dated(self, was: int, now: int) -> bool:
        if was == now:
            return self._code(now) is not None
        is_needed = not self._is_day(was) and now < len(self._formats) and self._is_day(now)
        return is_needed and self._beside_numbers(was) == self._beside_numbers(now)

    def _is_day(self, style: int) -> bool:
        """Whether a format surely shows the day, the month and the year."""
        return {"y", "d"} <= set(_WORDS.sub("", self._code(style) or "").lower())

    def _code(self, style: int) -> str | None:
        """Return the code of the numbers of a format; None where they are never days."""
        made = self._formats[style if style < len(self._formats) else 0]
        number = int(made.get("numFmtId", "0"))
        if number in self._codes:
            return self._codes[number]
        return None if number in _NUMBERS else "yd" if number in _DAYS else ""

    @cached_property
    def _codes(self) -> dict[int, str]:
        root = self._new.tree(self._new.part_of_kind("styles"))
        own = [e for group in root if name_of(group) == "numFmts" for e in group]
        return {int(e.get("numFmtId", "0")): e.get("formatCode", "") for e in own}

    def _beside_numbers(self, number: int) -> tuple[object, ...]:
        # A number that no format has stands for the first, as in the programs that show it.
        made = self._formats[number if number < len(self._formats) else 0]
        marks = {key: value for key, value in made.attrib.items() if key not in _OF_NUMBERS}
        return marks, [ElementTree.tostring(element).strip() for element in made]

    @cached_property
    def _formats(self) -> list[ElementTree.Element]:
        root = self._new.tree(self._new.part_of_kind("styles"))
        return [e for group in root if name_of(group) == "cellXfs" for e in group]
