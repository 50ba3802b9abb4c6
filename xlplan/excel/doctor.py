"""What is missing for the ribbon and the actions, in plain words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xlplan.excel.addin import NAME, build_addin
from xlplan.excel.attaching import Need, needs_to_attach
from xlplan.excel.installing import PROGRAM_FILE, Starts, program_in, starts_alone

Registry = Callable[[str, str], object]

_PLACES = (
    r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security",
    r"HKCU\Software\Microsoft\Office\16.0\Excel\Security",
)
_EXCEL = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_RULES = (
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
)
# Microsoft: "Block all Office applications from creating child processes".
NO_CHILDREN = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
_BLOCKS, _ONLY_SIGNED, _NEVER = 1, 3, 4
_WITHOUT = "The actions work without it: xlplan excel ACTION on the open workbook."
_ASK_IT = "Show docs/excel.md to your IT department."


@dataclass(frozen=True)
class Desktop:
    """The computer as the doctor sees it: Excel's start folder, the registry, starting a Python."""

    folder: Path
    registry: Registry
    starts: Starts = starts_alone


def examine(platform: str = sys.platform, desktop: Desktop | None = None) -> tuple[Need, ...]:
    """Say what is there and what is missing; off Windows only the first thing is looked at."""
    found = list(needs_to_attach(platform))
    if platform == "win32" and desktop:
        found[1:1] = [_excel(desktop.registry)]
        found += [*_ribbon(desktop), *_rules(desktop.registry)]
    return tuple(found)


def read_registry(key: str, name: str) -> object:
    """Return a value of the Windows registry; None where there is none."""
    if sys.platform == "win32":
        import winreg

        hive, _, path = key.partition("\\")
        root = winreg.HKEY_CURRENT_USER if hive == "HKCU" else winreg.HKEY_LOCAL_MACHINE
        try:
            with winreg.OpenKey(root, path) as opened:
                return winreg.QueryValueEx(opened, name)[0]
        except OSError:
            return None
    return None


def _excel(registry: Registry) -> Need:
    return Need(
        "Excel, installed",
        registry(_EXCEL, "") is not None,
        "Install Microsoft Excel for Windows; Excel in a browser cannot be used.",
    )


def _ribbon(desktop: Desktop) -> Iterator[Need]:
    addin, program_file = desktop.folder / NAME, desktop.folder / PROGRAM_FILE
    is_there = addin.is_file()
    advice = f"Run: xlplan excel install. {_WITHOUT}"
    yield Need(f"The ribbon: {addin}", is_there, advice, is_optional=True)
    if not is_there:
        return
    yield Need(
        "The ribbon, as this xlplan makes it",
        addin.read_bytes() == build_addin(),
        "It is from another version, or was signed after it was made. If it was not signed, run: "
        "xlplan excel install.",
        is_optional=True,
    )
    program = program_in(program_file)
    yield Need(
        f"The Python that the ribbon starts: {program or PROGRAM_FILE}",
        program is not None and program.is_file() and desktop.starts(program),
        f"It is not there, or does not find xlplan. Run: xlplan excel install. {_WITHOUT}",
        is_optional=True,
    )


def _rules(registry: Registry) -> Iterator[Need]:
    warnings = _first(registry, _PLACES, "VBAWarnings")
    locations = tuple(rf"{place}\Trusted Locations" for place in _PLACES)
    distrusts = _first(registry, locations, "AllLocationsDisabled") == 1
    is_shut = distrusts and warnings in (_ONLY_SIGNED, _NEVER)
    yield Need(
        "Macros in Excel's start folder may run",
        not is_shut and _first(registry, _PLACES, "DisableAllAddins") != 1,
        f"A policy trusts no folder and runs no unsigned macro, or no add-in. {_ASK_IT} {_WITHOUT}",
        is_optional=True,
    )
    yield Need(
        "Add-ins need no signature",
        _first(registry, _PLACES, "RequireAddinSig") != 1,
        f"A policy asks for a signature by a trusted publisher. {_ASK_IT} {_WITHOUT}",
        is_optional=True,
    )
    yield Need(
        "Excel may start other programs",
        str(registry(_RULES, NO_CHILDREN)) != str(_BLOCKS),
        "Defender's rule «Block all Office applications from creating child processes» stops the "
        f"ribbon from starting xlplan. {_ASK_IT} {_WITHOUT}",
        is_optional=True,
    )


def _first(registry: Registry, keys: tuple[str, ...], name: str) -> object:
    """A policy stands before what the person at the desk chose."""
    found = (registry(key, name) for key in keys)
    return next((value for value in found if value is not None), None)
