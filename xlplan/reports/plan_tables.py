"""The tables of the plan document: each from one sheet, None where the sheet is empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest

from xlplan.model import Item, Kind, Plan, Status, Workstream, clean, codes, named_codes, short_date
from xlplan.reports.blocks import Table, cell, number_cell, table
from xlplan.reports.links import measure_rows
from xlplan.reports.plan_money import is_within_budget
from xlplan.reports.selection import Audience
from xlplan.reports.wording import item_noun, listed

READERS = Audience.PUBLIC
# What has ended or was put off; the rest of the statuses are for progress reports.
_TOLD = (Status.COMPLETE, Status.SUSPENDED, Status.NOT_PURSUED)
_HORIZONS = ("Long term", "Medium term", "This year")


def readable(plan: Plan) -> tuple[Item, ...]:
    """Return the items that the public may read, in the plan's order."""
    return tuple(i for i in plan.items if READERS.may_read(i, plan))


def named(plan: Plan, refs: str) -> str:
    """Return the items of a list of refs by ref and title, those that may not be read left out."""
    known = {i.ref: i for i in plan.items}
    shown = [known[ref] for ref in codes(refs) if ref in known]
    return "; ".join(f"{i.ref} {i.title}" for i in shown if READERS.may_read(i, plan))


def objectives(plan: Plan) -> Table | None:
    """Return the objectives, with how many items serve each."""
    served = [code for item in readable(plan) for code in codes(item.objectives)]
    rows = [
        (o.code, cell(o.title), number_cell(str(served.count(o.code)))) for o in plan.objectives
    ]
    columns = (("No.", 1.5), ("Objective", 12.5), ("Items that serve it", 3.0))
    return table("The plan's objectives", columns, rows)


def parts(plan: Plan, *kinds: Kind) -> Table | None:
    """Return the workstreams, enablers or tools, with who leads each and what it is."""
    chosen = [w for w in plan.workstreams if w.kind in kinds]
    columns = (("Code", 1.5), ("Title", 4.2), ("Led by", 4.3), ("What it is", 7.0))
    rows = [(w.code, w.title, w.owner or "No post is named", w.scope) for w in chosen]
    return table(f"{listed([k.value + 's' for k in kinds])} of the plan", columns, rows)


def services(plan: Plan) -> Table | None:
    """Return the services in rank order, with their aims."""
    titles = {w.code: w.title for w in plan.workstreams}
    ranked = sorted(plan.registers.services, key=lambda s: (s.rank is None, s.rank or 0))
    rows = [
        (number_cell(str(s.rank or "")), s.name, titles.get(s.workstream, s.workstream), s.aim)
        for s in ranked
    ]
    columns = (("Rank", 1.4), ("Service", 4.4), ("Workstream", 3.7), ("Aim", 7.5))
    return table("Services in rank order", columns, rows)


def priorities(plan: Plan) -> Table | None:
    """Return each year's top services side by side, in order."""
    years: dict[str, list[tuple[int, str]]] = {}
    for place in plan.registers.priorities:
        years.setdefault(place.year, []).append((place.position or 0, place.service))
    lists = [[service for _, service in sorted(found)] for found in years.values()]
    rows = [
        (number_cell(str(place)), *(cell(name or "") for name in line))
        for place, line in enumerate(zip_longest(*lists), 1)
    ]
    width = 15.6 / max(len(years), 1)
    columns = (("Place", 1.4), *((year, width) for year in years))
    return table("The top services of each year", columns, rows, keeps_columns=True)


def matrix(plan: Plan) -> Table | None:
    """Return the items of each workstream side by side."""
    streams = [w for w in plan.workstreams if w.kind is Kind.WORKSTREAM and w.is_reported]
    if len(streams) > 6:
        return _long_matrix(plan, streams)
    lists = [
        [f"{i.ref} {i.title}" for i in plan.items_of(w.code) if READERS.may_read(i, plan)]
        for w in streams
    ]
    rows = [tuple(cell(name or "") for name in line) for line in zip_longest(*lists)]
    width = 17.0 / max(len(streams), 1)
    columns = [(w.title, width) for w in streams]
    return table("What each workstream does", columns, rows, names_rows=False, keeps_columns=True)


def _long_matrix(plan: Plan, streams: Sequence[Workstream]) -> Table | None:
    rows = []
    for stream in streams:
        held = [i for i in plan.items_of(stream.code) if READERS.may_read(i, plan)]
        if held:
            names = "\n".join(f"- {i.ref} {i.title}" for i in held)
            rows.append((f"{stream.code} {stream.title}", names))
    return table("What each workstream does", (("Workstream", 5.5), ("Items", 11.5)), rows)


def horizons(plan: Plan) -> list[tuple[str, Table]]:
    """Return a table for each service: long term, medium term and this year."""
    found = {h.service: None for h in plan.registers.horizons}
    made = []
    for service in found:
        held = [h for h in plan.registers.horizons if h.service == service]
        years = [h.year for h in held if h.year]
        this_year = f"This year ({years[0]})" if years else "This year"
        rows = []
        for horizon in _HORIZONS:
            lines = [h for h in held if h.horizon == horizon]
            told = "\n".join(f"- {h.text}" for h in lines)
            items = list(dict.fromkeys(ref for h in lines for ref in codes(h.items)))
            if lines:
                name = this_year if horizon == "This year" else horizon
                rows.append((name, told, _delivered(plan, items)))
        columns = (("Horizon", 3.0), ("What the service means to reach", 9.0), ("Items", 5.0))
        built = table(f"Horizons of {service}", columns, rows)
        if built:
            made.append((service, built))
    return made


