"""The commands of a plan's life: another workstream or sheet, adoption, and the plan after it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from xlplan.cli.clock import now
from xlplan.cli.printing import say
from xlplan.cli.status import DONE
from xlplan.cycle.adopting import adopt
from xlplan.cycle.growing import add_workstreams
from xlplan.cycle.rebuilding import rebuild
from xlplan.cycle.rolling import roll_forward
from xlplan.cycle.showing import hidden_sheets, show_sheets
from xlplan.cycle.storing import Refused
from xlplan.model import Kind
from xlplan.reports.wording import listed
from xlplan.workbook.master import read_master


def titles_by_code(pairs: Sequence[str]) -> dict[str, str]:
    """Return workstreams as typed, AM=Asset management, by code; raise Refused for a code twice."""
    parted = [pair.partition("=") for pair in pairs]
    found = {code.strip(): title.strip() or code.strip() for code, _, title in parted}
    if len({code.casefold() for code in found}) < len(pairs):
        raise Refused("Two workstreams have the same code. Give each its own.")
    return found


def run_add(options: argparse.Namespace) -> int:
    """Give a plan more workstreams."""
    kind = Kind.ENABLER if options.enabler else Kind.WORKSTREAM
    streams = titles_by_code(options.workstream)
    done = add_workstreams(Path(options.master), streams, kind=kind, owner=options.owner, at=now())
    for stream in done.joined:
        owner = stream.owner or "no owner yet: type one on Workstreams"
        say(f"{stream.title} ({stream.code}) is in the plan, with a sheet of its own; {owner}.")
    say("Type its items on that sheet; each needs a ref, a title and an owner.")
    if done.open_month:
        say(f"Their owners get them when {done.open_month} is issued again.")
    return DONE


def run_show(options: argparse.Namespace) -> int:
    """Bring hidden sheets into view; without a name, list them."""
    if not options.sheets:
        hidden = ", ".join(hidden_sheets(read_master(Path(options.master)))) or "none"
        say(f"Hidden, as nothing stands on them yet: {hidden}.")
        return DONE
    shown = show_sheets(Path(options.master), options.sheets, at=now())
    say(f"In view: {', '.join(shown)}." if shown else "In view already; nothing was changed.")
    return DONE


def run_rebuild(options: argparse.Namespace) -> int:
    """Bring a master in line with its settings."""
    done = rebuild(Path(options.master), at=now(), is_sure=options.anyway)
    say(done.in_words)
    return DONE


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
    if done.unused:
        ranks = listed([str(rank) for rank in done.unused])
        noun = "priority" if len(done.unused) == 1 else "priorities"
        say(
            f"No item has {noun} {ranks} any longer. Priorities are the ranks of services, which "
            "your council sets, so the others keep theirs."
        )
    say("Next: rank the services and priorities again, set the savings, and adopt it.")
    return DONE
