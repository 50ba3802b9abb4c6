"""Patience with a network share: what fails for a moment is tried again, and the wait is told."""

from __future__ import annotations

import contextlib
import errno
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
Tell = Callable[[str], None]

WAITS: Sequence[float] = (0.5, 1, 2, 4, 8)
SLOW = 5.0
# What a share says that is cut off, busy or restarting; Windows has numbers of its own.
_PASSING = frozenset(
    getattr(errno, name)
    for name in (
        "EAGAIN EBUSY ECONNABORTED ECONNREFUSED ECONNRESET EHOSTDOWN EHOSTUNREACH EIO ENETDOWN "
        "ENETRESET ENETUNREACH ENOTCONN EREMOTEIO ESHUTDOWN ETIMEDOUT"
    ).split()
    if hasattr(errno, name)
)
_PASSING_ON_WINDOWS = frozenset({51, 52, 53, 54, 59, 64, 65, 121, 170, 1225, 1231, 1232, 1236})
_tell: ContextVar[Tell | None] = ContextVar("tell", default=None)


def is_passing(err: OSError) -> bool:
    """Whether an error is one that may be gone in a moment."""
    return err.errno in _PASSING or getattr(err, "winerror", None) in _PASSING_ON_WINDOWS


@contextlib.contextmanager
def telling(tell: Tell) -> Iterator[None]:
    """Have every wait of this run told."""
    token = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(token)


def say(text: str) -> None:
    """Tell of a wait, where this run is told of them."""
    tell = _tell.get()
    if tell:
        tell(text)


def patiently(step: Callable[[], T], path: Path) -> T:
    """Return what a step on a file gives, trying again what fails for a moment.

    The step must be one that may be done twice. Raises its last OSError after five more tries.
    """
    tell = _tell.get()
    for wait in WAITS:
        try:
            with _told_when_slow(path, tell):
                return step()
        except OSError as err:
            if not is_passing(err):
                raise
            say(f"{path}: {err.strerror or err}. Trying again in {wait:g} seconds.")
            time.sleep(wait)
    return step()


@contextlib.contextmanager
def _told_when_slow(path: Path, tell: Tell | None) -> Iterator[None]:
    if tell is None:
        yield
        return
    message = f"Still waiting for {path}: the disk or share is slow. Nothing is lost meanwhile."
    timer = threading.Timer(SLOW, tell, [message])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
