"""`demarche analyse proportionality`, `strategies`, `forecast`: how hard, by which rule, and what next."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from demarche.cli.analyse.choosing import Chosen, takes_events, time_of
from demarche.cli.analyse.showing import show
from demarche.errors import UsageError


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    app.command(
        name="proportionality", epilog="Example: demarche analyse proportionality acts.csv --class conflict"
    )(proportionality)
    app.command(name="strategies", epilog="Example: demarche analyse strategies acts.csv --between USA CHN")(
        strategies
    )
    app.command(
        name="forecast", epilog="Example: demarche analyse forecast acts.csv --between USA CHN --json"
    )(forecast)


@takes_events()
def proportionality(
    chosen: Chosen,
    size: Annotated[
        str | None, typer.Option("--size", help="What an act is measured by: quantity or score.")
    ] = None,
    horizon: Annotated[
        float, typer.Option("--horizon", help="Days within which an act counts as answered.")
    ] = 30.0,
    seed: Annotated[int, typer.Option("--seed", help="Of the intervals and the null.")] = 0,
) -> None:
    """How large answers are against the acts they answer, whether chains escalate, and who escalates."""
    from demarche.analysis.proportionality import proportionality as measure

    found = measure(chosen.table, size=size, horizon=horizon, seed=seed)  # type: ignore[arg-type]
    lines = list(found.notes)
    for name, rate, null in (
        ("answer over act", found.ratio, found.null_ratio),
        ("escalation slope (log size a link)", found.slope, None),
    ):
        if rate is not None:
            beside = f"   null {null.value:.3f} [{null.low:.3f}, {null.high:.3f}]" if null else ""
            lines.append(f"{name} {rate.value:.3f} [{rate.low:.3f}, {rate.high:.3f}]{beside}")
    if found.correlation is not None and found.null_correlation is not None:
        null = found.null_correlation
        lines.append(
            f"correlation of log sizes {found.correlation:.3f}   null [{null.low:.3f}, {null.high:.3f}]"
        )
    lines.append(f"{found.chains} chains of three acts or more, the longest of {found.longest_chain}")
    show(
        chosen,
        found.to_dict(),
        title=f"Size of answers against acts, by who answers (size: {found.size})",
        columns=("answers", "number", "ratio", "low", "high", "share larger", "share equal"),
        rows=[
            (
                s.actor,
                s.answers,
                *((s.ratio.value, s.ratio.low, s.ratio.high) if s.ratio else (None,) * 3),
                s.larger,
                s.equal,
            )
            for s in found.sides
        ],
        lines=lines,
    )


@takes_events()
def strategies(
    chosen: Chosen,
    period: Annotated[float, typer.Option("--period", help="Days that make one move.")] = 7.0,
    silence: Annotated[
        str, typer.Option("--silence", help="A period without acts: skip, or cooperate.")
    ] = "skip",
) -> None:
    """Each side's chance to cooperate after each pair of moves, and the strategies that this looks like."""
    from demarche.analysis.figures import strategy_map
    from demarche.analysis.strategies import MOVES
    from demarche.analysis.strategies import strategies as measure

    if chosen.between is None:
        raise UsageError(
            "Strategies are those of two actors towards each other. Name them with --between A B."
        )
    found = measure(chosen.table, *chosen.between, period_days=period, silence=silence)  # type: ignore[arg-type]
    rows = []
    for side in found.sides:
        for move in MOVES:
            rate = side.cooperates[move]
            rows.append((side.actor, move, side.moves[move], rate.value, rate.low, rate.high))
    lines = []
    for side in found.sides:
        best = sorted(side.posterior.items(), key=lambda item: -item[1])[:3]
        lines.append(f"{side.actor} looks like: " + ", ".join(f"{name} {share:.2f}" for name, share in best))
    show(
        chosen,
        found.to_dict(),
        title=f"P(cooperates) after own and other's last move, {found.pairs} pairs of {period:g} days",
        columns=("side", "after", "times", "P(C)", "low", "high"),
        rows=rows,
        lines=lines,
        figure=strategy_map(found) if chosen.figure else None,
    )


