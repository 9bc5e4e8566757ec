"""`demarche actors`: who is named in texts, resolved."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from demarche.cli.terminal import each_row_batched, each_row_told, plain
from demarche.errors import InputError
from demarche.model import Entity
from demarche.record import span_to_dict

EXAMPLE = (
    'echo \'{"id": 1, "text": "Tokyo expelled a Russian consul.", "published": "2022-10-04"}\' '
    "| demarche actors --json -"
)


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="actors", epilog=f"Example: {EXAMPLE}")(actors)


def actors(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help='JSON Lines of {"id", "text", "published"}, or - for stdin.'),
    ],
    json: Annotated[
        bool, typer.Option("--json", help='Print {"id": …, "actors": […]}, one line a row.')
    ] = False,
    extra: Annotated[
        list[Path] | None,
        typer.Option(
            "--actors", metavar="FILE", help="Your own actors: .toml, .csv or .actors.txt; may be repeated."
        ),
    ] = None,
    parse: Annotated[bool, typer.Option("--parse/--no-parse", help="Parse the sentences first.")] = True,
    explain: Annotated[bool, typer.Option("--explain", help="Say how each actor was resolved.")] = False,
) -> None:
    """Finds the actors named in texts: country, sector, role on the day of publication, Wikidata id."""
    from demarche.entities.actors import ActorResolver
    from demarche.entities.gazetteer import Gazetteer

    gazetteer = Gazetteer.load(extra=tuple(extra or ()))
    parser = _parser() if parse else None

    def resolved(batch: list[dict[str, Any]]) -> list[list[Entity]]:
        days = [_published(row) for row in batch]
        texts = [row["text"] for row in batch]
        parses = parser.parse(texts) if parser is not None else [None] * len(texts)
        return [
            ActorResolver(gazetteer, text, sentences, day).mentions()
            for text, sentences, day in zip(texts, parses, days, strict=True)
        ]

    if json:
        each_row_batched(
            inputs,
            lambda batch: [
                {"actors": [actor_to_dict(entity, explain=explain) for entity in found]}
                for found in resolved(batch)
            ],
        )

    def tell(row: dict[str, Any]) -> None:
        for entity in resolved([row])[0]:
            say_actor(entity, explain=explain)

    each_row_told(inputs, tell)


def say_actor(entity: Entity, *, explain: bool) -> None:
    """Prints an actor as a line for people."""
    words = entity.span.text if entity.span else ""
    line = f"{words:36} {entity.country or '-':4} {' '.join(entity.sector) or '-':8} {entity.name}"
    sys.stdout.write(plain(line + (f"  [{entity.how}]" if explain else "")) + "\n")


def actor_to_dict(entity: Entity, *, explain: bool = False) -> dict[str, Any]:
    """The entity as docs/record.md has it, with `how` where that is asked for."""
    found: dict[str, Any] = {
        "span": entity.span and span_to_dict(entity.span),
        "name": entity.name,
        "country": entity.country,
        "sector": list(entity.sector),
        "wikidata": entity.wikidata,
        "role": entity.role,
    }
    return {**found, "how": entity.how} if explain else found


def _parser() -> Any:
    from demarche import language

    return language.load()


def _published(row: dict[str, Any]) -> dt.date | None:
    """The row's day of publication, when it has one.

    Raises: InputError for one that is no date.
    """
    value = row.get("published")
    if value in (None, ""):
        return None
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise InputError(
            f"Row {row.get('id')!r}: 'published' is {value!r}, not a date. "
            "Give it as YYYY-MM-DD, or leave it out."
        ) from None
