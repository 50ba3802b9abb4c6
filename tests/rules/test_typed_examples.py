"""The rules about rows and cells as typed, on their examples, in returns that were sent back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.plans import MADE
from xlplan.cycle.checking import check
from xlplan.cycle.issuing import Month, issue
from xlplan.fields import LOCKED_FIELDS, OWNERS_FIELDS
from xlplan.findings import Finding
from xlplan.model import CellValue, ErrorValue, Kind, Period, Settings, Workstream
from xlplan.rules.headers import HEADERS
from xlplan.rules.row_rules import AN_AS_AT, row_rules
from xlplan.typed import Value, shown
from xlplan.workbook.layout import KEY_ROW
from xlplan.workbook.new_master import NewMaster, build_master

RULES = row_rules()
OWNER = "Property Manager"
GOOD: dict[str, CellValue] = {"rag": "Green", "commentary": "The lease was signed on 3 October."}
FILLED = "fill"
Cells = Mapping[str, CellValue]

# What an owner types in each example of a rule about cells, by its words.
TYPED: Mapping[str, Mapping[str, Cells]] = {
    "C01": {
        "a due date moved by three months": {"due": date(2014, 9, 30)},
        "a title reworded": {"title": "Another title"},
        "the due date as issued": {},
        "a new forecast": {"forecast": date(2014, 9, 30)},
    },
    "C03": {
        "Green/ Amber as a rating": {"rag": "Green/ Amber"},
        "A/G as a rating": {"rag": "A/G"},
        "amber as a rating": {"rag": "amber"},
        "N/A as a rating, with a reason": {"rag": "N/A", "rag_reason": "For information."},
    },
    "C04": {
        "Green typed in a cell filled red": {"rag": "Green", FILLED: "FF0000"},
        "Red typed in a cell filled green": {"rag": "Red", FILLED: "00B050"},
        "Green typed in a cell filled green": {"rag": "Green", FILLED: "92D050"},
        "Green typed in a cell filled blue": {"rag": "Green", FILLED: "0070C0"},
    },
    "C06": {
        "a forecast typed as text, 05/04/2014": {"forecast": "05/04/2014"},
        "a forecast typed as text, 3.12.13": {"forecast": "3.12.13"},
        "a forecast typed as text, 25/04/2014": {"forecast": "25/04/2014"},
        "a forecast as a date, 5 April 2014": {"forecast": date(2014, 4, 5)},
    },
    "C10": {
        "a commentary with zero-width spaces": {"commentary": "The lease\u200b was signed then."},
        "a commentary that begins with =": {"commentary": "'=the lease was signed on 3 October"},
        "a commentary in plain words": {"commentary": "The lease was signed on 3 October."},
        "a commentary with curly quotation marks": {"commentary": "The “lease” was signed then."},
    },
    "C14": {
        "120 as per cent complete": {"percent_complete": 120},
        "a reason that is not in the list": {"reason_code": "Because"},
        "100 as per cent complete": {"percent_complete": 100},
        "a reason from the list": {"reason_code": "Decision awaited"},
    },
    "C15": {
        "last month's commentary overwritten": {"last_commentary": "Something else entirely."},
        "the due date cleared": {"due": None},
        "a return as issued": {},
        "last month's commentary copied into Commentary": {"commentary": "Said last month here."},
    },
    "C16": {
        "a blank rating in a cell filled red": {"rag": None, FILLED: "C00000"},
        "a blank rating in a cell filled green": {"rag": None, FILLED: "C6EFCE"},
        "Red typed in a cell filled red": {"rag": "Red", FILLED: "FF0000"},
        "a blank rating in a cell without a fill": {"rag": None},
    },
    "S09": {
        "a commentary that is a formula": {"commentary": '="The lease was signed in October."'},
        "a forecast that is a formula": {"forecast": "=DATE(2014,4,25)"},
        "the same commentary typed": {"commentary": "The lease was signed in October."},
        "the formula of To fix": {},
    },
    "S10": {
        "#N/A as a rating": {"rag": ErrorValue("#N/A")},
        "#REF! as a commentary": {"commentary": ErrorValue("#REF!")},
        "N/A as a rating": {"rag": "N/A", "rag_reason": "For information."},
        "a commentary that speaks of a #REF! message": {"commentary": "It showed #REF! to all."},
    },
}
# What live Excel asks for is read all the same when it comes back: split ratings, "80%".
READ_ON_RECEIPT = {("rating-not-in-list", "Green/ Amber"), ("per-cent-unreadable", "80%")}
SAVED = {
    '"The lease was signed in October."': 't="str"><f>{}</f><v>The lease was signed in October.',
    "DATE(2014,4,25)": "><f>{}</f><v>41754",
}


def examples() -> dict[str, tuple[str, str, bool, Cells]]:
    """Return every example by its ref: the rule's name, what it is, whether it fires, its cells."""
    rows: list[tuple[str, str, bool, Cells]] = []
    for rule in RULES:
        for fires, cases in ((True, rule.fires_on), (False, rule.silent_on)):
            rows += [(rule.name, rule.code, fires, cells) for cells in cases]
    for code, by_words in TYPED.items():
        header = HEADERS[code]
        for fires, said in ((True, header.fires_on), (False, header.silent_on)):
            rows += [(case.words, code, fires, by_words[case.words]) for case in said]
    return {f"E{number}": row for number, row in enumerate(rows, 1)}


