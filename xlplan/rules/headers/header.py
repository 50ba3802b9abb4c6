"""What every rule declares whose facts are found elsewhere: in files, in sheets, across rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlplan.findings import Severity
from xlplan.typed import Value

Cells = Mapping[str, Value]


@dataclass(frozen=True)
class Case:
    """One example of a rule, in words; where the plan itself shows it, also as rows of a master.

    `rows` are items of one workstream, `last` the rows that History has of the month before,
    `tables` rows of the master's other sheets by code, `settings` settings by key. Refs begin
    with an A.
    """

    words: str
    rows: tuple[Cells, ...] = ()
    last: tuple[Cells, ...] = ()
    tables: Mapping[str, tuple[Cells, ...]] = field(default_factory=dict)
    settings: Cells = field(default_factory=dict)


@dataclass(frozen=True)
class Header:
    """A rule's code, name, severity, message and reason; `message` names its facts in braces.

    `fires_on` and `silent_on` are examples; they become tests and documentation.
    """

    code: str
    name: str
    severity: Severity
    message: str
    why: str
    fires_on: tuple[Case, ...] = ()
    silent_on: tuple[Case, ...] = ()


def item(ref: str = "A1", **cells: Value) -> Cells:
    """Return a good item as a row of the master, but for the cells given."""
    good: dict[str, Value] = {
        "ref": ref,
        "title": f"Item {ref}",
        "owner": "Property Manager",
        "status": "In progress",
        "rag": "Green",
        "reported": "Yes",
        "baseline_due": None,
        "publish": "Public",
    }
    return good | cells
