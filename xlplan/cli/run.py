"""The way from arguments to exit status."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from xlplan.cli.cycles import look_for_cycles_less
from xlplan.cli.parser import build_parser
from xlplan.cli.status import LEFT, REFUSED
from xlplan.cli.stopping import SAID, Stopped, stopping
from xlplan.model import Refusal


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = build_parser().parse_args(arguments)
    look_for_cycles_less()
    _print_what_the_terminal_can()
    try:
        with stopping():
            return _done(options)
    except Stopped as stopped:
        _end(stopped, is_json=getattr(options, "json", False))
    except BrokenPipeError:
        return _left()
    except Refusal as refusal:
        return _refused(str(refusal), is_json=getattr(options, "json", False))
    except OSError as refusal:
        return _refused(_of_system(refusal), is_json=getattr(options, "json", False))


def _done(options: argparse.Namespace) -> int:
    from xlplan.cli.commands import COMMANDS
    from xlplan.workbook.patience import telling

    with telling(_say_aside):
        status = COMMANDS[options.command](options)
    sys.stdout.flush()
    return status


def _of_system(refusal: OSError) -> str:
    """Say what the system says of a file or folder, and what to do about it."""
    place = f"{refusal.filename}: " if refusal.filename else ""
    what = str(refusal.strerror or refusal or type(refusal).__name__).rstrip(".")
    if isinstance(refusal, PermissionError):
        todo = "Close it in other programs, or ask for the right to it"
    else:
        todo = "See that the file, folder or share is there"
    return f"{place}{what}. {todo}, and run this again."


def _say_aside(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _refused(why: str, *, is_json: bool) -> int:
    if is_json:
        print(json.dumps({"refused": why}, ensure_ascii=False, indent=2))
    print(f"xlplan: {why}", file=sys.stderr)
    return REFUSED


def _end(stopped: Stopped, *, is_json: bool) -> NoReturn:
    """Say so and end at once: Python would wait for what a pool has not handed out yet."""
    if sys.stderr.isatty():
        print(file=sys.stderr)  # after a bar, or ^C
    _refused(SAID, is_json=is_json)
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    os._exit(stopped.status)


def _left() -> int:
    """Nobody reads on, as after `| head`: say no more, whatever is still to be printed."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return LEFT


def _print_what_the_terminal_can() -> None:
    """A terminal that has no en dash gets a question mark, not a failure."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
