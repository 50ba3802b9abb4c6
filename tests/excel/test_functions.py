"""The Guide's formulas, Excel's functions and the Python all give the same answers."""

from __future__ import annotations

import csv
import inspect
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from tests.support.libreoffice import LibreOffice
from xlplan.cycle.storing import Refused
from xlplan.excel import functions
from xlplan.model import SCALES, THREE_POINT, Rag
from xlplan.rollup import Terms, margin
from xlplan.workbook.formula_patterns import PREFIX, Places, patterns

# The weighted margin takes steps, as on the Dashboard: there is a function and no one formula.
ALONE = (f"{PREFIX}WEIGHTED_WORSE", f"{PREFIX}WEIGHTED_BETTER")
FUNCTIONS = {
    name: f for name, f in vars(functions).items() if name.startswith(PREFIX) and name not in ALONE
}
MOST = 9
GUARDS = (("Yes", "Yes"), ("No", "Yes"), ("Yes", "No"), ("No", "No"))


@dataclass(frozen=True)
class Case:
    """Some ratings with priorities, and the ratings of last month and this."""

    ratings: tuple[str | None, ...]
    priorities: tuple[int | str | None, ...]
    moved: tuple[str | None, str | None]


def cases(scale: str, number: int) -> list[Case]:
    """So many cases of every size, dirty as people's sheets are, the same each time."""
    chance = random.Random(f"{scale} 2013")
    words = [rag.word for rag in SCALES[scale].rated]
    found = []
    for size in range(number):
        kinds = chance.sample(words, chance.randint(1, len(words)))
        dirt = [None, "N/A", "Not reported", kinds[0].lower()]
        pool = kinds if chance.random() < 0.7 else [*kinds, *dirt]
        ratings = [chance.choice(pool) for _ in range(size % (MOST + 1))]
        ratings += [None] * (MOST - len(ratings))
        ranks = [chance.choice([None, "later", 1, 1, 2, 3, 5, 10]) for _ in range(MOST)]
        moved = chance.choice([*words, None, "N/A"]), chance.choice([*words, "Not reported"])
        found.append(Case(tuple(ratings), tuple(ranks), moved))
    return found


def in_python(case: Case, scale: str, guards: tuple[str, str]) -> dict[str, object]:
    """What the functions give."""
    any_red, half_red = (guard != "No" for guard in guards)
    given: Mapping[str, object] = {
        "ratings": [case.ratings],
        "priorities": [case.priorities],
        "last": case.moved[0],
        "now": case.moved[1],
        "scale": scale,
        "any_red": any_red,
        "half_red": half_red,
    }
    return {
        name: function(**{key: given[key] for key in inspect.signature(function).parameters})
        for name, function in FUNCTIONS.items()
    }


def a_sheet_of(listed: list[Case], scale: str, guards: tuple[str, str], to: Path) -> Path:
    """A workbook of somebody's own with the ready formulas, one row for each case."""
    book = Workbook()
    sheet = book.worksheets[0]
    for name, guard in zip(("AnyRedGuard", "HalfRedGuard"), guards, strict=True):
        book.defined_names[name] = DefinedName(name, attr_text=f'"{guard}"')
    first, first_rank = "A", get_column_letter(MOST + 1)
    moved = [get_column_letter(2 * MOST + n) for n in (1, 2)]
    start = 2 * MOST + 3
    for row, case in enumerate(listed, 1):
        for column, value in enumerate((*case.ratings, *case.priorities, *case.moved), 1):
            sheet.cell(row, column, value)
        rollup = ""
        for column, one in enumerate(patterns(SCALES[scale]), start):
            place = f"{get_column_letter(column)}{row}"
            if not one.name.endswith(("_WORSE", "_BETTER")):
                rollup = place
            ends = get_column_letter(MOST), get_column_letter(2 * MOST)
            at = Places(
                ratings=f"${first}${row}:${ends[0]}${row}",
                priorities=f"${first_rank}${row}:${ends[1]}${row}",
                rollup=rollup,
                last=f"{moved[0]}{row}",
                now=f"{moved[1]}{row}",
            )
            pattern = next(p for p in patterns(SCALES[scale], at) if p.name == one.name)
            sheet[place] = pattern.formula
    book.save(to)
    return to