EVERY = examples()


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Finding]]:
    """Every example is one row of one return, issued, filled in, sent back and checked."""
    folder = tmp_path_factory.mktemp("examples")
    path = folder / "master.xlsx"
    path.write_bytes(build_master(_master(), made=MADE))
    (one,) = issue(path, folder / "out", Month(Period(2013, 10)), at=MADE).returns
    sent = folder / "sent.xlsx"
    sent.write_bytes(_filled(one.path.read_bytes()))
    told: dict[str, list[Finding]] = {ref: [] for ref in EVERY}
    for finding in check([sent], path).findings:
        if finding.ref in told:
            told[finding.ref].append(finding)
    return told


def _master() -> NewMaster:
    period = Period(2013, 9)
    known = Settings("p", "Council", "Plan", period, period.last_day, stage="closed")
    known = replace(known, commentary_checks="off")
    rows = [_issued(ref, cells) for ref, (_, _, _, cells) in EVERY.items()]
    stream: dict[str, Value] = {"code": "W", "kind": "Workstream", "title": "Examples"}
    people: list[dict[str, Value]] = [{"post": OWNER}]
    tables = {"workstreams": [stream | {"is_reported": "Yes"}], "people": people}
    streams = (Workstream("W", Kind.WORKSTREAM, "Examples", ""),)
    return NewMaster(known, streams, {"W": rows}, RULES, tables)


def _issued(ref: str, cells: Cells) -> dict[str, Value]:
    row: dict[str, Value] = {
        "item_id": f"id-{ref}",
        "level": "Item",
        "ref": ref,
        "title": f"Example {ref}",
        "owner": OWNER,
        "due": date(2014, 6, 30),
        "baseline_due": date(2014, 6, 30),
        "status": "In progress",
        "rag": "Green",
        "commentary": "Said last month here.",
        "reported": "Yes",
    }
    if "rag" in cells and cells.get("ref"):
        row |= {n: v for n, v in cells.items() if n in ("due", "decision_ref")}  # type: ignore[misc]
        row["baseline_due"] = row["due"]
    return row


def _filled(issued: bytes) -> bytes:
    book = load_workbook(io.BytesIO(issued))
    sheet = book["Examples"]
    keys = {str(sheet.cell(KEY_ROW, n).value): n for n in range(1, sheet.max_column + 1)}
    for row in range(KEY_ROW + 2, sheet.max_row + 1):
        ref = str(sheet.cell(row, keys["ref"]).value)
        if ref in EVERY:
            _type(sheet, row, keys, EVERY[ref][3])
    stream = io.BytesIO()
    book.save(stream)
    return _with_saved_values(stream.getvalue())


def _with_saved_values(content: bytes) -> bytes:
    """Give formulas the values that Excel would have saved with them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            for formula, saved in SAVED.items() if b"sheet" in name.encode() else ():
                pattern = rf"(<c [^>]*?)(?: t=\"\w+\")?><f>{re.escape(formula)}</f><v ?/?>"
                gap = " " if saved.startswith("t=") else ""
                made = rf"\1{gap}{saved.format(formula)}</v>"
                text = re.sub(pattern.encode(), made.encode(), text)
            target.writestr(name, text.replace(b"</v></v>", b"</v>"))
    return out.getvalue()


def _type(sheet: Worksheet, row: int, keys: Mapping[str, int], cells: Cells) -> None:
    is_row = bool(cells.get("ref"))
    typed = dict(cells) if is_row else {**GOOD, **cells}
    locked = () if is_row else LOCKED_FIELDS
    for name, value in typed.items():
        if name == FILLED:
            fill = PatternFill("solid", fgColor=f"FF{value}")
            sheet.cell(row, keys["rag"]).fill = fill
        elif name in (*OWNERS_FIELDS, *locked, "last_commentary"):
            cell = sheet.cell(row, keys[name])
            is_text = isinstance(value, str) and value.startswith("'=")
            cell.value = shown(value)[1:] if is_text else _plain(value)
            if is_text:
                cell.data_type = "s"


def _plain(value: CellValue) -> Value:
    return value.code if isinstance(value, ErrorValue) else value


@pytest.mark.parametrize("ref", EVERY, ids=lambda ref: " ".join(map(str, EVERY[ref][1::-1])))
def test_an_example_in_a_return(ref: str, findings: Mapping[str, list[Finding]]):
    words, code, fires, cells = EVERY[ref]
    fires = fires and not any((words, value) in READ_ON_RECEIPT for value in cells.values())
    codes = {f.code for f in findings[ref]}
    at_issue = {rule.code for rule in RULES if rule.name == words}
    if at_issue and not fires:
        return _only_others(words, findings[ref])
    assert (code in codes) is fires, [f.message for f in findings[ref]]
    return None


def _only_others(name: str, found: list[Finding]) -> None:
    """A code may have several rules, told apart by the column that they point to."""
    (rule,) = (rule for rule in RULES if rule.name == name)
    texts = rule.message.split("{ref}")[-1].split("{")[0].strip(': "')
    assert not [f for f in found if f.code == rule.code and texts and texts in f.message]


def test_the_examples_are_judged_on_their_day():
    assert Period(2013, 10).last_day == AN_AS_AT
