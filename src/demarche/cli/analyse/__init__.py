"""`demarche analyse`: who answers whom, how often, how soon and how hard, each with its null beside it."""

from __future__ import annotations

import typer

from demarche.cli.analyse import dyadic, prediction, process, written


def register(app: typer.Typer) -> None:
    """Adds the verb and its own verbs."""
    analyse = typer.Typer(
        name="analyse",
        help="Measures tit-for-tat on a ledger, or on any Parquet, CSV or TSV file of events.",
        no_args_is_help=True,
        rich_markup_mode="rich",
    )
    for module in (dyadic, process, prediction, written):
        module.register(analyse)
    app.add_typer(analyse)
