"""Which row of one plan is which row of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xlplan.history.accounts import DoesNotReconcile
from xlplan.model import Item


@dataclass(frozen=True)
class Pairing:
    """Every row after with the row that it continues, and the rows before that nothing continues.

    `heirs` and `sources` are the rows that were told to follow from one another, by the identity
    of the row object; the row that continues is among them.
    """

    pairs: tuple[tuple[Item | None, Item], ...]
    gone: tuple[Item, ...]
    heirs: Mapping[int, tuple[Item, ...]]
    sources: Mapping[int, tuple[Item, ...]]


def pair_rows(
    before: Sequence[Item], after: Sequence[Item], told: Mapping[str, Sequence[str]]
) -> Pairing:
    """Pair rows by item id, then by ref, then as told; only rows of one level continue.

    A row of which something is told is paired as told.
    """
    for rows in (before, after):
        _require_once(rows)
    heirs = {
        id(_named(name, before)): tuple(_named(heir, after) for heir in told[name]) for name in told
    }
    sources = {
        id(new): tuple(old for old in before if any(h is new for h in heirs.get(id(old), ())))
        for new in after
    }
    # A row that was there before goes on as itself, whatever was merged into it.
    found: dict[int, Item] = {}
    olds = set(heirs)
    for key in (_by_id, _by_ref):
        for old, new in _alike(_free(before, olds), _free(after, set(found)), key):
            found[id(new)] = old
            olds.add(id(old))
    for old in before:
        for new in heirs.get(id(old), ())[:1]:
            if id(new) not in found and old.level is new.level:
                found[id(new)] = old
    kept = {id(old) for old in found.values()}
    return Pairing(
        tuple((found.get(id(new)), new) for new in after),
        tuple(old for old in before if id(old) not in kept),
        heirs,
        sources,
    )


def _by_id(row: Item) -> tuple[str, ...]:
    return (row.level, row.item_id) if row.item_id else ()


def _by_ref(row: Item) -> tuple[str, ...]:
    return (row.level, row.ref) if row.ref else ()


def _free(rows: Sequence[Item], taken: set[int]) -> list[Item]:
    return [row for row in rows if id(row) not in taken]


def _alike(
    before: Sequence[Item], after: Sequence[Item], key: Callable[[Item], tuple[str, ...]]
) -> list[tuple[Item, Item]]:
    """Pair the rows whose key is the same and stands once on either side."""
    olds, news = _unique(before, key), _unique(after, key)
    return [(old, news[k]) for k, old in olds.items() if k in news]


def _unique(
    rows: Sequence[Item], key: Callable[[Item], tuple[str, ...]]
) -> dict[tuple[str, ...], Item]:
    number = Counter(map(key, rows))
    return {key(row): row for row in rows if key(row) and number[key(row)] == 1}


def _require_once(rows: Sequence[Item]) -> None:
    number = Counter(row.item_id for row in rows if row.item_id)
    twice = [row.ref or row.item_id for row in rows if number[row.item_id] > 1]
    if twice:
        raise DoesNotReconcile(
            f"The same row stands twice: {', '.join(twice)}. Take one of them out."
        )


def _named(name: str, rows: Sequence[Item]) -> Item:
    by_id = [row for row in rows if row.item_id == name]
    found = by_id or [row for row in rows if row.ref == name]
    if len(found) != 1:
        raise DoesNotReconcile(
            f'"{name}" is told to be merged, split or renamed and is not one row of the plan.'
        )
    return found[0]
