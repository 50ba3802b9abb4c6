"""What commands print: plain tables for people, one JSON object for programs."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence

from xlplan.cli.findings_table import table, tally
from xlplan.cycle.checking import Checked
from xlplan.cycle.closing import Closed
from xlplan.cycle.consolidating import Consolidated
from xlplan.cycle.demo import Demo
from xlplan.cycle.fixing import FixList
from xlplan.cycle.issuing import Issued
from xlplan.cycle.papers import Paper
from xlplan.cycle.starting import Started
from xlplan.findings import Finding
from xlplan.model import british_date
from xlplan.reports.wording import counted, listed
from xlplan.rollup import RollUp, roll_up
from xlplan.rules.catalogue import Listed


def say(text: str = "") -> None:
    """Print a line of the answer."""
    print(text)


def note(text: str) -> None:
    """Print a line about progress, beside the answer."""
    print(text, file=sys.stderr)


def as_json(value: Mapping[str, object]) -> None:
    """Print one JSON object."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def wrapped(text: str, indent: str) -> str:
    """Return a text in lines that fit the terminal, each indented."""
    width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 110))
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent)


def started(made: Started) -> None:
    """Say what `new` made."""
    say(f"{made.path}: {made.title}")
    say(
        f"Workstreams, enablers and tools: {made.workstreams}; "
        f"{counted(made.items, 'item')}. Open it in Excel: the Guide says what to do next."
    )


def issued(made: Issued) -> None:
    """Say which returns were issued."""
    period = made.settings.period.title
    opened = f"{period} is open. " if made.is_new_period else ""
    folder = made.returns[0].path.parent if made.returns else "nowhere"
    say(f"{opened}{counted(len(made.returns), 'return')} for {period} written to {folder}:")
    for one in made.returns:
        again = f", revision {one.revision}" if one.revision > 1 else ""
        say(f"  {one.path.name}  ({counted(one.rows, 'row')}{again})")
    if made.drafts:
        say(f"The e-mails that carry them, as drafts: {made.drafts[0].path.parent}")
    if made.without_owner:
        say(f"No owner, so sent to nobody: {', '.join(made.without_owner)}.")
    if made.stale:
        what = f"{listed(made.stale)} of the master"
        say(f"Still as before the settings were changed: {what}. Run: xlplan rebuild MASTER")


def findings(found: Sequence[Finding]) -> None:
    """Print findings as a table grouped by owner, most important first."""
    for line in table(found):
        say(line)


def checked(done: Checked) -> None:
    """Say what a check found."""
    say(f"{counted(done.files, 'file')} checked: {tally(done.findings)}.")
    findings(done.findings)


def fix_lists(made: Sequence[FixList]) -> None:
    """Say which fix lists were written, and which could not be."""
    written = [one for one in made if one.path]
    if made:
        say()
        say(f"{counted(len(written), 'fix list')} written, each to go back to its owner:")
    for one in made:
        told = f"{one.path}  ({counted(one.findings, 'line')})" if one.path else one.file
        say(f"  {told}")
        if one.why_not:
            say(wrapped(f"No list: {one.why_not}", "    "))
        if one.unnoted:
            cells = ", ".join(f"{at.sheet}!{at.a1}" for at in one.unnoted)
            say(wrapped(f"In the list but without a note, as people talk there: {cells}.", "    "))


def fix_lists_json(made: Sequence[FixList]) -> list[dict[str, object]]:
    """Return fix lists as the keys that `--json` prints."""
    return [
        {
            "file": one.file,
            "owner": one.owner,
            "findings": one.findings,
            "path": str(one.path) if one.path else "",
            "without_note": [f"{at.sheet}!{at.a1}" for at in one.unnoted],
            "why_not": one.why_not,
        }
        for one in made
    ]


def consolidated(done: Consolidated) -> None:
    """Say what a consolidation did, so that it adds up."""
    account = done.account
    if done.is_dry_run:
        say("Dry run: nothing was written.")
    for line in account.in_words():
        say(wrapped(line, ""))
    would = "would be changed" if done.is_dry_run else "changed by this run"
    say(f"{counted(done.changed, 'cell')} of the master {would}.")
    for what, lines in (("Conflicts", done.waiting.conflicts), ("Requests", done.waiting.requests)):
        if lines:
            say(wrapped(f"To decide on {what}: {', '.join(lines)}.", ""))
    if account.missing:
        say(wrapped(f"Missing: {'; '.join(account.missing)}.", ""))
    say(f"Before: {_headline(roll_up(done.before))}")
    say(f"After:  {_headline(roll_up(done.after))}")
    findings(done.findings)


def _headline(rated: tuple[RollUp, Sequence[RollUp]]) -> str:
    whole, lines = rated
    parts = [f"{line.code} {line.rag or 'not rated'}" for line in lines]
    return f"plan {whole.rag or 'not rated'}; {', '.join(parts)}."


