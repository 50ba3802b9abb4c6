"""One writer at a time: a lock of the operating system's, which no process can leave behind."""

from __future__ import annotations

import contextlib
import getpass
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from xlplan.model import Refusal
from xlplan.workbook.files import archive_of, failure
from xlplan.workbook.patience import patiently

_LOCK, _HOLDER = ".lock", ".lock-holder"


class MasterBusy(Refusal):
    """Another run is at work on {name}: {holder}. Wait for it to end and run this again."""


@contextlib.contextmanager
def held(master: Path, *, why: str, at: datetime) -> Iterator[None]:
    """Hold a master while it is read, worked on and written; raise MasterBusy when another does.

    What a run that was killed left half-written is cleared away first.
    """
    archive = archive_of(master)
    try:
        patiently(lambda: archive.mkdir(parents=True, exist_ok=True), archive)
        lock = FileLock(archive / _LOCK, timeout=0)
        patiently(lock.acquire, archive)
    except Timeout:
        raise MasterBusy(name=master.name, holder=_holder(archive)) from None
    except NotImplementedError:
        # A share without locks: whoever writes still finds out that the master has changed.
        yield
        return
    except OSError as err:
        raise failure(archive, err) from err
    try:
        _sweep(master)
        _say_who(archive, why, at)
        yield
    finally:
        lock.release()


def _say_who(archive: Path, why: str, at: datetime) -> None:
    who = f"{why}, started {at:%d/%m/%Y %H:%M:%S} by {_user()} on {socket.gethostname()}"
    with contextlib.suppress(OSError):
        (archive / _HOLDER).write_text(who, encoding="utf-8")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "somebody"


def _holder(archive: Path) -> str:
    try:
        return (archive / _HOLDER).read_text(encoding="utf-8") or "it does not say which"
    except OSError:
        return "it does not say which"


def _sweep(master: Path) -> None:
    """Clear away what was being written beside a file when its writer was killed."""
    ours = (f".{master.stem[:40]}.*.part", master.parent), (".*.part", archive_of(master))
    for pattern, folder in ours:
        found = folder.rglob(pattern) if folder != master.parent else folder.glob(pattern)
        for left in list(found):
            with contextlib.suppress(OSError):
                left.unlink()
