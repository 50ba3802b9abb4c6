"""The margin under the weighted policy as formulas, over a table whose rows say what they weigh.

Agrees with `rollup.margin`: the heaviest items change first. As an array of weights the formulas
take the table's own column, and SUMPRODUCT has every Excel work it out as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlplan.fields import BY_NAME
from xlplan.model import Scale
from xlplan.workbook.rating_formulas import Parts, barring


@dataclass(frozen=True)
class Heavy:
    """One workstream's items by weight, and the cells of its line that hold the steps.

    `falls` is the weight of the lightest item that must fall for the rating to be lost; `must`
    how many must leave the worst rating before the guards let it rise, `leaves` the weight of the
    lightest of those and `left` what they weigh together; `rises` the weight of the lightest of
    the others that must rise.
    """

    table: str
    scale: Scale
    parts: Parts
    falls: str
    must: str
    leaves: str
    left: str
    rises: str

    @property
    def steps(self) -> tuple[str, ...]:
        """The expressions of the five steps, in their order; blank under other policies."""
        made = (self._falls(), barring(self.parts), self._leaves(), self._left(), self._rises())
        is_weighted = f'{self.parts.policy}="weighted"'
        return tuple(f'IF({is_weighted},IFERROR({step},""),"")' for step in made)

    def worsen(self) -> str:
        """Return the expression for how few must fall for the policy to lose the rating."""
        above = self._held(f'">"&{self.falls}')
        number = self._held(f'">"&{self.falls}', is_number=True)
        return f"{number}-INT(-({self._lost}-{above})/{self.falls})"

    def improve(self) -> str:
        """Return the expression for how few must rise for policy and guards to give more."""
        criterion = f'">"&{self.rises}'
        lowest = self._of(0, criterion, is_number=True)
        others = f"{self._risen(criterion, is_number=True)}+MAX(0,{lowest}-{self.must})"
        rest = f"INT(({self._wanted}-{self._free(criterion)})/{self.rises})+1"
        return f"{self.must}+IF({self._wanted}<0,0,{others}+{rest})"

    @property
    def _weights(self) -> str:
        return f"{self.table}[{BY_NAME['weighs'].heading}]"

    @property
    def _whole(self) -> str:
        return f"SUM({self.parts.weights[0]}:{self.parts.weights[-1]})"

    def _reached(self, place: str) -> str:
        first, last = self.parts.weights[0], self.parts.weights[-1]
        return f"SUM(INDEX({first}:{last},{place}):{last})"

    @property
    def _lost(self) -> str:
        """What must fall at least, so that half or less of the weight reaches the rating."""
        return f"({self._reached(self.parts.place)}-{self._whole}/2)"

    @property
    def _wanted(self) -> str:
        """What the others must weigh more than, so that more than half reaches the next rating."""
        reached = self._reached(f"MIN({self.parts.place}+1,{len(self.parts.weights)})")
        return f"({self._whole}/2-{reached}-{self.left})"

    def _of(self, place: int, criterion: str, *, is_number: bool = False) -> str:
        """Return what the items at a rating weigh, or how many they are, by weight."""
        word = self.scale.rated[place].word
        conditions = f'{self._weights},{criterion},{self.table}[Counts as],"{word}"'
        return f"COUNTIFS({conditions})" if is_number else f"SUMIFS({self._weights},{conditions})"

    def _held(self, criterion: str, *, is_number: bool = False) -> str:
        """The same of the items that have the line's rating or a better one."""
        return self._over(range(1, len(self.scale.rated)), "<=", criterion, is_number=is_number)

    def _risen(self, criterion: str, *, is_number: bool = False) -> str:
        """The same of the items between the worst rating and the line's own, both but the worst."""
        return self._over(range(1, len(self.scale.rated) - 1), ">=", criterion, is_number=is_number)

    def _over(
        self, places: Sequence[int], holds: str, criterion: str, *, is_number: bool = False
    ) -> str:
        found = [
            f"({self.parts.place}{holds}{place + 1})"
            f"*{self._of(place, criterion, is_number=is_number)}"
            for place in places
        ]
        return f"({'+'.join(found) or '0'})"

    def _free(self, criterion: str) -> str:
        """What may rise besides those that must leave the worst."""
        lowest = self._of(0, criterion)
        return f"({self._risen(criterion)}+({lowest}-{self.left})*({lowest}>{self.left}))"

    def _at_least(self, found: str, wanted: str) -> str:
        """Return the greatest weight for which what is found is as much as is wanted."""
        return f"SUMPRODUCT(MAX(({found}{wanted})*{self._weights}))"

    def _falls(self) -> str:
        return self._at_least(self._held(self._each), f">={self._lost}")

    def _leaves(self) -> str:
        number = self._of(0, self._each, is_number=True)
        return self._at_least(number, f">={self.must}")

    def _left(self) -> str:
        heavier = f'">"&{self.leaves}'
        number = self._of(0, heavier, is_number=True)
        together = f"{self._of(0, heavier)}+({self.must}-{number})*{self.leaves}"
        return f"IF({self.must}=0,0,{together})"

    def _rises(self) -> str:
        return self._at_least(self._free(self._each), f">{self._wanted}")

    @property
    def _each(self) -> str:
        return f'">="&{self._weights}'
