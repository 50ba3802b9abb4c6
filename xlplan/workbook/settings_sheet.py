"""The Settings and Rating scale sheets: each setting declared once, written and read here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlplan import palette
from xlplan.computed import PRESETS
from xlplan.fields import Editor, Field, FieldKind
from xlplan.model import THREE_POINT, CellRef, Period, Rag, Scale, Settings
from xlplan.rollup import POLICIES
from xlplan.typed import Value, read_typed
from xlplan.workbook.reader import SheetRow

_T, _C, _D = FieldKind.TEXT, FieldKind.CHOICE, FieldKind.DATE
_W, _N, _M = FieldKind.WHOLE, FieldKind.NUMBER, FieldKind.PERIOD
_YES_NO = ("Yes", "No")
_HEX = re.compile(r"[0-9A-Fa-f]{6}")


class SettingsUnread(Exception):
    """A setting cannot be read; the message names the file, the setting and what to type."""


@dataclass(frozen=True)
class Setting:
    """One setting: its key (an attribute of `Settings`), what it is called, and what it holds."""

    key: str
    heading: str
    kind: FieldKind
    help: str
    options: tuple[str, ...] = ()

    @property
    def field(self) -> Field:
        """The setting as a column, for reading what people type."""
        return Field(self.key, self.heading, self.kind, Editor.TEAM, 0, self.help, self.options)


SETTINGS: tuple[Setting, ...] = (
    Setting("council", "Council", _T, "Printed at the head of every paper."),
    Setting("title", "Name of the plan", _T, "As papers print it."),
    Setting("period", "Open month", _M, "As 2013-10. The issue command sets it."),
    Setting("as_at", "As at", _D, "The day facts are judged on. The issue command sets it."),
    Setting("deadline", "Returns due", _D, "When returns are due back. The issue command sets it."),
    Setting("stage", "Month is", _C, "Open, or closed once close has run.", ("open", "closed")),
    Setting("last_cabinet", "Last Cabinet report", _M, "Its month, as 2013-04."),
    Setting(
        "item_label", "A line is called", _T, "Such as Item, Action or Project; papers say it."
    ),
    Setting("policy", "Roll-up policy", _C, "How parts make the whole's rating.", tuple(POLICIES)),
    Setting(
        "any_red_guard", "Any Red bars Green", _C, "A Red item keeps the whole off Green.", _YES_NO
    ),
    Setting(
        "half_red_guard", "Half Red is Red", _C, "Half or more Red makes the whole Red.", _YES_NO
    ),
    Setting(
        "enablers_count", "Enablers count", _C, "Enablers count in the plan's rating.", _YES_NO
    ),
    Setting(
        "computed_preset",
        "Computed rating",
        _C,
        "What rating the facts give, to stand beside the owner's: declared only computes none.",
        tuple(PRESETS),
    ),
    Setting(
        "commentary_checks",
        "Commentary checks",
        _C,
        "By calendar: warnings in the months of a Cabinet report, notes in others.",
        ("by calendar", "warnings", "notes", "off"),
    ),
    Setting(
        "commentary_words", "Most words", _W, "Longer commentary is cut in papers, and told of."
    ),
    Setting(
        "exceptions_amber",
        "Amber is an exception",
        _C,
        "In the report to CMT: every Amber, one that was Amber last month too, or none.",
        ("all", "two months running", "none"),
    ),
    Setting(
        "exceptions_slip_days",
        "Slip is an exception",
        _W,
        "In the report to CMT: expected after the approved date by more days than this.",
    ),
    Setting(
        "exceptions_priority",
        "Always report priority",
        _W,
        "Items with this priority or a higher one are in every report to CMT; 0 for none.",
    ),
    Setting(
        "behaviour_in_paper",
        "Print return behaviour",
        _C,
        "Whether the report to CMT says who returned late.",
        _YES_NO,
    ),
    Setting(
        "escalate_after_days", "Escalate after", _W, "Days late before the chaser goes higher."
    ),
    Setting(
        "paper_preset",
        "Headings of papers",
        _C,
        "Whose order of headings the Cabinet paper follows.",
        ("maidstone-2009", "decision-record", "bromsgrove", "modern"),
    ),
    Setting("colour", "Council colour", _T, "Six hex digits, as 1F3150; blank for xlplan's own."),
    Setting("logo", "Council logo", _T, "A picture file beside the master, as logo.png."),
    Setting(
        "plan_stage",
        "The plan is",
        _C,
        "Where it stands in its life; papers say it.",
        ("draft", "consulted", "adopted", "live", "superseded"),
    ),
    Setting("plan_from", "Plan begins", _D, "The first day the plan covers."),
    Setting("plan_to", "Plan ends", _D, "The last day the plan covers."),
    Setting("savings_target", "Savings target", _N, "In pounds, over the whole plan, as £2.9m."),
    Setting("plan_id", "Plan id", _T, "Tells its returns from another's. Do not change it."),
)
NAMED_CELLS: Mapping[str, str] = {
    "council": "CouncilName",
    "title": "PlanTitle",
    "as_at": "AsAt",
    "stage": "MonthIs",
    "policy": "PlanPolicy",
    "any_red_guard": "AnyRedGuard",
    "half_red_guard": "HalfRedGuard",
    "enablers_count": "EnablersCount",
    "savings_target": "SavingsTarget",
}


def settings_rows(settings: Settings) -> list[dict[str, Value]]:
    """Return the rows of the Settings sheet."""
    return [
        {"key": s.key, "heading": s.heading, "value": _as_cell(settings, s), "help": s.help}
        for s in SETTINGS
    ]


def _as_cell(settings: Settings, setting: Setting) -> Value:
    value = getattr(settings, setting.key)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value) if isinstance(value, Period) else None if value == "" else value


def read_settings(
    rows: Sequence[SheetRow], scale: Scale, file: str
) -> tuple[Settings, dict[str, CellRef]]:
    """Return the settings and where each stands; raise SettingsUnread for one that is unread."""
    found = {r.text("key"): r for r in rows}
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        value = _read(setting, found.get(setting.key), file)
        if value is not None:
            values[setting.key] = value
    if "period" not in values:
        raise SettingsUnread(f"{file}: Settings says no open month. Type it as 2013-10.")
    period: Period = values["period"]
    blank: dict[str, Any] = {"plan_id": "", "council": "", "title": "", "as_at": period.last_day}
    return Settings(**(blank | values), scale=scale), {k: r.at("value") for k, r in found.items()}


def _read(setting: Setting, row: SheetRow | None, file: str) -> Any:
    if row is None or not row.text("value"):
        return None
    read = read_typed(setting.field, row.value("value"), THREE_POINT)
    if read.problem:
        what = f"Choose {one_of(setting.options)}." if setting.options else setting.help
        if setting.kind is FieldKind.DATE:
            what = "Type it as a date, as 31/10/2013."
        if setting.kind is FieldKind.PERIOD:
            what = "Type it as 2013-10."
        cell = row.at("value")
        raise SettingsUnread(f'{file}: {cell} says {setting.heading} "{read.as_typed}". {what}')
    if setting.kind is FieldKind.PERIOD:
        return Period.parse(str(read.value))
    if setting.options == _YES_NO:
        return read.value == "Yes"
    return read.value


def one_of(words: Sequence[str]) -> str:
    """Return words as a choice: majority, worst or threshold."""
    *rest, last = words
    return f"{', '.join(rest)} or {last}" if rest else last


def scale_rows(scale: Scale) -> list[dict[str, Value]]:
    """Return the rows of the Rating scale sheet."""
    return [
        {
            "word": rag.word,
            "letter": rag.letter,
            "score": rag.score,
            "needs_action": "Yes" if rag.needs_action else "No",
            "colour": palette.look(rag).fill,
            "meaning": rag.meaning or None,
        }
        for rag in scale.ratings
    ]


def read_scale(rows: Sequence[SheetRow], file: str) -> Scale:
    """Return the rating scale, worst first; raise SettingsUnread for one that cannot be used."""
    if not rows:
        return THREE_POINT
    ratings = [_rating(row, file) for row in rows]
    rated = sorted((r for r in ratings if r.score is not None), key=lambda r: r.score or 0)
    words = [r.word.lower() for r in ratings]
    scores = [r.score for r in rated]
    if len(rated) < 2 or len(set(scores)) < len(scores) or len(set(words)) < len(words):
        raise SettingsUnread(
            f"{file}: the Rating scale needs at least two words with a score, each word and each "
            "score once."
        )
    return Scale((*rated, *(r for r in ratings if r.score is None)))


def _rating(row: SheetRow, file: str) -> Rag:
    word, letter = row.text("word"), row.text("letter")
    colour, score = row.text("colour").lstrip("#"), row.value("score")
    if not word or '"' in word or len(word) > 30:
        raise SettingsUnread(f"{file}: {row.at('word')} needs a rating's word, as Green.")
    if score is not None and not (isinstance(score, int | float) and float(score).is_integer()):
        raise SettingsUnread(
            f'{file}: {row.at("score")} says "{row.text("score")}". Type a whole number from 1, '
            "the worst; leave it blank for a word that is not rated."
        )
    if colour and not _HEX.fullmatch(colour):
        raise SettingsUnread(f'{file}: {row.at("colour")} says "{colour}". Type it as 2E9E78.')
    return Rag(
        word,
        letter or word[:1].upper(),
        None if score is None else int(score),
        needs_action=row.text("needs_action").lower() == "yes",
        colour=colour.upper(),
        meaning=row.text("meaning"),
    )
