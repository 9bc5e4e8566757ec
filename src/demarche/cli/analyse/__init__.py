"""`demarche analyse`: who answers whom, how often, how soon and how hard, each with its null beside it."""

from __future__ import annotations

import typer

from demarche.cli.analyse.dyadic import register as dyadic
from demarche.cli.analyse.prediction import register as prediction
from demarche.cli.analyse.process import register as process
from demarche.cli.analyse.written import register as written


def register(app: typer.Typer) -> None:
    """Adds the verb and its own verbs."""
    analyse = typer.Typer(
        name="analyse",
        help="Measures tit-for-tat on a ledger, or on any Parquet, CSV or TSV file of events.",
        no_args_is_help=True,
        rich_markup_mode="rich",
    )
    for add in (dyadic, process, prediction, written):
        add(analyse)
    app.add_typer(analyse)
