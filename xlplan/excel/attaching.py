"""Finding the workbook that is open in Excel, and saying what is missing where there is none."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import xlwings as xw

from xlplan.cycle.storing import Refused

# xlwings' own default is to ask for ever while a cell is being edited.
_ATTEMPTS = 200
_WITHOUT = "Use the commands on the saved and closed workbook instead: xlplan --help."
_OPEN = "Open the master or the return in Excel and run this again."


@dataclass(frozen=True)
class Need:
    """One thing that is needed; `advice` says what to do where it is missing.

    `is_optional` for what the ribbon needs and the actions do not.
    """

    what: str
    is_met: bool
    advice: str = ""
    is_optional: bool = False


def needs_to_attach(platform: str = sys.platform) -> tuple[Need, ...]:
    """Say what is there and what is missing, up to the first thing that nothing works without."""
    found: list[Need] = []
    for need in _needs(platform):
        found.append(need)
        if not need.is_met:
            break
    return tuple(found)


def open_book(window: int | None = None) -> xw.Book:
    """Return the workbook that is in front in Excel, or in the Excel with that window.

    Raise Refused, with what to do, when there is none.
    """
    lacking = next((need for need in needs_to_attach() if not need.is_met), None)
    if lacking:
        raise Refused(f"This needs: {lacking.what}. {lacking.advice}")
    _stop_asking_some_time()
    return front_book(xw.apps, window)


def front_book(apps: Iterable[xw.App], window: int | None) -> xw.Book:
    """Return the active workbook of the Excel with a window, or of the one used last."""
    listed = list(apps)
    chosen = next((app for app in listed if window is not None and app.hwnd == window), None)
    app = xw.apps.active if chosen is None else chosen
    if app is None or len(app.books) == 0:
        raise Refused(
            "No workbook is open for editing. Where Excel says Protected View, choose Enable "
            "Editing, and run this again."
        )
    return app.books.active


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
