"""What lies in the folder of returns: workbooks, messages, copies and everything else."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cycle.months import AT, answers, cell, issue_october, new_master, plan_rows, send
from tests.support.binary import as_xlsb
from tests.support.libreoffice import LibreOffice
from tests.support.messages import SENT, eml, msg, msg_storage
from xlplan.cycle.arrivals import plain_name
from xlplan.cycle.checking import check
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.fixing import write_fix_lists
from xlplan.cycle.issuing import IssuedReturn
from xlplan.cycle.storing import append, set_cell, store
from xlplan.findings import Finding
from xlplan.model import CellRef
from xlplan.workbook.edits import Edit
from xlplan.workbook.master import read_master

OWNER = "Property Manager"
REFS = ("AM1", "AM2", "AM3")


@pytest.fixture
def month(tmp_path: Path) -> tuple[Path, Path]:
    """A master with October issued, and one good return outside the folder of returns."""
    master = new_master(tmp_path, plan_rows(3))
    path = send(issue_october(master)[OWNER], tmp_path / "officer", answers(REFS))
    (tmp_path / "in").mkdir()
    return master, path


def told(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{f.code}: {f.message}" for f in findings if f.code not in ("X01", "F10")]


@pytest.mark.parametrize("build", [eml, msg])
def test_a_return_attached_to_a_message_is_merged(
    month: tuple[Path, Path], build: Callable[..., bytes]
):
    master, path = month
    message = build({path.name: path.read_bytes()})
    (master.parent / "in" / f"RE my return.{build.__name__}").write_bytes(message)

    done = consolidate(master, master.parent / "in", at=AT)

    assert done.account.accepted == (OWNER,)
    assert told(done.findings) == []
    assert str(cell(master, "AM2", "commentary")).startswith("The lease was signed")


def test_a_return_in_a_message_forwarded_in_a_message_is_found(month: tuple[Path, Path]):
    master, path = month
    files = {path.name: path.read_bytes()}
    inside = msg({}, inside=[msg_storage(files, is_inside=True)])
    (master.parent / "in" / "one.eml").write_bytes(eml({"fw.msg": inside}, inside=[eml({})]))

    done = check([master.parent / "in"], master)

    assert (done.files, told(done.findings)) == (1, [])


def test_a_message_without_a_workbook_says_why(month: tuple[Path, Path]):
    master, path = month
    folder = master.parent / "in"
    (folder / "a link.eml").write_bytes(eml({}, text="https://c.sharepoint.com/:x:/return"))
    (folder / "b nothing.eml").write_bytes(eml({}))
    (folder / "c wrapped.eml").write_bytes(eml({"winmail.dat": b"\x78\x9f\x3e\x22"}))
    (folder / "d zipped.eml").write_bytes(eml({"returns.zip": zipped(path)}))
    (folder / "e broken.msg").write_bytes(b"\xd0\xcf\x11\xe0 and then nothing")

    lines = told(check([folder], master).findings)

    sender = "from property@test.gov.uk, has no workbook attached"
    assert f"F15: a link.eml, {sender}, only a link to a shared file. Download" in lines[0]
    assert f"F15: b nothing.eml, {sender}. Ask for the return to be sent again." in lines[1]
    assert f"F15: c wrapped.eml, {sender} that can be read: Outlook wrapped it" in lines[2]
    assert any("F09: winmail.dat in c wrapped.eml" in line for line in lines)
    assert any("F14: returns.zip in d zipped.eml is a zip" in line for line in lines)
    assert any("e broken.msg cannot be read: it is a message that cannot" in x for x in lines)
    assert len(lines) == 6


def zipped(path: Path) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.write(path, path.name)
    return made.getvalue()


def test_a_sender_who_is_not_the_owner_is_asked_about(month: tuple[Path, Path]):
    master, path = month
    read = read_master(master)
    support = {"post": "Business Support Officer", "email": "support@test.gov.uk"}
    owner = next(r for r in read.table_rows("people") if r.text("post") == OWNER)
    known: list[Edit] = [
        append("people", support),
        set_cell(owner, "email", "property@test.gov.uk"),
    ]
    store(read, known, at=AT)
    files = {path.name: path.read_bytes()}
    folder = master.parent / "in"
    (folder / "a.eml").write_bytes(eml(files, sender="Support <SUPPORT@test.gov.uk>"))

    (doubt,) = told(check([folder], master).findings)

    assert doubt.startswith(
        f"F05: {path.name} in a.eml was issued to {OWNER} and came from Business Support Officer "
        "(SUPPORT@test.gov.uk). Ask"
    )
    (folder / "a.eml").write_bytes(eml(files))
    assert told(check([folder], master).findings) == []


def test_a_draft_that_was_never_sent_is_skipped_with_a_line(month: tuple[Path, Path]):
    master, path = month
    folder = master.parent / "in"
    (folder / "a.eml").write_bytes(eml({path.name: path.read_bytes()}, is_unsent=True))

    done = check([folder], master)

    assert done.files == 0
    assert told(done.findings) == [
        "F09: a.eml is not a return and was not read (an e-mail that was drafted and never sent)."
    ]


def test_copies_are_read_once_and_a_second_return_is_told_with_its_differences(
    month: tuple[Path, Path],
):
    master, path = month
    folder = master.parent / "in"
    for name in ("Return.xlsx", "Copy of Return.xlsx", "Return (1).xlsx", "Return-OFFICE7.xlsx"):
        (folder / name).write_bytes(path.read_bytes())
    other = send(
        issue_again(path), folder, answers(REFS, rag="Amber"), name="Return (conflicted copy).xlsx"
    )
    os.utime(other, (1, 1))

    findings = check([folder], master).findings

    assert [f.code for f in findings] == ["F13", "F13", "F06", "F13"]
    (second,) = [f for f in findings if f.code == "F06"]
    assert "(conflicted copy).xlsx says otherwise: AM1 Rating" in second.message
    assert 'AM3 Rating "Amber"' in second.message
    again = consolidate(master, folder, at=AT)
    assert cell(master, "AM1", "rag") == "Green"
    assert again.account.accepted == (OWNER,)


def issue_again(path: Path) -> IssuedReturn:
    issued = path.parent.parent / "issued" / path.name
    return IssuedReturn(OWNER, issued, 3, 1)


def test_of_two_messages_the_later_sent_is_used_whenever_they_were_saved(
    month: tuple[Path, Path],
):
    master, path = month
    folder = master.parent / "in"
    other = send(issue_again(path), path.parent, answers(REFS, status="Complete"), name="o.xlsx")
    early = eml({"return.xlsx": other.read_bytes()})
    late = eml({"return.xlsx": path.read_bytes()}, sent=SENT + timedelta(days=1))
    (folder / "a late.eml").write_bytes(late)
    (folder / "b early.eml").write_bytes(early)

    (found,) = [f for f in check([folder], master).findings if f.code == "F06"]

    assert "return.xlsx in a late.eml was used (the latest received)" in found.message
    assert 'AM1 Status "Complete"' in found.message


def test_every_other_file_is_named_and_nothing_is_passed_over(month: tuple[Path, Path]):
    master, path = month
    folder = master.parent / "in"
    content = {
        "~$Return.xlsx": b"\x05Admin",
        "all.zip": zipped(path),
        "minutes.docx": b"PK not really",
        "scan.pdf": b"%PDF-1.7",
        "return.gsheet": b'{"url": "https://docs.google.com/x"}',
        "Return.xlsx.crdownload": b"PK",
        "renamed.dat": path.read_bytes(),
        "Thumbs.db": b"x",
    }
    for name, data in content.items():
        (folder / name).write_bytes(data)
    (folder / "late ones").mkdir()

    done = check([folder], master)

    said = {f.file: f"{f.code} {f.message}" for f in done.findings}
    assert done.files == 2
    assert set(said) == {*content, "late ones"} - {"renamed.dat", "Thumbs.db"}
    assert "(a folder: name it too" in said["late ones"]
    assert (
        f"F14 all.zip is a zip, and zips are not opened here. It holds {path.name}"
        in (said["all.zip"])
    )
    assert "only a link to a file kept elsewhere" in said["return.gsheet"]
    assert "a lock file" in said["~$Return.xlsx"]


def test_what_nobody_can_open_is_named_and_stops_nothing(month: tuple[Path, Path]):
    master, path = month
    folder = master.parent / "in"
    (folder / "return.xlsx").write_bytes(path.read_bytes())
    (folder / "notes.txt").symlink_to("notes.txt")
    os.mkfifo(folder / "pipe.xlsx")

    done = check([folder], master)

    said = {f.file: f.message for f in done.findings}
    assert "it cannot be opened" in said["notes.txt"]
    assert "neither a file nor a folder" in said["pipe.xlsx"]
    assert len(done.returns) == 1


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("C:\\temp\\re\u202eturn\n.xlsx", "re turn .xlsx"),
        ("", "attachment"),
        ("x" * 300 + ".xlsx", "x" * 120 + ".xlsx"),
    ],
)
def test_an_attachment_keeps_no_folder_and_nothing_unprintable_in_its_name(name: str, plain: str):
    assert plain_name(name) == plain


def test_a_fix_list_of_an_attachment_is_called_as_the_attachment(month: tuple[Path, Path]):
    master, path = month
    bad = send(issue_again(path), path.parent, answers(REFS, rag="Purple"), name="p.xlsx")
    (master.parent / "in" / "m.eml").write_bytes(eml({"../My return.xlsx": bad.read_bytes()}))

    (made,) = write_fix_lists(check([master.parent / "in"], master), master.parent / "lists")

    assert made.path == master.parent / "lists" / "My return.xlsx"


def test_a_return_in_the_binary_format_is_merged_dates_and_all(month: tuple[Path, Path]):
    master, path = month
    said = answers(REFS) | {("AM2", "forecast"): date(2014, 5, 2), ("AM3", "status"): None}
    sent = send(issue_again(path), path.parent, said, name="mine.xlsx")
    (master.parent / "in" / "mine.xlsb").write_bytes(as_xlsb(sent.read_bytes()))

    done = consolidate(master, master.parent / "in", at=AT)

    assert sorted(f.code for f in done.findings) == ["C20", "F10"]
    assert "mine.xlsb came in the binary .xlsb format" in " ".join(f.message for f in done.findings)
    assert cell(master, "AM2", "forecast") == date(2014, 5, 2)
    assert cell(master, "AM3", "status") == "In progress"
    assert str(cell(master, "AM3", "commentary")).startswith("The lease was signed")


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_a_return_in_another_format_is_merged_and_blanks_in_it_held(
    month: tuple[Path, Path], libreoffice: LibreOffice, ending: str
):
    master, path = month
    said = answers(REFS) | {("AM2", "rag"): "Purple", ("AM3", "status"): None}
    sent = send(issue_again(path), path.parent, said, name="mine.xlsx")
    (converted,) = libreoffice.converted(sent, ending)
    (master.parent / "in" / f"mine.{ending}").write_bytes(converted.read_bytes())

    done = consolidate(master, master.parent / "in", at=AT)

    assert sorted(f.code for f in done.findings) == ["C02", "C20", "F10"]
    assert cell(master, "AM1", "rag") == "Green"
    assert cell(master, "AM3", "status") == "In progress"
    held = next(f for f in done.findings if f.code == "C20")
    assert isinstance(held.at, CellRef)
    assert "AM3: Status came back blank" in held.message
    again = consolidate(master, master.parent / "in", at=AT)
    assert again.changed == 0
