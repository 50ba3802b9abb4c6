"""``python -m xlplan`` is the ``xlplan`` command."""

import sys

from xlplan.cli import main

if __name__ == "__main__":
    sys.exit(main())
