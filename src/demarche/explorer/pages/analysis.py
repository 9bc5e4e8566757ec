"""Whether one side answers the other: how often acts are followed, beside what chance would give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from demarche.errors import InputError
from demarche.explorer import words
from demarche.explorer.pages import Ask, Heading, Page, fill
from demarche.explorer.pages.dyad import sides
from demarche.explorer.reading import Reading, Row, statements

if TYPE_CHECKING:
    from demarche.analysis.table import EventTable

# Replicates of the null for a page; `demarche analyse` takes more.
REPLICATES = 99
# With more acts the null takes over half a second.
MOST_ACTS = 6000
WIDTH, ROW_HEIGHT, LEFT, RIGHT = 640.0, 46.0, 150.0, 60.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A rate on the drawing: its dot at `x`, the stretch that chance gives, and how it reads."""

    y: float
    name: str
    x: float
    null_low: float
    null_high: float
    rate: str


def analysis(reading: Reading, ask: Ask) -> Page:
    """Rates by class of act and horizon, each beside its null."""
    a, b = sides(ask)
    data: dict[str, Any] = reading.kept(
        ("analysis", a, b, reading.judged().rejected[0]), lambda: measured(reading, a, b)
    )
    view = {"a": a, "b": b, "bars": bars(data["rates"]), "width": WIDTH, "row_height": ROW_HEIGHT}
    return Page(
        "analysis.html",
        heading(ask).title,
        data,
        data["rates"],
        view,
    )


def heading(ask: Ask) -> Heading:
    """The question, with both names.

    Raises:
        UsageError: the address names no two countries.
    """
    a, b = sides(ask)
    return Heading(f"Does one answer the other? {words.country(a)} and {words.country(b)}")


def measured(reading: Reading, a: str, b: str) -> dict[str, Any]:
    """The JSON twin of the page; `note` says why there is nothing where it cannot be measured.

    A rate is the share of acts after which the other side acts within so many days, `null` the same share
    when one side's acts are shifted in time, with 95 % limits.  The rate itself has none: two actors are one
    pair, and limits are drawn over pairs.
    """
    from demarche.analysis.answers import answer_rates
    from demarche.analysis.cleaning import clean

    data: dict[str, Any] = {"between": [a, b], "acts": 0, "rates": [], "warnings": [], "note": None}
    try:
        table, cleaning = clean(acts_between(reading, a, b))
        found = answer_rates(table, replicates=REPLICATES)
    except InputError as error:
        return data | {"note": str(error)}
    rates: list[Row] = []
    for name, part in {"all acts": found, **found.by_class}.items():
        for key, rate in part.rate.items():
            null = part.null[key]
            rates.append(
                {
                    "acts_of": name,
                    "acts": part.acts,
                    "within_days": int(float(key)),
                    "rate": round(rate, 4),
                    "null": round(null.value, 4),
                    "null_low": round(null.low, 4),
                    "null_high": round(null.high, 4),
                }
            )
    return data | {
        "acts": found.acts,
        "median_lag_days": found.median_lag_days,
        "order_unknown": found.order_unknown,
        "rates": rates,
        "warnings": [*cleaning.warnings, *found.notes],
    }


def prepare(reading: Reading) -> None:
    """Loads the libraries that measure, and asks for what all pairs share, before anybody waits."""
    import demarche.analysis.answers
    import demarche.analysis.cleaning  # noqa: F401

    _window(reading)


def _window(reading: Reading) -> Row:
    """The days in which acts are known: `first` and `last`."""
    found: Row = reading.kept("window", lambda: reading.one("analysis.window"))
    return found


def acts_between(reading: Reading, a: str, b: str) -> EventTable:
    """The dated, actual acts of two countries on each other; one row an act, time in days from the first.

    Raises:
        InputError: there are none, or too many for a page.
    """
    from demarche.analysis.table import EventTable

    accepted, values = reading.accepted()
    query = fill(statements("analysis.acts"), accepted=accepted)
    rows = reading.ask(query, values | {"a": a, "b": b, "limit": MOST_ACTS + 1})
    if not rows:
        raise InputError(f"The ledger has no dated, actual act of {a} on {b}, nor of {b} on {a}.")
    if len(rows) > MOST_ACTS:
        raise InputError(
            f"More than {MOST_ACTS} acts are too many to compare with chance while a page is waited for: "
            f"`demarche analyse answers --between {a} {b}` does it."
        )
    ends = _window(reading)
    zero = rows[0]["day"]
    table = EventTable.of(
        [row["actor"] for row in rows],
        [row["recipient"] for row in rows],
        [float((row["day"] - zero).days) for row in rows],
        day_zero=zero,
        id=[row["id"] for row in rows],
        kind=[row["kind"] for row in rows],
        quad=[row["quad"] for row in rows],
        score=[row["score"] for row in rows],
    )
    return replace(table, window=(float((ends["first"] - zero).days), float((ends["last"] - zero).days)))


def bars(rates: list[Row]) -> list[Bar]:
    """The rates as dots on lines from 0 to 100 %, one below the other."""

    def x(share: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * share, 1)

    return [
        Bar(
            y=ROW_HEIGHT * n + ROW_HEIGHT / 2,
            name=f"{row['acts_of']}, {row['within_days']} days",
            x=x(row["rate"]),
            null_low=x(row["null_low"]),
            null_high=x(row["null_high"]),
            rate=words.percent(row["rate"], 1),
        )
        for n, row in enumerate(rates)
    ]


PAGES = (("/analysis/{a}/{b}", analysis),)
HEADINGS = {"/analysis/{a}/{b}": heading}
