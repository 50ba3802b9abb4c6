"""A good return after what officers and their programs do to it, alone and in pairs.

Run it whole with `python -m tests.campaigns.returns`; a part of it is a test. For every file: no
traceback; sent back or accepted, with the findings of its kind; and every value that was typed is
merged, held, in a conflict, in a request, or named in a finding.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.accounts import outcomes
from tests.campaigns.good import Good, NotApplicable, good, seeds
from tests.campaigns.habits import HABITS, Habit
from tests.campaigns.interactions import strictly
from tests.campaigns.programs import DAMAGES, REWRITINGS
from tests.support.libreoffice import started

SEED = 20131031
KINDS: tuple[Habit, ...] = (*HABITS, *REWRITINGS, *DAMAGES)
LIBRE = {
    "xlsx": Habit("saved by LibreOffice as .xlsx", lambda data, chance: data),
    "ods": Habit("saved by LibreOffice as .ods", lambda data, chance: data, ("F10",)),
    "xls": Habit("saved by LibreOffice as .xls", lambda data, chance: data, ("F10",)),
}


@dataclass
class Seen:
    """What a campaign saw: files by how they ended, and every one that ended wrongly."""

    files: int = 0
    accepted: int = 0
    sent_back: int = 0
    skipped: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def judged(base: Good, habits: Sequence[Habit], data: bytes, name: str, seen: Seen) -> None:
    """Read one file and compare what became of it with what its habits ask for."""
    kind = " + ".join(h.kind for h in habits)
    seen.files += 1
    seen.kinds.update(h.kind for h in habits)
    try:
        found = outcomes(base, data, name)
    except Exception:
        seen.wrong.append(f"{kind}: {traceback.format_exc(limit=-4)}")
        return
    seen.accepted += found.is_accepted
    seen.sent_back += not found.is_accepted
    is_bad = any(h.is_sent_back for h in habits)
    if found.is_accepted is is_bad:
        seen.wrong.append(f"{kind}: accepted is {found.is_accepted}, {sorted(found.codes)}")
    seen.wrong.extend(f"{kind}: lost {text}" for text in found.lost)
    if is_bad:
        reasons = {code for h in habits if h.is_sent_back for code in h.codes}
        if not (found.codes & (reasons | {"F01", "F02", "F08"})) or len(found.findings) != 1:
            seen.wrong.append(f"{kind}: {sorted(found.codes)} instead of one of {sorted(reasons)}")
        return
    missing, more = strictly(habits, found.codes)
    if missing or more:
        seen.wrong.append(f"{kind}: lacks {sorted(missing)}, has {sorted(more)} beyond its kind")


def made(habits: Iterable[Habit], data: bytes, chance: random.Random) -> bytes:
    """Return the good return after one habit and then the next."""
    habits = tuple(habits)
    for turn, habit in enumerate(habits):
        chance.turn = turn if len(habits) > 1 else None  # type: ignore[attr-defined]
        data = habit.do(data, chance)
    return data


def pairs(number: int, chance: random.Random) -> Iterator[tuple[Habit, Habit]]:
    """Yield pairs of kinds, each kind first in about as many; damages only come last."""
    firsts = [h for h in KINDS if not h.is_sent_back]
    for count in range(number):
        first = firsts[count % len(firsts)]
        two = first, chance.choice([h for h in KINDS if h is not first])
        # What a program would leave out when it saves comes after what is done in one.
        yield (two[1], two[0]) if first.is_late and not two[1].is_sent_back else two


def run(number: int, seed: int = SEED, kinds: Sequence[Habit] = KINDS) -> Seen:
    """Apply every kind alone, then a number of pairs."""
    base, seen, chances = good(), Seen(), seeds(seed)
    todo: list[tuple[Habit, ...]] = [(kind,) for kind in kinds]
    todo += pairs(number, random.Random(seed))
    for habits in todo:
        try:
            data = made(habits, base.filled, next(chances))
        except NotApplicable:
            seen.skipped += 1
            if len(habits) == 1:
                seen.wrong.append(f"{habits[0].kind}: could not be done to a good return")
            continue
        judged(base, habits, data, base.name, seen)
    return seen


def run_libre(number: int, seen: Seen, folder: Path, seed: int = SEED) -> None:
    """Have LibreOffice save files after a habit each, in its own formats and in Excel's."""
    base, chances, program = good(), seeds(seed + 1), started(folder)
    habits = [h for h in KINDS if not h.is_sent_back][:number]
    for ending, libre in LIBRE.items():
        paths = []
        for count, habit in enumerate(habits):
            try:
                data = habit.do(base.filled, next(chances))
            except NotApplicable:
                continue
            path = folder / f"{ending}-{count}.xlsx"
            path.write_bytes(data)
            paths.append((habit, path))
        for (habit, _), saved in zip(
            paths, program.converted([p for _, p in paths], ending), strict=True
        ):
            judged(base, (habit, libre), saved.read_bytes(), f"r.{ending}", seen)


def main() -> int:
    """Run the campaign and print what was seen; 1 when anything ended wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000, help="pairs of habits (1000)")
    parser.add_argument("--libre", type=int, default=60, help="kinds saved by LibreOffice (60)")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed makes other files")
    options = parser.parse_args()
    start = time.monotonic()
    seen = run(options.pairs, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "libre").mkdir()
        run_libre(options.libre, seen, Path(folder) / "libre", options.seed)
    seconds = time.monotonic() - start
    print(
        f"{seen.files} returns of {len(seen.kinds)} kinds in {seconds:.0f} s: {seen.accepted} "
        f"accepted, {seen.sent_back} sent back; {seen.skipped} pairs that cannot be; "
        f"{len(seen.wrong)} wrong"
    )
    for line in seen.wrong:
        print(line)
    return 1 if seen.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
