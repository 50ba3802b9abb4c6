"""Reporting months, and dates as papers print them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (
    "January February March April May June July August September October November December"
).split()


@dataclass(frozen=True, order=True)
class Period:
    """A reporting month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read YYYY-MM; raise ValueError for anything else."""
        year, _, month = text.partition("-")
        if not (year.isdigit() and len(year) == 4 and month.isdigit() and 1 <= int(month) <= 12):
            raise ValueError(text)
        return cls(int(year), int(month))

    @property
    def last_day(self) -> date:
        """The day on which facts of this period are judged unless another is given."""
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return following - timedelta(days=1)

    @property
    def next(self) -> Period:
        """The month after."""
        return Period(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def title(self) -> str:
        """The month in words, such as October 2013."""
        return f"{_MONTHS[self.month - 1]} {self.year}"

    @property
    def short(self) -> str:
        """The month for a narrow column, such as Oct 13."""
        return f"{_MONTHS[self.month - 1][:3]} {self.year % 100:02d}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def british_date(day: date) -> str:
    """Return a date as papers print it: 31 October 2013."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Return a date for a table cell: 31 Oct 2013."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"
