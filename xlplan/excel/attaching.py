"""Finding the workbook that is open in Excel, and saying what is missing where there is none."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import xlwings as xw

from xlplan.cycle.storing import Refused

# xlwings' own default is to ask for ever while a cell is being edited.
_ATTEMPTS = 200
_WITHOUT = "Use the commands on the saved and closed workbook instead: xlplan --help."
_OPEN = "Open the master or the return in Excel and run this again."


@dataclass(frozen=True)
class Need:
    """One thing that the actions need; `advice` says what to do where it is missing."""

    what: str
    is_met: bool
    advice: str = ""


def examine(platform: str = sys.platform) -> tuple[Need, ...]:
    """Say what is there and what is missing, up to the first thing that nothing works without."""
    found: list[Need] = []
    for need in _needs(platform):
        found.append(need)
        if not need.is_met:
            break
    return tuple(found)


def open_book() -> xw.Book:
    """Return the workbook that is in front in Excel; raise Refused, with what to do, for none."""
    lacking = next((need for need in examine() if not need.is_met), None)
    if lacking:
        raise Refused(f"This needs: {lacking.what}. {lacking.advice}")
    _stop_asking_some_time()
    return xw.books.active


def _needs(platform: str) -> Iterator[Need]:
    yield Need(
        "A computer that runs Excel with xlwings (Windows)",
        platform == "win32",
        _MAC if platform == "darwin" else f"There is no Excel to attach to here. {_WITHOUT}",
    )
    yield Need(
        "pywin32, through which xlwings speaks to Excel",
        importlib.util.find_spec("win32com") is not None,
        "Install it in the Python that runs xlplan: python -m pip install pywin32",
    )
    app = xw.apps.active if xw.engines.active else None
    yield Need("Excel, running", app is not None, _OPEN)
    yield Need("An open workbook", app is not None and len(app.books) > 0, _OPEN)


_MAC = (
    "Excel on a Mac cannot give xlplan a copy of an open workbook, so nothing is tried there. "
    + _WITHOUT
)


def _stop_asking_some_time() -> None:
    if sys.platform == "win32":
        from xlwings import _xlwindows

        _xlwindows.N_COM_ATTEMPTS = _ATTEMPTS
