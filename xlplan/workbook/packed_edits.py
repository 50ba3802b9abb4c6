"""Many edits in few objects: so they go to another process in a fifth of the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from xlplan.model import CellValue
from xlplan.workbook.edits import AppendRow, Edit, FitRow, Growth, RichText, SetCell

_CELL, _HEIGHT, _LINE, _OTHER = range(4)
_KINDS: dict[type, int] = {SetCell: _CELL, FitRow: _HEIGHT, AppendRow: _LINE}
Value = CellValue | RichText


@dataclass(frozen=True)
class PackedEdits:
    """Edits by kind, what they say in columns; `order` has the kind of each.

    `lines` are table, headings and height; their values stand one after the other in `values`.
    """

    order: bytes
    cells: tuple[list[str], list[int], list[int], list[Value]]
    heights: tuple[list[str], list[int], list[float]]
    lines: tuple[list[str], list[tuple[str, ...]], list[float | None]]
    values: list[Value]
    others: list[Edit | Growth]


def pack(edits: Sequence[Edit | Growth]) -> PackedEdits:
    """Return edits in columns."""
    order = bytes([_KINDS.get(type(edit), _OTHER) for edit in edits])
    cells = [edit for edit in edits if isinstance(edit, SetCell)]
    heights = [edit for edit in edits if isinstance(edit, FitRow)]
    lines = [edit for edit in edits if isinstance(edit, AppendRow)]
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    headings = [tuple(edit.values) for edit in lines]
    return PackedEdits(
        order,
        (
            [edit.sheet for edit in cells],
            [edit.row for edit in cells],
            [edit.column for edit in cells],
            [edit.value for edit in cells],
        ),
        (
            [edit.sheet for edit in heights],
            [edit.row for edit in heights],
            [edit.points for edit in heights],
        ),
        (
            [edit.table for edit in lines],
            [known.setdefault(heading, heading) for heading in headings],
            [edit.points for edit in lines],
        ),
        [value for edit in lines for value in edit.values.values()],
        [edit for edit in edits if type(edit) not in _KINDS],
    )


def unpack(packed: PackedEdits) -> list[Edit | Growth]:
    """Return the edits that were packed, in their order."""
    values = iter(packed.values)
    cells = map(SetCell, *packed.cells)
    heights = map(FitRow, *packed.heights)
    lines = (
        AppendRow(table, dict(zip(headings, islice(values, len(headings)), strict=True)), points)
        for table, headings, points in zip(*packed.lines, strict=True)
    )
    kinds = (cells, heights, lines, iter(packed.others))
    return [next(kinds[kind]) for kind in packed.order]
