"""The tables and defined names of the engine for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from xlwings import base_classes

from xlplan.excel.engine_cells import CellRange, OnSheet


class TableList(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: OnSheet) -> None:
        self._sheet = sheet

    def _all(self) -> list[TableOf]:
        return [TableOf(self._sheet, t) for t in self._sheet.grid.sheet.tables.values()]

    def __call__(self, key: str | int) -> TableOf:  # noqa: D102
        if isinstance(key, int):
            return self._all()[key - 1]
        named = [t for t in self._all() if t.name.lower() == key.lower()]
        if not named:
            raise KeyError(key)
        return named[0]

    def __iter__(self) -> Iterator[TableOf]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __contains__(self, key: str) -> bool:
        return any(t.name.lower() == key.lower() for t in self._all())


class TableOf(base_classes.Table):
    """One table."""

    def __init__(self, sheet: OnSheet, table: Table) -> None:
        self._sheet, self._table = sheet, table

    @property  # type: ignore[misc]  # tables and names are not renamed here
    def name(self) -> str:
        """Its name."""
        return str(self._table.displayName)

    @property  # type: ignore[misc]  # totals are not turned on and off here
    def show_totals(self) -> bool:
        """Whether it has a totals row."""
        return bool(self._table.totalsRowCount)

    @property
    def parent(self) -> OnSheet:
        """The sheet it is on."""
        return self._sheet

    @property
    def range(self) -> CellRange:
        """The whole table."""
        return CellRange.between(self._sheet, self._table.ref)

    @property
    def header_row_range(self) -> CellRange:
        """Its headings."""
        return self.range.rows[0]

    @property
    def data_body_range(self) -> CellRange:
        """Its rows under the headings."""
        whole = self.range
        return CellRange(
            self._sheet,
            (whole.first_row + 1, whole.first_column, whole.last_row, whole.last_column),
        )

    def resize(self, range: Any) -> None:
        """Give it another extent."""
        text = range.get_address(False, False, False)
        self._table.ref = text
        if self._table.autoFilter:
            self._table.autoFilter.ref = text
        self._sheet.grid.touch()


class NameList(base_classes.Names):
    """Defined names."""

    def __init__(
        self, names: MutableMapping[str, DefinedName], sheet: Callable[[str], Any]
    ) -> None:
        self._names, self._find = names, sheet

    def __call__(self, name_or_index: str | int) -> NameOf:  # noqa: D102
        key = name_or_index
        name = list(self._names)[key - 1] if isinstance(key, int) else key
        return NameOf(self._names[name], self._find)

    def contains(self, name_or_index: str) -> bool:
        """Whether there is such a name."""
        return name_or_index in self._names

    def __len__(self) -> int:
        return len(self._names)


class NameOf(base_classes.Name):
    """One defined name."""

    def __init__(self, name: DefinedName, sheet: Callable[[str], Any]) -> None:
        self._name, self._find = name, sheet

    @property  # type: ignore[misc]  # tables and names are not renamed here
    def name(self) -> str:
        """The name."""
        return str(self._name.name)

    @property  # type: ignore[misc]
    def refers_to(self) -> str:
        """What it stands for, as =Sheet!$A$1."""
        return f"={self._name.attr_text}"

    @property
    def refers_to_range(self) -> CellRange:
        """The cells it stands for."""
        sheet, address = next(iter(self._name.destinations))
        found: CellRange = self._find(sheet).range(address)
        return found
