"""Edits that another process makes, while this one works out what else there is to edit."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass

from xlplan.workbook.edits import Edit, Growth
from xlplan.workbook.guard import Limits
from xlplan.workbook.packed_edits import PackedEdits, pack, unpack
from xlplan.workbook.patch import apply_edits

# Fewer are made sooner than they are sent.
_MANY = 2000
# Seconds that a worker, which may be gone, is still given once all else is worked out.
_LONG = 30


@dataclass(frozen=True)
class Ahead:
    """So many of the first edits of a workbook, which a worker makes and looks at."""

    number: int
    result: Future[bytes]


def edit_ahead(
    source: bytes,
    edits: Sequence[Edit | Growth],
    *,
    file: str = "",
    limits: Limits | None = None,
    executor: Executor | None = None,
) -> Ahead | None:
    """Have an executor begin to make edits; None without one, or when they are not many."""
    if executor is None or len(edits) < _MANY:
        return None
    with suppress(Exception):  # a pool that has died begins nothing
        return Ahead(len(edits), executor.submit(_made, source, pack(edits), file, limits))
    return None


def edit_after(
    source: bytes,
    edits: Sequence[Edit | Growth],
    ahead: Ahead | None,
    *,
    file: str = "",
    limits: Limits | None = None,
) -> bytes:
    """Return the workbook with all edits made, of which the first may have been made ahead.

    Raise EditRefused, with the reason, when any of them cannot be made safely.
    """
    if ahead is not None:
        # What a worker could not do is done here, and what is wrong with it is said here.
        with suppress(Exception):
            source, edits = ahead.result.result(_LONG), edits[ahead.number :]
    return apply_edits(source, edits, file=file, limits=limits)


def _made(source: bytes, packed: PackedEdits, file: str, limits: Limits | None) -> bytes:
    """Make edits; this is what a worker does."""
    return apply_edits(source, unpack(packed), file=file, limits=limits)