@takes_events(whole=True)
def forecast(
    chosen: Chosen,
    split: Annotated[
        str | None,
        typer.Option(
            "--split",
            help="Rank who acts on whom: a column with train, valid and test; one of these parts; or a date.",
        ),
    ] = None,
    method: Annotated[
        str, typer.Option("--method", help="features, or recurrency (the baseline only).")
    ] = "features",
    train_until: Annotated[
        str | None,
        typer.Option("--train-until", metavar="T", help="Judge forecasts of answers on the acts after it."),
    ] = None,
    horizon: Annotated[
        float, typer.Option("--horizon", help="Days within which an act counts as answered.")
    ] = 30.0,
) -> None:
    """What comes next: the answer to an act (--between), how well that is forecast (--train-until), or who
    acts on whom (--split).
    """
    if split is not None:
        _ranking(chosen, split, method)
    elif chosen.between is not None:
        _next(chosen, horizon)
    else:
        _calibration(chosen, train_until, horizon)


def _ranking(chosen: Chosen, split: str, method: str) -> None:
    from demarche.analysis.forecast import rank_feature_model, rank_recurrency
    from demarche.analysis.forecast.facts import Facts
    from demarche.analysis.forecast.parts import with_split

    if method not in {"features", "recurrency"}:
        raise UsageError(f"--method is {method!r}. Available: features, recurrency.")
    table, part = with_split(chosen.table, split, chosen.origin)
    facts = Facts.of(table)
    tuned = "valid" if part == "test" else "train"
    found = [rank_recurrency(facts, part=part, tuned_on=tuned)]
    if method == "features":
        found.insert(0, rank_feature_model(facts, part=part, learned_on=tuned))
    answer: dict[str, Any] = found[0].to_dict() | {"part": part}
    if len(found) > 1:
        answer["baseline"] = found[1].to_dict()
    show(
        chosen,
        answer,
        title=f"Who acts on whom: {found[0].questions} questions of {part} (single step, time-aware filter)",
        columns=("method", "MRR", "hits@1", "hits@3", "hits@10"),
        rows=[(r.method, r.mrr, r.hits_at_1, r.hits_at_3, r.hits_at_10) for r in found],
    )


def _next(chosen: Chosen, horizon: float) -> None:
    from demarche.analysis.forecast import forecast_answer
    from demarche.errors import InputError

    assert chosen.between is not None
    table = chosen.table
    first, second = chosen.between
    found, notes = [], []
    for actor, recipient in ((first, second), (second, first)):
        try:
            found.append(forecast_answer(table, actor, recipient, horizons=sorted({7.0, horizon, 60.0})))
        except InputError as error:
            notes.append(str(error))
    if not found:
        raise InputError(" ".join(notes))
    rows = []
    for one in found:
        types = ", ".join(f"{name} {share:.2f}" for name, share in list(one.types.items())[:4])
        chances = ", ".join(f"{chance:.2f} in {day} d" for day, chance in one.chances.items())
        rows.append((one.actor, one.recipient, one.after, chances, one.median_days, types))
    show(
        chosen,
        {"forecasts": [one.to_dict() for one in found], "notes": notes},
        title="Answers to the last act",
        columns=("act of", "on", "date", "answered within", "median days", "likely types"),
        rows=rows,
        lines=notes,
    )


def _calibration(chosen: Chosen, train_until: str | None, horizon: float) -> None:
    from demarche.analysis.figures import calibration
    from demarche.analysis.forecast import calibrate_answers

    table = chosen.table
    until = time_of(table, train_until, "--train-until")
    # By default four fifths of the acts are learned from, as in the split of the event benchmarks.
    until = float(table.time[int(0.8 * len(table))]) if until is None else until
    found = calibrate_answers(table, train_until=until, horizon=horizon)
    import numpy as np

    forecasts, observed = np.array([b[0] for b in found.bins]), np.array([b[1] for b in found.bins])
    show(
        chosen,
        {"calibration": found.to_dict(), "train_until": table.date(until)},
        title=f"Acts answered within {horizon:g} days: {found.acts} acts after {table.date(until)}",
        columns=("forecast", "observed", "acts"),
        rows=list(found.bins),
        lines=(
            f"Brier score {found.brier:.4f} (base rate {found.base_brier:.4f})",
            f"log score {found.log_score:.4f} (base rate {found.base_log_score:.4f})",
        ),
        figure=calibration(forecasts, observed) if chosen.figure else None,
    )
