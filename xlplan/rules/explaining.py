"""One cause, one finding: what another finding explains is not said, what is one is said once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from xlplan.findings import Finding
from xlplan.model import column_letters
from xlplan.rules.headers import found

_EXPLAINED_BY: Mapping[str, frozenset[str]] = {
    "R04": frozenset({"R03", "X06"}),
    "R15": frozenset({"R03"}),
    "R17": frozenset({"C09"}),
    "R20": frozenset({"R03", "R04"}),
    "R21": frozenset({"R03"}),
    "X02": frozenset({"X03"}),
    "X03": frozenset({"X11"}),
    "C10": frozenset({"C02", "C05", "C14"}),
}
_ONE_CAUSE = frozenset("C01 C02 C03 C04 C05 C06 C10 C12 C13 C14 C15 C16 S09 S10".split())
_MANY = 5


def for_readers(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings without those that another explains, and many of one cause as one."""
    return _collapsed(_unexplained(tuple(findings)))


def _unexplained(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    said: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        said[finding.ref].add(finding.code)
    everywhere = {finding.code for finding in findings if not finding.ref}
    anywhere = {finding.code for finding in findings}

    def is_explained(finding: Finding) -> bool:
        causes = _EXPLAINED_BY.get(finding.code, frozenset())
        there = said[finding.ref] if finding.ref else anywhere
        return bool(causes & (there | everywhere))

    return tuple(f for f in findings if not is_explained(f))


def _collapsed(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Tell once of one problem down a column (S03), when at least five cells have it."""
    groups: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        at = finding.at
        if at and finding.code in _ONE_CAUSE:
            groups[(finding.code, at.file, at.sheet, at.column)].append(finding)
    many = {key: group for key, group in groups.items() if len(group) >= _MANY}
    gone = {id(f) for group in many.values() for f in group}
    return (*(f for f in findings if id(f) not in gone), *map(_one, many.values()))


def _one(group: Sequence[Finding]) -> Finding:
    ordered = sorted(group, key=lambda f: f.at.row if f.at else 0)
    first = ordered[0]
    assert first.at
    facts = {
        "number": len(ordered),
        "sheet": first.at.sheet,
        "cells": _ranges([f.at.row for f in ordered if f.at], column_letters(first.at.column)),
        "first": first.message,
    }
    told = found("S03", facts, at=first.at, owner=first.owner, severity=first.severity)
    return replace(told, ref=first.ref)


def _ranges(rows: Sequence[int], letters: str) -> str:
    """Return rows of one column as K6:K11, K13."""
    parts: list[list[int]] = []
    for row in sorted(set(rows)):
        if parts and row == parts[-1][1] + 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    return ", ".join(f"{letters}{a}" if a == b else f"{letters}{a}:{letters}{b}" for a, b in parts)
