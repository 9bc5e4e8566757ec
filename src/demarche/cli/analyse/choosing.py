"""The options that every analysis takes, and the events that they mean.

`takes_events` gives a verb those options: the verb itself gets `Chosen`, the cleaned events and how they came
about.
"""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from demarche.cli.terminal import say
from demarche.errors import UsageError

if TYPE_CHECKING:
    from demarche.analysis.cleaning import Cleaning
    from demarche.analysis.table import EventTable


# What the last day lasts, to just before the next one.
WHOLE_DAY = 1 - 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The events to analyse after cleaning, and the output that was asked for."""

    table: EventTable
    cleaning: Cleaning
    json: bool
    csv: Path | None
    figure: Path | None
    between: tuple[str, str] | None
    origin: Path


def _column(name: str, what: str) -> Any:
    return Annotated[
        str | None, typer.Option(f"--{name}", metavar="COLUMN", help=what, rich_help_panel="Columns")
    ]


Origin = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]", help="A Parquet, CSV or TSV file of events, or a ledger. Default: the ledger."
    ),
]
LedgerPath = Annotated[
    Path | None,
    typer.Option(
        "--ledger", metavar="LEDGER", envvar="DEMARCHE_LEDGER", help="The ledger, where no file is given."
    ),
]
SHARED: dict[str, tuple[Any, Any]] = {
    "ledger": (LedgerPath, None),
    "actor": (_column("actor", "Who acts."), None),
    "recipient": (_column("recipient", "Who is acted upon."), None),
    "time": (_column("time", "When: dates, or numbers of days."), None),
    "cameo": (_column("cameo", "CAMEO code of the act."), None),
    "kind": (_column("kind", "PLOVER type of the act."), None),
    "quad": (_column("quad", "Quad class of the act."), None),
    "mode": (_column("mode", "PLOVER mode of the act."), None),
    "score": (_column("score", "Conflict-cooperation score."), None),
    "quantity": (_column("quantity", "Persons, money or facilities that the act is measured by."), None),
    "unit": (
        _column("unit", "What the quantity counts: persons, dollars. Unlike numbers are not compared."),
        None,
    ),
    "id": (
        _column("id", "What tells two acts apart that agree in all else; else they are taken for one."),
        None,
    ),
    "unit_days": (
        Annotated[
            float | None,
            typer.Option(
                "--unit-days", help="Days in one unit of a numeric time column.", rich_help_panel="Columns"
            ),
        ],
        None,
    ),
    "between": (
        Annotated[
            tuple[str, str] | None,
            typer.Option(
                "--between",
                metavar="A B",
                help="Only what these two do to each other.",
                rich_help_panel="Which acts",
            ),
        ],
        None,
    ),
    "since": (
        Annotated[
            str | None,
            typer.Option("--since", metavar="DATE", help="First day.", rich_help_panel="Which acts"),
        ],
        None,
    ),
    "until": (
        Annotated[
            str | None,
            typer.Option("--until", metavar="DATE", help="Last day.", rich_help_panel="Which acts"),
        ],
        None,
    ),
    "act_class": (
        Annotated[
            str, typer.Option("--class", help="all, conflict or cooperation.", rich_help_panel="Which acts")
        ],
        "all",
    ),
    "mirrors": (
        Annotated[
            str | None,
            typer.Option(
                "--mirrors",
                help="Mutual acts told from both sides: drop both tellings, merge them into one, or keep.",
                rich_help_panel="Which acts",
            ),
        ],
        None,
    ),
    "one_a_day": (
        Annotated[
            bool,
            typer.Option(
                "--one-a-day",
                help="Count one act of a class, direction and day: against one act that is told often.",
                rich_help_panel="Which acts",
            ),
        ],
        False,
    ),
    "json": (
        Annotated[bool, typer.Option("--json", help="Print one JSON object.", rich_help_panel="Output")],
        False,
    ),
    "csv": (
        Annotated[
            Path | None, typer.Option("--csv", help="Write the table to this file.", rich_help_panel="Output")
        ],
        None,
    ),
    "figure": (
        Annotated[
            Path | None,
            typer.Option(
                "--figure", help="Draw the figure to this file (.svg, .png, .pdf).", rich_help_panel="Output"
            ),
        ],
        None,
    ),
}


def takes_events(*, whole: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator: the verb takes FILE and the shared options beside its own, and gets a `Chosen` as its
    first argument.

    A verb's own option `split` may name the column that holds the parts of a benchmark.

    whole: the verb gets all events, and --between only names the two it is about.
    """

    def wrap(verb: Callable[..., None]) -> Callable[..., None]:
        own = [p for p in inspect.signature(verb, eval_str=True).parameters.values() if p.name != "chosen"]

        @functools.wraps(verb)
        def run(**given: Any) -> None:
            shared = {name: given.pop(name) for name in ("origin", *SHARED)}
            # A benchmark with parts asks about every row, mirrored or not.
            shared["mirrors"] = shared["mirrors"] or ("keep" if given.get("split") else "drop")
            shared["split"] = given.get("split")
            verb(choose(**shared, whole=whole), **given)

        kind = inspect.Parameter.KEYWORD_ONLY
        parameters = [
            inspect.Parameter("origin", kind, default=None, annotation=Origin),
            *(p.replace(kind=kind) for p in own),
        ]
        parameters += [inspect.Parameter(n, kind, default=d, annotation=a) for n, (a, d) in SHARED.items()]
        del run.__wrapped__
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        return run

    return wrap


