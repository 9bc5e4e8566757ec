"""Everything about two actors on one page: a self-contained HTML file, its figures drawn into it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from demarche import __version__
from demarche.analysis import figures
from demarche.analysis.answers import Rate, answer_rates
from demarche.analysis.balance import balance
from demarche.analysis.cleaning import clean
from demarche.analysis.forecast import forecast_answer
from demarche.analysis.hawkes import SideFit, fit_pair
from demarche.analysis.proportionality import proportionality
from demarche.analysis.reading import read_pair
from demarche.analysis.strategies import strategies
from demarche.analysis.table import EventTable
from demarche.analysis.var import autoregression, weekly_sums
from demarche.errors import InputError

if TYPE_CHECKING:
    from demarche.ledger import Ledger

# Weekly lags of the report's autoregression: Goldstein and Pevehouse's six where the window is long, else
# fewer.
LAGS, SHORT_LAGS = 6, 2
LONG_WEEKS = 150


@dataclass(frozen=True, slots=True)
class Section:
    """A measure on the page; `note` says why there is nothing where it could not be taken, `doubt` when not
    to believe it.
    """

    name: str
    title: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    figure: str | None = None
    note: str | None = None

    @property
    def doubt(self) -> str:
        return str(_words("doubts")[self.name])

    @property
    def caption(self) -> str:
        return str(_words("captions").get(self.name, self.title))


def page(table: EventTable, first: str, second: str, *, origin: str, warnings: Sequence[str] = ()) -> str:
    """The HTML of the report on two actors, from all events of the table.

    What the two did decides all but the forecast, which also learns from the others.

    Raises:
        InputError: the two never acted on each other.
        UsageError: one of them is not there.
    """
    from jinja2 import Environment, PackageLoader

    between = table.between(first, second)
    if not len(between):
        raise InputError(f"{first} and {second} never acted on each other in these {len(table)} events.")
    environment = Environment(loader=PackageLoader("demarche", "analysis"), autoescape=True, trim_blocks=True)
    text: str = environment.get_template("page.html").render(
        first=first,
        second=second,
        acts=len(between),
        since=table.date(table.first),
        until=table.date(table.last),
        origin=origin,
        version=__version__,
        warnings=warnings,
        sections=[_taken(part, table, between, first, second) for part in PARTS],
    )
    return text


def dyad_page(ledger: Ledger, first: str, second: str) -> str:
    """The HTML of the report on two countries of an open ledger, from what they did to each other.

    Only their acts are read, so that a page of a large ledger comes in a second or two; forecasts learn from
    the two alone.  `first`, `second`: codes as in the ledger, such as "USA".  The page is one file without
    anything from outside; every measure that cannot be taken says why.

    Raises:
        InputError: the two never acted on each other, or nothing is left once mirrored acts are taken out.
    """
    table, cleaning = clean(read_pair(ledger, first, second))
    return page(table, first, second, origin="the ledger", warnings=cleaning.warnings)


Part = Callable[[EventTable, EventTable, str, str], Section]


def _taken(part: Part, table: EventTable, between: EventTable, first: str, second: str) -> Section:
    """The section, or one that says why it could not be taken."""
    try:
        return part(table, between, first, second)
    except InputError as error:
        name = part.__name__.removeprefix("_")
        return Section(name, TITLES[name], note=str(error))


TITLES = {
    "answers": "How often, and how soon, acts are answered",
    "hawkes": "Acts that call forth acts",
    "balance": "Balance",
    "var": "Who moves after whom, week by week",
    "proportionality": "Is the answer as large as the act?",
    "strategies": "Strategies",
    "forecast": "What next",
}


def _answers(table: EventTable, between: EventTable, first: str, second: str) -> Section:
    found = answer_rates(between)
    rows = []
    for name, part in {"all acts": found, **found.by_class}.items():
        for key, rate in part.rate.items():
            limits, null = part.interval[key], part.null[key]
            rows.append((name, key, f"{rate:.3f}", _limits(limits), f"{null.value:.3f}", _limits(null)))
    for group in found.by_dyad:
        for key, rate in (group.rate or {}).items():
            rows.append((group.group, key, f"{rate:.3f}", "", "", ""))
    figure = figures.svg(figures.lag_curves(between, found))
    columns = ("acts of", "within days", "answered", "95 %", "null", "95 % of the null")
    return Section("answers", TITLES["answers"], found.notes, columns, tuple(rows), figure)


def _hawkes(table: EventTable, between: EventTable, first: str, second: str) -> Section:
    found = fit_pair(between, first, second)
    sides = (found.first, found.second)
    if not any(side.fitted for side in sides):
        raise InputError(" ".join(side.note or "" for side in sides))
    columns = ("side", "acts", "own acts per act", "95 %", "answers per act", "95 %", "p of no answers")
    rows = tuple(_side(side) for side in sides if side.fitted)
    lines = tuple(side.note for side in sides if side.note)
    return Section(
        "hawkes", TITLES["hawkes"], lines, columns, rows, figures.svg(figures.intensity(between, found))
    )


def _side(side: SideFit) -> tuple[str, ...]:
    own, other = side.persistence_interval or (0, 0), side.reciprocity_interval or (0, 0)
    return (
        f"{side.actor} → {side.recipient}",
        str(side.acts),
        f"{sum(side.own):.3f}",
        f"{own[0]:.3f} – {own[1]:.3f}",
        f"{sum(side.other):.3f}",
        f"{other[0]:.3f} – {other[1]:.3f}",
        f"{side.p_value:.2g}",
    )


def _balance(table: EventTable, between: EventTable, first: str, second: str) -> Section:
    pair = balance(between, replicates=2).pairs[0]
    there = f"{pair.first} acted {pair.sent} times on {pair.second}"
    back = f"{pair.second} {pair.returned} times on {pair.first}"
    return Section("balance", TITLES["balance"], (f"{there}, {back}: balance {pair.balance:.3f}.",))


def _var(table: EventTable, between: EventTable, first: str, second: str) -> Section:
    series = weekly_sums(between, [(first, second), (second, first)])
    lags = LAGS if len(series.values) >= LONG_WEEKS else SHORT_LAGS
    found = autoregression(series, lags=lags)
    rows = tuple(
        (f"{cause} → {effect}", f"{test.f:.3f}", f"{test.df[0]}, {test.df[1]}", f"{test.p:.2g}")
        for (cause, effect), test in found.granger.items()
    )
    lines = (f"Weekly sums of scores, {lags} lags, {found.observations} weeks.", *found.notes)
    return Section(
        "var",
        TITLES["var"],
        lines,
        ("Granger test", "F", "df", "p"),
        rows,
        figures.svg(figures.responses(found)),
    )


def _proportionality(table: EventTable, between: EventTable, first: str, second: str) -> Section:
    found = proportionality(between)
    rows = tuple(
        (
            side.actor,
            str(side.answers),
            f"{side.ratio.value:.2f}",
            _limits(side.ratio),
            f"{side.larger or 0:.2f}",
            f"{side.equal or 0:.2f}",
        )
        for side in found.sides
        if side.ratio
    )
    if not rows:
        raise InputError(" ".join(found.notes) or "Too few answers with a size.")
    columns = ("answers of", "number", "answer ÷ act", "95 %", "share larger", "share equal")
    slope = (
        ()
        if found.slope is None
        else (f"Along chains sizes grow by {100 * found.slope.value:.1f} % a link ({_limits(found.slope)}).",)
    )
    return Section("proportionality", TITLES["proportionality"], (*slope, *found.notes), columns, rows)


def _strategies(table: EventTable, between: EventTable, first: str, second: str) -> Section:
    found = strategies(between, first, second)
    rows = tuple(
        (side.actor, name, f"{share:.2f}")
        for side in found.sides
        for name, share in sorted(side.posterior.items(), key=lambda item: -item[1])[:3]
    )
    lines = (f"{found.pairs} pairs of weeks, one after the other, in which both moved.",)
    figure = figures.svg(figures.strategy_map(found))
    return Section(
        "strategies",
        TITLES["strategies"],
        lines,
        ("side", "looks like", "probability"),
        rows,
        figure,
    )


def _forecast(table: EventTable, between: EventTable, first: str, second: str) -> Section:
    rows, lines = [], []
    for actor, recipient in ((first, second), (second, first)):
        try:
            found = forecast_answer(table, actor, recipient)
        except InputError as error:
            lines.append(str(error))
            continue
        types = ", ".join(f"{name} {share:.2f}" for name, share in list(found.types.items())[:3])
        chances = (f"{chance:.2f}" for chance in found.chances.values())
        rows.append((f"{recipient}, after {actor}'s act of {found.after}", *chances, types))
    if not rows:
        raise InputError(" ".join(lines))
    columns = ("answer of", "7 days", "30 days", "60 days", "likely types")
    return Section("forecast", TITLES["forecast"], tuple(lines), columns, tuple(rows))


PARTS: tuple[Part, ...] = (_answers, _hawkes, _balance, _var, _proportionality, _strategies, _forecast)


@cache
def _words(name: str) -> dict[str, Any]:
    """Sentences of a data file, by the section's name."""
    return tomllib.loads(
        files("demarche.analysis").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    )


def _limits(rate: Rate) -> str:
    return f"{rate.low:.3f} – {rate.high:.3f}"
