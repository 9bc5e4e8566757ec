"""The figures that papers show: plain, in vector form, readable in grey and by the colour-blind.

Every function gives a matplotlib `Figure`; `save(figure, path)` writes SVG, PNG or PDF, `svg(figure)` gives
text.  The same figure gives the same file.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from demarche.analysis.answers import AnswerRates, shift_null
from demarche.analysis.hawkes.pair import PairFit
from demarche.analysis.strategies import MOVES, Strategies
from demarche.analysis.table import EventTable, Floats
from demarche.analysis.var import VectorAutoregression

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Of the Okabe–Ito palette, which the colour-blind can tell apart.
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#888888"
# Points of the lag curve and of an intensity line.
CURVE, LINE = 25, 2000
# Dots an inch of a PNG: what journals ask for.
DOTS = 300
# What would put the time of writing into a file.
UNDATED: dict[str, dict[str, None]] = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
# Days after an act at which an intensity line shows its jump.
JUST_AFTER = 1e-3
# Replicates of the null band of a lag curve: it has one at each point already.
BAND = 99


def lag_curves(table: EventTable, rates: AnswerRates, *, seed: int = 0) -> Figure:
    """The share of acts answered by each lag (Kaplan–Meier, 95 %), over the band of the shifted null."""
    figure, (axes,) = _axes(1, 1, (6.0, 3.8))
    longest = rates.horizons[-1]
    days = np.linspace(0, longest, CURVE)
    null = shift_null(table, days.tolist(), replicates=BAND, random=np.random.default_rng(seed))
    axes.fill_between(
        days, [n.low for n in null], [n.high for n in null], color=GREY, alpha=0.35, lw=0, label="null, 95 %"
    )
    axes.plot(days, [n.value for n in null], color=GREY, lw=1)
    shares = np.array([rates.survival.at(day) for day in days])
    axes.fill_between(days, shares[:, 1], shares[:, 2], color=BLUE, alpha=0.2, lw=0)
    axes.plot(days, shares[:, 0], color=BLUE, lw=1.6, label="observed (Kaplan–Meier, 95 %)")
    axes.set(xlabel="days after the act", ylabel="share answered", xlim=(0, longest), ylim=(0, None))
    axes.legend(frameon=False)
    return figure


def intensity(table: EventTable, pair: PairFit) -> Figure:
    """Both sides' intensity over time with their acts as ticks; a side that could not be fitted has only
    ticks.
    """
    figure, axes = _axes(2, 1, (7.5, 4.4), sharex=True)
    between = table.between(pair.first.actor, pair.first.recipient)
    # Just after each act the intensity jumps; a line of equal steps would miss most of the height.
    after = between.time + JUST_AFTER
    clock = np.unique(np.concatenate([np.linspace(table.first, table.last, LINE), between.time, after]))
    for panel, side, colour in zip(axes, (pair.first, pair.second), (BLUE, ORANGE), strict=True):
        acts = between.time[between.actor == table.code(side.actor)]
        got = between.time[between.actor != table.code(side.actor)]
        if side.baseline is not None:
            rate = np.full(len(clock), side.baseline)
            for weight, answer, life in zip(side.own, side.other, pair.kernels, strict=True):
                rate += weight / life * _decayed(clock, acts, life) + answer / life * _decayed(
                    clock, got, life
                )
            panel.plot(_when(table, clock), rate, color=colour, lw=0.8)
            panel.set_ylabel("acts a day", fontsize=9)
            panel.set_ylim(bottom=0)
        # Ticks stand below the axis of the intensity, so that neither hides the other.
        panel.plot(
            _when(table, acts), np.full(len(acts), -0.05), "|", color=colour, ms=7, mew=0.6,
            transform=panel.get_xaxis_transform(), clip_on=False,
        )  # fmt: skip
        panel.set_xlim(_when(table, np.array([table.first, table.last])))
        panel.tick_params(axis="x", pad=8)
        panel.set_title(f"{side.actor} → {side.recipient}: {len(acts)} acts", loc="left", fontsize=9)
    if table.day_zero is None:
        axes[-1].set_xlabel("days")
    else:
        figure.autofmt_xdate(rotation=0, ha="center")
    return figure


def responses(found: VectorAutoregression) -> Figure:
    """Impulse responses with their 90 % limits: a row a response, a column a shock."""
    k = len(found.names)
    figure, axes = _axes(k, k, (3.0 * k, 2.2 * k), sharex=True)
    steps = np.arange(len(found.responses))
    for place, panel in enumerate(axes):
        i, j = divmod(place, k)
        low, high = found.responses_low[:, i, j], found.responses_high[:, i, j]
        panel.fill_between(steps, low, high, color=BLUE, alpha=0.2, lw=0)
        panel.plot(steps, found.responses[:, i, j], color=BLUE, lw=1.4)
        panel.axhline(0, color=GREY, lw=0.7)
        panel.set_title(f"{found.names[j]} → {found.names[i]}", fontsize=8, loc="left")
        if i == k - 1:
            panel.set_xlabel("steps")
    return figure


def strategy_map(found: Strategies) -> Figure:
    """Each side's probability of cooperating after each pair of last moves, as a heat map with its 95 %
    limits.
    """
    sides = found.sides
    figure, (axes,) = _axes(1, 1, (6.0, 1.2 + 0.8 * len(sides)))
    means = np.array([[side.cooperates[move].value for move in MOVES] for side in sides])
    image = axes.imshow(means, cmap="cividis", vmin=0, vmax=1, aspect="auto")
    for i, side in enumerate(sides):
        for j, move in enumerate(MOVES):
            rate = side.cooperates[move]
            text = f"{rate.value:.2f}\n[{rate.low:.2f}, {rate.high:.2f}]"
            axes.text(
                j,
                i,
                text,
                ha="center",
                va="center",
                fontsize=8,
                color="white" if means[i, j] < 0.5 else "black",
            )
    axes.set_xticks(range(len(MOVES)), [f"{move[0]}, {move[1]}" for move in MOVES])
    axes.set_xlabel("last moves: its own, the other's (C cooperates, D defects)", fontsize=9)
    axes.set_yticks(range(len(sides)), [side.actor for side in sides])
    # White lines between the cells.
    axes.set_xticks(np.arange(1, len(MOVES)) - 0.5, minor=True)
    axes.set_yticks(np.arange(1, len(sides)) - 0.5, minor=True)
    axes.grid(which="minor", color="white", lw=2)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)
    figure.colorbar(image, label="P(cooperates)").outline.set_visible(False)
    return figure


def calibration(predicted: Floats, observed: Floats, labels: Sequence[str] = ()) -> Figure:
    """Observed shares against predicted probabilities, the diagonal being perfect; shapes (bins,)."""
    figure, (axes,) = _axes(1, 1, (4.0, 4.0))
    axes.plot([0, 1], [0, 1], color=GREY, lw=0.8)
    axes.plot(predicted, observed, "o-", color=BLUE, ms=4)
    axes.set(xlabel="predicted", ylabel="observed", xlim=(0, 1), ylim=(0, 1), title=" ".join(labels))
    return figure


def save(figure: Figure, path: Path) -> None:
    """Writes the figure in the format of the file's ending.

    Raises:
        ValueError: the ending is no format.
        OSError: the file cannot be written.
    """
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "demarche"}):
        figure.savefig(path, dpi=DOTS, metadata=UNDATED.get(path.suffix.lower()))


def svg(figure: Figure) -> str:
    """The figure as an SVG element, to stand in a page."""
    import matplotlib

    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "demarche"}):
        figure.savefig(buffer, format="svg", metadata=UNDATED[".svg"])
    text = buffer.getvalue()
    return text[text.index("<svg") :].rstrip()


def _axes(rows: int, columns: int, size: tuple[float, float], **more: Any) -> tuple[Figure, list[Axes]]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as NewFigure

    figure = NewFigure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, columns, squeeze=False, **more)
    for panel in axes.flat:
        panel.spines[["top", "right"]].set_visible(False)
        panel.tick_params(labelsize=8)
    return figure, list(axes.flat)


def _decayed(clock: Floats, acts: Floats, life: float) -> Floats:
    """Σ e^{−(t−s)/life} over the acts before each of the ascending times of `clock`."""
    total, held, last, place = np.zeros(len(clock)), 0.0, clock[0], 0
    for i, now in enumerate(clock):
        held *= np.exp(-(now - last) / life)
        while place < len(acts) and acts[place] < now:
            held += np.exp(-(now - acts[place]) / life)
            place += 1
        total[i], last = held, now
    return total


def _when(table: EventTable, times: Floats) -> Any:
    zero = table.day_zero
    return (
        times
        if zero is None
        else [dt.datetime.combine(zero, dt.time()) + dt.timedelta(days=float(t)) for t in times]
    )
