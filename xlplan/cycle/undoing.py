"""Undoing: the master as it was before the last write, put back from the archive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from xlplan.cycle.storing import Refused, writing
from xlplan.workbook.files import (
    Kept,
    Step,
    archive_of,
    keep,
    kept_in,
    verify,
    write_atomically,
)
from xlplan.workbook.guard import MASTER, read_file


@dataclass(frozen=True)
class Write:
    """One write to the master: the line of the archive, and whether it was taken back."""

    line: Kept
    is_undone: bool = False


@dataclass(frozen=True)
class Writes:
    """Every write to a master, oldest first, and what is wrong with the archive."""

    master: Path
    writes: tuple[Write, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Undone:
    """What was taken back. `kept` is the master that was; `left` counts what can still be undone.

    `was_edited` when somebody changed the master after the write: that was taken back as well.
    """

    line: Kept
    kept: Path
    was_edited: bool
    left: int


def list_writes(master: Path) -> Writes:
    """Return every write to a master, and verify the hashes of its archive."""
    _require(master)
    archive = archive_of(master)
    return Writes(master, _writes(archive), verify(archive))


def undo(master: Path, *, at: datetime) -> Undone:
    """Put back the master before its last write; once more, the one before that.

    Raises Refused when there is nothing to take back, or the archive no longer holds it.
    """
    with writing(master, why="undo", at=at):
        return _undo(master, at)


def _undo(master: Path, at: datetime) -> Undone:
    data = read_file(master, file=master.name, limits=MASTER)
    archive, now = archive_of(master), sha256(data).hexdigest()
    standing = [write.line for write in _writes(archive) if not write.is_undone]
    # A write that was broken off left its line, but the master as it was.
    while standing and standing[-1].sha256 == now:
        _record(archive, data, standing.pop(), at)
    if not standing:
        raise Refused(
            f"There is nothing to take back: no write to {master.name} is in its archive."
        )
    last = standing[-1]
    before = _content(archive, last)
    kept = keep(archive, data, master.name, kind="undone", at=at)
    write_atomically(master, before)
    _record(archive, data, last, at)
    was_edited = bool(last.made) and last.made != now
    return Undone(last, archive / kept, was_edited, len(standing) - 1)


def _require(master: Path) -> None:
    if not master.exists():
        raise Refused(f"There is no {master}. Check the name and run this again.")


def _writes(archive: Path) -> tuple[Write, ...]:
    """Replay the archive: each write, and each time that the last one was taken back."""
    writes: list[Write] = []
    for line in kept_in(archive):
        if line.kind == "masters":
            writes.append(Write(line))
        elif line.kind == "undone" and line.made:
            last = max((n for n, w in enumerate(writes) if not w.is_undone), default=None)
            if last is not None:
                writes[last] = replace(writes[last], is_undone=True)
    return tuple(writes)


def _content(archive: Path, line: Kept) -> bytes:
    path = archive / line.path
    data = path.read_bytes() if path.exists() else b""
    if sha256(data).hexdigest() != line.sha256:
        raise Refused(
            f"The master before the last {line.why or 'write'} is missing from the archive, or "
            f"has changed there ({line.path}). Nothing was changed."
        )
    return data


def _record(archive: Path, taken_back: bytes, line: Kept, at: datetime) -> None:
    step = Step(line.why, line.sha256)
    keep(archive, taken_back, line.name, kind="undone", at=at, step=step)
