"""Days to places on a line, and the ticks that name them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

# About so many ticks name a line of time.
TICKS = 11
STEPS = (
    ("day", 1),
    ("day", 2),
    ("day", 7),
    ("day", 14),
    ("month", 1),
    ("month", 2),
    ("month", 3),
    ("month", 6),
)
YEARS = (1, 2, 5, 10, 20, 25, 50, 100, 200)


@dataclass(frozen=True, slots=True)
class Tick:
    """A named place: `x` on the line."""

    x: float
    name: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Scale:
    """Days `first` … `last`, both whole, between two places."""

    first: dt.date
    last: dt.date
    left: float
    right: float

    @classmethod
    def of(cls, first: dt.date, last: dt.date, left: float, right: float) -> Scale:
        return cls(first, max(first, last), left, right)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def x(self, day: dt.date) -> float:
        """Where a day begins."""
        return self.left + (self.right - self.left) * (day - self.first).days / self.days

    def middle(self, day: dt.date) -> float:
        """The middle of a day, kept between the ends."""
        at = self.left + (self.right - self.left) * ((day - self.first).days + 0.5) / self.days
        return min(self.right, max(self.left, at))

    def ticks(self) -> tuple[Tick, ...]:
        """About `TICKS` days with names: the first of a year, month, or every so many days."""
        unit, step = self._step()
        found: list[Tick] = []
        day = self._before(unit, step)
        while day <= self.last:
            if day >= self.first:
                found.append(Tick(round(self.x(day), 1), _name(day, unit, found), day))
            day = _later(day, unit, step)
        return tuple(found)

    def _step(self) -> tuple[str, int]:
        for unit, step in STEPS:
            if self.days / (step if unit == "day" else step * 30.4) <= TICKS:
                return unit, step
        return "year", next((years for years in YEARS if self.days / (years * 365.25) <= TICKS), YEARS[-1])

    def _before(self, unit: str, step: int) -> dt.date:
        if unit == "day":
            return self.first + dt.timedelta(-self.first.toordinal() % step)
        if unit == "month":
            return dt.date(self.first.year, (self.first.month - 1) // step * step + 1, 1)
        return dt.date(max(1, self.first.year // step * step), 1, 1)


def _later(day: dt.date, unit: str, step: int) -> dt.date:
    if unit == "day":
        return day + dt.timedelta(step)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + step
        return dt.date(months // 12, months % 12 + 1, 1)
    return dt.date(day.year + step, 1, 1)


def _name(day: dt.date, unit: str, before: list[Tick]) -> str:
    """The day in words; the year only where it is new."""
    year = "" if before and before[-1].day.year == day.year else f" {day.year}"
    if unit == "year":
        return str(day.year)
    return f"{day:%b}{year}" if unit == "month" else f"{day.day} {day:%b}{year}"