def choose(
    *,
    origin: Path | None,
    ledger: Path | None,
    between: tuple[str, str] | None,
    since: str | None,
    until: str | None,
    act_class: str,
    mirrors: str,
    one_a_day: bool,
    unit_days: float | None,
    json: bool,
    csv: Path | None,
    figure: Path | None,
    split: str | None = None,
    whole: bool = False,
    **columns: str | None,
) -> Chosen:
    """The events that the options mean; what cleaning took out is told on stderr.

    Raises:
        UsageError: no file and no ledger, or options that fit no event.
        InputError: the file cannot be read.
    """
    from demarche.analysis.cleaning import clean
    from demarche.analysis.reading import has_column, read

    path = origin_of(origin, ledger)
    if split is not None and has_column(path, split):
        columns["split"] = split
    table = read(path, unit_days=unit_days, **columns)
    first = time_of(table, since, "--since")
    last = time_of(table, until, "--until")
    if last is not None and table.day_zero is not None:
        last += WHOLE_DAY
    table = _some(table.within(first, last), since, until, "lie between --since and --until")
    # Which acts are told twice is seen in all of them, before some are chosen.
    table, cleaning = clean(table, mirrors=mirrors, one_a_day=one_a_day)  # type: ignore[arg-type]
    table = _some(table.of_class(act_class), act_class, None, "are of that --class")  # type: ignore[arg-type]
    if between is not None and not whole:
        table = _some(table.between(*between), *between, "are between these two")
    for warning in cleaning.warnings:
        say(f"demarche: {warning}")
    return Chosen(table, cleaning, json, csv, figure, between, path)


def origin_of(origin: Path | None, ledger: Path | None) -> Path:
    """The file that is given, else the ledger.

    Raises:
        UsageError: there is neither.
    """
    path = origin or ledger
    if path is None:
        raise UsageError("No events: give a file of events, --ledger LEDGER, or set DEMARCHE_LEDGER.")
    return path


def time_of(table: EventTable, value: str | None, option: str) -> float | None:
    """A date, or a number in units of the time column, as days on the table's clock.

    Raises:
        UsageError: it is neither, or a date where the events have none.
    """
    if value is None:
        return None
    try:
        return float(value) * table.unit_days
    except ValueError:
        pass
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{option} is {value!r}, neither a date (YYYY-MM-DD) nor a number.") from None
    if table.day_zero is None:
        raise UsageError(
            f"{option} is a date, but the events' times are numbers. Give a number of the time column."
        )
    return float((day - table.day_zero).days)


def _some(table: EventTable, one: str | None, two: str | None, what: str) -> EventTable:
    if not len(table):
        given = " and ".join(value for value in (one, two) if value)
        raise UsageError(f"No events {what} ({given}). Widen the choice.")
    return table
