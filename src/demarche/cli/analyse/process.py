"""`demarche analyse hawkes`, `var`: acts that call forth acts, as point process and as time series."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from demarche.cli.analyse.choosing import Chosen, LedgerPath, choose, origin_of, takes_events, time_of
from demarche.cli.analyse.showing import chance, draw, finite, print_table, show, write_csv
from demarche.cli.terminal import emit, plain
from demarche.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from demarche.analysis.table import EventTable
    from demarche.analysis.var import VectorAutoregression


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    app.command(name="hawkes", epilog="Example: demarche analyse hawkes acts.csv --json")(hawkes)
    app.command(
        name="var", epilog="Example: demarche analyse var weekly.csv --series usa,chn --lags 2 --json"
    )(var)


TrainUntil = Annotated[
    str | None,
    typer.Option(
        "--train-until",
        metavar="T",
        help="End of the training part: a date, or in units of the time column.",
    ),
]
Beyond = Annotated[
    bool,
    typer.Option(
        "--beyond",
        help="Also the richer process: long memories, active actors, third parties; and who acts next.",
    ),
]
Covariates = Annotated[
    Path | None,
    typer.Option(
        "--covariates",
        metavar="FILE",
        help="What else is known of directed dyads, for --beyond: actor, recipient and a number a "
        "covariate, such as alliance.",
    ),
]


@takes_events()
def hawkes(
    chosen: Chosen,
    train_until: TrainUntil = None,
    kernels: Annotated[
        str, typer.Option("--kernels", help="Mean lives in days, with commas between them.")
    ] = "60,14,0.5",
    convention: Annotated[
        str,
        typer.Option("--convention", help="Which dyads count: training_nodes, all_dyads or observed_pairs."),
    ] = "training_nodes",
    beyond: Beyond = False,
    covariates: Covariates = None,
) -> None:
    """Reciprocal Hawkes process: how many further acts, and how many answers, an act brings, at three time
    scales.
    """
    from demarche.analysis.hawkes import fit_hawkes, goodness_of_fit

    table = chosen.table
    lives = _lives(kernels)
    found = fit_hawkes(
        table,
        train_until=time_of(table, train_until, "--train-until"),
        kernels=lives,
        convention=convention,  # type: ignore[arg-type]
    )
    goodness = goodness_of_fit(table, found.full, found.kernels)
    more: dict[str, Any] = {"goodness_of_fit": goodness.to_dict()}
    lines = [
        f"reciprocity {found.full.reciprocity:.3f} answers an act, persistence {found.full.persistence:.3f} "
        "further own acts an act",
        f"likelihood ratio of reciprocity {found.likelihood_ratio:,.1f} on {found.degrees_of_freedom} "
        f"degrees of freedom, {chance(found.p_value)}",
        f"convention {found.convention}; time in 1/1000 of {found.window_days:g} days; the other "
        "conventions are in --json",
        f"time rescaling: KS distance {goodness.distance:.3f}, {chance(goodness.p_value)}",
        *found.notes,
    ]
    if beyond or covariates:
        lines += _beyond(table, found.train_until, covariates, more)
    figure = _pair(chosen, lives, more, lines)
    show(
        chosen,
        found.to_dict() | more,
        title="Nested models (log-likelihoods; test per event)",
        columns=("model", "train", "test", "reciprocity", "persistence"),
        rows=[
            (
                name,
                fit.train_log_likelihood,
                fit.test_log_likelihood_per_event,
                fit.reciprocity,
                fit.persistence,
            )
            for name, fit in found.models.items()
        ],
        lines=lines,
        figure=figure,
    )


def _pair(chosen: Chosen, lives: tuple[float, ...], more: dict[str, Any], lines: list[str]) -> Figure | None:
    """The figure of two actors by themselves, where it is asked for; what was found goes into `more` and
    `lines`.
    """
    from demarche.analysis.hawkes import fit_pair

    if chosen.between is None:
        if chosen.figure:
            raise UsageError("The intensity is drawn for two actors. Name them with --between A B.")
        return None
    pair = fit_pair(chosen.table, *chosen.between, kernels=lives)
    more["pair"] = pair.to_dict()
    for side in (pair.first, pair.second):
        lines.append(
            side.note
            or f"{side.actor} → {side.recipient}: persistence {sum(side.own):.3f}, "
            f"reciprocity {sum(side.other):.3f}, {chance(side.p_value)}"
        )
    if not chosen.figure:
        return None
    from demarche.analysis.figures import intensity

    return intensity(chosen.table, pair)


def _beyond(
    table: EventTable, train_until: float | None, covariates: Path | None, more: dict[str, Any]
) -> list[str]:
    """The lines on the richer process; what it found goes into `more`."""
    from demarche.analysis.hawkes import fit_richer, predict_links
    from demarche.analysis.reading import read_covariates

    given = read_covariates(covariates, table.names) if covariates else {}
    richer = fit_richer(table, train_until=train_until, covariates=given)
    more["beyond"] = richer.to_dict()
    train, test = richer.log_likelihoods["training_nodes"]
    lines = [
        f"richer process: train {train:,.1f}, test {test:.3f} an event"
        if test
        else f"richer process: train {train:,.1f}"
    ]
    lines += [
        f"covariate {name}: {test.weight:.2g} acts a dyad and day for a unit, LR {test.ratio:.1f}, "
        f"{chance(test.p_value)}"
        for name, test in richer.tests.items()
    ]
    if train_until is not None:
        links = predict_links(table, richer, train_until=train_until)
        more["beyond"]["link_prediction"] = links.to_dict()
        lines.append(
            f"dyads that act within {links.ahead_days:g} days: AUC {links.area:.4f} ± {links.error:.4f}; "
            f"count + 0.3 × reverse count {links.baseline:.4f}"
        )
    return lines


SeriesOrigin = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help="A file with one column a series, or of events, or a ledger. Default: the ledger.",
    ),
]
Actors = Annotated[
    str | None,
    typer.Option(
        "--actors", metavar="A,B[,C]", help="Of events: the directed dyads among these are the variables."
    ),
]


def var(
    origin: SeriesOrigin = None,
    lags: Annotated[int, typer.Option("--lags", help="Lags of every variable, in steps.")] = 6,
    series: Annotated[
        str | None, typer.Option("--series", metavar="A,B", help="Columns of a file that holds series.")
    ] = None,
    actors: Actors = None,
    between: Annotated[
        tuple[str, str] | None,
        typer.Option("--between", metavar="A B", help="Of events: the same as --actors A,B."),
    ] = None,
    steps: Annotated[int, typer.Option("--steps", help="Steps that responses are followed for.")] = 12,
    step_days: Annotated[float, typer.Option("--step-days", help="Days that scores are summed over.")] = 7.0,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="First day.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Last day.")] = None,
    mirrors: Annotated[str, typer.Option("--mirrors", help="Mirrored acts: drop, merge or keep.")] = "drop",
    ledger: LedgerPath = None,
    actor: Annotated[str | None, typer.Option("--actor", metavar="COLUMN", help="Who acts.")] = None,
    recipient: Annotated[
        str | None, typer.Option("--recipient", metavar="COLUMN", help="Who is acted upon.")
    ] = None,
    time: Annotated[str | None, typer.Option("--time", metavar="COLUMN", help="When.")] = None,
    score: Annotated[str | None, typer.Option("--score", metavar="COLUMN", help="What is summed.")] = None,
    cameo: Annotated[
        str | None,
        typer.Option("--cameo", metavar="COLUMN", help="CAMEO codes, where there is no score: Goldstein's."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the bootstrap.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the responses to this file.")] = None,
    figure: Annotated[Path | None, typer.Option("--figure", help="Draw the responses to this file.")] = None,
) -> None:
    """Vector autoregression of score sums: Granger tests, impulse responses, variance decomposition."""
    from demarche.analysis.reading import has_series_only, is_ledger, read_series
    from demarche.analysis.var import autoregression, weekly_sums

    path = origin_of(origin, ledger)
    warnings: tuple[str, ...] = ()
    if series is not None or (path.exists() and not is_ledger(path) and not actor and has_series_only(path)):
        variables = read_series(path, time=time, series=series.split(",") if series else ())
    else:
        chosen = choose(
            origin=path, ledger=None, between=None, since=since, until=until, act_class="all",
            mirrors=mirrors, one_a_day=False, unit_days=None, json=json, csv=csv, figure=figure,
            actor=actor, recipient=recipient, time=time, score=score, cameo=cameo,
        )  # fmt: skip
        warnings = chosen.cleaning.warnings
        variables = weekly_sums(chosen.table, _dyads(actors, between), step_days=step_days)
    found = autoregression(variables, lags=lags, steps=steps, seed=seed)
    if csv is not None:
        columns = ("shock", "response", "step", "value", "low", "high", "variance share")
        write_csv(csv, columns, _response_rows(found))
    if figure is not None:
        from demarche.analysis.figures import responses

        draw(responses(found), figure)
    if json:
        emit(finite(found.to_dict() | {"warnings": list(warnings)}))
    else:
        _print_autoregression(found)


def _response_rows(found: VectorAutoregression) -> list[tuple[Any, ...]]:
    """A row a shock, response and step."""
    cubes = (found.responses, found.responses_low, found.responses_high, found.decomposition)
    return [
        (found.names[j], found.names[i], h, *(float(cube[h, i, j]) for cube in cubes))
        for i in range(len(found.names))
        for j in range(len(found.names))
        for h in range(len(found.responses))
    ]


def _print_autoregression(found: VectorAutoregression) -> None:
    print_table(
        f"Granger tests, {found.lags} lags, {found.observations} steps",
        ("cause", "effect", "F", "df", "p"),
        [(a, b, test.f, f"{test.df[0]}, {test.df[1]}", test.p) for (a, b), test in found.granger.items()],
    )
    print_table(
        f"Share of the forecast variance after {len(found.responses) - 1} steps that is due to each variable",
        ("variable", *found.names),
        [
            (name, *(float(share) for share in found.decomposition[-1][i]))
            for i, name in enumerate(found.names)
        ],
    )
    best = min(found.criteria, key=lambda number: found.criteria[number], default=None)
    if best is not None:
        sys.stdout.write(f"Schwarz's criterion prefers {best} lags\n")
    for note in found.notes:
        sys.stdout.write(plain(note) + "\n")


def _dyads(actors: str | None, between: tuple[str, str] | None) -> list[tuple[str, str]]:
    """The directed dyads among the actors; names with a comma in them can only come by `between`."""
    names = list(between or ()) or [name.strip() for name in (actors or "").split(",") if name.strip()]
    if len(names) < 2:
        raise UsageError("Which actors? Give two or three with --actors, such as --actors USA,CHN,RUS.")
    return [(a, b) for a in names for b in names if a != b]


def _lives(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"--kernels is {text!r}. Give mean lives in days, such as 60,14,0.5.") from None
