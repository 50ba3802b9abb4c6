"""Rules of a plan that is being drawn up, and of its calendar: what is thin, what is late."""

from __future__ import annotations

from datetime import date

from xlplan.findings import Severity
from xlplan.rules.headers.header import Case, Cells, Header, item
from xlplan.typed import Value

_DRAFT: dict[str, Value] = {"plan_stage": "draft"}
_SPAN: dict[str, Value] = {"plan_from": date(2013, 4, 1), "plan_to": date(2014, 3, 31)}


_SERVICE: dict[str, tuple[Cells, ...]] = {
    "services": ({"name": "Housing", "rank": 1, "aliases": "Homes"},)
}


def _meeting(day: date, state: str = "") -> dict[str, tuple[Cells, ...]]:
    line: dict[str, Value] = {
        "period": "2013-09",
        "report": "Exceptions",
        "body": "CMT",
        "day": day,
        "state": state,
    }
    return {"calendar": (line,)}


_OBJECTIVES: dict[str, tuple[Cells, ...]] = {"objectives": ({"code": "3", "title": "Grow"},)}
_MEASURES: dict[str, tuple[Cells, ...]] = {
    "measures": ({"code": "M1", "title": "Homes let", "items": "A1"},)
}
_RESOURCES: dict[str, tuple[Cells, ...]] = {
    "resources": ({"item": "A1", "what": "Officer time", "funded": "Yes"},)
}

COVERAGE_RULES: tuple[Header, ...] = (
    Header(
        "Y01",
        "service-without-item",
        Severity.WARNING,
        "{service} is on Services and no item is for it. Add an item, name the service under "
        "Service, or take it off the list.",
        "A service that the plan puts first needs something done about it.",
        (
            Case("a service that no item names", (item(),), (), _SERVICE, _DRAFT),
            Case(
                "another service than the item's",
                (item(service_area="ICT"),),
                (),
                _SERVICE,
                _DRAFT,
            ),
        ),
        (
            Case("an item names it", (item(service_area="Housing"),), (), _SERVICE, _DRAFT),
            Case("an item has its alias", (item(title="Homes for all"),), (), _SERVICE, _DRAFT),
            Case("the plan is live", (item(),), (), _SERVICE),
        ),
    ),
    Header(
        "Y02",
        "objective-without-item",
        Severity.WARNING,
        "Objective {code} ({title}) has no item. Give it one, or name the objective under "
        "Objectives of an item that serves it.",
        "An objective that nothing serves is only words.",
        (
            Case("no item serves it", (item(),), (), _OBJECTIVES, _DRAFT),
            Case("an item serves another", (item(objectives="1; 2"),), (), _OBJECTIVES, _DRAFT),
        ),
        (
            Case("an item serves it", (item(objectives="1; 3"),), (), _OBJECTIVES, _DRAFT),
            Case("the plan is live", (item(),), (), _OBJECTIVES),
        ),
    ),
    Header(
        "Y03",
        "timescale-outside-plan",
        Severity.WARNING,
        "{ref}: {heading} {day} lies {where} the plan, which runs from {first} to {last}. Correct "
        "it, or say in the outcome what will be done within the plan.",
        "A draft promises only what its own years can show.",
        (
            Case("due after the plan ends", (item(due=date(2015, 6, 30)),), (), {}, _DRAFT | _SPAN),
            Case(
                "begins after its end",
                (item(start=date(2014, 4, 1)),),
                (),
                {},
                _DRAFT | _SPAN,
            ),
        ),
        (
            Case("due within the plan", (item(due=date(2014, 3, 31)),), (), {}, _DRAFT | _SPAN),
            Case("begun before the plan", (item(start=date(2012, 4, 1)),), (), {}, _DRAFT | _SPAN),
            Case("the plan is live", (item(due=date(2015, 6, 30)),), (), {}, _SPAN),
        ),
    ),
    Header(
        "Y04",
        "item-without-measure",
        Severity.NOTE,
        "Without a measure: {refs}. Say how anybody will know that each has worked, or that a date "
        "is enough.",
        "Without a number or a date an outcome cannot be shown.",
        (
            Case("one item of two is measured", (item(), item("A2")), (), _MEASURES, _DRAFT),
            Case("another item is measured", (item("A3"),), (), _MEASURES, _DRAFT),
        ),
        (
            Case("the item is measured", (item(),), (), _MEASURES, _DRAFT),
            Case("the plan has no measures", (item("A3"),), (), {}, _DRAFT),
        ),
    ),
    Header(
        "Y06",
        "item-without-resource",
        Severity.NOTE,
        "Without a resource: {refs}. Say on Resources what each needs, even if it is officer time "
        "within budget.",
        "A plan without means is a wish.",
        (
            Case("one item of two has one", (item(), item("A2")), (), _RESOURCES, _DRAFT),
            Case("another item has one", (item("A3"),), (), _RESOURCES, _DRAFT),
        ),
        (
            Case("the item has one", (item(),), (), _RESOURCES, _DRAFT),
            Case("the plan has no resources", (item("A3"),), (), {}, _DRAFT),
        ),
    ),
    Header(
        "Y05",
        "report-late",
        Severity.WARNING,
        "The {report} report of {period} was due at {body} on {day} and is not marked as "
        "published. Put Published in State on Calendar, or the new date.",
        "The calendar is a promise to Members.",
        (
            Case("a meeting has passed", (item(),), (), _meeting(date(2013, 10, 15))),
            Case("it was put off", (item(),), (), _meeting(date(2013, 10, 1), "Put off")),
        ),
        (
            Case("it was published", (item(),), (), _meeting(date(2013, 10, 15), "Published")),
            Case("the meeting is to come", (item(),), (), _meeting(date(2013, 11, 12))),
        ),
    ),
)
