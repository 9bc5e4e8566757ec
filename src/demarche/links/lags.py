"""How long after an act its answer came: days between two dates, as an interval."""

from __future__ import annotations

from demarche.model import DateRange


def lag_between(first: DateRange | None, then: DateRange | None) -> tuple[int, int] | None:
    """Days from one act to another, (least, most), not below zero; None where a date is missing."""
    if first is None or then is None:
        return None
    return max(0, (then.first - first.last).days), max(0, (then.last - first.first).days)
