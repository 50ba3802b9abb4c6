"""Asking and telling the person at the desk, in the windows of Excel."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import xlwings as xw

from xlplan.cycle.storing import Refused
from xlplan.excel.messages import Message

_FOLDER_PICKER, _TEXT = 4, 2
_WORKBOOKS = "Excel workbooks (*.xlsx;*.xlsm),*.xlsx;*.xlsm"
_IN_FRONT, _INFORMATION, _EXCLAMATION = 0x10000, 0x40, 0x30
_LONGEST, _MOST_LINES = 1800, 24

Box = Callable[[int, str, str, int], object]


class Desk(Protocol):
    """Whoever can be asked; each question gives None when it is cancelled."""

    def choose_folder(self, title: str) -> Path | None:
        """Ask for a folder."""

    def choose_workbook(self, title: str) -> Path | None:
        """Ask for a workbook."""

    def ask(self, title: str, question: str, default: str) -> str | None:
        """Ask for a line of text."""


class ExcelDesk:
    """Asks in the dialogs of one running Excel."""

    def __init__(self, app: xw.App) -> None:
        self._api: Any = app.api

    def choose_folder(self, title: str) -> Path | None:
        """Ask for a folder."""
        dialog = self._api.FileDialog(_FOLDER_PICKER)
        dialog.Title = title
        return Path(dialog.SelectedItems.Item(1)) if dialog.Show() else None

    def choose_workbook(self, title: str) -> Path | None:
        """Ask for a workbook."""
        chosen = self._api.GetOpenFilename(_WORKBOOKS, 1, title)
        return Path(chosen) if isinstance(chosen, str) else None

    def ask(self, title: str, question: str, default: str) -> str | None:
        """Ask for a line of text."""
        answer = self._api.InputBox(question, title, default, Type=_TEXT)
        return answer if isinstance(answer, str) else None


def tell(message: Message, window: int, *, box: Box | None = None) -> None:
    """Show a message in a box over a window of Excel, shortened to what a screen holds."""
    show = box or _windows_box
    look = _EXCLAMATION if message.is_refused or message.to_fix else _INFORMATION
    show(window, shortened(message.text), message.title, look | _IN_FRONT)


def shortened(text: str) -> str:
    """Return a text as far as a box on a small screen can show it; its last line stays."""
    lines = text.splitlines()
    if len(text) <= _LONGEST and len(lines) <= _MOST_LINES:
        return text
    kept: list[str] = []
    for line in lines[:-1]:
        if len(kept) == _MOST_LINES - 2 or sum(map(len, kept)) + len(line) > _LONGEST:
            break
        kept.append(line)
    last = lines[-1] if len(lines) > 1 else f"{lines[0][:_LONGEST]} …"
    return "\n".join([*kept, "…", last] if len(lines) > 1 else [last])


def _windows_box(window: int, text: str, title: str, look: int) -> object:
    if sys.platform == "win32":
        user = ctypes.windll.user32
        # A workbook that was closed and opened again has another window.
        return user.MessageBoxW(window if user.IsWindow(window) else 0, text, title, look)
    raise Refused("A box can be shown on Windows only.")
