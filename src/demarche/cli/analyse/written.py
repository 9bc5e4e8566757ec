"""`demarche analyse report`: everything about two actors on one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from demarche.cli.analyse.choosing import Chosen, takes_events
from demarche.cli.terminal import emit, say
from demarche.errors import UsageError


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(
        name="report", epilog="Example: demarche analyse report acts.csv --between USA CHN -o usa-chn.html"
    )(report)


@takes_events(whole=True)
def report(
    chosen: Chosen,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The page; by default named after the two."),
    ] = None,
) -> None:
    """Writes all measures of two actors, with figures and what speaks against them, as one HTML file."""
    from demarche.analysis.page import page

    if chosen.csv is not None or chosen.figure is not None:
        raise UsageError("The report is one page of its own, with its figures: leave --csv and --figure out.")
    if chosen.between is None:
        raise UsageError("Which two? Name them with --between, such as --between USA CHN.")
    first, second = chosen.between
    text = page(chosen.table, first, second, origin=chosen.origin.name, warnings=chosen.cleaning.warnings)
    path = output or Path(f"{_file_name(first)}-{_file_name(second)}.html")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror}). Give another file with --output."
        ) from None
    if chosen.json:
        emit({"report": str(path), "between": [first, second], "cleaning": chosen.cleaning.to_dict()})
    say(f"demarche: the report is in {path}")


def _file_name(actor: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in actor).strip("-").lower() or "actor"
