"""How much a child process may take, where the system can say so (not on Windows)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

MEMORY = 1_500_000_000  # bytes
SECONDS = 20  # of processor time


def bounded(answer: Callable[[bytes], object]) -> None:
    """Answer about the file on standard input, as JSON on standard output, within the bounds."""
    try:
        import resource
    except ImportError:
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        said = answer(sys.stdin.buffer.read())
    except (MemoryError, RecursionError):
        said = {"refused": "too-big"}
    sys.stdout.write(json.dumps(said))
