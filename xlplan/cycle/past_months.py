"""The master that a paper is made from: the one at hand, or a closed month's from the archive."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from xlplan.cycle.record import closings
from xlplan.cycle.storing import Refused
from xlplan.model import Period
from xlplan.workbook.files import Kept, archive_of
from xlplan.workbook.master import Master, master_of, read_master


def source_of(path: Path, *, at: datetime, period: Period | None = None) -> tuple[Master, datetime]:
    """Return the master to make a paper from, and the moment that the paper names.

    A closed month's paper names the moment of the close, whenever it is made, so that the same
    paper comes out again, byte for byte. Raises Refused when the archive does not hold the month.
    """
    master = read_master(path)
    known = closings(archive_of(path))
    if period is None or (period == master.plan.settings.period and not _is_closed(master)):
        mine = known.get(str(master.plan.settings.period))
        is_as_closed = mine is not None and mine.sha256 == master.sha256
        return master, datetime.fromisoformat(mine.at) if mine and is_as_closed else at
    if str(period) not in known:
        months = ", ".join(sorted(known)) or "none"
        raise Refused(
            f"{period.title} is not a closed month in the archive of {path.name}. Closed: {months}."
        )
    line = known[str(period)]
    return master_of(_content(path, line), path), datetime.fromisoformat(line.at)


def _is_closed(master: Master) -> bool:
    return master.plan.settings.is_closed


def _content(path: Path, line: Kept) -> bytes:
    kept = archive_of(path) / line.path
    data = kept.read_bytes() if kept.exists() else b""
    if sha256(data).hexdigest() != line.sha256:
        raise Refused(
            f"The master of {line.name.partition(' ')[0]} is missing from the archive, or has "
            f"changed there ({line.path}), so its papers cannot be made again."
        )
    return data
