"""A program of ours in a child process with bounds: what comes from outside may end it, not us."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

MOST_SECONDS = 30
_ROOT = Path(__file__).parents[2]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from {module} import main; main()"


class ChildFailed(Exception):
    """The child did not answer: `why` is its own short code, "" when it was ended or died."""

    def __init__(self, why: str = "") -> None:
        self.why = why
        super().__init__(why)


def ask_child(program: str, source: bytes) -> Any:
    """Return what a program in the folder `children` answers about a file: JSON of any shape.

    The child bounds its own memory and processor time (children/bounds.py); this bounds its life.
    It is started without the user's paths and settings. Raises ChildFailed.
    """
    start = _START.format(module=f"xlplan.workbook.children.{program}")
    command = [sys.executable, "-I", "-c", start, str(_ROOT)]
    try:
        done = subprocess.run(
            command, input=source, capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as err:
        raise ChildFailed("too-big") from err
    except OSError as err:
        raise ChildFailed() from err
    if done.returncode:
        raise ChildFailed()
    answer = json.loads(done.stdout)
    if isinstance(answer, dict) and "refused" in answer:
        raise ChildFailed(str(answer["refused"]))
    return answer
