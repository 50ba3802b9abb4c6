"""What a condition cannot do without: where it is blank, the condition need not be asked."""

from __future__ import annotations

from xlplan.model import clean
from xlplan.rules.conditions import (
    Condition,
    Every,
    IsBefore,
    IsBlank,
    IsDate,
    IsIn,
    IsLongerThan,
    IsNumber,
    Not,
    Some,
)


def needed(condition: Condition) -> frozenset[str]:
    """Return fields of which each must hold something for a condition to be true."""
    if isinstance(condition, Every):
        return frozenset().union(*map(needed, condition.parts))
    if isinstance(condition, Some):
        first, *others = map(needed, condition.parts)
        return first.intersection(*others)
    if isinstance(condition, Not):
        return condition.part.fields() if isinstance(condition.part, IsBlank) else frozenset()
    if isinstance(condition, IsIn):
        return condition.fields() if all(map(clean, condition.words)) else frozenset()
    if isinstance(condition, IsLongerThan):
        return condition.fields() if condition.characters >= 0 else frozenset()
    # A number is before another only where both are numbers.
    is_of_numbers = isinstance(condition, IsBefore | IsDate | IsNumber)
    return condition.fields() if is_of_numbers else frozenset()
