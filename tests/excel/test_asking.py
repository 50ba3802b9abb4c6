"""What an action was not given it asks for in Excel's own dialogs; cancelling changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
import xlwings as xw

from tests.cycle.months import AT
from tests.excel.test_actions import held, month
from xlplan.cli.parser import EXCEL_ACTIONS
from xlplan.cycle.checking import check
from xlplan.excel.desk import ExcelDesk, shortened, tell
from xlplan.excel.engine import open_headless
from xlplan.excel.messages import Message
from xlplan.excel.running import ACTIONS, Given, run_action
from xlplan.excel.telling import FAULTS, told
from xlplan.workbook.master import read_master

CANCELLED = None


@dataclass
class Answers:
    """A person at the desk who answers in turn; what was asked is remembered."""

    replies: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def choose_folder(self, title: str) -> Path | None:
        self.asked.append(title)
        return cast("Path | None", self.replies.pop(0))

    choose_workbook = choose_folder

    def ask(self, title: str, question: str, default: str) -> str | None:
        self.asked.append(f"{question} [{default}]")
        return cast("str | None", self.replies.pop(0))


@pytest.fixture(scope="module")
def a_month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return month(tmp_path_factory.mktemp("asking"), 1)


def test_the_command_knows_every_action_and_no_other():
    assert set(EXCEL_ACTIONS) == set(ACTIONS)


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_every_action_says_something_under_a_title(a_month: tuple[Path, Path], name: str):
    master, _ = a_month

    message = run_action(name, open_headless(master), Given(), Answers([CANCELLED] * 3), at=AT)

    assert message.title and message.text


@pytest.mark.parametrize("name", ["issue", "consolidate", "compare", "exceptions", "cabinet"])
def test_a_cancelled_dialog_changes_nothing(a_month: tuple[Path, Path], name: str):
    master, _ = a_month
    book = open_headless(master)

    message = run_action(name, book, Given(), Answers([CANCELLED] * 3), at=AT)

    assert message.text.endswith("Nothing was changed.")
    assert not message.is_refused
    assert not book.impl.is_changed


def test_what_is_given_is_not_asked_for(a_month: tuple[Path, Path], tmp_path: Path):
    master, folder = a_month
    desk = Answers()

    message = run_action("consolidate", open_headless(master), Given(folder), desk, at=AT)

    assert "1 accepted" in message.text
    assert desk.asked == []


def test_issuing_proposes_the_open_month_and_takes_a_british_date(
    a_month: tuple[Path, Path], tmp_path: Path
):
    master, _ = a_month
    desk = Answers(["2013-10", "08/11/2013", tmp_path / "again"])

    message = run_action("issue", open_headless(master), Given(), desk, at=AT)

    assert desk.asked[0] == "Which month? As 2013-10. [2013-10]"
    assert "revision 2" in message.text
    assert (tmp_path / "again" / "2013-10 Property Manager.xlsx").exists()


@pytest.mark.parametrize(
    ("period", "deadline", "told"),
    [("October", "", '"October" is not a month'), ("2013-10", "soon", '"soon" is not a date')],
)
def test_an_answer_that_cannot_be_read_is_told(
    a_month: tuple[Path, Path], tmp_path: Path, period: str, deadline: str, told: str
):
    master, _ = a_month

    message = run_action(
        "issue", open_headless(master), Given(), Answers([period, deadline, tmp_path]), at=AT
    )

    assert message.is_refused and told in message.text


def test_a_check_through_its_name_finds_what_the_command_finds(
    a_month: tuple[Path, Path], tmp_path: Path
):
    _, folder = a_month
    (path,) = folder.iterdir()

    message = run_action("check", open_headless(path), Given(), Answers(), at=AT)

    found = check([path], None).findings
    assert message.to_fix == sum(f.must_be_put_right for f in found)


def test_nothing_of_an_action_reaches_the_file(a_month: tuple[Path, Path], tmp_path: Path):
    master, _ = a_month
    before = held(read_master(master))

    for name in ("issue", "close", "rollup", "dashboard"):
        given = Given(tmp_path / name, "2013-10")
        run_action(name, open_headless(master), given, Answers(), at=AT)

    assert held(read_master(master)) == before


@dataclass
class Dialogs:
    """Excel's dialogs, as a program sees them, with the answers that a person gives."""

    answer: Any
    Title: str = ""
    asked: list[Any] = field(default_factory=list)

    @property
    def api(self) -> Dialogs:
        return self

    @property
    def SelectedItems(self) -> Dialogs:
        return self

    def FileDialog(self, kind: int) -> Dialogs:
        self.asked.append(kind)
        return self

    def Show(self) -> int:
        return -1 if self.answer else 0

    def Item(self, number: int) -> Any:
        return self.answer

    def GetOpenFilename(self, *asked: Any) -> Any:
        self.asked.append(asked)
        return self.answer

    def InputBox(self, *asked: Any, Type: int) -> Any:
        self.asked.append((*asked, Type))
        return self.answer


def at_excel(dialogs: Dialogs) -> ExcelDesk:
    return ExcelDesk(cast(xw.App, dialogs))


def test_excel_is_asked_for_a_folder_a_workbook_and_a_line():
    folder, book, line = Dialogs("C:/returns"), Dialogs("C:/old.xlsx"), Dialogs("2013-10")

    assert at_excel(folder).choose_folder("Which?") == Path("C:/returns")
    assert at_excel(book).choose_workbook("Which?") == Path("C:/old.xlsx")
    assert at_excel(line).ask("Issue", "Which month?", "2013-11") == "2013-10"
    assert (folder.asked, folder.Title) == ([4], "Which?")
    assert line.asked == [("Which month?", "Issue", "2013-11", 2)]


def test_excel_says_false_for_a_cancelled_dialog():
    assert at_excel(Dialogs("")).choose_folder("Which?") is None
    assert at_excel(Dialogs(False)).choose_workbook("Which?") is None
    assert at_excel(Dialogs(False)).ask("Issue", "Which month?", "2013-11") is None


def test_a_message_is_shown_over_the_window_it_came_from():
    shown: list[Any] = []

    tell(Message("Close month", "Closed."), 4711, box=lambda *told: shown.append(told))
    tell(Message("Close month", "No.", is_refused=True), 4711, box=lambda *t: shown.append(t))

    assert [told[:3] for told in shown] == [
        (4711, "Closed.", "Close month"),
        (4711, "No.", "Close month"),
    ]
    assert shown[0][3] != shown[1][3]


def test_a_long_message_keeps_its_beginning_and_its_last_line():
    text = "\n".join(f"Line {n}" for n in range(100))

    short = shortened(text).splitlines()

    assert len(short) <= 24
    assert (short[0], short[-2:]) == ("Line 0", ["…", "Line 99"])
    assert shortened("Short.\nAnd so on.") == "Short.\nAnd so on."
    assert len(shortened("x" * 9000)) < 2000


def test_a_fault_behind_a_button_is_told_and_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    message = told(lambda: Message("x", str(1 // 0)))

    assert message.is_refused
    assert message.text.endswith(str(tmp_path / FAULTS))
    assert "ZeroDivisionError" in (tmp_path / FAULTS).read_text(encoding="utf-8")
