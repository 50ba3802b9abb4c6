"""Rules that need several rows, or the months before."""

from __future__ import annotations

from xlplan.findings import Severity
from xlplan.rules.headers.header import Case, Cells, Header, item
from xlplan.typed import Value

_FOUR = tuple(item(f"A{n}") for n in (1, 2, 3, 4))


def _measure(**cells: Value) -> tuple[Cells, ...]:
    return ({"code": "M1", "title": "Homes let within 21 days", "items": "A1"} | cells,)


def _outturn(value: Value, period: str = "2013-10") -> tuple[Cells, ...]:
    return ({"period": period, "measure": "M1", "outturn": value},)


_RISKS: dict[str, tuple[Cells, ...]] = {
    "risks": (
        {"code": "KO8", "title": "Plans are not delivered"},
        {"code": "KO18", "title": "Improvement stalls", "alias_of": "KO8"},
    )
}
_STREAM = {"level": "Workstream", "ref": "A0", "title": "Own row"}

PLAN_RULES: tuple[Header, ...] = (
    Header(
        "S16",
        "row-without-ref",
        Severity.ERROR,
        'Row {row} of {sheet} has no ref and is left out: "{text}". Give it a ref, or clear it.',
        "A row without a ref can be neither issued nor reported.",
        (Case("a title typed in a new row"), Case("an owner typed in a new row")),
        (Case("a row with its ref"), Case("a blank row")),
    ),
    Header(
        "S17",
        "register-cell-unusable",
        Severity.ERROR,
        '{sheet}: {heading} "{value}" cannot be used and was left out. {help}',
        "A figure left out in silence makes a paper wrong.",
        (
            Case("words as the outturn of a measure", tables={"outturns": _outturn("high")}),
            Case("a target in words", tables={"measures": _measure(target="a lot")}),
        ),
        (
            Case("a number as the outturn", tables={"outturns": _outturn("£1.2k")}),
            Case("a target as a number", tables={"measures": _measure(target=80)}),
        ),
    ),
    Header(
        "S18",
        "rule-unusable",
        Severity.ERROR,
        "The rule {code} on the Rules sheet cannot be used: {why}",
        "A rule that the council thinks is checked must be checked.",
        (Case("a condition without a column"), Case("a severity that is none")),
        (Case("a rule of the council's own, complete"), Case("a built-in rule turned off")),
    ),
    Header(
        "S19",
        "waiver-incomplete",
        Severity.WARNING,
        "{ref}: the waiver of {code} needs {what}. Fill it in on the Findings sheet; until then "
        "the finding stands.",
        "A waiver without a reason, a name and an end cannot be printed in a paper.",
        (Case("a reason without a name"), Case("a name without an end")),
        (Case("a reason, a name and an end"), Case("no waiver")),
    ),
    Header(
        "S25",
        "master-not-in-line",
        Severity.WARNING,
        "The master was built for other settings than it has now: {what} {show} the earlier ones. "
        "Returns, checks and papers follow the settings. Bring the master in line: "
        "xlplan rebuild {file}",
        "A Dashboard that counts by an earlier rating scale shows another plan than the papers.",
        (
            Case("a word added to the rating scale"),
            Case("a colour of the rating scale changed"),
            Case("another council colour"),
            Case("a rule of the council's own added to the Rules sheet"),
        ),
        (Case("settings as the master was built"), Case("another roll-up policy")),
    ),
    Header(
        "S26",
        "row-below-the-table",
        Severity.ERROR,
        "Row {row} of {sheet} stands below the table, where the Dashboard does not count it: "
        '"{text}". Drag the corner at the bottom right of the table down over it{lacks}, or clear '
        "it. A footnote stands in one cell, with a row free above it.",
        "What the Dashboard counts and what the papers count must be the same rows.",
        (
            Case("a row of values right under the table"),
            Case("a ref typed below the table"),
            Case("a title typed right under the table"),
        ),
        (
            Case("a footnote below the table"),
            Case("a footnote where refs stand"),
            Case("a new row in the table"),
        ),
    ),
    Header(
        "X01",
        "missing-return",
        Severity.ERROR,
        "No return from {owner}. Not reported: {refs}. Chase it, or ask the delegate.",
        "A missing return is itself an exception; a green is never carried forward.",
        (
            Case("nothing came back from one owner"),
            Case("a return was sent back, and not replaced"),
        ),
        (Case("every return came"), Case("the team typed the ratings into the master")),
    ),
    Header(
        "X02",
        "silent-drop",
        Severity.ERROR,
        '{ref} "{title}" was in the plan in {period}, unfinished, and is gone. Put the row back, '
        "or record on Decisions who closed it.",
        "Two items of Maidstone's plan of 2012 were gone by 2013 with no closing decision seen.",
        (
            Case("a row of last month deleted", (item(),), (item(), item("A2"))),
            Case("a sub-item deleted", (item(),), (item(), item("A1.1", level="Sub-item"))),
        ),
        (
            Case(
                "a complete item taken out",
                (item(),),
                (item(), item("A2", status="Complete")),
            ),
            Case("the same rows as last month", (item(), item("A2")), (item(), item("A2"))),
        ),
    ),
    Header(
        "X03",
        "plan-does-not-add-up",
        Severity.BLOCK,
        "The plan does not add up with {period}. {why} Look on History for a row of that month "
        "that stands twice or is gone, and put it right; undo takes the last step back.",
        "Opening, retained, updated, deleted and added must make the closing number.",
        (
            Case("a row of History copied", (item(),), (item(), item())),
            Case(
                "two rows of History copied",
                (item(), item("A2")),
                (item(), item("A2"), item(), item("A2")),
            ),
        ),
        (
            Case("a row added and one deleted", (item(), item("A3")), (item(), item("A2"))),
            Case("the same rows as last month", (item(),), (item(),)),
        ),
    ),
    Header(
        "X04",
        "roll-up-differs-from-declared",
        Severity.WARNING,
        "{ref}: declared {declared}, but {reason} Choose {computed}, or say why "
        "not in Reason for rating.",
        "Readers see one rating; the plan must say which and why.",
        (
            Case(
                "declared Green over two Red items",
                (item(**_STREAM), item("A1", rag="Red"), item("A2", rag="Red")),
            ),
            Case(
                "declared Red over three Green items",
                (item(rag="Red", **_STREAM), item("A1"), item("A2"), item("A3")),
            ),
        ),
        (
            Case("declared Green over Green items", (item(**_STREAM), item("A1"), item("A2"))),
            Case(
                "declared otherwise, with a reason",
                (item(rag="Red", rag_reason="The largest is Red.", **_STREAM), item("A1")),
            ),
        ),
    ),
    Header(
        "X05",
        "big-swing",
        Severity.WARNING,
        "{ref} {title}: Green went from {before} to {now} since {period} ({list}). Make sure that "
        "each of them says what changed.",
        "A headline that jumps is asked about first (Bromsgrove's board, May 2007).",
        (
            Case(
                "two of four Green items turned Amber",
                (*_FOUR[:2], item("A3", rag="Amber"), item("A4", rag="Amber")),
                _FOUR,
            ),
            Case(
                "three of four turned Green",
                _FOUR,
                (*(item(f"A{n}", rag="Amber") for n in (1, 2, 3)), item("A4")),
            ),
        ),
        (
            Case("one of four turned Amber", (*_FOUR[:3], item("A4", rag="Amber")), _FOUR),
            Case(
                "one turned Amber and another Green",
                (*_FOUR[:3], item("A4", rag="Amber")),
                (item("A1", rag="Amber"), *_FOUR[1:]),
            ),
        ),
    ),
    Header(
        "X06",
        "two-step-jump",
        Severity.WARNING,
        "{ref} went from {before} to {now} in one month. Say in Reason for rating what changed.",
        "A jump over Amber is rare and will be asked about.",
        (
            Case("Green last month, Red now", (item(rag="Red", last_rag="Green"),)),
            Case("Red last month, Green now", (item(last_rag="Red"),)),
        ),
        (
            Case("Amber last month, Red now", (item(rag="Red", last_rag="Amber"),)),
            Case(
                "Red last month, Green now, with a reason",
                (item(last_rag="Red", rag_reason="The grant came."),),
            ),
        ),
    ),
    Header(
        "X07",
        "code-with-two-titles",
        Severity.ERROR,
        'The code {code} stands for "{first}" and for "{second}". Give one of them a code of its '
        "own.",
        "Bromsgrove's plan of 2009 had one section code with two titles.",
        (
            Case(
                "an objective code used twice",
                (item(),),
                tables={
                    "objectives": (
                        {"code": "O1", "title": "Cleaner streets"},
                        {"code": "O1", "title": "Safer streets"},
                    )
                },
            ),
            Case(
                "an objective code used twice, once in small letters",
                (item(),),
                tables={
                    "objectives": (
                        {"code": "KO2", "title": "Homes"},
                        {"code": "ko2", "title": "Jobs"},
                    )
                },
            ),
        ),
        (
            Case(
                "two codes with two titles",
                (item(),),
                tables={
                    "objectives": (
                        {"code": "O3", "title": "Cleaner streets"},
                        {"code": "O4", "title": "Safer streets"},
                    )
                },
            ),
            Case(
                "one code twice with one title",
                (item(),),
                tables={"objectives": ({"code": "O5", "title": "Homes"},) * 2},
            ),
        ),
    ),
    Header(
        "X08",
        "risk-merged",
        Severity.NOTE,
        "The risk {code} was merged and is reported under {into}; {where} still names it. Name "
        "{into} from now on.",
        "Bromsgrove's risk KO18 was merged, and the plan went on naming it.",
        (
            Case("an item names a merged risk", (item(risks="KO18"),), tables=_RISKS),
            Case("one of its two risks was merged", (item(risks="KO8; KO18"),), tables=_RISKS),
        ),
        (
            Case("an item names the other risk", (item(risks="KO8"),), tables=_RISKS),
            Case("an item names no risk", (item(),), tables=_RISKS),
        ),
    ),
    Header(
        "X11",
        "ref-used-twice",
        Severity.BLOCK,
        "The ref {ref} is used twice, in {first} and {second}. Give one of them a new ref.",
        "A ref is never used for two items.",
        (
            Case("two items with one ref", (item(), item("A1", item_id="id-other"))),
            Case(
                "an item and a sub-item with one ref",
                (item(), item("A1", item_id="id-other", level="Sub-item")),
            ),
        ),
        (Case("two items with two refs", (item(), item("A2"))), Case("one item", (item(),))),
    ),
    Header(
        "X12",
        "code-unknown",
        Severity.WARNING,
        '{ref}: {heading} names "{code}", which is not in {where}. Correct it, or add it there.',
        "Bromsgrove's plan of 2009 cited a section that nobody could find.",
        (
            Case("an item that waits for a ref that is none", (item(depends_on="A9"),)),
            Case(
                "an objective that is not on Objectives",
                (item(objectives="1; 7"),),
                tables={"objectives": ({"code": "1", "title": "Cost"},)},
            ),
        ),
        (
            Case("an item that waits for the Local Plan", (item(depends_on="Local Plan"),)),
            Case(
                "an objective that is on Objectives",
                (item(objectives="1"),),
                tables={"objectives": ({"code": "1", "title": "Cost"},)},
            ),
        ),
    ),
    Header(
        "X13",
        "shared-blocker",
        Severity.NOTE,
        "{refs} all wait for {what}. Ask who answers for it for one date that serves them all.",
        "Three items of October 2013, in three workstreams, waited for the Local Plan.",
        (
            Case(
                "three items that wait for the Local Plan",
                tuple(item(f"A{n}", depends_on="Local Plan") for n in (1, 2, 3)),
            ),
            Case(
                "three items that wait for it, in several spellings",
                tuple(
                    item(f"A{n}", depends_on=said)
                    for n, said in enumerate(("Lottery bid", "lottery bid; A1", "LOTTERY BID"), 1)
                ),
            ),
        ),
        (
            Case(
                "two items that wait for the Local Plan",
                tuple(item(f"A{n}", depends_on="Traffic order") for n in (1, 2)),
            ),
            Case(
                "three items that wait for one another",
                (item(depends_on="A2"), item("A2", depends_on="A1"), item("A3", depends_on="A1")),
            ),
        ),
    ),
)
