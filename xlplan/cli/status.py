"""The exit statuses: done, done with something to put right, could not be done."""

from __future__ import annotations

DONE, FINDINGS, REFUSED = 0, 1, 2
