"""One cell of a return as the owner meant it: what is struck out, failed or cannot be told."""

from __future__ import annotations

from xlplan.fields import BY_NAME, OWNERS_FIELDS, FieldKind
from xlplan.model import Scale
from xlplan.typed import NOTHING, Typed, read_typed
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.typing_habits import by_colour


def read_cell(row: SheetRow, name: str, scale: Scale, issued: str | None = None) -> Typed:
    """Read one cell of a row.

    `issued` is given where the file's format cannot tell a failed formula from a blank, nor a
    share from a number: what then may be either is held.
    """
    cell = row.cells.get(name)
    is_empty = cell is None or (cell.value is None and cell.formula is None)
    if is_empty and issued is None and name != "rag":
        return NOTHING
    if cell is not None and cell.formula is not None and not cell.has_saved_value:
        return Typed(problem="C14", as_typed=f"={cell.formula}")
    if issued is not None and name in OWNERS_FIELDS:
        doubt = _in_doubt(row, name, issued)
        if doubt:
            return doubt
    if cell is not None and (cell.runs or cell.is_struck):
        stands, struck = row.parted(name)
        if struck and name in OWNERS_FIELDS:
            if stands is None:
                return Typed(problem="M07", as_typed=struck)
            return read_typed(BY_NAME[name], stands, scale)._replace(struck=struck)
    read = read_typed(BY_NAME[name], row.share(name), scale)
    return by_colour(row, read, scale) if name == "rag" else read


def _in_doubt(row: SheetRow, name: str, issued: str) -> Typed | None:
    value = row.value(name)
    if value is None and issued:
        return Typed(problem="C20", as_typed="(blank)")
    if BY_NAME[name].kind is FieldKind.PERCENT and value == 1:
        return Typed(problem="C14", as_typed="1 (or 100%)")
    return None
