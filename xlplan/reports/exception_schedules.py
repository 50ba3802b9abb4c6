"""The schedules behind the first page of the report to CMT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlplan.findings import Finding
from xlplan.history import return_behaviour
from xlplan.model import Item, Measure, Outturn, Plan, Status, british_date
from xlplan.reports.bridge import last_rating
from xlplan.reports.context import (
    BehaviourLine,
    MoveLine,
    Movement,
    NotReportedLine,
    QualityLine,
    WaiverLine,
)
from xlplan.reports.criteria import Criteria
from xlplan.reports.movement import Comparison
from xlplan.reports.rollups import Ratings
from xlplan.reports.selection import Audience, answerable
from xlplan.reports.sources import PaperFacts
from xlplan.reports.wording import counted
from xlplan.rules.row_rules import row_rules

_READERS = Audience.CMT


def moves(compared: Comparison) -> tuple[MoveLine, ...]:
    """Return every approved move of a date, in the plan's order, then what stands suspended."""
    plan = compared.plan
    readable = [row for row in plan.rows if _READERS.may_read(row, plan)]
    told = [line for row in readable for line in _moves_of(plan, row)]
    stopped = (Status.SUSPENDED, Status.NOT_PURSUED)
    return (*told, *(_stopped(compared, row) for row in readable if row.status in stopped))


def _moves_of(plan: Plan, row: Item) -> Iterator[MoveLine]:
    mine = [c for c in plan.registers.date_changes if c.item_id == row.item_id]
    for number, change in enumerate(mine, 1):
        yield MoveLine(
            ref=row.ref,
            title=row.title,
            what="Reprogrammed",
            was=british_date(change.was) if change.was else "",
            now=british_date(change.now) if change.now else "",
            days="" if change.days is None else f"{change.days:+d}",
            number=f"{number} of {len(mine)}",
            reason=change.reason,
            approval=change.approval,
            is_new=change.period == plan.settings.period,
        )


def _stopped(compared: Comparison, row: Item) -> MoveLine:
    seen = compared.was(row)
    return MoveLine(
        ref=row.ref,
        title=row.title,
        what=str(row.status),
        was=british_date(row.due) if row.due else "",
        now="",
        days="",
        number="",
        reason=row.change_reason or row.reason_code,
        approval=row.decision_ref,
        is_new=compared.since is not None and (seen is None or seen.status is not row.status),
    )


def not_reported(
    compared: Comparison, ratings: Ratings, facts: PaperFacts
) -> tuple[NotReportedLine, ...]:
    """Return what each owner left out, told apart by when it was last reported."""
    plan = compared.plan
    silent = [r for r in answerable(plan) if compared.now(r) is None]
    groups: dict[tuple[str, str], list[Item]] = {}
    for row in (r for r in silent if _READERS.may_read(r, plan)):
        period, _ = last_rating(compared, row)
        groups.setdefault((row.owner, period.title if period else "Never"), []).append(row)

    def chased(owner: str) -> str:
        return british_date(facts.chased[owner]) if owner in facts.chased else ""

    lines = [
        NotReportedLine(
            owner, "; ".join(r.ref for r in rows), last, _ratings(compared, rows), chased(owner)
        )
        for (owner, last), rows in groups.items()
    ]
    streams = {w.code: w for w in plan.workstreams}
    lines += [
        NotReportedLine(
            streams[p.code].owner, f"{p.code} {p.title}", "Never", "–",
            chased(streams[p.code].owner),
        )
        for p in ratings.parts
        if not p.is_reported and not plan.items_of(p.code) and not streams[p.code].own
    ]  # fmt: skip
    return tuple(lines)


def _ratings(compared: Comparison, rows: Iterable[Item]) -> str:
    """Return the last ratings of rows; one word when they are all the same."""
    last = {row.ref: last_rating(compared, row)[1] for row in rows}
    words = {ref: rag.word if rag else "–" for ref, rag in last.items()}
    if len(set(words.values())) == 1:
        return next(iter(words.values()))
    return "; ".join(f"{ref} {word}" for ref, word in words.items())


def positive(criteria: Criteria) -> tuple[Movement, ...]:
    """Return what went better than planned: recovered, finished early, above target."""
    compared, plan = criteria.compared, criteria.plan
    rows = [row for row in answerable(plan) if _READERS.may_read(row, plan)]
    found = (
        Movement("Recovered", tuple(filter(None, (_recovered(criteria, r) for r in rows)))),
        Movement("Finished early", tuple(filter(None, (_early(compared, r) for r in rows)))),
        Movement("Above target", tuple(_above_target(plan))),
    )
    return tuple(movement for movement in found if movement.lines)


