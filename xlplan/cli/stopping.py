"""Ctrl-C, a closed window and a computer that shuts down: an orderly end, of the workers too."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from types import FrameType

_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
# What a shell says of a program that a signal has ended.
_ENDED_BY = 128

SAID = (
    "Stopped before the end. No file is half-written: each is as it was, or as it is to be. Run "
    "the same command again; it carries on from there."
)


class Stopped(KeyboardInterrupt):
    """Somebody, or the system, wants this command to end; `status` is its exit status."""

    def __init__(self, number: int) -> None:
        self.status = _ENDED_BY + number
        super().__init__(number)


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """Have every signal that asks for an end raise Stopped; a second one ends at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = os.getpid()

    def stop(number: int, frame: FrameType | None) -> None:
        if os.getpid() != ours:  # a worker that has only just been started
            os._exit(_ENDED_BY + number)
        for each in before:
            signal.signal(each, signal.SIG_DFL)
        raise Stopped(number)

    # What the caller has it ignore, as nohup does, stays so.
    before = {
        each: signal.signal(each, stop)
        for each in _SIGNALS
        if signal.getsignal(each) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextlib.contextmanager
def ended_when_stopped(pool: Executor) -> Iterator[Executor]:
    """Wait for a pool's workers in the end; where the command is stopped, end them."""
    try:
        yield pool
    except KeyboardInterrupt:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in multiprocessing.active_children():
            worker.terminate()
        raise
    except BaseException:
        pool.shutdown(cancel_futures=True)
        raise
    else:
        pool.shutdown()
