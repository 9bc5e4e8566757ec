"""`demarche code`: pages and texts to coded events."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

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
from demarche.cli.terminal import counted, emit, say
from demarche.cli.workers import Workers
from demarche.model import CodedReport, Reject

EXAMPLE = "demarche code --published 2022-10-04 page.html"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="code", epilog=f"Example: {EXAMPLE}")(code)


def code(
    inputs: Inputs,
    json: Annotated[
        bool, typer.Option("--json", help='Print {"report": …, "events": […]}, one line a report.')
    ] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Show each event's sentence, its spans, and why it was coded so."),
    ] = False,
    published: Published = None,
    publisher: Publisher = None,
    language: Language = None,
    fetch_links: FetchLinks = False,
    actors: Annotated[
        list[Path] | None,
        typer.Option("--actors", help="An actors file of your own (TOML, CSV or CAMEO .actors.txt)."),
    ] = None,
    frames: Annotated[
        list[Path] | None, typer.Option("--frames", help="A frames file of your own (see docs/extending.md).")
    ] = None,
    ontology: Annotated[
        str, typer.Option("--ontology", help="The ontology's name, or the path of a file of your own.")
    ] = "plover",
    pipeline: Annotated[
        str | None,
        typer.Option("--pipeline", help="A spaCy pipeline with UD labels in place of the shipped parser."),
    ] = None,
    max_mb: MaxMb = MAX_MB,
    timeout: Timeout = TIMEOUT,
    workers: Workers = None,
) -> None:
    """Codes reports: who did what to whom, when, where, by whose account, and in answer to what."""
    from demarche.cli.workers import coder_of
    from demarche.runners.step import CoderOptions

    options = read_options(
        published=published,
        publisher=publisher,
        language=language,
        fetch_links=fetch_links,
        max_mb=max_mb,
        timeout=timeout,
    )
    coder = coder_of(CoderOptions(ontology, pipeline, tuple(actors or ()), tuple(frames or ())), workers)
    tally = Tally()
    events = links = undated = 0
    show = None if json else _display(explain)
    for result in coder.stream(reports_of(inputs, options, tally)):
        if isinstance(result, Reject):
            tally.reject(result)
            continue
        events += len(result.events)
        links += sum(len(event.answers) for event in result.events)
        undated += bool(result.events) and result.report.published is None
        if show is None:
            _json(result)
        else:
            show(result)
    if undated:
        say(
            f'{undated} with events and without a day of publication: what counts from it ("on Tuesday", '
            '"by 10 October") has no date. Give the day with --published YYYY-MM-DD.'
        )
    found = f"{counted(events, 'event')} → {counted(links, 'link')}"
    say(f"{counted(tally.reports, 'report')} → {found}; {len(tally.rejects)} rejected")
    raise typer.Exit(tally.status)


def _json(coded: CodedReport) -> None:
    from demarche.record import coded_to_dict

    emit(coded_to_dict(coded))


def _display(explain: bool):  # type: ignore[no-untyped-def]
    from demarche.cli.display import CodedDisplay

    return CodedDisplay(terminal=sys.stdout.isatty(), explain=explain)
