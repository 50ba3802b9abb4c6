"""A problem or notice about the data: a located value, collected and never raised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from xlplan.model import CellRef


class Severity(StrEnum):
    """What a finding does to the file, cell or paper it is about."""

    BLOCK = "block"
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the most serious."""
        return list(Severity).index(self)


@dataclass(frozen=True)
class Finding:
    """What was found, where, and what to do; `message` says all three in plain words."""

    code: str
    severity: Severity
    message: str
    at: CellRef | None = None
    ref: str = ""
    file: str = ""
    owner: str = ""

    @property
    def where(self) -> str:
        """The cell, or the file when no one cell is to blame."""
        return str(self.at) if self.at else self.file

    @property
    def must_be_put_right(self) -> bool:
        """Whether somebody has to act before the month can close cleanly."""
        return self.severity in (Severity.BLOCK, Severity.ERROR)

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
        }


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
    return tuple(sorted(in_reading_order(findings), key=lambda f: f.severity.rank))
