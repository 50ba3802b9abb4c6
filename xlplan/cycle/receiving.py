"""What has come back: a folder's files, and the returns that the archive kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xlplan.cycle.arrivals import Arrival
from xlplan.cycle.doubles import differences, sender_doubts, signature_doubts
from xlplan.cycle.reading import HERE, File, Reading, Terms, read_all
from xlplan.findings import Finding
from xlplan.model import Plan
from xlplan.rules.headers import found
from xlplan.rules.row_rules import RowRule
from xlplan.workbook.files import archive_of
from xlplan.workbook.master import Master
from xlplan.workbook.returns import Return


@dataclass(frozen=True)
class Received:
    """One workbook that came back, as read, by itself or in the message in the file `path`.

    `at` orders arrivals (seconds); `name` is what the workbook is called.
    """

    path: Path
    data: bytes
    returned: Return
    at: float
    name: str = ""


@dataclass(frozen=True)
class Intake:
    """Every file that was looked at; `chosen` has the one that counts for each owner."""

    received: tuple[Received, ...]
    chosen: tuple[Received, ...]
    findings: tuple[Finding, ...]


def receive(
    came: Sequence[Arrival], terms: Terms, plan: Plan | None, reading: Reading
) -> Iterator[Received]:
    """Read each workbook; one that cannot be read is a return with one block finding."""
    files = [File(one.data, one.shown) for one in came if not one.refusal]
    read = iter(read_all(files, terms, reading))
    for one in came:
        if one.refusal:
            facts = {"why": one.refusal, "file": one.shown}
            broken = Return(one.shown, "", findings=(found("F01", facts),))
            yield Received(one.path, b"", broken, one.at, one.name)
            continue
        returned = next(read)
        if plan:
            sent = tuple(sender_doubts(one.shown, one.sender, returned.owner, plan))
            doubts = sent or tuple(signature_doubts(returned, plan))
            returned = replace(returned, findings=(*doubts, *returned.findings))
        yield Received(one.path, one.data, returned, one.at, one.name)


def from_archive(
    master: Master,
    rules: Sequence[RowRule],
    states: Sequence[str] = ("Accepted",),
    *,
    reading: Reading = HERE,
    known: Sequence[Received] = (),
) -> Iterator[Received]:
    """Return what earlier runs of this period accepted (or did otherwise), from the archive.

    What is `known`, as it has come again, is not read again.
    """
    settings = master.plan.settings
    here = {one.returned.sha256 for one in known}
    kept = _by_hash(archive_of(master.path) / "returns")
    found_there: list[tuple[Path, File]] = []
    for line in master.table_rows("returns"):
        if line.text("period") != str(settings.period) or line.text("state") not in states:
            continue
        if line.text("sha256") in here:
            continue
        for path in kept.get(line.text("sha256"), ()):
            found_there.append((path, File(path.read_bytes(), line.text("file"))))
    terms = Terms(rules, settings, has_plan=True)
    read = read_all([file for _, file in found_there], terms, reading)
    for (path, file), returned in zip(found_there, read, strict=True):
        yield Received(path, file.data, returned, 0.0, file.name)


def _by_hash(kept: Path) -> Mapping[str, Sequence[Path]]:
    """Return the kept returns by their hash, which is the name of each without its ending."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(kept.iterdir()) if kept.is_dir() else ():
        found[path.name.partition(".")[0]].append(path)
    return found


def choose(received: Sequence[Received], kept: Sequence[Received]) -> Intake:
    """Choose one return for each owner: the highest revision, then the latest received."""
    findings = [f for r in received for f in r.returned.findings if not r.returned.owner]
    chosen: list[Received] = []
    came, before = _by_owner(received), _by_owner(kept)
    for owner in dict.fromkeys((*came, *before)):
        mine = came.get(owner, ())
        best = _best((*mine, *before.get(owner, ())))
        chosen.append(best)
        findings += best.returned.findings
        findings += _duplicates(owner, mine, best)
    return Intake(tuple(received), tuple(chosen), tuple(findings))


def _by_owner(received: Sequence[Received]) -> Mapping[str, Sequence[Received]]:
    """Return the returns of each owner; what is no return has none."""
    found: dict[str, list[Received]] = defaultdict(list)
    for one in received:
        if one.returned.owner:
            found[one.returned.owner].append(one)
    return found


def _best(candidates: Sequence[Received]) -> Received:
    return max(
        candidates,
        key=lambda r: (r.returned.is_accepted, r.returned.manifest.revision, r.at, r.path.name),
    )


def _duplicates(owner: str, mine: Sequence[Received], best: Received) -> Iterator[Finding]:
    """Tell of every other return of the owner: a second copy, or one that says something else."""
    told = {best.returned.sha256: best.returned.file}
    for one in mine:
        if one is best:
            continue
        same = told.get(one.returned.sha256)
        if same is None:
            told[one.returned.sha256] = one.returned.file
            yield _duplicate(owner, one, best)
        else:
            facts = {"file": one.returned.file, "other": same}
            yield found("F13", facts, owner=owner)


def _duplicate(owner: str, old: Received, new: Received) -> Finding:
    newer = new.returned.manifest.revision > old.returned.manifest.revision
    reason = "the higher revision" if newer else "the latest received"
    if new.returned.is_accepted and not old.returned.is_accepted:
        reason = "the other was sent back"
    facts = {
        "owner": owner,
        "old": old.returned.file,
        "new": new.returned.file,
        "reason": reason,
        "differences": differences(old.returned, new.returned),
        "file": old.returned.file,
    }
    return found("F06", facts, owner=owner)
