"""The way from arguments to exit status."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence

from xlplan.cli.cycles import look_for_cycles_less
from xlplan.cli.parser import build_parser
from xlplan.cli.status import LEFT, REFUSED
from xlplan.model import Refusal


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = build_parser().parse_args(arguments)
    look_for_cycles_less()
    _print_what_the_terminal_can()
    from xlplan.cli.commands import COMMANDS
    from xlplan.workbook.patience import telling

    try:
        with telling(_say_aside):
            status = COMMANDS[options.command](options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        return _left()
    except Refusal as refusal:
        return _refused(str(refusal), is_json=getattr(options, "json", False))
    except OSError as refusal:
        place = f"{refusal.filename}: " if refusal.filename else ""
        return _refused(f"{place}{refusal.strerror}.", is_json=getattr(options, "json", False))


def _say_aside(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _refused(why: str, *, is_json: bool) -> int:
    if is_json:
        print(json.dumps({"refused": why}, ensure_ascii=False, indent=2))
    print(f"xlplan: {why}", file=sys.stderr)
    return REFUSED


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
