"""How an action tells what stood in its way; a fault of ours is not hidden."""

from __future__ import annotations

import functools
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

import xlwings as xw

from xlplan.excel.messages import Message
from xlplan.model import Refusal

_BUSY = (
    "Excel did not answer. If a cell is being edited, press Enter or Esc, close any dialog, and "
    "run this again. If cells have changed already, close the workbook without saving first."
)
FAULTS = "xlplan-fault.txt"
_FAULT = (
    "xlplan stopped at a fault of its own. If cells have changed, close the workbook without "
    "saving. What happened is written in"
)
_Asked = ParamSpec("_Asked")


def said(title: str) -> Callable[[Callable[_Asked, Message]], Callable[_Asked, Message]]:
    """Have an action tell what stood in its way, under its title."""

    def wrap(action: Callable[_Asked, Message]) -> Callable[_Asked, Message]:
        @functools.wraps(action)
        def run(*asked: _Asked.args, **named: _Asked.kwargs) -> Message:
            try:
                return action(*asked, **named)
            except Refusal as refusal:
                return Message(title, str(refusal), is_refused=True)
            except OSError as refusal:
                place = f"{refusal.filename}: " if refusal.filename else ""
                return Message(title, f"{place}{refusal.strerror}.", is_refused=True)
            except Exception as problem:
                if not _is_of_excel(problem):
                    raise
                return Message(title, _BUSY, is_refused=True)

        return run

    return wrap


def told(done: Callable[[], Message]) -> Message:
    """Return an action's message whatever happens: behind a button nobody sees a terminal."""
    try:
        return done()
    except Exception:
        where = Path(tempfile.gettempdir()) / FAULTS
        where.write_text(traceback.format_exc(), encoding="utf-8")
        return Message("xlplan", f"{_FAULT} {where}", is_refused=True)


def _is_of_excel(problem: Exception) -> bool:
    # Excel's own class of problem exists on Windows only, so it is known by name.
    return isinstance(problem, xw.XlwingsError) or type(problem).__name__ in (
        "com_error",
        "ExcelBusyError",
        "CommandError",
    )
