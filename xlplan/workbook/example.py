"""An example plan from reviewed text: what a new master of it holds, month by month."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from xlplan.fields import BY_NAME, PUBLISH
from xlplan.model import Kind, Level, Period, Settings, Workstream, codes
from xlplan.rules.row_rules import RowRule
from xlplan.shipped import shipped
from xlplan.typed import Value
from xlplan.workbook.layout import SHEETS
from xlplan.workbook.new_master import NewMaster

Record = Mapping[str, Any]
EXAMPLES = ("maidstone-2013", "maidstone-2012", "bromsgrove-2009")
_OF_A_MONTH = ("said", "before")
_SETTINGS = {f.name for f in fields(Settings)}
_CARRIED = (
    "item_id ref level title baseline_due due owner parent delegate priority_rank publish"
).split()
_LETTERS = {"R": "Red", "A": "Amber", "G": "Green", "N": "N/A"}


@dataclass(frozen=True)
class Month:
    """One month of the example: its period, what was said by ref, and whether it is closed."""

    period: Period
    rows: Mapping[str, Record]
    last: Mapping[str, Record]
    is_closed: bool


class Example:
    """The text files of one example plan; raise FileNotFoundError for an unknown name."""

    def __init__(self, name: str = "maidstone-2013") -> None:
        self.folder: Path = shipped("workbooks", name)
        self.plan = self._read("plan")
        self.registers = self._read("registers")
        if "based_on" in self.plan:
            self._build_on(Example(self.plan["based_on"]))
        self.items: list[Record] = self._read("items")["item"]

    def _build_on(self, other: Example) -> None:
        refs: Mapping[str, str] = self.plan.get("refs", {})
        kept = {
            code: [_in_refs(row, refs) for row in other.registers[code]]
            for code in self.plan["registers"]
        }
        self.registers = kept | self.registers
        settings = {k: v for k, v in other.plan["settings"].items() if k not in _OF_A_MONTH}
        parts = {k: v for k, v in other.plan.items() if k != "decisions"}
        self.plan = parts | self.plan | {"settings": settings | self.plan["settings"]}

    def _read(self, name: str) -> dict[str, Any]:
        path = self.folder / f"{name}.toml"
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def said_in(self, month: str) -> dict[str, Record]:
        """Return what was said in a month (september, october) by ref."""
        return {row["ref"]: row for row in self._read(month)["row"]}

    def officers(self) -> dict[str, list[Record]]:
        """Return how the simulated officers behave, by round."""
        return self._read("officers")

    def september(self, rules: tuple[RowRule, ...]) -> NewMaster:
        """Return the master as it stood when September was closed: the demo starts here."""
        month = Month(Period(2013, 9), self.said_in("september"), {}, is_closed=True)
        return self._master(month, rules)

    def latest(self, rules: tuple[RowRule, ...]) -> NewMaster:
        """Return the master with its last month as published, not yet closed."""
        settings = self.plan["settings"]
        said = self.said_in(settings["said"]) if "said" in settings else {}
        before = self.said_in(settings["before"]) if "before" in settings else {}
        month = Month(Period.parse(settings["period"]), said, before, is_closed=False)
        return self._master(month, rules)

    def _master(self, month: Month, rules: tuple[RowRule, ...]) -> NewMaster:
        settings = self._settings(month)
        streams = tuple(_workstream(record) for record in self.plan["workstream"])
        rows = {w.code: self._rows_of(w, month) for w in streams if w.is_reported}
        tables = {code: _rows(code, said) for code, said in self.registers.items()}
        tables |= {
            "workstreams": [_workstream_row(r) for r in self.plan["workstream"]],
            "people": _rows("people", self.plan.get("person", ())),
            "objectives": _rows("objectives", self.plan.get("objective", ())),
            "services": [_joined(r) for r in self.plan.get("service", ())],
            "priorities": _rows("priorities", self.plan.get("priority", ())),
            "decisions": _rows("decisions", self.plan.get("decisions", ())),
            "history": self._history(settings.period, rows),
            "date_changes": self._date_changes(),
        }
        return NewMaster(settings, streams, rows, rules, tables)

    def _settings(self, month: Month) -> Settings:
        said = {k: v for k, v in self.plan["settings"].items() if k in _SETTINGS}
        last_cabinet = said.pop("last_cabinet", "")
        said["last_cabinet"] = Period.parse(last_cabinet) if last_cabinet else None
        said["period"], said["as_at"] = month.period, month.period.last_day
        return Settings(**said, stage="closed" if month.is_closed else "open")

    def _rows_of(self, workstream: Workstream, month: Month) -> list[dict[str, Value]]:
        record = next(r for r in self.plan["workstream"] if r["code"] == workstream.code)
        own: Record = {
            "item_id": f"{self.plan['settings']['prefix']}-ws-{workstream.code.lower()}",
            "level": Level.WORKSTREAM.value,
            "ref": workstream.code,
            "title": workstream.title,
            "owner": workstream.owner,
            "due": record.get("due"),
            "baseline_due": record.get("due"),
            "publish": "Public",
        }
        members = [i for i in self.items if i["workstream"] == workstream.code]
        return [_row(fixed, month) for fixed in (own, *members)]

    def _history(
        self, upto: Period, rows: Mapping[str, list[dict[str, Value]]]
    ) -> list[dict[str, Value]]:
        said = self._read("history") or {"months": (), "ratings": {}}
        months = [Period.parse(m) for m in said["months"]]
        made: list[dict[str, Value]] = []
        for number, period in enumerate(months):
            for code, members in rows.items():
                made += _history_of(period, code, members, said["ratings"], number)
        return made

    def _date_changes(self) -> list[dict[str, Value]]:
        moved = [i for i in self.items if i.get("baseline_due") not in (None, i.get("due"))]
        decisions = {d["ref"]: d for d in self.plan.get("decisions", ())}
        return [_date_change(item, decisions) for item in moved]


def _in_refs(row: Record, refs: Mapping[str, str]) -> Record:
    """Name the items that this plan has for those that a row of the other plan names."""
    if not row.get("items"):
        return row
    named = dict.fromkeys(refs.get(code, code) for code in codes(row["items"]))
    return {**row, "items": "; ".join(named)}


def _workstream(record: Record) -> Workstream:
    return Workstream(
        code=record["code"],
        kind=Kind(record["kind"]),
        title=record["title"],
        owner=record.get("owner", ""),
        policy=record.get("policy", ""),
        is_reported=record["is_reported"],
        scope=record.get("scope", ""),
    )


def _workstream_row(record: Record) -> dict[str, Value]:
    columns = [c.key for c in SHEETS["workstreams"].columns]
    reported = "Yes" if record["is_reported"] else "No"
    return {c: record.get(c) for c in columns} | {"is_reported": reported}


def _rows(code: str, said: Iterable[Record]) -> list[dict[str, Value]]:
    columns = [c.key for c in SHEETS[code].columns]
    return [{c: trimmed(r.get(c)) for c in columns} for r in said]


def _joined(record: Record) -> dict[str, Value]:
    aliases = "; ".join(record.get("aliases", ()))
    return {k: record.get(k) for k in ("name", "rank", "workstream", "aim")} | {"aliases": aliases}


def _row(fixed: Record, month: Month) -> dict[str, Value]:
    said = month.rows.get(fixed["ref"], {})
    last = month.last.get(fixed["ref"], {})
    row: dict[str, Value] = {name: fixed.get(name) for name in BY_NAME}
    for name in BY_NAME:
        if name in said and name not in ("ref", "level"):
            row[name] = trimmed(said[name])
    row["reported"] = "Yes" if said.get("rag") else "No"
    row["last_rag"] = last.get("rag")
    row["last_commentary"] = trimmed(last.get("commentary"))
    row["last_percent"] = last.get("percent_complete")
    return row


def trimmed(value: Any) -> Value:
    """Return a text without the blanks around it; other values as they are."""
    return value.strip() if isinstance(value, str) else value


def _history_of(
    period: Period, code: str, members: Iterable[Record], ratings: Record, number: int
) -> list[dict[str, Value]]:
    made: list[dict[str, Value]] = []
    for member in members:
        letter = ratings.get(member["ref"], "." * 99)[number]
        if letter == ".":
            continue
        row: dict[str, Value] = {name: member[name] for name in _CARRIED}
        row |= {"period": str(period), "workstream": code, "publish": row["publish"] or PUBLISH[0]}
        row["rag"] = row["declared"] = _LETTERS.get(letter)
        made.append(row | {"reported": "Yes" if letter in _LETTERS else "No"})
    return made


def _date_change(item: Record, decisions: Mapping[str, Record]) -> dict[str, Value]:
    was, now = item["baseline_due"], item["due"]
    assert isinstance(was, date) and isinstance(now, date)
    named = [d for d in decisions.values() if str(d["text"]).startswith(f"{item['ref']} ")]
    decision = named[0] if named else {}
    return {
        "item_id": item["item_id"],
        "ref": item["ref"],
        "was": was,
        "now": now,
        "days": (now - was).days,
        "reason": decision.get("text"),
        "approval": decision.get("ref"),
    }
