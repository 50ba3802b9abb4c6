"""Who reads returns: this process, a pool or a cluster; and a bar that shows how far."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from importlib import import_module

from xlplan.cli.cycles import look_for_cycles_less
from xlplan.cycle.reading import Reading
from xlplan.cycle.storing import Refused

_WIDTH = 30


@contextlib.contextmanager
def reading(options: argparse.Namespace) -> Iterator[Reading]:
    """Return how returns are read, as the options say; what was started ends with the command."""
    workers = os.cpu_count() or 1 if options.workers is None else options.workers
    if workers < 1:
        raise Refused("--workers needs a number from 1.")
    with contextlib.ExitStack() as stack:
        executor: Executor | None = None
        if options.cluster:
            executor = stack.enter_context(_cluster(options.cluster))
        elif workers > 1:
            executor = stack.enter_context(
                ProcessPoolExecutor(workers, initializer=look_for_cycles_less)
            )
        yield Reading(executor, _bar)


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise Refused(
            "--cluster needs the extra for clusters. Install it: pip install 'xlplan[cluster]'."
        ) from None
    try:
        client = distributed.Client(address, timeout=20, set_as_default=False)
    except (OSError, ValueError) as err:
        raise Refused(
            f"No cluster answers at {address} ({err or 'no answer'}). Check the address, or leave "
            "--cluster out."
        ) from None
    # A master is sent whole to be edited, and a cluster warns of what is larger than 10 MB.
    sent = {"distributed.admin.large-graph-warning-threshold": "1 GB"}
    with client, import_module("dask").config.set(sent):
        yield client.get_executor()


def _bar(done: int, total: int) -> None:
    """Show on a terminal how many returns have been read."""
    if not sys.stderr.isatty() or total < 2:
        return
    full = _WIDTH * done // total
    end = "\n" if done == total else ""
    text = f"\rReading returns [{'#' * full}{'.' * (_WIDTH - full)}] {done} of {total}{end}"
    print(text, end="", file=sys.stderr, flush=True)
