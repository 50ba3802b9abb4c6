"""What every process that works for a command does: it ends when the command ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import wait


def end_with_command() -> None:
    """Have this process end when the one that started it does, and not before it is told to.

    A pool's worker waits for work for ever, also when the command that had it was killed. Ctrl-C
    reaches every process of a terminal; it is for the command to end its workers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
