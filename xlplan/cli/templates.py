"""The template command: a copy of a Word template to begin with, and a check of a council's own."""

from __future__ import annotations

import argparse
from pathlib import Path

from xlplan.cli.printing import say
from xlplan.cli.status import DONE, FINDINGS
from xlplan.cycle.templates import check_template, copy_template


def run_template(options: argparse.Namespace) -> int:
    """Copy a template that ships, or say what is wrong with one."""
    path = Path(options.file)
    if options.action == "copy":
        made = copy_template(path, options.paper, options.preset or "")
        kind = "" if options.paper == "cabinet" else f" --paper {options.paper}"
        say(f"{made}: change it in Word, then run: xlplan template check {made}{kind}")
        return DONE
    problems = check_template(path, options.paper)
    for problem in problems:
        say(f"{problem.where}: {problem.what}")
    if not problems:
        use = f"xlplan report {options.paper} MASTER --to DIR --template {path}"
        say(f"{path.name} prints. Use it: {use}")
    return FINDINGS if problems else DONE
