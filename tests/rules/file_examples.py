"""The examples of rules about whole files and what comes with them: how each comes about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl.workbook import Workbook

from tests.campaigns.good import seeds
from tests.campaigns.programs import added, like_google, packed, parts_of
from tests.cycle.months import AT, GOOD, OCTOBER
from tests.rules.acts import (
    LAST,
    bold,
    edited_line,
    inserted,
    linked,
    lost_line,
    moved_sheet,
    new_below,
    noted,
    own_sheet,
    pasted,
    pictured,
    proposed,
    signed,
    struck,
    without,
)
from tests.rules.stage import (
    DELEGATE,
    OTHER,
    OTHER_TAB,
    OWNER,
    TAB,
    Change,
    Stage,
    build,
    changed,
    manifest,
    typed,
)
from tests.support.binary import as_xlsb
from tests.support.drawn import picture, with_text_box
from tests.support.messages import eml
from tests.workbook.test_older_layout import made_older
from xlplan.cycle.issuing import issue
from xlplan.model import Period
from xlplan.workbook.layout import LAYOUT_VERSION

Scene = Callable[[Stage], None]


def good(stage: Stage) -> None:
    """The owner's return, filled in and sent."""
    stage.put(stage.filled())


def renamed(stage: Stage) -> None:
    stage.put(stage.filled(), "My update, final v2.xlsx")


def with_change(change: Change) -> Scene:
    return lambda stage: stage.send(change)


def blank_workbook() -> bytes:
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


def with_the_master(stage: Stage) -> None:
    good(stage)
    stage.put(stage.master.read_bytes(), "master.xlsx")


def september(stage: Stage) -> None:
    with TemporaryDirectory() as folder:
        stage.put(build(Path(folder), Period(2013, 8)).issued())


def issued_again(stage: Stage) -> None:
    issue(stage.master, stage.folder / "again", OCTOBER, at=AT)
    stage.put(stage.filled(issued=stage.issued(where="again")))


def mailed(sender: str) -> Scene:
    return lambda stage: stage.put(eml({"return.xlsx": stage.filled()}, sender=sender), "a.eml")


def merged_in_time(stage: Stage) -> None:
    good(stage)
    stage.merge()
    stage.close()


def two_returns(stage: Stage) -> None:
    good(stage)
    stage.put(stage.filled({("AM1", "rag"): "Amber"}), "second.xlsx")


def two_revisions(stage: Stage) -> None:
    stage.put(stage.filled({("AM1", "rag"): "Amber"}), "first.xlsx")
    issued_again(stage)


def twice(stage: Stage) -> None:
    good(stage)
    stage.put(stage.filled(), "Copy of return.xlsx")


def two_owners(stage: Stage) -> None:
    good(stage)
    stage.put(stage.filled(owner=OTHER), "theirs.xlsx")


def in_two_messages(stage: Stage) -> None:
    for name in ("a.eml", "b.eml"):
        mailed("property@test.gov.uk")(stage)
        (stage.folder / "in" / "a.eml").rename(stage.folder / "in" / f"sent {name}")


def zipped(stage: Stage) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("return.xlsx", stage.filled())
    return made.getvalue()


def macro_enabled(stage: Stage) -> None:
    parts = parts_of(stage.filled())
    kinds = parts["[Content_Types].xml"]
    old = b"openxmlformats-officedocument.spreadsheetml.sheet.main"
    assert old in kinds
    kinds = kinds.replace(old, b"ms-excel.sheet.macroEnabled.main")
    stage.put(packed(parts | {"[Content_Types].xml": kinds}), "return.xlsm")


def carrying(**parts: bytes) -> Scene:
    put_in = added(**parts)
    return lambda stage: stage.put(put_in(stage.filled(), next(seeds(1))))


def inside(stage: Stage) -> None:
    stage.put(eml({}, inside=[eml({"return.xlsx": stage.filled()})]), "a.eml")


def only_sheet_gone(stage: Stage) -> None:
    stage.put(changed(stage.filled(owner=OTHER), without(OTHER_TAB)))


WHOLE = {"title": "Wi-fi in the library", "workstream": TAB, "due": "30/06/2014"}
WHOLE |= {"outcome": "People get on line in town.", "reason": "The supplier pays for it."}
LINK = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'