@pytest.mark.libreoffice
def test_formulas_and_functions_agree_on_generated_sheets(libreoffice: LibreOffice, tmp_path: Path):
    made = {(scale, guards): cases(scale, 60) for scale in SCALES for guards in GUARDS}
    paths = [
        a_sheet_of(listed, scale, guards, tmp_path / f"{scale} {'-'.join(guards)}.xlsx")
        for (scale, guards), listed in made.items()
    ]

    worked_out = libreoffice.recalculated(paths)

    different = []
    for ((scale, guards), listed), path in zip(made.items(), worked_out, strict=True):
        sheet = load_workbook(path, data_only=True).worksheets[0]
        names = [p.name for p in patterns(SCALES[scale])]
        for row, case in enumerate(listed, 1):
            cells = [sheet.cell(row, 2 * MOST + 3 + n).value for n in range(len(names))]
            shown = dict(zip(names, (v if v != "" else None for v in cells), strict=True))
            expected = in_python(case, scale, guards)
            different += [
                (scale, guards, case, name, shown[name], expected[name])
                for name in names
                if shown[name] != expected[name]
            ]
    assert different == []


def test_every_formula_has_a_function_of_its_name():
    assert [p.name for p in patterns(SCALES["three-point"])] == list(FUNCTIONS)


@pytest.mark.parametrize("scale", sorted(SCALES))
def test_the_formulas_are_short_enough_and_in_functions_every_excel_has(scale: str):
    known = {"IF", "AND", "OR", "SUMPRODUCT", "COUNTIF", "COUNTIFS", "SUMIFS", "MAX", "MIN"}
    for pattern in patterns(SCALES[scale]):
        assert len(pattern.formula) < 8192
        used = {
            word.rpartition(",")[2]
            for word in pattern.formula.replace('"', "").replace("=", ",").split("(")[:-1]
        }
        assert {w for w in used if w.isalpha()} <= known | {"INT", "ROUNDUP"}


def test_a_scale_that_is_none_is_told():
    with pytest.raises(Refused, match='"two-point" is no scale'):
        functions.XLPLAN_WORST([["Red"]], "two-point")


def test_published_ratings_come_out_of_a_range():
    facts = Path(__file__).parent.parent / "facts" / "rollup_truth.csv"
    lines = [t for t in facts.read_text(encoding="utf-8").splitlines() if not t.startswith("#")]
    published = [row for row in csv.DictReader(lines) if row["level"].startswith("workstream")]

    for row in published:
        words = ["Green", "Amber", "Red", "N/A"]
        numbers = [int(row[f"n_{name}"]) for name in ("green", "amber", "red", "na")]
        ratings = [[w] for w, n in zip(words, numbers, strict=True) for _ in range(n)]
        assert functions.XLPLAN_MAJORITY(ratings).upper() == row["published_rag"]
    assert len(published) == 4


def test_the_margin_by_priority_is_that_of_the_roll_up():
    chance = random.Random(7)
    for _ in range(60):
        number = chance.randrange(1, 8)
        ratings = [[chance.choice(("Red", "Amber", "Green", "N/A", ""))] for _ in range(number)]
        ranks = [[chance.choice((None, 1, 2, 5))] for _ in range(number)]
        last = max((rank for (rank,) in ranks if rank), default=0)
        weights: dict[Rag, tuple[int, ...]] = {}
        for (word,), (rank,) in zip(ratings, ranks, strict=True):
            rag = THREE_POINT.find(word)
            if rag and rag.is_rated:
                weights[rag] = (*weights.get(rag, ()), last + 1 - rank if rank else 1)
        counts = {rag: len(found) for rag, found in weights.items()}
        found = margin("weighted", counts, THREE_POINT, terms=Terms(weights=weights))
        assert functions.XLPLAN_WEIGHTED_WORSE(ratings, ranks) == found.worse
        assert functions.XLPLAN_WEIGHTED_BETTER(ratings, ranks) == found.better
