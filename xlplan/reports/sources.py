"""What a paper needs to know beyond the plan itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from xlplan.findings import Finding
from xlplan.model import british_date
from xlplan.reports.context import Provenance, RequestLine

_SHOWN_OF_HASH = 12


@dataclass(frozen=True)
class Sources:
    """The workbook that a paper is made from, when it was made and by which version."""

    workbook: str
    sha256: str
    made: datetime
    version: str

    def provenance(self, as_at: str) -> Provenance:
        """Return where the figures come from, as print; the hash is cut to 12 characters."""
        version = self.version if "xlplan" in self.version else f"xlplan {self.version}"
        made = f"{british_date(self.made)} at {self.made:%H:%M}"
        return Provenance(self.workbook, as_at, self.sha256[:_SHOWN_OF_HASH], made, version)


@dataclass(frozen=True)
class PaperFacts:
    """What happened around the plan this period.

    `findings` stand open; `waived` are those that somebody answers for, each with its waiver.
    `moves` gives, by item id, the number of approved moves of its date and the days in all.
    `acted_on` are the ids of items about which something was done since the month before, None
    when that is not known. `chased` gives, by owner, the day they were last written to.
    """

    sources: Sources
    findings: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()
    requests: tuple[RequestLine, ...] = ()
    returns_issued: int = 0
    returns_received: int = 0
    missing_owners: tuple[str, ...] = ()
    moves: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    acted_on: frozenset[str] | None = None
    chased: Mapping[str, date] = field(default_factory=dict)
