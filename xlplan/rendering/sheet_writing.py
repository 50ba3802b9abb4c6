"""Writes plain tables into a new workbook, so that they sort, filter and read aloud."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from xlsxwriter import Workbook

from xlplan.palette import coloured
from xlplan.rendering.environment import printable
from xlplan.reports.context import Mark

_TOP = 3
_LONGEST = 32_767
Value = str | int | float | date | Mark | None


class SheetWriter:
    """A workbook being written: each table on a sheet of its own, under a title."""

    def __init__(self, book: Workbook, title: str, watermark: str, band: str) -> None:
        self._book = book
        self._title = f"{watermark}: {title}" if watermark else title
        self._band = band
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def _format(self, **said: Any) -> Any:
        key = tuple(sorted(said.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(
                {"font_name": "Arial", "font_size": 10, "valign": "top"} | said
            )
        return self._formats[key]

    def table(
        self,
        name: str,
        about: str,
        columns: Sequence[tuple[str, float, bool]],
        rows: Sequence[Sequence[Value]],
    ) -> None:
        """Write a sheet with one Excel table: columns are heading, width and whether it wraps."""
        sheet = self._sheet(name, about)
        last = len(columns) - 1
        sheet.add_table(
            _TOP, 0, _TOP + len(rows), last,
            {
                "name": f"t_{name.replace(' ', '_')}",
                "style": None,
                "columns": [{"header": heading} for heading, _, _ in columns],
            },
        )  # fmt: skip
        head = self._format(bold=True, font_color="#FFFFFF", bg_color=f"#{self._band}",
                            text_wrap=True, border=1, border_color="#C3C9D1")  # fmt: skip
        for place, (heading, width, _) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(_TOP, place, heading, head)
        for down, row in enumerate(rows, _TOP + 1):
            for place, (value, column) in enumerate(zip(row, columns, strict=True)):
                self._cell(sheet, down, place, value, wraps=column[2])
        sheet.freeze_panes(_TOP + 1, 0)
        sheet.repeat_rows(_TOP)

    def facts(self, name: str, lines: Sequence[tuple[str, str]]) -> None:
        """Write a sheet of labels and what stands beside each."""
        sheet = self._sheet(name, "Where the figures come from.")
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        for down, (label, value) in enumerate(lines, _TOP):
            sheet.write_string(down, 0, printable(label), self._format(bold=True))
            sheet.write_string(down, 1, printable(value), self._format(text_wrap=True))

    def _sheet(self, name: str, about: str) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&RPage &P of &N")
        title = self._format(bold=True, font_size=14, font_color=f"#{self._band}")
        sheet.write_string(0, 0, printable(self._title), title)
        sheet.write_string(1, 0, printable(about), self._format(font_color="#3D4A5C"))
        return sheet

    def _cell(self, sheet: Any, down: int, across: int, value: Value, *, wraps: bool) -> None:
        edge = {"border": 1, "border_color": "#C3C9D1"}
        if isinstance(value, Mark):
            fill, ink = colours(value)
            look = self._format(
                bold=True, bg_color=f"#{fill}", font_color=f"#{ink}", align="center", **edge
            )
            sheet.write_string(down, across, in_words(value), look)
        elif isinstance(value, date):
            sheet.write_datetime(
                down, across, value, self._format(num_format="dd mmm yyyy", align="left", **edge)
            )
        elif isinstance(value, str) and value:
            text = printable(value)[:_LONGEST]
            sheet.write_string(down, across, text, self._format(text_wrap=wraps, **edge))
        elif value is None or value == "":
            sheet.write_blank(down, across, None, self._format(**edge))
        else:
            shown = {"num_format": "#,##0"} if abs(value) >= 1000 else {}
            sheet.write_number(down, across, float(value), self._format(**shown, **edge))


@cache
def colours(mark: Mark) -> tuple[str, str]:
    """Return the hex colours of a mark's cell and of the words on it."""
    swatch = coloured(mark.key)
    return swatch.fill, swatch.text


def in_words(mark: Mark) -> str:
    """Return a rating as its letter and word, as A Amber; N/A stays one word."""
    return mark.word if mark.letter == mark.word else f"{mark.letter} {mark.word}"
