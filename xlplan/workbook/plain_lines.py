"""The rows of a worksheet that is plainly written, as the pieces of text that its cells are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress

from xlplan.model import CellRef, CellValue
from xlplan.workbook.cells import Run, Text, decode, plain_value, resolved
from xlplan.workbook.formulas import Formula, LateFormula, SharedFormula, WrittenFormula
from xlplan.workbook.lines import Cell, Line, made
from xlplan.workbook.styles import Style

EMPTY = ("<v/>", "<v></v>")


@dataclass(frozen=True)
class Shape:
    """What rows have in common that have cells in the same columns, of the same looks and kinds.

    Each sequence has an entry for each cell in its order; `places` gives a column's. `inline`,
    `others` and `shared` choose cells: with their text in them, without it, and with that of a
    shared string.
    """

    columns: tuple[int, ...]
    places: Mapping[int, int]
    styles: tuple[Style, ...]
    kinds: tuple[str, ...]
    inline: tuple[bool, ...]
    others: tuple[bool, ...]
    shared: tuple[bool, ...]

    @classmethod
    def of(cls, columns: Sequence[int], looks: Sequence[tuple[Style, str]]) -> Shape:
        """Return the shape of a row by its columns, and the style and kind of each cell."""
        kinds = tuple(kind for _, kind in looks)
        inline = tuple(kind == "inlineStr" for kind in kinds)
        return cls(
            tuple(columns),
            {column: place for place, column in enumerate(columns)},
            tuple(style for style, _ in looks),
            kinds,
            inline,
            tuple(not is_inline for is_inline in inline),
            tuple(kind == "s" for kind in kinds),
        )

    @cached_property
    def dressed(self) -> frozenset[int]:
        """The columns whose cells are shown as per cent or struck out."""
        looks = zip(self.columns, self.styles, strict=True)
        return frozenset(c for c, style in looks if style.is_percent or style.is_struck)

    @property
    def has_fill(self) -> bool:
        """Whether a cell is filled with a colour."""
        return any(style.fill is not None for style in self.styles)


@dataclass(frozen=True)
class PlainSheet:
    """What the rows of one worksheet share.

    `strings` are by number as written, `formulas` those that more than their own text makes.
    """

    file: str
    name: str
    is_1904: bool
    hidden_columns: frozenset[int]
    strings: Mapping[str, Text]
    formulas: dict[tuple[int, int], str | LateFormula] = field(default_factory=dict)
    numbers: dict[tuple[str, bool], CellValue] = field(default_factory=dict)

    @cached_property
    def has_rich_text(self) -> bool:
        """Whether a string of the workbook is in several looks."""
        return any(text.runs for text in self.strings.values())

    def value(self, kind: str, stored: str, is_date: bool) -> CellValue:
        """Return the value of a cell that holds no text of the workbook's."""
        if kind != "n":
            return plain_value(kind, resolved(stored), is_date, self.is_1904)
        key = stored, is_date
        if key not in self.numbers:
            self.numbers[key] = plain_value(kind, resolved(stored), is_date, self.is_1904)
        return self.numbers[key]


class PlainLine(Line):
    """One row as it is written.

    For each cell of its shape `formulas` has the element (or the formula that it shares), `stored`
    the element of its value, `texts` the text in it; "" where there is none.
    """

    __slots__ = ("_formulas", "_is_hidden", "_shape", "_sheet", "_stored", "_texts", "held", "row")

    def __init__(
        self,
        sheet: PlainSheet,
        row: int,
        shape: Shape,
        written: tuple[Sequence[str | Formula], Sequence[str], Sequence[str]],
        is_hidden: bool,
    ) -> None:
        self._sheet = sheet
        self.row = row
        self._shape = shape
        self._formulas, self._stored, self._texts = written
        self._is_hidden = is_hidden
        self.held: Sequence[int] = [
            column
            for column, formula, stored, text in zip(shape.columns, *written, strict=True)
            if text
            or formula
            or (stored and (stored not in EMPTY or self.value(column) is not None))
        ]

    @property
    def columns(self) -> Sequence[int]:
        """The columns that have a cell."""
        held, shape = frozenset(self.held), self._shape
        looks = zip(shape.columns, shape.styles, strict=True)
        return [c for c, style in looks if c in held or style.fill is not None]

    def value(self, column: int) -> CellValue:
        """Return what the cell in a column holds; None when it holds nothing."""
        place = self._shape.places.get(column)
        if place is None:
            return None
        text = self._texts[place]
        if text:
            return decode(resolved(text))
        stored = self._stored[place]
        if not stored:
            return None
        kind = self._shape.kinds[place]
        if kind == "s":
            number = stored[3:-4]
            return self._sheet.strings[number].plain if number else None
        return self._sheet.value(kind, stored[3:-4], self._shape.styles[place].is_date)

    def values(self) -> dict[int, CellValue]:
        """Return what each cell holds, by column."""
        found: dict[int, CellValue] = {}
        for column, stored, text in zip(
            self._shape.columns, self._stored, self._texts, strict=True
        ):
            if text:
                is_plain = "&" not in text and "_x" not in text
                found[column] = text if is_plain else decode(resolved(text))
            elif stored and (value := self.value(column)) is not None:
                found[column] = value
        return found

    @property
    def with_formula(self) -> Sequence[int]:
        """The columns that hold a formula."""
        return list(compress(self._shape.columns, self._formulas))

    def is_bare(self, column: int) -> bool:
        """Whether a cell shows its value as it is."""
        place = self._shape.places.get(column)
        if place is None:
            return True
        style = self._shape.styles[place]
        return not (style.is_percent or style.is_struck or self._runs(place))

    @property
    def dressed(self) -> Collection[int]:
        """The columns whose cells would not show a value as it is; blank ones may be among them."""
        if not self._sheet.has_rich_text:
            return self._shape.dressed
        shared = compress(self._shape.places.items(), self._shape.shared)
        rich = (column for column, place in shared if self._runs(place))
        return self._shape.dressed.union(rich)

    def fill(self, column: int) -> str | None:
        """Return the colour that a cell is filled with; None for none."""
        place = self._shape.places.get(column)
        return None if place is None else self._shape.styles[place].fill

    def cell(self, column: int) -> Cell | None:
        """Return the cell in a column; None when there is none."""
        place = self._shape.places.get(column)
        if place is None:
            return None
        style, formula, value = self._shape.styles[place], self._formulas[place], self.value(column)
        if value is None and not formula and style.fill is None:
            return None
        sheet = self._sheet
        return made(
            Cell,
            (
                value,
                made(CellRef, (sheet.file, sheet.name, self.row, column)),
                self._formula(formula, column) if formula else None,
                not formula or value is not None,
                self._runs(place),
                self._is_hidden or column in sheet.hidden_columns,
                style.fill,
                style.is_percent,
                style.is_struck,
            ),
        )

    def formulas(self) -> Iterator[str | LateFormula]:
        """Yield the row's formulas."""
        said = [formula for formula in self._formulas if formula]
        return map(self._formula, said, compress(self._shape.columns, self._formulas))

    def _runs(self, place: int) -> tuple[Run, ...]:
        if self._shape.kinds[place] != "s" or not self._stored[place]:
            return ()
        return self._sheet.strings[self._stored[place][3:-4]].runs

    def _formula(self, said: str | Formula, column: int) -> str | LateFormula:
        if isinstance(said, Formula):
            return SharedFormula(said, self.row, column)
        if said.startswith("<f>"):
            return WrittenFormula(said[3:-4])
        return self._sheet.formulas[self.row, column]
