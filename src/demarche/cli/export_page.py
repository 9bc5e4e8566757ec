"""`demarche export-page`: an exchange as one file to mail, embed or print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from demarche.cli.ledgers import LedgerPath, ledger_path
from demarche.cli.terminal import say
from demarche.errors import UsageError

EXAMPLE = "demarche export-page --between JPN RUS --ledger my.duckdb -o page.html"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="export-page", epilog=f"Example: {EXAMPLE}")(export_page)


def export_page(
    between: Annotated[
        tuple[str, str],
        typer.Option("--between", metavar="A B", help="Two countries: codes (JPN RUS); A stands above."),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="PATH", help="The file: .html, .svg or .png.")
    ],
    ledger: LedgerPath = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Acts from this day on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Acts to this day, included.")
    ] = None,
    type: Annotated[
        list[str] | None, typer.Option("--type", help="Only acts of this type; may be repeated.")
    ] = None,
    stated: Annotated[bool, typer.Option("--stated", help="Only answers that a report states.")] = False,
) -> None:
    """Writes the exchange of two countries as one file: a page that loads nothing from anywhere, or its
    timeline as SVG or PNG."""
    from starlette.datastructures import QueryParams

    from demarche.explorer.export import format_of, standalone
    from demarche.explorer.facets import Facets
    from demarche.explorer.reading import Reading

    asked = [
        ("since", since or ""),
        ("until", until or ""),
        ("basis", "stated" if stated else ""),
        *(("type", one) for one in type or ()),
    ]
    facets = Facets.read(QueryParams(asked))
    reading = Reading(ledger_path(ledger), renewing=False)
    try:
        a, b = (code.upper() for code in between)
        content = standalone(reading, a, b, facets, format_of(output))
    finally:
        reading.close()
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UsageError(
            f"{output}: cannot be written ({error.strerror}). Check the folder and its permissions."
        ) from None
    say(f"{output}: {len(content) / 1000:.0f} kB")
