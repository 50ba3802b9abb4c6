"""A problem or notice about the data: a located value, collected and never raised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xlplan.model import CellRef, british_date


class Severity(StrEnum):
    """What a finding does to the file, cell or paper it is about."""

    BLOCK = "block"
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the most serious."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Waiver:
    """Why a finding may stand, who says so, and until when."""

    reason: str
    by: str
    until: date

    def __str__(self) -> str:
        return f"{self.reason} ({self.by}, until {british_date(self.until)})"


@dataclass(frozen=True)
class Finding:
    """What was found, where, and what to do; `message` says all three in plain words.

    `waiver` is set where somebody answers for it for the time being.
    """

    code: str
    severity: Severity
    message: str
    at: CellRef | None = None
    ref: str = ""
    file: str = ""
    owner: str = ""
    waiver: Waiver | None = None

    @property
    def where(self) -> str:
        """The cell, or the file when no one cell is to blame."""
        return str(self.at) if self.at else self.file

    @property
    def must_be_put_right(self) -> bool:
        """Whether somebody has to act before the month can close cleanly."""
        return self.waiver is None and self.severity in (Severity.BLOCK, Severity.ERROR)

    def as_json(self) -> dict[str, str]:
        """Return the finding as the keys that `--json` prints."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "file": self.file or (self.at.file if self.at else ""),
            "sheet": self.at.sheet if self.at else "",
            "cell": self.at.a1 if self.at else "",
            "ref": self.ref,
            "message": self.message,
        } | ({"waived": str(self.waiver)} if self.waiver else {})


def in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort as a person reads: file, then the file's own problems, then sheet, row and column."""

    def key(finding: Finding) -> tuple[str, str, int, int, int, str]:
        at = finding.at
        file = finding.file or (at.file if at else "")
        place = (at.sheet, at.row, at.column) if at else ("", 0, 0)
        return (file, *place, finding.severity.rank, finding.code)

    return tuple(sorted(findings, key=key))


def most_important_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort for whoever has to act: the most serious first, each kind as a person reads."""
    ordered = in_reading_order(findings)
    return tuple(sorted(ordered, key=lambda f: (f.waiver is not None, f.severity.rank)))
