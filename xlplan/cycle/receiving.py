"""What has come back: a folder's files, and the returns that the archive kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlplan.cycle.storing import Refused
from xlplan.findings import Finding
from xlplan.model import Plan, Settings
from xlplan.rules.headers import found
from xlplan.rules.row_rules import RowRule
from xlplan.workbook.files import archive_of
from xlplan.workbook.guard import Limits, WorkbookRefused, read_file
from xlplan.workbook.master import Master
from xlplan.workbook.returns import Return, read_return

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".xltx")


@dataclass(frozen=True)
class Received:
    """One file that came back, as read; `at` orders arrivals (seconds, as the file system says)."""

    path: Path
    data: bytes
    returned: Return
    at: float


@dataclass(frozen=True)
class Intake:
    """Every file that was looked at; `chosen` has the one that counts for each owner."""

    received: tuple[Received, ...]
    chosen: tuple[Received, ...]
    findings: tuple[Finding, ...]


def files_in(places: Iterable[Path]) -> tuple[list[Path], list[Finding]]:
    """Return the files to read, and a note for each that is no workbook.

    Raises Refused for a place that is not there.
    """
    files: list[Path] = []
    notes: list[Finding] = []
    for place in places:
        if not place.exists():
            raise Refused(f"There is no {place}. Check the name and run this again.")
        inside = sorted(place.iterdir()) if place.is_dir() else [place]
        for path in inside:
            what = _not_a_return(path)
            if what:
                notes.append(found("F09", {"file": shown_name(path), "what": what}))
            elif path.is_file() and not path.name.startswith("."):
                files.append(path)
    return files, notes


def _not_a_return(path: Path) -> str:
    if path.name.startswith(("~$", ".~lock.")):
        return "a lock file: somebody has the workbook open"
    if path.is_dir() or path.name.startswith("."):
        return ""
    return "" if path.suffix.lower() in _WORKBOOKS else "not a workbook"


def shown_name(path: Path) -> str:
    """Return a file's name as text that can be printed and stored, whatever bytes it has."""
    return path.name.encode("utf-8", "replace").decode("utf-8")


def receive(
    paths: Sequence[Path], rules: Sequence[RowRule], settings: Settings, plan: Plan | None
) -> Iterator[Received]:
    """Read each file; one that cannot be read is a return with one block finding."""
    for path in paths:
        name = shown_name(path)
        try:
            data = read_file(path, file=name, limits=Limits())
        except WorkbookRefused as refusal:
            broken = Return(name, "", findings=(found("F01", {"why": refusal, "file": name}),))
            yield Received(path, b"", broken, 0.0)
            continue
        returned = read_return(data, file=name, rules=rules, settings=settings, plan=plan)
        yield Received(path, data, returned, path.stat().st_mtime)


def from_archive(
    master: Master, rules: Sequence[RowRule], states: Sequence[str] = ("Accepted",)
) -> Iterator[Received]:
    """Return what earlier runs of this period accepted (or did otherwise), from the archive."""
    settings = master.plan.settings
    for line in master.table_rows("returns"):
        if line.text("period") != str(settings.period) or line.text("state") not in states:
            continue
        kept = archive_of(master.path) / "returns"
        for path in sorted(kept.glob(f"{line.text('sha256')}.*")):
            data = path.read_bytes()
            file = line.text("file")
            returned = read_return(
                data, file=file, rules=rules, settings=settings, plan=master.plan
            )
            yield Received(path, data, returned, 0.0)


def choose(received: Sequence[Received], kept: Sequence[Received]) -> Intake:
    """Choose one return for each owner: the highest revision, then the latest received."""
    findings = [f for r in received for f in r.returned.findings if not r.returned.owner]
    chosen: list[Received] = []
    owners = dict.fromkeys(r.returned.owner for r in (*received, *kept) if r.returned.owner)
    for owner in owners:
        mine = [r for r in received if r.returned.owner == owner]
        best = _best([*mine, *(r for r in kept if r.returned.owner == owner)])
        chosen.append(best)
        findings += best.returned.findings
        findings += [_duplicate(owner, r, best) for r in mine if _differs(r, best)]
    return Intake(tuple(received), tuple(chosen), tuple(findings))


def _best(candidates: Sequence[Received]) -> Received:
    return max(
        candidates,
        key=lambda r: (r.returned.is_accepted, r.returned.manifest.revision, r.at, r.path.name),
    )


def _differs(one: Received, best: Received) -> bool:
    return one is not best and one.returned.sha256 != best.returned.sha256


def _duplicate(owner: str, old: Received, new: Received) -> Finding:
    newer = new.returned.manifest.revision > old.returned.manifest.revision
    reason = "the higher revision" if newer else "the latest received"
    facts = {
        "owner": owner,
        "old": old.returned.file,
        "new": new.returned.file,
        "reason": reason,
        "file": old.returned.file,
    }
    return found("F06", facts, owner=owner)