def _delivered(plan: Plan, refs: Sequence[str]) -> str:
    told = named(plan, "; ".join(refs))
    is_withheld = any(i.ref in refs for i in plan.items)
    return told or ("An item that is not named here" if is_withheld else "No item yet")


def every_item(plan: Plan, code: str) -> Table | None:
    """Return a workstream's items: what, who, by when and for which objective.

    A due date stands beside the programmed one once it has moved, and what was decided beneath.
    """
    held = [i for i in readable(plan) if i.workstream == code]
    within = _within_budget(plan)
    has_moved = any(i.due != i.baseline_due for i in readable(plan))
    rows = [
        (
            i.ref,
            _item(plan, i),
            i.owner,
            "; ".join(within.get(clean(i.ref).casefold(), ())),
            _day(i.baseline_due),
            _day(i.due) if has_moved else "",
            i.objectives,
        )
        for i in held
    ]
    noun = item_noun(plan)[:1].upper() + item_noun(plan)[1:]
    has_outcomes = any(i.outcome for i in readable(plan))
    longest = max((len(i.ref) for i in held), default=0)
    columns = (
        ("Ref", max(1.3, 0.25 * longest)),
        (f"{noun}, and what will be different" if has_outcomes else noun, 6.6),
        ("Owner", 3.6),
        ("Resource", 3.2),
        ("Programmed", 2.4),
        ("Due", 2.3),
        ("Serves", 1.5),
    )
    return table("Items of the workstream", columns, rows)


def _within_budget(plan: Plan) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for resource in plan.registers.resources:
        if is_within_budget(resource):
            held.setdefault(clean(resource.item).casefold(), []).append(resource.what)
    return held


def _day(day: date | None) -> str:
    return short_date(day) if day else ""


def _item(plan: Plan, item: Item) -> str:
    told = [f"**{item.title}**", item.outcome]
    if item.status in _TOLD:
        by = f", by {item.decision_ref}" if item.decision_ref else ""
        told.append(f"**{item.status}**{by}.")
    waits = "; ".join(_waits(plan, item))
    told += [f"With {item.partners}." if clean(item.partners) else ""]
    told += [f"Waits for {waits}." if waits and item.is_live else ""]
    return "\n".join(line for line in told if line)


def _waits(plan: Plan, item: Item) -> Iterator[str]:
    for name in named_codes(item.depends_on):
        known = next((i for i in plan.rows if clean(i.ref) == name.code), None)
        if known is None:
            yield f"{name.code} {name.title}".strip()
        elif READERS.may_read(known, plan):
            yield f"{known.ref} {known.title}"


def governance(plan: Plan) -> Table | None:
    """Return the posts that have a part in running the plan."""
    rows = [(p.post, p.role) for p in plan.people if p.role]
    return table("Who does what", (("Post", 7.0), ("Part in the plan", 10.0)), rows)


def calendar(plan: Plan) -> Table | None:
    """Return which report goes where and when."""
    rows = [
        (
            m.report,
            m.period.title,
            m.body,
            short_date(m.deadline) if m.deadline else "",
            short_date(m.day) if m.day else "",
        )
        for m in plan.registers.calendar
    ]
    columns = (
        ("Report", 3.0),
        ("For", 3.5),
        ("To", 5.0),
        ("Returns due", 2.75),
        ("Meeting", 2.75),
    )
    return table("Reports and meetings", columns, rows)


def measures(plan: Plan) -> Table | None:
    """Return the measures: where they began, where they stand, where they should be and when."""
    items = {m.code: m.items for m in plan.registers.measures}
    rows = [
        (
            m.title,
            named(plan, items.get(m.code, "")),
            number_cell(m.baseline),
            number_cell(m.outturn),
            m.target,
            m.progress,
        )
        for m in measure_rows(plan, READERS)
    ]
    columns = (
        ("Measure", 3.3),
        ("Items", 3.6),
        ("Baseline", 2.3),
        ("Latest", 2.7),
        ("Target", 2.7),
        ("Progress", 2.4),
    )
    return table("Measures", columns, rows)


def consultation(plan: Plan) -> Table | None:
    """Return each recommendation of those consulted, and the response."""
    rows = [
        (c.body, c.recommendation, f"{c.accepted}. {c.response}".lstrip(". ") or "No response yet.")
        for c in plan.registers.consultation
    ]
    columns = (("From", 3.6), ("Recommendation", 6.7), ("Response", 6.7))
    return table("Recommendations and responses", columns, rows)


def decisions(plan: Plan) -> Table | None:
    """Return what has been decided about the plan, and whether the plan shows it."""
    rows = [
        (
            d.ref,
            f"{d.body}{', ' + short_date(d.day) if d.day else ''}"
            f"{', minute ' + d.minute if d.minute else ''}",
            d.text,
            f"{d.applied or 'Not yet'}. {d.where}".strip(". ") + ".",
        )
        for d in plan.registers.decisions
    ]
    columns = (("Ref", 1.7), ("Decided by", 3.6), ("What was decided", 7.2), ("In the plan", 4.5))
    return table("Decisions about the plan", columns, rows)
