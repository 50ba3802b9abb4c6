"""Putting the ribbon in place on Windows, and taking it away: two files in Excel's start folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from xlplan.cycle.storing import Refused
from xlplan.excel.addin import NAME, build_addin
from xlplan.workbook.files import write_atomically

PROGRAM_FILE = "xlplan-python.txt"
PYTHON = "pythonw.exe"
_ISOLATED = ("-I", "-c", "import xlplan.cli")
_SECONDS = 60

Starts = Callable[[Path], bool]


@dataclass(frozen=True)
class Installed:
    """What `install` wrote. `program` is None when no Python was named for the ribbon to start."""

    addin: Path
    program: Path | None


def is_windows() -> bool:
    """Whether this computer runs Windows."""
    return sys.platform == "win32"


def start_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder whose workbooks Excel opens by itself; raise Refused off Windows."""
    roaming = environment.get("APPDATA")
    if not roaming:
        raise Refused(
            "Only Excel on Windows has a ribbon to install. To write its file for a package of "
            "your own, name a folder: xlplan excel install DIR."
        )
    return Path(roaming) / "Microsoft" / "Excel" / "XLSTART"


def own_program(executable: str = sys.executable) -> Path | None:
    """Return the Python without a window beside the one that runs xlplan; None without one."""
    found = Path(executable).with_name(PYTHON)
    return found if found.is_file() else None


def install(
    folder: Path | None,
    *,
    program: Path | None,
    starts: Starts,
    environment: Mapping[str, str] = os.environ,
) -> Installed:
    """Write the ribbon and, beside it, the program that it starts; nothing else is changed.

    Raise Refused, with nothing written, when the ribbon could not start xlplan from there.
    """
    where = folder or start_folder(environment)
    if program is None and folder is None:
        raise Refused(
            f"There is no {PYTHON} beside {sys.executable}, which the ribbon would start."
        )
    if program is not None and not starts(program):
        raise Refused(
            f"{program} does not find xlplan when it is started by itself. Install xlplan in a "
            "virtual environment, or for everybody on this computer, and run this again from there."
        )
    line = _as_windows_reads_it(program) if program else b""
    where.mkdir(parents=True, exist_ok=True)
    try:
        write_atomically(where / NAME, build_addin())
    except PermissionError as refusal:
        raise Refused(
            f"{where / NAME} could not be written. Close Excel and run this again."
        ) from refusal
    if program:
        write_atomically(where / PROGRAM_FILE, line)
    return Installed(where / NAME, program)


def uninstall(
    folder: Path | None, *, environment: Mapping[str, str] = os.environ
) -> tuple[Path, ...]:
    """Take the ribbon's files away and return those that were there."""
    where = folder or start_folder(environment)
    gone = tuple(path for path in (where / NAME, where / PROGRAM_FILE) if path.is_file())
    for path in gone:
        try:
            path.unlink()
        except PermissionError as refusal:
            raise Refused(
                f"{path} could not be taken away. Close Excel and run this again."
            ) from refusal
    return gone


def program_in(path: Path) -> Path | None:
    """Return the program that a file names for the ribbon; None when it names none."""
    if not path.is_file():
        return None
    lines = path.read_text(encoding=_encoding(), errors="replace").splitlines()
    return Path(lines[0].strip()) if lines and lines[0].strip() else None


def starts_alone(program: Path) -> bool:
    """Whether a Python finds xlplan with nothing but its own packages, as the ribbon starts it."""
    try:
        done = subprocess.run(
            [str(program), *_ISOLATED], capture_output=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _encoding() -> str:
    return "mbcs" if sys.platform == "win32" else "cp1252"


def _as_windows_reads_it(program: Path) -> bytes:
    try:
        return f"{program}\r\n".encode(_encoding())
    except UnicodeEncodeError as refusal:
        raise Refused(
            f"Excel's macros cannot read the name {program}. Install Python and xlplan in a folder "
            "with plain letters."
        ) from refusal
