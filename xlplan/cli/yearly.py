"""The commands of a plan's life: adoption, and the plan after it."""

from __future__ import annotations

import argparse
from pathlib import Path

from xlplan.cli.clock import now
from xlplan.cli.printing import say
from xlplan.cli.status import DONE
from xlplan.cycle.adopting import adopt
from xlplan.cycle.rolling import roll_forward


def run_adopt(options: argparse.Namespace) -> int:
    """Adopt a draft."""
    done = adopt(Path(options.master), decision=options.decision, at=now())
    say(f"{done.title} is adopted by {done.decision}.")
    if done.fixed:
        say(f"Programmed dates fixed: {', '.join(done.fixed)}.")
    if done.undated:
        say(f"No due date yet, so none is programmed: {', '.join(done.undated)}.")
    return DONE


def run_roll_forward(options: argparse.Namespace) -> int:
    """Make the next plan's master."""
    to = Path(options.to)
    done = roll_forward(Path(options.master), to, at=now(), rebase=options.rebase)
    say(f"{done.path}: {done.title}")
    for ref, why in done.left:
        say(f"  left: {ref} ({why})")
    say(f"{len(done.remained)} items remain, with their history; {len(done.left)} left.")
    if done.moved_to_this_year:
        say(f"{done.moved_to_this_year} confirmed horizons moved to this year.")
    say("Next: rank the services and priorities again, set the savings, and adopt it.")
    return DONE
