"""How an analysis is shown: one JSON object, or tables for the eye, and the same rows as CSV."""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demarche.cli.terminal import emit, plain, say
from demarche.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from demarche.cli.analyse.choosing import Chosen

WIDTH = 110
# Rows of a table shown at the terminal; CSV and JSON have all.
SHOWN = 15


def show(
    chosen: Chosen,
    found: dict[str, Any],
    *,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    lines: Sequence[str] = (),
    figure: Figure | None = None,
) -> None:
    """Prints what was found as `--json` or as a table with lines below it, and writes `--csv` and
    `--figure`.

    Raises: UsageError where a figure is asked for and there is none.
    """
    rows = list(rows)
    if chosen.figure is not None and figure is None:
        raise UsageError(
            "There is no figure of this: leave --figure out. (hawkes draws one of two actors, with "
            "--between; forecast one with --train-until.)"
        )
    if chosen.csv is not None:
        write_csv(chosen.csv, columns, rows)
    if figure is not None and chosen.figure is not None:
        draw(figure, chosen.figure)
    if chosen.json:
        emit(finite({**found, "cleaning": chosen.cleaning.to_dict()}))
        return
    print_table(title, columns, rows)
    for line in lines:
        sys.stdout.write(plain(line) + "\n")
    say(f"{len(chosen.table)} events of {chosen.cleaning.rows}")


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Prints a table, its numbers to the right, at most `SHOWN` rows."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    table = Table(
        box=box.SIMPLE_HEAD if terminal else box.ASCII2,
        title=plain(title),
        title_justify="left",
        pad_edge=False,
    )
    for i, column in enumerate(columns):
        numbers = bool(rows) and all(isinstance(row[i], int | float | None) for row in rows[:SHOWN])
        table.add_column(column, justify="right" if numbers else "left")
    for row in rows[:SHOWN]:
        table.add_row(*(Text(plain(cell(value))) for value in row))
    Console(width=None if terminal else WIDTH, no_color=not terminal, highlight=False).print(table)
    if len(rows) > SHOWN:
        sys.stdout.write(f"… and {len(rows) - SHOWN} more (all in --csv and --json)\n")


def cell(value: Any) -> str:
    """A value for the eye: three or four digits of a number, a dash for what is not known."""
    if value is None:
        return "—"
    if isinstance(value, float):
        if not math.isfinite(value):
            return "—"
        return f"{value:,.3f}" if abs(value) >= 0.001 or value == 0 else f"{value:.1e}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def chance(p: float | None) -> str:
    """A p-value for the eye: two digits, or below what a double holds."""
    if p is None:
        return "p not known"
    return f"p = {p:.2g}" if p > 0 else "p < 1e-300"


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """The rows under their columns' names; what is not known stays empty.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(["" if value is None else value for value in row] for row in rows)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror}). Give another file with --csv."
        ) from None


def draw(figure: Figure, path: Path) -> None:
    """The figure in the format of the file's ending.

    Raises:
        UsageError: an ending that is no format, or a file that cannot be written.
    """
    from demarche.analysis.figures import save

    try:
        save(figure, path)
    except ValueError:
        raise UsageError(
            f"{path}: {path.suffix!r} is no format for a figure. Use .svg, .png or .pdf."
        ) from None
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror}). Give another file with --figure."
        ) from None


def finite(value: Any) -> Any:
    """The same with null for every number that JSON cannot hold."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
