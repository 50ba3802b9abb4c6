"""What a sheet is made of: the rows of its head, and its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from xlplan.fields import FieldKind

LAYOUT_VERSION = "2"
LAYOUTS_READ = ("1", "2")

TITLE_ROW = 1
NOTE_ROW = 2
MARK_ROW = 3
KEY_ROW = 4
HEADER_ROW = 5
FIRST_ROW = 6

MARK = "xlplan sheet "
MANIFEST = "manifest"


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its hidden key, its heading, what it holds and how wide it is."""

    key: str
    heading: str
    kind: FieldKind = FieldKind.TEXT
    width: float = 14
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetLayout:
    """A sheet by its code: its title, what it is for, and its columns in order."""

    code: str
    title: str
    note: str
    columns: tuple[Column, ...]

    def heading(self, key: str) -> str:
        """Return the heading of a column; raise KeyError for an unknown key."""
        return self._headings[key]

    @cached_property
    def _headings(self) -> Mapping[str, str]:
        return {c.key: c.heading for c in self.columns}


def sheet(code: str, title: str, note: str, *columns: Column) -> tuple[str, SheetLayout]:
    """Return a sheet's layout beside its code."""
    return code, SheetLayout(code, title, note, columns)
