"""The exit statuses: done, done with something to put right, could not be done.

`LEFT` is what a shell says of a program whose reader has gone, as after `| head`.
"""

from __future__ import annotations

DONE, FINDINGS, REFUSED = 0, 1, 2
LEFT = 141
