"""The way from arguments to exit status."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from xlplan.cli.parser import build_parser
from xlplan.cli.status import REFUSED


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = build_parser().parse_args(arguments)
    from xlplan.cli.commands import COMMANDS, REFUSALS

    try:
        return COMMANDS[options.command](options)
    except REFUSALS as refusal:
        print(f"xlplan: {refusal}", file=sys.stderr)
        return REFUSED
    except OSError as refusal:
        place = f"{refusal.filename}: " if refusal.filename else ""
        print(f"xlplan: {place}{refusal.strerror}.", file=sys.stderr)
        return REFUSED
