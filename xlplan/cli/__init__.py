"""The command line: it parses, calls one use case, prints and exits.

Nothing heavy is imported until a command needs it, so that help comes at once.
"""

from __future__ import annotations

from xlplan.cli.run import main

__all__ = ["main"]
