"""How often Python looks for cycles of objects, in the command and in the processes it starts."""

import gc


def look_for_cycles_less() -> None:
    """Look for cycles less often than Python does by itself.

    A workbook is millions of small objects and no cycles; looking takes a quarter of the time.
    """
    gc.set_threshold(200_000, 50, 50)