FILES: Mapping[str, Mapping[str, Scene]] = {
    "F01": {
        "an empty file named return.xlsx": lambda s: s.put(b""),
        "a page of text named return.xlsx": lambda s: s.put(b"Dear all,\nsee below.\n"),
        "a return as issued": lambda s: s.put(s.issued()),
        "a return under another file name": renamed,
    },
    "F02": {
        "the master itself": with_the_master,
        "a workbook that xlplan did not make": lambda s: s.put(blank_workbook()),
        "a return of this plan": good,
        "a return of this plan with a sheet added": with_change(own_sheet),
    },
    "F03": {
        "September's return in October": september,
        "October's return in October": good,
        "October's return issued a second time": issued_again,
    },
    "F04": {
        "a return of the layout before": lambda s: s.put(made_older(s.filled())),
        "a return that names no layout": with_change(manifest("layout_version", "")),
        "a return of today's layout": good,
        "a return of today's layout, issued again": issued_again,
    },
    "F05": {
        "a message from an address that is not the owner's on People": mailed("x@other.org"),
        "a return signed on the Guide by another post, not the delegate": lambda s: s.put(
            s.filled(signed_by=OTHER)
        ),
        "a return signed by its owner": good,
        "a return signed by the owner's delegate": lambda s: s.put(s.filled(signed_by=DELEGATE)),
    },
    "F06": {
        "two returns of one owner with different answers": two_returns,
        "a return and its second revision, both sent": two_revisions,
        "the same file twice": twice,
        "returns of two owners": two_owners,
    },
    "F08": {
        "a return whose hidden sheet was edited": with_change(edited_line),
        "a return whose hidden sheet lost a line": with_change(lost_line),
        "a return as issued": lambda s: s.put(s.issued()),
        "a return saved by another program": lambda s: s.put(
            like_google(s.filled(), next(seeds(1)))
        ),
    },
    "F09": {
        "a lock file, ~$return.xlsx": lambda s: s.put(b"\x05Officer", "~$return.xlsx"),
        "a picture in the folder": lambda s: s.put(b"\x89PNG\r\n\x1a\n", "scan.png"),
        "an e-mail that was drafted and never sent": lambda s: s.put(
            eml({"return.xlsx": s.issued()}, is_unsent=True), "draft.eml"
        ),
        "a return": good,
        "a hidden file of the system, .DS_Store": lambda s: s.put(b"\0\0\0\1Bud1", ".DS_Store"),
    },
    "F10": {
        "a return saved as .xlsb": lambda s: s.put(as_xlsb(s.filled()), "return.xlsb"),
        "a return as .xlsx": good,
        "a return as .xlsm": macro_enabled,
    },
    "F11": {
        "a return with macros": carrying(xl__vbaProject_dot_bin=b"\xd0\xcf\x11\xe0 not run"),
        "a return with a link to another workbook": carrying(
            xl__externalLinks__externalLink1_dot_xml=LINK
        ),
        "a return as issued": lambda s: s.put(s.issued()),
        "a return with pictures and notes": with_change(pictured),
    },
    "F12": {
        "a return with its Sign-off left blank": with_change(signed("", "", "")),
        "a return with a date and no post": with_change(signed("", "", AT.date())),
        "a return signed with a post": with_change(signed("", OWNER, "")),
        "a return signed with a name alone": with_change(signed("The manager", "", "")),
    },
    "F13": {
        '"Copy of" a return beside it': twice,
        "one attachment in two messages": in_two_messages,
        "two returns of one owner with different answers": two_returns,
        "one return": good,
    },
    "F14": {
        "a zip of returns in the folder": lambda s: s.put(zipped(s), "returns.zip"),
        "a zip attached to a message": lambda s: s.put(eml({"r.zip": zipped(s)}), "a.eml"),
        "a workbook in the folder": good,
        "a workbook attached to a message": mailed("property@test.gov.uk"),
    },
    "F15": {
        "a message without an attachment": lambda s: s.put(eml({}), "a.eml"),
        "a message with a link to a shared file": lambda s: s.put(
            eml({}, text="https://council.sharepoint.com/:x:/return"), "a.eml"
        ),
        "a message with a return attached": mailed("property@test.gov.uk"),
        "a message with a message inside that has a return attached": inside,
    },
    "F16": {
        "a return of layout 99": with_change(manifest("layout_version", "99")),
        "a return of the next layout": with_change(
            manifest("layout_version", str(int(LAYOUT_VERSION) + 1))
        ),
        "a return of today's layout": good,
        "a return of the layout before": lambda s: s.put(made_older(s.filled())),
    },
    "S01": {
        "the only sheet of answers deleted": only_sheet_gone,
        "one of two sheets deleted": with_change(without(OTHER_TAB)),
        "a return as issued": lambda s: s.put(s.issued()),
        "a sheet moved to the end": with_change(moved_sheet),
    },
    "S04": {
        "a row typed below the last": with_change(new_below),
        "a row inserted between two others": with_change(inserted(is_blank=False)),
        "a blank row inserted": with_change(inserted(is_blank=True)),
        "a return as issued": lambda s: s.put(s.issued()),
    },
    "S20": {
        "three paragraphs pasted onto the commentary of the last row": with_change(pasted(LAST, 3)),
        "six paragraphs pasted onto the commentary of the last row but one": with_change(
            pasted(LAST - 1, 6)
        ),
        "paragraphs pasted into one cell": with_change(
            typed("commentary", f"{GOOD}\n\n{GOOD}\n\n{GOOD}", LAST)
        ),
        "a new row typed below the last": with_change(new_below),
    },
    "S24": {
        "a new item with a title and nothing else": with_change(proposed(title="Wi-fi")),
        "a new item without a due date": with_change(proposed(**(WHOLE | {"due": None}))),
        "a new item with everything": with_change(proposed(**WHOLE)),
        "an empty New items sheet": good,
    },
    "S27": {
        "a text box over the rows": lambda stage: stage.put(
            with_text_box(stage.filled(), TAB, "G8", ["Ask the depot about the gate."])
        ),
        "a picture pasted beside the rows": with_change(
            lambda book: book[TAB].add_image(picture(), "G8")
        ),
        "an address behind a word in Evidence": with_change(linked("Minutes")),
        "a return as issued": good,
        "an address typed as it is, which Excel makes a link of": with_change(
            linked("www.test.gov.uk/minutes")
        ),
        "the council's logo on the Guide": with_change(
            lambda book: book["Guide"].add_image(picture(), "D1")
        ),
    },
    "C20": {
        "a forecast cleared in a return as .xlsx": with_change(typed("forecast", None, LAST)),
    },
    "M05": {
        "a comment on a rating": with_change(noted("rag")),
        "a comment on a commentary": with_change(noted("commentary")),
        "a return without comments": good,
        "the notes of a fix list": with_change(noted("rag", "xlplan: AM3: the rating is blank.")),
    },
    "M06": {
        "one sentence of a commentary struck through": with_change(
            struck("commentary", is_whole=False)
        ),
        "a sentence of a corrective action struck through": with_change(
            struck("corrective_action", is_whole=False)
        ),
        "a commentary in bold": with_change(bold),
        "a title struck through, which nobody merges": with_change(struck("title", is_whole=True)),
    },
    "M07": {
        "a whole commentary struck through": with_change(struck("commentary", is_whole=True)),
        "a rating struck through": with_change(struck("rag", is_whole=True)),
        "one sentence struck through": with_change(struck("commentary", is_whole=False)),
        "a blank cell struck through": with_change(struck("evidence", is_whole=True)),
    },
    "M08": {"the return that was merged before the close": merged_in_time},
}

# Saved by LibreOffice in another format, after the owner has typed these: ending, ref, column.
CONVERTED: Mapping[str, Mapping[str, tuple[str, str, str]]] = {
    "F10": {
        "a return saved as .ods": ("ods", "", ""),
        "a return saved as .xls": ("xls", "", ""),
    },
    "C20": {
        "a forecast cleared in a return saved as .ods": ("ods", "AM1", "forecast"),
        "a status cleared in a return saved as .xls": ("xls", "AM1", "status"),
        "a commentary left blank in a return saved as .ods": ("ods", "AM1", "commentary"),
    },
}
