"""The rules that look at one row: live in Excel, in the check, and in the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from xlplan.fields import BY_NAME, DATE_FIELDS, OWNERS_FIELDS, STATUSES
from xlplan.findings import Severity
from xlplan.model import THREE_POINT, CellValue, Scale, Status
from xlplan.rules.as_asked import AS_AT, Row, RowAsAsked, text_of
from xlplan.rules.conditions import Asked, Cells, Condition, cleaned, quoted
from xlplan.rules.needed import needed

AN_AS_AT = date(2013, 10, 31)
SHOWN = 3

_THIN = ("ongoing", "on-going", "as above", "no change", "in progress", "on track", "none", "tbc")


@dataclass(frozen=True)
class RowRule:
    """One rule about one row.

    `at` is the field whose cell a finding points to. `message` may name {ref}, {value} and any
    field; `to_fix` is what the officer reads beside the row. `fires_on` and `silent_on` are rows
    as typed, judged at `AN_AS_AT`; they become tests and documentation.
    """

    code: str
    name: str
    severity: Severity
    at: str
    when: Condition
    message: str
    to_fix: str
    why: str
    fires_on: tuple[dict[str, CellValue], ...]
    silent_on: tuple[dict[str, CellValue], ...]
    is_live: bool = True

    @property
    def is_shown_live(self) -> bool:
        """Whether the To fix column says it: errors and warnings do, notes do not."""
        return self.is_live and self.severity in (Severity.ERROR, Severity.WARNING)


def row(**cells: CellValue) -> dict[str, CellValue]:
    """Return a good row as typed, but for the cells given."""
    good: dict[str, CellValue] = {
        "ref": "AM1",
        "title": "Future use of Town Hall",
        "rag": "Green",
        "status": "In progress",
        "commentary": "Lease granted for three years; options come to Cabinet in March.",
        "due": date(2014, 6, 30),
        "corrective_owner": "Property Manager",
        "decision_ref": "",
    }
    return good | cells


@lru_cache(maxsize=32)
def row_rules(scale: Scale = THREE_POINT) -> tuple[RowRule, ...]:
    """Return every built-in row rule for a rating scale, the most serious first."""
    rules = (*_errors(scale), *_warnings(scale))
    return tuple(sorted(rules, key=lambda r: r.severity.rank))


def _needs_action(scale: Scale) -> Condition:
    return Asked("rag").is_in(*(r.word for r in scale.ratings if r.needs_action))


def _is_closed() -> Condition:
    return Asked("status").is_in(Status.COMPLETE, Status.SUSPENDED, Status.NOT_PURSUED)


def _errors(scale: Scale) -> tuple[RowRule, ...]:
    return (
        _rating_in_list(scale),
        _rating_given(),
        _corrective_action_given(scale),
        _overdue_not_green(scale),
        _commentary_given(scale),
        *(_date_readable(name) for name in OWNERS_FIELDS if name in DATE_FIELDS),
        _status_in_list(),
        _per_cent_readable(),
        _complete_has_evidence(),
        _suspension_approved(),
        _not_rated_has_reason(scale),
    )


def _rating_in_list(scale: Scale) -> RowRule:
    words = [r.word for r in scale.ratings]
    choice = f"{', '.join(words[:-1])} or {words[-1]}"
    return RowRule(
        code="C02",
        name="rating-not-in-list",
        severity=Severity.ERROR,
        at="rag",
        when=~Asked("rag").is_blank() & ~Asked("rag").is_in(*words),
        message=f'{{ref}}: "{{value}}" is not a rating. Choose {choice}.',
        to_fix=f"Rating: choose {choice}.",
        why="Ratings are counted by their word; a word outside the list would be counted as none.",
        fires_on=(row(rag="Orange"), row(rag="Green/ Amber"), row(rag=3)),
        silent_on=(row(rag=" amber\u00a0", corrective_action="Agree a date."), row(rag="")),
    )


def _rating_given() -> RowRule:
    return RowRule(
        code="C07",
        name="rating-blank",
        severity=Severity.ERROR,
        at="rag",
        when=Asked("rag").is_blank() & ~_is_closed(),
        message="{ref}: the rating is blank. Choose one from the list; otherwise the paper prints "
        "NOT REPORTED.",
        to_fix="Rating: choose one.",
        why="An item without a rating prints NOT REPORTED; a green is never carried forward.",
        fires_on=(row(rag=""), row(rag=" \u00a0")),
        silent_on=(row(), row(rag="", status="Suspended", decision_ref="Cabinet 12")),
    )


def _corrective_action_given(scale: Scale) -> RowRule:
    return RowRule(
        code="R01",
        name="red-amber-needs-corrective-action",
        severity=Severity.ERROR,
        at="corrective_action",
        when=_needs_action(scale) & Asked("corrective_action").is_blank(),
        message='{ref} is {rag}: say what you will do about it, as "Agree a date with Planning '
        'by 31 January".',
        to_fix="Corrective action: say what you will do about it.",
        why="Members ask it of every red or amber item.",
        fires_on=(row(rag="Red"), row(rag="AMBER ", corrective_action=" ")),
        silent_on=(row(), row(rag="Red", corrective_action="Agree a date with Planning.")),
    )


def _overdue_not_green(scale: Scale) -> RowRule:
    best = max(scale.rated, key=lambda r: r.score or 0).word
    return RowRule(
        code="R03",
        name="overdue-but-green",
        severity=Severity.ERROR,
        at="rag",
        when=Asked("rag").is_in(best) & Asked("due").is_before(AS_AT) & ~_is_closed(),
        message=f"{{ref}} was due {{due}} and is not complete: it cannot be {best}. Rate it Amber "
        "(up to one month late) or Red, or set Status to Complete.",
        to_fix=f"Rating: the due date has passed, so it cannot be {best} unless complete.",
        why="Up to one month late is amber, more is red (Bromsgrove guidance).",
        fires_on=(row(due=date(2013, 9, 30)), row(due=date(2013, 10, 30), rag="green")),
        silent_on=(
            row(due=None),
            row(due=date(2013, 10, 31)),
            row(due=date(2013, 9, 30), status="Complete", completed_on=date(2013, 9, 1)),
        ),
    )


def _commentary_given(scale: Scale) -> RowRule:
    rated = tuple(r.word for r in scale.ratings)
    return RowRule(
        code="C07",
        name="commentary-blank",
        severity=Severity.ERROR,
        at="commentary",
        when=Asked("rag").is_in(*rated) & Asked("commentary").is_blank(),
        message="{ref}: the commentary is blank. Say what was done, what is next and by when, as "
        '"Lease signed on 3 October; options go to Cabinet by 31 March".',
        to_fix="Commentary: say what was done, what is next and by when.",
        why="A rating that nobody explains cannot be questioned.",
        fires_on=(row(commentary=""), row(commentary="\u00a0 ")),
        silent_on=(row(), row(rag="", commentary="")),
    )


def _date_readable(name: str) -> RowRule:
    heading = BY_NAME[name].heading
    return RowRule(
        code="C05",
        name=f"date-unreadable-{name.replace('_', '-')}",
        severity=Severity.ERROR,
        at=name,
        when=~Asked(name).is_blank() & ~Asked(name).is_date(),
        message=f'{{ref}}: "{{value}}" is not a date. In {heading} type one such as 30/09/2026.',
        to_fix=f"{heading}: type a date, as 30/09/2026.",
        why="Text that looks like a date cannot be compared, so it would never be overdue.",
        fires_on=(row(**{name: "end of Jan"}), row(**{name: 0})),
        silent_on=(row(**{name: date(2014, 3, 31)}), row(**{name: " "})),
    )


def _status_in_list() -> RowRule:
    return RowRule(
        code="C13",
        name="status-not-in-list",
        severity=Severity.ERROR,
        at="status",
        when=~Asked("status").is_blank() & ~Asked("status").is_in(*STATUSES),
        message=f'{{ref}}: "{{value}}" is not a status. Choose {", ".join(STATUSES[:-1])} or '
        f"{STATUSES[-1]}.",
        to_fix="Status: choose one from the list.",
        why="Status says where the work is; the papers count it.",
        fires_on=(row(status="Done"), row(status="Green")),
        silent_on=(row(status="in  progress"), row(status="")),
    )


def _per_cent_readable() -> RowRule:
    return RowRule(
        code="C12",
        name="per-cent-unreadable",
        severity=Severity.ERROR,
        at="percent_complete",
        when=~Asked("percent_complete").is_blank() & ~Asked("percent_complete").is_number(),
        message='{ref}: "{value}" is not a number. In Per cent complete type one such as 80.',
        to_fix="Per cent complete: type a number, as 80.",
        why="Words cannot be compared with last month.",
        fires_on=(row(percent_complete="most"), row(percent_complete="80%")),
        silent_on=(row(percent_complete=80), row(percent_complete="")),
    )


def _complete_has_evidence() -> RowRule:
    proof = Asked("completed_on").is_blank() | Asked("evidence").is_blank()
    return RowRule(
        code="R09",
        name="complete-needs-evidence",
        severity=Severity.ERROR,
        at="completed_on",
        when=Asked("status").is_in(Status.COMPLETE) & proof,
        message="{ref} is Complete: give the date in Completed on, and in Evidence where it is "
        'kept, as "Contract file, Legal".',
        to_fix="Completed on, Evidence: give the date and where proof is kept.",
        why="Cabinet deletes an item only when it is complete and still performing (Maidstone).",
        fires_on=(
            row(status="Complete"),
            row(status="complete", completed_on=date(2013, 8, 5)),
        ),
        silent_on=(
            row(),
            row(status="Complete", completed_on=date(2013, 8, 5), evidence="Contract file"),
        ),
    )


def _suspension_approved() -> RowRule:
    return RowRule(
        code="R11",
        name="suspended-needs-approval",
        severity=Severity.ERROR,
        at="status",
        when=Asked("status").is_in(Status.SUSPENDED, Status.REPROGRAMMED)
        & Asked("decision_ref").is_blank()
        & Asked("change_reason").is_blank(),
        message="{ref} is {status}: that needs an approval. Give the reason in Reason for change; "
        "the performance team will ask for it.",
        to_fix="Reason for change: a suspension or new date needs approval; say why.",
        why="Work is suspended or reprogrammed only with approval (Bromsgrove).",
        fires_on=(row(status="Suspended"), row(status="reprogrammed")),
        silent_on=(
            row(),
            row(status="Suspended", decision_ref="Cabinet 12"),
            row(status="Suspended", change_reason="Awaits the Local Plan"),
        ),
    )


def _not_rated_has_reason(scale: Scale) -> RowRule:
    unrated = tuple(r.word for r in scale.ratings if not r.is_rated)
    return RowRule(
        code="R12",
        name="not-rated-needs-reason",
        severity=Severity.ERROR,
        at="rag_reason",
        when=Asked("rag").is_in(*unrated)
        & ~Asked("status").is_in(Status.NOT_STARTED, Status.SUSPENDED, Status.NOT_PURSUED)
        & Asked("rag_reason").is_blank(),
        message="{ref} is rated {rag} but the work is live: say why in Reason for rating, or rate "
        "it.",
        to_fix="Reason for rating: say why live work is not rated.",
        why="N/A is for work not started, suspended, not pursued or for information only.",
        fires_on=(row(rag="N/A"), row(rag="n/a", status="Complete")),
        silent_on=(row(), row(rag="N/A", status="Not pursued"), row(rag="N/A", rag_reason="Info")),
    )


def _warnings(scale: Scale) -> tuple[RowRule, ...]:
    return (
        RowRule(
            code="R02",
            name="corrective-action-needs-date-or-name",
            severity=Severity.WARNING,
            at="corrective_due",
            when=_needs_action(scale)
            & ~Asked("corrective_action").is_blank()
            & Asked("corrective_owner").is_blank()
            & Asked("corrective_due").is_blank(),
            message="{ref}: add who will do the corrective action and by when, as "
            '"Property Manager" and "31/01/2026".',
            to_fix="Action by whom, Action by when: add one or both (under the + above).",
            why="An action with no name and no date is a hope.",
            fires_on=(
                row(rag="Red", corrective_action="Agree a date", corrective_owner=""),
                row(rag="Amber", corrective_action="Agree a date", corrective_owner=" "),
            ),
            silent_on=(
                row(rag="Red", corrective_action="Agree a date"),
                row(corrective_owner=""),
            ),
        ),
        RowRule(
            code="C09",
            name="commentary-too-thin",
            severity=Severity.WARNING,
            at="commentary",
            when=~Asked("commentary").is_blank()
            & (~Asked("commentary").is_longer_than(24) | Asked("commentary").is_in(*_THIN)),
            message='{ref}: "{value}" tells Members nothing. Say what was done, what is next and '
            "by when.",
            to_fix="Commentary: say what was done, what is next and by when.",
            why="Members cannot scrutinise a stock phrase.",
            fires_on=(row(commentary="Ongoing"), row(commentary="As above.")),
            silent_on=(row(), row(commentary="")),
        ),
    )


class Rules:
    """Row rules made ready for many rows: each condition tree is walked once, not once a row."""

    def __init__(self, rules: Sequence[RowRule]) -> None:
        self._asked = tuple((rule, needed(rule.when), rule.when.question()) for rule in rules)

    def firing(self, cells: Row, as_at: date) -> tuple[RowRule, ...]:
        """Return the rules that hold for a row as typed, in the rules' order."""
        asked = RowAsAsked(cells, as_at)
        said = {name for name, value in cells.items() if value is not None}
        return tuple([rule for rule, needs, holds in self._asked if needs <= said and holds(asked)])


