"""`demarche analyse answers`, `balance`: what comes back, how soon and how much."""

from __future__ import annotations

from typing import Annotated

import typer

from demarche.cli.analyse.choosing import Chosen, takes_events
from demarche.cli.analyse.showing import show
from demarche.errors import UsageError


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    app.command(name="answers", epilog="Example: demarche analyse answers acts.csv --class conflict --json")(
        answers
    )
    app.command(name="balance", epilog="Example: demarche analyse balance acts.csv --json")(balance)


@takes_events()
def answers(
    chosen: Chosen,
    days: Annotated[
        str, typer.Option("--days", help="Horizons in days, with commas between them.")
    ] = "7,30,60",
    seed: Annotated[int, typer.Option("--seed", help="Of the null and the intervals.")] = 0,
) -> None:
    """Share of acts answered within some days, with censoring, and the share that chance would give."""
    from demarche.analysis.answers import answer_rates
    from demarche.analysis.figures import lag_curves

    found = answer_rates(chosen.table, horizons=horizons_of(days), seed=seed)
    rows = []
    for name, part in {"all": found, **found.by_class}.items():
        for key, rate in part.rate.items():
            limits, null = part.interval[key], part.null[key]
            observed = part.survival.at(float(key))[0]
            rows.append(
                (
                    name,
                    part.acts,
                    float(key),
                    rate,
                    limits.low,
                    limits.high,
                    null.value,
                    null.low,
                    null.high,
                    observed,
                )
            )
    median = "none is" if found.median_lag_days is None else f"{found.median_lag_days:.1f} days"
    show(
        chosen,
        found.to_dict(),
        title="Answered within (share of acts; null: answers shifted around the window)",
        columns=(
            "class",
            "acts",
            "days",
            "rate",
            "low",
            "high",
            "null",
            "null low",
            "null high",
            "Kaplan–Meier",
        ),
        rows=rows,
        lines=(
            f"median lag of acts answered within {found.horizons[-1]:g} days: {median}",
            "acts with one of the other side at the same time (order unknown, no answer): "
            f"{found.order_unknown}",
            *(f"{g.group}: {g.acts} acts, " + _rates(g.rate) for g in found.by_dyad[:5]),
            *found.notes,
            *(f"{name}: {note}" for name, part in found.by_class.items() for note in part.notes),
        ),
        figure=lag_curves(chosen.table, found) if chosen.figure else None,
    )


@takes_events()
def balance(chosen: Chosen, seed: Annotated[int, typer.Option("--seed", help="Of the null.")] = 0) -> None:
    """How far what each side sends is matched by what it gets back, over all dyads and for each pair."""
    from demarche.analysis.balance import balance as measure

    found = measure(chosen.table, seed=seed)
    weighted, unweighted = found.null_weighted, found.null_unweighted
    show(
        chosen,
        found.to_dict(),
        title="Pairs (balance: the smaller number of acts over the larger)",
        columns=("more", "less", "sent", "returned", "balance"),
        rows=[(p.first, p.second, p.sent, p.returned, p.balance) for p in found.pairs],
        lines=(
            f"weighted   {found.weighted:.4f}   null {weighted.value:.4f} [{weighted.low:.4f}, "
            f"{weighted.high:.4f}]",
            f"unweighted {found.unweighted:.4f}   null {unweighted.value:.4f} [{unweighted.low:.4f}, "
            f"{unweighted.high:.4f}]",
        ),
    )


def horizons_of(text: str) -> tuple[float, ...]:
    """The days that an option such as 7,30,60 gives.

    Raises:
        UsageError: one is no positive number.
    """
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if not found or min(found) <= 0:
        raise UsageError(
            f"--days is {text!r}. Give positive numbers of days with commas between them, such as 7,30,60."
        )
    return found


def _rates(rate: object) -> str:
    if not isinstance(rate, dict):
        return "too few to give a rate"
    return ", ".join(f"{share:.3f} within {day} days" for day, share in rate.items())
