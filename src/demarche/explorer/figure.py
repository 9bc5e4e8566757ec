"""A timeline as a picture of dots, for papers and slides."""

from __future__ import annotations

import io
from typing import Any

from demarche.explorer import words
from demarche.explorer.timeline import Timeline

# Units of the drawing in an inch of paper, and dots in an inch.
UNITS, DOTS = 100.0, 200
# As in static/style.css, in light colours.
FILL = {
    "verbal cooperation": "#7db7e0",
    "material cooperation": "#0b66a8",
    "verbal conflict": "#f0a267",
    "material conflict": "#bf3f0c",
}
EDGE = {"cooperation": "#0a5a94", "conflict": "#a83507"}
LANES, LINE, ARROW, INK = ("#f4f2ec", "#ece9e0"), "#d9d6cd", "#59636e", "#1b2126"
SIGNS = {
    "verbal cooperation": "o",
    "material cooperation": "s",
    "verbal conflict": "D",
    "material conflict": "^",
}


def png(timeline: Timeline, a: str, b: str) -> bytes:
    """The timeline as PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(timeline.width / UNITS, timeline.height / UNITS), dpi=DOTS)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, timeline.width)
    axes.set_ylim(timeline.height, 0)
    axes.axis("off")
    _ground(axes, timeline, a, b)
    for arrow in timeline.arrows:
        _arrow(axes, arrow.path, dashed=arrow.basis == "inferred")
        if arrow.lag and not timeline.dense:
            axes.text(
                arrow.lag_x,
                arrow.lag_y,
                arrow.lag,
                fontsize=7.5,
                ha="center",
                va="center",
                color=INK,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
            )
    for mark in timeline.marks:
        edge = EDGE[mark.quad.split()[1]]
        face = FILL[mark.quad] if mark.status == "actual" else "#ffffff"
        axes.plot(
            mark.x,
            mark.y,
            SIGNS[mark.quad],
            markersize=mark.size * 1.35,
            markerfacecolor=face,
            markeredgecolor=edge,
            zorder=3,
        )
        if mark.name:
            axes.text(
                mark.x + mark.name_x,
                mark.y,
                mark.name,
                fontsize=8,
                color=INK,
                va="center",
                ha="left" if mark.anchor == "start" else "right",
            )
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Title": f"{words.country(a)} and {words.country(b)}"})
    return stream.getvalue()


def _ground(axes: Any, timeline: Timeline, a: str, b: str) -> None:
    """Lanes, ticks and names; and the bars where acts are too many."""
    axes.axhspan(0, timeline.middle, color=LANES[0], zorder=0)
    axes.axhspan(timeline.middle, timeline.height, color=LANES[1], zorder=0)
    axes.axhline(timeline.middle, color=ARROW, linewidth=0.8, zorder=1)
    for tick in timeline.ticks:
        axes.axvline(tick.x, color=LINE, linewidth=0.8, zorder=1)
        axes.text(tick.x + 4, timeline.height - 6, tick.name, fontsize=7.5, color=ARROW)
    axes.text(8, 19, words.country(a), fontsize=10, weight="bold", color=INK)
    axes.text(8, timeline.height - 22, words.country(b), fontsize=10, weight="bold", color=INK)
    for bar in timeline.bars:
        axes.bar(bar.x, bar.height, bar.width, bottom=bar.y, align="edge", color=FILL[bar.quad])


def _arrow(axes: Any, path: str, *, dashed: bool) -> None:
    """A curve of the drawing: one cubic Bézier, `Mx yCx y x y x y`."""
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    numbers = [float(part) for part in path.replace("M", " ").replace("C", " ").split()]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    curve = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    style = (0, (4, 3)) if dashed else "-"
    axes.add_patch(
        FancyArrowPatch(
            path=curve,
            arrowstyle="-|>",
            mutation_scale=7,
            linewidth=1.0,
            linestyle=style,
            color=ARROW,
            fill=False,
            zorder=2,
        )
    )
