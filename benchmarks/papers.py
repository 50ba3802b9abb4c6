"""How long the papers of 300 items take, as multiples of a bare docxtpl and a bare Jinja2.

The bare renders print the same text through the same templates and filters, and do nothing else:
no sandbox, no cleaning of characters, no charts, contents, column widths, shading or packing.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from statistics import median

from docxtpl import DocxTemplate
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from xlplan.history import snapshot
from xlplan.model import (
    AMBER,
    GREEN,
    RED,
    Item,
    Kind,
    Level,
    Period,
    Plan,
    Reported,
    Settings,
    Workstream,
)
from xlplan.rendering import html, word
from xlplan.rendering.environment import strict_environment
from xlplan.rendering.word_drawings import Drawings
from xlplan.reports.paper_values import ProgressReport
from xlplan.reports.progress import progress_report
from xlplan.reports.sources import PaperFacts, Sources
from xlplan.shipped import shipped

AIM = 2.0
ITEMS = 300
_SAID = "The work named in the plan was taken forward this month and its next step has a date. "


def report() -> ProgressReport:
    """Return a Cabinet paper of 300 items with a month of history."""
    items = tuple(_item(n) for n in range(ITEMS))
    streams = tuple(
        Workstream(f"W{n}", Kind.WORKSTREAM, f"Workstream {n}", "Head of Service")
        for n in range(10)
    )
    period = Period(2013, 10)
    settings = Settings("p", "Borough Council", "Plan", period, period.last_day)
    before = Settings("p", "Borough Council", "Plan", Period(2013, 9), Period(2013, 9).last_day)
    closed = snapshot(Plan(before, streams, items))
    made = datetime(2013, 11, 8, 9, 30)
    facts = PaperFacts(Sources("Plan.xlsx", "0" * 64, made, "1"))
    return progress_report(Plan(settings, streams, items, history=closed), facts)


def _item(number: int) -> Item:
    return Item(
        item_id=f"i{number}",
        ref=f"W{number % 10}.{number}",
        level=Level.ITEM,
        workstream=f"W{number % 10}",
        title=f"Item {number}",
        owner="Head of Service",
        reported=Reported.YES,
        rag=(GREEN, GREEN, AMBER, RED)[number % 4],
        commentary=f"{_SAID * 6}\n- **First** point\n- Second point",
        corrective_action=_SAID,
    )


def bare_word(paper: ProgressReport) -> bytes:
    """Render the Word template with docxtpl and nothing else."""
    template = DocxTemplate(word.shipped_template(f"cabinet-{paper.preset}"))
    environment = Environment(autoescape=True)
    environment.filters.update(word.word_environment(Drawings(template)).filters)
    environment.filters["chart"] = environment.filters["figures"] = lambda chart: Markup("")
    template.render({"paper": paper}, environment, autoescape=True)
    target = BytesIO()
    template.docx.save(target)
    return target.getvalue()


def bare_html(paper: ProgressReport) -> str:
    """Render the page's template with Jinja2 and nothing else."""
    folder = shipped("templates", "html")
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(strict_environment().filters)
    environment.filters.update(html.page_filters())
    page = environment.get_template("progress.html.j2")
    return page.render(paper=paper, style=Markup(""), script=Markup(""), policy="")


def medians(runs: int) -> dict[str, float]:
    """Return the median seconds of each render; they take turns, so a busy moment meets all."""
    paper = report()
    renders: dict[str, Callable[[ProgressReport], object]] = {
        "bare docxtpl": bare_word,
        "Word": word.render_progress,
        "bare Jinja2": bare_html,
        "HTML": html.render_progress,
    }
    for render in renders.values():
        render(paper)
    timed = [{name: _seconds(r, paper) for name, r in renders.items()} for _ in range(runs)]
    return {name: median(run[name] for run in timed) for name in renders}


def _seconds(render: Callable[[ProgressReport], object], paper: ProgressReport) -> float:
    start = time.perf_counter()
    render(paper)
    return time.perf_counter() - start


def main() -> int:
    """Print the table; 1 when a ratio is above the aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="runs of each render (7)")
    times = medians(parser.parse_args().runs)
    ratios = {
        "Word": times["Word"] / times["bare docxtpl"],
        "HTML": times["HTML"] / times["bare Jinja2"],
    }
    print(f"{ITEMS} items{'':6}{'median ms':>12}{'ratio':>8}")
    for name, taken in times.items():
        print(f"{name:15}{taken * 1000:12.1f}{ratios.get(name, 1.0):8.2f}")
    is_met = max(ratios.values()) <= AIM
    print(f"The aim is a ratio of at most {AIM:.0f}: {'met' if is_met else 'missed'}.")
    return int(not is_met)


if __name__ == "__main__":
    sys.exit(main())
