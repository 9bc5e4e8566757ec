"""`demarche ingest`: pages and texts coded into the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    Timeout,
    read_options,
)
from demarche.cli.ledgers import LedgerPath, writing
from demarche.cli.terminal import DONE, REJECTED, counted, say
from demarche.cli.workers import Workers

if TYPE_CHECKING:
    from demarche.ledger import Counts

EXAMPLE = "demarche ingest reports/ page.html --ledger my.duckdb"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="ingest", epilog=f"Example: {EXAMPLE}")(ingest)


def ingest(
    inputs: Inputs,
    ledger: LedgerPath = None,
    published: Published = None,
    publisher: Publisher = None,
    language: Language = None,
    fetch_links: FetchLinks = False,
    actors: Annotated[list[Path] | None, typer.Option("--actors", help="An actors file of your own.")] = None,
    frames: Annotated[list[Path] | None, typer.Option("--frames", help="A frames file of your own.")] = None,
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
    engine: Annotated[
        str, typer.Option("--engine", metavar="NAME", help="local, or ray for a cluster (at $RAY_ADDRESS).")
    ] = "local",
    parts: Annotated[
        Path | None,
        typer.Option("--parts", metavar="DIR", help="With --engine ray: a folder for each input's results."),
    ] = None,
) -> None:
    """Codes what is new among the inputs and stores it, batch by batch; a run that was cut off is completed
    by running it again.

    The same report twice changes nothing; a page that changed at its address becomes a new version, the
    older is kept.
    """
    from demarche.cli.progress import Progress, tracked
    from demarche.cli.workers import coder_of, on_cluster
    from demarche.ledger import RunFacts
    from demarche.runners.step import CoderOptions

    options = read_options(
        published=published,
        publisher=publisher,
        language=language,
        fetch_links=fetch_links,
        max_mb=max_mb,
        timeout=timeout,
    )
    given = {
        "inputs": inputs,
        "published": published,
        "publisher": publisher,
        "language": language,
        "fetch_links": fetch_links,
        "actors": actors,
        "frames": frames,
        "pipeline": pipeline,
        "max_mb": max_mb,
    }
    chosen = CoderOptions(ontology, pipeline, tuple(actors or ()), tuple(frames or ()))
    facts = RunFacts("ingest", ontology, models(), {name: value for name, value in given.items() if value})
    clustered = (
        None if engine == "local" else on_cluster(engine, parts, inputs, options, chosen, workers=workers)
    )
    with writing(ledger, create=True) as opened:
        coder = clustered or coder_of(chosen, workers)
        with Progress(inputs) as progress:
            reports = clustered.reports() if clustered else tracked(options, progress)
            counts = opened.ingest(reports, coder, facts=facts, progress=progress.stored)
        path, held = opened.path, int(opened.counts()["events"])
    say(summary(counts, held))
    if counts.rejects:
        say(f"`demarche rejects --ledger {path}` lists what was rejected")
    raise typer.Exit(REJECTED if counts.rejects else DONE)


def summary(counts: Counts, held: int) -> str:
    """The last line of a run that codes into a ledger; `held`: the acts that the ledger has now.

    Each report tells acts of its own; those that reports tell in common are one in the ledger.
    """
    updated = f", {counts.updated} of them new versions" if counts.updated else ""
    return (
        f"{counted(counts.reports, 'report')} stored{updated} → {counted(counts.events, 'event')} told → "
        f"{counted(counts.links, 'link')}; {counted(held, 'event')} in the ledger; "
        f"{counts.known} known already; {counts.rejects} rejected"
    )


def models() -> dict[str, str]:
    """The shipped models by name, with the first digits of their sha256."""
    import hashlib
    from importlib.resources import files

    found = {}
    for room in ("language", "events", "links"):
        folder = files(f"demarche.{room}") / "models"
        if folder.is_dir():
            for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
                if entry.name.endswith((".onnx", ".npz", ".safetensors", ".json")):
                    found[f"{room}/{entry.name}"] = hashlib.sha256(entry.read_bytes()).hexdigest()[:12]
    return found
