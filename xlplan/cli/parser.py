"""The commands and their options."""

from __future__ import annotations

import argparse
from typing import Any

from xlplan import __version__
from xlplan.model import SCALES

EXCEL_ACTIONS = (
    *("check", "next", "issue", "consolidate", "chase", "close", "dashboard"),
    *("rollup", "compare", "exceptions", "cabinet", "briefing", "show", "rebuild", "about"),
)
ADD_IN = ("install", "uninstall", "doctor")
_PRESETS = ("maidstone-2009", "decision-record", "bromsgrove", "modern")
_AUDIENCES = ("public", "cmt", "exempt")
_EPILOG = """\
the month:
  xlplan issue MASTER --period 2013-10 --to returns
  xlplan check received --master MASTER --fix-list "fix lists"
  xlplan consolidate MASTER received
  xlplan chase MASTER --to chasers
  xlplan rollup MASTER
  xlplan report exceptions MASTER --to papers
  xlplan close MASTER

exit status: 0 done, nothing to put right; 1 done, there is something to put right;
2 could not be done (the message says why and what to do);
130 or 143 stopped before the end (by Ctrl-C, or by the system)
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    parser = argparse.ArgumentParser(
        prog="xlplan",
        description="Run a council's improvement plan in Excel: issue returns, check them, merge "
        "them, rate the plan and write the papers.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"xlplan {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_starting(commands)
    _add_month(commands)
    _add_keeping(commands)
    _add_ratings(commands)
    _add_papers(commands)
    _add_excel(commands)
    _add_template(commands)
    return parser


# argparse gives the object that commands are added to no public name.
Commands = Any


def _command(commands: Commands, name: str, text: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=text[0].upper() + text[1:] + "."
    )
    return made


def _add_starting(commands: Commands) -> None:
    demo = _command(commands, "demo", "run a whole month on the Maidstone example")
    demo.add_argument("folder", metavar="DIR", nargs="?", default="xlplan-demo")
    new = _command(commands, "new", "make a new master workbook, blank or an example")
    _add_master(new)
    new.add_argument(
        "--example",
        metavar="NAME",
        help="an example: maidstone-2013, maidstone-2012 (its draft) or bromsgrove-2009",
    )
    _add_workstreams(new, "a workstream of a blank plan, as AM='Asset management'")
    new.add_argument(
        "--scale", choices=tuple(SCALES), help="the rating scale of a blank plan; else three-point"
    )
    add = _command(commands, "add", "give a plan one more workstream, or more than one")
    _add_master(add)
    _add_workstreams(add, "its code and title, as AM='Asset management'", required=True)
    add.add_argument("--enabler", action="store_true", help="it is reported beside the plan")
    add.add_argument("--owner", metavar="POST", default="", help="who answers for it")
    show = _command(commands, "show", "bring a sheet into view that is hidden while it is empty")
    _add_master(show)
    show.add_argument("sheets", metavar="SHEET", nargs="*", help="as Risks; without one, a list")
    what = "bring a master in line after its scale, rules, colours or logo were changed"
    again = _command(commands, "rebuild", what)
    _add_master(again)
    again.add_argument(
        "--anyway", action="store_true", help="also where your own cells read the Dashboard"
    )


def _add_month(commands: Commands) -> None:
    issue = _command(commands, "issue", "open a month and write a return for each owner")
    _add_master(issue)
    issue.add_argument("--period", metavar="YYYY-MM", required=True, help="the month, as 2013-10")
    _add_to(issue)
    issue.add_argument("--deadline", metavar="YYYY-MM-DD", help="when returns are due back")
    issue.add_argument("--as-at", metavar="YYYY-MM-DD", help="default: the month's last day")
    issue.add_argument(
        "--populate",
        action="store_true",
        help="ask for the items of a draft: also those who lead a part of it get a return",
    )
    check = _command(commands, "check", "say, cell by cell, what to put right")
    check.add_argument("places", metavar="FILE|DIR", nargs="+", help="returns, or the master")
    check.add_argument("--master", metavar="MASTER", help="the master that issued the returns")
    check.add_argument(
        "--fix-list",
        metavar="DIR",
        help="write each return with findings here, with a list in front of what to put right",
    )
    _add_workers(check)
    _add_json(check)
    merge = _command(commands, "consolidate", "merge what has come back into the master")
    _add_master(merge)
    merge.add_argument("folder", metavar="DIR", nargs="?", help="where the returns are")
    merge.add_argument("--dry-run", action="store_true", help="show what would happen")
    _add_workers(merge)
    _add_json(merge)
    chase = _command(
        commands, "chase", "draft an e-mail to each owner: late, sent back, to put right, thanks"
    )
    _add_master(chase)
    _add_to(chase)
    _add_json(chase)
    close = _command(commands, "close", "close the month: its snapshot goes into History")
    _add_master(close)


def _add_keeping(commands: Commands) -> None:
    undo = _command(commands, "undo", "put back the master as it was before the last write")
    _add_master(undo)
    undo.add_argument(
        "--list", action="store_true", help="list every write, verify the archive, change nothing"
    )
    adopt = _command(commands, "adopt", "adopt a draft plan; its programmed dates are then fixed")
    _add_master(adopt)
    adopt.add_argument(
        "--decision", metavar="REF", required=True, help="the decision, as 'Cabinet 11/04/2012'"
    )
    forward = _command(commands, "roll-forward", "make next year's plan from what remains")
    _add_master(forward)
    forward.add_argument("--to", metavar="NEW.xlsx", required=True, help="the new master")
    forward.add_argument(
        "--rebase",
        metavar="REF",
        default="",
        help="the decision by which programmed dates are set again; without it they stay",
    )


def _add_ratings(commands: Commands) -> None:
    rollup = _command(commands, "rollup", "explain the ratings of workstreams and plan")
    _add_master(rollup)
    policies = ("majority", "worst", "threshold", "weighted")
    rollup.add_argument("--policy", choices=policies, help="what another would say")
    rollup.add_argument(
        "--compare",
        action="store_true",
        help="what every policy would have said, for each closed month and the open one",
    )
    rollup.add_argument(
        "--views",
        action="store_true",
        help="risks, objectives, priorities, measures, savings, resources, implications, origins, "
        "what items wait for, what lies ahead, decisions not applied",
    )
    _add_json(rollup)
    compare = _command(commands, "compare", "say what changed between two masters or two months")
    compare.add_argument("before", metavar="BEFORE", help="a master, the earlier one of two")
    compare.add_argument("after", metavar="AFTER", nargs="?", help="the later master")
    compare.add_argument(
        "--periods",
        metavar=("FROM", "TO"),
        nargs=2,
        help="two closed months of the one master, as 2013-04 2013-10; TO may be: now",
    )
    _add_json(compare)
    rules = _command(commands, "rules", "list the rules that returns and plan are checked by")
    _add_json(rules)


def _add_papers(commands: Commands) -> None:
    report = _command(commands, "report", "write a paper, in Word and HTML")
    kinds = ("cabinet", "exceptions", "briefing", "plan", "forward", "resources")
    report.add_argument(
        "kind",
        choices=kinds,
        help="which; forward is what lies ahead, resources what the budget round needs to know",
    )
    _add_master(report)
    _add_to(report)
    report.add_argument(
        "--since", metavar="YYYY-MM", help="compare with this closed month (cabinet)"
    )
    report.add_argument(
        "--period", metavar="YYYY-MM", help="make a closed month's paper again, from the archive"
    )
    report.add_argument(
        "--for",
        dest="post",
        metavar="POST",
        help="whom the briefing is for: a head of service, an owner or a portfolio holder",
    )
    _add_cabinet(report)


def _add_excel(commands: Commands) -> None:
    excel = _command(
        commands, "excel", "do a step in the workbook that is open in Excel, or see to the ribbon"
    )
    excel.add_argument(
        "action",
        choices=(*EXCEL_ACTIONS, *ADD_IN),
        help="which step; install and uninstall are for the ribbon, doctor says what is missing",
    )
    excel.add_argument(
        "place",
        metavar="DIR|FILE",
        nargs="?",
        help="where the returns are (consolidate) or go (issue), where drafts (chase) or papers go "
        "(exceptions, cabinet, briefing), the other master (compare), a sheet (show), or the "
        "folder of the ribbon (install, uninstall, doctor); Excel asks for what is left out",
    )
    excel.add_argument("--period", metavar="YYYY-MM", help="the month (issue)")
    excel.add_argument("--deadline", metavar="YYYY-MM-DD", help="when returns are due (issue)")
    excel.add_argument("--for", dest="post", metavar="POST", help="whom it is for (briefing)")
    # The ribbon gives the window that its button was pressed in, and wants a box for an answer.
    excel.add_argument("--window", type=int, help=argparse.SUPPRESS)


def _add_template(commands: Commands) -> None:
    template = _command(commands, "template", "copy or check a Word template of your own")
    template.add_argument("action", choices=("copy", "check"), help="which")
    template.add_argument("file", metavar="DOCX", help="where to copy to, or what to check")
    template.add_argument(
        "--paper", choices=("cabinet", "exceptions"), default="cabinet", help="of which paper"
    )
    template.add_argument("--preset", choices=_PRESETS, help="whose headings to copy (cabinet)")


def _add_cabinet(report: argparse.ArgumentParser) -> None:
    report.add_argument(
        "--preset", choices=_PRESETS, help="whose headings it follows (cabinet); else as Settings"
    )
    report.add_argument(
        "--audience",
        choices=_AUDIENCES,
        default="public",
        help="who reads it (cabinet); what is marked CMT only or exempt stays out of public",
    )
    report.add_argument("--template", metavar="DOCX", help="a Word template of your own")
    report.add_argument(
        "--pdf", action="store_true", help="print it too, with LibreOffice or Word (cabinet)"
    )


def _add_workstreams(parser: argparse.ArgumentParser, what: str, *, required: bool = False) -> None:
    parser.add_argument(
        "--workstream",
        metavar="CODE=TITLE",
        action="append",
        default=[],
        required=required,
        help=f"{what} (may be repeated)",
    )


def _add_master(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("master", metavar="MASTER", help="the master workbook")


def _add_to(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", metavar="DIR", required=True, help="the folder to write into")


def _add_workers(parser: argparse.ArgumentParser) -> None:
    who = parser.add_mutually_exclusive_group()
    who.add_argument(
        "--workers", metavar="N", type=int, help="processes that read returns; default: one a core"
    )
    who.add_argument(
        "--cluster", metavar="ADDRESS", help="a Dask scheduler whose workers read the returns"
    )


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
