"""Rows of one form, read by a pattern made for it.

Rows of a sheet mostly differ in their number and in what is typed: the same cells are blank, and
the others hold the same kind of thing. To match such a row as a whole takes a fifth of the time
that it takes to find its cells one by one. A pattern is made once many rows have had its form,
and is kept for the next workbook.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from xlplan.model import CellValue
from xlplan.workbook.cells import decode, resolved
from xlplan.workbook.formulas import Formula, LateFormula, SharedFormula, WrittenFormula
from xlplan.workbook.lines import Cell, Line
from xlplan.workbook.plain_lines import EMPTY, PlainLine, PlainSheet, Shape

# So many rows pay for their pattern.
OFTEN = 16
_CONTENTS: Mapping[str, str] = {
    "f": "<f>([^<]*+)</f>",
    "v": "<v>([^<]++)</v>",
    "t": '<is><t(?: xml:space="preserve")?+>([^<]++)</t></is>',
}
Key = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
Written = tuple[Sequence[str | Formula], Sequence[str], Sequence[str]]


class Uses:
    """How often a form was met, and its pattern once that is often.

    The form is told by the letters of its columns, the attributes of its cells and what these
    hold: a formula (f, or the element that says which one it shares), a value (v), a text (t).
    """

    def __init__(self, key: Key) -> None:
        self._key = key
        self._count = 0
        self._pattern: re.Pattern[str] | None = None

    def pattern(self) -> re.Pattern[str] | None:
        """Return the pattern; None while the form is met seldom."""
        self._count += 1
        if self._pattern is None and self._count >= OFTEN:
            # All cells must say one number, which is looked at when a row has matched.
            cells = (
                f'<c r="{letters}{chr(92) + "1" if place else "([0-9]++)"}"{re.escape(marks)}'
                f"{_as_pattern(held)}"
                for place, (letters, marks, held) in enumerate(zip(*self._key, strict=True))
            )
            self._pattern = re.compile("".join(cells))
        return self._pattern


@lru_cache(maxsize=256)
def uses_of(key: Key) -> Uses:
    """Return how often a form was met lately, in whatever workbook."""
    return Uses(key)


def _as_pattern(held: str) -> str:
    if not held:
        return "/>"
    shared, rest = held[: held.rfind(">") + 1], held[held.rfind(">") + 1 :]
    return f">{re.escape(shared)}{''.join(_CONTENTS[what] for what in rest)}</c>"


def contents(elements: Sequence[str], written: Written) -> tuple[str, ...] | None:
    """Return what each cell of a row holds; None where it is not held in the plainest way.

    `elements` are those of its formulas.
    """
    found: list[str] = []
    for element, formula, stored, text in zip(elements, *written, strict=True):
        is_shared = isinstance(formula, Formula)
        if (element and not (is_shared or element.startswith("<f>"))) or stored in EMPTY:
            return None
        what = element if is_shared else "f" if element else ""
        found.append(what + ("v" if stored else "") + ("t" if text else ""))
    return tuple(found)


class Form:
    """A form of the rows of one worksheet, and the pattern that such rows match.

    `formulas` and `said` are groups of the pattern by column, `shared` the formulas that other
    cells share with those of the form.
    """

    def __init__(
        self,
        sheet: PlainSheet,
        shape: Shape,
        held: Sequence[str],
        formulas: Sequence[str | Formula],
        pattern: re.Pattern[str],
    ) -> None:
        self.sheet = sheet
        self.shape = shape
        self.pattern = pattern
        said = zip(shape.columns, formulas, strict=True)
        self.shared = {column: one for column, one in said if isinstance(one, Formula)}
        self.live = [column for column, one in zip(shape.columns, formulas, strict=True) if one]
        self.held = [c for c, holds in zip(shape.columns, held, strict=True) if holds]
        self.formulas: dict[int, int] = {}
        self.said: dict[int, int] = {}
        self._strings: list[int] = []
        group = 0
        for column, kind, holds in zip(shape.columns, shape.kinds, held, strict=True):
            for what in holds[holds.rfind(">") + 1 :]:
                group += 1
                (self.formulas if what == "f" else self.said)[column] = group
                if what == "v" and kind == "s":
                    self._strings.append(group)

    def line(self, piece: str, start: int, row: int, *, is_hidden: bool) -> FormedLine | None:
        """Return a row of this form; None for one of another."""
        match = self.pattern.fullmatch(piece, start)
        if match is None:
            return None
        said = match.groups()
        if said[0] != str(row) or any(said[n] not in self.sheet.strings for n in self._strings):
            return None
        return FormedLine(self, row, said, is_hidden)


class FormedLine(Line):
    """A row of a known form, as its number and what stands in its cells."""

    __slots__ = ("_form", "_is_hidden", "_row", "_said")

    def __init__(self, form: Form, row: int, said: tuple[str, ...], is_hidden: bool) -> None:
        self._form = form
        self._row = row
        self._said = said
        self._is_hidden = is_hidden

    @property
    def held(self) -> Sequence[int]:
        """The columns that hold a value or a formula."""
        return self._form.held

    @property
    def columns(self) -> Sequence[int]:
        """The columns that have a cell."""
        return self._whole.columns

    @property
    def with_formula(self) -> Sequence[int]:
        """The columns that hold a formula."""
        return self._form.live

    @property
    def dressed(self) -> Collection[int]:
        """The columns whose cells would not show a value as it is; blank ones may be among them."""
        form = self._form
        return self._whole.dressed if form.sheet.has_rich_text else form.shape.dressed

    def values(self) -> dict[int, CellValue]:
        """Return what each cell holds, by column."""
        found = {column: self.value(column) for column in self._form.said}
        return {column: value for column, value in found.items() if value is not None}

    def value(self, column: int) -> CellValue:
        """Return what the cell in a column holds; None when it holds nothing."""
        form = self._form
        group = form.said.get(column)
        if group is None:
            return None
        said, shape, place = self._said[group], form.shape, form.shape.places[column]
        if shape.inline[place]:
            return said if "&" not in said and "_x" not in said else decode(resolved(said))
        kind = shape.kinds[place]
        if kind == "s":
            return form.sheet.strings[said].plain
        return form.sheet.value(kind, said, shape.styles[place].is_date)

    def cell(self, column: int) -> Cell | None:
        """Return the cell in a column; None when there is none."""
        return self._whole.cell(column)

    def formulas(self) -> Iterator[str | LateFormula]:
        """Yield the row's formulas."""
        form = self._form
        for column in form.live:
            group = form.formulas.get(column)
            if group is None:
                yield SharedFormula(form.shared[column], self._row, column)
            else:
                yield WrittenFormula(self._said[group])

    def own_formulas(self) -> Iterator[str | LateFormula]:
        """Yield the formulas whose text stands in the row."""
        return (WrittenFormula(self._said[group]) for group in self._form.formulas.values())

    def is_bare(self, column: int) -> bool:
        """Whether a cell shows its value as it is."""
        return column not in self.dressed

    def fill(self, column: int) -> str | None:
        """Return the colour that a cell is filled with; None for none."""
        shape = self._form.shape
        place = shape.places.get(column)
        return None if place is None else shape.styles[place].fill

    @property
    def _whole(self) -> PlainLine:
        """The row with an entry for each of its cells."""
        form, said = self._form, self._said
        formulas: list[str | Formula] = []
        stored: list[str] = []
        texts: list[str] = []
        for column, is_inline in zip(form.shape.columns, form.shape.inline, strict=True):
            formula, value = form.formulas.get(column), form.said.get(column)
            formulas.append(f"<f>{said[formula]}</f>" if formula else form.shared.get(column, ""))
            texts.append(said[value] if value and is_inline else "")
            stored.append(f"<v>{said[value]}</v>" if value and not is_inline else "")
        written = formulas, stored, texts
        return PlainLine(form.sheet, self._row, form.shape, written, self._is_hidden)
