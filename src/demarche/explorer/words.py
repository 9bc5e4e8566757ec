"""What the ledger knows, in words for a page: names, days, lags, and text that cannot mislead the eye."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from demarche.entities.countries import countries, forms

NO_DATE = "no date"
# Characters that turn the direction of what follows, or show nothing: a page could hide text behind them
# (Trojan Source).
TURNING = dict.fromkeys(
    map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff"), "\ufffd"
)
CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t\r"}
UNSEEN = TURNING | CONTROLS


def visible(text: str) -> str:
    """The text, as long as before, with characters that turn or hide text replaced by one that is seen."""
    # None of these is printable, and looking for them takes ten times as long.
    return text if text.isprintable() else text.translate(UNSEEN)


def tells(name: str, code: str | None) -> bool:
    """Whether a name says of which country it is: `British diplomats`, `Government (barbados)`."""
    return bool(code) and _pattern(code or "").search(name) is not None


@cache
def _pattern(code: str) -> re.Pattern[str]:
    # Short forms (US, UK) are words of their own in small letters.
    known = [
        re.escape(form) if form.isupper() else f"(?i:{re.escape(form)})"
        for form in (*forms().get(code, ()), country(code))
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(known, key=len, reverse=True))})(?!\w)")


@cache
def territories() -> Mapping[str, str]:
    """Code to name of those that are no states (Greenland, Jan Mayen): where acts can take place."""
    from demarche.explorer.land import names

    return names()


def country(code: str | None) -> str:
    """The usual name of a code; the code itself where there is none."""
    if not code:
        return "unknown"
    return countries().get(code) or territories().get(code, code)


def side(row: Mapping[str, Any], role: str) -> str:
    """Who acts or is acted upon, from a row of `events`: `Theresa May (GBR)`, `British diplomats`,
    `Japan + United States`, or "" where nobody is named."""
    code, name = row[role], row[f"{role}_name"]
    if not code and not name:
        return ""
    shown = country(code) if not name or name == code else " ".join(name.split())
    if code and name and name != code and country(code) != shown and not tells(shown, code):
        shown = f"{shown} ({code})"
    return " + ".join([shown, *(country(more) for more in row.get(f"more_{role}s") or ())])


def code_of(row: Mapping[str, Any], role: str) -> str:
    """The codes of one side, joined; the name where there is no code."""
    codes = [code for code in (row[role], *(row.get(f"more_{role}s") or ())) if code]
    return "+".join(codes) or " ".join((row[f"{role}_name"] or "").split())


def what(row: Mapping[str, Any]) -> str:
    """The act's type and modes: `SANCTION expel`."""
    return " ".join([row["event"] or f"CAMEO {row.get('cameo') or '?'}", *(row["mode"] or ())])


def date_text(first: dt.date | str | None, last: dt.date | str | None = None) -> str:
    """A day as `4 Oct 2022`, an interval as short as it stays clear: `Oct 2022`, `2022`, `4–6 Oct 2022`."""
    begin, end = as_date(first), as_date(last) or as_date(first)
    if begin is None or end is None:
        return NO_DATE
    if begin == end:
        return f"{begin.day} {begin:%b} {begin.year}"
    if (begin.month, begin.day, end.month, end.day) == (1, 1, 12, 31):
        return str(begin.year) if begin.year == end.year else f"{begin.year}–{end.year}"
    if (
        begin.day == 1
        and (end + dt.timedelta(1)).day == 1
        and (begin.year, begin.month) == (end.year, end.month)
    ):
        return f"{begin:%b} {begin.year}"
    if (begin.year, begin.month) == (end.year, end.month):
        return f"{begin.day}–{end.day} {end:%b} {end.year}"
    left = f"{begin.day} {begin:%b}" + ("" if begin.year == end.year else f" {begin.year}")
    return f"{left} – {end.day} {end:%b} {end.year}"


def as_date(value: dt.date | str | None) -> dt.date | None:
    """The day that the value is or says; None where it says none."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value[:10])
        except ValueError:
            return None
    return value


def lag_text(least: int | None, most: int | None = None, *, short: bool = False) -> str:
    """Days from an act to its answer: `same day`, `3 days later`, `2–5 days later`; short: `3 d`."""
    if least is None:
        return ""
    high = least if most is None else most
    days = f"{least}" if least == high else f"{least}–{high}"
    if short:
        return f"{days} d" if high else "0 d"
    if high == 0:
        return "same day"
    return f"{days} day{'' if days == '1' else 's'} later"


def percent(part: float, whole: float) -> str:
    """A share in whole percent; "–" of nothing."""
    return f"{100 * part / whole:.0f} %" if whole else "–"


def score_text(score: float) -> str:
    """A PLOVER score with its sign."""
    return f"{score:+.1f}".replace("-", "−") if score else "0"
