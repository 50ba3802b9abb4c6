"""Every built-in rule, compared between Python and LibreOffice on thousands of dirty rows.

Run: XLPLAN_DIRTY_ROWS=4000 python -m tests.campaigns.live_formulas
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def main() -> None:
    """Print how many cells were compared and how many differ; booleans are not generated."""
    os.environ.setdefault("XLPLAN_DIRTY_ROWS", "4000")
    # The number of rows is read when the module is.
    from tests.rules import test_live_formulas as live
    from tests.support.libreoffice import started
    from tests.support.plans import RULES
    from xlplan.workbook.package import open_package

    compared, differing, to_put_right = 0, 0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = folder / "office"
        office.mkdir()
        books = {"dirty-return": live.dirty_return(), "dirty-master": live.dirty_master()}
        for title, data in books.items():
            (folder / f"{title}.xlsx").write_bytes(data)
        done = started(office).recalculated([folder / f"{t}.xlsx" for t in books])
        for (title, data), path in zip(books.items(), done, strict=True):
            pair = live.Pair(path, open_package(data), open_package(path))
            seen, found, wrong = live.fix_lists(
                pair, is_return=title == "dirty-return", codes=["D"]
            )
            compared, differing = (
                compared + seen * sum(r.is_shown_live for r in RULES),
                differing + len(found),
            )
            to_put_right += wrong
    print(f"{compared} answers of rules compared, {differing} rows differ")
    print(f"{to_put_right} rows had something to fix")
    raise SystemExit(bool(differing))


if __name__ == "__main__":
    main()
