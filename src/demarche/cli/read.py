"""`demarche read`: pages and texts to clean reports."""

from __future__ import annotations

import sys
from itertools import groupby
from typing import Annotated, Any

import typer

from demarche.cli.inputs import (
    MAX_MB,
    TIMEOUT,
    FetchLinks,
    Inputs,
    Language,
    MaxMb,
    Published,
    Publisher,
    Tally,
    Timeout,
    read_options,
    reports_of,
)
from demarche.cli.terminal import counted, emit, plain, say
from demarche.model import Report
from demarche.record import report_to_dict

EXAMPLE = "demarche read --published 2022-10-04 page.html notes.txt"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="read", epilog=f"Example: {EXAMPLE}")(read)


def read(
    inputs: Inputs,
    json: Annotated[bool, typer.Option("--json", help='Print {"report": …}, one line a report.')] = False,
    published: Published = None,
    publisher: Publisher = None,
    language: Language = None,
    fetch_links: FetchLinks = False,
    keep_furniture: Annotated[
        bool, typer.Option("--keep-furniture", help="Do not set page furniture aside from plain text.")
    ] = False,
    max_mb: MaxMb = MAX_MB,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Reads pages and texts into clean reports: body, title, date, publisher, and what was set aside."""
    options = read_options(
        published=published,
        publisher=publisher,
        language=language,
        fetch_links=fetch_links,
        max_mb=max_mb,
        timeout=timeout,
        keep_furniture=keep_furniture,
    )
    tally = Tally()
    show = _json if json else (_rich if sys.stdout.isatty() else _plain)
    for report in reports_of(inputs, options, tally):
        show(report)
    say(
        f"{counted(tally.reports, 'report')} read, {counted(tally.furniture, 'line')} set aside, "
        f"{counted(len(tally.rejects), 'input')} rejected"
    )
    raise typer.Exit(tally.status)


def _json(report: Report) -> None:
    emit({"report": report_to_dict(report)})


def _facts(report: Report) -> list[tuple[str, str]]:
    """(name, value) of what is known of a report, in the order in which it is shown."""
    published = report.published.isoformat() if report.published else "unknown (give --published)"
    facts = [
        ("id", report.id),
        ("title", report.title),
        ("published", published),
        ("publisher", report.publisher),
        ("author", report.author),
        (
            "language",
            report.language
            if report.language.startswith("en")
            else f"{report.language} (cannot be coded yet)",
        ),
        ("url", report.url),
    ]
    return [(name, plain(value)) for name, value in facts if value]


def _plain(report: Report) -> None:
    """Plain and stable text: facts, the report, what was set aside."""
    lines = [f"{name}: {value}" for name, value in _facts(report)]
    lines += ["", plain(report.text), ""]
    if report.furniture:
        lines.append("set aside:")
        lines += [f"  {piece.kind}: {plain(piece.text)}" for piece in report.furniture]
        lines.append("")
    print("\n".join(lines))


def _rich(report: Report) -> None:
    """The same in colour; neighbouring furniture of one kind is told in one line."""
    from rich.console import Console
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    console: Any = Console()
    facts = Table.grid(padding=(0, 2))
    for name, value in _facts(report):
        facts.add_row(Text(name, style="dim"), Text(value, style="bold" if name == "title" else ""))
    console.print(facts)
    console.print(Panel(Text(plain(report.text)), border_style="dim"))
    if report.furniture:
        console.print(Text("set aside", style="dim"))
        for kind, pieces in groupby(report.furniture, key=lambda piece: piece.kind):
            said = " · ".join(plain(piece.text) for piece in pieces)
            console.print(
                Text(f"  {kind}: ", style="cyan") + Text(said, style="dim"), overflow="ellipsis", no_wrap=True
            )
    console.print()
