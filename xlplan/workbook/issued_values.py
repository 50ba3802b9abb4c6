"""The values that a return was issued with: as many as its rows have fields, in little room."""

from __future__ import annotations

from collections.abc import Collection, ItemsView, Iterator, Mapping

_Names = dict[str, int]
_Line = tuple[_Names, tuple[str, ...]]
_NOT_ISSUED: _Line = ({}, ())


class Issued(Mapping[tuple[str, str], str]):
    """Canonical text by item id and field. Rows share the names of their fields.

    A month holds every return at once and sends each from process to process: a mapping with a
    key of its own for each value takes ten times the room.
    """

    __slots__ = ("_lines",)

    def __init__(self, lines: Mapping[str, _Line] | None = None) -> None:
        self._lines: Mapping[str, _Line] = lines or {}

    @classmethod
    def of(cls, values: Mapping[tuple[str, str], str]) -> Issued:
        """Return the same values; a row's fields stay in their order."""
        if isinstance(values, Issued):
            return values
        rows: dict[str, dict[str, str]] = {}
        for (item_id, name), text in values.items():
            rows.setdefault(item_id, {})[name] = text
        shared: dict[tuple[str, ...], _Names] = {}
        lines: dict[str, _Line] = {}
        for item_id, row in rows.items():
            names = shared.setdefault(tuple(row), {name: n for n, name in enumerate(row)})
            lines[item_id] = names, tuple(row.values())
        return cls(lines)

    @property
    def ids(self) -> tuple[str, ...]:
        """The item ids, in the order of issue."""
        return tuple(self._lines)

    def row(self, item_id: str) -> Mapping[str, str]:
        """Return the values of one row by field; none for a row that was not issued."""
        names, values = self._lines.get(item_id, _NOT_ISSUED)
        return dict(zip(names, values, strict=True))

    def fields(self, item_id: str) -> Collection[str]:
        """Return the fields of one row; none for a row that was not issued."""
        return self._lines.get(item_id, _NOT_ISSUED)[0]

    def __getitem__(self, key: tuple[str, str]) -> str:
        names, values = self._lines[key[0]]
        return values[names[key[1]]]

    def text(self, item_id: str, name: str) -> str:
        """Return a value; "" where the row or the field was not issued."""
        line = self._lines.get(item_id)
        place = None if line is None else line[0].get(name)
        return "" if line is None or place is None else line[1][place]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, tuple) and key[0] in self._lines and key[1] in self._lines[key[0]][0]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((item_id, name) for item_id, (names, _) in self._lines.items() for name in names)

    def items(self) -> ItemsView[tuple[str, str], str]:
        """Return every value with its item id and field."""
        return {
            (item_id, name): text
            for item_id, (names, values) in self._lines.items()
            for name, text in zip(names, values, strict=True)
        }.items()

    def in_order(self) -> Iterator[tuple[str, str, str]]:
        """Yield each item id, field and value, sorted by the first two."""
        orders: dict[int, list[tuple[str, int]]] = {}
        for item_id in sorted(self._lines):
            names, values = self._lines[item_id]
            order = orders.get(id(names))
            if order is None:
                order = orders[id(names)] = sorted(names.items())
            for name, place in order:
                yield item_id, name, values[place]

    def __len__(self) -> int:
        return sum(len(values) for _, values in self._lines.values())

    def __repr__(self) -> str:
        return repr(dict(self.items()))