def firing(rules: Sequence[RowRule], cells: Row, as_at: date) -> tuple[RowRule, ...]:
    """Return the rules that hold for one row as typed, in the rules' order."""
    return Rules(rules).firing(cells, as_at)


def to_fix(rules: Sequence[RowRule], cells: Row, as_at: date) -> str:
    """Return what the To fix cell shows: the three most important lines, "" when done."""
    if text_of(cells.get("ref")) == "":
        return ""
    live = [r.to_fix for r in firing(rules, cells, as_at) if r.is_shown_live]
    return "\n".join(live[:SHOWN])


def all_to_fix_formula(rules: Sequence[RowRule], cells: Cells) -> str:
    """Return the formula of the hidden column that holds every live line of a row."""
    parts = [
        f'IF({rule.when.formula(cells)},{quoted(rule.to_fix)}&CHAR(10),"")'
        for rule in rules
        if rule.is_shown_live
    ]
    return f'=IF(IFERROR({cleaned(cells["ref"])}="",FALSE),"",{"&".join(parts)})'


def to_fix_formula(all_lines: str) -> str:
    """Return the formula that shows the first three lines of the hidden column."""
    nth = f'FIND("¦",SUBSTITUTE({all_lines},CHAR(10),"¦",{SHOWN}))'
    whole = f"LEFT({all_lines},MAX(0,LEN({all_lines})-1))"
    return f"=IFERROR(LEFT({all_lines},{nth}-1),{whole})"
