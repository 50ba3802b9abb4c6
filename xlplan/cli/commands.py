"""One function for each command: parse, call one use case, print, give the exit status."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from xlplan.cli import changes, in_excel, printing, ratings, undoing, views, workers, writing
from xlplan.cli.clock import now
from xlplan.cli.status import DONE, FINDINGS
from xlplan.cli.templates import run_template
from xlplan.cli.yearly import (
    run_add,
    run_adopt,
    run_rebuild,
    run_roll_forward,
    run_show,
    titles_by_code,
)
from xlplan.cycle import demo as demonstration
from xlplan.cycle.cabinet import CabinetChoices
from xlplan.cycle.chasing import chase
from xlplan.cycle.checking import check
from xlplan.cycle.closing import close
from xlplan.cycle.comparing import Compared, compare_closed, compare_masters, compare_policies
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.fixing import write_fix_lists
from xlplan.cycle.issuing import Month, issue, read_day, read_period
from xlplan.cycle.papers import Paper, report_briefing, report_cabinet, report_exceptions
from xlplan.cycle.plan_papers import report_forward, report_plan, report_resources
from xlplan.cycle.rating import rate
from xlplan.cycle.starting import start_blank, start_example
from xlplan.cycle.storing import Refused
from xlplan.cycle.undoing import list_writes, undo
from xlplan.findings import Finding
from xlplan.model import SCALES
from xlplan.rendering.printers import find_libre_office, find_printer
from xlplan.reports.selection import Audience


def _status(findings: tuple[Finding, ...]) -> int:
    return FINDINGS if any(f.must_be_put_right for f in findings) else DONE


def run_demo(options: argparse.Namespace) -> int:
    """Run the demonstration month."""
    printing.note("Running October 2013 on the Maidstone example; this takes a little while.")
    printing.demo(
        demonstration.run_demo(Path(options.folder), at=now(), printer=find_libre_office())
    )
    return DONE


def run_new(options: argparse.Namespace) -> int:
    """Make a new master."""
    path = Path(options.master)
    if options.example and (options.workstream or options.scale):
        what = "--workstream" if options.workstream else "--scale"
        raise Refused(f"An example has its own workstreams and scale: leave {what} out.")
    if options.example:
        printing.started(start_example(path, options.example, at=now()))
        return DONE
    streams = titles_by_code(options.workstream or ["W1=First workstream"])
    scale = SCALES[options.scale or "three-point"]
    printing.started(start_blank(path, streams, scale=scale, at=now()))
    return DONE


def run_issue(options: argparse.Namespace) -> int:
    """Open a month and issue its returns."""
    days = read_day(options.as_at), read_day(options.deadline)
    month = Month(read_period(options.period), *days, populates=options.populate)
    printing.issued(issue(Path(options.master), Path(options.to), month, at=now()))
    return DONE


def run_check(options: argparse.Namespace) -> int:
    """Check returns, or the master."""
    master = Path(options.master) if options.master else None
    with workers.reading(options) as reading:
        found = check([Path(place) for place in options.places], master, reading=reading)
    lists = write_fix_lists(found, Path(options.fix_list)) if options.fix_list else ()
    if options.json:
        said: dict[str, object] = {"findings": [f.as_json() for f in found.findings]}
        if options.fix_list:
            said["fix_lists"] = printing.fix_lists_json(lists)
        printing.as_json(said)
    else:
        printing.checked(found)
        printing.fix_lists(lists)
    return _status(found.findings)


def run_consolidate(options: argparse.Namespace) -> int:
    """Merge what has come back."""
    folder = Path(options.folder) if options.folder else None
    master, is_dry_run = Path(options.master), options.dry_run
    with workers.reading(options) as reading:
        done = consolidate(master, folder, at=now(), is_dry_run=is_dry_run, reading=reading)
    if options.json:
        printing.as_json({"consolidate": printing.consolidated_json(done)})
    else:
        printing.consolidated(done)
    return _status(done.findings)


def run_chase(options: argparse.Namespace) -> int:
    """Draft e-mails to owners."""
    made = chase(Path(options.master), Path(options.to), at=now())
    if options.json:
        printing.as_json({"chase": writing.chased_json(made)})
    else:
        writing.chased(made)
    return DONE


def run_close(options: argparse.Namespace) -> int:
    """Close the month."""
    printing.closed(close(Path(options.master), at=now()))
    return DONE


def run_undo(options: argparse.Namespace) -> int:
    """Take back the last write, or list every one."""
    master = Path(options.master)
    if not options.list:
        undoing.undone(undo(master, at=now()))
        return DONE
    listed = list_writes(master)
    undoing.writes(listed)
    return FINDINGS if listed.problems else DONE


def run_rollup(options: argparse.Namespace) -> int:
    """Explain the ratings."""
    rated = rate(Path(options.master), options.policy)
    months = compare_policies(Path(options.master)) if options.compare else ()
    if options.json:
        compared = {"compare": changes.policies_json(months)} if months else {}
        tied = {"views": views.views_json(rated.plan)} if options.views else {}
        printing.as_json({"rollup": ratings.rollup_json(rated) | compared | tied})
    elif months:
        changes.policies(months)
    elif options.views:
        views.views(rated.plan)
    else:
        ratings.rollup(rated)
    return DONE


def run_compare(options: argparse.Namespace) -> int:
    """Say what changed between two masters, or two months of one."""
    done = _compared(options)
    if options.json:
        printing.as_json({"compare": changes.compared_json(done)})
    else:
        changes.compared(done)
    return FINDINGS if done.silent else DONE


def _compared(options: argparse.Namespace) -> Compared:
    before = Path(options.before)
    if bool(options.after) == bool(options.periods):
        raise Refused(
            "Name two masters, or one master and --periods with two closed months, "
            "as: xlplan compare MASTER --periods 2013-04 2013-10."
        )
    if options.after:
        return compare_masters(before, Path(options.after))
    start, end = options.periods
    return compare_closed(before, read_period(start), None if end == "now" else read_period(end))


def _post(options: argparse.Namespace) -> str:
    if not options.post:
        raise Refused('Name the post: xlplan report briefing MASTER --to DIR --for "Head of …".')
    post: str = options.post
    return post


def run_report(options: argparse.Namespace) -> int:
    """Write a paper."""
    master, to = Path(options.master), Path(options.to)
    period = read_period(options.period) if options.period else None
    if options.kind == "exceptions":
        template = Path(options.template) if options.template else None
        paper = report_exceptions(master, to, at=now(), period=period, template=template)
        papers: tuple[Paper, ...] = (paper,)
    elif options.kind == "briefing":
        papers = (report_briefing(master, to, _post(options), at=now(), period=period),)
    elif options.kind == "plan":
        papers = report_plan(master, to, at=now(), printer=find_libre_office())
    elif options.kind == "forward":
        papers = (report_forward(master, to, at=now(), printer=find_libre_office()),)
    elif options.kind == "resources":
        papers = (report_resources(master, to, at=now(), printer=find_libre_office()),)
    else:
        choices = CabinetChoices(
            since=read_period(options.since) if options.since else None,
            preset=options.preset or "",
            audience=Audience[options.audience.upper()],
            template=Path(options.template) if options.template else None,
            printer=find_printer() if options.pdf else find_libre_office(),
            is_pdf=options.pdf,
        )
        papers = (report_cabinet(master, to, at=now(), choices=choices, period=period),)
    for paper in papers:
        printing.paper(paper)
    return _status(tuple(finding for paper in papers for finding in paper.findings))


def run_excel(options: argparse.Namespace) -> int:
    """Run an action on the workbook that is open in Excel, or see to the add-in."""
    return in_excel.run(options, at=now())


def run_rules(options: argparse.Namespace) -> int:
    """List the rules."""
    from xlplan.rules.catalogue import catalogue

    rules = catalogue()
    if options.json:
        printing.as_json({"rules": [rule.as_json() for rule in rules]})
    else:
        printing.rules(rules)
    return DONE


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "demo": run_demo,
    "new": run_new,
    "add": run_add,
    "show": run_show,
    "rebuild": run_rebuild,
    "issue": run_issue,
    "check": run_check,
    "consolidate": run_consolidate,
    "chase": run_chase,
    "adopt": run_adopt,
    "roll-forward": run_roll_forward,
    "close": run_close,
    "undo": run_undo,
    "rollup": run_rollup,
    "compare": run_compare,
    "report": run_report,
    "template": run_template,
    "excel": run_excel,
    "rules": run_rules,
}
