"""Printing through Word on Windows, with a stand-in where Word itself would be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from xlplan.rendering.printers import MicrosoftWord, NoPdf, find_word


class StandIn:
    """Word as far as it is asked: it notes each call, and exports when it is told to."""

    def __init__(self, *, opens: bool = True, exports: bool = True) -> None:
        self.calls: list[str] = []
        self.options: dict[str, Any] = {}
        self.Documents = self
        self._opens, self._exports = opens, exports

    def Open(self, **options: Any) -> StandIn:
        self.calls.append("Open")
        if not self._opens:
            raise RuntimeError("the file is in Protected View")
        self.options |= options
        return self

    def ExportAsFixedFormat(self, **options: Any) -> None:
        self.calls.append("Export")
        self.options |= options
        if self._exports:
            source = Path(self.options["FileName"]).read_bytes()
            Path(options["OutputFileName"]).write_bytes(b"%PDF of " + source)

    def Close(self, **options: Any) -> None:
        self.calls.append(f"Close {options['SaveChanges']}")

    def Quit(self, **options: Any) -> None:
        self.calls.append(f"Quit {options['SaveChanges']}")


def test_word_exports_tags_bookmarks_and_properties_and_is_closed_again():
    word = StandIn()

    assert MicrosoftWord(lambda: word).printed(b"a paper") == b"%PDF of a paper"
    assert word.calls == ["Open", "Export", "Close 0", "Quit 0"]
    asked = {
        name: word.options[name]
        for name in ("ExportFormat", "DocStructureTags", "CreateBookmarks", "IncludeDocProps")
    }
    assert asked == {
        "ExportFormat": 17,
        "DocStructureTags": True,
        "CreateBookmarks": 1,
        "IncludeDocProps": True,
    }
    assert word.options["ReadOnly"]
    assert vars(word)["AutomationSecurity"] == 3


@pytest.mark.parametrize(
    ("word", "said", "closed"),
    [
        (StandIn(opens=False), "Protected View", ["Open", "Quit 0"]),
        (StandIn(exports=False), "gave nothing back", ["Open", "Export", "Close 0", "Quit 0"]),
    ],
)
def test_a_word_that_will_not_print_is_told_and_never_left_running(
    word: StandIn, said: str, closed: list[str]
):
    with pytest.raises(NoPdf, match=said):
        MicrosoftWord(lambda: word).printed(b"a paper")
    assert word.calls == closed


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The two modules that find and start Word on Windows, as stand-ins."""
    client, registry = ModuleType("win32com.client"), ModuleType("winreg")
    vars(client)["DispatchEx"] = lambda name: StandIn()
    vars(registry).update(HKEY_CLASSES_ROOT=0, OpenKey=lambda *key: key, CloseKey=lambda key: None)
    monkeypatch.setitem(sys.modules, "win32com", ModuleType("win32com"))
    monkeypatch.setitem(sys.modules, "win32com.client", client)
    monkeypatch.setitem(sys.modules, "winreg", registry)
    yield registry


def test_word_is_found_where_windows_knows_it(windows: ModuleType):
    found = find_word()

    assert found is not None
    assert found.printed(b"a paper") == b"%PDF of a paper"


def test_a_windows_without_word_has_none(windows: ModuleType, monkeypatch: pytest.MonkeyPatch):
    def missing(*key: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(windows, "OpenKey", missing)

    assert find_word() is None


def test_elsewhere_there_is_no_word():
    assert find_word() is None
