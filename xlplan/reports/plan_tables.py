"""The tables of the plan document: each from one sheet, None where the sheet is empty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from xlplan.model import Item, Kind, Plan, Workstream, british_date, codes, short_date
from xlplan.reports.blocks import Cell, Table, cell, number_cell, table
from xlplan.reports.selection import Audience
from xlplan.reports.wording import listed

READERS = Audience.PUBLIC
_HORIZONS = ("Long term", "Medium term", "This year")


def pounds(amount: float | None) -> str:
    """Return money in whole pounds, as £1,200; "" for none."""
    if amount is None:
        return ""
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.0f}"


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
    return table("The top services of each year", columns, rows)


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
    return table("What each workstream does", columns, rows, names_rows=False)


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
                rows.append((name, told, named(plan, "; ".join(items))))
        columns = (("Horizon", 3.0), ("What the service means to reach", 9.0), ("Items", 5.0))
        built = table(f"Horizons of {service}", columns, rows)
        if built:
            made.append((service, built))
    return made


def every_item(plan: Plan, code: str) -> Table | None:
    """Return a workstream's items as adopted: what, who, by when and for which objective."""
    rows = [
        (
            i.ref,
            cell(f"**{i.title}**\n{i.outcome}" if i.outcome else f"**{i.title}**"),
            i.owner,
            short_date(i.baseline_due) if i.baseline_due else "",
            i.objectives,
        )
        for i in readable(plan)
        if i.workstream == code
    ]
    columns = (
        ("Ref", 1.5),
        ("Item, and what will be different", 7.5),
        ("Owner", 4.0),
        ("Programmed", 2.3),
        ("For", 1.7),
    )
    return table("Items of the workstream", columns, rows)


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


def risks(plan: Plan) -> Table | None:
    """Return the corporate risks and what in the plan answers them; a gap is said, not left out."""
    merged = {r.code: r.alias_of for r in plan.registers.risks if r.alias_of}
    rows = []
    for risk in plan.registers.risks:
        if risk.alias_of:
            continue
        others = [code for code, into in merged.items() if into == risk.code]
        by_item = [i.ref for i in readable(plan) if risk.code in codes(i.risks)]
        answers = "; ".join([*codes(risk.answered_by), *by_item])
        title = f"{risk.title} (with {listed(others)})" if others else risk.title
        rows.append((risk.code, title, answers or "Nothing in the plan answers it."))
    columns = (("Code", 1.6), ("Risk", 7.7), ("Answered by", 7.7))
    return table("Corporate risks and what answers them", columns, rows)


def implications(plan: Plan) -> Table | None:
    """Return what the plan means for equalities, procurement and the like."""
    rows = [(i.kind, i.text, i.parts) for i in plan.registers.implications]
    columns = (("Implication", 5.0), ("What it means", 7.5), ("Parts of the plan", 4.5))
    return table("Implications", columns, rows)


def measures(plan: Plan) -> Table | None:
    """Return the measures: where they began, where they should be, and by when."""
    rows = [
        (
            m.title,
            named(plan, m.items),
            number_cell(_figure(m.baseline, m.unit)),
            number_cell(_figure(m.target, m.unit)),
            short_date(m.by_when) if m.by_when else "",
        )
        for m in plan.registers.measures
    ]
    columns = (
        ("Measure", 4.7),
        ("Items", 5.0),
        ("Baseline", 2.4),
        ("Target", 2.4),
        ("By", 2.5),
    )
    return table("Measures", columns, rows)


def _figure(number: float | None, unit: str) -> str:
    if number is None:
        return ""
    return f"{number:g}%" if unit == "%" else f"{number:g} {unit}".strip()


def savings(plan: Plan) -> Table | None:
    """Return the savings by item and year, in pounds, with the totals."""
    money = [s for s in plan.registers.savings if s.is_money]
    years = sorted({s.year for s in money})
    items = list(dict.fromkeys(s.item for s in money))
    rows: list[tuple[Cell | str, ...]] = []
    for ref in items:
        held = [s for s in money if s.item == ref]
        by_year = [sum(s.target or 0 for s in held if s.year == y) for y in years]
        name = named(plan, ref) or "Items not printed here"
        rows.append((name, *_amounts([*by_year, sum(by_year)])))
    if rows:
        totals = [sum(s.target or 0 for s in money if s.year == y) for y in years]
        rows.append((cell("**All items**"), *_amounts([*totals, sum(totals)])))
    width = 10.6 / (len(years) + 1)
    columns = (("Item", 6.4), *((y, width) for y in years), ("All years", width))
    return table("Savings to be made, in pounds", columns, rows)


def _amounts(amounts: Iterable[float]) -> list[Cell]:
    return [number_cell(pounds(a) if a else "–") for a in amounts]


def resources(plan: Plan) -> Table | None:
    """Return what the items need, those without funding first."""
    order = {"no": 0, "part": 1}
    held = sorted(plan.registers.resources, key=lambda r: order.get(r.funded.lower(), 2))
    rows = [
        (
            named(plan, r.item),
            r.what,
            r.year,
            number_cell(pounds(r.amount)),
            r.funded or "Not said",
            r.source,
        )
        for r in held
        if named(plan, r.item)
    ]
    columns = (
        ("Item", 4.6),
        ("What is needed", 4.6),
        ("Year", 1.8),
        ("Amount", 2.0),
        ("Funded", 1.6),
        ("Paid from", 2.4),
    )
    return table("Resources needed", columns, rows)


def origins(plan: Plan) -> Table | None:
    """Return the inspections, audits and surveys, and the items that answer them."""
    rows = []
    for origin in plan.registers.origins:
        by_item = [i.ref for i in readable(plan) if origin.code in codes(i.origin)]
        refs = "; ".join(dict.fromkeys([*codes(origin.items), *by_item]))
        when = f", {british_date(origin.day)}" if origin.day else ""
        answer = named(plan, refs) or "Nothing in the plan answers it."
        rows.append((f"{origin.title}{when}", origin.recommendation, answer))
    columns = (("Where it comes from", 5.0), ("What was recommended", 6.0), ("Items", 6.0))
    return table("Where actions come from", columns, rows)


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
