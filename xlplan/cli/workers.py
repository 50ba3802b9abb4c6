"""Who reads returns: this process, a pool or a cluster; and a bar that shows how far."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from importlib import import_module
from typing import Any

from xlplan import __version__
from xlplan.cli.cycles import look_for_cycles_less
from xlplan.cli.stopping import ended_when_stopped
from xlplan.cycle.reading import Reading
from xlplan.cycle.storing import Refused
from xlplan.cycle.working import end_with_command

_WIDTH = 30
# Seconds that a cluster may take to answer.
_PATIENCE = 20


@contextlib.contextmanager
def reading(options: argparse.Namespace) -> Iterator[Reading]:
    """Return how returns are read, as the options say; what was started ends with the command."""
    workers = os.cpu_count() or 1 if options.workers is None else options.workers
    if workers < 1:
        raise Refused("--workers needs a number from 1.")
    with contextlib.ExitStack() as stack:
        executor: Executor | None = None
        if options.cluster is not None:
            stack.enter_context(_quietly())
            executor = stack.enter_context(_cluster(options.cluster))
        elif workers > 1:
            pool = ProcessPoolExecutor(workers, initializer=_start)
            executor = stack.enter_context(ended_when_stopped(pool))
        yield Reading(executor, _bar)


def _start() -> None:
    look_for_cycles_less()
    end_with_command()


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Leave out what a cluster's library logs; what matters of it is told by this command."""
    was = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(was)


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise Refused(
            "--cluster needs the extra for clusters. Install it: pip install 'xlplan[cluster]'."
        ) from None
    try:
        _require_answer(distributed, address)
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as err:
        raise Refused(
            f"No cluster answers at {address or 'an empty address'} ({str(err) or 'no answer'}). "
            "Check the address (tcp://name:8786, say), or leave --cluster out."
        ) from None
    # A master is sent whole to be edited, and a cluster warns of what is larger than 10 MB.
    sent = {"distributed.admin.large-graph-warning-threshold": "1 GB"}
    with client, import_module("dask").config.set(sent):
        _require_workers(client, address)
        yield client.get_executor()


def _require_answer(distributed: Any, address: str) -> None:
    """Raise OSError, ValueError or TypeError when no scheduler answers."""
    # In a thread, as whoever calls this may have an event loop at work, as a notebook has.
    apart = ThreadPoolExecutor(1)
    try:
        apart.submit(lambda: asyncio.run(_answers(distributed, address))).result()
    finally:
        apart.shutdown(wait=False)


async def _answers(distributed: Any, address: str) -> None:
    # A client would wait for ever where something else listens.
    async with distributed.rpc(address) as scheduler:
        await asyncio.wait_for(scheduler.identity(), _PATIENCE)


def _require_workers(client: Any, address: str) -> None:
    """See that somebody works in a cluster, with this version of xlplan; raise Refused."""
    try:
        # One that grows with its work starts workers for this.
        client.submit(_version, pure=False).result(timeout=_PATIENCE)
        theirs = set(client.run(_version).values())
    except TimeoutError:
        raise Refused(
            f"The cluster at {address} has no worker that is ready and has xlplan. Start its "
            "workers with xlplan installed, or leave --cluster out."
        ) from None
    except Exception as err:
        raise Refused(
            f"The workers of the cluster at {address} cannot run xlplan ({err}). Install it for "
            "them, or leave --cluster out."
        ) from None
    if theirs != {__version__}:
        raise Refused(
            f"The workers of the cluster at {address} have xlplan {', '.join(sorted(theirs))}, "
            f"and here it is {__version__}. Install the same version, or leave --cluster "
            "out."
        )


def _version() -> str:
    """What a worker says, when it can say anything of xlplan's."""
    return __version__


def _bar(done: int, total: int) -> None:
    """Show on a terminal how many returns have been read."""
    if not sys.stderr.isatty() or total < 2:
        return
    full = _WIDTH * done // total
    end = "\n" if done == total else ""
    text = f"\rReading returns [{'#' * full}{'.' * (_WIDTH - full)}] {done} of {total}{end}"
    print(text, end="", file=sys.stderr, flush=True)