def _ratings(rated: tuple[RollUp, Sequence[RollUp]]) -> dict[str, object]:
    whole, lines = rated
    words = {line.code: line.rag.word if line.rag else "" for line in lines}
    return {"plan": whole.rag.word if whole.rag else "", "workstreams": words}


def consolidated_json(done: Consolidated) -> dict[str, object]:
    """Return a consolidation as the keys that `--json` prints."""
    account = done.account
    returns: dict[str, object] = {}
    for name in ("issued", "received", "accepted", "sent_back", "missing"):
        returns |= {name: len(getattr(account, name)), f"{name}_list": getattr(account, name)}
    rows: dict[str, object] = {}
    for name in ("merged", "unchanged", "held", "not_received"):
        refs = getattr(account, f"rows_{name}")
        rows |= {name: len(refs), f"{name}_list": refs}
    decided: dict[str, object] = {}
    for name in ("conflicts", "conflicts_decided", "requests", "requests_refused"):
        here = getattr(account, name)
        decided |= {name: len(here), f"{name}_list": here}
    cells = {
        "total": sum(len(here) for here in account.cells.values()),
        "merged": len(account.cells_merged),
        "merged_list": account.cells_merged,
        "held": len(account.cells_held),
        "held_list": account.cells_held,
        "changed_by_this_run": done.changed,
    }
    return {
        "returns": returns,
        "rows": rows,
        "cells": cells,
        **decided,
        "to_decide": {"conflicts": done.waiting.conflicts, "requests": done.waiting.requests},
        "headline": {
            "before": _ratings(roll_up(done.before)),
            "after": _ratings(roll_up(done.after)),
        },
        "dry_run": done.is_dry_run,
        "findings": [f.as_json() for f in done.findings],
    }


def paper(written: Paper) -> None:
    """Say where a paper is."""
    draft = f" (draft: {written.why_draft})" if written.is_draft else ""
    say(f"{written.title}{draft}:")
    for path in written.paths:
        say(f"  {path}")
    if written.note:
        say(wrapped(written.note, "  "))
    findings(written.findings)


def closed(done: Closed) -> None:
    """Say what closing did."""
    say(f"{done.period.title} is closed: {counted(done.rows, 'row')} added to History.")
    if done.not_reported:
        say(wrapped(f"Not reported: {', '.join(done.not_reported)}.", ""))
    for line in done.undecided_in_words():
        say(wrapped(line, ""))
    say(f"A copy of the master is in the archive: {done.archived}")


def rules(listed: Sequence[Listed]) -> None:
    """List the rules."""
    for rule in listed:
        say(f"{rule.code}  {rule.severity:<8}{rule.name}")
        say(wrapped(rule.message, "     "))


def demo(done: Demo) -> None:
    """Tell the demonstration month, step by step."""
    first, second = done.first, done.second
    say("October 2013 at Maidstone, with simulated officers (posts only; see workbooks/README.md)")
    say()
    say(
        f"1. Issued   {counted(len(done.issued.returns), 'return')}, due back "
        f"{british_date(done.issued.settings.deadline or done.issued.settings.as_at)}."
    )
    say(f"2. Checked  {counted(done.checked.files, 'return')}: {tally(done.checked.findings)}.")
    for finding in done.checked.findings:
        say(wrapped(f"{finding.severity.value}: {finding.message}", "              "))
    say(f"            {counted(len(done.fix_lists), 'fix list')} given back to their owners.")
    say(f"3. Merged   {_short(first)}")
    say(
        f"            Conflicts: {'; '.join(first.account.conflicts) or 'none'}. "
        f"Requests: {'; '.join(first.account.requests) or 'none'}."
    )
    say(f"            Missing: {'; '.join(first.account.missing)}.")
    say(f"4. Round 2  {_short(second)}")
    say(
        "5. Rated    "
        + ", ".join(f"{r.code} {r.rag or 'not reported'}" for r in done.ratings)
        + "."
    )
    say(
        f"6. Closed   {done.closed.rows} rows in History; not reported: "
        f"{', '.join(done.closed.not_reported) or 'none'}."
    )
    say()
    say(f"Everything is in {done.folder}:")
    say(f"  the master         {done.master.name}")
    say("  returns as issued  1 issued; as they came back 2 received, 4 second round")
    say("  what to put right  3 fix lists: the officers' own files, with a list in front")
    for written in done.papers:
        for path in written.paths:
            say(f"  {path.relative_to(done.folder)}")


def _short(done: Consolidated) -> str:
    account = done.account
    return (
        f"{account.rows} rows: {len(account.rows_merged)} merged, "
        f"{len(account.rows_unchanged)} unchanged, {len(account.rows_held)} held, "
        f"{len(account.rows_not_received)} not received; {done.changed} cells changed, "
        f"{len(account.cells_held)} held."
    )