def _recovered(criteria: Criteria, row: Item) -> str:
    """Say how a row recovered that was poor when last compared and is no exception any more."""
    seen, now = criteria.compared.was(row), criteria.compared.now(row)
    was_poor = seen is not None and seen.rag is not None and seen.rag.needs_action
    if not seen or not was_poor or now is None or not now.is_rated or now.needs_action:
        return ""
    return "" if criteria.is_exception(row) else f"{row.ref} {row.title}: {seen.rag} to {now}"


def _early(compared: Comparison, row: Item) -> str:
    planned = row.due or row.baseline_due
    if not compared.is_newly_complete(row) or row.completed_on is None or planned is None:
        return ""
    early = (planned - row.completed_on).days
    if early <= 0:
        return ""
    done = british_date(row.completed_on)
    return f"{row.ref} {row.title}: finished {done}, {counted(early, 'day')} early"


def _above_target(plan: Plan) -> Iterator[str]:
    known = {m.code: m for m in plan.registers.measures}
    hidden = {row.ref for row in plan.rows if not _READERS.may_read(row, plan)}
    for outturn in plan.registers.outturns:
        measure = known.get(outturn.measure)
        if outturn.period != plan.settings.period or measure is None:
            continue
        is_hidden = bool(hidden & {part.strip() for part in measure.items.split(";")})
        if not is_hidden and _is_better(measure, outturn):
            yield (
                f"{measure.code} {measure.title}: {_number(outturn.outturn, measure)} "
                f"against a target of {_number(measure.target, measure)}"
            )


def _is_better(measure: Measure, outturn: Outturn) -> bool:
    if outturn.outturn is None or measure.target is None:
        return False
    gained = outturn.outturn - measure.target
    return gained < 0 if measure.better.strip().lower() == "lower" else gained > 0


def _number(value: float | None, measure: Measure) -> str:
    shown = f"{value:,.10g}" if value is not None else "–"
    unit = measure.unit.strip()
    if unit == "£":
        return f"£{shown}"
    return f"{shown}{unit}" if unit == "%" else f"{shown} {unit}".strip()


def quality(findings: Iterable[Finding], plan: Plan) -> tuple[QualityLine, ...]:
    """Return the open findings by rule, the most serious first."""
    groups: dict[tuple[int, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity.rank, finding.code), []).append(finding)
    names = {rule.code: rule.name for rule in row_rules(plan.settings.scale)}
    exempt = {row.ref for row in plan.rows if not _READERS.may_read(row, plan)}
    return tuple(
        QualityLine(
            code=code,
            severity=found[0].severity.value.capitalize(),
            what=_what(found, names.get(code, ""), exempt),
            number=len(found),
            refs="; ".join(dict.fromkeys(f.ref or f.where for f in found if f.ref or f.where)),
        )
        for (_, code), found in sorted(groups.items())
    )


def _what(found: list[Finding], name: str, exempt: set[str]) -> str:
    """Return the rule in words: its name, else what a finding says of an item not exempt."""
    if name:
        return name.replace("-", " ").capitalize()
    said = (f.message for f in found if f.ref not in exempt)
    return next(said, "About an exempt item.")


def waivers(findings: Iterable[Finding], plan: Plan) -> tuple[WaiverLine, ...]:
    """Return the findings that somebody answers for, the first to end first."""
    exempt = {row.ref for row in plan.rows if not _READERS.may_read(row, plan)}
    held = [(w.until, f.code, f.ref, w) for f in findings if (w := f.waiver)]
    return tuple(
        WaiverLine(code, ref, waiver.reason, waiver.by, british_date(until))
        for until, code, ref, waiver in sorted(held, key=lambda one: one[:3])
        if ref not in exempt
    )


def behaviour(plan: Plan) -> tuple[BehaviourLine, ...]:
    """Return how each owner's returns came, those most often missing and late first.

    One accepted in a month without a known deadline counts as in time.
    """
    lines = [
        BehaviourLine(
            owner=one.owner,
            issued=one.issued,
            in_time=len(one.in_time) + len(one.undated),
            late=len(one.late),
            missing=len(one.missing),
        )
        for one in return_behaviour(plan)
    ]
    return tuple(sorted(lines, key=lambda line: (-line.missing, -line.late)))
