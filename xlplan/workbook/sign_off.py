"""The box on the Guide in which a return is signed: where it stands, whatever has moved it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlplan.model import CellRef, CellValue
from xlplan.workbook.addresses import parse_a1
from xlplan.workbook.package import Package, Sheet

SIGNED_NAMES: Mapping[str, str] = {"name": "SignedName", "post": "SignedPost", "day": "SignedOn"}
LABELS: Mapping[str, str] = {"name": "Name", "post": "Post", "day": "Date"}
TITLE = "Sign-off"


@dataclass(frozen=True)
class SignOffBox:
    """Where name, post and day are typed, by key, as row and column."""

    file: str
    sheet: Sheet
    places: Mapping[str, tuple[int, int]]

    def value(self, key: str) -> CellValue:
        """Return what is typed there."""
        return self.sheet.value(*self.places[key]) if key in self.places else None

    def at(self, key: str) -> CellRef:
        """Return where it is typed."""
        return CellRef(self.file, self.sheet.name, *self.places[key])

    @property
    def last(self) -> tuple[int, int]:
        """The row and column of the last of its cells."""
        return max(self.places.values())


def sign_off_box(package: Package) -> SignOffBox | None:
    """Find the box by its names, else by its labels, as some programs drop names; None: no box."""
    named = {key: place for key, name in SIGNED_NAMES.items() if (place := _place(package, name))}
    if "post" in named:
        sheet = named["post"][0]
        return SignOffBox(package.file, sheet, {key: place[1] for key, place in named.items()})
    for sheet in package.sheets:
        texts = {row: sheet.value(row, 1) for row in range(1, sheet.max_row + 1)}
        top = next((row for row, text in texts.items() if text == TITLE), 0)
        if top:
            below = {row: text for row, text in texts.items() if row > top}
            places = {
                key: (next(row for row, text in below.items() if text == label), 2)
                for key, label in LABELS.items()
                if label in below.values()
            }
            return SignOffBox(package.file, sheet, places) if "post" in places else None
    return None


def _place(package: Package, name: str) -> tuple[Sheet, tuple[int, int]] | None:
    tab, _, place = package.names.get(name, "").replace("$", "").rpartition("!")
    sheet = package.sheet(tab.strip("'").replace("''", "'"))
    try:
        return (sheet, parse_a1(place)) if sheet else None
    except ValueError:
        return None
